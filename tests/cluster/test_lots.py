"""Lots of plans: whoever judges them, where and beside what else, the same is found."""

import gc
import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from dtplan import ruleset, ruleset_file
from dtplan.findings import PlanReport, Severity
from dtplan.ruleset import Adjustment
from dtplan.runs import workers
from dtplan.runs.batch import Means, check_all
from dtplan.runs.task import Undone
from dtplan.runs.workers import Crew
from dtplan.settings import Settings
from tests.conftest import ROOT, TODAY

CT34 = ruleset.shipped("ct34")


def settings(**more: Any) -> Settings:
    return Settings(**{"rulesets": (CT34,), "today": TODAY, "evidence": True, **more})


@pytest.fixture
def paths(plans: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of plans from the working folder."""
    monkeypatch.chdir(plans)
    return [str(path.relative_to(plans)) for path in sorted(plans.rglob("*.dtplan.yaml"))]


@pytest.fixture(scope="module")
def settings_for(plans: Path) -> Callable[[str], Settings]:
    """Settings of many kinds, the same for plans whose names end alike."""
    own = ruleset_file.read(str(plans / "own.ruleset.yaml"))
    kinds = [
        settings(language="vi", rulesets=(CT34, own), root=str(plans)),
        settings(language="en", rulesets=(CT34, own), root=str(plans)),
        settings(language="en", codes=frozenset(("DT202", "DT001", "DT609"))),
        settings(as_status="draft", as_of="2024-12-31", suppressions=False),
        settings(adjustment=Adjustment({"DT206": Severity.ERROR}, {"max_breakthroughs": 1})),
        settings(rulesets=(CT34, own), root="/nowhere"),
    ]
    return lambda path: kinds[sum(map(ord, Path(path).name)) % len(kinds)]


def found(
    paths: list[str],
    settings_for: Callable[[str], Settings],
    executor: Executor | None = None,
    width: int = 2,
) -> list[PlanReport | Undone]:
    def crew() -> AbstractContextManager[Crew]:
        assert executor is not None
        return nullcontext(Crew(executor, width))

    means = Means(jobs=1, crew=crew if executor else None)
    return list(check_all(paths, settings_for, means, cross_plan=True))


class Wayward(Executor):
    """Does the work at once, if at all; remembers the lots."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = outcomes
        self.lots: list[workers.Lot] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (lot,) = args
        fault = self.outcomes[len(self.lots) % len(self.outcomes)] if self.outcomes else None
        self.lots.append(lot)
        if isinstance(fault, RuntimeError):
            raise fault
        future: Future[Any] = Future()
        if fault is not None:
            future.set_exception(fault)
        else:
            future.set_result(fn(pickle.loads(pickle.dumps(lot))))
        return future


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns at every step."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hurried")
def test_threads_of_one_process_do_not_disturb_each_other(
    paths: list[str], settings_for: Callable[[str], Settings]
) -> None:
    expected = found(paths, settings_for)
    with ThreadPoolExecutor(8) as threads:
        for _round in range(2):
            workers._settings.cache_clear()
            assert found(paths, settings_for, threads, 8) == expected


@pytest.mark.parametrize(
    "outcomes",
    [(None, OSError("lost")), (RuntimeError("gone"),), (MemoryError(), None, RuntimeError())],
)
def test_what_an_executor_does_not_do_is_done_here(
    outcomes: tuple[Exception | None, ...],
    paths: list[str],
    settings_for: Callable[[str], Settings],
) -> None:
    assert found(paths, settings_for, Wayward(*outcomes)) == found(paths, settings_for)


def test_settings_made_anew_for_each_plan(paths: list[str]) -> None:
    days = {path: f"2025-01-{number % 28 + 1:02}" for number, path in enumerate(paths)}

    def made(path: str) -> Settings:
        return settings(as_of=days[path])

    reports = found(paths, made, Wayward())
    assert [report.as_of for report in reports if isinstance(report, PlanReport)] == [
        *days.values()
    ]


ELSEWHERE = """
import os, pickle, sys
sys.path.insert(0, sys.argv[1])
from dtplan import i18n
from dtplan.runs import workers
os.rmdir(os.getcwd())
lots = pickle.load(sys.stdin.buffer)
found = [workers.judged(lot) for lot in lots]
i18n.activate("en")
assert [workers.judged(lot) for lot in lots] == found
assert "click" not in sys.modules
sys.stdout.buffer.write(pickle.dumps(found))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that is in use")
def test_a_worker_needs_neither_folder_nor_language(
    paths: list[str], settings_for: Callable[[str], Settings], tmp_path: Path
) -> None:
    here = Wayward()
    found(paths, settings_for, here)
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(ROOT)],
        input=pickle.dumps(here.lots),
        cwd=tmp_path / "gone",
        env={"LANGUAGE": "de", "LC_ALL": "C", "PYTHONHASHSEED": "3", "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert pickle.loads(done.stdout) == [workers.judged(lot) for lot in here.lots]


def test_large_plans_make_small_lots(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.dtplan.yaml" for number in range(60)]
    for file in files:
        file.write_text("dtplan: 1\n" + "#" * 300_000)
    remembered = Wayward()
    found([str(file) for file in files], lambda _path: settings(codes=frozenset()), remembered, 1)
    weights = [sum(len(one.data) for one in lot.sources) for lot in remembered.lots]
    assert sum(len(lot.sources) for lot in remembered.lots) == len(files)
    assert max(weights) < 2_500_000


def test_a_worker_does_not_keep_all_settings_it_has_seen(paths: list[str]) -> None:
    seen = []
    for number in range(130):
        lots = Wayward()
        found(paths[:1], lambda _path, day=number: settings(as_of=f"{2000 + day}-01-01"), lots)  # type: ignore[misc]
        seen.append(weakref.ref(workers._settings(lots.lots[0].settings[0]).rulesets[0]))
    gc.collect()
    assert sum(one() is not None for one in seen) < 70
