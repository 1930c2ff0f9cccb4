"""Reports and outlines as text: as they are kept in the cache and come back from other processes.

JSON, so that nothing in it can act, whoever wrote it.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from dtplan.across.outline import Across, Outline, Twin, Work, shared
from dtplan.findings import (
    Compliance,
    Evidence,
    Exemption,
    Finding,
    Place,
    PlanReport,
    Related,
    Severity,
    Verdict,
)
from dtplan.node import Span

if TYPE_CHECKING:
    from dtplan.engine import Examined

# A record is the list of its fields' values, in their order.
Values = list[Any]
# What values of another shape than expected bring about.
_FAULTS: Final = (TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def both(examined: "Examined") -> tuple[str, str]:
    """The report and the outline as text, the latter "" where there is none."""
    outline = examined.outline
    return written(examined.report), "" if outline is None else written_outline(outline)


def written(report: PlanReport) -> str:
    """A report as text, in two lines; `read` gives its equal back."""
    # Apart, because most plans of a run stand alike to all principles.
    compliances = _text([_compliance(each) for each in report.principles])
    return f"{_text(_report(report))}\n{compliances}"


def read(text: str) -> PlanReport:
    """What `written` wrote; raises ValueError for anything else."""
    try:
        own, _end, compliances = text.partition("\n")
        return _read_report(_read_compliances(compliances), *json.loads(own))
    except _FAULTS as error:
        raise ValueError("no stored report") from error


def written_outline(outline: Outline) -> str:
    """An outline as text, in one line; `read_outline` gives its equal back."""
    return _text(list(outline))


def read_outline(text: str) -> Outline:
    """What `written_outline` wrote; raises ValueError for anything else."""
    try:
        return _read_outline(*json.loads(text))
    except _FAULTS as error:
        raise ValueError("no stored outline") from error


def written_twins(found: Mapping[int, Across]) -> str:
    """What was found across the plans of a run as text."""
    return _text([[number, _across(across)] for number, across in found.items()])


def read_twins(text: str) -> dict[int, Across]:
    """What `written_twins` wrote; raises ValueError for anything else."""
    try:
        return {int(number): _read_across(values) for number, values in json.loads(text)}
    except _FAULTS as error:
        raise ValueError("no stored twins") from error


def across_text(across: Across) -> str:
    """What was found for one plan, the same text for the same finds."""
    return _text(_across(across))


def _across(across: Across) -> Values:
    return [
        [code, path, [twin.likeness, twin.name, twin.agency, _related(twin.others), twin.total]]
        for (code, path), twin in across.twins.items()
    ]


def _read_across(values: Values) -> Across:
    return Across(
        {
            (code, tuple(path)): Twin(share, name, agency, _read_related(others), count)
            for code, path, (share, name, agency, others, count) in values
        }
    )


def _text(values: Values) -> str:
    return json.dumps(values, separators=(",", ":"))


def _report(report: PlanReport) -> Values:
    return [
        report.path,
        report.id,
        report.title,
        report.status,
        report.agency,
        report.as_of,
        [_finding(finding) for finding in report.findings],
        [[int(severity), count] for severity, count in report.unsaid.items()],
        report.rulesets,
    ]


def _read_report(
    principles: tuple[Compliance, ...],
    path: str,
    own: str,
    title: str,
    status: str,
    agency: str,
    as_of: str,
    findings: Values,
    unsaid: Values,
    rulesets: Values,
) -> PlanReport:
    return PlanReport(
        path,
        own,
        title,
        status,
        agency,
        as_of,
        tuple(_read_finding(*values) for values in findings),
        principles,
        {Severity(severity): count for severity, count in unsaid},
        _names(*rulesets),
    )


def _finding(finding: Finding) -> Values:
    exemption = finding.exemption
    return [
        finding.code,
        finding.name,
        int(finding.severity),
        finding.principle,
        _place(finding.place),
        finding.message,
        finding.help,
        finding.fixable,
        finding.absence,
        finding.source,
        _related(finding.related),
        finding.about,
        finding.anchor,
        exemption and [exemption.kind, exemption.reason, exemption.approver, exemption.until],
    ]


def _read_finding(
    code: str,
    name: str,
    severity: int,
    principle: str | None,
    place: Values,
    message: str,
    remedy: str,
    fixable: bool,
    absence: bool,
    source: str,
    related: Values,
    about: Values,
    anchor: str,
    exemption: Values | None,
) -> Finding:
    return Finding(
        code,
        name,
        Severity(severity),
        principle,
        _read_place(*place),
        message,
        remedy,
        fixable,
        absence,
        source,
        _read_related(related),
        tuple(about),
        anchor,
        Exemption(*exemption) if exemption else None,
    )


def _place(place: Place) -> Values:
    return [place.path, place.pointer, place.span]


def _read_place(path: str, pointer: str, span: Values) -> Place:
    return Place(path, pointer, Span(*span))


def _related(related: tuple[Related, ...]) -> Values:
    return [[_place(one.place), one.message] for one in related]


def _read_related(values: Values) -> tuple[Related, ...]:
    return tuple(Related(_read_place(*place), message) for place, message in values)


def _compliance(compliance: Compliance) -> Values:
    evidence = [[one.pointer, one.line] for one in compliance.evidence]
    counts = [compliance.held, compliance.asked, compliance.exceptions]
    return [compliance.id, int(compliance.verdict), *counts, evidence]


@lru_cache(maxsize=256)
def _read_compliances(text: str) -> tuple[Compliance, ...]:
    return tuple(_read_compliance(*values) for values in json.loads(text))


def _read_compliance(
    name: str, verdict: int, held: int, asked: int, exceptions: int, evidence: Values
) -> Compliance:
    places = tuple(Evidence(pointer, line) for pointer, line in evidence)
    return Compliance(name, Verdict(verdict), held, asked, exceptions, places)


def _read_outline(
    path: str,
    own: str,
    span: Values,
    agency: str,
    level: str,
    least: float,
    asking: Values,
    works: Values,
) -> Outline:
    found = tuple(_read_work(*work) for work in works)
    return Outline(path, own, Span(*span), agency, level, least, _names(*asking), found)


def _read_work(kind: str, path: Values, span: Values, own: str, text: str, national: str) -> Work:
    return Work(kind, shared(tuple(path)), Span(*span), own, text, national)


# Most plans of a run have the same rulesets in force.
@lru_cache(maxsize=64)
def _names(*names: str) -> tuple[str, ...]:
    return names
