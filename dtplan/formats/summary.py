"""What a text report ends with: the sums, the readiness by principle, the shortest way to pass."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dtplan.findings import BASELINE, COMMENT, Compliance, Finding, PlanReport, Totals, Verdict
from dtplan.formats import Run, Writer
from dtplan.formats.compared import not_compared
from dtplan.formats.configured import told
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.ruleset import Principle, Rules
from dtplan.text.excerpt import padded
from dtplan.text.shown import shown

OPEN: Final = "open"
_STEPS: Final = 5
_LINES: Final = 6


class Standing:
    """How the plans of a run stand to one principle, summed; `places` are the last plan's."""

    __slots__ = ("asked", "exceptions", "held", "places", "verdicts")

    def __init__(self) -> None:
        self.verdicts: Counter[Verdict] = Counter()
        self.held = 0
        self.asked = 0
        self.exceptions = 0
        self.places: tuple[int, ...] = ()


class Summary:
    """What the end of a report needs of all its plans, in memory that does not grow with them."""

    def __init__(self) -> None:
        self.totals = Totals()
        self._standings: dict[str, Standing] = {}
        # Most plans stand alike, so that those in a row are counted together.
        self._alike: tuple[Compliance, ...] = ()
        self._times = 0
        # By code, and there by what sets them aside; OPEN are those that count.
        self.codes: dict[str, Counter[str]] = {}
        self.plans_by_code: Counter[str] = Counter()
        self.absences = 0
        self.only: PlanReport | None = None
        self.elsewhere: tuple[Finding, ...] = ()

    def add(self, report: PlanReport) -> None:
        """Count one more report."""
        if report.is_plan:
            self.only = None if self.totals.plans else report
        else:
            self.elsewhere = report.findings
        self.totals = self.totals.plus(report)
        if report.findings:
            self._count_findings(report)
        if report.principles is not self._alike:
            self._count_alike()
            self._alike = report.principles
        self._times += 1

    def _count_findings(self, report: PlanReport) -> None:
        open_ones = [finding for finding in report.findings if finding.exemption is None]
        for finding in report.findings:
            kind = finding.exemption.kind if finding.exemption is not None else OPEN
            self.codes.setdefault(finding.code, Counter())[kind] += 1
        if report.is_plan:
            self.plans_by_code.update({finding.code for finding in open_ones})
        if report.status == "draft":
            self.absences += sum(finding.absence for finding in open_ones)

    @property
    def standings(self) -> dict[str, Standing]:
        """How all plans together stand to each principle, by its id."""
        self._count_alike()
        return self._standings

    def _count_alike(self) -> None:
        times, self._times = self._times, 0
        for principle in self._alike if times else ():
            standing = self._standings.get(principle.id)
            if standing is None:
                standing = self._standings[principle.id] = Standing()
            standing.verdicts[principle.verdict] += times
            standing.held += principle.held * times
            standing.asked += principle.asked * times
            standing.exceptions += principle.exceptions * times
            standing.places = tuple(item.line + 1 for item in principle.evidence)


