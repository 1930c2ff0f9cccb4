"""What a rule in a ruleset file asks of fields that plans have not, or can't ask of them."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from dtplan import patterns, schema
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.rules.own import conditions_of, field_in, scopes
from dtplan.ruleset import OWN
from dtplan.schema import Field, plan_format
from dtplan.text.nearest import nearest
from dtplan.text.reading import is_date
from dtplan.text.shown import shown

Path = tuple[str | int, ...]

_PLACEHOLDER: Final = r"\{(=?)([\w.]*)\}"
_TEXTS: Final = (schema.TEXT, schema.ID, schema.DATE, schema.CHOICE)
_NUMBERS: Final = (schema.NUMBER, schema.INTEGER)
_LIMITED: Final = (*_NUMBERS, schema.DATE)
# By what is checked: the kinds of fields that can be held against it; a list stands for its items.
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "allowed": (*_TEXTS, *_NUMBERS, schema.SWITCH),
    "pattern": _TEXTS,
    "minimum": _LIMITED,
    "maximum": _LIMITED,
    "count": (schema.LIST,),
    "length": (schema.TEXT, schema.ID),
}


class Misread(Record):
    """A value of a ruleset file that can't be meant: its path, what is wrong, and a hint."""

    path: Path
    message: str
    hint: str


def misread_rule(code: str, entry: Mapping[str, Any]) -> Iterator[Misread]:
    """What is wrong in what a ruleset file says of a rule, which has the published shape."""
    path: Path = ("rules", code)
    for place, words in _messages(entry):
        yield from _in_message((*path, *place), words, entry)
    if code.startswith(OWN):
        yield from _in_check((*path, "check"), entry["check"])


def _messages(entry: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, str]]]:
    if "message" in entry:
        yield ("message",), entry["message"]
    for name, case in entry.get("cases", {}).items():
        yield ("cases", name, "message"), case["message"]


def _in_message(
    path: Path, words: Mapping[str, str], entry: Mapping[str, Any]
) -> Iterator[Misread]:
    known = _placeholders(entry.get("check"))
    for language, text in words.items():
        for sign, name in re.findall(_PLACEHOLDER, text, re.ASCII):
            if sign and _field(name) is None:
                yield from _no_field((*path, language), name)
            elif not sign and known and name not in known:
                yield Misread(
                    (*path, language),
                    _("there is no placeholder {name} here").format(name=f"`{{{shown(name)}}}`"),
                    _("Known here: {names}.").format(
                        names=", ".join(f"{{{one}}}" for one in (*known, "=targets.value"))
                    ),
                )


def _placeholders(check: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The names that a message may have; none to choose from where a function passes them."""
    if check is None:
        return ()
    value = () if "required" in check or "count" in check else ("value",)
    count = ("count",) if "count" in check or "length" in check else ()
    return ("item", "field", *value, *count)


def _in_check(path: Path, check: Mapping[str, Any]) -> Iterator[Misread]:
    asked = [name for name in ("required", *_KINDS) if name in check]
    if len(asked) != 1 and asked != ["minimum", "maximum"]:
        yield Misread(
            path,
            _("a check has exactly one demand"),
            _("Known here: {names}.").format(names=", ".join(("required", *_KINDS))),
        )
        return
    field = _field(check["at"])
    if field is None:
        yield from _no_field((*path, "at"), check["at"])
        return
    yield from _in_conditions(path, check)
    for name in asked:
        yield from _in_demand((*path, name), name, check[name], field)
    if len(asked) > 1 and type(check["minimum"]) is type(check["maximum"]):
        yield from _in_range(path, check)


def _in_demand(path: Path, name: str, value: Any, field: Field) -> Iterator[Misread]:
    inner = field if name == "count" else field.item or field
    if inner.kind not in _KINDS.get(name, (inner.kind,)):
        yield _of_no_use(path, name, field)
    elif name in ("count", "length"):
        yield from _in_range(path, value)
    elif name == "pattern":
        yield from _in_pattern(path, value)
    elif name == "allowed":
        for number, one in enumerate(value):
            yield from _in_value((*path, number), one, inner)
    elif name in ("minimum", "maximum"):
        yield from _in_value(path, value, inner)


def _in_range(path: Path, limits: Mapping[str, int]) -> Iterator[Misread]:
    if limits.get("minimum", 0) > limits.get("maximum", limits.get("minimum", 0)):
        yield Misread(
            path,
            _("the least is more than the greatest"),
            _("Write the least as `minimum` and the greatest as `maximum`."),
        )


def _in_pattern(path: Path, pattern: str) -> Iterator[Misread]:
    try:
        patterns.check(pattern)
    except patterns.Unfit as unfit:
        reason = str(unfit)
        message = (
            _("this is no pattern of RE2 ({reason})").format(reason=shown(reason))
            if reason
            else _("this pattern is too large")
        )
        yield Misread(
            path,
            message,
            _("RE2 knows neither look-around nor back references; counts as {10,200} are costly."),
        )


def _in_conditions(path: Path, check: Mapping[str, Any]) -> Iterator[Misread]:
    path = (*path, "when")
    try:
        conditions = list(conditions_of(check))
    except KeyError as unknown:
        name = unknown.args[0]
        names = [key for field in scopes(check["at"]) for key in field.fields]
        yield _no_name((*path, name), name, names)
        return
    around = scopes(check["at"])
    for condition in conditions:
        name = ".".join(condition.steps)
        field = field_in(around[condition.depth], condition.steps)
        assert field is not None
        if field.kind not in _KINDS["allowed"]:
            yield _of_no_use((*path, name), "when", field)
            continue
        for value in condition.values:
            yield from _in_value((*path, name), value, field)


def _in_value(path: Path, value: Any, field: Field) -> Iterator[Misread]:
    """What a field can never be."""
    if field.kind == schema.CHOICE:
        if value not in field.choices:
            yield _no_name(path, str(value), list(field.choices))
    elif not _is_of(value, field.kind):
        yield Misread(
            path,
            _("this is no value of {field}").format(field=_named(field)),
            _("`dtplan schema` prints the plan format."),
        )


def _is_of(value: Any, kind: str) -> bool:
    if kind == schema.SWITCH:
        return isinstance(value, bool)
    if kind in _NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == schema.DATE:
        return isinstance(value, str) and is_date(value)
    return isinstance(value, str)


def _of_no_use(path: Path, name: str, field: Field) -> Misread:
    return Misread(
        path,
        _("{field} can't be held against `{name}`").format(field=_named(field), name=name),
        _("`dtplan schema` prints the plan format."),
    )


def _no_field(path: Path, name: str) -> Iterator[Misread]:
    yield _no_name(path, name, _all_fields())


def _no_name(path: Path, name: str, names: list[str]) -> Misread:
    near = nearest(name, names)
    hint = (
        _("Perhaps `{name}`?").format(name=near)
        if near
        else _("`dtplan schema` prints the plan format.")
    )
    return Misread(path, _("there is no `{name}`").format(name=shown(name)), hint)


@lru_cache(maxsize=1)
def _all_fields() -> list[str]:
    return [name for name, _field in plan_format().walk()]


def _field(dotted: str) -> Field | None:
    try:
        return plan_format().named(dotted)
    except KeyError:
        return None


def _named(field: Field) -> str:
    return f"`{field.key}`"
