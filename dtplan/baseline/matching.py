"""Whether an entry counts for a finding, and of which rules a report has told all they found."""

from collections import Counter
from typing import Final

from dtplan.baseline.file import Entry
from dtplan.findings import MOST_OF_A_RULE, Finding, PlanReport
from dtplan.ruleset import SHIPPED, in_force, shipped
from dtplan.settings import Settings
from dtplan.text.privacy import mask

# The cases of DT008 that keep an entry from counting for the finding with its fingerprint.
OTHER: Final = "baseline_other"
NEVER: Final = "baseline_never"
NO_REASON: Final = "baseline_no_reason"
EXPIRED: Final = "baseline_expired"


def plan_name(report: PlanReport) -> str:
    """What a baseline calls a plan: its id, or its path where it has none."""
    return report.id or report.path


def place_name(finding: Finding) -> str:
    """What a baseline calls the place of a finding: the path to it by the ids of items."""
    return mask(finding.anchor)


def names(entry: Entry, finding: Finding, report: PlanReport) -> bool:
    """Whether what people read in an entry is of the finding that its fingerprint is of."""
    read = (entry.code, entry.plan, entry.place)
    return read == (finding.code, plan_name(report), place_name(finding))


def fault(entry: Entry, finding: Finding, report: PlanReport, settings: Settings) -> str:
    """The case of DT008 that keeps an entry from counting for a finding; "" where it counts."""
    if not names(entry, finding, report):
        return OTHER
    if finding.code in settings.unsuppressible:
        return NEVER
    if not entry.reason.strip():
        return NO_REASON
    day = settings.as_of or settings.today
    return EXPIRED if entry.until and entry.until < day else ""


def may_speak(code: str, settings: Settings) -> bool:
    """Whether findings of a rule are told at all."""
    return settings.codes is None or code in settings.codes


def told_whole(report: PlanReport, settings: Settings, *, cross_plan: bool) -> frozenset[str]:
    """The codes of which a report tells every finding there is, be it none.

    `cross_plan` says that the rules over many plans ran, too, on the plans that were given.
    """
    if not report.rulesets:  # it could not be read
        return frozenset()
    chosen = {item.id for item in settings.rulesets}
    own = [shipped(name) for name in report.rulesets if name in SHIPPED and name not in chosen]
    ran = {code for code in in_force((*settings.rulesets, *own)).rules if may_speak(code, settings)}
    is_whole = cross_plan and not settings.is_part
    return frozenset(ran - (set() if is_whole else _across_plans()) - cut_short(report))


def _across_plans() -> set[str]:
    """The codes of the rules that need the other plans to tell all."""
    # Imported here because a run of which all is known needs no rule.
    from dtplan.active import asks_others
    from dtplan.rules import RULES

    return {code for code, rule in RULES.items() if asks_others(rule)}


def cut_short(report: PlanReport) -> set[str]:
    """The codes of which a report may tell less than was found."""
    counts = Counter(finding.code for finding in report.findings)
    return {code for code, count in counts.items() if count >= MOST_OF_A_RULE}
