"""`dtplan rules`, `explain` and `schema`: what the program knows, for people and programs."""

import sys
from collections.abc import Callable, Sequence
from textwrap import indent, wrap
from typing import Any, Final

import click

from dtplan import resources, ruleset
from dtplan.cli.options import current, global_options
from dtplan.cli.selection import unknown_code
from dtplan.cli.settling import Asked, settle
from dtplan.cli.surroundings import today
from dtplan.errors import CLEAN, FOUND, DtplanError
from dtplan.formats.json import Json, dumped
from dtplan.formats.text import basis, rests_on_format
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.ruleset import Principle, Rules, Ruleset, RuleWords, Words
from dtplan.text.excerpt import padded

_WIDTH: Final = 96
_SCHEMAS: Final = ("plan", "ruleset", "config")
_FORMATS: Final = click.Choice(["text", "json"])
Command = Callable[..., Any]


def _ruleset_option(function: Command) -> Command:
    return click.option(
        "--ruleset",
        multiple=True,
        metavar="NAME_OR_FILE",
        help=_("With the rules of this ruleset, in place of the configuration's."),
    )(function)


def rules() -> click.Command:
    """The command `rules`."""

    @click.command("rules", help=_("List the rules."))
    @click.option("--format", "form", type=_FORMATS, default="text", help=_("How to write it."))
    @_ruleset_option
    @click.option(
        "--try",
        "is_trial",
        is_flag=True,
        help=_("Run the examples of the rules of one's own, and list nothing."),
    )
    @global_options
    def command(form: str, ruleset: tuple[str, ...], is_trial: bool) -> int:
        rulesets = _in_force(ruleset)
        if is_trial:
            return _tried(rulesets)
        known = _all_rules(rulesets)
        language = current().language
        if form == "json":
            values = [_values(words, known) for words in known.rules.values()]
            sys.stdout.write(dumped({"version": 1, "rules": values}, indent=1) + "\n")
        else:
            sys.stdout.write(_table(known, language))
        return CLEAN

    return command


def explain() -> click.Command:
    """The command `explain`."""

    @click.command("explain", help=_("Explain a rule: its clause, its reason, its mend, examples."))
    @click.argument("code_or_name", metavar="CODE_OR_NAME")
    @click.option("--format", "form", type=_FORMATS, default="text", help=_("How to write it."))
    @_ruleset_option
    @global_options
    def command(code_or_name: str, form: str, ruleset: tuple[str, ...]) -> None:
        known = _all_rules(_in_force(ruleset))
        words = _looked_up(code_or_name, known)
        if form == "json":
            sys.stdout.write(dumped(_values(words, known), indent=1) + "\n")
        else:
            sys.stdout.write(_explanation(words, known, current().language))

    return command


def schema() -> click.Command:
    """The command `schema`."""

    @click.command(
        "schema", help=_("Print a JSON Schema: of plans (default), rulesets or the configuration.")
    )
    @click.argument(
        "name", metavar="[plan|ruleset|config]", type=click.Choice(_SCHEMAS), default="plan"
    )
    @global_options
    def command(name: str) -> None:
        sys.stdout.write(resources.schema_text(name))

    return command


def _in_force(names: Sequence[str]) -> tuple[Ruleset, ...]:
    try:
        return settle(Asked(rulesets=tuple(names)), current()).rulesets
    except DtplanError as error:
        if names:
            raise
        # Who mends a configuration may want to read what there is to choose from.
        sys.stderr.write(f"dtplan: {error.message}\n")
        return ()


def _all_rules(rulesets: Sequence[Ruleset]) -> Rules:
    """The rules of dtplan as they are in the rulesets in force, and those of these besides."""
    return ruleset.in_force((*map(ruleset.shipped, ruleset.SHIPPED), *rulesets))


