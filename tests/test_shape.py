"""The shape check against the validators it stands in for: the same verdict, at the same places."""

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtplan import resources, shape
from dtplan.node import Node
from dtplan.parsing.document import Document, load

REFERENCE = Path(__file__).parent / "reference.plan.yaml"
Path_ = tuple[str | int, ...]

ODD_VALUES = st.one_of(
    st.booleans(),
    st.integers(-10, 3000),
    st.floats(-10, 3000, allow_nan=False, width=16),
    st.sampled_from(
        [
            "draft",
            "monthly",
            "2025-02-30",
            "2025-02-28",
            "15/10/2024",
            "MT 1",
            "a" * 65,
            "0000-01-01",
        ]
    ),
    st.just([1, "x"]),
    st.just({"x": 1}),
    st.text("abcáđ 09", min_size=1, max_size=6).filter(str.strip),
)


@lru_cache(maxsize=1)
def reference() -> dict[str, Any]:
    plan: dict[str, Any] = resources.parse_yaml(REFERENCE.read_bytes())
    return plan


def places(value: Any, path: Path_ = ()) -> list[Path_]:
    """The paths of all values but the root."""
    pairs: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    found = [(*path, key) for key, _ in pairs]
    return found + [deeper for key, inner in pairs for deeper in places(inner, (*path, key))]


def changed(plan: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    plan = copy.deepcopy(plan)
    target: Any = plan
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return plan


def document(plan: dict[str, Any]) -> Document:
    # Quotes around every text, so that what is written is what is read.
    text = yaml.dump(plan, allow_unicode=True, default_style=None, sort_keys=False)
    loaded = load("plan.yaml", text.encode())
    assert isinstance(loaded, Document)
    return loaded


def told_places(plan: Document) -> set[Path_]:
    return {_place(trouble.node) for _code, trouble in shape.examine(plan)}


def _place(node: Node) -> Path_:
    return node.place.path


def wrong_places(plan: Any) -> set[Path_]:
    """Where jsonschema says the plan is wrong; an unknown key is told at the key."""
    validator = jsonschema.Draft202012Validator(
        resources.load_schema("plan"),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    found: set[Path_] = set()
    for error in validator.iter_errors(plan):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = error.schema["properties"]
            found |= {(*path, key) for key in error.instance if key not in known}
        else:
            found.add(path)
    return found


def decided_by_rust(plan: Any) -> bool:
    validator = jsonschema_rs.Draft202012Validator(
        resources.load_schema("plan"), validate_formats=True
    )
    return bool(validator.is_valid(plan))


def test_the_reference_plan_has_its_shape() -> None:
    assert not told_places(document(reference()))
    assert not wrong_places(reference())
    assert decided_by_rust(reference())


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(data=st.data())
def test_shape_and_validators_agree(data: st.DataObject) -> None:
    plan = reference()
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(plan)))
        if data.draw(st.booleans()):
            plan = changed(plan, path, data.draw(ODD_VALUES))
        else:
            plan = changed(plan, (*path[:-1], "zzz") if isinstance(path[-1], str) else path, 7)
    read = document(plan)
    expected = wrong_places(read.root.plain())
    assert decided_by_rust(read.root.plain()) == (not expected)
    assert told_places(read) == expected


def test_a_number_that_was_right_lets_no_other_kind_pass() -> None:
    """Python takes 1, 1.0 and true for the same."""
    path: Path_ = ("targets", 0, "value")
    for value, is_right in ((1, True), (True, False), (1.0, True), ("1", False), (1, True)):
        found = shape.examine(document(changed(reference(), path, value)))
        assert (not found) is is_right, value
