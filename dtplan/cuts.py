"""Values that YAML reads otherwise than their writer meant: cut at `#` or a comma, or ambiguous."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import isfinite
from typing import Final

from dtplan import schema
from dtplan.breach import Breach, Param
from dtplan.message import style_of, written
from dtplan.node import Node, between
from dtplan.parsing.document import Document
from dtplan.registry import registry
from dtplan.schema import plan_format
from dtplan.text.folding import fold

# Begins with two plain characters, which the search looks for at the speed of memory.
_HASH = re.compile(r" #[^\s#]")
_ONE_GROUP = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}\Z")
_YES: Final = frozenset(("y", "yes", "on"))
_NO: Final = frozenset(("n", "no", "off"))


def examine(plan: Document) -> Iterator[tuple[str, Breach]]:
    """The values of a plan that are cut at `#` (DT011) or at a comma inside brackets (DT014)."""
    # A tab alone is found ten times faster, and hardly any plan has one.
    if _HASH.search(plan.text) or ("\t" in plan.text and "\t#" in plan.text):
        yield from _cut_by_comment(plan)
    yield from _cut_by_comma(plan)


def is_one_group(text: str) -> bool:
    """Whether a number is written with one group of three after a dot: 1.500 is two things."""
    return _ONE_GROUP.match(text) is not None


def plain_reading(text: str) -> tuple[str, str]:
    """Which case of DT010 an ambiguous plain value is, and how to write it if it is no text."""
    word = text.lower()
    if word in _YES or word in _NO:
        return "boolean", "true" if word in _YES else "false"
    if word.endswith((".inf", ".nan")):
        return "not_finite", "null"
    if ":" in word:
        return "time", word.replace(":", "")
    return "number", _as_number(word)


def _as_number(word: str) -> str:
    digits = word.replace("_", "")
    try:
        if digits.lstrip("+-").startswith(("0x", "0o", "0b")):
            return str(int(digits, 0))
        if "e" in digits:
            number = float(digits)
            return f"{number:.15g}" if isfinite(number) else "0"
    except (ValueError, OverflowError):
        return "0"
    sign = "-" if digits.startswith("-") else ""
    return sign + (digits.lstrip("+-").lstrip("0") or "0")


def _cut_by_comment(plan: Document) -> Iterator[tuple[str, Breach]]:
    lines = plan.lines
    suspects = {
        number for number, line in enumerate(lines) if _HASH.search(line.replace("\t", " "))
    }
    for node in plan.root.walk():
        event = node.event
        if event is None or event.end_mark.line not in suspects or not _is_free_text(node):
            continue
        rest = lines[event.end_mark.line][event.end_mark.column :]
        if not style_of(node) and _HASH.match(f" {rest.lstrip()}"):
            yield "DT011", _cut(node)


def _cut(node: Node) -> Breach:
    if node.absent:
        return Breach(node, "swallowed", span=between(node.key_event or node.event))
    return Breach(node, "cut", {"value": node})


def _is_free_text(node: Node) -> bool:
    field = plan_format().at(node.path)
    return field is not None and field.kind == schema.TEXT and node.fields is None


def _cut_by_comma(plan: Document) -> Iterator[tuple[str, Breach]]:
    for node in plan.flows:
        if node.fields is not None:
            yield from _pieces_as_keys(node)
        elif node.items is not None and len(node.items) > 1 and _is_list_of_texts(node):
            yield from _pieces_as_items(node.items)


def _pieces_as_keys(node: Node) -> Iterator[tuple[str, Breach]]:
    assert node.fields is not None
    if not any(map(_is_valueless, node.fields.values())):
        return
    field = plan_format().at(node.path)
    known = field.fields if field is not None else {}
    before: Node | None = None
    reported = False
    pieces: list[str] = []
    for key, child in node.fields.items():
        if key in known or not _is_valueless(child):
            before, reported = child, False
            continue
        if before is None:
            continue
        pieces.append(key)
        if not reported:
            before.break_off()
            params: dict[str, Param] = {"value": key}
            yield "DT014", Breach(child, "key", params, span=between(child.key_event))
            reported = True
    for key in pieces:
        del node.fields[key]


def _is_valueless(node: Node) -> bool:
    event = node.event
    return (
        node.value is None
        and event is not None
        and event.start_mark.column == event.end_mark.column
    )


def _is_list_of_texts(node: Node) -> bool:
    if node.key not in _names_of_lists_of_texts():
        return False
    field = plan_format().at(node.path)
    return field is not None and field.item is not None and field.item.kind == schema.TEXT


@lru_cache(maxsize=1)
def _names_of_lists_of_texts() -> frozenset[str | int]:
    """What they are called: most lists in brackets are of ids, and are told by their name."""
    lists = (field for _, field in plan_format().walk() if field.item is not None)
    return frozenset(field.key for field in lists if field.item and field.item.kind == schema.TEXT)


def _pieces_as_items(items: list[Node]) -> Iterator[tuple[str, Breach]]:
    whole = written(items[0]) if items else ""
    reported = False
    for before, item in pairwise(items):
        piece = written(item)
        if not _continues(whole, piece) or style_of(item):
            whole, reported = piece, False
            continue
        whole = f"{whole}, {piece}"
        before.break_off()
        item.break_off()
        if not reported:
            yield "DT014", Breach(item, "item", {"value": item})
            reported = True


def _continues(text: str, piece: str) -> bool:
    """Whether `piece` reads as the rest of `text` after a comma."""
    if not text or not piece:
        return False
    if piece[0].islower() or (text[-1].isdigit() and piece[0].isdigit()):
        return True
    joined = fold(f"{text}, {piece}")
    return any(joined in name for name in _unit_names())


def _unit_names() -> tuple[str, ...]:
    """The folded tails, without the kind of unit, of the known names that hold a comma."""
    names = (name for name in registry().agencies if "," in name)
    return tuple(
        f"{kind} {fold(name).partition(' ')[2]}" for name in names for kind in ("bộ", "sở")
    )
