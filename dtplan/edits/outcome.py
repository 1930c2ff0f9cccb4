"""What a plan is to hold after a change: its old nodes, and new values in their midst."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Union

from dtplan.node import Node, Plain

Path = tuple[str | int, ...]
Outcome = Union[Node, Plain, Mapping[str, "Outcome"], Sequence["Outcome"]]  # noqa: UP007


def replaced(held: Outcome, path: Path, value: Outcome) -> Outcome:
    """What is held with `value` at `path`, where mappings and lists grow as they must."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        fields = _fields(held)
        return {**fields, step: replaced(fields.get(step), rest, value)}
    items = _items(held)
    before = items[step] if step < len(items) else None
    return [*items[:step], replaced(before, rest, value), *items[step + 1 :]]


def without(held: Outcome, path: Path) -> Outcome:
    """What is held but the key or item at `path`."""
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        fields = _fields(held)
        if rest:
            return {**fields, step: without(fields[step], rest)}
        return {key: value for key, value in fields.items() if key != step}
    items = _items(held)
    kept = [without(items[step], rest)] if rest else []
    return [*items[:step], *kept, *items[step + 1 :]]


def holds(node: Node, outcome: Outcome) -> bool:
    """Whether a plan read again came out so; 1 and true, equal to Python, are not the same."""
    if isinstance(outcome, Node):
        return _is_same(node, outcome)
    if isinstance(outcome, Mapping):
        fields = node.fields
        return (
            fields is not None
            and fields.keys() == outcome.keys()
            and all(holds(fields[key], value) for key, value in outcome.items())
        )
    if isinstance(outcome, Sequence) and not isinstance(outcome, str):
        items = node.items
        return items is not None and len(items) == len(outcome) and all(map(holds, items, outcome))
    return _is_single(node) and node.value == outcome and type(node.value) is type(outcome)


def _fields(held: Outcome) -> Mapping[str, Outcome]:
    if isinstance(held, Node):
        return held.fields or {}
    return held if isinstance(held, Mapping) else {}


def _items(held: Outcome) -> Sequence[Outcome]:
    if isinstance(held, Node):
        return held.items or ()
    return held if isinstance(held, Sequence) and not isinstance(held, str) else ()


def _is_same(one: Node, two: Node) -> bool:
    # Every value of a plan passes here with every change: the single ones without a call.
    if one.fields is not None:
        if two.fields is None or len(one.fields) != len(two.fields):
            return False
        others = [two.fields.get(key) for key in one.fields]
        return _are_same(one.fields.values(), others)
    if one.items is not None:
        if two.items is None or len(one.items) != len(two.items):
            return False
        return _are_same(one.items, two.items)
    return _is_single(two) and _are_same((one,), (two,))


def _are_same(ones: Iterable[Node], twos: Iterable[Node | None]) -> bool:
    for one, two in zip(ones, twos, strict=True):
        if two is None:
            return False
        if one.fields is not None or one.items is not None:
            if not _is_same(one, two):
                return False
        elif (
            one.value != two.value
            or one.value.__class__ is not two.value.__class__
            or two.fields is not None
            or two.items is not None
        ):
            return False
    return True


def _is_single(node: Node) -> bool:
    return node.fields is None and node.items is None
