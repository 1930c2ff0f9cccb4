"""The review sheet as Markdown, short enough for a comment on GitHub or GitLab.

In a file, too: it is from there that a CI posts it, and no service takes more than this. What has
to be left out is counted on the sheet; the page of HTML has all of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Final

from dtplan.findings import Finding, PlanReport, Severity, Totals
from dtplan.formats import Run, Writer, words_of
from dtplan.formats.compared import not_compared
from dtplan.formats.fitting import LEAST, Block, Fitting
from dtplan.formats.gfm import plain, rich
from dtplan.formats.related import few, more_text, see
from dtplan.formats.sheet import (
    Chapter,
    Entry,
    Excepted,
    Fact,
    Group,
    Mend,
    Sheet,
    arrange,
    origin,
)
from dtplan.formats.summary import totals_text
from dtplan.formats.words import (
    chapters_heading,
    exceptions_heading,
    matrix_columns,
    matrix_heading,
    overview_columns,
    overview_rest,
    shortened_text,
    title,
)
from dtplan.ruleset import Rules

# GitHub takes 65,536 characters in a comment.
MOST: Final = 60_000
_OVERVIEW: Final = 10_000
_FRAME: Final = 5_000  # what stands around the overview and the sheets
_TOGETHER: Final = 20  # findings of one rule in one block


class Page:
    """What is kept of the sheets while they come, with the sums of all."""

    def __init__(self) -> None:
        self.totals = Totals()
        self.overview = Fitting(_OVERVIEW)
        self.body = Fitting(MOST - _OVERVIEW - _FRAME)
        self.found: Counter[Severity] = Counter()
        self.excepted = 0
        self.rulesets: dict[str, None] = {}

    def add(self, report: PlanReport, sheet: Sheet, *, is_only: bool) -> None:
        """Take one more plan."""
        self.totals = self.totals.plus(report)
        self.rulesets.update(dict.fromkeys(report.rulesets))
        counted = [finding for finding in report.findings if finding.exemption is None]
        self.found.update(finding.severity for finding in counted)
        self.excepted += len(report.findings) - len(counted)
        gravest = max((finding.severity for finding in counted), default=LEAST)
        if sheet.is_plan and not is_only:
            self.overview.add(Block(_overview_row(sheet), gravest))
        for block in _sheet_blocks(sheet, gravest, is_only=is_only):
            self.body.add(block)


def render(reports: Iterable[PlanReport], run: Run, out: Writer) -> Totals:
    """Write the sums, then each plan's sheet; where there is too much, the gravest of it."""
    rules: Rules = words_of(run)
    coming = iter(reports)
    first = list(islice(coming, 2))
    is_only = sum(report.is_plan for report in first) == 1
    page = Page()
    for report in chain(first, coming):
        page.add(report, arrange(report, rules, run), is_only=is_only)
    out.write(_page_text(page, run))
    return page.totals


def _page_text(page: Page, run: Run) -> str:
    body = page.body.blocks
    parts = [
        f"# {title()}\n",
        f"{plain(totals_text(page.totals))}\n" if page.totals.plans != 1 else "",
        "" if run.is_cross_plan else f"{rich(not_compared())}\n",
        _overview(page) if page.totals.plans > 1 else "",
        "" if page.body.is_whole else f"{rich(_shortened(page, body))}\n",
        *(block.text for block in body),
        "---\n",
        "".join(f"- {rich(line)}\n" for line in origin(page.rulesets, run)),
    ]
    return "\n".join(part for part in parts if part)


def _overview(page: Page) -> str:
    rows = page.overview.blocks
    rest = page.totals.plans - len(rows)
    more = f"\n{overview_rest(rest)}\n" if rest else ""
    return _table_head(overview_columns()) + "".join(row.text for row in rows) + more


def _shortened(page: Page, body: Sequence[Block]) -> str:
    told = [finding for block in body for finding in block.findings]
    counted = [finding for finding in told if finding.exemption is None]
    left = page.found - Counter(finding.severity for finding in counted)
    return shortened_text(left, page.excepted - (len(told) - len(counted)))


