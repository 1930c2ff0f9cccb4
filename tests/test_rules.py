"""Every rule against its cases: tests/rules/<CODE>.yaml."""

from pathlib import Path
from typing import Any

import pytest

from dtplan import resources
from dtplan.rules import RULES
from tests.conftest import report_on

FOLDER = Path(__file__).parent / "rules"
# Judged while a plan is read, not by a function of the table.
READ = {"DT001", "DT002", "DT006", "DT010", "DT011", "DT014"}


def _cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for case in resources.parse_yaml(file.read_bytes()):
            found.append(pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}"))
    return found


@pytest.mark.parametrize(("code", "case"), _cases())
def test_a_rule_speaks_where_its_case_says(code: str, case: dict[str, Any]) -> None:
    report = report_on(
        case["plan"],
        as_of=case.get("as_of"),
        as_status=case.get("status"),
        today=case.get("today", "2026-11-22"),
        rulesets=("ct34", "targets-2024-2025") if code == "DT951" else ("ct34",),
    )
    found = [finding for finding in report.findings if finding.code == code]
    assert [f"{finding.line}:{finding.column}" for finding in found] == case["breaches"]
    if "severity" in case:
        assert {finding.severity.label for finding in found} == {case["severity"]}


@pytest.mark.parametrize("code", sorted(RULES.keys() | READ))
def test_every_rule_has_a_breach_and_a_plan_that_holds(code: str) -> None:
    cases = resources.parse_yaml((FOLDER / f"{code}.yaml").read_bytes())
    assert any(case["breaches"] for case in cases)
    assert any(not case["breaches"] for case in cases)
