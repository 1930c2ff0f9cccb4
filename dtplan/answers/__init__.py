"""What a person types at a question, read into the plain value that a plan file wants.

`read` takes an answer in many forms and says what it was taken to mean; `typed` is the way back: a
value that stands in a plan, as a person would type it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dtplan import i18n, schema
from dtplan.answers.quantities import is_amount
from dtplan.answers.reply import (
    Answer,
    Choice,
    Column,
    NotRead,
    cleaned,
    lines,
    quoted,
    refuse_unwritable,
    slug,
)
from dtplan.answers.single import Manner, choices_of, one, typed_one
from dtplan.i18n import gettext as _
from dtplan.node import Plain
from dtplan.schema import Field
from dtplan.text.folding import composed, fold

__all__ = [
    "Answer", "Choice", "Column", "NotRead", "cleaned", "read", "slug", "typed",
]  # fmt: skip

_ANY_DAY: Final = "2000-01-01"
# Names hold commas, so semicolons part them; behind a backslash one belongs to the name.
_PART_END = re.compile(r"(?<!\\);")


def read(
    text: str,
    field: Field,
    *,
    choices: Sequence[Choice] = (),
    closed: bool = True,
    columns: Sequence[Column] = (),
    today: str,
    percentage: bool = False,
) -> Answer:
    """What `text` means for a field; NotRead where it means nothing, or may mean two things.

    It must name one of `choices`; with `closed` false they are suggestions. For a list, `choices`
    are those of its items; `columns` are the parts of each row of a list of small mappings.
    `percentage` says that the number asked for is one. `today` is an ISO date.
    """
    manner = Manner(tuple(choices), closed, tuple(columns), today, percentage)
    value = _read(text, field, manner)
    meaning = _typed(value, field, manner)
    return Answer(value, "" if _letters(meaning) == _letters(text) else meaning)


def typed(
    value: Plain,
    field: Field,
    *,
    choices: Sequence[Choice] = (),
    closed: bool = True,
    columns: Sequence[Column] = (),
    percentage: bool = False,
) -> str:
    """A value as a person would type it, in the language in force; "" for an absent one.

    `read` gives the same value back, but for one that has the wrong shape, is absent, is none of
    the choices, holds more than the columns do, or has blanks and characters `cleaned` changes.
    """
    manner = Manner(tuple(choices), closed, tuple(columns), _ANY_DAY, percentage)
    return _typed(value, field, manner)


def _read(text: str, field: Field, manner: Manner) -> Plain:
    refuse_unwritable(text)
    if field.item is None:
        return one(_not_blank(cleaned(text)), field, manner)
    parts = [part for part in _parts(text) if part]
    _not_blank("".join(parts))
    if manner.columns:
        return [_row(part, manner) for part in parts]
    if choices_of(field.item, manner) or field.item.kind == schema.ID:
        return _named_items(parts, field.item, manner)
    return [one(part, field.item, manner) for part in parts]


def _not_blank(text: str) -> str:
    if not text:
        raise NotRead(_("No answer was typed."))
    return text


def _parts(text: str) -> Iterator[str]:
    for line in lines(composed(text)):
        for part in _PART_END.split(line):
            yield cleaned(part.replace("\\;", ";"))


def _named_items(parts: Sequence[str], field: Field, manner: Manner) -> list[Plain]:
    """Items that are named by choices or ids, each taken once."""
    items: list[Plain] = []
    for part in parts:
        for name in _names(part, field, manner):
            value = one(name, field, manner)
            if value not in items:
                items.append(value)
    return items


def _names(part: str, field: Field, manner: Manner) -> list[str]:
    """The names in a part: one where it is one as a whole, else those between commas and blanks."""
    choices = choices_of(field, manner)
    if any(fold(part) == fold(choice.label) or part == choice.value for choice in choices):
        return [part]
    words = part.replace(",", " ").split()
    if words and all(_is_name(word, field, choices) for word in words):
        return words
    try:
        one(part, field, manner)
    except NotRead:
        return [name.strip() for name in part.split(",") if name.strip()] or [part]
    return [part]


def _is_name(word: str, field: Field, choices: Sequence[Choice]) -> bool:
    """Whether a word is a number of a choice, the value of one, or where none are given an id."""
    if not choices:
        return schema.compiled(field.pattern or "").search(word) is not None
    return word.isdecimal() or any(word == choice.value for choice in choices)


def _row(part: str, manner: Manner) -> Plain:
    """The mapping that one row means ("NS1: 6,5 tỷ"), or a last cell that stands alone."""
    columns = manner.columns
    # A date or a number, which comes last, holds no colon; a name before it may.
    cells = [cell.strip() for cell in part.rsplit(":", len(columns) - 1)]
    if len(cells) == 1 < len(columns):
        return _last_alone(part, manner)
    if len(cells) < len(columns) or not all(cells):
        raise _no_row(part, columns)
    return {
        column.field.key: one(cell, column.field, manner.replaced(choices=column.choices))
        for column, cell in zip(columns, cells, strict=True)
    }


def _last_alone(part: str, manner: Manner) -> Plain:
    *others, last = manner.columns
    try:
        value = one(part, last.field, manner.replaced(choices=last.choices))
    except NotRead:
        raise _no_row(part, manner.columns) from None
    if value == 0 and is_amount(last.field):
        return {last.field.key: value}  # what costs nothing needs no source
    if any(len(column.choices) != 1 for column in others):
        raise _no_row(part, manner.columns)
    return {
        **{column.field.key: column.choices[0].value for column in others},
        last.field.key: value,
    }


def _no_row(part: str, columns: Sequence[Column]) -> NotRead:
    language = i18n.active()
    form = ": ".join(column.field.label[language] for column in columns)
    return NotRead(
        _(
            "“{text}” could not be read. Write “{form}”, with a semicolon between two of them."
        ).format(text=quoted(part), form=form)
    )


def _typed(value: Plain, field: Field, manner: Manner) -> str:
    if not isinstance(value, list):
        return typed_one(value, field, manner)
    item = field.item or field
    texts = (
        _typed_row(inner, manner) if isinstance(inner, dict) else typed_one(inner, item, manner)
        for inner in value
    )
    return "; ".join(_escaped(text) for text in texts).rstrip()


def _escaped(text: str) -> str:
    # The blank keeps a backslash at the end from taking the semicolon for its own.
    return text.replace(";", "\\;") + (" " if text.endswith("\\") else "")


def _typed_row(row: Mapping[str, Plain], manner: Manner) -> str:
    columns = manner.columns
    if columns and set(row) == {columns[-1].field.key}:
        columns = columns[-1:]
    return ": ".join(
        typed_one(row.get(column.field.key), column.field, manner.replaced(choices=column.choices))
        for column in columns
    )


def _letters(text: str) -> str:
    """What tells two texts apart for a reader: not their blanks, nor capitals."""
    return "".join(fold(cleaned(text)).split())
