"""YAML text to nodes in one pass over PyYAML's events, with YAML 1.2 scalars.

PyYAML's own composer is not used: its C form overflows the stack on deep nesting, and both forms
hang on merge keys. Anchors, aliases, tags and a second document are refused; a plan needs none.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice, repeat, starmap
from typing import Any, Final, NamedTuple

from dtplan.errors import Refused
from dtplan.node import PRESENT, Node, Plain
from dtplan.parsing.pyyaml import (
    AliasEvent,
    DocumentEndEvent,
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

_CHUNK: Final = 200
_BEFORE_ROOT: Final = 2  # events: the stream and the document begin

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
# With one of these begins what may be a number, or nothing but blanks.
_BLANKS: Final = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
_UNUSUAL_START: Final = _NUMERIC_START.union(_BLANKS, map(chr, range(0x2000, 0x200B)))


class Duplicate(NamedTuple):
    """A key that a mapping holds twice: the node that counts, and the later one that does not."""

    first: Node
    again: Node


class Tree(Record):
    """What a text holds: its root, all its mappings and lists, and what the reading noticed.

    `flows` are the mappings and lists that are written in brackets.
    """

    root: Node
    collections: list[Node]
    flows: list[Node]
    duplicates: list[Duplicate]
    ambiguous: list[Node]


def has_c_parser() -> bool:
    """Whether PyYAML came with its C extension, several times faster than its Python parser."""
    return bool(yaml.__with_libyaml__)


def parser_version() -> str:
    """What tells this parser from another, with which other mistakes might be found."""
    return f"{yaml.__version__} ({'libyaml' if has_c_parser() else 'pure'})"


@lru_cache(maxsize=2048)
def resolve(text: str) -> tuple[Plain, str, bool]:
    """The YAML 1.2 value of a plain scalar, the same if it is a text, else the empty text.

    The last says whether other readers take it for another value.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text], "", False
    if text.lower() in _SWITCHES or _is_ambiguous(text):
        return text, text, True
    if _INT.match(text):
        return int(text), "", False
    if _FLOAT.match(text) and len(text) <= MAX_DIGITS + 2:
        return float(text), "", False
    return (None, "", False) if text.isspace() else (text, text, False)


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


def _chunks(next_event: Callable[[], Any]) -> Iterator[list[Any]]:
    """The events, so many together: taking turns with the parser costs more than the nodes do.

    Behind the last come None. Raises Refused where there are too many for the values of a plan.
    """
    events = starmap(next_event, repeat(()))
    left = 2 * MAX_VALUES + _BEFORE_ROOT
    while left > 0:
        chunk: list[Any] = []
        try:
            chunk.extend(islice(events, min(_CHUNK, left)))
        except yaml.YAMLError:
            yield chunk  # what came before the mistake is told first
            raise
        yield chunk
        left -= _CHUNK
    after = next(events)
    if type(after) is not DocumentEndEvent:
        raise Refused("too_many_values", *_start(after), {"limit": MAX_VALUES})
    yield [after, next(events)]


