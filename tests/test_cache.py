"""The cache of results: whatever is wrong with its file costs time and never a result."""

import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest

from dtplan import cache as caches
from dtplan.cache import Cache, folder, key

DAY = 739_000
FILE = "results-1.sqlite"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
# Of several pages each, as most results are.
KNOWN = {key(b"%d" % number): f"{number}:" + "x" * (97 * number) for number in range(150)}


def fill(place: Path, day: int = DAY) -> Path:
    """Keep all that is known; the file it is kept in."""
    with_all = Cache(str(place), day)
    for made, text in KNOWN.items():
        with_all.put(made, text)
    with_all.close()
    return place / FILE


def known(place: Path, day: int = DAY) -> int:
    """How much of it is known; what is given is what was kept, in one go and one by one."""
    cache = Cache(str(place), day)
    found = cache.get_all(KNOWN)
    assert found == {made: KNOWN[made] for made in found}
    for made, text in KNOWN.items():
        assert cache.get(made) in (None, text)
    cache.close()
    return len(found)


def rows(file: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Do something to the file by other hands."""
    opened = sqlite3.connect(file)
    with opened:
        found = opened.execute(statement, values).fetchall()
    opened.close()
    return found


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


@POSIX
@pytest.mark.parametrize("found", ["~/.cache/dtplan", "cache/dtplan", ""])
def test_a_user_without_a_home_gets_no_folder_in_the_working_folder(
    found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
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


# Damage


def half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def text(file: Path) -> None:
    file.write_text("no database\n" * 1000, encoding="utf-8")


def empty(file: Path) -> None:
    os.truncate(file, 0)


def zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def head(file: Path) -> None:
    with open(file, "r+b") as opened:
        opened.write(b"SQLite format 3\0" + b"\xff" * 84)


def older(file: Path) -> None:
    file.unlink()
    rows(file, "CREATE TABLE results (key BLOB PRIMARY KEY, value BLOB)")


def stricter(file: Path) -> None:
    file.unlink()
    rows(
        file,
        "CREATE TABLE results (key BLOB PRIMARY KEY, used INTEGER, checksum INTEGER, value BLOB,"
        " more TEXT NOT NULL)",
    )


def view(file: Path) -> None:
    file.unlink()
    rows(file, "CREATE VIEW results AS SELECT 1 AS key, 2 AS used, 3 AS checksum, 'x' AS value")


DAMAGES: tuple[Callable[[Path], None], ...] = (
    half, text, empty, zeros, head, older, stricter, view
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_of_a_damaged_file_nothing_wrong_is_given_and_a_new_one_is_begun(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    damage(fill(tmp_path))
    assert known(tmp_path) <= len(KNOWN) // 2
    # What is no such table shows only when something is written.
    fill(tmp_path)
    fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


@pytest.mark.parametrize("damage", [older, head])
def test_a_file_that_can_never_be_used_is_replaced_at_once(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    damage(fill(tmp_path))
    fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


def flips(seed: int, raw: bytearray) -> Iterator[int]:
    """Overwrite some bytes, in one place or in many."""
    chance = random.Random(seed)
    for _time in range(chance.choice((1, 5, 50, 500))):
        place = chance.randrange(len(raw))
        raw[place] = chance.randrange(256)
        yield place


@pytest.mark.parametrize("seed", range(120))
def test_flipped_bytes_give_nothing_wrong(seed: int, tmp_path: Path) -> None:
    file = fill(tmp_path)
    raw = bytearray(file.read_bytes())
    list(flips(seed, raw))
    file.write_bytes(raw)
    known(tmp_path)
    for _time in range(3):
        fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


@pytest.mark.parametrize("seed", range(10))
def test_pages_in_the_wrong_place_give_nothing_wrong(seed: int, tmp_path: Path) -> None:
    # A machine that loses its power leaves some pages as they were before.
    file = fill(tmp_path)
    pages = [file.read_bytes()[at : at + 4096] for at in range(0, file.stat().st_size, 4096)]
    chance = random.Random(seed)
    for _time in range(chance.choice((1, 3, 30))):
        one, other = chance.randrange(1, len(pages)), chance.randrange(1, len(pages))
        pages[one], pages[other] = pages[other], pages[one]
    file.write_bytes(b"".join(pages))
    known(tmp_path)
    for _time in range(3):
        fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


def test_what_was_kept_under_another_key_is_not_given(tmp_path: Path) -> None:
    file = fill(tmp_path)
    one, other = list(KNOWN)[10:12]
    ((used, checksum, value),) = rows(
        file, "SELECT used, checksum, value FROM results WHERE key = ?", one
    )
    changed = "UPDATE results SET used = ?, checksum = ?, value = ? WHERE key = ?"
    rows(file, changed, used, checksum, value, other)
    assert Cache(str(tmp_path), DAY).get(other) is None
    assert known(tmp_path) == len(KNOWN) - 1
    fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("value", b"other"), ("value", "text"), ("value", b"\xff\xfe"), ("checksum", 0),
        ("checksum", "x"), ("checksum", -1), ("used", "x"), ("used", b"x"), ("used", -5),
        ("used", 10**12), ("key", "text"), ("key", b"short"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_wrong_value_is_passed_over(column: str, value: object, tmp_path: Path) -> None:
    file = fill(tmp_path)
    rows(file, f"UPDATE results SET {column} = ? WHERE key = ?", value, list(KNOWN)[10])
    rows(file, "UPDATE results SET used = ? WHERE key = ?", value, b"forgotten")
    assert known(tmp_path) >= 0
    for _time in range(3):
        fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


def test_what_is_no_utf8_under_its_right_checksum_is_passed_over(tmp_path: Path) -> None:
    file, made, raw = fill(tmp_path), list(KNOWN)[10], b"\xff\xfe"
    changed = "UPDATE results SET value = ?, checksum = ? WHERE key = ?"
    rows(file, changed, raw, crc32(raw, crc32(made)), made)
    assert Cache(str(tmp_path), DAY).get(made) is None
    for _time in range(2):
        fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


@pytest.mark.parametrize("raw", [b"", b"no journal", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 100])
def test_a_journal_that_was_left_does_no_harm(raw: bytes, tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / (FILE + "-journal")).write_bytes(raw)
    known(tmp_path)
    for _time in range(2):
        fill(tmp_path)
    assert known(tmp_path) == len(KNOWN)


def folder_there(file: Path) -> None:
    file.unlink()
    (file / "full").mkdir(parents=True)


def folder_of_the_journal(file: Path) -> None:
    file.with_name(FILE + "-journal").mkdir()


def fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def device(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/full")


def loop(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


def file_as_folder(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.write_text("no folder", encoding="utf-8")


IN_THE_WAY: tuple[Callable[[Path], None], ...] = (
    folder_there, folder_of_the_journal, fifo, device, loop, file_as_folder
)  # fmt: skip


@POSIX
@pytest.mark.parametrize("put", IN_THE_WAY)
def test_what_is_in_the_way_is_done_without(put: Callable[[Path], None], tmp_path: Path) -> None:
    place = tmp_path / "cache"
    put(fill(place))
    for _time in range(2):
        known(place)
        fill(place)
    if put is file_as_folder:
        assert place.read_text("utf-8") == "no folder"
    if put is folder_there:
        assert (place / FILE / "full").is_dir()
