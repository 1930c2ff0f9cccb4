"""How far a long run is, on a terminal; nobody else is told."""

import os
import sys
import time
from typing import Any, Final, TextIO

import click

from dtplan.i18n import gettext as _

# Seconds after which a run is long.
PATIENCE: Final = 1.0


class Progress:
    """A bar that tells how many of how many plans are done; for a short run there is none."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began = time.monotonic()
        self._bar: Any = None
        self._told = 0

    def __call__(self, done: int, all_of_them: int) -> None:
        """Tell that so many are done; where all are, the bar is closed."""
        if self._bar is None and time.monotonic() - self._began > PATIENCE:
            self._bar = click.progressbar(
                length=all_of_them,
                label=_("Checking"),
                show_pos=True,
                file=self._stream,
                update_min_steps=max(1, all_of_them // 200),
            )
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(done - self._told)
            self._told = done
        if done == all_of_them:
            self.close()

    def close(self) -> None:
        """Leave the terminal as if nothing had been there but the line."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        self._bar, self._told, self._began = None, 0, time.monotonic()


def progress(*, quiet: bool) -> Progress | None:
    """What tells of a run's progress; None where no person looks on."""
    stream = sys.stderr
    is_watched = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    return Progress(stream) if is_watched and not quiet else None
