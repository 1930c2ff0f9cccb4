"""The command line: a lazy table of commands, and the one place where errors become statuses."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final, NoReturn

import click

from dtplan import __version__, i18n
from dtplan.cli.configuration import configured_language
from dtplan.cli.options import global_options
from dtplan.errors import CLEAN, FAULT, INTERRUPTED, REFUSED, DtplanError
from dtplan.i18n import gettext as _
from dtplan.text.shown import escaped

# A command's module is imported when the command is asked for: the others cost nothing.
COMMANDS: Final = {
    "check": "dtplan.cli.checking:check",
    "new": "dtplan.cli.drafting:new",
    "init": "dtplan.cli.laying_out:init",
    "rules": "dtplan.cli.explaining:rules",
    "explain": "dtplan.cli.explaining:explain",
    "schema": "dtplan.cli.explaining:schema",
    "config": "dtplan.cli.configuring:config",
    "completion": "dtplan.cli.completing:completion",
}


# Set by a shell that asks what could come next.
_COMPLETING: Final = "_DTPLAN_COMPLETE"


class Commands(click.Group):
    """The group of all commands, each made when it is looked up."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command `name`, or None."""
        if name not in COMMANDS:
            return None
        module, _colon, factory = COMMANDS[name].partition(":")
        make: Callable[[], click.Command] = getattr(import_module(module), factory)
        return make()


def program() -> click.Command:
    """The whole command line, its help in the language that is active."""

    @click.group(
        cls=Commands,
        name="dtplan",
        context_settings={"max_content_width": 100},
        help=_("Holds digital-transformation plans against Directive 34/CT-TTg, clause by clause."),
    )
    @global_options
    @click.option(
        "--version",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=_("Show the version and exit."),
    )
    def dtplan() -> None:
        pass

    return dtplan


def _show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(f"dtplan {__version__}")
        context.exit()


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and leave with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the program, see that all it wrote has gone out, and give its exit status."""
    given = list(arguments)
    _prepare_streams()
    i18n.activate(i18n.choose(given, os.environ, configured_language(given)))
    if sys.stdout is None:  # Python's way to say that it is closed
        return _output_failed(OSError(errno.EBADF, os.strerror(errno.EBADF)), REFUSED)
    status = _run(given)
    try:
        sys.stdout.flush()
    except OSError as error:
        status = _output_failed(error, status)
    return status


def _run(arguments: list[str]) -> int:
    try:
        status = _invoke(arguments)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (click.ClickException, DtplanError) as error:
        return _refused(error)
    except OSError as error:
        return _output_failed(error, CLEAN)
    except Exception as error:  # the one boundary: everything else is a fault of dtplan's own
        return _fault(error)
    return int(status or CLEAN)


def _invoke(arguments: list[str]) -> int | None:
    command = program()
    if os.environ.get(_COMPLETING):
        import_module("dtplan.cli.completing").register()
        command.main(arguments, prog_name="dtplan", standalone_mode=False)
    # Not through click's own main: it ends with 1 where the reader of the output has gone.
    with command.make_context("dtplan", arguments) as context:
        status: int | None = command.invoke(context)
    return status


def _refused(error: click.ClickException | DtplanError) -> int:
    if isinstance(error, DtplanError):
        _tell(_("dtplan: {message}").format(message=error.message), error.hint)
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        _tell(error.format_message())
    else:
        _usage(error)
    return REFUSED


def _usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "dtplan"
    _tell(
        _("dtplan: {message}").format(message=escaped(_on_one_line(error.format_message()))),
        _("See `{command} --help`.").format(command=path),
    )


def _on_one_line(message: str) -> str:
    """click writes choices one below the other."""
    return message.replace("\n\t", " ")


def _output_failed(error: OSError, status: int) -> int:
    """The status where the output can't be written: a reader that went away is no failure."""
    # What is left in the buffer can't be written either, and must not raise again at exit.
    sys.stdout = open(os.devnull, "w", encoding="utf-8")
    if isinstance(error, BrokenPipeError) or status > FAULT:  # killed by a signal
        return status
    from dtplan.causes import cause

    _tell(_("dtplan: cannot write the output: {reason}").format(reason=cause(error)))
    return REFUSED


def _fault(error: Exception) -> int:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    file = os.path.basename(where.tb_frame.f_code.co_filename) if where else ""
    place = f"{file}:{where.tb_lineno}" if where else "?"
    _tell(
        _(
            "dtplan: a fault of dtplan's own ({kind} in {place}); please report it with the "
            "command and the version {version}, without the plan's content."
        ).format(kind=type(error).__name__, place=place, version=__version__)
    )
    if os.environ.get("DTPLAN_DEBUG"):
        raise error
    return FAULT


def _tell(message: str, hint: str = "") -> None:
    try:
        click.echo(message, err=True)
        if hint:
            click.echo(f"  {hint}", err=True)
    except OSError:
        pass  # nobody is left to tell


def _prepare_streams() -> None:
    """Let both streams take any text: UTF-8 where nothing else was asked for, escapes elsewhere."""
    for stream in (sys.stdout, sys.stderr):
        if not hasattr(stream, "reconfigure"):
            continue
        if os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
