"""Processes that share the work are killed, the run is interrupted: same bytes, nothing left."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest

from bench.plans import write_plans
from tests.command import DTPLAN
from tests.fault.killing import FAULTS, moments
from tests.hostile.running import environment

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")

PLANS = 150
JOBS = 3
COMMAND = (DTPLAN, "check", "--format", "json", "--lang", "en", "--no-cache")
LONGEST = 0.5  # most of such a run
PATIENCE = 10.0
TIMES = max(6, FAULTS // 3)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plans(tmp_path_factory.mktemp("many") / "plans", PLANS)


@pytest.fixture(scope="module")
def wanted(plans: Path) -> bytes:
    done = subprocess.run(
        [*COMMAND, plans.name], cwd=plans.parent, capture_output=True, check=False
    )
    assert done.returncode == 1
    return done.stdout


class Run:
    """A check on its way, in a session of its own."""

    def __init__(self, plans: Path, out: IO[bytes], err: IO[bytes], *more: str) -> None:
        command: list[str | Path] = [*COMMAND, f"--jobs={JOBS}", *more, plans.name]
        self.out, self.err = out, err
        self.process = subprocess.Popen(
            command,
            cwd=plans.parent,
            env=environment(plans.parent, {}),
            stdout=out,
            stderr=err,
            start_new_session=True,
        )

    def processes(self) -> list[int]:
        """All that are alive of it."""
        found = []
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/stat") as file:
                    state, _parent, _group, session = file.read().rpartition(")")[2].split()[:4]
            except (OSError, ValueError):
                continue
            if session == str(self.process.pid) and state != "Z":
                found.append(int(name))
        return found

    def workers(self) -> list[int]:
        """The processes that share the work, once all of them have been started."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            found = [pid for pid in self.processes() if pid != self.process.pid]
            if len(found) >= JOBS:
                return found
        return []

    def ended(self) -> tuple[int, bytes, bytes]:
        """How it ended, and what it wrote."""
        status = self.process.wait(timeout=60)
        texts = []
        for stream in (self.out, self.err):
            stream.seek(0)
            texts.append(stream.read())
        return status, texts[0], texts[1]

    def is_gone(self) -> bool:
        """Whether none of its processes stays behind."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if not self.processes():
                return True
            time.sleep(0.02)
        return False


@pytest.fixture
def started(plans: Path) -> Iterator[Callable[..., Run]]:
    """Starts runs, and leaves none."""
    runs: list[Run] = []

    def start(*more: str) -> Run:
        runs.append(Run(plans, tempfile.TemporaryFile(), tempfile.TemporaryFile(), *more))
        return runs[-1]

    yield start
    for run in runs:
        for pid in run.processes():
            os.kill(pid, signal.SIGKILL)
        run.process.wait()
        run.out.close()
        run.err.close()


def sent(pid: int, number: int) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


@pytest.mark.parametrize("count", [1, JOBS])
def test_what_a_killed_worker_had_in_hand_is_done_all_the_same(
    started: Callable[..., Run], wanted: bytes, count: int
) -> None:
    chance, killed = random.Random(count), 0
    for moment in moments(count, LONGEST, TIMES):
        run = started()
        workers = run.workers()
        time.sleep(moment)
        for pid in chance.sample(workers, min(count, len(workers))):
            killed += run.process.poll() is None
            sent(pid, signal.SIGKILL)
        assert run.ended() == (1, wanted, b"")
        assert run.is_gone()
    assert killed > TIMES // 2, "hardly any was killed in time: the test proves nothing"


@pytest.mark.parametrize("is_to_all", [True, False])
def test_an_interrupted_run_says_so_and_leaves_no_process(
    started: Callable[..., Run], is_to_all: bool
) -> None:
    statuses = []
    for moment in moments(7, LONGEST, TIMES):
        run = started()
        run.workers()
        time.sleep(moment)
        # A terminal tells every process, a program that stops another one tells that.
        (os.killpg if is_to_all else os.kill)(run.process.pid, signal.SIGINT)
        status, _out, err = run.ended()
        statuses.append(status)
        assert status in (1, 130)
        assert err == b""
        assert run.is_gone()
    assert statuses.count(130) > TIMES // 2


def test_a_run_interrupted_while_it_starts_its_workers_leaves_none(
    started: Callable[..., Run],
) -> None:
    for moment in moments(8, LONGEST / 2, TIMES * 2):
        run = started()
        time.sleep(moment)
        os.killpg(run.process.pid, signal.SIGINT)
        status, _out, err = run.ended()
        # Before the program has begun, Python ends in its own ways.
        if status == 130:
            assert err == b""
        assert run.is_gone()


def test_who_interrupts_again_and_again_is_heard(started: Callable[..., Run]) -> None:
    for moment in moments(9, 0.2, TIMES // 2):
        run = started()
        run.workers()
        time.sleep(moment)
        for _time in range(3):
            os.killpg(run.process.pid, signal.SIGINT)
            time.sleep(0.08)  # as fast as a finger
        status, _out, err = run.ended()
        assert status in (1, 130, -signal.SIGINT)
        assert b"Traceback" not in err
        assert run.is_gone()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_the_workers_of_a_killed_run_end(started: Callable[..., Run], number: int) -> None:
    for moment in moments(number, LONGEST, TIMES // 2):
        run = started()
        run.workers()
        time.sleep(moment)
        sent(run.process.pid, number)
        run.ended()
        assert run.is_gone()


def test_nobody_is_left_where_no_one_reads_the_report(started: Callable[..., Run]) -> None:
    run = started("--output=json=/dev/full")
    assert run.ended()[0] == 2
    assert run.is_gone()
