"""Options that every command takes, before and after its name."""

from collections.abc import Callable
from typing import Any, Final

import click

from dtplan import i18n
from dtplan.i18n import gettext as _
from dtplan.record import Record

_KEPT: Final = "dtplan.options"
Command = Callable[..., Any]


class Options(Record):
    """What the global options say, wherever on the line they stood."""

    language: str
    color: str
    quiet: bool
    verbose: bool


def global_options(function: Command) -> Command:
    """Gives a command the global options; what they say is asked for by `current()`."""
    for option in (
        # click's own would look for the words of its help with the gettext module, see i18n.
        click.option(
            "-h",
            "--help",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help=_("Show this message and exit."),
        ),
        click.option(
            "--lang",
            type=click.Choice(i18n.LANGUAGES),
            expose_value=False,
            callback=_keep,
            help=_("Language of all that is written (default: vi, or DTPLAN_LANG)."),
        ),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            expose_value=False,
            callback=_keep,
            help=_("Colour: on a terminal (auto), always or never."),
        ),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            default=None,
            expose_value=False,
            callback=_keep,
            help=_("Write the findings alone, without the summary."),
        ),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            default=None,
            expose_value=False,
            callback=_keep,
            help=_("Say what is read and what is passed over."),
        ),
    ):
        function = option(function)
    return function


def current() -> Options:
    """The global options of the running command."""
    kept = click.get_current_context().meta.get(_KEPT, {})
    return Options(
        language=kept.get("lang") or i18n.active(),
        color=kept.get("color") or "auto",
        quiet=bool(kept.get("quiet")),
        verbose=bool(kept.get("verbose")),
    )


def _show_help(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    # The group's options come first and the command's after them: the later one wins.
    if value is not None and parameter.name is not None:
        context.meta.setdefault(_KEPT, {})[parameter.name] = value
