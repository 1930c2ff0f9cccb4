"""`dtplan check --fix` and `--diff`: plans mended where they stand, or the difference shown."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import Final

from dtplan import files
from dtplan.cli.output import Output
from dtplan.cli.surroundings import standard_input, unread
from dtplan.draft import NotADraft, opened
from dtplan.errors import DtplanError, Refused
from dtplan.files import slashed
from dtplan.fixing import Marking, Mended, mend
from dtplan.fixing.patch import head, hunks
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.parsing.document import Document, load
from dtplan.parsing.plan_file import MAX_BYTES, read
from dtplan.record import Record
from dtplan.settings import Settings
from dtplan.text.characters import bidirectional
from dtplan.text.privacy import mask, secrets
from dtplan.text.shown import escaped, shown

_MARK: Final = b"\xef\xbb\xbf"
_CHUNK: Final = 1 << 16
# Blanks that look like the one they give way to.
_BLANKS: Final = re.compile("[\u00a0\u2007\u202f]")
_COLORS: Final = {"-": "31", "+": "32", "@": "36"}


class Task(Record):
    """The plans to mend, and the settings for each; `undone` takes what could not be mended.

    `spared` marks in a report what a baseline sets aside; None where there is no baseline.
    """

    paths: tuple[str, ...]
    settings_for: Callable[[str], Settings]
    unsafe: bool
    stdin_name: str
    undone: list[str]
    spared: Marking | None = None


class Done(Record):
    """How many findings were mended in how many plans, and how many changes may not be shown.

    `paths` are the plans still to be reported on, `source` is standard input, mended.
    """

    findings: int = 0
    plans: int = 0
    withheld: int = 0
    paths: tuple[str, ...] = ()
    source: bytes | None = None

    def plus(self, findings: int) -> "Done":
        """The same with one more plan, if something in it was mended."""
        if not findings:
            return self
        return self.replaced(findings=self.findings + findings, plans=self.plans + 1)


def spared(path: str | None, settings_for: Callable[[str], Settings]) -> Marking | None:
    """What marks the findings that the baseline at `path` names; DtplanError for no baseline."""
    if path is None:
        return None
    # Imported here because few plans are mended beside a baseline.
    from dtplan.baseline import Baseline
    from dtplan.cli.reporting import read_baseline

    return Baseline(read_baseline(path), settings_for).alone


def mend_files(task: Task, out: Output, note: Callable[[str], None]) -> Done:
    """Mend every plan in its file, and standard input on its way to `out`."""
    done = Done(paths=task.paths)
    for path in task.paths:
        if path != files.STDIN:
            done = done.plus(_mend_file(path, task, note))
            continue
        source = _content(path, task)
        if source is None:
            done = done.replaced(paths=tuple(each for each in task.paths if each != path))
            continue
        mended, new = _mended(task.stdin_name, source, task)
        done = done.plus(mended.count).replaced(source=new)
        _pass_on(new, out)
    return done


def show_patches(task: Task, out: Output, *, color: bool) -> Done:
    """Write to `out` what would be mended: a patch, or on a terminal one that is safe to read."""
    done = Done()
    for path in task.paths:
        name = task.stdin_name if path == files.STDIN else path
        old = _content(path, task)
        if old is None:
            continue
        mended, new = _mended(name, old, task)
        done = done.plus(mended.count)
        if mended.count:
            done = done.replaced(withheld=done.withheld + _show(name, old, new, out, color=color))
    out.flush()
    return done


def _show(name: str, old: bytes, new: bytes, out: Output, *, color: bool) -> int:
    """Write how a plan would change, and give how many parts of that nobody may be shown."""
    text = old.decode()
    known = secrets(text)
    every = list(hunks(text, new.decode()))
    shown_ones = [hunk for hunk in every if mask(hunk, known) == hunk and not _turns(hunk)]
    if shown_ones:
        patch = "".join((head(_below_here(name)), *shown_ones))
        if color or out.isatty():
            out.write(_readable(patch, color=color))
        else:
            out.write_bytes(patch.encode())
    return len(every) - len(shown_ones)


def _turns(text: str) -> bool:
    return next(bidirectional(text), None) is not None


def words(done: Done, left: int, *, is_written: bool) -> Iterator[str]:
    """What was mended, or would be, and how many findings --unsafe could mend besides."""
    yield _counted(done, is_written=is_written)
    if done.withheld:
        yield ngettext(
            "{count} change is not shown: it stands beside personal data, a secret or a hidden "
            "control character; --fix makes it",
            "{count} changes are not shown: they stand beside personal data, a secret or a hidden "
            "control character; --fix makes them",
            done.withheld,
        ).format(count=done.withheld)
    if left:
        yield ngettext(
            "{count} more finding can be mended with --unsafe; please look over what that changes",
            "{count} more findings can be mended with --unsafe; please look over what that changes",
            left,
        ).format(count=left)


def _counted(done: Done, *, is_written: bool) -> str:
    if not done.findings:
        return _("nothing was mended") if is_written else _("nothing would be mended")
    if is_written:
        told = ngettext("{count} finding mended", "{count} findings mended", done.findings)
    else:
        told = ngettext(
            "{count} finding would be mended", "{count} findings would be mended", done.findings
        )
    plans = ngettext("in {count} plan", "in {count} plans", done.plans)
    return f"{told.format(count=done.findings)} {plans.format(count=done.plans)}"


def _mend_file(path: str, task: Task, note: Callable[[str], None]) -> int:
    """Mend the plan at `path` and give the number of findings; the check tells if it is none."""
    try:
        plan = load(path, name=slashed(path))
    except DtplanError:
        return 0
    if not isinstance(plan, Document):
        return 0
    mended = _mend(plan, task)
    if not mended.count:
        return 0
    try:
        return _save(path, plan, mended, task, note)
    except NotADraft as error:
        task.undone.append(_not_mended(path, error.reason))
    except DtplanError as error:
        task.undone.append(f"{error.message}\n  {error.hint}")
    return 0


def _save(
    path: str, plan: Document, mended: Mended, task: Task, note: Callable[[str], None]
) -> int:
    with opened(path) as draft:
        for told in draft.notes:
            note(told)
        if draft.source.removeprefix(_MARK) != plan.text.encode():
            mended, _source = _mended(path, draft.source, task)
        if mended.count:
            draft.save(mended.text)
    return mended.count


def _not_mended(path: str, reason: str) -> str:
    return _("{path} was not mended: {reason}").format(path=shown(path), reason=reason)


def _mended(name: str, source: bytes, task: Task) -> tuple[Mended, bytes]:
    """What was mended in the plan `source`, and its new bytes; the old ones where it is no plan."""
    plan = load(slashed(name), source)
    if not isinstance(plan, Document):
        return Mended("", 0), source
    mended = _mend(plan, task)
    mark = _MARK if source.startswith(_MARK) else b""
    return mended, mark + mended.text.encode()


def _mend(plan: Document, task: Task) -> Mended:
    settings = task.settings_for(plan.path)
    return mend(plan, settings, unsafe=task.unsafe, spared=task.spared)


def _pass_on(source: bytes, out: Output) -> None:
    """Write what came on standard input, and what of it no plan has room for."""
    out.write_bytes(source)
    while len(source) > MAX_BYTES and (part := sys.stdin.buffer.read(_CHUNK)):
        out.write_bytes(part)


def _content(path: str, task: Task) -> bytes | None:
    try:
        return standard_input() if path == files.STDIN else read(path)
    except OSError as error:
        task.undone.append(unread(task.stdin_name, error))
    except DtplanError as error:
        task.undone.append(error.message)
    except Refused:
        task.undone.append(_not_mended(path, _("it is a device or a pipe, no file")))
    return None


def _below_here(path: str) -> str:
    """The path from the working folder, or from the root where it leads elsewhere."""
    absolute = os.path.abspath(path)
    here = os.path.join(os.getcwd(), "")
    return slashed(absolute.removeprefix(here)).lstrip("/")


def _readable(patch: str, *, color: bool) -> str:
    """A patch for a person: nothing in it drives the terminal or only looks like a blank."""
    return "".join(_painted(line, color=color) for line in patch.removesuffix("\n").split("\n"))


def _painted(line: str, *, color: bool) -> str:
    text = _BLANKS.sub(lambda found: f"\\x{ord(found[0]):02x}", escaped(line.rstrip("\t\r")))
    code = _COLORS.get(line[:1]) if color else None
    return f"\x1b[{code}m{text}\x1b[0m\n" if code else f"{text}\n"
