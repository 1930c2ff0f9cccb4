"""One line a finding: path:line:column: code message."""

from collections.abc import Iterable

from dtplan.findings import PlanReport, Totals
from dtplan.formats import Run, Writer
from dtplan.text.shown import escaped


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write a line for every finding that is not set aside."""
    totals = Totals()
    for report in reports:
        totals = totals.plus(report)
        for finding in report.findings:
            if finding.exemption is not None:
                continue
            where = f"{_harmless(finding.place.path)}:{finding.line}:{finding.column}"
            out.write(f"{where}: {finding.code} {finding.message}\n")
    return totals


def _harmless(path: str) -> str:
    """A path that begins a line: "::" and "##[" would be commands to the log of a CI."""
    is_command = path.lstrip().startswith(("::", "##["))
    return escaped(f"./{path}" if is_command else path)