def _tried(rulesets: Sequence[Ruleset]) -> int:
    """Tell which examples of own rules are not true, and give the exit status."""
    from dtplan import examples

    number = len(examples.own_rules(rulesets))
    if not number:
        raise DtplanError(
            _("none of the rulesets has rules of its own"),
            hint=_("Name a ruleset file with --ruleset."),
        )
    told = {
        examples.BAD: _(
            "{code}: the example `bad` does not fall short of the rule, or is ill-formed"
        ),
        examples.GOOD: _("{code}: the example `good` falls short of the rule, or is ill-formed"),
    }
    wrong = [told[one.example].format(code=one.code) for one in examples.untrue(rulesets, today())]
    text = ngettext(
        "The examples of {number} rule are as they should be.",
        "The examples of {number} rules are as they should be.",
        number,
    )
    sys.stdout.write("\n".join(wrong or [text.format(number=number)]) + "\n")
    return FOUND if wrong else CLEAN


def _looked_up(text: str, known: Rules) -> RuleWords:
    for words in known.rules.values():
        if text.upper() == words.code or text.lower() == words.name:
            return words
    names = {name for words in known.rules.values() for name in (words.code, words.name)}
    message, hint = unknown_code(text, names)
    raise DtplanError(message, hint=hint)


def _table(known: Rules, language: str) -> str:
    lines = []
    for words in known.rules.values():
        mark = "°" if words.absence else ""
        grade = padded(words.severity.label + mark, 10)
        lines.append(f"{words.code}  {grade}{padded(words.name, 32)}{words.title[language]}")
    lines += ["", _("° in a draft one level less grave where something is still missing")]
    return "\n".join(lines) + "\n"


def _explanation(words: RuleWords, known: Rules, language: str) -> str:
    parts = [
        f"{words.code} {words.name}: {words.title[language]}",
        _grade(words),
        _clause(words, known, language),
        _told(_("Why"), words.why, language),
        _told(_("How to mend"), words.remedy, language),
        _told(_("What it does not judge"), words.silent, language) if words.silent else "",
        _told(_("How sure it is"), words.confidence, language) if words.confidence else "",
        _("Falls short:") + "\n" + indent(words.bad.rstrip(), "    "),
        _("Holds:") + "\n" + indent(words.good.rstrip(), "    "),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _grade(words: RuleWords) -> str:
    grade = _("Severity: {severity}").format(severity=words.severity.label)
    if not words.absence:
        return grade
    lowered = _("in a draft {severity} where something is missing").format(
        severity=words.severity.lowered.label
    )
    return f"{grade}; {lowered}"


def _clause(words: RuleWords, known: Rules, language: str) -> str:
    principle = _principle(words, known)
    lines = [] if rests_on_format(words) else [basis(words, language)]
    if principle is not None:
        label = _("Principle: {title}").format(title=principle.title[language])
        quote = (
            principle.quote if language == "vi" else f"{principle.quote}\n  ({principle.quote_en})"
        )
        lines.insert(0, f"{label}\n  {quote}")
    return "\n".join(lines)


def _principle(words: RuleWords, known: Rules) -> Principle | None:
    return next((item for item in known.principles if item.id == words.principle), None)


def _told(heading: str, words: Words, language: str) -> str:
    text = words[language]
    return "\n".join(wrap(f"{heading}: {text}", _WIDTH, subsequent_indent="  "))


def _values(words: RuleWords, known: Rules) -> Json:
    return {
        "code": words.code,
        "name": words.name,
        "severity": words.severity.label,
        "absence": words.absence,
        "fixable": words.fixable,
        "principle": words.principle,
        "rests_on": list(words.rests_on),
        "clauses": {
            name: item.clauses[name]["quote"]
            for item in known.rulesets
            for name in words.rests_on
            if name in item.clauses
        },
        "title": words.title,
        "why": words.why,
        "remedy": words.remedy,
        "silent": words.silent,
        "confidence": words.confidence,
        "bad": words.bad,
        "good": words.good,
    }
