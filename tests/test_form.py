"""The interview's questions: complete, in both languages, and each example a good answer."""

import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from dtplan import resources
from dtplan.form import EACH, LIST, RISKS, SINGLE, Ask, Group, form
from dtplan.node import Plain
from dtplan.references import KINDS
from dtplan.registry import registry
from dtplan.rules.security import RISKS as KINDS_OF_INFORMATION
from dtplan.ruleset import SHIPPED, in_force, shipped
from dtplan.schema import (
    CHOICE,
    DATE,
    INTEGER,
    MAPPING,
    NUMBER,
    SWITCH,
    Field,
    plan_format,
)
from dtplan.text.reading import read_date
from tests.conftest import TODAY, report_on

DATA = resources.load("interview.yaml")
LANGUAGES = {"vi", "en"}
RULES = in_force(map(shipped, SHIPPED)).rules
# Reviews are kept while a plan is carried out, not when it is drafted.
ON_REVIEWS = {"DT304", "DT309", "DT312", "DT314"}
# Notes and comments are no answers.
ON_ANY_TEXT = {"DT705", "DT710"}
SECTIONS = (
    "agency",
    "breakthroughs",
    "targets",
    "tasks",
    "security",
    "money",
    "project06",
    "alignment",
    "governance",
    "procedure",
)


def _groups() -> Iterator[Group]:
    for section in form().sections:
        yield from section.groups


def _asks() -> list[tuple[Group, Ask]]:
    return [(group, ask) for group in _groups() for ask in group.asks]


def _each_ask() -> list[Any]:
    return [pytest.param(group, ask, id=group.absolute(ask)) for group, ask in _asks()]


def _leaves(field: Field, name: str = "") -> Iterator[str]:
    inner = (field.item or field).fields
    if not inner:
        yield name
    for key, child in inner.items():
        yield from _leaves(child, f"{name}.{key}" if name else key)


def _field(group: Group, ask: Ask) -> Field:
    return plan_format().named(group.absolute(ask))


