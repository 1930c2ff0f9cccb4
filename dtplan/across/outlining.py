"""Makes the outline of a plan: what the other plans of a run may know of it."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from dtplan.across.outline import SYSTEM, TASK, Outline, Path, Work
from dtplan.node import Node, span
from dtplan.rules.base import Context, least_likeness
from dtplan.rules.demarcation import named, registry_system, systems_built


def outline_of(
    plan: Node, context: Context, asking: tuple[str, ...], masked: Callable[[str], str]
) -> Outline:
    """The outline of a plan that has been checked; `masked` covers what is personal or secret."""
    return Outline(
        path=context.document.path,
        id=masked(plan["id"].text),
        id_span=span(plan["id"]),
        agency=masked(plan["agency"]["name"].text),
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
    place = _same(name.path), span(name)
    return Work(kind, *place, masked(item["id"].text), masked(name.text), national)


# Plans of one format have mostly the same paths.
@lru_cache(maxsize=4096)
def _same(path: Path) -> Path:
    return path
