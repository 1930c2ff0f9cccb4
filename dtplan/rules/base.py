"""What a rule says and what it is given: breach, missing, met, and the context of one check."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from dtplan.across.outline import Across
from dtplan.breach import (
    Breach,
    Fields,
    Judgement,
    Param,
    breach,
    is_percentage,
    met,
    missing,
    present,
)
from dtplan.node import Node
from dtplan.record import Record
from dtplan.registry import Registry
from dtplan.text.privacy import Stretch

if TYPE_CHECKING:
    from dtplan.parsing.document import Document
    from dtplan.rules.wording import Lexicon

__all__ = [
    "Breach",
    "Context",
    "Fields",
    "Judgement",
    "Param",
    "Rule",
    "breach",
    "complete",
    "ids",
    "is_percentage",
    "least_likeness",
    "met",
    "missing",
    "outside_period",
    "owners",
    "present",
    "rule",
    "sure_ids",
]


class Context(Record):
    """What a rule may know besides the plan.

    `day` is the ISO date the plan is judged on, `status` the status it is judged as, `parameters`
    those of the rulesets in force. `place` tells where the plan lies from the folder from which
    patterns of paths start, "" where it lies outside. `stretches` are the personal data and secrets
    in the document's text, `reviews` the reviews held by that day, oldest first. `across` is what
    the other plans of the run have to say of this one, None where not all of them are known.
    """

    day: str
    status: str
    parameters: Mapping[str, object]
    registry: Registry
    lexicon: "Lexicon"
    document: "Document"
    place: Callable[[], str]
    stretches: tuple[Stretch, ...]
    reviews: tuple[Node, ...] = ()
    across: Across | None = None

    @property
    def is_draft(self) -> bool:
        """Whether the plan is judged as a draft."""
        return self.status == "draft"


def least_likeness(context: Context) -> float:
    """The weighted share of content words from which two texts are alike, by the rulesets."""
    least = context.parameters["likeness"]
    return float(least) if isinstance(least, int | float) else 1.0


Rule = Callable[[Node, Context], Iterator[Judgement]]

CODE: Final = "code"
CROSS_PLAN: Final = "cross_plan"


def rule(code: str, *, cross_plan: bool = False) -> Callable[[Rule], Rule]:
    """Names the code of the rule that the function below it judges.

    A `cross_plan` rule is asked only where the context knows what the other plans say.
    """

    def tag(function: Rule) -> Rule:
        setattr(function, CODE, code)
        setattr(function, CROSS_PLAN, cross_plan)
        return function

    return tag


def owners(plan: Node, context: Context) -> Iterator[Node]:
    """The owners of targets, tasks, measures, security, systems, risks and blockers."""
    for kind in ("targets", "tasks", "systems", "risks"):
        for item in plan[kind]:
            yield item["owner"]
    yield plan["security"]["owner"]
    for measure in plan["security"]["measures"]:
        yield measure["owner"]
    for review in context.reviews:
        for blocker in review["blockers"]:
            yield blocker["owner"]


def ids(nodes: Node) -> set[str]:
    """The ids that a list of references holds."""
    return {node.text for node in nodes if node.text}


def outside_period(period: Node, day: Node) -> bool:
    """Whether a day lies outside a plan's period; no period that ends before it starts can tell."""
    start, end = period["start"].text, period["end"].text
    if not day or (start and end and start > end):
        return False
    return day.text < start or (end != "" and day.text > end)


def complete(parts: Mapping[str, Node], **params: Param) -> Iterator[Judgement]:
    """One judgement on parts needed together, by field name; the first absent names them all."""
    absent = [name for name, node in parts.items() if node.absent]
    if absent:
        named: dict[str, Param] = {"missing": Fields(tuple(absent)), **params}
        yield Breach(parts[absent[0]], params=named, absence=True)
    elif all(parts.values()):
        yield met(next(iter(parts.values())))


def sure_ids(items: Node) -> dict[str, Node]:
    """The items of a list by id, without those whose id another one has too."""
    found: dict[str, Node] = {}
    shared: set[str] = set()
    for item in items:
        name = item["id"].text
        if name in found:
            shared.add(name)
        elif name:
            found[name] = item
    for name in shared:
        del found[name]
    return found
