"""Whether the examples of a ruleset file's own rules are true: the bad one falls short, alone."""

from collections.abc import Iterable, Iterator
from typing import Final

from dtplan import ruleset
from dtplan.engine import check
from dtplan.parsing.document import Document, load
from dtplan.record import Record
from dtplan.ruleset import Ruleset, RuleWords
from dtplan.settings import Settings

BAD: Final = "bad"
GOOD: Final = "good"
# What has the wrong shape is not judged, and would hold whatever the rule asks.
_SHAPE: Final = "DT002"


class Untrue(Record):
    """An example that does not show what it is there for: of which rule, and which one."""

    code: str
    example: str


def own_rules(rulesets: Iterable[Ruleset]) -> tuple[RuleWords, ...]:
    """The rules that `rulesets` describe themselves."""
    return tuple(words for item in rulesets for words in item.rules.values() if words.is_own)


def untrue(rulesets: Iterable[Ruleset], today: str) -> Iterator[Untrue]:
    """The examples that are not true; a rule for some paths only is tried on any."""
    together = tuple(_everywhere(item) for item in rulesets)
    for words in own_rules(together):
        settings = Settings(together, today, replaces=True, codes=frozenset((words.code, _SHAPE)))
        if _falls_short(words.code, words.bad, settings) is not True:
            yield Untrue(words.code, BAD)
        if _falls_short(words.code, words.good, settings) is not False:
            yield Untrue(words.code, GOOD)


def _falls_short(code: str, text: str, settings: Settings) -> bool | None:
    """Whether the rule finds something in a plan; None where that has not the shape of one."""
    plan = load(code, text.encode())
    if not isinstance(plan, Document):
        return None
    codes = {finding.code for finding in check(plan, settings).findings}
    return None if _SHAPE in codes else code in codes


def _everywhere(item: Ruleset) -> Ruleset:
    data = item.origin.data
    if data is None:
        return item
    rules = {
        code: {name: value for name, value in entry.items() if name != "paths"}
        for code, entry in data["rules"].items()
    }
    return ruleset.read({**data, "rules": rules})
