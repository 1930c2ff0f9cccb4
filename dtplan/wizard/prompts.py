"""The steps of the interview in words: each question with its clause and an example."""

from collections.abc import Iterable, Mapping
from typing import Final

from dtplan.answers import typed
from dtplan.answers.reply import Choice, Column
from dtplan.breach import is_percentage
from dtplan.findings import Finding
from dtplan.form import Ask, Form, Group
from dtplan.i18n import gettext as _
from dtplan.interview import Menu, Path, Question, RiskQuestion, Step, at, dotted
from dtplan.message import written
from dtplan.node import Node, Plain
from dtplan.ruleset import Rules
from dtplan.schema import plan_format
from dtplan.wizard.choices import (
    Choices,
    choices_at,
    item_name,
    place_value,
    registered_name,
    yes_or_no,
)
from dtplan.wizard.suggestions import suggestion
from dtplan.wizard.talk import Note, Prompt

# What a menu of a list can do, and what a risk can be answered with.
GO_ON: Final = "go-on"
ADD: Final = "add"
CHANGE: Final = "change"
REMOVE: Final = "remove"
MOVE: Final = "move"
ASIDE: Final = "aside"


class Words:
    """Puts steps into the words of one language; `rules` are those in force for the plan."""

    def __init__(self, form: Form, rules: Rules, language: str) -> None:
        self.form = form
        self.rules = rules
        self.language = language

    def question(self, step: Question, root: Node) -> Prompt:
        """The prompt for one value."""
        language = self.language
        node = at(root, step.path)
        picks = choices_at(root, step.path, language)
        columns = self.columns(step.ask.columns, step.path, root)
        guess = suggestion(root, step.path) if node.absent else None
        return Prompt(
            path=step.path,
            heading=self._item_heading(step.group, root, step.path),
            text=f"{step.ask.ask[language]} (`{step.ask.field}`)",
            notes=(
                *self._clause(step.ask.rule, step.ask.clause),
                *_example(step.ask, language),
                *self._sums(step, root),
                *problems(step.findings),
            ),
            help=self._help(step.ask.rule, step.ask.hint, self._how_to_type(step)),
            default=self._typed(node, node.plain(), picks, columns) or written(node),
            suggestion=self._typed(node, guess, picks, columns),
            choices=_explained(picks.choices, step.ask, language),
            closed=picks.closed,
            several=picks.several,
            columns=step.ask.columns,
        )

    def _typed(self, node: Node, value: Plain, picks: Choices, columns: tuple[Column, ...]) -> str:
        item = node.item
        return typed(
            value,
            plan_format().named(dotted(node.path)),
            choices=picks.choices,
            closed=picks.closed,
            columns=columns,
            percentage=item is not None and is_percentage(item["unit"]),
        )

    def value(self, node: Node, columns: tuple[str, ...]) -> str:
        """What is written at a place, as a person would type it."""
        root = node
        while root.parent is not None:
            root = root.parent
        picks = choices_at(root, node.path, self.language, with_agencies=False)
        parts = self.columns(columns, node.path, root)
        return registered_name(node) or self._typed(node, node.plain(), picks, parts)

    def columns(self, keys: tuple[str, ...], path: Path, root: Node) -> tuple[Column, ...]:
        """The columns with `keys` of the list at `path`, which is typed in one line."""
        name = dotted(path)
        return tuple(
            Column(
                plan_format().named(f"{name}.{key}"),
                choices_at(root, (*path, 0, key), self.language).choices,
            )
            for key in keys
        )

    def menu(self, step: Menu, root: Node) -> Prompt:
        """The prompt for what to do with a list."""
        language, group = self.language, step.group
        noun = group.noun[language]
        items = list(at(root, step.path).items or ())
        choices = [Choice(GO_ON, _("Go on")), Choice(ADD, _("Add a {noun}").format(noun=noun))]
        if items:
            choices += [
                Choice(CHANGE, _("Change a {noun}").format(noun=noun)),
                Choice(REMOVE, _("Remove a {noun}").format(noun=noun)),
            ]
        if len(items) > 1:
            choices.append(Choice(MOVE, _("Change the order")))
        first = GO_ON if items or not step.findings else ADD
        listed = tuple(Note("info", f"· {self.item(item, group)}") for item in items)
        return Prompt(
            path=step.path,
            text=group.ask[language],
            notes=(*self._clause(group.rule, group.clause), *listed, *problems(step.findings)),
            help=self._help(group.rule, group.hint),
            suggestion=next(choice.label for choice in choices if choice.value == first),
            choices=tuple(choices),
            closed=True,
        )

    def which_item(self, step: Menu, root: Node, action: str) -> Prompt:
        """The prompt for the item that something is to be done with."""
        noun = step.group.noun[self.language]
        text = {
            CHANGE: _("Which {noun} is to be changed?"),
            REMOVE: _("Which {noun} is to be removed?"),
            MOVE: _("Which {noun} is to be moved?"),
        }[action]
        return Prompt(
            path=step.path,
            text=text.format(noun=noun),
            choices=self.items(step.group, root),
            closed=True,
        )

    def which_place(self, step: Menu, root: Node) -> Prompt:
        """The prompt for where an item is to go."""
        count = len(at(root, step.path).items or ())
        choices = [
            Choice(place_value(number), _("Place {number}").format(number=number + 1))
            for number in range(count)  # its own too, so that each place has its own number
        ]
        return Prompt(
            path=step.path,
            text=_("Which place should it take?"),
            choices=tuple(choices),
            closed=True,
        )

    def surely_remove(self, step: Menu, root: Node, index: int) -> Prompt:
        """The prompt before something is taken out of the file."""
        item = (at(root, step.path).items or ())[index]
        return Prompt(
            path=step.path,
            text=_("Remove {item} and all that stands in it?").format(
                item=self.item(item, step.group)
            ),
            suggestion=_("no"),
            choices=yes_or_no(),
            closed=True,
        )

    def risk(self, step: RiskQuestion, root: Node) -> Prompt:
        """The prompt for how a risk is answered."""
        language, risk = self.language, step.risk
        measures = root["security"]["measures"]
        choices = [
            *(
                Choice(
                    place_value(index),
                    _("Measure {item} protects it").format(item=item_name(item, "title", language)),
                )
                for index, item in enumerate(measures.items or ())
            ),
            Choice(ADD, _("Add a measure that protects it")),
            Choice(ASIDE, risk.aside[language]),
        ]
        return Prompt(
            path=step.path,
            text=risk.ask[language],
            notes=(
                *self._clause(step.group.rule, step.group.clause),
                Note("example", _("For example: {example}").format(example=risk.example[language])),
                *problems(step.findings),
            ),
            help=self._help(step.group.rule, risk.hint),
            choices=tuple(choices),
            closed=True,
        )

    def reason(self, step: RiskQuestion) -> Prompt:
        """The prompt for why a risk does not arise."""
        ask = step.group.asks[0]
        return Prompt(
            path=(*step.path, "reason"),
            text=f"{ask.ask[self.language]} (`reason`)",
            notes=_example(ask, self.language),
            help=ask.hint.get(self.language, ""),
        )

    def items(self, group: Group, root: Node) -> tuple[Choice, ...]:
        """The items of a list to pick from, by their index."""
        return tuple(
            Choice(place_value(index), self.item(item, group))
            for index, item in enumerate(at(root, group.path).items or ())
        )

    def item(self, item: Node, group: Group) -> str:
        """An item as a menu calls it."""
        return item_name(item, group.name, self.language)

    def progress(self, step: Step) -> str:
        """The section's title, and how far the interview has come."""
        order = [section.id for section in self.form.sections]
        number = order.index(step.section.id) + 1
        return f"{number}/{len(order)}  {step.section.title[self.language]}"

    def _item_heading(self, group: Group, root: Node, path: Path) -> str:
        depth = len(group.path)
        if not depth or len(path) <= depth:
            return ""
        noun = group.noun[self.language]
        number = path[depth]
        name = at(root, path[: depth + 1])["id"].text or f"{int(number) + 1}"
        return f"{noun[:1].upper()}{noun[1:]} {name}"

    def _clause(self, rule: str, clause: str) -> tuple[Note, ...]:
        quoted = (each.origin.quotation(clause, self.language) for each in self.rules.rulesets)
        text = next(filter(None, quoted), "")
        words = self.rules.rules.get(rule)
        if not text and words is not None:
            text = words.clause(self.language)
        return (Note("clause", text),) if text else ()

    def _help(self, rule: str, hint: Mapping[str, str], how: str = "") -> str:
        words = self.rules.rules.get(rule)
        why = words.why.get(self.language, "") if words is not None else ""
        return "\n".join(text for text in (hint.get(self.language, ""), why, how) if text)

    def _how_to_type(self, step: Question) -> str:
        kind = "columns" if step.ask.columns else plan_format().named(dotted(step.path)).kind
        return self.form.how_to_type.get(kind, {}).get(self.language, "")

    def _sums(self, step: Question, root: Node) -> tuple[Note, ...]:
        if dotted(step.path) not in _WITH_SUMS:
            return ()
        return (Note("info", sums(root)),)


