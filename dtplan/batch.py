"""Many plans checked: each by itself, here or by others, and then against each other.

What comes out is the same to the byte whoever does the work, in whatever order it is done, and
whatever was kept of earlier runs.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from dtplan.document import read
from dtplan.engine import Examined, Settings
from dtplan.errors import DtplanError
from dtplan.examining import Task, Undone, examine_file
from dtplan.files import slashed
from dtplan.findings import PlanReport
from dtplan.outline import NOTHING, Across
from dtplan.record import Record
from dtplan.yaml12 import Refused

if TYPE_CHECKING:
    from dtplan.kept import Kept
    from dtplan.workers import Crew

# Below these numbers of plans, starting a second process, or looking for what earlier runs have
# found, costs more than it saves.
PAYING: Final = 400
KEPT: Final = 30


class Means(Record):
    """By what means a run is done; none of them changes what it finds.

    `jobs` is a number of processes, None for as many as pay; a `crew` does the work in their place.
    `kept` opens what earlier runs have found, None to do without. `told` hears how many of how many
    plans are done.
    """

    jobs: int | None = None
    crew: "Callable[[], AbstractContextManager[Crew]] | None" = None
    kept: "Callable[[], Kept] | None" = None
    told: Callable[[int, int], None] | None = None


def check_all(
    paths: Sequence[str], settings_for: Callable[[str], Settings], means: Means, *, cross_plan: bool
) -> Iterator[PlanReport | Undone]:
    """The report on the plan at each of `paths`, in their order.

    With `cross_plan` they are the whole set, and are held against each other before the first
    report is given.
    """
    if len(paths) == 1 and not means.crew:
        across = NOTHING if cross_plan else None
        return (_reported(examine_file(path, settings_for(path), across)) for path in paths)
    return _Batch(paths, settings_for, means).reports(cross_plan=cross_plan)


def _reported(result: Examined | Undone) -> PlanReport | Undone:
    return result if isinstance(result, Undone) else result.report


class _Batch:
    """A run over many plans on its way; a plan is known by the number of its path."""

    def __init__(
        self, paths: Sequence[str], settings_for: Callable[[str], Settings], means: Means
    ) -> None:
        self.paths = paths
        self.settings_for = settings_for
        self.means = means
        self.results: dict[int, Examined | Undone] = {}
        self.kept = means.kept() if means.kept and len(paths) >= KEPT else None

    def reports(self, *, cross_plan: bool) -> Iterator[PlanReport | Undone]:
        """The reports, in the order of the paths."""
        try:
            self._examine(dict.fromkeys(range(len(self.paths)), NOTHING if cross_plan else None))
            if cross_plan:
                self._examine(self._found_across())
        finally:
            if self.kept is not None:
                self.kept.close()
        for number in range(len(self.paths)):
            yield _reported(self.results.pop(number))

    def _found_across(self) -> dict[int, Across | None]:
        """What the plans have to say of each other, by number, where there is something."""
        # Imported here because a plan alone is compared with none.
        from dtplan.overlap import compare

        outlines = {
            number: result.outline
            for number, result in sorted(self.results.items())
            if isinstance(result, Examined) and result.outline is not None
        }
        numbers = list(outlines)
        found = self.kept.twins(numbers) if self.kept else None
        if found is None:
            found = compare(list(outlines.values()))
            if self.kept:
                self.kept.keep_twins(numbers, found)
        return {numbers[place]: across for place, across in found.items()}

    def _examine(self, wanted: Mapping[int, Across | None]) -> None:
        """Fill in the results on the plans that are `wanted`."""
        left: dict[int, Across | None] = {}
        for number, across in wanted.items():
            known = self._known(number, across) if self.kept else None
            if known is None:
                left[number] = across
            else:
                self.results[number] = known
        width = _processes(len(left), self.means.jobs)
        if left and (width > 1 or self.means.crew):
            self._examine_elsewhere(left, width)
        else:
            self._examine_here(left)

    def _known(self, number: int, across: Across | None) -> Examined | Undone | None:
        """What an earlier run has found; None where there was none."""
        task = self._task(number, across)
        if self.kept is None or not isinstance(task, Task):
            return task if not isinstance(task, Task) else None
        return self.kept.examined(task)

    def _task(self, number: int, across: Across | None) -> Task | Examined | Undone:
        """What is to be done on a plan, or what comes of it where there is nothing to do."""
        path = self.paths[number]
        settings = self.settings_for(path)
        try:
            return Task(number, slashed(path), read(path), settings, across)
        except DtplanError as error:
            return Undone(error.message)
        except Refused:  # no regular file
            return examine_file(path, settings, across)

    def _examine_here(self, wanted: Mapping[int, Across | None]) -> None:
        from dtplan import stored

        for done, (number, across) in enumerate(wanted.items()):
            self._tell(done, len(wanted))
            task = self._task(number, across)
            if isinstance(task, Task):
                self.results[number] = examined = task.examined()
                if self.kept is not None:
                    self.kept.keep(task, stored.written(examined))
            else:
                self.results[number] = task

    def _examine_elsewhere(self, wanted: Mapping[int, Across | None], width: int) -> None:
        # Imported here because a few plans are checked faster than other processes are started.
        from dtplan import stored, workers

        with self.means.crew() if self.means.crew else workers.processes(width) as crew:
            size = workers.lot_size(len(wanted), crew.width)
            tasks = self._tasks(wanted)
            for done, (task, text) in enumerate(workers.spread(tasks, crew, size)):
                self._tell(done, len(wanted))
                self.results[task.number] = stored.read(text)
                if self.kept is not None:
                    self.kept.keep(task, text)

    def _tell(self, done: int, all_of_them: int) -> None:
        if self.means.told is not None:
            self.means.told(done, all_of_them)

    def _tasks(self, wanted: Mapping[int, Across | None]) -> Iterator[Task]:
        """What is left to do; what turns out to need no doing is done."""
        for number, across in wanted.items():
            task = self._task(number, across)
            if isinstance(task, Task):
                yield task
            else:
                self.results[number] = task


def _processes(plans: int, jobs: int | None) -> int:
    """How many processes share the work on so many plans."""
    if jobs is None:
        jobs = (os.cpu_count() or 1) if plans >= PAYING else 1
    return max(1, min(jobs, plans))
