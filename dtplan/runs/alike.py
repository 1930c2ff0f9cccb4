"""Whether two processes find the same in the same plan: what that depends on, and a word of it."""

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar

from dtplan import __version__, patterns, resources
from dtplan.parsing.yaml12 import parser_version

PROGRAM: Final = "dtplan"
# Asked of those only who hold texts against patterns.
PATTERNS: Final = "google-re2"

P = ParamSpec("P")
T = TypeVar("T")
# Versions by name, "" for what is not installed.
Mark = Mapping[str, str]


class Unlike(Exception):
    """A process that might find something else; it says what it has."""


def mark(names: Iterable[str]) -> dict[str, str]:
    """The mark of this process: the versions of all that a result depends on, of these `names`."""
    return {name: _version(name) for name in names}


def same_work(wanted: Mark, work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """What `work` gives in a process that has the mark `wanted`; in any other it raises Unlike."""
    own = mark(wanted)
    if own != wanted:
        raise Unlike(", ".join(f"{name} {version}" for name, version in own.items()))
    return work(*args, **more)


@lru_cache(maxsize=8)
def _version(name: str) -> str:
    # Looked up once, for a program that is replaced on the disk goes on as it was loaded.
    return VERSIONS[name]()


VERSIONS: Final[Mapping[str, Callable[[], str]]] = {
    PROGRAM: lambda: f"{__version__} ({resources.digest()[:12]})",
    # On which it depends what is a letter.
    "Python": lambda: "{}.{}".format(*sys.version_info),
    "PyYAML": parser_version,
    PATTERNS: patterns.engine_version,
}
