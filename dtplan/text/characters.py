"""Characters that are not what they seem: look-alikes, hidden ones, controls."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from dtplan.text.folding import composed

# What the Vietnamese letters with a stroke are taken for.
_STROKES: Final = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"}
_CYRILLIC: Final = dict(
    zip("АВЕКМНОРСТУХІЈЅҮԚԜҺаекорсухіјѕһԁԛԝ", "ABEKMHOPCTYXIJSYQWHaekopcyxijshdqw", strict=True)
)
_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧινοϲϳ", "ABEZHIKMNOPTYXivocj", strict=True))
# Letters of formulas and names (TNFα, γ-GTP), taken for Latin ones only before one of those.
_GREEK_SIGNS: Final = dict(zip("αγκρτυχ", "aykptux", strict=True))
_SPACES: Final = "\u00a0\u2007\u202f"
_HIDDEN: Final = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"

_MARKS: Final = "\u0300-\u036f"
_LATIN: Final = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_LETTERS: Final = {**_CYRILLIC, **_GREEK, **_GREEK_SIGNS}
_FULL_WIDTH: Final = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_EMOJI: Final = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"

_ODD = re.compile(
    rf"""
      (?P<always>[{"".join(_STROKES)}{_SPACES}{_HIDDEN.replace(chr(0x200D), "")}{_FULL_WIDTH}])
    | (?P<joiner>(?<![{_EMOJI}])\u200d | \u200d(?![{_EMOJI}]))
    | (?P<sign>(?<=[0-9A-Za-z])[\uff01-\uff5e](?=[0-9A-Za-z]))
    | (?P<letter>[{"".join(_LETTERS)}])
    """,
    re.VERBOSE,
)
_SKELETON: Final = {
    **{ord(odd): plain for odd, plain in (*_STROKES.items(), *_LETTERS.items())},
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _HIDDEN)),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}
_MOST_ROUNDS: Final = 5
_SUSPECTS: Final = frozenset(
    (*_STROKES, *_SPACES, *_HIDDEN, *_LETTERS, *map(chr, range(0xFF01, 0xFF5F)))
)
# A negated class is the fastest way through a text that has none of all these.
_UNCOMMON = re.compile("[^\t-\r -~À-ÏÑ-ïñ-ƈƊ-ƿẠ-ỹ]")
_WORD = re.compile(f"(?:[^\\W_]|[{_MARKS}{_HIDDEN}])+")
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_LATIN_SMALL_NEXT = re.compile(f"[{_MARKS}]*[a-zà-ÿ\u1e00-\u1eff]")

_BIDI: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_BIDI}]")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SHORT_ESCAPES: Final = dict(zip("0abefrvN", "\x00\x07\x08\x1b\x0c\r\x0b\x85", strict=True))


class Odd(NamedTuple):
    """A character that should not stand where it does, and what should: a letter, a space, nothing.

    Lines and columns count from 0; `length` is that of the escape where it is written as one.
    """

    line: int
    column: int
    character: str
    instead: str = ""
    length: int = 1

    @property
    def codepoint(self) -> str:
        """The name that the standard has for it: "U+200B"."""
        return f"U+{ord(self.character):04X}"


def deceptive(text: str) -> Iterator[Odd]:
    """The look-alikes inside Latin words and numbers, and the spaces and signs nobody can see."""
    if _SUSPECTS.isdisjoint(_UNCOMMON.findall(text)):
        return
    for number, line in enumerate(text.split("\n")):
        if line.isascii():
            continue
        look_alikes = _look_alikes(line)
        for match in _ODD.finditer(line):
            character, column = match[0], match.start()
            if match["letter"] and column not in look_alikes:
                continue
            yield Odd(number, column, character, _instead(character))


def straightened(line: str) -> tuple[str, bool]:
    """A line with what should stand there for each deceptive character, and whether that is sure.

    It is not where a letter could belong to another language, or join two that do.
    """
    is_sure = True
    for _round in range(_MOST_ROUNDS):  # a letter put right can show that its neighbour is wrong
        found = list(deceptive(line))
        if not found:
            break
        is_sure = is_sure and all(_is_sure(line, odd) for odd in found)
        for odd in reversed(found):
            line = f"{line[: odd.column]}{odd.instead}{line[odd.column + 1 :]}"
    return line, is_sure


def skeleton(text: str) -> str:
    """What two texts have in common that differ in look-alikes, hidden characters and blanks."""
    return " ".join(composed(text.translate(_SKELETON)).split())


def bidirectional(text: str) -> Iterator[Odd]:
    """The characters that turn the direction in which a text is shown."""
    if any(character in text for character in _BIDI):
        for number, line in enumerate(text.split("\n")):
            for column, character in enumerate(line if not line.isascii() else ""):
                if character in _BIDI:
                    yield Odd(number, column, character)


def has_control(text: str) -> bool:
    """Whether a value holds a control character other than tab and line end."""
    return _CONTROL.search(text) is not None


def escaped_controls(line: str, number: int, start: int, end: int) -> Iterator[Odd]:
    """The control characters that part of a line, inside double quotes, writes as escapes."""
    for match in _ESCAPE.finditer(line, start, end):
        code = match[1] or match[2] or match[3]
        character = chr(int(code, 16)) if code else _SHORT_ESCAPES.get(match[4], "")
        if has_control(character):
            yield Odd(number, match.start(), character, length=len(match[0]))


def decomposed(text: str) -> Iterator[tuple[int, int, int]]:
    """The words not in NFC: line, first column and the column after the last."""
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n")):
        if not unicodedata.is_normalized("NFC", line):
            for match in re.finditer(r"\S+", line):
                if not unicodedata.is_normalized("NFC", match[0]):
                    yield number, match.start(), match.end()


def _is_sure(line: str, odd: Odd) -> bool:
    """Whether only one character can be meant, to whoever reads Vietnamese."""
    before, behind = line[: odd.column][-1:], line[odd.column + 1 :][:1]
    if odd.character in _LETTERS:
        return False
    if odd.character in _STROKES:
        # Icelandic has its letter inside words; Vietnamese begins a syllable with Đ.
        capitals = before.isupper() or (odd.character != "ð" and behind.isupper())
        return not _is_letter(before) or capitals
    # Some scripts need hidden characters between their letters.
    return odd.character not in _HIDDEN or not (_is_foreign(before) or _is_foreign(behind))


def _is_letter(sign: str) -> bool:
    """Whether a character, or none, is a letter or a mark on one."""
    return sign != "" and unicodedata.category(sign)[0] in "LM"


def _is_foreign(sign: str) -> bool:
    return _is_letter(sign) and not re.match(f"[{_LATIN}{_MARKS}]", sign)


def _instead(character: str) -> str:
    if character in _SPACES:
        return " "
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return _STROKES.get(character) or _LETTERS.get(character, "")


def _look_alikes(line: str) -> set[int]:
    """The columns of the letters that stand, in a Latin word or a number, for Latin ones."""
    return {
        match.start() + place
        for match in _WORD.finditer(line)
        if _is_mixed(match[0])
        for place, letter in enumerate(match[0])
        if letter in _LETTERS
        and (letter not in _GREEK_SIGNS or _LATIN_SMALL_NEXT.match(match[0], place + 1))
    }


def _is_mixed(word: str) -> bool:
    if word.isascii() or not any(letter in _LETTERS for letter in word):
        return False
    if _LATIN_LETTER.search(word):
        return True
    # "Ο1" is a number with a Greek letter for its zero; "Москва2024" is Russian.
    return any("0" <= sign <= "9" for sign in word) and all(
        sign in _LETTERS for sign in word if sign.isalpha()
    )
