"""JUnit XML: valid, its counts true, and the same findings as in JSON whatever a plan says."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from lxml import etree

from dtplan.findings import (
    COMMENT,
    Compliance,
    Exemption,
    Finding,
    PlanReport,
    Severity,
    Verdict,
)
from dtplan.formats import junit
from dtplan.text.shown import escaped, shown
from tests.command import dtplan
from tests.conftest import ROOT
from tests.formats.reports import as_json, finding, report, run_in, runs, written

SCHEMA = etree.XMLSchema(etree.parse(ROOT / "tests/schemas/junit-10.xsd"))
OUTCOMES = ("failure", "skipped")


def suites_in(text: str) -> list[Any]:
    """The suites, once a second parser has read the same and the schema holds."""
    root = etree.fromstring(text.encode())
    SCHEMA.assertValid(root)
    second = ElementTree.fromstring(text.encode())
    assert "".join(second.itertext()) == "".join(root.itertext())
    suites = list(root)
    for suite in suites:
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(sum(case.find("failure") is not None for case in cases))
        assert suite.get("skipped") == str(sum(case.find("skipped") is not None for case in cases))
        assert suite.get("errors") == "0"
    return suites


def said(suites: Iterable[Any]) -> Counter[str]:
    """The first lines of all findings, wherever they stand."""
    texts = [
        told.text or ""
        for suite in suites
        for told in suite.iterfind("testcase/*")
        if told.tag != "skipped"
    ]
    lines = [line for text in texts for line in text.split("\n") if text]
    return Counter(line for line in lines if not line.startswith("    "))


def meant(values: Iterable[Any]) -> Counter[str]:
    return Counter(
        f"{value['severity']}[{shown(value['code'])}] "
        f"{escaped(value['path'])}:{value['line']}:{value['column']}: {escaped(value['message'])}"
        for value in values
    )


@settings(max_examples=50, deadline=None)
@given(runs())
def test_hostile_reports_hold_the_same_findings_as_in_json(reports: list[PlanReport]) -> None:
    suites = suites_in(written(junit.render, reports))
    assert [suite.get("name") for suite in suites] == [escaped(plan.path) for plan in reports]
    assert said(suites) == meant(as_json(reports))
    for suite, plan in zip(suites, reports, strict=True):
        # What is grave fails its case; what is set aside is told and fails none.
        failing = said_in(suite, "failure")
        grave = [
            item
            for item in plan.findings
            if item.exemption is None and item.severity > Severity.ADVICE
        ]
        assert not Counter(map(first_line, grave)) - failing
        excepted = [item for item in plan.findings if item.exemption is not None]
        assert not Counter(map(first_line, excepted)) - said_in(suite, "system-out")


def said_in(suite: Any, element: str) -> Counter[str]:
    texts = [told.text or "" for told in suite.iterfind(f"testcase/{element}")]
    return Counter(line for text in texts for line in text.split("\n"))


def first_line(item: Finding) -> str:
    where = f"{escaped(item.place.path)}:{item.line}:{item.column}"
    return f"{item.severity.label}[{shown(item.code)}] {where}: {escaped(item.message)}"


def standing(name: str, verdict: Verdict, held: int = 0, asked: int = 0) -> Compliance:
    return Compliance(name, verdict, held, asked, 0, ())


def cases_of(plan: PlanReport, language: str = "en") -> dict[str, Any]:
    [suite] = suites_in(written(junit.render, [plan], run_in(language)))
    return {case.get("name"): case for case in suite.iterfind("testcase")}


def outcome(case: Any) -> str:
    return next((child.tag for child in case if child.tag in OUTCOMES), "passed")


def test_a_case_for_each_principle_says_how_far_it_is_met() -> None:
    plan = report(
        finding(),
        finding(code="DT204", severity=Severity.ADVICE, principle="assigned"),
    ).replaced(
        principles=(
            standing("breakthrough", Verdict.NOT_JUDGED),
            standing("measurable", Verdict.PARTLY, 3, 4),
            standing("assigned", Verdict.MET, 2, 2),
            standing("lawful", Verdict.NOT_MET, 0, 2),
        )
    )
    cases = cases_of(plan)
    assert {name: outcome(case) for name, case in cases.items()} == {
        "Breakthroughs": "skipped",
        "Concrete and measurable": "failure",
        "Clearly assigned": "passed",
        "By due procedure": "failure",
    }
    assert {case.get("classname") for case in cases.values()} == {"KH-01"}
    failure = cases["Concrete and measurable"].find("failure")
    assert failure.get("type") == "partly"
    assert failure.get("message") == "partly met; 3/4 places in order; 1 finding"
    assert failure.text.splitlines()[0] == "error[DT202] a.yaml:3:5: Target “MT1” has no value"
    assert "How to mend: write `value`" in failure.text
    # Advice fails nothing, and is told all the same.
    assert "DT204" in cases["Clearly assigned"].findtext("system-out")


def test_findings_of_no_principle_have_a_case_of_their_own() -> None:
    on_file = finding(code="DT002", principle=None)
    beyond = finding(code="DT951", principle=None, severity=Severity.ADVICE)
    cases = cases_of(report(on_file, beyond))
    assert {name: outcome(case) for name, case in cases.items()} == {
        "The plan file": "failure",
        "Beyond the principles": "passed",
    }


def test_an_exception_is_told_and_does_not_fail() -> None:
    aside = finding(exemption=Exemption(COMMENT, "waits for the decree", "Lê A", "2025-06-30"))
    plan = report(aside).replaced(principles=(standing("measurable", Verdict.MET, 4, 4),))
    [case] = cases_of(plan).values()
    assert outcome(case) == "passed"
    told = case.findtext("system-out")
    assert "Reason: waits for the decree; Approved by: Lê A; Valid until: 2025-06-30" in told


def test_a_plan_without_an_id_is_called_by_its_path() -> None:
    [case] = cases_of(report(finding(), plan="")).values()
    assert case.get("classname") == "a.yaml"


@pytest.mark.parametrize("reports", [[], [report()]])
def test_a_clean_run_is_valid(reports: list[PlanReport]) -> None:
    suites = suites_in(written(junit.render, reports))
    assert len(suites) == len(reports) and not said(suites)


def test_a_draft_has_the_same_findings_as_in_json_and_a_clean_plan_none() -> None:
    plans = ("examples/province.draft.dtplan.yaml", "examples/province.dtplan.yaml")
    asked = ("check", *plans, "--lang", "en", "--format")
    draft, clean = suites_in(dtplan(*asked, "junit", cwd=ROOT).out)
    assert said([draft, clean]) == meant(
        json.loads(dtplan(*asked, "json", cwd=ROOT).out)["findings"]
    )
    assert said([draft]).total() > 40
    assert clean.get("failures") == "0" and clean.get("tests") == "14"
