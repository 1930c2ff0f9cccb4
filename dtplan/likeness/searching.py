"""Which of many subjects are alike, without a look at every pair.

Of two alike subjects, the one that says less of its own has nearly all its weight in what both say.
So others are sought for each among those that hold a rare concept of it, and of these only where no
more of its concepts are missing than the likeness allows.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from dtplan.likeness.lexicon import UNIT
from dtplan.likeness.scoring import (
    DEAR,
    MORE,
    OTHER,
    SHORT,
    Profile,
    Weight,
    is_report,
    said_alone,
    weighed,
)

_MOST_COMPARED: Final = 24
_SOME: Final = 4
_LEAST: Final = 0.01
_ROUNDING: Final = 1e-6
_STEPS: Final = 12

Item = TypeVar("Item")


class Allowance:
    """How much is compared at all.

    Nobody writes thousands of different titles of the same few words, and such shall not be
    compared for minutes: each with so many others on the average, and with a few at least.
    """

    def __init__(self, count: int) -> None:
        self._left = _MOST_COMPARED * count

    def of(self, others: Iterable[Item]) -> Iterator[Item]:
        """Those of some others that one may be compared with."""
        for taken, other in enumerate(others):
            if self._left <= 0 and taken >= _SOME:
                return
            self._left -= 1
            yield other


class Bounds(NamedTuple):
    """What whatever is alike and says no less of its own may lack of a profile.

    `whole` is the sum of what its missing concepts count, `telling` that of those only that weigh
    in what both say; a mixture may be short of both by the parts that it is made of.
    """

    whole: float
    telling: float

    def part(self, weight: Weight) -> float:
        """How much of all that may be missing a concept is."""
        counts = OTHER * weight.alone + MORE * weight.more
        dear = min(counts, DEAR * weight.both) / self.telling
        return max(dear, counts / self.whole) if weight.alone >= weight.both else 0.0


class Search:
    """The search for alike profiles among some."""

    def __init__(self, profiles: Sequence[Profile], least: float) -> None:
        self._order = sorted(range(len(profiles)), key=lambda at: (profiles[at].sums.alone, at))
        self._profiles = [profiles[at] for at in self._order]
        self._least = least
        self._against = max(_ROUNDING, 1 - least) / max(least, _LEAST)
        self._allowance = Allowance(len(profiles))
        self._holders: dict[str, list[int]] = {}
        for place, each in enumerate(self._profiles):
            for concept in each.weights:
                self._holders.setdefault(concept, []).append(place)

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Where the alike ones stand, and their likeness, each pair once."""
        for concept, seeking in self._seekers().items():
            holders = _Holders(self._holders[concept], self._profiles)
            for place, sought in seeking:
                mine = self._profiles[place]
                near = holders.near(place, mine, self._parts(mine), sought)
                for other in self._allowance.of(near):
                    found = weighed(mine, self._profiles[other])
                    if found >= self._least and self._says_less(place, other):
                        yield self._order[place], self._order[other], found

    def _seekers(self) -> Mapping[str, Sequence[tuple[int, Sequence[str]]]]:
        """By concept, which seek among its holders, and by what concepts they sought before."""
        seekers: dict[str, list[tuple[int, Sequence[str]]]] = {}
        for place, mine in enumerate(self._profiles):
            rare = self._rare(mine)
            for count, concept in enumerate(rare):
                if len(self._holders[concept]) > 1:
                    seekers.setdefault(concept, []).append((place, rare[:count]))
        return seekers

    def _rare(self, mine: Profile) -> Sequence[str]:
        """Concepts of which whatever is alike and says no less of its own holds at least one."""
        parts, missing, rare = self._parts(mine), 0.0, []
        known = sorted(mine.weights, key=lambda each: (len(self._holders[each]), each))
        for concept in known:
            if concept in parts:
                rare.append(concept)
                missing += parts[concept]
                if missing > 1 + _ROUNDING:
                    return rare
        return known

    def _parts(self, mine: Profile) -> Mapping[str, float]:
        """How much of all that may be missing of a profile each of its concepts is."""
        bounds = self._bounds(mine.sums.both)
        parts = {concept: bounds.part(weight) for concept, weight in mine.weights.items()}
        return {concept: part for concept, part in parts.items() if part}

    def _bounds(self, both: int) -> Bounds:
        # Alike is: missing * (1 + SHORT / common) <= against * common, and common <= both.
        short = SHORT * UNIT
        # If telling ones are missing, common <= both - missing / dear: solved for common.
        ratio, less = self._against / DEAR, both - short
        common = (less + math.sqrt(less * less + 4 * (1 + ratio) * both * short)) / (2 + 2 * ratio)
        return Bounds(self._against * both * both / (both + short), DEAR * (both - common))

    def _says_less(self, place: int, other: int) -> bool:
        """Whether the first says less of its own; of two that say as much the lighter counts."""
        lighter = self._profiles[min(place, other)]
        if not lighter.spared:
            return place < other
        mine, theirs = self._profiles[place], self._profiles[other]
        return (said_alone(mine, theirs), place) < (said_alone(theirs, mine), other)


