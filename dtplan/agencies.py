"""Names of agencies: compared by beginning, read as one unit or several, and known to have ceased.

Everything here goes by the name alone. Names are folded, abbreviations are written out, and the
results are kept by text, because the same few names stand many times in a plan.
"""

import re
from functools import lru_cache
from typing import Final

from dtplan.registry import Change, registry
from dtplan.text.folding import composed, fold

Words = tuple[str, ...]

CROWD: Final = "crowd"
JOINED: Final = "joined"

_WRITTEN_OUT: Final = {
    "ubnd": ("ủy", "ban", "nhân", "dân"),
    "hđnd": ("hội", "đồng", "nhân", "dân"),
    "đbqh": ("đại", "biểu", "quốc", "hội"),
    "bql": ("ban", "quản", "lý"),
    "tp": ("thành", "phố"),
    "tphcm": ("thành", "phố", "hồ", "chí", "minh"),
    "hcm": ("hồ", "chí", "minh"),
    "&": ("và",),
}
# The dashes apart: a set of signs from all over Unicode takes long to compile.
_TOKEN = re.compile(r"[^\W_]+|[,;/+&-]|[–—]")
_TOGETHER = re.compile(r"\bphối hợp\b")
_ASIDE = re.compile(r"\([^)]*\)?")
_PUNCTUATION: Final = frozenset(",;/+&–—-")
_JOINING: Final = _PUNCTUATION | {"và", "với", "cùng", "hoặc"}


def _set(phrases: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in phrases.split("|"))


# How the name of a unit begins. A head of one word wants more words after it.
_HEADS: Final = _set(
    """bộ|sở|cục|vụ|phòng|ban|viện|tổng cục|chi cục|công an|văn phòng|văn phòng đăng ký|trung tâm
    |ủy ban|hội đồng nhân dân|bệnh viện|học viện|trường đại học|trường cao đẳng|trường chính trị
    |trường trung học|trường tiểu học|trường mầm non|ngân hàng nhà nước|ngân hàng chính sách
    |kho bạc nhà nước|tòa án nhân dân|bưu điện|đài phát thanh|đài truyền hình|đài tiếng nói
    |tập đoàn|tổng công ty|công ty|hội nông dân|hội liên hiệp|hội cựu chiến binh|hiệp hội
    |liên đoàn lao động|liên minh hợp tác xã|tỉnh đoàn|thành đoàn|tỉnh ủy|thành ủy|huyện ủy
    |quận ủy|đảng ủy|thanh tra tỉnh|thanh tra thành phố|thanh tra sở|thanh tra bộ
    |thanh tra chính phủ|bảo hiểm xã hội tỉnh|bảo hiểm xã hội thành phố|bảo hiểm xã hội việt nam
    |tổ công tác|thuế tỉnh|thuế thành phố|vnpt|viettel|mobifone|fpt"""
)
_COMPANIES: Final = _set("vnpt|viettel|mobifone|fpt")
# "Cục Cạnh tranh và Phòng vệ thương mại", "Vụ Khoa học và Sở hữu trí tuệ" are one unit each.
_NO_HEADS: Final = _set(
    """phòng chống|phòng cháy|phòng vệ|phòng ngừa|phòng thủ|phòng không|phòng bệnh|phòng dịch
    |phòng hộ|phòng thí|phòng khám|phòng học|phòng xét|ban hành|viện trợ|viện phí|bộ môn|bộ máy
    |bộ phận|sở hữu|vụ việc|vụ án|văn phòng phẩm"""
)
# Units that lie within others, so that "Phòng An ninh mạng, Công an tỉnh" is one unit.
_SMALL: Final = _set(
    """phòng|trung tâm|chi cục|tổ công tác|văn phòng đăng ký|thanh tra sở|thanh tra bộ"""
)
_OF_MINISTRIES: Final = _set("cục|vụ|viện|học viện|văn phòng|tổng cục|thanh tra bộ")
_ABOVE_THEM: Final = _set("bộ|tổng cục|ngân hàng nhà nước|thanh tra chính phủ")
_COUNCILS: Final = _set("ủy ban|hội đồng nhân dân")

