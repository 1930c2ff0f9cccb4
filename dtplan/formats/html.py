"""The review sheet as one page of HTML: no script, nothing from elsewhere, fit for A4."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from typing import Final

from dtplan.findings import PlanReport, Severity, Totals
from dtplan.formats import Run, Writer, words_of
from dtplan.formats.page_style import STYLE
from dtplan.formats.sheet import (
    Chapter,
    Entry,
    Excepted,
    Fact,
    Group,
    Mend,
    Row,
    Sheet,
    arrange,
    origin,
    pieces,
)
from dtplan.formats.summary import totals_text
from dtplan.formats.words import (
    chapters_heading,
    exceptions_heading,
    matrix_columns,
    matrix_heading,
    overview_columns,
    overview_heading,
    title,
)

# Whatever a plan might bring onto the page: the browser loads and runs nothing but the style.
_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write the page: the sums, a table of the plans where there are more, each plan's sheet."""
    rules = words_of(run)
    totals = Totals()
    rulesets: dict[str, None] = {}
    rows: list[str] = []
    sections: list[str] = []
    for number, report in enumerate(reports, 1):
        totals = totals.plus(report)
        rulesets.update(dict.fromkeys(report.rulesets))
        sheet = arrange(report, rules, run)
        if sheet.is_plan:
            rows.append(_overview_row(sheet, number))
        sections.append(_section(sheet, number))
    out.write(_head(run.language, totals))
    if len(rows) > 1:
        out.write(_overview(rows))
    for section in sections:
        out.write(section)
    out.write(_foot(origin(rulesets, run)))
    return totals


def _head(language: str, totals: Totals) -> str:
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(title())}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{escape(title())}</h1>
{"" if totals.plans == 1 else f"<p>{escape(totals_text(totals))}</p>"}
</header>
<main>
"""


def _foot(lines: Iterable[str]) -> str:
    told = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    return f"</main>\n<footer>\n{told}</footer>\n</body>\n</html>\n"


def _overview(rows: Iterable[str]) -> str:
    return f"""<section class="overview">
<h2>{escape(overview_heading())}</h2>
{_table("plans", overview_columns(), rows)}</section>
"""


def _overview_row(sheet: Sheet, number: int) -> str:
    name = f'<a href="#plan-{number}">{escape(sheet.title)}</a>'
    if sheet.title != sheet.path:
        name += f'<span class="path">{escape(sheet.path)}</span>'
    cells = f"<td>{sheet.met}</td><td>{escape(sheet.counts)}</td>"
    return f'<tr><th scope="row">{name}</th>{cells}</tr>\n'


def _table(kind: str, columns: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    return f"""<table class="{kind}">
<thead><tr>{head}</tr></thead>
<tbody>
{"".join(rows)}</tbody>
</table>
"""


def _section(sheet: Sheet, number: int) -> str:
    parts = [
        f'<section class="plan" id="plan-{number}">\n<h2>{escape(sheet.title)}</h2>\n',
        _facts(sheet.facts),
        f'<p class="outcome">{escape(sheet.outcome)}</p>\n',
        *_matrix(sheet.rows),
        *_chapters(sheet.chapters),
        *_exceptions(sheet.exceptions),
        "</section>\n",
    ]
    return "".join(parts)


def _facts(facts: Iterable[Fact]) -> str:
    told = "".join(
        f"<div><dt>{escape(fact.label)}</dt><dd>{escape(fact.value)}</dd></div>\n" for fact in facts
    )
    return f"<dl>\n{told}</dl>\n"


def _matrix(rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield f"<h3>{escape(matrix_heading())}</h3>\n"
        yield _table("matrix", matrix_columns(), map(_matrix_row, rows))


def _matrix_row(row: Row) -> str:
    told = "".join(f'<span class="demand">{escape(text)}</span>' for text in row.demand)
    told += "".join(f'<span class="note">{escape(text)}</span>' for text in row.notes)
    return (
        f'<tr><th scope="row">{escape(row.title)}{told}</th>'
        f'<td class="{row.verdict.label}">{escape(row.label)}</td><td>{row.count}</td></tr>\n'
    )


def _chapters(chapters: Sequence[Chapter]) -> Iterator[str]:
    if chapters:
        yield f"<h3>{escape(chapters_heading())}</h3>\n"
    for chapter in chapters:
        yield f"<h4>{escape(chapter.title)}</h4>\n"
        yield from map(_group, chapter.groups)


def _group(group: Group) -> str:
    basis = f'<p class="basis">{_text(group.basis)}</p>\n' if group.basis else ""
    return f"""<section class="rule">
<h5>{_rule(group.code, group.title)}</h5>
{basis}{"".join(map(_mend, group.mends))}</section>
"""


def _mend(mend: Mend) -> str:
    entries = "".join(f"<li>{_entry(entry)}</li>\n" for entry in mend.entries)
    remedy = f'<p class="remedy">{_text(mend.remedy)}</p>\n' if mend.remedy else ""
    return f"<ul>\n{entries}</ul>\n{remedy}"


def _rule(code: str, title: str) -> str:
    return f'<span class="code">{escape(code)}</span> {escape(title)}'


def _entry(entry: Entry) -> str:
    grade = f'<span class="{_class(entry.finding.severity)}">{escape(entry.grade)}</span>'
    related = "".join(f'<br><span class="related">{_text(text)}</span>' for text in entry.related)
    return f"{grade}, {_where(entry)}: {_text(entry.message)}{related}"


def _where(entry: Entry) -> str:
    return f'<span class="where">{escape(entry.where)}</span>'


def _class(severity: Severity) -> str:
    return f"grade {severity.label}"


def _exceptions(exceptions: Sequence[Excepted]) -> Iterator[str]:
    if exceptions:
        yield f"<h3>{escape(exceptions_heading())}</h3>\n"
    for item in exceptions:
        yield f"""<section class="rule">
<h4>{_rule(item.code, item.title)}</h4>
<p>{_where(item.entry)}: {_text(item.entry.message)}</p>
{_facts(item.facts)}</section>
"""


def _text(text: str) -> str:
    """A text with what stands between backquotes as code."""
    return "".join(
        f"<code>{escape(part)}</code>" if is_code else escape(part)
        for part, is_code in pieces(text)
    )
