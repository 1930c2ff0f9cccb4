"""`dtplan check`: plans held against their rulesets."""

import sys
from typing import Final

import click

from dtplan import formats
from dtplan.cli.job import run
from dtplan.cli.options import as_paths, current, global_options
from dtplan.cli.output import Output
from dtplan.cli.request import Request
from dtplan.i18n import gettext as _
from dtplan.settings import STATUSES

_LEVELS: Final = ("error", "warning", "advice", "never")


def check() -> click.Command:
    """The command `check`."""

    @click.command(
        "check", help=_("Check plans; PATH is a file, a folder, or - for standard input.")
    )
    @click.argument("paths", metavar="[PATH]...", nargs=-1, shell_complete=as_paths)
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
        help=_("The least severity that gives status 1 (default: error)."),
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
    @click.option(
        "--executor",
        metavar="NAME=ADDRESS",
        callback=_executor,
        help=_("Share the work with a cluster: dask=HOST:PORT is that of its scheduler."),
    )
    @click.option("--fix", is_flag=True, help=_("Mend in the files what can be mended for sure."))
    @click.option(
        "--unsafe",
        is_flag=True,
        help=_("With --fix or --diff: mend also what might be meant otherwise."),
    )
    @click.option(
        "--diff", is_flag=True, help=_("Write nothing but the changes that --fix would make.")
    )
    @click.option(
        "--output",
        multiple=True,
        metavar="FORMAT=FILE",
        help=_("Write another report into a file (repeatable), like sarif=report.sarif."),
    )
    @click.option("--baseline", metavar="FILE", help=_("Set aside what this baseline names."))
    @click.option(
        "--write-baseline",
        metavar="FILE",
        help=_("Write all open findings into a baseline; what people wrote in it stays."),
    )
    @click.option(
        "--no-suppressions", is_flag=True, help=_("Read no comments that set findings aside.")
    )
    @click.option(
        "--changed-since",
        metavar="REV",
        help=_("Only the plans that differ from this revision of their git repository."),
    )
    @click.option("--no-cache", is_flag=True, help=_("Take no result from an earlier run."))
    @global_options
    def command(**asked: object) -> int:
        return run(Request(**asked), current(), Output(sys.stdout))  # type: ignore[arg-type]

    return command


def _executor(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    # Imported here because most checks are done here.
    from dtplan.cli import executing

    return executing.address(value)
