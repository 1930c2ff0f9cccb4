"""A repository made by `dtplan init`, with thirty plans, under git and pre-commit."""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.repository import places
from tests.repository.places import run, spoilt

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="hooks of git are shell scripts")

Git = Callable[..., CompletedProcess[str]]
STAGED = "Kiểm tra các đề án vừa sửa"
WHOLE = "Kiểm tra mọi đề án"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> tuple[Path, dict[str, str]]:
    """A repository with its hooks installed, a remote to push to, and the surroundings of both."""
    folder = tmp_path_factory.mktemp("git")
    environment = places.surroundings(folder, wheels)
    kho = places.repository(folder)
    for command in (
        ("git", "init", "-q", "--bare", "-b", "main", "../remote.git"),
        ("git", "init", "-q", "-b", "main"),
        ("git", "remote", "add", "origin", "../remote.git"),
        ("pre-commit", "install", "--install-hooks"),
        ("git", "add", "--all"),
        ("git", "commit", "-q", "-m", "Ba mươi đề án"),
    ):
        done = run(*command, folder=kho, environment=environment)
        assert done.returncode == 0, done.stdout
    # A good commit passes, and is not merely passed over.
    assert STAGED in done.stdout and "Passed" in done.stdout, done.stdout
    return folder, environment


@pytest.fixture
def kho(prepared: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    """A copy of the repository, and of its remote, for one test."""
    shutil.copytree(prepared[0] / "kho", tmp_path / "kho")
    shutil.copytree(prepared[0] / "remote.git", tmp_path / "remote.git")
    return tmp_path / "kho"


@pytest.fixture
def git(prepared: tuple[Path, dict[str, str]], kho: Path) -> Git:
    """Runs a command of git or pre-commit in the repository."""
    return lambda *command: run(*command, folder=kho, environment=prepared[1])


def head(git: Git) -> str:
    return git("git", "rev-parse", "HEAD").stdout


def test_a_bad_commit_is_stopped_and_says_where(kho: Path, git: Git) -> None:
    before = head(git)
    path = spoilt(kho)
    done = git("git", "commit", "-q", "-a", "-m", "Bớt đi một con số")
    assert done.returncode == 1
    assert f"{path}:" in done.stdout and "[DT202]" in done.stdout
    assert head(git) == before


def test_a_good_commit_passes(kho: Path, git: Git) -> None:
    before = head(git)
    with (kho / "plans/de-an-03.dtplan.yaml").open("a", encoding="utf-8") as plan:
        plan.write("# Đã rà soát\n")
    done = git("git", "commit", "-q", "-a", "-m", "Rà soát")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    assert head(git) != before


def test_a_draft_that_is_not_committed_stops_nobody(kho: Path, git: Git) -> None:
    spoilt(kho)
    (kho / "plans/moi.dtplan.yaml").write_text("dtplan: [\n", encoding="utf-8")
    (kho / "GHI-CHU.md").write_text("Ghi chú\n", encoding="utf-8")
    git("git", "add", "GHI-CHU.md")
    done = git("git", "commit", "-q", "-m", "Ghi chú")
    assert done.returncode == 0, done.stdout


def test_what_slipped_past_is_stopped_before_it_is_pushed(kho: Path, git: Git) -> None:
    path = spoilt(kho)
    assert git("git", "commit", "-q", "-a", "--no-verify", "-m", "Vội").returncode == 0
    (kho / "GHI-CHU.md").write_text("Ghi chú\n", encoding="utf-8")
    git("git", "add", "GHI-CHU.md")
    assert git("git", "commit", "-q", "-m", "Ghi chú").returncode == 0
    done = git("git", "push", "-q", "origin", "main")
    assert done.returncode != 0
    assert WHOLE in done.stdout and f"{path}:" in done.stdout
    git("git", "revert", "--no-edit", "HEAD~1")
    done = git("git", "push", "-q", "origin", "main")
    assert done.returncode == 0, done.stdout


def test_the_hook_that_fixes_is_run_by_hand(kho: Path, git: Git) -> None:
    plan = kho / "plans/de-an-00.dtplan.yaml"
    text = plan.read_text(encoding="utf-8")
    bad = re.sub(r"(?m)^  start: (\d+)-(\d+)-(\d+)$", r"  start: \3/\2/\1", text, count=1)
    assert bad != text
    plan.write_text(bad, encoding="utf-8")
    git("git", "add", "--all")
    fix = ("pre-commit", "run", "--hook-stage", "manual", "dtplan-fix", "--all-files")
    assert git(*fix).returncode == 1, "files were modified, which pre-commit takes for a failure"
    assert plan.read_text(encoding="utf-8") == text
    assert git(*fix).returncode == 0


def test_the_published_hooks_stop_a_bad_commit(
    kho: Path, git: Git, checkout: Path, prepared: tuple[Path, dict[str, str]]
) -> None:
    def at_home(*command: str) -> str:
        done = run(*command, folder=checkout, environment=prepared[1])
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    at_home("git", "init", "-q")
    at_home("git", "add", "--all")
    at_home("git", "commit", "-q", "-m", "dtplan")
    (kho / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {checkout}\n    rev: {at_home('git', 'rev-parse', 'HEAD')}\n"
        "    hooks: [{id: dtplan-check}, {id: dtplan-check-all}]\n",
        encoding="utf-8",
    )
    git("git", "add", "--all")
    done = git("git", "commit", "-q", "-m", "Dùng hook đã công bố")
    assert done.returncode == 0, done.stdout
    path = spoilt(kho)
    done = git("git", "commit", "-q", "-a", "-m", "Bớt đi một con số")
    assert done.returncode == 1
    assert done.stdout.count("Failed") == 2
    assert len(re.findall(rf"^error.*\n *--> {re.escape(str(path))}:", done.stdout, re.M)) == 2
