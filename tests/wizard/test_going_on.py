"""Going on with a plan that is there: only what is open is asked, all else stays as it is."""

import difflib
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.wizard.driver import LEAVE, Planner
from tests.wizard.ptys import PlainPty, Pty
from tests.wizard.terminals import Terminal

FILE = "plan.dtplan.yaml"
OPEN = "! DT"
SECOND_TITLE = "Tổ chức 40 lớp tập huấn cho cán bộ y tế học đường"


def copied(example: str, folder: Path) -> Path:
    """A copy of an example."""
    return Path(shutil.copy(ROOT / "examples" / f"{example}.dtplan.yaml", folder / FILE))


def changed_lines(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    compared = list(difflib.ndiff(lines(before), lines(after)))
    return (
        [line[2:] for line in compared if line.startswith("- ")],
        [line[2:] for line in compared if line.startswith("+ ")],
    )


def lines(source: bytes) -> Sequence[str]:
    return source.decode().split("\n")


def change(terminal: Terminal, search: str, answer: str) -> None:
    """From the last menu: pick an answer by some letters of it, type another, and leave."""
    planner = Planner(terminal)
    assert planner.asked().is_last
    choice = next(row for row in planner.asked().lines if "Sửa một câu trả lời" in row)
    planner.reply(choice.split(".")[0].strip())
    planner.reply(search)
    assert planner.asked().key, planner.asked().text
    planner.reply(answer)
    assert planner.asked().is_last, planner.asked().text
    planner.reply(LEAVE)


@pytest.mark.parametrize("example", ["ministry", "province", "national-database"])
def test_a_plan_with_nothing_to_mend_goes_straight_to_the_end(example: str, tmp_path: Path) -> None:
    file = copied(example, tmp_path)
    before = file.read_bytes()
    with Pty("new", FILE, folder=tmp_path, rows=24) as terminal:
        planner = Planner(terminal)
        assert planner.asked().is_last
        planner.reply(LEAVE)
        assert terminal.status() == 0
    assert file.read_bytes() == before


def test_a_hand_written_draft_is_asked_for_what_is_open_only(tmp_path: Path) -> None:
    """With Enter alone: whatever is asked says why, nothing is put twice, no comment is lost."""
    file = copied("province.draft", tmp_path)
    before = file.read_bytes()
    seen: set[tuple[str, ...]] = set()
    with PlainPty("new", FILE, "--plain", folder=tmp_path, rows=60) as terminal:
        planner = Planner(terminal)
        while not (asked := planner.asked()).is_last:
            assert OPEN in asked.text or asked.may_be_kept
            assert asked.lines not in seen
            seen.add(asked.lines)
            leave_open(planner)
    assert len(seen) > 20
    after = lines(file.read_bytes())
    assert not [line for line in lines(before) if "#" in line and line not in after]


def leave_open(planner: Planner) -> None:
    """Go on without an answer: keep what stands there, and add nothing to a list."""
    asked = planner.asked()
    choices = [row.strip() for row in asked.lines if row.startswith("  ")]
    if not asked.key and "1. Đi tiếp" in choices:
        planner.reply("1")
    else:
        planner.keep()


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_one_changed_answer_is_all_that_differs(ending: bytes, tmp_path: Path) -> None:
    file = copied("province", tmp_path)
    before = file.read_bytes().replace(b"\n", ending)
    file.write_bytes(before)
    with Pty("new", FILE, folder=tmp_path, columns=100) as terminal:
        change(terminal, "tên nhiệm vụ NV2", SECOND_TITLE)
        assert terminal.status() == 0
    went, came = changed_lines(before, file.read_bytes())
    assert len(went) == len(came) == 1
    assert went[0].lstrip().startswith("title: ")
    assert came[0].strip() == f"title: {SECOND_TITLE}"
    assert came[0].endswith("\r") is (ending == b"\r\n")


def test_a_list_in_flow_style_stays_in_flow_style(tmp_path: Path) -> None:
    file = copied("province", tmp_path)
    before = file.read_bytes()
    assert b"beneficiaries: [" in before
    with Pty("new", FILE, folder=tmp_path, columns=100) as terminal:
        change(terminal, "DP1 đối tượng hưởng lợi", "người dân, doanh nghiệp")
        assert terminal.status() == 0
    went, came = changed_lines(before, file.read_bytes())
    assert len(went) == len(came) == 1
    assert came[0].lstrip().startswith("beneficiaries: [")
