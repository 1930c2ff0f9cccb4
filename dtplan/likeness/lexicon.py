"""The words by which titles are compared: data/likeness.yaml, with the names of places added."""

import marshal
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dtplan import resources
from dtplan.registry import registry
from dtplan.text.folding import fold
from dtplan.word_lists import folded, word_lists

# What phrases are.
CONCEPT: Final = "concept"
FILLER: Final = "filler"
PURPOSE: Final = "purpose"
ASSURANCE: Final = "assurance"
BASIS: Final = "basis"
DETAIL: Final = "detail"
REGION: Final = "region"
PLACE: Final = "place"
PIECE: Final = "piece"

JOINING: Final = "và"  # passed over inside a phrase, as a comma is
END: Final = ""  # where a phrase may end in the tree
# Weights are whole thousandths, so that sums do not depend on the order of what they sum.
UNIT: Final = 1000
TELLING: Final = 2000

_LIGHT: Final = 300
_MEDIUM: Final = 700
_WORD = re.compile(r"[^\W_]+")
_LARGE: Final = 300  # bytes of a packed tree, below which unpacking it takes no time
# Of two groups that hold a phrase, the earlier keeps it.
_KINDS: Final = {
    "fillers": FILLER,
    "purposes": PURPOSE,
    "assurances": ASSURANCE,
    "bases": BASIS,
    "details": DETAIL,
    "regions": REGION,
    "pieces": PIECE,
}
_WEIGHTS: Final = {"things": _LIGHT, "light": _LIGHT, "medium": _MEDIUM, "same": TELLING}

# The kind of a phrase, and the concepts that it means.
Meaning = tuple[str, tuple[str, ...]]
# A tree of words; at END stands the number of a meaning. What is below a word may be packed,
# and is then bytes.
Tree = dict[str, Any]
_NOTHING: Final[Tree] = {}


class Phrases:
    """All phrases as trees by their first words, each part unpacked when it is asked for.

    A plan has use for a hundredth of them, and all would take a tenth of the time of its check.
    `meanings` are what phrases mean, by the numbers that stand at the ends in the trees.
    """

    def __init__(
        self, packed: resources.Pieces, meanings: Iterable[Meaning], places: Iterable[str]
    ) -> None:
        self.meanings = list(meanings)
        self._packed = packed
        self._unpacked: dict[str, Tree] = {}
        self._places: dict[str, list[tuple[Sequence[str], int]]] = {}
        for name in places:
            first, *others = _words(name)
            self._places.setdefault(first, []).append((others, len(self.meanings)))
            self.meanings.append((PLACE, (fold(name),)))

    def beginning_with(self, word: str) -> Tree:
        """The tree of what may follow a first word, empty where no phrase begins with it."""
        tree = self._unpacked.get(word)
        if tree is None:
            places = self._places.get(word, ())
            if word not in self._packed and not places:
                return _NOTHING
            tree = marshal.loads(self._packed[word]) if word in self._packed else {}
            for others, meaning in places:
                _plant(tree, others, meaning)
            self._unpacked[word] = tree
        return tree


