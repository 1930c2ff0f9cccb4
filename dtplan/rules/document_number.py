"""The numbers of Vietnamese documents: which are in a proper form, and which are the same."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from dtplan.folding import fold

_NUMBER: Final = r"\d{1,6}[A-Za-zĐđ]?"
_YEAR: Final = r"/(?:19|20)\d\d"
_SYMBOL: Final = r"[^\W\d_][^\W_]*(?:&[^\W_]+)*"

# 34/CT-TTg, 47/2024/NĐ-CP, 456/STTTT-CĐS, 1234/QĐ-UBND.HC (Decree 30/2020/NĐ-CP);
# the older joint ones put a stroke after their kind: 71/2007/TTLT/BTC-BNV.
_STATE = re.compile(rf"{_NUMBER}({_YEAR})?/(?:(?:TTLT|NQLT)/)?({_SYMBOL}(?:[-.]{_SYMBOL})*)")
# 57-NQ/TW, 123-KH/TWĐTN-BTG (the Party and its organisations)
_PARTY = re.compile(rf"{_NUMBER}-({_SYMBOL})/({_SYMBOL})(?:-{_SYMBOL})*")
# 86/2015/QH13, 62/2020/UBTVQH14
_NATIONAL_ASSEMBLY = re.compile(rf"{_NUMBER}{_YEAR}/(?:UBTV)?QH\d\d?")
# TCVN 11930:2017, TCVN ISO/IEC 27001:2019, QCVN 102:2016/BTTTT
_STANDARD = re.compile(
    r"(?:TCVN|QCVN|TCCS|QCĐP|ISO|IEC)(?:[ /-](?:ISO|IEC|TR|TS))*[ -]?\d+(?:[-.]\d+)*"
    rf"(?::(?:19|20)\d\d)?(?:/{_SYMBOL})?"
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
_DASHES: Final = dict.fromkeys(map(ord, "‐‑–"), "-")


@lru_cache(maxsize=4096)
def is_document_number(text: str) -> bool:
    """Whether `text` is one document's number and nothing besides, in any of the proper forms."""
    text = _tidy(text)
    return bool(
        _is_of_state(text)
        or _is_of_party(text)
        or _NATIONAL_ASSEMBLY.fullmatch(text)
        or _STANDARD.fullmatch(text)
    )


def same_number(text: str) -> str:
    """`text` so that two ways of writing one document number compare equal."""
    return fold(_tidy(text))


@lru_cache(maxsize=4096)
def may_mean(text: str, number: str) -> bool:
    """Whether `number` can be read in `text`, whatever signs stand between its letters."""
    skeleton, wanted = _skeleton(text), _skeleton(number)
    place = skeleton.find(wanted)
    return place == 0 or (place > 0 and not skeleton[place - 1].isdigit())


def _tidy(text: str) -> str:
    # What a reader can't see (DT005) makes no other number; nor does a longer dash.
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_DASHES)
        text = "".join(filter(str.isprintable, text))
    return text.strip()


def _skeleton(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _is_of_state(text: str) -> bool:
    match = _STATE.fullmatch(text)
    if not match:
        return False
    kind, *bodies = match[2].replace(".", "-").split("-")
    if not _are_symbols(kind, *bodies) or kind in _BARE_KINDS:
        return False
    if not bodies:
        return not match[1] and kind not in _KINDS and kind not in _RUN_TOGETHER
    if kind == "ND" and bodies[0] == "CP":
        return False
    return bodies[0] not in _PARTY_BODIES or kind not in _KINDS


def _is_of_party(text: str) -> bool:
    match = _PARTY.fullmatch(text)
    if not match:
        return False
    kind, body = match[1], match[2]
    return _are_symbols(kind, body) and kind not in _BARE_KINDS and body not in _STATE_BODIES


def _are_symbols(*symbols: str) -> bool:
    return all(symbol[0].isupper() and symbol not in _BARE_BODIES for symbol in symbols)
