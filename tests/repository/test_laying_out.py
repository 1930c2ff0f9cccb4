"""`dtplan init` through the front door: what it makes, what it keeps, what it never touches."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from dtplan import repository
from dtplan.cli import laying_out
from dtplan.errors import DtplanError
from dtplan.repository import Found
from tests.command import DTPLAN, Result, dtplan

PATHS = [file.path for file in repository.files()]
OWN = "của cơ quan\n"
LETTER = re.compile("[à-ỹ]")
NEVER = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
is_root = hasattr(os, "geteuid") and os.geteuid() == 0
not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="takes links or a terminal")


def init(*arguments: str | Path, folder: Path, language: str = "en") -> Result:
    result = dtplan("init", *arguments, "--lang", language, cwd=folder)
    assert "Traceback" not in result.out + result.err
    assert not NEVER.search(result.out + result.err), "something could drive the terminal"
    return result


def content(folder: Path) -> dict[str, bytes]:
    """Every file under `folder` that is there, whatever made it."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def templates() -> dict[str, bytes]:
    return {file.path: file.content for file in repository.files()}


def section(result: Result, label: str) -> list[str]:
    """The paths listed under `label`."""
    _before, found, rest = result.out.partition(f"{label}\n")
    assert found, result.out
    lines = iter(rest.splitlines())
    return list(_indented(lines))


