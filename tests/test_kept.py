"""What is kept of a run: never given for another plan, other settings or another time."""

import os
import shutil
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from dtplan.across.outline import NOTHING
from dtplan.findings import PlanReport
from dtplan.parsing.document import load
from dtplan.parsing.plan_file import read
from dtplan.ruleset import shipped
from dtplan.runs import batch
from dtplan.runs.batch import KEPT, Means, check_all
from dtplan.runs.cache import Cache
from dtplan.runs.examining import examine_plan
from dtplan.runs.kept import Kept
from dtplan.runs.task import Task
from dtplan.runs.workers import Crew, spread
from dtplan.settings import Settings
from tests.conftest import ROOT, TODAY
from tests.many import MAPS, PROVINCE, plan, written

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="times and folders of POSIX")


class Run:
    """Runs over the same plans with the same cache."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.paths = sorted(map(str, folder.glob("*.yaml")))
        self.cache = cache
        self.settings = Settings((shipped("ct34"),), TODAY, language="en", evidence=True)

    def reports(
        self,
        *,
        settings_for: Callable[[str], Settings] | None = None,
        kept: bool = True,
        **means: Any,
    ) -> list[object]:
        opened = (lambda: Kept(Cache(str(self.cache), 1))) if kept else None
        found = check_all(
            self.paths,
            settings_for or (lambda _path: self.settings),
            Means(kept=opened, **means),
            cross_plan=True,
        )
        return list(found)


@pytest.fixture
def short(tmp_path: Path) -> Run:
    """Short plans, as many as it takes for them to be kept; each is alike to its neighbour."""
    folder = tmp_path / "short"
    for number in range(KEPT):
        title = f"Số hóa {number // 2 + 1}000 hồ sơ địa chính"
        text = plan(f"P{number}", PROVINCE.format(f"X{number}"), "local", title)
        written(folder / f"{number:02}.yaml", text)
    return Run(folder, tmp_path / "cache")


class Switched:
    """Settings for the plans of a run, which changes a file when they are asked for the N-th time.

    They are asked for before a plan is read.
    """

    def __init__(self, run: Run, path: str, text: str | None, nth: int) -> None:
        self.run, self.path, self.text, self.left = run, path, text, nth

    def __call__(self, path: str) -> Settings:
        self.left -= path == self.path
        if self.left == 0 and path == self.path:
            if self.text is None:
                os.unlink(path)
            else:
                written(Path(path), self.text)
        return self.run.settings


@pytest.mark.parametrize("text", [plan("Z", PROVINCE.format("Z"), "local", MAPS), "- 1", None])
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("warm", [0, 10, KEPT])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_changes_in_mid_run_spoils_nothing_that_is_kept(
    short: Run, text: str | None, nth: int, warm: int, jobs: int
) -> None:
    paths, path = short.paths, Path(short.paths[4])
    old = path.read_text("utf-8")
    short.paths = paths[:warm]
    short.reports()
    short.paths = paths
    switched = Switched(short, str(path), text, nth)
    reports = short.reports(settings_for=switched, jobs=jobs)
    assert len(reports) == len(paths)
    # What it became, and what it was: both get what they get without a cache.
    for content in (path.read_text("utf-8") if path.exists() else None, old):
        if content is not None:
            written(path, content)
        for _time in range(2):
            assert short.reports() == short.reports(kept=False)


def test_settings_that_are_made_anew_for_each_plan_are_never_mistaken(short: Run) -> None:
    def fresh(path: str) -> Settings:
        number = int(Path(path).stem)
        return short.settings.replaced(as_of=f"2025-01-{number % 28 + 1:02}")

    wanted = short.reports(settings_for=fresh, kept=False)
    for jobs in (1, 2):
        assert short.reports(settings_for=fresh, jobs=jobs) == wanted
        shutil.rmtree(short.cache)


def test_settings_are_there_as_long_as_the_run(short: Run) -> None:
    # They are known by their place in memory, which must not come to be that of others.
    made: list[weakref.ref[Settings]] = []

    def tasks() -> Iterator[Task]:
        for number in range(20):
            own = short.settings.replaced(as_of=f"2025-01-{number + 1:02}")
            made.append(weakref.ref(own))
            yield Task(number, "a.yaml", b"dtplan: 1\n", own)

    with ThreadPoolExecutor(1) as executor:
        for _found in spread(tasks(), Crew(executor, 1), 1):
            assert None not in [known() for known in made]
    assert len(made) == 20


def test_a_report_kept_without_its_outline_still_serves(short: Run) -> None:
    wanted = short.reports()
    with Cache(str(short.cache), 1)._open as opened:  # type: ignore[union-attr]
        opened.execute("DELETE FROM results WHERE length(value) < 1500")
    assert short.reports() == wanted
    assert short.reports() == wanted


def test_many_plans_are_told_as_they_are_done(short: Run) -> None:
    told: list[tuple[int, int]] = []
    short.reports(told=lambda *numbers: told.append(numbers))
    assert told[:KEPT] == [(number, KEPT) for number in range(1, KEPT + 1)]


# Files that are known by their times


@pytest.fixture
def old(short: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Plans that were written long ago."""
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 10 * 10**9)
    return short


