"""Whatever is wrong with the file of the cache costs time and never a result; nothing is raised."""

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from dtplan.runs.cache import Cache
from tests.caches import DAY, FILE, KNOWN, fill, known, rows

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")


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


def flip(seed: int, raw: bytearray) -> None:
    """Overwrite some bytes, in one place or in many."""
    chance = random.Random(seed)
    for _time in range(chance.choice((1, 5, 50, 500))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)


@pytest.mark.parametrize("seed", range(120))
def test_flipped_bytes_give_nothing_wrong(seed: int, tmp_path: Path) -> None:
    file = fill(tmp_path)
    raw = bytearray(file.read_bytes())
    flip(seed, raw)
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
    assert known(tmp_path) == 0  # a file that is damaged is begun anew
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
