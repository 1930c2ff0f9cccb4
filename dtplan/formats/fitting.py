"""Blocks of text of which the gravest are kept where there is no room for all."""

from collections.abc import Sequence
from typing import Final

from dtplan.findings import Finding, Severity
from dtplan.record import Record

# The grade of what can be left out first; those of findings are their severities.
LEAST: Final = 0
# The rank of what is no heading.
TEXT: Final = 9


class Block(Record):
    """Some text that is told wholly or not at all, and the findings that it tells.

    `rank` is the level of a heading, TEXT for anything else.
    """

    text: str
    grade: int
    rank: int = TEXT
    findings: tuple[Finding, ...] = ()


class Fitting:
    """Takes blocks in their order, and gives those that have room in `size` characters."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._levels = [_Level(grade, size) for grade in range(LEAST, Severity.ERROR + 1)]

    def add(self, block: Block) -> None:
        """Take one more block; the memory it costs does not grow with their number."""
        for level in self._levels:
            level.add(block)

    @property
    def blocks(self) -> list[Block]:
        """All blocks, or else those grave enough to fit, or else as many as fit of the gravest."""
        whole = [level for level in self._levels if level.is_whole]
        return _without_empty_headings(whole[0].blocks if whole else self._levels[-1].blocks)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self._levels[0].is_whole


class _Level:
    """The blocks from one grade on, as long as they fit; of the gravest, whichever still fit."""

    def __init__(self, grade: int, size: int) -> None:
        self.grade = grade
        self.room = size
        self.blocks: list[Block] = []
        self.is_whole = True

    def add(self, block: Block) -> None:
        if block.grade < self.grade or not (self.is_whole or self.grade == Severity.ERROR):
            return
        size = len(block.text) + 1  # blocks stand on lines of their own
        if size <= self.room:
            self.room -= size
            self.blocks.append(block)
            return
        self.is_whole = False
        if self.grade < Severity.ERROR:
            self.blocks.clear()


def _without_empty_headings(blocks: Sequence[Block]) -> list[Block]:
    kept: list[Block] = []
    for block in reversed(blocks):
        follows = kept[-1].rank if kept else 0
        if block.rank == TEXT or block.rank < follows:
            kept.append(block)
    return kept[::-1]
