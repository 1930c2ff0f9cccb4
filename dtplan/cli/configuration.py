"""The configuration of a run: the file that was named, or the repository's own."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from dtplan.cli.options import Options
from dtplan.config import file as config_file
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.text.shown import shown

if TYPE_CHECKING:
    from dtplan.config.content import Config

_NAMED: Final = "--config"
_ISOLATED: Final = "--isolated"


def configured_language(arguments: Sequence[str]) -> str:
    """The language that the configuration of a run asks for, before its options are parsed."""
    named, is_isolated = None, False
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == _NAMED and position + 1 < len(arguments):
            named = arguments[position + 1]
        elif argument.startswith(f"{_NAMED}="):
            named = argument.partition("=")[2]
        is_isolated = is_isolated or argument == _ISOLATED
    path = named or ("" if is_isolated else _found())
    return config_file.language_in(path) if path else ""


def configuration(options: Options) -> "Config | None":
    """The configuration in force; None where there is none.

    Patterns start from the folder of the file, but where a file was named that lies neither in the
    working folder nor above it: from the working folder. Raises DtplanError for what is none.
    """
    path = options.config
    if path is None:
        path = "" if options.isolated else _found()
        if not path:
            return None
    # Most runs have no configuration, and pay for none.
    from dtplan.config.content import read

    folder = os.path.realpath(os.path.dirname(path))
    if options.config is None:
        _refuse_leading_out(path, folder)
        return read(path, folder)
    here = os.path.realpath(os.curdir)
    is_above = here == folder or here.startswith(os.path.join(folder, ""))
    return read(path, folder if is_above else here, is_named=True)


def root(config: "Config | None") -> str:
    """The folder that all patterns start from: the configuration's, else that of the repository."""
    if config is not None:
        return config.root
    try:
        here = os.getcwd()
    except OSError:  # it was removed
        return os.curdir
    return config_file.repository_root(here) or here


def is_within(path: str, folder: str) -> bool:
    """Whether what `path` leads to lies in `folder`."""
    try:
        return os.path.commonpath([folder, os.path.realpath(path)]) == folder
    except ValueError:  # another drive
        return False


def _found() -> str:
    """The path of the repository's configuration from the working folder; "" where it has none."""
    try:
        here = os.getcwd()
    except OSError:  # it was removed
        return ""
    folder = config_file.find(here)
    return "" if folder is None else os.path.relpath(os.path.join(folder, config_file.NAME), here)


def _refuse_leading_out(path: str, folder: str) -> None:
    # A stranger's link could have a file of this machine read aloud in the log of a CI.
    if not is_within(path, folder):
        raise DtplanError(
            _("the configuration {path} is a link out of its folder").format(path=shown(path)),
            hint=_("Put a text file in its place, or name another with --config."),
        )
