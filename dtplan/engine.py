"""Plans to reports: runs the rules, stamps severity, principle and words on what they saw."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from dtplan import message, references, resources, ruleset, shape
from dtplan.breach import Breach
from dtplan.document import Document, Unreadable
from dtplan.findings import (
    Evidence,
    Finding,
    Place,
    PlanReport,
    Principle,
    Related,
    Severity,
    Verdict,
)
from dtplan.node import BROKEN, Node, span
from dtplan.privacy import mask
from dtplan.registry import registry
from dtplan.rules import RULES
from dtplan.rules.base import Context, Rule
from dtplan.rules.lexicon import Lexicon
from dtplan.ruleset import Rules, Ruleset, RuleWords

STATUSES: Final = ("draft", "submitted", "approved", "running", "done")


class Settings(NamedTuple):
    """How plans are to be checked.

    `rulesets` replace all others where `replaces` is true, else each plan's own join them.
    `today` is the ISO date in Vietnam; `as_of` and `as_status` overrule each plan's own day and
    status. `codes` are the rules that may speak, None for all. `evidence` asks for the places that
    are in order too.
    """

    rulesets: tuple[Ruleset, ...]
    today: str
    replaces: bool = False
    as_of: str | None = None
    as_status: str | None = None
    codes: frozenset[str] | None = None
    language: str = "vi"
    evidence: bool = False


class Active(NamedTuple):
    """The rulesets in force for a plan, and the rules of theirs that may speak."""

    rules: Rules
    table: tuple[tuple[RuleWords, Rule], ...]


class Tally:
    """The count of one principle while a plan is judged."""

    __slots__ = ("asked", "error", "held", "places")

    def __init__(self) -> None:
        self.asked = 0
        self.held = 0
        self.error = False
        self.places: list[Node] = []


def check(plan: Document | Unreadable, settings: Settings) -> PlanReport:
    """What falls short in one plan, and how it stands to each principle."""
    if isinstance(plan, Unreadable):
        return _unreadable_report(plan, settings)
    troubles = shape.examine(plan)
    active = _active_for(plan.root, settings)
    known = [*ruleset.SHIPPED, *(item.id for item in settings.rulesets)]
    troubles += references.examine(plan.root, registry(), known)
    context = context_for(plan, active.rules, settings)
    findings = [
        _finding(plan, active.rules.rules[code], trouble, context, settings)
        for code, trouble in troubles
        if settings.codes is None or code in settings.codes
    ]
    tallies: dict[str | None, Tally] = {
        principle.id: Tally() for principle in active.rules.principles
    }
    unclassed = Tally()
    for words, rule in active.table:
        tally = tallies.get(words.principle, unclassed)
        for verdict in rule(plan.root, context):
            if isinstance(verdict, Node):
                if verdict.value is not BROKEN:
                    tally.asked += 1
                    tally.held += 1
                    if settings.evidence:
                        tally.places.append(verdict)
            elif verdict.node.value is not BROKEN:
                finding = _finding(plan, words, verdict, context, settings)
                findings.append(finding)
                tally.asked += 1
                tally.held += finding.severity is Severity.ADVICE
                tally.error |= finding.severity is Severity.ERROR
    findings.sort(key=lambda finding: finding.order)
    return PlanReport(
        path=plan.path,
        id=plan.root["id"].text,
        title=plan.root["title"].text,
        status=context.status,
        agency=plan.root["agency"]["name"].text,
        as_of=context.day,
        findings=tuple(findings),
        principles=tuple(_principle(item.id, tallies[item.id]) for item in active.rules.principles),
    )


def context_for(plan: Document, rules: Rules, settings: Settings) -> Context:
    """What the rules may know besides the plan."""
    root = plan.root
    status = settings.as_status or root["status"].text
    day = settings.as_of or _own_day(root, status, settings.today)
    reviews = [review for review in root["reviews"] if "" < review["date"].text <= day]
    return Context(
        day=day,
        status=status,
        parameters=rules.parameters,
        registry=registry(),
        lexicon=_lexicon(),
        document=plan,
        reviews=tuple(sorted(reviews, key=lambda review: review["date"].text)),
    )


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon.load(resources.load("wording.yaml"))


def _own_day(root: Node, status: str, today: str) -> str:
    if status == "running":
        return today
    steps = [step["date"].text for step in root["procedure"]]
    return (
        root["decision"]["date"].text
        or max(steps, default="")
        or root["period"]["start"].text
        or today
    )


def _active_for(root: Node, settings: Settings) -> Active:
    """The rulesets of the run and the plan's own; only a replacing ruleset keeps those out."""
    wanted = [node.text for node in root["rulesets"]] if not settings.replaces else []
    chosen = {item.id for item in settings.rulesets}
    own = [name for name in ruleset.SHIPPED if name in wanted and name not in chosen]
    key = (settings.codes, tuple(own), *(id(item) for item in settings.rulesets))
    if key not in _ACTIVE:
        rules = ruleset.in_force((*settings.rulesets, *map(ruleset.shipped, own)))
        _ACTIVE[key] = Active(rules, tuple(_table(rules, settings.codes)))
    return _ACTIVE[key]


