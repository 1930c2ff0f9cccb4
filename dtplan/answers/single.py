"""One answer without parts, read for the kind of its field and put into words again."""

from collections.abc import Sequence
from typing import Final

from dtplan import i18n, schema
from dtplan.answers.choosing import choose, same, typed_choice
from dtplan.answers.quantities import read_day, read_number, typed_day, typed_number
from dtplan.answers.reply import (
    MAX_CHARACTERS,
    Choice,
    Column,
    NotRead,
    cleaned,
    quoted,
    slug,
    too_long,
)
from dtplan.i18n import gettext as _
from dtplan.node import Plain
from dtplan.record import Record
from dtplan.schema import Field
from dtplan.text.folding import unaccented

_YES: Final = frozenset(("co", "c", "yes", "y", "dung", "d", "true", "1"))
_NO: Final = frozenset(("khong", "ko", "k", "no", "n", "sai", "s", "false", "0"))
# Where labels are shown these stand for one of those: "c" may be the beginning of "Chưa".
_SHORT: Final = frozenset("cdks10")


class Manner(Record):
    """How the answers to one question are read; see `answers.read`."""

    choices: tuple[Choice, ...] = ()
    closed: bool = True
    columns: tuple[Column, ...] = ()
    today: str = ""
    percentage: bool = False


def one(text: str, field: Field, manner: Manner) -> Plain:
    """The value that a cleaned text means for a field; NotRead where it means none."""
    if len(text) > MAX_CHARACTERS:
        raise too_long(len(text), MAX_CHARACTERS)
    choices = choices_of(field, manner)
    if field.kind == schema.SWITCH:
        return _switch(text, choices)
    if choices:
        return choose(text, choices).value
    if field.kind == schema.DATE:
        return read_day(text, manner.today)
    if field.kind in (schema.NUMBER, schema.INTEGER):
        return read_number(text, field, percentage=manner.percentage)
    return _id(text, field) if field.kind == schema.ID else text


def typed_one(value: Plain, field: Field, manner: Manner) -> str:
    """A value that is no collection as a person would type it; "" for any other."""
    choices = choices_of(field, manner)
    chosen = next((choice for choice in choices if same(choice.value, value)), None)
    if chosen is not None:
        return typed_choice(chosen, choices)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return typed_number(value, field, percentage=manner.percentage)
    if isinstance(value, str):
        return typed_day(value) if field.kind == schema.DATE else cleaned(value)
    return ""


def choices_of(field: Field, manner: Manner) -> tuple[Choice, ...]:
    """What the answer must be one of; empty where it need not."""
    if manner.choices and (manner.closed or field.kind == schema.CHOICE):
        return manner.choices
    language = i18n.active()
    return tuple(Choice(value, field.choice_label(value, language)) for value in field.choices)


def _switch(text: str, choices: Sequence[Choice]) -> bool:
    word = unaccented(text).casefold().rstrip(".")
    if choices:
        try:
            return choose(text, choices).value is True
        except NotRead:
            if word in _SHORT:
                raise
    if word in _YES or word in _NO:
        return word in _YES
    raise NotRead(_("“{text}” is neither yes nor no. Type y or n.").format(text=quoted(text)))


def _id(text: str, field: Field) -> str:
    if schema.compiled(field.pattern or "").search(text):
        return text
    name = slug(text)
    if name:
        message = _(
            "“{text}” cannot be an id: letters without accents, digits, dots, hyphens and "
            "underscores only. It may be written {name}."
        )
    else:
        message = _(
            "“{text}” cannot be an id. Write letters without accents, digits, dots, hyphens and "
            "underscores, a letter or a digit first."
        )
    raise NotRead(message.format(text=quoted(text), name=name))
