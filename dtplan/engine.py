"""Plans to reports: runs the rules and counts how a plan stands to each principle."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from dtplan import message, references, ruleset, shape, suppress
from dtplan.across.outline import Across, Outline
from dtplan.across.outlining import outline_of
from dtplan.active import PARTLY_ACROSS, Active, Table, active_for, principle_names
from dtplan.breach import Breach
from dtplan.findings import (
    Compliance,
    Evidence,
    Finding,
    Place,
    PlanReport,
    Severity,
    verdict_on,
)
from dtplan.globs import within
from dtplan.node import BROKEN, Node, Span, span
from dtplan.parsing.document import Document, Unreadable
from dtplan.registry import registry
from dtplan.rules.base import Context
from dtplan.rules.lexicon import Lexicon
from dtplan.ruleset import Rules, RuleWords
from dtplan.settings import Settings
from dtplan.stamp import Stamp
from dtplan.suppress import Suppressions
from dtplan.text.privacy import find, mask, secrets
from dtplan.word_lists import word_lists

_COUNTS: Final = attrgetter("asked", "held", "exceptions", "error")
# Rules that are no functions over a plan: those of the shape.
_OF_THE_SHAPE: Final = frozenset(("DT002", "DT006", "DT010", "DT011", "DT014"))


class Tally:
    """The count of one principle while a plan is judged, with its places where they are wanted."""

    __slots__ = ("asked", "error", "exceptions", "held", "places")

    def __init__(self, *, evidence: bool = False) -> None:
        self.asked = 0
        self.held = 0
        self.exceptions = 0
        self.error = False
        self.places: list[Node] | None = [] if evidence else None


# By the id of a principle; those of the rules that belong to none are counted together.
Tallies = defaultdict[str | None, Tally]


class Examined(NamedTuple):
    """A report, and the outline for the rules on many plans where one was wanted."""

    report: PlanReport
    outline: Outline | None = None


def check(plan: Document | Unreadable, settings: Settings) -> PlanReport:
    """What falls short in one plan, and how it stands to each principle."""
    return examine(plan, settings).report


def examine(
    plan: Document | Unreadable,
    settings: Settings,
    across: Across | None = None,
    *,
    place: str | None = None,
) -> Examined:
    """The report on a plan by itself, or as one of the plans of a run.

    `across` is what they have to say of it, NOTHING before they were asked; with it the rules on
    many plans run, and the plan's outline for them is given. `place` is where it lies from the
    folder of the patterns, as `globs.within` says it, None to look for it here.
    """
    if isinstance(plan, Unreadable):
        return Examined(_unreadable_report(plan, settings))
    troubles = shape.examine(plan)
    active = active_for(plan.root, settings)
    known = [*ruleset.SHIPPED, *(item.id for item in settings.rulesets)]
    troubles += references.examine(plan.root, registry(), known)
    context = context_for(plan, active.rules, settings, across, place=place)
    exempted = _exempted(plan, active, settings)
    stamp = Stamp(plan, context, settings.language, exempted)
    for code, trouble in troubles:
        if settings.codes is None or code in settings.codes:
            stamp.add(active.rules.rules[code], trouble)
    table = active.table if across is not None else active.alone
    tallies = _judged(plan.root, table, context, stamp, evidence=settings.evidence)
    if exempted is not None and (settings.codes is None or suppress.RULE in settings.codes):
        ran = _codes_that_ran(active, settings, across)
        for breach in suppress.breaches(exempted, plan.root, ran):
            stamp.add(active.rules.rules[suppress.RULE], breach)
    principles = _compliances(active.principles, tallies, evidence=settings.evidence)
    report = _report(plan, active, context, stamp, principles)
    if across is None:
        return Examined(report)
    return Examined(report, outline_of(report, context, active.asking, stamp.masked))


def _exempted(plan: Document, active: Active, settings: Settings) -> Suppressions | None:
    """The comments of a plan that set findings aside; None where it has none, or none counts."""
    if not settings.suppressions:
        return None
    return suppress.suppressions(
        plan, active.known, settings.as_of or settings.today, settings.unsuppressible
    )


def _codes_that_ran(active: Active, settings: Settings, across: Across | None) -> set[str]:
    """The codes whose rules could have spoken, had there been anything to say."""
    if across is None or settings.is_part:
        ran = {words.code for words, _rule in active.alone} - PARTLY_ACROSS
    else:
        ran = {words.code for words, _rule in active.table}
    ran |= _OF_THE_SHAPE
    return ran if settings.codes is None else ran & settings.codes


def _judged(root: Node, table: Table, context: Context, stamp: Stamp, *, evidence: bool) -> Tallies:
    """What the rules of a table count by principle; what they find is left to the stamp."""
    tallies: Tallies = defaultdict(lambda: Tally(evidence=evidence))
    for words, rule in table:
        tally = tallies[words.principle]
        places = tally.places
        breaches: list[Breach] = []
        held = 0
        for judgement in rule(root, context):
            if not isinstance(judgement, Node):
                breaches.append(judgement)
            elif judgement.value is not BROKEN:
                held += 1
                if places is not None:
                    places.append(judgement)
        tally.asked += held
        tally.held += held
        if breaches:
            _count(words, breaches, stamp, tally)
    return tallies


def _count(words: RuleWords, breaches: Iterable[Breach], stamp: Stamp, tally: Tally) -> None:
    told: set[tuple[int, Span | None]] = set()
    for breach in breaches:
        if breach.node.value is BROKEN:
            continue
        severity = stamp.add(words, breach)
        place = id(breach.node.place), breach.span
        if place not in told:  # pairs of rule and place are counted
            told.add(place)
            tally.asked += 1
            tally.held += severity is None or severity is Severity.ADVICE
            tally.exceptions += severity is None
            tally.error |= severity is Severity.ERROR


def _report(
    plan: Document,
    active: Active,
    context: Context,
    stamp: Stamp,
    principles: tuple[Compliance, ...],
) -> PlanReport:
    root = plan.root
    return PlanReport(
        plan.path,
        stamp.masked(root["id"].text),
        stamp.masked(root["title"].text),
        context.status,
        stamp.masked(root["agency"]["name"].text),
        context.day,
        stamp.findings(),
        principles,
        stamp.uncounted,
        tuple(item.id for item in active.rules.rulesets),
    )


def context_for(
    plan: Document,
    rules: Rules,
    settings: Settings,
    across: Across | None = None,
    *,
    place: str | None = None,
) -> Context:
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
        place=lambda: within(plan.path, settings.root) if place is None else place,
        stretches=find(plan.text),
        reviews=tuple(sorted(reviews, key=lambda review: review["date"].text)),
        across=across,
    )


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon.load(word_lists())


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


def _compliances(
    names: tuple[str, ...], tallies: Tallies, *, evidence: bool = False
) -> tuple[Compliance, ...]:
    """How a plan stands to the principles of these names, by what was counted for each."""
    judged = [tallies[name] for name in names]
    counted = _counted(names, tuple(map(_COUNTS, judged)))
    if not evidence:
        return counted
    return tuple(
        compliance.replaced(evidence=_evidence(tally.places or []))
        for compliance, tally in zip(counted, judged, strict=True)
    )


# Most plans of a run have the same few counts.
@lru_cache(maxsize=1024)
def _counted(
    names: tuple[str, ...], counts: tuple[tuple[int, int, int, bool], ...]
) -> tuple[Compliance, ...]:
    return tuple(
        Compliance(name, verdict_on(asked, held, more, error=error), held, asked, more, ())
        for name, (asked, held, more, error) in zip(names, counts, strict=True)
    )


def _evidence(places: list[Node]) -> tuple[Evidence, ...]:
    found = {Evidence(node.pointer, span(node).line) for node in places}
    return tuple(sorted(found, key=lambda item: (item.line, item.pointer)))


def _unreadable_report(plan: Unreadable, settings: Settings) -> PlanReport:
    rules = ruleset.in_force(settings.rulesets, settings.adjustment)
    words = rules.rules["DT001"]
    template, remedy = words.said(plan.case, settings.language)
    lines = plan.text.split("\n", plan.span.line + 1)
    known = secrets(plan.text)
    finding = Finding(
        code=words.code,
        name=words.name,
        severity=words.severity,
        principle=None,
        place=Place(plan.path, "", plan.span),
        message=mask(message.fill(template, Node(None, ""), plan.params, settings.language), known),
        help=remedy,
        fixable=False,
        absence=False,
        source=mask(lines[min(plan.span.line, len(lines) - 1)].rstrip("\r"), known),
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
        principles=_compliances(principle_names(rules), defaultdict(Tally)),
    )
