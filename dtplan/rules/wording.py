"""The judgement of Vietnamese wording: does a title or an indicator name anything that can be checked?"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from dtplan.folding import fold
from dtplan.rules.lexicon import Groups, Lead, Lexicon, Phrases

__all__ = ["Lexicon", "has_count", "is_vague"]

_TOKEN = re.compile(r'\d(?:[\w.,/:–-]*\w)?|[^\W\d_]\w*(?:&\w+)*|[,;:.()"%]')
_CURVED_QUOTES = "“”„«»"
_QUOTED = re.compile(r'"[^"]*"')
_PAUSES = frozenset({",", ";", ":", ".", "(", ")", '"', "và"})
_JOINTS = frozenset({",", "và"})

_YEAR = re.compile(r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?")
_DATE = re.compile(r"\d\d?[/-](?:\d\d?[/-]\d{4}|\d{4}|\d\d?)")
_VERSION = re.compile(r"\d\.0")
_JOINED_UNIT = re.compile(r"\d[\d.,]*([^\W\d]\w*)")
_LEVEL = re.compile(r"\d{1,2}|[a-d]|i{1,3}|iv|v")

_VERBS = frozenset(
    {Lead.WISH, Lead.GENERIC, Lead.LIGHT, Lead.BUILDING, Lead.CHECKING, Lead.CONCRETE}
)
_UNDECIDED = frozenset({Lead.BUILDING, Lead.CHECKING, Lead.LIGHT, Lead.ADVERB})


class _Text(NamedTuple):
    words: tuple[str, ...]
    plain: str

    def is_capital(self, place: int) -> bool:
        """Whether the word at `place` is written with a capital."""
        written = _tokens(self.plain)
        return len(written) == len(self.words) and written[place][0].isupper()


class _Lead(NamedTuple):
    kind: Lead | None
    place: int
    verb: int  # where its row of verbs begins: before it stands the light verb that carries it


def is_vague(text: str, lexicon: Lexicon) -> bool:
    """Whether a title or an indicator leads with a wish or a bare quality and names nothing to check."""
    read = _read(text)
    lead = _announced(read, lexicon)
    return (
        _is_wishful(read, lead, lexicon)
        and not has_count(text, lexicon)
        and not _names_deliverable(read.words, lead.verb, lexicon)
    )


def has_count(text: str, lexicon: Lexicon) -> bool:
    """Whether a text gives a quantity, a share, a duration, a day or a level.

    Years, document numbers, numbers within names ("Đề án 06", "5G") and whatever stands in quotes are none.
    """
    read = _read(_outside_quotes(text))
    return any(
        _counts_at(read, place, lexicon.groups)
        for place, word in enumerate(read.words)
        if word[0].isdigit() or word in lexicon.count_starts
    )


def _read(text: str) -> _Text:
    plain = unicodedata.normalize("NFC", _with_straight_quotes(text))
    return _Text(_tokens(fold(plain)), plain)


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text))


def _with_straight_quotes(text: str) -> str:
    for quote in _CURVED_QUOTES:
        if quote in text:
            text = text.replace(quote, '"')
    return text


def _outside_quotes(text: str) -> str:
    """The text without what stands in quotes: titles, slogans and their numbers."""
    straight = _with_straight_quotes(text)
    outside = _QUOTED.sub(' " ', straight) if '"' in straight else straight
    return outside if outside.strip(' ".') else straight


# How a text begins


def _announced(text: _Text, lexicon: Lexicon) -> _Lead:
    """What the text begins with; after a colon, where a label stands before it or a piece of work after it."""
    lead = _lead_from(text, 0, lexicon)
    if ":" not in text.words:
        return lead
    colon = text.words.index(":")
    after = _lead_from(text, colon + 1, lexicon)
    if lead.place <= colon and (lead.kind is None or after.kind is Lead.CONCRETE):
        return after
    return lead


def _lead_from(text: _Text, start: int, lexicon: Lexicon) -> _Lead:
    """The first phrase that says what the text is about, past openings, subjects and adverbs.

    A light verb carries the verb after it; where none follows, it is what the text begins with.
    """
    words, place, light = text.words, start, None
    while place < len(words):
        kind, length = lexicon.lead_at(words, place)
        if kind is Lead.SUBJECT:
            place, light = _first_verb(text, place + length, lexicon), None
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
    """Pauses, years and the marks of lists ("1.", "a)")."""
    word = words[place]
    if word in _PAUSES or _YEAR.fullmatch(word):
        return True
    is_mark = len(word) == 1 or word.isdecimal()
    return is_mark and _word(words, place + 1) in (".", ")", ":")


def _after_opening(words: Sequence[str], place: int) -> int:
    for pause in range(place, len(words)):
        if words[pause] in (",", ":"):
            return pause + 1
    return place


def _first_verb(text: _Text, place: int, lexicon: Lexicon) -> int:
    """Where the work of a subject begins, the end where it has none; verbs in capitals are its name's."""
    for at in range(place, len(text.words)):
        kind, _ = lexicon.lead_at(text.words, at)
        if kind in _VERBS and not text.is_capital(at):
            return at
        if kind is None and lexicon.groups.states.length_at(text.words, at):
            break
    return len(text.words)


