"""What a value of the wrong shape plainly means: a day or a number as officials write them."""

from dtplan import schema
from dtplan.breach import is_percentage
from dtplan.cuts import is_one_group
from dtplan.message import style_of, written
from dtplan.node import Node, Plain, between
from dtplan.parsing.yaml12 import resolve
from dtplan.record import Record
from dtplan.schema import Field
from dtplan.text.reading import read_date, read_grouped, read_percent


class Meant(Record):
    """What was meant: the case of DT002, the text that the format has for it, and its value.

    `is_fixable` says that the text can stand where the wrong one stands, and is in order there.
    """

    case: str
    text: str
    value: Plain
    is_fixable: bool


def meant(node: Node, field: Field) -> Meant | None:
    """What a single value of the wrong shape means; None where that is not plain to see."""
    text = written(node).strip()
    if field.kind == schema.DATE:
        day = read_date(text)
        return Meant("date_format", day, day, _is_on_one_line(node)) if day else None
    if field.kind not in (schema.NUMBER, schema.INTEGER):
        return None
    grouped = read_grouped(text)
    if grouped is not None:
        return _number(node, field, "number_format", grouped)
    percent = read_percent(text)
    if percent is not None and _is_of_percentage(node):
        return _number(node, field, "percent_text", _without_group(percent))
    return None


def fits(value: float, field: Field) -> bool:
    """Whether a number is within the limits of its field."""
    if field.kind == schema.INTEGER and not float(value).is_integer():
        return False
    is_small = field.minimum is not None and value < field.minimum
    return not is_small and (field.maximum is None or value <= field.maximum)


def _number(node: Node, field: Field, case: str, text: str) -> Meant:
    value, _text, is_unclear = resolve(text)
    is_right = isinstance(value, int | float) and not is_unclear and fits(value, field)
    return Meant(case, text, value, is_right and _is_on_one_line(node))


def _without_group(text: str) -> str:
    """A number so written that nobody takes its decimals for thousands: 12.125 is 12.1250."""
    if not is_one_group(text):
        return text
    shorter = text.rstrip("0").rstrip(".")
    return f"{text}0" if shorter == text else shorter


def _is_of_percentage(node: Node) -> bool:
    above: Node | None = node
    while above is not None and not above["unit"]:
        above = above.parent
    return above is not None and is_percentage(above["unit"])


def _is_on_one_line(node: Node) -> bool:
    span = between(node.event)
    return span.line == span.end_line and style_of(node) not in ("|", ">")
