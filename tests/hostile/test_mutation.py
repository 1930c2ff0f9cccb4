"""Whatever is done to a good plan, only findings come out, and the report can be written."""

import json
import os
import re

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from tests.conftest import check_text

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
def test_the_report_on_an_odd_text_is_always_json(text: str) -> None:
    assert json.loads(_written(text))["version"] == 1


@pytest.mark.parametrize("text", mutations.PLANS)
def test_the_plans_to_mutate_are_good(text: str) -> None:
    assert check_text(text, as_of=AS_OF) == []


def _assert_findings(text: str) -> None:
    lines = text.split("\n")
    for finding in check_text(text, as_of=AS_OF):
        assert re.fullmatch(r"DT[0-9]{3}", finding.code)
        assert 1 <= finding.line <= len(lines), finding
        assert judging.RAW.search(finding.message) is None, finding
        assert "{" not in finding.message or "{" in text, finding


# ADAPT HERE: the one place that knows how a report becomes bytes.
def _written(text: str) -> bytes:
    raise NotImplementedError(CliRunner, text)
