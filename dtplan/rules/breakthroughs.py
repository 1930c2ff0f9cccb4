"""Breakthroughs: what a plan starts from, and that targets and tasks carry each one out."""

from collections.abc import Iterator
from typing import Final

from dtplan.node import Node
from dtplan.rules.base import Breach, Context, Judgement, ids, met, missing, present, rule

_PEOPLE: Final = frozenset(("citizens", "businesses"))


@rule("DT101")
def plan_has_breakthroughs(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan names its breakthroughs."""
    yield present(plan["breakthroughs"])


@rule("DT102")
def breakthrough_has_scope(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough says how far it reaches."""
    for breakthrough in plan["breakthroughs"]:
        yield present(breakthrough["impact"]["scope"])


@rule("DT103")
def breakthrough_has_pillar(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough says which pillar of the directive it is of."""
    for breakthrough in plan["breakthroughs"]:
        yield present(breakthrough["pillar"])


@rule("DT104")
def breakthrough_serves_people(plan: Node, context: Context) -> Iterator[Judgement]:
    """Citizens or businesses gain by a breakthrough."""
    for breakthrough in plan["breakthroughs"]:
        beneficiaries = breakthrough["impact"]["beneficiaries"]
        if not _PEOPLE.isdisjoint(ids(beneficiaries)):
            yield met(beneficiaries)
        elif beneficiaries.whole():
            yield Breach(beneficiaries, absence=beneficiaries.absent)


@rule("DT105")
def breakthrough_has_problem(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough says what problem it solves."""
    for breakthrough in plan["breakthroughs"]:
        yield present(breakthrough["problem"])


@rule("DT106")
def breakthroughs_are_few(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan does not spread itself over too many breakthroughs."""
    breakthroughs = plan["breakthroughs"]
    limit = context.parameters["max_breakthroughs"]
    count = len(list(breakthroughs))
    if isinstance(limit, int) and count > limit:
        yield Breach(breakthroughs, params={"count": count, "limit": limit})
    elif count:
        yield met(breakthroughs)


@rule("DT107")
def breakthrough_has_target(plan: Node, context: Context) -> Iterator[Judgement]:
    """Some target measures a breakthrough."""
    targets = plan["targets"]
    of_targets = {target["breakthrough"].text for target in targets}
    # A target that does not say its breakthrough (DT217) may be of any of them.
    if targets and "" not in of_targets and targets.whole("breakthrough"):
        yield from _carried_out(plan, of_targets)


@rule("DT108")
def breakthrough_has_task(plan: Node, context: Context) -> Iterator[Judgement]:
    """Some task carries a breakthrough out."""
    tasks = plan["tasks"]
    # A task that does not say its breakthroughs (DT310) may be of any of them.
    if tasks and all(task["breakthroughs"] for task in tasks) and tasks.whole("breakthroughs"):
        yield from _carried_out(plan, set().union(*(ids(task["breakthroughs"]) for task in tasks)))


@rule("DT109")
def breakthrough_has_effect(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough says what it will change."""
    for breakthrough in plan["breakthroughs"]:
        yield present(breakthrough["impact"]["expected"])


def _carried_out(plan: Node, referred: set[str]) -> Iterator[Judgement]:
    """Whether each breakthrough is among those that the items of another list are of."""
    for breakthrough in plan["breakthroughs"]:
        own = breakthrough["id"].text
        if own:
            yield met(breakthrough) if own in referred else missing(breakthrough)
