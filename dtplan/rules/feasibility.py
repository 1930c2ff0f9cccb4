"""Feasible and lawful: what a plan rests on, the decisions behind it and the steps it took."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from dtplan.node import Node
from dtplan.registry import Change, Registry
from dtplan.rules.base import Context, Judgement, breach, complete, met, missing, rule
from dtplan.rules.document_number import is_document_number, may_mean, same_number
from dtplan.schema import plan_format

_STATUSES: Final = ("draft", "submitted", "approved", "running", "done")
_DECIDED: Final = _STATUSES[2:]
_STEPS: Final = ("consult", "appraise", "submit", "approve")


@rule("DT501")
def breakthrough_fits_the_law(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough does not wait for institutions or policy to be changed."""
    for breakthrough in plan["breakthroughs"]:
        legal_change = breakthrough["feasibility"]["legal_change"]
        if legal_change:
            yield breach(legal_change) if legal_change.value is True else met(legal_change)


@rule("DT502")
def breakthrough_is_ready(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough can start at once."""
    for breakthrough in plan["breakthroughs"]:
        ready = breakthrough["feasibility"]["ready"]
        if ready:
            yield breach(ready) if ready.value is False else met(ready)


@rule("DT503")
def feasibility_is_stated(plan: Node, context: Context) -> Iterator[Judgement]:
    """A breakthrough states its need, its readiness and whether rules must change."""
    prefix = "breakthroughs.feasibility"
    for breakthrough in plan["breakthroughs"]:
        feasibility = breakthrough["feasibility"]
        names = ("need", "ready", "legal_change")
        yield from complete({f"{prefix}.{name}": feasibility[name] for name in names})


@rule("DT504")
def programme_is_explained(plan: Node, context: Context) -> Iterator[Judgement]:
    """An existing programme names its breakthrough, explains it and says when it is finished."""
    for programme in plan["existing_programmes"]:
        names = ("breakthrough", "explanation", "finish_by")
        yield from complete({f"existing_programmes.{name}": programme[name] for name in names})


@rule("DT505")
def directive_is_cited(plan: Node, context: Context) -> Iterator[Judgement]:
    """The legal basis cites the document that the ruleset stands for."""
    document, basis = context.parameters.get("document"), plan["legal_basis"]
    if not isinstance(document, str) or not document:
        return
    wanted = same_number(document)
    for item in basis:
        if same_number(item["number"].text) == wanted:
            yield met(item["number"])
            return
    # A malformed number that means the directive is DT506's matter.
    if basis.whole("number") and not any(_is_slip(item["number"].text, document) for item in basis):
        yield missing(basis, document=document)


@rule("DT506")
def document_numbers_are_proper(plan: Node, context: Context) -> Iterator[Judgement]:
    """Document numbers are written as the documents themselves have them."""
    for number in _document_numbers(plan):
        if number:
            is_proper = is_document_number(number.text)
            yield met(number) if is_proper else breach(number, value=number)


@rule("DT507")
def approval_has_decision(plan: Node, context: Context) -> Iterator[Judgement]:
    """An approved plan names the decision that approved it, and its day."""
    if context.status in _DECIDED:
        decision = plan["decision"]
        yield from complete(
            {"decision.number": decision["number"], "decision.date": decision["date"]},
            status=_labels("status", [context.status]),
        )


@rule("DT508")
def procedure_is_followed(plan: Node, context: Context) -> Iterator[Judgement]:
    """The required steps are recorded, and the steps follow one another in time."""
    yield from _steps_are_there(plan["procedure"], context)
    for earlier, step in pairwise(_first_steps(plan["procedure"])):
        day, before = step["date"].text, earlier["date"].text
        if day >= before:
            yield met(step)
        else:
            yield breach(
                step,
                "order",
                related=(earlier,),
                step=step["step"],
                day=day,
                other=earlier["step"],
                other_day=before,
            )


@rule("DT509")
def cited_documents_are_in_force(plan: Node, context: Context) -> Iterator[Judgement]:
    """What a plan rests on was in force on the day of its decision."""
    decided = plan["decision"]["date"]
    if decided.broken:
        return
    day = decided.text or context.day
    changes = _changes_by_number(context.registry)
    for number in _cited_numbers(plan):
        if not number:
            continue
        change = changes.get(same_number(number.text))
        if change is None or day < change.day:
            yield met(number)
        else:
            yield _superseded(number, change)


def _is_slip(text: str, document: str) -> bool:
    """Whether a malformed number means a document, perhaps cut short: "34/CT"."""
    if not text or is_document_number(text):
        return False
    cut, rest = same_number(text), same_number(document)
    is_cut_short = (
        bool(cut) and rest.startswith(cut) and not rest[len(cut) : len(cut) + 1].isdigit()
    )
    return is_cut_short or may_mean(text, document)


def _document_numbers(plan: Node) -> Iterator[Node]:
    yield plan["decision"]["number"]
    for step in plan["procedure"]:
        yield step["document"]
    for programme in plan["existing_programmes"]:
        yield programme["decision"]["number"]
    yield from _cited_numbers(plan)


def _cited_numbers(plan: Node) -> Iterator[Node]:
    for item in plan["legal_basis"]:
        yield item["number"]
    for item in plan["alignment"]:
        yield item["document"]


def _steps_are_there(procedure: Node, context: Context) -> Iterator[Judgement]:
    required = context.parameters.get("required_steps")
    if context.status not in _STATUSES or not isinstance(required, Mapping):
        return
    due = _STATUSES[: _STATUSES.index(context.status) + 1]
    wanted = [step for step in _STEPS if required.get(step) in due]
    taken = {step["step"].text for step in procedure}
    lacking = [step for step in wanted if step not in taken]
    if wanted and not lacking:
        yield met(procedure)
    elif lacking and procedure.whole("step"):
        status, step = _labels("status", [context.status]), _labels("procedure.step", lacking)
        yield missing(procedure, status=status, step=step)


def _first_steps(procedure: Node) -> list[Node]:
    """The first step of each kind, in the order in which the kinds are to be taken."""
    first: dict[str, Node] = {}
    unknown: set[str] = set()
    for step in procedure:
        kind, date = step["step"].text, step["date"]
        if date.broken:
            unknown.add(kind)
        elif date and (kind not in first or date.text < first[kind]["date"].text):
            first[kind] = step
    return [first[kind] for kind in _STEPS if kind in first and kind not in unknown]


def _superseded(number: Node, change: Change) -> Judgement:
    if change.sure and not change.now:
        return breach(number, "gone", value=number, day=change.day)
    successor = ", ".join(change.now) or {"vi": "văn bản khác", "en": "another document"}
    case = "" if change.sure else "unsure"
    return breach(number, case, value=number, day=change.day, successor=successor)


@lru_cache(maxsize=2)
def _changes_by_number(registry: Registry) -> dict[str, Change]:
    changes = registry.document_changes
    return {same_number(name): change for change in changes for name in change.names}


def _labels(field: str, values: Sequence[str]) -> Mapping[str, str]:
    """What people call some of a field's values, by language."""
    known = plan_format().named(field)
    return {
        language: ", ".join(
            f"{known.choice_label(value, language)} (`{value}`)" for value in values
        )
        for language in ("vi", "en")
    }
