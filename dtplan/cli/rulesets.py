"""`--ruleset`: the rulesets that come with the program, and files that a user hands over."""

import os
from collections.abc import Iterable, Iterator, Sequence

from dtplan import ruleset
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.ruleset import Ruleset
from dtplan.text.shown import shown


def choose_rulesets(names: Sequence[str]) -> tuple[Ruleset, ...]:
    """The rulesets named, shipped ones by their id and others by their file; ct34 for none.

    Before a ruleset stands the one that it extends.
    """
    found = [item for name in dict.fromkeys(names) for item in _rulesets(name)]
    refuse_clashes(found)
    return tuple({item.id: item for item in found}.values()) or (ruleset.shipped("ct34"),)


def refuse_clashes(rulesets: Iterable[Ruleset]) -> None:
    """Raise DtplanError where two rulesets have one id, or give one code to rules of their own."""
    by_id: dict[str, Ruleset] = {}
    by_code: dict[str, Ruleset] = {}
    for item in rulesets:
        if by_id.setdefault(item.id, item) != item:
            raise DtplanError(
                _("two rulesets are both called {name}").format(name=shown(item.id)),
                hint=_("Give one of them another `id`."),
            )
        for code in (words.code for words in item.rules.values() if words.is_own):
            other = by_code.setdefault(code, item)
            if other.id != item.id:
                raise DtplanError(
                    _("the rulesets {one} and {other} both have a rule {code}").format(
                        one=shown(other.id), other=shown(item.id), code=code
                    ),
                    hint=_("Give one of the rules another code."),
                )


def _rulesets(name: str) -> Iterator[Ruleset]:
    if name in ruleset.SHIPPED:
        yield ruleset.shipped(name)
        return
    if not os.path.isfile(name):
        raise DtplanError(
            _("there is no ruleset {name}").format(name=shown(name)),
            hint=_("Name one of {names}, or a ruleset file.").format(
                names=", ".join(ruleset.SHIPPED)
            ),
        )
    # Most runs name no file, and pay for none.
    from dtplan import ruleset_file

    own = ruleset_file.read(name)
    if own.extends:
        yield ruleset.shipped(own.extends)
    yield own
