"""How alike two contents are."""

import math
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from dtplan.likeness.lexicon import TELLING, UNIT, lexicon
from dtplan.likeness.reading import FURTHER, Content, Subject

# What counts against what both titles say: the lesser part that only one of them says, as there
# is some on both sides, and the greater, as one of them may just be the longer.
OTHER: Final = 0.15
MORE: Final = 0.03
# The same where thousands are compared: of a million pairs even a few mistaken in a thousand would
# bury the others, so that more has to be missed there. In between it passes from one to the other.
_SURE_OTHER: Final = 0.7
_SURE_MORE: Final = 0.2
_FEW: Final = 150
_MANY: Final = 1500
# The less both say, the more a difference counts.
SHORT: Final = 0.4
_DETAIL: Final = 35  # per cent
_ASIDE: Final = 10


class Weight(NamedTuple):
    """What a concept weighs: where both have it, and where the other lacks it.

    `alone` counts towards another object, `more` and `detail` towards a longer title.
    """

    both: int
    alone: int
    more: int
    detail: int


# A system more on one side is hardly ever the same work.
_FURTHER: Final = 50 * UNIT
_NAME: Final = Weight(2 * UNIT, 2 * UNIT, 10 * UNIT, 0)
_NOTHING: Final = Weight(0, 0, 0, 0)
_OTHER_THING: Final = 1800
_OTHER_KNOWN: Final = 4500
# What a telling concept counts where the other lacks it, for what it weighs where both have it.
DEAR: Final = OTHER * _OTHER_KNOWN / TELLING + MORE
# Details and purposes that only one of them tells, however many, make it no more than this longer.
_DETAILS_MORE: Final = 1500


class Profile(NamedTuple):
    """A subject ready to be compared: the weights of its concepts, and their sums.

    `spared` is what its purposes and glosses would weigh alone, more than they do, in the work
    itself. `actions` are those it does, `spoken` are all it speaks of and their kin.
    """

    weights: dict[str, Weight]
    sums: Weight
    spared: int
    actions: frozenset[str]
    spoken: frozenset[str]
    names: frozenset[str]
    pieces: tuple[str, ...]
    choices: Mapping[int, Collection[str]]


def share(one: Content, other: Content) -> float:
    """The likeness of two contents: 1 the same, 0 where something tells them apart."""
    if are_apart(one, other):
        return 0.0
    return compared(profile(one.subject), profile(other.subject))


def are_apart(one: Content, other: Content) -> bool:
    """Whether numbers or places tell two contents apart, whatever their subjects."""
    return (
        one.amounts != other.amounts
        or _differ(one.ordinals, other.ordinals)
        or _differ(one.places, other.places)
        or _differ(one.levels, other.levels)
        or bool(one.years and other.years and not _meet(one.years, other.years))
    )


def compared(one: Profile, other: Profile) -> float:
    """The likeness of two subjects, their numbers and places left aside."""
    if (
        one.pieces != other.pieces
        or _differ(one.names, other.names)
        or _act_otherwise(one, other)
        or any(_differ(one.choices[row], other.choices.get(row, ())) for row in one.choices)
    ):
        return 0.0
    return weighed(one, other)


def doubt(count: int) -> float:
    """How doubtful it is that alike ones among `count` contents are the same work, 0 to 1.

    Not at all up to 150, wholly from 1,500 on: the pairs grow with the square of their number,
    those that are the same work hardly do.
    """
    return min(max(math.log(count / _FEW) / math.log(_MANY / _FEW), 0.0), 1.0) if count else 0.0


def surely(one: Content, other: Content, least: float, doubt: float) -> bool:
    """Whether two contents that are alike are so beyond a doubt."""
    by_other = OTHER + doubt * (_SURE_OTHER - OTHER)
    by_more = MORE + doubt * (_SURE_MORE - MORE)
    return weighed(profile(one.subject), profile(other.subject), by_other, by_more) >= least


