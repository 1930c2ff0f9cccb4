"""Two at work on one plan, and a plan that another hand changes in the middle of an interview."""

from pathlib import Path

from tests.wizard.driver import Planner
from tests.wizard.plans import held
from tests.wizard.ptys import Pty
from tests.wizard.terminals import Pipe

FILE = "plan.dtplan.yaml"
NEW = ("new", FILE, "--template", "province")
TITLE = "Đề án dữ liệu đất đai số của tỉnh Y"
THEIRS = "dtplan: 1\ntitle: Đề án do người khác ghi\n"


def test_the_second_wizard_on_a_file_is_told(tmp_path: Path) -> None:
    with Pty(*NEW, folder=tmp_path) as terminal:
        planner = Planner(terminal)
        assert planner.asked().key == "title"
        before = (tmp_path / FILE).read_bytes()
        for options in ((), ("--plain",)):
            with Pty("new", FILE, *options, folder=tmp_path) as second:
                assert second.status() == 2
                told = "\n".join(second.lines())
                assert str(terminal.child.pid) in told
                assert "Traceback" not in told
        assert (tmp_path / FILE).read_bytes() == before
        planner.reply(TITLE)
        assert planner.asked().key == "agency.level"
    assert holds_the_title(tmp_path / FILE)


def test_a_file_is_free_again_once_the_first_has_left(tmp_path: Path) -> None:
    with Pty(*NEW, folder=tmp_path) as terminal:
        planner = Planner(terminal)
        planner.reply(TITLE)
        planner.press("\x03")
        assert terminal.status() == 130
    with Pty("new", FILE, folder=tmp_path) as terminal:
        assert Planner(terminal).asked().key
    assert holds_the_title(tmp_path / FILE)


def test_what_another_hand_wrote_meanwhile_stays_and_the_answers_are_kept_beside(
    tmp_path: Path,
) -> None:
    file = tmp_path / FILE
    with Pty(*NEW, folder=tmp_path) as terminal:
        planner = Planner(terminal)
        assert planner.asked().key == "title"
        file.write_text(THEIRS, encoding="utf-8")
        planner.press("\x15" + TITLE + "\r")
        assert terminal.status() == 2
        told = "".join(terminal.lines()).replace(" ", "")
        assert f"{FILE}.conflict-1" in told
        assert "Traceback" not in told
    assert file.read_text(encoding="utf-8") == THEIRS
    assert holds_the_title(tmp_path / f"{FILE}.conflict-1")


def test_another_hand_is_noticed_line_by_line_too(tmp_path: Path) -> None:
    file = tmp_path / FILE
    with Pipe(*NEW, "--plain", folder=tmp_path) as pipe:
        planner = Planner(pipe)
        assert planner.asked().key == "title"
        file.write_text(THEIRS, encoding="utf-8")
        planner.reply(TITLE)
        assert pipe.status() == 2
    assert file.read_text(encoding="utf-8") == THEIRS
    assert holds_the_title(tmp_path / f"{FILE}.conflict-1")


def holds_the_title(file: Path) -> bool:
    plan = held(file)
    return isinstance(plan, dict) and plan["title"] == TITLE
