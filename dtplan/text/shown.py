"""Text from a plan made safe to show: no control characters, no length, no personal data."""

import re
from typing import Final

MAX_SHOWN: Final = 200

# Unicode keeps the last two places of every plane for no character: HTML refuses them.
_NO_CHARACTERS: Final = "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000)
)
# C0, DEL, C1, line separators, bidirectional controls, byte-order mark, invisible letters and
# tags, surrogates (a file name may hold them): what could drive a terminal or hide itself.
_UNSAFE: Final = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufdd0-\ufdef\ufeff\ufff9-\uffff\U000e0000-\U000e0fff\ud800-\udfff"
    f"{_NO_CHARACTERS}]"
)


# Python takes these for printable, and nobody sees them.
_INVISIBLE_LETTERS: Final = "\u115f\u1160\u3164"


def shown(text: str, limit: int = MAX_SHOWN) -> str:
    """`text` as it may be printed anywhere: escaped where it is not printable, cut at `limit`."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return escaped(text)


def escaped(text: str) -> str:
    """`text` with every character that is not printable written as an escape."""
    if text.isprintable() and not any(letter in text for letter in _INVISIBLE_LETTERS):
        return text
    return re.sub(_UNSAFE, _escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
