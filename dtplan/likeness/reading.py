"""What a title speaks of: its concepts, and the numbers, names and places that tell works apart."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.folding import composed, fold
from dtplan.likeness import lexicon as kinds
from dtplan.likeness.lexicon import END, lexicon, split

# Far more than any title has; what is longer is told by its beginning.
_LONGEST: Final = 1000
_TOKEN = re.compile(r"[^\W_]+(?:[.,/&-][^\W_]+)*%?|[,;:()]")
_NAME = re.compile(r"[A-Za-z0-9]*(?:[A-Z][A-Za-z0-9]*[A-Z]|[a-z][A-Z])[A-Za-z0-9]*\Z")
_YEARS = re.compile(r"(?:[0-9]{1,2}[/.-]){0,2}((?:19|20)[0-9]{2})(?:-((?:19|20)[0-9]{2}))?\Z")
_DAY = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}\Z")
_DOCUMENT = re.compile(r"0*([0-9]+)[/-].*[^\W0-9]")
_AMOUNT = re.compile(r"[0-9][0-9.,]*%?\Z")
_GROUP_DOT = re.compile(r"(?<=[0-9])\.(?=[0-9]{3}(?![0-9]))")
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_ALL: Final = "100%"
_LONGEST_PLACE: Final = 4
_MINISTRY: Final = "bộ"
_PROVINCE: Final = "tỉnh"
_PASSED: Final = frozenset((",", kinds.JOINING))  # inside a phrase
_LEVELS: Final = {"bộ": _MINISTRY, "tỉnh": _PROVINCE, "thành phố": _PROVINCE}

# Where a word stands: in the work itself, in where and for whom, in what it is for or rests on.
CORE: Final = 0
DETAIL: Final = 1
ASIDE: Final = 2

_PLAIN: Final = "plain"
_NUMBER: Final = "number"
_CALLED: Final = "name"
_MARK: Final = "mark"


class Token(NamedTuple):
    """A word as it is compared, what it looks like, and whether it begins in capitals."""

    word: str
    look: str
    capital: bool


class Subject(NamedTuple):
    """The concepts of a title by where they stand, and the names of systems; each sorted.

    `glosses` are names that stand beside what they name; `pieces` are words for a part of a thing.
    """

    words: tuple[str, ...]
    details: tuple[str, ...]
    asides: tuple[str, ...]
    names: tuple[str, ...]
    glosses: tuple[str, ...]
    pieces: tuple[str, ...]


class Content(NamedTuple):
    """All that a comparison needs of a title.

    `amounts` are quantities, `ordinals` the numbers of phases, levels and documents, `years` spans
    of years, `levels` whether a ministry or a province is named as the owner, `places` which.
    """

    subject: Subject
    amounts: tuple[str, ...]
    ordinals: tuple[str, ...]
    years: tuple[tuple[int, int], ...]
    levels: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The concepts of the work itself; none where the text says nothing."""
        return self.subject.words


def anywhere(content: Content) -> Content:
    """The content without its places: two provinces that each name themselves mean the same."""
    return content._replace(levels=(), places=())


@lru_cache(maxsize=32768)
def content(text: str, *, numbers: bool = True) -> Content:
    """What a text speaks of; without its numbers where they do not tell."""
    found = _Reading(text[:_LONGEST]).content()
    return found if numbers else found._replace(amounts=(), ordinals=(), years=())


@lru_cache(maxsize=32768)
def is_routine(text: str) -> bool:
    """Whether a title is of what every agency does for itself, so that others' like it is no overlap."""
    tokens = _tokens(composed(text[:_LONGEST]))
    words = f" {' '.join(token.word for token in tokens if token.look != _MARK)} ".replace(
        f" {kinds.JOINING} ", " "
    )
    return any(
        all(any(phrase in words for phrase in part) for part in parts)
        for parts in lexicon().routines
    )


