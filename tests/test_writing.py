"""Plain values as YAML text: every reader gets back what was written."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan import shape
from dtplan.edits.writing import (
    Habit,
    block,
    commented,
    entry,
    flow,
    inline,
    literal,
    modeline,
    scalar,
    settled,
)
from dtplan.node import Plain
from dtplan.parsing.document import Document, load
from dtplan.schema import Field, plan_format

TEXT = plan_format().named("title")
DATE = plan_format().named("period.start")
CHOICE = plan_format().named("status")
PARTNERS = plan_format().named("tasks.partners")
AFTER = plan_format().named("tasks.after")

# What a person may type that YAML, or another person, takes for something else.
MISREAD = [
    *("yes", "No", "ON", "off", "y", "N", "true", "False", "tRUE", "null", "Null", "~", "NULL"),
    *("012", "08", "0x1F", "0o14", "0b1", "12:30", "1_000", "1e3", ".inf", ".nan", "-.INF", "5"),
    *("0.7", "0,7", "1.500", "12.345.678", "+5", "-5", "2024-10-15", "2001-12-14 21:59:43.10"),
    *(" a", "a ", "a #b", "a #5", "#5", "x#5", "a: b", "a:", ": a", "- a", "-", "? a", "?"),
    *("&a", "*a", "!a", "!!str a", "|", ">", "'a'", '"a"', "%a", "@a", "`a", "{a", "[a", "}", "]"),
    *("<<", "=", "a, b", "[a, b]", "{a: b}", "---", "...", "--- a", "a\nb", "a\n", "\na", "a\tb"),
    *("a\x85b", "a\u2028b", "a\x00b", "a\x1bb", "\ufeffa", "a\u202eb", "a\rb", "\\", 'a"b', "it's"),
    *("C:\\a 'b' \"c\"", "e\u0302", "\u00a0a", "😀", "34/CT-TTg", "<<<<<<< HEAD", "a\uffffb"),
]
TEXTS = st.one_of(st.sampled_from(MISREAD), st.text(max_size=20)).filter(
    lambda text: text.strip() and not any("\ud800" <= sign <= "\udfff" for sign in text)
)


def read_back(text: str) -> Any:
    plan = load("x.yaml", text.encode())
    assert isinstance(plan, Document), (text, plan)
    return plan.root.plain()


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, style=st.sampled_from(["", "'", '"']))
def test_a_text_comes_back_from_every_reader(text: str, style: str) -> None:
    for field in (TEXT, DATE, CHOICE, None):
        written = scalar(text, field, style=style)
        assert "\n" not in written
        assert read_back(f"a: {written}\n") == {"a": text}
        if field is not DATE or not written[0].isdigit():
            # PyYAML reads as YAML 1.1 has it.
            assert yaml.safe_load(f"a: {written}\n") == {"a": text}
    inside = scalar(text, TEXT, in_flow=True)
    assert read_back(f"a: {{b: {inside}, c: [{inside}, {inside}]}}\n") == {
        "a": {"b": text, "c": [text, text]}
    }


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, other=TEXTS)
def test_no_text_looks_cut_or_ambiguous(text: str, other: str) -> None:
    lines = [
        f"title: {scalar(text, TEXT)}",
        f"agency: {flow({'name': text}, plan_format().named('agency'))}",
        f"tasks: [{{partners: {flow([text, other], PARTNERS)}}}]",
    ]
    plan = load("x.yaml", "\n".join(["dtplan: 1", *lines, ""]).encode())
    assert isinstance(plan, Document)
    assert shape.examine(plan) == []


CLEAR = {"x#5", "a, b", "e\u0302", "😀", "34/CT-TTg", 'a"b', "it's", "\\", "C:\\a 'b' \"c\""}


@pytest.mark.parametrize("text", sorted(set(MISREAD) - CLEAR))
def test_what_can_be_misread_is_quoted(text: str) -> None:
    assert scalar(text, TEXT)[0] in ("'", '"')


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        ("2024-10-15", DATE, "2024-10-15"),
        ("2024-10-15", TEXT, '"2024-10-15"'),
        ("34/CT-TTg", TEXT, "34/CT-TTg"),
        ("Sở Văn hóa, Thể thao và Du lịch", TEXT, "Sở Văn hóa, Thể thao và Du lịch"),
        ('Đề án X: "Đất đai"', TEXT, "'Đề án X: \"Đất đai\"'"),
        ('it\'s: "x"', TEXT, '"it\'s: \\"x\\""'),
        ("%", TEXT, '"%"'),
        ("a\u2028\x1b\u202e\n", TEXT, r'"a\u2028\x1B\u202E\n"'),
        (6_500_000_000.0, None, "6500000000.0"),
        (6_500_000_000, None, "6500000000"),
        (0.7, None, "0.7"),
        (1e-7, None, "0.0000001"),
        (1.125, None, "1.1250"),
        (True, None, "true"),
        (None, None, "null"),
    ],
)
def test_a_single_value_is_written_as_a_person_would(
    value: Plain, field: Field | None, text: str
) -> None:
    assert scalar(value, field) == text


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), 10**18, 1e30, 1.2345e-17, "\udfff"])
def test_what_no_plan_can_hold_is_refused(value: Plain) -> None:
    with pytest.raises(ValueError, match=r"digits|finite|surrogate"):
        scalar(value, None)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.integers(-(10**17), 10**17), st.floats(-1e9, 1e9, width=32)))
def test_a_number_comes_back(value: float) -> None:
    try:
        text = scalar(value, None)
    except ValueError:
        assert abs(value) < 1e-9 or len(repr(value)) > 15
        return
    assert read_back(f"a: {text}\n") == {"a": value}


@settings(max_examples=200, deadline=None)
@given(text=st.text("ab# :-\t\n|%'\"", max_size=12), style=st.sampled_from("|>"))
def test_a_block_scalar_reads_as_its_text(text: str, style: str) -> None:
    lines = literal(text, style)
    if lines is None:
        return
    body = "".join(f"  {line}\n" if line else "\n" for line in lines[1:])
    assert read_back(f"a: {lines[0]}\n{body}b: 1\n") == {"a": text, "b": 1}


def test_what_is_absent_is_left_out() -> None:
    value: Plain = {"a": None, "b": " ", "c": [], "d": {"e": [""]}, "f": [None, 1.0], "g": 0}
    assert settled(value) == {"f": [1], "g": 0}
    assert settled({"a": {}}) is None
    assert settled(False) is False


def test_lists_of_ids_stand_in_brackets_and_texts_below_their_key() -> None:
    assert inline(["NV1", "NV2"], AFTER) == "[NV1, NV2]"
    assert inline(["012"], AFTER) == '["012"]'
    assert inline([f"NV{number}" for number in range(30)], AFTER) is None
    assert inline(["Sở A"], PARTNERS) is None


def test_a_value_stands_in_the_order_of_the_format() -> None:
    value: Plain = {"x": 1, "level": "local", "owner": {"name": "A", "agency": "B"}, "id": "NV1"}
    tasks = plan_format().named("tasks")
    lines = block([value], tasks, "tasks", Habit())
    assert [line.text for line in lines] == [
        "- id: NV1",
        "  level: local",
        "  owner:",
        "    agency: B",
        "    name: A",
        "  x: 1",
    ]
    assert [line.name for line in lines][:4] == [
        "tasks.id",
        "tasks.level",
        "tasks.owner",
        "tasks.owner.agency",
    ]


def test_the_habits_of_a_file_are_kept() -> None:
    value: Plain = {"owner": {"name": "A"}, "partners": ["B"]}
    lines = entry("tasks", [value], plan_format(), "", Habit(mapping=4, items=0, dash=4))
    assert [line.text for line in lines] == [
        "tasks:",
        "-   owner:",
        "        name: A",
        "    partners:",
        "    - B",
    ]


def test_comments_tell_the_label_and_the_choices() -> None:
    lines = entry("agency", {"name": "X", "level": "local"}, plan_format(), "", Habit())
    assert commented(lines, {"agency"}.__contains__, plan_format()) == [
        "agency:",
        "  name: X  # tên cơ quan",
        "  level: local  # cấp của cơ quan: ministry | local",
    ]


def test_no_comment_stands_behind_a_long_line() -> None:
    lines = entry("title", "x" * 120, plan_format(), "", Habit())
    assert commented(lines, lambda name: False, plan_format()) == [f"title: {'x' * 120}"]


def test_an_unknown_field_has_no_comment() -> None:
    lines = entry("x", [{"z": 1}], plan_format(), "", Habit())
    assert commented(lines, lambda name: False, plan_format()) == ["x:", "  - z: 1"]


def test_the_modeline_names_the_schema() -> None:
    line = modeline("plan.schema.json")
    assert line == "# yaml-language-server: $schema=plan.schema.json"
