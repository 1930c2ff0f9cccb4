"""An answer tried on a plan before it is kept: what the plan becomes, and what the rules say."""

from collections.abc import Iterable, Iterator

from dtplan import edits
from dtplan.engine import check
from dtplan.findings import Finding, PlanReport, Severity
from dtplan.form import Form, Group
from dtplan.interview import Path, Question, at, mended_at
from dtplan.node import Node, Plain
from dtplan.parsing.document import Document
from dtplan.record import Record
from dtplan.settings import Settings
from dtplan.wizard.suggestions import brought_along, new_id


class Judged(Record):
    """A plan and what the rules say of it, as if it were submitted."""

    plan: Document
    report: PlanReport

    @property
    def root(self) -> Node:
        """The plan's values; those of the wrong shape count as broken."""
        return self.plan.root


def judged(plan: Document, settings: Settings) -> Judged:
    """A plan with what the rules say of it."""
    return Judged(plan, check(plan, settings))


def with_answer(plan: Document, step: Question, value: Plain) -> Document | None:
    """The plan with `value` where `step` asks for it; None where it stands there already.

    Raises edits.Unwritable.
    """
    path, depth = step.path, len(step.group.path)
    node = at(plan.root, path)
    if node and not node.broken and node.plain() == value:
        return None
    if depth and at(plan.root, path[: depth + 1]).event is None:
        return with_item(plan, step.group, _nested(path[depth + 1 :], value))
    return _brought(edits.put(plan, path, value, commented=True), path)


def with_item(plan: Document, group: Group, content: dict[str, Plain]) -> Document:
    """The plan with a new item at the end of a group's list, under the next id of its kind.

    Raises edits.Unwritable.
    """
    named = {"id": new_id(plan.root, group.path, group.prefix)} if group.prefix else {}
    place = len(at(plan.root, group.path).items or ())
    item: Plain = {**named, **content}
    plan = edits.insert(plan, group.path, place, item, commented=True)
    for field in content:
        plan = _brought(plan, (*group.path, place, field))
    return plan


def _brought(plan: Document, path: Path) -> Document:
    """The plan with what an answer at `path` settles beside itself."""
    for beside, known in brought_along(plan.root, path).items():
        plan = edits.put(plan, beside, known, commented=True)
    return plan


def _nested(keys: Path, value: Plain) -> dict[str, Plain]:
    *outer, last = keys
    nested: dict[str, Plain] = {str(last): value}
    for key in reversed(outer):
        nested = {str(key): nested}
    return nested


def with_the_rest(rows: list[Plain], written: Node, key: str) -> list[Plain]:
    """The rows with what the written ones of the same `key` hold besides what is typed."""
    known = {item[key].value: item.plain() for item in written.items or () if item[key]}
    whole: list[Plain] = []
    for row in rows:
        old = known.get(row.get(key)) if isinstance(row, dict) else None
        whole.append({**old, **row} if isinstance(old, dict) and isinstance(row, dict) else row)
    return whole


def objections(tried: Judged, step: Question, form: Form) -> list[Finding]:
    """What the rules would say of an answer, and no other question is there to mend."""
    return [
        finding
        for finding in grave(tried.report.findings)
        if _is_about(finding, step.path)
        and step.path in (mended_at(form, tried.root, finding) or [step.path])
    ]


def stirred_up(
    tried: Judged, before: Judged, step: Question, form: Form, passed: frozenset[Path]
) -> list[Finding]:
    """What the rules newly say of other answers, given before and not asked for again."""
    known = {(finding.code, finding.about, finding.message) for finding in before.report.findings}
    return [
        finding
        for finding in grave(tried.report.findings)
        if not finding.absence
        and (finding.code, finding.about, finding.message) not in known
        and not _is_about(finding, step.path)
        and passed.issuperset(mended_at(form, tried.root, finding))
    ]


def _is_about(finding: Finding, path: Path) -> bool:
    return finding.about[: len(path)] == path


def grave(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that are more than advice."""
    return (finding for finding in findings if finding.severity > Severity.ADVICE)
