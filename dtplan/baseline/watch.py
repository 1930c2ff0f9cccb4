"""What is wrong with the entries of a baseline, told in its own file (DT008)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from dtplan.baseline.file import Listing, Places
from dtplan.baseline.matching import (
    EXPIRED,
    NEVER,
    NO_REASON,
    fault,
    may_speak,
    plan_name,
    told_whole,
)
from dtplan.findings import MOST_OF_A_RULE, Finding, Place, PlanReport, Severity, and_more
from dtplan.message import value_text
from dtplan.record import Record
from dtplan.ruleset import RuleWords, in_force
from dtplan.settings import Settings
from dtplan.suppress import RULE

_IDLE: Final = "baseline_idle"
_TWICE: Final = "baseline_twice"
_FINGERPRINT: Final = "fingerprint"
# The value that a case is about, where that is not the fingerprint.
_VALUES: Final = {EXPIRED: "until", NO_REASON: "reason", NEVER: "code"}


class Judged(Record):
    """How a plan was judged: under which settings, and the codes of which all was told."""

    settings: Settings
    codes: frozenset[str]


class Fault(Record):
    """What keeps the entry `number` from counting: a case of DT008, in a plan's settings."""

    number: int
    case: str
    settings: Settings


class Watch:
    """Sees the reports of a run go by, and says at the end which entries do not count.

    Only then is it known that no plan answers to an entry: two may be called the same.
    """

    def __init__(self, listing: Listing, language: str, *, cross_plan: bool) -> None:
        self._listing = listing
        self._language = language
        self._cross_plan = cross_plan
        self._plans = {entry.plan for entry in listing.entries}
        self._seen: dict[int, Fault] = {}
        self._judged: dict[str, list[Judged]] = {}

    def note(self, report: PlanReport, numbers: Sequence[int | None], settings: Settings) -> None:
        """Keep what has to be known of a report; `numbers` are the entries of its findings."""
        for finding, number in zip(report.findings, numbers, strict=True):
            if number is not None:
                case = fault(self._listing.entries[number], finding, report, settings)
                self._seen[number] = Fault(number, case, settings)
        name = plan_name(report)
        if name in self._plans:
            codes = told_whole(report, settings, cross_plan=self._cross_plan)
            self._judged.setdefault(name, []).append(Judged(settings, codes))

    def report(self) -> PlanReport | None:
        """What is wrong with the entries for the plans that went by; None where nothing is."""
        faults = self._faults()
        told = list(islice(faults, MOST_OF_A_RULE))
        if not told:
            return None
        places = Places(self._listing)
        findings = [self._finding(one, places) for one in told]
        unsaid = Counter(_words(one.settings).severity for one in faults)
        if unsaid:
            findings[-1] = and_more(findings[-1], unsaid.total(), self._language)
        return _told_of(self._listing.path, findings, unsaid)

    def _faults(self) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for number, entry in enumerate(self._listing.entries):
            is_again = first.setdefault(entry.fingerprint, number) != number
            found = self._seen.get(number) or self._unseen(number, is_again=is_again)
            if found is not None and found.case and may_speak(RULE, found.settings):
                yield found

    def _unseen(self, number: int, *, is_again: bool) -> Fault | None:
        """What is wrong with an entry that no finding answers to; None where nobody can tell."""
        entry = self._listing.entries[number]
        judged = self._judged.get(entry.plan)
        if judged is None:
            return None
        settings = judged[0].settings
        if is_again:
            return Fault(number, _TWICE, settings)
        is_idle = all(entry.code in one.codes for one in judged)
        return Fault(number, _IDLE, settings) if is_idle else None

    def _finding(self, one: Fault, places: Places) -> Finding:
        entry = self._listing.entries[one.number]
        words = _words(one.settings)
        text, remedy = words.said(one.case, self._language)
        values = {
            "code": value_text(entry.code, self._language),
            "place": value_text(entry.place or "/", self._language),
            "plan": value_text(entry.plan, self._language),
            "until": value_text(entry.until, self._language),
        }
        span = places.span(one.number, _VALUES.get(one.case, _FINGERPRINT))
        return Finding(
            code=RULE,
            name=words.name,
            severity=words.severity,
            principle=None,
            place=Place(self._listing.path, f"/entries/{one.number}", span),
            message=text.format_map(values),
            help=remedy,
            fixable=False,
            absence=False,
            source=places.source(span.line),
            anchor=f"baseline/{entry.fingerprint}",
        )


def _words(settings: Settings) -> RuleWords:
    return in_force(settings.rulesets, settings.adjustment).rules[RULE]


def _told_of(path: str, findings: Sequence[Finding], unsaid: Counter[Severity]) -> PlanReport:
    return PlanReport(
        path=path,
        id="",
        title="",
        status="",
        agency="",
        as_of="",
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        principles=(),
        unsaid=unsaid,
        is_plan=False,
    )
