"""The report as GitLab reads it beside a merge request: Code Quality, one JSON array."""

import json
from collections.abc import Iterable
from typing import Final

from dtplan.findings import Finding, PlanReport, Severity, Totals
from dtplan.fingerprint import Fingerprints
from dtplan.formats import Run, Writer, related
from dtplan.formats.json import Json
from dtplan.text.shown import escaped

# GitLab also knows "blocker" and "minor".
SEVERITIES: Final = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.ADVICE: "info",
}


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write the findings that are not set aside."""
    totals = Totals()
    fingerprints = Fingerprints()
    issues: list[Json] = []
    for report in reports:
        totals = totals.plus(report)
        for finding, fingerprint in zip(report.findings, fingerprints.of(report), strict=True):
            if finding.exemption is None:
                issues.append(_issue(finding, fingerprint))
    out.write(json.dumps(issues, allow_nan=False, indent=1) + "\n")
    return totals


def _issue(finding: Finding, fingerprint: str) -> Json:
    return {
        "type": "issue",
        "check_name": escaped(finding.code),
        # GitLab does not show the name of the check.
        "description": f"{escaped(finding.code)}: {escaped(related.message(finding))}",
        "content": {"body": escaped(finding.help)},
        "categories": ["Style"],
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": escaped(finding.place.path),
            "lines": {"begin": finding.line, "end": finding.place.span.end_line + 1},
        },
    }
