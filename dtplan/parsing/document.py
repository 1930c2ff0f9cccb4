"""A plan file as the rules see it: its text, its nodes, and where each is written."""

import re
from typing import Final

from dtplan.errors import Refused
from dtplan.node import Node, Span
from dtplan.parsing.plan_file import MAX_BYTES, read
from dtplan.parsing.yaml12 import Duplicate, parse
from dtplan.record import Record
from dtplan.text.places import places

# Bytes of printable ASCII and of the letters of Vietnamese (U+00C0-U+01BF, U+1E00-U+1EFF).
_ORDINARY: Final = bytes(
    [0x09, 0x0A, *range(0x20, 0x7F), *range(0x80, 0xC0), 0xC3, 0xC4, 0xC5, 0xC6, 0xE1]
)
# The upper bytes of their code points; of the many letters behind the byte E1 it tells the few.
_UPPER: Final = bytes([0x00, 0x01, 0x1E])
_LOOK_ALIKES: Final = ("Ð", "ð", "Ɖ")
# Looked for only in a text that has some character out of the ordinary.
_FORBIDDEN: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)"
_MARK: Final = b"\xef\xbb\xbf"
_LINE_SEPARATORS: Final = frozenset("\x85\u2028\u2029")


class Document(Record):
    """A readable plan: `text` without its byte-order mark, and the tree of its values.

    `flows` are those of its `collections`, the mappings and lists, that are written in brackets.
    `is_plain` says that the text holds no character outside printable ASCII and Vietnamese
    letters, so that the rules on odd characters need not look.
    """

    path: str
    text: str
    root: Node
    collections: tuple[Node, ...]
    flows: tuple[Node, ...]
    duplicates: tuple[Duplicate, ...]
    ambiguous: tuple[Node, ...]
    is_plain: bool

    def release(self) -> None:
        """Let go of the nodes, which hold each other, without waiting for the garbage collector.

        Neither the document nor any of its nodes is of use afterwards.
        """
        for node in self.collections:
            node.fields = node.items = node.kept = None

    @property
    def lines(self) -> list[str]:
        """The lines of the text; only \\n ends one (a \\r before it is cut)."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]


class Unreadable(Record):
    """A file that can't be read as a plan: which case of DT001, and where."""

    path: str
    text: str
    case: str
    span: Span
    params: dict[str, object]


def load(
    path: str, source: bytes | None = None, *, name: str = "", pure: bool = False
) -> Document | Unreadable:
    """The plan in `source`, or in the file at `path`; Unreadable where it is no plan.

    `name` is what reports call it where that is not its path. `pure` reads with PyYAML's Python
    parser even where the C one is there. Raises DtplanError where the file can't be opened.
    """
    data, text = source or b"", ""
    try:
        data = read(path) if source is None else source
        text, is_plain = decode(data)
        _refuse_lines(text)
        tree = parse(text, pure=pure)
    except Refused as refusal:
        # Imported here because only a text that can't be read needs it.
        from dtplan.parsing import syntax

        if refusal.line or refusal.column:
            # What is no text as a whole still has lines, where it can be shown what is wrong.
            text = text or data.decode("utf-8-sig", "replace")
        case, span, params = syntax.explain(refusal, text)
        return Unreadable(name or path, text, case, span, params)
    return Document(
        name or path,
        text,
        tree.root,
        tuple(tree.collections),
        tuple(tree.flows),
        tuple(tree.duplicates),
        tuple(tree.ambiguous),
        is_plain,
    )


def decode(data: bytes) -> tuple[str, bool]:
    """The text of `data` without its byte-order mark, and whether all in it is ordinary.

    Raises Refused for what is too large, not UTF-8, or holds characters no editor shows.
    """
    if len(data) > MAX_BYTES:
        raise Refused("too_large", params={"limit": "1 MB"})
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        raise Refused("utf16")
    data = data.removeprefix(_MARK)
    if b"\x00" in data:
        raise Refused("utf16" if _every_other_is_zero(data) else "nul", *_position(data))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("not_utf8", *_position(data, error.start)) from None
    odd = data.translate(None, _ORDINARY)
    if not odd:
        return text, _is_vietnamese(text)
    _refuse_characters(text)
    return text, not odd.strip(b"\r") and _is_vietnamese(text)


def _is_vietnamese(text: str) -> bool:
    """Whether a text of ordinary bytes is all letters of Vietnamese, none of them a look-alike.

    Such a text is in NFC and holds nothing deceptive.
    """
    upper_bytes = text.encode("utf-16-le")[1::2]
    return not upper_bytes.translate(None, _UPPER) and not any(map(text.__contains__, _LOOK_ALIKES))


def _every_other_is_zero(data: bytes) -> bool:
    return (
        data[:200:2].count(0) > len(data[:200]) // 3
        or data[1:200:2].count(0) > len(data[:200]) // 3
    )


def _position(data: bytes, offset: int | None = None) -> tuple[int, int]:
    before = data[: data.find(b"\x00") if offset is None else offset]
    line = before.count(b"\n")
    start = before.rpartition(b"\n")[2]
    return line, len(start.decode("utf-8", "replace"))


def _refuse_characters(text: str) -> None:
    found = re.search(_FORBIDDEN, text)
    if not found:
        return
    before = text[: found.start()]
    position = before.count("\n"), len(before.rpartition("\n")[2])
    params: dict[str, object] = {"codepoint": f"U+{ord(found[0]):04X}"}
    if found[0] == "\r":
        raise Refused("lone_cr", *position)
    if found[0] == "\ufeff":
        raise Refused("bom_inside", *position)
    if found[0] in _LINE_SEPARATORS:
        raise Refused("line_separator", *position, params)
    raise Refused("control_character", *position, params)


def _refuse_lines(text: str) -> None:
    """Refuse the lines that are no YAML of ours, before the parser sees them."""
    # Many %TAG lines take the parser quadratic time inside one call.
    for place in places(text, "%"):
        if place == 0 or text[place - 1] == "\n":
            raise Refused("directive", text.count("\n", 0, place))
    if "<" in text and "<<<<<<< " in text:  # the single sign is found ten times faster
        found = re.search(r"^<<<<<<< ", text, re.MULTILINE)
        if found:
            raise Refused("merge_conflict", text[: found.start()].count("\n"))
