"""The baseline: findings that were there before, set aside one by one until they are mended.

A baseline is a JSON file with one entry a line, each with the fingerprint of a finding, why it is
set aside, who approved that and until when. What it sets aside is marked and never hidden; an entry
that is past its day, or that nothing answers to any more, is a finding itself (DT008).
"""

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, Final

from dtplan.errors import DtplanError
from dtplan.findings import (
    BASELINE,
    Exemption,
    Finding,
    Place,
    PlanReport,
    Principle,
    Severity,
    verdict_on,
)
from dtplan.fingerprint import Fingerprints
from dtplan.i18n import gettext as _
from dtplan.message import value_text
from dtplan.node import Span
from dtplan.reading import is_date
from dtplan.record import Record
from dtplan.ruleset import file_rules
from dtplan.settings import Settings
from dtplan.shown import shown
from dtplan.suppress import RULE

VERSION: Final = 1
MAX_BYTES: Final = 50_000_000
_KEYS: Final = (
    "fingerprint", "code", "plan", "place", "message", "reason", "approver", "until",
)  # fmt: skip
_FIRST_LINE: Final = Span(0, 0, 0, 0)


class Entry(Record):
    """One finding set aside; `plan` is the plan's id, or its path where it has none."""

    fingerprint: str
    code: str
    plan: str
    place: str
    message: str
    reason: str
    approver: str
    until: str


class Baseline:
    """The entries of a baseline in one run, and what they do to its reports.

    `settings_for` gives the settings of a plan by its path: its day, the codes that may speak and
    those that may not be set aside.
    """

    def __init__(
        self, entries: Iterable[Entry], settings_for: Callable[[str], Settings], language: str
    ) -> None:
        self._entries = {entry.fingerprint: entry for entry in entries}
        self._by_plan: dict[str, list[Entry]] = {}
        for entry in self._entries.values():
            self._by_plan.setdefault(entry.plan, []).append(entry)
        self._settings_for = settings_for
        self._language = language
        self._fingerprints = Fingerprints()

    def applied(self, reports: Iterable[PlanReport]) -> Iterator[PlanReport]:
        """The reports with what the baseline knows marked as exceptions."""
        for report in reports:
            yield self._applied_to(report)

    def _applied_to(self, report: PlanReport) -> PlanReport:
        settings = self._settings_for(report.path)
        fingerprints = self._fingerprints.of(report)
        known = [self._entries.get(fingerprint) for fingerprint in fingerprints]
        findings = [
            _marked(finding, entry, settings)
            for finding, entry in zip(report.findings, known, strict=True)
        ]
        principles = tuple(_restated(item, report.findings, findings) for item in report.principles)
        findings += self._faults(report, set(fingerprints), settings)
        findings.sort(key=lambda finding: finding.order)
        return report.replaced(findings=tuple(findings), principles=principles)

    def _faults(
        self, report: PlanReport, fingerprints: Container[str], settings: Settings
    ) -> Iterator[Finding]:
        """What DT008 says of the entries for one plan."""
        if not _may_speak(RULE, settings):
            return
        for entry in self._by_plan.get(plan_name(report), ()):
            if entry.fingerprint in fingerprints:
                case = _fault(entry, settings)
            else:
                case = "baseline_idle" if _may_speak(entry.code, settings) else ""
            if case:
                yield self._finding(report, case, entry)

    def _finding(self, report: PlanReport, case: str, entry: Entry) -> Finding:
        words = file_rules().rules[RULE]
        text, remedy = words.said(case, self._language)
        values = {
            "code": value_text(entry.code, self._language),
            "place": value_text(entry.place, self._language),
            "until": value_text(entry.until, self._language),
        }
        return Finding(
            code=RULE,
            name=words.name,
            severity=words.severity,
            principle=None,
            place=Place(report.path, "", _FIRST_LINE),
            message=text.format_map(values),
            help=remedy,
            fixable=False,
            absence=False,
            source="",
            anchor=f"baseline/{entry.fingerprint}",
        )


def _marked(finding: Finding, entry: Entry | None, settings: Settings) -> Finding:
    if entry is None or finding.exemption is not None or _fault(entry, settings):
        return finding
    why = Exemption(BASELINE, shown(entry.reason), shown(entry.approver), shown(entry.until))
    return finding.replaced(exemption=why)


def _fault(entry: Entry, settings: Settings) -> str:
    """The case of DT008 that keeps an entry from counting; "" where it counts."""
    if entry.code in settings.unsuppressible:
        return "baseline_never"
    if not entry.reason.strip():
        return "baseline_no_reason"
    day = settings.as_of or settings.today
    return "baseline_expired" if entry.until and entry.until < day else ""


def _may_speak(code: str, settings: Settings) -> bool:
    return settings.codes is None or code in settings.codes


