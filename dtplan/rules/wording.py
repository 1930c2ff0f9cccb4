"""The judgement of Vietnamese wording: does a title or an indicator name anything to check?"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from dtplan.rules.counting import counts, has_count
from dtplan.rules.deliverables import is_thing, names_deliverable, names_system
from dtplan.rules.lexicon import VERBS, Groups, Lead, Lexicon
from dtplan.rules.words import JOINTS, PAUSES, YEAR, Text, read, word_at

__all__ = ["Lexicon", "has_count", "is_vague"]

_MARK = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}|\w|[ivx]{2,4}")
_WORK = frozenset({Lead.BUILDING, Lead.CHECKING, Lead.CONCRETE})
_ROW = frozenset({Lead.BUILDING, Lead.CHECKING, Lead.LIGHT, Lead.ADVERB})


class _Lead(NamedTuple):
    kind: Lead | None
    place: int
    verb: int  # where its row of verbs begins: before it stands the light verb that carries it


# Plans that follow one model say many things in the same words.
@lru_cache(maxsize=2048)
def is_vague(text: str, lexicon: Lexicon) -> bool:
    """Whether a title or an indicator leads with a wish or a bare quality and nothing to check.

    To check are a count (`has_count`) and a new deliverable with a name of its own.
    """
    whole = read(text)
    lead = _announced(whole, lexicon)
    return (
        _is_wishful(whole, lead, lexicon)
        and not counts(whole, lexicon)
        and not names_deliverable(whole.words, lead.verb, lexicon)
    )


def _announced(text: Text, lexicon: Lexicon) -> _Lead:
    """What the text begins with; after a colon, if a label stands before it or work after it."""
    lead = _lead_from(text, 0, lexicon)
    if ":" not in text.words:
        return lead
    colon = text.words.index(":")
    after = _lead_from(text, colon + 1, lexicon)
    if lead.place <= colon and (lead.kind is None or after.kind is Lead.CONCRETE):
        return after
    return lead


def _lead_from(text: Text, start: int, lexicon: Lexicon) -> _Lead:
    """The first phrase that says what the text is about, past openings, subjects and adverbs.

    A light verb carries the verb after it; where none follows, it is what the text begins with.
    """
    words, place, light = text.words, start, None
    while place < len(words):
        kind, length = lexicon.lead_at(words, place)
        if kind is Lead.SUBJECT:
            place, light = _after_subject(text, place, length, lexicon)
        elif kind is Lead.OPENING and light is None:
            place = _after_opening(words, place + length)
        elif kind is Lead.LIGHT:
            light = place if light is None else light
            place += length
        elif kind in (Lead.ADVERB, Lead.TIME):
            place += length
        elif kind is None and _says_nothing(words, place):
            place += 1
        elif kind in (None, Lead.OPENING):
            break
        else:
            return _Lead(kind, place, place if light is None else light)
    return _Lead(None, place, place) if light is None else _Lead(Lead.LIGHT, light, light)


def _says_nothing(words: Sequence[str], place: int) -> bool:
    """Pauses, years and the marks of lists ("1.", "a)", "II.", "2.1")."""
    word = words[place]
    if word in PAUSES or YEAR.fullmatch(word):
        return True
    is_mark = _MARK.fullmatch(word) is not None
    return is_mark and ("." in word or word_at(words, place + 1) in (".", ")", ":"))


def _after_opening(words: Sequence[str], place: int) -> int:
    for pause in range(place, len(words)):
        if words[pause] in (",", ":"):
            return pause + 1
    return place


def _first_verb(text: Text, place: int, lexicon: Lexicon) -> int:
    """Where the work of a subject begins, else the end; verbs in capitals belong to its name."""
    for at in range(place, len(text.words)):
        kind, _ = lexicon.lead_at(text.words, at)
        if kind in VERBS and not text.is_capital(at):
            return at
        if kind is None and lexicon.groups.states.length_at(text.words, at):
            break
    return len(text.words)


def _after_subject(text: Text, place: int, length: int, lexicon: Lexicon) -> tuple[int, int | None]:
    """Where a subject's work begins; past the end, with a light verb, where it only takes part.

    "Phối hợp với Bộ Công an trong (việc) làm sạch dữ liệu" has no work of its own.
    """
    words, groups = text.words, lexicon.groups
    verb = _first_verb(text, place + length, lexicon)
    if groups.companions.length_at(words, place):
        is_noun = words[verb - 1] == "trong" or groups.nominalizers.ends_at(words, verb)
        if verb == len(words) or is_noun:
            return len(words), place
    return verb, None


def _is_wishful(text: Text, lead: _Lead, lexicon: Lexicon) -> bool:
    if lead.kind in (Lead.WISH, Lead.GENERIC):
        return not _wishes_for_a_measure(text.words, lead.place, lexicon)
    if lead.kind in _WORK and _is_only_praised(text.words, lexicon.groups):
        return True
    if lead.kind in (Lead.BUILDING, Lead.CHECKING):
        return _has_vague_object(text, lead.place, lexicon)
    if lead.kind is Lead.CONCRETE:
        return _comes_to_nothing(text.words, lead.place, lexicon)
    if lead.kind is None:
        return _ends_in_a_wish(text.words, lexicon.groups)
    return lead.kind in (Lead.LIGHT, Lead.QUALITY)


def _end(words: Sequence[str]) -> int:
    return len(words) - 1 if words[-1:] == (".",) else len(words)


def _is_only_praised(words: Sequence[str], groups: Groups) -> bool:
    """Thanh toán không tiền mặt được đẩy mạnh: what looks like work is the subject of a wish."""
    return "được" in words[-4:] and groups.predicates.ends_at(words, _end(words))


def _ends_in_a_wish(words: Sequence[str], groups: Groups) -> bool:
    """An toàn thông tin được bảo đảm; Thủ tục đơn giản, thuận tiện."""
    return groups.evaluations.ends_at(words, _end(words)) or any(
        groups.predicates.length_at(words, place) for place in range(len(words))
    )


def _comes_to_nothing(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Whether work turns out a wish: "kiện toàn, nâng cao ...", "đưa du lịch thành mũi nhọn"."""
    after = place + lexicon.lead_at(words, place)[1]
    if word_at(words, after) in JOINTS and lexicon.lead_at(words, after + 1)[0] is Lead.WISH:
        return True
    if lexicon.groups.moving_verbs.length_at(words, place):
        praises = lexicon.groups.predicates
        praised = any(praises.length_at(words, at) for at in range(after, len(words)))
        return praised or lexicon.lead_at(words, after)[0] is Lead.QUALITY
    return _joins_no_one_named(words, place, lexicon)


