"""A wizard that is killed at any moment loses at most the answer that was being typed.

An answer is confirmed once the next question stands. `make fault` tries many moments.
"""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from threading import Timer

from dtplan.node import Plain
from dtplan.parsing.document import Document, load
from tests import interviews
from tests.fault.killing import FAULTS, moments
from tests.wizard.driver import Asked, Planner
from tests.wizard.terminals import Pipe

FILE = "plan.dtplan.yaml"
TEMPLATE = "smart-city"
LONGEST = 1.0  # second of answering: some fifty answers
# The usual run shares its number of faults with those of the saving alone.
COUNT = FAULTS if "DTPLAN_FAULTS" in os.environ else 10
WHOLE = {**interviews.drafted(TEMPLATE), "id": "plan", "status": "draft"}


class Killed(Exception):
    """The program has gone."""


class Hasty(Planner):
    """A planner who answers as fast as asked; `confirmed` is the file when a question stands."""

    def __init__(self, pipe: Pipe, file: Path) -> None:
        super().__init__(pipe, interviews.typed(TEMPLATE), interviews.begun(TEMPLATE))
        self.file = file
        self.confirmed = b""

    def asked(self) -> Asked:
        if self.terminal.has_ended():
            raise Killed
        return super().asked()

    def press(self, keys: str) -> None:
        self.send(keys)
        if self.terminal.has_ended():
            self.replies -= 1  # nobody has confirmed this one
            raise Killed
        self.confirmed = self.file.read_bytes()


def test_a_killed_wizard_keeps_every_answer_it_confirmed(tmp_path: Path) -> None:
    replies = 0
    for number, moment in enumerate(moments(34, LONGEST, COUNT)):
        folder = tmp_path / str(number)
        folder.mkdir()
        planner = killed_after(moment, folder)
        plan, confirmed = held(planner.file.read_bytes()), held(planner.confirmed)
        assert is_within(confirmed, plan)
        assert is_within(plan, WHOLE)
        assert planner.replies == 0 or plan["title"] == WHOLE["title"]
        replies += planner.replies
        shutil.rmtree(folder)
    assert replies > 5 * COUNT


def killed_after(seconds: float, folder: Path) -> Hasty:
    """Answer for some seconds, while the wizard is killed in the midst of whatever it does."""
    with Pipe("new", FILE, "--plain", "--template", TEMPLATE, folder=folder) as pipe:
        planner = Hasty(pipe, folder / FILE)
        assert planner.asked().key == "title"
        planner.confirmed = planner.file.read_bytes()
        timer = Timer(seconds, os.killpg, (pipe.process.pid, signal.SIGKILL))
        timer.start()
        with suppress(Killed):
            planner.interview()
        timer.join()
        assert pipe.process.wait() == -signal.SIGKILL
    return planner


def held(source: bytes) -> dict[str, Plain]:
    """What a plan holds, as plain values."""
    plan = load(FILE, source)
    assert isinstance(plan, Document)
    values = plan.root.plain()
    assert isinstance(values, dict)
    return values


def is_within(part: Plain, whole: Plain) -> bool:
    """Whether all that `part` holds stands in `whole`, at the same places."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and is_within(value, whole[key]) for key, value in part.items()
        )
    if isinstance(part, list):
        return (
            isinstance(whole, list) and len(part) <= len(whole) and all(map(is_within, part, whole))
        )
    return part == whole
