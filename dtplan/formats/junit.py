"""The report as JUnit XML: a suite for each plan, and in it a test case for each principle."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from dtplan.findings import Compliance, Finding, PlanReport, Severity, Totals, Verdict
from dtplan.formats import Run, Writer, related, words_of
from dtplan.formats.chapters import FILE, by_chapter, chapter_titles
from dtplan.formats.sheet import exemption_facts
from dtplan.formats.summary import verdict_label
from dtplan.formats.text import basis, rests_on_format
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.record import Record
from dtplan.ruleset import Rules
from dtplan.text.shown import escaped, shown

FAILURE: Final = "failure"
SKIPPED: Final = "skipped"
_OUTCOMES: Final = {
    Verdict.MET: "",
    Verdict.PARTLY: FAILURE,
    Verdict.NOT_MET: FAILURE,
    Verdict.NOT_JUDGED: SKIPPED,
}


class Case(Record):
    """A test case: `outcome` is FAILURE, SKIPPED, or "" where it passes; `verdict` says why."""

    name: str
    outcome: str
    kind: str
    verdict: str
    failing: str
    output: str


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write the suites as they come; the sums of each stand in it."""
    rules = words_of(run)
    totals = Totals()
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dtplan">\n')
    for report in reports:
        totals = totals.plus(report)
        out.write(_suite(report, tuple(_cases(report, rules, run))))
    out.write("</testsuites>\n")
    return totals


def _suite(report: PlanReport, cases: Sequence[Case]) -> str:
    path = escaped(report.path)
    outcomes = [case.outcome for case in cases]
    head = _tag(
        "testsuite",
        name=path,
        tests=str(len(cases)),
        failures=str(outcomes.count(FAILURE)),
        errors="0",
        skipped=str(outcomes.count(SKIPPED)),
    )
    facts = _facts(report) if report.is_plan else {}
    lines = [
        f"<{head}>",
        "<properties>",
        *(f"<{_tag('property', name=name, value=shown(text))}/>" for name, text in facts.items()),
        "</properties>",
        *(_case_text(case, shown(report.id) or path) for case in cases),
        "</testsuite>",
    ]
    return "\n".join(lines) + "\n"


def _facts(report: PlanReport) -> dict[str, str]:
    return {
        "id": report.id,
        "title": report.title,
        "status": report.status,
        "agency": report.agency,
        "as_of": report.as_of,
    }


def _case_text(case: Case, classname: str) -> str:
    lines = [f"<{_tag('testcase', name=case.name, classname=classname)}>"]
    if case.outcome == FAILURE:
        head = _tag("failure", message=case.verdict, type=case.kind)
        lines.append(f"<{head}>{escape(case.failing)}</failure>")
    elif case.outcome == SKIPPED:
        lines.append(f"<{_tag('skipped', message=case.verdict)}/>")
    if case.output:
        lines.append(f"<system-out>{escape(case.output)}</system-out>")
    return "\n".join([*lines, "</testcase>"])


def _tag(element: str, **attributes: str) -> str:
    return " ".join([element, *(f'{key}="{escape(text)}"' for key, text in attributes.items())])


def _cases(report: PlanReport, rules: Rules, run: Run) -> Iterator[Case]:
    """A case for each principle, and for what is of no principle where there is any."""
    found = by_chapter(report.findings, report, rules)
    titles = chapter_titles(report, rules, run.language)
    compliances = {compliance.id: compliance for compliance in report.principles}
    for key in dict.fromkeys((FILE, *compliances, *found)):
        if key in found or key in compliances:
            name = titles.get(key, shown(key))
            yield _case(name, compliances.get(key), found.get(key, []), rules, run)


def _case(
    name: str, compliance: Compliance | None, found: Sequence[Finding], rules: Rules, run: Run
) -> Case:
    counted = [finding for finding in found if finding.exemption is None]
    excepted = [finding for finding in found if finding.exemption is not None]
    outcome = _OUTCOMES[compliance.verdict] if compliance else ""
    if any(finding.severity > Severity.ADVICE for finding in counted):
        outcome = FAILURE
    failing = counted if outcome == FAILURE else []
    return Case(
        name=name,
        outcome=outcome,
        kind=compliance.verdict.label if compliance else "findings",
        verdict=_verdict_text(compliance, len(counted)),
        failing=_texts(failing, rules, run),
        output=_texts([*excepted] if failing else [*counted, *excepted], rules, run),
    )


def _verdict_text(compliance: Compliance | None, count: int) -> str:
    parts = []
    if compliance is not None:
        parts.append(verdict_label(compliance.verdict))
        if compliance.asked:
            held, asked = compliance.held, compliance.asked
            parts.append(_("{held}/{asked} places in order").format(held=held, asked=asked))
    if count:
        parts.append(ngettext("{count} finding", "{count} findings", count).format(count=count))
    return "; ".join(parts)


def _texts(findings: Sequence[Finding], rules: Rules, run: Run) -> str:
    return "\n".join(_finding_text(finding, rules, run) for finding in findings)


def _finding_text(finding: Finding, rules: Rules, run: Run) -> str:
    where = f"{escaped(finding.place.path)}:{finding.line}:{finding.column}"
    grade = f"{finding.severity.label}[{shown(finding.code)}]"
    lines = [f"{grade} {where}: {escaped(finding.message)}", *_notes(finding, rules, run)]
    return "\n    ".join(lines)


def _notes(finding: Finding, rules: Rules, run: Run) -> Iterator[str]:
    yield from related.lines(finding.related)
    words = rules.rules.get(finding.code)
    if words is not None and not rests_on_format(words):
        yield escaped(basis(words, run.language))
    yield _("How to mend: {remedy}").format(remedy=escaped(finding.help))
    if finding.exemption is not None:
        facts = exemption_facts(finding.exemption)
        yield "; ".join(f"{fact.label}: {fact.value}" for fact in facts)
