"""Finding names in a list by a few letters of them, with accents or without."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from dtplan.record import Record
from dtplan.text.folding import composed, fold, unaccented

# A tone belongs to its word, whichever vowel it is written on: "hòan" is a way to "hoàn".
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STROKE: Final = "đ"
_WORDS_IN = re.compile(r"[^\W_]+")
# What initials may leave out: "BKHĐT" stands for "Bộ Kế hoạch và Đầu tư".
_LINKS: Final = frozenset(("va", "and", "of", "the"))
_LONGEST: Final = 300  # characters that are looked at: names and titles are shorter

_EQUAL, _BEGINS, _IN_A_ROW, _INITIALS, _WORDS, _WITHIN = range(6)


class Word(Record):
    """A word bare of marks, with the marks it had: a shape for every letter, and its tones."""

    bare: str
    shapes: tuple[str, ...]
    tones: frozenset[str]


class Name(Record):
    """A text as it is searched.

    `chunks` are what stands between blanks, bare: each as one word, and the words in it. `words`
    are all of these as they are written, and `bare` the same ones behind a blank each.
    """

    whole: str
    chunks: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    bare: str
    initials: tuple[str, ...]


def find(query: str, labels: Sequence[str]) -> list[int]:
    """The indexes of the labels that match, best first; all of them for a blank query.

    Every word of the query, in any order, must begin a word of the label or be the initials of
    words in a row ("sở tttt"). Marks that are typed must be there, those left out may be there:
    "bo" and "bô" find "Bộ", "bộ" does not find "Bò".
    """
    if not query.strip():
        return list(range(len(labels)))
    asked = _name(query[:_LONGEST])
    if not asked.chunks:
        return []
    ranked: list[tuple[int, int, int]] = []
    for index, label in enumerate(labels):
        name = _name(label[:_LONGEST])
        rank = _rank(asked, name)
        if rank <= _WITHIN:
            ranked.append((rank, -_neighbours(asked, name) if rank == _WORDS else 0, index))
    return [index for _rank_, _near, index in sorted(ranked)]


def _neighbours(asked: Name, name: Name) -> int:
    """How many words that were typed side by side stand so in the label: "da n" in "Đà Nẵng"."""
    query = [_bare(word) for word in asked.words]
    words = [_bare(word) for word in name.words]
    return sum(
        any(one.startswith(first) and other.startswith(second) for one, other in pairwise(words))
        for first, second in pairwise(query)
    )


def _rank(asked: Name, name: Name) -> int:
    """How well a label matches; more than _WITHIN where it does not."""
    by_initials = False
    for joined, *pieces in asked.chunks:
        if _is_begun(joined, name) or (pieces and all(_is_begun(word, name) for word in pieces)):
            continue
        if len(joined) < 2 or not any(_bare(joined) in row for row in name.initials):
            return _WITHIN + 1
        by_initials = True
    if by_initials:
        first = "".join(_bare(chunk[0]) for chunk in asked.chunks)
        return _INITIALS if any(row.startswith(first) for row in name.initials) else _WITHIN
    if name.whole == asked.whole:
        return _EQUAL
    if name.whole.startswith(asked.whole):
        return _BEGINS
    return _IN_A_ROW if f" {asked.whole}" in name.whole else _WORDS


def _is_begun(asked: str, name: Name) -> bool:
    """Whether a word of the name begins so, with all the marks that were typed."""
    if f" {_bare(asked)}" not in name.bare:
        return False
    return asked.isascii() or any(_begins(_word(asked), _word(word)) for word in name.words)


def _begins(asked: Word, word: Word) -> bool:
    if not word.bare.startswith(asked.bare) or not asked.tones <= word.tones:
        return False
    pairs = zip(asked.shapes, word.shapes, strict=False)
    return all(shape in ("", other) for shape, other in pairs)


@lru_cache(maxsize=4096)
def _name(text: str) -> Name:
    chunks = []
    initials = []
    for chunk in composed(text).casefold().split():
        words = _WORDS_IN.findall(chunk)
        initials += words
        if words:
            chunks.append(tuple(words) if len(words) == 1 else ("".join(words), *words))
    every = tuple(word for chunk in chunks for word in chunk)
    letters = "".join(_bare(word)[:1] for word in initials)
    fewer = "".join(_bare(word)[:1] for word in initials if _bare(word) not in _LINKS)
    bare = "".join(f" {_bare(word)}" for word in every)
    return Name(unaccented(fold(text)), tuple(chunks), every, bare, (letters, fewer))


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    return unaccented(word)


@lru_cache(maxsize=4096)
def _word(word: str) -> Word:
    bare: list[str] = []
    shapes: list[str] = []
    tones = set()
    for sign in unicodedata.normalize("NFD", word):
        if sign in _TONES:
            tones.add(sign)
        elif unicodedata.combining(sign) and shapes:
            shapes[-1] += sign
        else:
            bare.append("d" if sign == _STROKE else sign)
            shapes.append(_STROKE if sign == _STROKE else "")
    return Word("".join(bare), tuple(shapes), frozenset(tones))
