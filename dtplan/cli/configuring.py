"""`dtplan config`: the settings in force and where each comes from; why a file is a plan or not."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import click

from dtplan import files, i18n, ruleset
from dtplan.cli.options import Options, as_paths, current, global_options
from dtplan.cli.settling import Asked, Settled, settle
from dtplan.config import file as config_file
from dtplan.files import Standing
from dtplan.formats.configured import parameter_text
from dtplan.formats.json import Json, dumped, path_text
from dtplan.globs import within
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.text.excerpt import padded
from dtplan.text.shown import shown

if TYPE_CHECKING:
    from dtplan.config.content import Choices, Config, Override

_FORMATS: Final = click.Choice(["text", "json"])
# Where a setting comes from.
_DEFAULT: Final = "default"
_FILE: Final = "file"
_RULESET: Final = "ruleset"
_ENVIRONMENT: Final = "environment"
_COMMAND_LINE: Final = "command-line"


class Setting(Record):
    """A setting in force, and where it comes from; `place` is a line of a file or a ruleset."""

    key: str
    value: object
    origin: str
    place: str = ""


class Told(Record):
    """What is told of a path: how it stands to the search, and the overrides that are for it."""

    path: str
    standing: Standing
    overrides: tuple["Override", ...]


def config() -> click.Command:
    """The command `config`."""

    @click.command(
        "config",
        help=_("Show the settings in force, where each comes from, and whether PATH is a plan."),
    )
    @click.argument("path", metavar="[PATH]", required=False, shell_complete=as_paths)
    @click.option("--format", "form", type=_FORMATS, default="text", help=_("How to write it."))
    @global_options
    def command(path: str | None, form: str) -> None:
        options = current()
        settled = settle(Asked(), options)
        told = None if path is None else _told(path, settled)
        settings = list(_settings(settled, options, told))
        if form == "json":
            sys.stdout.write(dumped(_values(settled, settings, told), indent=1) + "\n")
        else:
            sys.stdout.write("\n".join(_lines(settled, settings, told)) + "\n")

    return command


def _told(path: str, settled: Settled) -> Told:
    found = settled.config
    overrides: tuple[Override, ...] = ()
    if found is not None:
        place = within(path, found.root)
        overrides = tuple(one for one in found.overrides if place and one.is_for(place))
    return Told(path, _standing(path, settled.patterns), overrides)


def _standing(path: str, patterns: files.Patterns | None) -> Standing:
    """How a path stands to a search from the working folder, or from that of the patterns."""
    here = os.path.realpath(os.curdir)
    if patterns is not None and not within(path, here):
        here = patterns.root
    if not os.path.lexists(path):
        return Standing(False, "missing")
    if os.path.isdir(path):
        return Standing(False, "directory")
    place = within(path, patterns.root if patterns else here)
    if any(step.startswith(".") for step in place.split("/")[:-1]):
        return Standing(False, "hidden")
    if files.leads_out(path, here):
        return Standing(False, "link")
    return files.judged(path, os.path.relpath(here), patterns)


def _settings(settled: Settled, options: Options, told: Told | None) -> Iterator[Setting]:
    found = settled.config
    parts: list[Choices] = []
    if found is not None:
        parts = [found.choices, *(one.choices for one in (told.overrides if told else ()))]
        yield from _of_the_run(found)
    else:
        yield Setting("fail-on", "error", _DEFAULT)
    yield _language(settled, options)
    yield Setting("rulesets", ["ct34"], _DEFAULT)
    if found is not None:
        yield from _of_the_rules(found, parts)
    yield from _parameters(settled, parts, told)
    if found is not None and told is None:
        for number, override in enumerate(found.overrides):
            place = found.place("overrides", number)
            yield Setting("overrides", list(override.paths), _FILE, place)


def _of_the_run(found: "Config") -> Iterator[Setting]:
    values = {
        "required-version": found.required_version,
        "include": None if found.include is None else list(found.include),
        "exclude": list(found.exclude) or None,
    }
    for key, value in values.items():
        if value is not None:
            yield Setting(key, value, _FILE, found.place(key))
    if found.fail_on is None:
        yield Setting("fail-on", "error", _DEFAULT)
    else:
        yield Setting("fail-on", found.fail_on, _FILE, found.place("fail-on"))


def _language(settled: Settled, options: Options) -> Setting:
    language = settled.settings.language
    if options.asked_language:
        return Setting("lang", language, _COMMAND_LINE, "--lang")
    if os.environ.get("DTPLAN_LANG") in i18n.LANGUAGES:
        return Setting("lang", language, _ENVIRONMENT, "DTPLAN_LANG")
    if settled.config is not None and settled.config.lang:
        return Setting("lang", language, _FILE, settled.config.place("lang"))
    return Setting("lang", language, _DEFAULT)


def _of_the_rules(found: "Config", parts: list["Choices"]) -> Iterator[Setting]:
    """What the parts say of the rules, the later ones over the earlier ones."""
    afresh = max((at for at, part in enumerate(parts) if part.select), default=0)
    for at, part in enumerate(parts):
        lists = {
            "rulesets": part.rulesets,
            "select": part.select if at >= afresh else (),
            "ignore": part.ignore if at >= afresh else (),
            "never-suppress": part.never_suppress,
        }
        for key, values in lists.items():
            if values:
                yield Setting(key, list(values), _FILE, found.place(*part.place, key))
    dated = [part for part in parts if part.as_of]
    if dated:
        yield Setting("as-of", dated[-1].as_of, _FILE, found.place(*dated[-1].place, "as-of"))
    graded = {code: part for part in parts for code in part.severity}
    for code, part in sorted(graded.items()):
        place = found.place(*part.place, "severity", code)
        yield Setting(f"severity.{code}", part.severity[code], _FILE, place)


def _parameters(
    settled: Settled, parts: Iterable["Choices"], told: Told | None
) -> Iterator[Setting]:
    found = settled.config
    rulesets = settled.for_plan(told.path if told else "").rulesets
    origin = {
        name: Setting(f"params.{name}", value, _RULESET, item.id)
        for item in (ruleset.shipped("ct34"), *rulesets)
        for name, value in item.parameters.items()
    }
    for part in parts:
        for name, param in part.params.items():
            assert found is not None
            place = found.place(*part.place, "params", name)
            value = {"value": param.value, "basis": param.basis} if param.basis else param.value
            origin[name] = Setting(f"params.{name}", value, _FILE, place)
    yield from origin.values()


def _values(settled: Settled, settings: Iterable[Setting], told: Told | None) -> Json:
    found = settled.config
    values: Json = {
        "version": 1,
        "config": None if found is None else path_text(found.path),
        "settings": [
            {"key": one.key, "value": one.value, "origin": one.origin, "place": one.place}
            for one in settings
        ],
    }
    if told is not None:
        values["path"] = {
            "path": path_text(told.path),
            "is_plan": told.standing.is_plan,
            "case": told.standing.case,
            "pattern": told.standing.pattern,
            "overrides": [
                {"paths": list(one.paths), "place": found.place(*one.choices.place)}
                for one in told.overrides
                if found is not None
            ],
        }
    return values


def _lines(settled: Settled, settings: Iterable[Setting], told: Told | None) -> Iterator[str]:
    found = settled.config
    if told is not None:
        yield from _path_lines(told, found)
        yield ""
    if found is None:
        yield _("No configuration file is in force.")
    else:
        yield _("Configuration: {path}").format(path=shown(found.path))
    for one in settings:
        yield "  " + padded(one.key, 28) + padded(_value_text(one.value), 32) + _origin_text(one)


def _path_lines(told: Told, found: "Config | None") -> Iterator[str]:
    standing, path = told.standing, shown(told.path)
    name = config_file.NAME if found is None else shown(found.path)
    reason = {
        "suffix": _("its name ends in .dtplan.yaml"),
        "folder": _("it lies in a folder plans/"),
        "include": _("`include` of {config} has the pattern {pattern}"),
        "exclude": _("`exclude` of {config} has the pattern {pattern}"),
        "ending": _("its name ends neither in .yaml nor in .yml"),
        "unmatched": _("no pattern and no folder plans/ says so"),
        "missing": _("it does not exist"),
        "directory": _("it is a folder, which is searched for plans"),
        "hidden": _("a folder whose name begins with a dot is not searched"),
        "link": _("it is a link out of the folder"),
    }[standing.case].format(config=name, pattern=f"`{shown(standing.pattern)}`")
    if standing.is_plan:
        yield _("{path} is a plan: {reason}.").format(path=path, reason=reason)
    else:
        yield _("{path} is no plan: {reason}.").format(path=path, reason=reason)
        if os.path.isfile(told.path):
            yield _("Named on the command line, it is checked all the same.")
    for one in told.overrides:
        assert found is not None
        yield _("Settings for {paths} apply ({place}).").format(
            paths=", ".join(map(shown, one.paths)), place=found.place(*one.choices.place)
        )


def _value_text(value: object) -> str:
    if isinstance(value, dict) and value.keys() == {"value", "basis"}:
        return f"{parameter_text(value['value'])} ({shown(value['basis'])})"
    if isinstance(value, list):
        return ", ".join(shown(str(item)) for item in value)
    return shown(parameter_text(value))


def _origin_text(setting: Setting) -> str:
    if setting.origin == _DEFAULT:
        return _("by default")
    if setting.origin == _RULESET:
        return _("ruleset {name}").format(name=shown(setting.place))
    return setting.place
