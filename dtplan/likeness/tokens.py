"""The words, numbers, names and marks of a title, abbreviations written out."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.likeness.lexicon import lexicon, split
from dtplan.text.folding import composed, fold

PLAIN: Final = "plain"
NUMBER: Final = "number"
NAME: Final = "name"
MARK: Final = "mark"

# Far more than any title has; what is longer is told by its beginning.
_LONGEST: Final = 1000
_MARKS: Final = frozenset(",;:()")
_TOKEN = re.compile(r"[^\W_]+(?:[.,/&-][^\W_]+)*%?|[,;:()]")
_NAME = re.compile(r"[A-Za-z0-9]*(?:[A-Z][A-Za-z0-9]*[A-Z]|[a-z][A-Z])[A-Za-z0-9]*\Z")


class Token(NamedTuple):
    """A word as it is compared, what it looks like, and whether it begins in capitals."""

    word: str
    look: str
    is_capital: bool


def tokens(text: str) -> Sequence[Token]:
    """The tokens of a text in their order."""
    written = _TOKEN.findall(composed(text[:_LONGEST]))
    return [token for run in written for token in _read(run)]


@lru_cache(maxsize=8192)
def _read(run: str) -> tuple[Token, ...]:
    """The tokens of one run of letters and figures."""
    if run in _MARKS:
        return (Token("," if run == ";" else run, MARK, False),)
    if run.isascii() and run.upper() == run.lower():  # figures alone: there is nothing to fold
        return (Token(run, NUMBER, False),)
    word, abbreviations = fold(run), lexicon().abbreviations
    if word in abbreviations:
        return tuple(Token(part, PLAIN, False) for part in abbreviations[word])
    if run[0].isdecimal():
        return (Token(word, NUMBER, False),)
    parts = split(run)
    if len(parts) > 1:
        return tuple(token for part in parts for token in _read(part))
    return (Token(word, NAME if _NAME.match(run) else PLAIN, run[0].isupper()),)
