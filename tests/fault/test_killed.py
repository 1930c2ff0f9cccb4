"""A run that is killed while it saves loses nothing that it had saved."""

import signal
import sys
import time
from pathlib import Path

import pytest

from dtplan.draft import opened
from dtplan.parsing.document import Document, load
from tests.fault import saver
from tests.fault.killing import FAULTS, killed, moments

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

LONGEST = 0.05  # some saves on a slow disk, some hundred on a fast one


def test_a_killed_run_keeps_every_save_it_confirmed(tmp_path: Path) -> None:
    file = tmp_path / "plan.dtplan.yaml"
    command: list[str | Path] = [sys.executable, saver.__file__, file]
    confirmed = interrupted = 0
    for moment in moments(34, LONGEST):
        run = killed(command, moment, folder=tmp_path, ready=b"ready\n")
        assert run.status == -signal.SIGKILL, run.err.decode()
        told = run.out.decode().split()[1:]
        confirmed = int(told[-1]) if told else confirmed
        interrupted += bool(list(tmp_path.glob(".*.tmp")))
        if not file.exists():  # killed within the very first save
            assert not confirmed
            continue
        source = file.read_bytes()
        number = saver.number_in(source)
        assert confirmed <= number <= confirmed + 1
        assert source.decode() == saver.plan(number)
        assert isinstance(load(str(file)), Document)
        confirmed = number
    assert confirmed > FAULTS
    assert interrupted, "no run was killed within a save: the test proves nothing"


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    file = tmp_path / "plan.dtplan.yaml"
    others = {tmp_path / name for name in (".plan.dtplan.yaml.tmp", ".b.dtplan.yaml.0123abcd.tmp")}
    for path in (*others, tmp_path / ".plan.dtplan.yaml.0123abcd.tmp"):
        path.write_text("half")
    killed([sys.executable, saver.__file__, file], 0, folder=tmp_path, ready=b"ready\n1\n")
    with opened(str(file)):
        pass
    assert set(tmp_path.iterdir()) == {file, *others}


def test_the_harness_sees_a_program_that_ends_by_itself(tmp_path: Path) -> None:
    began = time.monotonic()
    run = killed([sys.executable, "-c", "print('done')"], 20, folder=tmp_path)
    assert (run.status, run.out.strip()) == (0, b"done")
    assert time.monotonic() - began < 20


def test_the_moments_are_the_same_for_the_same_seed() -> None:
    assert list(moments(1, 2.0, 5)) == list(moments(1, 2.0, 5)) != list(moments(2, 2.0, 5))
    assert all(0 <= moment <= 2.0 for moment in moments(1, 2.0, 100))
