"""The cache of results: what it keeps, how long and where."""

import os
import sys
from pathlib import Path

import platformdirs
import pytest

from dtplan.runs import cache as caches
from dtplan.runs.cache import Cache, folder, key
from tests.caches import DAY, FILE, KNOWN, fill, known, rows

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and homes of POSIX")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")

# What is kept


def test_what_was_kept_is_known_to_the_next_run(tmp_path: Path) -> None:
    fill(tmp_path / "new" / "folder")
    assert known(tmp_path / "new" / "folder") == len(KNOWN)
    assert Cache(str(tmp_path / "new" / "folder"), DAY).get(key(b"other")) is None
    assert os.listdir(tmp_path / "new" / "folder") == [FILE]


def test_more_than_one_look_up_can_ask_for(tmp_path: Path) -> None:
    many = {key(b"many", b"%d" % number): str(number) for number in range(2_345)}
    cache = Cache(str(tmp_path), DAY)
    for made, text in many.items():
        cache.put(made, text)
    cache.close()
    assert Cache(str(tmp_path), DAY).get_all(iter(many)) == many


def test_keys_of_other_parts_are_other_keys() -> None:
    parts = [(b"ab",), (b"a", b"b"), (b"", b"ab"), (b"ab", b""), (b"a,b",), (b"1:ab",), ()]
    assert len({key(*part) for part in parts}) == len(parts)


def test_what_is_put_is_known_once_it_is_written(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path), DAY)
    cache.put(key(b"a"), "old")
    cache.close()
    cache = Cache(str(tmp_path), DAY)
    cache.put(key(b"a"), "new")
    cache.close()
    cache.close()
    cache.put(key(b"b"), "after")
    assert cache.get(key(b"a")) is None
    assert Cache(str(tmp_path), DAY).get(key(b"a")) == "new"


# What is forgotten


def test_what_nobody_asks_for_is_forgotten_after_a_month(tmp_path: Path) -> None:
    file = fill(tmp_path)
    asked, other = list(KNOWN)[:2]
    for day in range(DAY, DAY + 29):
        cache = Cache(str(tmp_path), day)
        assert cache.get(asked) is not None
        cache.put(key(b"new", b"%d" % day), "x")
        cache.close()
    cache = Cache(str(tmp_path), DAY + 31)
    cache.put(key(b"last"), "x")
    cache.close()
    cache = Cache(str(tmp_path), DAY + 31)
    assert cache.get(asked) == KNOWN[asked]
    assert cache.get(other) is None
    assert rows(file, "SELECT count(*) FROM results WHERE used < ?", DAY + 1) == [(0,)]


def test_a_run_that_finds_everything_writes_nothing(tmp_path: Path) -> None:
    file = fill(tmp_path)
    before = file.read_bytes()
    for day in (DAY, DAY + 1, DAY + 7):
        assert known(tmp_path, day) == len(KNOWN)
        assert file.read_bytes() == before
    known(tmp_path, DAY + 8)
    assert file.read_bytes() != before
    assert rows(file, "SELECT DISTINCT used FROM results WHERE length(key) = 32") == [(DAY + 8,)]


def test_a_clock_that_was_wrong_does_not_stop_the_forgetting(tmp_path: Path) -> None:
    file = fill(tmp_path, DAY + 10_000)
    fill(tmp_path, DAY)
    cache = Cache(str(tmp_path), DAY + 31)
    cache.put(key(b"last"), "x")
    cache.close()
    assert rows(file, "SELECT count(*) FROM results WHERE length(key) = 32") == [(1,)]


def test_of_a_large_file_the_results_of_earlier_days_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "_LARGEST", 100_000)
    file = fill(tmp_path)
    assert file.stat().st_size > 100_000
    assert known(tmp_path) == len(KNOWN)
    cache = Cache(str(tmp_path), DAY + 1)
    cache.put(key(b"new"), "x")
    cache.close()
    assert known(tmp_path) == 0
    assert Cache(str(tmp_path), DAY + 1).get(key(b"new")) == "x"
    size = file.stat().st_size
    fill(tmp_path, DAY + 1)
    assert file.stat().st_size <= size


# Where it is kept


def test_the_folder_is_the_one_that_was_named() -> None:
    assert folder({"DTPLAN_CACHE_DIR": "here"}) == "here"
    assert os.path.isabs(folder({})) and folder({"DTPLAN_CACHE_DIR": ""}) == folder({})


@LINUX
@pytest.mark.parametrize("base", [None, "", "/var/tmp/kept", "~/kept", "kept"])
def test_on_linux_it_is_where_platformdirs_would_have_it(
    base: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "DTPLAN_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    if base is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert folder(os.environ) == platformdirs.user_cache_dir("dtplan", appauthor=False)


@LINUX
def test_on_linux_a_user_without_a_home_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "nowhere")
    assert folder({}) == ""
    assert folder({"XDG_CACHE_HOME": "/var/tmp"}) == os.path.join("/var/tmp", "dtplan")


@POSIX
@pytest.mark.parametrize("found", ["~/.cache/dtplan", "cache/dtplan", ""])
def test_a_user_without_a_home_gets_no_folder_in_the_working_folder(
    found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_names, **_more: found)
    fill_in(folder({}))
    assert os.listdir(tmp_path) == []


def fill_in(place: str) -> None:
    """Use a cache that may be none; nothing comes of it, and nothing is raised."""
    cache = Cache(place, DAY)
    cache.put(key(b"a"), "x")
    assert cache.get(key(b"b")) is None
    cache.close()


@POSIX
def test_the_folder_is_the_users_alone(tmp_path: Path) -> None:
    fill(tmp_path / "own")
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700
