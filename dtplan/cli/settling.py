"""The settings of a run: the command line over the configuration over what holds by default."""

import os
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from dtplan import i18n
from dtplan.cli.configuration import configuration, is_within, root
from dtplan.cli.options import Options
from dtplan.cli.rulesets import choose_rulesets, refuse_clashes
from dtplan.cli.selection import (
    Choice,
    beginning_with,
    chosen,
    is_known,
    is_own,
    known_codes,
    unknown_code,
)
from dtplan.cli.surroundings import today
from dtplan.errors import DtplanError
from dtplan.files import Patterns, slashed
from dtplan.findings import Severity
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.ruleset import SHIPPED, Adjustment, Ruleset
from dtplan.settings import Settings
from dtplan.text.shown import shown

if TYPE_CHECKING:
    from dtplan.config.content import Choices, Config
    from dtplan.config.per_plan import Layer, PerPlan
    from dtplan.formats.configured import Configured, Parameter

_NO_CHOICE = Choice((), ())


class Asked(Record):
    """What a command line asks of the settings; None, and nothing chosen, where it is silent."""

    choice: Choice = _NO_CHOICE
    rulesets: tuple[str, ...] = ()
    as_of: str | None = None
    as_status: str | None = None
    fail_on: str | None = None
    evidence: bool = False
    suppressions: bool = True
    is_part: bool = False


class Settled(Record):
    """What was settled, and the configuration it rests on, None where there is none.

    `rulesets` are those of any plan of the run, but for the ones that a plan names itself.
    `is_chosen_afresh` says that the command line chooses the rules, whatever the configuration.
    """

    settings: "Settings | PerPlan"
    rulesets: tuple[Ruleset, ...]
    fail_on: Severity | None
    config: "Config | None" = None
    is_chosen_afresh: bool = False

    @property
    def patterns(self) -> Patterns | None:
        """The patterns for the search of plans."""
        found = self.config
        return None if found is None else Patterns(found.root, found.include, found.exclude)

    @property
    def configured(self) -> "Configured | None":
        """What reports say of the configuration."""
        found = self.config
        if found is None:
            return None
        from dtplan.formats.configured import Configured

        general = found.choices
        return Configured(
            path=slashed(found.path),
            select=() if self.is_chosen_afresh else general.select or (),
            ignore=() if self.is_chosen_afresh else general.ignore,
            severities=general.severity,
            overrides=len(found.overrides),
            parameters=(
                *_parameters(general, ()),
                *(one for part in found.overrides for one in _parameters(part.choices, part.paths)),
            ),
        )

    def for_plan(self, path: str) -> Settings:
        """The settings for the plan at `path`."""
        settings = self.settings
        return settings if isinstance(settings, Settings) else settings.of(path)


def _parameters(choices: "Choices", paths: tuple[str, ...]) -> "Iterator[Parameter]":
    from dtplan.config.content import title
    from dtplan.formats.configured import Parameter

    for name, param in choices.params.items():
        yield Parameter(name, title("params", name), param.value, param.basis, paths)


def settle(asked: Asked, options: Options) -> Settled:
    """The settings that hold for what was asked; raises DtplanError for what can't be."""
    config = configuration(options)
    language = options.language
    if config is not None and config.lang and not _is_language_asked(options):
        # Almost always in force already: see configured_language.
        language = config.lang
        i18n.activate(language)
    base = Settings(
        rulesets=choose_rulesets(asked.rulesets),
        today=today(),
        replaces=bool(asked.rulesets),
        as_of=asked.as_of,
        as_status=asked.as_status,
        language=language,
        evidence=asked.evidence,
        suppressions=asked.suppressions,
        root=root(config),
        is_part=asked.is_part,
    )
    fail_on = asked.fail_on or (config and config.fail_on) or "error"
    level = None if fail_on == "never" else Severity[fail_on.upper()]
    if config is None:
        codes = known_codes(base.rulesets)
        _check_choice(asked.choice, codes)
        return Settled(base.replaced(codes=_codes(asked.choice, codes)), base.rulesets, level)
    settings = _configured(base, asked, config)
    extra = [item for part in settings.parts for item in part.layer.rulesets]
    rulesets = tuple({item.id: item for item in (*base.rulesets, *extra)}.values())
    is_for_all = all(part.paths is None for part in settings.parts)
    afresh = bool(asked.choice.only)
    return Settled(settings.of("") if is_for_all else settings, rulesets, level, config, afresh)


