"""The entries of a baseline that is written: all that is open, with what people wrote before."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from dtplan.baseline.file import Entry
from dtplan.baseline.matching import names, place_name, plan_name, told_whole
from dtplan.findings import BASELINE, Finding, PlanReport
from dtplan.fingerprint import Fingerprints
from dtplan.settings import Settings


def entries_of(
    reports: Iterable[PlanReport],
    known: Iterable[Entry],
    settings_for: Callable[[str], Settings],
    reason: str,
) -> Iterator[Entry]:
    """An entry for every open finding; one that is known keeps its reason, approver and day.

    Known entries that this run could not judge stay: of plans that were not checked or could not
    be read, and of rules that did not run. So do those of rules on many plans, since the plan on
    the other side may not have been given; where it was, DT008 tells what is idle.
    """
    old: dict[str, Entry] = {}
    for entry in known:
        old.setdefault(entry.fingerprint, entry)
    judged: dict[str, list[frozenset[str]]] = {entry.plan: [] for entry in old.values()}
    fingerprints = Fingerprints()
    for report in (report for report in reports if report.is_plan):
        settings = settings_for(report.path)
        if plan_name(report) in judged:
            judged[plan_name(report)].append(told_whole(report, settings, cross_plan=False))
        for finding, fingerprint in zip(report.findings, fingerprints.of(report), strict=True):
            if _is_wanted(finding, settings):
                yield _entry(finding, fingerprint, report, old.pop(fingerprint, None), reason)
    yield from (entry for entry in old.values() if not _is_judged(entry, judged[entry.plan]))


def _is_judged(entry: Entry, told: Sequence[frozenset[str]]) -> bool:
    """Whether all plans that an entry may be for have been asked, by the codes they told whole."""
    return bool(told) and all(entry.code in codes for codes in told)


def _is_wanted(finding: Finding, settings: Settings) -> bool:
    """Whether a finding may be in a baseline, and is not set aside by a comment."""
    kind = finding.exemption.kind if finding.exemption is not None else BASELINE
    return kind == BASELINE and finding.code not in settings.unsuppressible


def _entry(
    finding: Finding, fingerprint: str, report: PlanReport, was: Entry | None, reason: str
) -> Entry:
    if was is not None and not names(was, finding, report):
        was = None  # what people wrote there was of something else
    return Entry(
        fingerprint,
        finding.code,
        plan_name(report),
        place_name(finding),
        finding.message,
        was.reason if was is not None else reason,
        was.approver if was is not None else "",
        was.until if was is not None else "",
    )
