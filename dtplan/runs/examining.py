"""One plan from its file or its bytes to its report."""

from dtplan.across.outline import Across
from dtplan.engine import Examined, examine
from dtplan.errors import DtplanError
from dtplan.files import slashed
from dtplan.parsing.document import Document, Unreadable, load
from dtplan.runs.task import Task, Undone
from dtplan.settings import Settings


def examined(task: Task) -> Examined:
    """What is found in the plan of a task."""
    return examine_plan(load(task.name, task.data), task.settings, task.across)


def examine_file(path: str, settings: Settings, across: Across | None = None) -> Examined | Undone:
    """What is found in the plan at `path`."""
    try:
        plan = load(path, name=slashed(path))
    except DtplanError as error:
        return Undone(error.message)
    return examine_plan(plan, settings, across)


def examine_plan(
    plan: Document | Unreadable,
    settings: Settings,
    across: Across | None = None,
    *,
    place: str | None = None,
) -> Examined:
    """What is found in a plan, which is of no use afterwards; what is called fixable is for sure.

    See `engine.examine`.
    """
    found = examine(plan, settings, across, place=place)
    if isinstance(plan, Document):
        if any(finding.fixable for finding in found.report.findings):
            # Imported here because most plans have nothing that can be mended.
            from dtplan.fixing import proven

            found = found._replace(report=proven(found.report, plan, settings))
        plan.release()
    return found
