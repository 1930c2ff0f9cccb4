"""Repositories that strangers made: nothing they configure runs, and none of them misleads."""

import json
import os
import shutil
import sys
import tracemalloc
from pathlib import Path

import pytest

from dtplan import git
from dtplan.changed import changed
from dtplan.errors import DtplanError
from tests.command import Result, dtplan
from tests.gits import Repository, repository

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
    pytest.mark.skipif(sys.platform == "win32", reason="the traps are scripts of a POSIX shell"),
]
OLD = "dtplan: 1\nid: a\n"
NEW = "dtplan: 1\nid: b\n"
NAMES = ("plans/a.yaml", "plans/b.yaml")
HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout",
    "post-commit", "post-index-change", "post-merge", "post-receive", "post-rewrite", "post-update",
    "pre-applypatch", "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase",
    "pre-receive", "prepare-commit-msg", "proc-receive", "push-to-checkout", "query-watchman",
    "reference-transaction", "sendemail-validate", "update",
)  # fmt: skip
SETTINGS = (
    "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "core.fsmonitor",
    "diff.evil.textconv", "diff.evil.command", "diff.external", "core.pager", "pager.rev-parse",
    "pager.ls-tree", "core.sshCommand", "credential.helper", "core.editor", "core.askPass",
    "core.gitProxy", "gpg.program", "core.alternateRefsCommand", "uploadpack.packObjectsHook",
    "remote.origin.uploadpack", "remote.origin.receivepack", "merge.evil.driver", "sequence.editor",
    "interactive.diffFilter", "trace2.eventTarget", "alias.evil",
)  # fmt: skip
ALIASES = ("rev-parse", "ls-tree", "cat-file", "status", "diff")


@pytest.fixture
def kho(tmp_path: Path) -> Repository:
    made = repository(tmp_path / "kho")
    for name in NAMES:
        made.write(name, OLD)
    made.commit()
    return made


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """A folder in which every trap leaves a file."""
    folder = tmp_path / "marker"
    folder.mkdir()
    return folder


