"""The report as one JSON document; its shape is stable."""

import json
from collections.abc import Iterable
from operator import itemgetter

from dtplan import __version__
from dtplan.findings import Compliance, Finding, PlanReport, Related, Totals
from dtplan.formats import Run, Writer, configured
from dtplan.ruleset import SHIPPED, shipped

Json = dict[str, object]


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write all reports as one document."""
    totals = Totals()
    own: dict[str, None] = {}
    findings: list[Json] = []
    plans: list[Json] = []
    for report in reports:
        totals = totals.plus(report)
        own.update(dict.fromkeys(report.rulesets))
        findings += map(finding_values, report.findings)
        if report.is_plan:
            plans.append(plan_values(report))
        else:  # it comes last, wherever its path belongs
            findings.sort(key=itemgetter("path", "line", "column", "code"))
    document = {
        **run_values(run, own),
        "summary": summary_values(totals),
        "findings": findings,
        "plans": plans,
    }
    out.write(dumped(document, indent=1) + "\n")
    return totals


def dumped(values: Json, indent: int | None = None) -> str:
    """`values` as JSON in ASCII: a stranger's file name may hold what no encoding takes."""
    return json.dumps(values, allow_nan=False, indent=indent)


def run_values(run: Run, own: Iterable[str]) -> Json:
    """What is true of the whole run; `own` are the rulesets in force for its plans."""
    chosen = {item.id: item for item in run.rulesets}
    chosen |= {name: shipped(name) for name in own if name in SHIPPED and name not in chosen}
    found: Json = {
        "version": 1,
        "tool": {"name": "dtplan", "version": __version__},
        "lang": run.language,
        "rulesets": [{"id": item.id, "version": item.version} for item in chosen.values()],
        "cross_plan": run.cross_plan,
    }
    if run.configured is not None:
        found["config"] = configured.values(run.configured)
    return found


def summary_values(totals: Totals) -> Json:
    """The sums of a run."""
    return {
        "plans": totals.plans,
        "errors": totals.errors,
        "warnings": totals.warnings,
        "advice": totals.advice,
        "fixable": totals.fixable,
        "suppressed": totals.suppressed,
        "baselined": totals.baselined,
    }


def finding_values(finding: Finding) -> Json:
    """One finding."""
    span = finding.place.span
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.label,
        "principle": finding.principle,
        "path": path_text(finding.place.path),
        "pointer": finding.place.pointer,
        "line": finding.line,
        "column": finding.column,
        "end_line": span.end_line + 1,
        "end_column": span.end_column + 1,
        "message": finding.message,
        "help": finding.help,
        "fixable": finding.fixable,
        "suppressed": _exemption(finding),
        "related": [_related_values(related) for related in finding.related],
    }


def plan_values(report: PlanReport) -> Json:
    """One plan and how it stands to each principle."""
    return {
        "path": path_text(report.path),
        "id": report.id,
        "title": report.title,
        "status": report.status,
        "agency": report.agency,
        "as_of": report.as_of,
        "principles": [_compliance_values(principle) for principle in report.principles],
    }


def path_text(path: str) -> str:
    """A path with the bytes that are no UTF-8 written as escapes, so that any reader takes it."""
    try:
        return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character, which only Windows lets into a name
        return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _exemption(finding: Finding) -> Json | None:
    if finding.exemption is None:
        return None
    return {"kind": finding.exemption.kind, "reason": finding.exemption.reason}


def _related_values(related: Related) -> Json:
    return {
        "path": path_text(related.place.path),
        "pointer": related.place.pointer,
        "line": related.place.span.line + 1,
        "column": related.place.span.column + 1,
        "message": related.message,
    }


def _compliance_values(compliance: Compliance) -> Json:
    return {
        "id": compliance.id,
        "verdict": compliance.verdict.label,
        "held": compliance.held,
        "asked": compliance.asked,
        "exceptions": compliance.exceptions,
        "evidence": [
            {"pointer": item.pointer, "line": item.line + 1} for item in compliance.evidence
        ],
    }
