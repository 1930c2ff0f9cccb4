"""A whole plan is drafted from each template by typing what a planner types."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from dtplan.template import SHIPPED
from tests import interviews
from tests.command import dtplan
from tests.interviews import Tree
from tests.wizard.driver import LEAVE, Planner
from tests.wizard.plans import held
from tests.wizard.ptys import PlainPty, Pty
from tests.wizard.terminals import Pipe, Terminal
from tests.wizard.tmux import Tmux

DOWN, UP = "\x1b[B", "\x1b[A"
# What is pressed at the first menu: arrows, letters without accents, the number.
PICK = {
    "ministry": (DOWN, DOWN),
    "province": ("cua tinh",),
    "national-database": ("4",),
    "smart-city": (*[DOWN] * 6, UP),
    "existing-programme": ("6",),
}
IN_TMUX = "existing-programme"
BY_LINES = "national-database"


class Drafting(NamedTuple):
    """An interview that is going on in a terminal."""

    folder: Path
    terminal: Pty | Tmux
    planner: "Future[Planner]"


def draft(terminal: Terminal, name: str) -> Planner:
    """Draft the whole plan from the template `name`, and leave."""
    answers = interviews.typed(name)
    planner = Planner(terminal, answers, interviews.begun(name))
    if not planner.asked().key:  # the first menu
        planner.touch(*PICK[name])
        planner.keep()
    planner.reply(str(answers["id"]))
    planner.interview()
    planner.reply(LEAVE)
    return planner


def is_whole(folder: Path, name: str) -> None:
    """The file is the plan that the answers make, still a draft, and would pass."""
    wanted: Tree = {**interviews.drafted(name), "status": "draft"}
    file = folder / f"{wanted['id']}.dtplan.yaml"
    assert held(file) == wanted
    checked = dtplan("check", "--as-status", "submitted", "--format", "short", "-q", file)
    assert (checked.status, checked.out) == (0, "")


@pytest.fixture(scope="module")
def drafting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Drafting]]:
    """All interviews at once: most of each is waiting for the other side."""
    with ExitStack() as stack:
        terminals: dict[str, tuple[Path, Pty | Tmux]] = {}
        for name in SHIPPED:
            folder = tmp_path_factory.mktemp(name)
            kind = Tmux if name == IN_TMUX else Pty
            terminals[name] = (folder, kind("new", folder=folder))
            stack.push(terminals[name][1])
        pool = stack.enter_context(ThreadPoolExecutor(len(SHIPPED)))
        yield {
            name: Drafting(folder, terminal, pool.submit(draft, terminal, name))
            for name, (folder, terminal) in terminals.items()
        }


@pytest.mark.parametrize("name", SHIPPED)
def test_a_plan_is_drafted_from_a_template(name: str, drafting: Mapping[str, Drafting]) -> None:
    folder, terminal, planner = drafting[name]
    assert not planner.result().kept
    assert terminal.status() == 0
    assert not terminal.too_wide()
    is_whole(folder, name)


def test_a_plan_is_drafted_line_by_line_through_a_pipe(tmp_path: Path) -> None:
    with Pipe("new", "--plain", "--template", BY_LINES, folder=tmp_path) as pipe:
        draft(pipe, BY_LINES)
        assert pipe.status() == 0
    is_whole(tmp_path, BY_LINES)


def test_a_plan_is_drafted_line_by_line_on_a_terminal(tmp_path: Path) -> None:
    with PlainPty("new", "--plain", "--template", BY_LINES, folder=tmp_path) as terminal:
        draft(terminal, BY_LINES)
        assert terminal.status() == 0
    is_whole(tmp_path, BY_LINES)
