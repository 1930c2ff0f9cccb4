"""The cache of results on full disks, in folders of others, with many at it, and killed."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dtplan.runs import cache as caches
from dtplan.runs.cache import Cache
from tests.caches import FILE
from tests.command import DTPLAN
from tests.fault import caching
from tests.fault.killing import FAULTS, killed, moments
from tests.fault.test_real_faults import AS_NOBODY
from tests.hostile.running import environment
from tests.many import PRICES, plan, written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and users of POSIX")

PLANS = 40
# What a child does before it becomes the program.
BECOME = "import os, resource, sys; {steps}; os.execv(sys.argv[1], sys.argv[1:])"
# The program in a child that has no right to where Python lies: it has been run once before.
WITHIN = """
import io, os, sys, tempfile
import platformdirs.unix
from dtplan.cli import run
out, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO())
place = os.environ.pop("DTPLAN_CACHE_DIR", "")
with tempfile.TemporaryDirectory() as folder:
    os.environ["DTPLAN_CACHE_DIR"] = folder
    run(sys.argv[1:])
os.environ["DTPLAN_CACHE_DIR"] = place
sys.stdout = out
{steps}
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of plans that every user may go to, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    for number in range(PLANS):
        title = f"{PRICES} số {number // 2}"
        text = plan(f"P{number}", f"Bộ {number}", "ministry", title)
        written(folder / "plans" / f"{number}.yaml", text)
    yield folder
    shutil.rmtree(folder)


