"""Which of many subjects are alike, without a look at every pair.

Of two alike subjects the one that says less of its own has nearly all its weight in what both say.
So the others are sought for each among those that hold a rare concept of it, and of these where no
more of its concepts are missing than the likeness allows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from dtplan.likeness.lexicon import UNIT
from dtplan.likeness.scoring import OTHER, Profile, compared

# Nobody writes thousands of different titles of the same few words, and such shall not be compared
# for minutes: each with this many others on the average, and each with some at least.
MOST_COMPARED: Final = 100
SOME: Final = 10

_LEAST: Final = 0.01


def alike_profiles(profiles: Sequence[Profile], least: float) -> Iterator[tuple[int, int, float]]:
    """Where the alike ones stand, and their likeness, each pair once."""
    return _Search(profiles, least).pairs()


class _Search:
    """The search for alike profiles among some."""

    def __init__(self, profiles: Sequence[Profile], least: float) -> None:
        self._profiles = profiles
        self._least = least
        against = max(0.0, 1 - least) / (max(least, _LEAST) * OTHER)
        self._may_miss = against / (1 + against)
        self._left = MOST_COMPARED * len(profiles)
        self._holders: dict[str, list[int]] = {}
        for place, each in enumerate(profiles):
            for concept in each.weights:
                self._holders.setdefault(concept, []).append(place)

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Where the alike ones stand, and their likeness."""
        seekers: dict[str, list[tuple[int, Sequence[str]]]] = {}
        for place, mine in enumerate(self._profiles):
            rare = self._rare(mine)
            for count, concept in enumerate(rare):
                if len(self._holders[concept]) > 1:
                    seekers.setdefault(concept, []).append((place, rare[:count]))
        for concept, seeking in seekers.items():
            holders = _Holders(self._holders[concept], self._profiles)
            for place, sought in seeking:
                mine = self._profiles[place]
                near = holders.near(mine, self._may_miss * _weight(mine), sought)
                yield from self._compared(place, near)

    def _rare(self, mine: Profile) -> Sequence[str]:
        """Concepts of which whatever is alike, and says no less of its own, holds at least one."""
        left, rare = self._may_miss * _weight(mine), []
        known = sorted(mine.weights, key=lambda each: (len(self._holders[each]), each))
        for concept in known:
            weight, strict, _ = mine.weights[concept]
            if weight == strict:
                rare.append(concept)
                left -= weight
                if left < 0:
                    return rare
        return known

    def _compared(self, place: int, others: Iterable[int]) -> Iterator[tuple[int, int, float]]:
        mine = self._profiles[place]
        for other in islice(others, max(SOME, self._left)):
            self._left -= 1
            found = compared(mine, self._profiles[other])
            # Each pair is told from the side of the one that says less of its own.
            if found.share >= self._least and (found.one, place) < (found.other, other):
                yield place, other, found.share


class _Holders:
    """The profiles that have a concept, and which others they have: a bit for each profile."""

    def __init__(self, places: Sequence[int], profiles: Sequence[Profile]) -> None:
        self._places = places
        self._having: dict[str, int] = {}
        self._acting: dict[str, int] = {}
        self._called: dict[str, int] = {}
        flag = 1
        for place in places:
            each = profiles[place]
            for concepts, masks in (
                (each.weights, self._having),
                (each.mentioned if each.actions else (*each.mentioned, ""), self._acting),
                (each.names or ("",), self._called),
            ):
                for concept in concepts:
                    masks[concept] = masks.get(concept, 0) | flag
            flag <<= 1
        self._all = flag - 1

    def near(self, mine: Profile, may_miss: float, sought: Iterable[str]) -> Iterator[int]:
        """Those that lack no more than some weight of a profile and hold none of the sought."""
        near = self._all
        for concept in sought:
            near &= ~self._having.get(concept, 0)
        for own, masks in (
            (mine.mentioned if mine.actions else (), self._acting),
            (mine.names, self._called),
        ):
            near &= self._agreeing(own, masks)
        if near:
            near = self._holding(mine, may_miss, near)
        while near:
            first = near & -near
            yield self._places[first.bit_length() - 1]
            near ^= first

    def _agreeing(self, own: Iterable[str], masks: Mapping[str, int]) -> int:
        """Those that share one of what tells apart, or have none."""
        if not own:
            return self._all
        found = masks.get("", 0)
        for each in own:
            found |= masks.get(each, 0)
        return found

    def _holding(self, mine: Profile, may_miss: float, near: int) -> int:
        heavy = [
            (weight, concept)
            for concept, (weight, strict, _) in mine.weights.items()
            if weight == strict >= UNIT
        ]
        # by_missing[n]: those that lack n of the concepts so far, or fewer.
        by_missing = [near] * (_fitting(heavy, may_miss) + 1)
        for _, concept in heavy:
            mask = self._having.get(concept, 0)
            for count in range(len(by_missing) - 1, 0, -1):
                by_missing[count] = (by_missing[count] & mask) | by_missing[count - 1]
            by_missing[0] &= mask
        return by_missing[-1]


def _fitting(heavy: Iterable[tuple[int, str]], may_miss: float) -> int:
    """How many of the heavy concepts may be missing."""
    count = 0
    for weight, _ in sorted(heavy):
        may_miss -= weight
        if may_miss < 0:
            break
        count += 1
    return count


def _weight(mine: Profile) -> int:
    return sum(weight for weight, _, _ in mine.weights.values())
