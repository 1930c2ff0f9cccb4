"""Reports into files beside the one on standard output, and the baseline that goes with a run."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

from dtplan import formats
from dtplan.baseline import Baseline
from dtplan.baseline.file import MAX_BYTES, Listing, read, written
from dtplan.baseline.writing import entries_of
from dtplan.causes import cause
from dtplan.draft.saving import put_in_place
from dtplan.errors import DtplanError
from dtplan.files import slashed
from dtplan.findings import PlanReport
from dtplan.i18n import gettext as _
from dtplan.parsing.plan_file import unopened
from dtplan.record import Record
from dtplan.settings import Settings
from dtplan.text.shown import shown


class Wanted(Record):
    """A report that is wanted in a file."""

    format: str
    path: str


def wanted(texts: Sequence[str]) -> tuple[Wanted, ...]:
    """What `--output FORMAT=FILE` asks for; DtplanError for what is not of this form."""
    found: list[Wanted] = []
    for text in texts:
        name, equals, path = text.partition("=")
        if name not in formats.NAMES or not equals or not path:
            raise DtplanError(
                _("--output {text} is no FORMAT=FILE").format(text=shown(text)),
                hint=_("Formats are {names}.").format(names=", ".join(formats.NAMES)),
            )
        found.append(Wanted(name, path))
    return tuple(found)


def write_all(
    asked: Iterable[Wanted], reports: Sequence[PlanReport], run: formats.Run
) -> Iterator[str]:
    """Write the reports into files; gives what could not be written, in words."""
    # Colour is for terminals, and the page of a job is written once.
    run = run.replaced(color=False, job_summary=None)
    for one in asked:
        text = StringIO()
        formats.renderer(one.format)(reports, run, text)
        problem = write(one.path, text.getvalue())
        if problem:
            yield problem


def write(path: str, text: str) -> str:
    """Make the file at `path` hold `text`; gives what went wrong, "" where nothing did."""
    data = text.encode("utf-8", "backslashreplace")
    target = os.path.realpath(path)
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # /dev/stdout, a pipe, a folder
            with open(path, "wb") as file:
                file.write(data)
        else:
            like = os.stat(target) if os.path.exists(target) else None
            put_in_place(target, data, like, lambda new: os.replace(new, target))
    except OSError as error:
        return _("cannot write {path}: {reason}").format(path=shown(path), reason=cause(error))
    return ""


def read_baseline(path: str) -> Listing:
    """The baseline in the file at `path`; DtplanError where it can't be read."""
    try:
        if not os.path.isfile(path):
            raise FileNotFoundError(2, os.strerror(2), path)
        with open(path, "rb") as file:
            return read(file.read(MAX_BYTES + 1), slashed(path))
    except OSError as error:
        raise unopened(path, error) from error


def held_against(
    path: str,
    reports: Iterable[PlanReport],
    settings_for: Callable[[str], Settings],
    run: formats.Run,
) -> Iterator[PlanReport]:
    """The reports with what the baseline at `path` knows marked; DtplanError for no baseline."""
    known = Baseline(read_baseline(path), settings_for)
    return known.applied(reports, run.language, cross_plan=run.is_cross_plan)


def write_baseline(
    path: str,
    reports: Iterable[PlanReport],
    settings_for: Callable[[str], Settings],
    run: formats.Run,
) -> tuple[str, str]:
    """Write all that is open into a baseline: what it holds now in words, and what went wrong."""
    known = read_baseline(path).entries if os.path.exists(path) else ()
    reason = _("there before dtplan was used here")
    entries = tuple(entries_of(reports, known, settings_for, reason))
    before, after = ({entry.fingerprint for entry in those} for those in (known, entries))
    text = _("findings in the baseline {path}: {count} ({added} new, {dropped} dropped)").format(
        path=shown(path),
        count=len(entries),
        added=len(after - before),
        dropped=len(before - after),
    )
    return text, write(path, written(entries))
