"""One plan from its file or its bytes to its report."""

from dtplan.document import Document, Unreadable, load
from dtplan.engine import Examined, Settings, examine
from dtplan.errors import DtplanError
from dtplan.files import slashed
from dtplan.outline import Across
from dtplan.record import Record


class Undone(Record):
    """A plan that could not be opened, and why."""

    message: str


class Task(Record):
    """A plan to examine: its number and name in a run, and all that the result depends on."""

    number: int
    name: str
    data: bytes
    settings: Settings
    across: Across | None = None

    def examined(self) -> Examined:
        """What is found in the plan."""
        return examine_plan(load(self.name, self.data), self.settings, self.across)


def examine_file(path: str, settings: Settings, across: Across | None = None) -> Examined | Undone:
    """What is found in the plan at `path`."""
    try:
        plan = load(path, name=slashed(path))
    except DtplanError as error:
        return Undone(error.message)
    return examine_plan(plan, settings, across)


def examine_plan(
    plan: Document | Unreadable, settings: Settings, across: Across | None = None
) -> Examined:
    """What is found in a plan, which is of no use afterwards; what is called fixable is for sure.

    See `engine.examine`.
    """
    examined = examine(plan, settings, across)
    if isinstance(plan, Document):
        if any(finding.fixable for finding in examined.report.findings):
            # Imported here because most plans have nothing that can be mended.
            from dtplan.fixing import proven

            examined = examined._replace(report=proven(examined.report, plan, settings))
        plan.release()
    return examined
