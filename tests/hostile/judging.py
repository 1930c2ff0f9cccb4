"""What holds of every run, whatever it was fed."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .running import Outcome, slowness

SECONDS = 2.0
MEMORY = 256 * 2**20
LONGEST_LINE = 2000
LONGEST_MESSAGE = 800  # three texts of a stranger, each cut at 200, and our own words

# C0 but newline, DEL, C1, bidirectional controls and marks, U+2028/9, U+FEFF, surrogates.
RAW = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
COMMAND = re.compile(r"^\s*(?:::|##\[).*", re.MULTILINE)


def assert_sound(outcome: Outcome, encoding: str = "utf-8") -> None:
    """No fault of its own, no signal, nothing that could drive a terminal or a CI."""
    words = text(outcome.err, encoding)
    assert outcome.status in (0, 1, 2), f"{outcome.status}: {words[-2000:]}"
    for written in (text(outcome.out, encoding), words):
        assert "Traceback" not in written, written[-2000:]
        raw = RAW.search(written)
        assert raw is None, f"{raw!r} in {written[: raw.end()][-200:]!r}"
        command = COMMAND.search(written)
        assert command is None, command


def assert_cheap(outcome: Outcome) -> None:
    """Within the limits of the whole process."""
    if outcome.seconds >= SECONDS:
        assert outcome.seconds < SECONDS * slowness(), f"{outcome.seconds:.2f} s"
    assert 0 < outcome.memory < MEMORY, f"{outcome.memory / 2**20:.0f} MB"


def assert_hidden(outcome: Outcome, secrets: Sequence[str]) -> None:
    """No secret whole in the output, nor in the texts that its JSON holds."""
    written = text(outcome.out + outcome.err)
    decoded = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), written)
    shown = [secret for secret in secrets if secret in written or secret in decoded]
    assert not shown, [line for line in decoded.splitlines() if shown[0] in line][:3]


def assert_short_lines(outcome: Outcome) -> None:
    """A person can read it: a line of 200 KB is cut."""
    longest = max(map(len, text(outcome.out).split("\n")))
    assert longest <= LONGEST_LINE, longest


def report(outcome: Outcome) -> dict[str, Any]:
    """The JSON on standard output, strictly read."""
    value = strict(text(outcome.out))
    assert isinstance(value, dict), value
    return value


def strict(written: str) -> Any:
    """A JSON value without NaN or a key written twice."""
    return json.loads(written, parse_constant=_refused, object_pairs_hook=_once)


def codes(value: dict[str, Any]) -> set[str]:
    """The codes of a report's findings."""
    return {str(finding["code"]) for finding in value["findings"]}


def assert_places(value: dict[str, Any], content: bytes) -> None:
    """Every finding stands inside the file, its end not before its start."""
    lines = _lines(content)
    for found in value["findings"]:
        start, end = (found["line"], found["column"]), (found["end_line"], found["end_column"])
        assert (1, 1) <= start <= end, found
        assert end[0] <= len(lines), (found, len(lines))
        assert len(found["message"]) <= LONGEST_MESSAGE, found["message"][:200]
        if lines[0] is not None:
            for line, column in (start, end):
                # The newline counts: what is missing at a line's end stands there.
                assert column <= len(lines[line - 1] or "") + 2, found


def text(written: bytes, encoding: str = "utf-8") -> str:
    """The text of what was written: UTF-8, or the encoding that the run was told."""
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode(encoding)


def _lines(content: bytes) -> Sequence[str | None]:
    """The file's lines, by newlines alone; of None each where it is no text."""
    body = content.removesuffix(b"\n")
    try:
        return body.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        return [None] * (body.count(b"\n") + 1)


def _refused(constant: str) -> Iterator[str]:
    raise AssertionError(f"{constant} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), [key for key, _ in pairs]
    return dict(pairs)
