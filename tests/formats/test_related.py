"""Other places of a finding: where they are clear to a reader, and few where there are many."""

import json
from collections.abc import Callable

import pytest

from dtplan.findings import Place, Related
from dtplan.formats import github, gitlab, html, junit, markdown, sarif, text
from dtplan.node import Span
from tests.formats.reports import finding, report, run_in, written

HERE = Place("a.yaml", "/tasks/0/title", Span(2, 11, 2, 30))
Render = Callable[..., object]


def other(path: str, line: int) -> Related:
    what = f"Agency {path}: NV1, Title {line}"
    return Related(Place(path, "/tasks/0/title", Span(line - 1, 4, line - 1, 9)), what)


def with_others(*others: Related, render: Render, language: str = "en") -> str:
    one = finding(place=HERE, message="Task “NV1” is 93% like another", related=others)
    plans = [report(one), *(report(path=name, plan=name) for name in ("b.yaml", "c.yaml"))]
    return written(render, plans, run_in(language))


@pytest.mark.parametrize("render", [text.render, junit.render, github.render])
def test_a_place_in_another_plan_has_its_file_and_line(render: Render) -> None:
    assert "see also b.yaml:7: Agency b.yaml: NV1, Title 7" in with_others(
        other("b.yaml", 7), render=render
    )


def test_where_nothing_else_is_shown_the_message_tells_the_place() -> None:
    log = json.loads(with_others(other("b.yaml", 7), other("a.yaml", 9), render=sarif.render))
    [result] = log["runs"][0]["results"]
    said = "Task “NV1” is 93% like another; see also b.yaml:7"
    assert result["message"]["text"] == said
    [issue] = json.loads(with_others(other("b.yaml", 7), render=gitlab.render))
    assert issue["description"] == f"DT202: {said}"


def test_the_page_leads_to_the_other_plan_where_it_is_there() -> None:
    page = with_others(
        other("c.yaml", 7), other("gone.yaml", 8), other("a.yaml", 9), render=html.render
    )
    assert (
        'see also <a href="#plan-3">Agency c.yaml: NV1, Title 7</a>'
        ' (<span class="place">c.yaml, line 7</span>)'
    ) in page
    assert 'see also Agency gone.yaml: NV1, Title 8 (<span class="place">gone.yaml, line 8' in page
    assert 'see also <span class="place">line 9</span>: Agency a.yaml: NV1, Title 9' in page


def test_markdown_tells_whose_it_is_before_where() -> None:
    sheet = with_others(other("b.yaml", 7), other("a.yaml", 9), render=markdown.render)
    assert "  - see also Agency b.yaml: NV1, Title 7 (b.yaml, line 7)\n" in sheet
    assert "  - see also line 9: Agency a.yaml: NV1, Title 9\n" in sheet


MANY = tuple(other(f"{number}.yaml", number) for number in range(10, 24))


@pytest.mark.parametrize(
    ("render", "told"),
    [
        (text.render, 3),
        (junit.render, 3),
        (github.render, 3),
        (markdown.render, 3),
        (html.render, 10),
    ],
)
def test_of_many_places_a_few_are_told_and_the_others_counted(render: Render, told: int) -> None:
    said = with_others(*MANY, render=render)
    assert said.count("Agency ") == told
    assert f"and {14 - told} more places" in said
    assert "more" not in with_others(*MANY[: told + 1], render=render).replace("one more", "")


def test_nobody_misses_a_place_who_asks_for_all() -> None:
    plans = [report(finding(place=HERE, related=MANY))]
    said = written(text.render, plans, run_in("en"))
    assert "= and 11 more places (`-v` tells all)" in said
    said = written(text.render, plans, run_in("en", verbose=True))
    assert said.count("see also") == 14
    [result] = json.loads(with_others(*MANY, render=sarif.render))["runs"][0]["results"]
    assert len(result["relatedLocations"]) == 14
    assert result["message"]["text"].endswith(
        "see also 10.yaml:10, 11.yaml:11, 12.yaml:12, and 11 more places"
    )
