"""The published plan schema: complete, labelled in both languages, read alike by two validators."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import yaml

HERE = Path(__file__).parent
SCHEMA: dict[str, Any] = json.loads(
    (HERE.parent / "schemas" / "plan.schema.json").read_text(encoding="utf-8")
)
CONTRACT = HERE / "schema-fields.yaml"
REFERENCE = HERE / "reference.plan.yaml"

VALIDATION = {"type", "const", "enum", "minimum", "maximum", "pattern", "format", "required"}
STRUCTURE = {"properties", "additionalProperties", "items", "$ref"}
ANNOTATION = {"title", "x-title-en", "description", "enumDescriptions", "x-enum-en"}
KEYWORDS = VALIDATION | STRUCTURE | ANNOTATION | {"patternErrorMessage"}


class Loader(yaml.SafeLoader):
    """Reads plain values as YAML 1.2 does: a date is a text, only true and false are flags."""


Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$", list("-+.0123456789")),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


def _fields(contract: Mapping[str, Any]) -> dict[str, str]:
    """Every field of the contract with its kind, the values of lists among them."""
    kinds = contract["kinds"].items()
    plain = {name: kind for kind, said in kinds for name in said["fields"].split()}
    return plain | dict.fromkeys(contract["choices"], "choice")


def _holders(names: Sequence[str]) -> dict[str, str]:
    """The lists and mappings on the way to the fields, with which of the two each is."""
    found: dict[str, str] = {}
    for name in names:
        for match in re.finditer(r"\[\]|\.", name):
            found[name[: match.start()]] = "list" if match.group() == "[]" else "mapping"
    return found


_CONTRACT = _read(CONTRACT)
CHOICES: dict[str, list[str]] = _CONTRACT["choices"]
_LEAVES = _fields(_CONTRACT)
FIELDS = _LEAVES | _holders(list(_LEAVES))


def _place(name: str) -> list[str | int]:
    """The place of a field in a plan that holds one of everything."""
    parts = name.replace("[]", ".[]").split(".")
    return [0 if part == "[]" else part for part in parts]


def _plan_with(name: str, value: object) -> dict[str, object]:
    """The smallest plan in which the field of that name has the value."""
    for part in reversed(_place(name)):
        value = [value] if part == 0 else {part: value}
    assert isinstance(value, dict)
    return {"dtplan": 1, **value}


def _resolved(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the keywords of what it refers to; its own win."""
    if "$ref" not in schema:
        return dict(schema)
    return {**SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], **schema}


