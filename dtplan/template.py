"""The partial plans that a new one may start from: those shipped, and an agency's own."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from dtplan import resources
from dtplan.errors import DtplanError
from dtplan.files import PLAN_SUFFIXES, stem
from dtplan.i18n import active
from dtplan.i18n import gettext as _
from dtplan.parsing.document import Unreadable, load
from dtplan.parsing.plan_file import unopened
from dtplan.record import Record
from dtplan.ruleset import Words
from dtplan.text.folding import composed, fold
from dtplan.text.nearest import nearest
from dtplan.text.shown import shown

SHIPPED: Final = ("ministry", "province", "national-database", "smart-city", "existing-programme")
# What a comment at the head of a template says of it: of which field, in which language.
_LABELS: Final = {
    "mẫu": ("title", "vi"),
    "template": ("title", "en"),
    "dùng khi": ("use", "vi"),
    "use when": ("use", "en"),
}


class Template(Record):
    """A partial plan as it is written, and what people call it and start from it for."""

    name: str
    title: Words
    use: Words
    text: str


def _say_nothing(message: str) -> None:
    """Pass over what `of_folder` leaves out."""


def shipped() -> tuple[Template, ...]:
    """The templates that come with the program, always in the same order."""
    return tuple(map(_shipped, SHIPPED))


def chosen(name_or_path: str, folder: str | None = None) -> Template:
    """The template that somebody named: one of the agency's own, one shipped, or a file.

    The agency's own come first, so that it can put one in the place of a shipped one. Raises
    DtplanError for a name that nothing has, and for a file that is no plan.
    """
    own = {stem(path): path for path in reversed(_files_in(folder))} if folder else {}
    if name_or_path in own:
        return _of_file(own[name_or_path])
    if name_or_path in SHIPPED:
        return _shipped(name_or_path)
    if os.path.lexists(name_or_path):
        return _of_file(name_or_path)
    raise _unknown(name_or_path, [*SHIPPED, *own])


def of_folder(folder: str, note: Callable[[str], None] = _say_nothing) -> tuple[Template, ...]:
    """An agency's own templates, in the order of their files' names.

    A file that is no plan is left out; `note` is told of it. Raises DtplanError where the folder
    can't be read.
    """
    return tuple(_readable(_files_in(folder), note))


def _shipped(name: str) -> Template:
    return _template(name, resources.template_text(name), name)


def _readable(paths: Iterable[str], note: Callable[[str], None]) -> Iterator[Template]:
    for path in paths:
        try:
            yield _of_file(path)
        except DtplanError as error:
            note(_("passed over: {problem}").format(problem=error.message))


def _files_in(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise unopened(folder, error) from error
    plans = (name for name in names if name.lower().endswith(PLAN_SUFFIXES))
    # A hidden one is the working copy of some program.
    return [os.path.join(folder, name) for name in plans if not name.startswith(".")]


def _of_file(path: str) -> Template:
    document = load(path)
    if isinstance(document, Unreadable):
        raise _unreadable(document)
    if not document.root["dtplan"]:
        raise DtplanError(
            _("{path} is no plan: the line `dtplan: 1` is missing").format(path=shown(path)),
            hint=_("A template is a plan, however much of it is still to be written."),
        )
    return _template(stem(path), document.text, document.root["title"].text or stem(path))


def _template(name: str, text: str, title: str) -> Template:
    """A template with what its comments say of it; where they say nothing, called `title`."""
    found: dict[tuple[str, str], str] = {}
    for label, said in _labelled(text):
        found.setdefault(label, shown(said))
    return Template(name, _words(found, "title", shown(title)), _words(found, "use", ""), text)


def _words(found: dict[tuple[str, str], str], field: str, default: str) -> Words:
    """What was found in each language; what is said in one stands for the other, too."""
    vietnamese, english = found.get((field, "vi"), ""), found.get((field, "en"), "")
    return {
        "vi": vietnamese or english or default,
        "en": english or vietnamese or default,
    }


def _labelled(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The labels among the comments before the first line of the plan itself."""
    for line in map(str.strip, text.split("\n")):
        if line and not line.startswith("#"):
            return
        label, _colon, said = line.lstrip("#").partition(":")
        known = _LABELS.get(fold(label))
        if known and said.strip():
            yield known, composed(said.strip())


def _unreadable(plan: Unreadable) -> DtplanError:
    # Imported here because only a file that can't be read needs the words for it.
    from dtplan import engine, ruleset
    from dtplan.settings import Settings

    settings = Settings((ruleset.shipped("ct34"),), today="", language=active())
    finding = engine.check(plan, settings).findings[0]
    line = finding.place.span.line + 1
    return DtplanError(
        f"{shown(plan.path)}:{line}: {finding.message}",
        # A remedy goes on a sentence in a report; here it stands by itself.
        hint=finding.help[:1].upper() + finding.help[1:],
    )


def _unknown(name: str, names: list[str]) -> DtplanError:
    near = nearest(name, names)
    hint = _("Name one of {names}, or a template file.").format(names=", ".join(map(shown, names)))
    if near is not None:
        hint = " ".join((_("Perhaps {name}?").format(name=shown(near)), hint))
    return DtplanError(_("there is no template {name}").format(name=shown(name)), hint=hint)
