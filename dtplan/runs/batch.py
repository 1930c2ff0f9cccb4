"""Many plans checked: each by itself, here or by others, and then against each other.

What comes out is the same to the byte whoever does the work, in whatever order it is done, and
whatever was kept of earlier runs.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from dtplan.across.outline import NOTHING, Across, Outline
from dtplan.errors import DtplanError, Refused
from dtplan.files import slashed
from dtplan.findings import PlanReport
from dtplan.parsing.plan_file import read
from dtplan.record import Record
from dtplan.runs.task import Task, Undone
from dtplan.settings import Settings

if TYPE_CHECKING:
    from dtplan.runs.kept import Kept
    from dtplan.runs.workers import Crew

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
    kept: "Callable[[], Kept | None] | None" = None
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
        return (_examined_file(path, settings_for(path), across) for path in paths)
    return _Batch(paths, settings_for, means).run(cross_plan=cross_plan)


def _examined_file(path: str, settings: Settings, across: Across | None) -> PlanReport | Undone:
    # Imported here because a run of which all is known needs no rule.
    from dtplan.runs.examining import examine_file

    found = examine_file(path, settings, across)
    return found if isinstance(found, Undone) else found.report


class _Batch:
    """A run over many plans on its way; a plan is known by the number of its path."""

    def __init__(
        self, paths: Sequence[str], settings_for: Callable[[str], Settings], means: Means
    ) -> None:
        self.paths = paths
        self.settings_for = settings_for
        self.means = means
        self.kept = means.kept() if means.kept and len(paths) >= KEPT else None
        self.reports: dict[int, PlanReport | Undone] = {}
        self.outlines: dict[int, Outline] = {}
        self.keys: dict[int, bytes] = {}
        self.changed = False

    def run(self, *, cross_plan: bool) -> Iterator[PlanReport | Undone]:
        """The reports, in the order of the paths."""
        across = NOTHING if cross_plan else None
        try:
            self._find_keys(across)
            left = [number for number in range(len(self.paths)) if number not in self.reports]
            known = self._known_across() if cross_plan else {}
            self._examine({number: (known or {}).get(number, across) for number in left})
            if known is None:
                self._examine(self._found_across())
        finally:
            if self.kept is not None:
                self.kept.close()
        for number in range(len(self.paths)):
            yield self.reports.pop(number)

    def _find_keys(self, across: Across | None) -> None:
        """The keys that what is kept goes by; what can't be read has its report instead."""
        if self.kept is None:
            return
        digests = self.kept.digests(self.paths)
        for number, path in enumerate(self.paths):
            digest = digests.get(number)
            if digest is None:
                task = self._task(number, across)
                if not isinstance(task, Task):
                    self.reports[number] = task
                    continue
                digest = self.kept.digest(task.data)
                self.kept.note(number, path, digest)
            name, settings = slashed(path), self.settings_for(path)
            cross_plan = across is not None
            self.keys[number] = self.kept.key_of(name, digest, settings, cross_plan=cross_plan)

    def _known_across(self) -> Mapping[int, Across] | None:
        """What the plans had to say of each other in an earlier run; None where there was none."""
        if self.kept is None:
            return None
        # Kept by their places among the plans that could be read, whatever else was asked for.
        found = self.kept.twins(self.keys.values())
        numbers = list(self.keys)
        return found and {numbers[place]: across for place, across in found.items()}

    def _found_across(self) -> Mapping[int, Across]:
        """What the plans have to say of each other, by number, where there is something."""
        # Imported here because it is not asked for where nothing has changed.
        from dtplan.across.overlap import compare

        numbers = [number for number in range(len(self.paths)) if self._has_outline(number)]
        among = compare([self.outlines[number] for number in numbers])
        self.outlines.clear()
        found = {numbers[place]: across for place, across in among.items()}
        # Of a plan that was changed in the meantime something else may hold.
        if self.kept is not None and not self.changed:
            places = {number: place for place, number in enumerate(self.keys)}
            self.kept.keep_twins(
                self.keys.values(), {places[number]: found[number] for number in found}
            )
        return found

    def _has_outline(self, number: int) -> bool:
        """Whether a plan has an outline, which is at hand from here on."""
        if number not in self.outlines and number in self.keys and self.kept:
            known = self.kept.outline(self.keys[number])
            if known is not None:
                self.outlines[number] = known
            else:  # a plan that can't be read has none
                self._examine_here({number: NOTHING})
        return number in self.outlines

    def _examine(self, wanted: Mapping[int, Across | None]) -> None:
        """Fill in the reports on the plans that are `wanted`, and their outlines if new."""
        known: Mapping[int, PlanReport] = {}
        if self.kept is not None:
            keys = {number: (self.keys[number], across) for number, across in wanted.items()}
            known = self.kept.reports(keys)
        self.reports.update(known)
        left = {number: across for number, across in wanted.items() if number not in known}
        if not left:
            return
        processes = _processes(len(left), self.means.jobs)
        if processes > 1 or self.means.crew:
            self._examine_elsewhere(left, processes)
        else:
            self._examine_here(left)

    def _task(self, number: int, across: Across | None) -> Task | PlanReport | Undone:
        """What is to be done on a plan, or what comes of it where there is nothing to do."""
        path = self.paths[number]
        settings = self.settings_for(path)
        try:
            return Task(number, slashed(path), read(path), settings, across)
        except DtplanError as error:
            return Undone(error.message)
        except Refused:  # no regular file
            return _examined_file(path, settings, across)

    def _examine_here(self, wanted: Mapping[int, Across | None]) -> None:
        from dtplan.runs import stored
        from dtplan.runs.examining import examined

        for done, task in enumerate(self._tasks(wanted), 1):
            found = examined(task)
            self.reports[task.number] = found.report
            if found.outline is not None:
                self.outlines[task.number] = found.outline
            if self.kept is not None:
                self._keep(task, *stored.both(found))
            self._tell(done, len(wanted))

    def _examine_elsewhere(self, wanted: Mapping[int, Across | None], processes: int) -> None:
        # Imported here because a few plans are checked faster than other processes are started.
        from dtplan.runs import stored, workers

        with self.means.crew() if self.means.crew else workers.processes(processes) as crew:
            size = workers.lot_size(len(wanted), crew.width)
            found = workers.spread(self._tasks(wanted), crew, size)
            for done, (task, (report, outline)) in enumerate(found, 1):
                self.reports[task.number] = stored.read(report)
                if outline:
                    self.outlines[task.number] = stored.read_outline(outline)
                self._keep(task, report, outline)
                self._tell(done, len(wanted))

    def _tasks(self, wanted: Mapping[int, Across | None]) -> Iterator[Task]:
        """What is left to do; what turns out to need no doing is done."""
        for number, across in wanted.items():
            task = self._task(number, across)
            if isinstance(task, Task):
                yield task
            else:
                self.reports[number] = task
                self.changed = True
        self._tell(len(wanted), len(wanted))

    def _keep(self, task: Task, report: str, outline: str) -> None:
        if self.kept is None:
            return
        digest = self.kept.digest(task.data)
        cross_plan = task.across is not None
        key = self.kept.key_of(task.name, digest, task.settings, cross_plan=cross_plan)
        if self.keys[task.number] != key:  # the file was changed since the key was made
            self.changed = True
            return
        self.kept.keep_report(key, report, task.across)
        if task.across is not None and not task.across.twins:
            self.kept.keep_outline(key, outline)

    def _tell(self, done: int, all_of_them: int) -> None:
        if self.means.told is not None:
            self.means.told(done, all_of_them)


def _processes(plans: int, jobs: int | None) -> int:
    """How many processes share the work on so many plans."""
    if jobs is None:
        jobs = (os.cpu_count() or 1) if plans >= PAYING else 1
    return max(1, min(jobs, plans))
