"""Which of many contents are alike: of alike subjects, those that no number or place tells apart."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from dtplan.likeness.reading import Content, Subject
from dtplan.likeness.scoring import are_apart, profile
from dtplan.likeness.searching import MOST_COMPARED, SOME, alike_profiles

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
        shelves = {subject: _Shelf(items) for subject, items in group.items()}
        for shelf in shelves.values():
            yield from ((one, other, 1.0) for one, other in shelf.pairs_within())
        if len(shelves) > 1:
            ordered = tuple(shelves.values())
            for one, other, found in alike_profiles([profile(each) for each in shelves], least):
                for first, second in ordered[one].pairs_with(ordered[other]):
                    yield first, second, found


class _Shelf:
    """The contents of one subject, to be found by the numbers and places they have."""

    def __init__(self, items: Sequence[Content]) -> None:
        self.items = items
        self._marked: Sequence[Mapping[Hashable, Sequence[int]]] = ()

    def pairs_within(self) -> Iterator[Pair]:
        """The pairs of its contents that nothing tells apart."""
        for index, item in enumerate(self.items if len(self.items) > 1 else ()):
            for other in self._near(item):
                if other > index and not are_apart(item, self.items[other]):
                    yield item, self.items[other]

    def pairs_with(self, shelf: "_Shelf") -> Iterator[Pair]:
        """The pairs of a content of this and one of another that nothing tells apart."""
        for item in self.items:
            for other in shelf._near(item):
                if not are_apart(item, shelf.items[other]):
                    yield item, shelf.items[other]

    def _near(self, item: Content) -> Iterable[int]:
        """Where those stand that may not be apart from a content, in their order."""
        if len(self.items) <= SOME:
            return range(len(self.items))
        marked = self._marked or self._mark()
        fewest: Sequence[int] = range(len(self.items))
        for keys, places in zip(_KEYS, marked, strict=True):
            own = tuple(keys(item))
            if own:
                near = {at for key in (*own, None) for at in places.get(key, ())}
                fewest = sorted(near) if len(near) < len(fewest) else fewest
        return fewest[:MOST_COMPARED]

    def _mark(self) -> Sequence[Mapping[Hashable, Sequence[int]]]:
        marked: list[dict[Hashable, list[int]]] = [{} for _ in _KEYS]
        for index, item in enumerate(self.items):
            for keys, places in zip(_KEYS, marked, strict=True):
                for key in tuple(keys(item)) or (None,):
                    places.setdefault(key, []).append(index)
        self._marked = marked
        return marked


def _years(content: Content) -> Iterator[int]:
    for start, end in content.years:
        yield from range(start, min(end, start + _LONGEST_SPAN) + 1)


_KEYS: Final[Sequence[Keys]] = (
    lambda content: content.places,
    lambda content: content.ordinals,
    _years,
)
