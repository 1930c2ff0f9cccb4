"""When: deadlines, their order and place in the plan's period, and what is late."""

from collections.abc import Iterator, Mapping
from typing import Final

from dtplan.node import Node
from dtplan.rules.base import (
    Context,
    Judgement,
    breach,
    complete,
    ids,
    met,
    present,
    rule,
    sure_ids,
)
from dtplan.text.reading import days_between

_HANDED_IN: Final = ("submit", "approve")
_DONE: Final = -1
_LAST_DAY: Final = "9999-12-31"


@rule("DT401")
def task_has_deadline(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task has a deadline; routine work needs none."""
    for task in plan["tasks"]:
        if _is_single(task):
            yield present(task["deadline"])


@rule("DT402")
def deadline_is_in_period(plan: Node, context: Context) -> Iterator[Judgement]:
    """Targets, tasks, measures and links are due within the plan's period."""
    start, end = plan["period"]["start"], plan["period"]["end"]
    if _is_reversed(start, end) or not (start or end):
        return
    first, last = _period(plan)
    for item in _dated_items(plan):
        deadline = item["deadline"]
        day = deadline.text
        if not day or _is_reversed(item["start"], deadline):
            continue
        if day < first:
            yield breach(deadline, "before", related=(start,), day=day, start=first)
        elif day > last:
            yield breach(deadline, related=(end,), day=day, end=last)
        else:
            yield met(deadline)


@rule("DT403")
def plan_ends_by_horizon(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan is carried out by the directive's horizon, or names what allows it more time."""
    end, basis = plan["period"]["end"], plan["period"]["basis"]
    horizon = context.parameters.get("complete_by")
    if end.broken or basis.broken or not isinstance(horizon, str):
        return
    days = (end,) if end else _all_deadlines(plan)
    for day in days:
        if not day:
            continue
        if basis or day.text <= horizon:
            yield met(day)
        else:
            yield breach(day, "" if end else "item", day=day.text, complete_by=horizon)


@rule("DT404")
def start_is_before_end(plan: Node, context: Context) -> Iterator[Judgement]:
    """Neither a task nor the plan ends before it starts."""
    start, end = plan["period"]["start"], plan["period"]["end"]
    if _is_reversed(start, end):
        yield breach(start, "period", related=(end,), start=start.text, end=end.text)
    elif start and end:
        yield met(start)
    for task in plan["tasks"]:
        start, deadline = task["start"], task["deadline"]
        if _is_reversed(start, deadline):
            yield breach(start, related=(deadline,), start=start.text, day=deadline.text)
        elif start and deadline:
            yield met(start)


@rule("DT405")
def tasks_are_in_order(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task starts only when those it waits for are due; none wait for each other in a circle."""
    waiting = [task for task in plan["tasks"] if task["after"]]
    if not waiting:
        return
    tasks, period = sure_ids(plan["tasks"]), _period(plan)
    entangled: set[str] = set()
    for circle in _circles({name: task for name, task in tasks.items() if task["after"]}):
        around = [reference.text for reference in circle]
        entangled.update(around)
        shown = " → ".join((around[-1], *around))
        yield breach(circle[0], "circle", related=tuple(circle[1:]), circle=shown)
    for task in waiting:
        if not task["start"] or _is_astray(task, period):
            continue
        # No dates fit a circle, so within one they are not told again.
        told = entangled if task["id"].text in entangled else ()
        names = [reference.text for reference in task["after"]]
        others = [tasks[name] for name in names if name in tasks and name not in told]
        dated = [other for other in others if other["deadline"] and not _is_astray(other, period)]
        if dated:
            yield _starts_after(task, max(dated, key=lambda other: other["deadline"].text))


@rule("DT406")
def work_is_spread(plan: Node, context: Context) -> Iterator[Judgement]:
    """The tasks are not for the most part due in the last days of the period."""
    tasks, end = plan["tasks"], plan["period"]["end"]
    few = context.parameters.get("last_days_min_tasks")
    last_days = context.parameters.get("last_days")
    if not (end and isinstance(few, int) and isinstance(last_days, int)):
        return
    days = [task["deadline"].text for task in tasks if task["deadline"] and _is_single(task)]
    if len(days) < few or not tasks.whole("deadline"):
        return
    late = sum(0 <= days_between(day, end.text) < last_days for day in days)
    if 2 * late > len(days):
        yield breach(tasks, count=late, total=len(days), days=last_days)
    else:
        yield met(tasks)


@rule("DT407")
def target_is_due_after_its_tasks(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target is due when the tasks that deliver it are, or later."""
    period = _period(plan)
    last: dict[str, Node] = {}
    for task in plan["tasks"]:
        deadline = task["deadline"]
        if not (deadline and _is_single(task)) or _is_astray(task, period):
            continue
        for name in ids(task["targets"]):
            if name not in last or last[name]["deadline"].text < deadline.text:
                last[name] = task
    for name, target in sure_ids(plan["targets"]).items():
        deadline = target["deadline"]
        if name not in last or not deadline or _is_astray(target, period):
            continue
        task = last[name]
        other = task["deadline"]
        if deadline.text < other.text:
            yield breach(
                deadline,
                related=(task,),
                day=deadline.text,
                other=task["id"],
                other_day=other.text,
            )
        else:
            yield met(deadline)


@rule("DT408")
def task_is_not_overdue(plan: Node, context: Context) -> Iterator[Judgement]:
    """While the plan is running, a task past its deadline is recorded as done."""
    if context.status != "running":
        return
    tasks, period = sure_ids(plan["tasks"]), _period(plan)
    recorded, otherwise = _recorded_as_done(plan, context)
    for task in plan["tasks"]:
        deadline, name = task["deadline"], task["id"].text
        if not deadline or _is_astray(task, period) or (name and name not in tasks):
            continue
        is_done = deadline.text >= context.day or recorded.get(name, otherwise)
        if is_done:
            yield met(deadline)
        elif is_done is not None:
            days = days_between(deadline.text, context.day)
            yield breach(deadline, day=deadline.text, days=days)


@rule("DT409")
def plan_is_handed_in_early(plan: Node, context: Context) -> Iterator[Judgement]:
    """The plan is submitted or approved before the directive's day, or its step says why not."""
    limit = context.parameters.get("submit_before")
    steps = [step for step in plan["procedure"] if step["step"].text in _HANDED_IN]
    if any(step["date"].broken for step in steps) or not isinstance(limit, str):
        return
    dated = [step for step in steps if step["date"]]
    if not dated:
        return
    first = min(dated, key=lambda step: step["date"].text)
    day = first["date"].text
    if day >= limit and first["note"].absent:
        yield breach(first, step=first["step"], day=day, submit_before=limit)
    elif not first["note"].broken:
        yield met(first)


@rule("DT410")
def plan_has_period(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan says when it starts and ends."""
    period = plan["period"]
    return complete({"period.start": period["start"], "period.end": period["end"]})


def _is_single(task: Node) -> bool:
    """Whether a task is surely no routine work."""
    recurring = task["recurring"]
    return recurring.value is not True and not recurring.broken


def _is_reversed(start: Node, end: Node) -> bool:
    return "" < end.text < start.text


def _period(plan: Node) -> tuple[str, str]:
    """The first and the last day that may be within the period."""
    start, end = plan["period"]["start"], plan["period"]["end"]
    return ("", _LAST_DAY) if _is_reversed(start, end) else (start.text, end.text or _LAST_DAY)


def _is_astray(item: Node, period: tuple[str, str]) -> bool:
    """Whether DT402 or DT404 speaks of an item's dates; what follows is then not told again."""
    day = item["deadline"].text
    return day != "" and not (period[0] <= day <= period[1] and item["start"].text <= day)


def _dated_items(plan: Node) -> Iterator[Node]:
    yield from plan["targets"]
    yield from plan["tasks"]
    yield from plan["security"]["measures"]
    yield from plan["project06"]["links"]


def _all_deadlines(plan: Node) -> Iterator[Node]:
    for item in _dated_items(plan):
        yield item["deadline"]
    for programme in plan["existing_programmes"]:
        yield programme["finish_by"]


def _starts_after(task: Node, other: Node) -> Judgement:
    start, day = task["start"], other["deadline"].text
    if start.text < day:
        return breach(start, related=(other,), start=start.text, other=other["id"], day=day)
    return met(start)


def _circles(tasks: Mapping[str, Node]) -> Iterator[list[Node]]:
    """The circles that `after` runs in, each as its references; of those sharing a task, one."""
    # Walked with lists of its own instead of calls, as a chain may be longer than the call stack.
    place: dict[str, int] = {}
    used: set[str] = set()
    for first in tasks:
        if first in place:
            continue
        place[first] = 0
        names = [first]
        references: list[Node] = []
        ahead = [iter(tasks[first]["after"])]
        while names:
            reference = next(ahead[-1], None)
            if reference is None:
                ahead.pop()
                place[names.pop()] = _DONE
                del references[-1:]
                continue
            name = reference.text
            if name in tasks and name not in place:
                place[name] = len(names)
                names.append(name)
                references.append(reference)
                ahead.append(iter(tasks[name]["after"]))
            elif place.get(name, _DONE) != _DONE and used.isdisjoint(names[place[name] :]):
                used.update(names[place[name] :])
                yield [*references[place[name] :], reference]


def _recorded_as_done(plan: Node, context: Context) -> tuple[dict[str, bool | None], bool | None]:
    """Whether the newest entry about each task says so, by its id, and what holds for the others.

    None is where that can't be known.
    """
    recorded: dict[str, bool | None] = {}
    for review in reversed(context.reviews):
        entries = review["tasks"]
        for entry in reversed(list(entries)):
            name, status = entry["task"].text, entry["status"]
            if name and name not in recorded:
                recorded[name] = None if status.broken else status.text == "done"
        if not entries.whole("task"):
            return recorded, None
    return recorded, False if plan["reviews"].whole("date") else None
