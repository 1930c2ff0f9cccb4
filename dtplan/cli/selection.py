"""Which rules a call runs: `--select` and `--ignore`."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.ruleset import OWN, SHIPPED, Ruleset, file_rules, shipped
from dtplan.text.nearest import nearest
from dtplan.text.shown import shown

# A plan nobody could read must not pass because other rules were asked for.
UNREADABLE = "DT001"


def known_codes(rulesets: Iterable[Ruleset] = ()) -> frozenset[str]:
    """The codes of all rules there are, and of those that `rulesets` describe themselves."""
    own = (code for item in rulesets for code, words in item.rules.items() if words.is_own)
    ours = (code for name in SHIPPED for code in shipped(name).rules)
    return frozenset((*file_rules().rules, *ours, *own))


class Choice(Record):
    """Codes and beginnings of codes: `only` to choose afresh from all rules, `but` to leave out."""

    only: tuple[str, ...]
    but: tuple[str, ...]


def typed(select: str, ignore: str) -> Choice:
    """What `--select` and `--ignore` say; raises DtplanError for what no code begins with.

    A repository's own codes are taken on trust: which there are, its rulesets tell.
    """
    return Choice(_beginnings(select, "--select"), _beginnings(ignore, "--ignore"))


def chosen(choice: Choice, known: AbstractSet[str]) -> frozenset[str] | None:
    """The codes out of `known` of a choice made afresh; None where nothing is to be chosen.

    Where both parts name a code the longer beginning wins, and of equals the one to leave out. A
    plan that can't be read is told of whatever is selected.
    """
    if not choice.only:
        return None
    speaking = {code for code in known if _speaks(code, choice)}
    if not any(UNREADABLE.startswith(part) for part in choice.but):
        speaking.add(UNREADABLE)
    return frozenset(speaking)


def beginning_with(parts: Iterable[str], known: AbstractSet[str]) -> frozenset[str]:
    """The codes that begin with one of `parts`."""
    begun = tuple(parts)
    return frozenset(code for code in known if code.startswith(begun))


def is_known(part: str, known: AbstractSet[str]) -> bool:
    """Whether some code begins with `part`."""
    return bool(beginning_with((part,), known))


def is_own(part: str) -> bool:
    """Whether only rules of a repository's own can have codes that begin with `part`."""
    return part.startswith(OWN)


def unknown_code(part: str, known: AbstractSet[str]) -> tuple[str, str]:
    """What to say of a code that there is not, and a hint."""
    message = _("there is no rule {name}").format(name=shown(part))
    if is_own(part) and not any(map(is_own, known)):
        return message, _("Codes with X are those of a ruleset file: name it with --ruleset.")
    return message, did_you_mean(part, known)


def _speaks(code: str, choice: Choice) -> bool:
    wanted = max((len(part) for part in choice.only if code.startswith(part)), default=-1)
    refused = max((len(part) for part in choice.but if code.startswith(part)), default=-1)
    return wanted > refused


def _beginnings(text: str, option: str) -> tuple[str, ...]:
    parts = tuple(part.strip().upper() for part in text.split(",") if part.strip())
    for part in parts:
        if not is_own(part) and not is_known(part, known_codes()):
            raise DtplanError(
                _("{option}: there is no rule {code}").format(option=option, code=shown(part)),
                hint=did_you_mean(part, known_codes()),
            )
    return parts


def did_you_mean(name: str, names: AbstractSet[str]) -> str:
    """A hint that names the rule somebody probably meant."""
    near = nearest(name, sorted(names))
    if near is None:
        return _("`dtplan rules` lists them all.")
    return _("Perhaps {name}? `dtplan rules` lists them all.").format(name=near)
