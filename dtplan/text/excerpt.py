"""A line of a plan with a caret line under it, in terminal cells."""

import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.text.shown import escaped

# A longer line is shown around the place of the finding only.
MAX_CELLS: Final = 120
_LEAD: Final = 40


class Excerpt(NamedTuple):
    """A line as it may be printed, and what underlines a stretch of it."""

    line: str
    carets: str


def excerpt(source: str, start: int, end: int) -> Excerpt:
    """`source` cut to a readable width, its characters `start` to `end` underlined.

    Carets stand under the right cells: a combining mark takes none, a wide character two.
    """
    start = min(start, len(source))
    end = min(max(end, start + 1), len(source)) if source else 0
    lead = ""
    if len(source) > MAX_CELLS and start > _LEAD:
        lead, source = "…", source[start - _LEAD :]
        start, end = _LEAD, _LEAD + end - start
    tail = "…" if len(source) > MAX_CELLS else ""
    source = source[:MAX_CELLS]
    before = lead + _printable(source[:start])
    marked = _printable(source[start:end])
    line = before + marked + _printable(source[end:]) + tail
    return Excerpt(line.rstrip(), " " * cells(before) + "^" * max(1, cells(marked)))


def cells(text: str) -> int:
    """How many terminal cells `text` takes."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def padded(text: str, width: int) -> str:
    """`text` with spaces behind it up to `width` cells, one at least."""
    return text + " " * max(1, width - cells(text))


def _printable(text: str) -> str:
    return escaped(text.replace("\t", " "))


@lru_cache(maxsize=1024)
def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
