"""Names and kinds of files that strangers put under a folder."""

import json
import os
import threading
from pathlib import Path

import pytest

from . import judging
from .kinds import plan
from .running import Outcome, measured, run

GOOD = plan("title: A")
WRONG = plan("title: yes")
SECRET = "noi-dung-ngoai-thu-muc"
NAMES = [
    "-rf.yaml",
    "--help.yaml",
    "[red]x[bold].yaml",
    ":smile:.yaml",
    "$(touch RAN).yaml",
    "a;touch RAN&b|c.yaml",
    "'quoted' \"name\".yaml",
    "back\\slash.yaml",
    "x\n::error file=a,line=1::gia mao.yaml",
    "::error::gia mao.yaml",
    "##[error]x.yaml",
    "\x1b[2J\x1b]0;HACK\x07.yaml",
    "cr\rlf\ttab.yaml",
    "c1\x9b31m.yaml",
    "bidi\u202egnp.yaml",
    "line\u2028end.yaml",
    "bom\ufeff.yaml",
    "ti\u1ebfng Vi\u1ec7t.yaml",
    "tie\u0302\u0301ng Vie\u0323\u0302t.yaml",
    "%41%00.yaml",
    "{item} %s {0}.yaml",
    "x" * 250 + ".yaml",
    " .yaml",
    "X.DTPLAN.YAML",
]
BYTES_NAME = b"b\xff\xfe.dtplan.yaml"


@pytest.mark.parametrize("format", ["text", "short", "json", "jsonl"])
def test_odd_names_are_checked_and_shown_safely(format: str, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(WRONG)
    outcome = run("check", "--format", format, "--", *NAMES, folder=tmp_path)
    judging.assert_sound(outcome)
    assert outcome.status == 1
    assert outcome.out.count(b"DT010") >= len(NAMES)
    assert not (tmp_path / "RAN").exists()


@pytest.mark.parametrize("format", ["text", "short", "json", "jsonl"])
def test_odd_names_are_found_in_a_folder_and_shown_safely(format: str, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / f"{name[:200]}.dtplan.yaml").write_bytes(WRONG)
    outcome = run("check", "--format", format, ".", folder=tmp_path)
    judging.assert_sound(outcome)
    assert outcome.status == 1
    assert outcome.out.count(b"DT010") >= len(NAMES)


@pytest.mark.parametrize("place", [BYTES_NAME, "."], ids=["named", "folder"])
@pytest.mark.parametrize("format", ["text", "short", "json", "jsonl"])
def test_a_name_that_is_not_utf8_is_checked_and_shown_safely(
    format: str, place: str | bytes, tmp_path: Path
) -> None:
    _bytes_file(tmp_path, BYTES_NAME)
    outcome = run("check", "--format", format, place, folder=tmp_path)
    judging.assert_sound(outcome)
    assert outcome.status == 1
    assert b"DT010" in outcome.out


def test_a_name_like_an_option_is_a_usage_fault_without_dashes(tmp_path: Path) -> None:
    (tmp_path / "-rf.yaml").write_bytes(GOOD)
    _assert_refused(run("check", "-rf.yaml", folder=tmp_path))
    assert run("check", "./-rf.yaml", folder=tmp_path).status == 0


def test_an_ending_in_capitals_is_found_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "A.DTPLAN.YAML").write_bytes(GOOD)
    (tmp_path / "b.dtplan.Yml").write_bytes(GOOD)
    assert _plans(run("check", "--format", "json", ".", folder=tmp_path)) == 2


@pytest.mark.parametrize("place", ["x.dtplan.yaml", "."])
def test_a_pipe_does_not_block(place: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.dtplan.yaml")
    outcome = measured("check", "--format", "json", place, folder=tmp_path)
    judging.assert_sound(outcome)
    judging.assert_cheap(outcome)
    assert outcome.status in (1, 2)


@pytest.mark.parametrize("target", ["/dev/zero", "/dev/full", "/dev/tty", "/dev/stdin"])
def test_a_device_is_not_read(target: str, tmp_path: Path) -> None:
    (tmp_path / "x.dtplan.yaml").symlink_to(target)
    for place in ("x.dtplan.yaml", ".", target):
        outcome = measured("check", place, folder=tmp_path)
        judging.assert_sound(outcome)
        judging.assert_cheap(outcome)
        assert outcome.status in (1, 2), place


@pytest.mark.parametrize("place", ["x.dtplan.yaml", "."])
def test_a_link_to_itself_or_to_nothing_ends(place: str, tmp_path: Path) -> None:
    for target in ("x.dtplan.yaml", "nothing.yaml"):
        (tmp_path / "x.dtplan.yaml").unlink(missing_ok=True)
        (tmp_path / "x.dtplan.yaml").symlink_to(target)
        _assert_refused(run("check", place, folder=tmp_path))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    (inside / "plans").mkdir(parents=True)
    outside.mkdir()
    (outside / "a.dtplan.yaml").write_bytes(plan(f"{SECRET}: 1"))
    (inside / "b.dtplan.yaml").write_bytes(GOOD)
    (inside / "file.dtplan.yaml").symlink_to(outside / "a.dtplan.yaml")
    (inside / "plans" / "folder").symlink_to(outside)
    (inside / "plans" / "passwd.yaml").symlink_to("/etc/passwd")
    (inside / "loop").symlink_to("..")
    for place in (".", "plans"):
        outcome = run("check", "--format", "json", place, folder=inside)
        judging.assert_sound(outcome)
        judging.assert_hidden(outcome, [SECRET, "root:x:0"])
        assert outcome.status == (0 if place == "." else 2)


def test_a_link_that_is_named_is_followed_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(WRONG)
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    outcome = run("check", "--format", "json", "b.yaml", folder=tmp_path)
    assert "DT010" in judging.codes(judging.report(outcome))


def test_a_folder_that_ends_like_a_plan_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.dtplan.yaml").mkdir()
    (tmp_path / "a.dtplan.yaml").write_bytes(GOOD)
    _assert_refused(run("check", "x.dtplan.yaml", folder=tmp_path))
    outcome = run("check", "--format", "json", ".", folder=tmp_path)
    assert outcome.status == 0
    assert _plans(outcome) == 1


def test_folders_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "up").symlink_to("../..")
    (tmp_path / "a" / "p.dtplan.yaml").write_bytes(GOOD)
    assert _plans(run("check", "--format", "json", ".", folder=tmp_path)) == 1


