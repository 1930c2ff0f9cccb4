"""A dask cluster as the crew of a run: its workers check the plans, and what they do not is left.

Whoever has handed out a lot that brings no answer does it here, and only a worker with the same
program as this machine answers: no result depends on the cluster, whatever becomes of it.
"""

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.runs.alike import PATTERNS, PROGRAM, VERSIONS, Mark, mark, same_work
from dtplan.runs.workers import Crew
from dtplan.text.shown import shown

if TYPE_CHECKING:
    from distributed import Client

# Seconds: for each step of joining; without any answer until calls are made again, and until the
# cluster is given up; for leaving.
_TO_JOIN: Final = 5.0
_LATE: Final = 5
_PATIENCE: Final = 30
_TO_LEAVE: Final = 2.0
_MOST_CALLS: Final = 3
_LONGEST_REASON: Final = 120

P = ParamSpec("P")
T = TypeVar("T")


class Cluster(Executor):
    """The workers of the dask cluster at `address`, which is joined when `crew` is asked for.

    Once it has not answered for a while it is given up: what is under way fails, and nothing more
    is taken on. `has_patterns` says that rules of one's own hold texts against patterns.
    """

    def __init__(self, address: str, *, has_patterns: bool = False) -> None:
        self._address = address
        self._mark = mark(name for name in VERSIONS if has_patterns or name != PATTERNS)
        self._width = 0
        self._loop: _Loop | None = None
        self._client: Client | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._watch: asyncio.Task[None] | None = None
        self._silent = 0
        self._is_lost = False
        self._fault: Exception | None = None

    def crew(self) -> AbstractContextManager[Crew]:
        """The cluster as a crew, the same one each time.

        Raises DtplanError where it can't be joined, or has workers with another program.
        """
        if self._loop is None:
            self._join()
        return nullcontext(Crew(self, self._width))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """What a worker makes of a call; RuntimeError where the cluster was given up."""
        if self._is_lost or self._loop is None:
            raise RuntimeError("there is no cluster")
        return self._loop.begun(self._answer(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, and let go of what is under way there."""
        if self._loop is not None:
            with suppress(OSError):  # it took too long
                self._loop.begun(self._leave()).result(2 * _TO_LEAVE)
            self._loop.end()
            self._loop = None

    @property
    def trouble(self) -> str:
        """Why not all was done by the cluster, in words; "" where it was."""
        address = shown(self._address)
        if self._is_lost:
            text = _("the cluster at {address} no longer answers; the rest was checked here")
            return text.format(address=address)
        if self._fault is not None:
            text = _(
                "the cluster at {address} did not do it all; the rest was checked here ({reason})"
            )
            return text.format(address=address, reason=_reason(self._fault))
        return ""

    def _join(self) -> None:
        client = _client()
        self._loop = _Loop()
        try:
            self._loop.begun(self._joined(client)).result(4 * _TO_JOIN)
        except DtplanError:
            raise
        except OSError as error:
            raise DtplanError(
                _("no dask scheduler answers at {address}").format(address=shown(self._address)),
                hint=_("Start one there with `dask scheduler`, or name the address that it shows."),
            ) from error
        except Exception as error:  # dask's configuration does not fit, or a part of dask is absent
            raise DtplanError(
                _("the cluster at {address} can't be joined: {reason}").format(
                    address=shown(self._address), reason=_reason(error)
                ),
                hint=_(
                    "It must be the address of a dask scheduler; for tls:// the configuration "
                    "of dask names the certificates."
                ),
            ) from error

    async def _joined(self, client: "type[Client]") -> None:
        self._client = client(
            self._address, asynchronous=True, timeout=_TO_JOIN, set_as_default=False
        )
        await asyncio.wait_for(self._client, _TO_JOIN)
        counted = self._client.nthreads()  # type: ignore[no-untyped-call]
        threads: Mapping[str, int] = await asyncio.wait_for(counted, _TO_JOIN)
        if not threads:
            raise DtplanError(
                _("the cluster at {address} has no workers").format(address=shown(self._address)),
                hint=_("Start some with `dask worker {address}`.").format(
                    address=shown(self._address)
                ),
            )
        asked = self._client.run(mark, tuple(self._mark), on_error="return")
        _refuse_unlike(self._mark, await asyncio.wait_for(asked, _TO_JOIN))
        self._width = sum(threads.values())
        self._watch = asyncio.ensure_future(self._watched(self._client))

    async def _answer(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.current_task()
        assert self._client is not None and task is not None
        # Not pure: dask would look for the same call, by all the bytes of a lot.
        call = partial(self._client.submit, same_work, self._mark, fn, *args, pure=False, **kwargs)
        self._under_way.add(task)
        try:
            answer: T = await self._first_answer(call)
        except Exception as error:
            self._fault = error
            raise
        finally:
            self._under_way.discard(task)
        self._silent = 0
        return answer

    async def _first_answer(self, call: Callable[[], Awaitable[T]]) -> T:
        """The answer to a call, made again where it is dropped, or all is silent.

        Both happen where a worker dies: dask may drop its calls, and may ask it for an answer for
        half a minute.
        """
        calls: set[asyncio.Future[T]] = set()
        made = 0
        try:
            while True:
                if made < _MOST_CALLS and (not calls or self._silent >= made * _LATE):
                    calls.add(asyncio.ensure_future(call()))
                    made += 1
                elif not calls:
                    raise OSError("dropped")
                done, calls = await asyncio.wait(
                    calls, timeout=1, return_when=asyncio.FIRST_COMPLETED
                )
                for one in done:
                    if not one.cancelled():
                        return one.result()
        finally:
            for one in calls:
                one.cancel()

    async def _watched(self, client: "Client") -> None:
        """Give the cluster up where the connection is gone, or nothing has come back for long."""
        while not self._is_lost:
            await asyncio.sleep(1)
            # Seconds are counted: a machine that has slept must not take the cluster for silent.
            self._silent = self._silent + 1 if self._under_way else 0
            if client.status != "running" or self._silent > _PATIENCE:
                self._give_up()

    def _give_up(self) -> None:
        self._is_lost = True
        for task in self._under_way:
            task.cancel()

    async def _leave(self) -> None:
        for task in self._under_way:
            task.cancel()
        if self._client is not None:
            left = self._client.close(_TO_LEAVE)  # type: ignore[no-untyped-call]
            await asyncio.wait_for(left, _TO_LEAVE)


class _Loop:
    """A loop of asyncio in a thread of its own.

    That of dask waits for ever for one who listens at the address and is silent.
    """

    def __init__(self) -> None:
        self._loop = asyncio.SelectorEventLoop()
        self._thread = Thread(target=self._loop.run_forever, name="cluster", daemon=True)
        self._thread.start()

    def begun(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """What will come of `work`."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def end(self) -> None:
        """End the thread, and what is still to be done in it."""
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(_TO_LEAVE)
        if not self._thread.is_alive():
            self._loop.close()

    def _stop(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.call_soon(self._loop.stop)  # once they have heard of it


def _client() -> "type[Client]":
    """dask's client, which from here on says nothing by itself."""
    try:
        # Takes a third of a second, and is there for few.
        from distributed import Client
    except ImportError as error:
        raise DtplanError(
            _("a cluster of dask needs the package distributed, which is not installed here"),
            hint=_('Install it with `pip install "dtplan[dask]"`.'),
        ) from error
    logging.disable()
    warnings.filterwarnings("ignore", module="distributed|tornado")
    return Client


def _refuse_unlike(wanted: Mark, answers: Mapping[str, Any]) -> None:
    """Raise DtplanError where a worker has not the mark that is wanted."""
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, OSError) or answer == wanted:
            continue  # it has just gone, or it is as it should be
        if isinstance(answer, dict):
            name = next((name for name in wanted if answer.get(name) != wanted[name]), PROGRAM)
            text = _("the worker {worker} has {name} {theirs}, and this machine {ours}")
            theirs = shown(str(answer.get(name) or "–"))
        else:  # it does not know what it is asked
            name, theirs = PROGRAM, ""
            text = _("the worker {worker} has not {name} {ours}, as this machine has")
        raise DtplanError(
            text.format(worker=shown(worker), name=name, theirs=theirs, ours=wanted[name] or "–"),
            hint=_("Install the same on all workers and here, and start the workers again."),
        )


def _reason(error: Exception) -> str:
    lines = str(error).splitlines() or [""]
    return shown(f"{type(error).__name__}: {lines[0]}", _LONGEST_REASON)
