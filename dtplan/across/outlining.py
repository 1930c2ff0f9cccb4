"""Makes the outline of a plan: what the other plans of a run may know of it."""

from collections.abc import Callable, Iterator

from dtplan.across.outline import SYSTEM, TASK, Outline, Work, shared
from dtplan.findings import PlanReport
from dtplan.node import Node, span
from dtplan.rules.base import Context, least_likeness
from dtplan.rules.demarcation import named, registry_system, systems_built


def outline_of(
    report: PlanReport, context: Context, asking: tuple[str, ...], masked: Callable[[str], str]
) -> Outline:
    """The outline of a plan on which there is a report; `masked` covers what is not to be shown."""
    plan = context.document.root
    return Outline(
        path=report.path,
        id=report.id,
        id_span=span(plan["id"]),
        agency=report.agency,
        level=plan["agency"]["level"].text,
        least=least_likeness(context),
        asking=asking,
        works=tuple(_works(plan, context, masked)),
    )


def _works(plan: Node, context: Context, masked: Callable[[str], str]) -> Iterator[Work]:
    for task in plan["tasks"]:
        if task["title"]:
            yield _work(TASK, task, task["title"], "", masked)
    for system in systems_built(plan, context.registry):
        whole = system["part"].text == "whole"
        same = registry_system(system["national"].text, context.registry) if whole else None
        yield _work(SYSTEM, system, named(system), same.id if same else "", masked)


def _work(kind: str, item: Node, name: Node, national: str, masked: Callable[[str], str]) -> Work:
    place = shared(name.path), span(name)
    return Work(kind, *place, masked(item["id"].text), masked(name.text), national)
