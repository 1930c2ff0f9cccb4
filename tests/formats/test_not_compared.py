"""Where a reader might think that the plans were compared, a report says that they were not."""

import json
from collections.abc import Callable

import pytest

from dtplan.formats import github, gitlab, html, jsonl, junit, markdown, sarif, short, text
from tests.formats.reports import finding, report, run_in, written

Render = Callable[..., object]
PLAN = report(finding())
SAID = "Nothing was compared with other plans: "


def said(render: Render, *, ran: bool = False, **more: object) -> str:
    cross_plan = "ran" if ran else "not-run"
    return written(render, [PLAN], run_in("en", cross_plan=cross_plan, **more))


@pytest.mark.parametrize("render", [html.render, markdown.render, sarif.render])
def test_sheets_and_sarif_say_so(render: Render) -> None:
    assert said(render).count(SAID) == 1
    assert SAID not in said(render, ran=True)


def test_sheets_say_so_before_the_first_plan() -> None:
    assert said(markdown.render).index(SAID) < said(markdown.render).index("## ")
    page = said(html.render)
    assert page.index("<h1>") < page.index(SAID) < page.index("<main>")


def test_sarif_says_so_as_a_note_of_the_run() -> None:
    [invocation] = json.loads(said(sarif.render))["runs"][0]["invocations"]
    [note] = invocation["toolExecutionNotifications"]
    assert note["level"] == "note" and note["message"]["text"].startswith(SAID)
    assert invocation["executionSuccessful"]


@pytest.mark.parametrize("more", [{"matrix": True}, {"verbose": True}])
def test_a_text_says_so_where_it_tells_much(more: dict[str, bool]) -> None:
    lines = said(text.render, **more).splitlines()
    assert lines[-1].startswith(SAID)
    assert SAID not in said(text.render, ran=True, **more)
    assert SAID not in said(text.render)
    assert SAID not in said(text.render, quiet=True, **more)


@pytest.mark.parametrize(
    "render", [short.render, jsonl.render, junit.render, gitlab.render, github.render]
)
def test_for_programs_and_annotations_it_would_be_noise(render: Render) -> None:
    assert SAID not in said(render)
