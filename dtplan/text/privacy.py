"""Personal data and secrets in a text: where they are, and the text with them masked.

Most texts hold none, so a quick look for signs comes first; `sensitive` looks closely at the lines
that have one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.text.places import places


class Stretch(NamedTuple):
    """A stretch of text that must not be shown: its kind, start and end (exclusive)."""

    kind: str
    start: int
    end: int


CITIZEN_ID: Final = "citizen_id"
PASSWORD: Final = "password"
KEY: Final = "key"
SECRECY_MARK: Final = "secrecy_mark"
MOBILE: Final = "mobile"
EMAIL: Final = "email"
ACCOUNT: Final = "account"
NUMBERS: Final = frozenset((CITIZEN_ID, MOBILE, ACCOUNT))

# Each begins with one plain letter, which the re module looks for many times faster than for a
# choice; a hit only means that its line is worth a close look.
_SIGNS: Final = (
    r"0(?<![\w.]0)(?:\)?[ .-]?[0-9]){9}",  # a citizen's id, a mobile number
    r"k(?:h(?:ẩu|au|(?<=i.kh)o[ảa]n)|ey|(?<=bank)|(?<=stk))",  # mật khẩu, tài khoản, api key
    r"w(?:or)?d",  # password, passwd, pwd
)
# These begin with a letter that is rare: str.find passes over the others many times faster still.
_RARE_SIGNS: Final = (
    r"K(?:IA|EY|h(?:ẩu|au)|H(?:AU|O[ẢA]N)|(?<=TK)|(?<=BANK))",  # AKIA, PRIVATE KEY, STK
    r"_(?:(?<=gh[oprsu]_)|pat_|secret|token)",  # ghp_, github_pat_, client_secret
    r"D(?<=CMND)",
    r"ứ(?<=hứ)ng minh",
)
# An e-mail address, +84, a JSON web token (eyJ), MẬT, PASSWORD; and the marks of text in NFD.
_LETTERS: Final = "@+JẬW\u0323\u0309\u031b"
_EACH_SIGN: Final = tuple(re.compile(sign) for sign in _SIGNS)
_EACH_RARE_SIGN: Final = tuple(re.compile(sign) for sign in _RARE_SIGNS)
_SEARCHES: Final = tuple(sign.search for sign in (*_EACH_SIGN, *_EACH_RARE_SIGN))
_SHORT: Final = 500  # characters: below this, finding nothing is faster than finding no places
_FEWEST_SHOWN_OF: Final = 9


def find(text: str) -> tuple[Stretch, ...]:
    """The personal data and secrets in `text`, in their order; they never overlap."""
    return tuple(_found(text))


def secrets(text: str, found: Iterable[Stretch] | None = None) -> tuple[str, ...]:
    """All that `find` finds, as it may turn up in a message by itself, without its key word.

    `found` is what it has found, where that is known.
    """
    stretches = find(text) if found is None else tuple(found)
    if not stretches:
        return ()
    known: set[str] = set()
    for _, start, end in stretches:
        known.update(line.strip() for line in text[start:end].split("\n"))
        if text[start] == "0":  # read as a number it has lost its leading zeros
            known.add(text[start:end].lstrip("0"))
    return tuple(sorted(filter(None, known), key=lambda secret: (-len(secret), secret)))


def mask(text: str, known: Iterable[str] = ()) -> str:
    """`text` with personal data and secrets covered, as long as before.

    `known` are secrets to cover as well: those of the plan that `text` speaks of.
    """
    text = _masked(text) if len(text) >= _SHORT else _masked_short(text)
    for secret in known:
        if secret in text:
            text = text.replace(secret, covered(KEY, secret))
    return text


# Ids and the names of agencies recur from plan to plan.
@lru_cache(maxsize=2048)
def _masked_short(text: str) -> str:
    return _masked(text) if _has_sign(text) else text


# Many findings on one line show that line many times; few, as one may be as long as a file.
@lru_cache(maxsize=4)
def _masked(text: str) -> str:
    parts: list[str] = []
    place = 0
    for kind, start, end in _found(text):
        parts += text[place:start], covered(kind, text[start:end])
        place = end
    return "".join((*parts, text[place:])) if parts else text


def covered(kind: str, stretch: str) -> str:
    """A stretch with only so much of it left as tells its owner which one it is."""
    if kind == EMAIL:
        name, at, domain = stretch.rpartition("@")
        return _covered(name, 2 if len(name) > 3 else 0) + at + domain
    if kind in NUMBERS and len(stretch) >= _FEWEST_SHOWN_OF:
        return _covered(stretch[:-2], 3) + stretch[-2:]
    return _covered(stretch, 2 if len(stretch) >= 8 or kind == SECRECY_MARK else 0)


def _covered(stretch: str, shown: int) -> str:
    rest = "".join("\n" if letter == "\n" else "*" for letter in stretch[shown:])
    return stretch[:shown] + rest


def _found(text: str) -> Iterator[Stretch]:
    end = 0
    for line_start, line_end in _suspect_lines(text):
        # Imported here because its patterns cost more to build than all else in a clean run.
        from dtplan.text.sensitive import stretches

        for stretch in stretches(text, line_start, line_end):
            if stretch.start >= end:
                yield stretch
                end = stretch.end


def _suspect_lines(text: str) -> list[tuple[int, int]]:
    """Start and end of the lines that have a sign of something, in their order."""
    lines: dict[int, int] = {}
    for hits in _hits(text):
        end = -1
        for hit in hits:
            if hit > end:
                start, end = _line_around(text, hit)
                lines[start] = end
    return sorted(lines.items())


def _has_sign(text: str) -> bool:
    # A loop, as each value that a report shows is looked at.
    for search in _SEARCHES:
        if search(text):
            return True
    return any(map(text.__contains__, _LETTERS))


def _hits(text: str) -> Iterator[Iterator[int]]:
    """Where each of the signs is."""
    for sign in _EACH_SIGN:
        yield (hit.start() for hit in sign.finditer(text))
    for sign in _EACH_RARE_SIGN:
        yield (place for place in places(text, sign.pattern[0]) if sign.match(text, place))
    for letter in _LETTERS:
        yield places(text, letter)


def _line_around(text: str, place: int) -> tuple[int, int]:
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, end if end >= 0 else len(text)
