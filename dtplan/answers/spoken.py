"""Dates and numbers the way people say them at a question: "hết năm 2025", "6 tỷ 500 triệu".

The plan format, and what `reading` mends in a file, are stricter: here the reader is present and is
shown what was understood. Every date is brought to a phrase that `reading` knows, so that a month
and a quarter mean the same day in both places. Accents and case do not matter.
"""

import re
from decimal import Decimal
from typing import Final

from dtplan.record import Record
from dtplan.text.folding import unaccented
from dtplan.text.reading import is_day_like, read_date

_ASCII: Final = re.ASCII
_SEPARATOR: Final = r"\s*[/.-]\s*"
_TO_YEAR: Final = rf"(?:{_SEPARATOR}| nam | )(?P<year>\d{{4}})"
_UNTIL: Final = r"(?:(?:den|trong|vao|by|in) )?(?P<end>(?:het|cuoi|the end of|end of|end) )?"
_MONTH_NAMES: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORT_NAMES: Final = tuple(name[:3] for name in _MONTH_NAMES)
_NAMED: Final = "|".join((*_MONTH_NAMES, *_SHORT_NAMES))
# A year of two digits is one of this century's; plans have no business in its second half.
_LATEST_SHORT_YEAR: Final = "50"
_TODAY: Final = ("hom nay", "ngay hom nay", "today")
_VAGUE: Final = re.compile(
    r"\b(?:dau|giua|khoang|truoc|sau|som|chung|early|mid|middle|about|around|before|after)\b"
)


def _day(found: re.Match[str]) -> str:
    return f"{found['day']}/{found['month']}/{found['year']}"


def _month(found: re.Match[str]) -> str:
    return f"tháng {found['month']}/{found['year']}"


def _named_month(found: re.Match[str]) -> str:
    month = _SHORT_NAMES.index(found["name"][:3]) + 1
    day = found["day"]
    return f"{day}/{month}/{found['year']}" if day else f"tháng {month}/{found['year']}"


def _short_year(found: re.Match[str]) -> str | None:
    year = found["short"]
    return f"{found['day']}/{found['month']}/20{year}" if year <= _LATEST_SHORT_YEAR else None


def _quarter(found: re.Match[str]) -> str:
    return f"quý {found['quarter']}/{found['year']}"


def _half(found: re.Match[str]) -> str:
    return f"tháng {6 if found['half'] == 'dau' else 12}/{found['year']}"


def _year(found: re.Match[str]) -> str | None:
    # A year alone is not said to be a day: it may be the year's first as well.
    return f"31/12/{found['year']}" if found["end"] or found["word"] else None


_PHRASES: Final = (
    (r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})", _day),
    (
        r"(?:ngay )?(?:mung |mong )?(?P<day>\d{1,2})"
        rf"(?:{_SEPARATOR}| thang )(?P<month>\d{{1,2}}){_TO_YEAR}",
        _day,
    ),
    # Two digits of a year only behind slashes: 24-10-15 may begin with its year.
    (r"(?:ngay )?(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<short>\d{2})", _short_year),
    (rf"thang (?P<month>\d{{1,2}}){_TO_YEAR}", _month),
    (r"(?P<month>\d{1,2})\s*[/-]\s*(?P<year>\d{4})", _month),
    (rf"(?:(?P<day>\d{{1,2}}) )?(?P<name>{_NAMED}),? (?P<year>\d{{4}})", _named_month),
    (rf"(?:quy |quarter |q)(?P<quarter>iv|i{{1,3}}|[1-4]){_TO_YEAR}", _quarter),
    (r"(?:6|sau) thang (?P<half>dau|cuoi) nam (?P<year>\d{4})", _half),
    (r"(?P<word>nam )?(?P<year>\d{4})", _year),
)

