"""The forms a report is written in: a name each, and a module imported when it is asked for."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Final, NamedTuple, TextIO

from dtplan.findings import PlanReport, Severity, Totals
from dtplan.ruleset import Ruleset

NAMES: Final = ("text", "short", "json", "jsonl")


class Run(NamedTuple):
    """What a report says of the run as a whole.

    `fail_on` is the least grave severity that fails it, None where nothing does.
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


Render = Callable[[Iterable[PlanReport], Run, TextIO], Totals]


def renderer(name: str) -> Render:
    """The function that writes reports in the format `name`; it returns their totals."""
    render: Render = import_module(f"dtplan.formats.{name}").render
    return render
