"""Plans to begin with, so that the wizard comes soon to the question that is wanted."""

import copy
from pathlib import Path

import yaml

from dtplan.node import Plain
from dtplan.parsing.document import Document, load
from tests import interviews

Step = str | int


def lacking(file: Path, name: str, *paths: tuple[Step, ...]) -> Path:
    """Write the plan drafted from the template `name` to `file`, without what is at `paths`."""
    plan: Plain = copy.deepcopy(interviews.drafted(name))
    for path in paths:
        _remove(plan, path)
    file.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


def _remove(plan: Plain, path: tuple[Step, ...]) -> None:
    step, *rest = path
    if rest:
        _remove(plan[step], tuple(rest))  # type: ignore[index]
    else:
        del plan[step]  # type: ignore[union-attr,arg-type]


def held(file: Path) -> Plain:
    """What a plan holds, as plain values."""
    plan = load(str(file))
    assert isinstance(plan, Document)
    return plan.root.plain()
