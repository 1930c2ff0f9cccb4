"""Days and numbers as answers: what was typed against what a field takes, and back again."""

import math
import re
from decimal import Decimal
from typing import Final

from dtplan import i18n, schema
from dtplan.answers.reply import NotRead, quoted
from dtplan.answers.spoken import Number, is_no_day, is_vague, spoken_date, spoken_number
from dtplan.i18n import gettext as _
from dtplan.parsing.yaml12 import MAX_DIGITS
from dtplan.schema import Field
from dtplan.text.reading import is_date

_MARKS_AT_END: Final = " .,;:"
_GROUP: Final = 3  # digits between the marks of a large number
_ALL: Final = 100  # the most that a part in hundredths can be


def read_day(text: str, today: str) -> str:
    """The ISO date that an answer means; NotRead where it means none, or one of many."""
    text = text.rstrip(_MARKS_AT_END)
    found = spoken_date(text, today)
    if found is not None:
        return found
    year = today[:4]
    if is_no_day(text):
        message = _(
            "“{text}” is not in the calendar. Write day/month/year, for example 30/6/{year}."
        )
    elif is_vague(text):
        message = _(
            "“{text}” does not say which day. Write the day, for example 15/3/{year}; or a month, "
            "a quarter or a year, taken for its last day: 3/{year}, Q1/{year}, end of {year}."
        )
    elif spoken_date(f"hết {text}", today):
        year = text
        message = _("{year} alone does not say which day. Write end of {year}, or the day itself.")
    elif spoken_date(f"{text}/{year}", today):
        message = _("“{text}” lacks its year. Write for example {text}/{year}.")
    else:
        message = _(
            "No date could be read in “{text}”. Write for example 15/10/{year}, 3/{year}, "
            "Q4/{year} or end of {year}."
        )
    raise NotRead(message.format(text=quoted(text), year=year))


def typed_day(value: str) -> str:
    """A date as people write it in the language in force."""
    if i18n.active() != "vi" or not is_date(value):
        return value
    year, month, day = value.split("-")
    return f"{day}/{month}/{year}"


def read_number(text: str, field: Field, *, percentage: bool) -> int | float:
    """The number that an answer means; NotRead where it means none, two, or one out of range."""
    text = text.rstrip(_MARKS_AT_END)
    number = spoken_number(text)
    _refuse_unit(text, number, field, percentage=percentage)
    value = _the_one(text, number, field)
    return int(value) if value == value.to_integral_value() else float(value)


def typed_number(value: float, field: Field, *, percentage: bool) -> str:
    """A number as people write it in the language in force, such that it is read as it is."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    point, group = (",", ".") if i18n.active() == "vi" else (".", ",")
    whole, _point, fraction = f"{abs(Decimal(str(value))):f}".partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == _GROUP and len(whole) <= _GROUP and whole != "0":
        fraction += "0"  # or it would be read as a group of thousands
    if is_amount(field) or len(whole) > 2 * _GROUP:
        whole = f"{int(whole):,}".replace(",", group)
    sign = "-" if value < 0 else ""
    return sign + whole + (point + fraction if fraction else "") + ("%" if percentage else "")


def _the_one(text: str, number: Number, field: Field) -> Decimal:
    if not number.readings:
        raise NotRead(_no_number(text, field))
    if any(_digits(value) > MAX_DIGITS for value in number.readings):
        raise NotRead(
            _("“{text}” has too many digits; a number has {limit} at most.").format(
                text=quoted(text), limit=MAX_DIGITS
            )
        )
    fitting = [value for value in number.readings if _fits(value, field)]
    # Nobody counts money in thousandths of a đồng: in an amount 1.500 is one thousand five hundred.
    # Elsewhere it may be either, by a factor of a thousand, and DT010 asks the same of a file.
    if len(fitting) == 1 or (fitting and is_amount(field)):
        return fitting[0]
    if len(fitting) > 1:
        one, other = (typed_number(float(value), field, percentage=False) for value in fitting)
        raise NotRead(
            _("“{text}” can be read in two ways. Write {one} or {other}.").format(
                text=quoted(text), one=one, other=other
            )
        )
    if field.kind == schema.INTEGER and number.readings[0] % 1:
        raise NotRead(_("A whole number is needed, without decimals."))
    raise NotRead(_out_of_range(field))


def _digits(value: Decimal) -> int:
    """How many digits a number has when it is written out."""
    return len(f"{abs(value):f}".replace(".", ""))


def _fits(value: Decimal, field: Field) -> bool:
    if field.kind == schema.INTEGER and value % 1:
        return False
    least, most = field.minimum, field.maximum
    return (least is None or value >= least) and (most is None or value <= most)


def is_amount(field: Field) -> bool:
    """Whether a field holds a sum of money: nothing else counts from 0 without an end."""
    return field.kind == schema.NUMBER and field.minimum == 0 and field.maximum is None


def _refuse_unit(text: str, number: Number, field: Field, *, percentage: bool) -> None:
    """Raise NotRead where words stand behind the number that do not go with the field."""
    if number.readings and number.is_percentage:
        is_right = percentage or field.maximum == _ALL
    else:
        is_right = not number.is_money or (field.kind == schema.NUMBER and not percentage)
    unit = re.fullmatch(r"[-+]?\d[\d., ]*(\D+)", text)
    if unit and not (number.readings and is_right):
        raise NotRead(
            _("Please write the number alone, without “{unit}”.").format(unit=quoted(unit[1]))
        )


def _out_of_range(field: Field) -> str:
    least, most = (
        None if limit is None else typed_number(limit, field, percentage=False)
        for limit in (field.minimum, field.maximum)
    )
    if most is None:
        return _("The number must be {least} or more.").format(least=least)
    if least is None:
        return _("The number must be {most} or less.").format(most=most)
    return _("The number must be from {least} to {most}.").format(least=least, most=most)


def _no_number(text: str, field: Field) -> str:
    if field.kind == schema.INTEGER:
        return _("No number could be read in “{text}”. Write it in digits, for example 3.").format(
            text=quoted(text)
        )
    if is_amount(field):
        message = _(
            "No number could be read in “{text}”. Write for example 6,500,000,000 or 6.5 billion."
        )
    else:
        message = _(
            "No number could be read in “{text}”. Write it in digits, for example 80 or 0.7."
        )
    return message.format(text=quoted(text))
