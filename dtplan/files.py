"""Which files a run reads: the plans under the paths that were given."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from dtplan.globs import covers, within
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.text.shown import shown

STDIN: Final = "-"
YAML_SUFFIXES: Final = (".yaml", ".yml")
PLAN_SUFFIXES: Final = (".dtplan.yaml", ".dtplan.yml")
# What the folder `plans` of a repository holds is a plan, whatever it is called.
_PLAN_FOLDER: Final = "plans"


def stem(path: str, suffixes: tuple[str, ...] = PLAN_SUFFIXES) -> str:
    """The name of a file without its folder and the first of `suffixes` that it ends in."""
    name = os.path.basename(path)
    ending = next((suffix for suffix in suffixes if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(ending)]


class Patterns(Record):
    """The patterns of a configuration for the search of folders, from the folder `root`.

    `include` is None where the folder `plans` is to be taken for itself.
    """

    root: str
    include: tuple[str, ...] | None
    exclude: tuple[str, ...]


class Standing(Record):
    """Whether a search takes a file for a plan: the case that decides, and the pattern if any.

    The cases: `suffix` (.dtplan.yaml), `folder` (plans), `include`; `exclude`, `ending` (no YAML),
    `unmatched`.
    """

    is_plan: bool
    case: str
    pattern: str = ""


class Found(Record):
    """The files to read, in the order of their paths, and the paths that could not be followed."""

    files: tuple[str, ...]
    problems: tuple[str, ...]


def find(
    paths: Iterable[str],
    stdin_name: str,
    note: Callable[[str], None],
    patterns: Patterns | None = None,
) -> Found:
    """The plans under `paths`: a file that is named always, a folder's by their names.

    Standard input, `-`, stands in the order where `stdin_name` would. `note` is told of what is
    passed over in folders, and why.
    """
    files: dict[str, str] = {}
    problems: list[str] = []
    for path in paths:
        for file in _files_at(path, note, problems, patterns):
            files.setdefault(STDIN if file == STDIN else _identity(file), file)

    def order(path: str) -> str:
        return stdin_name if path == STDIN else slashed(path)

    return Found(tuple(sorted(files.values(), key=order)), tuple(problems))


def _files_at(
    path: str, note: Callable[[str], None], problems: list[str], patterns: Patterns | None
) -> Iterable[str]:
    if path == STDIN:
        return (STDIN,)
    if os.path.isdir(path):
        return _plans_in(path, note, problems, patterns)
    found = [path] if os.path.lexists(path) else _matches(path)
    if not found:
        problems.append(_("{path} does not exist").format(path=shown(path)))
    return map(_shortened, found)


def _identity(path: str) -> str:
    """What tells that two paths mean one file."""
    if _is_link(path):
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    return os.path.join(real_folder(folder), name)


# A file of a folder is asked about twice in a row.
_is_link: Final = lru_cache(maxsize=1)(os.path.islink)


@lru_cache(maxsize=64)
def real_folder(path: str) -> str:
    """The folder that `path` leads to."""
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


def _plans_in(
    folder: str, note: Callable[[str], None], problems: list[str], patterns: Patterns | None
) -> Iterator[str]:
    root = os.path.realpath(folder)

    def unreadable(error: OSError) -> None:
        # Imported here because hardly any run comes to it.
        from dtplan.causes import cause

        reason = cause(error)
        path = shown(str(error.filename))
        problems.append(_("cannot read {path}: {reason}").format(path=path, reason=reason))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if patterns is not None and patterns.exclude:
            folders[:] = _not_excluded(place, folders, patterns, note)
        base = os.path.normpath(place)
        for name in sorted(names):
            file = name if base == os.curdir else os.path.join(base, name)
            standing = judged(file, folder, patterns)
            if standing.case == "exclude":
                _note_exclusion(file, note)
            if not standing.is_plan:
                continue
            if leads_out(file, root):
                note(_("passed over: {path} is a link out of the folder").format(path=shown(file)))
                continue
            yield file


def _not_excluded(
    place: str, folders: Iterable[str], patterns: Patterns, note: Callable[[str], None]
) -> list[str]:
    left = []
    for name in folders:
        folder = os.path.normpath(os.path.join(place, name))
        if _exclusion(folder, patterns):
            _note_exclusion(folder, note)
        else:
            left.append(name)
    return left


def _note_exclusion(path: str, note: Callable[[str], None]) -> None:
    note(_("passed over: {path} is excluded by the configuration").format(path=shown(path)))


def judged(file: str, folder: str, patterns: Patterns | None) -> Standing:
    """Whether a search in `folder` takes `file` for a plan, and why."""
    name = file.lower()
    if not name.endswith(YAML_SUFFIXES):
        return _NO_YAML
    excluding = _exclusion(file, patterns) if patterns is not None else ""
    if excluding:
        return Standing(False, "exclude", excluding)
    if name.endswith(PLAN_SUFFIXES):
        return _BY_SUFFIX
    if patterns is not None and patterns.include is not None:
        including = _covering(patterns.include, file, patterns.root)
        return Standing(True, "include", including) if including else _UNMATCHED
    return _BY_FOLDER if _is_in_plans(file, folder, patterns) else _UNMATCHED


_NO_YAML: Final = Standing(False, "ending")
_BY_SUFFIX: Final = Standing(True, "suffix")
_BY_FOLDER: Final = Standing(True, "folder")
_UNMATCHED: Final = Standing(False, "unmatched")


def _exclusion(path: str, patterns: Patterns) -> str:
    """The pattern that keeps a path out of the search; "" for none."""
    return _covering(patterns.exclude, path, patterns.root)


def _covering(patterns: Iterable[str], path: str, root: str) -> str:
    place = within(path, root)
    return next((one for one in patterns if place and covers(one, place)), "")


def _is_in_plans(file: str, folder: str, patterns: Patterns | None) -> bool:
    if patterns is not None and _first_step(within(file, patterns.root)) == _PLAN_FOLDER:
        return True
    return (
        os.path.basename(os.path.abspath(folder)) == _PLAN_FOLDER
        or _first_step(os.path.relpath(file, folder)) == _PLAN_FOLDER
        or os.path.abspath(file).startswith(os.path.join(os.getcwd(), _PLAN_FOLDER, ""))
    )


def _first_step(path: str) -> str:
    return slashed(path).partition("/")[0]


def leads_out(file: str, root: str) -> bool:
    """Whether `file` is a link out of the folder `root`."""
    if not _is_link(file):
        return False
    try:
        return os.path.commonpath([root, os.path.realpath(file)]) != root
    except ValueError:  # another drive
        return True