class _Holders:
    """The profiles that have a concept, and which others they have: a bit for each profile."""

    def __init__(self, places: Sequence[int], profiles: Sequence[Profile]) -> None:
        self._places = places
        self._bits = {place: bit for bit, place in enumerate(places)}
        self._all = (1 << len(places)) - 1
        self._having: dict[str, int] = {}
        self._speaking: dict[str, int] = {}
        self._acting: dict[str, int] = {}
        self._reporting = 0
        self._acting_alike: dict[tuple[frozenset[str], frozenset[str]], int] = {}
        self._called: dict[str, int] = {}
        self._parted: dict[tuple[str, ...], int] = {}
        self._choosing: dict[int, dict[str, int]] = {}
        self._sparing = 0
        for bit, place in enumerate(places):
            self._add(profiles[place], 1 << bit)

    def _add(self, each: Profile, flag: int) -> None:
        _flag(self._having, each.weights, flag)
        _flag(self._speaking, each.spoken, flag)
        _flag(self._acting, each.actions or ("",), flag)
        self._reporting |= flag if is_report(each) else 0
        _flag(self._called, each.names or ("",), flag)
        _flag(self._parted, (each.pieces,), flag)
        for row, chosen in each.choices.items():
            _flag(self._choosing.setdefault(row, {}), chosen, flag)
        self._sparing |= flag if each.spared else 0

    def near(
        self, place: int, mine: Profile, parts: Mapping[str, float], sought: Iterable[str]
    ) -> Iterator[int]:
        """Those that may lack no more of a profile than is allowed and hold none of the sought."""
        bit = self._bits[place]
        above = self._all >> bit + 1 << bit + 1
        # What is lighter says more of its own only where the other says it as an aside.
        near = above | self._sparing & ((1 << bit) - 1)
        near &= self._parted[mine.pieces]
        for concept in sought:
            near &= ~self._having.get(concept, 0)
        near &= self._doing_alike(mine)
        if mine.names:
            near &= _agreeing(mine.names, self._called)
        for row, chosen in mine.choices.items():
            near &= self._choosing_none(row) | _agreeing(chosen, self._choosing[row])
        near = self._holding(parts, near) if near else 0
        while near:
            first = near & -near
            yield self._places[first.bit_length() - 1]
            near ^= first

    def _doing_alike(self, mine: Profile) -> int:
        """Those of which a profile speaks what they do, or they what it does."""
        key = mine.actions, mine.spoken
        if key not in self._acting_alike:
            heard = _sharing(mine.actions, self._speaking) if mine.actions else self._all
            hearing = _agreeing(mine.spoken, self._acting)
            either = heard if is_report(mine) else heard | hearing
            self._acting_alike[key] = either & (hearing | self._all & ~self._reporting)
        return self._acting_alike[key]

    def _choosing_none(self, row: int) -> int:
        return self._all & ~_agreeing(self._choosing[row], self._choosing[row])

    def _holding(self, parts: Mapping[str, float], near: int) -> int:
        """Those among some that lack no more than all that may be missing, in whole steps."""
        missing = [near] * (_STEPS + 1)  # missing[n]: those that lack n steps so far, or fewer
        for concept, part in parts.items():
            steps = min(int(part * _STEPS - _ROUNDING), _STEPS + 1)
            if steps > 0:
                mask = self._having[concept]
                for count in range(_STEPS, steps - 1, -1):
                    missing[count] = (missing[count] & mask) | missing[count - steps]
                for count in range(min(steps, _STEPS + 1)):
                    missing[count] &= mask
        return missing[-1]


def _agreeing(own: Iterable[str], masks: Mapping[str, int]) -> int:
    """Those that share one of what tells apart, or have none."""
    return masks.get("", 0) | _sharing(own, masks)


def _sharing(own: Iterable[str], masks: Mapping[str, int]) -> int:
    """Those that share one of what tells apart."""
    found = 0
    for each in own:
        found |= masks.get(each, 0)
    return found


def _flag(masks: dict[Item, int], concepts: Iterable[Item], flag: int) -> None:
    for concept in concepts:
        masks[concept] = masks.get(concept, 0) | flag
