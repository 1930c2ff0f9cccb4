"""Likeness of two texts: of tasks and blockers that may be the same, and of the names of systems.

Judged on folded content words with abbreviations written out. Different numbers, different names in
capitals, or words on both sides that the other side lacks make another thing of it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.folding import composed, content_words, fold
from dtplan.word_lists import word_lists

DEFAULT: Final = 0.8  # the share of content words from which texts are alike

_DIGIT = re.compile(r"[0-9]")
_GROUP_DOT = re.compile(r"(?<=[0-9])\.(?=[0-9]{3}(?![0-9]))")
_TOKEN = re.compile(r"[^\W_]+(?:[.,/&-][^\W_]+)*")
_IN_CAPITALS = re.compile(r"[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*\Z")
# A plan of thousands of tasks of the same few words shall not be compared for minutes.
_MOST_COMPARED: Final = 200
_LONGEST_PLACE: Final = 4
_LONGEST_NAME: Final = 500
_CITY = re.compile(r"\btp(?:\. *|\b *|(?=hcm\b))", re.IGNORECASE)
_SAIGON = re.compile(r"\bhcm\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_KINDS_OF_PLACES: Final = frozenset(("tỉnh", "huyện", "quận", "xã", "phường"))
_LONGER_KINDS: Final = frozenset(("thành phố", "thị xã", "thị trấn", "đặc khu"))
_NO_PLACES: Final = frozenset(("hội", "thông minh"))  # xã hội, thành phố thông minh, in capitals


class Content(NamedTuple):
    """What a text speaks of: its content words, sorted, and its numbers."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]


class Vocabulary(NamedTuple):
    """Words that say nothing of what a text is about, and abbreviations with their words."""

    stop_words: frozenset[str]
    abbreviations: Mapping[str, tuple[str, ...]]


def alike(one: str, other: str, *, least: float = DEFAULT, numbers: bool = True) -> bool:
    """Whether two texts speak of the same thing; `numbers` says that different ones tell apart."""
    return likeness(one, other, numbers=numbers) >= least


def likeness(one: str, other: str, *, numbers: bool = True) -> float:
    """The share of content words two texts have in common, 0 where they are of different things."""
    found = share(content(one, numbers=numbers), content(other, numbers=numbers))
    return found if found and names(one) == names(other) else 0.0


def share(one: Content, other: Content) -> float:
    """The likeness of two contents."""
    small, large = (one, other) if len(one.words) < len(other.words) else (other, one)
    if one.numbers != other.numbers or not small.words:
        return 0.0
    if Counter(small.words) - Counter(large.words):
        return 0.0
    return len(small.words) / len(large.words)


def alike_pairs(texts: Sequence[str], least: float = DEFAULT) -> Iterator[tuple[int, int, float]]:
    """Which of some texts are alike: the indexes of an earlier and a later one, and their likeness.

    Of texts of the very same content each is told with the first of them only.
    """
    same: dict[tuple[Content, frozenset[str]], list[int]] = {}
    digits = ["".join(sorted(_DIGIT.findall(text))) for text in texts]
    shared = {key for key, count in Counter(digits).items() if count > 1}
    for index, text in enumerate(texts):
        # Mostly the digits alone tell texts apart, without a look at their words.
        if digits[index] in shared and content(text).words:
            same.setdefault((content(text), names(text)), []).append(index)
    pairs = [(first, later, 1.0) for first, *others in same.values() for later in others]
    for called in {called for _content, called in same}:
        firsts = {item: indexes[0] for (item, other), indexes in same.items() if other == called}
        for one, other, found in alike_contents(firsts, least):
            earlier, later = sorted((firsts[one], firsts[other]))
            pairs.append((earlier, later, found))
    return iter(sorted(pairs))


def alike_contents(
    contents: Iterable[Content], least: float = DEFAULT
) -> Iterator[tuple[Content, Content, float]]:
    """The pairs among different contents that are alike, with their likeness, each pair once."""
    groups: dict[tuple[str, ...], list[Content]] = {}
    for item in contents:
        groups.setdefault(item.numbers, []).append(item)
    for group in groups.values():
        if len(group) > 1:
            yield from _alike_in(group, least)


def _alike_in(group: Iterable[Content], least: float) -> Iterator[tuple[Content, Content, float]]:
    places: dict[str, list[Content]] = {}
    for item in group:
        for word in set(item.words):
            places.setdefault(word, []).append(item)
    for small in group:
        length = len(small.words)
        # Whatever holds all of its words holds the rarest of them.
        others = min((places[word] for word in small.words), key=len)
        for large in others[:_MOST_COMPARED]:
            found = length / len(large.words)
            if least <= found < 1 and share(small, large):
                yield small, large, found


@lru_cache(maxsize=4096)
def content(text: str, *, numbers: bool = True) -> Content:
    """What a text speaks of; without its numbers where they do not tell."""
    words: list[str] = []
    counts: list[str] = []
    for word in written_out(text):
        if word.isalpha() or not _DIGIT.search(word):
            words.append(word)
        elif numbers:
            counts.append(_GROUP_DOT.sub("", word))
    return Content(tuple(sorted(words)), tuple(sorted(counts)))


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """The names in capitals that are no usual abbreviations (VNeID, LGSP)."""
    if text.isupper():
        return frozenset()
    found = {fold(token) for token in _TOKEN.findall(text) if _IN_CAPITALS.match(token)}
    return frozenset(found - vocabulary().abbreviations.keys())


def is_routine(text: str) -> bool:
    """Whether a title is that of work which every agency does for itself."""
    return False


def anywhere(content: Content) -> Content:
    """What a text speaks of, wherever that is."""
    return content
