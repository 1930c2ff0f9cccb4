"""A folder of some sixty plans: good, bad, unreadable, alike; and runs of the program on it."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Final

from bench.plans import write_plans
from tests.command import Result, dtplan
from tests.conftest import ROOT

# Four is as many as a machine of CI has, and one more.
JOBS: Final = ("1", "2", "5")
FORMATS: Final = ("text", "json", "sarif", "markdown")
PLAIN: Final = 26

_HEAD: Final = "dtplan: 1\nid: {id}\nagency: {{name: {agency}, level: {level}}}\n"
_TASK: Final = "tasks:\n  - id: NV1\n    title: {title}{comment}\n"
PRICES: Final = "Xây dựng cơ sở dữ liệu về giá đất"
MAPS: Final = "Lập bản đồ số về hạ tầng thoát nước"
MINISTRY: Final = "Bộ Tài nguyên và Môi trường"
PROVINCE: Final = "Ủy ban nhân dân tỉnh {}"

CONFIGURATION: Final = """\
rulesets = ["own.ruleset.yaml"]
never-suppress = ["DT9"]

[severity]
DT206 = "error"

[[overrides]]
paths = ["alike", "plain/plan-0000?.dtplan.yaml"]
ignore = ["DT2"]
params = {complete_by = {date = 2025-06-30, basis = "57-NQ/TW"}}

[[overrides]]
paths = ["alike/shared-*"]
as-of = 2025-06-30
severity = {DT007 = "warning"}
"""
UNREADABLE: Final = {
    "tabs.dtplan.yaml": b"dtplan: 1\nagency:\n\tname: A\n",
    "latin.dtplan.yaml": "dtplan: 1\ntitle: Tỉnh".encode("cp1258", "replace") + b"\xff\n",
    "empty.dtplan.yaml": b"",
    "list.dtplan.yaml": b"- 1\n- 2\n",
    "conflict.dtplan.yaml": b"dtplan: 1\n<<<<<<< HEAD\nid: a\n=======\nid: b\n>>>>>>> b\n",
    "twice.dtplan.yaml": b"dtplan: 1\nid: a\nid: b\n",
    "nul.dtplan.yaml": b"dtplan: 1\nid: \0\n",
    "utf16.dtplan.yaml": "dtplan: 1\n".encode("utf-16"),
    "large.dtplan.yaml": b"dtplan: 1\n" + b"# large\n" * 125_001,
    "crlf.dtplan.yaml": b"dtplan: 1\r\nid: crlf\r\n",
    "mark.dtplan.yaml": b"\xef\xbb\xbfdtplan: 1\nid: mark\n",
}


def plan(own: str, agency: str, level: str, title: str, comment: str = "") -> str:
    """A short plan with one task; a comment stands behind its title."""
    behind = f"  # dtplan: {comment}" if comment else ""
    return (_HEAD + _TASK).format(id=own, agency=agency, level=level, title=title, comment=behind)


def _alike() -> Iterator[tuple[str, str]]:
    """Plans that overlap, and what their authors say of it; two have one id."""
    yield "ministry", plan("bo", MINISTRY, "ministry", PRICES)
    aside = "ignore DT605 -- thí điểm cho cả nước"
    idle = "ignore DT605 -- không trùng với ai"
    names = iter("ABCDEFGH")
    local = [
        ("open", PRICES, ""),
        ("aside", PRICES, aside),
        ("idle", "Lắp cảm biến mực nước trên sông", idle),
        ("need-1", MAPS, "ignore DT609 -- chờ hướng dẫn"),
        ("need-2", MAPS, ""),
        ("need-3", MAPS, ""),
    ]
    for name, title, comment in local:
        yield name, plan(name, PROVINCE.format(next(names)), "local", title, comment)
    for number in (1, 2):
        own = plan("shared", PROVINCE.format(next(names)), "local", f"Số hóa {number}00 hồ sơ")
        yield f"shared-{number}", own


def write_all(folder: Path, *, configured: bool = True) -> Path:
    """Fill `folder` with the plans, and with a configuration that tells them apart."""
    plain = write_plans(folder / "made", PLAIN)
    plain.rename(folder / "plain")
    for example in sorted((ROOT / "examples").glob("*.dtplan.yaml")):
        shutil.copy(example, folder)
    for number, status in product(range(2), ("draft", "running", "done")):
        text = (ROOT / "tests" / "reference.plan.yaml").read_text("utf-8")
        text = text.replace("\nstatus: running ", f"\nstatus: {status} ")
        assert f"\nstatus: {status} " in text
        text = text.replace("id: dat-dai-so-tinh-x", f"id: {status}-{number}")
        written(folder / "stands" / f"{status}-{number}.dtplan.yaml", text)
    for name, content in _alike():
        written(folder / "alike" / f"{name}.dtplan.yaml", content)
    for name, raw in UNREADABLE.items():
        written(folder / "bad" / name, raw)
    _write_odd(folder / "odd")
    if configured:
        written(folder / "dtplan.toml", CONFIGURATION)
        own = ROOT / "examples" / "rules" / "tinh-x.ruleset.yaml"
        shutil.copy(own, folder / "own.ruleset.yaml")
    return folder


def _write_odd(folder: Path) -> None:
    """What is no regular file, and names that few programs like."""
    folder.mkdir()
    (folder / "folder.dtplan.yaml").mkdir()
    if sys.platform == "win32":
        return
    os.mkfifo(folder / "fifo.dtplan.yaml")
    (folder / "dangling.dtplan.yaml").symlink_to("nothing")
    (folder / "link.dtplan.yaml").symlink_to("../alike/open.dtplan.yaml")
    for name in (
        b"t\xecnh.dtplan.yaml",
        b"a\nb: \x1b[31m.dtplan.yaml",
        "tỉnh.dtplan.yaml".encode(),
    ):
        try:
            with open(os.path.join(os.fsencode(folder), name), "w", encoding="utf-8") as file:
                file.write(plan("odd", "", "local", PRICES))
        except OSError:
            continue  # a file system that has no such names


def written(path: Path, content: str | bytes | bytearray) -> Path:
    """Write a file, and the folder that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def check(
    folder: Path,
    *arguments: str | Path,
    cache: Path | None,
    environment: Mapping[str, str] | None = None,
) -> Result:
    """Check the plans of a folder as seen from it, without a cache where none is named."""
    without = () if cache else ("--no-cache",)
    where = cache or folder.with_name("unused")
    found = dtplan(
        "check",
        *without,
        *arguments,
        cwd=folder,
        environment={"DTPLAN_CACHE_DIR": str(where), **(environment or {})},
    )
    assert "Traceback" not in found.err and found.status in (0, 1, 2), found.err
    assert cache or not where.exists()
    return found
