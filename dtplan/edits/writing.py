"""Plain values as the YAML text of a person's hand: what a plan file gets when a value is put in.

Every text is quoted that YAML 1.1, YAML 1.2 or a reader could take for something else.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Final, NamedTuple

from dtplan import schema
from dtplan.cuts import is_one_group
from dtplan.node import Plain
from dtplan.parsing.yaml12 import MAX_DIGITS, resolve
from dtplan.record import Record
from dtplan.schema import Field
from dtplan.text.reading import is_date

_WIDEST_LIST: Final = 80
_WIDEST_CHOICES: Final = 60
# Behind a line longer than this nobody would see a comment.
_WIDEST_COMMENTED: Final = 100
_SHORT_KINDS: Final = frozenset((schema.ID, schema.CHOICE, schema.NUMBER, schema.INTEGER))
_UNQUOTED_IN_LISTS: Final = _SHORT_KINDS | {schema.DATE}

_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`=<~")
_WORDS: Final = frozenset(("true", "false", "null"))
_NUMBER_LIKE = re.compile(r"[-+.]*[0-9][-+0-9_.,: eETZ]*\Z")
# Inside a mapping or list in brackets these end a plain text, or look as if they did.
_ENDS_IN_FLOW = re.compile(r"[,\[\]{}:]")
# What no line may hold, and what turns the direction of the text a reader sees.
_ESCAPED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT_ESCAPES: Final = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}


class Habit(Record):
    """How a file is indented: a mapping and a list under their key, and what follows a dash."""

    mapping: int = 2
    items: int = 2
    dash: int = 2


class Line(NamedTuple):
    """A line of new text, and the dotted name of the field whose key it holds."""

    text: str
    name: str = ""


def modeline(schema_address: str) -> str:
    """The comment by which an editor finds the schema, at an address or path it can open."""
    return f"# yaml-language-server: $schema={schema_address}"


def settled(value: Plain) -> Plain:
    """`value` as a file will give it back: what is absent left out, whole numbers as integers.

    None where nothing is left; ValueError for what no plan file can hold.
    """
    if isinstance(value, dict):
        inner = {key: settled(held) for key, held in value.items()}
        return {key: held for key, held in inner.items() if held is not None} or None
    if isinstance(value, list):
        return [held for held in map(settled, value) if held is not None] or None
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise ValueError("a lone surrogate is no character")
        return value if value.strip() else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def scalar(value: Plain, field: Field | None, *, in_flow: bool = False, style: str = "") -> str:
    """A single value as text: plain where that is safe, else quoted; quoted by `style` if it can.

    ValueError for what no plan file can hold.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if not isinstance(value, str):
        raise TypeError("a mapping or list is no single value")
    is_day = field is not None and field.kind == schema.DATE and is_date(value)
    return value if is_day and not style else _text(value, style, in_flow=in_flow)


def _text(text: str, style: str, *, in_flow: bool) -> str:
    if _SURROGATE.search(text):
        raise ValueError("a lone surrogate is no character")
    if style == '"' or _ESCAPED.search(text):
        return _in_double_quotes(text)
    if style == "'":
        return _in_single_quotes(text)
    if _is_plain(text) and not (in_flow and _ENDS_IN_FLOW.search(text)):
        return text
    has_quote = '"' in text or "\\" in text
    return _in_single_quotes(text) if has_quote and "'" not in text else _in_double_quotes(text)


def literal(text: str, style: str) -> list[str] | None:
    """The header and the lines of a block scalar that reads as `text`, not yet indented.

    None where a block scalar of that style ("|" or ">") can't hold it.
    """
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if not lines[0].strip() or lines[0].startswith(" ") or not lines[-1].strip():
        return None
    if any(_ESCAPED.search(line) for line in lines) or (style == ">" and len(lines) > 1):
        return None
    return [style if text.endswith("\n") else f"{style}-", *lines]


def flow(value: Plain, field: Field | None) -> str:
    """Any value on one line, mappings and lists in brackets."""
    if isinstance(value, dict):
        inner = [
            f"{key_text(key)}: {flow(value[key], _below(field, key))}"
            for key in in_order(value, field)
        ]
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        item = field.item if field is not None else None
        return f"[{', '.join(flow_item(held, item) for held in value)}]"
    return scalar(value, field, in_flow=True)


def flow_item(value: Plain, field: Field | None) -> str:
    """An item of a list in brackets: free text quoted, since it may look like a text cut off."""
    if isinstance(value, str) and (field is None or field.kind not in _UNQUOTED_IN_LISTS):
        return scalar(value, field, style='"')
    return flow(value, field)


