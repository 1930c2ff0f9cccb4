"""Plans checked by other processes, here or on other machines: any executor will do.

A lot of plans goes out as bytes with the settings that hold for them, and comes back as text: the
worker reads no file but the program's own, and what it gives depends on nothing but the program and
what it was given; not on its folder, its language or what else it has done or is doing.
"""

import math
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.across.outline import Across
from dtplan.globs import within
from dtplan.parsing.document import load
from dtplan.runs.examining import examine_plan
from dtplan.runs.stored import both
from dtplan.runs.task import Task
from dtplan.settings import Settings

# More would wait for this one, which reads all plans and all reports.
_MOST_PROCESSES: Final = 61
_LARGEST_LOT: Final = 50
# Of bytes: none waits long for a lot, and few of them fill no memory, however large the plans are.
_HEAVIEST_LOT: Final = 2_000_000
_LOTS_EACH: Final = 4
_AHEAD: Final = 3


# A report and an outline, as `stored.both` puts them.
Texts = tuple[str, str]


class Source(NamedTuple):
    """A plan to check: what reports call it, its bytes, and which of the lot's settings hold.

    `place` is where it lies, see `engine.examine`; a worker could not tell.
    """

    name: str
    place: str
    data: bytes
    settings: int
    across: Across | None


class Lot(NamedTuple):
    """Plans that are checked together, and the settings for them, pickled."""

    settings: tuple[bytes, ...]
    sources: tuple[Source, ...]


class Packed(NamedTuple):
    """Settings on their way: the object, its bytes, and whether it asks where plans lie."""

    settings: Settings
    data: bytes
    has_paths: bool


class Crew(NamedTuple):
    """An executor, and how many lots it works on at a time."""

    executor: Executor
    width: int


def judged(lot: Lot) -> list[Texts]:
    """What is found in each plan of a lot, as `stored.both` puts it."""
    found = []
    for source in lot.sources:
        settings = _settings(lot.settings[source.settings])
        plan = load(source.name, source.data)
        found.append(both(examine_plan(plan, settings, source.across, place=source.place)))
    return found


@lru_cache(maxsize=32)
def _settings(pickled: bytes) -> Settings:
    # Kept, because the rules in force are looked up by the very object.
    settings: Settings = pickle.loads(pickled)
    return settings


def lot_size(plans: int, width: int) -> int:
    """How many plans make a lot, so that no worker waits long for the last of them."""
    return max(1, min(_LARGEST_LOT, math.ceil(plans / (width * _LOTS_EACH))))


def spread(tasks: Iterable[Task], crew: Crew, size: int) -> Iterator[tuple[Task, Texts]]:
    """What the crew finds in each plan, in the order of the tasks, as `stored.both` puts it.

    Few lots, of `size` plans each at most, are on their way at a time. One whose worker is lost is
    done here.
    """
    waiting: deque[tuple[list[Task], Lot, Future[list[Texts]] | None]] = deque()
    packed: dict[int, Packed] = {}
    for together in _lots(tasks, size):
        lot = _lot(together, packed)
        waiting.append((together, lot, _handed_out(lot, crew)))
        if len(waiting) > crew.width * _AHEAD:
            yield from _outcome(*waiting.popleft())
    while waiting:
        yield from _outcome(*waiting.popleft())


def _lots(tasks: Iterable[Task], size: int) -> Iterator[list[Task]]:
    together: list[Task] = []
    weight = 0
    for task in tasks:
        together.append(task)
        weight += len(task.data)
        if len(together) == size or weight >= _HEAVIEST_LOT:
            yield together
            together, weight = [], 0
    if together:
        yield together


def _lot(tasks: Sequence[Task], packed: dict[int, Packed]) -> Lot:
    """A lot of tasks; `packed` keeps their settings by id, of which a run has few."""
    for task in tasks:
        if id(task.settings) not in packed:
            packed[id(task.settings)] = _packed(task.settings)
    kinds = list(dict.fromkeys(id(task.settings) for task in tasks))
    sources = (
        Source(
            task.name,
            within(task.name, task.settings.root) if packed[id(task.settings)].has_paths else "",
            task.data,
            kinds.index(id(task.settings)),
            task.across,
        )
        for task in tasks
    )
    return Lot(tuple(packed[kind].data for kind in kinds), tuple(sources))


def _packed(settings: Settings) -> Packed:
    rules = [rule for item in settings.rulesets for rule in item.rules.values()]
    return Packed(
        settings, pickle.dumps(settings), any(rule.is_own and rule.paths for rule in rules)
    )


def _handed_out(lot: Lot, crew: Crew) -> "Future[list[Texts]] | None":
    try:
        return crew.executor.submit(judged, lot)
    except RuntimeError:  # the workers are gone
        return None


def _outcome(
    tasks: Sequence[Task], lot: Lot, future: "Future[list[Texts]] | None"
) -> Iterator[tuple[Task, Texts]]:
    try:
        found = future.result() if future else judged(lot)
    except Exception:  # each kind of executor has its own way to lose a worker
        found = judged(lot)
    return zip(tasks, found, strict=True)


@contextmanager
def processes(count: int) -> Iterator[Crew]:
    """Processes on this machine."""
    # Imported here, since who has other machines needs none.
    from dtplan.runs.processes import Processes

    count = min(count, _MOST_PROCESSES)
    executor = Processes(count)
    try:
        yield Crew(executor, count)
    finally:
        executor.shutdown(cancel_futures=True)
