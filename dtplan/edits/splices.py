"""The edits by which keys and items are added to the text of a plan, taken out and moved.

All of it is layout: what is to be written where, in the file's own indentation. Whether the text
then holds what it should is for the caller to see.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from dtplan.edits import writing
from dtplan.edits.layout import Edit, Layout, Stretch, Unclear, habit, in_brackets
from dtplan.edits.writing import Line
from dtplan.node import Node, Plain
from dtplan.schema import Field, plan_format

# Whether a field, by its dotted name, needs no comment any more; None where none is wanted.
Known = Callable[[str], bool] | None

_COMMA = re.compile(r"\s*,")


def adding(layout: Layout, parent: Node, key: str, value: Plain, known: Known) -> list[Edit]:
    """A new key where the order of the format wants it among what `parent` holds."""
    siblings = layout.children(parent)
    field = plan_format().at(parent.path)
    index = _place(siblings, key, field)
    if parent.event is not None and parent.event.flow_style:
        return [_into_flow(layout, siblings, index, writing.flow({key: value}, field)[1:-1])]
    name = name_of(parent)
    lines = texts_of(writing.entry(key, value, field, name, habit(layout.plan)), known)
    is_part = parent.parent is None and len(lines) > 1
    is_spaced = is_part and not _is_dense(layout) and _stands_apart(layout, siblings, index)
    return [_into_block(layout, siblings, index, lines, is_spaced=is_spaced)]


def inserting(layout: Layout, parent: Node, index: int, value: Plain, known: Known) -> list[Edit]:
    """A new item before item `index` of a list that is not empty, or behind its last one."""
    siblings = layout.children(parent)
    field = _item_field(parent)
    if parent.event is not None and parent.event.flow_style:
        return [_into_flow(layout, siblings, index, writing.flow_item(value, field))]
    lines = texts_of(writing.item(value, field, name_of(parent), habit(layout.plan)), known)
    is_spaced = len(siblings) > 1 and _has_blank_line(layout, siblings)
    return [_into_block(layout, siblings, index, lines, is_spaced=is_spaced)]


def removing(layout: Layout, node: Node) -> list[Edit]:
    """Nothing where `node` is written; it must not be the only one in what it stands in."""
    if node.parent is None:
        raise Unclear
    siblings = layout.children(node.parent)
    index = next(place for place, sibling in enumerate(siblings) if sibling is node)
    if in_brackets(node):
        return [_out_of_flow(layout, siblings, index)]
    cut = layout.stretch(siblings, index)
    if layout.is_first_on_line(cut.start):
        return [_whole_lines(layout, cut, siblings, index)]
    following = layout.stretch(siblings, index + 1).start
    if layout.line(following) == layout.line(cut.end) + 1 and layout.text[following] != "#":
        return [Edit(cut.start, following, "")]
    return [Edit(layout.gap_before(cut.start), cut.end, "")]


def moving(layout: Layout, parent: Node, old: int, new: int) -> list[Edit]:
    """Item `old` at place `new`; what stands between the items stays between them."""
    siblings = layout.children(parent)
    places = range(min(old, new), max(old, new) + 1)
    cuts = [layout.stretch(siblings, index) for index in places]
    texts = [layout.text[cut.start : cut.end] for cut in cuts]
    gaps = [layout.text[one.end : two.start] for one, two in pairwise(cuts)]
    texts.insert(new - places[0], texts.pop(old - places[0]))
    joined = "".join(text + gap for text, gap in zip(texts, [*gaps, ""], strict=True))
    return [Edit(cuts[0].start, cuts[-1].end, joined)]


def _place(siblings: list[Node], key: str, field: Field | None) -> int:
    """Where among its siblings a new key goes: behind the nearest one that comes before it."""
    ranks = writing.ranks(field)
    unknown = len(ranks)
    own = ranks.get(key, unknown)
    standing = [ranks.get(str(sibling.key), unknown) for sibling in siblings]
    before = [rank for rank in standing if rank <= own]
    if before:
        nearest = max(before)
        return len(standing) - standing[::-1].index(nearest)
    return next(place for place, rank in enumerate(standing) if rank > own)


def _into_flow(layout: Layout, siblings: list[Node], index: int, text: str) -> Edit:
    if index:
        place = layout.end(siblings[index - 1])
        return Edit(place, place, f", {text}")
    place = layout.head(siblings[0])
    return Edit(place, place, f"{text}, ")


def _into_block(
    layout: Layout, siblings: list[Node], index: int, lines: list[str], *, is_spaced: bool
) -> Edit:
    near = siblings[max(index - 1, 0)]
    head = layout.head(near)
    column = head - layout.starts[layout.line(head)]
    start = layout.eol + " " * column
    space = layout.eol if is_spaced else ""
    if index:
        place = layout.tail(near)
        return Edit(place, place, space + start + start.join(lines))
    place = layout.stretch(siblings, 0).start
    return Edit(place, place, start.join(lines) + space + start)


def _out_of_flow(layout: Layout, siblings: list[Node], index: int) -> Edit:
    cut = layout.stretch(siblings, index)
    comma = _COMMA.match(layout.text, cut.end)
    end = comma.end() if comma else cut.end
    line = layout.line(end)
    if layout.is_first_on_line(cut.start) and layout.text[end:].lstrip(" \t").startswith("#"):
        return Edit(layout.starts[layout.line(cut.start)], layout.starts[line + 1], "")
    if index:
        before = layout.end(siblings[index - 1])
        if "#" not in layout.text[before : cut.start]:
            return Edit(before, cut.end, "")
        return Edit(cut.start, end, "")
    following = layout.stretch(siblings, 1).start
    is_clear = "#" not in layout.text[cut.end : following]
    return Edit(cut.start, following if is_clear else end, "")


def _whole_lines(layout: Layout, cut: Stretch, siblings: list[Node], index: int) -> Edit:
    """The lines of `cut`, and of the blank lines around it as many as keep the others apart."""
    first, last = layout.line(cut.start), layout.line(cut.end)
    is_end = last + 1 == len(layout.starts)
    above = layout.line(layout.tail(siblings[index - 1])) if index else 0
    if index and layout.is_blank(above):
        # The text above ends in blank lines: it would take in those that follow.
        while last + 1 < len(layout.starts) - 1 and layout.is_blank(last + 1):
            last += 1
    elif first > above + 1 and layout.is_blank(first - 1):
        is_last = index + 1 == len(siblings)
        first -= is_last or layout.is_blank(last + 1)
    elif index == 0 and not is_end and first and layout.is_blank(last + 1):
        last += 1
    if is_end:
        return Edit(layout.line_end(first - 1) if first else 0, cut.end, "")
    return Edit(layout.starts[first], layout.starts[last + 1], "")


def _stands_apart(layout: Layout, siblings: list[Node], index: int) -> bool:
    """Whether a blank line, or nothing at all, follows the place before sibling `index`."""
    return index > 0 and layout.is_blank(layout.line(layout.tail(siblings[index - 1])) + 1)


def _has_blank_line(layout: Layout, siblings: list[Node]) -> bool:
    """Whether the first two items stand apart."""
    start = layout.stretch(siblings, 1).start
    return layout.is_blank(layout.line(start) - 1)


def _is_dense(layout: Layout) -> bool:
    """Whether the file sets its parts apart by no blank line though it has several."""
    parts = sum(child.fields is not None or child.items is not None for child in _top(layout))
    return parts > 1 and f"{layout.eol}{layout.eol}" not in layout.text


def _top(layout: Layout) -> list[Node]:
    return layout.children(layout.plan.root)


def _item_field(node: Node) -> Field | None:
    field = plan_format().at(node.path)
    return field.item if field is not None else None


def texts_of(lines: list[Line], known: Known) -> list[str]:
    """The lines as texts, commented where that is wanted."""
    if known is None:
        return [line.text for line in lines]
    return writing.commented(lines, known, plan_format())


def name_of(node: Node) -> str:
    """The dotted name of the field a node is the value of."""
    return ".".join(step for step in node.path if isinstance(step, str))
