"""What the plans of one run know of each other: outlines go in, twins come out."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.findings import Related
from dtplan.node import Span
from dtplan.record import Record

# The kinds of work.
TASK: Final = "task"
SYSTEM: Final = "system"

Path = tuple[str | int, ...]


@lru_cache(maxsize=4096)
def shared(path: Path) -> Path:
    """The path, one object for all that have it: plans of one format have mostly the same."""
    return path


class Work(NamedTuple):
    """A task, or a system that is built, as the other plans of a run may know it.

    `path` leads to the value that names it, and `span` is where that is written; `id` is "" where
    it has none. `national` is the id of the registry's system that it builds as a whole, or "".
    Personal data and secrets in `id` and `text` are masked.
    """

    kind: str
    path: Path
    span: Span
    id: str
    text: str
    national: str


class Outline(NamedTuple):
    """What the other plans of a run may know of one plan.

    `agency` is the name of its agency, `level` is ministry, local or "". `least` is the likeness
    from which the rulesets in force for the plan call texts alike, and `asking` the codes of those
    of its rules that want to know what the others say.
    """

    path: str
    id: str
    id_span: Span
    agency: str
    level: str
    least: float
    asking: tuple[str, ...]
    works: tuple[Work, ...]


class Twin(NamedTuple):
    """What in other plans is alike to one place of a plan.

    `likeness` is the weighted share of content words, 0 to 1; `name` and `agency` are those of the
    first of `others`, the nearest places, as a message shows them. `total` says how many there are
    in all: of overlaps the others, of a need that agencies share the agencies.
    """

    likeness: float
    name: str
    agency: str
    others: tuple[Related, ...]
    total: int


class Across(Record):
    """What a run over several plans has found for one of them: twins by code and path."""

    twins: Mapping[tuple[str, Path], Twin] = {}

    def twin(self, code: str, path: Path) -> Twin | None:
        """What rule `code` has to say of the place at `path`; None for nothing."""
        return self.twins.get((code, path))


NOTHING: Final = Across()
