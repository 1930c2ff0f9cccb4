"""Names compared word by word: abbreviations written out, the place at the end left off."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.text.folding import composed, content_words, fold
from dtplan.word_lists import word_lists

_LONGEST_PLACE: Final = 4
_LONGEST_NAME: Final = 500
_CITY = re.compile(r"\btp(?:\. *|\b *|(?=hcm\b))", re.IGNORECASE)
_SAIGON = re.compile(r"\bhcm\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_KINDS_OF_PLACES: Final = frozenset(("tỉnh", "huyện", "quận", "xã", "phường"))
_LONGER_KINDS: Final = frozenset(("thành phố", "thị xã", "thị trấn", "đặc khu"))
_NO_PLACES: Final = frozenset(("hội", "thông minh"))  # xã hội, thành phố thông minh, in capitals


class Vocabulary(NamedTuple):
    """Words that say nothing of what a text is about, and abbreviations with their words."""

    stop_words: frozenset[str]
    abbreviations: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1024)
def written_out(text: str) -> tuple[str, ...]:
    """The folded content words of a text in their order, its abbreviations written out."""
    stop_words, abbreviations = vocabulary()
    words: list[str] = []
    for word in content_words(text, stop_words):
        words += abbreviations.get(word, (word,))
    return tuple(words)


def without_place(text: str, provinces: Collection[str]) -> tuple[str, ...]:
    """The content words of a name, without the places it ends on."""
    text = composed(text[:_LONGEST_NAME])
    text = _SAIGON.sub("Hồ Chí Minh", _CITY.sub("thành phố ", text))
    known = {" ".join(_WORD.findall(fold(bare))) for bare in provinces}
    found = list(_WORD.finditer(text))
    words = [word.group() for word in found]
    while (start := _place_start(words, known)) < len(words):
        text, words = text[: found[start].start()], words[:start]
    return written_out(text)


def _place_start(words: Sequence[str], known: Collection[str]) -> int:
    """Where the place begins that a name ends on; its length where it ends on none."""
    low = [fold(word) for word in words]
    end = len(low)
    for start in range(max(1, end - _LONGEST_PLACE), end):
        place, kind = " ".join(low[start:]), _kind_start(low[:start])
        is_known = place in known
        is_named = place not in _NO_PLACES and all(
            word[0].isupper() or word[0].isdigit() for word in words[start:]
        )
        if is_known or (0 < kind < start and is_named):
            start = kind or start
            break
    else:
        start = _kind_start(low)
        if low[max(0, start - 2) : start] != ["địa", "bàn"]:
            return end
    return start - 2 if start > 2 and low[start - 2 : start] == ["địa", "bàn"] else start


def _kind_start(low: Sequence[str]) -> int:
    """Where the word for a kind of place begins on which words end; their length without one."""
    if " ".join(low[-2:]) in _LONGER_KINDS:
        return len(low) - 2
    return len(low) - (" ".join(low[-1:]) in _KINDS_OF_PLACES)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words that the program's data give."""
    lists = word_lists()
    stop_words = frozenset(lists["stop_words"])
    abbreviations = {
        short: content_words(words, stop_words) for short, words in lists["abbreviations"].items()
    }
    return Vocabulary(stop_words, abbreviations)
