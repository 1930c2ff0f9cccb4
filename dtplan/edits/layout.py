"""Where the parts of a plan lie in its text: from which character to which, with their comments.

Of the parser's marks only line and column are used: what it says of the index is not the same in
its two forms.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dtplan.edits.writing import Habit
from dtplan.node import Mark, Node
from dtplan.parsing.document import Document
from dtplan.record import Record

_COLON = re.compile(r"\s*:")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")
# Between the last entry of a bracket and its end.
_TO_BRACKET = re.compile(r"(?:[\s,:]|(?<=\s)#[^\n]*)*([\]}])")
_BRACKETS: Final = "[{"
_BLANKS: Final = " \t"


class Unclear(Exception):
    """The text is laid out in a way that can't be told apart for sure."""


class Stretch(NamedTuple):
    """Part of the text, the end exclusive."""

    start: int
    end: int


class Edit(Record):
    """A stretch of the text and what is to stand there instead."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all edits made; ValueError where two of them overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done or edit.end < edit.start:
            raise ValueError("two edits overlap")
        parts += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join((*parts, text[done:]))


class Layout:
    """The text of a plan by lines, and the places of its nodes in it."""

    def __init__(self, plan: Document) -> None:
        self.plan = plan
        self.text = plan.text
        self.starts = [0, *(found.end() for found in re.finditer("\n", plan.text))]
        first = plan.text.find("\n")
        self.eol = "\r\n" if first > 0 and plan.text[first - 1] == "\r" else "\n"

    def offset(self, mark: Mark) -> int:
        """The place in the text that a mark of the parser means."""
        return min(self.starts[mark.line] + mark.column, len(self.text))

    def line(self, offset: int) -> int:
        """The number of the line that holds `offset`."""
        return bisect_right(self.starts, offset) - 1

    def line_end(self, line: int) -> int:
        """Where a line ends, before its line break."""
        if line + 1 == len(self.starts):
            return len(self.text)
        end = self.starts[line + 1] - 1
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    def content(self, line: int) -> str:
        """A line without its line break."""
        return self.text[self.starts[line] : self.line_end(line)]

    def is_blank(self, line: int) -> bool:
        """Whether a line is empty or not there."""
        return line >= len(self.starts) or not self.content(line).strip()

    def is_first_on_line(self, offset: int) -> bool:
        """Whether nothing but blanks stands before `offset` on its line."""
        return not self.text[self.starts[self.line(offset)] : offset].strip(_BLANKS)

    def children(self, node: Node) -> list[Node]:
        """What a mapping or list holds, in the order of the text, keys written twice too."""
        if node.items is not None:
            return node.items
        held = list((node.fields or {}).values())
        again = [twice.again for twice in self.plan.duplicates if twice.again.parent is node]
        return sorted(held + again, key=lambda child: self.key_start(child)) if again else held

    def key_start(self, node: Node) -> int:
        """Where the key of an entry starts, or the value of an item."""
        event = node.key_event or node.event
        assert event is not None
        return self.offset(event.start_mark)

    def start(self, node: Node) -> int:
        """Where the value of a node starts."""
        assert node.event is not None
        return self.offset(node.event.start_mark)

    def colon(self, node: Node) -> int | None:
        """The place behind the colon of an entry, or behind the dash of an item; None without."""
        if node.key_event is None:
            dash = self.head(node)
            return dash + 1 if self.text[dash : dash + 1] == "-" else None
        found = _COLON.match(self.text, self.offset(node.key_event.end_mark))
        return found.end() if found else None

    def end(self, node: Node) -> int:
        """Where the value of a node ends, comments behind it apart."""
        if node.fields is None and node.items is None:
            return self._scalar_end(node)
        if is_bracketed(node, self):
            return self._bracket_end(node)
        return self.end(self.children(node)[-1])

    def _scalar_end(self, node: Node) -> int:
        event = node.event
        assert event is not None
        start, end = self.offset(event.start_mark), self.offset(event.end_mark)
        if self.is_block_scalar(node):
            return self._block_scalar_end(start, end)
        if start < end or node.key_event is None:
            return end
        # The parser puts an empty value at its colon, or at whatever comes next.
        return self.colon(node) or self.offset(node.key_event.end_mark)

    def is_block_scalar(self, node: Node) -> bool:
        """Whether the value is written in lines below a `|` or `>`."""
        return getattr(node.event, "style", None) in ("|", ">")

    def header(self, node: Node) -> Stretch:
        """The `|` or `>` of a block scalar, with what belongs to it."""
        found = _BLOCK_HEADER.match(self.text, self.start(node))
        if found is None:
            raise Unclear
        return Stretch(*found.span())

    def _block_scalar_end(self, start: int, end: int) -> int:
        last = self.line(end) - (end in self.starts)
        header = _BLOCK_HEADER.match(self.text, start)
        if header is None or "+" not in header[0]:
            while last > self.line(start) and not self.content(last).strip():
                last -= 1
        return self.line_end(last)

    def _bracket_end(self, node: Node) -> int:
        children = self.children(node)
        inside = self.end(children[-1]) if children else self.start(node) + 1
        found = _TO_BRACKET.match(self.text, inside)
        if found is None:
            raise Unclear
        return found.end()

    def head(self, node: Node) -> int:
        """Where an entry or item starts: its key, the `?` before it, or its dash."""
        parent = node.parent
        if parent is None or parent.event is None:
            raise Unclear
        start = self.key_start(node)
        if parent.event.flow_style:
            return start
        column = parent.event.start_mark.column
        if node.key_event is None:
            return self._dash(node, parent, column)
        place = self.starts[self.line(start)] + column
        if place != start and self.text[place : place + 1] != "?":
            raise Unclear
        return place

    def _dash(self, node: Node, parent: Node, column: int) -> int:
        if node.key == 0:
            return self.start(parent)
        line = self.line(self.start(node))
        while line > 0:
            place = self.starts[line] + column
            if self.text[place : place + 1] == "-" and self.is_first_on_line(place):
                return place
            line -= 1
        raise Unclear

    def stretch(self, siblings: Sequence[Node], index: int) -> Stretch:
        """All that belongs to one entry or item of a mapping or list.

        In block style that takes in the comments of its lines, those directly above it in its own
        column, and those below it that are indented deeper.
        """
        node = siblings[index]
        head = self.head(node)
        if in_brackets(node):
            return Stretch(head, self.end(node))
        return Stretch(self._with_comments(siblings, index, head), self.tail(node))

    def tail(self, node: Node) -> int:
        """The end of an entry or item in block style, comments at its end included."""
        assert node.parent is not None and node.parent.event is not None
        column = node.parent.event.start_mark.column
        last = line = self.line(self.end(node))
        while line + 1 < len(self.starts):
            line += 1
            content = self.content(line)
            text = content.lstrip(_BLANKS)
            if text and not (text.startswith("#") and len(content) - len(text) > column):
                break
            if text:
                last = line
        return self.line_end(last)

    def _with_comments(self, siblings: Sequence[Node], index: int, head: int) -> int:
        above = self._comments_above(head)
        if above == head or index > 0:
            return above
        # Above the first one stands the heading of all, unless others have their comments too.
        is_root = siblings[0].parent is self.plan.root
        others = () if is_root else siblings[1:]
        is_own = any(self._comments_above(place) < place for place in map(self.head, others))
        return above if is_own else head

    def _comments_above(self, head: int) -> int:
        line = self.line(head)
        column = head - self.starts[line]
        if not self.is_first_on_line(head):
            return head
        while line > 0 and self.text.startswith("#", place := self.starts[line - 1] + column):
            if not self.is_first_on_line(place):
                break
            line -= 1
        return self.starts[line] + column

    def gap_before(self, offset: int) -> int:
        """Where the blanks before `offset` start; those of a whole line with its line break."""
        start = len(self.text[:offset].rstrip(_BLANKS)) if offset else 0
        if start and self.text[start - 1] == "\n":
            return self.line_end(self.line(start) - 1)
        return start


def is_bracketed(node: Node, layout: Layout) -> bool:
    """Whether a mapping or list is written in brackets of its own."""
    if node.event is None or not (node.fields is not None or node.items is not None):
        return False
    return bool(node.event.flow_style) and layout.text[layout.start(node)] in _BRACKETS


def in_brackets(node: Node) -> bool:
    """Whether a node stands inside brackets."""
    above = node.parent
    return above is not None and above.event is not None and bool(above.event.flow_style)


def habit(plan: Document) -> Habit:
    """How the lines of a plan are indented, by the first of each kind."""
    found: dict[str, int] = {}
    for node in plan.collections:
        kind, columns = _indentation(node)
        if kind and columns >= (kind != "items"):
            found.setdefault(kind, columns)
        if len(found) == len(Habit._fields):
            break
    if "mapping" in found:
        found.setdefault("items", found["mapping"])
    return Habit(**found)


def _indentation(node: Node) -> tuple[str, int]:
    parent = node.parent
    if parent is None or parent.event is None or node.event is None or node.event.flow_style:
        return "", 0
    columns = node.event.start_mark.column - parent.event.start_mark.column
    if node.key_event is not None:
        return "mapping" if node.fields is not None else "items", columns
    is_on_line = node.key != 0 or node.event.start_mark.line == parent.event.start_mark.line
    return "dash" if node.fields is not None and is_on_line else "", columns
