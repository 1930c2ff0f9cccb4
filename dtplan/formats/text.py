"""The report a reviewer reads: each finding with its line, clause and mend; then the sums."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from dtplan.findings import BASELINE, Exemption, Finding, PlanReport, Severity, Totals
from dtplan.formats import Run, Writer, related, words_of
from dtplan.formats.summary import Summary, write_summary
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.ruleset import Rules, RuleWords, file_rules, in_force
from dtplan.text.excerpt import cells, excerpt, padded
from dtplan.text.shown import escaped, shown

_COLORS: Final = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.ADVICE: "1;36"}
_WIDE: Final = 78
_CODES: Final = 5


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write every finding as it comes, then the summary; of old ones no more than their number."""
    rules: Rules | None = None
    summary = Summary()
    gap = ""
    for report in reports:
        summary.add(report)
        old = [finding for finding in report.findings if _is_old(finding)]
        for finding in report.findings:
            if not _is_old(finding):
                rules = rules or words_of(run)
                out.write(f"{gap}{_finding_text(finding, rules, run)}\n")
                gap = ""
        if old:
            out.write(_old_text(report.path, old, verbose=run.verbose))
            gap = "\n"
    if summary.totals.plans and (not run.quiet or run.matrix or run.statistics):
        out.write(gap)
        write_summary(summary, rules or in_force(run.rulesets), run, out)
    return summary.totals


def _is_old(finding: Finding) -> bool:
    return finding.exemption is not None and finding.exemption.kind == BASELINE


def _old_text(path: str, old: Sequence[Finding], *, verbose: bool) -> str:
    """What the baseline sets aside of a plan on one line, with -v a line more for each.

    In full, hundreds of old findings would bury the few new ones.
    """
    text = ngettext(
        "{path}: {count} finding in the baseline ({codes})",
        "{path}: {count} findings in the baseline ({codes})",
        len(old),
    ).format(path=escaped(path), count=len(old), codes=_commonest(old))
    lines = [text, *(map(_old_line, old) if verbose else ())]
    return "".join(f"{line}\n" for line in lines)


def _commonest(findings: Iterable[Finding]) -> str:
    """The codes that most of the findings have, with their numbers."""
    counts = Counter(finding.code for finding in findings)
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    named = [f"{shown(code)} ×{counts[code]}" for code in codes[:_CODES]]
    return ", ".join([*named, *(["…"] if len(codes) > _CODES else [])])


def _old_line(finding: Finding) -> str:
    where = f"{escaped(finding.place.path)}:{finding.line}:{finding.column}"
    reason = finding.exemption.reason if finding.exemption is not None else ""
    return f"  {where}: {shown(finding.code)} {finding.message} -- {reason}"


def _finding_text(finding: Finding, rules: Rules, run: Run) -> str:
    if finding.exemption is not None:
        return _exempt_text(finding, finding.exemption)
    span = finding.place.span
    number = str(finding.line)
    margin = " " * len(number)
    end = span.end_column if span.end_line == span.line else len(finding.source)
    cut = excerpt(finding.source, span.column, end)
    grade = _painted(f"{finding.severity.label}[{finding.code}]", finding.severity, run)
    lines = [
        f"{grade} {finding.name}: {finding.message}",
        f"{margin}--> {escaped(finding.place.path)}:{number}:{finding.column}",
        f"{margin} |",
        f"{number} | {cut.line}".rstrip(),
        f"{margin} | {_painted(cut.carets, finding.severity, run)}",
        f"{margin} |",
        *(f"{margin} = {note}" for note in _notes(finding, rules, run)),
    ]
    return "\n".join(lines) + "\n"


def _exempt_text(finding: Finding, exemption: Exemption) -> str:
    """What a comment sets aside stays in sight, without the way to mend it."""
    grade = _("exception[{code}]").format(code=finding.code)
    lines = [
        f"{grade} {finding.name}: {finding.message}",
        f"  --> {escaped(finding.place.path)}:{finding.line}:{finding.column}",
        "  = " + _("reason: {reason}").format(reason=exemption.reason),
    ]
    if exemption.until:
        lines.append("  = " + _("until {day}").format(day=exemption.until))
    return "\n".join(lines) + "\n"


def _notes(finding: Finding, rules: Rules, run: Run) -> list[str]:
    told, more = (finding.related, 0) if run.verbose else related.few(finding.related)
    notes = list(map(related.line, told))
    if more:
        notes.append(_("{places} (`-v` tells all)").format(places=related.more_text(more)))
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
