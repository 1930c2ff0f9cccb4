"""What a line holds that must not be shown: the close look behind privacy's quick one."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from dtplan.text.folding import composed
from dtplan.text.privacy import (
    ACCOUNT,
    CITIZEN_ID,
    EMAIL,
    KEY,
    MOBILE,
    PASSWORD,
    SECRECY_MARK,
    Stretch,
)

# The codes of the 63 provinces a citizen's number begins with (Thông tư 07/2016/TT-BCA).
_PROVINCES: Final = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 "
    "036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 "
    "074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)
# The digit after it tells sex and century (Nghị định 137/2015/NĐ-CP, Điều 13).
_CITIZEN = re.compile(r"0(?<![\w./-]0)[0-9]{2}[0-3][0-9]{8}(?![\w/-]|\.[0-9])")
_CITIZEN_WORD = re.compile(r"CCCD|c[ăa]n[ _-]?c[ưu][ớo]c|[đd][ịi]nh[ _-]?danh", re.IGNORECASE)
_CITIZEN_GROUPS = re.compile(
    r"(?<![\w./-])0[0-9]{2}[ .][0-3][0-9]{2}(?:[ .][0-9]{3}){2}(?!\w|[.,/-][0-9])"
)
_OLD_CITIZEN = re.compile(
    r"(?:CMT?ND|ch(?:ứ|u)ng[ _]minh)[^0-9]{0,24}(?<![0-9])([0-9]{9}|[0-9]{3}(?:[ .][0-9]{3}){2})"
    r"(?!\w|[.,/-][0-9])",
    re.IGNORECASE,
)
_MOBILE = re.compile(
    r"(?<![\w.])(?<![^\W\d]-)(?:\+84\)?[ .-]?(?:\(0\))?|0)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])"
    r"(?:(?:[ .-]?[0-9]){7}|(?<=\(0[0-9]{2})(?=[0-9]{0,2}\))(?:\)?[ .-]?[0-9]){7})"
    r"(?!\w|\.[0-9])"
)
_EMAIL_DOMAIN = re.compile(
    r"@(?:g(?:oogle)?mail|yahoo|ymail|rocketmail|outlook|hotmail|live|msn|icloud|me|mac|aol|zoho"
    r"|mail|proton|protonmail|pm|gmx|yandex|zing|qq|163|tutanota|tuta)\.[a-z]{2,3}(?:\.[a-z]{2})?"
    r"(?![\w-]|\.[a-z])",
    re.IGNORECASE,
)
_EMAIL_NAME = re.compile(r"[\w.%+-]{1,64}\Z")
_DIGITS: Final = r"(?:[0-9]{6,19}|[0-9]{2,7}(?:[ .-][0-9]{2,7}){1,5})(?!\w|[.,/-][0-9])"
_ACCOUNT = re.compile(
    r"(?:(?:\b|_)S?TK|t[àa]i[ _-]?kho[ảa]n|bank)(?!\w)"
    r"(?:[\W_]*(?:số|so|no|là|is|ngân hàng|tại|\w{0,12}bank|bidv)(?!\w)){0,4}[\W_]*"
    rf"(?P<far>[^:0-9]{{0,40}}:\W*)?({_DIGITS})",
    re.IGNORECASE,
)
_ACCOUNT_AT = re.compile(
    rf"(?<![\w.])({_DIGITS})[\s,(-]*(?:tại\s+)?(?:ngân hàng\s+)?\w{{0,12}}bank", re.IGNORECASE
)
_FEWEST_FAR_DIGITS: Final = 9  # fewer may count accounts: "số tài khoản đã kích hoạt: 53412345"

_KEYS = re.compile(
    r"\bA[KS]IA[0-9A-Z]{16}(?!\w)"
    r"|\bgh[oprsu]_[A-Za-z0-9]{30,255}|\bgithub_pat_[A-Za-z0-9_]{22,255}"
    r"|\beyJ[\w-]{8,4000}\.[\w-]{8,4000}(?:\.[\w-]{0,4000})?"
)
_BLOCK = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_BLOCK_END = re.compile(r"-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_BLOCK_LINES = re.compile(r"(?:(?:\\n|\s)+[A-Za-z0-9+/=]{16,})*")
_LONGEST_BLOCK: Final = 20_000

_PASSWORD_WORD = re.compile(r"m[ậa]t[ _-]{0,2}kh[ẩa]u|passw(?:or)?d|(?<![^\W_])pwd", re.IGNORECASE)
_KEY_WORD = re.compile(
    r"(?:api|secret|access|private|client|auth)[ _-]?(?:key|secret|token)", re.IGNORECASE
)
_LOGIN = re.compile(r"://[^\s/:@]{1,64}:([^\s/@]{1,128})@")
_OPENING: Final = "[\"'`“(]?"
_DIRECTLY = re.compile(rf"\w{{0,20}}[\"'`*]{{0,2}}\s*(?::=|=>|[:=：])\s*{_OPENING}(\S{{1,200}})")
_WORD = re.compile(r"[^\s\"'`“(]{1,200}")
_WORDS_BETWEEN: Final = 6  # "mật khẩu của tài khoản admin là: ..."
_MAIL_LIKE = re.compile(r"[\w.%+-]{1,64}@[\w-]{1,64}\.[A-Za-z.]{2,}\Z")
_VALUE_END: Final = "\"'`”,;)]}"
_SYMBOLS: Final = frozenset("@!#$%^&*")
_ORDINARY: Final = (
    " required optional hidden masked removed redacted encrypted unknown default string secret "
    "changed rotated expired disabled enabled never always private password matkhau example "
)

_MARK = re.compile(r"(?<!\w)(?:TUYỆT\s+|TỐI\s+)?MẬT(?!\w)")
_AROUND_MARK: Final = 60
_MARK_WORD = re.compile(r"độ\s+mật\W*\Z", re.IGNORECASE)


def stretches(text: str, start: int, end: int) -> list[Stretch]:
    """What must not be shown of the line of `text` from `start` to `end`, in its order.

    A private key's block goes on beyond its first line.
    """
    line = text[start:end]
    nfc = composed(line)
    found = [Stretch(kind, start + first, start + last) for kind, first, last in _placed(line, nfc)]
    for block in _BLOCK.finditer(text, start, end):
        found.append(Stretch(KEY, block.start(), _block_end(text, block.end())))
    return sorted(found, key=lambda stretch: (stretch.start, -stretch.end))


def _placed(line: str, nfc: str) -> Iterator[Stretch]:
    if line == nfc:
        yield from _in_line(line)
        return
    places = _places(line)
    for kind, first, last in _in_line(nfc):
        yield Stretch(kind, places[min(first, len(places) - 1)], places[min(last, len(places) - 1)])


def _places(line: str) -> list[int]:
    """For each letter of the line in NFC, and its end, where it starts in the line as it is."""
    places: list[int] = []
    start = 0
    for at in range(1, len(line) + 1):
        if at == len(line) or not unicodedata.combining(line[at]):
            places += [start] * len(unicodedata.normalize("NFC", line[start:at]))
            start = at
    return [*places, len(line)]


def _in_line(line: str) -> Iterator[Stretch]:
    yield from _citizens(line)
    yield from _numbers(line)
    yield from _mails(line)
    yield from (Stretch(KEY, *key.span()) for key in _KEYS.finditer(line))
    yield from (Stretch(PASSWORD, *login.span(1)) for login in _LOGIN.finditer(line))
    yield from _values(PASSWORD, _PASSWORD_WORD, line)
    yield from _values(KEY, _KEY_WORD, line)
    yield from _marks(line)


def _citizens(line: str) -> Iterator[Stretch]:
    word = _CITIZEN_WORD.search(line)
    groups = _CITIZEN_GROUPS.finditer(line, word.end()) if word else ()
    for number in chain(_CITIZEN.finditer(line), groups):
        if number[0][:3] in _PROVINCES:
            yield Stretch(CITIZEN_ID, *number.span())
    yield from (Stretch(CITIZEN_ID, *number.span(1)) for number in _OLD_CITIZEN.finditer(line))


def _numbers(line: str) -> Iterator[Stretch]:
    yield from (Stretch(MOBILE, *number.span()) for number in _MOBILE.finditer(line))
    for account in _ACCOUNT.finditer(line):
        if _is_account(account[2], is_far=account["far"] is not None):
            yield Stretch(ACCOUNT, *account.span(2))
    if "bank" in line.lower():
        for account in _ACCOUNT_AT.finditer(line):
            if _is_account(account[1], is_far=True):
                yield Stretch(ACCOUNT, *account.span(1))


def _is_account(number: str, *, is_far: bool) -> bool:
    count = sum(letter.isdigit() for letter in number)
    if is_far or count < len(number):
        return _FEWEST_FAR_DIGITS <= count <= 19
    return not (count < _FEWEST_FAR_DIGITS and number.endswith("000"))


def _mails(line: str) -> Iterator[Stretch]:
    # From the domain back, because a search for names would read a long word again and again.
    for domain in _EMAIL_DOMAIN.finditer(line):
        name = _EMAIL_NAME.search(line, max(0, domain.start() - 64), domain.start())
        if name:
            yield Stretch(EMAIL, name.start(), domain.end())


def _values(kind: str, words: re.Pattern[str], line: str) -> Iterator[Stretch]:
    """The values after the key words: "mật khẩu: Abc@12345", "mật khẩu Abc@12345"."""
    word = words.search(line)
    while word:
        end = word.end()
        stretch = _value_after(line, end)
        if stretch:
            yield Stretch(kind, *stretch)
            end = stretch[1]
        word = words.search(line, end)


def _value_after(line: str, place: int) -> tuple[int, int] | None:
    direct = _DIRECTLY.match(line, place)
    if direct:
        start, end = _value_span(line, direct)
        is_secret = _is_strong(line[start:end]) or (
            _stands_alone(line[end:]) and _is_value(line[start:end])
        )
        return (start, end) if is_secret else None
    for word in islice(_WORD.finditer(line, place, place + 300), _WORDS_BETWEEN):
        start, end = word.start(), word.start() + len(word[0].rstrip(_VALUE_END))
        if _is_strong(line[start:end]):
            return start, end
    return None


def _value_span(line: str, value: re.Match[str]) -> tuple[int, int]:
    start = value.start(1)
    opening = line[start - 1]
    if opening in "\"'`" and opening in value[1]:
        return start, start + value[1].index(opening)
    return start, start + len(value[1].rstrip(_VALUE_END))


def _stands_alone(rest: str) -> bool:
    """Whether no further word of the same text follows, so that the value is no prose."""
    rest = rest.lstrip()
    return not rest or rest[0] in _VALUE_END or rest[0] == "#"


def _is_strong(value: str) -> bool:
    """Whether a word looks like a password wherever it stands."""
    if not value.isascii() or len(value) < 6 or _is_placeholder(value):
        return False
    has_digit = any(letter.isdigit() for letter in value)
    if not has_digit or not any(letter.isalpha() for letter in value):
        return False
    if _SYMBOLS.intersection(value):
        return True
    return len(value) >= 8 and value.lower() != value != value.upper() and value.isalnum()


def _is_value(value: str) -> bool:
    """Whether a word by itself after "mật khẩu:" can be one."""
    if not value.isascii() or _is_placeholder(value):
        return False
    if value.isdigit():
        return len(value) >= 4 and not (len(value) == 4 and value[:2] in ("19", "20"))
    return (
        len(value) >= 6
        and any(letter.isalpha() for letter in value)
        and f" {value.lower()} " not in _ORDINARY
    )


def _is_placeholder(value: str) -> bool:
    """<mật khẩu>, ${PASSWORD}, xxxxxx; a link, an address, a key of YAML are no values either."""
    return (
        value[:1] in ("<", ">", "$", "{", "[", "&")
        or value.endswith(":")
        or "://" in value
        or "***" in value
        or _MAIL_LIKE.match(value) is not None
        or not set(value.lower()) - set("x*.-_")
    )


def _marks(line: str) -> Iterator[Stretch]:
    """Secrecy marks alone, after "Độ mật" or in brackets at the end, never inside BẢO MẬT."""
    if "MẬT" not in line:
        return
    is_flow = "[" in line or "{" in line
    for mark in _MARK.finditer(line):
        before = line[max(0, mark.start() - _AROUND_MARK) : mark.start()].rstrip()
        after = line[mark.end() : mark.end() + _AROUND_MARK].lstrip()
        if before.endswith("(") and after.startswith(")"):
            before, after = "", after[1:].lstrip()
        begins = not before or before[-1] in ":#\"'“[{|>*=-" or (is_flow and before[-1] == ",")
        ends = not after or after[0] in "\"'”]}#.;*" or (is_flow and after[0] == ",")
        named = _MARK_WORD.search(before) and not after[:1].isupper()
        if named or (begins and ends):
            yield Stretch(SECRECY_MARK, *mark.span())


def _block_end(text: str, place: int) -> int:
    end = _BLOCK_END.search(text, place, place + _LONGEST_BLOCK)
    if end:
        return end.end()
    lines = _BLOCK_LINES.match(text, place)
    return lines.end() if lines else place
