"""One of several choices, named by its number, its value or a part of its name."""

from collections.abc import Iterator, Sequence
from typing import Final

from dtplan.answers.reply import Choice, NotRead, quoted
from dtplan.answers.search import find
from dtplan.i18n import gettext as _
from dtplan.node import Plain
from dtplan.text.folding import fold, unaccented
from dtplan.text.nearest import nearest

_MOST_NAMED: Final = 5
_LONGEST: Final = 100  # characters that are compared with names


def choose(text: str, choices: Sequence[Choice]) -> Choice:
    """The choice that `text` names; NotRead where it names none, or more than one."""
    for found in _tiers(text, choices):
        if found and all(same(choice.value, found[0].value) for choice in found):
            return found[0]
        if found:
            raise NotRead(
                _(
                    "“{text}” fits several choices: {choices}. Type a number or more of a name."
                ).format(text=quoted(text), choices=_named(found, choices))
            )
    raise NotRead(_none(text, choices))


def typed_choice(choice: Choice, choices: Sequence[Choice]) -> str:
    """What to type for a choice: its label, else its value, else its number."""
    for text in (choice.label, value_text(choice)):
        if text and _is_chosen(text, choice, choices):
            return text
    return str(choices.index(choice) + 1)


def value_text(choice: Choice) -> str:
    """The value of a choice as it stands in a file."""
    value = choice.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def same(one: Plain, other: Plain) -> bool:
    """Whether two values are one; 1 and true are two."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_chosen(text: str, choice: Choice, choices: Sequence[Choice]) -> bool:
    try:
        return same(choose(text, choices).value, choice.value)
    except NotRead:
        return False


def _tiers(text: str, choices: Sequence[Choice]) -> Iterator[list[Choice]]:
    """The choices that `text` may name, from the surest way of naming one to the loosest."""
    # A safety level is a number itself: 3 is level 3, wherever it stands among the choices.
    yield [item for item in choices if _is_number(item) and value_text(item) == text]
    if text.isascii() and text.isdigit() and len(text) < 10 and 0 < int(text) <= len(choices):
        yield [choices[int(text) - 1]]
    yield [item for item in choices if text == value_text(item)]
    folded = fold(text)
    yield [item for item in choices if folded in (fold(item.label), fold(value_text(item)))]
    labels = [item.label for item in choices]
    yield [choices[index] for index in find(text, labels) if fold(labels[index]).startswith(folded)]
    yield [choices[index] for index in find(text, labels)]
    yield [choices[index] for index in find(text, [value_text(item) for item in choices])]


def _is_number(choice: Choice) -> bool:
    return isinstance(choice.value, int | float) and not isinstance(choice.value, bool)


def _named(found: Sequence[Choice], choices: Sequence[Choice]) -> str:
    names = [f"{choices.index(item) + 1} ({item.label})" for item in found[:_MOST_NAMED]]
    return ", ".join([*names, "…"] if len(found) > _MOST_NAMED else names)


def _none(text: str, choices: Sequence[Choice]) -> str:
    if not choices:
        return _("There is nothing to choose from yet.")
    names = {unaccented(item.label): item for item in choices}
    near = nearest(unaccented(text[:_LONGEST]), names)
    if near is not None:
        return _(
            "“{text}” is none of the choices; the nearest is {nearest}. Type a number from 1 to "
            "{count}, or part of a name."
        ).format(text=quoted(text), nearest=_named([names[near]], choices), count=len(choices))
    return _(
        "“{text}” is none of the choices. Type a number from 1 to {count}, or part of a name."
    ).format(text=quoted(text), count=len(choices))
