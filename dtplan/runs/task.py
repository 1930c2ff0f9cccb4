"""One plan of a run on its way to its report."""

from dtplan.across.outline import Across
from dtplan.record import Record
from dtplan.settings import Settings


class Task(Record):
    """A plan to examine: its number and name in a run, and all that the result depends on."""

    number: int
    name: str
    data: bytes
    settings: Settings
    across: Across | None = None


class Undone(Record):
    """A plan that could not be opened, and why."""

    message: str
