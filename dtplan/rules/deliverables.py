"""What a text names and brings about: a document, a system, a connection or a service online."""

from collections.abc import Iterator, Sequence

from dtplan.rules.lexicon import VERBS, Groups, Lead, Lexicon, Phrases
from dtplan.rules.words import JOINTS, PAUSES, word_at


def names_deliverable(words: Sequence[str], start: int, lexicon: Lexicon) -> bool:
    """A document issued, a system in operation, a connection made, or a named service online."""
    groups = lexicon.groups
    return _issues_document(words, start, groups) or any(
        _brings_about(verbs, words, end, groups)
        for row, end in _verb_rows(words, start, lexicon)
        for verbs in row
    )


def _issues_document(words: Sequence[str], start: int, groups: Groups) -> bool:
    """Ban hành Quy chế ...; not what another issued ("Quyết định số 749/QĐ-TTg phê duyệt ...")."""
    cited = False
    for place in range(start, len(words)):
        cited = (cited or "/" in words[place]) and words[place] not in PAUSES
        length = groups.deciding_verbs.length_at(words, place)
        if length and not cited and groups.document_nouns.length_at(words, place + length):
            return True
    return False


def _verb_rows(
    words: Sequence[str], start: int, lexicon: Lexicon
) -> Iterator[tuple[list[Sequence[str]], int]]:
    """The verbs that stand in a row, at the start and after each pause, and where their object is.

    "Đẩy mạnh xây dựng, khai thác CSDL ..." has one row of two parts.
    """
    place = start
    while place < len(words):
        parts, place = _verb_row(words, place, lexicon)
        yield parts, place
        while place < len(words) and words[place] not in PAUSES:
            place += 1
        place += 1


def _verb_row(
    words: Sequence[str], place: int, lexicon: Lexicon
) -> tuple[list[Sequence[str]], int]:
    parts, part = [], place
    while place < len(words):
        kind, length = lexicon.lead_at(words, place)
        if is_thing(words, place, length, lexicon.groups):
            break
        if words[place] in JOINTS:
            parts.append(words[part:place])
            part = place + 1
        elif kind not in VERBS and kind is not Lead.ADVERB:
            length = lexicon.groups.nominalizers.length_at(words, place)
            if not length:
                break
        place += max(length, 1)
    return [*parts, words[part:place]], place


def is_thing(words: Sequence[str], place: int, lead: int, groups: Groups) -> bool:
    """Whether the name of a thing begins here, rather than a verb of `lead` words."""
    return groups.system_nouns.length_at(words, place) > lead or _is_titled(words, place, groups)


def _brings_about(verbs: Sequence[str], words: Sequence[str], end: int, groups: Groups) -> bool:
    """Whether verbs make, issue or connect the named thing that stands after their row."""
    if groups.document_nouns.length_at(words, end):
        is_done = _has_any(verbs, groups.issuing_verbs)
    elif _names_connection(words, end, groups) and _has_any(verbs, groups.connecting_verbs):
        is_done = True
    elif names_system(words, end, groups) or _names_service(words, end, groups):
        is_done = _has_any(verbs, groups.making_verbs)
    else:
        is_done = False
    return is_done and not _has_any(verbs, groups.improving_verbs)


def _has_any(words: Sequence[str], phrases: Phrases) -> bool:
    return any(phrases.length_at(words, place) for place in range(len(words)))


def _is_titled(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Ứng dụng "Bình Minh Smart"."""
    length = groups.titled_nouns.length_at(words, place)
    return length > 0 and word_at(words, place + length) == '"'


def names_system(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Whether a system with a name of its own stands here: CSDL đất đai, not CSDL chuyên ngành."""
    if groups.named_systems.length_at(words, place) or _is_titled(words, place, groups):
        return True
    length = groups.system_nouns.length_at(words, place)
    while length:
        place += length
        if place >= len(words) or groups.name_ends.length_at(words, place):
            return False
        length = groups.plain_qualifiers.length_at(words, place)
        if not length:
            return words[place] == '"' or words[place] not in PAUSES
    return False


def _names_service(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Dịch vụ công trực tuyến đăng ký khai sinh."""
    length = groups.service_nouns.length_at(words, place)
    return length > 0 and groups.procedure_words.length_at(words, place + length) > 0


def _names_connection(words: Sequence[str], place: int, groups: Groups) -> bool:
    """Whether a named system at `place` is joined to a named system later."""
    place += groups.connected_matter.length_at(words, place)
    return names_system(words, place, groups) and any(
        names_system(words, at + 1, groups)
        for at in range(place, len(words))
        if groups.connecting_prepositions.length_at(words, at)
    )
