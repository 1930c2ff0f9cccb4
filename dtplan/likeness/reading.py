"""What a title speaks of: its concepts, and the numbers, names and places that tell works apart."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan.likeness import lexicon as kinds
from dtplan.likeness.lexicon import END, JOINING, UNIT, below, lexicon
from dtplan.likeness.numbers import Numbers
from dtplan.likeness.tokens import MARK, NAME, NUMBER, Token, tokens

# Where a word stands: in the work itself, in where and for whom, in what it is for or rests on.
CORE: Final = 0
DETAIL: Final = 1
ASIDE: Final = 2
FURTHER: Final = "+"  # with a number: a concept, that of so many systems in a row

_LAW: Final = "luật"
_PAPER: Final = "+paper"
_MINISTRY: Final = "bộ"
_PROVINCE: Final = "tỉnh"
_LEVELS: Final = {"bộ": _MINISTRY, "tỉnh": _PROVINCE, "thành phố": _PROVINCE}
_PASSED: Final = frozenset((",", JOINING))
_PASSED_WITHIN: Final = _PASSED | {"các", "những"}  # inside a phrase
_LONGEST_PLACE: Final = 4


class Subject(NamedTuple):
    """The concepts of a title by where they stand, and the names of systems; each sorted.

    `glosses` are names that stand beside what they name; `pieces` are words for a part of a thing,
    and of a paper if that is what is made; `deeds` are the actions that open a title or a clause.
    """

    words: tuple[str, ...]
    details: tuple[str, ...]
    asides: tuple[str, ...]
    names: tuple[str, ...]
    glosses: tuple[str, ...]
    pieces: tuple[str, ...]
    deeds: tuple[str, ...]


class Content(NamedTuple):
    """All that a comparison needs of a title.

    `amounts`, `ordinals` and `years` are its numbers, `levels` whether a ministry or a province
    is named as the owner, `places` which.
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


@lru_cache(maxsize=4096)
def content(text: str, *, numbers: bool = True) -> Content:
    """What a text speaks of; without its numbers where they do not tell."""
    found = _Reading(text).content()
    return found if numbers else found._replace(amounts=(), ordinals=(), years=())


@lru_cache(maxsize=32768)
def is_routine(text: str) -> bool:
    """Whether a title is of what every agency does for itself: others' like it is no overlap."""
    said = (token.word for token in tokens(text) if token.look != MARK and token.word != JOINING)
    words = f" {' '.join(said)} "
    return not any(phrase in words for phrase in lexicon().shared) and any(
        all(any(phrase in words for phrase in part) for part in parts)
        for parts in lexicon().routines
    )


