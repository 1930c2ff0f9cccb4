"""The report as annotations of GitHub Actions, and the whole table for the job's summary page."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from dtplan.findings import Finding, PlanReport, Severity, Totals
from dtplan.formats import Run, Writer, related
from dtplan.formats.job_summary import job_summary
from dtplan.formats.summary import count_texts
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.text.shown import escaped

# GitHub shows so many errors and so many warnings of a step, whichever come first.
MOST: Final = 10
_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_LISTED: Final = 50


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write the gravest findings as annotations and one notice of the rest."""
    totals = Totals()
    found: list[Finding] = []
    for report in reports:
        totals = totals.plus(report)
        found += (finding for finding in report.findings if finding.exemption is None)
    found.sort(key=lambda finding: -finding.severity)
    annotated = [finding for severity in _COMMANDS for finding in _chosen(found, severity)]
    for finding in annotated:
        out.write(_annotation(finding))
    out.write(_rest(found, annotated, totals))
    if run.job_summary is not None:
        run.job_summary.write(job_summary(found, totals, run))
    return totals


def _chosen(found: Iterable[Finding], severity: Severity) -> list[Finding]:
    """The findings of one severity to annotate: the first of every file, then the second."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, Finding]] = []
    for finding in found:
        if finding.severity is severity:
            ranked.append((seen[finding.place.path], finding))
            seen[finding.place.path] += 1
    ranked.sort(key=lambda pair: pair[0])
    return [finding for _rank, finding in ranked[:MOST]]


def _annotation(finding: Finding) -> str:
    span = finding.place.span
    properties = {
        "title": f"{finding.code} {finding.name}",
        "file": finding.place.path,
        "line": str(finding.line),
        "endLine": str(span.end_line + 1),
    }
    if span.end_line == span.line:  # GitHub refuses the columns of more lines than one
        properties["col"] = str(finding.column)
        properties["endColumn"] = str(span.end_column + 1)
    mend = _("How to mend: {remedy}").format(remedy=finding.help)
    told = [finding.message, *related.lines(finding.related), mend]
    return _command(_COMMANDS[finding.severity], properties, told)


def _rest(found: list[Finding], annotated: list[Finding], totals: Totals) -> str:
    """One notice of all that has no annotation of its own; "" where nothing is left."""
    told = Counter(finding.severity for finding in annotated)
    left = Totals(
        errors=totals.errors - told[Severity.ERROR],
        warnings=totals.warnings - told[Severity.WARNING],
        advice=totals.advice,
    )
    more = left.at_or_above(Severity.ADVICE)
    if not more:
        return ""
    errors, warnings, advice = count_texts(left)
    text = _("Without an annotation of their own: {errors}, {warnings}, {advice}.")
    lines = [text.format(errors=errors, warnings=warnings, advice=advice)]
    known = set(map(id, annotated))
    listed = [finding for finding in found if id(finding) not in known][:_LISTED]
    lines += map(_on_one_line, listed)
    if more > len(listed):
        text = ngettext("and {count} more finding", "and {count} more findings", more - len(listed))
        lines.append(text.format(count=more - len(listed)))
    return _command("notice", {"title": "dtplan"}, lines)


def _on_one_line(finding: Finding) -> str:
    where = f"{finding.place.path}:{finding.line}:{finding.column}"
    return f"{where}: {finding.severity.label}[{finding.code}] {related.message(finding)}"


def _command(name: str, properties: dict[str, str], lines: Iterable[str]) -> str:
    """A workflow command; nothing in what it says can end it or begin another."""
    # GitHub's runner looks for the first "::" behind the properties, so none may stand in them.
    named = ",".join(
        f"{key}={_data(escaped(value)).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
    )
    text = "\n".join(map(escaped, lines))
    return f"::{name} {named}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