def weighed(one: Profile, other: Profile, by_other: float = OTHER, by_more: float = MORE) -> float:
    """The likeness of two subjects by their weights, where nothing tells them apart."""
    # One loop, as this is what takes the time where thousands are compared.
    both, one_alone, one_more, one_detail = 0, *one.sums[1:]
    _, other_alone, other_more, other_detail = other.sums
    theirs = other.weights
    for concept, (weight, alone, more, detail) in one.weights.items():
        if concept in theirs:
            both += weight
            one_alone -= alone
            one_more -= more
            one_detail -= detail
            _, alone, more, detail = theirs[concept]
            other_alone -= alone
            other_more -= more
            other_detail -= detail
    if not both:
        return 0.0
    longer = max(
        one_more + min(one_detail, _DETAILS_MORE), other_more + min(other_detail, _DETAILS_MORE)
    )
    against = by_other * min(one_alone, other_alone) + by_more * longer
    against *= 1 + SHORT * UNIT / both
    return both / (both + against)


def said_alone(one: Profile, other: Profile) -> int:
    """The weight of what one of two says and the other does not."""
    common = one.weights.keys() & other.weights.keys()
    return one.sums.alone - sum(one.weights[concept].alone for concept in common)


@lru_cache(maxsize=32768)
def profile(subject: Subject) -> Profile:
    """What the concepts of a subject weigh."""
    actions = lexicon().actions
    full = {concept: _full(concept) for concept in chain(*subject[:3])}
    full |= {f"={name}": _NAME for name in chain(subject.names, subject.glosses)}
    weights = dict(full)
    for concept in subject.details:
        weights[concept] = full[concept]._replace(
            more=0, detail=full[concept].more * _DETAIL // 100
        )
    for concept in subject.asides:
        alone, more = full[concept].alone * _ASIDE // 100, full[concept].more * _ASIDE // 100
        weights[concept] = full[concept]._replace(alone=alone, more=0, detail=more)
    for name in subject.glosses:
        weights[f"={name}"] = Weight(_NAME.both, 0, 0, 0)
    sums = Weight(*map(sum, zip(_NOTHING, *weights.values(), strict=True)))
    return Profile(
        weights,
        sums,
        sum(weight.alone for weight in full.values()) - sums.alone,
        _kept(frozenset(subject.deeds)),
        _with_kin(actions.intersection(chain(*subject[:3]))),
        frozenset((*subject.names, *subject.glosses)),
        subject.pieces,
        _choices(subject),
    )


def _choices(subject: Subject) -> Mapping[int, Collection[str]]:
    """By row of alternatives, those of them that a subject speaks of."""
    rows = lexicon().alternatives
    found: dict[int, set[str]] = {}
    for concept in (*subject.words, *subject.details):
        for row in rows.get(concept, ()):
            found.setdefault(row, set()).add(concept)
    return found


def _full(concept: str) -> Weight:
    """What a concept of the work itself weighs."""
    if concept.startswith(FURTHER):
        return Weight(0, 0, _FURTHER, 0)
    weight = lexicon().weights.get(concept, UNIT)
    alone = weight
    if concept in lexicon().things:
        alone = _OTHER_THING
    elif weight == TELLING:
        alone = _OTHER_KNOWN
    return Weight(weight, alone, weight, 0)


def _act_otherwise(one: Profile, other: Profile) -> bool:
    """Whether each of two titles does what the other never speaks of.

    Where one only speaks about a thing, that the other does not is enough.
    """
    first, second = _is_unheard(one, other), _is_unheard(other, one)
    return (first and (second or is_report(one))) or (second and is_report(other))


def _is_unheard(one: Profile, other: Profile) -> bool:
    return bool(one.actions) and one.actions.isdisjoint(other.spoken)


def is_report(one: Profile) -> bool:
    """Whether a title only speaks about a thing: other work, whatever else is done with it."""
    return bool(one.actions) and one.actions <= lexicon().about


@lru_cache(maxsize=4096)
def _kept(actions: frozenset[str]) -> frozenset[str]:
    """The same set for all profiles that have it, as there are thousands of them."""
    return actions


@lru_cache(maxsize=4096)
def _with_kin(actions: frozenset[str]) -> frozenset[str]:
    """Some actions, and those that may mean the same."""
    kin = (group for group in lexicon().kin if not actions.isdisjoint(group))
    return actions.union(*kin)


def _differ(one: Collection[str], other: Collection[str]) -> bool:
    return bool(one and other) and set(one).isdisjoint(other)


def _meet(one: Iterable[tuple[int, int]], other: Collection[tuple[int, int]]) -> bool:
    """Whether a span of years lies within one of the other side."""
    return any(
        (first <= start and end <= last) or (start <= first and last <= end)
        for first, last in one
        for start, end in other
    )
