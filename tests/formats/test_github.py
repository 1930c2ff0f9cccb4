"""GitHub annotations and the job's summary, read as GitHub's runner and a Markdown parser do."""

import re
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import cmarkgfm
import html5lib
import pytest
from hypothesis import given, settings

from dtplan.findings import BASELINE, COMMENT, Exemption, Finding, Place, PlanReport, Severity
from dtplan.formats import github, job_summary
from dtplan.formats.configured import Configured
from dtplan.node import Span
from dtplan.text.shown import escaped, shown
from tests.command import dtplan
from tests.conftest import ROOT
from tests.formats.reports import as_json, elsewhere, finding, report, run_in, runs, written

TAGS = {
    "html", "head", "body", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "span",
}  # fmt: skip
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
DRAFT = "examples/province.draft.dtplan.yaml"


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def command(line: str) -> Command:
    """A line as the runner takes it: up to the second "::", at each comma, at the first "="."""
    line = line.lstrip()
    assert line.startswith("::")
    head, _, data = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    pairs = [pair.partition("=") for pair in listed.strip().split(",") if pair]
    return Command(name, {key: freed(value, ":,") for key, _, value in pairs}, freed(data))


def freed(text: str, more: str = "") -> str:
    for letter in ("\r", "\n", *more, "%"):
        text = text.replace(f"%{ord(letter):02X}", letter)
    return text


def commands(text: str) -> list[Command]:
    return [command(line) for line in text.splitlines()]


def annotations(*reports: PlanReport) -> list[Command]:
    return [one for one in commands(written(github.render, reports)) if one.name != "notice"]


def said(one: Command) -> tuple[object, ...]:
    places = [one.properties.get(name) for name in ("line", "endLine", "col", "endColumn")]
    code = one.properties["title"].partition(" ")[0]
    return (one.name, code, one.properties["file"], *places, *one.data.split("\n"))


def meant(value: Any) -> tuple[object, ...]:
    is_one_line = value["line"] == value["end_line"]
    return (
        value["severity"],
        escaped(value["code"]).partition(" ")[0],
        escaped(value["path"]),
        str(value["line"]),
        str(value["end_line"]),
        str(value["column"]) if is_one_line else None,
        str(value["end_column"]) if is_one_line else None,
        escaped(value["message"]),
        *(
            escaped(f"see also {other['path']}:{other['line']}: {other['message']}")
            for other in value["related"]
        ),
        escaped(f"How to mend: {value['help']}"),
    )


def on_one_line(value: Any) -> str:
    where = f"{value['path']}:{value['line']}:{value['column']}"
    return escaped(
        f"{where}: {value['severity']}[{value['code']}] {value['message']}{elsewhere(value)}"
    )


def counted(values: list[Any]) -> list[Any]:
    return [value for value in values if value["suppressed"] is None]


@settings(max_examples=40, deadline=None)
@given(runs())
def test_hostile_reports_hold_the_same_findings_as_in_json(reports: list[PlanReport]) -> None:
    text = written(github.render, reports)
    assert not UNPRINTABLE.search(text)
    found = commands(text)
    told = [said(one) for one in found if one.name != "notice"]
    notices = [one for one in found if one.name == "notice"]
    assert len(notices) <= 1
    listed = notices[0].data.split("\n")[1:] if notices else []
    values = counted(as_json(reports))
    wanted = Counter(map(meant, values))
    assert not Counter(told) - wanted
    rest = [value for value in values if meant(value) in wanted - Counter(told)]
    assert all(on_one_line(value) in listed for value in rest)
    unsaid = sum(sum(one.unsaid.values()) for one in reports)
    assert len(told) + len(listed) - bool(unsaid) == len(values)


@settings(max_examples=40, deadline=None)
@given(runs())
def test_a_hostile_summary_holds_the_same_findings_as_in_json(reports: list[PlanReport]) -> None:
    text = summary(*reports)
    assert not UNPRINTABLE.search(text)
    assert not re.search(r"@\w", text)
    gravest = {"error": 0, "warning": 1, "advice": 2}
    values = sorted(counted(as_json(reports)), key=lambda value: gravest[value["severity"]])
    assert cells(text)[5:] == [cell for value in values for cell in cells_of(value)]


def summary(*reports: PlanReport) -> str:
    out = StringIO()
    written(github.render, reports, run_in("en", job_summary=out))
    return out.getvalue()


def cells(text: str) -> list[str]:
    """The cells of the one table on a page, as GitHub's own parser sees them, all of them text."""
    html = cmarkgfm.github_flavored_markdown_to_html(text, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE)
    page = html5lib.parse(html, namespaceHTMLElements=False)
    tags = Counter(element.tag for element in page.iter() if isinstance(element.tag, str))
    assert tags.keys() <= TAGS and tags["table"] <= 1
    found = [element for element in page.iter() if element.tag in ("th", "td")]
    return ["".join(cell.itertext()).replace("\u200b", "").strip() for cell in found]


def cells_of(value: Any) -> list[str]:
    texts = [
        value["severity"],
        f"{value['path']}:{value['line']}:{value['column']}",
        f"{value['code']} {value['name']}",
        value["message"] + elsewhere(value),
        value["help"],
    ]
    return [shown(text, 1_000).strip() for text in texts]


