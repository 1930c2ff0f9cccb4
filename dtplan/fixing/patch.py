"""The difference between two texts of as many lines each, for `git apply` and `patch -p1`."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from dtplan.text.shown import escaped

_CONTEXT: Final = 3
_FAR: Final = 2 * _CONTEXT + 1
_NO_LINE_END: Final = "\\ No newline at end of file"
# What the log of a CI takes for a command, blanks before it or not.
_COMMAND: Final = re.compile(r"\s*(?:::|##\[)")
_QUOTED: Final = re.compile(rb"[\x00-\x1f\"\\\\\x7f-\xff]")


def head(name: str) -> str:
    """The head of a unified diff of the file `name`, from where the patch is to be applied."""
    return f"--- {_headed(f'a/{name}')}\n+++ {_headed(f'b/{name}')}\n"


def hunks(old: str, new: str) -> Iterator[str]:
    """The hunks of a unified diff from `old` to `new`, each of which can be left out.

    A line of context that a CI would take for a command is written as taken out and put back.
    """
    olds, news = _lines(old), _lines(new)
    pairs = list(zip(olds, news, strict=True))
    changed = _with_commands(olds, {n for n, (one, two) in enumerate(pairs) if one != two})
    for first, last in _stretches(sorted(changed), len(pairs)):
        count = last - first
        lines = "".join(_hunk(pairs, changed, first, last))
        yield f"@@ -{first + 1},{count} +{first + 1},{count} @@\n{lines}"


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; only \\n ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _with_commands(lines: Sequence[str], changed: set[int]) -> set[int]:
    """The changed lines, and those beside them that may be no context."""
    found = set(changed)
    for numbers in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        nearest = -_FAR
        for number in numbers:
            is_near = abs(number - nearest) <= _CONTEXT
            if number in found or (is_near and _COMMAND.match(lines[number])):
                found.add(number)
                nearest = number
    return found


def _stretches(changed: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
    """From where to where the stretches of changed lines go, with the context around them."""
    starts = [
        number for before, number in pairwise([-_FAR, *changed]) if number - before > 2 * _CONTEXT
    ]
    ends = [
        number
        for number, behind in pairwise([*changed, length + _FAR])
        if behind - number > 2 * _CONTEXT
    ]
    for start, end in zip(starts, ends, strict=True):
        yield max(0, start - _CONTEXT), min(length, end + _CONTEXT + 1)


def _hunk(
    pairs: Sequence[tuple[str, str]], changed: set[int], first: int, last: int
) -> Iterator[str]:
    number = first
    while number < last:
        if number not in changed:
            yield from _marked(" ", [pairs[number][0]])
            number += 1
            continue
        end = number
        while end < last and end in changed:
            end += 1
        yield from _marked("-", [one for one, _two in pairs[number:end]])
        yield from _marked("+", [two for _one, two in pairs[number:end]])
        number = end


def _marked(sign: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield sign + line if line.endswith("\n") else f"{sign}{line}\n{_NO_LINE_END}\n"


def _headed(name: str) -> str:
    """A name as the head of a diff has it, in quotes where it holds what is no plain text."""
    if escaped(name) != name or '"' in name or "\\" in name:
        return f'"{_QUOTED.sub(_octal, os.fsencode(name)).decode()}"'
    # Without the tab a program would end a name with a blank too soon.
    return f"{name}\t" if " " in name else name


def _octal(found: re.Match[bytes]) -> bytes:
    return b"\\%03o" % found[0][0]
