"""Comments in a plan that set findings aside: `# dtplan: ignore DT206 until 2025-06-30 -- reason`.

At the end of a line one speaks of the findings on that line; alone on a line, of the next line
that is no such comment; `ignore-file` speaks of the whole file. A comment is what stands outside
all scalars: what looks like one in a text is text. One that does not count is told by DT008.
"""

import re
from collections.abc import Container, Iterable, Iterator
from typing import Final

from dtplan.breach import Breach
from dtplan.findings import COMMENT, Exemption
from dtplan.node import Node, Span, between
from dtplan.parsing.document import Document
from dtplan.record import Record
from dtplan.settings import NEVER_SUPPRESSED
from dtplan.text.reading import is_date
from dtplan.text.shown import shown

RULE: Final = "DT008"
_LIKELY: Final = r"(?i:#[ \t]*dtplan\b)"
# The rest is wanted for likely plans only, and costs more to compile than all else here.
_COMMENT: Final = r"(?i:(?<![^\s])#[ \t]*dtplan(?P<rest>[ \t]*:.*|[ \t]+ignor\w*.*|$))"
_ORDER: Final = (
    r"[ \t]*:[ \t]*(?P<verb>ignore(?:-file)?)[ \t]+(?P<codes>\w+(?:[ \t,]+\w+)*?)"
    r"(?:[ \t]+until[ \t]+(?P<until>\S+))?[ \t]*(?:--(?P<reason>.*))?"
)
# A day behind the dashes would be part of the reason, and the exception would never end.
_LATE_DAY: Final = r"\buntil[ \t=:]+[0-9]{4}-[0-9]{2}"
_LONGEST_REASON: Final = 500


class Suppression(Record):
    """One comment: the codes it names, the line (from 0) it speaks of, None for the whole file.

    `fault` is the case of DT008 that keeps it from counting, "" where it counts.
    """

    codes: tuple[str, ...]
    line: int | None
    span: Span
    exemption: Exemption
    fault: str = ""
    code: str = ""


class Suppressions:
    """The comments of one plan, and which of their codes have set something aside."""

    def __init__(self, found: Iterable[Suppression]) -> None:
        self.found = tuple(found)
        self._used: set[tuple[int, str]] = set()
        # By code and line, None for the whole file: a hostile plan has thousands of either.
        self._by_place: dict[tuple[str, int | None], int] = {}
        for number, one in enumerate(self.found):
            for code in one.codes if not one.fault else ():
                self._by_place.setdefault((code, one.line), number)

    def exempting(self, code: str, line: int) -> Exemption | None:
        """Why a finding of rule `code` on `line` (from 0) is set aside; None where it is not."""
        number = self._by_place.get((code, line), self._by_place.get((code, None)))
        if number is None:
            return None
        self._used.add((number, code))
        return self.found[number].exemption

    def faults(self, ran: Container[str]) -> Iterator[tuple[Suppression, str, str]]:
        """The comments that do not count or do nothing: each with the case of DT008 and a code.

        A code whose rule is not in `ran` could not fire, and so is not idle.
        """
        for number, one in enumerate(self.found):
            if one.fault:
                yield one, one.fault, one.code
                continue
            for code in one.codes:
                if code in ran and (number, code) not in self._used:
                    yield one, "idle", code


def suppressions(
    plan: Document, known: Container[str], day: str, never: Container[str] = NEVER_SUPPRESSED
) -> Suppressions | None:
    """The suppression comments of a plan; None where it has none.

    `known` are the codes of all rules there are, `day` the ISO date that `until` is held against.
    """
    if not re.search(_LIKELY, plan.text):
        return None
    return Suppressions(_found(plan, known, day, never))


def breaches(found: Suppressions, root: Node, ran: Container[str]) -> Iterator[Breach]:
    """What DT008 says of the comments."""
    for one, case, code in found.faults(ran):
        params = {"code": shown(code), "until": shown(one.exemption.until)}
        yield Breach(root, case, params, span=one.span)


def _found(
    plan: Document, known: Container[str], day: str, never: Container[str]
) -> Iterator[Suppression]:
    lines = plan.lines
    comments = _comments(lines, plan)
    below: dict[int, int] = {}
    for number, comment in reversed(comments.items()):
        # Alone on its line, it speaks of what the comments below it speak of.
        is_alone = not lines[number][: comment.start()].strip()
        below[number] = below.get(number + 1, number + 1) if is_alone else number
    for number, comment in comments.items():
        yield _read(comment, number, below[number], known, day, never)


def _comments(lines: list[str], plan: Document) -> dict[int, re.Match[str]]:
    """The comments to dtplan by the line they are on."""
    found: dict[int, re.Match[str]] = {}
    scalars = _scalars(plan)
    for number, text in enumerate(lines):
        for comment in re.finditer(_COMMENT, text):
            if not _is_in_a_scalar(number, comment.start(), scalars):
                found[number] = comment
                break
    return found


def _read(
    match: re.Match[str],
    number: int,
    line: int,
    known: Container[str],
    day: str,
    never: Container[str],
) -> Suppression:
    span = Span(number, match.start(), number, match.start() + len(match[0].rstrip()))
    order = re.fullmatch(_ORDER, match["rest"].rstrip())
    if order is None or re.search(_LATE_DAY, order["reason"] or ""):
        return Suppression((), line, span, Exemption(COMMENT, ""), fault="misspelt")
    codes = tuple(dict.fromkeys(re.split(r"[ \t,]+", order["codes"])))
    until = order["until"] or ""
    reason = " ".join((order["reason"] or "").split())[:_LONGEST_REASON]
    fault, code = _fault(codes, until, reason, known, day, never)
    return Suppression(
        codes,
        None if order["verb"] == "ignore-file" else line,
        span,
        Exemption(COMMENT, shown(reason, _LONGEST_REASON), until=until),
        fault,
        code,
    )


def _fault(
    codes: tuple[str, ...],
    until: str,
    reason: str,
    known: Container[str],
    day: str,
    never: Container[str],
) -> tuple[str, str]:
    """The first thing that keeps a comment from counting, and the code it is about."""
    for code in codes:
        if code not in known:
            return "unknown_code", code
        if code in never:
            return "never", code
    if until and not is_date(until):
        return "no_date", codes[0]
    if not reason:
        return "no_reason", codes[0]
    if until and until < day:
        return "expired", codes[0]
    return "", ""


def _scalars(plan: Document) -> dict[int, list[Span]]:
    """The stretches of all scalars, keys too, by each line they are on."""
    by_line: dict[int, list[Span]] = {}
    twice = (duplicate.again for duplicate in plan.duplicates)
    for top in (plan.root, *twice):
        for node in top.walk():
            is_scalar = node.fields is None and node.items is None
            for event in (node.key_event, node.event if is_scalar else None):
                if event is not None:
                    span = between(event)
                    for line in range(span.line, span.end_line + 1):
                        by_line.setdefault(line, []).append(span)
    return by_line


def _is_in_a_scalar(line: int, column: int, scalars: dict[int, list[Span]]) -> bool:
    place = (line, column)
    return any(
        (span.line, span.column) <= place < (span.end_line, span.end_column)
        for span in scalars.get(line, ())
    )
