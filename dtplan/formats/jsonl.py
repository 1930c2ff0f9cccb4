"""The report as JSON Lines: one object a finding, a plan, and last the run; written as it goes."""

from collections.abc import Iterable

from dtplan.findings import PlanReport, Totals
from dtplan.formats import Run, Writer
from dtplan.formats.json import (
    dumped,
    finding_values,
    plan_values,
    run_values,
    summary_values,
)


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write each plan's findings and then the plan, and at the end the run with its sums."""
    totals = Totals()
    own: dict[str, None] = {}
    for report in reports:
        totals = totals.plus(report)
        own.update(dict.fromkeys(report.rulesets))
        for finding in report.findings:
            out.write(dumped({"type": "finding", **finding_values(finding)}) + "\n")
        if report.is_plan:
            out.write(dumped({"type": "plan", **plan_values(report)}) + "\n")
    out.write(
        dumped({"type": "run", **run_values(run, own), "summary": summary_values(totals)}) + "\n"
    )
    return totals
