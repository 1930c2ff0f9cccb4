"""Which rules a call runs: `--select`, `--ignore` and `--ruleset`."""

import os
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from gettext import gettext as _
from typing import Any

from dtplan import resources, ruleset
from dtplan.errors import DtplanError
from dtplan.nearest import nearest
from dtplan.rules import RULES
from dtplan.ruleset import Ruleset
from dtplan.shown import shown

# Judged while a plan is read, before the rules of the table.
READING_CODES = frozenset(("DT001", "DT002", "DT006", "DT010", "DT011", "DT014"))


def known_codes() -> frozenset[str]:
    """The codes of all rules there are."""
    return READING_CODES | RULES.keys()


def choose_codes(select: str, ignore: str) -> frozenset[str] | None:
    """The codes that may speak; None where neither option narrows them.

    Both take codes and beginnings of codes; where both name a code the longer beginning wins, and
    of equals `ignore`. Raises DtplanError for what no code begins with.
    """
    if not select and not ignore:
        return None
    wanted = _beginnings(select, "--select")
    unwanted = _beginnings(ignore, "--ignore")
    return frozenset(code for code in known_codes() if _speaks(code, wanted, unwanted))


def _speaks(code: str, wanted: Sequence[str], unwanted: Sequence[str]) -> bool:
    chosen = max((len(part) for part in wanted if code.startswith(part)), default=-1)
    refused = max((len(part) for part in unwanted if code.startswith(part)), default=-1)
    if refused >= 0:
        return chosen > refused
    return chosen >= 0 or not wanted


def _beginnings(text: str, option: str) -> list[str]:
    parts = [part.strip().upper() for part in text.split(",") if part.strip()]
    codes = known_codes()
    for part in parts:
        if not any(code.startswith(part) for code in codes):
            raise DtplanError(
                _("{option}: there is no rule {code}").format(option=option, code=shown(part)),
                hint=did_you_mean(part, codes),
            )
    return parts


def did_you_mean(name: str, names: AbstractSet[str]) -> str:
    """A hint that names the rule somebody probably meant."""
    near = nearest(name, sorted(names))
    if near is None:
        return _("`dtplan rules` lists them all.")
    return _("Perhaps {name}? `dtplan rules` lists them all.").format(name=near)


def choose_rulesets(names: Sequence[str]) -> tuple[Ruleset, ...]:
    """The rulesets named, shipped ones by their id and others by their file; ct34 for none."""
    return tuple(map(_ruleset, names)) or (ruleset.shipped("ct34"),)


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
    return ruleset.read(_checked(name))


def _checked(path: str) -> Mapping[str, Any]:
    """The content of a stranger's ruleset file, held against the published schema."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    from dtplan.document import Unreadable, load

    plan = load(path)
    if isinstance(plan, Unreadable):
        raise DtplanError(
            _("{path}:{line}: the ruleset can't be read").format(
                path=shown(path), line=plan.span.line + 1
            ),
            hint=_("`dtplan schema ruleset` prints what a ruleset file may hold."),
        )
    content: Any = plan.root.plain()
    error = best_match(Draft202012Validator(resources.load_schema("ruleset")).iter_errors(content))
    if error is not None:
        place = "/".join(map(str, error.absolute_path)) or "/"
        raise DtplanError(
            _("{path}: {place} does not fit the ruleset format ({reason})").format(
                path=shown(path), place=shown(place), reason=shown(error.validator)
            ),
            hint=_("`dtplan schema ruleset` prints what a ruleset file may hold."),
        )
    checked: Mapping[str, Any] = content
    return checked
