"""Leaving in the middle, in all the ways people and systems do, loses nothing that was answered."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.command import dtplan
from tests.hostile.running import DEADLINE, PROGRAM
from tests.wizard.driver import Planner
from tests.wizard.plans import held, lacking
from tests.wizard.ptys import PlainPty, Pty
from tests.wizard.terminals import Pipe, surroundings, wait_for
from tests.wizard.tmux import Tmux

FILE = "plan.dtplan.yaml"
TITLE = "Đề án dữ liệu đất đai số của tỉnh Y"
CTRL_C, CTRL_D = "\x03", "\x04"
WHERE = f"dtplan new {FILE}"
NOTHING_SAVED = "Chưa có câu trả lời nào nên chưa lưu gì."


def answered(planner: Planner) -> None:
    """Answer the first question of a new plan."""
    assert planner.asked().key == "title"
    planner.reply(TITLE)
    assert planner.asked().key == "agency.level"


def is_kept(folder: Path) -> None:
    plan = held(folder / FILE)
    assert isinstance(plan, dict)
    assert plan["title"] == TITLE


def said(terminal: Pty | Tmux | Pipe) -> str:
    """What stands on the screen at the end, as one line."""
    return " ".join(line.strip() for line in terminal.lines())


def tells_where(terminal: Pty | Tmux | Pipe) -> bool:
    """Whether the command that goes on is shown, however its line is broken."""
    return WHERE.replace(" ", "") in "".join(terminal.lines()).replace(" ", "")


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_before_anything_is_answered_saves_nothing(key: str, tmp_path: Path) -> None:
    with Pty("new", folder=tmp_path) as terminal:
        planner = Planner(terminal)
        planner.asked()
        planner.press(key)
        assert terminal.status() == 130
        assert NOTHING_SAVED in said(terminal)
    assert not list(tmp_path.glob("*.yaml"))


@pytest.mark.parametrize("keys", [CTRL_C, CTRL_D, "một nửa câu trả lời" + CTRL_C])
def test_leaving_at_a_question_tells_where_the_draft_is(keys: str, tmp_path: Path) -> None:
    with Pty("new", FILE, "--template", "province", folder=tmp_path) as terminal:
        planner = Planner(terminal)
        answered(planner)
        planner.press(keys)
        assert terminal.status() == 130
        assert tells_where(terminal)
    is_kept(tmp_path)


def test_leaving_in_tmux(tmp_path: Path) -> None:
    with Tmux("new", FILE, "--template", "province", folder=tmp_path) as terminal:
        planner = Planner(terminal)
        answered(planner)
        planner.press(CTRL_C)
        assert terminal.status() == 130
        assert tells_where(terminal)
    is_kept(tmp_path)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(("tasks",), id="the menu of a list"),
        pytest.param(("security", "not_applicable"), id="a risk"),
        pytest.param((), id="the end"),
    ],
)
def test_leaving_at_a_menu_leaves_the_file_as_it_was(
    place: tuple[str | int, ...], tmp_path: Path
) -> None:
    file = lacking(tmp_path / FILE, "ministry", *([place] if place else []))
    before = file.read_bytes()
    with Pty("new", FILE, folder=tmp_path) as terminal:
        planner = Planner(terminal)
        assert not planner.asked().key
        assert planner.asked().is_last is not bool(place)
        planner.press(CTRL_C)
        assert terminal.status() == 130
        assert tells_where(terminal)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
@pytest.mark.parametrize("plain", [False, True])
def test_a_signal_ends_the_wizard_as_ctrl_c_does(
    number: signal.Signals, status: int, plain: bool, tmp_path: Path
) -> None:
    kind, options = (PlainPty, ("--plain",)) if plain else (Pty, ())
    with kind("new", FILE, "--template", "province", *options, folder=tmp_path) as terminal:
        planner = Planner(terminal)
        answered(planner)
        terminal.kill(number)
        assert terminal.status() == status
        assert tells_where(terminal)
    is_kept(tmp_path)


@pytest.mark.parametrize("plain", [False, True])
def test_a_closed_window_loses_nothing(plain: bool, tmp_path: Path) -> None:
    kind, options = (PlainPty, ("--plain",)) if plain else (Pty, ())
    with kind("new", FILE, "--template", "province", *options, folder=tmp_path) as terminal:
        answered(Planner(terminal))
        assert terminal.hang_up() == 129
    is_kept(tmp_path)
    assert not list(tmp_path.glob(".*.tmp"))


def test_the_terminal_types_and_shows_as_before_once_the_wizard_has_left(tmp_path: Path) -> None:
    with Tmux("new", FILE, "--template", "province", folder=tmp_path) as terminal:
        answered(Planner(terminal))
        terminal.send(CTRL_C)
        assert terminal.status() == 130
        terminal.send("echoed")
        wait_for(terminal, lambda: "echoed" in said(terminal))


# Line by line


def test_answers_that_end_in_the_middle_are_all_kept(tmp_path: Path) -> None:
    with Pipe("new", FILE, "--plain", "--template", "province", folder=tmp_path) as pipe:
        answered(Planner(pipe))
        pipe.hang_up()
        assert pipe.status() == 2
        assert tells_where(pipe)
    is_kept(tmp_path)


def test_an_answer_without_its_line_end_counts(tmp_path: Path) -> None:
    done = dtplan(
        "new", FILE, "--plain", "--template", "province", cwd=tmp_path, stdin=TITLE.encode()
    )
    assert done.status == 2
    is_kept(tmp_path)


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_line_by_line_on_a_terminal(key: str, tmp_path: Path) -> None:
    arguments = ("new", FILE, "--plain", "--template", "province")
    with PlainPty(*arguments, folder=tmp_path) as terminal:
        planner = Planner(terminal)
        answered(planner)
        planner.press(key)
        assert terminal.status() == 130
        assert tells_where(terminal)
    is_kept(tmp_path)


def test_a_poor_terminal_is_asked_line_by_line(tmp_path: Path) -> None:
    env = {"TERM": "dumb"}
    with PlainPty("new", FILE, "--template", "province", folder=tmp_path, env=env) as terminal:
        answered(Planner(terminal))
        assert b"\x1b" not in terminal.raw
    is_kept(tmp_path)


def test_without_a_terminal_the_wizard_says_what_to_do(tmp_path: Path) -> None:
    done = dtplan("new", FILE, cwd=tmp_path)
    assert done.status == 2
    assert not done.out
    assert "--answers" in done.err
    assert "--plain" in done.err
    assert not os.listdir(tmp_path)


def test_with_its_output_elsewhere_the_wizard_says_what_to_do(tmp_path: Path) -> None:
    """A terminal to type at, and the questions in a file that nobody reads."""
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            [PROGRAM, "new", FILE],
            cwd=tmp_path,
            env=surroundings(tmp_path),
            stdin=theirs,
            capture_output=True,
            timeout=DEADLINE,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert "--plain" in done.stderr.decode()
    assert not os.listdir(tmp_path)
