"""A real cluster of dask on loopback: a scheduler and workers, each a process of its own."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, NamedTuple, Self

from dtplan import __version__
from tests.conftest import ROOT

_PATIENCE: Final = 60.0
_OPTIONS: Final = ("--host", "127.0.0.1", "--no-dashboard")


class Part(NamedTuple):
    """A scheduler or a worker on its way, and where it writes what it does."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait_for(self, pattern: str) -> None:
        """Wait until it has written something like this."""
        end = time.monotonic() + _PATIENCE
        while not re.search(pattern, self.written):
            assert self.process.poll() is None and time.monotonic() < end, self.written
            time.sleep(0.02)

    @property
    def written(self) -> str:
        """What it has written, whole lines."""
        text = self.log.read_text("utf-8")
        return text[: text.rfind("\n") + 1]

    @property
    def pid(self) -> int:
        return self.process.pid


class Running:
    """A scheduler with the workers that were started so far; all end with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts: list[Part] = []
        try:
            self.scheduler = self._started("scheduler", "--port=0")
            self.scheduler.wait_for("Scheduler at:")
        except BaseException:
            self.end()
            raise
        (self.address,) = re.findall(r"Scheduler at: +tcp://(\S+)\n", self.scheduler.written)

    def started(self, *, threads: int = 1, **environment: str) -> Part:
        """One more worker; it is at work once it `joined`."""
        options = ("--no-nanny", "--memory-limit=0", f"--nthreads={threads}")
        return self._started("worker", self.address, *options, **environment)

    def joined(self, *workers: Part) -> Self:
        for worker in workers:
            worker.wait_for("Registered to")
        return self

    def end(self) -> None:
        for part in self.parts:
            part.process.kill()
        for part in self.parts:
            part.process.wait()

    def _started(self, kind: str, *arguments: str, **environment: str) -> Part:
        log = self.folder / f"{len(self.parts)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", kind, *arguments, *_OPTIONS],
                cwd=self.folder,
                env={**os.environ, "DASK_TEMPORARY_DIRECTORY": str(self.folder), **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self.parts.append(Part(process, log))
        return self.parts[-1]


def another_dtplan(folder: Path, kind: str) -> str:
    """A folder that has another dtplan, or what stands in the way of any."""
    package = folder / "dtplan"
    if kind == "none":
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("raise ModuleNotFoundError(name='dtplan')\n")
        return str(folder)
    shutil.copytree(ROOT / "dtplan", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    if kind == "version":
        changed = package / "__init__.py"
        changed.write_text(changed.read_text("utf-8").replace(__version__, "0.0.9"), "utf-8")
    elif kind == "old":
        (package / "runs" / "alike.py").unlink()
    return str(folder)
