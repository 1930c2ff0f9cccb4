"""Runs the installed program as a stranger would, and measures what the run cost."""

import os
import resource
import subprocess
import sysconfig
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PROGRAM = Path(sysconfig.get_path("scripts")) / "dtplan"
DEADLINE = 30.0
Stream = int | IO[bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, what it wrote, its seconds of processor and its peak memory in bytes."""

    status: int
    out: bytes
    err: bytes
    seconds: float
    memory: int


def environment(folder: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the person who runs the tests, and a CI's log to be careful with."""
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / ".cache"),
        "LC_ALL": "C.UTF-8",
        "GITHUB_ACTIONS": "true",
        **extra,
    }


def run(
    *arguments: str | bytes,
    folder: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes | Stream = b"",
    stdout: Stream | None = None,
    program: Sequence[str | Path] = (PROGRAM,),
) -> Outcome:
    """Run the program in `folder`; a run that hangs is killed and so ends by a signal."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with tempfile.TemporaryFile() as given:
            if isinstance(stdin, bytes):
                given.write(stdin)
                given.seek(0)
            process = subprocess.Popen(
                [*program, *arguments],
                cwd=folder,
                env=environment(folder, env or {}),
                stdin=given if isinstance(stdin, bytes) else stdin,
                stdout=out if stdout is None else stdout,
                stderr=err,
            )
            status, usage = _reap(process)
        return Outcome(
            status, _read(out), _read(err), usage.ru_utime + usage.ru_stime, _bytes(usage)
        )


def own_memory() -> int:
    """This process's own peak: a child's figure starts from it, so it cannot be told from less."""
    return _bytes(resource.getrusage(resource.RUSAGE_SELF))


def _reap(process: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage]:
    timer = threading.Timer(DEADLINE, process.kill)
    timer.start()
    _, raw, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(raw)
    return process.returncode, usage


def _read(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


def _bytes(usage: resource.struct_rusage) -> int:
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    return usage.ru_maxrss * unit
