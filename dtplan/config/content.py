"""A repository's configuration, `dtplan.toml`: read, held against its schema, and kept with places.

It is data alone: nothing in it is run. What a stranger's file may hold is refused with its line.
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from dtplan import __version__, misfits, resources
from dtplan.config import toml_lines
from dtplan.config.file import MAX_BYTES
from dtplan.config.shape import flaws, plain, resolved
from dtplan.config.toml_lines import Path
from dtplan.config.versions import is_met
from dtplan.errors import DtplanError, Refused
from dtplan.globs import covers
from dtplan.i18n import active
from dtplan.i18n import gettext as _
from dtplan.parsing import plan_file
from dtplan.record import Record
from dtplan.text.shown import shown

_LONGEST_LINE: Final = 2000
# tomllib says where in its message alone.
_PLACE: Final = r"\(at line ([0-9]+), column [0-9]+\)\Z"
_TWICE: Final = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate")


class Param(Record):
    """A parameter of the rules and the document that sets it, "" where none is named."""

    value: object
    basis: str


class Choices(Record):
    """What may be chosen for all plans, and for some by their paths; None is no choice.

    `place` leads to the table that says so.
    """

    place: Path
    rulesets: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...]
    never_suppress: tuple[str, ...]
    as_of: str | None
    params: Mapping[str, Param]
    severity: Mapping[str, str]


class Override(Record):
    """The choices for the plans under `paths`."""

    paths: tuple[str, ...]
    choices: Choices

    def is_for(self, place: str) -> bool:
        """Whether they are for the plan at `place`, a path from the folder of the patterns."""
        return any(covers(one, place) for one in self.paths)


class Config(Record):
    """What one configuration file says.

    `path` is what messages call it, `folder` the one it lies in, `root` the folder that its
    patterns start from; `is_named` says that somebody asked for this very file. None stands for
    what it leaves open. `lines` has the line (from 0) of each of its keys.
    """

    path: str
    folder: str
    root: str
    is_named: bool
    required_version: str | None
    include: tuple[str, ...] | None
    exclude: tuple[str, ...]
    fail_on: str | None
    lang: str | None
    choices: Choices
    overrides: tuple[Override, ...]
    lines: Mapping[Path, int]

    def place(self, *path: str | int) -> str:
        """Where a value is written: "dtplan.toml:5"."""
        return _place(self.path, self.lines, path)

    def refused(self, path: Path, message: str, hint: str) -> NoReturn:
        """Refuse the value at `path`."""
        raise DtplanError(f"{self.place(*path)}: {message}", hint=hint)


def read(path: str, root: str, *, is_named: bool = False) -> Config:
    """The configuration in the file at `path`, its patterns starting from the folder `root`.

    `is_named` says that somebody asked for this very file.

    Raises DtplanError, with the place, for what is no configuration or asks for another version.
    """
    content, lines = _parsed(path, _text(path))
    _check_version(path, content, lines)
    _check_shape(path, content, lines)
    return Config(
        path=path,
        folder=os.path.dirname(path),
        root=root,
        is_named=is_named,
        required_version=content.get("required-version"),
        include=_texts(content.get("include")),
        exclude=_texts(content.get("exclude")) or (),
        fail_on=content.get("fail-on"),
        lang=content.get("lang"),
        choices=_choices(content, ()),
        overrides=tuple(
            Override(tuple(entry["paths"]), _choices(entry, ("overrides", number)))
            for number, entry in enumerate(content.get("overrides", ()))
        ),
        lines=lines,
    )


def _text(path: str) -> str:
    try:
        data = plan_file.read(path)
    except Refused:
        raise DtplanError(
            _("the configuration {path} is no regular file").format(path=shown(path)),
            hint=_("Put a text file in its place, or name another with --config."),
        ) from None
    if len(data) > MAX_BYTES or max(map(len, data.split(b"\n"))) > _LONGEST_LINE:
        raise DtplanError(
            _("the configuration {path} is too large").format(path=shown(path)),
            hint=_("It may have {bytes} bytes, and {letters} in a line.").format(
                bytes=MAX_BYTES, letters=_LONGEST_LINE
            ),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DtplanError(
            f"{shown(path)}:{line}: " + _("this is not UTF-8"),
            hint=_("Save the file again as UTF-8."),
        ) from error


def _parsed(path: str, source: str) -> tuple[dict[str, Any], Mapping[Path, int]]:
    try:
        return plain(tomllib.loads(source)), toml_lines.lines(source)
    except RecursionError:
        raise DtplanError(
            _("the configuration {path} is nested too deep").format(path=shown(path)),
            hint=_("`dtplan schema config` prints what a configuration may hold."),
        ) from None
    except ValueError as error:  # of a number of thousands of digits too, which TOML lets pass
        found = re.search(_PLACE, str(error))
        line = int(found[1]) if found else max(1, len(source.rstrip().split("\n")))
        is_twice = str(error).startswith(_TWICE)
        what = _("this is written twice") if is_twice else _("this can't be read as TOML")
        raise DtplanError(
            f"{shown(path)}:{line}: {what}",
            hint=_('A line is `key = "text"`, `key = ["text", "text"]` or `[table]`.'),
        ) from error


def _check_version(path: str, content: Mapping[str, Any], lines: Mapping[Path, int]) -> None:
    """Before all else: a later version may know more keys."""
    wanted = content.get("required-version")
    pattern = _schema()["properties"]["required-version"]["pattern"]
    if not isinstance(wanted, str) or not re.search(pattern, wanted, re.ASCII):
        return
    if not is_met(wanted, __version__):
        place = _place(path, lines, ("required-version",))
        raise DtplanError(
            _("{place}: this repository wants dtplan {wanted}, and this is {version}").format(
                place=place, wanted=shown(wanted), version=__version__
            ),
            hint=_("Install a version of dtplan that fits."),
        )


def _check_shape(path: str, content: Mapping[str, Any], lines: Mapping[Path, int]) -> None:
    found = sorted(flaws(content, _schema()), key=lambda flaw: _line(lines, flaw.path))
    if not found:
        return
    flaw = found[0]
    message, hint = misfits.told(flaw)
    raise DtplanError(f"{_place(path, lines, flaw.path)}: {message}", hint=hint)


def _choices(table: Mapping[str, Any], place: Path) -> Choices:
    return Choices(
        place,
        _texts(table.get("rulesets")) or (),
        _texts(table.get("select")),
        _texts(table.get("ignore")) or (),
        _texts(table.get("never-suppress")) or (),
        table.get("as-of"),
        {name: _param(value) for name, value in table.get("params", {}).items()},
        table.get("severity", {}),
    )


def _param(value: Any) -> Param:
    # Only the steps are a table in themselves: they have neither `date` nor `value`.
    if isinstance(value, dict) and not value.keys().isdisjoint(("date", "value")):
        return Param(_whole(value.get("date", value.get("value"))), value.get("basis", ""))
    return Param(_whole(value), "")


def _whole(value: object) -> object:
    """JSON Schema takes 2.0 for a whole number, and so must the rules."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _texts(values: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _place(path: str, lines: Mapping[Path, int], where: Path) -> str:
    return f"{shown(path)}:{_line(lines, where) + 1}"


def _line(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the value at `path`, or of the nearest one that it is in."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def title(*path: str) -> str:
    """What people call the key at `path`, in the language in force."""
    schema = _schema()
    for step in path:
        schema = resolved(schema["properties"][step], _schema()["$defs"])
    words: str = schema["x-title-en" if active() == "en" else "title"]
    return words


def _schema() -> Any:
    return resources.load_schema("config")
