"""Labelled texts: a table with a head, a line for each, columns by tabs and nothing quoted."""

import csv
from pathlib import Path


def rows(path: Path) -> list[list[str]]:
    """The lines of the table at `path` below its head."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
