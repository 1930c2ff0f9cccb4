"""Likeness against labelled pairs, and the search for pairs against a look at all of them."""

import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from dtplan.likeness import DEFAULT, Content, alike, alike_contents, content, is_routine, share
from dtplan.ruleset import shipped
from tests.labelled import rows

HERE = Path(__file__).parent / "likeness"
# The least precision and recall of each part. Of what came later, written to say the same in quite
# other words, more is missed: see likeness/README.md.
PARTS = {"work": (0.9, 0.9), "aside": (0.9, 0.9), "later": (0.9, 0.75)}
RELATIONS = {"ministry-local", "ministry-ministry", "same-agency"}


class Pair(NamedTuple):
    kind: str
    relation: str
    one: str
    other: str
    label: str
    category: str
    part: str


def labelled() -> list[Pair]:
    return [Pair(*row) for row in rows(HERE / "labelled.tsv")]


def is_told(pair: Pair) -> bool:
    """Whether a rule would tell a pair: what is routine counts within one agency only."""
    if pair.relation != "same-agency" and (is_routine(pair.one) or is_routine(pair.other)):
        return False
    return alike(pair.one, pair.other)


@pytest.mark.parametrize("part", PARTS)
def test_the_likeness_agrees_with_the_labels(part: str) -> None:
    pairs = [pair for pair in labelled() if pair.part == part]
    if not pairs:
        pytest.skip(f"no pair of {part}")
    told = {pair for pair in pairs if is_told(pair)}
    wanted = {pair for pair in pairs if pair.label == "alike"}
    right = len(told & wanted)
    print(f"{part}: {len(pairs)}, precision {right}/{len(told)}, recall {right}/{len(wanted)}")
    astray = [(pair.one, pair.other) for pair in pairs if pair in told ^ wanted]
    shown = astray if part == "work" else len(astray)
    precision, recall = PARTS[part]
    assert right / len(told) >= precision, shown
    assert right / len(wanted) >= recall, shown


@pytest.mark.parametrize("code", ["DT604", "DT605", "DT607", "DT609"])
def test_the_rules_say_how_sure_they_are(code: str) -> None:
    pairs = [pair for pair in labelled() if pair.part != "work"]
    told = sum(map(is_told, pairs))
    right = sum(pair.label == "alike" for pair in pairs if is_told(pair))
    alike_ones = sum(pair.label == "alike" for pair in pairs)
    said = shipped("ct34").rules[code].confidence
    assert f"{len(pairs)} cặp" in said["vi"] and f"{len(pairs)} pairs" in said["en"]
    for figure in (f"{right} trong {told} ", f"trong {alike_ones} cặp cùng một việc, {right} "):
        assert figure in said["vi"]
    for figure in (f"{right} of the {told} ", f"of the {alike_ones} that were, it told {right}."):
        assert figure in said["en"]


def test_the_labelled_pairs_are_many_and_of_all_kinds() -> None:
    pairs = labelled()
    assert len({(pair.one, pair.other, pair.relation) for pair in pairs}) == len(pairs) >= 150
    assert {pair.relation for pair in pairs} == RELATIONS
    assert {pair.kind for pair in pairs} == {"task", "system"}
    assert 0.4 < sum(pair.label == "alike" for pair in pairs) / len(pairs) < 0.6


@pytest.mark.parametrize("least", [0.5, 0.7, DEFAULT, 0.9, 1.0])
def test_the_search_finds_what_a_look_at_all_pairs_finds(least: float) -> None:
    contents = _contents()
    wanted = {
        frozenset((one, other)): likeness
        for one, other in combinations(contents, 2)
        if (likeness := share(one, other)) >= least
    }
    pairs = list(alike_contents(contents, least))
    found = {frozenset((one, other)): likeness for one, other, likeness in pairs}
    assert len(found) > 50
    assert found == wanted
    assert len(found) == len(pairs)


def _contents() -> Sequence[Content]:
    """Those of labelled titles, and of the same with a word less, or a place or number more."""
    chance = random.Random(20240916)
    titles = [title for pair in labelled() for title in (pair.one, pair.other)][:300]
    more = (
        " tỉnh Bắc Giang",
        " của tỉnh Hà Giang",
        " năm 2024",
        " giai đoạn 2024-2025",
        " ở 12 xã",
    )
    for title in list(titles):
        words = title.split()
        del words[chance.randrange(len(words))]
        titles += [" ".join(words), title + chance.choice(more)]
    return [item for item in dict.fromkeys(map(content, titles)) if item.words]
