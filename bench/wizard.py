"""The wizard measured: to its first question, and from an answer to the next question."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench.plans import REFERENCE
from dtplan import wizard
from dtplan.draft import Draft
from dtplan.parsing.document import Document, load
from dtplan.ruleset import shipped
from dtplan.settings import Settings
from dtplan.wizard.talk import Note, Prompt, Stopped

# Seconds of CPU that are promised.
FIRST_QUESTION: Final = 0.6
NEXT_QUESTION: Final = 0.05
TASKS: Final = 200
_LONGEST: Final = 20  # seconds of waiting for what may never be drawn
_READY: Final = b"\x1b[?2004h"  # pasting is asked for when a line may be typed
_CHANGED: Final = (0, 99, 199)


class _Unsaving(Draft):
    """A draft that leaves the disk alone, whose time is its own."""

    def save(self, text: str) -> None:
        pass


class _Planner:
    """Answers all that is asked of some tasks, and notes the CPU to each next question."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self._since: float | None = None

    def ask(self, prompt: Prompt) -> str:
        now = time.process_time()
        if self._since is not None:
            self.taken.append(now - self._since)
        reply = self._reply(prompt)
        self._since = time.process_time() if reply else None
        return reply or prompt.default or prompt.suggestion

    def _reply(self, prompt: Prompt) -> str:
        if not prompt.path:
            raise Stopped(0)
        number = len(self.taken)
        return {
            "title": f"Kết nối {number} kho dữ liệu",
            "position": f"Giám đốc {number}",
            "outputs": f"{number} kho dữ liệu đã kết nối",
        }.get(str(prompt.path[-1]), "")

    def tell(self, *notes: Note) -> None:
        pass

    def pause(self, text: str) -> None:
        pass

    def stop(self, reason: Stopped) -> None:
        """No signal comes."""

    def begin(self, title: str, intro: str) -> None:
        pass

    def choose_item(self, path: tuple[str | int, ...], written: int) -> str | None:
        return None


def large_plan() -> str:
    """The reference plan with its tasks over and over, each with an id and title of its own."""
    reference = REFERENCE.read_text("utf-8")
    start = reference.index("tasks:\n") + len("tasks:\n")
    inside = re.split(r"(?m)^(?=[a-z])", reference[start:], maxsplit=1)[0]
    end = start + len(inside)
    items = re.split(r"(?m)^(?=  - id: )", inside)[1:]
    tasks = "".join(_numbered(items[number % len(items)], number) for number in range(TASKS))
    return reference[:start] + tasks + reference[end:]


def _numbered(item: str, number: int) -> str:
    item = re.sub(r"id: NV\d+", f"id: NV{number + 1}", item, count=1)
    item = re.sub(r"    after:.*\n", "", item)
    return item.replace("title: ", f"title: Đợt {number} ", 1)


def between_questions(folder: Path) -> list[float]:
    """Seconds of CPU from answers to the questions after them, in a plan with many tasks."""
    path = str(folder / "large.dtplan.yaml")
    plan = load(path, large_plan().encode())
    assert isinstance(plan, Document)
    settings = Settings((shipped("ct34"),), today="2024-12-31", as_status="submitted")
    planner = _Planner()
    course = wizard.interview(
        _Unsaving(path, path, None), plan, planner, settings, from_the_start=False
    )
    for number in _CHANGED:
        course.session = course.session.taking_up(("tasks", number))
    with suppress(Stopped):
        wizard.lead_through(course)
    return planner.taken


def first_question(folder: Path) -> float:
    """Seconds of CPU of a wizard on a terminal that is stopped once its first question stands."""
    import termios  # here, since Windows has none

    path = folder / "new.dtplan.yaml"
    path.write_text("dtplan: 1\n", "utf-8")
    command = [sys.executable, "-m", "dtplan", "new", str(path), "--lang", "en"]
    master, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    )
    os.close(terminal)
    stands = _until(master, _READY)
    os.write(master, b"\x03")
    _until(master, b"")
    os.kill(process.pid, signal.SIGKILL)  # no longer there, as a rule, but not reaped
    _pid, _status, usage = os.wait4(process.pid, 0)
    process.returncode = 0  # reaped above
    os.close(master)
    assert stands, "the first question was never put"
    return usage.ru_utime + usage.ru_stime


def _until(terminal: int, wanted: bytes) -> bool:
    """Read what is drawn until `wanted` stands there; if that is empty, to the end."""
    drawn = b""
    with suppress(OSError):  # Linux says so where the other side is closed
        while select.select([terminal], [], [], _LONGEST)[0] and (part := os.read(terminal, 4096)):
            drawn += part
            if wanted and wanted in drawn:
                return True
    return False