def _is_language_asked(options: Options) -> bool:
    return bool(options.asked_language) or os.environ.get("DTPLAN_LANG") in i18n.LANGUAGES


def _check_choice(choice: Choice, codes: frozenset[str]) -> None:
    for part in (*choice.only, *choice.but):
        if not is_known(part, codes):
            message, hint = unknown_code(part, codes)
            raise DtplanError(message, hint=hint)


def _codes(choice: Choice, codes: frozenset[str]) -> frozenset[str] | None:
    if choice.only or not choice.but:
        return chosen(choice, codes)
    return codes - beginning_with(choice.but, codes)


def _configured(base: Settings, asked: Asked, config: "Config") -> "PerPlan":
    from dtplan.config.per_plan import Layer, Part, PerPlan

    tables = ((None, config.choices), *((one.paths, one.choices) for one in config.overrides))
    added = [() if asked.rulesets else _rulesets(choices, config) for _paths, choices in tables]
    together = (*base.rulesets, *chain.from_iterable(added))
    refuse_clashes(together)
    codes = known_codes(together)
    _check_choice(asked.choice, codes)
    parts = []
    for (paths, choices), rulesets in zip(tables, added, strict=True):
        _check_codes(choices, config, codes, is_replaced=bool(asked.rulesets))
        parts.append(Part(paths, _layer(choices, rulesets, codes)))
    choice = asked.choice
    last = Layer(
        only=chosen(choice, codes),
        but=frozenset() if choice.only else beginning_with(choice.but, codes),
        as_of=asked.as_of,
    )
    return PerPlan(base, config.root, (*parts, Part(None, last)), codes)


def _layer(choices: "Choices", rulesets: tuple[Ruleset, ...], codes: frozenset[str]) -> "Layer":
    from dtplan.config.per_plan import Layer

    choice = Choice(choices.select or (), choices.ignore)
    return Layer(
        rulesets=rulesets,
        only=chosen(choice, codes),
        but=frozenset() if choice.only else beginning_with(choice.but, codes),
        never_suppress=beginning_with(choices.never_suppress, codes),
        as_of=choices.as_of,
        adjustment=Adjustment(
            {code: Severity[label.upper()] for code, label in choices.severity.items()},
            {name: param.value for name, param in choices.params.items()},
        ),
    )


def _check_codes(
    choices: "Choices", config: "Config", codes: frozenset[str], *, is_replaced: bool
) -> None:
    """Refuse the codes that there are not; of rulesets that were replaced nobody knows them."""
    listed = {
        "select": choices.select or (),
        "ignore": choices.ignore,
        "never-suppress": choices.never_suppress,
    }
    named: list[tuple[tuple[str | int, ...], str]] = [
        *(
            ((key, number), part)
            for key, parts in listed.items()
            for number, part in enumerate(parts)
        ),
        *((("severity", code), code) for code in choices.severity),
    ]
    for path, part in named:
        if not is_known(part, codes) and not (is_replaced and is_own(part)):
            config.refused((*choices.place, *path), *unknown_code(part, codes))


def _rulesets(choices: "Choices", config: "Config") -> tuple[Ruleset, ...]:
    """The rulesets that the configuration adds, shipped ones by their id and others by file."""
    if not choices.rulesets:
        return ()
    return choose_rulesets(
        [
            name
            if name in SHIPPED
            else _ruleset_file(name, config, (*choices.place, "rulesets", number))
            for number, name in enumerate(choices.rulesets)
        ]
    )


def _ruleset_file(name: str, config: "Config", place: tuple[str | int, ...]) -> str:
    file = os.path.join(config.folder, name)
    if not os.path.isfile(file):
        config.refused(
            place,
            _("there is no ruleset {name}").format(name=shown(name)),
            _("Name one of {names}, or a ruleset file.").format(names=", ".join(SHIPPED)),
        )
    if not config.is_named and not is_within(file, config.root):
        config.refused(
            place,
            _("the ruleset {name} lies outside of the configuration's folder").format(
                name=shown(name)
            ),
            _("Put it into that folder, or hand over the configuration with --config."),
        )
    return file