def inline(value: Plain, field: Field | None) -> str | None:
    """The text of `value` behind its key or dash; None where it is to stand in lines below."""
    if isinstance(value, dict):
        return None
    if not isinstance(value, list):
        return scalar(value, field)
    if not _is_short_list(value, field):
        return None
    text = flow(value, field)
    return text if len(text) <= _WIDEST_LIST else None


def block(value: Plain, field: Field | None, name: str, habit: Habit) -> list[Line]:
    """The lines of a mapping or list; `name` is the dotted name of its field."""
    if isinstance(value, dict):
        return [
            line
            for key in in_order(value, field)
            for line in entry(key, value[key], field, name, habit)
        ]
    if not isinstance(value, list):
        raise TypeError("a single value has no lines of its own")
    below = field.item if field is not None else None
    return [line for held in value for line in item(held, below, name, habit)]


def entry(key: str, value: Plain, parent: Field | None, name: str, habit: Habit) -> list[Line]:
    """The lines of a key with its value, in a mapping of the field `parent` called `name`."""
    field = _below(parent, key)
    name = f"{name}.{key}" if name else key
    text = inline(value, field)
    if text is not None:
        return [Line(f"{key_text(key)}: {text}", name)]
    deeper = habit.items if isinstance(value, list) else habit.mapping
    below = block(value, field, name, habit)
    return [Line(f"{key_text(key)}:", name), *_indented(below, deeper)]


def item(value: Plain, field: Field | None, name: str, habit: Habit) -> list[Line]:
    """The lines of a list item, from its dash on; `name` is that of the list."""
    text = inline(value, field)
    if text is not None:
        return [Line(f"- {text}")]
    first, *others = block(value, field, name, habit)
    dash = "-".ljust(habit.dash)
    return [Line(dash + first.text, first.name), *_indented(others, habit.dash)]


def commented(lines: Iterable[Line], is_known: Callable[[str], bool], root: Field) -> list[str]:
    """The lines as texts, with a comment at the first of each field that is not known yet."""
    texts = []
    done = {""}
    for text, name in lines:
        is_seen = name not in done and len(text) <= _WIDEST_COMMENTED
        remark = _remark(root, name) if is_seen and not is_known(name) else ""
        done.add(name)
        texts.append(f"{text}  # {remark}" if remark else text)
    return texts


def in_order(keys: Iterable[str], field: Field | None) -> list[str]:
    """The keys in the order of the format, unknown ones last."""
    rank = ranks(field)
    return sorted(keys, key=lambda key: rank.get(key, len(rank)))


def ranks(field: Field | None) -> Mapping[str, int]:
    """Where each key of a mapping stands in the order of the format."""
    fields = field.fields if field is not None else {}
    return {key: number for number, key in enumerate(fields)}


def key_text(key: str) -> str:
    """A key as text, quoted where it could be misread."""
    return scalar(key, None, in_flow=True) if key.strip() else '""'


def _is_plain(text: str) -> bool:
    value, _text, is_unclear = resolve(text)
    return not (
        is_unclear
        or value != text
        or text[0] in _INDICATORS
        or text != text.strip()
        or "#" in text
        or ": " in text
        or text.endswith(":")
        or text.startswith("...")
        or text.lower() in _WORDS
        or _NUMBER_LIKE.match(text)
    )


def _in_double_quotes(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_ESCAPED.sub(lambda found: _escape(found[0]), text)}"'


def _escape(character: str) -> str:
    code = ord(character)
    return _SHORT_ESCAPES.get(character) or (f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}")


def _in_single_quotes(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _number(value: float) -> str:
    if not isfinite(value):
        raise ValueError("a number must be finite")
    text = format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
    if isinstance(resolve(text)[0], str):
        raise ValueError(f"a number may have {MAX_DIGITS} digits")
    # 1.125 is taken for 1125 by readers who group digits by dots.
    return f"{text}0" if is_one_group(text) else text


def _is_short_list(value: list[Plain], field: Field | None) -> bool:
    if any(isinstance(held, dict | list) for held in value):
        return False
    if field is not None and field.item is not None:
        return field.item.kind in _SHORT_KINDS
    return not any(isinstance(held, str) for held in value)


def _below(field: Field | None, key: str) -> Field | None:
    return field.fields.get(key) if field is not None else None


def _indented(lines: Iterable[Line], columns: int) -> list[Line]:
    return [Line(" " * columns + line.text, line.name) for line in lines]


def _remark(root: Field, name: str) -> str:
    try:
        field = root.named(name)
    except KeyError:
        return ""
    choices = " | ".join((field.item or field).choices)
    label = field.label["vi"]
    return f"{label}: {choices}" if choices and len(choices) <= _WIDEST_CHOICES else label
