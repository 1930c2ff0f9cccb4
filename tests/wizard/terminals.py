"""What the installed program is put into: a terminal of some kind, or a pair of pipes."""

import codecs
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol, Self

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals and no tmux", allow_module_level=True)

from tests.hostile.running import DEADLINE, PROGRAM, environment

PAUSE: Final = 0.05  # the longest that anybody sleeps without looking again
PROMPT = re.compile("> |>$")
# How the line of keys begins, which is drawn when the prompt is ready for typing.
_KEYS: Final = "F1 "
# What is asked line by line ends with its prompt, which shows what stands there.
PLAIN_PROMPT = re.compile(r"(?m)^(?:\[.*\] )?> ")


class Terminal(Protocol):
    """A screen with the program on it.

    `clear` are the keys that empty the line, `enter` those that end it.
    """

    clear: str
    enter: str

    def send(self, keys: str) -> None:
        """Press keys, as the bytes that terminals make of them."""

    def look(self) -> None:
        """Take in what the program has drawn since; waits a moment for it."""

    def lines(self) -> list[str]:
        """The rows of the screen without the blanks at their ends."""

    def prompts(self) -> int:
        """How many prompts have been put so far."""

    def stands(self) -> bool:
        """Whether a prompt is ready for an answer."""

    def has_ended(self) -> bool:
        """Whether the program has left."""


def wait_for(terminal: Terminal, condition: Callable[[], bool]) -> None:
    """Look until `condition` holds; fails with the screen where it never does."""
    stop = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > stop:
            raise AssertionError("waited in vain, and saw:\n" + "\n".join(terminal.lines()))
        terminal.look()


def surroundings(folder: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of somebody at a terminal."""
    return environment(folder, {"TERM": "xterm-256color", "COLORTERM": "", **(extra or {})})


def is_ready(lines: Sequence[str], row: int) -> bool:
    """Whether the cursor is in a prompt, with the line of keys at the foot of the screen."""
    # A long answer takes several rows, of which only the first begins so.
    return (
        bool(lines)
        and lines[-1].startswith(_KEYS)
        and any(PROMPT.match(line) for line in lines[max(row - 5, 0) : row + 1])
    )


class Pipe:
    """Two pipes, for a program that asks line by line."""

    clear = ""
    enter = "\n"

    def __init__(
        self, *arguments: str | Path, folder: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self._said = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_open = True
        self.process = subprocess.Popen(
            [PROGRAM, *arguments],
            cwd=folder,
            env=surroundings(folder, env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def send(self, keys: str) -> None:
        assert self.process.stdin is not None
        self._said += keys  # as a terminal shows what is typed
        with suppress(BrokenPipeError):  # it has ended, as is seen at the next look
            self.process.stdin.write(keys.encode())
            self.process.stdin.flush()

    def look(self) -> None:
        assert self.process.stdout is not None
        stream = self.process.stdout.fileno()
        if select.select([stream], [], [], PAUSE)[0]:
            part = os.read(stream, 1 << 16)
            self._is_open = bool(part)
            self._said += self._decoder.decode(part)

    def text(self) -> str:
        """All that was said so far."""
        return self._said

    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._said[-20_000:].split("\n")]

    def prompts(self) -> int:
        return len(PLAIN_PROMPT.findall(self._said))

    def stands(self) -> bool:
        return self._said.endswith("> ")

    def has_ended(self) -> bool:
        return not self._is_open

    def hang_up(self) -> None:
        """End the answers."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def status(self) -> int:
        """How the program left, as a shell reports it."""
        wait_for(self, self.has_ended)
        status = self.process.wait()
        return status if status >= 0 else 128 - status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        with suppress(BrokenPipeError):
            self.process.__exit__(None, None, None)
