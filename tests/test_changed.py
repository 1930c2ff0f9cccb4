"""`dtplan check --changed-since`: which plans differ from a revision, with the real git."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.command import Result, dtplan
from tests.gits import Repository, repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and names of POSIX")
OLD = "dtplan: 1\nid: {id}\ntargets:\n  - id: MT1\n"
NAMES = ("plans/a.yaml", "plans/b.yaml", "c.dtplan.yaml")


@pytest.fixture
def kho(tmp_path: Path) -> Repository:
    """A repository of three committed plans."""
    made = repository(tmp_path / "kho")
    for number, name in enumerate(NAMES):
        made.write(name, OLD.format(id=f"de-an-{number}"))
    made.commit()
    return made


def check(
    *arguments: str | Path,
    since: str = "HEAD",
    cwd: Path,
    language: str = "en",
    environment: dict[str, str] | None = None,
) -> Result:
    chosen = {"DTPLAN_LANG": language, "GIT_CONFIG_GLOBAL": os.devnull, **(environment or {})}
    return dtplan("check", f"--changed-since={since}", *arguments, cwd=cwd, environment=chosen)


def checked(*arguments: str | Path, since: str = "HEAD", cwd: Path) -> list[str]:
    """The paths of the plans that were checked."""
    result = check(*arguments, "--format", "json", since=since, cwd=cwd)
    assert result.status in (0, 1), result.err
    return [plan["path"] for plan in json.loads(result.out)["plans"]]


def refused(result: Result) -> str:
    """What was said where nothing was done."""
    assert (result.status, result.out) == (2, "")
    assert "Traceback" not in result.err and len(result.err.splitlines()) == 2
    return result.err


# What differs


def test_nothing_changed_is_a_report_over_no_plans_and_a_word(kho: Repository) -> None:
    result = check("--format", "json", cwd=kho.folder)
    assert result.status == 0
    report = json.loads(result.out)
    assert (report["plans"], report["findings"], report["cross_plan"]) == ([], [], "not-run")
    assert result.err == "dtplan: no plan differs from HEAD\n"
    assert check("-q", cwd=kho.folder) == Result(0, "", "")
    vietnamese = check(cwd=kho.folder, language="vi")
    assert vietnamese == Result(0, "", "dtplan: không có đề án nào khác với HEAD\n")


def test_what_was_edited_or_made_since_is_checked(kho: Repository) -> None:
    kho.write(NAMES[0], OLD.format(id="khac"))
    kho.write("plans/moi.yaml", OLD.format(id="moi"))
    assert checked(cwd=kho.folder) == [NAMES[0], "plans/moi.yaml"]
    result = check(cwd=kho.folder)
    assert result.status == 1
    assert "in 2 plans" in result.out and not result.err


def test_what_was_committed_since_is_checked_too(kho: Repository) -> None:
    base = kho.git("rev-parse", "HEAD")
    kho.git("switch", "-q", "-c", "nhanh")
    kho.write(NAMES[1], OLD.format(id="khac"))
    kho.commit()
    for since in (base, base[:10], "main", "HEAD~1", "HEAD^{/Ghi}~1", "@{-1}"):
        assert checked(since=since, cwd=kho.folder) == [NAMES[1]], since
    assert checked(since="HEAD", cwd=kho.folder) == []


def test_a_tag_stands_for_its_commit(kho: Repository) -> None:
    kho.git("tag", "-a", "v1", "-m", "Bản 1")
    kho.write(NAMES[2], OLD.format(id="khac"))
    assert checked(since="v1", cwd=kho.folder) == [NAMES[2]]


def test_a_plan_renamed_or_removed_since(kho: Repository) -> None:
    kho.git("mv", NAMES[0], "plans/z.yaml")
    kho.git("rm", "-q", NAMES[1])
    assert checked(cwd=kho.folder) == ["plans/z.yaml"]


def test_line_ends_of_windows_are_no_change(kho: Repository) -> None:
    text = OLD.format(id="de-an-0")
    kho.write(NAMES[0], text.replace("\n", "\r\n"))
    kho.write(NAMES[1], text.replace("\n", "\r\n"))
    assert checked(cwd=kho.folder) == [NAMES[1]]


def test_line_ends_that_were_committed_are_no_change(tmp_path: Path) -> None:
    kho = repository(tmp_path)
    kho.write(NAMES[0], OLD.replace("\n", "\r\n"))
    kho.commit()
    assert checked(cwd=kho.folder) == []


def test_a_repository_that_names_by_sha256(tmp_path: Path) -> None:
    kho = repository(tmp_path, "--object-format=sha256")
    kho.write(NAMES[0], OLD)
    kho.write(NAMES[1], OLD)
    assert len(kho.commit()) == 64
    kho.write(NAMES[1], OLD + "title: A\n")
    assert checked(cwd=kho.folder) == [NAMES[1]]


def test_paths_that_are_named_are_held_against_it_too(kho: Repository) -> None:
    kho.write(NAMES[0], OLD.format(id="khac"))
    assert checked(*NAMES, cwd=kho.folder) == [NAMES[0]]
    assert checked("a.yaml", "b.yaml", cwd=kho.folder / "plans") == ["a.yaml"]
    paths = [kho.folder / name for name in NAMES]
    assert checked(*paths, cwd=kho.folder.parent) == [paths[0].as_posix()]


def test_verbose_tells_what_is_passed_over(kho: Repository) -> None:
    kho.write(NAMES[0], OLD.format(id="khac"))
    told = check("-v", cwd=kho.folder).err
    assert told.count("is as in HEAD") == 2
    assert f"dtplan: passed over: {NAMES[1]} is as in HEAD\n" in told


def test_what_cannot_be_read_is_checked(kho: Repository) -> None:
    kho.write("plans/lon.yaml", "# " + "x" * 1_000_000)
    kho.commit()
    assert checked(cwd=kho.folder) == ["plans/lon.yaml"]


@POSIX
def test_a_link_is_always_checked(kho: Repository) -> None:
    (kho.folder / "plans/l.yaml").symlink_to("../" + NAMES[2])
    kho.write("plans/m.yaml", "khac").unlink()
    (kho.folder / "plans/m.yaml").symlink_to("khac")
    kho.commit()
    assert checked(NAMES[0], "plans/l.yaml", cwd=kho.folder) == ["plans/l.yaml"]
    # A file that holds the path the link had, and a link to what the file held.
    (kho.folder / "plans/m.yaml").unlink()
    kho.write("plans/m.yaml", "khac")
    (kho.folder / NAMES[0]).rename(kho.folder / "a.txt")
    (kho.folder / NAMES[0]).symlink_to("../a.txt")
    named = [NAMES[0], "plans/m.yaml"]
    assert checked(*named, cwd=kho.folder) == named


@POSIX
def test_a_repository_behind_a_link(kho: Repository, tmp_path: Path) -> None:
    (tmp_path / "loi-vao").symlink_to(kho.folder)
    kho.write(NAMES[0], OLD.format(id="khac"))
    assert checked(cwd=tmp_path / "loi-vao") == [NAMES[0]]
    assert checked("loi-vao", cwd=tmp_path) == [f"loi-vao/{NAMES[0]}"]


@POSIX
@pytest.mark.parametrize(
    "name",
    [b"b\xff\xfe.yaml", b"x\ny\t\"'.yaml", "tiếng Việt.yaml".encode(), b"-a.yaml", b":(top)x.yaml"],
    ids=ascii,
)
def test_names_of_any_bytes(name: bytes, kho: Repository) -> None:
    path = os.path.join(os.fsencode(kho.folder), b"plans", name)
    try:
        with open(path, "wb") as file:
            file.write(OLD.encode())
    except OSError:
        pytest.skip("the file system takes no such name")
    assert len(checked(cwd=kho.folder)) == 1
    kho.commit()
    assert checked(cwd=kho.folder) == []


# Other options


def test_it_goes_with_fix_and_diff(kho: Repository) -> None:
    spoilt = "dtplan: 1\nperiod: {start: 15/10/2024}\n"
    kho.write(NAMES[0], spoilt)
    kho.commit()
    kho.write(NAMES[1], spoilt)
    result = check("--diff", cwd=kho.folder)
    assert result.status == 1
    assert f"+++ b/{NAMES[1]}" in result.out and NAMES[0] not in result.out
    check("--fix", cwd=kho.folder)
    assert (kho.folder / NAMES[0]).read_text("utf-8") == spoilt
    assert "2024-10-15" in (kho.folder / NAMES[1]).read_text("utf-8")
    kho.commit()
    result = check("--fix", cwd=kho.folder)
    assert (result.status, result.out) == (0, "")
    assert result.err == "dtplan: no plan differs from HEAD\ndtplan: nothing was mended\n"


def test_it_goes_with_reports_in_files(kho: Repository) -> None:
    result = check("--output", "json=r.json", "--output", "gitlab=g.json", cwd=kho.folder)
    assert result.status == 0
    assert json.loads((kho.folder / "r.json").read_text("utf-8"))["plans"] == []
    assert json.loads((kho.folder / "g.json").read_text("utf-8")) == []


def test_no_report_is_written_over_a_plan_that_is_as_it_was(kho: Repository) -> None:
    assert "no report is written over it" in refused(
        check("--output", f"json={NAMES[0]}", cwd=kho.folder)
    )


def test_entries_of_plans_that_were_not_checked_stay(kho: Repository) -> None:
    """In the baseline they are neither idle nor taken out."""
    dtplan("check", "--write-baseline", "b.json", cwd=kho.folder)
    before = json.loads((kho.folder / "b.json").read_text("utf-8"))["entries"]
    assert {entry["plan"] for entry in before} == {"de-an-0", "de-an-1", "de-an-2"}
    mended = OLD.format(id="de-an-0").replace("MT1\n", "MT1\n    value: 3\n")
    kho.write(NAMES[0], mended)
    report = json.loads(check("--baseline=b.json", "--format=json", cwd=kho.folder).out)
    told = [each for each in report["findings"] if each["code"] == "DT008"]
    assert told and {each["path"] for each in told} == {"b.json"}
    assert all("de-an-0" in each["message"] for each in told)
    check("--write-baseline=b.json", cwd=kho.folder)
    after = json.loads((kho.folder / "b.json").read_text("utf-8"))["entries"]
    assert [entry for entry in after if entry["plan"] != "de-an-0"] == [
        entry for entry in before if entry["plan"] != "de-an-0"
    ]
    assert len(after) < len(before)


# Several repositories


def test_each_of_several_repositories_has_its_own_revision(kho: Repository, tmp_path: Path) -> None:
    other = repository(tmp_path / "khac")
    other.write("plans/x.yaml", OLD)
    other.commit()
    kho.write(NAMES[0], OLD.format(id="khac"))
    assert checked("kho", "khac", cwd=tmp_path) == [f"kho/{NAMES[0]}"]
    other.write("plans/x.yaml", OLD + "title: A\n")
    assert checked("../khac", ".", since="main", cwd=kho.folder) == [
        "../khac/plans/x.yaml",
        NAMES[0],
    ]


def test_a_working_folder_beside_the_first(kho: Repository, tmp_path: Path) -> None:
    kho.git("worktree", "add", "-q", tmp_path / "khac")
    (tmp_path / "khac" / NAMES[0]).write_text("dtplan: 1\n", "utf-8")
    assert checked("khac", cwd=tmp_path) == [f"khac/{NAMES[0]}"]


@pytest.fixture
def whole(kho: Repository, tmp_path: Path) -> Repository:
    """A repository with the one of three plans as its submodule `bo/a`."""
    made = repository(tmp_path / "chung")
    made.write("plans/x.yaml", OLD)
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", kho.folder, "bo/a")
    made.commit()
    return made


def test_a_submodule_is_held_against_the_commit_it_was_at(whole: Repository) -> None:
    assert checked(cwd=whole.folder) == []
    inner = Repository(whole.folder / "bo/a")
    inner.write("c.dtplan.yaml", OLD.format(id="khac"))
    assert checked(cwd=whole.folder) == ["bo/a/c.dtplan.yaml"]
    inner.commit()
    assert checked(cwd=inner.folder) == []
    assert checked(cwd=whole.folder) == ["bo/a/c.dtplan.yaml"]
    whole.commit()
    assert checked(cwd=whole.folder) == []
    assert checked(since="HEAD~1", cwd=whole.folder) == ["bo/a/c.dtplan.yaml"]


def test_a_submodule_without_its_old_commit_is_checked_whole(whole: Repository) -> None:
    shutil.rmtree(whole.folder / "bo/a")
    shutil.rmtree(whole.folder / ".git/modules")
    inner = repository(whole.folder / "bo/a")
    inner.write("c.dtplan.yaml", OLD.format(id="de-an-2"))
    inner.commit()
    assert checked(cwd=whole.folder) == ["bo/a/c.dtplan.yaml"]


def test_a_nested_repository_cannot_say_what_the_outer_one_held(kho: Repository) -> None:
    inner = repository(kho.folder / "plans/trong")
    inner.write("x.dtplan.yaml", OLD)
    inner.commit()
    assert checked(since="main", cwd=kho.folder) == ["plans/trong/x.dtplan.yaml"]
    assert checked(since="main", cwd=inner.folder) == []


# What is refused


@pytest.mark.parametrize(
    "since",
    ["", "-", "--help", "-x", "--output=x", "khong-co", "^HEAD", "HEAD..HEAD", "HEAD~9",
     "HEAD:plans", "HEAD^{tree}", " ", "a\nb", "@{upstream}", "f" * 40, "--", "\x1b[2J",
     "x" * 5000, "../x"],
)  # fmt: skip
def test_what_is_no_revision_is_refused(kho: Repository, since: str) -> None:
    for language in ("vi", "en"):
        told = refused(check(since=since, cwd=kho.folder, language=language))
        assert "\x1b" not in told and len(told) < 1000
        assert bool(re.search("[ạ-ỹ]", told)) == (language == "vi")
    assert not (kho.folder / "x").exists()


def test_what_looks_like_an_option_is_taken_for_the_revision(kho: Repository) -> None:
    result = dtplan("check", "--lang=en", "--changed-since", "--fix", cwd=kho.folder)
    assert "“--fix” is no revision" in refused(result)


def test_standard_input_is_refused(kho: Repository) -> None:
    assert "standard input" in refused(check("-", cwd=kho.folder))
    assert "standard input" in refused(check("-", NAMES[0], cwd=kho.folder))


def test_a_plan_outside_of_repositories_is_refused(kho: Repository, tmp_path: Path) -> None:
    plan = tmp_path / "x.dtplan.yaml"
    plan.write_text(OLD, "utf-8")
    assert "x.dtplan.yaml" in refused(check(plan, cwd=tmp_path))
    assert "x.dtplan.yaml" in refused(check(plan, ".", cwd=kho.folder))


def test_a_path_that_does_not_exist_is_told_beside_what_changed(kho: Repository) -> None:
    result = check("nichts", ".", cwd=kho.folder)
    assert result.status == 2
    assert "nichts does not exist" in result.err
    assert "no plan differs" in result.err


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    kho = repository(tmp_path)
    kho.write(NAMES[0], OLD)
    assert "HEAD" in refused(check(cwd=kho.folder))


def test_git_is_not_installed(kho: Repository, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    for path in ("", str(tmp_path / "leer")):
        told = refused(check(cwd=kho.folder, environment={"PATH": path}))
        assert "needs git" in told
