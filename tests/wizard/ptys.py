"""Pseudo-terminals with the installed program in them, their screens drawn by pyte."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Self

# First of all, since Windows has nothing of what follows.
from tests.wizard.terminals import PAUSE, PLAIN_PROMPT, is_ready, surroundings, wait_for  # isort: skip

import pexpect
import pyte
import pyte.modes

from tests.hostile.running import DEADLINE, PROGRAM

# What a line editor tells the terminal as soon as it reads keys.
_READS_KEYS: Final = b"\x1b[?2004h"


class _Screen(pyte.Screen):
    """A screen that answers where its cursor is, and minds lines that are too long for it."""

    answer: Callable[[str], None]

    def __init__(self, columns: int, rows: int) -> None:
        self.too_wide: list[str] = []
        super().__init__(columns, rows)

    def draw(self, data: str) -> None:
        wraps = pyte.modes.DECAWM in self.mode
        if wraps and self.cursor.x + len(data) > self.columns:
            self.too_wide.append(data)
        super().draw(data)

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Pty:
    """A pseudo-terminal, its screen drawn by pyte."""

    clear = "\x15"  # Ctrl-U: the line up to the cursor
    enter = "\r"

    def __init__(
        self,
        *arguments: str | Path,
        folder: Path,
        columns: int = 80,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.raw = b""
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            str(PROGRAM),
            [str(argument) for argument in arguments],
            cwd=str(folder),
            env=surroundings(folder, env),
            dimensions=(rows, columns),
            timeout=DEADLINE,
        )
        self.child.delaybeforesend = None
        self._screen.answer = self.send
        self._is_open = True

    def send(self, keys: str) -> None:
        self.child.send(keys.encode())

    def look(self) -> None:
        try:
            part = self.child.read_nonblocking(1 << 16, timeout=PAUSE)
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            self._is_open = False
            return
        self.raw += part
        self._stream.feed(part)

    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    def prompts(self) -> int:
        return self.raw.count(_READS_KEYS)

    def stands(self) -> bool:
        return is_ready(self.lines(), self._screen.cursor.y)

    def has_ended(self) -> bool:
        return not self._is_open

    def too_wide(self) -> list[str]:
        """What was written over the right edge."""
        return self._screen.too_wide

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller."""
        self._screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def status(self) -> int:
        """How the program left, as a shell reports it."""
        wait_for(self, self.has_ended)
        self.child.close()
        if self.child.signalstatus is not None:
            return 128 + int(self.child.signalstatus)
        assert self.child.exitstatus is not None
        return int(self.child.exitstatus)

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        self.child.kill(number)

    def hang_up(self) -> int:
        """Close the window, and give the status that the program leaves with."""
        assert self.child.pid is not None
        pty = self.child.ptyproc  # type: ignore[attr-defined]  # unknown to the stubs
        pty.fileobj.close()
        self._is_open = False
        self.child.closed = pty.closed = True
        _pid, raw = os.waitpid(self.child.pid, 0)
        self.child.terminated = pty.terminated = True
        status = os.waitstatus_to_exitcode(raw)
        return status if status >= 0 else 128 - status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if not self.child.closed:
            self.child.close(force=True)


class PlainPty(Pty):
    """A pseudo-terminal where the program asks line by line."""

    def prompts(self) -> int:
        text = self.raw.decode(errors="replace").replace("\r", "")
        return len(PLAIN_PROMPT.findall(text))

    def stands(self) -> bool:
        return self.raw.endswith(b"> ")