def test_a_file_of_50_gigabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "x.yaml").open("wb") as file:
        file.truncate(50 * 10**9)
    outcome = measured("check", "--format", "json", "x.yaml", folder=tmp_path)
    judging.assert_cheap(outcome)
    assert judging.codes(judging.report(outcome)) == {"DT001"}
    assert outcome.status == 1


def test_a_file_that_must_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(GOOD)
    (tmp_path / "x.yaml").chmod(0)
    if os.access(tmp_path / "x.yaml", os.R_OK):
        pytest.skip("this user reads everything")
    _assert_refused(run("check", "x.yaml", folder=tmp_path))


def test_a_folder_that_must_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in").chmod(0)
    readable = os.access(tmp_path / "in", os.R_OK)
    outcome = run("check", "in", folder=tmp_path)
    (tmp_path / "in").chmod(0o755)
    if not readable:
        _assert_refused(outcome)


@pytest.mark.parametrize(
    "name",
    ["nothing.yaml", "", "\x1b[2J.yaml", "x" * 300, "x/" * 3000, "::error::x", "a\n::error::x"],
)
def test_a_path_that_does_not_exist_is_told_safely(name: str, tmp_path: Path) -> None:
    _assert_refused(run("check", name, folder=tmp_path))


def test_a_path_that_does_not_exist_and_is_not_utf8_is_told_safely(tmp_path: Path) -> None:
    _assert_refused(run("check", BYTES_NAME, folder=tmp_path))


def test_a_file_that_comes_and_goes_brings_no_fault(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.dtplan.yaml").write_bytes(GOOD)
    stop = threading.Event()
    writer = threading.Thread(target=_flicker, args=(tmp_path / "x.dtplan.yaml", stop))
    writer.start()
    try:
        for _ in range(4):
            outcome = run("check", "--format", "json", ".", folder=tmp_path)
            judging.assert_sound(outcome)
    finally:
        stop.set()
        writer.join()


def test_many_files_take_flat_memory(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.dtplan.yaml").write_bytes(plan(f"id: p{number}"))
    outcome = measured("check", "--format", "jsonl", ".", folder=tmp_path)
    judging.assert_sound(outcome)
    assert outcome.status == 0
    assert 0 < outcome.memory < judging.MEMORY


@pytest.mark.parametrize("module", ["yaml", "click", "json", "dtplan", "sitecustomize"])
def test_a_module_in_the_working_folder_is_not_run(module: str, tmp_path: Path) -> None:
    (tmp_path / f"{module}.py").write_text("open('RAN', 'w').close()\nraise SystemExit(99)\n")
    (tmp_path / "x.yaml").write_bytes(GOOD)
    outcome = run("check", "x.yaml", folder=tmp_path)
    assert outcome.status == 0
    assert not (tmp_path / "RAN").exists()


def test_a_path_in_a_plan_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    lines = ["rulesets: [./pipe]", "title: ./pipe", 'decision: {title: "file:./pipe"}']
    (tmp_path / "x.yaml").write_bytes(plan(*lines))
    outcome = run("check", "--format", "json", "x.yaml", folder=tmp_path)
    judging.assert_sound(outcome)
    assert outcome.status == 1


def _bytes_file(folder: Path, name: bytes) -> None:
    try:
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(WRONG)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")


def _flicker(path: Path, stop: threading.Event) -> None:
    while not stop.is_set():
        path.write_bytes(GOOD * 20)
        path.unlink()


def _assert_refused(outcome: Outcome) -> None:
    judging.assert_sound(outcome)
    assert outcome.status == 2, outcome
    assert outcome.err


def _plans(outcome: Outcome) -> int:
    judging.assert_sound(outcome)
    return int(json.loads(outcome.out)["summary"]["plans"])
