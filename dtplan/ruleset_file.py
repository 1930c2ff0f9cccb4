"""A ruleset file: read, held against its schema and in itself, and refused with its line.

It is data alone: nothing in it is run. It may come from a stranger.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import islice
from typing import Any, Final, NoReturn

from dtplan import misfits, resources, ruleset
from dtplan.config.shape import Flaw, flaws
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.misread import Misread, misread_rule
from dtplan.node import Node, span
from dtplan.parsing.document import Document, Unreadable, load
from dtplan.ruleset import OWN, SHIPPED, Ruleset, file_rules, shipped
from dtplan.text.nearest import nearest
from dtplan.text.shown import shown

Path = tuple[str | int, ...]

# What a rule may rest on besides a clause.
_REASONS: Final = ("own", "law", "practice")
# Enough to find the first in the text; a file full of them is no slip of the pen.
_MOST_FLAWS: Final = 1000
_LONGEST_PLACE: Final = 120


def read(path: str) -> Ruleset:
    """The ruleset in the file at `path`; raises DtplanError, with the place, for what is none."""
    document = _document(path)
    content = _shaped(document)
    for wrong in _misread(content):
        _refuse(document, wrong.path, wrong.message, wrong.hint)
    return ruleset.read(content)


def _document(path: str) -> Document:
    """A ruleset file as a text that can be read, no key in it written twice."""
    document = load(path)
    if isinstance(document, Unreadable):
        line = document.span.line
    elif document.duplicates:
        line = span(document.duplicates[0].again).line
    else:
        return document
    raise DtplanError(
        _("{path}:{line}: the ruleset can't be read").format(path=shown(path), line=line + 1),
        hint=_hint(),
    )


def _shaped(document: Document) -> Mapping[str, Any]:
    """The content of a file, which has the published shape."""
    content: Any = document.root.plain()
    schema = resources.load_schema("ruleset")
    found = list(islice(flaws(content, schema), _MOST_FLAWS)) or list(_in_rules(content, schema))
    if found:
        first = min(found, key=lambda flaw: _line(document.root, flaw.path))
        _refuse(document, first.path, *misfits.told(first))
    shaped: Mapping[str, Any] = content
    return shaped


def _in_rules(content: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Flaw]:
    """What does not fit in rules of dtplan: of those of an extended ruleset only a part is told."""
    definition = {
        **schema["$defs"]["change" if "extends" in content else "rule"],
        "$defs": schema["$defs"],
    }
    for code, entry in content["rules"].items():
        if not code.startswith(OWN):
            for flaw in flaws(entry, definition):
                yield flaw.replaced(path=("rules", code, *flaw.path))


def _misread(content: Mapping[str, Any]) -> Iterator[Misread]:
    """What has the right shape and names what there is not."""
    if content["id"] in (*SHIPPED, file_rules().id):
        yield Misread(
            ("id",),
            _('a ruleset of dtplan is called "{name}" already').format(name=content["id"]),
            _("Give the ruleset another id."),
        )
    extended = [shipped(content["extends"])] if "extends" in content else []
    sources = {*content.get("sources", {}), *(name for item in extended for name in item.sources)}
    for name, clause in content.get("clauses", {}).items():
        yield from _dangling(("clauses", name, "source"), clause["source"], sources)
    reasons = {
        *_REASONS,
        *content.get("clauses", {}),
        *(name for item in extended for name in item.clauses),
    }
    principles = {
        *(item["id"] for item in content.get("principles", ())),
        *(principle.id for item in extended for principle in item.principles),
    }
    codes = _codes(extended)
    for code, entry in content["rules"].items():
        path = ("rules", code)
        if not code.startswith(OWN):
            yield from _dangling(path, code, codes)
        if entry.get("principle") is not None:
            yield from _dangling((*path, "principle"), entry["principle"], principles)
        for number, reason in enumerate(entry.get("rests_on", ())):
            yield from _dangling((*path, "rests_on", number), reason, reasons)
        yield from misread_rule(code, entry)
    yield from _alike(content["rules"])


def _codes(extended: Iterable[Ruleset]) -> set[str]:
    """The codes of the rules of dtplan that a ruleset may speak of."""
    known = [*extended] or [file_rules(), *map(shipped, SHIPPED)]
    return {code for item in known for code in item.rules}


def _alike(rules: Mapping[str, Any]) -> Iterator[Misread]:
    """Rules of one's own that are called as another rule is."""
    known = [file_rules(), *map(shipped, SHIPPED)]
    names = {words.name: code for item in known for code, words in item.rules.items()}
    for code, entry in rules.items():
        if code.startswith(OWN) and names.setdefault(entry["name"], code) != code:
            yield Misread(
                ("rules", code, "name"),
                _('rule {code} is called "{name}" already').format(
                    code=names[entry["name"]], name=shown(entry["name"])
                ),
                _("Give the rule another name."),
            )


def _dangling(path: Path, name: str, known: Set[str]) -> Iterator[Misread]:
    if name in known:
        return
    near = nearest(name, sorted(known))
    hint = _("Perhaps `{name}`?").format(name=shown(near)) if near else _hint()
    yield Misread(path, _("there is no `{name}`").format(name=shown(name)), hint)


def _refuse(document: Document, path: Path, message: str, hint: str) -> NoReturn:
    line = _line(document.root, path) + 1
    names = shown("/".join(map(str, path)), _LONGEST_PLACE)
    place = ": ".join(part for part in (f"{shown(document.path)}:{line}", names) if part)
    raise DtplanError(f"{place}: {message}", hint=hint or _hint())


def _line(root: Node, path: Path) -> int:
    """The line of the value at `path`, or of the nearest one that it is in."""
    node = root
    for step in path:
        inner = node.items[step] if node.items and isinstance(step, int) else node[str(step)]
        if inner.event is None:
            break
        node = inner
    return span(node).line


def _hint() -> str:
    return _("`dtplan schema ruleset` prints what a ruleset file may hold.")
