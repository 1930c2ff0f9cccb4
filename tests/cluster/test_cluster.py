"""The cluster as an executor: what it does not do, it says."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dtplan import resources, ruleset
from dtplan.findings import PlanReport
from dtplan.runs import alike, cluster
from dtplan.runs.batch import Means, check_all
from dtplan.runs.cluster import Cluster
from dtplan.runs.task import Undone
from dtplan.settings import Settings
from tests.cluster.running import Running, another_dtplan
from tests.conftest import TODAY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signals")
SETTINGS = Settings(rulesets=(ruleset.shipped("ct34"),), today=TODAY)


def found(folder: Path, means: Means) -> list[PlanReport | Undone]:
    paths = [str(path) for path in sorted(folder.rglob("*.dtplan.yaml"))]
    return list(check_all(paths, lambda _path: SETTINGS, means, cross_plan=True))


def test_nothing_hangs_on_a_cluster_that_changes_and_then_is_silent(
    many_plans: Path,
    tmp_path: Path,
    running: Callable[[], Running],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 2)
    expected = found(many_plans, Means(jobs=1))
    machines = running()
    machines.joined(machines.started())
    with Cluster(machines.address) as joined:
        with joined.crew() as crew:
            assert crew.width == 1
        other = machines.started(
            threads=2, PYTHONPATH=another_dtplan(tmp_path / "other", "version")
        )
        machines.joined(other)
        assert found(many_plans, Means(crew=joined.crew)) == expected
        assert "Unlike: dtplan 0.0.9" in joined.trouble
        machines.scheduler.process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        assert found(many_plans, Means(crew=joined.crew)) == expected
        assert joined.trouble.startswith(f"cụm máy tại {machines.address} không còn trả lời")
    assert time.monotonic() - began < 20
    with pytest.raises(RuntimeError):
        joined.submit(sum, [1, 2])


def test_calls_give_what_they_would_here(two_workers: Running) -> None:
    with Cluster(two_workers.address, has_patterns=True) as joined:
        with joined.crew() as crew:
            assert crew == (joined, 4)
        assert list(joined.map(divmod, [7, 9], [2, 4])) == [(3, 1), (2, 1)]
        assert joined.submit(sorted, "ba", reverse=True).result() == ["b", "a"]
        assert joined.trouble == ""
        assert isinstance(joined.submit(divmod, 1, 0).exception(), ZeroDivisionError)
        assert "ZeroDivisionError" in joined.trouble


def test_a_call_that_is_dropped_or_late_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LATE", 0)

    def outcome(*kinds: str) -> str:
        left = iter(kinds)

        async def call() -> str:
            kind = next(left)
            if kind == "dropped":
                raise asyncio.CancelledError
            await asyncio.sleep(60 if kind == "late" else 0)
            return kind

        return asyncio.run(Cluster("a:1")._first_answer(call))

    assert outcome("found") == "found"
    assert outcome("dropped", "late", "found") == "found"
    with pytest.raises(OSError, match="dropped"):
        outcome("dropped", "dropped", "dropped")


def test_another_program_does_no_work() -> None:
    names = tuple(alike.VERSIONS)
    mark = alike.mark(names)
    assert all(mark[name] for name in names)
    assert alike.same_work(mark, sum, [1, 2]) == 3
    for name in names:
        with pytest.raises(alike.Unlike, match=mark["Python"]):
            alike.same_work({**mark, name: "0"}, sum, [1, 2])


def test_a_program_changed_anywhere_is_another_one(tmp_path: Path) -> None:
    place = another_dtplan(tmp_path / "copy", "same")

    def digest() -> str:
        program = "from dtplan import resources; print(resources.digest())"
        environment = {**os.environ, "PYTHONPATH": place}
        done = subprocess.check_output(
            [sys.executable, "-c", program], cwd=tmp_path, env=environment, text=True
        )
        return done.strip()

    seen = [resources.digest()]
    assert digest() == seen[0]
    for name in ("dtplan/rules/file.py", "dtplan/data/wording.yaml", "schemas/plan.schema.json"):
        with (Path(place) / name).open("ab") as file:
            file.write(b"\n")
        seen.append(digest())
    assert len(set(seen)) == len(seen)
