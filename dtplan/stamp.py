"""Makes findings of what the rules saw in one plan: severity, words and place."""

from collections import Counter

from dtplan import message
from dtplan.breach import Breach
from dtplan.findings import (
    MOST_OF_A_RULE,
    Exemption,
    Finding,
    Place,
    Related,
    Severity,
    and_more,
)
from dtplan.node import Node, Span, span
from dtplan.parsing.document import Document
from dtplan.rules.base import Context
from dtplan.ruleset import RuleWords
from dtplan.suppress import Suppressions
from dtplan.text.privacy import mask, secrets


class Stamp:
    """Makes findings of what the rules saw in one plan: severity, words and place."""

    def __init__(
        self, plan: Document, context: Context, language: str, exempted: Suppressions | None
    ) -> None:
        self.plan = plan
        self.context = context
        self.language = language
        self.exempted = exempted
        self.by_code: dict[str, list[Finding]] = {}
        self.unsaid: Counter[str] = Counter()
        self.uncounted: Counter[Severity] = Counter()
        self.lines: list[str] = []
        self.secrets: tuple[str, ...] | None = None

    def add(self, words: RuleWords, seen: Breach) -> Severity | None:
        """Note one breach and give the severity it counts with; None where it is set aside."""
        absence = words.absence and seen.absence
        lenient = absence and self.context.is_draft
        severity = words.severity.lowered if lenient else words.severity
        exemption = self._exemption(words, seen)
        told = self.by_code.setdefault(words.code, [])
        if len(told) < MOST_OF_A_RULE:
            finding = self._finding(words, seen, severity, absence)
            told.append(finding if exemption is None else finding.replaced(exemption=exemption))
        elif exemption is None:
            self.unsaid[words.code] += 1
            self.uncounted[severity] += 1
        return severity if exemption is None else None

    def _exemption(self, words: RuleWords, seen: Breach) -> Exemption | None:
        if self.exempted is None:
            return None
        return self.exempted.exempting(words.code, (seen.span or span(seen.node)).line)

    def findings(self) -> tuple[Finding, ...]:
        """All findings in their order; of a rule with too many, the last says how many more."""
        for code, more in self.unsaid.items():
            self.by_code[code].sort(key=lambda finding: finding.order)
            self.by_code[code][-1] = and_more(self.by_code[code][-1], more, self.language)
        found = [finding for findings in self.by_code.values() for finding in findings]
        return tuple(sorted(found, key=lambda finding: finding.order))

    def masked(self, text: str) -> str:
        """`text` with what is personal or secret in this plan covered."""
        if self.secrets is None:
            self.secrets = secrets(self.plan.text, self.context.stretches)
        return mask(text, self.secrets)

    def _finding(
        self, words: RuleWords, seen: Breach, severity: Severity, absence: bool
    ) -> Finding:
        template, remedy = words.said(seen.case, self.language)
        place = self._place(seen.node, seen.span)
        return Finding(
            code=words.code,
            name=words.name,
            severity=severity,
            principle=words.principle,
            place=place,
            message=self.masked(message.fill(template, seen.node, seen.params, self.language)),
            help=remedy,
            fixable=seen.fixable,
            absence=absence,
            source=self._source(place.span.line),
            related=(
                *(
                    Related(self._place(node), self.masked(message.item_label(node, self.language)))
                    for node in seen.related
                ),
                *seen.elsewhere,
            ),
            about=seen.node.path,
            anchor=_anchor(seen.node),
        )

    def _place(self, node: Node, stretch: Span | None = None) -> Place:
        return Place(self.plan.path, self.masked(node.pointer), stretch or span(node))

    def _source(self, line: int) -> str:
        self.lines = self.lines or self.plan.lines
        return self.masked(self.lines[line]) if line < len(self.lines) else ""


def _anchor(node: Node) -> str:
    """The path to a node with the ids of items for their indexes."""
    steps: list[str] = []
    while node.parent is not None:
        own = node["id"].text if isinstance(node.key, int) and node.fields is not None else ""
        steps.append(own or str(node.key))
        node = node.parent
    return "/".join(reversed(steps))
