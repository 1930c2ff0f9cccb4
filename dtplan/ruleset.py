"""Rulesets: what the directive demands and how each rule speaks, as data."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from dtplan import resources
from dtplan.findings import Severity
from dtplan.record import Record

SHIPPED: Final = ("ct34", "targets-2024-2025")
# What the codes of rules that a repository describes itself begin with; none of dtplan's does.
OWN: Final = "X"
Words = Mapping[str, str]

_SEVERITIES: Final = {severity.label: severity for severity in Severity}
_FACTS: Final = frozenset(("name", "severity", "absence", "fixable", "principle", "rests_on"))


class RuleWords(Record):
    """A rule as its ruleset describes it; every text by language.

    The words themselves are looked up when they are asked for: a plan with nothing to mend needs
    none of them.
    """

    code: str
    name: str
    severity: Severity
    absence: bool
    fixable: bool
    principle: str | None
    rests_on: tuple[str, ...]
    origin: "Origin"

    @property
    def title(self) -> Words:
        """What the rule is about, in a few words."""
        return self._words("title")

    @property
    def message(self) -> Words:
        """What a finding says, with placeholders."""
        return self._words("message")

    @property
    def cases(self) -> Mapping[str, Mapping[str, Words]]:
        """By the name of a case its message and, where it differs, its remedy."""
        cases: Mapping[str, Mapping[str, Words]] = self.origin.rule(self.code).get("cases", {})
        return cases

    def said(self, case: str, language: str) -> tuple[str, str]:
        """What is said of a breach, with placeholders, and how to mend it; "" is the only case."""
        own = self.cases.get(case, {})
        message, remedy = own.get("message", self.message), own.get("remedy", self.remedy)
        return message[language], remedy[language]

    @property
    def why(self) -> Words:
        """Why the rule is there."""
        return self._words("why")

    @property
    def remedy(self) -> Words:
        """What to do."""
        return self._words("remedy")

    @property
    def silent(self) -> Words:
        """What the rule does not judge; empty where nothing needs saying."""
        return self._words("silent")

    @property
    def confidence(self) -> Words:
        """How sure the rule is and how that was measured; empty where it guesses nothing."""
        return self._words("confidence")

    @property
    def is_own(self) -> bool:
        """Whether a ruleset file says what is checked, rather than a function of the program."""
        return self.code.startswith(OWN)

    @property
    def check(self) -> Mapping[str, Any]:
        """What a rule of one's own checks, as its ruleset file says it."""
        check: Mapping[str, Any] = self.origin.rule(self.code)["check"]
        return check

    @property
    def paths(self) -> tuple[str, ...]:
        """Patterns of the paths of plans that a rule of one's own is for; none for all."""
        return tuple(self.origin.rule(self.code).get("paths", ()))

    @property
    def bad(self) -> str:
        """A plan that falls short."""
        return str(self.origin.rule(self.code)["bad"])

    @property
    def good(self) -> str:
        """The same plan, mended."""
        return str(self.origin.rule(self.code)["good"])

    def clause(self, language: str) -> str:
        """The first clause the rule rests on, quoted with its source; "" where it is none."""
        quoted = (self.origin.quotation(basis, language) for basis in self.rests_on)
        return next(filter(None, quoted), "")

    def _words(self, name: str) -> Words:
        words: Words = self.origin.rule(self.code).get(name, {})
        return words


class Origin(Record):
    """Where the words of a ruleset are: in a data file of the program, or at hand."""

    shipped: str
    data: Mapping[str, Any] | None = None

    def rule(self, code: str) -> Mapping[str, Any]:
        """All that is said of one rule."""
        entry: Mapping[str, Any] = self.all["rules"][code]
        return entry

    def quotation(self, clause: str, language: str) -> str:
        """A clause word for word with the name of its source; "" for an unknown one."""
        entry = self.all.get("clauses", {}).get(clause)
        if entry is None:
            return ""
        source = self.all["sources"][entry["source"]]["label"][language]
        return f'{source}: "{entry["quote"]}"'

    @property
    def all(self) -> Mapping[str, Any]:
        """All that the ruleset says."""
        return _shipped_data(self.shipped) if self.data is None else self.data


