"""The table of all findings for the summary page of a GitHub Actions job, in Markdown."""

from collections.abc import Sequence
from typing import Final

from dtplan.findings import Finding, Severity, Totals
from dtplan.formats import Run, related
from dtplan.formats.configured import told
from dtplan.formats.gfm import plain
from dtplan.formats.summary import totals_text
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.text.shown import shown

# GitHub drops the whole page of a step where it is longer than 1,024 KiB.
MOST_BYTES: Final = 1_000_000
_LONGEST_CELL: Final = 1_000


def job_summary(found: Sequence[Finding], totals: Totals, run: Run) -> str:
    """`found`, gravest first, as a table under its sums; of too many the last are left out."""
    lines = [*_head(totals, run), *(_titles() if found else [])]
    room = MOST_BYTES - _size(lines) - _LONGEST_CELL
    rows: list[str] = []
    for finding in found:
        row = _row(finding)
        room -= _size([row])
        if room < 0:
            break
        rows.append(row)
    return "\n".join(["", *lines, *rows, *_left_out(rows, totals)]) + "\n"


def _head(totals: Totals, run: Run) -> list[str]:
    lines = ["### dtplan", "", totals_text(totals)]
    if totals.suppressed or totals.baselined:
        text = _("Set aside: {comments} by comments in the plans, {old} by the baseline.")
        lines += ["", text.format(comments=totals.suppressed, old=totals.baselined)]
    for line in told(run.configured, matrix=run.matrix):
        lines += ["", plain(line)]
    return lines


def _titles() -> list[str]:
    titles = (_("Severity"), _("Place"), _("Rule"), _("Finding"), _("How to mend"))
    return ["", f"| {' | '.join(titles)} |", "|" + " --- |" * len(titles)]


def _row(finding: Finding) -> str:
    cells = (
        finding.severity.label,
        f"{finding.place.path}:{finding.line}:{finding.column}",
        f"{finding.code} {finding.name}",
        related.message(finding),
        finding.help,
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _left_out(rows: Sequence[str], totals: Totals) -> list[str]:
    more = totals.at_or_above(Severity.ADVICE) - len(rows)
    if not more:
        return []
    text = ngettext("and {count} more finding", "and {count} more findings", more)
    return ["", text.format(count=more)]


def _cell(text: str) -> str:
    return plain(shown(text, _LONGEST_CELL)) or " "


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)
