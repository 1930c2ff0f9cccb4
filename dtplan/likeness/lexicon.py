"""The words by which titles are compared: data/likeness.yaml, with the names of places added."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dtplan import resources
from dtplan.folding import fold
from dtplan.registry import registry
from dtplan.word_lists import folded, word_lists

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
_WORD = re.compile(r"[^\W_]+")
# Weights are whole thousandths, so that sums do not depend on the order of what they sum.
UNIT: Final = 1000
_LIGHT: Final = 300
_MEDIUM: Final = 700
_TELLING: Final = 2000
# Of two groups that share a phrase the earlier keeps it.
_KINDS: Final = (
    ("fillers", FILLER),
    ("purposes", PURPOSE),
    ("assurances", ASSURANCE),
    ("bases", BASIS),
    ("details", DETAIL),
    ("regions", REGION),
    ("pieces", PIECE),
)

# A tree of words; at END stand the kind of the phrase and the concepts it means.
Tree = dict[str, Any]


class Lexicon(NamedTuple):
    """What phrases mean, what concepts weigh, and which of them are actions.

    What has no weight here weighs 1.
    """

    phrases: Tree
    weights: Mapping[str, int]
    actions: frozenset[str]
    abbreviations: Mapping[str, tuple[str, ...]]
    stop_words: frozenset[str]
    numbered: frozenset[str]
    documents: frozenset[str]
    counted: frozenset[str]
    routines: tuple[tuple[tuple[str, ...], ...], ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that comes with the program."""
    content = resources.load("likeness.yaml", "arranged", arranged)
    phrases: Tree = content["phrases"]
    for name in (*registry().agencies, *registry().provinces):
        _plant(phrases, name, PLACE, (fold(name),))
    words = word_lists()
    short = {**words["abbreviations"], **content["abbreviations"]}
    return Lexicon(
        phrases,
        content["weights"],
        frozenset(content["actions"]),
        {key: tuple(split(meant)) for key, meant in short.items()},
        frozenset(words["stop_words"]),
        frozenset(content["numbered"]),
        frozenset(content["documents"]),
        frozenset(content["counted"]),
        content["routines"],
    )


def arranged(source: bytes) -> Any:
    """The content of the data file as it is used: one tree of all phrases, and the weights."""
    content = folded(source)
    weights: dict[str, int] = {}
    heads: dict[str, str] = {}
    for group, weight in (("light", _LIGHT), ("medium", _MEDIUM)):
        for words in content[group]:
            weights[words[0]] = weight
            heads |= dict.fromkeys(map(_bare, words), words[0])
    for concept, words in content["actions"].items():
        weights[concept] = _LIGHT
        heads |= dict.fromkeys(map(_bare, words), concept)
    for words in (*content["same"], *([term] for term in content["terms"])):
        for word in map(_bare, words):
            heads.setdefault(word, _bare(words[0]))
        weights.setdefault(_bare(words[0]), min(_TELLING, UNIT * len(split(words[0]))))
    phrases: Tree = {}
    for group, kind in _KINDS:
        for phrase in content[group]:
            _plant(phrases, phrase, kind, (phrase,))
    for phrase, concept in heads.items():
        _plant(phrases, phrase, CONCEPT, tuple(_parts(concept, heads, weights, content["actions"])))
    return {
        "phrases": phrases,
        "weights": weights,
        "actions": tuple(content["actions"]),
        "abbreviations": content["abbreviations"],
        "numbered": tuple(content["numbered"]),
        "documents": tuple(content["documents"]),
        "counted": tuple(content["counted"]),
        "routines": tuple(
            tuple(tuple(f" {_bare(phrase)} " for phrase in part) for part in parts)
            for parts in content["routines"]
        ),
    }


def _parts(
    concept: str, heads: Mapping[str, str], weights: Mapping[str, int], actions: Collection[str]
) -> Iterator[str]:
    """The concepts that one is made of, if they are all known and tell as much; else itself."""
    words, found, start = concept.split(), [], 0
    while start < len(words):
        for end in range(len(words), start, -1):
            part = heads.get(" ".join(words[start:end]), concept)
            if part != concept and part not in actions and weights[part] != _MEDIUM:
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


def _bare(phrase: str) -> str:
    return " ".join(word for word in split(phrase) if word != JOINING)


def split(text: str) -> list[str]:
    """The single words of a text."""
    return _WORD.findall(text)


def _plant(phrases: Tree, phrase: str, kind: str, concepts: tuple[str, ...]) -> None:
    node = phrases
    for word in split(_bare(fold(phrase))):
        node = node.setdefault(word, {})
    node.setdefault(END, (kind, concepts))
