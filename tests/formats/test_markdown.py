"""The Markdown sheet: the same findings as in JSON, nothing in it that acts, and never too long."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import cmarkgfm
import html5lib
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan.findings import COMMENT, Compliance, Exemption, PlanReport, Severity, Verdict
from dtplan.formats import markdown, words_of
from dtplan.formats.fitting import LEAST, TEXT, Block, Fitting
from dtplan.formats.gfm import plain, rich
from dtplan.text.shown import escaped, shown
from tests.command import dtplan
from tests.conftest import ROOT
from tests.formats.reports import as_json, finding, report, run_in, runs, texts, written

ELEMENTS = {
    "html", "head", "body", "h1", "h2", "h3", "h4", "h5", "p", "ul", "li", "strong", "code", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "br", "span",
}  # fmt: skip
GUARD = "\u200b"
# What GitHub and GitLab look for in the text of the finished page.
ACTIVE = re.compile(
    r"[@#!%&~^:][\"'*+-]?\w|:/|\b(?:www\.|GH-)", re.IGNORECASE
)  # fmt: skip
RULES = words_of(run_in("en")).rules
SHORTENED = "This sheet is shortened"


def page(text: str) -> Any:
    """The finished page, as GitHub's own reader makes it, with raw HTML let through."""
    html = cmarkgfm.markdown_to_html_with_extensions(
        text, options=Options.CMARK_OPT_UNSAFE, extensions=["table", "autolink", "strikethrough"]
    )
    root = html5lib.parse(html, namespaceHTMLElements=False)
    for element in root.iter():
        assert element.tag in ELEMENTS, (element.tag, text)
        assert not element.attrib
    return root.find("body")


def one_line(text: str) -> str:
    return " ".join(text.replace("`", "").replace(GUARD, "").split())


def content(element: Any) -> str:
    """The text of an element, without that of lists in it."""
    return one_line("".join(stretches(element)))


