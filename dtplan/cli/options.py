"""Options that every command takes, before and after its name."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from dtplan import i18n
from dtplan.i18n import gettext as _
from dtplan.record import Record

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_KEPT: Final = "dtplan.options"
Command = Callable[..., Any]


class Options(Record):
    """What the global options say, wherever on the line they stood.

    `config` is the configuration file that was named, None where one is looked for; `isolated`
    says that none is. `asked_language` is the language of the command line, "" for none there.
    """

    language: str
    color: str
    quiet: bool
    verbose: bool
    config: str | None = None
    isolated: bool = False
    asked_language: str = ""


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
            help=_(
                "Write the findings alone, without the summary but for what is asked for by name."
            ),
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
        click.option(
            "--config",
            metavar="FILE",
            expose_value=False,
            callback=_keep,
            shell_complete=as_paths,
            help=_("This configuration file, in place of the repository's dtplan.toml."),
        ),
        click.option(
            "--isolated",
            is_flag=True,
            default=None,
            expose_value=False,
            callback=_keep,
            help=_("Take no dtplan.toml that was not named with --config."),
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
        config=kept.get("config"),
        isolated=bool(kept.get("isolated")),
        asked_language=kept.get("lang") or "",
    )


def as_paths(
    context: click.Context, parameter: click.Parameter, begun: str
) -> "list[CompletionItem]":
    """Leaves the paths to the shell; click.Path would, and look for its name with gettext."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def _show_help(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    # The group's options come first and the command's after them: the later one wins.
    if value is not None and parameter.name is not None:
        context.meta.setdefault(_KEPT, {})[parameter.name] = value
