"""What the tests share: plans checked through the engine's front door."""

from dtplan import engine, ruleset
from dtplan.document import load
from dtplan.findings import Finding, PlanReport

TODAY = "2026-11-22"


def report_on(
    text: str,
    *,
    as_of: str | None = None,
    as_status: str | None = None,
    today: str = TODAY,
    language: str = "en",
    rulesets: tuple[str, ...] = ("ct34",),
    pure: bool = False,
) -> PlanReport:
    """The report on a plan given as text, under the shipped rulesets named."""
    settings = engine.Settings(
        rulesets=tuple(ruleset.shipped(name) for name in rulesets),
        today=today,
        as_of=as_of,
        as_status=as_status,
        language=language,
        evidence=True,
    )
    return engine.check(load("plan.yaml", text.encode(), pure=pure), settings)


def check_text(text: str, *, as_of: str | None = None) -> list[Finding]:
    """The findings in a plan given as text."""
    return list(report_on(text, as_of=as_of).findings)