def check(plans: Path, place: Path, command: Sequence[str | Path]) -> tuple[int, str, str]:
    """What a check says that keeps its results in `place`."""
    done = subprocess.run(
        [*command, "check", "--lang", "en", "plans"],
        cwd=plans,
        capture_output=True,
        env={**environment(plans, {}), "DTPLAN_CACHE_DIR": str(place)},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def wanted(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, str]:
    """What is said of the plans where nothing is kept."""
    found = check(plans, tmp_path_factory.mktemp("none") / "a" / "b", [DTPLAN])
    assert found[0] == 1 and "DT605" in found[1] and not found[2]
    return found


def limited(size: int) -> list[str | Path]:
    """The program with a limit on the size of the files that it writes."""
    steps = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    return [sys.executable, "-c", BECOME.format(steps=steps), DTPLAN]


# Full disks


@pytest.mark.parametrize("size", [0, 100, 4096, 20_000, 100_000])
def test_a_limit_on_the_size_of_files_changes_nothing(
    plans: Path, wanted: tuple[int, str, str], size: int, tmp_path: Path
) -> None:
    for command in (limited(size), limited(size), [DTPLAN], limited(size), [DTPLAN]):
        assert check(plans, tmp_path, command) == wanted


def test_a_full_disk_changes_nothing(
    plans: Path, wanted: tuple[int, str, str], tmp_path: Path
) -> None:
    # A mount in a name space of its own ends with the process, however that ends.
    for size in ("4k", "16k", "64k"):
        mount = f"mount -t tmpfs -o size={size} none '{tmp_path}'"
        within = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
        if not shutil.which("unshare") or subprocess.run([*within, mount], check=False).returncode:
            pytest.skip("no disk can be mounted here")
        twice = f'{mount} && {{ "$@" >/dev/null; "$@"; }}'
        assert check(plans, tmp_path, [*within, twice, "sh", DTPLAN]) == wanted


# Folders of others


def as_nobody() -> list[str | Path]:
    return [sys.executable, "-c", WITHIN.format(steps=AS_NOBODY)]


@pytest.fixture
def others(plans: Path) -> Iterator[Path]:
    """A folder that others may go to."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("mode", [0o755, 0o711, 0o700, 0o000], ids=oct)
@pytest.mark.parametrize("is_filled", [False, True])
def test_a_folder_without_the_right_to_it_changes_nothing(
    plans: Path, wanted: tuple[int, str, str], others: Path, mode: int, is_filled: bool
) -> None:
    if is_filled:
        assert check(plans, others, [DTPLAN]) == wanted
    others.chmod(mode)
    before = sorted(os.listdir(others)) if os.geteuid() == 0 else []
    assert check(plans, others, as_nobody()) == wanted
    if os.geteuid() == 0:
        assert sorted(os.listdir(others)) == before
    others.chmod(0o755)


def test_a_user_without_a_home_leaves_nothing_in_the_working_folder(
    plans: Path, wanted: tuple[int, str, str]
) -> None:
    if os.geteuid():
        pytest.skip("only root may become another user")
    unknown = 51_234
    steps = f"os.setgid({unknown}); os.setuid({unknown})"
    plans.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", WITHIN.format(steps=steps), "check", "--lang", "en", "plans"],
        cwd=plans,
        capture_output=True,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == wanted
    assert os.listdir(plans) == ["plans"]


# Many at once


def start(place: Path, seed: int, runs: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, caching.__file__, str(place), str(seed), str(runs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(place, {}))


def ended(processes: Sequence["subprocess.Popen[bytes]"]) -> list[bytes]:
    return [process.communicate(timeout=120)[0] for process in processes]


def test_many_processes_find_what_others_kept_and_nothing_else(tmp_path: Path) -> None:
    told = ended([start(tmp_path, seed, 8) for seed in range(6)])
    assert told == [b"ready\ndone\n"] * 6
    # What one could not write because of another is written another time.
    assert caching.number_of_known(str(tmp_path)) > 300
    assert os.listdir(tmp_path) == [FILE]


def test_whoever_damages_the_file_meanwhile_spoils_no_result(tmp_path: Path) -> None:
    processes = [start(tmp_path, seed, 8) for seed in range(4)]
    chance = random.Random(1)
    file = tmp_path / FILE
    while any(process.poll() is None for process in processes):
        time.sleep(0.05)
        try:
            harm(file, chance)
        except FileNotFoundError:
            continue
    assert ended(processes) == [b"ready\ndone\n"] * 4
    assert not caching.wrong(Cache(str(tmp_path), 1))
    for _time in range(4):
        assert not caching.one_run(str(tmp_path), chance)
    assert caching.number_of_known(str(tmp_path)) > 50


def harm(file: Path, chance: random.Random) -> None:
    """Remove the file, cut it off, or overwrite some of it."""
    size = file.stat().st_size
    kind = chance.randrange(4)
    if kind == 0:
        file.unlink()
    elif kind == 1:
        os.truncate(file, chance.randrange(size + 1))
    else:
        with open(file, "r+b") as opened:
            opened.seek(chance.randrange(size + 1))
            opened.write(chance.randbytes(chance.choice((1, 100, 5000))))


def test_two_runs_at_once_are_as_one(
    plans: Path, wanted: tuple[int, str, str], tmp_path: Path
) -> None:
    program = [str(DTPLAN), "check", "--lang", "en", "plans"]
    surroundings = {**environment(plans, {}), "DTPLAN_CACHE_DIR": str(tmp_path)}
    for _time in range(3):
        runs = [
            subprocess.Popen(program, cwd=plans, stdout=subprocess.PIPE, env=surroundings)
            for _run in range(4)
        ]
        assert ended(runs) == [wanted[1].encode()] * 4


def test_who_waits_for_another_does_not_wait_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "_PATIENCE", 0.2)
    before = Cache(str(tmp_path), 1)
    before.put(*caching.kept(1))
    before.close()
    content = (tmp_path / FILE).read_bytes()
    holder = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    blocked = Cache(str(tmp_path), 1)
    assert not blocked.get_all(made for made, _text in map(caching.kept, range(5_000)))
    blocked.put(*caching.kept(2))
    blocked.close()
    assert time.monotonic() - began < 2
    holder.execute("ROLLBACK")
    holder.close()
    # It is no damage, and the file is still there.
    assert (tmp_path / FILE).read_bytes() == content
    assert caching.number_of_known(str(tmp_path)) == 1


def test_who_is_locked_out_in_mid_run_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "_PATIENCE", 0.2)
    cache = Cache(str(tmp_path), 1)
    cache.put(*caching.kept(1))
    cache.close()
    cache = Cache(str(tmp_path), 1)
    holder = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert cache.get(caching.kept(1)[0]) is None
    holder.execute("ROLLBACK")
    assert cache.get(caching.kept(1)[0]) == caching.kept(1)[1]


# Killed


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_run_leaves_nothing_wrong(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    statuses = set()
    for moment in moments(seed, 0.4, max(3, FAULTS // 3)):
        command: list[str | Path] = [
            sys.executable,
            caching.__file__,
            tmp_path,
            str(chance.random())[2:9],
            "1000",
        ]
        run = killed(command, moment, folder=tmp_path, ready=b"ready\n")
        assert b"wrong" not in run.out and not run.err
        statuses.add(run.status)
        # Whatever journal it left.
        assert not caching.wrong(Cache(str(tmp_path), 1))
    assert statuses == {-9}
    assert caching.number_of_known(str(tmp_path)) > 100
    assert not caching.one_run(str(tmp_path), chance)
    assert FILE + "-journal" not in os.listdir(tmp_path)


def test_a_killed_check_leaves_nothing_wrong(
    plans: Path, wanted: tuple[int, str, str], tmp_path: Path
) -> None:
    command: list[str | Path] = [DTPLAN, "check", "--lang", "en", "plans"]
    surroundings = {"DTPLAN_CACHE_DIR": str(tmp_path)}
    for moment in moments(3, 0.4, max(5, FAULTS // 3)):
        killed(command, moment, folder=plans, env=surroundings)
    for _time in range(2):
        assert check(plans, tmp_path, [DTPLAN]) == wanted
