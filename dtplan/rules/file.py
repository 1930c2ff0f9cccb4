"""The file itself: its keys, its header, its ids, and the characters its text is written in.

These rules rest on no principle, so nothing counts what is in order: they tell breaches alone.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dtplan.node import Node, Span, between, span
from dtplan.rules.base import Breach, Context, Fields, Judgement, Param, breach, rule
from dtplan.schema import plan_format

if TYPE_CHECKING:
    from dtplan.parsing.document import Document
    from dtplan.text.characters import Odd

_HEADER: Final = ("id", "title", "status", "agency.name", "agency.level")
_SHOWN_LINES: Final = 3

# Letters that tell of a legacy encoding, one of which a text of a few words in it must have. The
# Latin-1 letters of VNI pass for ordinary ones, so a plain text is searched for those.
_VNI_LETTERS: Final = "ñøïåöäûÑØÏÅÖÄÛ"
_LEGACY_LETTERS: Final = _VNI_LETTERS + "¨©ª«¬\u00ad®µ¶·¸¹º»¼½¾ÃÆÇÈÉÊËÎÐÒÓÔÕ×ÜÝÞßæçëî÷üþ"


@rule("DT003")
def keys_are_written_once(plan: Node, context: Context) -> Iterator[Judgement]:
    """No mapping holds a key twice."""
    for first, again in context.document.duplicates:
        # A piece cut off at a comma (DT014) is no key, and has been taken out.
        if first.parent is None or (first.parent.fields or {}).get(str(first.key)) is not first:
            continue
        earlier, later = between(first.key_event), between(again.key_event)
        same = getattr(first.key_event, "value", "") == getattr(again.key_event, "value", "")
        params: dict[str, Param] = {"key": f"`{again.key}`", "line": earlier.line + 1}
        yield Breach(again, "" if same else "normalization", params, span=later, related=(first,))


@rule("DT004")
def text_is_composed(plan: Node, context: Context) -> Iterator[Judgement]:
    """The whole text is in Unicode NFC."""
    if context.document.is_plain:
        return
    from dtplan.text.characters import decomposed

    places = list(decomposed(context.document.text))
    if places:
        lines = list(dict.fromkeys(line + 1 for line, _, _ in places))[:_SHOWN_LINES]
        params: dict[str, Param] = {"count": len(places), "lines": ", ".join(map(str, lines))}
        line, start, end = places[0]
        yield Breach(plan, params=params, span=Span(line, start, line, end), fixable=True)


@rule("DT005")
def characters_are_what_they_seem(plan: Node, context: Context) -> Iterator[Judgement]:
    """No line holds a look-alike of another letter or what cannot be seen."""
    if context.document.is_plain:
        return
    from dtplan.text.characters import deceptive

    found = list(deceptive(context.document.text))
    if not found:
        return
    broken_text = _lines_of(node for node, _ in _legacy_texts(plan, context.document))
    for node, odd in _placed(plan, found):
        if odd.line in broken_text:  # DT009 speaks of it
            continue
        case = {"": "invisible", " ": "space"}.get(odd.instead, "look_alike")
        params = {"codepoint": odd.codepoint, "expected": odd.instead}
        yield Breach(node, case, params, span=_stretch(odd), fixable=True)


@rule("DT007")
def ids_are_unique(plan: Node, context: Context) -> Iterator[Judgement]:
    """No two items of a kind share an id, nor do two plans."""
    for items in _lists_with_ids(plan):
        first: dict[str, Node] = {}
        for item in items:
            own = item["id"]
            if not own.text:
                continue
            earlier = first.setdefault(own.text, own)
            if earlier is not own:
                yield _shared_id(own, earlier)
    twin = context.across.twin("DT007", ("id",)) if context.across else None
    if twin is not None:
        yield breach(plan["id"], "plan", elsewhere=twin.others, value=plan["id"], other=twin.name)


@rule("DT009")
def text_is_unicode(plan: Node, context: Context) -> Iterator[Judgement]:
    """No text is in an encoding from before Unicode, or broken on its way from one to another."""
    for node, encoding in _legacy_texts(plan, context.document):
        yield breach(node, encoding)


@rule("DT012")
def header_is_complete(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan says what it is, whose, of which level and at which stage."""
    agency = plan["agency"]
    header = (plan["id"], plan["title"], plan["status"], agency["name"], agency["level"])
    gaps = [(name, node) for name, node in zip(_HEADER, header, strict=True) if node.absent]
    if gaps:
        names = tuple(name for name, _ in gaps)
        yield breach(gaps[0][1], missing=Fields(names))