def _is_wishful(text: _Text, lead: _Lead, lexicon: Lexicon) -> bool:
    if lead.kind in (Lead.WISH, Lead.GENERIC):
        return not _wishes_for_a_measure(text.words, lead.place, lexicon)
    if lead.kind in (Lead.BUILDING, Lead.CHECKING):
        return _has_vague_object(text, lead.place, lexicon)
    if lead.kind is None:
        return _ends_in_a_wish(text.words, lexicon.groups)
    return lead.kind in (Lead.LIGHT, Lead.QUALITY)


def _ends_in_a_wish(words: Sequence[str], groups: Groups) -> bool:
    """An toàn thông tin được bảo đảm; Thủ tục đơn giản, thuận tiện."""
    end = len(words) - 1 if words[-1:] == ["."] else len(words)
    return groups.evaluations.ends_at(words, end) or any(
        groups.predicates.length_at(words, place) for place in range(len(words))
    )


def _wishes_for_a_measure(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Nâng cao tỷ lệ ..., tăng số lượt ..."""
    kind, length = lexicon.lead_at(words, place)
    while kind in (Lead.WISH, Lead.GENERIC, Lead.ADVERB) or _word(words, place) in _JOINTS:
        place += max(length, 1)
        kind, length = lexicon.lead_at(words, place)
    return kind is Lead.MEASURE


def _has_vague_object(text: _Text, place: int, lexicon: Lexicon) -> bool:
    """Whether a row of verbs of making or looking into ends in something abstract, plural or nameless."""
    words, groups = text.words, lexicon.groups
    kind, length = lexicon.lead_at(words, place)
    while kind in _UNDECIDED or _word(words, place) in _JOINTS:
        if kind is Lead.ADVERB and groups.evaluations.length_at(words, place):
            return True  # "kiểm soát chặt chẽ"
        place += max(length, 1)
        kind, length = lexicon.lead_at(words, place)
    if kind is Lead.SUBJECT:
        lead = _lead_from(text, place, lexicon)
        return lead.kind is not None and _is_wishful(text, lead, lexicon)
    if groups.system_nouns.length_at(words, place) > length:
        return not _names_system(words, place, groups)
    if place >= len(words) or groups.plural_markers.length_at(words, place):
        return True
    if kind is Lead.QUALITY:  # "đánh giá an toàn thông tin Hệ thống một cửa" is about one named thing
        return not any(_names_system(words, at, groups) for at in range(place, len(words)))
    return kind in (Lead.WISH, Lead.GENERIC, Lead.OPENING)


# What can be counted


def _counts_at(text: _Text, place: int, groups: Groups) -> bool:
    words = text.words
    if groups.count_phrases.length_at(words, place):
        return not groups.count_exceptions.length_at(words, place)
    if words[place][0].isdigit():
        return _is_amount(text, place, groups)
    following = place + groups.level_words.length_at(words, place)
    if place < following < len(words) and _LEVEL.fullmatch(words[following]):
        return True
    if groups.date_words.length_at(words, place):
        return _LEVEL.fullmatch(_word(words, place + 1)) is not None and _is_deadline(
            words, place, groups
        )
    return words[place] == "%" or _is_amount_in_words(text, place, groups)


def _is_amount(text: _Text, place: int, groups: Groups) -> bool:
    """Whether a numeral counts something; a name's numeral follows its noun, a count stands before it."""
    words, numeral = text.words, text.words[place]
    if groups.numbered_nouns.ends_at(words, place):
        return _is_deadline(words, place, groups)
    if unit := _JOINED_UNIT.fullmatch(numeral):
        return unit[1] in groups.units.entries
    if _VERSION.fullmatch(numeral) or any(letter.isalpha() for letter in numeral):
        return False
    before_counted = groups.counted_nouns.length_at(words, place + 1) > 0
    if _DATE.fullmatch(numeral):
        return before_counted or _is_deadline(words, place, groups)
    if _YEAR.fullmatch(numeral):
        return before_counted and not groups.year_contexts.ends_at(words, place)
    if groups.not_counted_after.length_at(words, place + 1):
        return False
    if not _word(words, place + 1)[:1].isalpha() or groups.function_words.length_at(words, place + 1):
        return groups.comparators.ends_at(words, place)
    return before_counted or not _follows_a_name(text, place)


def _word(words: Sequence[str], place: int) -> str:
    return words[place] if place < len(words) else ""


def _follows_a_name(text: _Text, place: int) -> bool:
    """Windows 11; the first word of a text is in capitals anyway."""
    return place > 1 and text.is_capital(place - 1)


def _is_deadline(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Trước ngày 15/10, trong tháng 7: a day, a month or a quarter by which something is done."""
    while place > 0 and groups.date_words.length_at(words, place - 1):
        place -= 1
    return groups.deadline_words.ends_at(words, place)


def _is_amount_in_words(text: _Text, place: int, groups: Groups) -> bool:
    words, word = text.words, text.words[place]
    certain = word in groups.number_words.entries
    if not certain and word not in groups.doubtful_number_words.entries:
        return False
    if groups.numbered_nouns.ends_at(words, place) or groups.loose_amounts.ends_at(words, place):
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


# What is named and new


def _names_deliverable(words: Sequence[str], start: int, lexicon: Lexicon) -> bool:
    """A document issued, a system in operation, a connection made, or a named service online."""
    groups = lexicon.groups
    return _issues_document(words, start, groups) or any(
        _brings_about(verbs, words, end, groups)
        for row, end in _verb_rows(words, start, lexicon)
        for verbs in row
    )


def _issues_document(words: Sequence[str], start: int, groups: Groups) -> bool:
    """Ban hành Quy chế ...; not what a cited document issued ("Quyết định số 749/QĐ-TTg phê duyệt ...")."""
    cited = False
    for place in range(start, len(words)):
        cited = (cited or "/" in words[place]) and words[place] not in _PAUSES
        length = groups.deciding_verbs.length_at(words, place)
        if length and not cited and groups.document_nouns.length_at(words, place + length):
            return True
    return False


def _verb_rows(
    words: Sequence[str], start: int, lexicon: Lexicon
) -> Iterator[tuple[list[Sequence[str]], int]]:
    """The verbs that stand in a row, at the start and after each pause, and the place of their object.

    "Đẩy mạnh xây dựng, khai thác CSDL ..." has one row of two parts.
    """
    place = start
    while place < len(words):
        parts, place = _verb_row(words, place, lexicon)
        yield parts, place
        while place < len(words) and words[place] not in _PAUSES:
            place += 1
        place += 1


def _verb_row(
    words: Sequence[str], place: int, lexicon: Lexicon
) -> tuple[list[Sequence[str]], int]:
    parts, part = [], place
    while place < len(words):
        kind, length = lexicon.lead_at(words, place)
        if _is_thing(words, place, length, lexicon.groups):
            break
        if words[place] in _JOINTS:
            parts.append(words[part:place])
            part = place + 1
        elif kind not in _VERBS and kind is not Lead.ADVERB:
            length = lexicon.groups.nominalizers.length_at(words, place)
            if not length:
                break
        place += max(length, 1)
    return [*parts, words[part:place]], place


def _is_thing(words: Sequence[str], place: int, lead: int, groups: Groups) -> bool:
    """Whether the name of a thing begins here, rather than the verb of `lead` words it looks like."""
    return groups.system_nouns.length_at(words, place) > lead or _is_titled(words, place, groups)


def _brings_about(verbs: Sequence[str], words: Sequence[str], end: int, groups: Groups) -> bool:
    """Whether verbs make, issue or connect the named thing that stands after their row."""
    if _has_any(verbs, groups.improving_verbs):
        return False
    if _has_any(verbs, groups.making_verbs) and (
        _names_system(words, end, groups) or _names_service(words, end, groups)
    ):
        return True
    if _has_any(verbs, groups.issuing_verbs) and groups.document_nouns.length_at(words, end):
        return True
    return _has_any(verbs, groups.connecting_verbs) and _names_connection(words, end, groups)


def _has_any(words: Sequence[str], phrases: Phrases) -> bool:
    return any(phrases.length_at(words, place) for place in range(len(words)))


def _is_titled(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Ứng dụng "Bình Minh Smart"."""
    length = groups.titled_nouns.length_at(words, place)
    return length > 0 and _word(words, place + length) == '"'


def _names_system(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Whether one system with a name of its own stands at `place`: "CSDL đất đai", not "CSDL chuyên ngành"."""
    if groups.named_systems.length_at(words, place) or _is_titled(words, place, groups):
        return True
    length = groups.system_nouns.length_at(words, place)
    while length:
        place += length
        if place >= len(words) or groups.name_ends.length_at(words, place):
            return False
        length = groups.plain_qualifiers.length_at(words, place)
        if not length:
            return words[place] not in _PAUSES
    return False


def _names_service(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Dịch vụ công trực tuyến đăng ký khai sinh."""
    length = groups.service_nouns.length_at(words, place)
    return length > 0 and groups.procedure_words.length_at(words, place + length) > 0


def _names_connection(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Whether a named system at `place` is joined to a named system later."""
    while _word(words, place) in ("giữa", "dữ", "liệu", "thông", "tin"):
        place += 1
    return _names_system(words, place, groups) and any(
        _names_system(words, at + 1, groups)
        for at in range(place, len(words))
        if groups.connecting_prepositions.length_at(words, at)
    )
