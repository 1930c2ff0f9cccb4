"""The wizard's loop: a step is put, its reply tried on the plan, judged by the rules, and saved."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dtplan import edits
from dtplan.answers import read
from dtplan.breach import is_percentage
from dtplan.choosing import choose
from dtplan.document import Document, load
from dtplan.draft import Draft, Unsaved
from dtplan.engine import Settings, check
from dtplan.errors import DtplanError
from dtplan.findings import Finding, PlanReport, Severity
from dtplan.form import Group
from dtplan.i18n import gettext as _
from dtplan.interview import (
    Menu,
    Path,
    Question,
    RiskQuestion,
    Session,
    Step,
    at,
    dotted,
    mended_at,
    moved_path,
    next_step,
    step_at,
)
from dtplan.node import Node, Plain
from dtplan.record import Record
from dtplan.reply import NotRead, cleaned
from dtplan.schema import plan_format
from dtplan.shown import shown
from dtplan.wizard.prompts import ADD, ASIDE, CHANGE, GO_ON, MOVE, REMOVE, Words, problems
from dtplan.wizard.suggestions import brought_along, new_id
from dtplan.wizard.talk import NOTHING, Back, Note, Prompt, Talker

_TRIES_OF_A_SAVE: Final = 3


class Judged(Record):
    """A plan and what the rules say of it, as if it were submitted."""

    plan: Document
    report: PlanReport


class Wizard:
    """One interview over one draft: the plan as it stands, and what has been asked."""

    def __init__(
        self,
        draft: Draft,
        plan: Document,
        talk: Talker,
        words: Words,
        settings: Settings,
    ) -> None:
        self.draft = draft
        self.form = words.form
        self.talk = talk
        self.words = words
        self.settings = settings
        self.now = self._judged(plan)
        self.session = Session()
        self.visited: list[Path] = []
        self.section = ""

    @property
    def root(self) -> Node:
        """The plan as it stands."""
        return self.now.plan.root

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
        """Put one step and do as the reply says; at Back, the step before it."""
        self._announce(step)
        try:
            if isinstance(step, Question):
                self._ask_value(step)
            elif isinstance(step, Menu):
                self._ask_menu(step)
            else:
                self._ask_risk(step)
        except Back:
            self._go_back(step)

    def _announce(self, step: Step) -> None:
        if step.section.id != self.section:
            self.section = step.section.id
            language = self.words.language
            order = [section.id for section in self.form.sections]
            self.talk.begin(self.words.progress(step, order), step.section.intro[language])

    def _go_back(self, step: Step) -> None:
        """Put the step before `step` again, and `step` after it."""
        self.session = self.session.reopening([step.path])
        while self.visited:
            path = self.visited.pop()
            earlier = self.at(path)
            if earlier is not None and path != step.path:
                self.put(earlier)
                return
        self.talk.tell(Note("info", _("This is the first question.")))

    def _done(self, path: Path) -> None:
        self.session = self.session.passing(path)
        self.visited.append(path)

    # One value

    def _ask_value(self, step: Question) -> None:
        prompt = self.words.question(self._without_absence(step), self.root)
        written, refused = prompt.default, ""
        while True:
            text = self._reply(prompt)
            if not text:
                if at(self.root, step.path):
                    self._save(self._judged(edits.remove(self.now.plan, step.path)))
                break
            if text == written and not step.findings:
                break
            try:
                value, meaning = self._read(step, text, prompt)
                tried = self._with_answer(step, value)
            except (NotRead, edits.Unwritable) as error:
                prompt = _again(prompt, text, (Note("problem", error.message),))
                continue
            if tried is None:
                break
            said = self._objections(tried, step)
            if said and text != refused:
                refused = text
                prompt = _again(prompt, text, _read_as(meaning) + problems(said), keep=True)
                continue
            elsewhere = self._stirred_up(tried, step)
            self._save(tried)
            self.talk.tell(*_read_as(meaning), *problems(elsewhere))
            break
        self._done(step.path)

    def _without_absence(self, step: Question) -> Question:
        """The step as it is put where everything is asked: that it has no answer yet is no news."""
        if not self.session.has_taken_up(step.path):
            return step
        return step.replaced(findings=tuple(one for one in step.findings if not one.absence))

    def _reply(self, prompt: Prompt) -> str:
        text = self.talk.ask(prompt)
        return "" if text.strip() == NOTHING else text

    def _read(self, step: Question, text: str, prompt: Prompt) -> tuple[Plain, str]:
        path = step.path
        answer = read(
            text,
            plan_format().named(dotted(path)),
            choices=prompt.choices,
            closed=prompt.closed,
            columns=self.words.columns(step.ask.columns, path, self.root),
            today=self.settings.today,
            percentage=is_percentage(at(self.root, path[:2])["unit"]),
        )
        value = answer.value
        if step.ask.columns and isinstance(value, list):
            value = _with_the_rest(value, at(self.root, path), step.ask.columns[0])
        return value, answer.meaning

    def _with_answer(self, step: Question, value: Plain) -> Judged | None:
        """The plan with `value` in its place; None where it stands there already."""
        path, depth = step.path, len(step.group.path)
        node = at(self.root, path)
        if not node.broken and node.plain() == value and node:
            return None
        items = path[:depth]
        if depth and at(self.root, path[: depth + 1]).event is None:
            content = _nested(path[depth + 1 :], value)
            return self._with_item(step.group, items, content)
        plan = edits.put(self.now.plan, path, value, commented=True)
        for beside, known in brought_along(plan.root, path).items():
            plan = edits.put(plan, beside, known, commented=True)
        return self._judged(plan)

    def _with_item(self, group: Group, items: Path, content: dict[str, Plain]) -> Judged:
        """The plan with a new item at the end of a list, under the next id of its kind."""
        named = {"id": new_id(self.root, items, group.prefix)} if group.prefix else {}
        count = len(at(self.root, items).items or ())
        item = {**named, **content}
        plan = edits.insert(self.now.plan, items, count, item, commented=True)
        for field in content:
            for beside, known in brought_along(plan.root, (*items, count, field)).items():
                plan = edits.put(plan, beside, known, commented=True)
        return self._judged(plan)

    def _objections(self, tried: Judged, step: Question) -> list[Finding]:
        """What the rules would say of an answer, and no later question is there to mend."""
        return [
            finding
            for finding in _grave(tried.report.findings)
            if finding.about[: len(step.path)] == step.path
            and step.path in (self._mended_at(tried, finding) or [step.path])
        ]

    def _stirred_up(self, tried: Judged, step: Question) -> list[Finding]:
        """What the rules newly say of other answers, given before."""
        known = {(finding.code, finding.about) for finding in self.findings}
        return [
            finding
            for finding in _grave(tried.report.findings)
            if not finding.absence
            and (finding.code, finding.about) not in known
            and finding.about[: len(step.path)] != step.path
            and self.session.passed.issuperset(self._mended_at(tried, finding))
        ]

    def _mended_at(self, tried: Judged, finding: Finding) -> list[Path]:
        return mended_at(self.form, tried.plan.root, finding)

    # A list

    def _ask_menu(self, step: Menu) -> None:
        count = len(at(self.root, step.path).items or ())
        action = self.talk.choose_item(step.path, count) or self._pick(
            self.words.menu(step, self.root)
        )
        if action == GO_ON:
            self._done(step.path)
        elif action == ADD:
            self.session = self.session.taking_up((*step.path, count))
        else:
            try:
                self._change_list(step, str(action))
            except Back:
                return  # to the menu itself

    def _change_list(self, step: Menu, action: str) -> None:
        index = self._pick(self.words.which_item(step, self.root, action))
        assert isinstance(index, int)
        if action == CHANGE:
            self.session = self.session.taking_up((*step.path, index))
        elif action == REMOVE:
            if self._pick(self.words.surely_remove(step, self.root, index)) is True:
                self._remove_item(step.path, index)
        elif action == MOVE:
            place = self._pick(self.words.which_place(step, self.root, index))
            assert isinstance(place, int)
            self._move_item(step.path, index, place)

    def _remove_item(self, items: Path, index: int) -> None:
        count = len(at(self.root, items).items or ())
        self._save(self._judged(edits.remove(self.now.plan, (*items, index))))
        self._follow(items, {old: old - (old > index) for old in range(count)} | {index: None})

    def _move_item(self, items: Path, old: int, new: int) -> None:
        order = list(range(len(at(self.root, items).items or ())))
        order.insert(new, order.pop(old))
        self._save(self._judged(edits.move(self.now.plan, items, old, new)))
        self._follow(items, {was: place for place, was in enumerate(order)})

    def _follow(self, items: Path, new_place: Mapping[int, int | None]) -> None:
        self.session = self.session.moved(items, new_place)
        moved = (moved_path(path, items, new_place) for path in self.visited)
        self.visited = [path for path in moved if path is not None]

    def _pick(self, prompt: Prompt) -> Plain:
        """The value of the one choice that the planner picks."""
        while True:
            text = self.talk.ask(prompt)
            try:
                return choose(text, prompt.choices).value
            except NotRead as error:
                prompt = _again(prompt, "", (Note("problem", error.message),))

    # A risk

    def _ask_risk(self, step: RiskQuestion) -> None:
        picked = self._pick(self.words.risk(step, self.root))
        if picked == ASIDE:
            self._set_aside(step)
        elif picked == ADD:
            measures = ("security", "measures")
            group = self._group_of(measures)
            count = len(at(self.root, measures).items or ())
            self._save(self._with_item(group, measures, {"protects": [step.risk.id]}))
            self.session = self.session.taking_up((*measures, count))
            self._done(step.path)
        elif isinstance(picked, int):
            path: Path = ("security", "measures", picked, "protects")
            protected = at(self.root, path).plain()
            known = protected if isinstance(protected, list) else []
            protects: Plain = [*known, step.risk.id]
            self._save(self._judged(edits.put(self.now.plan, path, protects, commented=True)))
            self._done(step.path)

    def _group_of(self, items: Path) -> Group:
        return next(
            group
            for section in self.form.sections
            for group in section.groups
            if group.path == items and group.noun
        )

    def _set_aside(self, step: RiskQuestion) -> None:
        aside = step.group.path
        written = at(self.root, aside).items or []
        index = next(
            (place for place, item in enumerate(written) if item["risk"].text == step.risk.id),
            len(written),
        )
        prompt = self.words.reason(step)
        while True:
            text = self._reply(prompt)
            if not text:
                return
            try:
                entry: dict[str, Plain] = {"risk": step.risk.id, "reason": cleaned(text)}
                if index < len(written):
                    plan = edits.put(self.now.plan, (*aside, index, "reason"), entry["reason"])
                else:
                    plan = edits.insert(self.now.plan, aside, index, entry, commented=True)
            except (NotRead, edits.Unwritable) as error:
                prompt = _again(prompt, text, (Note("problem", error.message),))
                continue
            self._save(self._judged(plan))
            self._done(step.path)
            return

    # The file

    def _judged(self, plan: Document) -> Judged:
        return Judged(plan, check(plan, self.settings))

    def _save(self, new: Judged) -> None:
        """Keep the plan as it now is, on the disk first."""
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

    def set_status(self, status: str) -> None:
        """Note how far the plan has come."""
        self._save(self._judged(edits.put(self.now.plan, ("status",), status, commented=True)))


def _grave(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.severity > Severity.ADVICE)


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


def _with_the_rest(rows: list[Plain], written: Node, key: str) -> Plain:
    """The rows with what the written ones of the same `key` hold besides what is typed."""
    known = {item[key].value: item.plain() for item in written.items or () if item[key]}
    whole: list[Plain] = []
    for row in rows:
        old = known.get(row.get(key)) if isinstance(row, dict) else None
        whole.append({**old, **row} if isinstance(old, dict) and isinstance(row, dict) else row)
    return whole


def _nested(keys: Path, value: Plain) -> dict[str, Plain]:
    for key in reversed(keys):
        value = {str(key): value}
    assert isinstance(value, dict)
    return value


def _again(prompt: Prompt, text: str, notes: tuple[Note, ...], *, keep: bool = False) -> Prompt:
    """The same question once more, with what is to be said of the answer, which may be changed."""
    kept = (Note("info", _("Press Enter to keep it as it is, or change it.")),) if keep else ()
    return prompt.replaced(
        notes=(*notes, *kept),
        default=text or prompt.default,
        suggestion="" if text else prompt.suggestion,
        problem=next(note.text for note in notes if note.kind == "problem"),
        may_be_kept=keep,
    )


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
