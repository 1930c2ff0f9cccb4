"""Đề án 06: that the plan is linked to it, how, by which tasks, and by when."""

from collections.abc import Iterator

from dtplan import likeness
from dtplan.node import Node
from dtplan.registry import Registry
from dtplan.rules.base import (
    Context,
    Judgement,
    breach,
    complete,
    ids,
    met,
    missing,
    present,
    rule,
    sure_ids,
)


@rule("DT901")
def plan_is_linked(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan is linked to a system of Đề án 06."""
    link = _project06_link(plan, context.registry)
    if link is not None:
        yield met(link)
    elif _is_unlinked(plan):
        yield missing(plan["project06"]["links"])


def _project06_link(plan: Node, registry: Registry) -> Node | None:
    for link in plan["project06"]["links"]:
        system = link["system"]
        if system and _is_of_project06(system.text, registry):
            return system
    return None


def _is_of_project06(text: str, registry: Registry) -> bool:
    if text in registry.systems:
        return registry.systems[text].project06
    # "Nền tảng VNeID (Bộ Công an)": a link may say more than the name.
    words = f" {' '.join(likeness.written_out(text))} "
    return any(
        f" {' '.join(likeness.written_out(name))} " in words
        for system in registry.systems.values()
        if system.project06
        for name in system.names
    )


def _is_unlinked(plan: Node) -> bool:
    """Whether a plan has no link, or none that is broken or, as DT902 tells, incomplete."""
    links = plan["project06"]["links"]
    return links.whole("system") and not any(
        link["system"].absent or link["purpose"].absent for link in links
    )


@rule("DT902")
def link_has_system_and_purpose(plan: Node, context: Context) -> Iterator[Judgement]:
    """A link says to which system and to what end."""
    for link in plan["project06"]["links"]:
        yield from complete(
            {"project06.links.system": link["system"], "project06.links.purpose": link["purpose"]}
        )


@rule("DT903")
def link_has_task(plan: Node, context: Context) -> Iterator[Judgement]:
    """A link is delivered by a task."""
    for link in plan["project06"]["links"]:
        yield present(link["tasks"])


@rule("DT904")
def breakthrough_is_linked(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough is in a link, once the plan is linked to Đề án 06."""
    links = plan["project06"]["links"]
    if not links or (_is_unlinked(plan) and _project06_link(plan, context.registry) is None):
        return
    linked: set[str] = set()
    for link in links:
        linked |= ids(link["breakthroughs"])
    for breakthrough in plan["breakthroughs"]:
        if breakthrough["id"].text in linked:
            yield met(breakthrough)
        elif breakthrough["id"] and links.whole("breakthroughs"):
            yield missing(breakthrough)


@rule("DT905")
def sub_project_is_stated(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan says whether it received a draft sub-project, and which tasks take it in."""
    sub_project = plan["project06"]["sub_project"]
    received, tasks = sub_project["received"], sub_project["tasks"]
    if received.value is True:
        yield present(tasks, "no_task")
    else:
        yield present(received)


@rule("DT906")
def link_is_on_safe_systems(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task that delivers a link works on systems of a sufficient safety level."""
    delivering: set[str] = set()
    for link in plan["project06"]["links"]:
        delivering |= ids(link["tasks"])
    if not delivering:
        return
    least = context.parameters["min_safety_level"]
    assert isinstance(least, int)
    systems = sure_ids(plan["systems"])
    for task in plan["tasks"]:
        if task["id"].text not in delivering:
            continue
        for entry in task["systems"]:
            level = systems[entry.text]["safety_level"].number if entry.text in systems else None
            if level is None:
                continue
            if level < least:
                yield breach(entry, system=entry, level=level, least=least)
            else:
                yield met(entry)


@rule("DT907")
def link_has_deadline(plan: Node, context: Context) -> Iterator[Judgement]:
    """A link has a deadline."""
    for link in plan["project06"]["links"]:
        yield present(link["deadline"])
