"""Folding of Vietnamese text, so that two ways of writing the same words compare equal."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from functools import lru_cache

_LATE = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()
_EARLY = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
_EARLY_FOR_LATE = dict(zip(_LATE, _EARLY, strict=True))

# Only open syllables have two ways (hòa, hoà; in "hoàn" there is one), and the u of "quý" belongs to its q.
_LATE_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_WORD = re.compile(r"[^\W_]+(?:[.,/&-][^\W_]+)*")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in NFC and lower case, tone marks on the first vowel of oa, oe, uy, single spaces."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    return " ".join(_LATE_TONE.sub(_early_tone, lowered).split())


def content_words(text: str, stop_words: AbstractSet[str]) -> tuple[str, ...]:
    """The folded words of a text in their order, without the (folded) stop words.

    Numbers, document numbers and abbreviations stay whole: "1.200", "34/ct-ttg", "tt&tt".
    """
    return tuple(word for word in _WORD.findall(fold(text)) if word not in stop_words)


def _early_tone(late: re.Match[str]) -> str:
    return _EARLY_FOR_LATE[late.group()]
