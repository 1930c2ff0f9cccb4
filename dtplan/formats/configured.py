"""What a configuration file sets otherwise, told with every report: nothing is off in silence."""

from collections.abc import Iterator, Mapping

from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.text.shown import shown

Json = dict[str, object]


class Parameter(Record):
    """A parameter that was set: what people call it, the document that sets it, for which plans.

    `paths` are patterns, none for all plans.
    """

    name: str
    label: str
    value: object
    basis: str
    paths: tuple[str, ...]


class Configured(Record):
    """What the file at `path` sets for all plans; `overrides` counts its settings for some.

    `select` and `ignore` are codes and beginnings of codes, `severities` labels by code.
    """

    path: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    severities: Mapping[str, str]
    overrides: int
    parameters: tuple[Parameter, ...]


def told(configured: Configured | None, *, matrix: bool) -> list[str]:
    """What a report for people says of it; with the matrix, by which parameters it was judged."""
    if configured is None:
        return []
    said = list(_said(configured))
    lines = []
    if said:
        lines.append(
            _("By {path}: {settings}.").format(
                path=shown(configured.path), settings="; ".join(said)
            )
        )
    if matrix and configured.parameters:
        lines.append(_("Parameters set by {path}:").format(path=shown(configured.path)))
        lines += [f"  {_parameter(one)}" for one in configured.parameters]
    return lines


def values(configured: Configured) -> Json:
    """What a report for programs says of it."""
    return {
        "path": configured.path,
        "select": list(configured.select),
        "ignore": list(configured.ignore),
        "severity": dict(configured.severities),
        "overrides": configured.overrides,
        "params": [
            {"name": one.name, "value": one.value, "basis": one.basis, "paths": list(one.paths)}
            for one in configured.parameters
        ],
    }


def _said(configured: Configured) -> Iterator[str]:
    if configured.select:
        yield _("judged is only {codes}").format(codes=", ".join(configured.select))
    if configured.ignore:
        yield _("not judged is {codes}").format(codes=", ".join(configured.ignore))
    if configured.severities:
        severities = ", ".join(f"{code} = {label}" for code, label in configured.severities.items())
        yield _("severities are {severities}").format(severities=severities)
    if configured.overrides:
        yield _("settings for some plans: {count}").format(count=configured.overrides)


def _parameter(one: Parameter) -> str:
    text = f"{one.label} (`{one.name}`): {parameter_text(one.value)}"
    if one.basis:
        text += _(", set by {document}").format(document=shown(one.basis))
    if one.paths:
        text += _("; for {paths}").format(paths=", ".join(map(shown, one.paths)))
    return text


def parameter_text(value: object) -> str:
    """The value of a parameter as a person may read it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {inner}" for name, inner in value.items())
    return str(value)
