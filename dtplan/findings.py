"""Findings and evidence: the vocabulary of every later stage."""

from collections import Counter
from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from dtplan.node import Span
from dtplan.record import Record


class Severity(IntEnum):
    """How grave a finding is; a higher number is graver."""

    ADVICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name in files and options: advice, warning, error."""
        return self.name.lower()

    @property
    def lowered(self) -> "Severity":
        """One level less grave: how a draft is judged where something is absent."""
        return Severity(max(self - 1, Severity.ADVICE))


class Verdict(IntEnum):
    """How far a plan meets a principle."""

    NOT_JUDGED = 0
    NOT_MET = 1
    PARTLY = 2
    MET = 3

    @property
    def label(self) -> str:
        """The name in files: met, partly, not-met, not-judged."""
        return self.name.lower().replace("_", "-")


# One fault repeated in every item is told so often and then counted: nobody reads more.
MOST_OF_A_RULE: Final = 200
_MORE: Final = {
    "vi": "{message} (và {count} chỗ khác như vậy)",
    "en": "{message} (and {count} more like it)",
}

# The kinds of exemption.
COMMENT = "comment"
BASELINE = "baseline"


def verdict_on(asked: int, held: int, exceptions: int, *, error: bool) -> Verdict:
    """The verdict on a principle by its counts; `error` says that an open finding is one."""
    if not asked:
        return Verdict.NOT_JUDGED
    if held == asked:
        return Verdict.PARTLY if exceptions else Verdict.MET
    return Verdict.NOT_MET if error and not held else Verdict.PARTLY


class Place(Record):
    """Where something stands: file, JSON Pointer, and span (from 0) with the lines it is on."""

    path: str
    pointer: str
    span: Span


class Related(Record):
    """Another place a finding speaks of."""

    place: Place
    message: str


class Exemption(Record):
    """Why a finding is set aside: by a `comment` in the plan, or by a `baseline` of old findings.

    `approver` and `until` (ISO date) are "" where they are not given.
    """

    kind: str
    reason: str
    approver: str = ""
    until: str = ""


class Finding(Record):
    """What falls short at one place, in the words of the run's language.

    `source` is the text of the place's first line, with personal data and secrets masked.
    `absence` says that something is missing there, rather than wrong. `about` is the path of what
    the finding speaks of: unlike the place, it leads down to what is absent. `anchor` is that path
    with the ids of items in place of their indexes: it stays when items are moved. A finding with
    an `exemption` is told and does not count.
    """

    code: str
    name: str
    severity: Severity
    principle: str | None
    place: Place
    message: str
    help: str
    fixable: bool
    absence: bool
    source: str
    related: tuple[Related, ...] = ()
    about: tuple[str | int, ...] = ()
    anchor: str = ""
    exemption: Exemption | None = None

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.place.span.line + 1

    @property
    def column(self) -> int:
        """The column in characters, from 1."""
        return self.place.span.column + 1

    @property
    def order(self) -> tuple[str, int, int, str, int, int, str]:
        """A total order: by path, line, column, code, and then all that can still differ."""
        where = self.place.span
        return (
            self.place.path,
            where.line,
            where.column,
            self.code,
            where.end_line,
            where.end_column,
            self.message,
        )


def and_more(finding: Finding, count: int, language: str) -> Finding:
    """A finding that speaks for `count` more like it."""
    text = _MORE[language].format(message=finding.message, count=count)
    return finding.replaced(message=text)


class Evidence(Record):
    """A place that a rule judged and found in order."""

    pointer: str
    line: int


class Compliance(Record):
    """How one plan stands to one principle of the directive.

    `asked` counts the (rule, place) pairs that were judged, `held` those without an open error or
    warning, `exceptions` the findings that were set aside.
    """

    id: str
    verdict: Verdict
    held: int
    asked: int
    exceptions: int
    evidence: tuple[Evidence, ...]


class PlanReport(Record):
    """What was found in one plan; `as_of` is the day (ISO) it was judged on.

    `unsaid` counts, by severity, the findings that were left out because a rule had too many;
    `rulesets` are the ids of those in force for the plan, none of one that can't be read.
    `is_plan` is false of what is told of another file, that of the baseline: it stands to no
    principle, and comes last.
    """

    path: str
    id: str
    title: str
    status: str
    agency: str
    as_of: str
    findings: tuple[Finding, ...]
    principles: tuple[Compliance, ...]
    unsaid: Mapping[Severity, int] = {}
    rulesets: tuple[str, ...] = ()
    is_plan: bool = True


class Totals(Record):
    """The sums over all plans of a run."""

    plans: int = 0
    errors: int = 0
    warnings: int = 0
    advice: int = 0
    fixable: int = 0
    suppressed: int = 0
    baselined: int = 0

    def plus(self, report: PlanReport) -> "Totals":
        """These totals with one more report in them."""
        if not report.findings:
            return Totals(
                self.plans + report.is_plan,
                self.errors,
                self.warnings,
                self.advice,
                self.fixable,
                self.suppressed,
                self.baselined,
            )
        open_ones = [finding for finding in report.findings if finding.exemption is None]
        kinds = Counter(one.exemption.kind for one in report.findings if one.exemption is not None)
        counts = Counter(finding.severity for finding in open_ones) + Counter(report.unsaid)
        return Totals(
            self.plans + report.is_plan,
            self.errors + counts[Severity.ERROR],
            self.warnings + counts[Severity.WARNING],
            self.advice + counts[Severity.ADVICE],
            self.fixable + sum(finding.fixable for finding in open_ones),
            self.suppressed + kinds[COMMENT],
            self.baselined + kinds[BASELINE],
        )

    def at_or_above(self, level: Severity) -> int:
        """How many findings are as grave as `level` or graver."""
        counts = {
            Severity.ERROR: self.errors,
            Severity.WARNING: self.warnings,
            Severity.ADVICE: self.advice,
        }
        return sum(count for severity, count in counts.items() if severity >= level)
