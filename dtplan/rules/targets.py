"""Targets: what is measured, from where to where, by when, how, by whom, for which breakthrough."""

from collections.abc import Iterator
from typing import Final

from dtplan.node import Node
from dtplan.rules.base import (
    Breach,
    Context,
    Judgement,
    breach,
    ids,
    is_percentage,
    met,
    missing,
    outside_period,
    present,
    rule,
)
from dtplan.rules.wording import is_vague
from dtplan.text.folding import fold

_RARE: Final = frozenset(("half-yearly", "yearly"))
_USED: Final = frozenset(("use", "outcome"))
_SHARE: Final = ("tỷ lệ", "tỉ lệ")


@rule("DT201")
def plan_has_targets(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan has targets."""
    yield present(plan["targets"])


@rule("DT202")
def target_has_value(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target has a number to reach."""
    for target in plan["targets"]:
        yield present(target["value"])


@rule("DT203")
def target_has_unit(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target's number has a unit."""
    for target in plan["targets"]:
        yield present(target["unit"])


@rule("DT204")
def target_has_baseline(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target says where it starts from."""
    for target in plan["targets"]:
        yield present(target["baseline"])


@rule("DT205")
def target_has_deadline(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target says by when it is to be reached."""
    for target in plan["targets"]:
        yield present(target["deadline"])


@rule("DT206")
def target_is_measured_online(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target is measured online, on a platform that is named."""
    for target in plan["targets"]:
        measurement = target["measurement"]
        platform, online = measurement["platform"], measurement["online"]
        if not measurement:
            yield present(measurement, "no_measurement")
        elif online.value is False:
            yield breach(online, "offline")
        elif platform.absent:
            yield breach(platform, "no_platform")
        elif online.absent:
            yield breach(online, "online_unstated")
        elif platform and online:
            yield met(measurement)


@rule("DT207")
def indicator_is_specific(plan: Node, context: Context) -> Iterator[Judgement]:
    """An indicator names something that can be counted or checked."""
    for target in plan["targets"]:
        indicator = target["indicator"]
        if not indicator:
            continue
        if is_vague(indicator.text, context.lexicon):
            yield breach(indicator, value=indicator)
        else:
            yield met(indicator)


@rule("DT208")
def target_is_better_than_baseline(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target's value is better than where it starts from."""
    for target in plan["targets"]:
        value, baseline = target["value"], target["baseline"]
        if not (value and baseline and _direction(target)) or _is_impossible(target):
            continue
        case = _not_better(target)
        if case:
            yield breach(value, case, related=(baseline,), value=value, baseline=baseline)
        else:
            yield met(value)


@rule("DT209")
def share_is_possible(plan: Node, context: Context) -> Iterator[Judgement]:
    """The share of a part in a whole lies between 0 and 100 per cent."""
    for target in plan["targets"]:
        if not _is_share(target):
            continue
        for place in _numbers(target):
            yield breach(place, value=place) if _is_off_scale(place) else met(place)


@rule("DT210")
def target_reaches_national_one(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target that answers a national one does not fall short of it."""
    for target in plan["targets"]:
        value, direction = target["value"], _direction(target)
        national = context.registry.targets.get(target["national"].text)
        if national is None or value.number is None or not direction:
            continue
        if not _is_same_unit(target["unit"], national.unit):
            continue
        if _is_impossible(target) or _not_better(target):
            continue
        if not _is_worse(value.number, national.value, direction):
            yield met(value)
        elif national.by:
            yield breach(
                value,
                "dated",
                value=value,
                national=national.value,
                day=national.by,
                title=national.title,
            )
        else:
            yield breach(
                value, "undated", value=value, national=national.value, title=national.title
            )


@rule("DT211")
def target_is_measured_often(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target is measured every quarter or more often."""
    for target in plan["targets"]:
        if not target["measurement"]:  # DT206 speaks of it
            continue
        frequency = target["measurement"]["frequency"]
        if frequency.text in _RARE:
            yield breach(frequency, "rare", value=frequency)
        else:
            yield present(frequency, "absent")


@rule("DT212")
def target_has_owner(plan: Node, context: Context) -> Iterator[Judgement]:
    """Somebody who can be named answers for a target."""
    for target in plan["targets"]:
        owner = target["owner"]
        agency, position, name = owner["agency"], owner["position"], owner["name"]
        if not owner:
            yield present(owner, "no_owner")
        elif agency.absent:
            yield breach(agency, "no_agency")
        elif position.absent and name.absent:
            yield breach(position, "no_person")
        elif agency and (position or name):
            yield met(owner)


@rule("DT214")
def some_target_counts_use(plan: Node, context: Context) -> Iterator[Judgement]:
    """Some target counts what people use or what has changed, not only what is provided."""
    targets = plan["targets"]
    used = [target["kind"] for target in targets if target["kind"].text in _USED]
    if used:
        yield met(used[0])
    elif targets and targets.whole("kind"):
        yield Breach(targets)


@rule("DT215")
def target_has_indicator(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target says what is measured."""
    for target in plan["targets"]:
        yield present(target["indicator"])


@rule("DT216")
def target_has_task(plan: Node, context: Context) -> Iterator[Judgement]:
    """Some task delivers a target."""
    tasks = plan["tasks"]
    if not tasks or not tasks.whole("targets"):
        return
    delivered = set().union(*(ids(task["targets"]) for task in tasks))
    for target in plan["targets"]:
        own = target["id"].text
        if own:
            yield met(target) if own in delivered else missing(target)


@rule("DT217")
def target_has_breakthrough(plan: Node, context: Context) -> Iterator[Judgement]:
    """A target measures a breakthrough."""
    for target in plan["targets"]:
        yield present(target["breakthrough"])


@rule("DT218")
def milestones_lead_to_the_target(plan: Node, context: Context) -> Iterator[Judgement]:
    """Milestones follow each other in time and lead from the baseline to the value."""
    for target in plan["targets"]:
        if not target["milestones"] or outside_period(plan["period"], target["deadline"]):
            continue
        if not (_is_impossible(target) or _not_better(target)):
            yield from _milestones(target)


def _milestones(target: Node) -> Iterator[Judgement]:
    """Each milestone against the deadline and those before it; an astray one is not counted on."""
    deadline = target["deadline"]
    day, level = Node(None, ""), target["baseline"]
    for milestone in target["milestones"]:
        date, value = milestone["date"], milestone["value"]
        off_course = _off_course(target, value, level)
        if day and date and date.text <= day.text:
            yield breach(date, "order", related=(day,), day=date.text, other=day.text)
        elif date and deadline and date.text > deadline.text:
            yield breach(
                date, "after_deadline", related=(deadline,), day=date.text, deadline=deadline.text
            )
        elif off_course:
            yield breach(value, "direction", related=(off_course,), value=value, other=off_course)
        elif date or value:
            yield met(milestone)
            day, level = date or day, value or level


def _off_course(target: Node, value: Node, level: Node) -> Node | None:
    """The level before a milestone that it falls behind, or the value to reach that it passes."""
    direction, goal = _direction(target), target["value"]
    if value.number is None:
        return None
    if direction == "hold":
        # What is to be held may rise and fall again, as long as it stays at the baseline.
        level = target["baseline"]
    if level.number is not None and _is_worse(value.number, level.number, direction):
        return level
    if direction == "hold" or goal.number is None:
        return None
    return goal if _is_worse(goal.number, value.number, direction) else None


def _numbers(target: Node) -> list[Node]:
    places = [target["value"], target["baseline"], *(m["value"] for m in target["milestones"])]
    return [place for place in places if place.number is not None]


def _is_share(target: Node) -> bool:
    return is_percentage(target["unit"]) and fold(target["indicator"].text).startswith(_SHARE)


def _is_off_scale(place: Node) -> bool:
    number = place.number
    return number is not None and not 0 <= number <= 100


def _is_impossible(target: Node) -> bool:
    """Whether DT209 speaks of one of the target's numbers."""
    return _is_share(target) and any(map(_is_off_scale, _numbers(target)))


def _not_better(target: Node) -> str:
    """The way in which a target's value is not better than its baseline; "" where it is."""
    value, baseline = target["value"].number, target["baseline"].number
    direction = _direction(target)
    if value is None or baseline is None or not direction:
        return ""
    if _is_worse(value, baseline, direction):
        return f"worse_{direction}"
    return "equal" if value == baseline and direction != "hold" else ""


def _is_worse(value: float, than: float, direction: str) -> bool:
    """Whether a number is worse than another; in no known direction nothing is."""
    if direction == "down":
        return value > than
    return bool(direction) and value < than


def _direction(target: Node) -> str:
    """The direction in which a target gets better; "" where it can't be read."""
    direction = target["direction"]
    return "up" if direction.absent else direction.text


def _is_same_unit(unit: Node, national: str) -> bool:
    return fold(unit.text) == fold(national) or (is_percentage(unit) and national == "%")
