"""A cache with much in it, and what becomes of it."""

import sqlite3
from pathlib import Path

from dtplan.runs.cache import Cache, key

DAY = 739_000
FILE = "results-1.sqlite"
# Of several pages each, as most results are.
KNOWN = {key(b"%d" % number): f"{number}:" + "x" * (97 * number) for number in range(150)}


def fill(place: Path, day: int = DAY) -> Path:
    """Keep all that is known; the file it is kept in."""
    with_all = Cache(str(place), day)
    for made, text in KNOWN.items():
        with_all.put(made, text)
    with_all.close()
    return place / FILE


def known(place: Path, day: int = DAY) -> int:
    """How much of it is known; what is given is what was kept, in one go and one by one."""
    cache = Cache(str(place), day)
    found = cache.get_all(KNOWN)
    assert found == {made: KNOWN[made] for made in found}
    for made, text in KNOWN.items():
        assert cache.get(made) in (None, text)
    cache.close()
    return len(found)


def rows(file: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Do something to the file by other hands."""
    opened = sqlite3.connect(file)
    with opened:
        found = opened.execute(statement, values).fetchall()
    opened.close()
    return found
