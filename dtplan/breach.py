"""What a rule says of a place in a plan: met, breach or missing."""

from collections.abc import Mapping
from typing import NamedTuple

from dtplan.findings import Related
from dtplan.node import Node, Span
from dtplan.record import Record


class Fields(Record):
    """A parameter that names fields of the format ("agency.name"): shown by their labels."""

    names: tuple[str, ...]


# A mapping gives the words of a parameter by language.
Param = str | int | float | Node | Fields | Mapping[str, str]


class Breach(NamedTuple):
    """What a rule saw fall short, and where.

    `case` names one of the rule's messages ("" is its only one), `params` fill its placeholders.
    `absence` says that something is missing rather than wrong: a draft is forgiven that.
    `span` is given where the fault is a stretch of the text rather than a whole value. `related`
    are other places in the plan, `elsewhere` places in other plans.
    """

    node: Node
    case: str = ""
    params: Mapping[str, Param] = {}
    absence: bool = False
    span: Span | None = None
    related: tuple[Node, ...] = ()
    fixable: bool = False
    elsewhere: tuple[Related, ...] = ()


Judgement = Node | Breach


def met(node: Node) -> Judgement:
    """`node` was judged and is in order."""
    return node


def breach(
    node: Node,
    case: str = "",
    *,
    related: tuple[Node, ...] = (),
    elsewhere: tuple[Related, ...] = (),
    **params: Param,
) -> Judgement:
    """`node` falls short; where it is absent, that is what is wrong with it."""
    absence = node.value is None
    return Breach(node, case, params, absence=absence, related=related, elsewhere=elsewhere)


def missing(
    node: Node, case: str = "", *, related: tuple[Node, ...] = (), **params: Param
) -> Judgement:
    """Something that `node` needs is absent elsewhere, or in it: told at `node`."""
    return Breach(node, case, params, absence=True, related=related)


def present(node: Node, case: str = "") -> Judgement:
    """Met where `node` holds a value, a breach where it is absent."""
    return node if node.value is not None else Breach(node, case, absence=True)


def is_percentage(unit: Node) -> bool:
    """Whether a target's unit says that its values are percentages."""
    return unit.text.strip().lower() in ("%", "phần trăm")
