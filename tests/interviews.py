"""Interviews: what planners type for a whole plan from each template, and the plan that it makes.

The reading here knows just the forms that the recorded answers are typed in, and shares no code
with the program's own.
"""

import calendar
import re
import unicodedata
from pathlib import Path
from typing import TypeAlias

import yaml

from dtplan import resources
from dtplan.node import Plain
from dtplan.schema import CHOICE, DATE, INTEGER, NUMBER, SWITCH, Field, plan_format

FOLDER = Path(__file__).parent / "interview"
# The one that users are shown lies among the examples.
SHOWN = Path(__file__).parent.parent / "examples" / "smart-city.answers.yaml"
Tree: TypeAlias = dict[str, Plain]

_SCALES = {"": 1, "nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}
_QUARTERS = {"I": 3, "II": 6, "III": 9, "IV": 12}


def typed(name: str) -> Tree:
    """The answers to the interview that starts from the template `name`, as they are typed."""
    return _tree(yaml.safe_load(answers_file(name).read_text(encoding="utf-8")))


def answers_file(name: str) -> Path:
    """Where the answers to the interview that starts from the template `name` are kept."""
    return SHOWN if SHOWN.name == f"{name}.answers.yaml" else FOLDER / f"{name}.yaml"


def begun(name: str) -> Tree:
    """The template `name` as plain values."""
    return _tree(resources.parse_yaml(resources.template_text(name).encode()))


def drafted(name: str) -> Tree:
    """The plan that stands when all answers have been given to the template `name`."""
    return _tree(added(begun(name), read(typed(name), plan_format())))


def read(value: Plain, field: Field) -> Plain:
    """What is typed into `field`, and into all below it, as a plan holds it."""
    if isinstance(value, dict):
        return {key: read(inner, field.fields[key]) for key, inner in value.items()}
    if isinstance(value, list):
        assert field.item is not None
        return [read(inner, field.item) for inner in value]
    assert isinstance(value, str), f"{field.key}: {value!r} is no text, as all that is typed"
    text = unicodedata.normalize("NFC", value).strip()
    if field.kind == DATE:
        return read_date(text)
    if field.kind in (NUMBER, INTEGER):
        return read_number(text)
    if field.kind == SWITCH:
        return {"có": True, "không": False}[text]
    if field.kind == CHOICE:
        return _choice(text, field)
    return text


def read_date(text: str) -> str:
    """A day ("1/12/2026"), or the last day of a month, quarter or year."""
    day = re.fullmatch(r"(\d+)([/.-])(\d+)\2(\d{4})", text)
    if day:
        return f"{day[4]}-{int(day[3]):02}-{int(day[1]):02}"
    month = re.fullmatch(r"hết tháng (\d+)/(\d{4})", text)
    if month:
        return _month_end(int(month[2]), int(month[1]))
    quarter = re.fullmatch(r"Quý (I+|IV)/(\d{4})", text)
    if quarter:
        return _month_end(int(quarter[2]), _QUARTERS[quarter[1]])
    year = re.fullmatch(r"hết năm (\d{4})", text)
    assert year, f"no date: {text}"
    return _month_end(int(year[1]), 12)


def read_number(text: str) -> int | float:
    """A number with a comma ("3,5"), with dots ("9.000.000.000"), in words of scale ("6,5 tỷ")."""
    text = re.sub(r"\s*(%|phần trăm|đồng)$", "", text)
    total = 0.0
    for part in re.finditer(r"([\d.,]+) ?(nghìn|triệu|tỷ|)\s*", text):
        total += float(part[1].replace(".", "").replace(",", ".")) * _SCALES[part[2]]
    assert re.fullmatch(r"([\d.,]+ ?(nghìn|triệu|tỷ|)\s*)+", text), f"no number: {text}"
    return int(total) if total == int(total) else total


def added(old: Plain, new: Plain) -> Plain:
    """`old` with what only `new` holds; the items of lists go together by their place.

    What both hold has to be the same: an answer completes a template and changes nothing in it.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        both = {key: added(old[key], new[key]) for key in old.keys() & new.keys()}
        return {**old, **new, **both}
    if isinstance(old, list) and isinstance(new, list):
        pairs = zip(old, new, strict=False)
        return [*(added(*pair) for pair in pairs), *old[len(new) :], *new[len(old) :]]
    assert old == new, f"the template says {old!r}, the answer {new!r}"
    return old


def leaves(value: Plain) -> list[Plain]:
    """All values in a tree that are no mapping and no list."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value]


def _choice(text: str, field: Field) -> str:
    labels = {labels["vi"]: value for value, labels in field.choices.items()}
    assert text in labels or text in field.choices, f"{field.key}: {text} is no choice"
    return labels.get(text, text)


def _month_end(year: int, month: int) -> str:
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"


def _tree(value: Plain) -> Tree:
    assert isinstance(value, dict)
    return value
