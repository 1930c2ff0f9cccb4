"""The file a plan is drafted in: what may be one, how it is locked, saved and kept."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dtplan import i18n
from dtplan.draft import Busy, Changed, Draft, NotADraft, Unsaved, opened
from dtplan.files import find
from dtplan.parsing.document import Document, load
from dtplan.parsing.plan_file import MAX_BYTES

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links, rights and pipes of POSIX")
TEXT = 'dtplan: 1\ntitle: "Kế hoạch"\n'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language = i18n.active()
    i18n.activate("en")
    yield
    i18n.activate(language)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.dtplan.yaml"


@pytest.fixture
def draft(file: Path) -> Iterator[Draft]:
    file.write_text(TEXT, encoding="utf-8", newline="")
    with opened(str(file)) as draft:
        yield draft


def refusal(path: Path | str) -> str:
    with pytest.raises(NotADraft) as raised:
        opened(str(path))
    assert raised.value.hint
    return raised.value.message


def test_a_new_draft_is_empty_and_writes_nothing_by_itself(file: Path) -> None:
    with opened(str(file)) as draft:
        assert (draft.source, draft.is_new, draft.notes) == (b"", True, ())
        assert not file.exists()
    assert os.listdir(file.parent) == []


def test_a_saved_draft_is_the_text_and_nothing_else(file: Path) -> None:
    with opened(str(file)) as draft:
        draft.save(TEXT)
        assert (draft.source, draft.is_new) == (TEXT.encode(), False)
        draft.save(TEXT + "x: 1\r\n")
    assert file.read_bytes() == (TEXT + "x: 1\r\n").encode()
    assert os.listdir(file.parent) == [file.name]


def test_an_existing_draft_is_read_as_it_stands(draft: Draft) -> None:
    assert draft.source == TEXT.encode()
    assert not draft.is_new
    assert isinstance(load(draft.path, draft.source), Document)


def test_a_byte_order_mark_is_given_back(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    with opened(str(file)) as draft:
        plan = load(draft.path, draft.source)
        assert isinstance(plan, Document)
        draft.save(plan.text)
        assert file.read_bytes() == draft.source == b"\xef\xbb\xbf" + TEXT.encode()


def test_a_path_without_folder_is_in_the_current_one(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(file.name) as draft:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir("elsewhere")
        draft.save(TEXT)
    assert file.read_text(encoding="utf-8") == TEXT


def test_a_text_that_no_file_can_hold_leaves_the_old_one(draft: Draft, file: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        draft.save("\ud800")
    assert file.read_text(encoding="utf-8") == TEXT


# Rights, links


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755], ids=oct)
def test_the_rights_of_the_file_stay(draft: Draft, file: Path, mode: int) -> None:
    file.chmod(mode)
    draft.save("x: 1\n")
    assert stat.S_IMODE(file.stat().st_mode) == mode


@POSIX
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_rights_of_the_umask(file: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        with opened(str(file)) as draft:
            draft.save(TEXT)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_owner_of_the_file_stays(draft: Draft, file: Path) -> None:
    os.chown(file, 1234, 2345)
    draft.save("x: 1\n")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)


@POSIX
def test_a_link_stays_and_its_file_is_saved(draft: Draft, file: Path, tmp_path: Path) -> None:
    draft.close()
    link = tmp_path / "links" / "second.yaml"
    link.parent.mkdir()
    (link.parent / "first.yaml").symlink_to("../plan.dtplan.yaml")
    link.symlink_to("first.yaml")
    with opened(str(link)) as linked:
        assert (linked.path, linked.target) == (str(link), os.path.realpath(file))
        linked.save("x: 1\n")
        # One file has one lock, by whatever name it is opened.
        with pytest.raises(Busy):
            opened(str(file))
    assert file.read_text(encoding="utf-8") == "x: 1\n"
    assert os.readlink(link) == "first.yaml"
    assert sorted(os.listdir(link.parent)) == ["first.yaml", "second.yaml"]


@POSIX
def test_other_names_of_the_file_are_told_and_keep_what_they_have(draft: Draft, file: Path) -> None:
    draft.close()
    other = file.with_name("other.yaml")
    other.hardlink_to(file)
    with opened(str(file)) as named:
        assert len(named.notes) == 1
        named.save("x: 1\n")
    assert other.read_text(encoding="utf-8") == TEXT


# What is no draft


@POSIX
def test_a_link_to_nothing_is_refused(file: Path) -> None:
    file.symlink_to("nowhere.yaml")
    assert "a link to a file that does not exist" in refusal(file)


@POSIX
def test_a_link_to_itself_is_refused(file: Path) -> None:
    file.symlink_to(file.name)
    assert "leads back to itself" in refusal(file)


@POSIX
def test_a_pipe_a_socket_and_a_device_are_refused(tmp_path: Path, file: Path) -> None:
    os.mkfifo(file)
    assert "a device or a pipe" in refusal(file)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "s"))
    assert "a device or a pipe" in refusal(tmp_path / "s")
    assert "a device or a pipe" in refusal("/dev/null")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "it is a folder" in refusal(tmp_path)
    assert "the name of a folder" in refusal(f"{tmp_path}/new/")
    assert "the name of a folder" in refusal("")


def test_a_path_through_no_folder_is_refused(draft: Draft, tmp_path: Path) -> None:
    assert "its folder does not exist" in refusal(tmp_path / "no" / "plan.yaml")
    assert "its folder does not exist" in refusal(f"{draft.path}/plan.yaml")


def test_a_file_that_no_plan_can_be_is_refused(file: Path) -> None:
    file.write_bytes(b"#" * (MAX_BYTES + 1))
    assert "larger than 1 MB" in refusal(file)
    file.write_bytes(b"#" * MAX_BYTES)
    opened(str(file)).close()


@POSIX
def test_a_name_that_leaves_no_room_is_refused_at_once(tmp_path: Path) -> None:
    longest = ""
    for length in range(200, 256):
        file = tmp_path / ("n" * length)
        try:
            draft = opened(str(file))
        except NotADraft as error:
            assert "its name is too long" in error.message
            continue
        with draft:
            draft.save(TEXT)
            file.write_text("theirs", encoding="utf-8")
            with pytest.raises(Changed):
                draft.save("x: 1\n")
        longest = file.name
    assert 230 < len(longest) < 255


# Locks


def test_a_draft_is_open_once_and_then_again(draft: Draft, file: Path) -> None:
    with pytest.raises(Busy) as raised:
        opened(str(file))
    assert f"process {os.getpid()}" in raised.value.message
    assert raised.value.hint
    draft.close()
    draft.close()
    with opened(str(file)):
        pass
    assert os.listdir(file.parent) == [file.name]


def test_nothing_beside_a_draft_is_taken_for_a_plan(draft: Draft, file: Path) -> None:
    file.write_text("theirs: 1\n", encoding="utf-8")
    file.with_name(".plan.dtplan.yaml.0123abcd.tmp").touch()
    with pytest.raises(Changed):
        draft.save("ours: 1\n")
    assert len(os.listdir(file.parent)) == 4
    assert find([str(file.parent)], "", print).files == (str(file),)


# Other hands


def test_what_another_hand_wrote_stays_and_ours_is_kept_beside(draft: Draft, file: Path) -> None:
    draft.save("ours: 1\n")
    file.write_text("theirs: 1\n", encoding="utf-8")
    for number in (1, 2):
        with pytest.raises(Changed) as raised:
            draft.save(f"ours: {number}\n")
        assert raised.value.kept == f"{draft.target}.conflict-{number}"
        assert raised.value.kept in raised.value.hint
        kept = Path(raised.value.kept)
        assert kept.read_text(encoding="utf-8") == f"ours: {number}\n"
    assert file.read_text(encoding="utf-8") == "theirs: 1\n"


def test_a_new_file_that_another_hand_made_first_stays(file: Path) -> None:
    with opened(str(file)) as draft:
        file.write_text("theirs: 1\n", encoding="utf-8")
        with pytest.raises(Changed):
            draft.save(TEXT)
    assert file.read_text(encoding="utf-8") == "theirs: 1\n"


def test_the_same_text_by_another_hand_is_no_change(draft: Draft, file: Path) -> None:
    file.write_text(TEXT, encoding="utf-8", newline="")
    draft.save("x: 1\n")
    assert file.read_text(encoding="utf-8") == "x: 1\n"


def test_a_deleted_file_is_written_anew(draft: Draft, file: Path) -> None:
    file.unlink()
    draft.save("x: 1\n")
    assert file.read_text(encoding="utf-8") == "x: 1\n"


def test_a_folder_in_the_place_of_the_file_stays(draft: Draft, file: Path) -> None:
    file.unlink()
    file.mkdir()
    with pytest.raises(Changed) as raised:
        draft.save("x: 1\n")
    assert Path(raised.value.kept).read_text(encoding="utf-8") == "x: 1\n"
    assert file.is_dir()


@POSIX
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_link_or_pipe_in_the_place_of_the_file_stays(draft: Draft, file: Path, kind: str) -> None:
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/null")
    with pytest.raises(Changed) as raised:
        draft.save("x: 1\n")
    assert Path(raised.value.kept).read_text(encoding="utf-8") == "x: 1\n"
    assert file.is_symlink() or file.is_fifo()


def test_a_folder_that_went_away_is_told_and_the_text_rescued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    with opened(str(folder / "plan.dtplan.yaml")) as draft:
        folder.rename(tmp_path / "moved")
        with pytest.raises(Unsaved) as raised:
            draft.save(TEXT)
    assert "its folder does not exist" in raised.value.message
    for number in (1, 2):
        rescued = raised.value.rescue(TEXT)
        assert rescued == str(home / f"plan.rescued-{number}.dtplan.yaml")
        assert Path(rescued).read_text(encoding="utf-8") == TEXT
    home.rename(tmp_path / "gone")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert raised.value.rescue("\ud800") == str(tmp_path / "plan.rescued-1.dtplan.yaml")


def test_the_module_loads_nothing_heavy() -> None:
    told = "import sys; before = set(sys.modules); import dtplan.draft; "
    told += "print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    heavy = {
        "yaml",
        "dtplan.parsing.document",
        "tempfile",
        "shutil",
        "random",
        "socket",
        "platform",
    }
    assert not heavy & set(done.stdout.split())
