"""Hypothesis strategies that turn good plans into odd ones: by their text and by their values."""

import copy
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

Draw = st.DrawFn
Mutation = Callable[[Draw, list[str]], list[str]]

_ROOT = Path(__file__).parents[2]
_FILES = [_ROOT / "tests" / "reference.plan.yaml", *sorted(_ROOT.glob("examples/*.dtplan.yaml"))]
PLANS = [path.read_text("utf-8") for path in _FILES]

SCALARS = [
    "",
    "~",
    "null",
    "yes",
    "NO",
    "012",
    "08",
    "0o14",
    "0x1F",
    "12:30",
    "1_000",
    "1e3",
    "1.500",
    "12.345.678",
    "6.500.000.000",
    "-1",
    "101",
    "1e999",
    ".nan",
    "-.inf",
    "9" * 400,
    "80%",
    "%",
    "0,7",
    "2025-02-30",
    "15/10/2024",
    "tháng 6/2025",
    "Quý II/2025",
    "0001-01-01",
    "9999-12-31",
    "2024-10-15T10:00:00Z",
    "{}",
    "[]",
    "[[]]",
    "[null]",
    "{a: b}",
    "{a, b}",
    "[a, 1,2 triệu]",
    "*a",
    "&a b",
    "!t x",
    "|",
    ">-",
    "'",
    '"',
    '"\\0"',
    '"\\e[2J"',
    '"\\ud800"',
    '"\\u202e"',
    "x #5",
    "#11",
    "a: b",
    "CCCD 001099012345",
    "mật khẩu: Abc@12345",
    "0912 345 678",
    "TỐI MẬT",
    "34/CT-TTg",
    "MT1",
    "DP1",
    "Sở Văn hóa, Thể thao và Du lịch",
    "các sở, ban, ngành",
    "Đẩy mạnh",
    "\u00d0ồng",
    "tie\u0302\u0301ng",
    "\u0422",
    "\uff12",
    "\u00b2",
    "ChuyÓn ®æi sè tØnh §ång Th¸p",
    "::error::x",
    "[/]",
    "{item}",
    "%s",
    "x" * 3000,
]
CHARACTERS = [
    *"#:-?[]{},&*!|>'\"%@`~=<\\ \t\n\r\0\x1b\x7f\x85",
    "\u00a0",
    "\u200b",
    "\u200d",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\ufffe",
    "\u0301",
    "\u00ad",
    "\u00d0",
    "\U0001f4bb",
]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**17,
    10**30,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "2025-12-31",
    "MT1",
    "NV1",
    "%",
    "\0",
    "\x1b[2J",
    "\u202e",
    "x" * 300,
    datetime.date(2025, 2, 1),
    datetime.date(1, 1, 1),
    [],
    {},
    [[]],
    [{}],
    [None],
    [1, "a", None],
    {"a": 1},
    {"id": 1},
    {"amount": "x"},
    {1: 2},
    {None: 1},
    [[[[[[[[]]]]]]]],
]


_Fast: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LOADED = [yaml.safe_load(text) for text in PLANS]


class _Dumper(_Fast):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True


@st.composite
def texts(draw: Draw) -> str:
    """A good plan's text after one to five odd edits."""
    lines = draw(st.sampled_from(PLANS)).split("\n")
    for mutation in draw(st.lists(st.sampled_from(_MUTATIONS), min_size=1, max_size=5)):
        lines = mutation(draw, lines)
    return "\n".join(lines)


@st.composite
def structures(draw: Draw) -> str:
    """A good plan with one to four values replaced by odd ones, written as YAML again."""
    value = copy.deepcopy(draw(st.sampled_from(_LOADED)))
    for _ in range(draw(st.integers(1, 4))):
        _replace(draw, value)
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


def _replace(draw: Draw, value: Any) -> None:
    """Put an odd value, or one from elsewhere in the plan, at a place of it."""
    holders = list(_holders(value))
    holder = draw(st.sampled_from(holders))
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    elsewhere = draw(st.booleans())
    odd = draw(st.sampled_from(holders)) if elsewhere else draw(st.sampled_from(VALUES))
    holder[draw(st.sampled_from(keys))] = copy.deepcopy(odd)


def _holders(value: Any) -> list[Any]:
    if not isinstance(value, dict | list):
        return []
    inner = value.values() if isinstance(value, dict) else value
    found = [holder for child in inner for holder in _holders(child)]
    return [value, *found] if value else found


def _at(draw: Draw, lines: list[str]) -> int:
    return draw(st.integers(0, max(0, len(lines) - 1)))


def _line(draw: Draw, lines: list[str]) -> tuple[int, str]:
    at = _at(draw, lines)
    return at, lines[at] if lines else ""


def _deleted(draw: Draw, lines: list[str]) -> list[str]:
    at = _at(draw, lines)
    return lines[:at] + lines[at + draw(st.integers(1, 8)) :]


def _duplicated(draw: Draw, lines: list[str]) -> list[str]:
    at, end = _at(draw, lines), draw(st.integers(1, 8))
    return lines[: at + end] + lines[at : at + end] + lines[at + end :]


def _swapped(draw: Draw, lines: list[str]) -> list[str]:
    first, second = _at(draw, lines), _at(draw, lines)
    swapped = list(lines)
    if lines:
        swapped[first], swapped[second] = lines[second], lines[first]
    return swapped


def _revalued(draw: Draw, lines: list[str]) -> list[str]:
    at, line = _line(draw, lines)
    key, colon, _ = line.partition(":")
    start = f"{key}{colon} " if colon else line[: len(line) - len(line.lstrip(" -"))]
    return [*lines[:at], start + draw(st.sampled_from(SCALARS)), *lines[at + 1 :]]


def _rekeyed(draw: Draw, lines: list[str]) -> list[str]:
    at, line = _line(draw, lines)
    other = _line(draw, lines)[1].strip(" -").partition(":")[0]
    indent = line[: len(line) - len(line.lstrip(" -"))]
    return [*lines[:at], f"{indent}{other}:{line.partition(':')[2]}", *lines[at + 1 :]]


def _indented(draw: Draw, lines: list[str]) -> list[str]:
    at, line = _line(draw, lines)
    indent = draw(st.sampled_from(["", " ", "  ", "      ", "\t", "- ", "  - "]))
    return [*lines[:at], indent + line.lstrip(), *lines[at + 1 :]]


def _inserted(draw: Draw, lines: list[str]) -> list[str]:
    at, line = _line(draw, lines)
    column = draw(st.integers(0, len(line)))
    odd = line[:column] + draw(st.sampled_from(CHARACTERS)) + line[column:]
    return [*lines[:at], odd, *lines[at + 1 :]]


def _cut(draw: Draw, lines: list[str]) -> list[str]:
    at, line = _line(draw, lines)
    return [*lines[:at], line[: draw(st.integers(0, len(line)))]]


def _spliced(draw: Draw, lines: list[str]) -> list[str]:
    other = draw(st.sampled_from(PLANS)).split("\n")
    return lines[: _at(draw, lines)] + other[_at(draw, other) :]


_MUTATIONS: list[Mutation] = [
    _deleted,
    _duplicated,
    _swapped,
    _revalued,
    _revalued,
    _rekeyed,
    _indented,
    _inserted,
    _cut,
    _spliced,
]
