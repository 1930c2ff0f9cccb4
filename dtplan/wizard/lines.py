"""A prompt laid out in lines, for a terminal of some width or for a voice that reads it out."""

import shutil
import textwrap
from typing import Final

from dtplan.answers.reply import Choice
from dtplan.i18n import gettext as _
from dtplan.text.shown import shown
from dtplan.wizard.talk import Note, Prompt

# More choices than these are not listed: they are searched by typing.
MOST_LISTED: Final = 8
_LONGEST: Final = 600
_WIDEST: Final = 100  # longer lines are hard to read
_INDENT: Final = "  "
# By kind of note; the answers of the table stand below their sections and items.
_MARKS: Final = {"problem": "! ", "mend": "→ "}
_INDENTS: Final = {"title": "", "answer": "    "}

Line = tuple[str, str]


def width() -> int:
    """How many characters a line may have on the terminal as it is now."""
    return min(shutil.get_terminal_size().columns - 1, _WIDEST)


def lines_of(prompt: Prompt, width: int) -> list[Line]:
    """The lines of a prompt, each with its kind: heading, question, choice or that of a note."""
    lines: list[Line] = [("", "")]
    if prompt.heading:
        lines += wrapped("heading", prompt.heading, width)
    lines += wrapped("question", prompt.text, width)
    for note in prompt.notes:
        lines += note_lines(note, width)
    lines += _choice_lines(prompt.choices, prompt, width)
    return lines


def note_lines(note: Note, width: int) -> list[Line]:
    """One note, each of its lines wrapped."""
    mark = _MARKS.get(note.kind, "")
    indent = _INDENTS.get(note.kind, _INDENT)
    return [
        line
        for text in note.text.split("\n")
        for line in wrapped(note.kind, mark + shown(text, _LONGEST), width, indent)
    ]


def wrapped(kind: str, text: str, width: int, indent: str = "") -> list[Line]:
    """`text` in lines of at most `width` characters, those after the first indented further."""
    lines = textwrap.wrap(
        text,
        max(width, 20),
        initial_indent=indent,
        subsequent_indent=indent + _INDENT if indent else "",
        break_on_hyphens=False,
    )
    return [(kind, line) for line in lines]


def _choice_lines(choices: tuple[Choice, ...], prompt: Prompt, width: int) -> list[Line]:
    if not choices:
        return []
    if len(choices) > MOST_LISTED:
        text = (
            _("{count} to choose from: type some letters to search.")
            if prompt.closed
            else _("{count} known names: type some letters to search, or write another.")
        )
        return wrapped("info", text.format(count=len(choices)), width, _INDENT)
    if not prompt.closed:
        return []
    lines: list[Line] = []
    for number, choice in enumerate(choices, 1):
        hint = f" ({choice.hint})" if choice.hint else ""
        text = f"{number}. {shown(choice.label)}{hint}"
        lines += wrapped("choice", text, width, _INDENT)
    if prompt.several:
        text = _("Several may be given, with semicolons between them.")
        lines += wrapped("info", text, width, _INDENT)
    return lines
