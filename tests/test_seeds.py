"""Single changes to the reference plan: a defect brings its own code, a harmless one none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import check_text

HERE = Path(__file__).parent
SEEDS = HERE / "seeds"
REFERENCE = HERE / "reference.plan.yaml"
RULESETS = HERE.parent / "dtplan" / "data" / "rulesets"
DAY = "2024-12-31"

NOT_SEEDED = {
    "DT008": "stands in a suppression comment, not in the plan",
    "DT605": "compares two plans",
    "DT607": "compares two plans",
    "DT609": "compares several plans",
}


@dataclass(frozen=True, slots=True)
class Seed:
    """One change of the reference plan, and the codes it must bring."""

    name: str
    codes: frozenset[str]
    edits: Sequence[Mapping[str, Any]]
    as_of: str
    bom: bool
    crlf: bool
    nfd: bool

    def plan(self) -> str:
        """The reference plan with the change made."""
        text = REFERENCE.read_text("utf-8")
        for edit in self.edits:
            text = edited(text, edit)
        if self.nfd:
            text = unicodedata.normalize("NFD", text)
        if self.crlf:
            text = text.replace("\n", "\r\n")
        return "\ufeff" + text if self.bom else text


def edited(text: str, edit: Mapping[str, Any]) -> str:
    """The text with one edit applied.

    `in` narrows it to the root section or list item of that name; without `old` that is replaced.
    """
    start, end = region(text, edit["in"]) if "in" in edit else (0, len(text))
    part = text[start:end]
    old = edit.get("old", part)
    expected = edit.get("count", 1)
    assert part.count(old) == expected, f"{old!r} stands {part.count(old)} times, not {expected}"
    return text[:start] + part.replace(old, edit["new"]) + text[end:]


def region(text: str, name: str) -> tuple[int, int]:
    """Where the root section or the list item of that name starts and ends."""
    openings = list(re.finditer(rf"^(?:( *)- id: {name}|{name}:)(?= |$)", text, re.MULTILINE))
    assert len(openings) == 1, f"{name} opens {len(openings)} times"
    depth = len(openings[0][1] or "")
    following = re.compile(rf"^ {{0,{depth}}}[^ \n]", re.MULTILINE).search(text, openings[0].end())
    return openings[0].start(), following.start() if following else len(text)


def seeds(file: str) -> list[Seed]:
    """The seeds of a file."""
    return [
        Seed(
            name=entry["name"],
            codes=frozenset(entry.get("codes", [entry["code"]] if "code" in entry else [])),
            edits=entry.get("edit", []),
            as_of=str(entry.get("as_of", DAY)),
            bom=entry.get("bom", False),
            crlf=entry.get("crlf", False),
            nfd=entry.get("nfd", False),
        )
        for entry in yaml.safe_load((SEEDS / file).read_text("utf-8"))
    ]


def name_of(seed: Seed) -> str:
    """The name of a seed, for the name of its test."""
    return seed.name


DEFECTS = seeds("defects.yaml")
HARMLESS = seeds("harmless.yaml")


@pytest.mark.parametrize("seed", DEFECTS, ids=name_of)
def test_a_single_defect_brings_its_own_code_and_no_other(seed: Seed) -> None:
    assert_brings(seed)


@pytest.mark.parametrize("seed", HARMLESS, ids=name_of)
def test_a_harmless_change_brings_no_finding(seed: Seed) -> None:
    assert_brings(seed)


def assert_brings(seed: Seed) -> None:
    """Check the changed plan and compare the codes, naming what was found."""
    findings = check_text(seed.plan(), as_of=seed.as_of)
    found = "\n".join(f"{each.code} line {each.line}: {each.message}" for each in findings)
    assert {each.code for each in findings} == seed.codes, found


def test_there_are_enough_seeds_with_names_of_their_own() -> None:
    assert len(DEFECTS) >= 150
    assert len(HARMLESS) >= 50
    assert len({seed.name for seed in DEFECTS + HARMLESS}) == len(DEFECTS) + len(HARMLESS)


def test_each_defect_names_a_code_and_no_harmless_change_does() -> None:
    assert [seed.name for seed in DEFECTS if not seed.codes] == []
    assert [seed.name for seed in HARMLESS if seed.codes] == []


def test_every_code_in_force_is_seeded_or_its_absence_explained() -> None:
    in_force: set[str] = set()
    for ruleset in RULESETS.glob("*.yaml"):
        in_force |= set(yaml.safe_load(ruleset.read_text("utf-8")).get("rules") or {})
    seeded = frozenset[str]().union(*(seed.codes for seed in DEFECTS))
    assert sorted(in_force - seeded - NOT_SEEDED.keys()) == []
    assert sorted(seeded & NOT_SEEDED.keys()) == []
