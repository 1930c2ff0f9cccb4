"""Whatever is done to a good plan, only findings come out, and the report can be written."""

import io
import os
import re

from hypothesis import HealthCheck, given, settings

from dtplan import ruleset
from dtplan.findings import PlanReport
from dtplan.formats import Run, renderer
from tests.conftest import check_text, report_on

from . import judging, mutations

# DTPLAN_EXAMPLES=20000 searches long; a run in CI repeats itself.
EXAMPLES = int(os.environ.get("DTPLAN_EXAMPLES", "150"))
AS_OF = "2024-12-31"
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SETTINGS
@given(mutations.texts())
def test_an_odd_text_brings_findings_alone(text: str) -> None:
    _assert_findings(text)


@SETTINGS
@given(mutations.structures())
def test_odd_values_bring_findings_alone(text: str) -> None:
    _assert_findings(text)


@settings(SETTINGS, max_examples=max(1, EXAMPLES // 3))
@given(mutations.texts())
def test_the_report_on_an_odd_text_can_always_be_written(text: str) -> None:
    report = report_on(text, as_of=AS_OF)
    assert judging.strict(_written(report, "json"))["version"] == 1
    for line in _written(report, "jsonl").splitlines():
        judging.strict(line)
    for format in ("text", "short"):
        written = _written(report, format)
        assert judging.RAW.search(written) is None, written
        assert judging.COMMAND.search(written) is None, written


def test_the_first_plan_to_mutate_is_good() -> None:
    assert check_text(mutations.PLANS[0], as_of=AS_OF) == []


def _assert_findings(text: str) -> None:
    lines = text.split("\n")
    for finding in check_text(text, as_of=AS_OF):
        assert re.fullmatch(r"DT[0-9]{3}", finding.code)
        assert 1 <= finding.line <= len(lines), finding
        assert judging.RAW.search(finding.message) is None, finding
        assert "{" not in finding.message or "{" in text, finding


def _written(report: PlanReport, format: str) -> str:
    out = io.StringIO()
    run = Run(language="en", rulesets=(ruleset.shipped("ct34"),), matrix=True, statistics=True)
    renderer(format)([report], run, out)
    return out.getvalue()