def _walk(schema: Mapping[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of a value, by the name of its field; the root is without a name."""
    schema = _resolved(schema)
    yield name, schema
    for key, value in schema.get("properties", {}).items():
        yield from _walk(value, f"{name}.{key}" if name else key)
    if "items" in schema:
        yield from _walk(schema["items"], f"{name}[]")


SCHEMAS = dict(_walk(SCHEMA))
_PYTHON = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
_RUST = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)


def _refused(plan: object) -> set[tuple[str | int, ...]]:
    """The places that the validators refuse, which must be the same ones."""
    python = {tuple(error.absolute_path) for error in _PYTHON.iter_errors(plan)}
    rust = {tuple(error.instance_path) for error in _RUST.iter_errors(plan)}
    assert python == rust
    return python


def test_the_schema_is_a_schema_of_its_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "urn:dtplan:schema:plan:1"


def test_the_reference_plan_is_right() -> None:
    assert _refused(_read(REFERENCE)) == set()


def test_the_reference_plan_is_read_with_its_dates_as_texts() -> None:
    assert _read(REFERENCE)["period"]["start"] == "2024-10-15"


def test_the_reference_plan_uses_every_field_in_the_order_of_the_schema() -> None:
    used: set[str] = set()

    def visit(value: object, name: str) -> None:
        used.add(name)
        if isinstance(value, dict):
            known = list(SCHEMAS[name]["properties"])
            assert list(value) == sorted(value, key=known.index), name
            for key, part in value.items():
                visit(part, f"{name}.{key}" if name else key)
        if isinstance(value, list):
            for part in value:
                visit(part, f"{name}[]")

    visit(_read(REFERENCE), "")
    unused = {name for name in SCHEMAS if name not in used and not name.endswith(".note")}
    assert unused == set()


def test_the_schema_has_the_fields_of_the_contract_and_no_other() -> None:
    assert set(SCHEMAS) - {""} == set(FIELDS)


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_offers_its_values_and_null_last(name: str) -> None:
    assert SCHEMAS[name]["enum"] == [*CHOICES[name], None]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_value_is_labelled_in_both_languages(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["type"]
    for label in (schema["title"], schema["x-title-en"]):
        assert label == label.strip() != ""
        assert not label.endswith(".")
    assert schema["x-title-en"].isascii()


@pytest.mark.parametrize("name", [name for name in SCHEMAS if not name.endswith("[]")])
def test_every_field_is_described_in_vietnamese_then_in_english(name: str) -> None:
    vietnamese, english = SCHEMAS[name]["description"].split(" / ")
    assert not vietnamese.isascii()
    assert vietnamese.endswith(".")
    assert english.endswith(".")


@pytest.mark.parametrize("name", [name for name in SCHEMAS if "enum" in SCHEMAS[name]])
def test_every_choice_has_a_label_for_each_value(name: str) -> None:
    schema = SCHEMAS[name]
    for labels, label_of_null in (("enumDescriptions", "không ghi"), ("x-enum-en", "not stated")):
        assert len(schema[labels]) == len(set(schema[labels])) == len(schema["enum"])
        assert schema[labels][-1] == label_of_null


def test_the_label_of_a_field_is_its_own_where_its_shape_is_shared() -> None:
    assert SCHEMAS["targets[].value"]["title"] == "giá trị phải đạt"
    assert SCHEMAS["targets[].value"]["x-title-en"] == "value to reach"
    assert SCHEMAS["reviews[].targets[].value"]["title"] == "giá trị đạt được"


@pytest.mark.parametrize("name", SCHEMAS)
def test_only_keywords_that_cost_no_time_are_used(name: str) -> None:
    assert set(SCHEMAS[name]) <= KEYWORDS | ({"$schema", "$id", "$defs"} if name == "" else set())


@pytest.mark.parametrize("name", [name for name in SCHEMAS if "pattern" in SCHEMAS[name]])
def test_patterns_are_anchored_ascii_and_without_nested_quantifiers(name: str) -> None:
    pattern = SCHEMAS[name]["pattern"]
    assert pattern.isascii()
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not re.search(r"\)[*+?{]|\\[dwsDWS]", pattern)


@pytest.mark.parametrize("name", [name for name in SCHEMAS if "properties" in SCHEMAS[name]])
def test_every_mapping_refuses_unknown_keys(name: str) -> None:
    assert SCHEMAS[name]["additionalProperties"] is False
    if name == "":
        assert _refused({"dtplan": 1, "no_such_key": 1}) == {()}
    else:
        assert _refused(_plan_with(name, {"no_such_key": 1})) == {tuple(_place(name))}


def test_nothing_but_the_version_is_required() -> None:
    assert _refused({"dtplan": 1}) == set()
    assert _refused({}) == {()}
    assert [name for name, schema in SCHEMAS.items() if "required" in schema] == [""]


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "dtplan"])
def test_null_is_right_everywhere_but_for_the_version(name: str) -> None:
    assert _refused(_plan_with(name, None)) == set()


@pytest.mark.parametrize("name", FIELDS)
def test_a_right_value_is_accepted(name: str) -> None:
    for value in CHOICES.get(name, _CONTRACT["kinds"][FIELDS[name]]["right"]):
        assert _refused(_plan_with(name, value)) == set(), value


@pytest.mark.parametrize("name", FIELDS)
def test_a_wrong_value_is_refused_where_it_stands(name: str) -> None:
    for value in _CONTRACT["kinds"][FIELDS[name]]["wrong"]:
        assert _refused(_plan_with(name, value)) == {tuple(_place(name))}, value


@pytest.mark.parametrize("plan", [None, "Kế hoạch", 5, True, [], [{"dtplan": 1}]])
def test_a_plan_is_a_mapping(plan: object) -> None:
    assert _refused(plan) == {()}