class _Reading:
    """One reading of a text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(composed(text))
        self.is_shouted = text.isupper()
        self.at = 0
        self.state = CORE
        self.is_lead = False
        self.is_basis = False
        self.is_bracketed = False
        self.after_object = False
        self.states: dict[str, int] = {}
        self.names: dict[str, bool] = {}
        self.pieces: set[str] = set()
        self.counted: dict[str, int] = {}
        self.amounts: list[str] = []
        self.ordinals: set[str] = set()
        self.years: set[tuple[int, int]] = set()
        self.levels: set[str] = set()
        self.places: set[str] = set()

    def content(self) -> Content:
        """Read on to the end."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.look == _MARK:
                self._mark(token.word)
            elif token.look == _NUMBER:
                self._number(token.word)
            elif not self._phrase():
                self._word(token)
        subject = self._subject()
        return Content(
            subject,
            tuple(sorted(self.amounts)),
            tuple(sorted(self.ordinals)),
            tuple(sorted(self.years)),
            tuple(sorted(self.levels)),
            tuple(sorted(self.places)),
        )

    def _subject(self) -> Subject:
        groups: list[list[str]] = [[], [], []]
        for concept in sorted(self.states):
            groups[self.states[concept]].append(concept)
        while not groups[0] and (groups[1] or groups[2]):
            groups = [*groups[1:], []]
        core, details, asides = map(tuple, groups)
        names = sorted(self.names)
        return Subject(
            core,
            details,
            asides,
            tuple(name for name in names if not self.names[name]),
            tuple(name for name in names if self.names[name]),
            tuple(sorted(self.pieces)),
        )

    def _mark(self, mark: str) -> None:
        self.at += 1
        if mark == "(":
            self.is_bracketed = True
        elif mark == ")":
            self.is_bracketed = False
        elif mark == ":" or self.is_lead:
            self.state, self.is_lead, self.is_basis = CORE, False, False

    def _number(self, written: str) -> None:
        self.at += 1
        before = self._before(2)
        if before[-1:] == ["số"]:
            before = before[:-1]
        last = before[-1] if before else ""
        known, years = lexicon(), _YEARS.match(written)
        document = _DOCUMENT.match(written)
        if document or last in known.documents:
            self.ordinals.add(document[1] if document else written.lstrip("0"))
        elif years:
            if not self.is_basis:
                self.years.add((int(years[1]), int(years[2] or years[1])))
        elif last in known.numbered:
            self.ordinals.add(written.lstrip("0"))
        elif _AMOUNT.match(written):
            if self.state != ASIDE and not self.is_bracketed and written != _ALL:
                self.amounts.append(_GROUP_DOT.sub("", written).lstrip("0"))
        elif not _DAY.match(written):
            self._note(written)

    def _before(self, count: int) -> list[str]:
        start = max(0, self.at - 1 - count)
        return [token.word for token in self.tokens[start : self.at - 1]]

    def _phrase(self) -> bool:
        """Take the longest known phrase that begins here."""
        node = lexicon().phrases
        at, length, found = self.at, len(self.tokens), None
        while at < length:
            token = self.tokens[at]
            at += 1
            if token.word not in node:
                if at - 1 > self.at and token.word in _PASSED:
                    continue
                break
            node = node[token.word]
            if END in node:
                found = (*node[END], at)
        if found is None:
            return False
        kind, concepts, self.at = found
        self._take(kind, concepts)
        return True

    def _take(self, kind: str, concepts: Sequence[str]) -> None:
        concept = concepts[0]
        if kind == kinds.CONCEPT:
            for each in concepts:
                self._note(each)
                if each in lexicon().counted and self.state == CORE:
                    self._count(each)
        elif kind == kinds.DETAIL:
            self._begin(DETAIL)
        elif kind in (kinds.PURPOSE, kinds.BASIS):
            self._begin(ASIDE)
            self.is_basis = kind == kinds.BASIS
        elif kind == kinds.ASSURANCE:
            if self.states:
                self._begin(ASIDE)
        elif kind == kinds.PIECE:
            self.pieces.add(concept)
        elif kind == kinds.REGION:
            self._region(concept)
        elif kind == kinds.PLACE:
            self.places.add(concept)
            self.levels.add(_MINISTRY if concept.startswith(_MINISTRY) else _PROVINCE)
        if kind != kinds.CONCEPT:
            self.after_object = False

    def _count(self, concept: str) -> None:
        """Two systems joined are more than one of them."""
        self.counted[concept] = count = self.counted.get(concept, 0) + 1
        if count > 1:
            self._note(f"{concept} {count}")

    def _begin(self, state: int) -> None:
        # What opens a title is the work, but for a clause set off: "Tại các huyện, lắp đặt ...".
        self.is_lead = self.is_lead or not self.states
        self.state = max(self.state, state)

    def _region(self, region: str) -> None:
        start = self.at
        end = min(start + _LONGEST_PLACE, len(self.tokens))
        while self.at < end and self.tokens[self.at].capital and not self.is_shouted:
            self.at += 1
        if self.at > start:
            self.places.add(" ".join(token.word for token in self.tokens[start : self.at]))
        elif region in _LEVELS:
            self.levels.add(_LEVELS[region])

    def _word(self, token: Token) -> None:
        self.at += 1
        known = lexicon()
        if token.capital and token.word in _ROMAN and self._is_numbered():
            self.ordinals.add(_ROMAN[token.word])
        elif token.look == _CALLED and not self.is_shouted:
            self.names[token.word] = self.is_bracketed or self.after_object
        elif token.word in known.stop_words:
            self.after_object = False
        else:
            self._note(token.word)

    def _is_numbered(self) -> bool:
        return bool(lexicon().numbered.intersection(self._before(1)))

    def _note(self, concept: str) -> None:
        state = ASIDE if self.is_bracketed else self.state
        self.states[concept] = min(state, self.states.get(concept, state))
        self.after_object = lexicon().weights.get(concept, kinds.UNIT) >= kinds.UNIT


def _tokens(text: str) -> Sequence[Token]:
    return [token for written in _TOKEN.findall(text) for token in _read(written)]


@lru_cache(maxsize=8192)
def _read(written: str) -> tuple[Token, ...]:
    """The tokens of one run of letters and figures, an abbreviation written out."""
    if written in (*",;:()",):
        return (Token("," if written == ";" else written, _MARK, False),)
    word, short = fold(written), lexicon().abbreviations
    if word in short:
        return tuple(Token(part, _PLAIN, False) for part in short[word])
    if written[0].isdecimal():
        return (Token(word, _NUMBER, False),)
    parts = split(written)
    if len(parts) > 1:
        return tuple(token for part in parts for token in _read(part))
    look = _CALLED if _NAME.match(written) else _PLAIN
    return (Token(word, look, written[0].isupper()),)
