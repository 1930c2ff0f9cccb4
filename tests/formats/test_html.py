"""The HTML sheet: one safe page, readable to all, with the same findings as in JSON."""

import json
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from hypothesis import example, given, settings

from dtplan.findings import COMMENT, Compliance, Exemption, PlanReport, Severity, Verdict
from dtplan.formats import html
from dtplan.formats.page_style import STYLE
from dtplan.text.shown import escaped, shown
from tests.command import dtplan
from tests.conftest import ROOT
from tests.formats.reports import as_json, finding, report, run_in, runs, written

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1",
    "h2", "h3", "h4", "h5", "p", "dl", "div", "dt", "dd", "table", "thead", "tbody", "tr", "th",
    "td", "ul", "li", "span", "code", "a", "br",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "href", "scope", "lang", "charset", "name", "content", "http-equiv"}


def page(text: str) -> Any:
    """The page as a browser reads it; anything that is not quite HTML is an error."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    for element in root.iter():
        assert element.tag in ELEMENTS, element.tag
        assert set(element.attrib) <= ATTRIBUTES
        assert re.fullmatch(r"#plan-[0-9]+", element.get("href", "#plan-1"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    return root


def one_line(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def content(element: Any) -> str:
    return one_line("".join(element.itertext()))


def said(root: Any) -> Counter[tuple[str, ...]]:
    """Code and text of every finding, those set aside too."""
    found: Counter[tuple[str, ...]] = Counter()
    for rule in root.iterfind(".//section[@class='rule']"):
        code = one_line(rule.find("*/span[@class='code']").text or "")
        entries = rule.findall("ul/li") or rule.findall("p")
        for entry in entries:
            text = content(entry)
            for others in entry.findall("ul[@class='related']"):
                text = text.removesuffix(content(others)).rstrip()
            found[code, text] += 1
    return found


def meant(values: list[Any]) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for value in values:
        text = f"line {value['line']}, column {value['column']}: {escaped(value['message'])}"
        grade = "" if value["suppressed"] else f"{value['severity']}, "
        found[one_line(shown(value["code"])), one_line(grade + text)] += 1
    return found


@settings(max_examples=50, deadline=None)
@given(runs())
@example([report().replaced(as_of="\ufdd0\U0001fffe\U000e0041")])
def test_hostile_reports_hold_the_same_findings_as_in_json(reports: list[PlanReport]) -> None:
    root = page(written(html.render, reports))
    assert len(root.findall(".//section[@class='plan']")) == len(reports)
    assert said(root) == meant(as_json(reports))
    text = "".join(root.itertext()).replace("\n", "")
    assert escaped(text.replace("\u00ad", "")) == text
    check_reading(root)


def check_reading(root: Any) -> None:
    """What a person who hears the page read out depends on."""
    assert root.get("lang") in ("vi", "en")
    assert (root.findtext("head/title") or "").strip()
    headings = [int(item.tag[1]) for item in root.iter() if re.fullmatch("h[1-5]", str(item.tag))]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(second - first <= 1 for first, second in pairwise(headings))
    assert len(root.findall("body/main")) == 1
    for head in root.iter("th"):
        assert head.get("scope") in ("row", "col")
    for table in root.iter("table"):
        columns = table.findall("thead/tr/th")
        assert columns and all(content(column) for column in columns)
        for row in table.iterfind("tbody/tr"):
            assert [row[0].tag, row[0].get("scope")] == ["th", "row"]
            assert len(row) == len(columns)


def test_the_policy_lets_in_the_page_s_own_style_and_nothing_else() -> None:
    root = page(written(html.render, [report()]))
    [policy] = [
        meta.get("content", "")
        for meta in root.iter("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    [style] = root.iter("style")
    digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        f"style-src 'sha256-{digest}'",
    ]
    assert "url(" not in STYLE and "@import" not in STYLE


def test_every_colour_can_be_read_on_every_ground() -> None:
    inks = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]+)", STYLE))
    grounds = set(re.findall(r"background: (#[0-9a-f]+)", STYLE))
    assert len(inks) > 4 and len(grounds) > 2
    for ink in inks:
        for ground in grounds:
            assert contrast(ink, ground) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 counts it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_an_exception_is_told_with_its_reason_approver_and_end() -> None:
    aside = finding(exemption=Exemption(COMMENT, "waits for the decree", "Lê A", "2025-06-30"))
    root = page(written(html.render, [report(aside)]))
    section = root.find(".//section[@class='rule']")
    facts = {content(fact[0]): content(fact[1]) for fact in section.iterfind("dl/div")}
    assert facts == {
        "Reason": "waits for the decree",
        "Approved by": "Lê A",
        "Valid until": "2025-06-30",
        "Set aside by": "a comment in the plan",
    }
    assert "1 exception" in content(root.find(".//p[@class='outcome']"))


def test_the_matrix_shows_every_principle() -> None:
    principles = (
        Compliance("measurable", Verdict.PARTLY, 3, 4, 1, ()),
        Compliance("assigned", Verdict.NOT_JUDGED, 0, 0, 0, ()),
    )
    root = page(written(html.render, [report().replaced(principles=principles)]))
    rows = [[content(cell) for cell in row] for row in root.iterfind(".//tbody/tr")]
    assert [row[1:] for row in rows] == [["partly met", "3/4"], ["not judged", ""]]
    assert rows[0][0].startswith("Concrete and measurable") and "1 exception" in rows[0][0]
    assert "0 of 1 principles of the directive are met" in content(root)


def test_many_plans_have_a_table_that_leads_to_each() -> None:
    reports = [report(finding(), path="a.yaml"), report(path="b.yaml", plan="")]
    root = page(written(html.render, reports))
    rows = root.findall(".//section[@class='overview']//tbody/tr")
    assert [content(row[2]) for row in rows] == ["1 error", "Nothing to mend"]
    leads = [row.find("th/a").get("href")[1:] for row in rows]
    assert leads == [plan.get("id") for plan in root.iterfind(".//section[@class='plan']")]
    check_reading(root)


def test_what_stands_between_backquotes_is_code() -> None:
    root = page(written(html.render, [report(finding(message="a `b` c ` d", help=""))]))
    [item] = root.iterfind(".//section[@class='rule']/ul/li")
    assert [code.text for code in item.iter("code")] == ["b"]
    assert "".join(item.itertext()).endswith(": a b c ` d")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reports", [[], [report()], [report(finding(severity=Severity.ADVICE))]])
def test_any_run_reads_well(reports: list[PlanReport], language: str) -> None:
    root = page(written(html.render, reports, run_in(language)))
    assert root.get("lang") == language
    check_reading(root)


def test_a_draft_has_the_same_findings_as_in_json() -> None:
    plan = "examples/province.draft.dtplan.yaml"
    asked = ("check", plan, "--lang", "en", "--matrix", "--format")
    root = page(dtplan(*asked, "html", cwd=ROOT).out)
    check_reading(root)
    assert said(root) == meant(json.loads(dtplan(*asked, "json", cwd=ROOT).out)["findings"])
    assert said(root).total() > 40
