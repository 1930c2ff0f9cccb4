"""Screens of the wizard as people see them, kept as text.

No plan here says anything that another day would judge otherwise: all its days are in the past of
whoever runs this, or far from what is asked.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.wizard.driver import Planner
from tests.wizard.plans import Step, lacking
from tests.wizard.ptys import Pty
from tests.wizard.terminals import Pipe

Keep = Callable[[str, Sequence[str]], None]
FILE = "plan.dtplan.yaml"


def test_the_first_menu(tmp_path: Path, golden_screen: Keep) -> None:
    with Pty("new", folder=tmp_path, rows=24) as terminal:
        Planner(terminal).asked()
        golden_screen("first-menu", terminal.lines())


def test_a_question_with_its_clause_and_an_example(tmp_path: Path, golden_screen: Keep) -> None:
    with Pty("new", FILE, "--template", "ministry", folder=tmp_path, rows=24) as terminal:
        Planner(terminal).asked()
        golden_screen("question", terminal.lines())


@pytest.mark.parametrize(
    ("name", "place", "answer", "code"),
    [
        ("vague-indicator", ("targets", 1, "indicator"), "Nâng cao chất lượng phục vụ", "DT207"),
        ("owner-of-many", ("tasks", 1, "owner", "agency"), "các sở, ban, ngành", "DT304"),
        ("deputy-as-head", ("lead", "position"), "Thứ trưởng", "DT307"),
        ("agency-of-the-past", ("agency", "name"), "Bộ Thông tin và Truyền thông", "DT312"),
    ],
)
def test_an_objection(
    name: str,
    place: tuple[Step, ...],
    answer: str,
    code: str,
    tmp_path: Path,
    golden_screen: Keep,
) -> None:
    lacking(tmp_path / FILE, "ministry", place)
    with Pty("new", FILE, folder=tmp_path, rows=24) as terminal:
        planner = Planner(terminal)
        assert planner.asked().key.endswith(str(place[-1]))
        planner.reply(answer)
        assert planner.asked().may_be_kept
        assert code in planner.asked().text
        golden_screen(f"objection-{name}", terminal.lines())


def test_a_list_that_is_searched(tmp_path: Path, golden_screen: Keep) -> None:
    lacking(tmp_path / FILE, "province", ("agency", "name"))
    with Pty("new", FILE, folder=tmp_path, rows=24) as terminal:
        planner = Planner(terminal)
        assert planner.asked().key == "agency.name"
        planner.touch("uy ban")
        golden_screen("search", terminal.lines())


def test_the_menu_of_a_list(tmp_path: Path, golden_screen: Keep) -> None:
    lacking(tmp_path / FILE, "ministry", ("tasks", 3, "title"))
    with Pty("new", FILE, folder=tmp_path, rows=200) as terminal:
        planner = Planner(terminal)
        planner.reply("Tập huấn 34 lớp")
        assert planner.asked().is_last
        planner.reply("2")
        planner.reply("Danh sách: nhiệm vụ")
        golden_screen("list-menu", planner.asked().lines)


def test_the_sums_of_the_money(tmp_path: Path, golden_screen: Keep) -> None:
    lacking(tmp_path / FILE, "ministry", ("budget", "sources", 1, "amount"))
    with Pty("new", FILE, folder=tmp_path, rows=24) as terminal:
        assert Planner(terminal).asked().key == "amount"
        golden_screen("sums", terminal.lines())


def test_the_answers_and_the_matrix_at_the_end(tmp_path: Path, golden_screen: Keep) -> None:
    lacking(tmp_path / FILE, "existing-programme", ("budget", "total"))
    with Pty("new", FILE, folder=tmp_path, rows=320) as terminal:
        planner = Planner(terminal)
        planner.reply("1")
        planner.keep()
        assert planner.asked().is_last
        golden_screen("end", terminal.lines())


def test_line_by_line(tmp_path: Path, golden_screen: Keep) -> None:
    with Pipe("new", FILE, "--plain", "--template", "province", folder=tmp_path) as pipe:
        planner = Planner(pipe)
        planner.reply("?")
        planner.reply("Đề án dữ liệu đất đai số của tỉnh Y")
        planner.reply("3")
        golden_screen("plain", pipe.lines())


def test_a_question_and_a_menu_in_english_on_a_narrow_screen(
    tmp_path: Path, golden_screen: Keep
) -> None:
    lacking(tmp_path / FILE, "province", ("breakthroughs", 0, "pillar"), ("tasks",))
    with Pty("new", FILE, "--lang", "en", folder=tmp_path, columns=60, rows=32) as terminal:
        planner = Planner(terminal)
        assert planner.asked().key == "pillar"
        golden_screen("english-60-question", terminal.lines())
        planner.reply("digital data")
        while planner.asked().key:
            planner.keep()
        golden_screen("english-60-menu", terminal.lines())
        assert not terminal.too_wide()
