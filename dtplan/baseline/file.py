"""The file that a baseline lies in: read, written, and where in it the values of an entry stand."""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.node import Span
from dtplan.record import Record
from dtplan.text.privacy import mask
from dtplan.text.reading import is_date
from dtplan.text.shown import shown

VERSION: Final = 1
MAX_BYTES: Final = 50_000_000
_KEYS: Final = (
    "fingerprint", "code", "plan", "place", "message", "reason", "approver", "until",
)  # fmt: skip
_ENTRIES: Final = "entries"
# As long as all entries of a small baseline: a report repeats the line with every finding on it.
_LONGEST_LINE: Final = 100_000
_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()


class Entry(Record):
    """One finding set aside; `plan` is the plan's id, or its path where it has none."""

    fingerprint: str
    code: str
    plan: str
    place: str
    message: str
    reason: str
    approver: str
    until: str


class Listing(Record):
    """A baseline as it was read: what reports call the file, its text, and its entries."""

    path: str
    text: str
    entries: tuple[Entry, ...]


class Places:
    """Where the values of the entries of a listing are written."""

    def __init__(self, listing: Listing) -> None:
        text = self._text = listing.text
        # The start of each line, and where one after the last would start.
        self._lines = [0, *(found.end() for found in re.finditer("\n", text)), len(text) + 1]
        tops = {key: start for key, start, _end in _values(text, _after_blanks(text, 0))}
        self._entries = [start for _number, start, _end in _values(text, tops[_ENTRIES])]

    def span(self, number: int, key: str) -> Span:
        """Where the value of `key` stands in an entry, else that of its fingerprint."""
        at = self._entries[number]
        found = {name: (start, end) for name, start, end in _values(self._text, at)}
        start, end = found.get(key) or found[_KEYS[0]]
        return Span(*self._position(start), *self._position(end))

    def line(self, number: int) -> int:
        """The line on which an entry begins, from 0."""
        return self._position(self._entries[number])[0]

    def source(self, line: int) -> str:
        """The text of a line as a report may show it; "" of one that is too long for that."""
        start, end = self._lines[line : line + 2]
        text = self._text[start : end - 1].removesuffix("\r")
        return mask(text) if len(text) <= _LONGEST_LINE else ""

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset) - 1
        return line, offset - self._lines[line]


def _values(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """The key or number, start and end of each value of the mapping or list at `at`.

    Of text that was read as JSON already: what is wrong in it is none of its business.
    """
    closing = "}" if text[at] == "{" else "]"
    number = 0
    at = _after_blanks(text, at + 1)
    while text[at] != closing:
        key: str | int = number
        if closing == "}":
            key, at = _DECODER.raw_decode(text, at)
            at = _after_blanks(text, _after_blanks(text, at) + 1)  # the colon
        _value, end = _DECODER.raw_decode(text, at)
        yield key, at, end
        at = _after_blanks(text, end)
        if text[at] == ",":
            at = _after_blanks(text, at + 1)
        number += 1


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    assert found is not None
    return found.end()


def written(entries: Iterable[Entry]) -> str:
    """The text of a baseline: one entry a line, so that a change of one is a change of one line."""
    lines = [
        json.dumps({key: getattr(entry, key) for key in _KEYS}, ensure_ascii=False)
        for entry in sorted(entries, key=_place_of)
    ]
    text = ",\n".join(lines).encode("utf-8", "backslashreplace").decode()
    return f'{{"version": {VERSION}, "{_ENTRIES}": [\n{text}\n]}}\n'


def _place_of(entry: Entry) -> tuple[str, str, str, str]:
    return entry.plan, entry.code, entry.place, entry.fingerprint


def read(data: bytes, path: str) -> Listing:
    """The baseline that `data` holds; raises DtplanError for what is none."""
    if len(data) > MAX_BYTES:
        raise _refused(path, _("it is larger than {limit}").format(limit="50 MB"))
    try:
        text = data.decode(json.detect_encoding(data), "surrogatepass")
        content = json.loads(text, object_pairs_hook=lambda pairs: _mapping(pairs, path))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _refused(path, _("it is no JSON (line {line})").format(line=line)) from None
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise _refused(path, _("its version is not {version}").format(version=VERSION))
    unknown = content.keys() - {"version", _ENTRIES}
    if unknown:
        key = shown(min(unknown))
        raise _refused(path, _("it has the unknown key {key}").format(key=key))
    entries = content.get(_ENTRIES)
    if not isinstance(entries, list):
        raise _refused(path, _("it has no list of entries"))
    for number, entry in enumerate(entries):
        wrong, values = _wrong(entry)
        if wrong:
            line = 1 + Places(Listing(path, text, ())).line(number)
            told = {name: shown(value) for name, value in values.items()}
            raise _refused(path, wrong.format(line=line, **told))
    read_ones = (Entry(*(entry.get(key, "") for key in _KEYS)) for entry in entries)
    return Listing(path, text, tuple(read_ones))


def _mapping(pairs: list[tuple[str, Any]], path: str) -> dict[str, Any]:
    # What a reviewer reads first would not be what counts.
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(
            key for key, count in Counter(key for key, _value in pairs).items() if count > 1
        )
        raise _refused(path, _("it has the key {key} twice").format(key=shown(twice)))
    return found


def _wrong(entry: Any) -> tuple[str, Mapping[str, str]]:
    """What is wrong with an entry, in words that want its line and some values; "" for nothing."""
    if not isinstance(entry, Mapping):
        return _("the entry on line {line} is no mapping"), {}
    unknown = [key for key in entry if key not in _KEYS]
    if unknown:
        return _("the entry on line {line} has the unknown key {key}"), {"key": unknown[0]}
    if not all(isinstance(value, str) for value in entry.values()):
        return _("the entry on line {line} holds something else than texts"), {}
    if not entry.get(_KEYS[0]):
        return _("the entry on line {line} has no fingerprint"), {}
    until = entry.get("until", "")
    if until and not is_date(until):
        return _("the entry on line {line} ends at {day}, which is no date"), {"day": until}
    return "", {}


def _refused(path: str, reason: str) -> DtplanError:
    return DtplanError(
        _("{path} cannot be read as a baseline: {reason}").format(path=shown(path), reason=reason),
        hint=_(
            "Mend it by hand. Without the file `dtplan check --write-baseline FILE` writes one "
            "anew, without what people wrote in it."
        ),
    )