class Lexicon(NamedTuple):
    """What phrases mean, what concepts weigh, and which of them are of a kind of their own.

    What has no weight here weighs UNIT. `alternatives` says in which rows of them a concept stands.
    """

    phrases: Phrases
    weights: Mapping[str, int]
    actions: frozenset[str]
    about: frozenset[str]
    kin: tuple[frozenset[str], ...]
    helping: frozenset[str]
    papers: frozenset[str]
    things: frozenset[str]
    systems: frozenset[str]
    alternatives: Mapping[str, tuple[int, ...]]
    numbered: frozenset[str]
    documents: frozenset[str]
    abbreviations: Mapping[str, tuple[str, ...]]
    stop_words: frozenset[str]
    routines: tuple[tuple[tuple[str, ...], ...], ...]
    shared: tuple[str, ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that comes with the program."""
    content, packed = resources.load_apart("likeness.yaml", "arranged", arranged)
    words = word_lists()
    places = (*registry().agencies, *registry().provinces)
    phrases = Phrases(packed, content["meanings"], places)
    short = {**words["abbreviations"], **content["abbreviations"]}
    return Lexicon(
        phrases,
        content["weights"],
        frozenset(content["actions"]),
        frozenset(content["about"]),
        tuple(map(frozenset, content["kin"])),
        frozenset(content["helping"]),
        frozenset(content["papers"]),
        frozenset(content["things"]),
        frozenset(content["systems"]),
        content["alternatives"],
        frozenset(content["numbered"]),
        frozenset(content["documents"]),
        {key: tuple(split(meant)) for key, meant in short.items()},
        frozenset(words["stop_words"]),
        content["routines"],
        content["shared"],
    )


def split(text: str) -> list[str]:
    """The single words of a text."""
    return _WORD.findall(text)


def arranged(source: bytes) -> tuple[Any, dict[str, bytes]]:
    """The content of the data file as it is used, and the trees of its phrases, packed."""
    content = folded(source)
    actions = content["actions"]
    heads, weights = _heads(content)
    phrases: Tree = {}
    meanings: dict[Meaning, int] = {}
    for group, kind in _KINDS.items():
        for phrase in content[group]:
            number = meanings.setdefault((kind, (phrase,)), len(meanings))
            _plant(phrases, _words(phrase), number)
    for phrase, concept in heads.items():
        concepts = tuple(_parts(concept, heads, weights, actions))
        number = meanings.setdefault((CONCEPT, concepts), len(meanings))
        _plant(phrases, _words(phrase), number)
    packed = {
        word: marshal.dumps(_packed(tree), resources.FORMAT) for word, tree in phrases.items()
    }
    arrangement = {
        "meanings": tuple(meanings),
        "weights": weights,
        "actions": tuple(actions),
        "helping": tuple(heads[_bare(word)] for word in content["helping"]),
        "papers": tuple(heads.get(_bare(word), _bare(word)) for word in content["papers"]),
        "things": tuple(words[0] for words in content["things"]),
        "alternatives": _rows(content["alternatives"]),
        "routines": tuple(tuple(map(_spaced, parts)) for parts in content["routines"]),
        "shared": _spaced(content["shared"]),
        **{
            name: content[name]
            for name in ("about", "kin", "systems", "numbered", "documents", "abbreviations")
        },
    }
    return arrangement, packed


def _heads(content: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, int]]:
    """The concept that each phrase means, and what concepts weigh."""
    groups = [(words, _LIGHT, name) for name, words in content["actions"].items()]
    for group, weight in _WEIGHTS.items():
        groups += [(words, weight, _bare(words[0])) for words in content[group]]
    groups += [([term], TELLING, _bare(term)) for term in content["terms"]]
    heads: dict[str, str] = {}
    weights: dict[str, int] = {}
    for words, weight, concept in groups:
        weights.setdefault(concept, weight)
        for phrase in words:
            heads.setdefault(_bare(phrase), concept)
    return heads, weights


def _parts(
    concept: str,
    heads: Mapping[str, str],
    weights: Mapping[str, int],
    actions: Collection[str],
    within: tuple[str, ...] = (),
) -> Iterator[str]:
    """The concepts and single words that one is made of, if one of them tells; else itself.

    `within` are the concepts that it is a part of: of two that are called by one another, the
    inner stays whole.
    """
    words, own = concept.split(), (concept, *within, *actions)

    def is_known(phrase: str) -> bool:
        head = heads.get(phrase, concept)
        return head not in own and weights[head] != _MEDIUM

    parts = list(_cut(words, is_known))
    if not all(found for _part, found in parts):
        # Beside words that nobody knows, a single one may be half of another: "lương thực".
        parts = list(_cut(words, lambda phrase: " " in phrase and is_known(phrase)))
    if not any(found and weights[heads[part]] >= UNIT for part, found in parts):
        yield concept
        return
    for part, found in parts:
        if found:
            yield from _parts(heads[part], heads, weights, actions, (*within, concept))
        else:
            yield part


def _cut(words: Sequence[str], is_known: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Words cut into the longest phrases that are known, and the single words between them."""
    start = 0
    while start < len(words):
        ends = range(len(words), start, -1)
        end = next((end for end in ends if is_known(" ".join(words[start:end]))), 0)
        yield " ".join(words[start : end or start + 1]), end > 0
        start = end or start + 1


def _rows(rows: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """In which rows a concept stands."""
    found: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows):
        for concept in map(_bare, row):
            found[concept] = (*found.get(concept, ()), number)
    return found


def _spaced(phrases: Sequence[str]) -> tuple[str, ...]:
    return tuple(f" {_bare(phrase)} " for phrase in phrases)


def _bare(phrase: str) -> str:
    """The words of a phrase without what is passed over inside it."""
    return " ".join(word for word in split(phrase) if word != JOINING)


def _words(phrase: str) -> list[str]:
    return _bare(fold(phrase)).split()


def _plant(tree: Tree, words: Iterable[str], meaning: int) -> None:
    node = tree
    for word in words:
        node = below(node, word) if word in node else node.setdefault(word, {})
    node.setdefault(END, meaning)


def below(tree: Tree, word: str) -> Tree:
    """What may follow a word that a tree has, unpacked from here on."""
    inner: Tree = tree[word]
    if isinstance(inner, bytes):
        inner = tree[word] = marshal.loads(inner)
    return inner


def _packed(tree: Tree) -> Tree:
    """A tree in which all that is large is packed, so that it costs nothing until it is used."""
    found: Tree = {}
    for word, inner in tree.items():
        found[word] = inner
        if isinstance(inner, dict):
            found[word] = _packed(inner)
            packed = marshal.dumps(found[word], resources.FORMAT)
            if len(packed) > _LARGE:
                found[word] = packed
    return found
