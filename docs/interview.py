"""Draws docs/new.svg: screens of `dtplan new`, played on a real terminal.

Run it after a change of the words or the layout: `python docs/interview.py`.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

import pexpect
import pyte
from picture import DOCS, drawn, keep
from pyte.screens import Char
from rich.style import Style
from rich.text import Text

PLAN: Final = "do-thi.dtplan.yaml"
TEMPLATE: Final = "smart-city"
ANSWERS: Final = DOCS.parent / "examples" / "smart-city.answers.yaml"
COLUMNS: Final = 80
ROWS: Final = 40
_NEW: Final = ["-P", "-m", "dtplan", "new", PLAN, "--lang", "vi"]
_ENTER: Final = "\r"
_CLEAR: Final = "\x15"
# Ends the line of keys, which is drawn under every prompt.
_LAST_KEY: Final = "Ctrl-U xóa dòng"
# For how long nothing more is drawn once a screen stands, and how long that may take.
_QUIET: Final = 0.1
_LONGEST_WAIT: Final = 60.0
_HEX = re.compile("[0-9a-f]{6}")
# pyte's names of colours that rich calls otherwise.
_COLORS: Final = {"default": None, "brown": "yellow", "brightblack": "bright_black"}

Rows = list[Text]


def new() -> str:
    """The picture of an interview as SVG text, the same on every machine."""
    shown = Text()
    for number, rows in enumerate(screens()):
        if number:
            shown.append("\n" + "─" * COLUMNS + "\n", "dim")
        shown.append_text(Text("\n").join(rows))
    title = f"dtplan new {PLAN} --template {TEMPLATE}"
    return drawn(shown, title=title, unique_id="dtplan-new", width=COLUMNS)


def screens() -> list[Rows]:
    """A list that is searched, a deputy in the lead, a vague target, and the end."""
    with tempfile.TemporaryDirectory() as folder:
        # Answered while the first questions of another plan are put, to be gone on with then.
        answered = Path(folder, "answered")
        answered.mkdir()
        answering = _answering(answered)
        first = [*_first_questions(folder)]
        answering.communicate()
        return [*first, *_last_question(answered)]


def _answering(folder: Path) -> "subprocess.Popen[bytes]":
    """Answers all questions of a plan but for one."""
    answers = folder / "answers.yaml"
    told = ANSWERS.read_text("utf-8").replace("    indicator: ", "    # ", 1)
    answers.write_text(told, "utf-8")
    return subprocess.Popen(
        [sys.executable, *_NEW, "--template", TEMPLATE, "--answers", answers],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _first_questions(folder: str) -> Iterable[Rows]:
    with Session(folder, "--template", TEMPLATE) as session:
        session.wait("`title`")
        session.type("Đề án đô thị thông minh thành phố Z" + _ENTER, "`agency.level`")
        session.type(_ENTER, "`agency.name`")
        session.type("thanh pho", "Ủy ban nhân dân thành phố Đà Nẵng")
        yield session.rows("`agency.name`")
        name = _CLEAR + "Ủy ban nhân dân thành phố Z"
        session.type(name + _ENTER, "`lead.position`")
        session.type("Phó Chủ tịch Ủy ban nhân dân thành phố" + _ENTER, "DT307")
        yield session.rows("`lead.position`")


def _last_question(folder: Path) -> Iterable[Rows]:
    with Session(folder) as session:
        session.wait("`indicator`")
        session.type("Nâng cao sự hài lòng của người dân" + _ENTER, "DT207")
        yield session.rows("Mục tiêu MT2")
        indicator = _CLEAR + "Thời gian trung bình xử lý một phản ánh hiện trường"
        session.type(indicator + _ENTER, "Đã hỏi hết")
        session.type(_ENTER, f"dtplan check {PLAN}")
        yield session.rows("Đáp ứng")


class Session:
    """The wizard on a terminal of its own, and somebody who types."""

    def __init__(self, folder: str | Path, *arguments: str) -> None:
        self._screen = _Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self._screen)
        self._child = pexpect.spawn(
            sys.executable,
            [*_NEW, *arguments],
            cwd=str(folder),
            env=_environment(),
            encoding="utf-8",
            dimensions=(ROWS, COLUMNS),
        )
        self._child.delaybeforesend = None
        self._screen.child = self._child

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close(force=True)

    def type(self, keys: str, awaited: str) -> None:
        """Press `keys` and wait for what they bring."""
        self._child.send(keys)
        self.wait(awaited)

    def wait(self, awaited: str) -> None:
        """Wait until `awaited` stands on the screen and the program listens again, or has ended."""
        latest = time.monotonic() + _LONGEST_WAIT
        while self._has_drawn() or awaited not in self._text() or not self._has_paused():
            if time.monotonic() > latest:
                raise TimeoutError(f"no {awaited!r} on the screen:\n{self._text()}")

    def _has_paused(self) -> bool:
        return self._text().rstrip().endswith(_LAST_KEY) or not self._child.isalive()

    def _has_drawn(self) -> bool:
        try:
            self._stream.feed(self._child.read_nonblocking(1 << 16, timeout=_QUIET))
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        return True

    def _text(self) -> str:
        return "\n".join(self._screen.display)

    def rows(self, first: str) -> Rows:
        """What stands on the screen from the last row with `first` on, without doubled gaps."""
        rows = [self._row(number) for number in range(ROWS)]
        begin = max(number for number, row in enumerate(rows) if first in row.plain)
        kept: Rows = []
        for row in rows[begin:]:
            if row.plain or kept[-1].plain:
                kept.append(row)
        return kept if kept[-1].plain else kept[:-1]

    def _row(self, number: int) -> Text:
        cells = [self._screen.buffer[number][column] for column in range(COLUMNS)]
        while cells and cells[-1].data == " " and cells[-1].bg == "default":
            cells.pop()
        row = Text()
        for style, run in groupby(cells, _style):
            row.append("".join(cell.data for cell in run), style)
        return row


class _Screen(pyte.Screen):
    """A screen that says where its cursor is when the program asks."""

    child: "pexpect.spawn[str]"

    def write_process_input(self, data: str) -> None:
        self.child.send(data)


def _style(cell: Char) -> Style:
    """How a cell of the screen looks, in rich's words."""
    return Style(
        color=_color(cell.fg),
        bgcolor=_color(cell.bg),
        bold=cell.bold,
        italic=cell.italics,
        reverse=cell.reverse,
    )


def _color(name: str) -> str | None:
    return f"#{name}" if _HEX.fullmatch(name) else _COLORS.get(name, name)


def _environment() -> dict[str, str]:
    unset = ("NO_COLOR", "COLORTERM")
    kept = {key: value for key, value in os.environ.items() if key not in unset}
    return {**kept, "PYTHONUTF8": "1", "TERM": "xterm-256color"}


if __name__ == "__main__":
    keep("new.svg", new())
