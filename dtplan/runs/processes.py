"""Processes on this machine as an executor that notices whatever becomes of them.

The pool of the standard library waits for ever for the rest of an answer where the process that
has begun it was killed: all its processes answer through one pipe. Here each has its own.
"""

import gc
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

# A function with what it is called with.
Call = tuple[Callable[..., Any], tuple[Any, ...]]
Wanted = tuple["Future[Any]", Call]


class Processes(Executor):
    """Up to `count` processes, as many as the machine starts; each does one call after the other.

    The future of a call whose process is lost raises BrokenExecutor, and so does `submit` where
    none is left.
    """

    def __init__(self, count: int) -> None:
        self._wanted: SimpleQueue[Wanted | None] = SimpleQueue()
        self._lock = Lock()
        with _interrupted_later():
            # All of them before the first thread, which a copy of this process would not have.
            started = list(_started(count))
            self._left = len(started)
            self._threads = [Thread(target=self._lead, args=one, daemon=True) for one in started]
            for thread in self._threads:
                thread.start()

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> "Future[Any]":
        """Have `function` called; all that is given, and what comes of it, is pickled."""
        if named:
            raise TypeError("what a process is given has no names")
        future: Future[Any] = Future()
        with self._lock:
            if not self._left:
                raise BrokenExecutor("no process is left")
            self._wanted.put((future, (function, given)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes end when all is done, or when what they have in hand is."""
        for future in self._taken_back() if cancel_futures else ():
            future.cancel()
        for _thread in self._threads:
            self._wanted.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _lead(self, process: BaseProcess, line: Connection) -> None:
        """Give a process what is wanted, until there is no more or it is lost."""
        while (wanted := self._wanted.get()) is not None:
            future, call = wanted
            if future.set_running_or_notify_cancel() and not _is_answered(future, call, line):
                process.kill()
                self._leave()
                break
        with suppress(OSError):
            line.send(None)
        line.close()
        process.join()

    def _leave(self) -> None:
        with self._lock:
            self._left -= 1
            is_last = not self._left
        for future in self._taken_back() if is_last else ():
            if future.set_running_or_notify_cancel():
                future.set_exception(BrokenExecutor("no process is left"))

    def _taken_back(self) -> "Iterator[Future[Any]]":
        """What no process has in hand yet."""
        with suppress(Empty):
            while True:
                wanted = self._wanted.get_nowait()
                if wanted is not None:
                    yield wanted[0]


def _is_answered(future: "Future[Any]", call: Call, line: Connection) -> bool:
    """Have the process at the other end of a line make a call; False where it is lost."""
    try:
        line.send(call)
        wrong, result = line.recv()
    except (EOFError, OSError) as lost:
        future.set_exception(BrokenExecutor(f"a process is lost: {lost!r}"))
        return False
    except Exception as error:  # what can't be pickled may raise anything, and has not gone out
        future.set_exception(error)
        return True
    if wrong:
        future.set_exception(RuntimeError(wrong))
    else:
        future.set_result(result)
    return True


def _started(count: int) -> Iterator[tuple[BaseProcess, Connection]]:
    for _number in range(count):
        try:
            ours, theirs = multiprocessing.Pipe()
        except OSError:  # the machine has no more to give
            return
        process = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
        try:
            process.start()
        except OSError:
            ours.close()
            return
        finally:
            # Only where the process alone has its end, its loss is noticed.
            theirs.close()
        yield process, ours


def _serve(line: Connection) -> None:
    """What a process does: it makes the calls that come in, and sends what comes of them."""
    _prepare()
    with suppress(EOFError, OSError):
        while (call := line.recv()) is not None:
            line.send_bytes(_answer(*call))


def _answer(function: Callable[..., Any], given: tuple[Any, ...]) -> bytes:
    """An error as text, "" for none, and what a call gives; pickled."""
    try:
        return pickle.dumps(("", function(*given)))
    except Exception as error:  # which may be one that can't be pickled
        return pickle.dumps((repr(error), None))


def _prepare() -> None:
    # Ctrl-C goes to every process of a terminal; the parent is the one that says so.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
    Thread(target=_end_with_the_parent, daemon=True).start()
    gc.disable()  # as in the parent: a plan lets go of its nodes itself


def _end_with_the_parent() -> None:
    """A parent that is killed tells nobody, and its processes would wait for it for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Within it Ctrl-C waits, here and in the processes that are started."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
