"""Demarcation and alignment: whose task it is, and what stands or is done already."""

from collections.abc import Iterator
from typing import Final

from dtplan import agencies, likeness
from dtplan.node import Node
from dtplan.registry import Registry, System
from dtplan.rules.base import (
    Context,
    Judgement,
    breach,
    least_likeness,
    met,
    missing,
    present,
    rule,
)


@rule("DT601")
def task_has_level(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task is on the ministry's list or on the locality's."""
    for task in plan["tasks"]:
        yield present(task["level"])


@rule("DT602")
def system_is_no_national_one(plan: Node, context: Context) -> Iterator[Judgement]:
    """A locality does not build a national system again."""
    if plan["agency"]["level"].text != LOCAL:
        return
    for system in plan["systems"]:
        if system["action"].text == BUILD:
            rebuilt = _rebuilt(system, context.registry)
            if rebuilt is not None:
                yield rebuilt
            elif system["part"] or system["name"]:
                yield met(system["action"])


LOCAL: Final = "local"
BUILD: Final = "build"


def rebuilds_national_system(plan: Node, system: Node, registry: Registry) -> bool:
    """Whether DT602 speaks of a system."""
    return (
        plan["agency"]["level"].text == LOCAL
        and system["action"].text == BUILD
        and _rebuilt(system, registry) is not None
    )


def registry_system(text: str, registry: Registry) -> System | None:
    """The registry's system with this id, or with this name or alias."""
    if text in registry.systems:
        return registry.systems[text]
    words = likeness.written_out(text)
    return next(
        (
            system
            for system in registry.systems.values()
            if any(likeness.written_out(name) == words for name in system.names)
        ),
        None,
    )


def _rebuilt(system: Node, registry: Registry) -> Judgement | None:
    part, national, name = system["part"], system["national"], system["name"]
    if part.text == "whole" and national:
        whole = registry_system(national.text, registry)
        if whole:
            return breach(part, system=whole.name)
    # A part of a national system may well bear its name.
    if part.text == "local" or part.broken or not name:
        return None
    words = likeness.without_place(name.text, registry.provinces)
    same = registry_system(" ".join(words), registry)
    return breach(name, "name", system=same.name) if same else None


@rule("DT603")
def plan_is_aligned(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan names a programme or strategy that it serves, and how."""
    alignment = plan["alignment"]
    for item in alignment:
        if item["programme"] and item["how"]:
            yield met(item)
            return
    if alignment.whole("programme") and alignment.whole("how"):
        yield missing(alignment)


@rule("DT604")
def task_stands_once(plan: Node, context: Context) -> Iterator[Judgement]:
    """No two tasks of a plan are for the same work."""
    titles = [task["title"] for task in plan["tasks"] if task["title"]]
    if len(titles) < 2:
        return
    least = least_likeness(context)
    repeated: dict[int, tuple[int, float]] = {}
    for earlier, later, found in likeness.alike_pairs([title.text for title in titles], least):
        repeated.setdefault(later, (earlier, found))
    for place, title in enumerate(titles):
        if place in repeated:
            earlier, found = repeated[place]
            other = titles[earlier]
            yield breach(
                title,
                related=(other,),
                own=title.text,
                other=other.text,
                likeness=int(100 * found),
            )
        else:
            yield met(title)


@rule("DT605", cross_plan=True)
def task_is_in_one_plan(plan: Node, context: Context) -> Iterator[Judgement]:
    """No task is a ministry's too, or stands in another plan of the same agency."""
    for task in plan["tasks"]:
        if task["title"]:
            yield _against_others("DT605", task["title"], context, of_more="several")


@rule("DT606")
def level_fits_owner(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task of the ministry's list is not owned by a local unit, nor the other way round."""
    own = plan["agency"]["level"].text
    if not own:
        return
    for task in plan["tasks"]:
        level, agency = task["level"], task["owner"]["agency"]
        if not (level and agency):
            continue
        if own == LOCAL and level.text == "ministry" and agencies.is_local_unit(agency.text):
            yield breach(level, agency=agency)
        elif own == "ministry" and level.text == LOCAL and agencies.is_ministry_unit(agency.text):
            yield breach(level, "ministry_unit", agency=agency)
        else:
            yield met(level)


@rule("DT607", cross_plan=True)
def system_is_built_once(plan: Node, context: Context) -> Iterator[Judgement]:
    """No system that is built is one that a ministry or the same agency builds in another plan."""
    for system in systems_built(plan, context.registry):
        yield _against_others("DT607", named(system), context, of_more="several")


@rule("DT608")
def built_system_has_reason(plan: Node, context: Context) -> Iterator[Judgement]:
    """Whoever builds a system says why nothing shared or hired does."""
    for system in plan["systems"]:
        if system["action"].text != BUILD:
            continue
        if not rebuilds_national_system(plan, system, context.registry):
            yield present(system["reason"])


@rule("DT609", cross_plan=True)
def need_is_not_common(plan: Node, context: Context) -> Iterator[Judgement]:
    """What a locality does or builds is not what others plan, each for itself."""
    if plan["agency"]["level"].text != LOCAL:
        return
    for task in plan["tasks"]:
        if task["title"]:
            yield _against_others("DT609", task["title"], context)
    for system in systems_built(plan, context.registry):
        yield _against_others("DT609", named(system), context, case="system")


def systems_built(plan: Node, registry: Registry) -> Iterator[Node]:
    """The systems that a plan builds, but for those that DT602 speaks of."""
    for system in plan["systems"]:
        is_built = system["action"].text == BUILD and named(system)
        if is_built and not rebuilds_national_system(plan, system, registry):
            yield system


def named(system: Node) -> Node:
    """What says which system it is: its name, else the national one that it is a part of."""
    return system["name"] or system["national"]


def _against_others(
    code: str, node: Node, context: Context, *, case: str = "", of_more: str = ""
) -> Judgement:
    """How rule `code` judges a place by what stands in the other plans of the run.

    `case` is that of its message, `of_more` that where several places are alike to this one.
    """
    twin = context.across.twin(code, node.path) if context.across else None
    if twin is None or twin.likeness < least_likeness(context):
        return met(node)
    return breach(
        node,
        of_more or case if twin.total > 1 else case,
        elsewhere=twin.others,
        own=node.text,
        other=twin.name,
        agency=twin.agency,
        likeness=int(100 * twin.likeness),
        more=twin.total - 1,
    )
