"""GitLab Code Quality: the findings that are not set aside, as in JSON."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from dtplan.findings import COMMENT, Exemption, PlanReport, Severity
from dtplan.formats import gitlab
from dtplan.text.shown import escaped
from tests.command import dtplan
from tests.conftest import ROOT
from tests.formats.reports import as_json, elsewhere, finding, report, runs, written

SCHEMA = json.loads((ROOT / "tests/schemas/gitlab-code-quality.json").read_text(encoding="utf-8"))
VALID = jsonschema_rs.validator_for(SCHEMA)
SEVERITIES = {"critical": "error", "major": "warning", "info": "advice"}


def issues_in(text: str) -> list[Any]:
    """The issues, once a second parser has read the same."""
    value: list[Any] = json.loads(text)
    second = jsonschema_rs.validator_for('{"const": ' + text + "}")
    assert second.is_valid(value)
    VALID.validate(value)
    return value


def said(issue: Any) -> tuple[object, ...]:
    return (
        issue["check_name"],
        SEVERITIES[issue["severity"]],
        issue["location"]["path"],
        issue["location"]["lines"],
        issue["description"],
        issue["content"]["body"],
    )


def meant(value: Any) -> tuple[object, ...]:
    return (
        escaped(value["code"]),
        value["severity"],
        escaped(value["path"]),
        {"begin": value["line"], "end": value["end_line"]},
        f"{escaped(value['code'])}: {escaped(value['message'] + elsewhere(value))}",
        escaped(value["help"]),
    )


def counted(values: list[Any]) -> list[Any]:
    return [value for value in values if value["suppressed"] is None]


@settings(max_examples=40, deadline=None)
@given(runs())
def test_hostile_reports_hold_the_same_findings_as_in_json(reports: list[PlanReport]) -> None:
    text = written(gitlab.render, reports)
    issues = issues_in(text)
    assert [said(issue) for issue in issues] == [
        meant(value) for value in counted(as_json(reports))
    ]
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)
    assert text.isascii()


def test_a_draft_has_the_same_findings_as_in_json() -> None:
    both = [
        json.loads(
            dtplan("check", "examples/province.draft.dtplan.yaml", "--format", form, cwd=ROOT).out
        )
        for form in ("gitlab", "json")
    ]
    assert len(both[0]) > 40
    assert [said(issue) for issue in both[0]] == [meant(value) for value in both[1]["findings"]]


@pytest.mark.parametrize("reports", [[], [report()]])
def test_a_clean_run_is_an_empty_array(reports: list[PlanReport]) -> None:
    assert issues_in(written(gitlab.render, reports)) == []


def test_a_finding_that_is_set_aside_is_left_out_and_moves_no_fingerprint() -> None:
    aside = finding(exemption=Exemption(COMMENT, "why"))
    [after] = issues_in(written(gitlab.render, [report(aside, finding(message="other"))]))
    [_, before] = issues_in(written(gitlab.render, [report(finding(), finding(message="other"))]))
    assert after == before


def test_one_issue_in_full() -> None:
    [issue] = issues_in(written(gitlab.render, [report(finding(severity=Severity.WARNING))]))
    assert len(issue.pop("fingerprint")) == 32
    assert issue == {
        "type": "issue",
        "check_name": "DT202",
        "description": "DT202: Target “MT1” has no value",
        "content": {"body": "write `value`"},
        "categories": ["Style"],
        "severity": "major",
        "location": {"path": "a.yaml", "lines": {"begin": 3, "end": 3}},
    }
