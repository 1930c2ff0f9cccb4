"""SARIF: valid against its schema, the same findings as in JSON, and nothing in it that acts."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema_rs
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from dtplan.findings import (
    BASELINE,
    COMMENT,
    Exemption,
    Finding,
    Place,
    PlanReport,
    Related,
    Severity,
)
from dtplan.formats import sarif
from dtplan.formats.configured import Configured
from dtplan.formats.gfm import rich
from dtplan.formats.json import path_text
from dtplan.formats.rule_help import fenced
from dtplan.node import Span
from dtplan.ruleset import file_rules, shipped
from dtplan.text.privacy import mask
from dtplan.text.shown import escaped
from tests.command import dtplan
from tests.conftest import ROOT
from tests.formats.reports import as_json, elsewhere, finding, report, run_in, runs, written

SCHEMA = json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))
VALID = jsonschema_rs.validator_for(SCHEMA)
LEVELS = {"error": "error", "warning": "warning", "note": "advice"}
DRAFT = "examples/province.draft.dtplan.yaml"


def parsed(text: str) -> Any:
    """A JSON text as Python reads it, once a second parser has read the same."""
    value = json.loads(text)
    second = jsonschema_rs.validator_for('{"const": ' + text + "}")
    assert second.is_valid(value)
    return value


def run_of(text: str) -> Any:
    log = parsed(text)
    VALID.validate(log)
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    return log["runs"][0]


def results(*reports: PlanReport, **more: Any) -> list[Any]:
    found: list[Any] = run_of(written(sarif.render, reports, run_in("en", **more)))["results"]
    return found


def path_in(location: Any) -> str:
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(file://)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri)
    raw = unquote_to_bytes(uri.removeprefix("file://"))
    return path_text(raw.decode("utf-8", "surrogateescape"))


def inert(text: str) -> str:
    """What may stand in a message for `text`: no link and no placeholder."""
    return re.sub(r"\{([0-9])", r"{ \1", escaped(text).replace("](", "] ("))


def said(result: Any) -> tuple[object, ...]:
    [location] = result["locations"]
    region = location["physicalLocation"]["region"]
    return (
        result["ruleId"],
        LEVELS[result["level"]],
        path_in(location),
        *(region[name] for name in ("startLine", "startColumn", "endLine", "endColumn")),
        result["message"]["text"],
        bool(result["suppressions"]),
        [
            (
                path_in(item),
                item["physicalLocation"]["region"]["startLine"],
                item["message"]["text"],
            )
            for item in result.get("relatedLocations", ())
        ],
    )


def meant(value: Any) -> tuple[object, ...]:
    return (
        escaped(value["code"]),
        value["severity"],
        value["path"],
        *(value[name] for name in ("line", "column", "end_line", "end_column")),
        inert(value["message"] + elsewhere(value)),
        value["suppressed"] is not None,
        [(item["path"], item["line"], inert(item["message"])) for item in value["related"]],
    )


@settings(max_examples=40, deadline=None)
@given(runs())
def test_hostile_reports_hold_the_same_findings_as_in_json(reports: list[PlanReport]) -> None:
    text = written(sarif.render, reports)
    found = run_of(text)["results"]
    assert [said(result) for result in found] == [meant(value) for value in as_json(reports)]
    prints = [result["partialFingerprints"]["dtplan/v1"] for result in found]
    assert len(set(prints)) == len(prints)
    assert text.isascii() and not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_draft_as_sarif(language: str, golden: Callable[[str, str], None]) -> None:
    result = dtplan(
        "check", DRAFT, "--format", "sarif", "--lang", language, "--as-of", "2024-12-31", cwd=ROOT
    )
    log = json.loads(result.out)
    errors = Draft202012Validator(
        SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER
    ).iter_errors(log)
    assert not list(errors)
    driver = log["runs"][0]["tool"]["driver"]
    # All rules would be a file of half a megabyte that changes with every word of theirs.
    driver["rules"] = [
        rule for rule in driver["rules"] if rule["id"] in ("DT001", "DT202", "DT305")
    ]
    text = json.dumps(log, indent=1, ensure_ascii=False) + "\n"
    golden(f"sarif/province.draft.{language}.sarif", text)


def test_a_draft_has_the_same_findings_as_in_json() -> None:
    both = [
        json.loads(dtplan("check", DRAFT, "--format", form, cwd=ROOT).out)
        for form in ("sarif", "json")
    ]
    assert len(both[1]["findings"]) > 40
    found = both[0]["runs"][0]["results"]
    assert [said(result) for result in found] == [meant(value) for value in both[1]["findings"]]


def test_a_clean_run_is_a_whole_log_without_results() -> None:
    for reports in ([], [report()]):
        run = run_of(written(sarif.render, reports))
        assert run["results"] == []
        assert run["invocations"] == [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [],
                "toolConfigurationNotifications": [],
            }
        ]
        assert len(run["tool"]["driver"]["rules"]) > 80


def test_what_is_true_of_every_run() -> None:
    run = run_of(written(sarif.render, [report(finding())]))
    assert run["automationDetails"] == {"id": "dtplan/"}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["language"] == run["tool"]["driver"]["language"] == "en"
    assert "security-severity" not in json.dumps(run)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_all_rules_in_force_are_described(language: str) -> None:
    run = run_of(written(sarif.render, [], run_in(language)))
    described = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    rules = {**file_rules().rules, **shipped("ct34").rules}
    assert list(described) == list(rules)
    for code, words in rules.items():
        rule = described[code]
        assert rule["name"] == words.name
        assert rule["shortDescription"]["text"] == words.title[language]
        assert LEVELS[rule["defaultConfiguration"]["level"]] == words.severity.label
        clause = words.clause(language)
        sure = words.confidence.get(language, "")
        for text in (words.why[language], words.remedy[language], sure, clause):
            assert text in rule["help"]["text"]
            assert rich(text) in rule["help"]["markdown"]
        for plan in (words.bad, words.good):
            assert f"```yaml\n{mask(plan).rstrip()}\n```" in rule["help"]["markdown"]
        assert rule.get("properties", {}).get("principle") == words.principle


def test_the_rules_of_the_plans_own_rulesets_are_in_force_too() -> None:
    def codes(*rulesets: str) -> set[str]:
        run = run_of(written(sarif.render, [report(rulesets=rulesets)]))
        return {rule["id"] for rule in run["tool"]["driver"]["rules"]}

    added = codes("format", "ct34", "targets-2024-2025") - codes("format", "ct34")
    assert added == set(shipped("targets-2024-2025").rules) - set(shipped("ct34").rules)
    assert added


def test_a_finding_that_is_set_aside_is_told_with_its_reason() -> None:
    comment = Exemption(COMMENT, "lý do", until="2025-06-30")
    old = Exemption(BASELINE, "có từ trước", "Sở TT&TT")
    aside, before, new = results(
        report(*(finding(exemption=exemption) for exemption in (comment, old, None))), baseline=True
    )
    assert aside["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "lý do",
            "properties": {"until": "2025-06-30"},
        }
    ]
    assert before["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "có từ trước",
            "properties": {"approver": "Sở TT&TT"},
        }
    ]
    assert new["suppressions"] == []
    states = [result["baselineState"] for result in (aside, before, new)]
    assert states == ["new", "unchanged", "new"]


def test_without_a_baseline_nothing_is_said_of_one() -> None:
    assert all("baselineState" not in result for result in results(report(finding(), finding())))


def test_a_result_says_what_it_is_about() -> None:
    [result] = results(report(finding()))
    assert result["properties"] == {
        "principle": "measurable",
        "plan": "KH-01",
        "pointer": "/targets/0",
        "remedy": "write `value`",
        "fixable": False,
    }
    [result] = results(report(finding(principle=None), plan=""))
    assert "principle" not in result["properties"] and "plan" not in result["properties"]


def test_related_places_have_numbers_and_words() -> None:
    there = Related(Place("b.yaml", "/tasks/1", Span(8, 0, 9, 3)), "Task “NV2”")
    [result] = results(report(finding(related=(there, there))))
    first, second = result["relatedLocations"]
    assert (first["id"], second["id"]) == (1, 2)
    assert first["message"] == {"text": "Task “NV2”"}
    assert first["physicalLocation"]["region"] == {
        "startLine": 9, "startColumn": 1, "endLine": 10, "endColumn": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("kế hoạch/a b.yaml", "k%E1%BA%BF%20ho%E1%BA%A1ch/a%20b.yaml"),
        ("b\udcff.yaml", "b%FF.yaml"),
        ("half\ud800.yaml", "half%5Cud800.yaml"),
        ("a:b#c?d%e.yaml", "a%3Ab%23c%3Fd%25e.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_a_relative_path_is_percent_encoded_under_the_root(path: str, uri: str) -> None:
    place = Place(path, "", Span(0, 0, 0, 0))
    [result] = results(report(finding(place=place)))
    [location] = result["locations"]
    expected = {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert location["physicalLocation"]["artifactLocation"] == expected


def test_an_absolute_path_is_a_file_uri(tmp_path: Path) -> None:
    plan = tmp_path / "kế.yaml"
    plan.write_text("dtplan: 1\n", encoding="utf-8")
    log = json.loads(dtplan("check", plan, "--format", "sarif").out)
    locations = log["runs"][0]["results"][0]["locations"]
    assert locations[0]["physicalLocation"]["artifactLocation"] == {"uri": plan.as_uri()}


@pytest.mark.parametrize("text", ["[a](http://a.example)", "[a](1)", "{0}", "{{1}} {2"])
def test_no_message_is_read_as_a_link_or_a_placeholder(text: str) -> None:
    [result] = results(report(finding(message=text)))
    assert not re.search(r"\]\(|\{[0-9]", result["message"]["text"])


def test_a_file_that_could_not_be_read_makes_the_run_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.dtplan.yaml").write_text("dtplan: 1\n", encoding="utf-8")
    (tmp_path / "gone.dtplan.yaml").symlink_to("nothing")
    done = dtplan("check", "--format", "sarif", "--lang", "en", cwd=tmp_path)
    assert done.status == 2
    [invocation] = run_of(done.out)["invocations"]
    assert not invocation["executionSuccessful"]
    [told] = invocation["toolExecutionNotifications"]
    assert told["level"] == "error" and "gone.dtplan.yaml" in told["message"]["text"]


def test_what_a_configuration_sets_otherwise_is_told() -> None:
    configured = Configured("dtplan.toml", (), ("DT206",), {"DT207": "advice"}, 0, ())
    run = run_of(written(sarif.render, [], run_in("en", configured=configured)))
    [told] = run["invocations"][0]["toolConfigurationNotifications"]
    assert told["level"] == "note"
    for word in ("dtplan.toml", "DT206", "DT207 = advice"):
        assert word in told["message"]["text"]


@pytest.mark.parametrize(("count", "levels"), [(3, []), (4, ["note"]), (6, ["note"])])
def test_more_than_github_shows_is_told(
    count: int, levels: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST_SHOWN", 3)
    run = run_of(written(sarif.render, [report(*[finding()] * count)]))
    [invocation] = run["invocations"]
    assert [item["level"] for item in invocation["toolExecutionNotifications"]] == levels
    assert len(run["results"]) == count


def test_of_more_than_github_takes_the_gravest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_TAKEN", 3)
    grades: list[Severity | None] = [
        None, Severity.ADVICE, Severity.ERROR, Severity.WARNING, Severity.ADVICE, Severity.ERROR,
    ]  # fmt: skip
    found: list[Finding] = [
        finding(message=str(number), severity=grade or Severity.ERROR,
                exemption=None if grade else Exemption(COMMENT, "why"))
        for number, grade in enumerate(grades)
    ]  # fmt: skip
    run = run_of(written(sarif.render, [report(*found)]))
    assert [result["message"]["text"] for result in run["results"]] == ["2", "3", "5"]
    [told] = run["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == "warning"
    assert "6" in told["message"]["text"] and "3" in told["message"]["text"]


@pytest.mark.parametrize("plan", ["a: 1\n", "```\nb\n", "a ````` b\n```\n", "\x1b[31m\n"])
def test_nothing_in_an_example_ends_its_block(plan: str) -> None:
    first, *content, last = fenced(plan).split("\n")
    assert first == last + "yaml" and set(last) == {"`"}
    assert not any(re.match(last, line.strip()) for line in content)
    assert content == [escaped(line) for line in plan.rstrip().split("\n")]