_CROWD_OPENINGS: Final = ("các", "những", "mọi", "mỗi", "từng", "tất cả", "toàn thể", "một số")
_CROWD_PHRASES: Final = re.compile(
    r" (?:liên quan|cấp huyện|cấp xã|các (?:cấp|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn"
    r"|địa phương|sở|bộ(?! phận| môn)|ngành(?= $))) "
)
_CROWDED: Final = (
    " công an các ",
    " ủy ban nhân dân các ",
    " hội đồng nhân dân các ",
    " chính quyền các ",
    " lãnh đạo các ",
    " thủ trưởng các ",
)
# In a row ("UBND huyện, thị xã", "Sở, ban, ngành") these name no unit.
_NAMELESS: Final = _set(
    """sở|bộ|ban|ngành|cơ quan|đơn vị|địa phương|tỉnh|thành phố|huyện|quận|thị xã|xã|phường
    |thị trấn|sở ngành|bộ ngành|ban ngành|sở ban ngành|ngành tỉnh|ngành thành phố
    |thành phố trực thuộc trung ương"""
)
_NAMELESS_ALONE: Final = _set(
    """ngành|cơ quan|đơn vị|địa phương|cơ quan chức năng|đơn vị chức năng|cơ quan chuyên môn
    |đơn vị chuyên môn|đơn vị trực thuộc|chính quyền địa phương|sở ngành|bộ ngành|ban ngành
    |sở ban ngành|sở ngành tỉnh|sở ban ngành tỉnh|sở ngành thành phố|sở ban ngành thành phố"""
)
_NAMELESS_GROUPS: Final = (
    "các cơ quan",
    "các đơn vị",
    "các phòng",
    "các trường",
    "các doanh nghiệp",
)
# "Ban Quản lý Khu kinh tế và các khu công nghiệp" is one unit: what is many there are no units.
_MANY: Final = frozenset(("những", "mọi", "các"))
_NO_UNITS: Final = (
    "khu",
    "cụm",
    "công trình",
    "dự án",
    "chương trình",
    "vấn đề",
    "hoạt động",
    "dịch vụ",
    "lĩnh vực",
)
# Fields of which no two make one department or ministry: "Sở Tài chính, Nội vụ" are two.
_FIELD: Final = (
    "(?:tài chính|nội vụ|y tế|tư pháp|xây dựng|công thương|ngoại vụ|ngoại giao|giao thông vận tải"
    "|giáo dục và đào tạo|khoa học và công nghệ|thông tin và truyền thông|kế hoạch và đầu tư"
    "|tài nguyên và môi trường|nông nghiệp và môi trường|nông nghiệp và phát triển nông thôn"
    "|lao động [-–] thương binh và xã hội|văn hóa , thể thao và du lịch|dân tộc và tôn giáo)"
)
# Compiled when a name has a comma or semicolon, which hardly any has.
_FIELDS: Final = rf"(?:sở|bộ) {_FIELD}(?: [,;] {_FIELD})+(?: (?:và|,|;|tỉnh|thành) .*)?"
# Above a district stands a province alone, so "UBND huyện A, B" are two.
_OF_DISTRICT: Final = tuple(
    f"{authority} {kind} "
    for authority in ("ủy ban nhân dân", "công an")
    for kind in ("huyện", "quận", "thị xã")
)
_LONGEST_PLACE: Final = 4
_LONGEST_APART: Final = 16
_BESIDE: Final = r"\bphối hợp\b|^ *(?:và|với|cùng)\b"

_PLACES: Final = _set("tỉnh|huyện|quận|thị xã|xã|phường|thị trấn")

_CITY: Final = ("thành", "phố")
_LOCAL: Final = tuple(
    tuple(beginning.split())
    for beginning in ("ủy ban nhân dân", "sở", "công an tỉnh", "công an thành phố")
)
_MINISTERIAL: Final = (("cục",), ("vụ",), ("văn", "phòng", "bộ"))


@lru_cache(maxsize=1024)
def words(name: str) -> Words:
    """The folded words of a name without punctuation, the usual abbreviations written out."""
    return tuple(token for token in _tokens(name) if token not in _PUNCTUATION)


def begins(name: str, beginning: str) -> bool:
    """Whether an agency's name begins as another's: "Sở Y tế tỉnh X" as "Sở Y tế"."""
    return _begins(words(name), words(beginning))


def same(one: str, other: str) -> bool:
    """Whether two names are those of one agency, one of them perhaps the longer."""
    return begins(one, other) or begins(other, one)


@lru_cache(maxsize=1024)
def is_local_unit(name: str) -> bool:
    """Whether a name is that of a province's or lower authority: UBND, Sở, Công an tỉnh."""
    return any(_begins(words(name), beginning) for beginning in _LOCAL)


@lru_cache(maxsize=1024)
def is_ministry_unit(name: str) -> bool:
    """Whether a name is that of a unit inside a ministry: Cục, Vụ, Văn phòng Bộ."""
    return any(_begins(words(name), beginning) for beginning in _MINISTERIAL)


