"""The installed program, run as a user runs it."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

DTPLAN = Path(sysconfig.get_path("scripts")) / (
    "dtplan.exe" if sys.platform == "win32" else "dtplan"
)


CACHE = "DTPLAN_CACHE_DIR"


class Result(NamedTuple):
    status: int
    out: str
    err: str


def dtplan(
    *arguments: str | Path,
    cwd: str | Path | None = None,
    stdin: bytes = b"",
    environment: dict[str, str] | None = None,
) -> Result:
    """Run `dtplan` with `arguments`; its streams are UTF-8."""
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("DTPLAN") or key == CACHE
    }
    done = subprocess.run(
        [str(DTPLAN), *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**inherited, **(environment or {})},
        timeout=120,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())
