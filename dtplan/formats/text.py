"""The report a reviewer reads: each finding with its line, clause and mend; then the sums."""

from collections.abc import Iterable
from typing import Final

from dtplan.excerpt import cells, excerpt, padded
from dtplan.findings import Exemption, Finding, PlanReport, Severity, Totals
from dtplan.formats import Run, Writer, words_of
from dtplan.formats.summary import Summary, write_summary
from dtplan.i18n import gettext as _
from dtplan.ruleset import Rules, RuleWords, file_rules, in_force
from dtplan.shown import escaped

_COLORS: Final = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.ADVICE: "1;36"}
_WIDE: Final = 78


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write every finding as it comes, then the summary."""
    rules: Rules | None = None
    summary = Summary()
    for report in reports:
        summary.add(report)
        for finding in report.findings:
            rules = rules or words_of(run)
            out.write(_finding_text(finding, rules, run) + "\n")
    if summary.totals.plans and not run.quiet:
        write_summary(summary, rules or in_force(run.rulesets), run, out)
    return summary.totals


def _finding_text(finding: Finding, rules: Rules, run: Run) -> str:
    if finding.exemption is not None:
        return _exempt_text(finding, finding.exemption)
    span = finding.place.span
    number = str(finding.line)
    margin = " " * len(number)
    end = span.end_column if span.end_line == span.line else len(finding.source)
    shown = excerpt(finding.source, span.column, end)
    grade = _painted(f"{finding.severity.label}[{finding.code}]", finding.severity, run)
    lines = [
        f"{grade} {finding.name}: {finding.message}",
        f"{margin}--> {escaped(finding.place.path)}:{number}:{finding.column}",
        f"{margin} |",
        f"{number} | {shown.line}".rstrip(),
        f"{margin} | {_painted(shown.carets, finding.severity, run)}",
        f"{margin} |",
        *(f"{margin} = {note}" for note in _notes(finding, rules, run)),
    ]
    return "\n".join(lines) + "\n"


def _exempt_text(finding: Finding, exemption: Exemption) -> str:
    """What is set aside stays in sight, without the way to mend it."""
    grade = _("exception[{code}]").format(code=finding.code)
    lines = [
        f"{grade} {finding.name}: {finding.message}",
        f"  --> {escaped(finding.place.path)}:{finding.line}:{finding.column}",
        "  = " + _("reason: {reason}").format(reason=exemption.reason),
    ]
    if exemption.approver:
        lines.append("  = " + _("approved by {name}").format(name=exemption.approver))
    if exemption.until:
        lines.append("  = " + _("until {day}").format(day=exemption.until))
    return "\n".join(lines) + "\n"


def _notes(finding: Finding, rules: Rules, run: Run) -> list[str]:
    notes = [
        _("see also {place}: {what}").format(
            place=f"{escaped(related.place.path)}:{related.place.span.line + 1}",
            what=related.message,
        )
        for related in finding.related
    ]
    words = rules.rules.get(finding.code)
    if words is not None and not rests_on_format(words):
        notes.append(basis(words, run.language))
    mend = _("How to mend: {remedy}").format(remedy=finding.help)
    explain = f"dtplan explain {finding.code}"
    if cells(mend) > _WIDE:
        return [*notes, mend, explain]
    return [*notes, padded(mend, _WIDE + 2) + explain]


def rests_on_format(words: RuleWords) -> bool:
    """Whether a rule is about the file itself, and so rests on nothing but its format."""
    return words.code in file_rules().rules


def basis(words: RuleWords, language: str) -> str:
    """What a rule rests on: the clause quoted with its source, or what else there is."""
    clause = words.clause(language)
    if clause:
        return clause
    reasons = {
        "own": _("what the plan itself says"),
        "law": _("another document in force"),
        "practice": _("good practice"),
    }
    return _("Rests on: {reason}").format(reason=reasons[words.rests_on[0]])


def _painted(text: str, severity: Severity, run: Run) -> str:
    return f"\x1b[{_COLORS[severity]}m{text}\x1b[0m" if run.color else text
