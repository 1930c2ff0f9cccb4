"""The report as SARIF 2.1.0: what code scanning services and editors read."""

import os
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from dtplan import __version__
from dtplan.findings import BASELINE, COMMENT, Finding, Place, PlanReport, Totals
from dtplan.fingerprint import Fingerprints
from dtplan.formats import Run, Writer, related
from dtplan.formats.compared import not_compared
from dtplan.formats.configured import told
from dtplan.formats.json import Json, dumped
from dtplan.formats.rule_help import LEVELS, descriptor
from dtplan.i18n import gettext as _
from dtplan.ruleset import SHIPPED, Rules, in_force, shipped
from dtplan.text.shown import escaped

# GitHub refuses a run with more results than this, and shows fewer.
MOST_TAKEN: Final = 25_000
MOST_SHOWN: Final = 5_000

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_KINDS: Final = {COMMENT: "inSource", BASELINE: "external"}
# What a reader of SARIF takes for a link, "[text](target)", or for a placeholder, "{0}".
_MEANING: Final = re.compile(r"(?<=\])(?=\()|(?<=\{)(?=[0-9])")


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write all reports as one log with one run."""
    totals = Totals()
    fingerprints = Fingerprints()
    own: dict[str, None] = {}
    results: list[tuple[int, Json]] = []
    for report in reports:
        totals = totals.plus(report)
        own.update(dict.fromkeys(report.rulesets))
        for finding, fingerprint in zip(report.findings, fingerprints.of(report), strict=True):
            grade = 0 if finding.exemption else int(finding.severity)
            results.append((grade, _result(finding, fingerprint, report, run)))
    log: Json = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [_run_values(run, _rules(run, own), results)],
    }
    out.write(dumped(log, indent=1) + "\n")
    return totals


def _rules(run: Run, own: Iterable[str]) -> Rules:
    """The rules in force for the run and, by the rulesets `own`, for its plans."""
    chosen = {item.id for item in run.rulesets}
    added = (shipped(name) for name in own if name in SHIPPED and name not in chosen)
    return in_force((*run.rulesets, *added))


def _run_values(run: Run, rules: Rules, results: list[tuple[int, Json]]) -> Json:
    driver = {
        "name": "dtplan",
        "semanticVersion": __version__,
        "language": run.language,
        "rules": [descriptor(words, run.language) for words in rules.rules.values()],
    }
    invocation = {
        "executionSuccessful": not run.problems,
        "toolExecutionNotifications": _of_the_run(run, len(results)),
        "toolConfigurationNotifications": _of_the_configuration(run),
    }
    return {
        "tool": {"driver": driver},
        # Stable, so that the results of one run replace those of the run before.
        "automationDetails": {"id": "dtplan/"},
        "language": run.language,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": _taken(results),
    }


def _of_the_run(run: Run, count: int) -> list[Json]:
    notes = [_notification("error", problem) for problem in run.problems]
    if not run.is_cross_plan:
        notes.append(_notification("note", not_compared()))
    if count > MOST_TAKEN:
        text = _("Of {count} findings this file holds the {taken} gravest: GitHub takes no more.")
        notes.append(_notification("warning", text.format(count=count, taken=MOST_TAKEN)))
    elif count > MOST_SHOWN:
        text = _("This file holds all {count} findings; GitHub shows the {shown} gravest.")
        notes.append(_notification("note", text.format(count=count, shown=MOST_SHOWN)))
    return notes


def _of_the_configuration(run: Run) -> list[Json]:
    lines = told(run.configured, matrix=run.matrix)
    return [_notification("note", line.strip()) for line in lines]


def _notification(level: str, text: str) -> Json:
    return {"level": level, "message": {"text": _inert(text)}}


def _taken(results: list[tuple[int, Json]]) -> list[Json]:
    """The results in their order; of too many the gravest, those set aside being the least."""
    numbers: Iterable[int] = range(len(results))
    if len(results) > MOST_TAKEN:
        numbers = sorted(sorted(numbers, key=lambda number: -results[number][0])[:MOST_TAKEN])
    return [results[number][1] for number in numbers]


def _result(finding: Finding, fingerprint: str, report: PlanReport, run: Run) -> Json:
    exemption = finding.exemption
    values: Json = {
        "ruleId": escaped(finding.code),
        "level": LEVELS[finding.severity],
        # GitHub shows no related place that the message does not speak of.
        "message": {"text": _inert(related.message(finding))},
        "locations": [{"physicalLocation": _location(finding.place)}],
        "partialFingerprints": {"dtplan/v1": fingerprint},
        # An empty list says that nothing sets the finding aside; none would say that it is unknown.
        "suppressions": _suppressions(finding),
        "properties": _properties(finding, report),
    }
    if finding.related:
        values["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(other.place),
                "message": {"text": _inert(other.message)},
            }
            for number, other in enumerate(finding.related, 1)
        ]
    if run.baseline or (exemption and exemption.kind == BASELINE):
        is_old = exemption is not None and exemption.kind == BASELINE
        values["baselineState"] = "unchanged" if is_old else "new"
    return values


def _location(place: Place) -> Json:
    span = place.span
    return {
        "artifactLocation": _artifact(place.path),
        "region": {
            "startLine": span.line + 1,
            "startColumn": span.column + 1,
            "endLine": span.end_line + 1,
            "endColumn": span.end_column + 1,
        },
    }


def _artifact(path: str) -> Json:
    try:
        # A name may hold bytes that are no UTF-8.
        source = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, which only Windows lets into a name
        source = path.encode("utf-8", "backslashreplace")
    uri = quote(source)
    if not os.path.isabs(path):
        return {"uri": uri, "uriBaseId": "%SRCROOT%"}
    return {"uri": f"file://{uri if uri.startswith('/') else '/' + uri}"}


def _suppressions(finding: Finding) -> list[Json]:
    exemption = finding.exemption
    if exemption is None:
        return []
    values: Json = {
        "kind": _KINDS[exemption.kind],
        "status": "accepted",
        "justification": escaped(exemption.reason),
    }
    more = {"approver": exemption.approver, "until": exemption.until}
    if any(more.values()):
        values["properties"] = {name: escaped(text) for name, text in more.items() if text}
    return [values]


def _properties(finding: Finding, report: PlanReport) -> Json:
    texts = {
        "principle": finding.principle,
        "plan": report.id,
        "pointer": finding.place.pointer,
        "remedy": finding.help,
    }
    values: Json = {name: escaped(text) for name, text in texts.items() if text}
    return {**values, "fixable": finding.fixable}


def _inert(text: str) -> str:
    """`text` with nothing in it that a reader would act on."""
    return _MEANING.sub(" ", escaped(text))
