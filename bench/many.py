"""Many plans: all of them again with nothing changed, by two processes, and their titles."""

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.measure import Cost, compare, run

PROMISED: Final = 1000  # plans, of which these hold
UNCHANGED: Final = 2.0  # times the import of click and yaml
SECOND_PROCESS: Final = 1.4  # times as fast on the clock
TITLES: Final = 20_000
TITLES_SECONDS: Final = 3.0
TITLES_MEMORY: Final = 150
_IMPORT: Final = "import click, yaml"


def unchanged(check: Sequence[str], runs: int) -> tuple[Cost, float]:
    """What a second run over the same plans costs, and how many times the bare imports."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DTPLAN_CACHE_DIR"] = folder
        run(check)
        mine, _bare, ratio = compare(check, [sys.executable, "-c", _IMPORT], runs)
        del os.environ["DTPLAN_CACHE_DIR"]
    return mine, ratio


def second_process(check: Sequence[str], runs: int) -> tuple[Cost, float]:
    """What two processes cost, and how many times faster they are on the clock than one."""
    one, two = [*check, "--jobs", "1"], [*check, "--jobs", "2"]
    run(one), run(two)
    pairs = [(run(one), run(two)) for _ in range(runs)]
    gains = [alone.wall / together.wall for alone, together in pairs]
    return pairs[-1][1], statistics.median(gains)


def titles(count: int) -> Cost:
    """What it costs to find the alike ones among so many titles, in a process of its own."""
    return run([sys.executable, "-m", "bench.titles", str(count)])


def rows(plans: Path, count: int, runs: int, check: Sequence[str]) -> list[str]:
    """The table of runs over `count` plans; promises are for 1,000 of them."""
    kept, ratio = unchanged([*check, str(plans)], runs)
    both, gain = second_process([*check, "--no-cache", str(plans)], runs)
    told = [f"{ratio:.2f}x of `{_IMPORT}`", f"{gain:.2f}x as fast as one"]
    if count == PROMISED:
        told[0] += f" (at most {UNCHANGED:g}x)"
        told[1] += f" (at least {SECOND_PROCESS}x)"
    return [
        f"| {count} plans | CPU | wall | peak memory | |",
        "| --- | ---: | ---: | ---: | --- |",
        _row("again, nothing changed", kept, told[0]),
        _row("two processes", both, told[1]),
    ]


def titles_table() -> list[str]:
    """The table of titles compared."""
    lines = ["| titles of tasks compared | CPU | peak memory |", "| ---: | ---: | ---: |"]
    for count in (TITLES // 4, TITLES // 2, TITLES):
        cost = titles(count)
        limits = (f" (at most {TITLES_SECONDS:g} s)", f" (at most {TITLES_MEMORY} MB)")
        said = limits if count == TITLES else ("", "")
        lines.append(f"| {count} | {cost.cpu:.2f} s{said[0]} | {cost.memory:.0f} MB{said[1]} |")
    return lines


def _row(name: str, cost: Cost, relation: str) -> str:
    return f"| {name} | {cost.cpu:.2f} s | {cost.wall:.2f} s | {cost.memory:.0f} MB | {relation} |"
