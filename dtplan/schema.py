"""The plan's JSON Schema as a tree of fields: what each may hold and what people call it."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from dtplan import resources

MAPPING: Final = "mapping"
LIST: Final = "list"
TEXT: Final = "text"
ID: Final = "id"
DATE: Final = "date"
NUMBER: Final = "number"
INTEGER: Final = "integer"
SWITCH: Final = "switch"
CHOICE: Final = "choice"
VERSION: Final = "version"

_FOR_EDITORS: Final = frozenset(("description", "patternErrorMessage"))


class Field:
    """One field of the plan format: its kind, its limits, its labels and what it may contain."""

    __slots__ = (
        "choices",
        "fields",
        "is_text",
        "item",
        "key",
        "kind",
        "label",
        "maximum",
        "minimum",
        "pattern",
        "seen",
    )

    def __init__(self, key: str, definition: Mapping[str, Any], shared: Mapping[str, Any]) -> None:
        if "$ref" in definition:
            definition = {**shared[definition["$ref"].rpartition("/")[2]], **definition}
        self.key = key
        self.label = {
            "vi": definition.get("title", key),
            "en": definition.get("x-title-en", key),
        }
        self.kind = _kind(definition)
        self.is_text = self.kind == TEXT
        self.minimum: float | None = definition.get("minimum")
        self.maximum: float | None = definition.get("maximum")
        self.pattern = definition.get("pattern")
        # Values that have been found right for this field; the shape check remembers them here.
        self.seen: set[object] = set()
        self.choices = _choices(definition)
        self.fields: dict[str, Field] = {
            name: Field(name, inner, shared)
            for name, inner in definition.get("properties", {}).items()
        }
        self.item = Field(key, definition["items"], shared) if "items" in definition else None

    def at(self, path: tuple[str | int, ...]) -> "Field | None":
        """The field at `path` below this one; None where the format knows no such field."""
        found: Field | None = self
        for step in path:
            if found is None:
                return None
            found = found.item if isinstance(step, int) else found.fields.get(step)
        return found

    def named(self, dotted: str) -> "Field":
        """The field at a dotted name without list indexes ("tasks.owner.agency"), else KeyError."""
        found = self
        for step in dotted.split("."):
            found = (found.item or found).fields[step]
        return found

    def walk(self, prefix: str = "") -> "Iterator[tuple[str, Field]]":
        """Every field below this one with its dotted name."""
        for name, field in (self.item or self).fields.items():
            yield prefix + name, field
            yield from field.walk(f"{prefix}{name}.")

    def choice_label(self, value: str, language: str) -> str:
        """What people call one of the allowed values; the value itself where it has no label."""
        labels = self.choices.get(value)
        return labels[language] if labels else value


@lru_cache(maxsize=1)
def plan_format() -> Field:
    """The root of plan format 1."""
    definition = resources.load("plan.schema.json", "labels", labels)
    return Field("", definition, definition["$defs"])


def labels(source: bytes) -> Any:
    """A schema's content without what only editors read."""
    import json

    return _without_descriptions(json.loads(source))


def _without_descriptions(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_descriptions(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    # A field of a plan could be called like a keyword: its definition is then a mapping.
    return {
        key: _without_descriptions(inner)
        for key, inner in value.items()
        if key not in _FOR_EDITORS or isinstance(inner, dict)
    }


def _kind(definition: Mapping[str, Any]) -> str:
    if "const" in definition:
        return VERSION
    if "enum" in definition:
        return CHOICE
    types = definition["type"]
    first = types if isinstance(types, str) else types[0]
    if first == "string":
        if definition.get("format") == "date":
            return DATE
        return ID if "pattern" in definition else TEXT
    return {
        "object": MAPPING,
        "array": LIST,
        "number": NUMBER,
        "integer": INTEGER,
        "boolean": SWITCH,
    }[first]


def _choices(definition: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    if "enum" not in definition:
        return {}
    labels = zip(
        definition.get("enum", ()),
        definition.get("enumDescriptions", ()),
        definition.get("x-enum-en", ()),
        strict=True,
    )
    return {value: {"vi": vi, "en": en} for value, vi, en in labels if value is not None}


@lru_cache(maxsize=64)
def compiled(pattern: str) -> re.Pattern[str]:
    """A schema's pattern, compiled once."""
    return re.compile(pattern, re.ASCII)