def _words(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in the data that is written for people, by where it stands."""
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _words(inner, f"{name}/{number}")
    elif isinstance(value, dict):
        if value.keys() & LANGUAGES:
            yield name, value
        else:
            for key, inner in value.items():
                yield from _words(inner, f"{name}/{key}")


# What is asked


def test_the_sections_stand_in_the_order_a_planner_thinks() -> None:
    assert tuple(section.id for section in form().sections) == SECTIONS
    for section in form().sections:
        assert {group.section for group in section.groups} == {section.id}


def _is_asked(leaf: str) -> bool:
    name, _, key = leaf.rpartition(".")
    found = form().places.get(leaf)
    above = form().places.get(name)
    in_columns = above is not None and above[2] is not None and key in above[2].columns
    return in_columns or (found is not None and found[2] is not None)


@pytest.mark.parametrize("leaf", sorted(_leaves(plan_format())))
def test_a_field_is_asked_for_or_left_out_with_a_reason(leaf: str) -> None:
    left_out = any(leaf == name or leaf.startswith(f"{name}.") for name in form().not_asked)
    assert _is_asked(leaf) != left_out


def test_only_fields_of_the_format_are_left_out() -> None:
    for name in form().not_asked:
        plan_format().named(name)


def test_no_field_is_asked_for_twice() -> None:
    names = [group.absolute(ask) for group, ask in _asks()]
    assert len(names) == len(set(names))


def test_what_a_question_picks_from_is_asked_for_before() -> None:
    names = list(form().places)
    for kind in KINDS:
        for use in kind.used_in:
            at = form().find(use)
            if at is None or at[2] is None:
                assert use.startswith("reviews.")
                continue
            assert names.index(kind.path) < names.index(at[1].absolute(at[2])), use


# Groups


@pytest.mark.parametrize("group", [group for group in _groups() if group.kind != SINGLE])
def test_a_list_is_one_of_the_format_and_its_items_have_names(group: Group) -> None:
    items = plan_format().named(group.dotted).item
    assert items is not None
    assert group.name in items.fields
    assert group.noun.keys() == LANGUAGES


@pytest.mark.parametrize("group", [group for group in _groups() if group.kind == LIST])
def test_new_items_have_ids_where_the_format_knows_any(group: Group) -> None:
    items = plan_format().named(group.dotted).item
    assert items is not None
    assert bool(group.prefix) == ("id" in items.fields)
    assert group.ask.keys() == LANGUAGES


def test_ids_of_different_lists_begin_differently() -> None:
    prefixes = [group.prefix for group in _groups() if group.prefix]
    assert len(prefixes) == len(KINDS)
    for prefix in prefixes:
        assert not any(other.startswith(prefix) for other in prefixes if other is not prefix)


def test_a_list_grows_in_one_group_only_and_before_others_go_through_it() -> None:
    grown: list[tuple[str, ...]] = []
    for group in _groups():
        if group.kind == LIST:
            assert group.path not in grown
            grown.append(group.path)
        elif group.kind == EACH:
            assert group.path in grown


def test_every_kind_of_information_to_protect_is_gone_through() -> None:
    (group,) = (group for group in _groups() if group.kind == RISKS)
    assert [risk.id for risk in group.risks] == list(KINDS_OF_INFORMATION)


# Asks


@pytest.mark.parametrize(("group", "ask"), _each_ask())
def test_an_ask_depends_on_what_was_asked_before(group: Group, ask: Ask) -> None:
    before = [other.field for other in takewhile(lambda other: other is not ask, group.asks)]
    for name, wanted in ask.when.items():
        assert name in before
        choices = plan_format().named(".".join((*group.path, name))).choices
        assert isinstance(wanted, bool) or wanted in choices


@pytest.mark.parametrize(("group", "ask"), _each_ask())
def test_an_ask_on_demand_is_demanded_by_a_rule(group: Group, ask: Ask) -> None:
    assert ask.rule or not ask.on_demand
    assert ask.on_demand or not ask.opened_by


@pytest.mark.parametrize(("group", "ask"), _each_ask())
def test_an_ask_explains_only_values_of_its_field(group: Group, ask: Ask) -> None:
    field = _field(group, ask)
    for value in ask.choices:
        if field.kind == INTEGER:
            assert field.minimum is not None and field.maximum is not None
            assert field.minimum <= int(value) <= field.maximum
        else:
            assert value in (field.item or field).choices


@pytest.mark.parametrize(("group", "ask"), _each_ask())
def test_columns_are_typed_where_a_list_holds_mappings(group: Group, ask: Ask) -> None:
    field = _field(group, ask)
    assert field.kind != MAPPING
    inner = field.item.fields if field.item else {}
    assert bool(ask.columns) == bool(inner)
    assert set(ask.columns) <= inner.keys()


@pytest.mark.parametrize("place", [*_groups(), *(ask for _group, ask in _asks())])
def test_rules_and_clauses_exist(place: Group | Ask) -> None:
    assert not place.rule or place.rule in RULES
    assert not place.clause or place.clause in shipped("ct34").clauses
    assert set(place.opened_by) <= RULES.keys()


# Words


@pytest.mark.parametrize(("place", "words"), list(_words(DATA)))
def test_words_are_there_in_both_languages(place: str, words: dict[str, str]) -> None:
    assert words.keys() == LANGUAGES
    for text in words.values():
        assert isinstance(text, str), place
        assert text == " ".join(text.split())
        assert text
        assert unicodedata.is_normalized("NFC", text)


def test_everything_written_for_people_is_found_by_the_test_above() -> None:
    words = [value for _place, value in _words(DATA)]
    for group, ask in _asks():
        assert ask.ask in words, group.absolute(ask)
        assert not ask.hint or ask.hint in words
    assert all(section.title in words and section.intro in words for section in form().sections)


@pytest.mark.parametrize(("group", "ask"), _each_ask())
def test_an_ask_is_a_question(group: Group, ask: Ask) -> None:
    for text in ask.ask.values():
        assert text.endswith("?")
        assert text[0].isupper()


def test_hints_and_intros_are_sentences() -> None:
    hints = [group.hint for group in _groups()] + [ask.hint for _group, ask in _asks()]
    for hint in hints:
        assert all(text.endswith(".") for text in hint.values())
    for section in form().sections:
        assert all(text.endswith(".") for text in section.intro.values())


def test_an_english_noun_goes_with_an_a() -> None:
    nouns = [group.noun["en"] for group in _groups() if group.noun]
    assert all(noun[0] not in "aeiou" for noun in nouns)


def test_every_kind_of_field_is_explained() -> None:
    kinds = {_field(group, ask).kind for group, ask in _asks()} | {"columns"}
    assert form().how_to_type.keys() == kinds


# Examples


def _read(text: str, field: Field, language: str) -> Plain:
    """What an example means, by a plain reading that knows only how examples are written."""
    if field.kind == DATE:
        day = read_date(text)
        assert day is not None, text
        return day
    if field.kind in (NUMBER, INTEGER):
        number = re.fullmatch(r"([0-9]+(?:,[0-9])?)(%| tỷ|)", text)
        assert number, text
        return round(float(number[1].replace(",", ".")) * (10**9 if number[2] == " tỷ" else 1))
    if field.kind == SWITCH:
        return {"có": True, "không": False, "yes": True, "no": False}[text]
    if field.kind == CHOICE:
        labels = {label[language]: value for value, label in field.choices.items()}
        return labels[text]
    return _entry(text, field.key)


def _entry(text: str, key: str) -> str:
    """A text, or the id of what the registry knows by that name."""
    entries = registry()
    named = {"national": {entry.title: entry.id for entry in entries.targets.values()}}
    named["national"] |= {entry.name: entry.id for entry in entries.systems.values()}
    named["system"] = named["national"]
    return named.get(key, {}).get(text, text)


def _example(group: Group, ask: Ask, language: str) -> Plain:
    text, field = ask.example[language], _field(group, ask)
    if field.item is None:
        return _read(text, field, language)
    pieces = text.split("; ")
    if not ask.columns:
        return [_read(piece, field.item, language) for piece in pieces]
    rows: list[Plain] = []
    for piece in pieces:
        cells = zip(ask.columns, piece.split(": "), strict=True)
        inner = field.item.fields
        rows.append({column: _read(cell, inner[column], language) for column, cell in cells})
    return rows


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(("group", "ask"), _each_ask())
def test_an_example_can_be_read_as_its_field(group: Group, ask: Ask, language: str) -> None:
    assert ask.example.keys() == LANGUAGES
    assert _example(group, ask, language) not in ("", [], None)


def _put(plan: dict[str, Any], path: tuple[str, ...], value: Plain) -> None:
    for key in path[:-1]:
        plan = plan.setdefault(key, {})
    plan[path[-1]] = value


def _item(plan: dict[str, Any], group: Group) -> dict[str, Any]:
    """The one item of the group's list, or the plan where it has none."""
    for key in group.path[:-1]:
        plan = plan.setdefault(key, {})
    if not group.path:
        return plan
    items = plan.setdefault(group.path[-1], [{"id": f"{group.prefix}1"} if group.prefix else {}])
    item: dict[str, Any] = items[0]
    return item


def _plan_of_examples() -> dict[str, Any]:
    plan: dict[str, Any] = {"dtplan": 1, "status": "submitted"}
    for group, ask in _asks():
        # A plan with one task has none to wait for; only one of the two is said of its end.
        if group.absolute(ask) != "tasks.after" and ask.field != "recurring":
            _put(_item(plan, group), ask.path, _example(group, ask, "vi"))
    _item(plan, next(group for group in _groups() if group.kind == RISKS))["risk"] = "state-secrets"
    return plan


@pytest.mark.parametrize("day", ["2024-12-31", TODAY])
def test_the_examples_together_make_a_plan_that_passes(day: str) -> None:
    text = json.dumps(_plan_of_examples(), ensure_ascii=False)
    found = report_on(text, as_of=day).findings
    # One example can't be all the steps of a procedure.
    assert [finding.message for finding in found if finding.code != "DT508"] == []


def test_the_measures_given_as_examples_answer_for_every_kind_of_information() -> None:
    plan = _plan_of_examples()
    (group,) = (group for group in _groups() if group.kind == RISKS)
    model = plan["security"]["measures"][0]
    plan["security"] |= {
        "measures": [
            model | {"id": f"AT{number}", "title": risk.example["vi"], "protects": [risk.id]}
            for number, risk in enumerate(group.risks)
        ],
        "not_applicable": [],
    }
    text = json.dumps(plan, ensure_ascii=False)
    found = report_on(text, as_of=TODAY).findings
    assert [finding.message for finding in found if finding.code != "DT508"] == []


# Looking up


def test_a_field_is_found_where_it_is_asked_for() -> None:
    found = form().find("tasks.owner.agency")
    assert found is not None
    section, group, ask = found
    assert (section.id, group.path) == ("tasks", ("tasks",))
    assert ask is not None
    assert ask.path == ("owner", "agency")


@pytest.mark.parametrize(
    ("dotted", "group", "ask"),
    [
        ("tasks", "tasks", None),
        ("tasks.note", "tasks", None),
        ("tasks.budget.note", "tasks", "budget"),
        ("targets.measurement", "targets", "measurement.platform"),
        ("lead", "", "lead.position"),
        ("security.not_applicable.risk", "security.not_applicable", None),
    ],
)
def test_what_is_not_asked_itself_is_found_nearby(dotted: str, group: str, ask: str | None) -> None:
    found = form().find(dotted)
    assert found is not None
    assert found[1].dotted == group
    assert (found[2].field if found[2] else None) == ask


@pytest.mark.parametrize("dotted", ["reviews", "reviews.date", "status", "unknown", "lead2.name"])
def test_what_is_asked_nowhere_is_not_found(dotted: str) -> None:
    assert form().find(dotted) is None


def test_a_code_opens_a_group_or_demands_an_ask() -> None:
    opened = form().opened("DT107")
    assert opened is not None
    assert opened.path == ("targets",)
    assert form().demanded("DT107") is None
    demanded = form().demanded("DT403")
    assert demanded is not None
    assert demanded[2] is not None
    assert demanded[2].field == "period.basis"
    assert form().opened("DT403") is None
    assert form().opened("DT101") is None


def test_a_code_opens_one_place_only() -> None:
    codes = [code for group in _groups() for code in group.opened_by]
    codes += [code for _group, ask in _asks() for code in ask.opened_by]
    assert len(codes) == len(set(codes))


# What the rules say leads to a question


def _cases() -> list[Any]:
    found = []
    for file in sorted((Path(__file__).parent / "rules").glob("DT[1-9]*.yaml")):
        for case in resources.parse_yaml(file.read_bytes()):
            if case["breaches"] and "plan" in case:  # the wizard knows no other plans
                found.append(pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}"))
    return found


@pytest.mark.parametrize(("code", "case"), _cases())
def test_what_a_rule_says_leads_to_a_question(code: str, case: dict[str, Any]) -> None:
    report = report_on(
        case["plan"],
        as_of=case.get("as_of"),
        as_status=case.get("status"),
        today=case.get("today", "2026-11-22"),
        rulesets=SHIPPED if code == "DT951" else ("ct34",),
    )
    for finding in report.findings:
        if finding.code == code and code not in form().openers:
            assert _is_answerable(code, finding.about), (code, finding.about)


def _is_answerable(code: str, about: tuple[str | int, ...]) -> bool:
    """Whether `about` is asked for, or is a list that grows in the interview."""
    dotted = ".".join(step for step in about if isinstance(step, str))
    if code in ON_ANY_TEXT and (not about or dotted in form().not_asked):
        return True
    if about[0] == "reviews":
        return code in ON_REVIEWS
    found = form().find(dotted)
    if found is None:
        return False
    _section, group, ask = found
    return ask is not None or (group.dotted == dotted and isinstance(about[-1], str))
