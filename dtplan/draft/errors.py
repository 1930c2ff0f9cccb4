"""What can go wrong with the file a plan is drafted in, in words that say what to do."""

import errno
import os
import time
from contextlib import suppress
from typing import Final

from dtplan.causes import cause
from dtplan.draft.lock import Holder
from dtplan.draft.saving import write_new
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.text.shown import shown

_RESCUED: Final = "{}.rescued-{}{}{}"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


class NotADraft(DtplanError):
    """The path leads to nothing that a draft can be kept in, for a `reason`."""

    def __init__(self, path: str, reason: str, *, hint: str) -> None:
        message = _("no plan can be drafted in {path}: {reason}")
        super().__init__(message.format(path=shown(path), reason=reason), hint=hint)
        self.reason = reason


class Busy(DtplanError):
    """Another dtplan has the draft open."""


class Changed(DtplanError):
    """Another hand changed the file since it was read or saved: theirs stays, ours is in `kept`.

    Saving again would find the same; the draft has to be opened anew.
    """

    def __init__(self, path: str, kept: str) -> None:
        super().__init__(
            _("{path} was changed by another program while it was being drafted here").format(
                path=shown(path)
            ),
            hint=_(
                "Nothing was overwritten: {path} keeps that change, and your version was saved as "
                "{kept}. Please compare the two, put together what is right in {path}, and open it "
                "again."
            ).format(path=shown(path), kept=shown(kept)),
        )
        self.kept = kept


class Unsaved(DtplanError):
    """The text could not be saved; what was saved before is still whole."""

    def __init__(self, path: str, error: OSError) -> None:
        reason, hint = _explained(error)
        message = _("{path} could not be saved: {reason}")
        super().__init__(message.format(path=shown(path), reason=reason), hint=hint)
        self._name = os.path.basename(path)

    def rescue(self, text: str) -> str | None:
        """Write `text` to the home folder, else to the one for temporary files: the path, or None.

        Its name ends like that of the draft, so that one can go on with it.
        """
        from tempfile import gettempdir

        with suppress(OSError):
            return _rescued(os.path.expanduser("~"), self._name, text)
        with suppress(OSError):
            return _rescued(gettempdir(), self._name, text)
        return None


def _rescued(folder: str, name: str, text: str) -> str:
    stem, dot, ending = name.partition(".")
    path = free(os.path.join(folder, _RESCUED).format(stem, "{}", dot, ending))
    # What no file can hold must not keep the rest from being written.
    write_new(path, text.encode(errors="backslashreplace"), None, mode=0o600)
    return path


def free(pattern: str) -> str:
    """The first path of `pattern`, numbered from 1, where there is nothing yet."""
    head, _sign, tail = pattern.rpartition("{}")
    number = 1
    while os.path.lexists(f"{head}{number}{tail}"):
        number += 1
    return f"{head}{number}{tail}"


def busy(path: str, holder: Holder) -> Busy:
    """The error where `holder` has the lock."""
    if holder.user and holder.process:
        message = _(
            "{path} is open in another dtplan: {user} on {computer}, since {time} (process "
            "{process})"
        ).format(
            path=shown(path),
            user=shown(holder.user),
            computer=shown(holder.computer),
            time=time.strftime("%H:%M %d/%m/%Y", time.localtime(holder.since)),
            process=shown(holder.process),
        )
    else:
        message = _("{path} is open in another dtplan").format(path=shown(path))
    return Busy(
        message,
        hint=_("Please go on there, or close it there first; every answer given there is saved."),
    )


def unusable(path: str, error: OSError) -> NotADraft:
    """The error where the file can't be read, or nothing can be written beside it."""
    reason, hint = _explained(error)
    return NotADraft(path, reason, hint=hint)


def _explained(error: OSError) -> tuple[str, str]:
    """What happened and what to do, in the words of people for what happens most."""
    if error.errno in _FULL:
        return (
            _("the disk is full, or your share of it is used up"),
            _("Please free some space, or draft the plan on another disk."),
        )
    if error.errno in _FORBIDDEN:
        return (
            _("the folder or the file is write-protected, or in use by another program"),
            _(
                "Please close other programs that have the file open, check your rights to the "
                "folder, or draft the plan in a folder of your own."
            ),
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return (
            _("its folder does not exist"),
            _("Please make the folder first, or choose another one."),
        )
    if error.errno == errno.ENAMETOOLONG:
        return _("its name is too long"), _("Please choose a shorter name.")
    if error.errno == errno.EIO:
        return (
            _("the disk reports a fault"),
            _("Please draft the plan on another disk, and have this one looked at."),
        )
    return cause(error), _("Please draft the plan in another folder.")
