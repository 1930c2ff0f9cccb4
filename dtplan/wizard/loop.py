"""The wizard's loop: a step is put, its reply tried on the plan, judged by the rules, and saved."""

from typing import Final

from dtplan import edits
from dtplan.answers import read
from dtplan.answers.reply import NotRead
from dtplan.answers.search import find
from dtplan.breach import is_percentage
from dtplan.draft import Draft, Unsaved
from dtplan.errors import DtplanError
from dtplan.findings import Finding, Severity
from dtplan.i18n import gettext as _
from dtplan.interview import Menu, Path, Question, Session, Step, at, dotted, next_step, step_at
from dtplan.node import Node, Plain
from dtplan.parsing.document import Document, load
from dtplan.schema import plan_format
from dtplan.settings import Settings
from dtplan.text.shown import shown
from dtplan.wizard import lists, risks
from dtplan.wizard.prompts import Words, problems
from dtplan.wizard.talk import NOTHING, Back, Note, Prompt, Talker
from dtplan.wizard.trial import (
    Judged,
    judged,
    objections,
    stirred_up,
    with_answer,
    with_the_rest,
)

_TRIES_OF_A_SAVE: Final = 3
_MOST_MEANT: Final = 5


class Wizard:
    """One interview over one draft: the plan as it stands, and what has been asked."""

    def __init__(
        self, draft: Draft, plan: Document, talk: Talker, words: Words, settings: Settings
    ) -> None:
        self.draft = draft
        self.talk = talk
        self.words = words
        self.form = words.form
        self.settings = settings
        self.now = judged(plan, settings)
        self.session = Session()
        self.visited: list[Path] = []
        self.section = ""

    @property
    def root(self) -> Node:
        """The plan as it stands."""
        return self.now.root

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules say of the plan as it stands, as if it were submitted."""
        return self.now.report.findings

    def next(self) -> Step | None:
        """The step to be put now; None when nothing is left to ask."""
        return next_step(self.form, self.root, self.findings, self.session)

    def at(self, path: Path) -> Step | None:
        """The step at `path`, asked before or not."""
        return step_at(self.form, self.root, self.findings, self.session, path)

    def put(self, step: Step) -> None:
        """Put one step and do as the reply says; at Back, the step before it instead."""
        while True:
            self._announce(step)
            try:
                self._ask(step)
                return
            except edits.Unwritable as error:
                self.talk.tell(Note("problem", error.message), Note("mend", error.hint))
                self.done(step.path)
                return
            except Back:
                earlier = self._before(step)
                if earlier is None:
                    self.talk.tell(Note("info", _("This is the first question.")))
                    return
                step = earlier

    def put_last(self) -> None:
        """Put the step once more that was put last."""
        last = self._last()
        if last is None:
            self.talk.tell(Note("info", _("This is the first question.")))
        else:
            self.put(last)

    def _ask(self, step: Step) -> None:
        if isinstance(step, Question):
            self._ask_value(step)
        elif isinstance(step, Menu):
            lists.ask_menu(self, step)
        else:
            risks.ask_risk(self, step)

    def _announce(self, step: Step) -> None:
        if step.section.id != self.section:
            self.section = step.section.id
            intro = step.section.intro[self.words.language]
            self.talk.begin(self.words.progress(step), intro)

    def _before(self, step: Step) -> Step | None:
        """The step that was put before `step`, which is to be put again after it."""
        self.session = self.session.reopening([step.path])
        return self._last(but=step.path)

    def _last(self, but: Path | None = None) -> Step | None:
        """The step that was put last, and is still there, but for the one at a path."""
        while self.visited:
            path = self.visited.pop()
            step = self.at(path)
            if step is not None and path != but:
                return step
        return None

    def done(self, path: Path) -> None:
        """Note that the step at `path` has been put."""
        self.session = self.session.passing(path)
        self.visited.append(path)

    def _ask_value(self, step: Question) -> None:
        prompt = self.words.question(self._without_absence(step), self.root)
        written, refused = prompt.default, ""
        while True:
            text = self.reply(prompt)
            if not text:
                self._clear(step)
                break
            if text == written and not at(self.root, step.path).broken:
                break  # what has been said of it stood beside the question
            try:
                value, meaning = self._read(step, text, prompt)
                plan = with_answer(self.now.plan, step, value)
            except (NotRead, edits.Unwritable) as error:
                if text == written == refused:  # what stands in the file already may stay
                    break
                refused, keep = text, text == written
                prompt = again(prompt, text, (Note("problem", error.message),), keep=keep)
                continue
            if plan is None:
                break
            tried = judged(plan, self.settings)
            elsewhere = stirred_up(tried, self.now, step, self.form, self.session.passed)
            said = objections(tried, step, self.form)
            said += [finding for finding in elsewhere if finding.severity is Severity.ERROR]
            notes = (*_meant_perhaps(text, prompt), *problems(said))
            if notes and text != refused:
                plan.release()
                refused = text
                prompt = again(prompt, text, _read_as(meaning) + notes, keep=True)
                continue
            self._keep(tried)
            self.talk.tell(*_read_as(meaning), *problems(elsewhere))
            break
        self.done(step.path)

    def _clear(self, step: Question) -> None:
        """Take the answer, if there is one, out of the plan; an item left empty goes with it."""
        if at(self.root, step.path).event is None:
            return
        items = step.group.path
        before = len(at(self.root, items).items or ())
        self.save(edits.remove(self.now.plan, step.path))
        if items and len(at(self.root, items).items or ()) < before:
            lists.follow_removal(self, items, step.path[len(items)], before)

    def _without_absence(self, step: Question) -> Question:
        """The step as it is put where everything is asked: that it has no answer yet is no news."""
        if not self.session.has_taken_up(step.path):
            return step
        return step.replaced(findings=tuple(one for one in step.findings if not one.absence))

    def reply(self, prompt: Prompt) -> str:
        """What is answered to `prompt`; "" where it is to stay, or become, empty."""
        text = self.talk.ask(prompt)
        return "" if text.strip() == NOTHING else text

    def _read(self, step: Question, text: str, prompt: Prompt) -> tuple[Plain, str]:
        path, columns = step.path, step.ask.columns
        answer = read(
            text,
            plan_format().named(dotted(path)),
            choices=prompt.choices,
            closed=prompt.closed,
            columns=self.words.columns(columns, path, self.root),
            today=self.settings.today,
            percentage=is_percentage(at(self.root, path[:2])["unit"]),
        )
        value = answer.value
        if columns and isinstance(value, list):
            value = with_the_rest(value, at(self.root, path), columns[0])
        return value, answer.meaning

    def save(self, plan: Document) -> None:
        """Make `plan` the plan as it stands, on the disk first."""
        if plan is not self.now.plan:
            self._keep(judged(plan, self.settings))

    def _keep(self, new: Judged) -> None:
        for left in reversed(range(_TRIES_OF_A_SAVE)):
            try:
                self.draft.save(new.plan.text)
                break
            except Unsaved as error:
                if not left:
                    raise _rescued(error, new.plan.text) from error
                self.talk.tell(Note("problem", error.message), Note("mend", error.hint))
                self.talk.pause(_("Press Enter to try again."))
        self.now.plan.release()
        self.now = new


def opened_plan(path: str, source: bytes) -> Document:
    """The plan in a draft; raises DtplanError where it can't be read, saying where and why."""
    plan = load(path, source)
    if isinstance(plan, Document):
        return plan
    raise DtplanError(
        _("{path} cannot be read as a plan (line {line})").format(
            path=shown(path), line=plan.span.line + 1
        ),
        hint=_("Run `dtplan check {path}`: it says what to mend; then go on here.").format(
            path=shown(path)
        ),
    )


