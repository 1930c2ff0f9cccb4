"""The wizard line by line: for screen readers, poor terminals, and answers from a pipe."""

import sys
from typing import TextIO

from dtplan.errors import INTERRUPTED, REFUSED
from dtplan.i18n import gettext as _
from dtplan.interview import Path
from dtplan.text.shown import shown
from dtplan.wizard.lines import Line, lines_of, note_lines, width, wrapped
from dtplan.wizard.talk import ANSWERS, BACK, HELP, Back, Note, Prompt, ShowAnswers, Stopped


class Plain:
    """Somebody who reads lines and types lines; nothing is drawn twice."""

    def __init__(self, heard: TextIO, spoken: TextIO) -> None:
        self._heard = heard
        self._spoken = spoken

    def ask(self, prompt: Prompt) -> str:
        """The reply to `prompt`; Enter alone takes what stands there or is suggested."""
        self._show(lines_of(prompt, width()))
        # A line that can't be edited must not offer what was refused.
        kept = prompt.typed if prompt.may_be_kept else ""
        fallback = kept or prompt.default or prompt.suggestion
        while True:
            text = self._line(f"[{shown(fallback)}] > " if fallback else "> ")
            if text.strip() == HELP:
                self.tell(
                    Note("help", prompt.help or _("There is no more to say about this question."))
                )
                continue
            if text.strip() == BACK:
                raise Back
            if text.strip() == ANSWERS:
                raise ShowAnswers
            return text or fallback

    def _line(self, prompt: str) -> str:
        self._spoken.write(prompt)
        self._spoken.flush()
        try:
            line = self._heard.readline()
        except KeyboardInterrupt:
            raise Stopped(INTERRUPTED) from None
        if not line:
            self._spoken.write("\n")
            raise Stopped(INTERRUPTED if self._heard.isatty() else REFUSED)
        return line.rstrip("\r\n")

    def tell(self, *notes: Note) -> None:
        """Write notes that want no reply."""
        for note in notes:
            self._show(note_lines(note, width()))

    def pause(self, text: str) -> None:
        """Wait for Enter."""
        self._line(text + " ")

    def stop(self, reason: Stopped) -> None:
        """End at once."""
        raise reason

    def begin(self, title: str, intro: str) -> None:
        """Write where a section begins."""
        self._show([("", ""), ("section", f"== {title} =="), *wrapped("info", intro, width())])

    def choose_item(self, path: Path, written: int) -> str | None:
        """A person decides about a list at its menu."""
        return None

    def _show(self, lines: list[Line]) -> None:
        self._spoken.write("".join(f"{text}\n" for _kind, text in lines))


def standard_streams() -> Plain:
    """Whoever is at standard input and output."""
    return Plain(sys.stdin, sys.stdout)
