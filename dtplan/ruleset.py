"""Rulesets: what the directive demands and how each rule speaks, as data."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dtplan import resources
from dtplan.findings import Severity

SHIPPED: Final = ("ct34", "targets-2024-2025")
Words = Mapping[str, str]


class RuleWords(NamedTuple):
    """A rule as its ruleset describes it; every text by language.

    `cases` gives, by the name of a case, its message and (where it differs) its remedy.
    """

    code: str
    name: str
    severity: Severity
    absence: bool
    fixable: bool
    principle: str | None
    rests_on: tuple[str, ...]
    title: Words
    message: Words
    cases: Mapping[str, Mapping[str, Words]]
    why: Words
    remedy: Words
    silent: Words
    bad: str
    good: str


class Principle(NamedTuple):
    """A principle of the directive; `quote` is its clause word for word, `quote_en` renders it."""

    id: str
    title: Words
    quote: str
    quote_en: str
    clauses: tuple[str, ...]


class Ruleset(NamedTuple):
    """A document's demands: its principles, rules, parameters and quoted clauses."""

    id: str
    version: int
    title: Words
    document: str
    source: Words
    principles: tuple[Principle, ...]
    rules: Mapping[str, RuleWords]
    parameters: Mapping[str, object]
    clauses: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Mapping[str, Words]]


@lru_cache(maxsize=8)
def shipped(name: str) -> Ruleset:
    """The ruleset `name` that comes with the program."""
    return read(resources.load(f"rulesets/{name}.yaml"))


def file_rules() -> Ruleset:
    """The rules on the plan file itself, in force whatever else is."""
    return shipped("format")


def read(data: Mapping[str, Any]) -> Ruleset:
    """The ruleset that plain data describe; the data have the published shape."""
    return Ruleset(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        document=data.get("document", ""),
        source=data.get("source", {}),
        principles=tuple(_principle(entry) for entry in data.get("principles", ())),
        rules={code: _rule(code, entry) for code, entry in data["rules"].items()},
        parameters=data.get("parameters", {}),
        clauses=data.get("clauses", {}),
        sources=data.get("sources", {}),
    )


def _principle(entry: Mapping[str, Any]) -> Principle:
    return Principle(
        entry["id"], entry["title"], entry["quote"], entry["quote_en"], tuple(entry["clauses"])
    )


def _rule(code: str, entry: Mapping[str, Any]) -> RuleWords:
    return RuleWords(
        code=code,
        name=entry["name"],
        severity=Severity[entry["severity"].upper()],
        absence=entry.get("absence", False),
        fixable=entry.get("fixable", False),
        principle=entry.get("principle"),
        rests_on=tuple(entry["rests_on"]),
        title=entry["title"],
        message=entry["message"],
        cases=entry.get("cases", {}),
        why=entry["why"],
        remedy=entry["remedy"],
        silent=entry.get("silent", {}),
        bad=entry["bad"],
        good=entry["good"],
    )


class Rules(NamedTuple):
    """The rulesets in force in one run, taken together."""

    rulesets: tuple[Ruleset, ...]
    rules: Mapping[str, RuleWords]
    principles: tuple[Principle, ...]
    parameters: Mapping[str, object]

    @property
    def chosen(self) -> tuple[Ruleset, ...]:
        """The rulesets that were asked for: all but the rules on the file itself."""
        return tuple(ruleset for ruleset in self.rulesets if ruleset.id != "format")


def in_force(rulesets: Iterable[Ruleset]) -> Rules:
    """`rulesets` and the rules on the file itself as one; a later ruleset's rule wins."""
    together = (file_rules(), *rulesets)
    rules: dict[str, RuleWords] = {}
    # A ruleset of one's own may leave out the parameters it does not change.
    parameters = dict(shipped("ct34").parameters)
    for ruleset in together:
        rules.update(ruleset.rules)
        parameters.update(ruleset.parameters)
        if ruleset.document:
            parameters["document"] = ruleset.document
    principles = tuple(principle for ruleset in together for principle in ruleset.principles)
    return Rules(together, rules, principles, parameters)
