"""The lexicon of wording: the phrases of data/wording.yaml, folded and ready to be looked up."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum

from dtplan.record import Record


class Lead(Enum):
    """What a phrase can be at the beginning of a text; the value is its group in the data."""

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
    LEADING_MEASURE = "leading_measures"


VERBS = frozenset(
    {Lead.WISH, Lead.GENERIC, Lead.LIGHT, Lead.BUILDING, Lead.CHECKING, Lead.CONCRETE}
)


class Phrases(Record):
    """Folded phrases, looked up by their first word."""

    entries: AbstractSet[str]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, entries: Iterable[str]) -> "Phrases":
        """The phrases with the length of the longest for each first word."""
        longest: dict[str, int] = {}
        for entry in entries:
            words = entry.split(" ")
            if len(words) > longest.get(words[0], 0):
                longest[words[0]] = len(words)
        return cls(frozenset(entries), longest)

    def length_at(self, words: Sequence[str], start: int) -> int:
        """How many words the longest phrase beginning at `start` has; 0 where none does."""
        longest = self.longest.get(words[start]) if start < len(words) else None
        if longest is None:
            return 0
        for length in range(longest, 0, -1):
            if " ".join(words[start : start + length]) in self.entries:
                return length
        return 0

    def ends_at(self, words: Sequence[str], end: int) -> bool:
        """Whether a phrase of up to three words stands just before `end`."""
        return any(
            " ".join(words[end - length : end]) in self.entries
            for length in range(1, min(3, end) + 1)
        )


class Groups:
    """The groups of the data that are looked up one by one, each made when it is first wanted."""

    companions: Phrases
    moving_verbs: Phrases
    states: Phrases
    plural_markers: Phrases
    bare_matter: Phrases
    predicates: Phrases
    evaluations: Phrases
    numbered_nouns: Phrases
    numbered_verbs: Phrases
    not_numbered: Phrases
    rate_words: Phrases
    not_counted_after: Phrases
    function_words: Phrases
    comparators: Phrases
    number_words: Phrases
    doubtful_number_words: Phrases
    year_contexts: Phrases
    loose_amounts: Phrases
    counted_nouns: Phrases
    count_phrases: Phrases
    count_exceptions: Phrases
    level_words: Phrases
    deadline_words: Phrases
    date_words: Phrases
    units: Phrases
    making_verbs: Phrases
    improving_verbs: Phrases
    nominalizers: Phrases
    system_nouns: Phrases
    titled_nouns: Phrases
    named_systems: Phrases
    plain_qualifiers: Phrases
    name_ends: Phrases
    deciding_verbs: Phrases
    issuing_verbs: Phrases
    document_nouns: Phrases
    connecting_verbs: Phrases
    connecting_prepositions: Phrases
    connected_matter: Phrases
    service_nouns: Phrases
    procedure_words: Phrases

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Phrases:
        if name not in type(self).__annotations__:
            raise AttributeError(name)
        phrases = Phrases.of(_phrases(self._data, name))
        self.__dict__[name] = phrases
        return phrases


class Lexicon(Record):
    """All that the judgement of wording knows about words; none is equal to another one."""

    leads: Mapping[str, Lead]
    lead_phrases: Phrases
    groups: Groups
    count_starts: AbstractSet[str]

    # What was judged by it is remembered: to look it up, all its words are not to be gone through.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @classmethod
    def load(cls, data: Mapping[str, object]) -> "Lexicon":
        """The lexicon in the folded lists of words; a group that is not there is empty."""
        leads: dict[str, Lead] = {}
        for lead in reversed(Lead):  # of a phrase in two groups the first group counts
            leads.update(dict.fromkeys(_phrases(data, lead.value), lead))
        groups = Groups(data)
        return cls(leads, Phrases.of(leads), groups, _count_starts(groups))

    def lead_at(self, words: Sequence[str], start: int) -> tuple[Lead | None, int]:
        """What the longest leading phrase at `start` is, and how many words it has."""
        length = self.lead_phrases.length_at(words, start)
        if not length:
            return None, 0
        return self.leads[" ".join(words[start : start + length])], length


def _phrases(data: Mapping[str, object], group: str) -> list[str]:
    entries = data.get(group)
    return entries if isinstance(entries, list) else []


def _count_starts(groups: Groups) -> AbstractSet[str]:
    """The words at which a look for a count is worth while, besides numerals."""
    counts = (
        groups.count_phrases,
        groups.level_words,
        groups.date_words,
        groups.number_words,
        groups.doubtful_number_words,
    )
    return frozenset({"%"}.union(*(phrases.longest for phrases in counts)))
