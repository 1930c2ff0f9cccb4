"""The file a plan is drafted in: locked while it is open, saved whole or not at all."""

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, Self

from dtplan.draft.errors import Busy, Changed, NotADraft, Unsaved, busy, free, unusable
from dtplan.draft.lock import Lock, Taken, take
from dtplan.draft.saving import discard, put_in_place, read, sync_folder
from dtplan.i18n import gettext as _
from dtplan.text.shown import shown

__all__ = ["Busy", "Changed", "Draft", "NotADraft", "Unsaved", "opened"]

_MARK: Final = b"\xef\xbb\xbf"
# The longest of the names beside the draft, so that too long a name is refused at once.
_LOCK: Final = ".{}.dtplan-locked"
_CONFLICT: Final = ".conflict-{}"
# Some two seconds together: Windows lets nobody replace what a virus scanner or Word has open.
_PAUSES: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.6)


class Draft:
    """A draft that no other dtplan has open, from `opened` until `close`.

    `path` is as it was given, `target` the real file where that is a link. `source` is what
    stands on the disk, with its byte-order mark if it has one, and empty for a new file. `notes`
    are sentences that the person at work should read before the first answer.
    """

    def __init__(self, path: str, target: str, lock: Lock | None) -> None:
        content = read(target)
        self.path = path
        self.target = target
        self.is_new = content is None
        self.source = content or b""
        self.notes = tuple(_notes(path, target, lock))
        self._lock = lock
        self._mark = _MARK if self.source.startswith(_MARK) else b""
        # What may stand on the disk without another hand having been there.
        self._ours = frozenset(() if content is None else (content,))

    def save(self, text: str) -> None:
        """Make the file hold `text`, all of it, for good; a byte-order mark stays.

        A file that was deleted meanwhile is written anew. Raises Changed, or Unsaved; after that
        it may be tried again.
        """
        data = self._mark + text.encode()

        def replace(temporary: str) -> None:
            self._replace(temporary, data)

        try:
            put_in_place(self.target, data, _file_status(self.target), replace)
        except OSError as error:
            raise Unsaved(self.path, error) from error

    def _replace(self, temporary: str, data: bytes) -> None:
        for pause in (*_PAUSES, None):
            try:
                if self._is_changed():
                    raise self._conflict(temporary)
                # Before, since a Ctrl-C may come between the replacing and the next line.
                self._ours |= {data}
                os.replace(temporary, self.target)
                break
            except PermissionError:
                if pause is None:
                    raise
                time.sleep(pause)
        self._ours, self.source, self.is_new = frozenset((data,)), data, False

    def _is_changed(self) -> bool:
        if not os.path.lexists(self.target):
            return False
        return _file_status(self.target) is None or read(self.target) not in (*self._ours, None)

    def _conflict(self, temporary: str) -> Changed:
        kept = free(self.target + _CONFLICT)
        os.rename(temporary, kept)
        sync_folder(os.path.dirname(kept))
        return Changed(self.path, kept)

    def close(self) -> None:
        """Let others open the draft; a second time it does nothing."""
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def opened(path: str) -> Draft:
    """The draft at `path`, which need not be there yet; its folder must.

    Raises Busy, and NotADraft for what is no regular file or can't be read or written.
    """
    try:
        target = _target(path)
        folder, name = os.path.split(target)
        lock = take(os.path.join(folder, _LOCK.format(name)))
    except Taken as taken:
        raise busy(path, taken.holder) from None
    except OSError as error:
        raise unusable(path, error) from error
    try:
        draft = Draft(path, target, lock)
    except BaseException as error:
        if lock is not None:
            lock.release()
        if isinstance(error, OSError):
            raise unusable(path, error) from error
        raise
    if lock is not None:
        _clear(folder, name)
    return draft


def _target(path: str) -> str:
    """The file that `path` leads to, through links; in a folder that is there."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return _new_target(path)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _refused(path, _("it is a link that leads back to itself")) from None
        raise
    if stat.S_ISDIR(status.st_mode):
        raise _refused(path, _("it is a folder"))
    if not stat.S_ISREG(status.st_mode):
        raise _refused(path, _("it is a device or a pipe, no file"))
    _refuse_large(path, status.st_size)
    target = os.path.realpath(path)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return target


def _new_target(path: str) -> str:
    if os.path.islink(path):
        raise _refused(path, _("it is a link to a file that does not exist"))
    folder, name = os.path.split(path)
    if not name:
        raise _refused(path, _("it is the name of a folder"))
    return os.path.join(os.path.realpath(folder), name)


def _refuse_large(path: str, size: int) -> None:
    # Imported here since the parser behind it takes longer to load than all of this.
    from dtplan.parsing.plan_file import MAX_BYTES

    if size > MAX_BYTES:
        raise _refused(path, _("it is larger than 1 MB, which no plan is"))


def _refused(path: str, reason: str) -> NotADraft:
    return NotADraft(
        path,
        reason,
        hint=_("Please give the path of a plan, or of a new file, such as plan.dtplan.yaml."),
    )


def _notes(path: str, target: str, lock: Lock | None) -> Iterator[str]:
    if lock is None:
        yield _(
            "The disk of {path} has no locks: please make sure that nobody else is drafting it."
        ).format(path=shown(path))
    status = _file_status(target)
    if status is not None and status.st_nlink > 1:
        yield _(
            "{path} also goes by other names (hard links); those will keep the content of now."
        ).format(path=shown(path))


def _file_status(path: str) -> os.stat_result | None:
    """What the system knows of the file at `path`; None where none is, or something else."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _clear(folder: str, name: str) -> None:
    """Remove what a run that was killed left; since the lock is ours, nobody else writes there."""
    stale = re.compile(rf"\.{re.escape(name)}\.[0-9a-f]{{8}}\.tmp")
    with suppress(OSError):
        for entry in os.listdir(folder):
            if stale.fullmatch(entry):
                discard(os.path.join(folder, entry))
