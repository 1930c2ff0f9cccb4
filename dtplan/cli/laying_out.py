"""`dtplan init`: a folder made a repository of plans."""

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import click

from dtplan import repository
from dtplan.cli.options import current, global_options
from dtplan.config.file import repository_root
from dtplan.errors import CLEAN, REFUSED, DtplanError
from dtplan.i18n import gettext as _
from dtplan.record import Record
from dtplan.repository import Found
from dtplan.text.shown import escaped, shown

_KEEP: Final = "1"
_REPLACE: Final = "2"
_SHOW: Final = "3"
_GITLAB: Final = ".gitlab-ci.yml"
_GITLAB_JOB: Final = ".gitlab/dtplan.yml"


class Done(Record):
    """The files made, replaced (`renewed`), kept, and the same already, and what went wrong."""

    made: tuple[str, ...]
    renewed: tuple[str, ...]
    kept: tuple[str, ...]
    same: tuple[str, ...]
    problems: tuple[str, ...]


def init() -> click.Command:
    """The command `init`."""

    @click.command(
        "init",
        help=_(
            "Make DIR a repository of plans: configuration, checks on GitHub and GitLab and before "
            "commits, editor settings. Files that are there are kept unless you agree."
        ),
    )
    @click.argument("folder", metavar="[DIR]", default=".", type=click.Path())
    @global_options
    def command(folder: str) -> int:
        return run(folder)

    return command


def run(folder: str) -> int:
    """Lay out the repository, say what was done, and give the exit status."""
    place = repository.prepared(folder)
    ask = _asked if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() else _kept
    done = lay_out(place, ask)
    for problem in done.problems:
        click.echo(_("dtplan: {message}").format(message=problem), err=True)
    if not current().quiet:
        for line in _told(folder, place, done):
            click.echo(line)
    return REFUSED if done.problems else CLEAN


def lay_out(folder: str, replaces: Callable[[str, Found], bool]) -> Done:
    """Make what is missing in `folder`, a real path; `replaces` is asked of what is different.

    Everything is asked before anything is written, so that Ctrl-C leaves all as it was.
    """
    problems: list[str] = []
    found = list(_looked(folder, problems))
    wanted = [one for one in found if one.state == "new" or _is_given_up(folder, one, replaces)]
    written = [one for one in wanted if _is_written(folder, one, problems)]
    return Done(
        made=_paths(written, "new"),
        renewed=_paths(written, "other"),
        kept=_paths((one for one in found if one not in wanted), "other"),
        same=_paths(found, "same"),
        problems=tuple(problems),
    )


def _looked(folder: str, problems: list[str]) -> Iterator[Found]:
    for file in repository.files():
        try:
            yield repository.look(folder, file)
        except DtplanError as error:
            problems.append(error.message)


def _is_given_up(folder: str, found: Found, replaces: Callable[[str, Found], bool]) -> bool:
    return found.state == "other" and not found.is_link and replaces(folder, found)


def _is_written(folder: str, found: Found, problems: list[str]) -> bool:
    try:
        repository.write(folder, found)
    except DtplanError as error:
        problems.append(error.message)
        return False
    return True


def _paths(found: Iterable[Found], state: str) -> tuple[str, ...]:
    return tuple(one.file.path for one in found if one.state == state)


# Whether to replace what is there


def _kept(folder: str, found: Found) -> bool:
    """Nobody can be asked."""
    return False


def _asked(folder: str, found: Found) -> bool:
    """Ask at the terminal; Enter alone keeps the file."""
    click.echo(
        _("{path} is there already, and differs from the template.").format(path=found.file.path)
    )
    while True:
        click.echo(_("1 keep it (Enter), 2 replace it, 3 show the difference: "), nl=False)
        reply = sys.stdin.readline()
        if reply.strip() == _SHOW:
            _show(folder, found)
        elif reply.strip() in ("", _KEEP, _REPLACE):
            if not reply:  # the end of input: no line to end the question
                click.echo()
            return reply.strip() == _REPLACE


def _show(folder: str, found: Found) -> None:
    try:
        for line in repository.difference(folder, found):
            click.echo(line)
    except DtplanError as error:
        click.echo(error.message)


# What was done, and what comes next


def _told(folder: str, place: str, done: Done) -> Iterator[str]:
    yield _("Repository of plans: {path}").format(path=shown(place))
    for label, paths in (
        (_("Made:"), done.made),
        (_("Replaced:"), done.renewed),
        (_("Kept as they were:"), done.kept),
        (_("Like the template already:"), done.same),
    ):
        if paths:
            yield label
            yield from (f"  {path}" for path in paths)
    yield ""
    yield _("Next:")
    for number, step in enumerate(_next_steps(folder, place, done), 1):
        yield f"  {number}. {step}"


def _next_steps(folder: str, place: str, done: Done) -> Iterator[str]:
    if place != os.path.realpath("."):
        yield f"cd {escaped(shlex.quote(folder))}"
    root = repository_root(place)
    if root is None:
        yield "git init"
    elif root != place:
        yield _(
            "GitHub, GitLab and pre-commit look in the root of the repository alone: move their "
            "files to {path}"
        ).format(path=shown(root))
    if _GITLAB in done.kept and _GITLAB_JOB not in done.kept:
        yield _("In {file}, add under `include`: - local: {job}").format(
            file=_GITLAB, job=_GITLAB_JOB
        )
    if done.kept:
        yield _(
            "Files that were kept may lack what dtplan needs; to see the templates, run "
            "`dtplan init` in an empty folder"
        )
    yield "pip install pre-commit && pre-commit install"
    yield "dtplan check   # " + _("the example passes")
    yield "dtplan new plans/de-an.dtplan.yaml   # " + _("README.md says more")