@rule("DT013")
def items_have_ids(plan: Node, context: Context) -> Iterator[Judgement]:
    """An item that others may refer to has an id."""
    for items in _lists_with_ids(plan):
        for item in items:
            own = item["id"]
            if own.absent:
                yield breach(own)


@rule("DT015")
def text_has_no_controls(plan: Node, context: Context) -> Iterator[Judgement]:
    """No text holds a control character, nor one that turns the direction of what is shown."""
    document = context.document
    if document.is_plain and "\\" not in document.text:
        return
    from dtplan.text.characters import bidirectional

    found = [*bidirectional(document.text), *_escaped_controls(plan, document)]
    if not found:
        return
    for node, odd in _placed(plan, found):
        is_control = odd.character < "\xa0" or "\ud800" <= odd.character <= "\udfff"
        case = "control" if is_control else "bidi"
        yield Breach(node, case, {"codepoint": odd.codepoint}, span=_stretch(odd))


def _lists_with_ids(plan: Node) -> Iterator[Node]:
    for kind in ("breakthroughs", "targets", "tasks", "systems"):
        yield plan[kind]
    yield plan["security"]["measures"]
    yield plan["budget"]["sources"]
    yield plan["project06"]["links"]


def _shared_id(own: Node, earlier: Node) -> Judgement:
    field = plan_format().at(own.path[:-1])
    kind = field.label if field else ""
    line = span(earlier).line + 1
    return breach(own, "item", related=(earlier,), value=own, kind=kind, line=line)


def _legacy_texts(plan: Node, document: "Document") -> list[tuple[Node, str]]:
    """The values in a legacy encoding, each with the name of it."""
    text = document.text
    letters = _VNI_LETTERS if document.is_plain else _LEGACY_LETTERS
    if not any(map(text.__contains__, letters)):
        return []
    from dtplan.text.legacy import encoding_of

    read = ((node, encoding_of(node.text)) for node in plan.walk() if node.text)
    return [(node, encoding) for node, encoding in read if encoding]


def _escaped_controls(plan: Node, document: "Document") -> "Iterator[Odd]":
    """The control characters that values in double quotes hold as escapes."""
    if "\\" not in document.text:
        return
    from dtplan.text.characters import escaped_controls, has_control

    lines = document.lines
    for node in plan.walk():
        if not has_control(node.text):
            continue
        at = between(node.event)
        for number in range(at.line, at.end_line + 1):
            line = lines[number]
            start = at.column if number == at.line else 0
            end = at.end_column if number == at.end_line else len(line)
            yield from escaped_controls(line, number, start, end)


def _placed(plan: Node, found: "Iterable[Odd]") -> "Iterator[tuple[Node, Odd]]":
    """The first odd character of each line, with the value or key it stands in, else the plan."""
    scalars = sorted(_scalars(plan), key=lambda scalar: scalar[:1])
    starts = [at[:2] for at, _ in scalars]
    told: set[int] = set()
    for odd in sorted(found):
        if odd.line in told:
            continue
        told.add(odd.line)
        position = (odd.line, odd.column)
        at, node = scalars[bisect_right(starts, position) - 1]
        yield (node if at[:2] <= position < at[2:] else plan), odd


def _scalars(plan: Node) -> Iterator[tuple[Span, Node]]:
    for node in plan.walk():
        if node.key_event is not None:
            yield between(node.key_event), node
        if node.fields is None and node.items is None:
            yield between(node.event), node


def _lines_of(nodes: Iterable[Node]) -> set[int]:
    spans = (between(node.event) for node in nodes)
    return {line for at in spans for line in range(at.line, at.end_line + 1)}


def _stretch(odd: "Odd") -> Span:
    return Span(odd.line, odd.column, odd.line, odd.column + odd.length)
