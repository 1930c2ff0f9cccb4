"""What the surroundings of a run say: the day in Vietnam, what is wanted, what is given."""

import errno
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from dtplan.i18n import gettext as _
from dtplan.parsing.plan_file import MAX_BYTES
from dtplan.text.shown import shown

# Vietnam keeps UTC+7 all year round.
_VIETNAM: Final = timedelta(hours=7)


class Screen(Protocol):
    """A stream that may be a terminal."""

    def isatty(self) -> bool:
        """Whether it is one."""


def today() -> str:
    """The ISO date in Vietnam."""
    return (datetime.now(UTC) + _VIETNAM).date().isoformat()


def day_number() -> int:
    """The day in Vietnam, by number."""
    return (datetime.now(UTC) + _VIETNAM).toordinal()


def wants_color(choice: str, out: Screen) -> bool:
    """Whether to colour what goes to `out`, by `--color` and the environment."""
    if choice == "auto":
        return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"


def job_summary_file() -> str:
    """The file whose Markdown a GitHub Actions job shows as its summary; "" where there is none."""
    return os.environ.get("GITHUB_STEP_SUMMARY", "")


def standard_input() -> bytes:
    """What stands on standard input, as far as a plan may go; OSError where it can't be read."""
    if sys.stdin is None:  # Python's way to say that it is closed
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def unread(name: str, error: OSError) -> str:
    """What to say of a standard input, called `name`, that can't be read."""
    from dtplan.causes import cause

    path, reason = shown(name), cause(error)
    return _("cannot read {path}: {reason}").format(path=path, reason=reason)