def again(prompt: Prompt, text: str, notes: tuple[Note, ...], *, keep: bool = False) -> Prompt:
    """The same question once more, with what is to be said of the answer, which may be changed."""
    kept = (Note("info", _("Press Enter to keep it as it is, or change it.")),) if keep else ()
    return prompt.replaced(
        notes=(*notes, *kept),
        typed=text,
        problem=next(note.text for note in notes if note.kind == "problem"),
        may_be_kept=keep,
    )


def _meant_perhaps(text: str, prompt: Prompt) -> tuple[Note, ...]:
    """The names that letters typed without accents may be the beginnings of."""
    if prompt.closed or prompt.several or not text.isascii():
        return ()
    labels = [choice.label for choice in prompt.choices]
    found = [labels[index] for index in find(text, labels)[:_MOST_MEANT]]
    values = [str(choice.value) for choice in prompt.choices]
    if not found or text.strip() in (*found, *values):
        return ()
    question = _("Is it one of these: {names}?").format(names="; ".join(found))
    return (Note("problem", question),)


def _read_as(meaning: str) -> tuple[Note, ...]:
    return (Note("info", _("Read as {meaning}").format(meaning=meaning)),) if meaning else ()


def _rescued(error: Unsaved, text: str) -> DtplanError:
    place = error.rescue(text)
    if place is None:
        return error
    return DtplanError(
        error.message,
        hint=_("Your last version is in {place}; go on with: dtplan new {place}").format(
            place=shown(place)
        ),
    )
