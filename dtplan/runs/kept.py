"""What earlier runs have found, by all that it depends on: the plan, the settings, the program."""

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final, TypeVar

from dtplan import __version__, resources
from dtplan.across.outline import Across, Outline
from dtplan.files import real_folder
from dtplan.findings import PlanReport
from dtplan.ruleset import Ruleset
from dtplan.runs import stored
from dtplan.runs.cache import Cache, key
from dtplan.settings import Settings

_Found = TypeVar("_Found")
# What stands behind the key of a plan and of what was found across.
_OUTLINE: Final = b"outline"
_ACROSS: Final = b"across"
# What stands before the key of a file on the disk.
_FILE: Final = b"file"
_SECOND_NS: Final = 1_000_000_000
_SETTLED_NS: Final = 2 * _SECOND_NS


class Kept:
    """What earlier runs have found in single plans, and across all the plans of a run.

    Everything about a plan goes by the key that `key_of` gives.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        # Another program may find otherwise; and where a rule matches a path, so may another place.
        self._place = _here()
        self._stamp = key(__version__.encode(), resources.stamp(), self._place)
        self._settings: dict[int, tuple[Settings, bytes]] = {}
        self._began = time.time_ns()
        self._files: dict[int, tuple[bytes, int]] = {}

    def key_of(self, name: str, digest: bytes, settings: Settings, *, cross_plan: bool) -> bytes:
        """The key of what is found in a plan before others are heard; `digest` is its content's."""
        # The folder too: a rule may match paths, and a link may lead elsewhere by now.
        place = os.fsencode(real_folder(os.path.dirname(name)))
        parts = self._settings_key(settings), name.encode("utf-8", "surrogatepass"), place, digest
        return key(*parts, _ACROSS if cross_plan else b"")

    def digests(self, paths: Sequence[str]) -> Mapping[int, bytes]:
        """The digests of the files at `paths` not touched since they were read, by number.

        Like git, this trusts the times that the system keeps of every file and nobody can set.
        """
        if os.name == "nt":  # which keeps no such time
            return {}
        seen = {number: self._seen(path) for number, path in enumerate(paths)}
        self._files.update(seen)
        texts = self._cache.get_all(made for made, _when in seen.values() if made)
        return {
            number: bytes.fromhex(texts[made])
            for number, (made, _when) in seen.items()
            if made in texts
        }

    @staticmethod
    def digest(data: bytes) -> bytes:
        """The digest of a file's content."""
        return sha256(data).digest()

    def note(self, number: int, path: str, digest: bytes) -> None:
        """Keep the digest of a file that was just read for `digests`, where it can be trusted."""
        made, when = self._files.get(number, (b"", 0))
        # What was just written may be written again without another time to show for it, and so
        # may all on a disk that keeps whole seconds. What is there now must be what was there
        # before it was read.
        is_told = when < self._began - _SETTLED_NS and when % _SECOND_NS
        if made and is_told and self._seen(path) == (made, when):
            self._cache.put(made, digest.hex())

    def _seen(self, path: str) -> tuple[bytes, int]:
        """A key for the file at a path as it is now, and when it was touched last."""
        try:
            known = os.stat(path)
        except (OSError, ValueError):
            return b"", 0
        about = f"{known.st_dev} {known.st_ino} {known.st_size} {known.st_mtime_ns}"
        text = f"{about} {known.st_ctime_ns}".encode()
        return key(_FILE, self._place, os.fsencode(path), text), known.st_ctime_ns

    def reports(self, plans: Mapping[int, tuple[bytes, Across | None]]) -> dict[int, PlanReport]:
        """The reports that are kept of `plans`, by the same numbers.

        Of each its key is given, and what others have to say of it if they were heard.
        """
        keys = {number: _after(plan, across) for number, (plan, across) in plans.items()}
        texts = self._cache.get_all(keys.values())
        found: dict[int, PlanReport] = {}
        for number, own in keys.items():
            if own in texts:
                with suppress(ValueError):
                    found[number] = stored.read(texts[own])
        return found

    def keep_report(self, plan: bytes, text: str, across: Across | None = None) -> None:
        """Keep a report, as `stored.written` puts it."""
        self._cache.put(_after(plan, across), text)

    def outline(self, plan: bytes) -> Outline | None:
        """The outline of a plan; None where none is kept."""
        return self._get(key(plan, _OUTLINE), stored.read_outline)

    def keep_outline(self, plan: bytes, text: str) -> None:
        """Keep an outline, as `stored.written_outline` puts it."""
        self._cache.put(key(plan, _OUTLINE), text)

    def twins(self, plans: Iterable[bytes]) -> Mapping[int, Across] | None:
        """What the plans of a run had to say of each other; None where nothing is kept."""
        return self._get(key(_ACROSS, *plans), stored.read_twins)

    def keep_twins(self, plans: Iterable[bytes], found: Mapping[int, Across]) -> None:
        """Keep what the plans of a run have to say of each other."""
        self._cache.put(key(_ACROSS, *plans), stored.written_twins(found))

    def close(self) -> None:
        """Write what is new."""
        self._cache.close()

    def _get(self, wanted: bytes, read: Callable[[str], _Found]) -> _Found | None:
        text = self._cache.get(wanted)
        if text is not None:
            with suppress(ValueError):
                return read(text)
        return None

    def _settings_key(self, settings: Settings) -> bytes:
        known = self._settings.get(id(settings))
        if known is None:
            text = _plain_text(settings).encode("utf-8", "surrogatepass")
            # The object is kept with it: another one could come to have its number.
            known = self._settings[id(settings)] = settings, key(self._stamp, text)
        return known[1]


def _here() -> bytes:
    try:
        return os.fsencode(os.getcwd())
    except OSError:  # it was removed
        return b""


def _after(plan: bytes, across: Across | None) -> bytes:
    """The key of a report once others were heard, if they had something to say."""
    if across is None or not across.twins:
        return plan
    return key(plan, stored.across_text(across).encode())


def _plain_text(settings: Settings) -> str:
    """All of the settings, the same text for the same settings in every run."""
    values = {name: getattr(settings, name) for name in settings._fields}
    # Today is of no account where a day is asked for.
    values["today"] = settings.as_of or settings.today
    return json.dumps(values, default=_plain, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Ruleset):
        # The content of a shipped one goes with the program.
        return [value.id, value.version, value.origin.shipped, value.origin.data]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return [getattr(value, name) for name in value._fields]