def stretches(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag != "ul":
            yield from stretches(child)
        yield child.tail or ""


class Told(NamedTuple):
    """The findings on a page: code and text of those that count, and the text of the others."""

    counted: Counter[tuple[str, str]]
    excepted: Counter[str]


def said(body: Any, values: list[Any]) -> Told:
    codes = {one_line(head(value)): value["code"] for value in values}
    told = Told(Counter(), Counter())
    chapter, code = "", None
    for element in body:
        if element.tag in ("h2", "h3", "hr"):
            chapter, code = content(element), None
        elif element.tag == "h5":
            code = codes[content(element)]
        elif element.tag == "ul":
            for text in map(item_text, element.findall("li")):
                if code is not None:
                    told.counted[code, text] += 1
                elif chapter == "Exceptions":
                    told.excepted[text] += 1
    return told


def item_text(item: Any) -> str:
    paragraph = item.find("p")  # items stand apart where one holds more than a line
    return content(item if paragraph is None else paragraph)


def meant(values: list[Any]) -> Told:
    told = Told(Counter(), Counter())
    for value in values:
        where = f"line {value['line']}, column {value['column']}: {escaped(value['message'])}"
        if value["suppressed"]:
            told.excepted[one_line(f"{head(value).strip()}, {where}")] += 1
        else:
            told.counted[value["code"], one_line(f"{value['severity']}, {where}")] += 1
    return told


def head(value: Any) -> str:
    words = RULES.get(value["code"])
    return f"{shown(value['code'])} {words.title['en'] if words else escaped(value['name'])}"


def left_out(body: Any) -> Counter[str]:
    """What the page says that it leaves out, by kind."""
    [note] = [text for text in map(content, body.iter("p")) if text.startswith(SHORTENED)]
    _, _, counts = note.partition("Left out here: ")
    found = re.findall(r"([0-9]+) (error|warning|piece|exception)", counts)
    return +Counter({kind: int(count) for count, kind in found})


@settings(max_examples=60, deadline=None)
@given(runs())
def test_hostile_reports_hold_the_same_findings_as_in_json(reports: list[PlanReport]) -> None:
    text = written(markdown.render, reports)
    body = page(text)
    values = as_json(reports)
    told, all_of_it = said(body, values), meant(values)
    missing = all_of_it.counted - told.counted
    kinds = [line.partition(",")[0] for _, line in missing.elements()]
    left = Counter(kind.replace("advice", "piece") for kind in kinds)
    left["exception"] = (all_of_it.excepted - told.excepted).total()
    assert not told.counted - all_of_it.counted and not told.excepted - all_of_it.excepted
    assert +left == (left_out(body) if SHORTENED in text else Counter())
    assert len(text) <= 60_000
    for line in text.splitlines():
        assert escaped(line) == line
        assert not re.match(r"\s*(/|~~~|```)", line)
    check_text(body)


def check_text(body: Any) -> None:
    """No text outside code calls a person, or is a link, a picture or a sum to some reader."""
    for element in body.iter():
        if element.tag == "span":  # as GitHub asks for a dollar that begins no formula
            assert element.text == "$"
        elif element.tag != "code":
            check_stretch(element.text or "")
        check_stretch(element.tail or "")


def check_stretch(text: str) -> None:
    assert not ACTIVE.search(text) and "$" not in text


@given(texts().map(escaped))
def test_any_text_stays_one_piece_of_text(text: str) -> None:
    for made, allowed in ((plain(text), {"span"}), (rich(text), {"span", "code"})):
        body = page(f"{made}\n")
        assert {element.tag for element in body.iter()} <= {"body", "p", *allowed}
        assert content(body) == one_line(text)
        check_text(body)


@pytest.mark.parametrize(
    "text",
    [
        "/close", "- a", "+ a", "1. a", "12) a", "= a", "---", "===", "# a", "> a", "    a",
        "| a |", "~~~", "```", "@a", "a@b.example", "#12", "a#12", "GH-12", "!12", "%12", '%"a b"',
        "~a", "&12", "$12", "$a$", "$`a`$", ":smile:", ":+1:", "https://a.example",
        "_www.a.example",
        "www.a.example", "ftp://a.example", "mailto:a@b.example", "[a](b)", "![a](b)", "[a]: b",
        "[^1]", "<b>", "<!-- ", "&copy;", "a  ", "a\\", "**a**", "__a__", "~~a~~", "[x] a",
        "{+ a +}", "[- a -]", "::: a", "*iteration:4", "[issue:4]", "a/b#1", "a!1", "`@a", "`",
        "``", "` `", "a``b", "`a``", "``a``b` <b>`",
    ],
)  # fmt: skip
def test_one_way_after_the_other_to_be_more_than_text(text: str) -> None:
    for made in (plain(text), rich(text)):
        body = page(f"{made}\n")
        assert {element.tag for element in body.iter()} <= {"body", "p", "span", "code"}
        assert content(body) == one_line(text)
        check_text(body)
        assert not made.startswith("/")


def test_words_between_backquotes_are_code_and_a_lone_backquote_is_none() -> None:
    assert rich("ghi `value` và `unit`") == "ghi `value` và `unit`"
    assert rich("a ` b_c") == "a \\` b\\_c"
    assert plain("`value`") == "\\`value\\`"


def test_a_cell_of_a_table_takes_any_text() -> None:
    hostile = report(path="a|b.yaml").replaced(title="a | `b|c` \\| <br> d")
    body = page(written(markdown.render, [hostile, report(path="c.yaml")]))
    rows = [[content(cell) for cell in row] for row in body.iterfind(".//tbody/tr")]
    assert [len(row) for row in rows] == [3, 3]
    assert rows[0][0] == "a | b|c \\| <br> da|b.yaml"


def test_an_exception_is_told_with_its_reason_approver_and_end() -> None:
    aside = finding(exemption=Exemption(COMMENT, "waits for the decree", "Lê A", "2025-06-30"))
    body = page(written(markdown.render, [report(aside)]))
    told = [content(item) for item in body.iterfind(".//li/ul/li")]
    assert told == [
        "Reason: waits for the decree",
        "Approved by: Lê A",
        "Valid until: 2025-06-30",
        "Set aside by: a comment in the plan",
    ]
    assert "1 exception." in "".join(body.itertext())


def test_the_matrix_shows_every_principle() -> None:
    principles = (
        Compliance("measurable", Verdict.PARTLY, 3, 4, 1, ()),
        Compliance("assigned", Verdict.NOT_JUDGED, 0, 0, 0, ()),
    )
    body = page(written(markdown.render, [report().replaced(principles=principles)]))
    rows = [[content(cell) for cell in row] for row in body.iterfind(".//tbody/tr")]
    assert [row[1:] for row in rows] == [["partly met", "3/4"], ["not judged", ""]]
    assert rows[0][0].startswith("Concrete and measurable") and "1 exception" in rows[0][0]


def many(severity: Severity, count: int) -> list[Any]:
    return [
        finding(severity=severity, message=f"{severity.label} {number} " + "x" * 100)
        for number in range(count)
    ]


def test_of_too_much_the_gravest_is_kept_and_the_rest_counted() -> None:
    found = [*many(Severity.ADVICE, 300), *many(Severity.ERROR, 50), *many(Severity.WARNING, 20)]
    text = written(markdown.render, [report(*found)])
    body = page(text)
    assert len(text) <= 60_000
    assert left_out(body) == Counter(piece=300)
    told = said(body, as_json([report(*found)])).counted
    assert Counter(line.partition(",")[0] for _, line in told) == Counter(error=50, warning=20)


def test_of_too_many_errors_as_many_as_fit_are_kept() -> None:
    found = many(Severity.ERROR, 1_000)
    text = written(markdown.render, [report(*found)])
    body = page(text)
    told = said(body, as_json([report(*found)])).counted.total()
    assert 200 < told < 1_000 and left_out(body) == Counter(error=1_000 - told)
    assert 40_000 < len(text) <= 60_000


def test_many_plans_are_counted_where_they_cannot_all_be_named() -> None:
    reports = [report(path=f"plans/{number:04}.yaml") for number in range(2_000)]
    reports[1_990] = report(finding(path="plans/1990.yaml"), path="plans/1990.yaml")
    text = written(markdown.render, reports)
    body = page(text)
    rows = body.findall(".//tbody/tr")
    assert len(text) <= 60_000
    # The one with an error is named, in the table and with its sheet.
    assert [content(row[0]) for row in rows] == ["KH-01plans/1990.yaml"]
    assert "and 1999 more plans" in "".join(body.itertext())
    assert "plans/1990.yaml" in [content(item).removeprefix("File: ") for item in body.iter("li")]
    assert not left_out(body)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reports", [[], [report()]])
def test_a_clean_run_is_a_sheet_too(reports: list[PlanReport], language: str) -> None:
    body = page(written(markdown.render, reports, run_in(language)))
    assert len(body.findall("h1")) == 1 and not body.findall("h5")
    assert len(body.findall("h2")) == len(reports)


def test_a_draft_has_the_same_findings_as_in_json() -> None:
    plan = "examples/province.draft.dtplan.yaml"
    asked = ("check", plan, "--lang", "en", "--matrix", "--format")
    values = json.loads(dtplan(*asked, "json", cwd=ROOT).out)["findings"]
    text = dtplan(*asked, "markdown", cwd=ROOT).out
    assert said(page(text), values) == meant(values)
    assert len(values) > 40 and len(text) <= 60_000


BLOCKS = st.lists(
    st.builds(
        Block,
        st.text("x", max_size=30),
        st.integers(LEAST, Severity.ERROR),
        st.sampled_from((TEXT, TEXT, 3, 4, 5)),
    ),
    max_size=20,
)


@given(BLOCKS, st.integers(0, 200))
def test_what_is_kept_fits_and_is_the_gravest(blocks: list[Block], size: int) -> None:
    fitting = Fitting(size)
    for block in blocks:
        fitting.add(block)
    kept = fitting.blocks
    assert sum(len(block.text) + 1 for block in kept) <= size
    assert is_part(kept, blocks)
    if sum(len(block.text) + 1 for block in blocks) <= size:
        assert fitting.is_whole
        assert [b for b in kept if b.rank == TEXT] == [b for b in blocks if b.rank == TEXT]
    for first, second in zip(kept, [*kept, None][1:], strict=True):
        assert first.rank == TEXT or (second is not None and second.rank > first.rank)


def is_part(kept: list[Block], blocks: list[Block]) -> bool:
    rest = iter(blocks)
    return all(any(block is other for other in rest) for block in kept)
