"""The judgement of Vietnamese wording: does a title or an indicator name anything that can be counted or checked?"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import NamedTuple

from dtplan.folding import fold

_TOKEN = re.compile(r'\d(?:[\w.,/:–-]*\w)?|[^\W\d_]\w*(?:&\w+)*|[,;:.()"%]')
_QUOTES = str.maketrans("“”„«»", '"""""')
_QUOTED = re.compile(r'"[^"]*"')
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?")
_DATE = re.compile(r"\d\d?[/-]\d\d?(?:[/-]\d{4})?|\d\d?[/-]\d{4}")
_VERSION = re.compile(r"\d\.0")
_WITH_UNIT = re.compile(r"\d[\d.,]*(\D\w*)")
_ROMAN = frozenset({"i", "ii", "iii", "iv", "v", "vi"})
_LEVEL = re.compile(r"\d{1,2}|[a-d]|i{1,3}|iv|v")
_PAUSES = frozenset({",", ";", ":", ".", "(", ")", '"', "và"})


class Lead(Enum):
    """What a phrase can be at the beginning of a text."""

    OPENING = "openings"
    TIME = "time_openings"
    ADVERB = "adverbs"
    SUBJECT = "subjects"
    WISH = "wishes"
    LIGHT = "light_verbs"
    BUILDING = "building_verbs"
    CHECKING = "checking_verbs"
    CONCRETE = "concrete_verbs"
    GENERIC = "generic_verbs"
    EVENT = "events"
    QUALITY = "qualities"
    MEASURE = "measures"


_VERBS = frozenset(
    {Lead.WISH, Lead.GENERIC, Lead.LIGHT, Lead.BUILDING, Lead.CHECKING, Lead.CONCRETE}
)


class Phrases(NamedTuple):
    """Folded phrases, found at a place by their first word."""

    entries: AbstractSet[str]
    longest: Mapping[str, int]

    def length_at(self, words: Sequence[str], start: int) -> int:
        """How many words the longest phrase that begins at `start` has; 0 where none does."""
        if start >= len(words):
            return 0
        for length in range(self.longest.get(words[start], 0), 0, -1):
            if " ".join(words[start : start + length]) in self.entries:
                return length
        return 0

    def ends_at(self, words: Sequence[str], end: int) -> bool:
        """Whether a phrase of up to three words ends just before `end`."""
        return any(
            " ".join(words[end - length : end]) in self.entries
            for length in (1, 2, 3)
            if length <= end
        )


class Lexicon(NamedTuple):
    """The words of wording.yaml, folded and ready to be looked up."""

    leads: Mapping[str, Lead]
    lead_phrases: Phrases
    groups: Mapping[str, Phrases]
    count_starts: AbstractSet[str]
