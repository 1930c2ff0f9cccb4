"""A planner at a terminal: reads the question on the screen, and types what the answers say."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import Final

from dtplan.form import LIST, RISKS, form
from dtplan.node import Plain
from tests.interviews import Tree
from tests.wizard.terminals import Terminal, wait_for

NOTHING: Final = "-"
LEAVE: Final = "1"  # the first choice of the last menu
_KEY = re.compile(r"\(`([a-z0-9_.]+)`\)")
# Asked line by line, what stands there is shown in brackets, and may take several rows.
_PROMPT = re.compile(r">|\[")
_KEPT: Final = ("Nhấn Enter để giữ nguyên", "Press Enter to keep it as it is")
_LAST: Final = ("Đã hỏi hết các nội dung.", "All questions have been put.")
_MOST_ROWS: Final = 500  # of answers in one interview: more than this is going round in circles


class Asked:
    """What stands on a screen: the words of the question, the item it is about, its field."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        self.text = " ".join(line.strip() for line in lines)
        # What is said beside a question is indented, and may name other fields.
        question = takewhile(lambda line: not line.startswith(" "), lines)
        found = _KEY.search(" ".join(question))
        self.key = found[1] if found else ""
        self.heading = lines[0] if lines else ""

    @property
    def may_be_kept(self) -> bool:
        """Whether it is an objection to the answer before."""
        return any(words in self.text for words in _KEPT)

    @property
    def is_last(self) -> bool:
        """Whether it is the menu at the end."""
        return any(words in self.text for words in _LAST)


class Planner:
    """Somebody who drafts a plan at a terminal; `answers` are laid out as a plan is.

    What the template has already stays, if no answer says otherwise; what neither has is left out.
    """

    def __init__(
        self,
        terminal: Terminal,
        answers: Mapping[str, Plain] | None = None,
        template: Mapping[str, Plain] | None = None,
    ) -> None:
        self.terminal = terminal
        self.answers: Tree = dict(answers or {})
        self.template: Tree = dict(template or {})
        self.kept: list[str] = []
        self.replies = 0
        self._added: Counter[str] = Counter()

    def asked(self) -> Asked:
        """The question on the screen, once a prompt stands."""
        wait_for(self.terminal, lambda: self.terminal.stands() or self.terminal.has_ended())
        assert not self.terminal.has_ended(), "\n".join(self.terminal.lines())
        return Asked(block(self.terminal.lines()))

    def press(self, keys: str) -> None:
        """Press keys that bring up a new prompt, or end the program."""
        self.asked()
        self.send(keys)

    def send(self, keys: str) -> None:
        """Press keys at once, and wait for a new prompt or the end."""
        before = self.terminal.prompts()
        self.terminal.send(keys)
        wait_for(
            self.terminal,
            lambda: (
                self.terminal.has_ended()
                or (self.terminal.prompts() > before and self.terminal.stands())
            ),
        )

    def touch(self, *keys: str) -> None:
        """Press keys that change the screen and bring up no new prompt, one after the other."""
        for key in keys:
            before = self.terminal.lines()
            self.terminal.send(key)
            wait_for(self.terminal, partial(self._differs, before))
            self._settle()

    def _differs(self, before: Sequence[str]) -> bool:
        return self.terminal.lines() != before

    def _settle(self) -> None:
        """Wait until nothing moves any more."""
        seen: list[str] = []
        while seen != self.terminal.lines():
            seen = self.terminal.lines()
            self.terminal.look()

    def reply(self, text: str) -> None:
        """Put `text` in the place of what stands in the line, and press Enter."""
        self.replies += 1
        self.press(self.terminal.clear + text + self.terminal.enter)

    def keep(self) -> None:
        """Press Enter alone."""
        self.replies += 1
        self.press(self.terminal.enter)

    def interview(self) -> None:
        """Answer everything up to the menu at the end."""
        while not (asked := self.asked()).is_last:
            assert self.replies < _MOST_ROWS, asked.text
            self.answer(asked)

    def answer(self, asked: Asked) -> None:
        """Answer one question from the answers."""
        if asked.may_be_kept:
            self.kept.append(asked.text)
            self.keep()
        elif not asked.key:
            self._pick(asked)
        elif asked.key == "reason" and not self._list_of(asked):
            self.reply(self._reason())
        else:
            self._answer_field(asked)

    def _answer_field(self, asked: Asked) -> None:
        place = self._place(asked)
        found = _at(self.answers, place)
        if found is not None:
            self.reply(typed_text(found))
        elif _at(self.template, place) is not None:
            self.keep()
        else:
            self.reply(NOTHING)

    def _place(self, asked: Asked) -> tuple[str | int, ...]:
        keys = tuple(asked.key.split("."))
        path = self._list_of(asked)
        if not path:
            return keys
        items = tuple(path.split("."))
        number = asked.heading.rpartition(" ")[2]
        return (*items, self._index(items, number), *keys)

    def _index(self, items: tuple[str, ...], number: str) -> int:
        """The place of an item that a heading calls by its number in the list, or by its id."""
        if number.isdigit():
            return int(number) - 1
        for source in (self.answers, self.template):
            written = _at(source, items)
            for index, item in enumerate(written if isinstance(written, list) else ()):
                if isinstance(item, dict) and item.get("id") == number:
                    return index
        raise AssertionError(f"no answers are for {number} of {'.'.join(items)}")

    def _list_of(self, asked: Asked) -> str:
        """The dotted name of the list whose item the heading names; "" for no heading."""
        return _NOUNS.get(asked.heading.rpartition(" ")[0], "")

    def _pick(self, asked: Asked) -> None:
        for words, path in _MENUS.items():
            if asked.text.startswith(words):
                self._grow(path)
                return
        for words, risk in _RISKS.items():
            if asked.text.startswith(words):
                self._risk = risk
                self.reply(self._aside(asked))
                return
        raise AssertionError(f"nothing is known of the question: {asked.text}")

    def _grow(self, path: str) -> None:
        """Add an item while the answers have more than the plan; else go on."""
        keys = tuple(path.split("."))
        begun, wanted = _at(self.template, keys), _at(self.answers, keys)
        written = (len(begun) if isinstance(begun, list) else 0) + self._added[path]
        if isinstance(wanted, list) and written < len(wanted):
            self._added[path] += 1
            self.reply("2")
        else:
            self.reply("1")

    def _aside(self, asked: Asked) -> str:
        """The number of the choice to set a risk aside, which is the last one."""
        numbers = re.findall(r"(?m)^ +(\d+)\. ", "\n".join(asked.lines))
        return str(numbers[-1])

    def _reason(self) -> str:
        labels = _RISK_LABELS[self._risk]
        entries = _at(self.answers, ("security", "not_applicable"))
        assert isinstance(entries, list)
        for entry in entries:
            if isinstance(entry, dict) and entry["risk"] in labels:
                return str(entry["reason"])
        raise AssertionError(f"no answer sets {self._risk} aside")


