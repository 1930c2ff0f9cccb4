"""What one call of `dtplan check` asks for, as the command line says it."""

import os
from typing import TYPE_CHECKING, Final

from dtplan import files
from dtplan.cli.selection import typed
from dtplan.cli.settling import Asked
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.text.reading import is_date, read_date
from dtplan.text.shown import shown

if TYPE_CHECKING:
    from dtplan.cli.reporting import Wanted

# These tell the places that are in order, too.
_WITH_EVIDENCE: Final = frozenset(("json", "jsonl", "markdown", "html"))


class Request(Record):
    """What one call of the command asks for."""

    paths: tuple[str, ...]
    format: str
    select: str
    ignore: str
    ruleset: tuple[str, ...]
    as_of: str | None
    as_status: str | None
    fail_on: str | None
    matrix: bool
    statistics: bool
    stdin_filename: str
    jobs: int | None
    executor: str | None
    fix: bool
    unsafe: bool
    diff: bool
    output: tuple[str, ...]
    baseline: str | None
    write_baseline: str | None
    no_suppressions: bool
    no_cache: bool
    changed_since: str | None


def refuse_clashes(request: Request) -> None:
    """Raise DtplanError for options that do not go together."""
    if request.unsafe and not (request.fix or request.diff):
        raise _unsafe_alone()
    if request.diff and (request.output or request.write_baseline):
        raise DtplanError(
            _("--diff writes the changes alone: no --output, no --write-baseline"),
            hint=_("Run it once without --diff for the reports."),
        )


def is_whole_set(request: Request) -> bool:
    """Whether the plans of a call are all there are to hold against each other."""
    paths = request.paths or (".",)
    is_named_whole = len(paths) > 1 or os.path.isdir(paths[0])
    return is_named_whole and files.STDIN not in paths and request.changed_since is None


def asked_of(request: Request, outputs: "tuple[Wanted, ...]") -> Asked:
    """What a call asks of the settings, `outputs` being the reports it wants in files."""
    asked_formats = {request.format, *(one.format for one in outputs)}
    return Asked(
        choice=typed(request.select, request.ignore),
        rulesets=request.ruleset,
        as_of=_day(request.as_of),
        as_status=request.as_status,
        fail_on=request.fail_on,
        evidence=request.matrix or not _WITH_EVIDENCE.isdisjoint(asked_formats),
        suppressions=not request.no_suppressions,
        is_part=not any(map(os.path.isdir, request.paths or (".",))),
    )


def _unsafe_alone() -> DtplanError:
    return DtplanError(
        _("--unsafe changes nothing by itself: it goes with --fix or --diff"),
        hint=_("See first what it would change: `dtplan check --diff --unsafe`."),
    )


def _day(text: str | None) -> str | None:
    if text is None or is_date(text):
        return text
    suggestion = read_date(text)
    hint = _("Write it as year-month-day, like {example}.").format(
        example=suggestion or "2024-12-31"
    )
    raise DtplanError(_("--as-of {day} is no date").format(day=shown(text)), hint=hint)
