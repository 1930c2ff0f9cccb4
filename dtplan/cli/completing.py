"""`dtplan completion`: the script by which a shell completes dtplan's commands and options."""

import os
import sys
from typing import Final

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from dtplan.cli.options import global_options
from dtplan.i18n import gettext as _

_POWERSHELL: Final = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $ast, $position)
    $env:%(complete_var)s = "powershell_complete"
    $env:DTPLAN_COMPLETE_ARGS = ($ast.CommandElements | ForEach-Object { "$_" }) -join "`n"
    $env:DTPLAN_COMPLETE_WORD = $word
    & %(prog_name)s | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        New-Object System.Management.Automation.CompletionResult `
            $value, $value, "ParameterValue", $help
    }
    Remove-Item Env:%(complete_var)s, Env:DTPLAN_COMPLETE_ARGS, Env:DTPLAN_COMPLETE_WORD
}
"""


class PowerShell(ShellComplete):
    """Completion for PowerShell, which click does not know of itself."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one being typed, and that one."""
        words = os.environ.get("DTPLAN_COMPLETE_ARGS", "").splitlines()[1:]
        typed = os.environ.get("DTPLAN_COMPLETE_WORD", "")
        return (words[:-1] if typed and words else words), typed

    def format_completion(self, item: CompletionItem) -> str:
        """One proposal a line, its help behind a tab."""
        return f"{item.value}\t{item.help}" if item.help else str(item.value)


def register() -> None:
    """Let click know of PowerShell, for its script and for what the script asks."""
    add_completion_class(PowerShell)


def completion() -> click.Command:
    """The command `completion`."""
    register()

    @click.command("completion", help=_("Print the completion script for a shell."))
    @click.argument(
        "shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]), metavar="SHELL"
    )
    @global_options
    def command(shell: str) -> None:
        found = get_completion_class(shell)
        context = click.get_current_context().find_root()
        assert found is not None
        script = found(context.command, {}, "dtplan", "_DTPLAN_COMPLETE").source()
        sys.stdout.write(script + "\n")

    return command
