"""`dtplan new`: the wizard that drafts a plan, or goes on with one."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

import click

from dtplan import edits, resources, template, wizard
from dtplan.answers.reply import Choice, slug
from dtplan.cli.options import current, global_options
from dtplan.cli.surroundings import today, wants_color
from dtplan.draft import Draft, opened
from dtplan.edits.writing import modeline
from dtplan.errors import CLEAN, INTERRUPTED, DtplanError
from dtplan.files import PLAN_SUFFIXES, YAML_SUFFIXES, stem
from dtplan.i18n import gettext as _
from dtplan.interview import at
from dtplan.node import Node, Plain
from dtplan.parsing.document import Document, load
from dtplan.record import Record
from dtplan.ruleset import shipped
from dtplan.settings import Settings
from dtplan.template import Template
from dtplan.text.shown import shown
from dtplan.wizard.loop import Wizard, opened_plan
from dtplan.wizard.talk import Back, Note, Prompt, ShowAnswers, Stopped, Talker, picked

_SCHEMA: Final = "plan.schema.json"
_BLANK: Final = "blank"
# 128 and the number of the signal, as shells report it.
_KILLED: Final = 128


class Request(Record):
    """What one call of the command asks for."""

    file: str | None
    template: str | None
    templates: str | None
    answers: str | None
    defaults: bool
    plain: bool

    @property
    def is_recorded(self) -> bool:
        """Whether nobody is to be asked."""
        return self.answers is not None or self.defaults


def new() -> click.Command:
    """The command `new`."""

    @click.command(
        "new", help=_("Draft a plan question by question, or go on with the plan in FILE.")
    )
    @click.argument("file", metavar="[FILE]", required=False, type=click.Path())
    @click.option(
        "--template",
        metavar="NAME",
        help=_("Begin with a template: {names}, or a file.").format(
            names=", ".join(template.SHIPPED)
        ),
    )
    @click.option(
        "--templates",
        metavar="FOLDER",
        type=click.Path(),
        help=_("A folder of the agency's own templates."),
    )
    @click.option(
        "--answers",
        metavar="FILE",
        type=click.Path(),
        help=_("Ask nobody: take the answers from a file, laid out as a plan (YAML or JSON)."),
    )
    @click.option(
        "--defaults", is_flag=True, help=_("Ask nobody: take what is suggested, where anything is.")
    )
    @click.option(
        "--plain", is_flag=True, help=_("Ask line by line, without drawing on the screen.")
    )
    @global_options
    def command(**asked: object) -> int:
        return run(Request(**asked))  # type: ignore[arg-type]

    return command


def run(request: Request) -> int:
    """Lead through an interview and give the exit status."""
    options = current()
    settings = Settings(
        rulesets=(shipped("ct34"),),
        today=today(),
        as_status="submitted",
        language=options.language,
    )
    answers = _answers(request)
    talk = _talker(
        request, answers, color=wants_color(options.color, sys.stdout), quiet=options.quiet
    )
    path = ""
    with _signals_stop(talk):
        try:
            start, path = _start(request, talk, answers)
            with opened(path) as draft:
                for note in draft.notes:
                    talk.tell(Note("info", note))
                plan = _begun(draft, start, path)
                course = wizard.interview(
                    draft, plan, talk, settings, from_the_start=start is not None
                )
                return _finish(course, request, path)
        except Stopped as stopped:
            _tell_where(path)
            return stopped.status
        except KeyboardInterrupt:  # between two questions
            _tell_where(path)
            return INTERRUPTED


def _finish(course: Wizard, request: Request, path: str) -> int:
    if not request.is_recorded:
        wizard.lead_through(course)
        _tell_next(course.talk, path)
        return CLEAN
    wizard.put_all(course)
    wizard.sum_up(course)
    left = wizard.open_demands(course)
    if left:
        raise DtplanError(
            _("questions are still open in {path} ({count}), first: {message}").format(
                count=len(left), path=shown(path), message=left[0].message
            ),
            hint=_("Add the answers, or go on by hand with: dtplan new {path}").format(
                path=shown(path)
            ),
        )
    _tell_next(course.talk, path)
    return CLEAN


def _tell_next(talk: Talker, path: str) -> None:
    talk.tell(
        Note("info", _("The plan is in {path}.").format(path=shown(path))),
        Note(
            "question",
            _("Next: dtplan check {path}").format(path=shown(path)),
        ),
    )


def _tell_where(path: str) -> None:
    """Say where the draft is and how to go on, if anybody is still there."""
    if path and os.path.exists(path):
        text = _("All answers so far are saved in {path}. To go on:\n  dtplan new {path}")
    else:
        text = _("Nothing was answered yet, so nothing was saved.")
    with suppress(OSError):
        click.echo("\n" + text.format(path=shown(path)), err=True)


# Where to begin


def _start(request: Request, talk: Talker, answers: Node | None) -> tuple[str | None, str]:
    """The text to begin with, None for a plan that is there already, and where it is kept."""
    if request.file is not None and os.path.exists(request.file):
        if request.template is not None:
            raise DtplanError(
                _("{path} is there already; a template is for a new plan").format(
                    path=shown(request.file)
                ),
                hint=_("Name another file, or leave out --template to go on with this one."),
            )
        return None, request.file
    chosen = _template(request, talk)
    text = chosen.text if chosen is not None else f"{modeline(_SCHEMA)}\ndtplan: 1\n"
    if request.file is not None:
        return text, request.file
    name = _asked_id(talk, answers)
    path = name + PLAN_SUFFIXES[0]
    if os.path.exists(path):
        talk.tell(Note("info", _("{path} is there already: going on with it.").format(path=path)))
        return None, path
    return text, path


def _template(request: Request, talk: Talker) -> Template | None:
    if request.template is not None:
        return template.chosen(request.template, request.templates)
    if request.is_recorded:
        return None
    offered = [*template.shipped()]
    if request.templates is not None:
        offered = [*template.of_folder(request.templates, _note), *offered]
    language = current().language
    choices = [Choice(_BLANK, _("An empty plan"))]
    choices += [Choice(one.name, one.title[language], one.use[language]) for one in offered]
    name = _picked(
        talk,
        Prompt(
            path=("template",),
            text=_("What is the plan to begin with?"),
            suggestion=choices[0].label,
            choices=tuple(choices),
            closed=True,
        ),
    )
    return next((one for one in offered if one.name == name), None)


def _asked_id(talk: Talker, answers: Node | None) -> str:
    """The id of the plan, which names its file."""
    if answers is not None:
        name = slug(at(answers, ("id",)).text)
        if name:
            return name
        raise DtplanError(
            _("the answers name no id for the plan, and no file was named"),
            hint=_("Name one: dtplan new FILE --answers ANSWERS."),
        )
    prompt = Prompt(
        path=("id",),
        text=_("A short id for the plan? Its file is then called <id>.dtplan.yaml (`id`)"),
        notes=(Note("example", _("For example: {example}").format(example="dat-dai-so-tinh-x")),),
        help=_("Plain letters, digits and hyphens; the id tells the plan from all others."),
        suggestion=f"de-an-{today()[:4]}",
    )
    while True:
        with suppress(Back, ShowAnswers):
            name = slug(talk.ask(prompt))
            if name:
                return name


def _picked(talk: Talker, prompt: Prompt) -> Plain:
    """What is picked; there is nothing yet to go back to or to show."""
    while True:
        with suppress(Back, ShowAnswers):
            return picked(talk, prompt)


def _begun(draft: Draft, start: str | None, path: str) -> Document:
    """The plan in the draft; a new one is saved at once, as a draft under its id."""
    if start is None or not draft.is_new:
        return opened_plan(path, draft.source)
    plan = opened_plan(path, start.encode())
    name = slug(stem(path, (*PLAN_SUFFIXES, *YAML_SUFFIXES)))
    if name:
        plan = edits.put(plan, ("id",), name, commented=True)
    plan = edits.put(plan, ("status",), "draft", commented=True)
    draft.save(plan.text)
    _add_schema(os.path.dirname(draft.target))
    return plan


def _add_schema(folder: str) -> None:
    """Put the schema that the first line names beside the plan; an editor is no worse without."""
    text = resources.schema_text("plan")
    with suppress(OSError), open(os.path.join(folder, _SCHEMA), "x", encoding="utf-8") as file:
        file.write(text)


# Who is asked


def _talker(request: Request, answers: Node | None, *, color: bool, quiet: bool) -> Talker:
    if request.is_recorded:
        from dtplan.wizard.recorded import Recorded

        spoken = None if quiet else sys.stdout
        return Recorded(answers or Node(None, ""), suggested=request.defaults, spoken=spoken)
    from dtplan.wizard import plain

    if request.plain:
        return plain.standard_streams()
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()):
        raise DtplanError(
            _("the wizard needs a terminal to ask its questions"),
            hint=_("Use --answers FILE, --defaults, or --plain to read answers line by line."),
        )
    if os.environ.get("TERM") == "dumb":
        return plain.standard_streams()
    from dtplan.wizard.terminal import terminal

    return terminal(color=color) or plain.standard_streams()


def _answers(request: Request) -> Node | None:
    """The tree of recorded answers; JSON is read as the YAML that it is."""
    if request.answers is None:
        return None
    plan = load(request.answers)
    if isinstance(plan, Document):
        return plan.root
    raise DtplanError(
        _("{path} cannot be read as answers (line {line})").format(
            path=shown(request.answers), line=plan.span.line + 1
        ),
        hint=_("Answers are laid out as a plan is, in YAML or JSON; see the README."),
    )


def _note(message: str) -> None:
    click.echo(_("dtplan: {message}").format(message=message), err=True)


@contextmanager
def _signals_stop(talk: Talker) -> Iterator[None]:
    """Let a polite kill end the wizard as Ctrl-C does, and a closed window end it at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if _is_window_gone():
            # Nobody is left to talk to, and every answer is saved.
            os._exit(_KILLED + number)
        talk.stop(Stopped(_KILLED + number))

    names = ("SIGTERM", "SIGHUP", "SIGBREAK")
    known = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_window_gone() -> bool:
    try:
        os.get_terminal_size(sys.__stdin__.fileno() if sys.__stdin__ is not None else 0)
    except OSError as error:
        return error.errno == errno.EIO
    except ValueError:  # closed
        return False
    return False