@lru_cache(maxsize=1024)
def names_provinces(name: str) -> bool:
    """Whether a name means the People's Committees of the provinces and of nobody else."""
    text = _spaced(words(name))
    provinces = (" ủy ban nhân dân các tỉnh ", " ủy ban nhân dân tỉnh thành phố trực thuộc ")
    return text.startswith(provinces) and not _is_joined(_segments(name))


@lru_cache(maxsize=1024)
def collective(name: str) -> str:
    """How a name fails to be that of one unit: CROWD, JOINED, or "" where it is one."""
    segments = _segments(name)
    if _is_crowd(_spaced(words(_ASIDE.sub(" ", name))), segments):
        return CROWD
    is_joined = _is_joined(segments) or _is_row(name) or _is_joined_in_brackets(name, segments)
    return JOINED if is_joined else ""


@lru_cache(maxsize=1024)
def ceased(name: str, day: str) -> Change | None:
    """What had ceased by a day: the agency that a name begins as, else the province it names."""
    own, merged = words(name), _merged()
    found = [change for beginning, change in _ceased(own[:1]) if _begins(own, beginning)]
    found += [merged[place] for place in _places(own) if place in merged]
    return next((change for change in found if change.day <= day), None)


@lru_cache(maxsize=1024)
def apart(name: str, change: Change) -> Words:
    """What tells an agency from others that a change ended: the words behind the name that ceased.

    "tỉnh X" of "Sở TT&TT tỉnh X"; the whole name where its province is what ceased.
    """
    own = words(name)
    lengths = [_length(own, beginning) for beginning, its in _ceased(own[:1]) if its == change]
    start = max(lengths, default=0)
    return own[start : start + _LONGEST_APART]


def begins_with_province(own: Words) -> bool:
    """Whether words begin with the bare name of a province: "hà nội"."""
    known = _provinces()
    return any(own[:length] in known for length in range(1, 5))


def _tokens(name: str) -> list[str]:
    found: list[str] = []
    for token in _TOKEN.findall(fold(name)):
        found += _WRITTEN_OUT.get(token, (token,))
    return found


def _spaced(own: Words) -> str:
    return f" {' '.join(own)} "


def _begins(own: Words, beginning: Words) -> bool:
    return _length(own, beginning) > 0


def _length(own: Words, beginning: Words) -> int:
    """How many of the words are another name, perhaps by its initials; 0 where none is."""
    if own[: len(beginning)] == beginning:
        return len(beginning)
    # "Sở TN&MT", "Bộ LĐ-TB&XH": ministries and departments are written by their initials.
    if beginning[:1] not in (("bộ",), ("sở",)) or own[:1] != beginning[:1]:
        return 0
    initials = "".join(word[0] for word in beginning[1:] if word != "và")
    read = ""
    length = 1
    for word in own[1:]:
        read += word if word != "và" else ""
        length += 1
        if len(read) >= len(initials):
            break
    return length if len(initials) > 1 and read == initials else 0


# What has ceased


@lru_cache(maxsize=256)
def _ceased(opening: Words) -> tuple[tuple[Words, Change], ...]:
    """The names, of those that begin with a word, under which agencies ceased."""
    return tuple(
        (words(name), change)
        for change in registry().agency_changes
        for name in change.names
        if words(name)[:1] == opening
    )


@lru_cache(maxsize=1)
def _merged() -> dict[Words, Change]:
    return {words(name): change for change in registry().province_changes for name in change.names}


@lru_cache(maxsize=1)
def _provinces() -> frozenset[Words]:
    return frozenset(words(bare) for bare in registry().provinces)


def _places(own: Words) -> list[Words]:
    """What may be the name of a place: up to four words after each "tỉnh" or "thành phố"."""
    starts = [at for at in range(1, len(own)) if own[at - 1] == "tỉnh" or own[at - 2 : at] == _CITY]
    return [own[start : start + length] for start in starts for length in (4, 3, 2, 1)]


# One unit or several


def _segments(name: str) -> list[tuple[str, Words]]:
    """The pieces of a name, each with what joins it to the one before."""
    pieces: list[tuple[str, list[str]]] = [("", [])]
    text = _TOGETHER.sub(" với ", fold(_ASIDE.sub(" ", name)))
    for word in _tokens(text):
        if word in _JOINING:
            pieces.append((word, []))
        else:
            pieces[-1][1].append(word)
    return [(joint, tuple(piece)) for joint, piece in pieces if piece]


