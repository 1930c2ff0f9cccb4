"""A rule as SARIF describes it: names, level, and its help in plain text and in Markdown."""

import re
from typing import Final

from dtplan.findings import Severity
from dtplan.formats.gfm import rich
from dtplan.formats.json import Json
from dtplan.i18n import gettext as _
from dtplan.ruleset import RuleWords, Words
from dtplan.text.privacy import mask
from dtplan.text.shown import escaped

LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def descriptor(words: RuleWords, language: str) -> Json:
    """All that a result's reader may want to know of its rule."""
    values: Json = {
        "id": escaped(words.code),
        "name": escaped(words.name),
        "shortDescription": {"text": _line(words.title, language)},
        "fullDescription": {"text": _line(words.why, language)},
        "help": {"text": _plain(words, language), "markdown": _markdown(words, language)},
        "defaultConfiguration": {"level": LEVELS[words.severity]},
    }
    if words.principle:
        principle = escaped(words.principle)
        values["properties"] = {"principle": principle, "tags": [principle]}
    return values


def _plain(words: RuleWords, language: str) -> str:
    parts = [f"{heading}: {text}" for heading, text in _told(words, language)]
    return "\n\n".join([*parts, *_clause(words, language)])


def _markdown(words: RuleWords, language: str) -> str:
    parts = [
        *(f"**{heading}**: {rich(text)}" for heading, text in _told(words, language)),
        *(f"> {rich(clause)}" for clause in _clause(words, language)),
        f"**{_('Falls short:')}**\n\n{fenced(words.bad)}",
        f"**{_('Holds:')}**\n\n{fenced(words.good)}",
    ]
    return "\n\n".join(parts)


def _told(words: RuleWords, language: str) -> list[tuple[str, str]]:
    told = [(_("Why"), words.why), (_("How to mend"), words.remedy)]
    if words.silent:
        told.append((_("What it does not judge"), words.silent))
    if words.confidence:
        told.append((_("How sure it is"), words.confidence))
    return [(heading, _line(text, language)) for heading, text in told]


def _clause(words: RuleWords, language: str) -> list[str]:
    clause = words.clause(language)
    return [escaped(clause)] if clause else []


def _line(words: Words, language: str) -> str:
    return escaped(" ".join(words[language].split()))


def fenced(plan: str) -> str:
    """A plan as a block of Markdown that nothing within it can end, masked as any other."""
    plan = mask(plan)
    longest = max(map(len, re.findall("`+", plan)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = "\n".join(map(escaped, plan.rstrip().split("\n")))
    return f"{fence}yaml\n{lines}\n{fence}"
