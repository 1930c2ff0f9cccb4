"""Patches of mended texts: what `git apply` and `patch` make of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtplan.fixing.patch import head, hunks

GIT = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
PATCH = pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
LINES = st.sampled_from(
    ["a", "b", "", " ::error::x", "::c", "##[group]d", "-- e", "\tf", "đ\u00a0"]
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and one with other content in some of its lines."""
    old = draw(st.lists(LINES, min_size=1, max_size=40))
    new = [draw(LINES) if draw(st.integers(0, 7)) == 0 else line for line in old]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    tail = draw(st.sampled_from(["", end])) if old[-1] and new[-1] else end
    return end.join(old) + tail, end.join(new) + tail


def applied(old: str, patch: str, folder: Path, *command: str, name: str = "a b.yaml") -> str:
    file = folder / name
    file.write_bytes(old.encode())
    done = subprocess.run(
        command, cwd=folder, input=patch.encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + patch
    return file.read_bytes().decode()


@GIT
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=pairs())
def test_git_makes_the_new_text_of_the_old(texts: tuple[str, str], tmp_path: Path) -> None:
    old, new = texts
    found = list(hunks(old, new))
    if old != new:
        patch = head("a b.yaml") + "".join(found)
        assert applied(old, patch, tmp_path, "git", "apply", "--whitespace=nowarn") == new
        assert not re.search(r"^\s*(?:::|##\[)", patch, re.MULTILINE)
    else:
        assert not found


@PATCH
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=pairs())
def test_patch_makes_the_new_text_of_the_old(texts: tuple[str, str], tmp_path: Path) -> None:
    old, new = texts
    if old != new:
        patch = head("a b.yaml") + "".join(hunks(old, new))
        assert applied(old, patch, tmp_path, "patch", "-p1", "--binary", "-s") == new


@GIT
@pytest.mark.parametrize(
    "name", ["đề án.yaml", 'a"b.yaml', "a\\b.yaml", "a\nb.yaml", "a\tb c.yaml", "a\u202eb.yaml"]
)
def test_any_name_is_found_and_none_drives_a_terminal(name: str, tmp_path: Path) -> None:
    patch = head(name) + "".join(hunks("a\n", "b\n"))
    assert applied("a\n", patch, tmp_path, "git", "apply", name=name) == "b\n"
    assert "\u202e" not in patch
    assert len(patch.split("\n")) == 6


def test_a_hunk_can_be_left_out(tmp_path: Path) -> None:
    old = "".join(f"{number}\n" for number in range(30))
    new = old.replace("\n5\n", "\nx\n").replace("\n20\n", "\ny\n")
    first, second = hunks(old, new)
    assert first.startswith("@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n")
    assert applied(old, head("a") + second, tmp_path, "git", "apply", name="a") == old.replace(
        "\n20\n", "\ny\n"
    )


def test_lines_near_each_other_share_a_hunk() -> None:
    old = "".join(f"{number}\n" for number in range(30))
    assert len(list(hunks(old, old.replace("\n5\n", "\nx\n").replace("\n12\n", "\ny\n")))) == 2
    assert len(list(hunks(old, old.replace("\n5\n", "\nx\n").replace("\n11\n", "\ny\n")))) == 1
