"""Every rule against its cases: tests/rules/<CODE>.yaml."""

import re
from pathlib import Path
from typing import Any

import pytest

from dtplan import resources
from dtplan.breach import Breach
from dtplan.cli.selection import known_codes
from dtplan.findings import Severity
from dtplan.ruleset import SHIPPED, RuleWords, in_force, shipped
from dtplan.stamp import Stamp
from tests.conftest import report_on, reports_on

ALL_RULES = in_force(map(shipped, SHIPPED)).rules
UNFILLED = re.compile(r"\{=?[a-z_.]+\}")
FOLDER = Path(__file__).parent / "rules"


def _cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for case in resources.parse_yaml(file.read_bytes()):
            found.append(pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}"))
    return found


@pytest.mark.parametrize(("code", "case"), _cases())
def test_a_rule_speaks_where_its_case_says(code: str, case: dict[str, Any], tmp_path: Path) -> None:
    if "plans" in case:
        told = [
            f"{number}:{finding.line}:{finding.column}"
            for number, report in enumerate(reports_on(case["plans"], tmp_path), 1)
            for finding in report.findings
            if finding.code == code
        ]
        assert told == case["breaches"]
        return
    report = report_on(
        case["plan"],
        as_of=case.get("as_of"),
        as_status=case.get("status"),
        today=case.get("today", "2026-11-22"),
        rulesets=("ct34", "targets-2024-2025") if code == "DT951" else ("ct34",),
    )
    found = [finding for finding in report.findings if finding.code == code]
    assert [f"{finding.line}:{finding.column}" for finding in found] == case["breaches"]
    for finding in report.findings:
        assert not UNFILLED.search(finding.message + finding.help), finding.message
    if "severity" in case:
        assert {finding.severity.label for finding in found} == {case["severity"]}


@pytest.mark.parametrize("code", sorted(known_codes()))
def test_every_rule_has_a_breach_and_a_plan_that_holds(code: str) -> None:
    cases = resources.parse_yaml((FOLDER / f"{code}.yaml").read_bytes())
    assert any(case["breaches"] for case in cases)
    assert any(not case["breaches"] for case in cases)


def test_a_rule_names_only_the_cases_it_has(tmp_path: Path) -> None:
    named: set[tuple[str, str]] = set()
    add = Stamp.add

    def noted(stamp: Stamp, words: RuleWords, seen: Breach) -> Severity | None:
        named.add((words.code, seen.case))
        return add(stamp, words, seen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stamp, "add", noted)
        for file in FOLDER.glob("*.yaml"):
            for case in resources.parse_yaml(file.read_bytes()):
                if "plans" in case:
                    reports_on(case["plans"], tmp_path)
                else:
                    report_on(case["plan"], as_of=case.get("as_of"), rulesets=SHIPPED)
    for code, case in named - {(code, "") for code, _ in named}:
        assert case in ALL_RULES[code].cases, (code, case)
