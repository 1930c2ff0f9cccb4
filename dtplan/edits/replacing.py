"""The edits that put one value of a plan in the place of another, be that one empty."""

from typing import Final

from dtplan.edits import writing
from dtplan.edits.layout import Edit, Layout, Unclear, habit, in_brackets, is_bracketed
from dtplan.edits.splices import Known, name_of, texts_of
from dtplan.node import Node, Plain
from dtplan.schema import plan_format

_WIDEST_FLOW: Final = 100


def replacing(layout: Layout, node: Node, value: Plain, known: Known) -> list[Edit]:
    """`value` where `node` is written, be it empty."""
    text = _inline(layout, node, value)
    if layout.is_block_scalar(node):
        return _for_block_scalar(layout, node, value, text, known)
    if _is_block(layout, node):
        return _for_block(layout, node, value, text, known)
    if text is not None:
        return [_in_place(layout, node, text)]
    if node.key_event is None:
        return [_in_place(layout, node, _item_text(layout, node, value, known))]
    end = layout.end(node)
    line_end = layout.line_end(layout.line(end))
    below = Edit(line_end, line_end, _below(layout, node, value, known))
    return [below] if _is_empty(layout, node) else [_cut_before(layout, node, end), below]


def _inline(layout: Layout, node: Node, value: Plain) -> str | None:
    """The new value's text behind its key or dash; None where it is to stand in lines."""
    field = plan_format().at(node.path)
    if not isinstance(value, dict | list):
        style = getattr(node.event, "style", None)
        return writing.scalar(
            value, field, in_flow=in_brackets(node), style=style if style in ("'", '"') else ""
        )
    text = writing.flow(value, field)
    if in_brackets(node):
        return text
    was_bracketed = is_bracketed(node, layout) and bool(layout.children(node))
    if was_bracketed and len(text) <= _WIDEST_FLOW:
        return text
    return writing.inline(value, field)


def _is_block(layout: Layout, node: Node) -> bool:
    is_collection = node.fields is not None or node.items is not None
    return is_collection and not is_bracketed(node, layout) and not in_brackets(node)


def _is_empty(layout: Layout, node: Node) -> bool:
    """Whether nothing at all is written for the value, not even `null`."""
    event = node.event
    return node.absent and getattr(event, "value", None) == "" and not getattr(event, "style", None)


def _in_place(layout: Layout, node: Node, text: str) -> Edit:
    """One text for another, what stands behind it left alone."""
    if not _is_empty(layout, node):
        return Edit(layout.start(node), layout.end(node), text)
    place = layout.colon(node)
    if place is not None:
        return Edit(place, place, f" {text}")
    # A key alone in brackets: {a, b}
    if node.key_event is None or not in_brackets(node):
        raise Unclear
    place = layout.end(node)
    return Edit(place, place, f": {text}")


def _cut_before(layout: Layout, node: Node, end: int) -> Edit:
    return Edit(layout.gap_before(layout.start(node)), end, "")


def _below(layout: Layout, node: Node, value: Plain, known: Known, column: int = -1) -> str:
    """The lines of a mapping or list below the key of `node`, from the end of its line on."""
    assert node.parent is not None and node.parent.event is not None
    indentation = habit(layout.plan)
    if column < 0:
        deeper = indentation.items if isinstance(value, list) else indentation.mapping
        column = node.parent.event.start_mark.column + deeper
    lines = writing.block(value, plan_format().at(node.path), name_of(node), indentation)
    start = layout.eol + " " * column
    return start + start.join(texts_of(lines, known))


def _item_text(layout: Layout, node: Node, value: Plain, known: Known) -> str:
    """The lines of a mapping or list behind the dash of `node`."""
    indentation = habit(layout.plan)
    start, gap = layout.start(node), ""
    column = start - layout.starts[layout.line(start)]
    if _is_empty(layout, node):
        gap = " " * (indentation.dash - 2)
        column += indentation.dash - 1
    lines = writing.block(value, plan_format().at(node.path), name_of(node), indentation)
    return gap + (layout.eol + " " * column).join(texts_of(lines, known))


def _for_block_scalar(
    layout: Layout, node: Node, value: Plain, text: str | None, known: Known
) -> list[Edit]:
    header, end = layout.header(node), layout.end(node)
    content = layout.line_end(layout.line(header.start))
    kept = writing.literal(value, layout.text[header.start]) if isinstance(value, str) else None
    if kept is not None:
        start = layout.eol + " " * _content_column(layout, node)
        lines = "".join(start + line if line else layout.eol for line in kept[1:])
        return [Edit(*header, kept[0]), Edit(content, end, lines)]
    if text is not None:
        return [Edit(*header, text), Edit(content, end, "")]
    if node.key_event is None:
        return [Edit(header.start, end, _item_text(layout, node, value, known))]
    below = _below(layout, node, value, known)
    return [_cut_before(layout, node, header.end), Edit(content, end, below)]


def _content_column(layout: Layout, node: Node) -> int:
    """The indentation of a block scalar's lines."""
    assert node.parent is not None and node.parent.event is not None
    first = layout.line(layout.start(node)) + 1
    for line in range(first, layout.line(layout.end(node)) + 1):
        content = layout.content(line)
        if content.strip():
            return len(content) - len(content.lstrip(" "))
    return node.parent.event.start_mark.column + habit(layout.plan).mapping


def _for_block(
    layout: Layout, node: Node, value: Plain, text: str | None, known: Known
) -> list[Edit]:
    first = layout.head(layout.children(node)[0])
    column = first - layout.starts[layout.line(first)]
    end = layout.tail(node)
    if not layout.is_first_on_line(first):
        new = _item_text(layout, node, value, known) if text is None else text
        return [Edit(first, end, new)]
    above = layout.line_end(layout.line(first) - 1)
    if text is None:
        is_alike = isinstance(value, list) == (node.items is not None)
        column = column if is_alike or node.key_event is None else -1
        return [Edit(above, end, _below(layout, node, value, known, column))]
    place = layout.colon(node)
    if place is None:
        raise Unclear
    return [Edit(place, place, f" {text}"), Edit(above, end, "")]
