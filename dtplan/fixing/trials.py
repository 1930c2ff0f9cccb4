"""Changed texts of a plan on trial: read again, and held against what was to come out.

Nothing may hold another value than before, but where a fix changes it; no comment may begin to set
findings aside; and no finding of form may come that was not there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from dtplan import suppress
from dtplan.edits import Edit, apply
from dtplan.edits.layout import Layout
from dtplan.engine import check
from dtplan.findings import PlanReport
from dtplan.node import Plain, between
from dtplan.parsing.document import Document, load
from dtplan.record import Record
from dtplan.ruleset import file_rules
from dtplan.settings import Settings

FIXABLE: Final = ("DT002", "DT005", "DT004")
# A plan that can't be read is refused; what a comment does depends on what is found.
_NOT_COMPARED: Final = frozenset(("DT001", suppress.RULE))
# Characters read again, after which fixes that do not go together are no longer told apart.
_PATIENCE: Final = 1_000_000

Start = tuple[int, int]


class Fix(Record):
    """The edits that mend one finding, and the values they are to give, by line and column."""

    edits: tuple[Edit, ...]
    is_safe: bool
    values: tuple[tuple[Start, Plain], ...] = ()


class Leaf(NamedTuple):
    """One key and value of a plan and where they are written; `key_line` is -1 without key.

    Of a mapping or list the value is the number of its parts.
    """

    kind: str
    key: str | int
    key_line: int
    value: object
    start: Start
    end_line: int


class Reading(Record):
    """A text read and checked: what it holds, its comments to dtplan, and its form's findings."""

    plan: Document
    leaves: tuple[Leaf, ...]
    comments: tuple[tuple[object, ...], ...]
    report: PlanReport


class Trials:
    """Reads texts on trial, as long as that is worth the time."""

    def __init__(self, path: str, settings: Settings) -> None:
        self.path = path
        self.day = settings.as_of or settings.today
        self.codes = frozenset(file_rules().rules) - _NOT_COMPARED
        self.settings = settings.replaced(codes=self.codes, evidence=False)
        self.left = _PATIENCE

    def read(self, text: str) -> Reading | None:
        """What stands in a text; None where it is no plan."""
        plan = load(self.path, text.encode())
        if not isinstance(plan, Document):
            return None
        # A check cuts values out of the tree.
        leaves, comments = tuple(_leaves(plan)), tuple(self._comments(plan))
        return Reading(plan, leaves, comments, check(plan, self.settings))

    def with_fixes(self, before: Reading, fixes: Sequence[Fix]) -> Reading | None:
        """The text with all of the fixes made; None where anything else would change."""
        if self.left < 0:
            return None
        self.left -= len(before.plan.text)
        text = apply(before.plan.text, [edit for fix in fixes for edit in fix.edits])
        after = self.read(text)
        if after is None:
            return None
        is_right = after.comments == before.comments and _is_expected(before, after, fixes)
        if is_right and _is_better(before.report, after.report, len(fixes)):
            return after
        after.plan.release()
        return None

    def _comments(self, plan: Document) -> Iterator[tuple[object, ...]]:
        found = suppress.suppressions(plan, self.codes, self.day)
        for one in found.found if found is not None else ():
            yield one.codes, one.line, one.fault


def _leaves(plan: Document) -> Iterator[Leaf]:
    """All that a plan holds, in the order of its text; keys written twice at the end."""
    for top in (plan.root, *(twice.again for twice in plan.duplicates)):
        for node in top.walk():
            kind: str = "scalar"
            value: object = node.value
            if node.fields is not None:
                kind, value = "mapping", len(node.fields)
            elif node.items is not None:
                kind, value = "list", len(node.items)
            span = between(node.event)
            key_line = between(node.key_event).line if node.key_event is not None else -1
            yield Leaf(kind, node.key, key_line, value, span[:2], span.end_line)


def _is_expected(before: Reading, after: Reading, fixes: Iterable[Fix]) -> bool:
    """Whether nothing came out otherwise but what the fixes change, and that as it should."""
    if len(before.leaves) != len(after.leaves):
        return False
    layout = Layout(before.plan)
    touched = {layout.line(edit.start) for fix in fixes for edit in fix.edits}
    values = {start: value for fix in fixes for start, value in fix.values}
    return all(
        old.kind == new.kind
        and old.key_line == new.key_line
        and _has_key(old, new, touched)
        and _has_value(old, new, touched, values)
        for old, new in zip(before.leaves, after.leaves, strict=True)
    )


def _has_key(old: Leaf, new: Leaf, touched: set[int]) -> bool:
    return old.key == new.key or (old.key_line in touched and _is_alike(old.key, new.key))


def _has_value(old: Leaf, new: Leaf, touched: set[int], values: dict[Start, Plain]) -> bool:
    if old.start in values and old.kind == "scalar" and old.value is not None:
        return _is_same(new.value, values[old.start])
    if _is_same(old.value, new.value):
        return True
    is_touched = not touched.isdisjoint(range(old.start[0], old.end_line + 1))
    return is_touched and _is_alike(old.value, new.value)


def _is_same(one: object, two: object) -> bool:
    """Whether two values are equal; 1, 1.0 and true, equal to Python, are not the same."""
    return one.__class__ is two.__class__ and one == two


def _is_alike(one: object, two: object) -> bool:
    """Whether two texts differ in deceptive characters, blanks and the form of letters alone."""
    if not (isinstance(one, str) and isinstance(two, str)):
        return False
    # Imported here because hardly any fix changes such characters.
    from dtplan.text.characters import skeleton

    return skeleton(one) == skeleton(two)


def _is_better(before: PlanReport, after: PlanReport, fixed: int) -> bool:
    """Whether so many findings of form are gone, and none of another rule has come."""
    old, new = _counts(before), _counts(after)
    if any(new[code] > old[code] for code in new if code not in FIXABLE):
        return False
    return _total(after) <= _total(before) - fixed


def _counts(report: PlanReport) -> Counter[str]:
    return Counter(finding.code for finding in report.findings)


def _total(report: PlanReport) -> int:
    return len(report.findings) + sum(report.unsaid.values())
