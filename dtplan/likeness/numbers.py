"""What the numbers of a title are: quantities, spans of years, or which one of several."""

import re
from collections.abc import Sequence
from typing import Final

from dtplan.likeness.lexicon import lexicon

_YEARS = re.compile(r"(?:[0-9]{1,2}[/.-]){0,2}((?:19|20)[0-9]{2})(?:-((?:19|20)[0-9]{2}))?\Z")
_DAY = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}\Z")
_DOCUMENT = re.compile(r"0*([0-9]+)[/-].*[^\W0-9]")
# A scale, a ratio ("1/25.000"), and a generation of mobile networks ("5G").
_SCALE = re.compile(r"[0-9]+/[0-9][0-9.]{2,}\Z")
_GENERATION = re.compile(r"[2-9]g\Z")
_AMOUNT = re.compile(r"[0-9][0-9.,]*%?\Z")
_GROUP_DOT = re.compile(r"(?<=[0-9])\.(?=[0-9]{3}(?![0-9]))")
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_NUMBER_SIGN: Final = "số"
# Words of which a number before is no quantity of the work: "từ đủ 18 tuổi", "thông suốt 3 cấp".
_AGES: Final = ("tuổi",)
_LEVELS: Final = ("cấp", "bên", "chiều", "lần", "lớp")
_YEAR_WORDS: Final = ("năm", "đoạn", "tháng", "quý")
_ALL: Final = "100%"
# A level is one of a few ("cấp 3"); others are granted ("cấp 12 chứng thư"), and these two words
# are one verb or noun: "cung cấp 5 dịch vụ".
_LEVEL: Final = "cấp"
_NO_LEVEL: Final = frozenset(("cung", "nâng", "khẩn", "trợ", "phân"))


class Numbers:
    """The numbers of a title, as they are read.

    `amounts` are quantities, `ordinals` the numbers of phases, levels and documents, scales and the
    names of laws, `years` spans of years.
    """

    def __init__(self) -> None:
        self.amounts: list[str] = []
        self.ordinals: set[str] = set()
        self.years: set[tuple[int, int]] = set()

    def read(
        self, written: str, around: tuple[Sequence[str], str], is_aside: bool, is_basis: bool
    ) -> bool:
        """Take note of a number by its looks and the words around it; or say it is a word."""
        before, after = around
        before = before[:-1] if before[-1:] == [_NUMBER_SIGN] else before
        last = before[-1] if before else ""
        is_level = len(written) == 1 and _NO_LEVEL.isdisjoint(before)
        if self._is_ordinal(written, "" if last == _LEVEL and not is_level else last):
            return True
        if years := _YEARS.match(written):
            # The year of a law, which has no "năm" before it, is not the work's, but may tell
            # which law.
            if is_basis and last not in _YEAR_WORDS:
                self.ordinals.add(years[1])
            else:
                first, end = int(years[1]), int(years[2] or years[1])
                self.years.add((min(first, end), max(first, end)))
        elif _AMOUNT.match(written):
            if after in _AGES:
                self.ordinals.add(f"{written.lstrip('0')} {after}")
            elif not is_aside and written != _ALL and after not in _LEVELS:
                self.amounts.append(_GROUP_DOT.sub("", written).lstrip("0"))
        else:
            return bool(_DAY.match(written))
        return True

    def _is_ordinal(self, written: str, last: str) -> bool:
        document = _DOCUMENT.match(written)
        if document:
            self.ordinals.add(document[1])
        elif _SCALE.match(written) or _GENERATION.match(written):
            self.ordinals.add(_GROUP_DOT.sub("", written))
        elif last in lexicon().documents or (
            last in lexicon().numbered and not _YEARS.match(written)
        ):
            self.ordinals.add(written.lstrip("0"))
        else:
            return False
        return True

    def read_roman(self, word: str, last: str) -> bool:
        """Take note of a Roman number after a word that is numbered; or say it is none."""
        if word not in _ROMAN or last not in lexicon().numbered:
            return False
        self.ordinals.add(_ROMAN[word])
        return True
