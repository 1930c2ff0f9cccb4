"""References between the parts of a plan, and to the registry: DT006.

An unknown reference is a value of the wrong shape: it is told here, before the rules run, and they
take it neither for present nor for absent.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from dtplan.breach import Breach, Param
from dtplan.node import Node, span
from dtplan.record import Record
from dtplan.registry import Registry
from dtplan.schema import plan_format
from dtplan.text.nearest import nearest


class Kind(Record):
    """A kind of item that has ids: the list it stands in, and the fields that refer to it.

    Where a rule of its own tells that the list is absent (`is_demanded`), references into it are
    not told as well.
    """

    path: str
    used_in: tuple[str, ...]
    is_demanded: bool = True


KINDS: Final = (
    Kind(
        "breakthroughs",
        (
            "targets.breakthrough",
            "tasks.breakthroughs",
            "existing_programmes.breakthrough",
            "project06.links.breakthroughs",
        ),
    ),
    Kind("targets", ("tasks.targets", "reviews.targets.target")),
    Kind(
        "tasks",
        (
            "tasks.after",
            "project06.links.tasks",
            "project06.sub_project.tasks",
            "reviews.tasks.task",
        ),
    ),
    Kind("systems", ("tasks.systems", "security.measures.systems"), is_demanded=False),
    Kind("security.measures", ()),
    Kind("budget.sources", ("tasks.budget.source",)),
    Kind("project06.links", ()),
)
_MOST_SLIPS: Final = 20
NATIONAL_TARGETS: Final = ("targets.national", "targets_not_applicable.national")
SYSTEMS: Final = ("systems.national", "project06.links.system")


def examine(root: Node, registry: Registry, rulesets: Iterable[str]) -> list[tuple[str, Breach]]:
    """The unknown references of a plan; each one's value counts as broken from here on."""
    found: list[Breach] = []
    for kind in KINDS:
        if kind.used_in:
            found += _unknown_items(root, kind)
    found += _unknown_entries(root, NATIONAL_TARGETS, registry.targets, "registry")
    found += _unknown_entries(root, SYSTEMS, registry.systems, "registry")
    found += _unknown_entries(root, ("rulesets",), list(rulesets), "ruleset")
    return [("DT006", breach) for breach in found]


def nodes_at(node: Node, dotted: str) -> list[Node]:
    """The present values at a dotted name, through all lists on the way."""
    nodes = [node]
    for step in _steps(dotted):
        below: list[Node] = []
        for above in nodes:
            child = above.fields.get(step) if above.fields is not None else None
            if child is None:
                continue
            if child.items is not None:
                below += child
            elif child:
                below.append(child)
        nodes = below
    return nodes


@lru_cache(maxsize=64)
def _steps(dotted: str) -> list[str]:
    return dotted.split(".")


def _unknown_items(root: Node, kind: Kind) -> Iterator[Breach]:
    uses = [node for dotted in kind.used_in for node in nodes_at(root, dotted)]
    if not uses:
        return
    above = root
    for step in _steps(kind.path):
        above = above[step]
    items = above.items or ()
    known = {item["id"].text for item in items}
    known.discard("")
    unknown = [node for node in uses if node.text not in known]
    if not unknown:
        return
    # A missing, broken or doubled id is told once; what refers to it is not told again.
    present = [item for item in items if not item.absent]
    is_sure = above.whole("id") and len(known) == len(present)
    label = plan_format().named(kind.path).item
    assert label is not None
    for number, (text, nodes) in enumerate(_by_text(unknown).items()):
        if is_sure and not (kind.is_demanded and above.absent):
            yield _unknown(nodes, text, _names_for(number, known), "", kind=label.label)
        for node in nodes:
            node.break_off()


def _unknown_entries(
    root: Node, fields: Iterable[str], known: Iterable[str], case: str
) -> Iterator[Breach]:
    unknown = [
        node
        for dotted in fields
        for node in nodes_at(root, dotted)
        if _is_unknown_id(node.text, known)
    ]
    for number, (text, nodes) in enumerate(_by_text(unknown).items()):
        field = plan_format().at(nodes[0].path)
        assert field is not None
        yield _unknown(nodes, text, _names_for(number, known), case, kind=field.label)
        for node in nodes:
            node.break_off()


def _names_for(number: int, known: Iterable[str]) -> Iterable[str]:
    """The names to look for the nearest in: looking takes its time, so only so often."""
    return known if number < _MOST_SLIPS else ()


def _is_unknown_id(text: str, known: Iterable[str]) -> bool:
    # A text with a space is a name that the registry need not know.
    return text not in known and " " not in text.strip()


def _by_text(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    groups: dict[str, list[Node]] = {}
    for node in sorted(nodes, key=span):
        groups.setdefault(node.text, []).append(node)
    return groups


def _unknown(
    nodes: list[Node], text: str, known: Iterable[str], case: str, *, kind: Param
) -> Breach:
    first, *others = nodes
    near = nearest(text, known)
    params: dict[str, Param] = {"value": first, "kind": kind}
    if near is not None:
        params["nearest"] = f"`{near}`"
    case = "_".join(part for part in (case, "near" if near else "") if part) or "unknown"
    return Breach(first, case, params, related=tuple(others))
