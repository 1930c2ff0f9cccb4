"""What the tests share: plans checked through the engine's front door, and golden files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dtplan import engine, ruleset
from dtplan.document import load
from dtplan.findings import Finding, PlanReport

TODAY = "2026-11-22"
ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a golden file, byte for byte, or rewrites the file when asked to."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        assert file.read_bytes().decode() == text, (
            f"{name} differs: `make golden`, then read the diff"
        )

    return compare
