"""Which rules a call runs: `--select` and `--ignore`."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.nearest import nearest
from dtplan.rules import RULES
from dtplan.ruleset import file_rules
from dtplan.shown import shown

# A plan nobody could read must not pass because other rules were asked for.
UNREADABLE = "DT001"
# In the catalogue, and not judged yet: they may be named, and say nothing.
_TO_COME: Final = frozenset(("DT008", "DT605", "DT607", "DT609"))


def known_codes() -> frozenset[str]:
    """The codes of all rules there are."""
    return frozenset(file_rules().rules) | RULES.keys()


def choose_codes(select: str, ignore: str) -> frozenset[str] | None:
    """The codes that may speak; None where neither option narrows them.

    Both take codes and beginnings of codes; where both name a code the longer beginning wins, and
    of equals `ignore`. A plan that can't be read is told of whatever is selected. Raises
    DtplanError for what no code begins with.
    """
    if not select and not ignore:
        return None
    wanted = _beginnings(select, "--select")
    unwanted = _beginnings(ignore, "--ignore")
    speaking = {code for code in known_codes() if _speaks(code, wanted, unwanted)}
    if not any(UNREADABLE.startswith(part) for part in unwanted):
        speaking.add(UNREADABLE)
    return frozenset(speaking)


def _speaks(code: str, wanted: Sequence[str], unwanted: Sequence[str]) -> bool:
    chosen = max((len(part) for part in wanted if code.startswith(part)), default=-1)
    refused = max((len(part) for part in unwanted if code.startswith(part)), default=-1)
    if refused >= 0:
        return chosen > refused
    return chosen >= 0 or not wanted


def _beginnings(text: str, option: str) -> list[str]:
    parts = [part.strip().upper() for part in text.split(",") if part.strip()]
    codes = known_codes() | _TO_COME
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
