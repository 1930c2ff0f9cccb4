"""What the wizard says and hears, whatever it is spoken through."""

from typing import Final, Protocol

from dtplan.answers.choosing import choose
from dtplan.answers.reply import Choice, NotRead
from dtplan.interview import Path
from dtplan.node import Plain
from dtplan.record import Record

# What may be typed at any question instead of an answer.
BACK: Final = "<"
HELP: Final = "?"
ANSWERS: Final = "="
NOTHING: Final = "-"


class Note(Record):
    """A line beside a question; `kind` is how it is meant: clause, example, info, problem, mend."""

    kind: str
    text: str


class Prompt(Record):
    """One question as it is put.

    `default` is what stands there now, `suggestion` what Enter alone would take where nothing
    does; `typed` is an answer just given that something is to be said of. Of `choices` one is to be
    picked, or `several`; where they are not `closed`, they only help to type. `columns` are the
    keys of the rows that a list is typed in. `problem` says what is wrong with the answer before,
    which Enter may keep where `may_be_kept`.
    """

    path: Path
    text: str
    heading: str = ""
    notes: tuple[Note, ...] = ()
    help: str = ""
    default: str = ""
    suggestion: str = ""
    typed: str = ""
    choices: tuple[Choice, ...] = ()
    closed: bool = False
    several: bool = False
    columns: tuple[str, ...] = ()
    problem: str = ""
    may_be_kept: bool = False


class Back(Exception):
    """The planner wants to go back to the question before."""


class ShowAnswers(Exception):
    """The planner wants to see all answers, and may change one."""


class Stopped(Exception):
    """The planner leaves: Ctrl-C, Ctrl-D, a closed window; `status` is the exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Talker(Protocol):
    """Somebody to talk to."""

    def ask(self, prompt: Prompt) -> str:
        """The reply to `prompt`, "" for none; raises Back, ShowAnswers, Stopped."""

    def tell(self, *notes: Note) -> None:
        """Say something that wants no reply."""

    def pause(self, text: str) -> None:
        """Wait until the planner is ready; raises Stopped."""

    def begin(self, title: str, intro: str) -> None:
        """Say that a new section begins."""

    def stop(self, reason: Stopped) -> None:
        """Let the question that is being put end with `reason`; called by a signal."""

    def choose_item(self, path: Path, written: int) -> str | None:
        """What to do with the list at `path` of `written` items; None: a person is to be asked."""


def picked(talk: Talker, prompt: Prompt) -> Plain:
    """The value of the one choice that is picked; None where nothing is."""
    while text := talk.ask(prompt):
        if text.strip() == NOTHING:
            break
        try:
            return choose(text, prompt.choices).value
        except NotRead as error:
            prompt = prompt.replaced(notes=(Note("problem", error.message),), problem=error.message)
    return None