def write_summary(summary: Summary, rules: Rules, run: Run, out: Writer) -> None:
    """Write the sums and what follows from them; quietly, what was asked for by name alone."""
    statistics = _statistics(summary, rules) if run.statistics else []
    principles = _principles(summary, rules, run) if run.matrix or not run.quiet else []
    blocks = [statistics, principles]
    if not run.quiet:
        blocks = [
            [totals_text(summary.totals), *_exceptions(summary.totals)],
            *blocks,
            _missing(summary),
            _way(summary, run),
            told(run.configured, matrix=run.matrix),
            # Of one plan nobody takes it for granted, but the matrix tells how principles stand.
            [not_compared()] if (run.matrix or run.verbose) and not run.is_cross_plan else [],
        ]
    out.write("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def _exceptions(totals: Totals) -> list[str]:
    """How many findings are set aside, and by what."""
    lines: list[str] = []
    if totals.suppressed:
        lines.append(_("Set aside by comments: {count}.").format(count=totals.suppressed))
    if totals.baselined:
        lines.append(_("Set aside by the baseline: {count}.").format(count=totals.baselined))
    return lines


def totals_text(totals: Totals) -> str:
    """The sums of a run in a sentence."""
    plans = ngettext("{count} plan", "{count} plans", totals.plans).format(count=totals.plans)
    if not (totals.errors or totals.warnings or totals.advice):
        return _("Nothing to mend in {plans}.").format(plans=plans)
    errors, warnings, advice = count_texts(totals)
    return _("{errors}, {warnings}, {advice} in {plans}.").format(
        errors=errors, warnings=warnings, advice=advice, plans=plans
    )


def count_texts(totals: Totals) -> tuple[str, str, str]:
    """The numbers of errors, of warnings and of pieces of advice, in words."""
    return (
        ngettext("{count} error", "{count} errors", totals.errors).format(count=totals.errors),
        ngettext("{count} warning", "{count} warnings", totals.warnings).format(
            count=totals.warnings
        ),
        ngettext("{count} piece of advice", "{count} pieces of advice", totals.advice).format(
            count=totals.advice
        ),
    )


def verdict_label(verdict: Verdict) -> str:
    """A verdict in words."""
    return {
        Verdict.MET: _("met"),
        Verdict.PARTLY: _("partly met"),
        Verdict.NOT_MET: _("not met"),
        Verdict.NOT_JUDGED: _("not judged"),
    }[verdict]


def _principles(summary: Summary, rules: Rules, run: Run) -> list[str]:
    known = [item for item in rules.principles if item.id in summary.standings]
    judged = [
        item for item in known if _verdict(summary.standings[item.id]) is not Verdict.NOT_JUDGED
    ]
    if not run.matrix:
        known = judged
    if not judged:
        return []
    met = sum(_verdict(summary.standings[item.id]) is Verdict.MET for item in known)
    head = _("{met} of {all} principles of the directive are met").format(met=met, all=len(judged))
    rows = [_row(item, summary.standings[item.id], summary, run) for item in known]
    return [head + ":", *(line for row in rows for line in row)]


def _verdict(standing: Standing) -> Verdict:
    """The verdict on a principle over all plans: the one they share, else partly."""
    judged = {verdict for verdict in standing.verdicts if verdict is not Verdict.NOT_JUDGED}
    if not judged:
        return Verdict.NOT_JUDGED
    return judged.pop() if len(judged) == 1 else Verdict.PARTLY


def _row(principle: Principle, standing: Standing, summary: Summary, run: Run) -> list[str]:
    label = padded(verdict_label(_verdict(standing)), 14)
    title = padded(principle.title[run.language], 40)
    held = _("{held}/{asked} places in order").format(held=standing.held, asked=standing.asked)
    lines = [f"  {label}{title}{held if standing.asked else ''}".rstrip()]
    if standing.exceptions:
        lines[0] += _("; {count} of them by exception").format(count=standing.exceptions)
    if summary.totals.plans > 1:
        lines[0] += _("; met by {met}/{plans} plans").format(
            met=standing.verdicts[Verdict.MET], plans=summary.totals.plans
        )
    if run.matrix:
        lines.append(f'      "{principle.quote}"')
        if run.language == "en":
            lines.append(f"      ({principle.quote_en})")
        if standing.places and summary.only is not None:
            lines.append(
                "      "
                + _("in order on lines {lines}").format(
                    lines=line_numbers(standing.places, 2 * _LINES)
                )
            )
    return lines


def line_numbers(lines: Sequence[int], most: int) -> str:
    """The first `most` line numbers, and a sign that there are more."""
    return ", ".join([*map(str, lines[:most]), *(["…"] if len(lines) > most else [])])


def _missing(summary: Summary) -> list[str]:
    if not summary.absences:
        return []
    text = ngettext(
        "Draft: {count} item is still missing.",
        "Draft: {count} items are still missing.",
        summary.absences,
    )
    return [text.format(count=summary.absences)]


class Step(NamedTuple):
    """One mend and the findings it would end."""

    what: str
    findings: frozenset[Finding]


def _way(summary: Summary, run: Run) -> list[str]:
    """The shortest way to pass one plan: the mends that end the most failing findings first."""
    if summary.only is None or run.fail_on is None:
        return []
    failing = [
        item
        for item in summary.only.findings
        if item.severity >= run.fail_on and item.exemption is None
    ]
    if len(failing) < 2:
        return []
    lines = [_("The shortest way to pass:")]
    left = frozenset(failing)
    for number in range(1, _STEPS + 1):
        step = _best_step(left)
        if step is None:
            break
        ends = ngettext("ends {count} finding", "ends {count} findings", len(step.findings))
        lines.append(
            f"  {number}. {step.what} "
            f"({ends.format(count=len(step.findings))}: {_places(step.findings)})"
        )
        left -= step.findings
    more = len(left) + sum(item.severity >= run.fail_on for item in summary.elsewhere)
    if more:
        rest = ngettext("and {count} more finding", "and {count} more findings", more)
        lines.append("  " + rest.format(count=more))
    return lines


def _best_step(left: frozenset[Finding]) -> Step | None:
    """The mend of one kind, or at one place, that ends the most of what is left."""
    groups: dict[tuple[str, str], set[Finding]] = {}
    for finding in sorted(left, key=lambda item: item.order):
        groups.setdefault((finding.code, finding.help), set()).add(finding)
        if finding.place.pointer:
            groups.setdefault(("", finding.place.pointer), set()).add(finding)
    if not groups:
        return None
    # Of two mends that end as much, the first in the text.
    code, mend = max(groups, key=lambda key: len(groups[key]))
    findings = frozenset(groups[code, mend])
    if code:
        return Step(f"{code}: {mend}", findings)
    codes = ", ".join(sorted({finding.code for finding in findings}))
    line = min(finding.line for finding in findings)
    what = _("complete what stands at line {line}: {codes}").format(line=line, codes=codes)
    return Step(what, findings)


def _places(findings: frozenset[Finding]) -> str:
    lines = sorted({finding.line for finding in findings})
    return _("line {lines}").format(lines=line_numbers(lines, _LINES))


def _statistics(summary: Summary, rules: Rules) -> list[str]:
    """How many findings of each rule are left to mend, the most first; how many are set aside."""
    by_count = sorted(summary.codes.items(), key=lambda item: (-item[1][OPEN], item[0]))
    rows = [
        f"  {counts[OPEN]:>6}  {code}  {shown(rules.rules[code].name)}"
        + "".join(_of_a_rule(counts, summary.plans_by_code[code]))
        for code, counts in by_count
        if code in rules.rules
    ]
    return [_("Findings by rule:"), *rows] if rows else []


def _of_a_rule(counts: Counter[str], plans: int) -> Iterator[str]:
    if plans:
        yield "  " + ngettext("in {count} plan", "in {count} plans", plans).format(count=plans)
    if counts[COMMENT]:
        yield "; " + _("set aside by comments: {count}").format(count=counts[COMMENT])
    if counts[BASELINE]:
        yield "; " + _("set aside by the baseline: {count}").format(count=counts[BASELINE])
