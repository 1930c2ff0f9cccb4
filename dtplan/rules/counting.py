"""What can be counted in a text: a quantity, a share, a duration, a day or a level."""

import re
from collections.abc import Sequence

from dtplan.rules.lexicon import Groups, Lexicon
from dtplan.rules.words import YEAR, Text, outside_quotes, read, word_at

_DATE = re.compile(r"\d\d?[/-](?:\d\d?[/-]\d{4}|\d{4}|\d\d?)")
_VERSION = re.compile(r"\d\.0")
_OUTLINE = re.compile(r"\d{1,2}(?:\.\d{1,2})+")  # a decimal is written with a comma
_JOINED_UNIT = re.compile(r"\d[\d.,]*([^\W\d]\w*)")
_SIZE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+,\d+")  # no name is numbered 12.000 or 11,3
_LEVEL = re.compile(r"\d{1,2}|[a-d]|i{1,3}|iv|v")


def has_count(text: str, lexicon: Lexicon) -> bool:
    """Whether a text gives a quantity, a share, a duration, a day or a level.

    Years, document numbers, numbers within names ("Đề án 06", "5G") and in quotes are none.
    """
    return counts(read(text), lexicon)


def counts(text: Text, lexicon: Lexicon) -> bool:
    """Whether a text that is read already has a count."""
    outside = outside_quotes(text)
    return any(
        _counts_at(outside, place, lexicon.groups)
        for place, word in enumerate(outside.words)
        if word[0].isdigit() or word in lexicon.count_starts
    )


def _counts_at(text: Text, place: int, groups: Groups) -> bool:
    words = text.words
    if groups.count_exceptions.length_at(words, place):
        return False
    if groups.count_phrases.length_at(words, place):
        return True
    if words[place][0].isdigit():
        return _is_amount(text, place, groups)
    following = place + groups.level_words.length_at(words, place)
    if place < following < len(words) and _LEVEL.fullmatch(words[following]):
        return True
    if groups.date_words.length_at(words, place):  # "trong quý II"
        is_numbered = _LEVEL.fullmatch(word_at(words, place + 1)) is not None
        return is_numbered and _is_deadline(words, place, groups)
    return words[place] == "%" or _is_amount_in_words(text, place, groups)


def _is_amount(text: Text, place: int, groups: Groups) -> bool:
    """Whether a numeral counts: a name's numeral follows its noun, a count stands before it."""
    words, numeral = text.words, text.words[place]
    if _numbers_a_noun(text, place, groups):
        return _is_deadline(words, place, groups)
    if unit := _JOINED_UNIT.fullmatch(numeral):
        return unit[1] in groups.units.entries
    if _is_no_quantity(numeral, place):
        return False
    before_counted = groups.counted_nouns.length_at(words, place + 1) > 0
    if _DATE.fullmatch(numeral):
        return before_counted or _is_deadline(words, place, groups)
    if YEAR.fullmatch(numeral):
        return before_counted and not groups.year_contexts.ends_at(words, place)
    if groups.not_counted_after.length_at(words, place + 1):
        return False
    is_last = not word_at(words, place + 1)[:1].isalpha()
    if is_last or groups.function_words.length_at(words, place + 1):
        return groups.comparators.ends_at(words, place)
    return before_counted or not _follows_a_name(text, place)


def _is_no_quantity(numeral: str, place: int) -> bool:
    """A version ("4.0"), part of a name ("5G", "34/CT-TTg") or a number of the outline ("2.1")."""
    if _VERSION.fullmatch(numeral) or any(letter.isalpha() for letter in numeral):
        return True
    return place == 0 and _OUTLINE.fullmatch(numeral) is not None


def _numbers_a_noun(text: Text, place: int, groups: Groups) -> bool:
    """Whether a number is the name of the noun before it: "Đề án 06", "tháng 7", "Hướng dẫn 45"."""
    words = text.words
    if not groups.numbered_nouns.ends_at(words, place):
        return False
    if groups.not_numbered.ends_at(words, place) or groups.rate_words.ends_at(words, place - 1):
        return False  # "tổng số 12 xã", "mỗi tháng 2 lớp"
    if groups.numbered_verbs.ends_at(words, place):
        return not _is_followed_by_matter(text, place, groups)
    is_size = (
        _SIZE.fullmatch(words[place])
        or groups.units.length_at(words, place + 1)
        or word_at(words, place + 1) in groups.number_words.entries  # "11 triệu"
    )
    return not is_size or groups.document_nouns.ends_at(words, place)


def _is_followed_by_matter(text: Text, place: int, groups: Groups) -> bool:
    """Hướng dẫn 300 tiểu thương; not Hướng dẫn 45 của Bộ Công an, nor Kết luận 57 Bộ Chính trị."""
    following = word_at(text.words, place + 1)
    if not following[:1].isalpha() or groups.function_words.length_at(text.words, place + 1):
        return False
    return following not in groups.date_words.entries and not text.is_capital(place + 1)


def _follows_a_name(text: Text, place: int) -> bool:
    """Windows 11; the first word of a text is in capitals anyway."""
    return place > 1 and text.is_capital(place - 1)


def _is_deadline(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Trước ngày 15/10, trong tháng 7: a day, a month or a quarter by which something is done."""
    while place > 0 and groups.date_words.length_at(words, place - 1):
        place -= 1
    return groups.deadline_words.ends_at(words, place)


def _is_amount_in_words(text: Text, place: int, groups: Groups) -> bool:
    words, word = text.words, text.words[place]
    certain = word in groups.number_words.entries
    if not certain and word not in groups.doubtful_number_words.entries:
        return False
    if groups.loose_amounts.ends_at(words, place) or _numbers_a_noun(text, place, groups):
        return False
    if place and text.is_capital(place):
        return False
    if place and words[place - 1][0].isdigit():  # judged there: "1 triệu"
        return False
    if not certain and groups.year_contexts.ends_at(words, place):
        return False
    if groups.not_counted_after.length_at(words, place + 1):
        return False
    return bool(
        groups.number_words.length_at(words, place + 1)
        or groups.counted_nouns.length_at(words, place + 1)
    )
