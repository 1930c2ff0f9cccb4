"""The wizard without a person: answers from a file, and what is suggested where that is wanted."""

from typing import TextIO

from dtplan.answers.choosing import typed_choice
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.interview import RISKS_ASIDE, Path, at, dotted
from dtplan.message import written
from dtplan.node import Node
from dtplan.schema import plan_format
from dtplan.text.folding import fold
from dtplan.text.shown import shown
from dtplan.wizard.prompts import ADD, ASIDE, GO_ON
from dtplan.wizard.talk import Note, Prompt, Stopped


class Recorded:
    """Answers by their place in a tree that is laid out as a plan, its values as people type them.

    `answers` is the root of that tree; where it has nothing, `suggested` takes what is suggested.
    What was asked and answered is written to `spoken`, if that is given.
    """

    def __init__(self, answers: Node, *, suggested: bool, spoken: TextIO | None) -> None:
        self._answers = answers
        self._suggested = suggested
        self._spoken = spoken
        self._begun: set[Path] = set()

    def ask(self, prompt: Prompt) -> str:
        """The recorded reply, "" where there is none; DtplanError for one not understood."""
        if prompt.problem:
            self.tell(*prompt.notes)
            if not prompt.may_be_kept:
                raise DtplanError(
                    _("the answer for {place} was not understood: {problem}").format(
                        place=place_name(prompt.path), problem=prompt.problem
                    ),
                    hint=_("Mend it in the file of answers; all before it is saved."),
                )
            return prompt.typed
        text = self._recorded(prompt)
        if text:
            self._write(_told(prompt, text))
            return text
        return prompt.default or (prompt.suggestion if self._suggested else "")

    def _recorded(self, prompt: Prompt) -> str:
        if prompt.path[:-1] == RISKS_ASIDE:
            return self._for_risk(prompt)
        if prompt.path[:-2] == RISKS_ASIDE and prompt.path[-1] == "reason":
            entry = self._entry(str(prompt.path[-2]))
            return written(entry["reason"]) if entry is not None else ""
        recorded = at(self._answers, prompt.path)
        return _in_values(recorded, prompt) or _typed(recorded, prompt.columns)

    def _for_risk(self, prompt: Prompt) -> str:
        """Aside where the answers set the risk aside; else nothing is said of it."""
        aside = next((choice for choice in prompt.choices if choice.value == ASIDE), None)
        if aside is None or self._entry(str(prompt.path[-1])) is None:
            return ""
        return typed_choice(aside, prompt.choices)

    def _entry(self, risk: str) -> Node | None:
        """The entry of the answers that sets `risk` aside, by its name or by its label."""
        labels = plan_format().named("security.not_applicable.risk").choices.get(risk, {})
        names = {fold(risk), *(fold(label) for label in labels.values())}
        entries = at(self._answers, RISKS_ASIDE).items or ()
        return next((item for item in entries if fold(item["risk"].text) in names), None)

    def choose_item(self, path: Path, written: int) -> str | None:
        """Add while the answers have more items than are written."""
        if written >= len(at(self._answers, path).items or []):
            return GO_ON
        item = (*path, written)
        if item in self._begun:  # and still not written
            raise DtplanError(
                _("nothing that is asked for was found at {place} of the answers").format(
                    place=place_name(item)
                ),
                hint=_("Mend it in the file of answers; all before it is saved."),
            )
        self._begun.add(item)
        return ADD

    def tell(self, *notes: Note) -> None:
        """Write notes."""
        for note in notes:
            self._write(f"  {shown(note.text, 600)}\n")

    def pause(self, text: str) -> None:
        """There is nobody to wait for."""

    def stop(self, reason: Stopped) -> None:
        """End at once."""
        raise reason

    def begin(self, title: str, intro: str) -> None:
        """Write where a section begins."""
        self._write(f"\n== {title} ==\n")

    def _write(self, text: str) -> None:
        if self._spoken is not None:
            self._spoken.write(text)


def _told(prompt: Prompt, text: str) -> str:
    question = f"{prompt.heading}: {prompt.text}" if prompt.heading else prompt.text
    return f"{question}\n  > {shown(text)}\n"


def place_name(path: Path) -> str:
    """A place in the file of answers as people count: tasks[2].title."""
    name = ""
    for step in path:
        name += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return name.removeprefix(".")


def _in_values(recorded: Node, prompt: Prompt) -> str:
    """Choices by their values, whichever language they were recorded in; "" where they are none."""
    if not prompt.closed:
        return ""
    field = plan_format().named(dotted(prompt.path))
    labels = (field.item or field).choices
    known = {fold(label): value for value, names in labels.items() for label in names.values()}
    pieces = [written(one) for one in recorded.items or (recorded,)]
    values = [known.get(fold(piece), "") for piece in pieces]
    return "; ".join(values) if all(values) else ""


def _typed(recorded: Node, columns: tuple[str, ...]) -> str:
    """What a person would have typed for a recorded value."""
    if recorded.items is None:
        return written(recorded)
    pieces = (_piece(item, columns) for item in recorded.items)
    return "; ".join(piece.replace(";", "\\;") for piece in pieces if piece)


def _piece(item: Node, columns: tuple[str, ...]) -> str:
    if item.fields is None:
        return written(item)
    return ": ".join(part for part in (written(item[key]) for key in columns) if part)
