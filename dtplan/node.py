"""A plan as a tree of nodes: each knows its value, what it stands in and where it is written."""

from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

Plain = str | int | float | bool | None | dict[str, "Plain"] | list["Plain"]


class Broken:
    """The value of a node whose text has the wrong shape: neither present nor absent."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Final = Broken()


# A collection's content is in its fields or items; its value only says that something is there.
PRESENT: Final[dict[str, Plain]] = {}


class Mark(Protocol):
    """A position that the YAML parser reports: line and column from 0, in characters."""

    line: int
    column: int


class Event(Protocol):
    """What a node needs of a YAML event: where it starts and ends."""

    start_mark: Mark
    end_mark: Mark
    flow_style: bool


class Span(NamedTuple):
    """A stretch of text; lines and columns from 0 in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Node:
    """One place in a plan.

    A node is true when its value is present. What is absent (no key, null, a blank text, an empty
    list or mapping, or one of such) and what is broken is false, so a rule needs no None checks:
    `task["owner"]["agency"]` is always a node, and a missing one stands at its nearest parent.
    Iterating gives the present items of a list and nothing else. `text` is the value when it is a
    text, else the empty text.
    """

    __slots__ = ("event", "fields", "items", "kept", "key", "key_event", "parent", "text", "value")

    def __init__(
        self,
        parent: "Node | None",
        key: str | int,
        value: "Plain | Broken" = None,
        event: Event | None = None,
        key_event: Event | None = None,
    ) -> None:
        self.parent = parent
        self.key = key
        self.value = value
        # A property would be called for every text that a rule looks at.
        self.text = value if isinstance(value, str) else ""
        self.event = event
        self.key_event = key_event
        self.fields: dict[str, Node] | None = None
        self.items: list[Node] | None = None
        self.kept: list[Node] | None = None

    def __getitem__(self, key: str) -> "Node":
        fields = self.fields
        if fields is not None and key in fields:
            return fields[key]
        # What lies in a broken value is as unknown as the value itself.
        return Node(self, key, BROKEN if self.value is BROKEN else None)

    def __iter__(self) -> "Iterator[Node]":
        if self.kept is None:
            # Most lists are gone through by many rules; what they hold is settled before the first.
            items = () if self.items is None or self.value is BROKEN else self.items
            self.kept = [
                item for item in items if item.value is not None and item.value is not BROKEN
            ]
        return iter(self.kept)

    def __bool__(self) -> bool:
        value = self.value
        return value is not None and value is not BROKEN

    def __repr__(self) -> str:
        return f"<Node {self.pointer or '/'}: {self.value!r}>"

    @property
    def broken(self) -> bool:
        """Whether the value has the wrong shape, so that no rule may speak of it."""
        return self.value is BROKEN

    @property
    def absent(self) -> bool:
        """Whether nothing is there; false for a broken value."""
        return self.value is None

    @property
    def number(self) -> float | None:
        """The value when it is a number, else None."""
        value = self.value
        return value if type(value) is int or type(value) is float else None

    @property
    def path(self) -> tuple[str | int, ...]:
        """The keys and list indexes from the root down to here."""
        steps: list[str | int] = []
        node = self
        while node.parent is not None:
            steps.append(node.key)
            node = node.parent
        return tuple(reversed(steps))

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer (RFC 6901); of an absent node, that of its place."""
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in self.place.path]
        return "".join(f"/{step}" for step in steps)

    @property
    def place(self) -> "Node":
        """The node itself when it is written in the text, else its nearest parent that is."""
        node = self
        while node.event is None and node.parent is not None:
            node = node.parent
        return node

    @property
    def item(self) -> "Node | None":
        """The nearest mapping in a list that this node is or stands in."""
        node: Node | None = self
        while node is not None and not (isinstance(node.key, int) and node.fields is not None):
            node = node.parent
        return node

    def whole(self, *keys: str) -> bool:
        """Whether this list and the values at `keys` in its items all have their right shape.

        "None of the items" may be said of such a list only.
        """
        if self.value is BROKEN:
            return False
        for item in self.items or ():
            if item.value is BROKEN:
                return False
            for key in keys:
                item = item[key]
            if item.value is BROKEN:
                return False
            for part in item.items or ():
                if part.value is BROKEN:
                    return False
        return True

    def plain(self) -> Plain:
        """The values from here down as plain mappings, lists and scalars; broken ones as None."""
        if self.fields is not None:
            return {key: child.plain() for key, child in self.fields.items()}
        if self.items is not None:
            return [item.plain() for item in self.items]
        return None if isinstance(self.value, Broken) else self.value

    def break_off(self) -> None:
        """Count the value as broken from here on; what it stands in is then not absent either."""
        self.value = BROKEN
        self.text = ""
        self.kept = None
        above = self.parent
        while above is not None:
            above.kept = None
            if above.value is not None:
                break
            above.value = PRESENT
            above = above.parent

    def walk(self) -> "Iterator[Node]":
        """This node and all below it, in the order of the text."""
        yield self
        if self.fields is not None:
            for child in self.fields.values():
                yield from child.walk()
        for item in self.items or ():
            yield from item.walk()


def span(node: Node) -> Span:
    """Where a reader should look for `node`.

    A scalar stands at its value; an item of a list at its first line, from its first key to the
    end of that entry; another mapping or list, and an empty value, at its key; the root at its
    first key.
    """
    place = node.place
    if place.fields:
        first = next(iter(place.fields.values()))
        if place.parent is None:
            return _key_span(first)
        if isinstance(place.key, int):
            return _entry_span(first)
    if place.key_event is not None and (place.value is None or _is_collection(place)):
        return _key_span(place)
    return between(place.event)


def _is_collection(node: Node) -> bool:
    return node.fields is not None or node.items is not None


def _key_span(node: Node) -> Span:
    return between(node.key_event or node.event)


def _entry_span(first: Node) -> Span:
    key = _key_span(first)
    value = between(first.event)
    if _is_collection(first) or value.end_line != key.line:
        return key
    return Span(key.line, key.column, value.end_line, value.end_column)


def between(event: Event | None) -> Span:
    """The stretch of text an event covers."""
    if event is None:
        return Span(0, 0, 0, 0)
    start, end = event.start_mark, event.end_mark
    return Span(start.line, start.column, end.line, end.column)
