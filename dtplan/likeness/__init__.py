"""Likeness of two texts: of tasks and blockers that may be the same, and of the names of systems.

A title is read as concepts: phrases that officials use for one another are one concept, kinds of
things such as "hệ thống" and actions weigh little, and where a purpose, a legal basis, a place or
an audience begins, what follows weighs less. The likeness is the weight of what both say against
the weight of what each says alone: where both say something alone it counts most, for that is
another object, and what only the longer one adds counts little. Another action where a title or a
clause opens, a paper in place of what it is about, another name in capitals, quantity, year, phase,
document, agency or place, and another of a row such as school stages, tell two titles apart; a
year, a document or a place on one side only does not. What every agency does for itself is routine,
which is for the rules to ask. All the words are data: data/likeness.yaml.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from dtplan.likeness.reading import Content, anywhere, content, is_routine
from dtplan.likeness.same_name import without_place, written_out
from dtplan.likeness.scoring import doubt, share, surely

__all__ = [
    "DEFAULT",
    "Content",
    "alike",
    "alike_contents",
    "alike_pairs",
    "anywhere",
    "content",
    "doubt",
    "is_routine",
    "likeness",
    "share",
    "surely",
    "without_place",
    "written_out",
]

DEFAULT: Final = 0.8  # the likeness from which texts are alike


def alike(one: str, other: str, *, least: float = DEFAULT, numbers: bool = True) -> bool:
    """Whether two texts speak of the same thing; `numbers` says that different ones tell apart."""
    return likeness(one, other, numbers=numbers) >= least


def likeness(one: str, other: str, *, numbers: bool = True) -> float:
    """How alike two texts are: 1 for the same, 0 where something tells them apart."""
    return share(content(one, numbers=numbers), content(other, numbers=numbers))


def alike_pairs(texts: Sequence[str], least: float = DEFAULT) -> Iterator[tuple[int, int, float]]:
    """Which of some texts are alike: the indexes of an earlier and a later one, and their likeness.

    Of texts of the very same content each is told with the first of them only.
    """
    places: dict[Content, list[int]] = {}
    for index, text in enumerate(texts):
        found = content(text)
        if found.words:
            places.setdefault(found, []).append(index)
    pairs = [(first, later, 1.0) for first, *others in places.values() for later in others]
    for one, other, found_share in alike_contents(places, least):
        earlier, later = sorted((places[one][0], places[other][0]))
        pairs.append((earlier, later, found_share))
    return iter(sorted(pairs))


def alike_contents(
    contents: Iterable[Content], least: float = DEFAULT
) -> Iterator[tuple[Content, Content, float]]:
    """The pairs among different contents that are alike, with their likeness, each pair once."""
    from dtplan.likeness.pairs import pairs

    return pairs(contents, least)
