"""What earlier runs have found, by all that it depends on: the plan, the settings, the program."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from dtplan import __version__, resources, stored
from dtplan.cache import Cache, key
from dtplan.engine import Examined, Settings
from dtplan.examining import Task
from dtplan.outline import Across
from dtplan.ruleset import Ruleset

_PLAN: Final = b"plan"
_TWINS: Final = b"twins"


class Kept:
    """What earlier runs have found in single plans, and across all the plans of a run."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        # Another program may find otherwise; and where a rule matches a path, so may another place.
        self._stamp = key(__version__.encode(), resources.stamp(), os.fsencode(os.getcwd()))
        self._settings: dict[int, tuple[Settings, bytes]] = {}
        self._keys: dict[int, bytes] = {}

    def examined(self, task: Task) -> Examined | None:
        """What was found in a plan; None where nothing is kept."""
        text = self._cache.get(self._key(task))
        if text is not None:
            with suppress(ValueError):
                return stored.read(text)
        return None

    def keep(self, task: Task, text: str) -> None:
        """Keep what was found in a plan, as `stored.written` puts it."""
        self._cache.put(self._key(task), text)

    def twins(self, numbers: Sequence[int]) -> Mapping[int, Across] | None:
        """What the plans of a run had to say of each other; None where nothing is kept."""
        text = self._cache.get(self._key_of_all(numbers))
        if text is not None:
            with suppress(ValueError):
                return stored.read_twins(text)
        return None

    def keep_twins(self, numbers: Sequence[int], found: Mapping[int, Across]) -> None:
        """Keep what the plans of a run have to say of each other."""
        self._cache.put(self._key_of_all(numbers), stored.written_twins(found))

    def close(self) -> None:
        """Write what is new."""
        self._cache.close()

    def _key(self, task: Task) -> bytes:
        """The key of a task, which stands for its plan from now on."""
        across = b"" if task.across is None else stored.across_text(task.across).encode()
        name = task.name.encode("utf-8", "surrogatepass")
        settings = self._key_of(task.settings)
        made = key(_PLAN, self._stamp, settings, name, task.data, across)
        self._keys.setdefault(task.number, made)
        return made

    def _key_of_all(self, numbers: Sequence[int]) -> bytes:
        return key(_TWINS, *(self._keys[number] for number in numbers))

    def _key_of(self, settings: Settings) -> bytes:
        known = self._settings.get(id(settings))
        if known is None:
            # The object is kept with it: another one could come to have its number.
            known = settings, key(_plain_text(settings).encode("utf-8", "surrogatepass"))
            self._settings[id(settings)] = known
        return known[1]


def _plain_text(settings: Settings) -> str:
    """All of the settings, the same text for the same settings in every run."""
    values = {name: getattr(settings, name) for name in settings._fields}
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
