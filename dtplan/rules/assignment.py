"""Assignment: who does which work with what result, and who leads the whole."""

import re
from collections.abc import Iterator
from typing import Final

from dtplan import agencies
from dtplan.agencies import Words
from dtplan.node import Node, span
from dtplan.registry import Change
from dtplan.rules.base import Context, Judgement, breach, met, missing, owners, present, rule
from dtplan.rules.wording import has_count, is_vague
from dtplan.text.folding import fold

# The heads of ministries and agencies of the Government, as their positions begin.
_MINISTERS: Final = tuple(
    tuple(title.split())
    for title in (
        "bộ trưởng",
        "thủ trưởng",
        "chủ nhiệm",
        "thống đốc",
        "tổng thanh tra",
        "tổng giám đốc",
        "trưởng ban",
        "chủ tịch viện",
        "giám đốc đài",
    )
)
_CHAIRMAN: Final = ("chủ", "tịch", "ủy", "ban", "nhân", "dân")
_BELOW_PROVINCES: Final = frozenset(("huyện", "quận", "thị", "xã", "phường", "cấp", "đặc"))
_PARTS = re.compile(r"[,;]|\bkiêm\b")


@rule("DT301")
def plan_has_tasks(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan has tasks."""
    yield present(plan["tasks"])


@rule("DT302")
def task_has_owner(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task has an agency in charge."""
    for task in plan["tasks"]:
        yield present(task["owner"]["agency"])


@rule("DT303")
def owner_is_a_person(plan: Node, context: Context) -> Iterator[Judgement]:
    """Whoever owns a task or a measure is a person, by position or name."""
    for item in (*plan["tasks"], *plan["security"]["measures"]):
        owner = item["owner"]
        if not owner["agency"] or collective(plan, owner):
            continue
        position, name = owner["position"], owner["name"]
        if position or name:
            yield met(position or name)
        elif position.absent and name.absent:
            yield missing(name if name.event and not position.event else position)


@rule("DT304")
def owner_is_one_unit(plan: Node, context: Context) -> Iterator[Judgement]:
    """An owner is one unit, not a crowd and not several."""
    for owner in owners(plan, context):
        agency = owner["agency"]
        if not agency:
            continue
        kind = collective(plan, owner)
        yield breach(agency, kind, value=agency) if kind else met(agency)


def collective(plan: Node, owner: Node) -> str:
    """How an owner's agency is no single unit ("crowd", "joined"), else "".

    In a ministry's plan a task of the localities may be left to the provinces (R17).
    """
    name = owner["agency"].text
    kind = agencies.collective(name) if name else ""
    if kind and agencies.names_provinces(name) and owner.parent is not None:
        task_level, plan_level = owner.parent["level"], plan["agency"]["level"]
        is_left_to_them = task_level.text == "local" or task_level.broken
        if is_left_to_them and (plan_level.text == "ministry" or plan_level.broken):
            return ""
    return kind


@rule("DT305")
def task_has_outputs(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task says what comes out of it."""
    for task in plan["tasks"]:
        yield present(task["outputs"])


@rule("DT306")
def task_is_specific(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task's title, or else a count among its outputs, says what is done."""
    for task in plan["tasks"]:
        title, outputs = task["title"], task["outputs"]
        if not title:
            continue
        if not is_vague(title.text, context.lexicon) or any(
            has_count(output.text, context.lexicon) for output in outputs
        ):
            yield met(title)
        elif outputs.whole():
            yield breach(title, value=title)


@rule("DT307")
def head_leads(plan: Node, context: Context) -> Iterator[Judgement]:
    """The head of the agency leads in person."""
    lead = plan["lead"]
    if not lead:
        yield present(lead, "absent")
        return
    name, position = lead["name"], lead["position"]
    yield present(name, "no_name")
    if position and not _is_head(position.text, plan["agency"]):
        yield breach(position, "not_head", value=position)
    else:
        yield present(position, "no_position")


def _is_head(position: str, agency: Node) -> bool:
    """Whether any of the offices that a person holds is that of the head."""
    level = agency["level"]
    for part in _PARTS.split(fold(position)):
        office = agencies.words(part)
        office = office[1:] if office[:1] == ("quyền",) else office
        if level.text != "local" and any(office[: len(title)] == title for title in _MINISTERS):
            return True
        if level.text != "ministry" and _is_chairman(office, agency["name"]):
            return True
    return False


def _is_chairman(office: Words, agency: Node) -> bool:
    """Whether an office is "Chủ tịch UBND" of a province, or of what the agency's name says."""
    place = office[len(_CHAIRMAN) :]
    if office[: len(_CHAIRMAN)] != _CHAIRMAN or (place and place[0] in _BELOW_PROVINCES):
        return False
    if agency.broken:
        return True
    if not place:
        return _is_province(agencies.words(agency.text))
    if place[0] == "tỉnh":
        return True
    own = agencies.words(agency.text)
    if place[:2] == ("thành", "phố"):
        city = place[2:]
        if not city or city[:2] == ("trực", "thuộc"):
            return True
        return _is_own_city(city, own)
    return agencies.begins_with_province(place) or place == own[-len(place) :]


def _is_province(own: Words) -> bool:
    """Whether an agency's name is that of a province or its People's Committee."""
    committee = _CHAIRMAN[2:]
    place = own[len(committee) :] if own[: len(committee)] == committee else own
    if place[:2] == ("thành", "phố"):
        return "tỉnh" not in place
    if place is own:
        is_named = own[:1] == ("tỉnh",) and own[1:2] != ("ủy",)
        return is_named or agencies.begins_with_province(own)
    return bool(place) and place[0] not in _BELOW_PROVINCES


def _is_own_city(city: Words, own: Words) -> bool:
    """Whether a city is the one in the agency's name; the others are of no province's level."""
    named = " ".join(own).partition("thành phố ")[2].split()
    if named:
        return all(one == other for one, other in zip(named, city, strict=False))
    return "tỉnh" not in own and agencies.begins_with_province(city)


@rule("DT310")
def task_serves_breakthrough(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task serves a breakthrough."""
    for task in plan["tasks"]:
        yield present(task["breakthroughs"])


@rule("DT311")
def owner_has_name(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task's owner whose position is given has a name, too."""
    for task in plan["tasks"]:
        owner = task["owner"]
        if owner["position"] and not collective(plan, owner):
            yield present(owner["name"])


@rule("DT312")
def agency_still_exists(plan: Node, context: Context) -> Iterator[Judgement]:
    """The plan's agency, owners and who is reported to exist on the day the plan is judged."""
    gone: list[tuple[Change, list[Node]]] = []
    known: dict[tuple[Change, Words], list[Node]] = {}
    begun: dict[tuple[Change, Words], list[Node]] = {}
    ceased: list[tuple[Node, Change]] = []
    for agency in _agencies(plan, context):
        change = agencies.ceased(agency.text, context.day)
        if change is None:
            yield met(agency)
        else:
            ceased.append((agency, change))
    for agency, change in sorted(ceased, key=lambda pair: span(pair[0])):
        # One name may go on where another ends: "Sở TT&TT", "Sở TT&TT tỉnh X".
        own = agencies.apart(agency.text, change)
        beginnings = [(change, own[:length]) for length in range(len(own), -1, -1)]
        same = (known[key] for key in beginnings if key in known)
        places = next(same, None) or begun.get((change, own))
        if places is None:
            places = []
            gone.append((change, places))
        places.append(agency)
        known.setdefault((change, own), places)
        for key in beginnings:
            begun.setdefault(key, places)
    for change, (first, *others) in gone:
        case = _change_case(change, context)
        successor = ", ".join(change.now)
        yield breach(
            first, case, related=tuple(others), value=first, day=change.day, successor=successor
        )


def _agencies(plan: Node, context: Context) -> Iterator[Node]:
    judged = [owner["agency"] for owner in owners(plan, context) if not collective(plan, owner)]
    for agency in (plan["agency"]["name"], *judged, plan["governance"]["report"]["to"]):
        if agency:
            yield agency


def _change_case(change: Change, context: Context) -> str:
    if change in context.registry.province_changes:
        return "merged"
    if change.now:
        return "" if change.sure else "unsure"
    return "no_successor" if change.sure else "unsure_no_successor"


@rule("DT313")
def item_has_title(plan: Node, context: Context) -> Iterator[Judgement]:
    """Breakthroughs, tasks and measures have a title, systems a name."""
    for breakthrough in plan["breakthroughs"]:
        yield present(breakthrough["title"], "breakthrough")
    for task in plan["tasks"]:
        yield present(task["title"], "task")
    for measure in plan["security"]["measures"]:
        yield present(measure["title"], "measure")
    for system in plan["systems"]:
        yield present(system["name"], "system")
