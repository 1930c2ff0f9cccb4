"""The numbers of Vietnamese documents: which are in a proper form, and which are the same."""

import re
from functools import lru_cache
from typing import Final

from dtplan.text.folding import composed, fold

# The number, a year, and what the document's kind and agency are told by.
_FORM = re.compile(r"\d{1,6}[A-Za-zĐđ]?(/(?:19|20)\d\d)?([/-])(.+)")
# TCVN 11930:2017, TCVN ISO/IEC 27001:2019, QCVN 102:2016/BTTTT
_STANDARDS: Final = ("TCVN", "QCVN", "TCCS", "QCĐP", "ISO", "IEC")
_STANDARD: Final = (
    r"[A-ZĐ]+(?:[ /-](?:ISO|IEC|TR|TS))*[ -]?\d+(?:[-.]\d+)*(?::(?:19|20)\d\d)?(?:/[A-ZĐ]+)?"
)

# A kind alone names no agency (34/CT); an agency alone does (1234/UBND).
_KINDS: Final = frozenset(
    (
        *("BB", "BC", "CĐ", "CT", "CTr", "CV", "ĐA", "DA", "GM", "HD", "HĐ", "KH", "KL", "L"),
        *("NĐ", "NQ", "PA", "PL", "QC", "QĐ", "QyĐ", "TB", "TT", "TTLT", "TTr", "VBHN"),
    )
)
_RUN_TOGETHER: Final = frozenset(("CTTTg", "NĐCP", "NQCP", "NQHĐND", "QĐTTg", "QĐUBND"))
_STATE_BODIES: Final = frozenset(("CP", "HĐND", "TTg", "UBND"))
_PARTY_BODIES: Final = frozenset(("HU", "TU", "TW"))
# Typed without diacritics, where nothing else can be meant.
_BARE_KINDS: Final = frozenset(("QD",))
_BARE_BODIES: Final = frozenset(("HDND",))
_LONGEST_TERM: Final = 2
_DASHES: Final = dict.fromkeys(map(ord, "‐‑–"), "-")


@lru_cache(maxsize=1024)
def is_document_number(text: str) -> bool:
    """Whether `text` is one document's number and nothing besides, in any of the proper forms."""
    text = _tidy(text)
    if text.startswith(_STANDARDS):
        return re.fullmatch(_STANDARD, text) is not None
    match = _FORM.fullmatch(text)
    if not match:
        return False
    year, sign, symbols = match.groups()
    if sign == "-":
        return not year and _are_of_party(symbols)
    return _are_of_state(symbols) if not year else _are_dated(symbols)


def same_number(text: str) -> str:
    """`text` so that two ways of writing one document number compare equal."""
    return fold(_tidy(text))


@lru_cache(maxsize=1024)
def may_mean(text: str, number: str) -> bool:
    """Whether `number` can be read in `text`, whatever signs stand between its letters."""
    skeleton, wanted = _skeleton(text), _skeleton(number)
    place = skeleton.find(wanted)
    return place == 0 or (place > 0 and not skeleton[place - 1].isdigit())


def _tidy(text: str) -> str:
    # What a reader can't see (DT005) makes no other number; nor does a longer dash.
    if not text.isascii():
        text = composed(text).translate(_DASHES)
        text = "".join(filter(str.isprintable, text))
    return text.strip()


def _skeleton(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _are_dated(symbols: str) -> bool:
    """47/2024/NĐ-CP, 86/2015/QH13, 62/2020/UBTVQH14, and the older 71/2007/TTLT/BTC-BNV."""
    term = symbols.removeprefix("UBTV").removeprefix("QH")
    if symbols.endswith(f"QH{term}"):
        return len(term) <= _LONGEST_TERM and term.isdigit()
    symbols = symbols.removeprefix("TTLT/").removeprefix("NQLT/")
    return "-" in symbols and _are_of_state(symbols)


def _are_of_state(symbols: str) -> bool:
    """34/CT-TTg, 456/STTTT-CĐS, 1234/QĐ-UBND.HC (Decree 30/2020/NĐ-CP)."""
    kind, *bodies = symbols.replace(".", "-").split("-")
    if not all(map(_is_symbol, (kind, *bodies))) or kind in _BARE_KINDS:
        return False
    if not bodies:
        return kind not in _KINDS and kind not in _RUN_TOGETHER
    return (kind, bodies[0]) != ("ND", "CP") and not (kind in _KINDS and bodies[0] in _PARTY_BODIES)


def _are_of_party(symbols: str) -> bool:
    """57-NQ/TW, 123-KH/TWĐTN-BTG: the Party and the organisations that write as it does."""
    kind, _, body = symbols.partition("/")
    bodies = body.split("-")
    if not all(map(_is_symbol, (kind, *bodies))):
        return False
    return kind not in _BARE_KINDS and bodies[0] not in _STATE_BODIES


def _is_symbol(text: str) -> bool:
    is_word = text[:1].isupper() and all(map(str.isalnum, text.split("&")))
    return is_word and text not in _BARE_BODIES
