"""Security: the measures, what they protect, and what the file itself must not hold."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from dtplan.node import Node, Span, between
from dtplan.rules.base import (
    Breach,
    Context,
    Judgement,
    Param,
    breach,
    complete,
    ids,
    met,
    missing,
    present,
    rule,
)
from dtplan.text import privacy

RISKS: Final = {
    "state-secrets": {"vi": "bí mật nhà nước", "en": "state secrets"},
    "internal-information": {"vi": "thông tin nội bộ", "en": "internal information"},
    "personal-data": {"vi": "dữ liệu cá nhân", "en": "personal data"},
}
_SENSITIVE: Final = ("personal-data", "state-secrets")
_REUSE: Final = "reuse"
_ALL: Final = ""  # stands for every system; no id is empty


@rule("DT701")
def plan_has_measures(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan has measures of cyber and information security."""
    yield present(plan["security"]["measures"])


@rule("DT702")
def system_has_safety_level(plan: Node, context: Context) -> Iterator[Judgement]:
    """A system, unless it is reused, has a safety level (Nghị định 85/2016/NĐ-CP)."""
    for system in plan["systems"]:
        if _is_worked_on(system):
            yield present(system["safety_level"])


def _is_worked_on(system: Node) -> bool:
    return system["action"].text != _REUSE and not system["action"].broken


@rule("DT703")
def risk_is_covered(plan: Node, context: Context) -> Iterator[Judgement]:
    """Each of the three kinds of information is protected, or set aside with a reason."""
    if plan["security"]["measures"]:
        for risk in RISKS:
            verdict = _cover(plan, risk)
            if verdict is not None:
                yield verdict


def _cover(plan: Node, risk: str) -> Judgement | None:
    """How a plan answers for a risk; None where what is written there has the wrong shape."""
    security = plan["security"]
    measures, aside = security["measures"], security["not_applicable"]
    set_aside = next((item["risk"] for item in aside if item["risk"].text == risk), None)
    if set_aside is not None:
        holder = _holder(plan, risk)
        if holder is not None:
            return breach(set_aside, "set_aside", risk=RISKS[risk], system=_name(holder))
    for measure in measures:
        for protected in measure["protects"]:
            if protected.text == risk:
                return met(protected)
    if not (measures.whole("protects") and aside.whole("risk")):
        return None
    if set_aside is None or set_aside.parent is None:
        return missing(security, risk=RISKS[risk])
    reason = set_aside.parent["reason"]
    return met(set_aside) if reason else breach(reason, "no_reason", risk=RISKS[risk])


def _holder(plan: Node, risk: str) -> Node | None:
    for system in plan["systems"]:
        if risk in ids(system["data"]):
            return system
    return None


def _name(item: Node) -> Param:
    """A measure or system as a message calls it: by id, name or title, else by its place."""
    number = item.key + 1 if isinstance(item.key, int) else 1
    place = {"vi": f"thứ {number}", "en": f"no. {number}"}
    return item["id"] or item["name"] or item["title"] or place


@rule("DT704")
def data_is_protected(plan: Node, context: Context) -> Iterator[Judgement]:
    """A system with personal data or state secrets is in a measure that protects them."""
    measures = plan["security"]["measures"]
    if not measures:
        return
    protected = {
        risk: _protected(measures, risk)
        for risk in _SENSITIVE
        if not isinstance(_cover(plan, risk), Breach)
    }
    is_whole = measures.whole("systems") and measures.whole("protects")
    for system in plan["systems"]:
        if not _is_worked_on(system):
            continue
        name = system["id"].text
        for data in system["data"]:
            names = protected.get(data.text)
            if names is None:
                continue
            if _ALL in names or name in names:
                yield met(data)
            # A system without id can't be named; an unknown id may have been meant for this one.
            elif system["id"] and is_whole:
                yield breach(data, risk=RISKS[data.text])


def _protected(measures: Node, risk: str) -> set[str]:
    """The ids of the systems that the measures against a risk are for."""
    names: set[str] = set()
    for measure in measures:
        if risk in ids(measure["protects"]):
            names |= _served(measure)
    return names


def _served(measure: Node) -> set[str]:
    """The ids of the systems a measure is for; one that names none is for all."""
    return {_ALL} if measure["systems"].absent else ids(measure["systems"])


