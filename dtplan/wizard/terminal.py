"""The wizard on a terminal: a line to type in, a list to search, keys to go back and to ask."""

from collections.abc import Iterable
from typing import Final

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from dtplan.answers.reply import Choice
from dtplan.answers.search import find
from dtplan.errors import INTERRUPTED
from dtplan.i18n import gettext as _
from dtplan.interview import Path
from dtplan.text.shown import shown
from dtplan.wizard.lines import Line, lines_of, note_lines, width, wrapped
from dtplan.wizard.talk import ANSWERS, BACK, HELP, Back, Note, Prompt, ShowAnswers, Stopped

_STYLE: Final = Style.from_dict(
    {
        "section": "bold reverse",
        "heading": "ansicyan",
        "question": "bold",
        "title": "bold",
        "clause": "italic",
        "problem": "ansired",
        "mend": "ansiyellow",
        "placeholder": "ansibrightblack",
        "bottom-toolbar": "noreverse ansibrightblack",
    }
)
_MENU_ROWS: Final = 7


class Terminal:
    """A person at a terminal."""

    def __init__(self, *, color: bool) -> None:
        depth = None if color else ColorDepth.MONOCHROME
        self._depth = depth
        self._session: PromptSession[str] = PromptSession(
            key_bindings=_keys(), style=_STYLE, color_depth=depth
        )

    def ask(self, prompt: Prompt) -> str:
        """The reply to `prompt`; Enter alone takes what stands there or is suggested."""
        self._show(lines_of(prompt, width()))
        # A closed choice is picked anew rather than edited letter by letter.
        is_edited = bool(prompt.problem) or not prompt.closed
        default = (prompt.typed or prompt.default) if is_edited else ""
        fallback = "" if default else prompt.default or prompt.suggestion
        while True:
            text = self._line(prompt, default, fallback)
            if text.strip() == HELP:
                self._show(note_lines(Note("help", prompt.help or _no_help()), width()))
                continue
            if text.strip() == BACK:
                raise Back
            if text.strip() == ANSWERS:
                raise ShowAnswers
            return text or fallback

    def _line(self, prompt: Prompt, default: str, fallback: str) -> str:
        return self._prompted(
            default=shown(default, len(default)) if default else "",
            placeholder=FormattedText([("class:placeholder", shown(fallback))]),
            completer=_Search(prompt.choices, several=prompt.several) if prompt.choices else None,
            rows=_MENU_ROWS if prompt.choices else 0,
        )

    def _prompted(
        self, default: str, placeholder: FormattedText, completer: Completer | None, rows: int
    ) -> str:
        try:
            return self._session.prompt(
                "> ",
                default=default,
                placeholder=placeholder,
                completer=completer,
                complete_while_typing=True,
                reserve_space_for_menu=rows,
                bottom_toolbar=_toolbar,
            )
        except KeyboardInterrupt:
            raise Stopped(INTERRUPTED) from None
        except EOFError:
            raise Stopped(INTERRUPTED) from None

    def tell(self, *notes: Note) -> None:
        """Show notes that want no reply."""
        for note in notes:
            self._show(note_lines(note, width()))

    def pause(self, text: str) -> None:
        """Wait for Enter."""
        self._show(wrapped("question", text, width()))
        self._prompted("", FormattedText([]), None, 0)

    def stop(self, reason: Stopped) -> None:
        """End the question on the screen, so that the terminal is left as it was found."""
        app = self._session.app
        if not app.is_running or app.loop is None:
            raise reason

        def end() -> None:
            if not app.is_done:
                app.exit(exception=reason)

        # A signal comes in the middle of anything; the loop takes it up when it can.
        app.loop.call_soon_threadsafe(end)

    def begin(self, title: str, intro: str) -> None:
        """Show where a section begins."""
        self._show([("", ""), ("section", f" {title} "), *wrapped("info", intro, width())])

    def choose_item(self, path: Path, written: int) -> str | None:
        """A person decides about a list at its menu."""
        return None

    def _show(self, lines: Iterable[Line]) -> None:
        text = FormattedText(
            [(f"class:{kind}" if kind else "", f"{line}\n") for kind, line in lines]
        )
        print_formatted_text(text, style=_STYLE, color_depth=self._depth, end="", flush=True)


class _Search(Completer):
    """Finds choices by what has been typed of them, without accents."""

    def __init__(self, choices: tuple[Choice, ...], *, several: bool) -> None:
        self._labels = [shown(choice.label) for choice in choices]
        self._hints = [choice.hint for choice in choices]
        self._several = several

    def get_completions(
        self, document: Typed, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """The choices that fit the piece before the cursor, best first."""
        typed = document.text_before_cursor
        if self._several:
            typed = typed[max(typed.rfind(";"), typed.rfind(",")) + 1 :].lstrip()
        if typed.isdigit():
            return
        found = find(typed, self._labels) if typed else range(len(self._labels))
        for index in found:
            label = self._labels[index]
            if label != typed:
                yield Completion(label, -len(typed), display_meta=self._hints[index])


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @Condition
    def can_open() -> bool:
        buffer = get_app().current_buffer
        return buffer.complete_state is None and not isinstance(buffer.completer, type(None))

    @keys.add("f1")
    def _help(event: KeyPressEvent) -> None:
        event.app.exit(result=HELP)

    @keys.add("f2")
    def _answers(event: KeyPressEvent) -> None:
        event.app.exit(result=ANSWERS)

    @keys.add("escape", "left")
    def _back(event: KeyPressEvent) -> None:
        event.app.exit(result=BACK)

    @keys.add("down", filter=can_open)
    def _open(event: KeyPressEvent) -> None:
        event.current_buffer.start_completion(select_first=True)

    return keys


def _toolbar() -> str:
    return _("F1 explain  Alt-Left back  F2 answers  Ctrl-C stop  Ctrl-U clear")


def _no_help() -> str:
    return _("There is no more to say about this question.")


def terminal(*, color: bool) -> Terminal | None:
    """The terminal at hand; None where it is of a kind that can't be drawn on."""
    try:
        return Terminal(color=color)
    except Exception:  # Windows consoles of several kinds raise errors of their own
        return None
