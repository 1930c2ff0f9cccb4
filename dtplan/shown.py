"""Text from a plan made safe to show: no control characters, no length, no personal data."""

import re
from typing import Final

MAX_SHOWN: Final = 200

# C0, DEL, C1, line separators, bidirectional controls, byte-order mark, invisible letters,
# surrogates (a file name may hold them): what could drive a terminal or hide itself.
_UNSAFE: Final = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\ufff9-\uffff\ud800-\udfff]"
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
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
