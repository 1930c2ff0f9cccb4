"""Kills any program at a moment of one's choice, and gives what it had written by then."""

import os
import random
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.hostile.running import DEADLINE, Outcome, environment

# The usual run tries few moments; `make fault` sets DTPLAN_FAULTS to try many.
FAULTS = int(os.environ.get("DTPLAN_FAULTS", "30"))


def moments(seed: int, longest: float, count: int = FAULTS) -> Iterator[float]:
    """`count` seconds from 0 to `longest`, the same ones for the same seed."""
    chance = random.Random(seed)
    return (chance.uniform(0, longest) for _ in range(count))


def killed(
    command: Sequence[str | Path],
    after: float,
    *,
    folder: Path,
    ready: bytes = b"",
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> Outcome:
    """Run `command` in `folder`; kill it and its children `after` seconds from when it is ready.

    It is ready as soon as its standard output holds `ready`. A status other than -SIGKILL says
    that it ended before. Its standard input is a file with `stdin`.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        with subprocess.Popen(
            command,
            cwd=folder,
            env=environment(folder, env or {}),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=err,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            stream = process.stdout.fileno()
            out, is_open = b"", True
            kill_at = time.monotonic() + (DEADLINE if ready else after)
            is_ready = not ready
            while is_open and (left := kill_at - time.monotonic()) > 0:
                if not select.select([stream], [], [], left)[0]:
                    continue
                part = os.read(stream, 1 << 16)
                out, is_open = out + part, bool(part)
                if not is_ready and ready in out:
                    is_ready, kill_at = True, time.monotonic() + after
            if is_open:
                os.killpg(process.pid, signal.SIGKILL)
            out += process.stdout.read()
            status = process.wait()
        err.seek(0)
        return Outcome(status, out, err.read())