class _Composer:
    """Builds nodes from events; calls itself for what is nested, MAX_DEPTH times at most."""

    def __init__(self, text: str, *, pure: bool) -> None:
        self.events = chain.from_iterable(_chunks(_event_source(text, pure=pure).get_event))
        # Anchors, tags and long texts cost a look at every event: only where there can be one.
        self.careful = "&" in text or "!" in text or len(text) > MAX_TEXT
        self.duplicates: list[Duplicate] = []
        self.ambiguous: list[Node] = []
        self.collections: list[Node] = []
        self.flows: list[Node] = []
        self.pieces: set[int] = set()

    def compose(self) -> Tree:
        _stream_start, event = next(self.events), next(self.events)
        if type(event) is StreamEndEvent:
            raise Refused("empty")
        root = self._value(next(self.events), None, "", None, 0)
        _document_end, event = next(self.events), next(self.events)
        if type(event) is DocumentStartEvent:
            raise Refused("second_document", *_start(event))
        self._refuse_numbers_as_keys(root)
        if root.fields is None:
            raise Refused("empty" if root.value is None else "not_mapping", *_start(root.event))
        return Tree(root, self.collections, self.flows, self.duplicates, self.ambiguous)

    # A third of a check is spent in the next three functions: they do without calls where they can.

    def _value(  # noqa: C901
        self, event: Any, parent: Node | None, key: str | int, key_event: Any, depth: int
    ) -> Node:
        """The node that starts at `event`, whole."""
        # As Node(...) would, in half the time: Python is slow at calling a class.
        node = _new(Node)
        node.parent = parent
        node.key = key
        node.event = event
        node.key_event = key_event
        node.fields = node.items = node.kept = None
        kind = type(event)
        if kind is ScalarEvent:
            if self.careful:
                self._examine(event)
            text = event.value
            # Most are longer than any word that YAML takes for something else, and no numbers.
            if len(text) > _LONGEST_WORD and text[0] not in _UNUSUAL_START:
                node.value = node.text = text
            elif event.style:
                node.value, node.text = (text, text) if text.strip() else (None, "")
            else:
                node.value, node.text, unclear = resolve(text)
                if unclear:
                    self.ambiguous.append(node)
            return node
        node.text = ""
        if kind is MappingStartEvent:
            children = self._fields(node, depth)
        elif kind is SequenceStartEvent:
            children = self._items(node, depth)
        else:
            raise _no_value(event)
        node.value = None
        for child in children:
            if child.value is not None:
                node.value = PRESENT
                break
        return node

    def _fields(self, mapping: Node, depth: int) -> Iterable[Node]:
        """The fields of a mapping, read up to its end."""
        self._open(mapping, depth)
        events, careful, below = self.events, self.careful, depth + 1
        fields = mapping.fields = {}
        while type(event := next(events)) is ScalarEvent:
            if careful:
                self._examine(event)
            key = _PLAIN_KEYS.get(event.value) or self._key(event, mapping)
            value = self._value(next(events), mapping, key, event, below)
            if key in fields:
                self.duplicates.append(Duplicate(fields[key], value))
            else:
                fields[key] = value
        if type(event) is not MappingEndEvent:
            raise self._no_key(event)
        return fields.values()

    def _items(self, sequence: Node, depth: int) -> Iterable[Node]:
        """The items of a list, read up to its end."""
        self._open(sequence, depth)
        events, below = self.events, depth + 1
        items: list[Node] = []
        sequence.items = items
        while type(event := next(events)) is not SequenceEndEvent:
            items.append(self._value(event, sequence, len(items), None, below))
        return items

    def _open(self, collection: Node, depth: int) -> None:
        event: Any = collection.event
        if self.careful:
            self._examine(event)
        if depth >= MAX_DEPTH:
            raise Refused("too_deep", *_start(event))
        if event.flow_style:
            self.flows.append(collection)
        self.collections.append(collection)

    def _no_key(self, event: Any) -> Refused:
        if type(event) is AliasEvent:
            return _alias(event, "merge_key" if event.anchor == "<<" else "alias")
        if self.careful:
            self._examine(event)
        return Refused("key_not_text", *_start(event))

    def _key(self, event: Any, mapping: Node) -> str:
        """The name a key's event gives; numbers, null and true are no names."""
        text: str = event.value
        if not event.style:
            value = resolve(text)[0]
            in_flow = mapping.event is not None and mapping.event.flow_style
            if isinstance(value, int | float) and in_flow:
                # A number cut off at its comma ({amount: 6,5}) comes as a key without a value.
                self.pieces.add(id(event))
            elif not isinstance(value, str):
                raise Refused("key_not_text", *_start(event))
            if text == "<<":
                raise Refused("merge_key", *_start(event))
        if text.isascii():
            if len(_PLAIN_KEYS) < _MOST_KEYS and text.isidentifier():
                # A rule finds a key that is one object with its own word without comparing letters.
                text = _PLAIN_KEYS[text] = sys.intern(text)
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
        if type(event) is ScalarEvent and len(event.value) > MAX_TEXT:
            raise Refused("too_long_text", *_start(event), {"limit": MAX_TEXT})


def _no_value(event: Any) -> Refused:
    if type(event) is AliasEvent:
        return _alias(event, "alias")
    return Refused("syntax", *_start(event), {"problem": "unexpected event"})


def _alias(event: Any, case: str) -> Refused:
    return Refused(case, *_start(event), {"name": event.anchor})


_new: Final = Node.__new__
_LONGEST_KEY: Final = 1024
# Keys seen that need no second look; bounded, since a stranger's file may bring any number.
_PLAIN_KEYS: Final[dict[str, str]] = {}
_MOST_KEYS: Final = 500


def _start(event: Any) -> tuple[int, int]:
    if event is None:
        return 0, 0
    return event.start_mark.line, event.start_mark.column