def _is_crowd(text: str, segments: list[tuple[str, Words]]) -> bool:
    if text.startswith(tuple(f" {opening} " for opening in _CROWD_OPENINGS)):
        return True
    if _CROWD_PHRASES.search(text) or text.startswith(_CROWDED) or text.strip() in _NAMELESS_ALONE:
        return True
    pieces = [" ".join(piece) for _, piece in segments]
    if any(map(_are_many_units, pieces[1:])):
        return True
    return len(pieces) > 1 and any(
        piece in _NAMELESS or piece.startswith(_NAMELESS_GROUPS) for piece in pieces
    )


def _are_many_units(piece: str) -> bool:
    opening, space, rest = piece.partition(" ")
    return opening in _MANY and space != "" and not rest.startswith(_NO_UNITS)


def _is_joined(segments: list[tuple[str, Words]]) -> bool:
    """Whether a later piece of a name is the name of another unit."""
    if len(segments) < 2:
        return False
    first = segments[0][1]
    unit = _head(first)
    is_office = first[:2] == ("văn", "phòng")
    for place, (joint, piece) in enumerate(segments[1:], 1):
        head = _head(piece)
        if not head:
            if _repeats_place(piece, segments[:place]):
                return True
            continue
        # "Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Báo và Đài Phát thanh - Truyền hình" are one.
        serves_councils = is_office and head in _COUNCILS and joint in ("và", ",", "-")
        is_name_going_on = place == 1 and first in (("báo",), ("văn", "phòng"))
        if not (serves_councils or is_name_going_on or _is_chain(unit, joint, head)):
            return True
        unit = unit if serves_councils else head
    return False


def _is_row(name: str) -> bool:
    """Whether a name goes on with other departments or districts: "UBND huyện A, B"."""
    plain = _ASIDE.sub(" ", name)
    tokens = _tokens(plain)
    if ("," in tokens or ";" in tokens) and re.fullmatch(_FIELDS, " ".join(tokens)):
        return True
    first, *others = re.split(r"[,;/]|\bvà\b", composed(plain))
    if not " ".join(words(first)).startswith(_OF_DISTRICT) or not others:
        return False
    return all(map(_is_bare_place, others)) and not begins_with_province(words(others[0]))


def _is_bare_place(text: str) -> bool:
    """Whether a text may be the name of a district and tells no kind: "Củ Chi", "3"."""
    own, folded_words = text.split(), words(text)
    are_names = all(word[:1].isupper() or word[:1].isdigit() for word in own)
    is_kind = " ".join(folded_words[:2]) in _PLACES or " ".join(folded_words[:1]) in _PLACES
    is_city = folded_words[:2] == _CITY
    is_name = are_names and not (is_kind or is_city or _head(folded_words))
    return is_name and 0 < len(own) <= _LONGEST_PLACE


def _is_joined_in_brackets(name: str, segments: list[tuple[str, Words]]) -> bool:
    """Whether a bracket behind a unit names another: "Sở Tài chính (phối hợp Sở Nội vụ)"."""
    first = segments[0][1] if segments else ()
    unit, own = _head(first), words(_ASIDE.sub(" ", name))
    for aside in _ASIDE.findall(fold(name)) if unit else ():
        inner = aside.strip("()")
        other = words(inner)
        if _begins(own, other) or _begins(other, own):
            continue
        # A part of the unit, or what it is a part of, only says more about it.
        is_beside = re.search(_BESIDE, inner) is not None
        for head in filter(None, (_head(piece) for _, piece in _segments(inner))):
            if is_beside or (head == unit and head in ("sở", "bộ")):
                return True
    return False


def _head(piece: Words) -> str:
    if " ".join(piece[:2]) in _NO_HEADS:
        return ""
    for length in range(min(len(piece), 4), 0, -1):
        head = " ".join(piece[:length])
        if head in _HEADS and (length > 1 or len(piece) > 1 or head in _COMPANIES):
            return head
    return ""


def _is_chain(unit: str, joint: str, head: str) -> bool:
    """Whether a unit and the one it lies in stand side by side: "Cục A, Bộ B"."""
    if joint == ",":
        return _lies_within(unit, head)
    return joint in ("-", "–", "—") and (_lies_within(unit, head) or _lies_within(head, unit))


def _lies_within(unit: str, larger: str) -> bool:
    if not unit:
        return True
    if unit in _OF_MINISTRIES:
        return larger in _ABOVE_THEM and larger != unit
    return unit in _SMALL and (larger not in _SMALL or (unit == "phòng" and larger != "phòng"))


def _repeats_place(piece: Words, before: list[tuple[str, Words]]) -> bool:
    """Whether a second district or the like follows a first: "UBND huyện A, huyện B"."""
    for length in (1, 2):
        kind = " ".join(piece[:length])
        if kind in _PLACES and len(piece) > length:
            return any(f" {kind} " in _spaced(earlier) for _, earlier in before)
    return False
