"""`--output`, `--baseline`, `--write-baseline` and `--no-suppressions`, as they are called."""

import errno
import json
import os
import re
import sys
from pathlib import Path

import pytest

from dtplan import formats
from dtplan.cli import reporting
from tests.command import dtplan as run

PLAN = "dtplan: 1\nid: a\ntargets:\n  - id: MT1  # dtplan: ignore DT203 -- chờ số liệu\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.dtplan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def test_one_run_writes_several_reports_that_say_the_same(folder: Path) -> None:
    wanted = [f"--output={name}=report.{name}" for name in formats.NAMES]
    done = run("check", "--format", "json", *wanted, "a.dtplan.yaml", cwd=folder)
    assert done.status == 1, done.err
    assert all((folder / f"report.{name}").stat().st_size for name in formats.NAMES)
    assert json.loads((folder / "report.json").read_bytes()) == json.loads(done.out)
    assert not list(folder.glob("*.tmp"))


def test_a_file_has_no_colour_whatever_the_terminal_has(folder: Path) -> None:
    run("check", "--color", "always", "--output", "text=r.txt", "a.dtplan.yaml", cwd=folder)
    assert b"\x1b" not in (folder / "r.txt").read_bytes()


@pytest.mark.parametrize("text", ["sarif", "sarif=", "=a", "xml=a.xml"])
def test_what_is_no_output_is_refused(folder: Path, text: str) -> None:
    done = run("check", "--output", text, "a.dtplan.yaml", cwd=folder)
    assert done.status == 2
    assert text in done.err


def test_a_report_that_cannot_be_written_is_told_and_the_others_are_written(folder: Path) -> None:
    (folder / "taken").mkdir()
    asked = ("--output", "json=taken", "--output", "json=none/r.json", "--output", "json=r.json")
    done = run("check", *asked, "a.dtplan.yaml", cwd=folder)
    assert done.status == 2
    assert "taken" in done.err
    assert "none/r.json" in done.err
    assert (folder / "r.json").exists()


def test_a_report_that_fails_at_the_last_leaves_nothing_beside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: str, _target: str) -> None:
        raise OSError(errno.ENOSPC, "full")

    (folder / "r.json").write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "replace", full)
    assert "r.json" in reporting.write(str(folder / "r.json"), "new")
    assert sorted(path.name for path in folder.iterdir()) == ["a.dtplan.yaml", "r.json"]
    assert (folder / "r.json").read_text(encoding="utf-8") == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="links and rights of POSIX")
def test_a_report_through_a_link_keeps_link_and_rights(folder: Path) -> None:
    (folder / "real").mkdir()
    target = folder / "real" / "r.json"
    target.touch(mode=0o640)
    (folder / "r.json").symlink_to(target)
    assert reporting.write(str(folder / "r.json"), "new") == ""
    assert (folder / "r.json").is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_baseline_lets_old_faults_pass_and_no_new_one(folder: Path) -> None:
    written = run("check", "--write-baseline", "b.json", "a.dtplan.yaml", cwd=folder)
    assert written.status == 0, written.err
    assert run("check", "--baseline", "b.json", "a.dtplan.yaml", cwd=folder).status == 0
    with (folder / "a.dtplan.yaml").open("a", encoding="utf-8") as file:
        file.write("  - id: MT2\n    indicator: Tỷ lệ hồ sơ số\n")
    after = run("check", "--baseline", "b.json", "--format", "json", "a.dtplan.yaml", cwd=folder)
    assert after.status == 1
    findings = json.loads(after.out)["findings"]
    new = [item["pointer"] for item in findings if item["suppressed"] is None]
    assert new
    assert set(new) <= {"/targets/1", "/targets"}
    assert json.loads(after.out)["summary"]["baselined"] == len(findings) - len(new) - 1


def test_a_baseline_keeps_what_people_wrote_in_it(folder: Path) -> None:
    run("check", "--write-baseline", "b.json", "a.dtplan.yaml", cwd=folder)
    content = json.loads((folder / "b.json").read_bytes())
    content["entries"][0].update(approver="Trần Thị Bình", until="2099-12-31", reason="đã duyệt")
    (folder / "b.json").write_text(json.dumps(content), encoding="utf-8")
    again = run(
        "check", "--baseline=b.json", "--write-baseline=b.json", "a.dtplan.yaml", cwd=folder
    )
    assert again.status == 0, again.err
    entries = json.loads((folder / "b.json").read_bytes())["entries"]
    assert len(entries) == len(content["entries"])
    assert "Trần Thị Bình" in [entry["approver"] for entry in entries]


def test_it_is_told_what_a_new_baseline_adds_and_drops(folder: Path) -> None:
    def told() -> tuple[int, ...]:
        done = run("check", "--write-baseline=b.json", "--lang=en", "a.dtplan.yaml", cwd=folder)
        (line,) = (line for line in done.err.splitlines() if "b.json" in line)
        return tuple(map(int, re.findall(r"\d+", line)))

    count, added, dropped = told()
    assert (added, dropped) == (count, 0)
    plan = folder / "a.dtplan.yaml"
    plan.write_text(PLAN.replace("id: a\n", "id: a\ntitle: Đề án của tỉnh\n"), encoding="utf-8")
    later, new, mended = told()
    assert new and mended and later == count + new - mended
    plan.write_text(PLAN, encoding="utf-8")
    assert told() == (count, mended, new)


def test_what_the_system_says_is_told_in_the_language_of_the_run(folder: Path) -> None:
    told = {"vi": "không có tệp hoặc thư mục này", "en": "No such file or directory"}
    for language, words in told.items():
        done = run("check", "--baseline=none", f"--lang={language}", "a.dtplan.yaml", cwd=folder)
        assert words in done.err


@pytest.mark.parametrize("name", ["none.json", ".", "a.dtplan.yaml"])
def test_what_is_no_baseline_is_refused(folder: Path, name: str) -> None:
    done = run("check", "--baseline", name, "a.dtplan.yaml", cwd=folder)
    assert done.status == 2
    assert "Traceback" not in done.err


def test_comments_count_unless_they_are_not_to_be_read(folder: Path) -> None:
    with_them = run("check", "--select", "DT203", "a.dtplan.yaml", cwd=folder)
    assert (with_them.status, "chờ số liệu" in with_them.out) == (0, True)
    without = run("check", "--select", "DT203", "--no-suppressions", "a.dtplan.yaml", cwd=folder)
    assert without.status == 1


@pytest.mark.parametrize(
    "option", ["--output=json=./a.dtplan.yaml", "--write-baseline=a.dtplan.yaml"]
)
def test_no_report_is_written_over_a_plan(folder: Path, option: str) -> None:
    for what in ("a.dtplan.yaml", "."):
        assert run("check", option, what, cwd=folder).status == 2
    assert (folder / "a.dtplan.yaml").read_text(encoding="utf-8") == PLAN


def test_a_patch_stands_alone(folder: Path) -> None:
    assert (
        run("check", "--diff", "--output", "json=r.json", "a.dtplan.yaml", cwd=folder).status == 2
    )
