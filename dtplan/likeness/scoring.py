"""How alike two contents are."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.likeness.lexicon import UNIT, lexicon
from dtplan.likeness.reading import Content, Subject

# What counts against what both titles say: the lesser part that only one of them says, as there
# is some on both sides, and the greater, as one of them may just be the longer.
OTHER: Final = 1.0
MORE: Final = 0.27

_NAME: Final = 2 * UNIT
# A system more on one side is hardly ever the same work.
_NAME_MORE: Final = 6 * UNIT
# A word in a detail or purpose that the other lacks, as one of several and as one more.
_CORE: Final = (100, 100)
_DETAIL: Final = (100, 35)
_ASIDE: Final = (10, 10)


class Profile(NamedTuple):
    """A subject ready to be compared: what each of its concepts weighs.

    `weights` is by concept what it weighs where both have it, and where the other lacks it: as
    another (strict) and as one more (lax); `strict` and `lax` are the sums of these.
    """

    weights: dict[str, tuple[int, int, int]]
    strict: int
    lax: int
    actions: frozenset[str]
    mentioned: frozenset[str]
    names: frozenset[str]
    pieces: tuple[str, ...]


class Comparison(NamedTuple):
    """The likeness of two profiles, and what each says alone."""

    share: float
    one: int
    other: int


APART: Final = Comparison(0.0, 0, 0)


def share(one: Content, other: Content) -> float:
    """The likeness of two contents: 1 the same, 0 where something tells them apart."""
    if are_apart(one, other):
        return 0.0
    return compared(profile(one.subject), profile(other.subject)).share


def are_apart(one: Content, other: Content) -> bool:
    """Whether numbers or places tell two contents apart, whatever their subjects."""
    return (
        one.amounts != other.amounts
        or _differ(one.ordinals, other.ordinals)
        or _differ(one.places, other.places)
        or _differ(one.levels, other.levels)
        or bool(one.years and other.years and not _meet(one.years, other.years))
    )


def compared(one: Profile, other: Profile) -> Comparison:
    """The likeness of two subjects, their numbers and places left aside."""
    if one.pieces != other.pieces or _differ(one.names, other.names) or _act_otherwise(one, other):
        return APART
    both, one_strict, one_lax = 0, one.strict, one.lax
    other_strict, other_lax = other.strict, other.lax
    theirs = other.weights
    for concept, (weight, strict, lax) in one.weights.items():
        found = theirs.get(concept)
        if found:
            both += weight
            one_strict -= strict
            one_lax -= lax
            other_strict -= found[1]
            other_lax -= found[2]
    if not both:
        return APART
    against = OTHER * min(one_strict, other_strict) + MORE * max(one_lax, other_lax)
    return Comparison(both / (both + against), one_strict, other_strict)


@lru_cache(maxsize=32768)
def profile(subject: Subject) -> Profile:
    """What the concepts of a subject weigh."""
    known = lexicon()
    weights: dict[str, tuple[int, int, int]] = {}
    for concepts, (strict, lax) in (
        (subject.words, _CORE),
        (subject.details, _DETAIL),
        (subject.asides, _ASIDE),
    ):
        for concept in concepts:
            weight = known.weights.get(concept, UNIT)
            weights[concept] = (weight, weight * strict // 100, weight * lax // 100)
    weights |= {f"={name}": (_NAME, _NAME, _NAME_MORE) for name in subject.names}
    weights |= {f"={name}": (_NAME, 0, 0) for name in subject.glosses}
    return Profile(
        weights,
        sum(strict for _, strict, _ in weights.values()),
        sum(lax for _, _, lax in weights.values()),
        known.actions.intersection(subject.words),
        known.actions.intersection((*subject.words, *subject.details)),
        frozenset((*subject.names, *subject.glosses)),
        subject.pieces,
    )


def _act_otherwise(one: Profile, other: Profile) -> bool:
    """Whether neither title does what the other speaks of."""
    return (
        bool(one.actions and other.actions)
        and one.actions.isdisjoint(other.mentioned)
        and other.actions.isdisjoint(one.mentioned)
    )


def _differ(one: Collection[str], other: Collection[str]) -> bool:
    return bool(one and other) and set(one).isdisjoint(other)


def _meet(one: Iterable[tuple[int, int]], other: Collection[tuple[int, int]]) -> bool:
    """Whether a span of years lies within one of the other side."""
    return any(
        (first <= start and end <= last) or (start <= first and last <= end)
        for first, last in one
        for start, end in other
    )
