"""Findings by principle, as the formats that are read principle by principle tell them."""

from collections.abc import Iterable, Mapping
from typing import Final

from dtplan.findings import Finding, PlanReport
from dtplan.i18n import gettext as _
from dtplan.ruleset import SHIPPED, Principle, Rules, file_rules, shipped
from dtplan.text.shown import escaped

# Chapters that are no principle of the directive; no id is written like that.
FILE: Final = "<file>"
BEYOND: Final = "<beyond>"


def by_chapter(
    findings: Iterable[Finding], report: PlanReport, rules: Rules
) -> dict[str, list[Finding]]:
    """`findings` of a plan by principle, those on the file first; no chapter is empty."""
    chapters: dict[str, list[Finding]] = {FILE: []}
    chapters |= {item.id: [] for item in rules.principles}
    chapters |= {item.id: [] for item in report.principles}
    chapters[BEYOND] = []
    for finding in findings:
        chapters.setdefault(chapter_of(finding), []).append(finding)
    return {key: found for key, found in chapters.items() if found}


def chapter_of(finding: Finding) -> str:
    """The principle a finding falls under, or FILE or BEYOND."""
    if finding.principle is not None:
        return finding.principle
    return FILE if finding.code in file_rules().rules else BEYOND


def chapter_titles(report: PlanReport, rules: Rules, language: str) -> dict[str, str]:
    """The title of every chapter there may be in what is told of a file, by its key."""
    titles = {key: escaped(item.title[language]) for key, item in known_principles(rules).items()}
    file = _("The plan file") if report.is_plan else baseline_title()
    return {FILE: file, BEYOND: _("Beyond the principles"), **titles}


def baseline_title() -> str:
    """What stands over findings in the file of the baseline."""
    return _("The baseline")


def known_principles(rules: Rules) -> Mapping[str, Principle]:
    """Principles by id: those of the run's rulesets, and of all that a plan may name."""
    own = {item.id: item for name in SHIPPED for item in shipped(name).principles}
    return {**own, **{item.id: item for item in rules.principles}}
