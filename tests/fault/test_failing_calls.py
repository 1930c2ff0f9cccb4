"""Every call of the system that a save makes fails once: the file is whole and the error clear."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dtplan.draft import Changed, Draft, NotADraft, Unsaved, opened

OLD, NEW, NEXT = 'title: "Cũ"\n', 'title: "Mới"\n' * 50, "title: Sau\n"
NUMBERS = (errno.ENOSPC, errno.EIO, errno.EACCES)
SAVING = ("open", "write", "fsync", "lseek", "read", "close", "replace", "lstat", "fchmod")
OPENING = ("open", "write", "ftruncate", "lseek", "read", "fstat", "stat", "lstat", "listdir")


class Failing:
    """A call of `os` whose N-th time raises, before or after it has done what it does."""

    def __init__(self, real: Callable[..., object], nth: int, error: BaseException, after: bool):
        self.real, self.left, self.error, self.after = real, nth, error, after

    def __call__(self, *arguments: object, **named: object) -> object:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise self.error
        result = self.real(*arguments, **named)
        if self.left == 0:
            raise self.error
        return result


def failures(
    monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException, *, after: bool
) -> Iterator[pytest.MonkeyPatch]:
    """Makes the 1st, 2nd, ... call fail, until there were fewer calls than that."""
    for nth in range(1, 100):
        failing = Failing(getattr(os, call), nth, error, after)
        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing)
            yield patched
        if failing.left > 0:
            assert nth > 1, f"{call} was never called"
            return
    raise AssertionError(f"{call} never stopped failing")


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[Draft]:
    file = tmp_path / "plan.dtplan.yaml"
    file.write_text(OLD, encoding="utf-8")
    with opened(str(file)) as draft:
        yield draft
    assert set(tmp_path.iterdir()) == {file}


def listed(draft: Draft) -> set[str]:
    return {name for name in os.listdir(os.path.dirname(draft.target)) if "-locked" not in name}


def content(draft: Draft) -> str:
    return Path(draft.target).read_text(encoding="utf-8")


def noted(name: str, made: list[str]) -> Callable[..., object]:
    """The call `name` of `os`, which tells `made` that it was made."""
    real = getattr(os, name)

    def call(*given: object) -> object:
        made.append(name)
        result: object = real(*given)
        return result

    return call


def test_the_calls_are_those_of_a_save(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    for name in ("open", "write", "fsync", "close", "replace"):
        monkeypatch.setattr(os, name, noted(name, made))
    draft.save(NEW)
    # The new file, flushed before it takes the place; what stands there, compared just before;
    # the folder, flushed after it.
    assert made == [
        *("open", "write", "fsync", "close"),
        *("open", "close", "replace"),
        *("open", "fsync", "close"),
    ]


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", SAVING)
def test_a_save_with_a_failing_call_leaves_a_whole_file(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    after = call == "close"  # a descriptor is gone even where closing it reports an error
    for patched in failures(monkeypatch, call, OSError(number, os.strerror(number)), after=after):
        try:
            draft.save(NEW)
        except Unsaved as error:
            assert draft.path in error.message
            assert error.hint
            seen = {OLD, NEW}
        else:
            seen = {NEW}
        patched.undo()
        assert content(draft) in seen
        assert listed(draft) == {"plan.dtplan.yaml"}
        draft.save(OLD)
        assert content(draft) == OLD


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", ["write", "fsync", "read", "replace"])
def test_a_save_that_is_interrupted_leaves_a_whole_file(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, call: str, after: bool
) -> None:
    for patched in failures(monkeypatch, call, KeyboardInterrupt(), after=after):
        try:
            draft.save(NEW)
        except KeyboardInterrupt:
            seen = {OLD, NEW}
        else:
            seen = {NEW}
        patched.undo()
        assert content(draft) in seen
        assert listed(draft) == {"plan.dtplan.yaml"}
        draft.save(OLD)


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "rename"])
def test_a_failing_call_never_touches_what_another_hand_wrote(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    theirs = Path(draft.target)
    theirs.write_text("theirs: 1\n", encoding="utf-8")
    kept: set[str] = set()
    for patched in failures(monkeypatch, call, OSError(number, "failed"), after=False):
        with pytest.raises((Changed, Unsaved)) as raised:
            draft.save(NEW)
        patched.undo()
        if isinstance(raised.value, Changed):
            assert Path(raised.value.kept).read_text(encoding="utf-8") == NEW
            kept.add(os.path.basename(raised.value.kept))
        assert content(draft) == "theirs: 1\n"
        assert kept <= listed(draft)
        assert not [name for name in listed(draft) if name.endswith(".tmp")]
    for path in theirs.parent.glob("*.conflict-*"):
        path.unlink()


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", OPENING)
def test_a_draft_that_can_t_be_opened_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    file = tmp_path / "plan.dtplan.yaml"
    file.write_text(OLD, encoding="utf-8")
    opened(str(file)).close()  # what is imported late is imported by now
    for patched in failures(monkeypatch, call, OSError(number, "failed"), after=False):
        try:
            opened(str(file)).close()
        except NotADraft as error:
            assert error.hint
        patched.undo()
        assert file.read_text(encoding="utf-8") == OLD
        assert os.listdir(tmp_path) == [file.name]


def test_a_text_written_in_small_parts_is_whole(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    draft.save(NEW)
    assert content(draft) == NEW


def test_a_disk_that_gives_back_something_else_is_found_out(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write

    def shortened(descriptor: int, data: bytes) -> int:
        real(descriptor, bytes(len(data)))
        return len(data)

    monkeypatch.setattr(os, "write", shortened)
    with pytest.raises(Unsaved):
        draft.save(NEW)
    assert content(draft) == OLD


@pytest.mark.parametrize(
    ("number", "is_told"), [(errno.EIO, True), (errno.EINVAL, False)], ids=["EIO", "EINVAL"]
)
def test_a_folder_that_is_not_flushed_is_told_where_it_could_have_been(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, number: int, is_told: bool
) -> None:
    error = OSError(number, os.strerror(number))
    monkeypatch.setattr(os, "fsync", Failing(os.fsync, 2, error, after=False))
    if is_told:
        with pytest.raises(Unsaved):
            draft.save(NEW)
    else:
        draft.save(NEW)
    # The new text stands there all the same, and is nobody else's.
    assert content(draft) == NEW
    draft.save(NEXT)
    assert content(draft) == NEXT


def test_a_file_that_another_program_holds_for_a_moment_is_saved(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    real = os.replace

    def held(source: str, target: str) -> None:
        if len(waited) < 5:
            raise PermissionError(errno.EACCES, "in use")
        real(source, target)

    monkeypatch.setattr("time.sleep", waited.append)
    monkeypatch.setattr(os, "replace", held)
    draft.save(NEW)
    assert content(draft) == NEW
    assert len(waited) == 5


def test_a_file_that_another_program_never_lets_go_is_waited_for_two_seconds(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", _refusing)
        with pytest.raises(Unsaved):
            draft.save(NEW)
    assert 1.5 < sum(waited) < 2.5
    assert content(draft) == OLD


def _refusing(_source: str, _target: str) -> None:
    raise PermissionError(errno.EACCES, "in use")


@pytest.mark.skipif(sys.platform == "win32", reason="locks of another kind")
def test_a_disk_without_locks_is_worked_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def unknown(_descriptor: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", unknown)
    file = tmp_path / "plan.dtplan.yaml"
    # Not removed: where nobody can know that no one else is at work, it may be in use.
    other = tmp_path / ".plan.dtplan.yaml.0123abcd.tmp"
    other.write_text("half", encoding="utf-8")
    with opened(str(file)) as draft:
        assert len(draft.notes) == 1
        draft.save(NEW)
    assert set(tmp_path.iterdir()) == {file, other}
