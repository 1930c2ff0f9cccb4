"""Rules that a ruleset file describes: one check of the values at one field, and no code."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dtplan import patterns
from dtplan.globs import covers
from dtplan.node import Node, Plain
from dtplan.record import Record
from dtplan.rules.base import Breach, Context, Judgement, Rule, breach, met, missing, present
from dtplan.ruleset import RuleWords
from dtplan.schema import LIST, Field, plan_format

Fits = Callable[[Node], bool]


class Found(Record):
    """A field in one plan, with the items it stands in: the plan itself, then from list to list."""

    node: Node
    around: tuple[Node, ...]


class Condition(Record):
    """A field of the item at `depth` around a place, and the values it may have."""

    depth: int
    steps: tuple[str, ...]
    values: tuple[Plain, ...]


def own_rule(words: RuleWords) -> Rule:
    """The function of a rule that a ruleset file describes."""
    check, paths = words.check, words.paths
    steps = check["at"].split(".")
    conditions = tuple(conditions_of(check))

    def judged(plan: Node, context: Context) -> Iterator[Judgement]:
        if paths and not _is_for(paths, context.place()):
            return
        places = (
            found.node
            for found in _places(Found(plan, (plan,)), plan_format(), steps)
            if all(_holds(found.around, condition) for condition in conditions)
        )
        yield from _judged(check, places)

    return judged


def scopes(at: str) -> list[Field]:
    """What the items around the field `at` are: the plan, then each list's on the way to it."""
    field = plan_format()
    found = [field]
    for step in at.split(".")[:-1]:
        field = field.fields[step]
        if field.kind == LIST:
            assert field.item is not None
            field = field.item
            found.append(field)
    return found


def conditions_of(check: Mapping[str, Any]) -> Iterator[Condition]:
    """What `when` says, of the nearest item that has such a field; KeyError where none has."""
    around = scopes(check["at"])
    for name, values in check.get("when", {}).items():
        steps = tuple(name.split("."))
        depths = [depth for depth, field in enumerate(around) if field_in(field, steps)]
        if not depths:
            raise KeyError(name)
        listed = values if isinstance(values, list) else [values]
        yield Condition(depths[-1], steps, tuple(listed))


def field_in(field: Field, steps: Iterable[str]) -> Field | None:
    """The field at `steps` below another one, where no list stands between."""
    found: Field | None = field
    for step in steps:
        found = found.fields.get(step) if found is not None and found.kind != LIST else None
    return found


def is_same(value: object, wanted: Plain) -> bool:
    """Whether two values are the same; 1 is 1.0 and not `true`."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _is_for(paths: Iterable[str], place: str) -> bool:
    """Whether one of the patterns is of a plan at `place`; none is of one out of the repository."""
    return bool(place) and any(covers(pattern, place) for pattern in paths)


def _places(found: Found, field: Field, steps: list[str]) -> Iterator[Found]:
    """The field at `steps` in every item on the way there; absent ones too, of items there are."""
    node, inner = found.node[steps[0]], field.fields[steps[0]]
    if len(steps) == 1:
        yield Found(node, found.around)
    elif inner.item is None:
        yield from _places(Found(node, found.around), inner, steps[1:])
    else:
        for item in node:
            yield from _places(Found(item, (*found.around, item)), inner.item, steps[1:])


def _holds(around: tuple[Node, ...], condition: Condition) -> bool:
    node = around[condition.depth]
    for step in condition.steps:
        node = node[step]
    return any(is_same(node.value, value) for value in condition.values)


def _judged(check: Mapping[str, Any], places: Iterator[Node]) -> Iterator[Judgement]:
    if "required" in check:
        return map(present, places)
    if "count" in check:
        return (one for node in places for one in _counted(node, check["count"]))
    if "length" in check:
        return (_long(node, check["length"]) for node in _values(places))
    fits = _fits(check)
    return (met(node) if fits(node) else breach(node, value=node) for node in _values(places))


def _values(places: Iterator[Node]) -> Iterator[Node]:
    """The values that are there, of lists their items."""
    for node in places:
        if node.items is not None:
            yield from node
        elif node:
            yield node


def _counted(node: Node, limits: Mapping[str, int]) -> Iterator[Judgement]:
    """A list that is absent has no items: too few, where some are asked for."""
    if node.broken:
        return
    # An item of the wrong shape is one all the same.
    count = sum(not item.absent for item in node.items or ())
    if count < limits.get("minimum", 0):
        yield missing(node, count=count)
    elif node:
        yield _within(node, count, limits)


def _long(node: Node, limits: Mapping[str, int]) -> Judgement:
    return _within(node, len(node.text), limits, value=node)


def _within(node: Node, count: int, limits: Mapping[str, int], **params: Node) -> Judgement:
    if limits.get("minimum", 0) <= count <= limits.get("maximum", count):
        return met(node)
    return Breach(node, params={"count": count, **params})


def _fits(check: Mapping[str, Any]) -> Fits:
    if "allowed" in check:
        return lambda node: any(is_same(node.value, value) for value in check["allowed"])
    if "pattern" in check:
        found = patterns.matcher(check["pattern"])
        return lambda node: found(node.text)
    least, most = check.get("minimum"), check.get("maximum")
    # Days are compared as texts: year-month-day.
    return lambda node: (
        (least is None or node.value >= least) and (most is None or node.value <= most)
    )
