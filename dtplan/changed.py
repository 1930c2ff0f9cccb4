"""Which plans differ from a revision of their git repository: `--changed-since`."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from dtplan.config.file import repository_root
from dtplan.errors import DtplanError, Refused
from dtplan.files import STDIN, real_folder, slashed
from dtplan.git import SUBMODULE, Entry, Git
from dtplan.i18n import gettext as _
from dtplan.parsing.plan_file import read
from dtplan.text.shown import shown

_FILE: Final = "100"
_SHA1_DIGITS: Final = 40


def changed(
    paths: Sequence[str], revision: str, git: Git, note: Callable[[str], None]
) -> tuple[str, ...]:
    """Those of the files at `paths` that differ from `revision`, or that it does not know.

    It is a revision of the repository of the working folder, for files outside of that of their
    own; a submodule is held against the commit that the revision has for it. Line ends do not
    count; a link always does, and so does what can't be read. `note` is told of what is as it was.
    Raises DtplanError where git can't tell.
    """
    _refuse(paths, revision)
    same: set[str] = set()
    for root, inside in _by_repository(paths).items():
        commit = git.commit_of(root, revision)
        if commit is None:
            raise _unknown(revision, root)
        same.update(_unchanged(git, root, commit, inside))
    for path in paths:
        if path in same:
            told = _("passed over: {path} is as in {revision}")
            note(told.format(path=shown(path), revision=shown(revision)))
    return tuple(path for path in paths if path not in same)


def _refuse(paths: Sequence[str], revision: str) -> None:
    """Refuse what git can't be asked."""
    if STDIN in paths:
        raise DtplanError(
            _("--changed-since is for files, and standard input is none"),
            hint=_("Name files or folders in place of -."),
        )
    if not revision.strip():
        raise DtplanError(
            _("--changed-since names no revision"),
            hint=_("Where `git merge-base` was to find it, fetch more of the history first."),
        )
    if revision.startswith("-"):
        raise DtplanError(
            _("--changed-since: “{revision}” is no revision").format(revision=shown(revision)),
            hint=_("Name a commit, a branch or a tag, like origin/main or HEAD~1."),
        )


def _by_repository(paths: Sequence[str]) -> dict[str, dict[bytes, str]]:
    """The paths by the root of their repository, and there by what git calls them."""
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(real_folder(os.path.dirname(path)), []).append(path)
    here = _root_here()
    found: dict[str, dict[bytes, str]] = {}
    for folder, inside in by_folder.items():
        is_here = here is not None and _below(folder, here) is not None
        root = here if is_here else repository_root(folder)
        if root is None:
            raise _outside(inside[0])
        names = found.setdefault(root, {})
        for path in inside:
            place = os.path.join(_below(folder, root) or "", os.path.basename(path))
            names[os.fsencode(slashed(place))] = path
    return found


def _root_here() -> str | None:
    try:
        return repository_root(os.path.realpath(os.curdir))
    except OSError:  # it was removed
        return None


def _below(folder: str, root: str) -> str | None:
    """The path from `root` to `folder`, both real; None where it does not lie there."""
    if folder == root:
        return ""
    start = os.path.join(root, "")
    return folder.removeprefix(start) if folder.startswith(start) else None


def _unchanged(git: Git, root: str, commit: str, files: Mapping[bytes, str]) -> Iterator[str]:
    """Those of `files`, by their paths from `root`, that are as they were in the commit."""
    for entry in git.entries(root, commit):
        if entry.mode == SUBMODULE:
            yield from _unchanged_in_submodule(git, root, entry, files)
        elif entry.path in files and entry.mode.startswith(_FILE):
            path = files[entry.path]
            if _holds(path, entry.name):
                yield path


def _unchanged_in_submodule(
    git: Git, root: str, link: Entry, files: Mapping[bytes, str]
) -> Iterator[str]:
    start = link.path + b"/"
    inside = {path[len(start) :]: file for path, file in files.items() if path.startswith(start)}
    folder = os.path.join(root, os.fsdecode(link.path))
    if (
        inside
        and repository_root(folder) == folder
        and git.commit_of(folder, link.name) == link.name
    ):
        yield from _unchanged(git, folder, link.name, inside)


def _holds(path: str, name: str) -> bool:
    """Whether the file at `path` is the one git calls `name`, but for the line ends of Windows."""
    if os.path.islink(path):
        return False
    try:
        content = read(path)
    except (DtplanError, Refused):  # the check will tell
        return False
    return name in (_name(content, name), _name(content.replace(b"\r\n", b"\n"), name))


def _name(content: bytes, like: str) -> str:
    """What git calls a file of this content in the repository that has the name `like`."""
    named = hashlib.sha1 if len(like) == _SHA1_DIGITS else hashlib.sha256
    return named(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _unknown(revision: str, root: str) -> DtplanError:
    return DtplanError(
        _("--changed-since: the repository {root} has no commit “{revision}”").format(
            root=shown(root), revision=shown(revision)
        ),
        hint=_("Fetch it first: CI often fetches the last commit alone (fetch-depth, GIT_DEPTH)."),
    )


def _outside(path: str) -> DtplanError:
    return DtplanError(
        _("--changed-since: {path} is in no git repository").format(path=shown(path)),
        hint=_("Check it without --changed-since."),
    )
