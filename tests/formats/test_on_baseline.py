"""What is wrong with a baseline stands in its own file in every format, and is no plan in any."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from dtplan.findings import BASELINE, Exemption, Place, Severity
from dtplan.formats import NAMES, html, jsonl, markdown, text
from dtplan.formats import json as json_format
from dtplan.node import Span
from tests.command import dtplan
from tests.formats.reports import finding, on_baseline, report, run_in, written

PLAN = "dtplan: 1\nid: {id}\ntargets:\n  - id: MT1\n"
WHERE = "checks/baseline.json"
# The second entry ends in the past; the third speaks of what has been mended.
EXPIRED, IDLE = 3, 4


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every format's report on two plans, the baseline of which has two faults."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "checks").mkdir()
    for name in ("a", "z"):
        plan = folder / f"{name}.dtplan.yaml"
        plan.write_text(PLAN.format(id=name), encoding="utf-8")
    only = ("--select", "DT202,DT203,DT008", "--lang", "en")
    dtplan("check", "--write-baseline", WHERE, *only, cwd=folder)
    lines = (folder / WHERE).read_text("utf-8").split("\n")
    lines[EXPIRED - 1] = lines[EXPIRED - 1].replace('"until": ""', '"until": "2020-01-31"')
    (folder / WHERE).write_text("\n".join(lines), encoding="utf-8")
    (folder / "z.dtplan.yaml").write_text(PLAN.format(id="z") + "    value: 3\n", "utf-8")
    outputs = [f"--output={name}=r.{name}" for name in NAMES]
    done = dtplan("check", "--baseline", WHERE, *outputs, *only, cwd=folder)
    assert done.status == 1, done.err
    return {name: (folder / f"r.{name}").read_text("utf-8") for name in NAMES}


def test_json(reports: dict[str, str]) -> None:
    values = json.loads(reports["json"])
    found = [item for item in values["findings"] if item["code"] == "DT008"]
    assert [(item["path"], item["line"], item["pointer"]) for item in found] == [
        (WHERE, EXPIRED, "/entries/1"),
        (WHERE, IDLE, "/entries/2"),
    ]
    assert [plan["path"] for plan in values["plans"]] == ["a.dtplan.yaml", "z.dtplan.yaml"]
    assert values["summary"] == {
        "plans": 2, "errors": 1, "warnings": 2, "advice": 0, "fixable": 0, "suppressed": 0,
        "baselined": 2,
    }  # fmt: skip
    paths = [item["path"] for item in values["findings"]]
    assert paths == sorted(paths)


def test_json_lines(reports: dict[str, str]) -> None:
    values = [json.loads(line) for line in reports["jsonl"].splitlines()]
    assert [item["type"] for item in values[-3:]] == ["finding", "finding", "run"]
    assert [item["line"] for item in values[-3:-1]] == [EXPIRED, IDLE]
    assert sum(item["type"] == "plan" for item in values) == 2


def test_text_shows_the_entry(reports: dict[str, str]) -> None:
    expired, idle = re.findall(
        rf"^warning\[DT008\] .*\n *--> {WHERE}:([0-9]+):([0-9]+)\n.*\n.*\n(.*)",
        reports["text"],
        re.MULTILINE,
    )
    assert (expired[0], idle[0]) == (str(EXPIRED), str(IDLE))
    assert "^" * len('"2020-01-31"') in expired[2]
    assert '"until": "2020-01-31"' in reports["text"]
    assert "^" * 34 in idle[2]


def test_short(reports: dict[str, str]) -> None:
    last = reports["short"].splitlines()[-2:]
    assert [line.split(":")[:2] for line in last] == [
        [WHERE, str(EXPIRED)],
        [WHERE, str(IDLE)],
    ]


def test_sarif(reports: dict[str, str]) -> None:
    results = json.loads(reports["sarif"])["runs"][0]["results"]
    found = [item["locations"][0] for item in results if item["ruleId"] == "DT008"]
    places = [item["physicalLocation"] for item in found]
    assert {place["artifactLocation"]["uri"] for place in places} == {WHERE}
    assert [place["region"]["startLine"] for place in places] == [EXPIRED, IDLE]
    prints = [item["partialFingerprints"]["dtplan/v1"] for item in results]
    assert len(set(prints)) == len(prints)


def test_github(reports: dict[str, str]) -> None:
    warnings = [line for line in reports["github"].splitlines() if line.startswith("::warning")]
    assert [re.findall(r"file=([^,]*),line=([0-9]+),.*col=", line) for line in warnings] == [
        [(WHERE, str(EXPIRED))],
        [(WHERE, str(IDLE))],
    ]


def test_gitlab(reports: dict[str, str]) -> None:
    values = [item for item in json.loads(reports["gitlab"]) if item["check_name"] == "DT008"]
    assert [item["location"]["path"] for item in values] == [WHERE] * 2
    assert [item["location"]["lines"]["begin"] for item in values] == [EXPIRED, IDLE]
    assert len({item["fingerprint"] for item in values}) == 2


def test_junit(reports: dict[str, str]) -> None:
    *plans, own = ElementTree.fromstring(reports["junit"])
    assert [suite.get("name") for suite in plans] == ["a.dtplan.yaml", "z.dtplan.yaml"]
    assert (own.get("name"), own.get("tests"), own.get("failures")) == (WHERE, "1", "1")
    [case] = own.findall("testcase")
    assert case.get("name") == "The baseline"
    assert f"{WHERE}:{EXPIRED}:" in (case.findtext("failure") or "")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_sheet(form: str, reports: dict[str, str]) -> None:
    plain = re.sub(r"<[^>]*>|[\\*]", "", reports[form])
    assert "in 2 plans" in plain
    plans, own = re.split(r"File(?:: |\n)?" + WHERE, plain)
    assert plans.rstrip(" -\n").endswith("The baseline")
    assert f"line {EXPIRED}, column" in own
    assert "2 warnings." in own
    assert "principles" not in own.partition("Made with")[0]
    assert WHERE not in plans


@pytest.mark.parametrize("form", [markdown, html])
def test_a_single_plan_is_told_as_one_whatever_is_wrong_with_the_baseline(form: Any) -> None:
    plan, own = report(finding()), on_baseline(finding("b.json", code="DT008", principle=None))
    told = written(form.render, [plan, own])
    assert "All plans" not in told
    assert "Principles met" not in told


def test_a_single_plan_has_its_shortest_way_whatever_is_wrong_with_the_baseline() -> None:
    plan = report(finding(), finding(place=Place("a.yaml", "/targets/1", Span(5, 0, 5, 9))))
    own = on_baseline(finding("b.json", code="DT008", severity=Severity.WARNING, principle=None))
    run = run_in("en", fail_on=Severity.WARNING)
    told = written(text.render, [plan, own], run)
    assert "The shortest way to pass:" in told
    assert "ends 2 findings" in told
    assert told.rstrip().endswith("and 1 more finding")
    assert "more finding" not in written(text.render, [plan, own])


# What a baseline sets aside of the plans themselves.


def old(**changes: Any) -> Any:
    return finding(exemption=Exemption(BASELINE, "there before", "", "2030-01-31"), **changes)


def test_old_findings_are_one_line_of_a_plan() -> None:
    found = [*(old() for _ in range(500)), *(old(code="DT204") for _ in range(7)), finding()]
    told = written(text.render, [report(*found), report(old(), path="b.yaml")])
    assert "a.yaml: 507 findings in the baseline (DT202 ×500, DT204 ×7)\n" in told
    assert "b.yaml: 1 finding in the baseline (DT202 ×1)\n\n" in told
    assert told.count("target-without-number") == 1
    assert len(told.splitlines()) < 30
    assert "Set aside by the baseline: 508." in told


def test_of_many_rules_the_commonest_are_named() -> None:
    found = [old(code=f"DT20{number}") for number in (*range(1, 10), 9, 9, 8)]
    told = written(text.render, [report(*found)])
    assert (
        "12 findings in the baseline (DT209 ×3, DT208 ×2, DT201 ×1, DT202 ×1, DT203 ×1, …)\n"
        in told
    )


def test_the_line_is_in_vietnamese_too() -> None:
    told = written(text.render, [report(old())], run_in("vi"))
    assert "a.yaml: 1 phát hiện đã có trong danh sách tồn đọng (DT202 ×1)\n" in told


def test_each_old_finding_has_a_line_where_more_is_asked_for() -> None:
    told = written(text.render, [report(old(), finding())], run_in("en", verbose=True))
    assert "\n  a.yaml:3:5: DT202 Target “MT1” has no value -- there before\n" in told


def test_the_other_formats_tell_each_old_finding() -> None:
    found = report(old(), old(), finding())
    for form in (json_format, jsonl):
        assert written(form.render, [found]).count('"kind": "baseline"') == 2
    for sheet in (markdown, html):
        assert written(sheet.render, [found]).count("there before") == 2


def test_old_findings_never_drown_new_ones_on_a_sheet() -> None:
    first = report(*(old(message="x" * 200) for _ in range(500)))
    second = report(finding(severity=Severity.ADVICE, message="new fault"), path="b.yaml")
    told = written(markdown.render, [first, second])
    assert len(told) < 60_000
    assert "new fault" in told
    assert "500 exceptions" in told


def test_statistics_tell_what_is_left_and_what_is_set_aside() -> None:
    aside = finding(exemption=Exemption("comment", "why"))
    plans = [
        report(finding(), aside, old(), old(), old(code="DT206")),
        report(finding(), finding(), path="b.yaml"),
        on_baseline(finding("b.json", code="DT008")),
    ]
    told = written(text.render, plans, run_in("en", statistics=True))
    _before, _, table = told.partition("Findings by rule:\n")
    assert table.split("\n\n")[0].splitlines() == [
        "       3  DT202  target-without-number  in 2 plans; set aside by comments: 1; "
        "set aside by the baseline: 2",
        "       1  DT008  idle-suppression",
        "       0  DT206  not-measured-online; set aside by the baseline: 1",
    ]
