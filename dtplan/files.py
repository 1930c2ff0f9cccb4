"""Which files a run reads: the plans under the paths that were given."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.shown import shown

STDIN: Final = "-"
_SUFFIXES: Final = (".yaml", ".yml")
_PLAN_SUFFIXES: Final = (".dtplan.yaml", ".dtplan.yml")
# What the folder `plans` of a repository holds is a plan, whatever it is called.
_PLAN_FOLDER: Final = "plans"


class Found(Record):
    """The files to read, in the order of their paths, and the paths that could not be followed."""

    files: tuple[str, ...]
    problems: tuple[str, ...]


def find(paths: Iterable[str], stdin_name: str, note: Callable[[str], None]) -> Found:
    """The plans under `paths`: a file that is named always, a folder's by their names.

    Standard input, `-`, stands in the order where `stdin_name` would. `note` is told of what is
    passed over in folders, and why.
    """
    files: dict[str, str] = {}
    problems: list[str] = []
    for path in paths:
        for file in _files_at(path, note, problems):
            files.setdefault(STDIN if file == STDIN else _identity(file), file)

    def order(path: str) -> str:
        return stdin_name if path == STDIN else slashed(path)

    return Found(tuple(sorted(files.values(), key=order)), tuple(problems))


def _files_at(path: str, note: Callable[[str], None], problems: list[str]) -> Iterable[str]:
    if path == STDIN:
        return (STDIN,)
    if os.path.isdir(path):
        return _plans_in(path, note, problems)
    found = [path] if os.path.lexists(path) else _matches(path)
    if not found:
        problems.append(_("{path} does not exist").format(path=shown(path)))
    return map(_shortened, found)


def _identity(path: str) -> str:
    """What tells that two paths mean one file."""
    if os.path.islink(path):
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(folder), name)


@lru_cache(maxsize=64)
def _real_folder(path: str) -> str:
    # Kept, since finding it out takes a look at every step of the path.
    return os.path.realpath(path)


def _shortened(path: str) -> str:
    """The path without needless steps, where leaving them out can't lead elsewhere."""
    shorter = os.path.normpath(path)
    return path if ".." in path or shorter == STDIN else shorter


def _matches(path: str) -> list[str]:
    """The files a pattern stands for: the shells of Windows leave that to the program."""
    if not any(sign in path for sign in "*?"):
        return []
    from glob import glob

    return [file for file in glob(path) if not os.path.isdir(file)]


def slashed(path: str) -> str:
    """The path as reports write it: with slashes on every system."""
    return path.replace("\\", "/") if os.sep == "\\" else path


def _plans_in(folder: str, note: Callable[[str], None], problems: list[str]) -> Iterator[str]:
    root = os.path.realpath(folder)

    def unreadable(error: OSError) -> None:
        reason = error.strerror or str(error)
        path = shown(str(error.filename))
        problems.append(_("cannot read {path}: {reason}").format(path=path, reason=reason))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = os.path.normpath(os.path.join(place, name))
            if not _is_plan(file, folder):
                continue
            if _leads_out(file, root):
                note(_("passed over: {path} is a link out of the folder").format(path=shown(file)))
                continue
            yield file


def _is_plan(file: str, folder: str) -> bool:
    name = file.lower()
    if name.endswith(_PLAN_SUFFIXES):
        return True
    return name.endswith(_SUFFIXES) and (
        os.path.basename(os.path.abspath(folder)) == _PLAN_FOLDER
        or _first_step(os.path.relpath(file, folder)) == _PLAN_FOLDER
        or os.path.abspath(file).startswith(os.path.join(os.getcwd(), _PLAN_FOLDER, ""))
    )


def _first_step(path: str) -> str:
    return slashed(path).partition("/")[0]


def _leads_out(file: str, root: str) -> bool:
    if not os.path.islink(file):
        return False
    try:
        return os.path.commonpath([root, os.path.realpath(file)]) != root
    except ValueError:  # another drive
        return True
