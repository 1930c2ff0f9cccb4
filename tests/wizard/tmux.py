"""A window of tmux with the installed program in it."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.hostile.running import PROGRAM
from tests.wizard.terminals import PAUSE, PROMPT, is_ready, surroundings, wait_for


class Tmux:
    """A window of tmux on a server of its own."""

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
        found = shutil.which("tmux")
        assert found, "tmux is wanted for these tests: please install it"
        self._socket = folder / ".tmux"
        self._told = folder / ".status"
        self._tmux: Sequence[str] = (found, "-S", str(self._socket), "-f", os.devnull)
        self._env = surroundings(folder, {"PATH": os.environ["PATH"], **(env or {})})
        self._all: list[str] = []
        self._cursor = self._above = 0
        script = 'told=$1; shift; "$@"; echo $? >"$told"; exec sleep 60'
        command = ["sh", "-c", script, "sh", self._told, PROGRAM, *arguments]
        size = ("-x", str(columns), "-y", str(rows))
        self._run(
            "start-server",
            ";",
            "set",
            "-g",
            "history-limit",
            "100000",
            ";",
            "new-session",
            "-d",
            *size,
            "-c",
            str(folder),
            *map(str, command),
        )

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [*self._tmux, *words], env=self._env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def send(self, keys: str) -> None:
        codes = [f"{byte:02x}" for byte in keys.encode()]
        self._run("send-keys", "-H", *codes)

    def look(self) -> None:
        time.sleep(PAUSE / 5)
        where = ("display-message", "-p", "#{cursor_y} #{history_size}", ";")
        told, *self._all = self._run(*where, "capture-pane", "-p", "-S", "-").splitlines()
        self._cursor, self._above = map(int, told.split())

    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._all[self._above :]]

    def prompts(self) -> int:
        return sum(bool(PROMPT.match(line)) for line in self._all)

    def stands(self) -> bool:
        return is_ready(self.lines(), self._cursor)

    def has_ended(self) -> bool:
        return self._told.exists() and bool(self._told.read_text())

    def status(self) -> int:
        """How the program left."""
        wait_for(self, self.has_ended)
        self.look()
        return int(self._told.read_text())

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def too_wide(self) -> list[str]:
        """What was written over the right edge."""
        width = int(self._run("display-message", "-p", "#{window_width}"))
        joined = self._run("capture-pane", "-p", "-J", "-S", "-").splitlines()
        return [line for line in joined if len(line.rstrip()) > width]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)
