"""Results of earlier runs, by all that they depend on: what was worked out once is not done again.

One SQLite file in the user's own folder for such things. Whatever is wrong with it, a full disk or
a damaged file, costs time and never a result: what can't be read was never there.
"""

import marshal
import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from typing import Final
from zlib import crc32

_FILE: Final = "results-1.sqlite"
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, used INTEGER NOT NULL,"
    " checksum INTEGER NOT NULL, value BLOB NOT NULL)"
)
_FIND: Final = "SELECT key, checksum, value, used FROM results WHERE key IN ({})"
_KEEP: Final = "INSERT OR REPLACE INTO results (key, used, checksum, value) VALUES (?, ?, ?, ?)"
_NOTE: Final = "UPDATE results SET used = ? WHERE key = ?"
_FORGET: Final = "DELETE FROM results WHERE used < ?"
_SIZE: Final = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
# What a damaged file brings about: SQLite's messages quote it, and may be no text.
_FAULTS: Final = (sqlite3.Error, ValueError, TypeError, MemoryError)
# What passes by itself, or with the help of whoever owns the disk. Anything else is a damaged file.
_PASSING: Final = frozenset(
    (
        sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_NOLFS,
    )
)  # fmt: skip
# What nobody asked for in so many days is forgotten; a use is noted anew after some days only,
# so that most runs write nothing.
_KEPT_DAYS: Final = 30
_NOTED_DAYS: Final = 7
# In a larger file only what was asked for today stays: most results are those of one day.
_LARGEST: Final = 500_000_000
# The key under which it stands when that was done last.
_FORGOTTEN: Final = b"forgotten"
# How long to wait for another run that is writing, in seconds.
_PATIENCE: Final = 2.0
_AT_ONCE: Final = 500


def folder(surroundings: Mapping[str, str]) -> str:
    """Where results are kept: `DTPLAN_CACHE_DIR`, else the user's folder for caches, if any."""
    chosen = surroundings.get("DTPLAN_CACHE_DIR")
    if chosen:
        return chosen
    usual = _xdg_folder(surroundings) if sys.platform == "linux" else _usual_folder()
    # A user without a home would get one in the working folder.
    return usual if os.path.isabs(usual) else ""


def _xdg_folder(surroundings: Mapping[str, str]) -> str:
    """The folder of the XDG Base Directory Specification, which takes no relative path.

    The same as `_usual_folder` gives on Linux, where the import of its library would be a tenth of
    the time that a run takes in which nothing has changed.
    """
    base = surroundings.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "dtplan")


def _usual_folder() -> str:
    import platformdirs

    try:
        return platformdirs.user_cache_dir("dtplan", appauthor=False)
    except RuntimeError:  # a user without a home
        return ""


def _find(number: int) -> str:
    return _FIND.format(",".join("?" * number))


def _checksum(made: bytes, value: bytes) -> int:
    # With the key, because a damaged file may give what was kept under another one.
    return crc32(value, crc32(made))


def key(*parts: bytes) -> bytes:
    """A key made of all that a result depends on."""
    # With their lengths, so that nothing can pass from one part into the next. Of this version,
    # since later ones write the same parts in more than one way.
    return sha256(marshal.dumps(parts, 2)).digest()


class Cache:
    """Texts by key, kept in a folder from one run to the next; `day` counts the days.

    Never raises for what is wrong with the folder or the file in it. Not for several threads.
    """

    def __init__(self, place: str, day: int) -> None:
        self._day = day
        self._file = os.path.join(place, _FILE)
        self._fresh: dict[bytes, bytes] = {}
        self._asked_again: list[bytes] = []
        self._open: sqlite3.Connection | None = None
        with suppress(OSError):
            os.makedirs(place, mode=0o700, exist_ok=True)
            self._open = self._opened()

    def get(self, wanted: bytes) -> str | None:
        """The text kept under a key; None where there is none, or it is damaged."""
        return self.get_all((wanted,)).get(wanted)

    def get_all(self, wanted: Iterable[bytes]) -> dict[bytes, str]:
        """The texts kept under keys, by key; of a damaged file only what is as it was written."""
        found: dict[bytes, str] = {}
        left = iter(wanted)
        while self._open is not None and (some := tuple(islice(left, _AT_ONCE))):
            try:
                for known, checksum, value, used in self._open.execute(_find(len(some)), some):
                    if type(value) is not bytes or _checksum(known, value) != checksum:
                        # What is written into it next might be as lost: its index may be wrong.
                        raise ValueError("damaged")
                    found[known] = str(value, "utf-8")
                    if used < self._day - _NOTED_DAYS:
                        self._asked_again.append(known)
            except _FAULTS as error:
                if not _passes(error):
                    self._give_up()
                break
        return found

    def put(self, made: bytes, text: str) -> None:
        """Keep a text under a key."""
        if self._open is not None:
            self._fresh[made] = text.encode()
            if len(self._fresh) >= _AT_ONCE:
                self._write()

    def close(self) -> None:
        """Write what is new, and forget what nobody asks for any more."""
        if self._fresh or self._asked_again:
            self._write()
        if self._open is not None:
            with suppress(sqlite3.Error):
                self._open.close()
            self._open = None

    def _write(self) -> None:
        if self._open is None:
            return
        fresh = [
            (made, self._day, _checksum(made, text), text) for made, text in self._fresh.items()
        ]
        try:
            with self._open:
                self._open.executemany(_KEEP, fresh)
                self._open.executemany(_NOTE, [(self._day, made) for made in self._asked_again])
                self._forget(self._open)
        except _FAULTS as error:
            # Another run is writing, or the disk is full: the work is done again next time.
            if not _passes(error):
                self._give_up()
        self._fresh.clear()
        self._asked_again.clear()

    def _forget(self, opened: sqlite3.Connection) -> None:
        """Once a day, since it goes through the whole file."""
        done = opened.execute(_find(1), (_FORGOTTEN,)).fetchone()
        if done is None or done[3] != self._day:
            size = opened.execute(_SIZE).fetchone()[0]
            opened.execute(_FORGET, (self._day - (_KEPT_DAYS if size < _LARGEST else 0),))
            opened.execute(_KEEP, (_FORGOTTEN, self._day, 0, b""))

    def _opened(self) -> sqlite3.Connection | None:
        """The file, made where it is not there; of a damaged one nothing is left."""
        for _time in range(2):
            try:
                return self._connected()
            except _FAULTS as error:
                if _passes(error):
                    break
                self._remove()
        return None

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=_PATIENCE)
        try:
            # Results can be had again: the disk is not to be waited for.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_TABLE)
            connection.execute(_find(1), (_FORGOTTEN,)).fetchone()
        except _FAULTS:
            connection.close()
            raise
        return connection

    def _give_up(self) -> None:
        """The file is damaged: go on without it, and begin a new one next time."""
        if self._open is not None:
            with suppress(sqlite3.Error):
                self._open.close()
            self._open = None
        self._remove()

    def _remove(self) -> None:
        # Whoever else has it open goes on with what they have. The journal first: alone, it would
        # be taken for that of the next file.
        for ending in ("-journal", ""):
            with suppress(OSError):
                os.unlink(self._file + ending)


def _passes(error: BaseException) -> bool:
    """Whether it is no damage to the file that stands behind an error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING
