"""The loader alone: its own, narrower limits, over every input in one child process."""

import json
import sys
from pathlib import Path

from .inputs import INPUTS
from .running import run, slowness

SECONDS = 0.5
MEMORY = 100 * 2**20

# ADAPT HERE: the one place that knows how a file becomes a document.
LOAD = """
from dtplan.parsing import document
def load(path):
    return document.load(str(path))
"""

# Prints a line per input, so that a crash of the interpreter leaves the culprit last.
MEASURE = """
import gc
import time
from pathlib import Path
gc.disable()  # as the program does
def peak():
    # A child's ru_maxrss starts from its parent's; this does not.
    status = Path('/proc/self/status')
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith('VmHWM')), 0)
def timed(path):
    start = time.process_time()
    load(path)
    seconds = time.process_time() - start
    gc.collect()
    return seconds
for path in sorted(Path('.').glob('*.yaml')):
    print(path.stem, end=' ', flush=True)
    seconds = timed(path)
    for _ in range(4):  # again: the machine may have been busy
        if seconds > 0.2:
            seconds = min(seconds, timed(path))
    print(round(seconds, 3), peak(), flush=True)
print('end', flush=True)
"""


def test_the_loader_alone_is_fast_and_small(tmp_path: Path) -> None:
    for row in INPUTS:
        (tmp_path / f"{row.id}.yaml").write_bytes(row.made())
    python = (sys.executable, "-I", "-c", LOAD + MEASURE)
    outcome = run(folder=tmp_path, program=python)
    lines = outcome.out.decode().splitlines()
    assert outcome.status == 0, (lines[-1:], outcome.err.decode()[-2000:])
    measured = [line.split() for line in lines[:-1]]
    assert len(measured) == len(INPUTS)
    slow = {name: float(seconds) for name, seconds, _ in measured if float(seconds) >= SECONDS}
    assert not slow or max(slow.values()) < SECONDS * slowness(), slow
    large = {name: peak for name, _, peak in measured if int(peak) >= MEMORY}
    assert not large, json.dumps(large)
