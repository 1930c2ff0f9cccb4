"""Configuration against its published JSON Schema: the first value that does not fit, and why.

The schema is the contract; this module reads the few of its words that it uses, because a
validator's import costs more than a check of a plan, and its messages are in English. A test holds
it against jsonschema.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from dtplan.config.toml_lines import Path
from dtplan.record import Record

Schema = Mapping[str, Any]
_MOST: Final = 10**15


class Flaw(Record):
    """A value that does not fit: where, the schema of the place, and the word that it breaks.

    For an unknown key that is "additionalProperties" with the schema of the table.
    """

    path: Path
    schema: Schema
    word: str
    value: object


def plain(value: Any) -> Any:
    """What TOML gave, as JSON would have it: days as texts."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if is_day else value


def flaws(value: object, schema: Schema) -> Iterator[Flaw]:
    """What in `value` does not fit the schema, in no order."""
    return _flaws((), value, schema, schema.get("$defs", {}))


def resolved(schema: Schema, shared: Mapping[str, Any]) -> Schema:
    """The schema with what it refers to; its own words win."""
    if "$ref" not in schema:
        return schema
    return {**shared[schema["$ref"].rpartition("/")[2]], **schema}


def _flaws(path: Path, value: object, schema: Schema, shared: Mapping[str, Any]) -> Iterator[Flaw]:
    schema = resolved(schema, shared)
    types = schema.get("type", ())
    if types and not any(_TYPES[one](value) for one in ([types] if _is_text(types) else types)):
        yield Flaw(path, schema, "type", value)
        return
    for word, holds in _WORDS.items():
        if word in schema and not holds(value, schema[word]):
            yield Flaw(path, schema, word, value)
            return
    if isinstance(value, dict):
        yield from _in_table(path, value, schema, shared)
    elif isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from _flaws((*path, number), item, schema["items"], shared)


def _in_table(
    path: Path, table: dict[str, object], schema: Schema, shared: Mapping[str, Any]
) -> Iterator[Flaw]:
    names = schema.get("propertyNames", {}).get("pattern", "")
    for key, value in table.items():
        inner = _inner(schema, key)
        if inner is False or not re.search(names, key, re.ASCII):
            yield Flaw((*path, key), schema, "additionalProperties", value)
        elif inner is not True:
            yield from _flaws((*path, key), value, inner, shared)
    for key in schema.get("required", ()):
        if key not in table:
            yield Flaw(path, schema, "required", key)


def _inner(schema: Schema, key: str) -> Schema | bool:
    """The schema of the value at `key`; False where there may be none."""
    if key in schema.get("properties", {}):
        known: Schema = schema["properties"][key]
        return known
    for pattern, inner in schema.get("patternProperties", {}).items():
        if re.search(pattern, key, re.ASCII):
            named: Schema = inner
            return named
    others: Schema | bool = schema.get("additionalProperties", False)
    return others


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    # No parameter comes near that, and a number of hundreds of digits is an attack.
    return is_one and -_MOST < value < _MOST  # type: ignore[operator]


def _is_whole(value: object) -> bool:
    return _is_number(value) and value == int(value)  # type: ignore[call-overload]


def _is_day(value: object, format: str) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_TYPES: Final[Mapping[str, Callable[[object], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": _is_text,
    "number": _is_number,
    "integer": _is_whole,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
# Every one of them says nothing of values of another type.
_WORDS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "enum": lambda value, choices: value in choices,
    "pattern": lambda value, sign: not _is_text(value) or bool(re.search(sign, value, re.ASCII)),
    "format": _is_day,
    "minLength": lambda value, least: not _is_text(value) or len(value) >= least,
    "maxLength": lambda value, most: not _is_text(value) or len(value) <= most,
    "minItems": lambda value, least: not isinstance(value, list) or len(value) >= least,
    "maxItems": lambda value, most: not isinstance(value, list) or len(value) <= most,
    "minProperties": lambda value, least: not isinstance(value, dict) or len(value) >= least,
    "maxProperties": lambda value, most: not isinstance(value, dict) or len(value) <= most,
    "minimum": lambda value, least: not _is_number(value) or value >= least,
    "maximum": lambda value, most: not _is_number(value) or value <= most,
}
