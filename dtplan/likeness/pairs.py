"""Which of many contents are alike: of alike subjects, those that no number or place parts."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from typing import Final

from dtplan.likeness.reading import Content, Subject
from dtplan.likeness.scoring import are_apart, profile
from dtplan.likeness.searching import Allowance, Search

_FEW: Final = 8
_LONGEST_SPAN: Final = 60

Pair = tuple[Content, Content]
Keys = Callable[[Content], Iterable[Hashable]]


def pairs(contents: Iterable[Content], least: float) -> Iterator[tuple[Content, Content, float]]:
    """The pairs among different contents that are alike, with their likeness, each pair once."""
    groups: dict[tuple[str, ...], dict[Subject, list[Content]]] = {}
    for item in dict.fromkeys(contents):
        if item.words:
            groups.setdefault(item.amounts, {}).setdefault(item.subject, []).append(item)
    for group in groups.values():
        if len(group) == 1 and len(next(iter(group.values()))) == 1:
            continue
        allowance = Allowance(sum(map(len, group.values())))
        shelves = [_Shelf(items, allowance) for items in group.values()]
        for shelf in shelves:
            yield from ((one, other, 1.0) for one, other in shelf.pairs_within())
        for at, place, found in Search([profile(subject) for subject in group], least).pairs():
            for one, other in shelves[at].pairs_with(shelves[place]):
                yield one, other, found


class _Shelf:
    """The contents of one subject, to be found by the numbers and places they have."""

    def __init__(self, items: Sequence[Content], allowance: Allowance) -> None:
        self._items = items
        self._allowance = allowance
        self._marked: Sequence[Mapping[Hashable, Sequence[int]]] = ()

    def pairs_within(self) -> Iterator[Pair]:
        """The pairs of its contents that nothing tells apart."""
        for index, item in enumerate(self._items):
            yield from self._pairs_of(item, index + 1)

    def pairs_with(self, shelf: "_Shelf") -> Iterator[Pair]:
        """The pairs of a content of this and one of another that nothing tells apart."""
        for item in self._items:
            yield from shelf._pairs_of(item, 0)

    def _pairs_of(self, item: Content, start: int) -> Iterator[Pair]:
        for place in self._allowance.of(self._near(item, start)):
            if not are_apart(item, self._items[place]):
                yield item, self._items[place]

    def _near(self, item: Content, start: int) -> Iterable[int]:
        """Where from `start` on those stand that may not be apart from a content, in order."""
        count = len(self._items)
        if count - start <= _FEW:
            return range(start, count)
        fewest: Sequence[Sequence[int]] = (range(count),)
        for keys, places in zip(_KEYS, self._marks(), strict=True):
            own = tuple(keys(item))
            fitting = [places[key] for key in (*own, None) if key in places]
            if own and sum(map(len, fitting)) < sum(map(len, fewest)):
                fewest = fitting
        later = (_from(places, start) for places in fewest)
        return (place for place, _ in groupby(merge(*later)))

    def _marks(self) -> Sequence[Mapping[Hashable, Sequence[int]]]:
        """For each kind of keys, where the contents with a key stand; under None those without."""
        if not self._marked:
            marked: list[dict[Hashable, list[int]]] = [{} for _ in _KEYS]
            for index, item in enumerate(self._items):
                for keys, places in zip(_KEYS, marked, strict=True):
                    for key in tuple(keys(item)) or (None,):
                        places.setdefault(key, []).append(index)
            self._marked = marked
        return self._marked


def _from(places: Sequence[int], start: int) -> Iterator[int]:
    return (places[at] for at in range(bisect_left(places, start), len(places)))


def _years(content: Content) -> Iterator[int]:
    for start, end in content.years:
        yield from range(start, min(end, start + _LONGEST_SPAN) + 1)


_KEYS: Final[Sequence[Keys]] = (
    lambda content: content.places,
    lambda content: content.ordinals,
    _years,
)