# Powers of ten; the words of a language go with its way to write numbers.
_SCALES: Final = {
    "nghin": 3, "ngan": 3, "k": 3, "trieu": 6, "tr": 6, "ty": 9, "ti": 9, "nghin ty": 12,
    "ngan ty": 12,
}  # fmt: skip
_ENGLISH_SCALES: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_MONEY: Final = re.compile(r"\s*(?:dong viet nam|viet nam dong|dong|vnd|d)\Z")
_PERCENT: Final = re.compile(r"\s*(?:%|phan tram|per cent|percent)\Z")
_SIGN: Final = re.compile(r"\A[-+\u2212]\s*")
_BETWEEN: Final = re.compile(r"([a-z]+(?: [a-z]+)*)")
_ONE_GROUP: Final = r"([1-9]\d{0,2})([.,])(\d{3})"
_GROUPED: Final = (
    (" ", r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?"),
    (".", r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3},\d+"),
    (",", r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3},\d{3}\.\d+"),
)


class Number(Record):
    """What a text says as a number: its `readings`, two where a mark leaves open which is meant.

    Of two, the first takes the mark for that of thousands ("1.500": 1500), the second for the
    decimal one.
    """

    readings: tuple[Decimal, ...]
    is_percentage: bool = False
    is_money: bool = False


def plainly(text: str) -> str:
    """The text without accents, in lower case and single spaces."""
    return " ".join(unaccented(text).lower().split())


def spoken_date(text: str, today: str) -> str | None:
    """The ISO date that `text` means; a month, quarter or year means its last day."""
    if plainly(text) in _TODAY:
        return today
    return read_date(text) or read_date(_phrase(plainly(text)) or "")


def is_no_day(text: str) -> bool:
    """Whether `text` is written as a date and there is none such in the calendar."""
    phrase = _phrase(plainly(text)) or text
    return (phrase is not text or is_day_like(text)) and read_date(phrase) is None


def is_vague(text: str) -> bool:
    """Whether `text` says no more than about when ("đầu năm 2025")."""
    return _VAGUE.search(plainly(text)) is not None


def _phrase(text: str) -> str | None:
    """A date that was said, in the words that `read_date` knows."""
    for pattern, words in _PHRASES:
        found = re.fullmatch(_UNTIL + pattern, text, _ASCII)
        if found:
            return words(found)
    return None


def spoken_number(text: str) -> Number:
    """What `text` says as a number: "6.500.000.000", "6 tỷ 500 triệu", "0,7", "80%"."""
    text = plainly(text)
    without = _PERCENT.sub("", text)
    if without != text:
        return Number(_readings(without, scaled=False), is_percentage=True)
    found = _readings(text)
    if found:
        return Number(found, is_money=re.search("[a-z]", text) is not None)
    return Number(_readings(_MONEY.sub("", text)), is_money=True)


def _readings(text: str, *, scaled: bool = True) -> tuple[Decimal, ...]:
    sign = _SIGN.match(text)
    if sign:
        text = text[sign.end() :]
    parts = _BETWEEN.split(text)
    if len(parts) == 1:
        found = _figure(text.strip())
    else:
        found = _sum(parts) if scaled and not parts[-1].strip() else ()
    return tuple(-value for value in found) if sign and sign[0][0] != "+" else found


def _sum(parts: list[str]) -> tuple[Decimal, ...]:
    """The sum of "6 tỷ 500 triệu", given as figures with the words between them."""
    total, room = Decimal(0), None
    for figure, words in zip(parts[::2], parts[1::2], strict=False):
        power = _SCALES.get(words, _ENGLISH_SCALES.get(words))
        readings = _figure(figure.strip())
        if power is None or not readings:
            return ()
        # With a unit both may be meant; the words tell whose marks they are: "1.200 tỷ" is 1200.
        point = "," if words in _SCALES else "."
        amount = readings[-1 if len(readings) > 1 and point in figure else 0].scaleb(power)
        if room is not None and amount >= room:
            return ()
        total, room = total + amount, Decimal(10) ** power
    return (total,)


def _figure(text: str) -> tuple[Decimal, ...]:
    group = re.fullmatch(_ONE_GROUP, text, _ASCII)
    if group:
        return Decimal(group[1] + group[3]), Decimal(f"{group[1]}.{group[3]}")
    for mark, pattern in _GROUPED:
        if re.fullmatch(pattern, text, _ASCII):
            return (Decimal(text.replace(mark, "").replace(",", ".")),)
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text, _ASCII):
        return (Decimal(text.replace(",", ".")),)
    return ()