def test_a_draft_has_the_same_findings_as_in_json(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("before", encoding="utf-8")
    result = dtplan(
        "check", DRAFT, "--format", "github", "--lang", "en", cwd=ROOT,
        environment={"GITHUB_STEP_SUMMARY": str(page)},
    )  # fmt: skip
    assert result.status == 1
    kinds = Counter(one.name for one in commands(result.out))
    assert kinds == {"error": 10, "warning": 10, "notice": 1}
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n### dtplan\n")
    assert len(cells(text)) == 5 * (1 + 44)
    assert "21 errors, 19 warnings, 4 pieces of advice in 1 plan." in text


def test_a_clean_run_annotates_nothing_and_says_so_on_the_page() -> None:
    assert written(github.render, [report()]) == ""
    assert written(github.render, []) == ""
    assert summary(report()) == "\n### dtplan\n\nNothing to mend in 1 plan.\n"


def test_other_formats_leave_the_page_alone(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    dtplan("check", DRAFT, cwd=ROOT, environment={"GITHUB_STEP_SUMMARY": str(page)})
    assert not page.exists()


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    page = tmp_path / "no" / "summary.md"
    result = dtplan(
        "check", DRAFT, "--format", "github", "--lang", "en", cwd=ROOT,
        environment={"GITHUB_STEP_SUMMARY": str(page)},
    )  # fmt: skip
    assert result.status == 2
    assert "dtplan: cannot write the output: " in result.err
    assert len(result.out.splitlines()) == 21


def test_one_annotation_in_full() -> None:
    assert written(github.render, [report(finding())]) == (
        "::error title=DT202 target-without-number,file=a.yaml,line=3,endLine=3,col=5,endColumn=12"
        "::Target “MT1” has no value%0AHow to mend: write `value`\n"
    )


def test_a_finding_over_several_lines_has_no_columns() -> None:
    [one] = annotations(report(finding(place=Place("a.yaml", "", Span(2, 4, 3, 1)))))
    assert one.properties["line"] == "3" and one.properties["endLine"] == "4"
    assert not one.properties.keys() & {"col", "endColumn"}


def test_what_could_end_a_property_or_a_line_is_escaped() -> None:
    place = Place("a,b:100%::\n.yaml", "", Span(0, 0, 0, 1))
    text = written(github.render, [report(finding(place=place, message="50% \r\n::error::x"))])
    assert "file=a%2Cb%3A100%25%3A%3A\\x0a.yaml," in text
    assert "::50%25 \\x0d\\x0a::error::x%0A" in text
    assert text.count("\n") == 1


def of_file(path: str, count: int, severity: Severity = Severity.ERROR) -> PlanReport:
    found = [
        finding(severity=severity, place=Place(path, "", Span(number, 0, number, 1)))
        for number in range(count)
    ]
    return report(*found, path=path, plan=path)


def test_every_file_has_an_annotation_before_one_has_a_second() -> None:
    found = annotations(of_file("a.yaml", 30), of_file("b.yaml", 2), of_file("c.yaml", 1))
    assert [(one.properties["file"], one.properties["line"]) for one in found] == [
        ("a.yaml", "1"), ("b.yaml", "1"), ("c.yaml", "1"), ("a.yaml", "2"), ("b.yaml", "2"),
        ("a.yaml", "3"), ("a.yaml", "4"), ("a.yaml", "5"), ("a.yaml", "6"), ("a.yaml", "7"),
    ]  # fmt: skip


def test_at_most_ten_errors_and_ten_warnings_the_errors_first() -> None:
    reports = [
        of_file("a.yaml", 14, Severity.WARNING),
        of_file("b.yaml", 12),
        of_file("c", 3, Severity.ADVICE),
    ]
    *found, notice = commands(written(github.render, reports))
    assert [one.name for one in found] == ["error"] * 10 + ["warning"] * 10
    assert notice.name == "notice"
    first, *listed = notice.data.split("\n")
    assert first.endswith(": 2 errors, 4 warnings, 3 pieces of advice.")
    assert len(listed) == 9
    assert listed[0].startswith("b.yaml:11:1: error[DT202] ")


def test_the_notice_counts_what_it_does_not_list() -> None:
    many = of_file("a.yaml", 100).replaced(unsaid={Severity.WARNING: 7})
    *_found, notice = commands(written(github.render, [many]))
    first, *listed, last = notice.data.split("\n")
    assert "90 errors, 7 warnings" in first
    assert len(listed) == 50
    assert last == "and 47 more findings"


def test_findings_that_are_set_aside_are_counted_on_the_page_only() -> None:
    def aside(kind: str) -> Finding:
        return finding(exemption=Exemption(kind, "why"))

    reports = [report(aside(COMMENT), aside(COMMENT), aside(BASELINE))]
    assert written(github.render, reports) == ""
    text = summary(*reports)
    assert "Set aside: 2 by comments in the plans, 1 by the baseline." in text
    assert "|" not in text


def test_what_a_configuration_sets_otherwise_is_told_on_the_page() -> None:
    out = StringIO()
    configured = Configured("dtplan.toml", (), ("DT206",), {}, 0, ())
    written(github.render, [report()], run_in("en", job_summary=out, configured=configured))
    assert "By dtplan.toml: not judged is DT206." in out.getvalue()


def test_a_page_has_no_more_bytes_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_summary, "MOST_BYTES", 4_000)
    found = [finding(message=f"ế|{number}" * 9) for number in range(100)]
    text = summary(report(*found, unsaid={Severity.ERROR: 5}))
    rows = len(cells(text)) // 5 - 1
    assert 5 < rows < 40
    assert len(text.encode()) <= 4_000
    assert text.endswith(f"\n\nand {105 - rows} more findings\n")
