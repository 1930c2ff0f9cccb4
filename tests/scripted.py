"""A planner whose replies are written down beforehand, and a wizard over a file to talk to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dtplan import wizard
from dtplan.draft import Draft, opened
from dtplan.node import Node, Plain
from dtplan.parsing.document import Document
from dtplan.ruleset import shipped
from dtplan.settings import Settings
from dtplan.wizard.loop import Wizard, opened_plan
from dtplan.wizard.talk import ANSWERS, BACK, Back, Note, Prompt, ShowAnswers, Stopped
from tests.conftest import TODAY

# Leaves the wizard as Ctrl-C does.
STOP = "\x03"
ENTER = ""

Reply = Callable[[Prompt], str]
Place = tuple[str | int, ...]


class Scripted:
    """A Talker that replies as a function says, and remembers all it was asked and told.

    As with a person, Enter alone takes what stands there or is suggested.
    """

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.asked: list[Prompt] = []
        self.told: list[Note] = []
        self.begun: list[str] = []
        self.pauses = 0

    def ask(self, prompt: Prompt) -> str:
        self.asked.append(prompt)
        text = self._reply(prompt)
        if text == BACK:
            raise Back
        if text == ANSWERS:
            raise ShowAnswers
        if text == STOP:
            raise Stopped(130)
        return text or prompt.typed or prompt.default or prompt.suggestion

    def tell(self, *notes: Note) -> None:
        self.told += notes

    def stop(self, reason: Stopped) -> None:
        """No signal comes in a test."""

    def pause(self, text: str) -> None:
        self.pauses += 1

    def begin(self, title: str, intro: str) -> None:
        self.begun.append(title)

    def choose_item(self, path: Place, written: int) -> str | None:
        return None

    @property
    def paths(self) -> list[Place]:
        """Where the questions stood, in their order."""
        return [prompt.path for prompt in self.asked]

    @property
    def words(self) -> str:
        """All that was told beside the questions."""
        return "\n".join(note.text for note in self.told)


def in_turn(*replies: str, then: str = STOP) -> Reply:
    """The replies one after another, whatever is asked; `then` for ever after."""
    left = iter(replies)
    return lambda _prompt: next(left, then)


def by_place(replies: dict[Place, str | list[str]], then: str = ENTER) -> Reply:
    """The replies for each place, in turn where there are several; `then` where there is none."""
    left = {
        path: iter([reply] if isinstance(reply, str) else reply) for path, reply in replies.items()
    }
    return lambda prompt: next(left.get(prompt.path, iter(())), then)


def settings(language: str = "en", today: str = TODAY) -> Settings:
    """The settings of a wizard: the plan is judged by the directive."""
    return Settings(rulesets=(shipped("ct34"),), today=today, language=language)


@contextmanager
def wizard_over(
    file: Path, talk: Scripted, *, text: str | None = None, from_the_start: bool = False
) -> Iterator[Wizard]:
    """A wizard over the plan in `file`, which first gets `text` if that is given."""
    if text is not None:
        file.write_text(text, encoding="utf-8", newline="")
    with opened(str(file)) as draft:
        yield over(draft, talk, from_the_start=from_the_start)


def over(draft: Draft, talk: Scripted, *, from_the_start: bool = False) -> Wizard:
    """A wizard over an open draft, as a submitted plan is judged."""
    plan = opened_plan(draft.path, draft.source)
    asked = settings().replaced(as_status="submitted")
    return wizard.interview(draft, plan, talk, asked, from_the_start=from_the_start)


def led(
    file: Path, reply: Reply, *, text: str | None = None, from_the_start: bool = False
) -> Scripted:
    """What was asked and told in a whole interview, to its end or until the planner stopped."""
    talk = Scripted(reply)
    begun = wizard_over(file, talk, text=text, from_the_start=from_the_start)
    with begun as course, suppress(Stopped):
        wizard.lead_through(course)
    return talk


def plain_of(file: Path) -> Plain:
    """The values of the plan in `file`, which must load."""
    return root_of(file).plain()


def root_of(file: Path) -> Node:
    """The plan in `file`, which must load."""
    plan = opened_plan(str(file), file.read_bytes())
    assert isinstance(plan, Document)
    return plan.root


def value_at(file: Path, *path: str | int) -> Plain:
    """The plain value at a place of the plan in `file`; None where nothing is."""
    return value_in(plain_of(file), path)


def value_in(value: Plain, path: tuple[str | int, ...]) -> Plain:
    """The value at a place of plain values; None where nothing is."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
