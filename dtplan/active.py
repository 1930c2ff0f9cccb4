"""The rulesets in force for a plan, and the rules of theirs that may speak."""

from collections.abc import Iterable
from typing import Final

from dtplan import ruleset
from dtplan.node import Node
from dtplan.record import Record
from dtplan.rules import RULES
from dtplan.rules.base import CODE, CROSS_PLAN, Rule
from dtplan.ruleset import Rules, RuleWords
from dtplan.settings import Settings

# Within one plan it has run; whether another plan has the id, it cannot tell.
PARTLY_ACROSS: Final = frozenset(("DT007",))

Table = tuple[tuple[RuleWords, Rule], ...]


class Active(Record):
    """The rulesets in force for a plan, and the rules of theirs that may speak.

    `principles` are the names of theirs. `alone` are the rules that judge a plan without a look at
    others, and `asking` the codes of those that want to know what the others say. `known` are the
    codes of all rules there are.
    """

    rules: Rules
    principles: tuple[str, ...]
    table: Table
    alone: Table
    asking: tuple[str, ...]
    known: frozenset[str]


def active_for(root: Node, settings: Settings) -> Active:
    """The rulesets of the run and the plan's own; only a replacing ruleset keeps those out."""
    wanted = [node.text for node in root["rulesets"]] if not settings.replaces else []
    chosen = {item.id for item in settings.rulesets}
    own = tuple(name for name in ruleset.SHIPPED if name in wanted and name not in chosen)
    alike = (settings.adjustment, *settings.rulesets)
    key = (settings.codes, own, *map(id, alike))
    active = _KEPT.get(key)
    if active is None:
        active = _active(settings, own)
        if len(_KEPT) >= _MOST_KEPT:  # a worker of a cluster lives through many runs
            _KEPT.clear()
        _KEPT[key] = active
    return active


# A run checks many plans under the same few combinations of rulesets. What is kept holds all that
# its key names by ids, so that no other object can come to have one of them; threads share it.
_KEPT: Final[dict[tuple[object, ...], Active]] = {}
_MOST_KEPT: Final = 64


def principle_names(rules: Rules) -> tuple[str, ...]:
    """The names of the principles of some rules, in their order."""
    return tuple(item.id for item in rules.principles)


def asks_others(rule: Rule) -> bool:
    """Whether a rule wants to know what the other plans of a run say."""
    return getattr(rule, CROSS_PLAN, False) or getattr(rule, CODE, "") in PARTLY_ACROSS


def _active(settings: Settings, own: Iterable[str]) -> Active:
    together = (*settings.rulesets, *map(ruleset.shipped, own))
    rules = ruleset.in_force(together, settings.adjustment)
    table = tuple(_table(rules, settings.codes))
    alone = tuple(entry for entry in table if not getattr(entry[1], CROSS_PLAN, False))
    asking = (words.code for words, rule in table if asks_others(rule))
    known = frozenset((*ruleset.file_rules().rules, *RULES, *rules.rules))
    return Active(rules, principle_names(rules), table, alone, tuple(asking), known)


def _table(rules: Rules, codes: frozenset[str] | None) -> Iterable[tuple[RuleWords, Rule]]:
    for code, rule in RULES.items():
        if code in rules.rules and (codes is None or code in codes):
            yield rules.rules[code], rule
    own = [words for words in rules.rules.values() if words.is_own]
    if own:
        # Few repositories have rules of their own, and the others pay for none.
        from dtplan.rules.own import own_rule

        yield from (
            (words, own_rule(words)) for words in own if codes is None or words.code in codes
        )