_WITH_SUMS: Final = ("budget.sources.amount", "budget.total", "tasks.budget", "budget.report_to_pm")


def sums(root: Node) -> str:
    """What the sources give, what the tasks take, and what no source covers yet."""
    given = _sum(source["amount"] for source in root["budget"]["sources"])
    taken = _sum(entry["amount"] for task in root["tasks"] for entry in task["budget"])
    total = root["budget"]["total"].number
    parts = [
        _("sources {amount}").format(amount=amount_text(given)),
        _("tasks {amount}").format(amount=amount_text(taken)),
    ]
    if total is not None:
        parts.insert(0, _("total {amount}").format(amount=amount_text(total)))
    uncovered = max(total or 0, taken) - given
    if uncovered > 0:
        parts.append(_("not covered yet {amount}").format(amount=amount_text(uncovered)))
    return "; ".join(parts)


def _sum(amounts: Iterable[Node]) -> float:
    return sum(amount.number or 0 for amount in amounts)


def amount_text(amount: float) -> str:
    """An amount with a dot before every three digits."""
    return f"{amount:,.0f}".replace(",", ".")


def problems(findings: Iterable[Finding]) -> tuple[Note, ...]:
    """What the rules say, and how to mend it."""
    notes: list[Note] = []
    for finding in findings:
        notes.append(Note("problem", f"{finding.code}: {finding.message}"))
        notes.append(Note("mend", finding.help))
    return tuple(dict.fromkeys(notes))


def _example(ask: Ask, language: str) -> tuple[Note, ...]:
    example = ask.example.get(language, "")
    return (
        (Note("example", _("For example: {example}").format(example=example)),) if example else ()
    )


def _explained(choices: tuple[Choice, ...], ask: Ask, language: str) -> tuple[Choice, ...]:
    if not ask.choices:
        return choices
    return tuple(
        choice.replaced(hint=ask.choices[str(choice.value)][language])
        if str(choice.value) in ask.choices
        else choice
        for choice in choices
    )
