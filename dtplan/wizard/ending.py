"""What stands at the end of an interview: all answers, the principles met, what is still open."""

from collections.abc import Iterable, Iterator
from typing import Final

from dtplan.answers.reply import Choice
from dtplan.findings import Finding, PlanReport, Verdict
from dtplan.form import LIST, Form, Group
from dtplan.formats.summary import verdict_label
from dtplan.i18n import gettext as _
from dtplan.interview import RISKS_ASIDE, Path, at
from dtplan.message import written
from dtplan.node import Node
from dtplan.record import Record
from dtplan.ruleset import Rules
from dtplan.schema import plan_format
from dtplan.text.shown import shown
from dtplan.wizard.choices import yes_or_no
from dtplan.wizard.prompts import Words
from dtplan.wizard.talk import Note, Prompt

FINISH: Final = "finish"
SUBMIT: Final = "submit"
RESUME: Final = "resume"
CHANGE: Final = "change"

_MARKS: Final = {
    Verdict.MET: "✓",
    Verdict.PARTLY: "~",
    Verdict.NOT_MET: "✗",
    Verdict.NOT_JUDGED: "·",
}
_MOST_OPEN: Final = 10
_LONGEST: Final = 120


class Given(Record):
    """One answer as the table shows it: where it stands, what was asked, what was answered."""

    path: Path
    section: str
    item: str
    label: str
    value: str


def answers_given(form: Form, root: Node, words: Words) -> Iterator[Given]:
    """All answers of a plan in the order of the form."""
    for section in form.sections:
        title = section.title[words.language]
        for group in section.groups:
            for around, item in _arounds(group, root, words):
                for ask in group.asks:
                    node = at(around, ask.path)
                    if node or node.broken:
                        label = plan_format().named(group.absolute(ask)).label[words.language]
                        yield Given(node.path, title, item, label, _value(node, words, ask.columns))


def _arounds(group: Group, root: Node, words: Words) -> Iterator[tuple[Node, str]]:
    if not group.path:
        yield root, ""
        return
    for item in at(root, group.path).items or ():
        if item.fields is not None:
            yield item, words.item(item, group)


def _value(node: Node, words: Words, columns: tuple[str, ...]) -> str:
    return shown(words.value(node, columns) or written(node), _LONGEST)


def table(given: Iterable[Given]) -> list[Note]:
    """The answers as lines, under their sections and items."""
    notes: list[Note] = []
    section = item = ""
    for answer in given:
        if answer.section != section:
            section, item = answer.section, ""
            notes.append(Note("title", section))
        if answer.item != item:
            item = answer.item
            if item:
                notes.append(Note("heading", item))
        kind = "answer" if item else "info"
        notes.append(Note(kind, f"{answer.label}: {answer.value}"))
    return notes


def matrix(report: PlanReport, rules: Rules, language: str) -> list[Note]:
    """How the plan stands to each principle, and what is open, the gravest first."""
    titles = {principle.id: principle.title[language] for principle in rules.principles}
    met = sum(item.verdict is Verdict.MET for item in report.principles)
    notes = [
        Note(
            "title",
            _("{met} of {all} principles of the directive are met").format(
                met=met, all=len(report.principles)
            ),
        )
    ]
    for item in report.principles:
        held = f" ({item.held}/{item.asked})" if item.asked else ""
        text = f"{_MARKS[item.verdict]} {titles[item.id]}: {verdict_label(item.verdict)}{held}"
        notes.append(Note("answer", text))
    return notes


def still_open(findings: Iterable[Finding]) -> list[Note]:
    """What is left to mend, by weight; only the first are told in full."""
    ordered = sorted(findings, key=lambda finding: (-finding.severity, finding.order))
    if not ordered:
        return [Note("title", _("Nothing is left to mend."))]
    notes = [Note("title", _("Still open ({count}), by weight:").format(count=len(ordered)))]
    for finding in ordered[:_MOST_OPEN]:
        notes.append(Note("problem", f"{finding.code}: {finding.message}"))
        notes.append(Note("mend", finding.help))
    if len(ordered) > _MOST_OPEN:
        more = len(ordered) - _MOST_OPEN
        notes.append(Note("info", _("and {count} more").format(count=more)))
    return notes


def what_now(*, is_open: bool, status: str) -> Prompt:
    """The prompt for how to end."""
    choices = [Choice(FINISH, _("Finish; the plan stays as it is saved"))]
    if is_open:
        choices.append(Choice(RESUME, _("Go through what is still open")))
    choices.append(Choice(CHANGE, _("Change an answer or a list")))
    if status in ("", "draft"):
        choices.append(Choice(SUBMIT, _("Submit the plan: its status becomes submitted")))
    return Prompt(
        path=(),
        text=_("All questions have been put. What now?"),
        suggestion=choices[0].label,
        choices=tuple(choices),
        closed=True,
    )


def surely_submit(count: int) -> Prompt:
    """The prompt before a plan is submitted that still falls short."""
    return Prompt(
        path=(),
        text=_("Still to be mended: {count}. Submit the plan all the same?").format(count=count),
        suggestion=_("no"),
        choices=yes_or_no(),
        closed=True,
    )


def which_answer(form: Form, root: Node, words: Words) -> tuple[Prompt, list[Path]]:
    """The prompt for an answer or list to change, and where each of the choices is asked."""
    language = words.language
    names: list[str] = []
    paths: list[Path] = []
    for section in form.sections:
        for group in section.groups:
            if group.kind == LIST:
                names.append(_("List: {name}").format(name=group.noun[language]))
                paths.append(group.path)
    for answer in answers_given(form, root, words):
        if answer.path[:2] != RISKS_ASIDE:
            names.append(
                " · ".join(part for part in (answer.item, answer.label, answer.value) if part)
            )
            paths.append(answer.path)
    choices = tuple(Choice(name, name) for name in names)
    prompt = Prompt(
        path=(),
        text=_("Which one is to be changed? Type some letters of it."),
        choices=choices,
        closed=True,
    )
    return prompt, paths
