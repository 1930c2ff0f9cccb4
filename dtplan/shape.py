"""A plan against its JSON Schema: what has the wrong shape is told once, and cut out for the rules.

The published schema is the contract; this module reads it rather than a validator, because a
validator's import costs more than all the rules, and because a finding here wants to know what the
reader wrote (a decimal comma, a date in words) rather than which keyword failed. A property test
holds it against jsonschema and jsonschema-rs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from dtplan import cuts, schema
from dtplan.breach import Breach, Param
from dtplan.meant import meant
from dtplan.message import written
from dtplan.node import BROKEN, Node, between
from dtplan.parsing.document import Document
from dtplan.parsing.yaml12 import MAX_DIGITS
from dtplan.schema import Field, compiled, plan_format
from dtplan.text.nearest import nearest
from dtplan.text.reading import is_date, is_day_like, read_comma
from dtplan.text.shown import shown

Trouble = tuple[str, Breach]

# Dates, ids, choices and numbers recur from plan to plan: so many right ones are remembered for a
# field. Of a decimal it matters how it is written.
_MOST_SEEN: Final = 500
_REMEMBERED: Final = (str, int)
_MOST_SLIPS: Final = 500
_LONGEST_WRITTEN: Final = 60

_EXPECTED: Final[Mapping[str, Mapping[str, str]]] = {
    schema.MAPPING: {
        "vi": "một bảng gồm các dòng khóa: giá trị",
        "en": "a mapping of key: value lines",
    },
    schema.LIST: {"vi": "một danh sách", "en": "a list"},
    schema.TEXT: {"vi": "chữ (đặt trong nháy)", "en": "text (in quotes)"},
    schema.ID: {
        "vi": "một mã (đặt trong nháy nếu chỉ có chữ số)",
        "en": "an id (in quotes if all digits)",
    },
    schema.DATE: {"vi": "một ngày dạng năm-tháng-ngày", "en": "a date as year-month-day"},
    schema.NUMBER: {"vi": "một con số", "en": "a number"},
    schema.INTEGER: {"vi": "một số nguyên", "en": "a whole number"},
    schema.SWITCH: {"vi": "`true` hoặc `false`", "en": "`true` or `false`"},
    schema.VERSION: {"vi": "số 1", "en": "the number 1"},
    schema.CHOICE: {
        "vi": "một giá trị trong danh sách của mẫu",
        "en": "one of the format's values",
    },
}


def examine(plan: Document) -> list[Trouble]:
    """What has the wrong shape in a plan; each such value counts as broken from here on."""
    troubles = list(cuts.examine(plan))
    twice = {id(duplicate.again) for duplicate in plan.duplicates}
    troubles += (
        ("DT010", _ambiguous(node))
        for node in plan.ambiguous
        if not node.broken and id(node) not in twice and plan_format().at(node.path) is not None
    )
    for _, breach in troubles:
        breach.node.break_off()
    root = plan.root
    if root["dtplan"].absent:
        troubles.append(("DT002", Breach(root["dtplan"], "missing_version")))
    troubles += _walk(root)
    troubles += _undated_reviews(root)
    return troubles


def _undated_reviews(root: Node) -> Iterator[Trouble]:
    """A review needs its date to be read: without one it has not the shape of a review."""
    for review in root["reviews"]:
        date = review["date"]
        if review.fields is not None and date.absent:
            yield "DT002", Breach(date, "undated_review")
            # It took place on some day: none of the rules on dates may say that it did not.
            review.fields["date"] = Node(review, "date", BROKEN, date.event, date.key_event)


def _broken(node: Node, case: str, *, fixable: bool = False, **params: Param) -> Trouble:
    params.setdefault("value", node)
    return "DT002", Breach(node, case, params, fixable=fixable)


Todo = list[tuple[Node, Field]]


def _walk(root: Node) -> list[Trouble]:  # noqa: C901
    """Every value against its field, without recursion: this is run on every plan."""
    troubles: list[Trouble] = []
    todo: Todo = [(root, plan_format())]
    while todo:
        node, field = todo.pop()
        fields = node.fields
        if fields is not None and field.kind == schema.MAPPING:
            known = field.fields
            unknown = False
            for key, child in fields.items():
                inner = known.get(key)
                if inner is None:
                    unknown = True
                elif child.text:
                    if not inner.is_text and child.text not in inner.seen:
                        _check_scalar(child, inner, troubles)
                elif child.fields is not None or child.items is not None:
                    todo.append((child, inner))
                elif child and (type(child.value) is not int or child.value not in inner.seen):
                    _check_scalar(child, inner, troubles)
            if unknown:
                _tell_unknown_keys(node, field, troubles)
        elif field.kind == schema.LIST and node.items is not None:
            _check_items(node.items, field, todo, troubles)
        elif node.value is not None:
            node.break_off()
            troubles.append(_broken(node, "type_collection", expected=_EXPECTED[field.kind]))
    return troubles


def _tell_unknown_keys(node: Node, field: Field, troubles: list[Trouble]) -> None:
    assert node.fields is not None
    for child in [child for key, child in node.fields.items() if key not in field.fields]:
        # Looking for the nearest name takes its time; a file full of them is no slip of the pen.
        look = len(troubles) < _MOST_SLIPS
        troubles.append(_unknown_key(node, child, field, nearest if look else _no_name))


def _check_items(items: Iterable[Node], field: Field, todo: Todo, troubles: list[Trouble]) -> None:
    inner = field.item
    assert inner is not None
    for item in items:
        if item.fields is not None or item.items is not None:
            todo.append((item, inner))
        elif item.text:
            if not inner.is_text and item.text not in inner.seen:
                _check_scalar(item, inner, troubles)
        elif item:
            _check_scalar(item, inner, troubles)


def _check_scalar(node: Node, field: Field, troubles: list[Trouble]) -> None:
    trouble = _CHECKS[field.kind](node, field)
    if trouble is not None:
        node.break_off()
        troubles.append(trouble)
    elif len(field.seen) < _MOST_SEEN and type(node.value) in _REMEMBERED:
        field.seen.add(node.value)


def _mistyped(node: Node, field: Field) -> Trouble:
    kind = schema.NUMBER if field.kind == schema.INTEGER else field.kind
    return _broken(node, f"type_{kind}", expected=_EXPECTED[field.kind])


def _check_id(node: Node, field: Field) -> Trouble | None:
    if not isinstance(node.value, str):
        return _mistyped(node, field)
    if compiled(field.pattern or "").search(node.value) is None:
        return _broken(node, "bad_id")
    return None


def _check_date(node: Node, field: Field) -> Trouble | None:
    text = written(node)
    if isinstance(node.value, str) and compiled(field.pattern or "").search(node.value):
        return None if is_date(node.value) else _broken(node, "no_such_date")
    day = meant(node, field)
    if day is not None:
        return _broken(node, day.case, fixable=day.is_fixable, suggestion=day.text)
    return _broken(node, "no_such_date" if is_day_like(text) else "date_unclear")


def _check_number(node: Node, field: Field) -> Trouble | None:
    value = node.value
    if type(value) is not int and type(value) is not float:
        return _misread_number(node, field)
    if isinstance(value, float) and cuts.is_one_group(written(node)):
        return "DT010", _grouped(node)
    if field.kind == schema.INTEGER and isinstance(value, float) and not value.is_integer():
        return _mistyped(node, field)
    if field.minimum is not None and value < field.minimum:
        return _broken(node, "too_small", limit=_plain_number(field.minimum))
    if field.maximum is not None and value > field.maximum:
        return _broken(node, "too_large", limit=_plain_number(field.maximum))
    return None


def _misread_number(node: Node, field: Field) -> Trouble:
    number = meant(node, field)
    if number is not None:
        return _broken(node, number.case, fixable=number.is_fixable, suggestion=number.text)
    text = written(node).strip()
    if text.lstrip("+-").isdigit() and len(text.lstrip("+-")) > MAX_DIGITS:
        return _broken(node, "too_large_number", limit=MAX_DIGITS)
    comma = read_comma(text)
    if comma is not None:
        return _broken(node, "number_comma", suggestion=comma)
    return _mistyped(node, field)


def _check_switch(node: Node, field: Field) -> Trouble | None:
    return None if isinstance(node.value, bool) else _mistyped(node, field)


def _check_choice(node: Node, field: Field) -> Trouble | None:
    value = node.value
    if isinstance(value, str) and value in field.choices:
        return None
    near = nearest(written(node), field.choices)
    if near is not None:
        return _broken(node, "not_allowed_near", nearest=_choice_words(field, near))
    return _broken(node, "not_allowed", values=_all_choices(field))


def _check_version(node: Node, field: Field) -> Trouble | None:
    value = node.value
    if value == 1 and not isinstance(value, bool):
        return None
    return _broken(node, "wrong_version")


_CHECKS: Final[Mapping[str, Callable[[Node, Field], Trouble | None]]] = {
    schema.MAPPING: _mistyped,
    schema.LIST: _mistyped,
    schema.TEXT: _mistyped,
    schema.ID: _check_id,
    schema.DATE: _check_date,
    schema.NUMBER: _check_number,
    schema.INTEGER: _check_number,
    schema.SWITCH: _check_switch,
    schema.CHOICE: _check_choice,
    schema.VERSION: _check_version,
}


def _no_name(text: str, names: Iterable[str]) -> str | None:
    return None


def _unknown_key(
    node: Node, child: Node, field: Field, meant: Callable[[str, Iterable[str]], str | None]
) -> Trouble:
    key = str(child.key)
    near = meant(key, field.fields)
    at_key = between(child.key_event)
    child.break_off()
    if near is None:
        keys = ", ".join(f"`{name}`" for name in field.fields)
        params: dict[str, Param] = {"key": f"`{key}`", "values": keys}
        return "DT002", Breach(child, "unknown_key_far", params, span=at_key)
    assert node.fields is not None
    if near not in node.fields or node.fields[near].absent:
        # Somebody did write it, under a name that is off: it is not missing.
        node.fields[near] = Node(node, near, BROKEN, child.event, child.key_event)
    return "DT002", Breach(child, "unknown_key", {"key": f"`{key}`", "nearest": near}, span=at_key)


def _ambiguous(node: Node) -> Breach:
    text = shown(written(node), _LONGEST_WRITTEN)
    case, suggestion = cuts.plain_reading(text)
    return Breach(node, case, {"value": text, "quoted": f'"{text}"', "suggestion": suggestion})


def _grouped(node: Node) -> Breach:
    text = written(node)
    whole = text.replace(".", "")
    fraction = text.rstrip("0").rstrip(".")
    quoted = f'"{text}"'
    return Breach(
        node,
        "grouped",
        {"value": text, "suggestion": whole, "other": fraction, "quoted": quoted},
    )


def _plain_number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


def _choice_words(field: Field, value: str) -> Mapping[str, str]:
    return {language: f"{label} (`{value}`)" for language, label in field.choices[value].items()}


def _all_choices(field: Field) -> Mapping[str, str]:
    words = [_choice_words(field, value) for value in field.choices]
    return {language: ", ".join(word[language] for word in words) for language in ("vi", "en")}
