"""The files that make a folder a repository of plans, and how they get there.

What is there stays unless somebody says otherwise, and nothing is written through a link.
"""

import os
import stat
from collections.abc import Iterator
from typing import Final

from dtplan import __version__, resources
from dtplan.causes import cause
from dtplan.draft.saving import put_in_place, read
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.text.shown import escaped, shown

# Where each goes, and the file of templates/repository that it is made from.
SOURCES: Final = {
    "README.md": "README.md",
    "dtplan.toml": "dtplan.toml",
    "plans/vi-du.dtplan.yaml": "example.dtplan.yaml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/dtplan.yml": "github-workflow.yml",
    ".gitlab-ci.yml": "gitlab-ci.yml",
    ".gitlab/dtplan.yml": "gitlab-job.yml",
    ".vscode/settings.json": "vscode-settings.json",
    ".vscode/extensions.json": "vscode-extensions.json",
    ".editorconfig": "editorconfig",
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
}
# Beside the plans, where the first line of each looks for it.
SCHEMA: Final = "plans/plan.schema.json"
_VERSION: Final = "@VERSION@"
# Of what is there, more than this is not compared line by line.
_MAX_COMPARED: Final = 1 << 20


class File(Record):
    """A file of a repository: its path with slashes, and what it is to hold."""

    path: str
    content: bytes


class Found(Record):
    """What is at the place of a file: nothing (`new`), the `same`, or something `other`.

    `is_link` is true of something other that is no regular file: it is not replaced. `seen` tells
    whether another hand has been there since.
    """

    file: File
    state: str
    is_link: bool = False
    seen: tuple[int, ...] = ()


def files() -> tuple[File, ...]:
    """All files of a repository, in the order people should meet them."""
    return (
        *(File(path, _made_from(source)) for path, source in SOURCES.items()),
        File(SCHEMA, resources.schema_text("plan").encode()),
    )


def prepared(folder: str) -> str:
    """The real path of `folder`, which is made if it is not there yet."""
    problem = _("no repository can be laid out in {path}: {reason}")
    hint = _("Name a folder of your own, or one that is still to be made.")
    if not folder:
        raise DtplanError(problem.format(path="''", reason=_("the path is empty")), hint=hint)
    try:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:
        reason = _("there is something of this name that is no folder")
        raise DtplanError(problem.format(path=shown(folder), reason=reason), hint=hint) from None
    except OSError as error:
        reason = cause(error)
        raise DtplanError(problem.format(path=shown(folder), reason=reason), hint=hint) from error
    return os.path.realpath(folder)


def look(folder: str, file: File) -> Found:
    """What is at the place of `file` in `folder`, a real path.

    Raises DtplanError where the file can't be: behind a link, or where a folder is.
    """
    _check_way(folder, file.path)
    target = _target(folder, file)
    try:
        status = os.lstat(target)
    except FileNotFoundError:
        return Found(file, "new")
    except OSError as error:
        raise _unusable(file.path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise DtplanError(_("{path} is a folder, and nothing was done").format(path=file.path))
    if not stat.S_ISREG(status.st_mode):
        return Found(file, "other", is_link=True)
    seen = (status.st_ino, status.st_size, status.st_mtime_ns)
    is_same = status.st_size == len(file.content) and _content(target, file) == file.content
    return Found(file, "same" if is_same else "other", seen=seen)


def difference(folder: str, found: Found) -> Iterator[str]:
    """What replacing the file would change, line by line, safe for a terminal."""
    from difflib import unified_diff

    if found.seen[1] > _MAX_COMPARED:
        yield _("(too large to be compared)")
        return
    there = _content(_target(folder, found.file), found.file).decode(errors="replace")
    wanted = found.file.content.decode()
    for line in unified_diff(
        there.splitlines(),
        wanted.splitlines(),
        found.file.path,
        _("{path} (template)").format(path=found.file.path),
        lineterm="",
    ):
        yield escaped(line)


def write(folder: str, found: Found) -> None:
    """Make the file, or replace the one that was found; whole, or not at all.

    Raises DtplanError where that can't be done, and where another hand was faster.
    """
    target = _target(folder, found.file)

    def replace(temporary: str) -> None:
        _refuse_changed(folder, found)
        os.replace(temporary, target)

    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        like = os.lstat(target) if found.seen else None
        put_in_place(target, found.file.content, like, replace)
    except OSError as error:
        raise _unusable(found.file.path, error) from error


def _made_from(source: str) -> bytes:
    return resources.repository_text(source).replace(_VERSION, __version__).encode()


def _target(folder: str, file: File) -> str:
    return os.path.join(folder, *file.path.split("/"))


def _check_way(folder: str, path: str) -> None:
    """Refuse a path on which a link, or anything but a folder, stands in the way."""
    place, way = folder, ""
    for step in path.split("/")[:-1]:
        place, way = os.path.join(place, step), f"{way}{step}/"
        if not os.path.lexists(place):
            return
        # Junctions of Windows, too, which are no links to Python.
        if os.path.normcase(os.path.realpath(place)) != os.path.normcase(place):
            raise DtplanError(
                _("{path} was not made: {folder} is a link, which may lead elsewhere").format(
                    path=path, folder=way
                )
            )
        if not os.path.isdir(place):
            raise DtplanError(
                _("{path} was not made: {folder} is no folder").format(path=path, folder=way[:-1])
            )


def _content(target: str, file: File) -> bytes:
    try:
        return read(target) or b""
    except OSError as error:
        raise _unusable(file.path, error) from error


def _refuse_changed(folder: str, found: Found) -> None:
    if look(folder, found.file) != found:
        raise DtplanError(
            _("{path} was changed by another program meanwhile, and was left alone").format(
                path=found.file.path
            )
        )


def _unusable(path: str, error: OSError) -> DtplanError:
    reason = cause(error)
    return DtplanError(
        _("{path} was not written: {reason}").format(path=shown(path), reason=reason)
    )
