"""The review sheet as one page of HTML: no script, nothing from elsewhere, fit for A4."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Final

from dtplan.findings import PlanReport, Severity, Totals
from dtplan.formats import Run, Writer, words_of
from dtplan.formats.compared import not_compared
from dtplan.formats.page_style import STYLE
from dtplan.formats.related import Other, few, more_text, see
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

_OTHERS: Final = 10
Numbers = Mapping[str, int]


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write the page: the sums, a table of the plans where there are more, each plan's sheet."""
    rules = words_of(run)
    totals = Totals()
    rulesets: dict[str, None] = {}
    sheets: list[Sheet] = []
    # Where each file is told of: a sheet may lead to one that comes after it.
    numbers: dict[str, int] = {}
    for number, report in enumerate(reports, 1):
        totals = totals.plus(report)
        rulesets.update(dict.fromkeys(report.rulesets))
        sheets.append(arrange(report, rules, run))
        numbers.setdefault(report.path, number)
    rows = [_overview_row(one, number) for number, one in enumerate(sheets, 1) if one.is_plan]
    out.write(_head(run, totals))
    if len(rows) > 1:
        out.write(_overview(rows))
    for number, sheet in enumerate(sheets, 1):
        out.write(_section(sheet, number, numbers))
    out.write(_foot(origin(rulesets, run)))
    return totals


def _head(run: Run, totals: Totals) -> str:
    sums = "" if totals.plans == 1 else f"<p>{escape(totals_text(totals))}</p>"
    missed = "" if run.is_cross_plan else f'<p class="missed">{_text(not_compared())}</p>'
    return f"""<!DOCTYPE html>
<html lang="{run.language}">
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
{sums}{missed}
</header>
<main>
"""


def _foot(lines: Iterable[str]) -> str:
    told = "".join(f"<p>{_text(line)}</p>\n" for line in lines)
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


def _section(sheet: Sheet, number: int, numbers: Numbers) -> str:
    parts = [
        f'<section class="plan" id="plan-{number}">\n<h2>{escape(sheet.title)}</h2>\n',
        _facts(sheet.facts),
        f'<p class="outcome">{escape(sheet.outcome)}</p>\n',
        *_matrix(sheet.rows),
        *_chapters(sheet.chapters, numbers),
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


def _chapters(chapters: Sequence[Chapter], numbers: Numbers) -> Iterator[str]:
    if chapters:
        yield f"<h3>{escape(chapters_heading())}</h3>\n"
    for chapter in chapters:
        yield f"<h4>{escape(chapter.title)}</h4>\n"
        yield from (_group(group, numbers) for group in chapter.groups)


def _group(group: Group, numbers: Numbers) -> str:
    basis = f'<p class="basis">{_text(group.basis)}</p>\n' if group.basis else ""
    return f"""<section class="rule">
<h5>{_rule(group.code, group.title)}</h5>
{basis}{"".join(_mend(mend, numbers) for mend in group.mends)}</section>
"""


def _mend(mend: Mend, numbers: Numbers) -> str:
    entries = "".join(f"<li>{_entry(entry, numbers)}</li>\n" for entry in mend.entries)
    remedy = f'<p class="remedy">{_text(mend.remedy)}</p>\n' if mend.remedy else ""
    return f"<ul>\n{entries}</ul>\n{remedy}"


def _rule(code: str, title: str) -> str:
    return f'<span class="code">{escape(code)}</span> {escape(title)}'


def _entry(entry: Entry, numbers: Numbers) -> str:
    grade = f'<span class="{_class(entry.finding.severity)}">{escape(entry.grade)}</span>'
    return f"{grade}, {_where(entry)}: {_text(entry.message)}{_others(entry.others, numbers)}"


def _others(others: Sequence[Other], numbers: Numbers) -> str:
    told, more = few(others, _OTHERS)
    lines = [_other(other, numbers) for other in told]
    lines += [escape(more_text(more))] if more else []
    items = "".join(f"<li>{line}</li>\n" for line in lines)
    return f'\n<ul class="related">\n{items}</ul>\n' if lines else ""


def _other(other: Other, numbers: Numbers) -> str:
    what = _text(other.what)
    if other.path in numbers:
        what = f'<a href="#plan-{numbers[other.path]}">{what}</a>'
    return see(other, f'<span class="place">{escape(other.where)}</span>', what)


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
