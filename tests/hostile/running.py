"""Runs the installed program as a stranger would, and measures what the run cost."""

import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PROGRAM = Path(sysconfig.get_path("scripts")) / "dtplan"
DEADLINE = 30.0
Stream = int | IO[bytes]

# A process's peak starts from that of the process that made it: a small one has to stand between.
# Seconds that the sum in `slowness` takes on a quiet machine.
_QUIET = 0.013
_LAUNCH = """
import os, sys
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, raw, used = os.wait4(pid, 0)
told = f'{used.ru_utime + used.ru_stime} {used.ru_maxrss}'
os.write(int(sys.argv[1]), told.encode())
sys.exit(os.waitstatus_to_exitcode(raw) % 256)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, what it wrote, and, if measured, its processor's seconds and peak bytes."""

    status: int
    out: bytes
    err: bytes
    seconds: float = 0.0
    memory: int = 0


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


def slowness() -> float:
    """How many times slower this machine is just now than a quiet one of 2024; 1 at least.

    The limits are those of a quiet machine; a busy one must not make a sound program fail.
    """
    began = time.process_time()
    sum(number * number for number in range(400_000))
    return max(1.0, (time.process_time() - began) / _QUIET)


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
        status = _status(
            [*program, *arguments], folder, env or {}, stdin, out if stdout is None else stdout, err
        )
        return Outcome(status, _read(out), _read(err))


def measured(*arguments: str | bytes, folder: Path, stdin: bytes | Stream = b"") -> Outcome:
    """The same, with what the run cost."""
    reader, writer = os.pipe()
    launcher = (sys.executable, "-I", "-S", "-c", _LAUNCH, str(writer), PROGRAM)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        status = _status([*launcher, *arguments], folder, {}, stdin, out, err, (writer,))
        os.close(writer)
        with os.fdopen(reader, "rb") as told:
            seconds, _, peak = told.read().decode().partition(" ")
        unit = 1 if sys.platform == "darwin" else 1024
        memory = int(peak or 0) * unit
        return Outcome(
            status if status < 128 else status - 256,
            _read(out),
            _read(err),
            float(seconds or 0),
            memory,
        )


def _status(
    command: Sequence[str | bytes | Path],
    folder: Path,
    env: Mapping[str, str],
    stdin: bytes | Stream,
    stdout: Stream,
    stderr: Stream,
    kept: Sequence[int] = (),
) -> int:
    with tempfile.TemporaryFile() as given:
        if isinstance(stdin, bytes):
            given.write(stdin)
            given.seek(0)
        with subprocess.Popen(
            command,
            cwd=folder,
            env=environment(folder, env),
            stdin=given if isinstance(stdin, bytes) else stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=kept,
            start_new_session=True,
        ) as process:
            timer = threading.Timer(DEADLINE, os.killpg, (process.pid, signal.SIGKILL))
            timer.start()
            status = process.wait()
            timer.cancel()
    return status


def _read(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()
