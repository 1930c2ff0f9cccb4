"""`dtplan check --fix`, `--unsafe` and `--diff`, run as a user runs them."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dtplan import ruleset
from dtplan.cli import fixing
from dtplan.cli.output import Output
from dtplan.draft import Draft, opened
from dtplan.settings import Settings
from tests.command import Result
from tests.command import dtplan as run
from tests.conftest import TODAY

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links, rights and pipes of POSIX")
FORM = ("--select", "DT00")
OLD = "dtplan: 1\ntitle: Ðề án  # tên\nperiod: {start: 15/10/2024, end: Quý IV/2025}\n"
SAFE = "dtplan: 1\ntitle: Đề án  # tên\nperiod: {start: 2024-10-15, end: Quý IV/2025}\n"
NEW = "dtplan: 1\ntitle: Đề án  # tên\nperiod: {start: 2024-10-15, end: 2025-12-31}\n"
CLEAN = "dtplan: 1\nid: a\n"


def dtplan(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"") -> Result:
    return run(*arguments, "--lang", "en", cwd=cwd, stdin=stdin)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.dtplan.yaml"
    path.write_bytes(OLD.encode())
    return path


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_files_are_mended_and_what_is_left_is_reported(file: Path) -> None:
    result = dtplan("check", "--fix", *FORM, "--format", "short", file)
    assert result.status == 1
    assert file.read_bytes().decode() == SAFE
    assert re.fullmatch(r".*a\.dtplan\.yaml:3:34: DT002 .*\n", result.out)
    assert result.err == (
        "dtplan: 2 findings mended in 1 plan\n"
        "dtplan: 1 more finding can be mended with --unsafe; "
        "please look over what that changes\n"
    )
    assert names(file.parent) == [file.name]


def test_unsafe_mends_the_rest(file: Path) -> None:
    result = dtplan("check", "--fix", "--unsafe", *FORM, file)
    assert (result.status, file.read_bytes().decode()) == (0, NEW)
    assert result.err == "dtplan: 3 findings mended in 1 plan\n"
    again = dtplan("check", "--fix", "--unsafe", *FORM, file)
    assert again.err == "dtplan: nothing was mended\n"
    assert file.read_bytes().decode() == NEW


def test_the_messages_are_vietnamese_too(file: Path) -> None:
    result = run("check", "--fix", *FORM, "--format", "short", file)
    assert re.search("[à-ỹ]", result.err)
    assert "mended" not in result.err


def test_quiet_tells_the_findings_alone(file: Path) -> None:
    assert dtplan("check", "--fix", "-q", *FORM, file).err == ""


def test_json_stays_json_and_counts_what_can_still_be_mended(file: Path) -> None:
    result = dtplan("check", "--fix", *FORM, "--format", "json", file)
    assert json.loads(result.out)["summary"]["fixable"] == 1


def test_the_byte_order_mark_and_line_ends_stay(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + OLD.replace("\n", "\r\n").encode())
    dtplan("check", "--fix", file)
    assert file.read_bytes() == b"\xef\xbb\xbf" + SAFE.replace("\n", "\r\n").encode()


def test_a_plan_with_nothing_to_mend_is_not_written(file: Path) -> None:
    file.write_bytes(CLEAN.encode())
    os.utime(file, (1, 1))
    assert dtplan("check", "--fix", file).err == "dtplan: nothing was mended\n"
    assert file.stat().st_mtime == 1


def test_only_selected_rules_mend(file: Path) -> None:
    dtplan("check", "--fix", "--ignore", "DT005", file)
    assert file.read_bytes().decode() == SAFE.replace("Đ", "Ð")


def test_unsafe_alone_is_refused(file: Path) -> None:
    result = dtplan("check", "--unsafe", file)
    assert result.status == 2
    assert "--fix" in result.err
    assert "--diff --unsafe" in result.err
    assert file.read_bytes().decode() == OLD


@POSIX
def test_a_link_stays_one(file: Path) -> None:
    link = file.parent / "b.yaml"
    link.symlink_to(file.name)
    dtplan("check", "--fix", link)
    assert link.is_symlink()
    assert file.read_bytes().decode() == SAFE


def test_what_can_not_be_written_is_told_and_the_others_are_mended(file: Path) -> None:
    other = file.parent / "b.dtplan.yaml"
    other.write_bytes(OLD.encode())
    with opened(str(file)):
        result = dtplan("check", "--fix", *FORM, "--format", "short", file.parent)
    assert result.status == 2
    assert (file.read_bytes().decode(), other.read_bytes().decode()) == (OLD, SAFE)
    assert "a.dtplan.yaml is open in another dtplan" in result.err
    assert "dtplan: 2 findings mended in 1 plan\n" in result.err
    lines = [Path(line.split(":")[0]).name for line in result.out.splitlines()]
    assert lines == 3 * [file.name] + [other.name]
    assert "--unsafe" not in result.err


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_is_write_protected_is_told(file: Path) -> None:
    file.chmod(0o444)
    result = dtplan("check", "--fix", file)
    assert result.status == 2
    assert "was not mended" in result.err


@POSIX
def test_a_folder_in_which_nothing_can_be_written_is_told(file: Path) -> None:
    # A name that leaves no room for that of the lock.
    long = file.parent / ("x" * 240 + ".yaml")
    file.rename(long)
    result = dtplan("check", "--fix", long)
    assert result.status == 2
    assert "was not mended: its name is too long" in result.err
    assert long.read_bytes().decode() == OLD


def test_an_unreadable_plan_stays_and_is_reported(file: Path) -> None:
    file.write_bytes(b"dtplan: [\n")
    result = dtplan("check", "--fix", "--format", "short", file)
    assert (result.status, file.read_bytes()) == (1, b"dtplan: [\n")
    assert "DT001" in result.out


def task(file: Path) -> fixing.Task:
    settings = Settings((ruleset.shipped("ct34"),), TODAY, language="en")
    return fixing.Task((str(file),), lambda path: settings, False, "<stdin>", [])


def test_what_another_hand_wrote_meanwhile_is_mended(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(path: str) -> Draft:
        file.write_bytes(OLD.replace("# tên", "# của người khác").encode())
        return opened(path)

    monkeypatch.setattr(fixing, "opened", late)
    done = fixing.mend_files(task(file), Output(io.StringIO()), print)
    assert (done.findings, done.plans) == (2, 1)
    assert file.read_bytes().decode() == SAFE.replace("# tên", "# của người khác")


def test_what_another_hand_writes_during_a_fix_is_not_lost(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def early(path: str) -> Draft:
        draft = opened(path)
        file.write_bytes(CLEAN.encode())
        return draft

    monkeypatch.setattr(fixing, "opened", early)
    work = task(file)
    assert fixing.mend_files(work, Output(io.StringIO()), print).findings == 0
    assert file.read_bytes().decode() == CLEAN
    (problem,) = work.undone
    assert ".conflict-1" in problem


@POSIX
def test_a_pipe_has_no_difference_and_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    result = dtplan("check", "--diff", "a.yaml", cwd=tmp_path)
    assert (result.status, result.out) == (2, "")
    assert "a.yaml was not mended: it is a device or a pipe" in result.err


# Standard input


def test_standard_input_is_mended_on_its_way(tmp_path: Path) -> None:
    result = dtplan("check", "--fix", *FORM, "--format", "short", "-", stdin=OLD.encode())
    assert (result.status, result.out) == (1, SAFE)
    assert "<stdin>:3:34: DT002" in result.err
    assert "2 findings mended in 1 plan" in result.err


@pytest.mark.parametrize(
    "text",
    [b"dtplan: [\n", b"\xff\xfe\0", b"", b"x" * 2_000_001, b"\xef\xbb\xbfdtplan: 1\r\nid: a"],
)
def test_standard_input_that_can_not_be_mended_passes_as_it_is(text: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "dtplan", "check", "--fix", "-"],
        input=text,
        capture_output=True,
        check=False,
    )
    assert done.stdout == text
    assert done.stderr


# Differences


def test_the_difference_is_a_patch_that_git_applies(tmp_path: Path) -> None:
    folder = tmp_path / "kế hoạch" / "plans"
    folder.mkdir(parents=True)
    texts = {"a b.yaml": OLD, "b.yaml": "\ufeff" + OLD.replace("\n", "\r\n"), "c.yml": OLD[:-1]}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    result = subprocess.run(
        [sys.executable, "-P", "-m", "dtplan", "check", "--diff", "--unsafe", "plans"],
        cwd=folder.parent,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 1
    for name, text in texts.items():
        assert (folder / name).read_bytes() == text.encode()
    if shutil.which("git") is None:
        pytest.skip("needs git")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-"], input=result.stdout, cwd=folder.parent, check=True)
    new = {"a b.yaml": NEW, "b.yaml": "\ufeff" + NEW.replace("\n", "\r\n"), "c.yml": NEW[:-1]}
    assert {name: (folder / name).read_bytes().decode() for name in new} == new


def test_no_difference_is_silence(file: Path) -> None:
    file.write_bytes(CLEAN.encode())
    result = dtplan("check", "--diff", file)
    assert result == Result(0, "", "dtplan: nothing would be mended\n")


def test_the_difference_counts_what_it_shows(file: Path) -> None:
    result = dtplan("check", "--diff", file)
    assert result.err == "dtplan: 2 findings would be mended in 1 plan\n"
    assert file.read_bytes().decode() == OLD
    assert dtplan("check", "--diff", "--fail-on", "never", file).status == 0
    assert dtplan("check", "--diff", "--fix", file).out == result.out
    assert file.read_bytes().decode() == OLD


def test_standard_input_is_compared_too() -> None:
    result = dtplan("check", "--diff", "-", "--stdin-filename", "x/a.yaml", stdin=OLD.encode())
    assert result.out.startswith("--- a/x/a.yaml\n+++ b/x/a.yaml\n@@ -1,3 +1,3 @@\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = dtplan("check", "--diff", tmp_path / "x.yaml")
    assert result.status == 2
    assert "does not exist" in result.err


def test_a_reader_sees_no_raw_characters(file: Path) -> None:
    file.write_bytes("dtplan: 1\ntitle: a\u00a0b\u200bc\td\n".encode())
    result = dtplan("check", "--diff", "--color", "always", file)
    assert "\x1b[31m-title: a\\xa0b\\u200bc\\x09d\x1b[0m\n" in result.out
    assert "\x1b[32m+title: a bc\\x09d\x1b[0m\n" in result.out


@pytest.mark.parametrize("line", ["note: CCCD 001099012345", "note: 'mật khẩu: Abc@12345'"])
def test_changes_beside_a_secret_are_not_shown(file: Path, line: str) -> None:
    far = "".join(f"# {number}\n" for number in range(20))
    file.write_bytes(f"dtplan: 1\ntitle: Ðề án\n{line}\n{far}# a\u00a0b\n".encode())
    result = dtplan("check", "--diff", file)
    assert result.status == 1
    assert "001099012345" not in result.out
    assert "Abc@12345" not in result.out
    assert "+# a b\n" in result.out
    assert "1 change is not shown" in result.err


def test_changes_beside_a_control_that_turns_the_text_are_not_shown(file: Path) -> None:
    file.write_bytes("dtplan: 1\ntitle: Ðề án\nid: a  # \u202ex\n".encode())
    result = dtplan("check", "--diff", file)
    assert (result.status, result.out) == (1, "")


def with_baseline(file: Path) -> tuple[str, ...]:
    """The arguments that hold a run against a baseline of what is wrong in a file now."""
    path = file.parent / "baseline.json"
    assert dtplan("check", "--write-baseline", path, *FORM, file).status == 0
    return ("--baseline", str(path), *FORM)


def test_what_a_baseline_sets_aside_is_left_as_it_is(file: Path) -> None:
    known = with_baseline(file)
    file.write_bytes((OLD + "agency: {name: Sở Y tế\u00a0X}\n").encode())
    result = dtplan("check", "--fix", "--unsafe", *known, file)
    assert result.status == 0, result.err
    assert file.read_bytes().decode() == OLD + "agency: {name: Sở Y tế X}\n"
    assert result.err == "dtplan: 1 finding mended in 1 plan\n"


def test_what_a_baseline_sets_aside_is_no_difference(file: Path) -> None:
    known = with_baseline(file)
    result = dtplan("check", "--diff", *known, file)
    assert (result.status, result.out) == (0, "")
    assert dtplan("check", "--diff", *known, "-", stdin=OLD.encode()).status == 1  # another plan


def test_an_entry_that_does_not_count_spares_nothing(file: Path) -> None:
    known = with_baseline(file)
    path = file.parent / "baseline.json"
    path.write_text(path.read_text("utf-8").replace('"until": ""', '"until": "2020-01-31"'))
    assert dtplan("check", "--fix", *known, "--format", "short", file).status == 1
    assert file.read_bytes().decode() == SAFE


def test_nothing_is_mended_beside_what_is_no_baseline(file: Path) -> None:
    (file.parent / "baseline.json").write_text("{")
    result = dtplan("check", "--fix", "--baseline", file.parent / "baseline.json", file)
    assert result.status == 2
    assert file.read_bytes().decode() == OLD
