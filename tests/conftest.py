"""What the tests share: plans checked through the engine's front door, and golden files."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from dtplan import engine, ruleset
from dtplan.findings import Finding, PlanReport
from dtplan.parsing.document import load
from dtplan.runs.batch import Means, check_all
from dtplan.settings import Settings
from tests.command import CACHE

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
    settings = Settings(
        rulesets=tuple(ruleset.shipped(name) for name in rulesets),
        today=today,
        as_of=as_of,
        as_status=as_status,
        language=language,
        evidence=True,
    )
    return engine.check(load("plan.yaml", text.encode(), pure=pure), settings)


def reports_on(
    texts: Sequence[str], folder: Path, *, language: str = "en", **settings: Any
) -> list[PlanReport]:
    """The reports on plans given as texts, as on those of one folder: 1.yaml, 2.yaml ..."""
    named = [folder / f"{number:03}.yaml" for number in range(1, len(texts) + 1)]
    for path, text in zip(named, texts, strict=True):
        path.write_text(text, "utf-8", newline="")
    given = Settings(
        rulesets=(ruleset.shipped("ct34"),),
        today=TODAY,
        language=language,
        evidence=True,
        **settings,
    )
    found = check_all([str(path) for path in named], lambda _: given, Means(), cross_plan=True)
    return [report for report in found if isinstance(report, PlanReport)]


def check_text(text: str, *, as_of: str | None = None) -> list[Finding]:
    """The findings in a plan given as text."""
    return list(report_on(text, as_of=as_of).findings)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What runs keep lies apart from what the person who tests has kept."""
    os.environ[CACHE] = str(tmp_path_factory.mktemp("kept"))


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
