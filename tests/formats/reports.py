"""Reports with hostile text in every field, and how the tests write and read them."""

import json
from collections.abc import Callable, Iterable
from io import StringIO
from typing import Any

from hypothesis import strategies as st

from dtplan import i18n
from dtplan.findings import (
    BASELINE,
    COMMENT,
    Compliance,
    Evidence,
    Exemption,
    Finding,
    Place,
    PlanReport,
    Related,
    Severity,
    Verdict,
)
from dtplan.formats import Run
from dtplan.formats.json import render as json_render
from dtplan.node import Span
from dtplan.ruleset import shipped
from dtplan.text.shown import escaped

HOSTILE = (
    "::error file=a.yaml,line=1::forged", "\n::error::forged", "\r\n::set-output name=a::b",
    "##[error]forged", "::stop-commands::x", "%0A::error::forged", "%25", "a:b,c=d", "]]>",
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!--", "-->",
    "&amp;&#0;", "\0", "\x1b[31m", "\x1b]8;;http://a.example\x07", "\x85\u2028\u2029",
    "\u202egnp.exe\u2066",
    "\ufeff", "\ufffe\uffff", "\U0001f600\U000e0041", "e\u0323\u0302" * 40, "|", "\\|", "\\", "`",
    "```\n# a", "``a`", "`a``b` <b>", "[a](http://a.example)", "![a](http://a.example/a.png)",
    "[a](1)", "{0}", "{{1}}", "@everyone", "http://a.example", "www.a.example", "a@b.example",
    "#1", "$x$", "~~a~~", "<https://a.example>", "=1+1", "../../etc/passwd", "C:\\a\\b",
    "/etc/passwd", "file:///a", " ",
    "Tỷ lệ hồ sơ trực tuyến", "x" * 9_000,
)  # fmt: skip
# A plan's text has no half characters; what comes from elsewhere may.
_CHARACTERS = st.characters(codec="utf-8")
_ANYTHING = st.characters(exclude_categories=())


def texts(letters: st.SearchStrategy[str] = _ANYTHING) -> st.SearchStrategy[str]:
    """Any text, a hostile one, or several of both in one."""
    piece = st.one_of(st.text(letters, max_size=8), st.sampled_from(HOSTILE))
    return st.lists(piece, min_size=1, max_size=3).map("".join)


def names() -> st.SearchStrategy[str]:
    """Any file name: bytes that are no UTF-8 are half characters in it, as Python reads them."""
    raw = st.one_of(texts(_CHARACTERS).map(lambda text: text.encode()), st.binary(max_size=12))
    return raw.map(lambda name: name.replace(b"\0", b"").decode("utf-8", "surrogateescape") or "a")


@st.composite
def places(draw: st.DrawFn, path: st.SearchStrategy[str]) -> Place:
    line, column = draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6))
    more = draw(st.sampled_from((0, 0, 1, 7)))
    end = draw(st.integers(0, 10**6)) if more else column + draw(st.integers(0, 99))
    return Place(draw(path), draw(texts()), Span(line, column, line + more, end))


@st.composite
def findings(draw: st.DrawFn, path: st.SearchStrategy[str]) -> Finding:
    kinds = st.sampled_from((COMMENT, BASELINE))
    return Finding(
        code=draw(st.sampled_from(("DT001", "DT202", "DT304")) | texts(_CHARACTERS).filter(bool)),
        name=draw(texts()),
        severity=draw(st.sampled_from(Severity)),
        principle=draw(st.none() | st.just("measurable") | texts()),
        place=draw(places(path)),
        message=draw(texts()),
        help=draw(texts()),
        fixable=draw(st.booleans()),
        absence=draw(st.booleans()),
        source=draw(texts()),
        related=tuple(draw(st.lists(st.builds(Related, places(names()), texts()), max_size=2))),
        about=tuple(draw(st.lists(st.one_of(texts(_CHARACTERS), st.integers(0, 99)), max_size=3))),
        anchor=draw(texts(_CHARACTERS)),
        exemption=draw(
            st.none() | st.builds(Exemption, kinds, texts(), st.just("") | texts(), texts())
        ),
    )


@st.composite
def plan_reports(draw: st.DrawFn) -> PlanReport:
    path = draw(names())
    found = draw(st.lists(findings(st.just(path)), max_size=5))
    unsaid = st.dictionaries(st.sampled_from(Severity), st.integers(1, 99), max_size=2)
    principle = st.builds(
        Compliance,
        texts(), st.sampled_from(Verdict), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9),
        st.lists(st.builds(Evidence, texts(), st.integers(0, 99)), max_size=2).map(tuple),
    )  # fmt: skip
    return PlanReport(
        path=path,
        id=draw(st.just("") | texts(_CHARACTERS)),
        title=draw(texts()),
        status=draw(texts()),
        agency=draw(texts()),
        as_of=draw(texts()),
        findings=tuple(found),
        principles=tuple(draw(st.lists(principle, max_size=2))),
        unsaid=draw(unsaid) if found else {},
        rulesets=draw(st.sampled_from(((), ("format", "ct34"), ("targets-2024-2025", "own")))),
    )


@st.composite
def runs(draw: st.DrawFn) -> list[PlanReport]:
    """The reports of a whole run, sometimes with one on its baseline."""
    reports = draw(st.lists(plan_reports(), max_size=4))
    own = draw(plan_reports())
    if reports and own.findings and draw(st.booleans()):
        reports.append(on_baseline(*own.findings, path=own.path))
    return reports


def on_baseline(*found: Finding, path: str = "baseline.json") -> PlanReport:
    """What is told of a baseline, which is no plan."""
    return PlanReport(path, "", "", "", "", "", found, (), is_plan=False)


def run_in(language: str, **more: Any) -> Run:
    """A run over all plans, under the ruleset of the directive."""
    return Run(language, (shipped("ct34"),), **{"cross_plan": "ran", **more})


def written(
    render: Callable[..., object], reports: Iterable[PlanReport], run: Run | None = None
) -> str:
    """What a format writes, its own words in the language of the run too."""
    run = run or run_in("en")
    out = StringIO()
    language = i18n.active()
    i18n.activate(run.language)
    try:
        render(iter(reports), run, out)
    finally:
        i18n.activate(language)
    return out.getvalue()


def as_json(reports: Iterable[PlanReport]) -> list[dict[str, Any]]:
    """The findings as the JSON format gives them, in the order of the reports."""
    in_order = [report.replaced(is_plan=True) for report in reports]
    found: list[dict[str, Any]] = json.loads(written(json_render, in_order))["findings"]
    return found


def elsewhere(value: dict[str, Any]) -> str:
    """What one line adds to the message of a finding in JSON: its places in other plans."""
    others = [other for other in value["related"] if other["path"] != value["path"]]
    places = ", ".join(f"{escaped(other['path'])}:{other['line']}" for other in others)
    return f"; see also {places}" if others else ""


def finding(path: str = "a.yaml", **changes: Any) -> Finding:
    """One finding with nothing hostile in it."""
    plain = Finding(
        code="DT202",
        name="target-without-number",
        severity=Severity.ERROR,
        principle="measurable",
        place=Place(path, "/targets/0", Span(2, 4, 2, 11)),
        message="Target “MT1” has no value",
        help="write `value`",
        fixable=False,
        absence=True,
        source="  - id: MT1",
        anchor="targets/MT1/value",
    )
    return plain.replaced(**changes)


def report(*found: Finding, path: str = "a.yaml", plan: str = "KH-01", **more: Any) -> PlanReport:
    """The report on one plan with these findings."""
    return PlanReport(path, plan, "", "", "", "2024-12-31", found, (), **more)