def _indented(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("  "):
            return
        yield line.strip()


# What is made


@pytest.mark.parametrize("named", ["kho", "kho/", "a/b/kho", "./kho", "Kho đề án"])
def test_a_folder_that_is_not_there_is_made_and_gets_every_file(tmp_path: Path, named: str) -> None:
    result = init(named, folder=tmp_path)
    assert (result.status, result.err) == (0, "")
    assert content(tmp_path / named) == templates()
    assert section(result, "Made:") == PATHS


def test_without_a_name_it_is_the_working_folder(tmp_path: Path) -> None:
    result = init(folder=tmp_path)
    assert content(tmp_path) == templates()
    assert "cd " not in result.out


def test_the_repository_passes_its_own_check(tmp_path: Path) -> None:
    init(folder=tmp_path)
    result = dtplan("check", "--fail-on", "advice", "--format", "short", cwd=tmp_path)
    assert (result.status, result.err) == (0, "")
    assert not [line for line in result.out.splitlines() if "dtplan.yaml:" in line]


def test_the_next_steps_are_commands_that_fit(tmp_path: Path) -> None:
    result = init("Kho đề án", folder=tmp_path)
    steps = re.findall(r"(?m)^  \d\. (.*)$", result.out)
    assert steps[:3] == [
        "cd 'Kho đề án'", "git init", "pip install pre-commit && pre-commit install",
    ]  # fmt: skip
    assert steps[3].startswith("dtplan check") and steps[4].startswith("dtplan new plans/")


def test_where_git_keeps_the_folder_no_other_repository_is_begun(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert "git init" not in init(folder=tmp_path).out
    below = init("below", folder=tmp_path)
    assert "git init" not in below.out
    assert f"move their files to {tmp_path}" in below.out


def test_vietnamese_is_what_it_speaks_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(OWN, encoding="utf-8")
    english = init(folder=tmp_path)
    assert not LETTER.search(english.out.replace(str(tmp_path), ""))
    assert LETTER.search(init("x", folder=tmp_path, language="vi").out)


def test_quiet_says_nothing_where_all_went_well(tmp_path: Path) -> None:
    assert init("-q", folder=tmp_path) == Result(0, "", "")


# What is there


def test_a_second_time_nothing_is_left_to_do(tmp_path: Path) -> None:
    init(folder=tmp_path)
    before = {path: os.stat(tmp_path / path).st_mtime_ns for path in PATHS}
    result = init(folder=tmp_path)
    assert result.status == 0
    assert section(result, "Like the template already:") == PATHS
    assert "Made:" not in result.out
    assert {path: os.stat(tmp_path / path).st_mtime_ns for path in PATHS} == before


@pytest.mark.parametrize("path", PATHS)
def test_a_file_that_is_there_is_listed_and_kept(tmp_path: Path, path: str) -> None:
    own = tmp_path / path
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(OWN, encoding="utf-8")
    result = init(folder=tmp_path)
    assert result.status == 0
    assert section(result, "Kept as they were:") == [path]
    assert content(tmp_path) == templates() | {path: OWN.encode()}


def test_a_gitlab_file_that_is_kept_is_told_how_to_take_the_job_in(tmp_path: Path) -> None:
    (tmp_path / ".gitlab-ci.yml").write_text("stages: [test]\n", encoding="utf-8")
    told = init(folder=tmp_path).out
    assert "In .gitlab-ci.yml, add under `include`: - local: .gitlab/dtplan.yml" in told


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    own = {"plans/a.dtplan.yaml": b"x", ".github/workflows/ci.yml": b"y", "LICENSE": b"z"}
    for path, held in own.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(held)
    init(folder=tmp_path)
    assert content(tmp_path) == templates() | own


# Hostile folders


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "kho").write_text(OWN, encoding="utf-8")
    for named in ("kho", "kho/below"):
        result = init(named, folder=tmp_path)
        assert result.status == 2
        assert result.err.startswith("dtplan: no repository can be laid out in kho")
    assert content(tmp_path) == {"kho": OWN.encode()}


def test_an_empty_path_is_not_the_working_folder(tmp_path: Path) -> None:
    result = init("", folder=tmp_path)
    assert result.status == 2 and "the path is empty" in result.err
    assert content(tmp_path) == {}


@pytest.mark.parametrize("name", ["a" * 300, "x\x1b[31m" + "y" * 300])
def test_a_name_that_no_system_takes(tmp_path: Path, name: str) -> None:
    result = init(name, folder=tmp_path)
    assert result.status == 2
    assert content(tmp_path) == {}


@not_on_windows
@pytest.mark.parametrize("path", [path for path in PATHS if "/" in path])
def test_no_link_is_followed_out_of_the_folder(tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    kho = tmp_path / "kho"
    kho.mkdir()
    first = path.partition("/")[0]
    (kho / first).symlink_to(outside, target_is_directory=True)
    result = init("kho", folder=tmp_path)
    assert result.status == 2
    assert f"{path} was not made: {first}/ is a link, which may lead elsewhere" in result.err
    assert content(outside) == {}
    assert content(kho).keys() == {one for one in PATHS if not one.startswith(f"{first}/")}


@not_on_windows
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_in_the_place_of_a_file_is_kept(tmp_path: Path, exists: bool) -> None:
    outside = tmp_path / "outside"
    if exists:
        outside.write_text(OWN, encoding="utf-8")
    kho = tmp_path / "kho"
    kho.mkdir()
    (kho / "dtplan.toml").symlink_to(outside)
    result = init("kho", folder=tmp_path)
    assert section(result, "Kept as they were:") == ["dtplan.toml"]
    assert os.readlink(kho / "dtplan.toml") == str(outside)
    assert outside.exists() == exists
    if exists:
        assert outside.read_text(encoding="utf-8") == OWN


@not_on_windows
def test_a_pipe_in_the_place_of_a_file_is_kept_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "README.md")
    assert section(init(folder=tmp_path), "Kept as they were:") == ["README.md"]


def test_what_stands_in_the_way_stops_no_other_file(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text(OWN, encoding="utf-8")
    (tmp_path / "README.md").mkdir()
    result = init(folder=tmp_path)
    assert result.status == 2
    assert ".github/workflows/dtplan.yml was not made: .github is no folder" in result.err
    assert "README.md is a folder" in result.err
    stopped = {".github/workflows/dtplan.yml", "README.md"}
    assert section(result, "Made:") == [path for path in PATHS if path not in stopped]


@not_on_windows
@pytest.mark.skipif(is_root, reason="root may write everywhere")
def test_a_folder_that_is_write_protected(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o500)
    try:
        result = init(folder=tmp_path)
    finally:
        os.chmod(tmp_path, 0o700)
    assert result.status == 2 and "README.md was not written" in result.err
    assert content(tmp_path) == {}


# Where somebody can be asked


class Terminal:
    """`dtplan init` at a pseudo-terminal, each question answered as the test says."""

    def __init__(self, folder: Path) -> None:
        self.child: pexpect.spawn[str] = pexpect.spawn(
            str(DTPLAN), ["init", "--lang", "en"], cwd=str(folder), encoding="utf-8", timeout=20
        )

    def answer(self, about: str, keys: str) -> str:
        """Reply to the next question, which is about the file `about`; what stood before it."""
        self.child.expect_exact("3 show the difference: ")
        before: str = self.child.before or ""
        assert about in before
        self.child.send(keys)
        return before

    def end(self) -> tuple[int, str]:
        self.child.expect(pexpect.EOF)
        said: str = self.child.before or ""
        self.child.close()
        return int(self.child.exitstatus or 0), said.replace("\r", "")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a README.md and a dtplan.toml of its own."""
    for name in ("README.md", "dtplan.toml"):
        (tmp_path / name).write_text(OWN, encoding="utf-8")
    return tmp_path


@not_on_windows
@pytest.mark.parametrize("keys", ["\r", "1\r", "x\r\r", "\x04"])
def test_enter_alone_keeps(own: Path, keys: str) -> None:
    terminal = Terminal(own)
    terminal.answer("README.md", keys)
    if keys.startswith("x"):
        terminal.answer("", "")
    terminal.answer("dtplan.toml", keys)
    status, said = terminal.end()
    assert status == 0 and "Replaced:" not in said
    assert content(own) == templates() | {"README.md": OWN.encode(), "dtplan.toml": OWN.encode()}


@not_on_windows
def test_each_file_is_asked_about_by_itself(own: Path) -> None:
    os.chmod(own / "dtplan.toml", 0o640)
    terminal = Terminal(own)
    terminal.answer("README.md", "1\r")
    terminal.answer("dtplan.toml", "2\r")
    status, said = terminal.end()
    assert status == 0
    assert "Replaced:\n  dtplan.toml\nKept as they were:\n  README.md\n" in said
    assert content(own) == templates() | {"README.md": OWN.encode()}
    assert os.stat(own / "dtplan.toml").st_mode & 0o777 == 0o640


@not_on_windows
def test_the_difference_is_shown_and_cannot_drive_the_terminal(own: Path) -> None:
    (own / "README.md").write_bytes(b"\x1b]0;owned\x07 \xff old\n")
    terminal = Terminal(own)
    terminal.answer("README.md", "3\r")
    shown = terminal.answer("", "1\r")
    assert "-\\x1b]0;owned\\x07 \\ufffd old" in shown and "+# Kho đề án" in shown
    assert "\x1b" not in shown
    terminal.answer("dtplan.toml", "1\r")
    assert terminal.end()[0] == 0


@not_on_windows
def test_ctrl_c_leaves_all_as_it_was(own: Path) -> None:
    terminal = Terminal(own)
    terminal.answer("README.md", "2\r")
    terminal.answer("dtplan.toml", "\x03")
    assert terminal.end()[0] == 130
    assert content(own) == {"README.md": OWN.encode(), "dtplan.toml": OWN.encode()}


# Between looking and writing


def test_what_another_hand_wrote_meanwhile_is_left_alone(own: Path) -> None:
    def replaces(folder: str, found: Found) -> bool:
        (own / ".gitignore").write_text("mới\n", encoding="utf-8")
        (own / found.file.path).write_text("mới hơn\n", encoding="utf-8")
        return True

    done = laying_out.lay_out(str(own.resolve()), replaces)
    assert {name.partition(" ")[0] for name in done.problems} == {
        "README.md", "dtplan.toml", ".gitignore",
    }  # fmt: skip
    held = content(own)
    assert held.pop(".gitignore") == "mới\n".encode()
    assert held.pop("README.md") == held.pop("dtplan.toml") == "mới hơn\n".encode()
    assert held.items() <= templates().items(), "something unfinished was left"


def test_a_file_that_cannot_be_written_leaves_nothing_half_done(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = laying_out.lay_out(str(own.resolve()), lambda _folder, _found: True)
    assert len(done.problems) == len(PATHS) and not done.made and not done.renewed
    assert content(own) == {"README.md": OWN.encode(), "dtplan.toml": OWN.encode()}


def test_a_large_file_is_not_compared(own: Path) -> None:
    (own / "README.md").write_bytes(b"x" * (2 << 20))
    file = repository.files()[0]
    found = repository.look(str(own.resolve()), file)
    assert found.state == "other"
    assert len(list(repository.difference(str(own.resolve()), found))) == 1


def test_a_path_through_a_file_is_refused(own: Path) -> None:
    with pytest.raises(DtplanError, match=r"README\.md/x"):
        repository.look(str(own.resolve()), repository.File("README.md/x", b""))
