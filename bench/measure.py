"""Whole commands measured from outside: CPU and wall time and the peak memory of a process."""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from typing import NamedTuple


class Cost(NamedTuple):
    """What one run took: seconds of CPU and wall time, and megabytes at the peak."""

    cpu: float
    wall: float
    memory: float


def run(command: Sequence[str]) -> Cost:
    """Run `command` with its output thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, _status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = 0  # reaped above
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def compare(first: Sequence[str], second: Sequence[str], runs: int) -> tuple[Cost, Cost, float]:
    """The median cost of both commands, run in turn, and the median of the CPU ratios."""
    run(first), run(second)
    pairs = [(run(first), run(second)) for _ in range(runs)]
    ratio = statistics.median(one.cpu / other.cpu for one, other in pairs)
    return _median([one for one, _ in pairs]), _median([other for _, other in pairs]), ratio


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))
