"""What passes between a person who answers and a plan: choices, the value read, why it was not."""

import re
from typing import Final

from dtplan.i18n import gettext as _
from dtplan.node import Plain
from dtplan.record import Record
from dtplan.schema import Field
from dtplan.text.folding import composed, unaccented
from dtplan.text.shown import shown

MAX_CHARACTERS: Final = 2000
_MAX_TYPED: Final = 20_000  # a list has many pieces, and what is pasted has many blanks
_MAX_ID: Final = 64
_LONGEST_QUOTED: Final = 60

# Word's line break inside a paragraph is a vertical tab.
_LINE_END: Final = "[\n\r\x0b\x0c\x85\u2028\u2029]+"
_EMOJI: Final = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
# What nobody sees and no word needs; a joiner between two emoji is part of one.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff]"
    f"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\uffff]")


class Choice(Record):
    """One of the values to choose from, and what it is called in the language in force."""

    value: Plain
    label: str
    hint: str = ""


class Answer(Record):
    """The value that was read; `meaning` says it in words where they are not those typed."""

    value: Plain
    meaning: str = ""


class Column(Record):
    """One part of a row that is typed on one line, with the choices it has."""

    field: Field
    choices: tuple[Choice, ...] = ()


class NotRead(Exception):
    """An answer that was not understood: `message` says what of it, and how to write it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def cleaned(text: str) -> str:
    """The text in NFC on one line, in single blanks, without characters that nobody sees."""
    return " ".join(composed(_UNSEEN.sub("", text)).split())


def lines(text: str) -> list[str]:
    """The lines of what was typed or pasted."""
    return re.split(_LINE_END, text)


def refuse_unwritable(text: str) -> None:
    """Raise NotRead for a text that no plan can hold, or that is far too long to be an answer."""
    if _UNWRITABLE.search(text):
        raise NotRead(
            _(
                "The answer holds control characters that cannot be shown. Please type it again "
                "instead of pasting it."
            )
        )
    if len(text) > _MAX_TYPED:
        raise too_long(len(text), _MAX_TYPED)


def too_long(count: int, limit: int) -> NotRead:
    """The refusal of a text longer than `limit`."""
    return NotRead(
        _(
            "The answer has {count} characters and at most {limit} can be taken. Please shorten it."
        ).format(count=count, limit=limit)
    )


def quoted(text: str) -> str:
    """What was typed, short enough to stand in a message."""
    return shown(text, _LONGEST_QUOTED)


def slug(text: str) -> str:
    """An id made of a name: "Đất đai số tỉnh X" gives "dat-dai-so-tinh-x"; "" if nothing is left.

    Capitals stay where there are no small letters: "NV 1" gives "NV-1".
    """
    bare = unaccented(text)
    bare = bare if bare.isupper() else bare.lower()
    parts = re.findall("[A-Za-z0-9]+", bare[: 2 * MAX_CHARACTERS])
    name = "-".join(parts)
    if len(name) <= _MAX_ID:
        return name
    # Cut between two words where there is such a place.
    return name[: _MAX_ID + 1].rpartition("-")[0] or name[:_MAX_ID]
