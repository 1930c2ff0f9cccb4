"""Patterns for paths in a repository: `plans/**/*.yaml`, `archive`, `*.draft.dtplan.yaml`.

`?` is any one character of a name, `*` any number of them, `**` any number of folders. A pattern
without a slash is one of a name, in whatever folder. The ending of a name counts in any case. The
time to match grows no faster than pattern times path, whoever has written the pattern.
"""

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from dtplan.text.folding import composed

_ANY: Final = "*"
_DEEP: Final = "**"


def covers(pattern: str, path: str) -> bool:
    """Whether `pattern` is one of `path`, or of a folder that it lies in."""
    steps = path.split("/")
    return any(matches(pattern, "/".join(steps[:count])) for count in range(len(steps), 0, -1))


def matches(pattern: str, path: str) -> bool:
    """Whether `pattern` is one of `path` itself; both have slashes, the path no needless step."""
    names = composed(path).split("/")
    return _fits(_steps(pattern), names, _DEEP, _is_name_of)


def within(path: str, root: str) -> str:
    """The path from the folder `root`, with slashes, as patterns are held against it; "" if out."""
    folder, name = os.path.split(path)
    try:
        place = os.path.join(os.path.relpath(_real(folder), root), name)
    except ValueError:  # another drive
        return ""
    place = os.path.normpath(place)
    if place == os.curdir or place.split(os.sep)[0] == os.pardir:
        return ""
    return place.replace(os.sep, "/")


@lru_cache(maxsize=64)
def _real(folder: str) -> str:
    return os.path.realpath(folder)


@lru_cache(maxsize=512)
def _steps(pattern: str) -> tuple[str, ...]:
    steps = [step for step in composed(pattern).split("/") if step not in ("", ".")]
    return tuple(steps) if len(steps) > 1 or "/" in pattern.rstrip("/") else (_DEEP, *steps)


def _is_name_of(pattern: str, name: str) -> bool:
    if _ANY not in pattern and "?" not in pattern:
        return pattern == name or _folded(pattern) == _folded(name)
    return _fits(_folded(pattern), _folded(name), _ANY, _is_sign_of)


def _is_sign_of(sign: str, letter: str) -> bool:
    return sign in ("?", letter)


def _folded(name: str) -> str:
    """A name with its ending in small letters."""
    stem, dot, ending = name.rpartition(".")
    return stem + dot + ending.lower() if dot else name


def _fits(
    pattern: Sequence[str], text: Sequence[str], star: str, alike: Callable[[str, str], bool]
) -> bool:
    """Whether `text` is what `pattern` says, a `star` in it standing for any run of elements.

    Only the last star seen is ever tried again: with what the earlier ones took, it can take all.
    """
    at, here, again, taken = 0, 0, -1, 0
    while here < len(text):
        if at < len(pattern) and pattern[at] == star:
            again, taken = at, here
            at += 1
        elif at < len(pattern) and alike(pattern[at], text[here]):
            at += 1
            here += 1
        elif again >= 0:
            taken += 1
            at, here = again + 1, taken
        else:
            return False
    return all(step == star for step in pattern[at:])
