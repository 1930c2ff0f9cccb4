"""The words by which titles are compared: data/likeness.yaml, with the names of places added."""

import marshal
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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

# A tree of words; at END stand the kind of the phrase and the concepts it means.
Tree = dict[str, Any]
_NOTHING: Final[Tree] = {}


class Phrases:
    """All phrases as trees by their first words, each unpacked when it is asked for.

    A plan has use for a hundredth of them, and all would take a tenth of the time of its check.
    """

    def __init__(self, packed: Mapping[str, bytes], places: Iterable[str]) -> None:
        self._packed = packed
        self._unpacked: dict[str, Tree] = {}
        self._places: dict[str, list[str]] = {}
        for name in places:
            self._places.setdefault(_words(name)[0], []).append(name)

    def beginning_with(self, word: str) -> Tree:
        """The tree of what may follow a first word, empty where no phrase begins with it."""
        tree = self._unpacked.get(word)
        if tree is None:
            packed, places = self._packed.get(word), self._places.get(word, ())
            if packed is None and not places:
                return _NOTHING
            tree = marshal.loads(packed) if packed else {}
            for name in places:
                _plant(tree, _words(name)[1:], PLACE, (fold(name),))
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
    content, words = resources.load("likeness.yaml", "arranged", arranged), word_lists()
    phrases = Phrases(content["phrases"], (*registry().agencies, *registry().provinces))
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


def arranged(source: bytes) -> Any:
    """The content of the data file as it is used: trees of phrases, packed, and the weights."""
    content = folded(source)
    actions = content["actions"]
    heads, weights = _heads(content)
    phrases: Tree = {}
    for group, kind in _KINDS.items():
        for phrase in content[group]:
            _plant(phrases, _words(phrase), kind, (phrase,))
    for phrase, concept in heads.items():
        concepts = tuple(_parts(concept, heads, weights, actions))
        _plant(phrases, _words(phrase), CONCEPT, concepts)
    return {
        "phrases": {word: marshal.dumps(tree, resources.FORMAT) for word, tree in phrases.items()},
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
) -> Iterator[str]:
    """The concepts that one is made of, if all are known and one of them tells; else itself."""
    words, found, start = concept.split(), [], 0
    while start < len(words):
        for end in range(len(words), start, -1):
            part = heads.get(" ".join(words[start:end]), concept)
            if part not in (concept, *actions) and weights[part] != _MEDIUM:
                found.append(part)
                start = end
                break
        else:
            yield concept
            return
    if all(weights[part] < UNIT for part in found):
        yield concept
        return
    for part in found:
        yield from _parts(part, heads, weights, actions)


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


def _plant(tree: Tree, words: Iterable[str], kind: str, concepts: tuple[str, ...]) -> None:
    node = tree
    for word in words:
        node = node.setdefault(word, {})
    node.setdefault(END, (kind, concepts))