def opened(run: Run, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plans that a run reads, by the names of their files."""
    paths: list[str] = []

    def noted(path: str) -> bytes:
        paths.append(os.path.basename(path))
        return read(path)

    with monkeypatch.context() as patched:
        patched.setattr(batch, "read", noted)
        run.reports()
    return paths


@POSIX
def test_a_plan_that_nobody_touched_is_not_read_again(
    old: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = old.reports()
    assert opened(old, monkeypatch) == []
    assert old.reports() == wanted
    os.utime(old.paths[3])
    assert opened(old, monkeypatch) == ["03.yaml"]
    assert opened(old, monkeypatch) == []


def test_a_plan_that_was_just_written_is_read_again(
    short: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    short.reports()
    assert len(opened(short, monkeypatch)) == KEPT


@POSIX
def test_a_disk_that_keeps_whole_seconds_is_not_trusted(
    old: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    class Whole:
        def __init__(self, path: str) -> None:
            self.of = real(path)
            self.st_ctime_ns = self.of.st_ctime_ns // 10**9 * 10**9

        def __getattr__(self, name: str) -> object:
            return getattr(self.of, name)

    monkeypatch.setattr(os, "stat", Whole)
    old.reports()
    assert len(opened(old, monkeypatch)) == KEPT


@POSIX
@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("jobs", [1, 2])
def test_another_folder_in_the_place_for_a_moment_is_not_taken_for_it(
    old: Run, nth: int, jobs: int
) -> None:
    # As a link to the newest version does: of the files that come back, no time has changed.
    folder = Path(old.paths[0]).parent
    other, away = folder.with_name("other"), folder.with_name("away")
    for path in old.paths:
        written(other / Path(path).name, plan("Z", PROVINCE.format("Z"), "local", MAPS))
    asked = 0

    def switching(path: str) -> Settings:
        nonlocal asked
        asked += path == old.paths[4]
        if path == old.paths[4] and asked == nth:
            folder.rename(away)
            other.rename(folder)
        return old.settings

    old.reports(settings_for=switching, jobs=jobs)
    assert away.exists()
    folder.rename(other)
    away.rename(folder)
    for _time in range(2):
        assert old.reports() == old.reports(kept=False)


@POSIX
def test_a_file_put_in_the_place_of_another_is_read(old: Run, tmp_path: Path) -> None:
    old.reports()
    path = Path(old.paths[4])
    about = path.stat()
    text = path.read_text("utf-8")
    fresh = written(tmp_path / "fresh", text.replace("Số hóa", "Số hạ"))
    assert fresh.stat().st_size == about.st_size
    os.utime(fresh, ns=(about.st_atime_ns, about.st_mtime_ns))
    fresh.rename(path)
    assert old.reports() == old.reports(kept=False)


@POSIX
def test_in_a_working_folder_that_is_gone_the_same_is_found(
    short: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert short.reports() == short.reports(kept=False) == short.reports()


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.dtplan.yaml")), ids=str)
def test_where_a_day_is_asked_for_today_changes_nothing(path: Path) -> None:
    # What is kept is used again on later days.
    found = []
    for today in ("2024-01-01", "2027-12-31"):
        settings = Settings((shipped("ct34"),), today, as_of="2025-06-30", evidence=True)
        found.append(examine_plan(load(str(path)), settings, NOTHING))
    assert found[0] == found[1]


# Others that do the work


class Refusing(Executor):
    """An executor that takes no work after the first few, and fails at every second."""

    def __init__(self, takes: int) -> None:
        self.left = takes

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        if not self.left:
            raise RuntimeError("gone")
        self.left -= 1
        future: Future[Any] = Future()
        if self.left % 2:
            future.set_exception(ConnectionError("lost"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def crews() -> Iterator[tuple[str, Callable[[], Executor]]]:
    yield "threads", lambda: ThreadPoolExecutor(3)
    yield "spawned", lambda: ProcessPoolExecutor(2, get_context("spawn"))
    for takes in (0, 1, 4):
        yield f"takes {takes}", partial(Refusing, takes)


@pytest.mark.parametrize("made", [pytest.param(made, id=name) for name, made in crews()])
def test_any_executor_finds_the_same(short: Run, made: Callable[[], Executor]) -> None:
    @contextmanager
    def crew() -> Iterator[Crew]:
        with made() as executor:
            yield Crew(executor, 2)

    wanted = short.reports(kept=False)
    assert all(isinstance(report, PlanReport) for report in wanted)
    assert short.reports(kept=False, crew=crew) == wanted
    assert short.reports(crew=crew) == wanted
    assert short.reports() == wanted