def plan_name(report: PlanReport) -> str:
    """What a baseline calls a plan: its id, or its path where it has none."""
    return report.id or report.path


def _restated(
    principle: Principle, before: Iterable[Finding], after: Iterable[Finding]
) -> Principle:
    """How a plan stands to a principle once some of its findings are set aside."""
    newly = {
        (finding.code, finding.place.span)
        for finding, old in zip(after, before, strict=True)
        if finding.exemption is not old.exemption
        and finding.principle == principle.id
        and finding.severity > Severity.ADVICE
    }
    if not newly:
        return principle
    still_open = [
        finding.severity
        for finding in after
        if finding.principle == principle.id
        and finding.exemption is None
        and finding.severity > Severity.ADVICE
    ]
    held = min(principle.held + len(newly), principle.asked)
    exceptions = principle.exceptions + len(newly)
    verdict = verdict_on(principle.asked, held, exceptions, error=Severity.ERROR in still_open)
    return principle.replaced(verdict=verdict, held=held, exceptions=exceptions)


def entries_of(
    reports: Iterable[PlanReport],
    known: Iterable[Entry],
    settings_for: Callable[[str], Settings],
    reason: str,
) -> Iterator[Entry]:
    """An entry for every open finding; one that is known keeps its reason, approver and day.

    Known entries that this run could not judge stay: of plans that were not checked or could not
    be read, and of rules that did not run.
    """
    judged: dict[str, Settings] = {}
    old = {entry.fingerprint: entry for entry in known}
    fingerprints = Fingerprints()
    for report in reports:
        settings = settings_for(report.path)
        judged[plan_name(report)] = settings
        for finding, fingerprint in zip(report.findings, fingerprints.of(report), strict=True):
            kind = finding.exemption.kind if finding.exemption is not None else BASELINE
            if kind != BASELINE or finding.code in settings.unsuppressible:
                continue
            was = old.pop(fingerprint, None)
            yield Entry(
                fingerprint,
                finding.code,
                plan_name(report),
                finding.anchor,
                finding.message,
                was.reason if was is not None else reason,
                was.approver if was is not None else "",
                was.until if was is not None else "",
            )
    for entry in old.values():
        if entry.plan not in judged or not _may_speak(entry.code, judged[entry.plan]):
            yield entry


def written(entries: Iterable[Entry]) -> str:
    """The text of a baseline: one entry a line, so that a change of one is a change of one line."""
    lines = [
        json.dumps({key: getattr(entry, key) for key in _KEYS}, ensure_ascii=False)
        for entry in sorted(entries, key=_place_of)
    ]
    text = ",\n".join(lines).encode("utf-8", "backslashreplace").decode()
    return f'{{"version": {VERSION}, "entries": [\n{text}\n]}}\n'


def _place_of(entry: Entry) -> tuple[str, str, str, str]:
    return entry.plan, entry.code, entry.place, entry.fingerprint


def read(data: bytes, path: str) -> tuple[Entry, ...]:
    """The entries of a baseline; raises DtplanError for what is none."""
    if len(data) > MAX_BYTES:
        raise _refused(path, _("it is larger than {limit}").format(limit="50 MB"))
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _refused(path, _("it is no JSON (line {line})").format(line=line)) from None
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise _refused(path, _("its version is not {version}").format(version=VERSION))
    entries = content.get("entries")
    if not isinstance(entries, list):
        raise _refused(path, _("it has no list of entries"))
    return tuple(_entry(entry, number, path) for number, entry in enumerate(entries, 1))


def _entry(entry: Any, number: int, path: str) -> Entry:
    if not isinstance(entry, Mapping):
        raise _refused(path, _("entry {number} is no mapping").format(number=number))
    unknown = [key for key in entry if key not in _KEYS]
    if unknown:
        text = _("entry {number} has the unknown key {key}")
        raise _refused(path, text.format(number=number, key=shown(unknown[0])))
    values = [entry.get(key, "") for key in _KEYS]
    if not all(isinstance(value, str) for value in values):
        raise _refused(
            path, _("entry {number} holds something else than texts").format(number=number)
        )
    read_entry = Entry(*values)
    if not read_entry.fingerprint:
        raise _refused(path, _("entry {number} has no fingerprint").format(number=number))
    if read_entry.until and not is_date(read_entry.until):
        raise _refused(
            path,
            _("entry {number} ends at {day}, which is no date").format(
                number=number, day=shown(read_entry.until)
            ),
        )
    return read_entry


def _refused(path: str, reason: str) -> DtplanError:
    return DtplanError(
        _("{path} cannot be read as a baseline: {reason}").format(path=shown(path), reason=reason),
        hint=_(
            "Mend it by hand. Without the file `dtplan check --write-baseline FILE` writes one "
            "anew, without what people wrote in it."
        ),
    )