@lru_cache(maxsize=8)
def _shipped_data(name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = resources.load(f"rulesets/{name}.yaml")
    return data


class Principle(Record):
    """A principle of the directive; `quote` is its clause word for word, `quote_en` renders it."""

    id: str
    title: Words
    quote: str
    quote_en: str
    clauses: tuple[str, ...]


class Ruleset(Record):
    """A document's demands: its principles, rules, parameters and quoted clauses.

    `extends` names the shipped ruleset that is in force with it, "" where it stands by itself.
    """

    id: str
    version: int
    title: Words
    document: str
    source: Words
    principles: tuple[Principle, ...]
    rules: Mapping[str, RuleWords]
    parameters: Mapping[str, object]
    origin: Origin
    extends: str = ""

    @property
    def clauses(self) -> Mapping[str, Mapping[str, str]]:
        """The clauses that rules rest on, by id: `quote` and `source`."""
        clauses: Mapping[str, Mapping[str, str]] = self.origin.all.get("clauses", {})
        return clauses

    @property
    def sources(self) -> Mapping[str, Mapping[str, Words]]:
        """The texts that clauses are quoted from, by id: `label`, `title`."""
        sources: Mapping[str, Mapping[str, Words]] = self.origin.all.get("sources", {})
        return sources


@lru_cache(maxsize=8)
def shipped(name: str) -> Ruleset:
    """The ruleset `name` that comes with the program."""
    return _ruleset(resources.load(f"rulesets/{name}.yaml", "facts", facts), Origin(name))


def file_rules() -> Ruleset:
    """The rules on the plan file itself, in force whatever else is."""
    return shipped("format")


def facts(source: bytes) -> Any:
    """The content of a ruleset file without what is only looked up when there is a finding."""
    content = resources.parse_yaml(source)
    rules = {
        code: {key: value for key, value in rule.items() if key in _FACTS}
        for code, rule in content["rules"].items()
    }
    return {**content, "rules": rules, "clauses": {}, "sources": {}}


def read(data: Mapping[str, Any]) -> Ruleset:
    """The ruleset that plain data describe; the data have the published shape.

    Of the rules of an extended ruleset it holds those that it changes.
    """
    whole = _completed(data, Origin(data["extends"]).all) if "extends" in data else data
    return _ruleset({**data, "rules": whole["rules"]}, Origin("", whole))


def _completed(data: Mapping[str, Any], extended: Mapping[str, Any]) -> Mapping[str, Any]:
    rules = {
        code: {**extended["rules"].get(code, {}), **entry} for code, entry in data["rules"].items()
    }
    quoted = {name: {**extended[name], **data.get(name, {})} for name in ("clauses", "sources")}
    return {**data, **quoted, "rules": rules}


def _ruleset(data: Mapping[str, Any], origin: Origin) -> Ruleset:
    return Ruleset(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        document=data.get("document", ""),
        source=data.get("source", {}),
        principles=tuple(_principle(entry) for entry in data.get("principles", ())),
        rules={code: _rule(code, entry, origin) for code, entry in data["rules"].items()},
        parameters=dict(map(_parameter, data.get("parameters", {}).items())),
        origin=origin,
        extends=data.get("extends", ""),
    )


def _parameter(named: tuple[str, object]) -> tuple[str, object]:
    # JSON Schema takes 2.0 for a whole number, and so must the rules.
    name, value = named
    return name, int(value) if isinstance(value, float) and value.is_integer() else value


def _principle(entry: Mapping[str, Any]) -> Principle:
    return Principle(
        entry["id"], entry["title"], entry["quote"], entry["quote_en"], tuple(entry["clauses"])
    )


def _rule(code: str, entry: Mapping[str, Any], origin: Origin) -> RuleWords:
    return RuleWords(
        code,
        entry["name"],
        _SEVERITIES[entry["severity"]],
        entry.get("absence", False),
        entry.get("fixable", False),
        entry.get("principle"),
        tuple(entry["rests_on"]),
        origin,
    )


class Adjustment(Record):
    """What a repository sets otherwise than its rulesets: severities by code, and parameters."""

    severities: Mapping[str, Severity]
    parameters: Mapping[str, object]


class Rules(Record):
    """The rulesets in force in one run, taken together, and what was adjusted in them."""

    rulesets: tuple[Ruleset, ...]
    rules: Mapping[str, RuleWords]
    principles: tuple[Principle, ...]
    parameters: Mapping[str, object]
    adjustment: Adjustment | None = None


def in_force(rulesets: Iterable[Ruleset], adjustment: Adjustment | None = None) -> Rules:
    """`rulesets` and the rules on the file itself as one; of a rule or principle the later wins."""
    together = (file_rules(), *rulesets)
    rules: dict[str, RuleWords] = {}
    # A ruleset of one's own may leave out the parameters it does not change.
    parameters = dict(shipped("ct34").parameters)
    for ruleset in together:
        rules.update(ruleset.rules)
        parameters.update(ruleset.parameters)
        if ruleset.document:
            parameters["document"] = ruleset.document
    if adjustment is not None:
        parameters.update(adjustment.parameters)
        for code, severity in adjustment.severities.items():
            if code in rules:
                rules[code] = rules[code].replaced(severity=severity)
    principles = {item.id: item for ruleset in together for item in ruleset.principles}
    return Rules(together, rules, tuple(principles.values()), parameters, adjustment)