def _overview_row(sheet: Sheet) -> str:
    name = plain(sheet.title) + (f"<br>{plain(sheet.path)}" if sheet.title != sheet.path else "")
    return _row((name, sheet.met, plain(sheet.counts)))


def _sheet_blocks(sheet: Sheet, gravest: int, *, is_only: bool) -> Iterator[Block]:
    facts = "".join(map(_fact, sheet.facts))
    yield Block(f"## {plain(sheet.title)}\n\n{facts}\n**{plain(sheet.outcome)}**\n", gravest)
    if sheet.rows:
        # Where there are many plans, one table of principles each is the first that can be missed.
        yield Block(_matrix(sheet), Severity.ERROR if is_only else LEAST)
    yield from _chapter_blocks(sheet.chapters)
    yield from _exception_blocks(sheet.exceptions)


def _fact(fact: Fact) -> str:
    return f"- {plain(fact.label)}: {plain(fact.value)}\n"


def _matrix(sheet: Sheet) -> str:
    rows = [
        _row(
            (
                "<br>".join([f"**{plain(row.title)}**", *map(plain, (*row.demand, *row.notes))]),
                row.label,
                row.count,
            )
        )
        for row in sheet.rows
    ]
    return f"### {matrix_heading()}\n\n{_table_head(matrix_columns())}{''.join(rows)}"


def _table_head(columns: Sequence[str]) -> str:
    return _row(columns) + "|" + " --- |" * len(columns) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell or ' ' for cell in cells)} |\n"


def _chapter_blocks(chapters: Iterable[Chapter]) -> Iterator[Block]:
    blocks = [block for chapter in chapters for block in _blocks_of(chapter)]
    if blocks:
        gravest = max(block.grade for block in blocks)
        yield Block(f"### {chapters_heading()}\n", gravest, 3)
    yield from blocks


def _blocks_of(chapter: Chapter) -> Iterator[Block]:
    gravest = max(map(_grade, chapter.groups))
    yield Block(f"#### {plain(chapter.title)}\n", gravest, 4)
    for group in chapter.groups:
        head = f"##### {plain(f'{group.code} {group.title}')}\n"
        basis = f"\n{rich(group.basis)}\n" if group.basis else ""
        yield Block(head + basis, _grade(group), 5)
        for mend in group.mends:
            yield from _mend_blocks(mend)


def _grade(group: Group) -> int:
    return max(entry.finding.severity for mend in group.mends for entry in mend.entries)


def _mend_blocks(mend: Mend) -> Iterator[Block]:
    # Of one severity each: where there is no room, only the least grave is to go.
    for grade, entries in groupby(mend.entries, lambda entry: entry.finding.severity):
        alike = tuple(entries)
        for start in range(0, len(alike), _TOGETHER):
            part = alike[start : start + _TOGETHER]
            remedy = f"\n{rich(mend.remedy)}\n" if mend.remedy else ""
            text = "".join(map(_entry, part)) + remedy
            yield Block(text, grade, findings=tuple(entry.finding for entry in part))


def _entry(entry: Entry) -> str:
    head = f"- **{entry.grade}**, {plain(entry.where)}: {rich(entry.message)}\n"
    told, more = few(entry.others)
    others = [rich(see(other, other.where, other.what)) for other in told]
    return head + "".join(
        f"  - {text}\n" for text in [*others, *([more_text(more)] if more else [])]
    )


def _exception_blocks(exceptions: Sequence[Excepted]) -> Iterator[Block]:
    # The first that can be missed, however grave: what is old must not drown what is new.
    if exceptions:
        yield Block(f"### {exceptions_heading()}\n", LEAST, 3)
    for item in exceptions:
        finding: Finding = item.entry.finding
        head = f"{plain(f'{item.code} {item.title}')}, {plain(item.entry.where)}"
        facts = "".join(f"  {_fact(fact)}" for fact in item.facts)
        text = f"- {head}: {rich(item.entry.message)}\n{facts}"
        yield Block(text, LEAST, findings=(finding,))
