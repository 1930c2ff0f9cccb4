"""The rules, one module per family in the order of the catalogue; the table is what runs them."""

from types import ModuleType
from typing import Final

from dtplan.rules import (
    assignment,
    breakthroughs,
    budget,
    demarcation,
    feasibility,
    file,
    national_targets,
    project06,
    reviews,
    schedule,
    security,
    targets,
)
from dtplan.rules.base import CODE, Rule

MODULES: Final = (
    file,
    breakthroughs,
    targets,
    assignment,
    reviews,
    schedule,
    feasibility,
    demarcation,
    security,
    budget,
    project06,
    national_targets,
)


def _rules_of(module: ModuleType) -> dict[str, Rule]:
    functions = vars(module).values()
    return {
        getattr(function, CODE): function
        for function in functions
        if getattr(function, "__module__", "") == module.__name__ and hasattr(function, CODE)
    }


# The functions by code. What is judged while a plan is read (DT001, DT002, DT006 ...) has none.
RULES: Final[dict[str, Rule]] = {
    code: rule for module in MODULES for code, rule in sorted(_rules_of(module).items())
}
