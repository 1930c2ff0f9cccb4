"""`dtplan check`: plans held against their rulesets."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import click

from dtplan import files, formats
from dtplan.batch import Undone, check_all
from dtplan.cli.options import Options, current, global_options
from dtplan.cli.output import Output
from dtplan.cli.rulesets import choose_rulesets
from dtplan.cli.selection import choose_codes
from dtplan.cli.surroundings import today, wants_color
from dtplan.document import MAX_BYTES, load
from dtplan.engine import STATUSES, Settings
from dtplan.engine import check as check_plan
from dtplan.errors import CLEAN, FOUND, REFUSED, DtplanError
from dtplan.findings import PlanReport, Severity, Totals
from dtplan.i18n import gettext as _
from dtplan.reading import is_date, read_date
from dtplan.record import Record
from dtplan.shown import shown

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_LEVELS: Final = ("error", "warning", "advice", "never")


class Request(Record):
    """What one call of the command asks for."""

    paths: tuple[str, ...]
    format: str
    select: str
    ignore: str
    ruleset: tuple[str, ...]
    as_of: str | None
    as_status: str | None
    fail_on: str
    matrix: bool
    statistics: bool
    stdin_filename: str
    jobs: int | None


def check() -> click.Command:
    """The command `check`."""

    @click.command(
        "check", help=_("Check plans; PATH is a file, a folder, or - for standard input.")
    )
    @click.argument("paths", metavar="[PATH]...", nargs=-1, shell_complete=_as_paths)
    @click.option(
        "--format",
        type=click.Choice(formats.NAMES),
        default="text",
        help=_("How to write the report."),
    )
    @click.option(
        "--select",
        default="",
        metavar="CODES",
        help=_("Only these rules (codes or their beginnings, with commas)."),
    )
    @click.option(
        "--ignore",
        default="",
        metavar="CODES",
        help=_("Not these rules; against --select the longer beginning wins."),
    )
    @click.option(
        "--ruleset",
        multiple=True,
        metavar="NAME_OR_FILE",
        help=_("Rulesets in place of ct34 and the plans' own."),
    )
    @click.option(
        "--as-of",
        metavar="DATE",
        help=_("Judge all plans as of this day (YYYY-MM-DD)."),
    )
    @click.option(
        "--as-status",
        type=click.Choice(STATUSES),
        help=_("Judge all plans as if they had this status."),
    )
    @click.option(
        "--fail-on",
        type=click.Choice(_LEVELS),
        default="error",
        help=_("The least severity that gives status 1."),
    )
    @click.option("--matrix", is_flag=True, help=_("Show how each principle is met, and where."))
    @click.option("--statistics", is_flag=True, help=_("Count the findings of each rule."))
    @click.option(
        "--stdin-filename",
        default="<stdin>",
        metavar="NAME",
        help=_("What to call standard input in the report."),
    )
    @click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help=_("How many processes share the work (default: as many as pay)."),
    )
    @click.option("--no-cache", is_flag=True, help=_("Take no result from an earlier run."))
    @global_options
    def command(no_cache: bool, **asked: object) -> int:
        # No result is kept between runs yet, so that there is none to leave out.
        return run(Request(**asked), current(), Output(sys.stdout))  # type: ignore[arg-type]

    return command


def _as_paths(
    context: click.Context, parameter: click.Parameter, begun: str
) -> "list[CompletionItem]":
    """Leaves the paths to the shell; click.Path would, and look for its name with gettext."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def run(request: Request, options: Options, out: Output) -> int:
    """Check what was asked for, write the report to `out`, and give the exit status."""
    rulesets = choose_rulesets(request.ruleset)
    settings = Settings(
        rulesets=rulesets,
        today=today(),
        replaces=bool(request.ruleset),
        as_of=_day(request.as_of),
        as_status=request.as_status,
        codes=choose_codes(request.select, request.ignore),
        language=options.language,
        evidence=request.matrix or request.format in ("json", "jsonl"),
    )
    fail_on = None if request.fail_on == "never" else Severity[request.fail_on.upper()]
    described = formats.Run(
        language=options.language,
        rulesets=rulesets,
        fail_on=fail_on,
        matrix=request.matrix,
        statistics=request.statistics,
        color=wants_color(options.color, out),
        quiet=options.quiet,
        verbose=options.verbose,
    )
    note = _note if options.verbose else _ignore
    found = files.find(request.paths or (".",), request.stdin_filename, note)
    if not found.files and not found.problems:
        raise _nothing_to_check(request)
    undone = list(found.problems)
    totals = Totals()
    if found.files:
        reports = _reports(found.files, request, settings, undone, note)
        totals = formats.renderer(request.format)(reports, described, out)
        out.flush()
    for problem in undone:
        _note(problem)
    return _status(totals, fail_on, undone)


def _reports(
    paths: tuple[str, ...],
    request: Request,
    settings: Settings,
    undone: list[str],
    note: Callable[[str], None],
) -> Iterator[PlanReport]:
    """The reports in the order of the paths; what could not be opened is added to `undone`."""
    results = check_all([path for path in paths if path != files.STDIN], settings, request.jobs)
    for path in paths:
        is_stdin = path == files.STDIN
        result = _stdin_result(request, settings) if is_stdin else next(results)
        if isinstance(result, Undone):
            undone.append(result.message)
        else:
            note(_("read: {path}").format(path=shown(result.path)))
            yield result


def _stdin_result(request: Request, settings: Settings) -> PlanReport | Undone:
    try:
        source = _standard_input()
    except OSError as error:
        path, reason = shown(request.stdin_filename), error.strerror
        return Undone(_("cannot read {path}: {reason}").format(path=path, reason=reason))
    return check_plan(load(request.stdin_filename, source), settings)


def _standard_input() -> bytes:
    """What stands on standard input, as far as a plan may go."""
    if sys.stdin is None:  # Python's way to say that it is closed
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _nothing_to_check(request: Request) -> DtplanError:
    paths = ", ".join(map(shown, request.paths or (".",)))
    return DtplanError(
        _("no plan under {paths}").format(paths=paths),
        hint=_("A plan's name ends in .dtplan.yaml, or it lies in a folder plans/."),
    )


def _status(totals: Totals, fail_on: Severity | None, undone: list[str]) -> int:
    if undone:
        return REFUSED
    failed = fail_on is not None and totals.at_or_above(fail_on) > 0
    return FOUND if failed else CLEAN


def _day(text: str | None) -> str | None:
    if text is None or is_date(text):
        return text
    suggestion = read_date(text)
    hint = _("Write it as year-month-day, like {example}.").format(
        example=suggestion or "2024-12-31"
    )
    raise DtplanError(_("--as-of {day} is no date").format(day=shown(text)), hint=hint)


def _note(message: str) -> None:
    click.echo(_("dtplan: {message}").format(message=message), err=True)


def _ignore(message: str) -> None:
    """Say nothing."""