@rule("DT705")
def file_holds_nothing_sensitive(plan: Node, context: Context) -> Iterator[Judgement]:
    """The file, comments too, holds no citizen id number, no password or key, no secrecy mark."""
    yield from _stretches(plan, context, _SENSITIVE_KINDS)


@rule("DT710")
def file_holds_no_contact_data(plan: Node, context: Context) -> Iterator[Judgement]:
    """The file holds no mobile number, private e-mail address or account number."""
    yield from _stretches(plan, context, _CONTACT_KINDS)


_SENSITIVE_KINDS: Final = {
    privacy.CITIZEN_ID: "",
    privacy.PASSWORD: "password",
    privacy.KEY: "key",
    privacy.SECRECY_MARK: "secrecy_mark",
}
_CONTACT_KINDS: Final = {privacy.MOBILE: "", privacy.EMAIL: "email", privacy.ACCOUNT: "account"}


def _stretches(plan: Node, context: Context, cases: dict[str, str]) -> Iterator[Judgement]:
    """A breach for each stretch of these kinds; a file without any says nothing of the matter."""
    text = context.document.text
    found = [stretch for stretch in context.stretches if stretch.kind in cases]
    if not found:
        return
    nodes = _nodes_in_order(plan)
    counted = line = 0
    for kind, start, end in found:
        line += text.count("\n", counted, start)
        counted = start
        stretch = text[start:end]
        column = start - text.rfind("\n", 0, start) - 1
        end_line = line + stretch.count("\n")
        end_column = column + end - start if end_line == line else len(stretch.rpartition("\n")[2])
        yield Breach(
            _nearest(nodes, line, column) or plan,
            cases[kind],
            {"value": privacy.covered(kind, stretch.partition("\n")[0])},
            span=Span(line, column, end_line, end_column),
        )


def _nodes_in_order(plan: Node) -> list[Node]:
    """All that is written below the root, by where it begins."""
    nodes = [node for node in plan.walk() if node.event is not None and node.parent is not None]
    return sorted(nodes, key=_beginning)


def _beginning(node: Node) -> tuple[int, int]:
    return between(node.key_event or node.event)[:2]


def _nearest(nodes: list[Node], line: int, column: int) -> Node | None:
    """What is written on a line before a column, or of sound shape around that; None if nothing."""
    place = bisect_right(nodes, (line, column), key=_beginning) - 1
    node = nodes[place] if place >= 0 else None
    if node is None or line > between(node.event).end_line:
        return None
    while node.broken and node.parent is not None:
        node = node.parent
    return node


@rule("DT706")
def measure_has_owner_and_deadline(plan: Node, context: Context) -> Iterator[Judgement]:
    """A measure has an owner's agency and, unless it is recurring, a deadline."""
    for measure in plan["security"]["measures"]:
        parts = {"security.measures.owner.agency": measure["owner"]["agency"]}
        recurring = measure["recurring"]
        if recurring.value is not True and not recurring.broken:
            parts["security.measures.deadline"] = measure["deadline"]
        yield from complete(parts)


@rule("DT707")
def system_is_safe_before_live(plan: Node, context: Context) -> Iterator[Judgement]:
    """A system goes live when the measures for it are due, not before."""
    due = [
        measure
        for measure in plan["security"]["measures"]
        if measure["deadline"]
        and measure["recurring"].value is not True
        and not (measure["recurring"].broken or measure["systems"].broken)
    ]
    due.sort(key=lambda measure: measure["deadline"].text, reverse=True)
    places: dict[str, int] = {}
    for place, measure in enumerate(due):
        for served in _served(measure):
            places.setdefault(served, place)
    none = len(due)
    for system in plan["systems"]:
        live = system["live"]
        place = min(places.get(_ALL, none), places.get(system["id"].text, none))
        if not live or place == none:
            continue
        last = due[place]
        day = last["deadline"]
        if day.text > live.text:
            name = _name(last)
            yield breach(live, related=(day,), live=live.text, other=name, day=day.text)
        else:
            yield met(live)


@rule("DT708")
def plan_has_incident_response(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan says what is done in an incident."""
    yield present(plan["security"]["incident_response"])


@rule("DT709")
def security_has_owner(plan: Node, context: Context) -> Iterator[Judgement]:
    """One agency answers for security as a whole."""
    yield present(plan["security"]["owner"]["agency"])