# Kept because a run checks many plans under the same few combinations of rulesets.
_ACTIVE: Final[dict[tuple[object, ...], Active]] = {}


def _table(rules: Rules, codes: frozenset[str] | None) -> Iterable[tuple[RuleWords, Rule]]:
    for code, rule in RULES.items():
        if code in rules.rules and (codes is None or code in codes):
            yield rules.rules[code], rule


def _finding(
    plan: Document, words: RuleWords, seen: Breach, context: Context, settings: Settings
) -> Finding:
    language = settings.language
    case = words.cases.get(seen.case, {})
    absence = words.absence and seen.absence
    lenient = absence and context.is_draft
    place = Place(plan.path, seen.node.pointer, seen.span or span(seen.node))
    template = case.get("message", words.message)[language]
    return Finding(
        code=words.code,
        name=words.name,
        severity=words.severity.lowered if lenient else words.severity,
        principle=words.principle,
        place=place,
        message=message.fill(template, seen.node, seen.params, language),
        help=case.get("remedy", words.remedy)[language],
        fixable=seen.fixable,
        absence=absence,
        source=_source(plan.text, place.span.line),
        related=tuple(_related(plan, node, language) for node in seen.related),
    )


def _related(plan: Document, node: Node, language: str) -> Related:
    place = Place(plan.path, node.pointer, span(node))
    return Related(place, message.item_label(node, language))


def _source(text: str, line: int) -> str:
    lines = _lines(text)
    return mask(lines[line].rstrip("\r")) if line < len(lines) else ""


@lru_cache(maxsize=1)
def _lines(text: str) -> list[str]:
    # Kept for the plan that is being checked: each of its findings wants a line.
    return text.split("\n")


def _principle(name: str, tally: Tally) -> Principle:
    return Principle(name, _verdict(tally), tally.held, tally.asked, 0, _evidence(tally.places))


def _verdict(tally: Tally) -> Verdict:
    if not tally.asked:
        return Verdict.NOT_JUDGED
    if tally.held == tally.asked:
        return Verdict.MET
    return Verdict.NOT_MET if tally.error and not tally.held else Verdict.PARTLY


def _evidence(places: list[Node]) -> tuple[Evidence, ...]:
    found = {Evidence(node.pointer, span(node).line) for node in places}
    return tuple(sorted(found, key=lambda item: (item.line, item.pointer)))


def _unreadable_report(plan: Unreadable, settings: Settings) -> PlanReport:
    words = ruleset.file_rules().rules["DT001"]
    case = words.cases.get(plan.case, {})
    principles = ruleset.in_force(settings.rulesets).principles
    root = Node(None, "")
    finding = Finding(
        code=words.code,
        name=words.name,
        severity=words.severity,
        principle=None,
        place=Place(plan.path, "", plan.span),
        message=message.fill(
            case.get("message", words.message)[settings.language],
            root,
            plan.params,
            settings.language,
        ),
        help=case.get("remedy", words.remedy)[settings.language],
        fixable=False,
        absence=False,
        source=_source(plan.text, plan.span.line),
    )
    allowed = settings.codes is None or words.code in settings.codes
    return PlanReport(
        path=plan.path,
        id="",
        title="",
        status="",
        agency="",
        as_of=settings.as_of or settings.today,
        findings=(finding,) if allowed else (),
        principles=tuple(_principle(item.id, Tally()) for item in principles),
    )
