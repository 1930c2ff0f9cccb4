"""A repository of three hundred plans, with works planted in it that overlap or only look so.

The plans are made from the examples: sixty of ministries, two hundred and forty of provinces, each
of an agency of its own. Their works are called the same but for what each plan is about: by
themselves none is another, and what tells them apart is the object alone.
"""

import csv
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from dtplan import resources
from tests.conftest import ROOT

HERE: Final = Path(__file__).parent
SEED: Final = 34
MINISTRIES: Final = 60
PROVINCES: Final = 240

ALIKE: Final = "alike"
TASK: Final = "task"
SYSTEM: Final = "system"
# What that many provinces do, or build, each for itself.
COMMON: Final = {
    (TASK, "Đo chỉ số chất lượng không khí tại các nút giao thông"): 14,
    (SYSTEM, "Phần mềm quản lý nhà ở cho thuê"): 5,
}

# One in six of each is a draft; the rest are the complete examples.
_OF_MINISTRIES: Final = (
    "ministry", "national-database", "ministry", "national-database", "ministry",
    "ministry.draft", "national-database", "ministry", "national-database", "ministry",
    "national-database", "national-database.draft",
)  # fmt: skip
_OF_PROVINCES: Final = (*["province"] * 5, "province.draft")
_TITLE: Final = re.compile(r"(?m)^(  - id: NV\d+\n    title: )(.*)$")
_NAME: Final = re.compile(r"(?m)^((?:  - |    )name: )(.*)(\n    action: )(\w+)$")
_NATIONAL: Final = re.compile(r"(?m)^    national: \S+-database\n    part: whole\n")
_AGENCY: Final = re.compile(r"(?m)^agency:\n  name: .*\n(?:  level: .*\n)?")
# Each is written of many subjects, so that plans differ in nothing but the object.
_TITLES: Final = (
    "Công khai kết quả {subject} hằng tuần",
    "Đối soát sổ theo dõi {subject}",
    "Ban hành bộ chỉ số {subject}",
    "Sắp xếp kho tài liệu giấy về {subject}",
)
_COUNTED: Final = (
    "Chuẩn hóa {number} hồ sơ {subject} và gắn số định danh cá nhân",
    "Lập {number} tài khoản cho người làm công tác {subject}",
    "Gắn mã tra cứu cho {number} điểm {subject}",
    "Đưa {number} biểu mẫu {subject} lên thiết bị cầm tay",
    "Bàn giao {number} bộ tài liệu {subject} cho kho lưu trữ",
    "Kiểm tra thực tế {number} lượt {subject} theo phiếu điện tử",
    "Hướng dẫn {number} người nộp hồ sơ {subject} bằng VNeID",
)
_NAMES: Final = (
    "Hệ thống thông tin {subject}",
    "Kho dữ liệu {subject}",
    "Cổng tra cứu {subject}",
    "Ứng dụng {subject} cho thiết bị cầm tay",
)


class Pair(NamedTuple):
    """A work of a ministry and one of a province, labelled as the same (ALIKE) or as other."""

    label: str
    kind: str
    category: str
    ministry: str
    local: str


class Place(NamedTuple):
    """Where the name of a work stands; line and column from 1."""

    path: str
    line: int
    column: int


class Planted(NamedTuple):
    """A pair, and where its two works stand."""

    pair: Pair
    ministry: Place
    local: Place


class Repository(NamedTuple):
    """What was planted; `common` are the places of each need that many share, by its name."""

    planted: Sequence[Planted]
    common: Mapping[str, Sequence[Place]]


@dataclass
class Plan:
    """A plan in the making: what its tasks and systems are called, and which are still free."""

    path: str
    agency: str
    level: str
    text: str
    names: Mapping[str, list[str]]
    free: Mapping[str, list[int]]
    built: set[int] = field(default_factory=set)

    def plant(self, kind: str, name: str, chance: random.Random) -> None:
        """Call one of the works that are still free by this name."""
        place = self.free[kind].pop(chance.randrange(len(self.free[kind])))
        self.names[kind][place] = name
        if kind == SYSTEM:
            self.built.add(place)

    def place_of(self, name: str) -> Place:
        """Where the finished plan has this name."""
        lines = self.text.split("\n")
        found = [number for number, line in enumerate(lines) if line.endswith(f" {_scalar(name)}")]
        (number,) = found
        return Place(self.path, number + 1, lines[number].index(_scalar(name)) + 1)


