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
_LATE_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_LONGEST = 2000  # characters that are folded: far more than any name or title has
_WORD = re.compile(r"[^\W_]+(?:[.,/&-][^\W_]+)*")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in NFC, lower case and single spaces, the tones of oa, oe, uy on the first vowel."""
    # Normalizing takes quadratic time on a long run of combining marks.
    lowered = unicodedata.normalize("NFC", text[:_LONGEST]).casefold()
    return " ".join(_LATE_TONE.sub(_early_tone, lowered).split())


def content_words(text: str, stop_words: AbstractSet[str]) -> tuple[str, ...]:
    """The folded words of a text in their order, without the (folded) stop words.

    Numbers, document numbers and abbreviations stay whole: "1.200", "34/ct-ttg", "tt&tt".
    """
    return tuple(word for word in _WORD.findall(fold(text)) if word not in stop_words)


def _early_tone(late: re.Match[str]) -> str:
    return _EARLY_FOR_LATE[late.group()]