class _Reading:
    """One reading of a text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._lexicon = lexicon()
        self._is_shouted = text.isupper()
        self._at = 0
        self._state = CORE
        self._is_lead = False
        self._is_basis = False
        self._is_bracketed = False
        self._has_object = False
        self._is_after_object = False
        self._systems = 0
        self._states: dict[str, int] = {}
        self._names: dict[str, bool] = {}
        self._pieces: set[str] = set()
        self._deeds: set[str] = set()
        self._is_opening = True
        self._is_done = False
        self._levels: set[str] = set()
        self._places: set[str] = set()
        self._numbers = Numbers()

    def content(self) -> Content:
        """Read to the end."""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.look == MARK:
                self._mark(token.word)
            elif token.look == NUMBER:
                self._number(token.word)
            elif not self._phrase():
                self._word(token)
        return Content(
            self._subject(),
            tuple(sorted(self._numbers.amounts)),
            tuple(sorted(self._numbers.ordinals)),
            tuple(sorted(self._numbers.years)),
            tuple(sorted(self._levels)),
            tuple(sorted(self._places)),
        )

    def _subject(self) -> Subject:
        groups: list[list[str]] = [[], [], []]
        for concept in sorted(self._states):
            groups[self._states[concept]].append(concept)
        while not groups[0] and (groups[1] or groups[2]):
            groups = [*groups[1:], []]
        words, details, asides = map(tuple, groups)
        names = tuple(sorted(name for name, is_gloss in self._names.items() if not is_gloss))
        glosses = tuple(sorted(name for name, is_gloss in self._names.items() if is_gloss))
        pieces, deeds = tuple(sorted(self._pieces)), tuple(sorted(self._deeds))
        return Subject(words, details, asides, names, glosses, pieces, deeds)

    def _before(self) -> Token | None:
        return self._tokens[self._at - 1] if self._at else None

    def _mark(self, mark: str) -> None:
        self._at += 1
        if mark == "(":
            self._is_bracketed = True
        elif mark == ")":
            self._is_bracketed = False
        elif mark == ":" or self._is_lead:
            self._is_opening, self._is_done = True, False
            self._state, self._is_lead, self._is_basis = CORE, False, False

    def _number(self, written: str) -> None:
        before = [token.word for token in self._tokens[max(0, self._at - 2) : self._at]]
        after = self._tokens[self._at + 1].word if self._at + 1 < len(self._tokens) else ""
        self._at += 1
        is_aside = self._state == ASIDE or self._is_bracketed
        if not self._numbers.read(written, (before, after), is_aside, self._is_basis):
            self._note(written)

    def _phrase(self) -> bool:
        """Take the longest known phrase that begins here."""
        found = self._longest()
        if found is None:
            return False
        kind, concepts, end = found
        before = self._before()
        is_joined = before is not None and before.word in _PASSED
        is_use = self._has_object and before is not None and _is_word(before)
        self._at = end
        if kind == kinds.CONCEPT and self._state == CORE and not self._is_bracketed:
            self._open(concepts[0], is_joined)
        self._take(kind, concepts)
        if kind == kinds.CONCEPT:
            self._follow(concepts, is_joined, is_use)
        return True

    def _longest(self) -> tuple[str, tuple[str, ...], int] | None:
        phrases = self._lexicon.phrases
        node = phrases.beginning_with(self._tokens[self._at].word)
        meaning, end = node.get(END), self._at + 1
        for at in range(end, len(self._tokens) if node else 0):
            word = self._tokens[at].word
            if word in node:
                node = below(node, word)
                if END in node:
                    meaning, end = node[END], at + 1
            elif word not in _PASSED_WITHIN:
                break
        return None if meaning is None else (*phrases.meanings[meaning], end)

    def _take(self, kind: str, concepts: Sequence[str]) -> None:
        if kind == kinds.CONCEPT:
            for concept in concepts:
                self._note(concept)
            return
        self._is_after_object = False
        if kind in _STATES:
            # What only ever follows the work is the work where a title begins with it.
            if kind != kinds.ASSURANCE or self._states:
                self._begin(_STATES[kind])
                self._is_basis = kind == kinds.BASIS
        elif kind == kinds.PIECE:
            self._pieces.update(concepts)
        elif kind == kinds.REGION:
            self._region(concepts[0])
        elif kind == kinds.PLACE:
            self._place(concepts[0])

    def _open(self, concept: str, is_joined: bool) -> None:
        """Take note of what a title does, or that it makes a paper, until it names its object."""
        words = self._lexicon
        if concept in words.actions:
            # "Tuyên truyền sử dụng ..." is no use; but "Kết nối, chia sẻ ...".
            if is_joined or (self._is_opening and not self._is_done):
                self._deeds.add(concept)
            self._is_done = True
        elif concept not in words.helping:
            if self._is_opening and concept in words.papers:
                self._pieces.add(_PAPER)
            self._is_opening = False

    def _follow(self, concepts: Sequence[str], is_joined: bool, is_use: bool) -> None:
        """What concepts mean for what comes after them."""
        if not self._lexicon.systems.isdisjoint(concepts):
            self._count(is_joined)
        if concepts[0] == _LAW:
            self._law()
        if is_use and concepts[0] in self._lexicon.actions:
            self._begin(DETAIL)  # "sàn giao dịch việc làm kết nối người lao động ..."

    def _count(self, is_joined: bool) -> None:
        """Take note of a system, a further one if joined: two of them are more than one."""
        if self._state == CORE:
            self._systems += 1 if is_joined or not self._systems else 0
            if self._systems > 1:
                self._note(f"{FURTHER}{self._systems}")

    def _law(self) -> None:
        """A law is told by the beginning of its name, as another document is by its number."""
        name = self._tokens[self._at : self._at + 2]
        if name and name[0].is_capital and not self._is_shouted:
            self._numbers.ordinals.add(" ".join(token.word for token in name))

    def _begin(self, state: int) -> None:
        # What opens a title is the work, but for a clause set off: "Tại các huyện, lắp đặt ...".
        self._is_lead = self._is_lead or not self._states
        self._state = max(self._state, state)

    def _place(self, name: str) -> None:
        self._places.add(name)
        self._levels.add(_MINISTRY if name.startswith(_MINISTRY) else _PROVINCE)

    def _region(self, region: str) -> None:
        start, before = self._at, self._before()
        end = min(start + _LONGEST_PLACE, len(self._tokens))
        while self._at < end and self._tokens[self._at].is_capital and not self._is_shouted:
            self._at += 1
        if self._at > start:
            self._places.add(" ".join(token.word for token in self._tokens[start : self._at]))
        elif region == _MINISTRY and start > 1 and self._tokens[start - 2].word == "của":
            self._levels.add(_MINISTRY)
        elif region == _MINISTRY and not (before and before.is_capital):
            self._note(region)
        elif region in _LEVELS:
            self._levels.add(_LEVELS[region])

    def _word(self, token: Token) -> None:
        before = self._before()
        last = before.word if before else ""
        self._at += 1
        if token.is_capital and self._numbers.read_roman(token.word, last):
            return
        if token.look == NAME and not self._is_shouted:
            self._names[token.word] = self._is_bracketed or self._is_after_object
            self._count(last in _PASSED)
        elif token.word in self._lexicon.stop_words:
            self._is_after_object = False
        else:
            self._is_opening = False
            self._note(token.word)

    def _note(self, concept: str) -> None:
        state = ASIDE if self._is_bracketed else self._state
        self._states[concept] = min(state, self._states.get(concept, state))
        self._is_after_object = self._lexicon.weights.get(concept, UNIT) >= UNIT
        self._has_object = self._has_object or self._is_after_object


_STATES: Final = {
    kinds.DETAIL: DETAIL,
    kinds.PURPOSE: ASIDE,
    kinds.ASSURANCE: ASIDE,
    kinds.BASIS: ASIDE,
}


def _is_word(token: Token) -> bool:
    return token.look != MARK and token.word not in lexicon().stop_words
