"""Keys, input methods, paste and resizing, in English on a narrow screen."""

import signal
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.wizard.driver import NOTHING, Planner
from tests.wizard.plans import held
from tests.wizard.ptys import Pty
from tests.wizard.terminals import wait_for
from tests.wizard.tmux import Tmux

FILE = "plan.dtplan.yaml"
COLUMNS = 60
NEW = ("new", FILE, "--template", "province", "--lang", "en")
DOWN, UP, ALT_LEFT = "\x1b[B", "\x1b[A", "\x1b[1;3D"
F1, F2 = "\x1bOP", "\x1bOQ"
BACKSPACE = "\x7f"
PASTE = "\x1b[200~{}\x1b[201~"
NAME = "Ủy ban nhân dân tỉnh Cà Mau"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Pty]:
    """A new plan of a province."""
    with Pty(*NEW, folder=tmp_path, columns=COLUMNS, rows=40) as opened:
        yield opened
        assert not opened.too_wide()


@pytest.fixture
def planner(terminal: Pty) -> Planner:
    return Planner(terminal)


def value(folder: Path, *path: str | int) -> object:
    """What the file holds at `path`; None for nothing."""
    plan: object = held(folder / FILE)
    for step in path:
        if isinstance(plan, dict) and isinstance(step, str):
            plan = plan.get(step)
        elif isinstance(plan, list) and isinstance(step, int):
            plan = plan[step]
    return plan


def go_to(planner: Planner, key: str) -> None:
    """Keep what stands or is suggested up to the question for `key`."""
    while planner.asked().key != key:
        planner.keep()


def test_a_choice_is_picked_with_the_arrows(planner: Planner, tmp_path: Path) -> None:
    go_to(planner, "agency.level")
    planner.touch(DOWN)
    planner.keep()
    assert value(tmp_path, "agency", "level") == "ministry"


def test_a_name_is_searched_without_accents_and_picked(planner: Planner, tmp_path: Path) -> None:
    go_to(planner, "agency.name")
    planner.touch(*"ca mau", DOWN)
    planner.keep()
    assert value(tmp_path, "agency", "name") == NAME


@pytest.mark.parametrize("back", [ALT_LEFT, "<\r", "\x1b\x1b[D"])
def test_back_leads_to_the_question_before_with_its_answer(
    back: str, planner: Planner, tmp_path: Path
) -> None:
    go_to(planner, "title")
    planner.reply("A first title of the plan")
    assert planner.asked().key == "agency.level"
    planner.press(back)
    assert planner.asked().key == "title"
    assert "> A first title of the plan" in planner.terminal.lines()
    planner.reply("A second title of the plan")
    assert planner.asked().key == "agency.level"
    assert value(tmp_path, "title") == "A second title of the plan"


def test_before_the_first_question_there_is_none(planner: Planner) -> None:
    planner.press(ALT_LEFT)
    assert planner.asked().key == "title"
    assert "This is the first question." in "\n".join(planner.terminal.lines())


@pytest.mark.parametrize("keys", [F1, "?\r"])
def test_help_explains_and_asks_again(keys: str, planner: Planner) -> None:
    before = planner.asked().text
    planner.press(keys)
    told = " ".join(line.strip() for line in planner.terminal.lines())
    assert "As it will be printed on the decision of approval" in told
    assert "As it will be printed" not in before
    planner.reply("A title that follows the help")
    assert planner.asked().key == "agency.level"


@pytest.mark.parametrize("keys", [F2, "=\r"])
def test_an_answer_is_changed_from_the_table_of_answers(
    keys: str, planner: Planner, tmp_path: Path
) -> None:
    go_to(planner, "title")
    planner.reply("A first title of the plan")
    planner.press(keys)
    assert "Which one is to be changed?" in planner.asked().text
    planner.reply("first title")
    assert planner.asked().key == "title"
    planner.reply("A changed title of the plan")
    assert value(tmp_path, "title") == "A changed title of the plan"
    assert planner.asked().key == "agency.level"


def test_an_answer_is_cleared(planner: Planner, tmp_path: Path) -> None:
    go_to(planner, "title")
    planner.reply("A first title of the plan")
    planner.press(ALT_LEFT)
    planner.reply(NOTHING)
    assert value(tmp_path, "title") is None
    assert value(tmp_path, "id") is not None


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["U", "y", BACKSPACE * 2 + "Ủy", *NAME[2:]], id="the letters anew"),
        pytest.param(["U", BACKSPACE, "Ủ", *NAME[1:]], id="one letter anew"),
        pytest.param([*unicodedata.normalize("NFD", NAME)], id="marks after their letters"),
        pytest.param([unicodedata.normalize("NFD", NAME)], id="all at once"),
    ],
)
def test_vietnamese_is_read_as_input_methods_send_it(
    keys: Sequence[str], planner: Planner, tmp_path: Path
) -> None:
    go_to(planner, "agency.name")
    for key in keys:
        planner.terminal.send(key)
        planner.terminal.look()
    planner.keep()
    assert value(tmp_path, "agency", "name") == NAME


def test_pasted_lines_are_one_answer(planner: Planner, tmp_path: Path) -> None:
    go_to(planner, "title")
    planner.touch(PASTE.format("Kế hoạch dữ liệu đất đai  \r\n  số của tỉnh Y \r"))
    planner.keep()
    assert value(tmp_path, "title") == "Kế hoạch dữ liệu đất đai số của tỉnh Y"
    assert planner.asked().key == "agency.level"


@pytest.mark.parametrize("columns", [40, 100])
def test_resizing_in_the_middle_of_a_question(columns: int, tmp_path: Path) -> None:
    with Tmux(*NEW, folder=tmp_path, columns=COLUMNS) as terminal:
        planner = Planner(terminal)
        assert planner.asked().key == "title"
        planner.touch("A title that is half ")
        terminal.resize(columns, 30)
        wait_for(terminal, terminal.stands)
        planner.touch("typed")
        planner.press("\r")
        assert planner.asked().key == "agency.level"
        assert value(tmp_path, "title") == "A title that is half typed"


def test_the_questions_after_a_resize_fit_the_new_width(tmp_path: Path) -> None:
    with Pty(*NEW, folder=tmp_path, columns=80) as terminal:
        planner = Planner(terminal)
        assert planner.asked().key == "title"
        terminal.resize(44, 40)
        planner.reply("A title typed on a narrow screen")
        asked = planner.asked()
        assert asked.key == "agency.level"
        assert max(map(len, asked.lines)) <= 44
        assert not terminal.too_wide()
        terminal.kill(signal.SIGTERM)
