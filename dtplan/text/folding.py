"""Folding of Vietnamese text, so that two ways of writing the same words compare equal."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from functools import lru_cache

_EARLY_FOR_LATE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip

# Only open syllables have two ways (hòa, hoà; "hoàn" has one); the u of "quý" belongs to its q.
# Says "a letter with marks" rather than which ones: a set of those takes long to compile.
# Begins with a plain set, which is found several times faster than a choice.
_MAYBE_LATE = re.compile(r"[ou][^\W\x00-\x7f](?!\w)(?<!qu.)")
_LONGEST = 2000  # characters that are folded: far more than any name or title has
_MARKS = "[\u0300-\u036f]{31}"
_NO_MARKS = dict.fromkeys(range(0x300, 0x370))
_NO_STROKES = str.maketrans("đĐ", "dD")
_WORD = re.compile(r"[^\W_]+(?:[.,/&-][^\W_]+)*")


def composed(text: str) -> str:
    """The text in NFC; as it is where it holds more combining marks in a row than any word does.

    Normalizing takes quadratic time on such a row. Unicode calls 30 the most a text needs.
    """
    if len(text) > _LONGEST and re.search(_MARKS, text):
        return text
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """The text in NFC, lower case and single spaces, the tones of oa, oe, uy on the first vowel."""
    lowered = composed(text[:_LONGEST]).casefold()
    return " ".join(_MAYBE_LATE.sub(_early_tone, lowered).split())


def unaccented(text: str) -> str:
    """The text without tones and other marks, đ as d, its case kept ("Đề án" is "De an")."""
    if text.isascii():
        return text
    # Marks that stand alone go first: normalizing a long row of them takes quadratic time.
    parts = unicodedata.normalize("NFD", text.translate(_NO_MARKS))
    return parts.translate(_NO_MARKS).translate(_NO_STROKES)


def content_words(text: str, stop_words: AbstractSet[str]) -> tuple[str, ...]:
    """The folded words of a text in their order, without the (folded) stop words.

    Numbers, document numbers and abbreviations stay whole: "1.200", "34/ct-ttg", "tt&tt".
    """
    return tuple(word for word in _WORD.findall(fold(text)) if word not in stop_words)


def _early_tone(maybe_late: re.Match[str]) -> str:
    syllable_end = maybe_late.group()
    return _EARLY_FOR_LATE.get(syllable_end, syllable_end)
