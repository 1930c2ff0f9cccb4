"""The baseline: findings that were there before, set aside one by one until they are mended.

Each entry has the fingerprint of a finding, why it is set aside, who approved that and until when.
What it sets aside is marked and never hidden; an entry that is past its day, or that nothing
answers to any more, is a finding itself, at its place in the file of the baseline.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from dtplan.baseline.file import Listing
from dtplan.baseline.matching import cut_short, fault
from dtplan.baseline.watch import Watch
from dtplan.findings import (
    BASELINE,
    Compliance,
    Exemption,
    Finding,
    PlanReport,
    Severity,
    verdict_on,
)
from dtplan.fingerprint import Fingerprints
from dtplan.settings import Settings
from dtplan.text.shown import shown


class Baseline:
    """A baseline in one run, and what it does to the reports.

    `settings_for` gives the settings of a plan by its path: its day, the codes that may speak and
    those that may not be set aside.
    """

    def __init__(self, listing: Listing, settings_for: Callable[[str], Settings]) -> None:
        self._listing = listing
        self._settings_for = settings_for
        self._numbers: dict[str, int] = {}
        for number, entry in enumerate(listing.entries):
            self._numbers.setdefault(entry.fingerprint, number)

    def applied(
        self, reports: Iterable[PlanReport], language: str, *, cross_plan: bool = False
    ) -> Iterator[PlanReport]:
        """The reports with what the baseline knows marked; last what is wrong with it itself.

        `cross_plan` says that the rules over many plans ran, too.
        """
        watch = Watch(self._listing, language, cross_plan=cross_plan)
        fingerprints = Fingerprints()
        for report in reports:
            numbers = self._entries(fingerprints.of(report))
            watch.note(report, numbers, self._settings_for(report.path))
            yield self._marked(report, numbers)
        own = watch.report()
        if own is not None:
            yield own

    def alone(self, report: PlanReport) -> PlanReport:
        """The report on one plan, whatever else is checked, with what the baseline knows marked."""
        return self._marked(report, self._entries(Fingerprints().of(report)))

    def _entries(self, fingerprints: Iterable[str]) -> list[int | None]:
        """The number of the entry for each fingerprint."""
        return [self._numbers.get(fingerprint) for fingerprint in fingerprints]

    def _marked(self, report: PlanReport, numbers: Sequence[int | None]) -> PlanReport:
        if not any(number is not None for number in numbers):
            return report
        settings = self._settings_for(report.path)
        findings = [
            finding if number is None else self._exempted(finding, number, report, settings)
            for finding, number in zip(report.findings, numbers, strict=True)
        ]
        for number in _speaking_for_more(report):
            findings[number] = report.findings[number]
        principles = tuple(_restated(item, report.findings, findings) for item in report.principles)
        return report.replaced(findings=tuple(findings), principles=principles)

    def _exempted(
        self, finding: Finding, number: int, report: PlanReport, settings: Settings
    ) -> Finding:
        entry = self._listing.entries[number]
        if finding.exemption is not None or fault(entry, finding, report, settings):
            return finding
        why = Exemption(BASELINE, shown(entry.reason), shown(entry.approver), shown(entry.until))
        return finding.replaced(exemption=why, fixable=False)


def _speaking_for_more(report: PlanReport) -> set[int]:
    """The numbers of the findings that tell how many more there are, which count and so stay open.

    Else a run would fail with nothing to be seen.
    """
    if not report.unsaid:
        return set()
    last = {finding.code: number for number, finding in enumerate(report.findings)}
    return {number for code, number in last.items() if code in cut_short(report)}


def _restated(
    compliance: Compliance, before: Iterable[Finding], after: Iterable[Finding]
) -> Compliance:
    """How a plan stands to a principle once some of its findings are set aside."""
    newly = {
        (finding.code, finding.place.span)
        for finding, old in zip(after, before, strict=True)
        if finding.exemption is not old.exemption
        and finding.principle == compliance.id
        and finding.severity > Severity.ADVICE
    }
    if not newly:
        return compliance
    still_open = [
        finding.severity
        for finding in after
        if finding.principle == compliance.id
        and finding.exemption is None
        and finding.severity > Severity.ADVICE
    ]
    held = min(compliance.held + len(newly), compliance.asked)
    exceptions = compliance.exceptions + len(newly)
    verdict = verdict_on(compliance.asked, held, exceptions, error=Severity.ERROR in still_open)
    return compliance.replaced(verdict=verdict, held=held, exceptions=exceptions)
