"""The bytes of a plan's file, whatever lies at its path."""

import os
import stat
from typing import Final

from dtplan.errors import DtplanError, Refused

MAX_BYTES: Final = 1_000_000


def read(path: str) -> bytes:
    """The bytes of the file at `path`, one more than a plan may have at most.

    Raises Refused for what is no regular file, and DtplanError for what can't be opened.
    """
    # A FIFO would block the open for ever; Windows knows neither flag nor FIFO.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except IsADirectoryError:
        raise Refused("not_regular_file") from None
    except OSError as error:
        raise unopened(path, error) from error
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise Refused("not_regular_file")
        return _content(descriptor, about.st_size)
    except OSError as error:
        raise unopened(path, error) from error
    finally:
        os.close(descriptor)


def _content(descriptor: int, size: int) -> bytes:
    """What can be read, whatever `size` the system tells: it sizes the steps only."""
    # To ask for a megabyte makes room for one, which takes longer than the reading.
    step = size + 1
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    while left and (part := os.read(descriptor, min(left, step))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def unopened(path: str, error: OSError) -> DtplanError:
    """What to raise where the system lets nobody read what is at `path`."""
    from dtplan.causes import cause
    from dtplan.i18n import gettext as _
    from dtplan.text.shown import shown

    return DtplanError(
        _("cannot read {path}: {reason}").format(path=shown(path), reason=cause(error)),
        hint=_("Check the path and your right to read the file."),
    )
