"""YAML text to nodes in one pass over PyYAML's events, with YAML 1.2 scalars and no recursion.

PyYAML's own composer is not used: its C form overflows the stack on deep nesting, and both forms
hang on merge keys. Anchors, aliases, tags and a second document are refused; a plan needs none.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dtplan.node import PRESENT, Node, Plain
from dtplan.pyyaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    MarkedYAMLError,
    Parser,
    Reader,
    ReaderError,
    ScalarEvent,
    Scanner,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    yaml,
)
from dtplan.record import Record

MAX_DEPTH: Final = 64
MAX_VALUES: Final = 50_000
MAX_TEXT: Final = 100_000
MAX_DIGITS: Final = 18

# Texts as short as these may be one of the words that YAML reads as something else.
_LONGEST_WORD: Final = 5
_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)\Z")
# What YAML 1.1, YAML 1.2 and a person read as three different things. Compiled when a value looks
# like one, which hardly ever happens.
_AMBIGUOUS: Final = r"""[-+]?(?:
        0[0-9_]+                                        # 012: octal, twelve or a code
      | 0o[0-7_]+ | 0b[01_]+ | 0x[0-9a-f_]+             # other bases
      | [0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?              # 1_000
      | [1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?     # 12:30 is 750 in YAML 1.1
      | [0-9]+(?::[0-5]?[0-9])+\.[0-9_]*
      | (?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)e[-+]?[0-9]+ # 1e3
      | \.inf
    )\Z | \.nan\Z"""
_PLAINLY_NUMERIC: Final = "0123456789+-."
_SWITCHES: Final = frozenset(("y", "n", "yes", "no", "on", "off"))
_CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC_START: Final = frozenset("0123456789+-.")


class Refused(Exception):
    """The text can't be read as one plan; `case` names why, the position counts from 0."""

    def __init__(
        self,
        case: str,
        line: int = 0,
        column: int = 0,
        params: dict[str, object] | None = None,
        start: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(case)
        self.case = case
        self.line = line
        self.column = column
        self.params = params or {}
        # Where what can't be read began: an opening quote or bracket.
        self.start = start or (line, column)


class Duplicate(NamedTuple):
    """A key that a mapping holds twice: the node that counts, and the later one that does not."""

    first: Node
    again: Node


class Tree(Record):
    """What a text holds: its root, all its mappings and lists, and what the reading noticed."""

    root: Node
    collections: list[Node]
    duplicates: list[Duplicate]
    ambiguous: list[Node]


def has_c_parser() -> bool:
    """Whether PyYAML came with its C extension, several times faster than its Python parser."""
    return bool(yaml.__with_libyaml__)


@lru_cache(maxsize=4096)
def resolve(text: str) -> tuple[Plain, bool]:
    """The YAML 1.2 value of a plain scalar, and whether other readers take it for another one."""
    if text in _CONSTANTS:
        return _CONSTANTS[text], False
    if text.lower() in _SWITCHES or _is_ambiguous(text):
        return text, True
    if _INT.match(text):
        return int(text), False
    if _FLOAT.match(text) and len(text) <= MAX_DIGITS + 2:
        return float(text), False
    return text, False


def _is_ambiguous(text: str) -> bool:
    if " " in text or "/" in text or text[0] not in _NUMERIC_START:  # "34/CT-TTg"
        return False
    if text.lstrip("+-")[:1] != "0" and not text.strip(_PLAINLY_NUMERIC):
        return False
    return re.match(_AMBIGUOUS, text, re.IGNORECASE | re.VERBOSE) is not None


def parse(text: str, *, pure: bool = False) -> Tree:
    """The nodes of `text`, a YAML stream with one mapping; raises Refused for anything else.

    `pure` takes PyYAML's Python parser even where the C one is there.
    """
    try:
        return _Composer(text, pure=pure or not has_c_parser()).compose()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "syntax"
        line, column = (mark.line, mark.column) if mark else (0, 0)
        opened = error.context_mark or mark
        start = (opened.line, opened.column) if opened else (line, column)
        raise Refused("syntax", line, column, {"problem": problem}, start) from None
    except ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise Refused("control_character", 0, 0, {"codepoint": f"U+{code:04X}"}) from None


# libyaml takes a tab after a colon, PyYAML's own scanner does not; both verdicts must be one.
_TAB_AFTER_COLON = re.compile(r"(?<=:)\t+")


def _event_source(text: str, *, pure: bool) -> Any:
    if pure:
        return _PureParser(_TAB_AFTER_COLON.sub(lambda tabs: " " * len(tabs[0]), text))
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    return CParser(text)


class _PureParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python: the events, without its composing and constructing."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


class _Composer:
    """Builds nodes from events with an explicit stack."""

    def __init__(self, text: str, *, pure: bool) -> None:
        self.next_event = _event_source(text, pure=pure).get_event
        # Anchors and tags cost a look at every event: look only where the text can hold one.
        self.careful = "&" in text or "!" in text
        self.long = len(text) > MAX_TEXT
        self.duplicates: list[Duplicate] = []
        self.ambiguous: list[Node] = []
        self.collections: list[Node] = []
        self.pieces: set[int] = set()

    def compose(self) -> Tree:
        self._open_document()
        root = self._value(self.next_event())
        self._close_stream()
        self._refuse_numbers_as_keys(root)
        if root.fields is None:
            raise Refused("empty" if root.value is None else "not_mapping", *_start(root.event))
        return Tree(root, self.collections, self.duplicates, self.ambiguous)

    def _open_document(self) -> None:
        self.next_event()
        event = self.next_event()
        if event.__class__ is StreamEndEvent:
            raise Refused("empty")

    def _close_stream(self) -> None:
        self.next_event()
        event = self.next_event()
        if event.__class__ is DocumentStartEvent:
            raise Refused("second_document", *_start(event))

    def _value(self, event: Any) -> Node:  # noqa: C901
        """The node that starts at `event`, whole."""
        # One loop without calls for the common events: half the time of a check is spent here.
        next_event = self.next_event
        careful = self.careful
        limited = careful or self.long
        ambiguous = self.ambiguous
        collections = self.collections
        stack: list[tuple[Node, Any, Any, Any]] = []
        parent: Any = None
        key: str | int = ""
        key_event: Any = None
        fields: dict[str, Node] | None = None
        items: list[Node] | None = None
        for _ in range(2 * MAX_VALUES):
            kind = event.__class__
            if kind is ScalarEvent:
                if limited:
                    self._examine(event)
                text = event.value
                if fields is not None and key_event is None:
                    key = (
                        text
                        if text in _PLAIN_KEYS
                        else self._key(event, in_flow=bool(parent.event.flow_style))
                    )
                    key_event = event
                    event = next_event()
                    continue
                node = Node(parent, key, text, event, key_event)
                if event.style:
                    if not text.strip():
                        node.value = None
                elif len(text) <= _LONGEST_WORD or text[0] in _NUMERIC_START:
                    node.value, unclear = resolve(text)
                    if unclear:
                        ambiguous.append(node)
                elif text.isspace():
                    node.value = None
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if careful:
                    self._examine(event)
                if len(stack) >= MAX_DEPTH:
                    raise Refused("too_deep", *_start(event))
                if fields is not None and key_event is None:
                    raise Refused("key_not_text", *_start(event))
                node = Node(parent, key, None, event, key_event)
                stack.append((node, parent, fields, items))
                collections.append(node)
                parent = node
                key_event = None
                if kind is MappingStartEvent:
                    fields = node.fields = {}
                    items = None
                else:
                    items = node.items = []
                    fields = None
                    key = 0
                event = next_event()
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node, parent, fields, items = stack.pop()
                node.value = _plain(node)
                key = node.key
                key_event = node.key_event
            elif kind is AliasEvent:
                self._refuse_alias(event, in_mapping=fields is not None and key_event is None)
            else:
                raise Refused("syntax", *_start(event), {"problem": "unexpected event"})
            if parent is None:
                return node
            if fields is None:
                assert items is not None
                items.append(node)
                key = len(items)
            else:
                assert isinstance(key, str)
                if key in fields:
                    self.duplicates.append(Duplicate(fields[key], node))
                else:
                    fields[key] = node
                key_event = None
            event = next_event()
        raise Refused("too_many_values", *_start(event), {"limit": MAX_VALUES})

    def _key(self, event: Any, *, in_flow: bool) -> str:
        """The name a key's event gives; numbers, null and true are no names."""
        text: str = event.value
        if not event.style:
            value, _ = resolve(text)
            if isinstance(value, int | float) and in_flow:
                # A number cut off at its comma ({amount: 6,5}) comes as a key without a value.
                self.pieces.add(id(event))
            elif not isinstance(value, str):
                raise Refused("key_not_text", *_start(event))
            if text == "<<":
                raise Refused("merge_key", *_start(event))
        if text.isascii():
            if len(_PLAIN_KEYS) < _MOST_KEYS and text.isidentifier():
                _PLAIN_KEYS.add(text)
            return text
        # Normalizing takes quadratic time on a long run of combining marks.
        return unicodedata.normalize("NFC", text) if len(text) <= _LONGEST_KEY else text

    def _refuse_numbers_as_keys(self, root: Node) -> None:
        if not self.pieces:
            return
        for node in root.walk():
            if id(node.key_event) in self.pieces and node.value is not None:
                raise Refused("key_not_text", *_start(node.key_event))

    def _examine(self, event: Any) -> None:
        if event.anchor is not None:
            raise Refused("anchor", *_start(event), {"name": event.anchor})
        if event.tag is not None:
            raise Refused("tag", *_start(event), {"tag": event.tag})
        if self.long and event.__class__ is ScalarEvent and len(event.value) > MAX_TEXT:
            raise Refused("too_long_text", *_start(event), {"limit": MAX_TEXT})

    def _refuse_alias(self, event: Any, *, in_mapping: bool) -> None:
        case = "merge_key" if in_mapping and event.anchor == "<<" else "alias"
        raise Refused(case, *_start(event), {"name": event.anchor})


_LONGEST_KEY: Final = 1024
# Keys seen that need no second look; bounded, since a stranger's file may bring any number.
_PLAIN_KEYS: Final[set[str]] = set()
_MOST_KEYS: Final = 500


def _plain(node: Node) -> Plain:
    """The plain value of a mapping or list; None where it holds nothing that is present."""
    if node.fields is not None:
        for child in node.fields.values():
            if child.value is not None:
                return PRESENT
        return None
    for item in node.items or ():
        if item.value is not None:
            return PRESENT
    return None


def _start(event: Any) -> tuple[int, int]:
    if event is None:
        return 0, 0
    return event.start_mark.line, event.start_mark.column
