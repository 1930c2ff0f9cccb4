"""What git is asked: the commit that a revision is, and the files that a commit holds.

A repository may be a stranger's, and nothing that it configures is run. So git never looks at the
files of the working folder: for them it would call filters, monitors and the like.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from threading import Timer
from typing import Final

from dtplan.causes import cause
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.text.shown import escaped, shown

SUBMODULE: Final = "160000"
# Seconds for one answer: a tree may be made to have no end.
PATIENCE: Final = 60
_SAFELY: Final = (
    "--no-pager",
    "--no-replace-objects",
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    # A folder of plans may be made to look like a repository by itself.
    "-c", "safe.bareRepository=explicit",
)  # fmt: skip
_SURROUNDINGS: Final = {
    # What is missing is not fetched; the second is for a git that does not know the first.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Set where a hook of another repository runs dtplan, and about that one.
_OF_ANOTHER: Final = frozenset((
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR",
    "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
))  # fmt: skip
_NAME: Final = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_FATAL: Final = re.compile("^fatal: (.*)", re.MULTILINE)


class Entry(Record):
    """A file of a commit, or a submodule: its mode, what git calls its content, its path."""

    mode: str
    name: str
    path: bytes


class Git(Record):
    """The program, by its path, and the surroundings that it is run in."""

    program: str
    surroundings: Mapping[str, str]

    def commit_of(self, root: str, revision: str) -> str | None:
        """What git calls the commit that `revision` is in the repository at `root`; None for none.

        The revision may not begin with a hyphen. Raises DtplanError where git can't tell.
        """
        done = self._answer(
            root, "rev-parse", "--show-cdup", "--verify", "--quiet", f"{revision}^{{commit}}"
        )
        if done.returncode not in (0, 1):
            raise _refusal(root, done.stderr.decode(errors="replace"))
        above, _end, name = done.stdout.decode(errors="replace").partition("\n")
        if above:  # it went further up, or found what belongs to another folder
            raise _no_answer(root, _("what its `.git` leads to is no repository of this folder"))
        return name.strip() if _NAME.fullmatch(name.strip()) else None

    def entries(self, root: str, commit: str) -> Iterator[Entry]:
        """All files and submodules of a commit; raises DtplanError where they can't be listed."""
        for line in self._listed(root, "ls-tree", "-r", "-z", "--full-tree", commit):
            about, _tab, path = line.partition(b"\t")
            mode, _kind, name = about.decode().split(" ")
            yield Entry(mode, name, path)

    def _answer(self, root: str, *question: str) -> "subprocess.CompletedProcess[bytes]":
        try:
            return subprocess.run(
                (self.program, *_SAFELY, *question),
                cwd=root,
                env=self.surroundings,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            late = _("no answer within {seconds} seconds").format(seconds=PATIENCE)
            raise _no_answer(root, late) from None
        except OSError as error:
            raise _no_answer(root, cause(error)) from error

    def _listed(self, root: str, *question: str) -> Iterator[bytes]:
        """What git lists, one by one: all together may be more than the memory holds."""
        with subprocess.Popen(
            (self.program, *_SAFELY, *question),
            cwd=root,
            env=self.surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            timer = Timer(PATIENCE, process.kill)
            timer.start()
            try:
                rest = b""
                while process.stdout and (part := process.stdout.read(1 << 16)):
                    *whole, rest = (rest + part).split(b"\0")
                    yield from whole
                status = process.wait()
            finally:
                timer.cancel()
        if status:
            raise _no_answer(root, _("the list of its files cannot be read to the end"))


def found(environment: Mapping[str, str]) -> Git:
    """The git of the search path, never one that happens to lie in the working folder.

    Raises DtplanError where there is none.
    """
    # shutil.which looks there first on Windows, and elsewhere if the search path says so.
    path = [folder for folder in os.get_exec_path(environment) if os.path.isabs(folder)]
    inherited = {key: value for key, value in environment.items() if key not in _OF_ANOTHER}
    surroundings = {**inherited, **_SURROUNDINGS, "PATH": os.pathsep.join(path)}
    name = "git.exe" if os.name == "nt" else "git"
    for file in (os.path.join(folder, name) for folder in path):
        if os.path.isfile(file) and os.access(file, os.X_OK):
            return Git(file, surroundings)
    raise DtplanError(
        _("--changed-since needs git, which was not found"),
        hint=_("Install git, or check all plans without --changed-since."),
    )


def _refusal(root: str, told: str) -> DtplanError:
    """What to raise where git refuses a repository, from what it said."""
    if "dubious ownership" in told or "unsafe repository" in told:
        from shlex import quote

        return DtplanError(
            _("git does not open the repository {root}: it belongs to another user").format(
                root=shown(root)
            ),
            hint=_("If you trust it: `{command}`").format(
                command=f"git config --global --add safe.directory {escaped(quote(root))}"
            ),
        )
    reason = _FATAL.search(told)
    return _no_answer(root, shown(reason[1] if reason else told.strip()))


def _no_answer(root: str, reason: str) -> DtplanError:
    return DtplanError(
        _("git does not tell what has changed in {root}: {reason}").format(
            root=shown(root), reason=reason
        ),
        hint=_("Put that right (`git fsck` may say more), or check without --changed-since."),
    )
