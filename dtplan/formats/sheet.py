"""The review sheet of a plan (phiếu rà soát): what it says, in which order, whoever prints it.

All its texts are safe to show anywhere; a format only adds the escapes of its own. Names of fields
stand in them between backquotes, as in the messages of the rules: see `pieces`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dtplan import __version__
from dtplan.findings import COMMENT, Compliance, Exemption, Finding, PlanReport, Totals, Verdict
from dtplan.formats import Run
from dtplan.formats.chapters import baseline_title, by_chapter, chapter_titles, known_principles
from dtplan.formats.configured import told
from dtplan.formats.related import Other, other_of
from dtplan.formats.summary import count_texts, line_numbers, verdict_label
from dtplan.formats.text import basis, rests_on_format
from dtplan.formats.words import exceptions_text, grade_label
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.ruleset import SHIPPED, Principle, Rules, file_rules, shipped
from dtplan.schema import plan_format
from dtplan.text.shown import escaped, shown

_LINES: Final = 12


class Fact(Record):
    """Something told of a plan or of an exception, with its label."""

    label: str
    value: str


class Row(Record):
    """How the plan stands to one principle; `demand` is the clause, in English too if asked."""

    title: str
    demand: tuple[str, ...]
    verdict: Verdict
    label: str
    count: str
    notes: tuple[str, ...]


class Entry(Record):
    """One finding: where it is, what is wrong, and what else it speaks of."""

    finding: Finding
    grade: str
    where: str
    message: str
    others: tuple[Other, ...]


class Mend(Record):
    """Findings of one rule that are mended in the same way."""

    entries: tuple[Entry, ...]
    remedy: str


class Group(Record):
    """The findings of one rule, and what it rests on."""

    code: str
    title: str
    basis: str
    mends: tuple[Mend, ...]


class Chapter(Record):
    """What is to be mended under one principle, the gravest first."""

    title: str
    groups: tuple[Group, ...]


class Excepted(Record):
    """A finding that was set aside, and the facts of its exemption."""

    code: str
    title: str
    entry: Entry
    facts: tuple[Fact, ...]


class Sheet(Record):
    """The sheet of one plan; `outcome` and `counts` sum it up in words, `met` in figures.

    That of the baseline, which is no plan, has findings alone.
    """

    is_plan: bool
    title: str
    path: str
    facts: tuple[Fact, ...]
    outcome: str
    counts: str
    met: str
    rows: tuple[Row, ...]
    chapters: tuple[Chapter, ...]
    exceptions: tuple[Excepted, ...]


def arrange(report: PlanReport, rules: Rules, run: Run) -> Sheet:
    """The sheet of one plan, in the words of `rules`."""
    judged = [item for item in report.principles if item.verdict is not Verdict.NOT_JUDGED]
    met = sum(item.verdict is Verdict.MET for item in judged)
    known = known_principles(rules)
    titles = chapter_titles(report, rules, run.language)
    counted = [finding for finding in report.findings if finding.exemption is None]
    counts = _counts_text(Totals().plus(report))
    rows = tuple(_row(compliance, known, run.language) for compliance in report.principles)
    return Sheet(
        is_plan=report.is_plan,
        title=plan_title(report),
        path=escaped(report.path),
        facts=tuple(_facts(report, run.language)),
        outcome=f"{_standing_text(met, len(judged))}. {counts}."
        if report.is_plan
        else f"{counts}.",
        counts=counts,
        met=f"{met}/{len(judged)}" if judged else "",
        rows=rows,
        chapters=tuple(
            Chapter(titles.get(key, shown(key)), tuple(_groups(found, report, rules, run)))
            for key, found in by_chapter(counted, report, rules).items()
        ),
        exceptions=tuple(_exceptions(report, rules, run)),
    )


def plan_title(report: PlanReport) -> str:
    """What a plan is called: its title, else its id, else its path."""
    if not report.is_plan:
        return baseline_title()
    return shown(report.title) or shown(report.id) or escaped(report.path)


def exemption_facts(exemption: Exemption) -> list[Fact]:
    """Why a finding was set aside, who agreed to it and for how long, as far as that is given."""
    reason = exemption.reason.strip()
    by_comment = exemption.kind == COMMENT
    facts = [
        Fact(_("Reason"), shown(reason) if reason else _("none is given")),
        Fact(_("Approved by"), shown(exemption.approver)),
        Fact(_("Valid until"), shown(exemption.until)),
        Fact(_("Set aside by"), _("a comment in the plan") if by_comment else _("the baseline")),
    ]
    return [fact for fact in facts if fact.value]


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of a text, and whether each stood between backquotes.

    The quoting is not to be trusted: a plan's own words may hold a backquote.
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:  # the last backquote has no partner
        parts[-2:] = ["`".join(parts[-2:])]
    for number, part in enumerate(parts):
        is_code = number % 2 == 1
        if part or is_code:
            yield (part, is_code) if part.strip() or not is_code else (f"`{part}`", False)


def origin(rulesets: Iterable[str], run: Run) -> list[str]:
    """What the sheet rests on: the rulesets in force, where their quotes are from, the tool.

    And what a configuration sets otherwise, so that nothing is switched off in silence. Names of
    fields stand between backquotes.
    """
    chosen = {item.id: item for item in run.rulesets}
    chosen |= {name: shipped(name) for name in rulesets if name in SHIPPED and name not in chosen}
    named = [item for item in chosen.values() if item.id != file_rules().id]
    language = run.language
    return [
        *(_("Ruleset: {title}.").format(title=escaped(item.title[language])) for item in named),
        *dict.fromkeys(escaped(item.source[language]) for item in named if item.source),
        *(line.strip() for line in told(run.configured, matrix=True)),
        _("Made with dtplan {version}.").format(version=__version__),
    ]


def _facts(report: PlanReport, language: str) -> Iterator[Fact]:
    form = plan_format()
    agency, identity, status = (form.named(name) for name in ("agency", "id", "status"))
    facts = (
        (agency.label[language], shown(report.agency)),
        (identity.label[language], shown(report.id)),
        (status.label[language], shown(status.choice_label(report.status, language))),
        (_("File"), escaped(report.path)),
        (_("Judged as of"), shown(report.as_of)),
    )
    return (Fact(label[:1].upper() + label[1:], value) for label, value in facts if value)


def _standing_text(met: int, judged: int) -> str:
    if not judged:
        return _("No principle could be judged")
    return _("{met} of {all} principles of the directive are met").format(met=met, all=judged)


def _counts_text(totals: Totals) -> str:
    errors, warnings, advice = count_texts(totals)
    counts = [
        *([errors] if totals.errors else []),
        *([warnings] if totals.warnings else []),
        *([advice] if totals.advice else []),
    ]
    text = ", ".join(counts) if counts else _("Nothing to mend")
    excepted = totals.suppressed + totals.baselined
    return f"{text}; {exceptions_text(excepted)}" if excepted else text


def _row(compliance: Compliance, known: Mapping[str, Principle], language: str) -> Row:
    principle = known.get(compliance.id)
    demand: tuple[str, ...] = ()
    if principle is not None:
        demand = (f'"{escaped(principle.quote)}"',)
        demand += (f"({escaped(principle.quote_en)})",) if language == "en" else ()
    return Row(
        title=escaped(principle.title[language]) if principle else shown(compliance.id),
        demand=demand,
        verdict=compliance.verdict,
        label=verdict_label(compliance.verdict),
        count=f"{compliance.held}/{compliance.asked}" if compliance.asked else "",
        notes=tuple(_row_notes(compliance)),
    )


def _row_notes(compliance: Compliance) -> Iterator[str]:
    lines = tuple(item.line + 1 for item in compliance.evidence)
    if lines:
        yield _("in order on lines {lines}").format(lines=line_numbers(lines, _LINES))
    if compliance.exceptions:
        yield exceptions_text(compliance.exceptions)


def _groups(
    found: Iterable[Finding], report: PlanReport, rules: Rules, run: Run
) -> Iterator[Group]:
    by_code: dict[str, dict[str, list[Finding]]] = {}
    # The gravest first; what is as grave stays in the order of the text.
    for finding in sorted(found, key=lambda item: -item.severity):
        by_code.setdefault(finding.code, {}).setdefault(finding.help, []).append(finding)
    for code, by_remedy in by_code.items():
        words = rules.rules.get(code)
        rests = words is not None and not rests_on_format(words)
        first = next(iter(by_remedy.values()))[0]
        yield Group(
            code=shown(code),
            title=_rule_title(first, rules, run.language),
            basis=escaped(basis(words, run.language)) if words and rests else "",
            mends=tuple(_mend(*pair, report) for pair in by_remedy.items()),
        )


def _mend(remedy: str, found: Iterable[Finding], report: PlanReport) -> Mend:
    text = _("How to mend: {remedy}").format(remedy=escaped(remedy)) if remedy else ""
    return Mend(tuple(_entry(finding, report) for finding in found), text)


def _rule_title(finding: Finding, rules: Rules, language: str) -> str:
    words = rules.rules.get(finding.code)
    return escaped(words.title[language] if words else finding.name)


def _entry(finding: Finding, report: PlanReport) -> Entry:
    where = _("line {line}, column {column}").format(line=finding.line, column=finding.column)
    path = finding.place.path
    return Entry(
        finding=finding,
        grade=grade_label(finding.severity),
        where=where if path == report.path else f"{escaped(path)}, {where}",
        message=escaped(finding.message),
        others=tuple(other_of(related, path) for related in finding.related),
    )


def _exceptions(report: PlanReport, rules: Rules, run: Run) -> Iterator[Excepted]:
    for finding in report.findings:
        if finding.exemption is not None:
            yield Excepted(
                code=shown(finding.code),
                title=_rule_title(finding, rules, run.language),
                entry=_entry(finding, report),
                facts=tuple(exemption_facts(finding.exemption)),
            )