def _joins_no_one_named(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Liên thông dữ liệu giữa các cấp."""
    groups = lexicon.groups
    joined = words.index("giữa", place) if "giữa" in words[place:] else -1
    if joined < 0 or not groups.plural_markers.length_at(words, joined + 1):
        return False
    while place < joined:
        length = groups.connected_matter.length_at(words, place)
        length = length or lexicon.lead_at(words, place)[1]
        if not length and words[place] not in JOINTS:
            return False
        place += max(length, 1)
    return True


def _wishes_for_a_measure(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Nâng cao tỷ lệ ..., tăng số lượt ..."""
    kind, length = lexicon.lead_at(words, place)
    while kind in (Lead.WISH, Lead.GENERIC, Lead.ADVERB) or word_at(words, place) in JOINTS:
        place += max(length, 1)
        kind, length = lexicon.lead_at(words, place)
    return kind is Lead.MEASURE


def _has_vague_object(text: Text, place: int, lexicon: Lexicon) -> bool:
    """Whether verbs of making or looking into end in something abstract, plural or nameless."""
    words, kind = text.words, lexicon.lead_at(text.words, place)[0]
    # Only who is asked has work of its own: "tham mưu UBND tỉnh ban hành ...".
    passed = _ROW | {Lead.SUBJECT} if kind is Lead.CHECKING else _ROW
    while place < len(words):
        kind, length = lexicon.lead_at(words, place)
        if kind is Lead.ADVERB and lexicon.groups.evaluations.length_at(words, place):
            return True  # "kiểm soát chặt chẽ"
        if kind not in passed and words[place] not in JOINTS:
            return _is_vague_object(words, place, lexicon)
        place += max(length, 1)
        if kind is Lead.SUBJECT:
            place = _first_verb(text, place, lexicon)
    return kind is not Lead.SUBJECT


def _is_vague_object(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    groups = lexicon.groups
    kind, length = lexicon.lead_at(words, place)
    if is_thing(words, place, length, groups):
        return not names_system(words, place, groups)
    if kind is Lead.QUALITY or _is_bare_matter(words, place, groups):
        # "đánh giá an toàn thông tin Hệ thống một cửa" is about one named thing
        return not any(names_system(words, at, groups) for at in range(place, len(words)))
    is_plural = groups.plural_markers.length_at(words, place) > 0
    return is_plural or kind in (Lead.WISH, Lead.GENERIC, Lead.OPENING)


def _is_bare_matter(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Whether information, data and the like stand here without saying of what."""
    start = place
    while length := groups.bare_matter.length_at(words, place):
        place += length
        if word_at(words, place) in JOINTS:
            place += 1
    is_last = place >= _end(words) or words[place] in PAUSES
    return place > start and (is_last or groups.name_ends.length_at(words, place) > 0)
