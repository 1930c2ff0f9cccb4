"""One call of `dtplan check` on its way: how it is settled, who does the work, where reports go."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

from dtplan import files, formats
from dtplan.cli.options import Options
from dtplan.cli.output import Appended, Output
from dtplan.cli.progress import progress
from dtplan.cli.request import Request, asked_of, is_whole_set, refuse_clashes
from dtplan.cli.settling import Settled, settle
from dtplan.cli.surroundings import (
    day_number,
    job_summary_file,
    standard_input,
    unread,
    wants_color,
)
from dtplan.errors import CLEAN, FOUND, REFUSED, DtplanError
from dtplan.findings import PlanReport, Severity, Totals
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.runs.batch import Means, check_all
from dtplan.runs.task import Undone
from dtplan.text.shown import shown

if TYPE_CHECKING:
    from dtplan.cli.reporting import Wanted
    from dtplan.runs.kept import Kept
    from dtplan.runs.workers import Crew


class Job(Record):
    """A call of the command on its way: what it asks, how that is settled, where its report goes.

    `undone` are the files that could not be read or written, `note` takes what -v tells.
    """

    request: Request
    settled: Settled
    described: formats.Run
    undone: list[str]
    note: Callable[[str], None]
    out: Output
    outputs: "tuple[Wanted, ...]"


def run(request: Request, options: Options, out: Output) -> int:
    """Check what was asked for, write the report to `out`, and give the exit status."""
    refuse_clashes(request)
    outputs = _outputs(request)
    settled = settle(asked_of(request, outputs), options)
    undone: list[str] = []
    told = _report_stream(request, out)
    described = formats.Run(
        language=settled.settings.language,
        rulesets=settled.rulesets,
        fail_on=settled.fail_on,
        cross_plan="ran" if is_whole_set(request) else "not-run",
        matrix=request.matrix,
        statistics=request.statistics,
        color=wants_color(options.color, told),
        quiet=options.quiet,
        verbose=options.verbose,
        problems=undone,
        job_summary=_job_summary(),
        configured=settled.configured,
        baseline=request.baseline is not None,
    )
    note = _note if options.verbose else _ignore
    found = files.find(request.paths or (".",), request.stdin_filename, note, settled.patterns)
    if not found.files and not found.problems:
        raise _nothing_to_check(request)
    undone += found.problems
    if outputs or request.write_baseline:
        _spare_plans(found.files, outputs, request.write_baseline)
    plans = _chosen(found.files, request, options, note)
    job = Job(request, settled, described, undone, note, told, outputs)
    if request.fix or request.diff:
        status = _mend(plans, job, out)
    else:
        totals = _report(plans, job)
        status = CLEAN if request.write_baseline else _status(totals, settled.fail_on)
    for problem in undone:
        _note(problem)
    return REFUSED if undone else status


def _chosen(
    plans: tuple[str, ...], request: Request, options: Options, note: Callable[[str], None]
) -> tuple[str, ...]:
    """The plans to check: all that were found, or those that differ from a revision."""
    revision = request.changed_since
    if revision is None:
        return plans
    # Imported here because most checks ask nothing of git.
    from dtplan import git
    from dtplan.changed import changed

    differing = changed(plans, revision, git.found(os.environ), note)
    if plans and not differing and not options.quiet:
        _note(_("no plan differs from {revision}").format(revision=shown(revision)))
    return differing


def _report_stream(request: Request, out: Output) -> Output:
    """Where the report goes: a plan mended on its way has standard output for itself."""
    if not (request.fix and files.STDIN in request.paths):
        return out
    return Output(sys.stderr or open(os.devnull, "w", encoding="utf-8"))


def _report(paths: tuple[str, ...], job: Job, stdin: bytes | None = None) -> Totals:
    asked = job.request
    if not paths and asked.changed_since is None:
        return Totals()
    reports: Iterable[PlanReport] = _reports(paths, job, stdin)
    if asked.baseline or asked.write_baseline or job.outputs:
        reports = _shared_out(reports, job)
    totals = formats.renderer(asked.format)(reports, job.described, job.out)
    job.out.flush()
    return totals


def _outputs(request: Request) -> "tuple[Wanted, ...]":
    if not request.output:
        return ()
    from dtplan.cli import reporting

    return reporting.wanted(request.output)


def _spare_plans(plans: Iterable[str], outputs: "tuple[Wanted, ...]", baseline: str | None) -> None:
    """Refuse to write a report over a plan that is being checked."""
    spared = {os.path.realpath(path) for path in plans if path != files.STDIN}
    for path in (*(one.path for one in outputs), *([baseline] if baseline else [])):
        if os.path.realpath(path) in spared:
            raise DtplanError(
                _("{path} is a plan of this run: no report is written over it").format(
                    path=shown(path)
                ),
                hint=_("Name another file for the report."),
            )


def _shared_out(reports: Iterable[PlanReport], job: Job) -> Iterable[PlanReport]:
    """The reports held against the baseline, and written wherever else they are wanted."""
    # Imported here because most checks know no baseline and write one report.
    from dtplan.cli import reporting

    asked, settled = job.request, job.settled
    if asked.baseline:
        reports = reporting.held_against(asked.baseline, reports, settled.for_plan, job.described)
    if job.outputs or asked.write_baseline:
        reports = list(reports)  # to be gone through more than once
        job.undone.extend(reporting.write_all(job.outputs, reports, job.described))
    if asked.write_baseline:
        told, problem = reporting.write_baseline(
            asked.write_baseline, reports, settled.for_plan, job.described
        )
        if problem:
            job.undone.append(problem)
        else:
            _note(told)
    return reports


def _mend(paths: tuple[str, ...], job: Job, out: Output) -> int:
    """Mend the plans and report what is left, or show what would be mended."""
    # Imported here because most checks mend nothing.
    from dtplan.cli import fixing

    asked, settled = job.request, job.settled
    spared = fixing.spared(asked.baseline, settled.for_plan)
    task = fixing.Task(
        paths, settled.for_plan, asked.unsafe, asked.stdin_filename, job.undone, spared
    )
    if asked.diff:
        done = fixing.show_patches(task, out, color=job.described.color)
        status = FOUND if done.findings and settled.fail_on is not None else CLEAN
        left = 0
    else:
        done = fixing.mend_files(task, out, _note)
        totals = _report(done.paths, job, done.source)
        status = _status(totals, settled.fail_on)
        left = 0 if asked.unsafe or job.undone else totals.fixable
    if not job.described.quiet:
        for told in fixing.words(done, left, is_written=not asked.diff):
            _note(told)
    return status


def _reports(paths: tuple[str, ...], job: Job, stdin: bytes | None) -> Iterator[PlanReport]:
    """The reports in the order of the paths; what could not be opened is added to `undone`.

    `stdin` is what stood on standard input, if that has been read.
    """
    named = [path for path in paths if path != files.STDIN]
    bar = progress(quiet=job.described.quiet)
    kept = None if job.request.no_cache else _kept
    cross_plan = job.described.is_cross_plan
    with _crew(job) as crew:
        means = Means(job.request.jobs, crew, kept, bar)
        results = check_all(named, job.settled.for_plan, means, cross_plan=cross_plan)
        for path in paths:
            result = _stdin_result(job, stdin) if path == files.STDIN else next(results)
            if isinstance(result, Undone):
                job.undone.append(result.message)
            else:
                job.note(_("read: {path}").format(path=shown(result.path)))
                yield result


def _crew(job: Job) -> "AbstractContextManager[Callable[[], AbstractContextManager[Crew]] | None]":
    if job.request.executor is None:
        return nullcontext()
    # Imported here because most checks are done here.
    from dtplan.cli import executing

    tell = _ignore if job.described.quiet else _note
    return executing.crew(job.request.executor, job.settled.rulesets, tell)


def _kept() -> "Kept | None":
    # Imported here because a few plans are checked faster than these are.
    try:
        from dtplan.runs.cache import Cache, folder
        from dtplan.runs.kept import Kept
    except ImportError:  # Python may have been built without SQLite
        return None
    return Kept(Cache(folder(os.environ), day_number()))


def _job_summary() -> Appended | None:
    path = job_summary_file()
    return Appended(path) if path else None


def _stdin_result(job: Job, source: bytes | None) -> PlanReport | Undone:
    from dtplan.parsing.document import load
    from dtplan.runs.examining import examine_plan

    name = job.request.stdin_filename
    try:
        source = standard_input() if source is None else source
    except OSError as error:
        return Undone(unread(name, error))
    return examine_plan(load(name, source), job.settled.for_plan(name)).report


def _nothing_to_check(request: Request) -> DtplanError:
    paths = ", ".join(map(shown, request.paths or (".",)))
    return DtplanError(
        _("no plan under {paths}").format(paths=paths),
        hint=_("A plan's name ends in .dtplan.yaml, or it lies in a folder plans/."),
    )


def _status(totals: Totals, fail_on: Severity | None) -> int:
    failed = fail_on is not None and totals.at_or_above(fail_on) > 0
    return FOUND if failed else CLEAN


def _note(message: str) -> None:
    click.echo(_("dtplan: {message}").format(message=message), err=True)


def _ignore(message: str) -> None:
    """Say nothing."""
