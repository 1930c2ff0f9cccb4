"""Dates and numbers as Vietnamese officials write them, read into what a plan file wants."""

import re
from datetime import MAXYEAR, date, timedelta
from typing import Final

from dtplan.text.folding import composed

_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SEPARATOR: Final = r"\s*[/.-]\s*"
_YEAR: Final = rf"(?:{_SEPARATOR}|\s+năm\s+)(\d{{4}})"
_DAY: Final = rf"(?:ngày\s+)?(\d{{1,2}})(?:{_SEPARATOR}|\s+tháng\s+)(\d{{1,2}}){_YEAR}"
_MONTH: Final = rf"(?:hết\s+)?tháng\s+(\d{{1,2}}){_YEAR}|(\d{{1,2}})\s*[/-]\s*(\d{{4}})"
_QUARTER: Final = rf"(?:hết\s+)?(?:quý\s+(i{{1,3}}|iv|[1-4])|q([1-4])){_YEAR}"
_GROUPED: Final = r"[-+]?[0-9]{1,3}(?:\.[0-9]{3}){2,}\Z"
_COMMA: Final = r"[-+]?[0-9]+,[0-9]+\Z"
_PERCENT: Final = r"([0-9]+)(?:[.,]([0-9]+))?\s*%\Z"
_DIGITS: Final = re.ASCII
_GROUP: Final = 3  # digits between the dots of a large number


def read_date(text: str) -> str | None:
    """The ISO date that `text` means ("15/10/2024"; a month or quarter means its last day)."""
    text = _plainly(text)
    day = re.fullmatch(_DAY, text, _DIGITS)
    if day:
        return _iso(int(day[3]), int(day[2]), int(day[1]))
    month = re.fullmatch(_MONTH, text, _DIGITS)
    if month:
        return _month_end(int(month[2] or month[4]), int(month[1] or month[3]))
    quarter = re.fullmatch(_QUARTER, text, _DIGITS)
    if quarter:
        return _month_end(int(quarter[3]), 3 * _QUARTERS[quarter[1] or quarter[2]])
    return None


def _plainly(text: str) -> str:
    return " ".join(composed(text).lower().split())


def is_day_like(text: str) -> bool:
    """Whether `text` is written as a day, be it one of the calendar or not ("31/6/2025")."""
    return re.fullmatch(_DAY, _plainly(text), _DIGITS) is not None


def is_date(text: str) -> bool:
    """Whether `text` is a day of the calendar, written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def read_grouped(text: str) -> str | None:
    """A number written with a dot before every three digits ("6.500.000.000"), without the dots."""
    return text.replace(".", "") if re.match(_GROUPED, text) else None


def read_comma(text: str) -> str | None:
    """A number with a decimal comma ("0,7"), with a dot instead."""
    return text.replace(",", ".") if re.match(_COMMA, text) else None


def read_percent(text: str) -> str | None:
    """The number of a percentage ("80%", "12,5 %")."""
    found = re.match(_PERCENT, text)
    if not found:
        return None
    if found[2] and len(found[2]) == _GROUP and "." in text:
        return None  # 12.500% is two things
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


def days_between(earlier: str, later: str) -> int:
    """The days from one ISO date to another."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def _month_end(year: int, month: int) -> str | None:
    if not (1 <= month <= 12 and year >= 1):
        return None
    following = date(year + month // 12, month % 12 + 1, 1) if year < MAXYEAR else None
    return (following - timedelta(days=1)).isoformat() if following else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
