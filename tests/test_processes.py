"""Processes that work for this one: what they do comes back, and what is lost is told at once."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future
from concurrent.futures import wait as wait_for
from contextlib import suppress
from pathlib import Path

import pytest

from dtplan.runs.processes import Processes

PATIENCE = 30.0
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def pair() -> Iterator[Processes]:
    before = set(multiprocessing.active_children())
    with Processes(2) as made:
        yield made
    assert set(multiprocessing.active_children()) == before


def square(number: int) -> int:
    return number * number


def own_id(_any: object = None) -> int:
    time.sleep(0.01)
    return os.getpid()


def fail(text: str) -> None:
    raise ValueError(text)


def unsendable(_any: object) -> object:
    return lambda: None


def die(_any: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_while_answering(delay: float) -> bytes:
    threading.Timer(delay, os.kill, (os.getpid(), signal.SIGKILL)).start()
    return bytes(60_000_000)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def touch(path: str) -> None:
    Path(path).touch()


def outcomes(futures: list["Future[object]"]) -> list[object]:
    """What came of each, an error as itself; none is waited for in vain."""
    _done, left = wait_for(futures, timeout=PATIENCE)
    assert not left
    return [future.exception() or future.result() for future in futures]


def test_what_is_done_comes_back_to_whoever_asked(pair: Processes) -> None:
    futures = [pair.submit(square, number) for number in range(200)]
    assert [future.result() for future in futures] == [number**2 for number in range(200)]


def test_all_of_them_work_and_none_is_this_one(pair: Processes) -> None:
    found = {future.result() for future in [pair.submit(own_id) for _time in range(40)]}
    assert len(found) == 2 and os.getpid() not in found


def test_large_things_go_out_and_come_back(pair: Processes) -> None:
    futures = [pair.submit(bytes.upper, b"a" * 5_000_000) for _time in range(6)]
    assert {future.result() for future in futures} == {b"A" * 5_000_000}


def test_an_error_is_told_and_harms_no_other(pair: Processes) -> None:
    failed = pair.submit(fail, "no such thing")
    with pytest.raises(RuntimeError, match="no such thing"):
        failed.result()
    with pytest.raises(RuntimeError):
        pair.submit(unsendable, 1).result()
    with pytest.raises(Exception, match="pickle"):
        pair.submit(square, lambda: None).result()
    assert outcomes([pair.submit(square, 3) for _time in range(8)]) == [9] * 8


@POSIX
def test_what_a_lost_process_had_in_hand_is_told_and_the_other_goes_on(pair: Processes) -> None:
    lost = pair.submit(die, 1)
    assert isinstance(lost.exception(PATIENCE), BrokenExecutor)
    futures = [pair.submit(own_id) for _time in range(10)]
    assert len({future.result() for future in futures}) == 1


@POSIX
@pytest.mark.parametrize("delay", [0.0, 0.01, 0.02, 0.03, 0.05, 0.1])
def test_an_answer_that_was_begun_is_not_waited_for(pair: Processes, delay: float) -> None:
    # The pool of the standard library does, for ever.
    futures: list[Future[object]] = [pair.submit(die_while_answering, delay) for _time in range(2)]
    for found in outcomes(futures):
        assert isinstance(found, BrokenExecutor | bytes)


@POSIX
def test_where_none_is_left_nothing_is_taken(pair: Processes) -> None:
    futures: list[Future[object]] = [pair.submit(die, number) for number in range(20)]
    assert all(isinstance(found, BrokenExecutor) for found in outcomes(futures))
    with pytest.raises(BrokenExecutor):
        pair.submit(square, 1)


def test_what_was_not_begun_can_be_given_up(tmp_path: Path) -> None:
    pool = Processes(1)
    first = pool.submit(sleep, 0.2)
    others = [pool.submit(touch, str(tmp_path / str(number))) for number in range(20)]
    while not first.running():
        time.sleep(0.001)
    pool.shutdown(cancel_futures=True)
    assert first.result() is None
    for future in others:
        with pytest.raises(CancelledError):
            future.result()
    assert not list(tmp_path.iterdir())
    assert not multiprocessing.active_children()


@POSIX
@pytest.mark.parametrize("few", [0, 1])
def test_a_machine_that_starts_no_more_has_to_do_with_fewer(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = multiprocessing.Process.start
    left = few

    def start(self: multiprocessing.Process) -> None:
        nonlocal left
        if not left:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        left -= 1
        real(self)

    monkeypatch.setattr(multiprocessing.Process, "start", start)
    descriptors = len(os.listdir("/dev/fd"))
    with Processes(4) as pool:
        if few:
            assert pool.submit(square, 3).result() == 9
        else:
            with pytest.raises(BrokenExecutor):
                pool.submit(square, 3)
    assert len(os.listdir("/dev/fd")) == descriptors


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_any_way_to_start_a_process_will_do(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context(method)
    monkeypatch.setattr(multiprocessing, "Process", context.Process)  # type: ignore[attr-defined]
    with Processes(2) as pool:
        assert outcomes([pool.submit(square, number) for number in range(9)]) == [
            number**2 for number in range(9)
        ]


@POSIX
def test_ctrl_c_ends_them_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    with Processes(2) as pool:
        futures: list[Future[object]] = [pool.submit(sleep, 60) for _time in range(2)]
        while not all(future.running() for future in futures):
            time.sleep(0.001)
        for process in multiprocessing.active_children():
            with suppress(ProcessLookupError):
                os.kill(process.pid or 0, signal.SIGINT)
        assert all(isinstance(found, BrokenExecutor) for found in outcomes(futures))
    assert capfd.readouterr() == ("", "")
