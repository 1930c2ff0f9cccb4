"""`--ruleset`: the rulesets that come with the program, and files that a user hands over."""

import os
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final

from dtplan import resources, ruleset
from dtplan.cli.selection import known_codes
from dtplan.document import Document, Unreadable, load
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.node import span
from dtplan.ruleset import Ruleset
from dtplan.schema import plan_format
from dtplan.shown import shown

# What a rule may rest on besides a clause.
_REASONS: Final = ("own", "law", "practice")
_FIELD = re.compile(r"\{=([\w.]+)\}")


def choose_rulesets(names: Sequence[str]) -> tuple[Ruleset, ...]:
    """The rulesets named, shipped ones by their id and others by their file; ct34 for none."""
    return tuple(map(_ruleset, dict.fromkeys(names))) or (ruleset.shipped("ct34"),)


def _ruleset(name: str) -> Ruleset:
    if name in ruleset.SHIPPED:
        return ruleset.shipped(name)
    if not os.path.isfile(name):
        raise DtplanError(
            _("there is no ruleset {name}").format(name=shown(name)),
            hint=_("Name one of {names}, or a ruleset file.").format(
                names=", ".join(ruleset.SHIPPED)
            ),
        )
    return ruleset.read(_checked(name, _read(name)))


def _read(path: str) -> Document:
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
        hint=_("`dtplan schema ruleset` prints what a ruleset file may hold."),
    )


def _checked(path: str, document: Document) -> Mapping[str, Any]:
    """The content of a ruleset file, held against the published schema and in itself."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    content: Any = document.root.plain()
    error = best_match(Draft202012Validator(resources.load_schema("ruleset")).iter_errors(content))
    if error is not None:
        raise _unfit(path, "/".join(map(str, error.absolute_path)) or "/", error.message)
    for place, name in _dangling(content):
        raise _unfit(path, place, name)
    checked: Mapping[str, Any] = content
    return checked


def _dangling(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names in a ruleset of what neither it nor the plan format holds, with their places."""
    clauses = content.get("clauses", {})
    for name, clause in clauses.items():
        if clause["source"] not in content.get("sources", {}):
            yield f"clauses/{name}/source", clause["source"]
    principles = {None, *(item["id"] for item in content.get("principles", ()))}
    for code, words in content["rules"].items():
        yield from _dangling_in(code, words, clauses, principles)


def _dangling_in(
    code: str, words: Mapping[str, Any], clauses: Container[str], principles: Container[str | None]
) -> Iterator[tuple[str, str]]:
    if code not in known_codes():
        yield "rules", code
    if words.get("principle") not in principles:
        yield f"rules/{code}/principle", words["principle"]
    for reason in words["rests_on"] or ("[]",):
        if reason not in clauses and reason not in _REASONS:
            yield f"rules/{code}/rests_on", reason
    for field in filter(_is_unknown, _fields(words)):
        yield f"rules/{code}/message", field


def _fields(words: Mapping[str, Any]) -> Iterator[str]:
    for case in (words, *words.get("cases", {}).values()):
        for template in case["message"].values():
            yield from _FIELD.findall(template)


def _is_unknown(field: str) -> bool:
    try:
        plan_format().named(field)
    except KeyError:
        return True
    return False


def _unfit(path: str, place: str, reason: str) -> DtplanError:
    return DtplanError(
        _("{path}: {place} does not fit the ruleset format ({reason})").format(
            path=shown(path), place=shown(place), reason=shown(reason)
        ),
        hint=_("`dtplan schema ruleset` prints what a ruleset file may hold."),
    )
