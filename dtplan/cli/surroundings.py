"""What the surroundings of a run say: the day in Vietnam, and whether colour is wanted."""

import os
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

# Vietnam keeps UTC+7 all year round.
_VIETNAM: Final = timedelta(hours=7)


class Screen(Protocol):
    """A stream that may be a terminal."""

    def isatty(self) -> bool:
        """Whether it is one."""


def today() -> str:
    """The ISO date in Vietnam."""
    return (datetime.now(UTC) + _VIETNAM).date().isoformat()


def wants_color(choice: str, out: Screen) -> bool:
    """Whether to colour what goes to `out`, by `--color` and the environment."""
    if choice == "auto":
        return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"