def block(lines: Sequence[str]) -> list[str]:
    """The rows of the last question: from the blank row before it to the prompt."""
    prompt = max(row for row, line in enumerate(lines) if _PROMPT.match(line))
    first = max((row + 1 for row in range(prompt) if not lines[row]), default=0)
    return list(lines[first:prompt])


def typed_text(answer: Plain) -> str:
    """An answer as it is typed into one line: lists with semicolons, rows with colons."""
    if not isinstance(answer, list):
        return str(answer)
    pieces = [_row(piece) if isinstance(piece, dict) else str(piece) for piece in answer]
    return "; ".join(piece.replace(";", "\\;") for piece in pieces)


def _row(piece: Mapping[str, Plain]) -> str:
    order = ("source", "amount") if "amount" in piece else ("date", "value")
    return ": ".join(str(piece[key]) for key in order if key in piece)


def _at(tree: Plain, path: tuple[str | int, ...]) -> Plain:
    for step in path:
        if isinstance(step, str):
            tree = tree.get(step) if isinstance(tree, dict) else None
        else:
            tree = tree[step] if isinstance(tree, list) and step < len(tree) else None
    return tree


_GROUPS = tuple(group for section in form().sections for group in section.groups)
_NOUNS = {
    noun[:1].upper() + noun[1:]: group.dotted
    for group in _GROUPS
    for noun in group.noun.values()
    if group.kind != RISKS
}
_MENUS = {
    words: group.dotted for group in _GROUPS if group.kind == LIST for words in group.ask.values()
}
_RISKS = {
    words: risk.id for group in _GROUPS for risk in group.risks for words in risk.ask.values()
}
_RISK_LABELS = {
    "state-secrets": {"bí mật nhà nước", "state-secrets"},
    "internal-information": {"thông tin nội bộ", "internal-information"},
    "personal-data": {"dữ liệu cá nhân", "personal-data"},
}