def trap(file: Path, marker: Path) -> Path:
    """A program that leaves a mark and fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'#!/bin/sh\necho "$0 $*" >> "{marker}/{file.name}"\nexit 1\n', "utf-8")
    file.chmod(0o755)
    return file


def plant(kho: Repository, marker: Path) -> None:
    """Every way a repository has to have git run something."""
    for name in HOOKS:
        trap(kho.folder / ".git/hooks" / name, marker)
    evil = trap(kho.folder.parent / "evil", marker)
    for setting in SETTINGS:
        kho.git("config", setting, str(evil))
    for alias in ALIASES:
        kho.git("config", f"alias.{alias}", f"!{evil}")
    kho.git("config", "filter.evil.required", "true")
    kho.git("config", "remote.origin.url", f"ext::{evil}")
    kho.git("config", "protocol.ext.allow", "always")
    attributes = "* filter=evil diff=evil merge=evil ident\n"
    kho.write(".gitattributes", attributes)
    kho.write(".git/info/attributes", attributes)


def check(*arguments: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> Result:
    chosen = {"DTPLAN_LANG": "en", "GIT_CONFIG_GLOBAL": os.devnull, **(environment or {})}
    return dtplan("check", "--changed-since=main", *arguments, cwd=cwd, environment=chosen)


def checked(*arguments: str | Path, cwd: Path, **environment: str) -> list[str]:
    result = check(*arguments, "--format=json", cwd=cwd, environment=environment)
    assert result.status in (0, 1), result.err
    return [plan["path"] for plan in json.loads(result.out)["plans"]]


def refused(result: Result) -> str:
    assert (result.status, result.out) == (2, "")
    assert "Traceback" not in result.err and len(result.err.splitlines()) == 2
    return result.err


def test_nothing_that_a_repository_configures_is_run(kho: Repository, marker: Path) -> None:
    plant(kho, marker)
    kho.write(NAMES[1], NEW)
    assert checked(cwd=kho.folder) == [NAMES[1]]
    assert checked("--fix", cwd=kho.folder) == [NAMES[1]]
    assert check("--diff", "-v", cwd=kho.folder).status == 0
    assert not list(marker.iterdir())


def test_the_traps_work(kho: Repository, marker: Path) -> None:
    """Else the test before would say nothing."""
    plant(kho, marker)
    kho.write(NAMES[1], NEW)
    with pytest.raises(AssertionError):
        kho.git("add", "--all")
    assert list(marker.iterdir())


@pytest.mark.parametrize("path", [".", "", "{here}", "{here}/", "bin"])
def test_no_git_of_the_working_folder_is_run(path: str, kho: Repository, marker: Path) -> None:
    for name in ("git", "git.exe", "bin/git"):
        trap(kho.folder / name, marker)
    here = "" if "{here}" in path else path
    real = os.path.dirname(shutil.which("git") or "")
    assert checked(cwd=kho.folder, PATH=os.pathsep.join([here, real])) == []
    assert "needs git" in refused(check(cwd=kho.folder, environment={"PATH": here}))
    assert not list(marker.iterdir())


def test_what_is_missing_is_not_fetched(kho: Repository, marker: Path, tmp_path: Path) -> None:
    kho.git("config", "uploadpack.allowFilter", "true")
    kho.git("config", "uploadpack.allowAnySHA1InWant", "true")
    part = Repository(tmp_path / "phan")
    kho.git("clone", "-q", "--filter=tree:0", "--no-checkout", kho.folder.as_uri(), part.folder)
    part.write(NAMES[0], OLD)
    evil = trap(tmp_path / "evil", marker)
    for url in (kho.folder.as_uri(), f"ext::{evil}", "ssh://example.invalid/x", f"{tmp_path}/kho"):
        part.git("config", "remote.origin.url", url)
        for setting in ("remote.origin.uploadpack", "core.sshCommand", "credential.helper"):
            part.git("config", setting, str(evil))
        part.git("config", "protocol.ext.allow", "always")
        part.git("config", "protocol.allow", "always")
        assert "git fsck" in refused(check(cwd=part.folder))
        assert not list(marker.iterdir())


def test_a_bare_repository_among_the_plans_does_not_speak(kho: Repository, tmp_path: Path) -> None:
    """Its `main` holds the very plan, so that nothing would seem to have changed."""
    other = repository(tmp_path / "khac")
    other.write("a.yaml", NEW)
    other.write("plans/a.yaml", NEW)
    other.commit()
    shutil.copytree(other.folder / ".git", kho.folder / "plans", dirs_exist_ok=True)
    kho.write(NAMES[0], NEW)
    assert NAMES[0] in checked(cwd=kho.folder)
    assert "a.yaml" in checked("a.yaml", cwd=kho.folder / "plans")
    shutil.rmtree(kho.folder / ".git")
    assert "in no git repository" in refused(check("a.yaml", cwd=kho.folder / "plans"))


@pytest.mark.parametrize("content", ["", "gitdir: /nichts\n", "\x00\xff", "gitdir: ../khac/.git\n"])
def test_a_damaged_git_file_is_refused(content: str, kho: Repository, tmp_path: Path) -> None:
    """And no repository around it speaks in its stead."""
    inner = kho.folder / "plans/trong"
    inner.mkdir()
    (inner / "x.dtplan.yaml").write_text(OLD, "utf-8")
    (inner / ".git").write_text(content, "utf-8")
    told = refused(check(cwd=inner))
    assert "trong" in told


def test_an_empty_git_folder_is_refused(kho: Repository) -> None:
    inner = kho.folder / "plans/trong"
    (inner / ".git").mkdir(parents=True)
    (inner / "x.dtplan.yaml").write_text(OLD, "utf-8")
    assert "trong" in refused(check(cwd=inner))


def test_a_repository_of_another_working_folder_is_refused(kho: Repository, tmp_path: Path) -> None:
    (tmp_path / "anders").mkdir()
    kho.git("config", "core.worktree", tmp_path / "anders")
    assert "kho" in refused(check(cwd=kho.folder))


def test_a_bare_repository_is_refused(kho: Repository) -> None:
    kho.git("config", "core.bare", "true")
    assert "kho" in refused(check(cwd=kho.folder))


def test_damage_is_refused_in_words(kho: Repository) -> None:
    tree = kho.git("rev-parse", "HEAD:plans")
    file = kho.folder / ".git/objects" / tree[:2] / tree[2:]
    file.chmod(0o644)
    file.write_bytes(b"\x00damaged")
    assert "git fsck" in refused(check(cwd=kho.folder))
    (kho.folder / ".git/config").write_text("[core\n\x1b[2J", "utf-8")
    told = refused(check(cwd=kho.folder, environment={"GIT_TRACE": "1"}))
    assert "kho: bad config" in told and "\x1b" not in told


def test_a_repository_of_somebody_else_is_refused_with_the_remedy(kho: Repository) -> None:
    told = refused(check(cwd=kho.folder, environment={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}))
    assert "another user" in told
    assert f"safe.directory {kho.folder.resolve()}" in told


def test_what_the_surroundings_say_of_another_repository_does_not_count(
    kho: Repository, tmp_path: Path
) -> None:
    """As where a hook of another repository runs dtplan."""
    other = repository(tmp_path / "khac")
    other.write("plans/a.yaml", NEW)
    other.commit()
    kho.write(NAMES[0], NEW)
    variables = {
        "GIT_DIR": str(other.folder / ".git"),
        "GIT_WORK_TREE": str(other.folder),
        "GIT_INDEX_FILE": str(other.folder / ".git/index"),
        "GIT_OBJECT_DIRECTORY": str(other.folder / ".git/objects"),
        "GIT_CEILING_DIRECTORIES": str(kho.folder),
        "GIT_NAMESPACE": "x",
    }
    assert checked(cwd=kho.folder, **variables) == [NAMES[0]]


def test_replaced_objects_do_not_count(kho: Repository) -> None:
    old = kho.git("rev-parse", "HEAD")
    kho.write(NAMES[0], NEW)
    new = kho.commit()
    kho.git("reset", "-q", "--soft", old)
    kho.git("replace", old, new)
    assert checked(cwd=kho.folder) == [NAMES[0]]


def test_a_tree_without_end_is_left_after_a_while(
    kho: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten trees, each ten times the one before: 10,000,000,000 files, of which few are kept."""
    name = kho.git("rev-parse", "HEAD:plans/a.yaml")
    kind = "100644 blob"
    for _level in range(10):
        lines = "".join(f"{kind} {name}\t{number}\n" for number in range(10))
        name, kind = kho.git("mktree", given=lines), "040000 tree"
    kho.git("reset", "-q", "--soft", kho.git("commit-tree", "-m", "x", name))
    monkeypatch.setattr(git, "PATIENCE", 1)
    paths = [str(kho.folder / name) for name in NAMES]
    tracemalloc.start()
    with pytest.raises(DtplanError):
        changed(paths, "HEAD", git.found(os.environ), lambda told: None)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
