"""Many plans checked one after the other or shared among processes, in the order of the paths."""

import gc
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from dtplan import i18n
from dtplan.document import Document, Unreadable, load
from dtplan.engine import Settings, check
from dtplan.errors import DtplanError
from dtplan.files import slashed
from dtplan.findings import PlanReport
from dtplan.record import Record

if TYPE_CHECKING:
    from dtplan.per_plan import PerPlan

# Below this many plans, starting a second process costs more than it saves.
PAYING: Final = 400
_CHUNK: Final = 50
# Windows can't wait for more processes at once.
_MOST_JOBS: Final = 61


class Undone(Record):
    """A plan that could not be opened, and why."""

    message: str


def check_all(
    paths: Sequence[str], settings: "Settings | PerPlan", jobs: int | None = None
) -> Iterator[PlanReport | Undone]:
    """The report on the plan at each of `paths`, in their order, whatever the number of jobs."""
    workers = _workers(len(paths), jobs)
    if workers == 1:
        return (check_file(path, settings) for path in paths)
    return _shared(paths, settings, workers)


def check_file(path: str, settings: "Settings | PerPlan") -> PlanReport | Undone:
    """The report on one file."""
    try:
        plan = load(path, name=slashed(path))
    except DtplanError as error:
        return Undone(error.message)
    return checked(plan, settings if isinstance(settings, Settings) else settings.of(path))


def checked(plan: Document | Unreadable, settings: Settings) -> PlanReport:
    """The report on a plan, which is of no use afterwards; what it calls fixable is so for sure."""
    report = check(plan, settings)
    if isinstance(plan, Document):
        if any(finding.fixable for finding in report.findings):
            # Imported here because most plans have nothing that can be mended.
            from dtplan.fixing import proven

            report = proven(report, plan, settings)
        plan.release()
    return report


def _workers(plans: int, jobs: int | None) -> int:
    if jobs is None:
        jobs = (os.cpu_count() or 1) if plans >= PAYING else 1
    return max(1, min(jobs, plans, _MOST_JOBS))


def _shared(
    paths: Sequence[str], settings: "Settings | PerPlan", workers: int
) -> Iterator[PlanReport | Undone]:
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(workers, initializer=_take, initargs=(settings,))
    try:
        yield from pool.map(_check_here, paths, chunksize=_CHUNK)
    finally:
        # After Ctrl-C only the chunks in hand are finished.
        pool.shutdown(cancel_futures=True)


# What a worker process is told once rather than with every plan.
_TAKEN: Final["list[Settings | PerPlan]"] = []


def _take(settings: "Settings | PerPlan") -> None:
    import signal

    # Ctrl-C goes to every process of a terminal; the parent is the one that answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A process that is started afresh knows nothing of the language of the run.
    i18n.activate(settings.language)
    gc.disable()  # as in the parent: a plan lets go of its nodes itself
    _TAKEN[:] = [settings]


def _check_here(path: str) -> PlanReport | Undone:
    return check_file(path, _TAKEN[0])
