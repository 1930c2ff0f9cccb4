"""The forms a report is written in: a name each, and a module imported when it is asked for."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from dtplan.findings import PlanReport, Severity, Totals
from dtplan.record import Record
from dtplan.ruleset import SHIPPED, Rules, Ruleset, in_force, shipped

if TYPE_CHECKING:
    from dtplan.formats.configured import Configured

NAMES: Final = (
    "text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html",
)  # fmt: skip


class Run(Record):
    """What a report says of the run as a whole.

    `fail_on` is the least grave severity that fails it, None where nothing does; `baseline` says
    that findings are held against a baseline. `problems` are the files that could not be read: it
    grows while the reports are taken. `job_summary` takes the summary of a GitHub Actions job.
    `configured` is what a configuration file sets otherwise, None where none is in force.
    """

    language: str
    rulesets: tuple[Ruleset, ...]
    fail_on: Severity | None = Severity.ERROR
    cross_plan: str = "not-run"
    matrix: bool = False
    statistics: bool = False
    color: bool = False
    quiet: bool = False
    verbose: bool = False
    baseline: bool = False
    problems: Sequence[str] = ()
    job_summary: "Writer | None" = None
    configured: "Configured | None" = None

    @property
    def is_cross_plan(self) -> bool:
        """Whether the plans were held against each other."""
        return self.cross_plan == "ran"


def words_of(run: Run) -> Rules:
    """The rules that findings of a run may be of: those of its rulesets, and of the plans' own."""
    rules = in_force(run.rulesets)
    chosen = {item.id for item in run.rulesets}
    own = tuple(shipped(name) for name in SHIPPED if name not in chosen)
    return Rules(
        (*rules.rulesets, *own),
        {**in_force(own).rules, **rules.rules},
        rules.principles,
        rules.parameters,
    )


class Writer(Protocol):
    """What a report is written to."""

    def write(self, text: str, /) -> int:
        """Take some text."""


Render = Callable[[Iterable[PlanReport], Run, Writer], Totals]


def renderer(name: str) -> Render:
    """The function that writes reports in the format `name`; it returns their totals."""
    render: Render = import_module(f"dtplan.formats.{name}").render
    return render
