"""Reports and outlines as text: what is written comes back equal, and nothing damaged comes back.

Whether a text that can still be read is the one that was written, the checksum of the cache tells.
"""

import json
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dtplan.across.outline import NOTHING, SYSTEM, TASK, Across, Outline, Twin, Work
from dtplan.findings import PlanReport, Related
from dtplan.node import Span
from dtplan.parsing.document import load
from dtplan.ruleset import shipped
from dtplan.runs import stored
from dtplan.runs.examining import examine_plan
from dtplan.settings import Settings
from tests.conftest import ROOT, TODAY
from tests.formats.reports import names, places, plan_reports, texts

# Two halves of one character: JSON can't tell them from the whole. No plan and no path has them.
HALVES = re.compile(r"\\ud[89ab]..\\ud[c-f]..")
SETTINGS = Settings(rulesets=(shipped("ct34"),), today=TODAY, language="en", evidence=True)
EXAMPLES = [*sorted((ROOT / "examples").glob("*.yaml")), ROOT / "tests" / "reference.plan.yaml"]

_STEPS = st.lists(st.one_of(texts(), st.integers(0, 10**6)), max_size=4).map(tuple)
_SPANS = st.builds(Span, *[st.integers(0, 10**6)] * 4)
_WORKS = st.builds(Work, st.sampled_from((TASK, SYSTEM)), _STEPS, _SPANS, texts(), texts(), texts())
_SHARES = st.floats(0, 1)
OUTLINES = st.builds(
    Outline, names(), texts(), _SPANS, texts(), st.sampled_from(("ministry", "local", "")), _SHARES,
    st.lists(st.sampled_from(("DT007", "DT605")), max_size=2).map(tuple),
    st.lists(_WORKS, max_size=3).map(tuple),
)  # fmt: skip
_TWINS = st.builds(
    Twin, _SHARES, texts(), texts(),
    st.lists(st.builds(Related, places(names()), texts()), max_size=2).map(tuple),
    st.integers(1, 10**6),
)  # fmt: skip
_CODES = st.sampled_from(("DT007", "DT605", "DT607", "DT609"))
ACROSS = st.builds(Across, st.dictionaries(st.tuples(_CODES, _STEPS), _TWINS, max_size=3))
FOUND = st.dictionaries(st.integers(0, 10**6), ACROSS, max_size=3)

READERS: dict[str, Callable[[str], object]] = {
    "report": stored.read,
    "outline": stored.read_outline,
    "twins": stored.read_twins,
}
OTHERS: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    "",
    "a",
    [],
    {},
    [[]],
    [None],
    {"a": 1},
    float("inf"),
    10**30,
)


def real_report(**changes: Any) -> PlanReport:
    """The report on a plan with findings of many kinds."""
    path = ROOT / "examples" / "ministry.draft.dtplan.yaml"
    return examine_plan(load(str(path)), SETTINGS.replaced(**changes)).report


def text_of(kind: str) -> str:
    """A text of each kind, as it is kept."""
    related = (real_report().findings[0].place,)
    twin = Twin(0.8, "a", "b", tuple(Related(place, "c") for place in related), 2)
    if kind == "report":
        return stored.written(real_report())
    if kind == "outline":
        work = Work(TASK, ("tasks", 0, "title"), Span(1, 2, 3, 4), "NV1", "Số hóa", "")
        return stored.written_outline(
            Outline("a", "b", Span(0, 0, 0, 1), "c", "", 0.8, (), (work,))
        )
    return stored.written_twins({3: Across({("DT605", ("tasks", 0, "title")): twin})})


# What is written comes back


@given(plan_reports())
def test_a_report_comes_back_equal(report: PlanReport) -> None:
    assume(not HALVES.search(repr(report)))
    text = stored.written(report)
    again = stored.read(text)
    assert again == report
    assert stored.written(again) == text
    # The very types too: a format may tell a tuple from a list.
    assert repr(again) == repr(report)


