"""Which versions of dtplan a repository asks for: `>=0.2,<1`."""

import re
from itertools import zip_longest
from typing import Final

_CLAUSE: Final = r"\s*(==|!=|~=|>=|<=|>|<)\s*([0-9]+(?:\.[0-9]+)*)\s*"
Release = tuple[int, ...]


def is_met(wanted: str, version: str) -> bool:
    """Whether `version` is within all clauses of `wanted`, which has the published shape.

    Only the numbers are looked at: "0.2.0.dev1" counts as what it will be.
    """
    own = re.match(r"[0-9.]*[0-9]", version)
    assert own is not None
    return all(_is_met(clause, _release(own[0])) for clause in wanted.split(","))


def _is_met(clause: str, own: Release) -> bool:
    found = re.fullmatch(_CLAUSE, clause, re.ASCII)
    assert found is not None
    wanted = _release(found[2])
    order = _compared(own, wanted)
    if found[1] == "~=":
        # All numbers but the last one stand.
        return order >= 0 and not _compared(own[: len(wanted) - 1], wanted[:-1])
    return {
        "==": order == 0,
        "!=": order != 0,
        ">=": order >= 0,
        "<=": order <= 0,
        ">": order > 0,
        "<": order < 0,
    }[found[1]]


def _release(text: str) -> Release:
    return tuple(int(number) for number in text.split("."))


def _compared(one: Release, other: Release) -> int:
    """Below, at or above 0, as `one` is older, the same or newer; a number left out is 0."""
    for mine, theirs in zip_longest(one, other, fillvalue=0):
        if mine != theirs:
            return mine - theirs
    return 0
