"""Findings mended in the text of a plan, by splices that touch nothing but the fault.

Safe is what leaves nothing to interpret: a day or an amount written otherwise (DT002), letters in
NFC (DT004), and what no reader of Vietnamese sees or tells apart (DT005: spaces, hidden and
full-width characters, Ð at the beginning of a word). Unsafe is a month or a quarter that counts to
its last day, a percentage with three decimals, which may be thousands, and a look-alike letter of
another script, which may belong to a foreign name.

Every text is read again, and what does not hold what was to come out is left as it was. What a
wrong shape kept the rules from judging is judged once it is mended; that finding is no new one.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from dtplan.edits import Edit
from dtplan.edits.layout import Layout
from dtplan.findings import Finding, PlanReport
from dtplan.fixing.trials import FIXABLE, Fix, Reading, Trials
from dtplan.meant import meant
from dtplan.message import style_of, written
from dtplan.node import Node, between
from dtplan.parsing.document import Document
from dtplan.record import Record
from dtplan.schema import DATE, plan_format
from dtplan.settings import Settings
from dtplan.text.folding import composed
from dtplan.text.reading import is_day_like

_SHAPE, _DECEPTIVE, _COMPOSED = FIXABLE
_MOST_ROUNDS: Final = 100
_ROUNDS_OF_PROOF: Final = 2
_GROUP: Final = 3  # digits between the dots of a large number


Marking = Callable[[PlanReport], PlanReport]


class Mended(Record):
    """A plan's text after fixing, and how many findings that has ended."""

    text: str
    count: int


def mend(
    plan: Document, settings: Settings, *, unsafe: bool = False, spared: Marking | None = None
) -> Mended:
    """The text of a plan with all mended that may be: safe fixes, and `unsafe` ones if asked for.

    Only what `settings` let be found is mended, and nothing that is set aside: by a comment, or in
    what `spared` makes of a report. Mending the outcome again changes nothing.
    """
    last, count = _mended(plan, settings, _MOST_ROUNDS, unsafe=unsafe, spared=spared)
    last.plan.release()
    return Mended(last.plan.text, count)


def proven(report: PlanReport, plan: Document, settings: Settings) -> PlanReport:
    """The report on `plan` with exactly those findings called fixable that `mend` can end.

    That is with its unsafe fixes. A finding that is set aside is not fixable.
    """
    called_so = [finding for finding in report.findings if finding.fixable]
    if all(finding.code == _SHAPE and _is_open(finding) for finding in called_so):
        return report  # a day or number in place of another one goes in for sure
    last, _count = _mended(plan, settings, _ROUNDS_OF_PROOF, unsafe=True)
    left = {_key(finding) for finding in last.report.findings}
    last.plan.release()
    found = (
        finding.replaced(fixable=_is_open(finding) and _key(finding) not in left)
        if finding.code in FIXABLE
        else finding
        for finding in report.findings
    )
    return report.replaced(findings=tuple(found))


def _key(finding: Finding) -> tuple[object, ...]:
    """What tells a finding again in the mended text: no fix changes the number of a line."""
    return finding.code, {_SHAPE: finding.about, _DECEPTIVE: finding.line}.get(finding.code)


def _is_open(finding: Finding) -> bool:
    return finding.exemption is None


def _mended(
    plan: Document,
    settings: Settings,
    rounds: int,
    *,
    unsafe: bool,
    spared: Marking | None = None,
) -> tuple[Reading, int]:
    """The last reading of a plan, mended until nothing changes, and the number of fixes."""
    now = Trials(plan.path, settings).read(plan.text)
    assert now is not None
    count = 0
    for _round in range(rounds):
        trials, before = Trials(plan.path, settings), count
        # One after the other, since they may want the same stretch of the text.
        for code in FIXABLE:
            marked = now.report if spared is None else spared(now.report)
            found = _fixes(now.plan, marked, code, settings)
            fixes = [fix for fix in found if unsafe or fix.is_safe]
            now, kept = _with_most(trials, now, fixes)
            count += kept
        if count == before:
            break
    return now, count


def _with_most(trials: Trials, before: Reading, fixes: Sequence[Fix]) -> tuple[Reading, int]:
    """The text with as many of the fixes as hold together, and their number."""
    kept: list[Fix] = []
    now = before
    todo = [list(fixes)] if fixes else []
    while todo:
        some = todo.pop()
        tried = trials.with_fixes(before, [*kept, *some])
        if tried is not None:
            if now is not before:
                now.plan.release()
            kept, now = [*kept, *some], tried
        elif len(some) > 1:
            middle = len(some) // 2
            todo += [some[middle:], some[:middle]]
    if now is not before:
        before.plan.release()
    return now, len(kept)


def _fixes(plan: Document, report: PlanReport, code: str, settings: Settings) -> Iterator[Fix]:
    """A fix for each open finding of one rule, if that may speak."""
    if settings.codes is not None and code not in settings.codes:
        return
    layout: Layout | None = None
    for finding in report.findings:
        if finding.code == code and finding.fixable and _is_open(finding):
            layout = layout or Layout(plan)
            fix = _FIXES[code](layout, finding)
            if fix is not None:
                yield fix


def _shape_fix(layout: Layout, finding: Finding) -> Fix | None:
    node: Node | None = layout.plan.root
    for step in finding.about:
        node = _below(node, step) if node is not None else None
    field = plan_format().at(finding.about)
    if node is None or node.event is None or field is None:
        return None
    found = meant(node, field)
    if found is None:
        return None
    span = between(node.event)
    start, end = layout.start(node), layout.offset(node.event.end_mark)
    quote = style_of(node) if field.kind == DATE else ""
    # A quoted text may stand directly before a comment, a plain one may not.
    gap = " " if layout.text[end : end + 1] == "#" else ""
    edit = Edit(start, end, f"{quote}{found.text}{quote}{gap}")
    value = ((span.line, span.column), found.value)
    return Fix((edit,), _is_certain(found.case, written(node).strip()), (value,))


def _below(node: Node, step: str | int) -> Node | None:
    if isinstance(step, str):
        return (node.fields or {}).get(step)
    items = node.items or []
    return items[step] if step < len(items) else None


def _is_certain(case: str, text: str) -> bool:
    if case == "date_format":
        return is_day_like(text)
    return case != "percent_text" or len(text.rstrip("% ").partition(",")[2]) != _GROUP


# What knows odd characters is imported where there are some: it takes as long as a plan's check.


def _composed_fix(layout: Layout, finding: Finding) -> Fix:
    from dtplan.text.characters import decomposed

    edits = []
    for line, start, end in decomposed(layout.text):
        first = layout.starts[line]
        word = layout.text[first + start : first + end]
        edits.append(Edit(first + start, first + end, composed(word)))
    return Fix(tuple(edits), is_safe=True)


def _deceptive_fix(layout: Layout, finding: Finding) -> Fix:
    from dtplan.text.characters import straightened

    line = finding.line - 1
    old = layout.content(line)
    new, is_safe = straightened(old)
    if composed(old) == old:  # what stood between a letter and its mark is gone
        new = composed(new)
    start, end = _changed(old, new)
    first = layout.starts[line]
    edit = Edit(first + start, first + end, new[start : len(new) - (len(old) - end)])
    return Fix((edit,), is_safe)


def _changed(old: str, new: str) -> tuple[int, int]:
    """From where to where an old text differs from the new one."""
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - start
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return start, len(old) - tail


_FIXES: Final[dict[str, Callable[[Layout, Finding], Fix | None]]] = {
    _SHAPE: _shape_fix,
    _COMPOSED: _composed_fix,
    _DECEPTIVE: _deceptive_fix,
}
