"""A repository of plans with some of everything: overlaps, own rules, drafts, what is no plan."""

import random
import re
from pathlib import Path
from typing import Final

from tests.conftest import ROOT

_REFERENCE: Final = (ROOT / "tests" / "reference.plan.yaml").read_text("utf-8")
_OWN: Final = (ROOT / "examples" / "rules" / "tinh-x.ruleset.yaml").read_text("utf-8")
_CONFIGURATION: Final = """\
rulesets = ["own.ruleset.yaml"]
[severity]
DT206 = "error"
[[overrides]]
paths = ["plans/xã/**"]
ignore = ["DT3"]
[[overrides]]
paths = ["*.draft.dtplan.yaml"]
as-of = "2025-01-31"
"""
# A rule for the plans in one folder.
_FOR_SOME: Final = """
  X900:
    name: communes-and-their-platform
    severity: warning
    rests_on: [practice]
    title: {vi: Nền tảng của xã, en: The platform of communes}
    message: {vi: "{item}: {field}", en: "{item}: {field}"}
    why: {vi: Vì, en: Why}
    remedy: {vi: Sửa, en: Mend}
    check: {at: targets.unit, allowed: [hồ sơ]}
    paths: ["plans/xã"]
    bad: "{dtplan: 1, targets: [{id: MT1, unit: lượt}]}"
    good: "{dtplan: 1, targets: [{id: MT1, unit: hồ sơ}]}"
"""
_SMALL: Final = """\
dtplan: 1
id: {id}
title: "Đề án {object} của {agency}"
status: submitted
agency: {{name: {agency}, level: local}}
targets:
  - {{id: MT1, indicator: "Tỷ lệ hồ sơ {object} được số hóa", unit: "%", value: 100}}
tasks:
  - {{id: NV1, title: "{work} {object}", deadline: 2025-06-30, owner: {{agency: Trung tâm}}}}
"""
_WORKS: Final = ("Số hóa hồ sơ", "Xây dựng phần mềm quản lý", "Tổ chức tập huấn về", "Kết nối")
_OBJECTS: Final = (
    "đất đai", "hộ tịch", "bệnh án điện tử", "học bạ", "giấy phép xây dựng", "giao thông công cộng",
    "lưu trú du lịch", "hợp đồng lao động", "thuế hộ kinh doanh", "quan trắc môi trường",
    "mã số vùng trồng", "công chứng", "tàu cá", "khoáng sản", "di tích", "cấp nước", "cây xanh",
)  # fmt: skip
_EDITS: Final = (
    ("2025-06-30", "30/06/2025"),
    ("status: .*", "status: draft"),
    ("(value: 100.*)", r"\1  # dtplan: ignore DT204 -- thử"),
    ("(?m)^targets:", "# dtplan: ignore-file DT301 -- thử\ntargets:"),
    ("targets:", "targets: ["),
)


def repository(folder: Path, count: int) -> Path:
    """A repository of `count` plans in `folder`, the same ones each time."""
    chance = random.Random(count)
    (folder / "dtplan.toml").write_text(_CONFIGURATION, "utf-8")
    (folder / "own.ruleset.yaml").write_text(_OWN.rstrip() + "\n" + _FOR_SOME, "utf-8")
    for number in range(count):
        place = folder / ("plans/tỉnh", "plans/xã", "plans/sở y tế")[number % 3]
        place.mkdir(parents=True, exist_ok=True)
        kind = ".draft" if number % 5 == 0 else ""
        text = _plan(chance, number)
        (place / f"{number:04}{kind}.dtplan.yaml").write_text(text, "utf-8", newline="")
    return folder


def _plan(chance: random.Random, number: int) -> str:
    if number % 12 == 0:
        text = _REFERENCE.replace("tỉnh X", f"tỉnh X{number}").replace("hồ sơ", f"hồ {number}")
    else:
        text = _SMALL.format(
            id=f"plan-{number % 100}",  # some ids stand twice
            agency=f"UBND xã {chance.choice('ABCDEGHKLMNPQ')}{number % 31}",
            work=chance.choice(_WORKS),
            object=chance.choice(_OBJECTS),
        )
    for old, new in chance.sample(_EDITS, chance.choice((0, 0, 1, 2))):
        text = re.sub(old, new, text, count=1)
    return text
