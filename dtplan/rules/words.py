"""Reading a text for the judgement of its wording: folded words, with the capitals at hand."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from dtplan.text.folding import fold

PAUSES = frozenset({",", ";", ":", ".", "(", ")", '"', "và"})
JOINTS = frozenset({",", "và"})
YEAR = re.compile(r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?")

_LONGEST = 2000  # characters of a text that are read: far more than any title has
_TOKEN = re.compile(r'\d(?:[\w.,/:–-]*\w)?|[^\W\d_]\w*(?:&\w+)*|[,;:.()"%]')
_CURVED_QUOTES = "“”„«»"
_QUOTED = re.compile(r'"[^"]*"')


class Text(NamedTuple):
    """The folded words of a text, and the text as it is written."""

    words: tuple[str, ...]
    plain: str

    def is_capital(self, place: int) -> bool:
        """Whether the word at `place` is written with a capital."""
        written = _tokens(self.plain)
        return len(written) == len(self.words) and written[place][0].isupper()


def read(text: str) -> Text:
    """The words, numerals and pauses of a text."""
    plain = unicodedata.normalize("NFC", _with_straight_quotes(text[:_LONGEST]))
    return Text(_tokens(fold(plain)), plain)


@lru_cache(maxsize=64)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text))


def _with_straight_quotes(text: str) -> str:
    for quote in _CURVED_QUOTES:
        if quote in text:
            text = text.replace(quote, '"')
    return text


def outside_quotes(text: Text) -> Text:
    """The text without what stands in quotes: titles, slogans and their numbers."""
    if '"' not in text.words:
        return text
    outside = _QUOTED.sub(' " ', text.plain)
    return read(outside) if outside.strip(' ".') else text


def word_at(words: Sequence[str], place: int) -> str:
    """The word at `place`, blank past the end."""
    return words[place] if place < len(words) else ""
