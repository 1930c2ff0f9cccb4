"""Standard input and output that are closed, full, endless or of another encoding."""

import os
import subprocess
from pathlib import Path

import pytest

from dtplan import formats

from . import judging
from .kinds import plan
from .running import PROGRAM, environment, measured, run

WRONG = plan('title: "Kế hoạch chuyển đổi số"', "id: yes")
RIGHT = plan('title: "Kế hoạch chuyển đổi số"')
FORMATS = list(formats.NAMES)
ENCODINGS: dict[str, dict[str, str]] = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "cp1258": {"PYTHONIOENCODING": "cp1258"},
    "utf-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "latin-1": {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1:strict", "PYTHONUTF8": "0"},
}


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize(("content", "status"), [(WRONG, 1), (RIGHT, 0)], ids=["wrong", "right"])
def test_a_reader_that_went_away_is_no_fault(
    format: str, content: bytes, status: int, tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        outcome = run("check", "--format", format, "x.yaml", folder=tmp_path, stdout=writer)
    finally:
        os.close(writer)
    judging.assert_sound(outcome)
    assert outcome.err == b""
    assert outcome.status == status


def test_a_reader_of_one_line_is_no_fault(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number}.dtplan.yaml").write_bytes(WRONG)
    with subprocess.Popen(
        [PROGRAM, "check", "."],
        cwd=tmp_path,
        env=environment(tmp_path, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        words = process.stderr.read()
    assert words == b""
    assert process.returncode == 1


@pytest.mark.parametrize("format", FORMATS)
def test_a_full_disk_is_told_and_never_0(format: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(RIGHT)
    with open("/dev/full", "wb") as full:
        outcome = run("check", "--format", format, "x.yaml", folder=tmp_path, stdout=full.fileno())
    judging.assert_sound(outcome)
    assert outcome.status == 2
    assert outcome.err


@pytest.mark.parametrize(
    "closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "2>/dev/full", "<&- >&- 2>&-"]
)
def test_closed_streams_bring_no_fault(closed: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(WRONG)
    command = f'"$0" check x.yaml {closed}'
    outcome = run(str(PROGRAM), folder=tmp_path, program=("/bin/sh", "-c", command))
    judging.assert_sound(outcome)
    assert outcome.status in (1, 2)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("place", ["Kế hoạch.yaml", "không có.yaml"], ids=["found", "absent"])
def test_an_output_without_vietnamese_letters_is_written_all_the_same(
    encoding: str, place: str, tmp_path: Path
) -> None:
    (tmp_path / "Kế hoạch.yaml").write_bytes(WRONG)
    outcome = run("check", place, folder=tmp_path, env=ENCODINGS[encoding])
    judging.assert_sound(outcome, encoding)
    assert outcome.status == (1 if place == "Kế hoạch.yaml" else 2)
    assert outcome.out or outcome.err


def test_json_is_the_same_under_every_encoding(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(WRONG)
    arguments = ("check", "--format", "json", "x.yaml")
    usual = judging.report(run(*arguments, folder=tmp_path))
    for encoding in ENCODINGS.values():
        assert judging.report(run(*arguments, folder=tmp_path, env=encoding)) == usual


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"\xff\xfe\0", plan() + b"title: \xe9\n", b"\x1b[2J", b"[" * 100_000]
)
@pytest.mark.parametrize("format", ["text", "json"])
def test_bad_bytes_on_standard_input_are_a_finding(
    content: bytes, format: str, tmp_path: Path
) -> None:
    outcome = run("check", "--format", format, "-", folder=tmp_path, stdin=content)
    judging.assert_sound(outcome)
    assert outcome.status == 1
    assert b"DT001" in outcome.out


def test_an_endless_standard_input_ends(tmp_path: Path) -> None:
    with open("/dev/zero", "rb") as endless:
        outcome = measured("check", "--format", "json", "-", folder=tmp_path, stdin=endless)
    judging.assert_cheap(outcome)
    assert judging.codes(judging.report(outcome)) == {"DT001"}
    assert outcome.status == 1


def test_a_closed_standard_input_is_told(tmp_path: Path) -> None:
    outcome = run(str(PROGRAM), folder=tmp_path, program=("/bin/sh", "-c", '"$0" check - <&-'))
    judging.assert_sound(outcome)
    assert outcome.status in (1, 2)


def test_a_folder_as_standard_input_is_told(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        outcome = run("check", "-", folder=tmp_path, stdin=folder)
    finally:
        os.close(folder)
    judging.assert_sound(outcome)
    assert outcome.status in (1, 2)


@pytest.mark.parametrize("name", ["x\n::error::y.yaml", "\x1b[2J", "../../x.yaml", "", "\u202ex"])
def test_a_name_for_standard_input_is_shown_safely(name: str, tmp_path: Path) -> None:
    arguments = ("--format", "short", "--stdin-filename", name, "-")
    outcome = run("check", *arguments, folder=tmp_path, stdin=WRONG)
    judging.assert_sound(outcome)
    assert outcome.status in (1, 2)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Not/AZone", "\x1b[2J"])
def test_the_zone_of_the_machine_changes_nothing(zone: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(plan("period: {start: 2024-10-15}"))
    arguments = ("check", "--format", "json", "--as-of", "2024-12-31", "x.yaml")
    usual = run(*arguments, folder=tmp_path, env={"TZ": "UTC"})
    outcome = run(*arguments, folder=tmp_path, env={"TZ": zone})
    assert judging.report(outcome) == judging.report(usual)
    assert judging.report(outcome)["plans"][0]["as_of"] == "2024-12-31"


def test_today_is_the_day_in_vietnam_wherever_the_machine_stands(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"dtplan: 1\nstatus: running\n")
    arguments = ("check", "--format", "json", "x.yaml")
    days = {
        judging.report(run(*arguments, folder=tmp_path, env={"TZ": zone}))["plans"][0]["as_of"]
        for zone in ("Etc/GMT-14", "Etc/GMT+12")
    }
    assert len(days) == 1
