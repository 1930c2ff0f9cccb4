"""Clusters for the tests, and plans to check with them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cluster.plans import repository
from tests.cluster.running import Running

# As the workers of others are: in another folder, of another language, with other sets and dicts.
ELSEWHERE = {"LANGUAGE": "en", "DTPLAN_LANG": "en", "LC_ALL": "C", "PYTHONHASHSEED": "7"}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Callable[[], Running]]:
    """Gives schedulers, which end with the test."""
    all_of_them: list[Running] = []

    def start() -> Running:
        folder = tmp_path / f"cluster{len(all_of_them)}"
        folder.mkdir()
        all_of_them.append(Running(folder))
        return all_of_them[-1]

    yield start
    for one in all_of_them:
        one.end()


@pytest.fixture(scope="session")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers, one of them with three threads."""
    cluster = Running(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.joined(cluster.started(), cluster.started(threads=3, **ELSEWHERE))
        yield cluster
    finally:
        cluster.end()


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of 120 plans."""
    return repository(tmp_path_factory.mktemp("đề án"), 120)


@pytest.fixture(scope="session")
def many_plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of plans enough for something to happen in the middle of a run."""
    return repository(tmp_path_factory.mktemp("plans"), 240)
