"""The rulesets as data: complete, in both languages, in step with the code, their examples true."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dtplan import resources, ruleset
from dtplan.cli.selection import known_codes
from dtplan.parsing.document import Document, load
from dtplan.registry import registry
from dtplan.rules import RULES
from dtplan.schema import plan_format
from tests.conftest import ROOT, report_on, reports_on

NAMES = ("format", *ruleset.SHIPPED)
ALL = {code: words for name in NAMES for code, words in ruleset.shipped(name).rules.items()}


BETWEEN = "---\n"  # stands between the plans of an example that needs several


def codes_in(text: str, folder: Path) -> set[str]:
    plans = text.split(BETWEEN)
    if len(plans) > 1:
        reports = reports_on(plans, folder)
    else:
        reports = [report_on(text, rulesets=ruleset.SHIPPED)]
    return {finding.code for report in reports for finding in report.findings}


def texts(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Every text below a value, with its path."""
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in texts(inner, f"{path}/{key}")]
    if isinstance(value, list):
        return [
            pair for number, inner in enumerate(value) for pair in texts(inner, f"{path}/{number}")
        ]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_a_ruleset_fits_the_published_schema(name: str) -> None:
    data = resources.load(f"rulesets/{name}.yaml")
    jsonschema.Draft202012Validator(resources.load_schema("ruleset")).validate(data)


def test_the_code_judges_what_the_data_describe() -> None:
    assert set(ALL) == known_codes()
    assert len({words.name for words in ALL.values()}) == len(ALL)


@pytest.mark.parametrize("code", sorted(ALL))
def test_the_examples_of_a_rule_are_true(code: str, tmp_path: Path) -> None:
    words = ALL[code]
    assert code in codes_in(words.bad, tmp_path)
    assert code not in codes_in(words.good, tmp_path)


@pytest.mark.parametrize("code", sorted(ALL))
def test_both_languages_name_the_same_things(code: str) -> None:
    words = ALL[code]
    for message in (words.message, *(case["message"] for case in words.cases.values())):
        names = [
            sorted(re.findall(r"\{=?[\w.]+\}", message[language])) for language in ("vi", "en")
        ]
        assert names[0] == names[1]
        for name in re.findall(r"\{=([\w.]+)\}", message["vi"]):
            plan_format().named(name)


@pytest.mark.parametrize("name", NAMES)
def test_all_words_are_in_nfc_and_principles_quote_their_clauses(name: str) -> None:
    data = resources.load(f"rulesets/{name}.yaml")
    for path, text in texts(data):
        if path.endswith("/bad"):  # what is wrong there may be that
            continue
        assert text == unicodedata.normalize("NFC", text), path
        assert text.strip(), path
    for principle in data.get("principles", ()):
        assert set(principle["clauses"]) <= set(data["clauses"])
    for words in data["rules"].values():
        for clause in words["rests_on"]:
            assert clause in ("own", "law", "practice") or clause in data["clauses"]


def test_every_clause_names_its_source() -> None:
    for name in NAMES:
        shipped = ruleset.shipped(name)
        assert {clause["source"] for clause in shipped.clauses.values()} <= set(shipped.sources)


def test_an_example_is_a_plan_of_its_own_or_several() -> None:
    for words in ALL.values():
        for plan in words.bad.split(BETWEEN) if words.code != "DT001" else ():
            assert isinstance(load("bad", plan.encode()), Document), words.code


def test_an_editor_names_every_entry_of_the_registry() -> None:
    text = resources.schema_text("plan")
    known = registry()
    for name in (*known.systems, *known.targets):
        assert text.count(name) >= 2


def test_no_code_is_given_twice() -> None:
    tags = [
        tag
        for file in (ROOT / "dtplan" / "rules").glob("*.py")
        for tag in re.findall(r'^@rule\("(DT\d+)"[,)]', file.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(tags) == sorted(RULES)