def write(folder: Path) -> Repository:
    """Write the plans under `folder`, the same ones each time."""
    chance = random.Random(SEED)
    ministries, provinces = _ministries(), _provinces()
    planted = [
        (
            pair,
            _planted(pair.kind, pair.ministry, ministries, chance),
            _planted(pair.kind, pair.local, provinces, chance),
        )
        for pair in pairs()
    ]
    common = {
        name: [_planted(kind, name, provinces, chance) for _ in range(count)]
        for (kind, name), count in COMMON.items()
    }
    for plan in (*ministries, *provinces):
        plan.text = _written(plan)
        path = folder / plan.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(plan.text, "utf-8", newline="\n")
    places = [
        Planted(pair, one.place_of(pair.ministry), other.place_of(pair.local))
        for pair, one, other in planted
    ]
    shared = {name: sorted(one.place_of(name) for one in plans) for name, plans in common.items()}
    return Repository(places, shared)


def pairs() -> list[Pair]:
    """The pairs that are planted: forty overlaps and forty look-alikes.

    They are some of tests/likeness/labelled.tsv that the comparison was mended against: they tell
    that what it finds is told in a whole repository, and not how much it finds elsewhere.
    """
    with (HERE / "pairs.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Pair(*row) for row in rows]


def _planted(kind: str, name: str, plans: Iterable[Plan], chance: random.Random) -> Plan:
    """Some plan that has room for one more work and none of that name, and now has it."""
    plan = chance.choice(
        [plan for plan in plans if plan.free[kind] and name not in plan.names[kind]]
    )
    plan.plant(kind, name, chance)
    return plan


def _ministries() -> list[Plan]:
    known = [entry["name"] for entry in resources.load("registry/agencies.yaml")["ministries_2024"]]
    ministries = [name for name in known if name.startswith("Bộ ")]
    units = [f"{unit} {name}" for unit in ("Văn phòng", "Thanh tra") for name in ministries]
    more = [f"Vụ Tổ chức cán bộ, {name}" for name in ministries]
    agencies = [*known, *units, *more][:MINISTRIES]
    return list(_plans("ministries", agencies, _OF_MINISTRIES))


def _provinces() -> list[Plan]:
    known = [entry["name"] for entry in resources.load("registry/agencies.yaml")["provinces_63"]]
    local = [name.replace("Tỉnh ", "tỉnh ").replace("Thành phố ", "thành phố ") for name in known]
    bodies = ("Ủy ban nhân dân", "Sở Y tế", "Sở Giáo dục và Đào tạo", "Sở Nội vụ")
    agencies = [f"{body} {name}" for body in bodies for name in local][:PROVINCES]
    return list(_plans("provinces", agencies, _OF_PROVINCES))


def _plans(whose: str, agencies: Sequence[str], examples: Sequence[str]) -> Iterator[Plan]:
    subjects = yaml.safe_load((HERE / "subjects.yaml").read_text("utf-8"))[whose]
    for number, agency in enumerate(agencies):
        example = examples[number % len(examples)]
        text = (ROOT / f"examples/{example}.dtplan.yaml").read_text("utf-8")
        lap, place = divmod(number, len(subjects))
        # Where several provinces have one subject, each does something else of it.
        titles = _TITLES if whose == "ministries" else _TITLES[lap : lap + 1]
        titles += tuple(title.replace("{number}", f"{number + 100}") for title in _COUNTED)
        names = {
            TASK: _of(subjects[place], titles, len(_TITLE.findall(text))),
            SYSTEM: _of(subjects[place], _NAMES, len(_NAME.findall(text))),
        }
        text = re.sub(r"(?m)^title: .*$", f"title: Đề án chuyển đổi số {subjects[place]}", text)
        free = {kind: list(range(len(names[kind]))) for kind in names}
        level = "ministry" if whose == "ministries" else "local"
        yield Plan(f"plans/{whose}/{_slug(agency)}.dtplan.yaml", agency, level, text, names, free)


def _of(subject: str, patterns: Sequence[str], count: int) -> list[str]:
    return [pattern.format(subject=subject) for pattern in patterns[:count]]


def _written(plan: Plan) -> str:
    """The text of the plan, with its own id and agency, and its works by their names."""
    tasks, systems = iter(plan.names[TASK]), iter(enumerate(plan.names[SYSTEM]))

    def system(found: re.Match[str]) -> str:
        place, name = next(systems)
        action = "build" if place in plan.built else found[4].replace("build", "hire")
        return f"{found[1]}{_scalar(name)}{found[3]}{action}"

    text = _TITLE.sub(lambda found: found[1] + _scalar(next(tasks)), plan.text)
    # What a system is to be recognised by is its name alone.
    text = _NATIONAL.sub("", _NAME.sub(system, text))
    text = re.sub(r"(?m)^id: .*$", f"id: {_slug(plan.agency)}", text)
    return _AGENCY.sub(f"agency:\n  name: {plan.agency}\n  level: {plan.level}\n", text)


def _scalar(text: str) -> str:
    return f"'{text}'" if ": " in text else text


def _slug(name: str) -> str:
    """A name in the letters of ids and files: "Bộ Y tế" is bo-y-te."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d")).encode("ascii", "ignore")
    return "-".join(re.findall("[a-z0-9]+", plain.decode()))