@given(OUTLINES)
def test_an_outline_comes_back_equal(outline: Outline) -> None:
    assume(not HALVES.search(repr(outline)))
    text = stored.written_outline(outline)
    assert stored.read_outline(text) == outline
    assert repr(stored.read_outline(text)) == repr(outline)


@given(FOUND)
def test_what_was_found_across_comes_back_equal(found: dict[int, Across]) -> None:
    assume(not HALVES.search(repr(found)))
    text = stored.written_twins(found)
    again = stored.read_twins(text)
    assert again == found
    assert list(again) == list(found)
    # It is a part of keys: what comes back must ask for the same.
    assert [*map(stored.across_text, again.values())] == [*map(stored.across_text, found.values())]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_found_in_the_examples_comes_back_equal(path: Any, language: str) -> None:
    plan = load(str(path))
    examined = examine_plan(plan, SETTINGS.replaced(language=language), NOTHING)
    report, outline = stored.both(examined)
    assert stored.read(report) == examined.report
    assert stored.read_outline(outline) == examined.outline
    # Other processes send the same.
    assert pickle.loads(pickle.dumps((report, outline))) == (report, outline)


def test_a_text_is_ascii_and_of_one_or_two_lines() -> None:
    report = real_report(language="vi")
    assert stored.written(report).isascii()
    assert stored.written(report).count("\n") == 1
    assert text_of("outline").isascii() and "\n" not in text_of("outline")


# What is damaged does not


def damaged(draw: st.DrawFn, text: str) -> str:
    """`text` with some of it cut out, put in or overwritten."""
    letters = st.one_of(
        st.text(max_size=4), st.sampled_from([*'[]{},:"\\\n01-eE.', "null", "true"])
    )
    for _time in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.sampled_from((start, start + 1, start + 20, len(text))))
        text = text[:start] + draw(letters) + text[end:]
    return text


@pytest.mark.parametrize("kind", READERS)
@given(data=st.data())
def test_a_damaged_text_is_a_value_error_and_nothing_else(kind: str, data: st.DataObject) -> None:
    text = data.draw(st.composite(lambda draw: damaged(draw, text_of(kind)))())
    with suppress(ValueError):
        READERS[kind](text)


@pytest.mark.parametrize("kind", READERS)
@given(text=st.one_of(st.text(), texts()))
def test_any_text_is_a_value_error_and_nothing_else(kind: str, text: str) -> None:
    with pytest.raises(ValueError):
        READERS[kind]("?" + text)


@pytest.mark.parametrize("kind", READERS)
def test_a_text_cut_short_anywhere_is_a_value_error(kind: str) -> None:
    text = text_of(kind)
    for end in range(0, len(text), 1 if len(text) < 2000 else 37):
        with pytest.raises(ValueError):
            READERS[kind](text[:end])


def swapped(values: Any) -> Iterator[Any]:
    """`values` with each value in them, one at a time, in place of others of any type."""
    yield from OTHERS
    for number in range(len(values) if isinstance(values, list) else 0):
        yield [*values[:number], *values[number + 1 :]]
        for inner in swapped(values[number]):
            yield [*values[:number], inner, *values[number + 1 :]]


@pytest.mark.parametrize("kind", READERS)
def test_other_values_in_a_text_are_a_value_error_or_do_no_harm(kind: str) -> None:
    lines = [json.loads(line) for line in text_of(kind).split("\n")]
    lines[0] = shortened(lines[0]) if kind == "report" else lines[0]
    refused = 0
    for number, line in enumerate(lines):
        for other in swapped(line):
            given = "\n".join(map(json.dumps, [*lines[:number], other, *lines[number + 1 :]]))
            try:
                READERS[kind](given)
            except ValueError:
                refused += 1
    assert refused > 100


def shortened(report: list[Any]) -> list[Any]:
    """A report's values with two of its findings."""
    return [part[:2] if number == 6 else part for number, part in enumerate(report)]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 10_000, "[1e999]", "[[1e999,[]]]", "null"])
def test_a_text_that_drives_the_parser_is_a_value_error(kind: str, text: str) -> None:
    with pytest.raises(ValueError):
        READERS[kind](text)
