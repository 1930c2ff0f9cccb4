"""Runs over many plans: the same bytes with any number of processes, any order and any cache."""

import json
import os
import random
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.caches import FILE
from tests.command import Result
from tests.many import FORMATS, JOBS, check, write_all, written

# From then on the time of a file's last change is told from that of another one.
SETTLED = 2.1
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="times and files of POSIX")
# What else a call may ask for; each is a run of its own, whatever was kept of the others.
ASKED: dict[str, tuple[str, ...]] = {
    "language": ("--lang", "en"),
    "day": ("--as-of", "2024-12-31"),
    "status": ("--as-status", "submitted"),
    "selected": ("--select", "DT6,DT008"),
    "ignored": ("--ignore", "DT605,DT2"),
    "ruleset": ("--ruleset", "targets-2024-2025"),
    "no suppressions": ("--no-suppressions",),
    "matrix": ("--matrix", "--statistics"),
    "isolated": ("--isolated",),
    "standard input": (".", "-"),
    "baseline": ("--baseline", "../baseline.toml"),
}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plans that are old enough for their times to be trusted; nobody edits them."""
    folder = tmp_path_factory.mktemp("of-all") / "plans-of-all"
    folder.mkdir()
    write_all(folder)
    time.sleep(SETTLED)
    return folder


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder of plans to edit."""
    folder = tmp_path / "plans-of-all"
    folder.mkdir()
    return write_all(folder)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def same(one: Result, other: Result) -> None:
    """Both runs end alike; said of bytes, of which pytest draws no comparison for minutes."""
    assert (one.status, one.err) == (other.status, other.err)
    assert one.out.encode() == other.out.encode(), "another report"


# Jobs, order, cache


@pytest.mark.parametrize("form", FORMATS)
def test_jobs_and_cache_change_no_byte(settled: Path, cache: Path, form: str) -> None:
    asked = ("--format", form, "--lang", "en")
    alone = check(settled, *asked, "--jobs", "1", cache=None)
    assert "dangling" in alone.err and alone.status == 2
    for jobs in JOBS:
        own = cache.with_name(jobs)
        for kept in (None, own, own):
            same(alone, check(settled, *asked, "--jobs", jobs, cache=kept))
    # What others have kept serves as well as one's own.
    for jobs in JOBS:
        same(alone, check(settled, *asked, "--jobs", jobs, cache=cache.with_name("1")))


def test_the_order_of_the_paths_changes_no_byte(settled: Path, cache: Path) -> None:
    folders = sorted(path.name for path in settled.iterdir() if path.is_dir())
    files = sorted(path.name for path in settled.glob("*.dtplan.yaml"))
    alone = check(settled, cache=None)
    chance = random.Random(1)
    for jobs in JOBS:
        given = [*folders, *files]
        chance.shuffle(given)
        same(alone, check(settled, "--jobs", jobs, *given, cache=cache))
        chance.shuffle(given)
        same(alone, check(settled, "--jobs", jobs, *given, *given, ".", cache=None))


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_what_was_kept_for_one_call_is_not_given_to_another(
    settled: Path, cache: Path, asked: tuple[str, ...]
) -> None:
    if "--baseline" in asked:
        check(
            settled, "--select", "DT6", "--write-baseline", asked[1], "--fail-on=never", cache=None
        )
        assert (settled / asked[1]).exists()
    usual = check(settled, cache=cache)
    other = check(settled, *asked, cache=None)
    assert usual.out != other.out
    for jobs in ("1", "2"):
        same(other, check(settled, *asked, "--jobs", jobs, cache=cache))
        same(usual, check(settled, "--jobs", jobs, cache=cache))


def test_many_reports_of_one_run_are_those_of_many_runs(settled: Path, cache: Path) -> None:
    for form in FORMATS:
        check(settled, "--format", form, cache=cache)
    outputs = [f"--output={form}=../{form}.out" for form in FORMATS if form != "text"]
    for kept in (None, cache, cache):
        check(settled, *outputs, "--jobs", "2", cache=kept)
        for form in FORMATS[1:]:
            wanted = check(settled, "--format", form, cache=None)
            assert settled.with_name(f"{form}.out").read_bytes() == wanted.out.encode()


@pytest.mark.parametrize("seed", range(12))
def test_a_cache_that_is_damaged_in_between_changes_no_byte(
    settled: Path, cache: Path, whole: tuple[Result, bytes], seed: int
) -> None:
    wanted, content = whole
    chance = random.Random(seed)
    raw = bytearray(content)
    for _time in range(chance.choice((1, 10, 1000))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    written(cache / FILE, raw[: chance.choice((len(raw), chance.randrange(len(raw))))])
    for jobs in ("1", "2"):
        same(wanted, check(settled, "--jobs", jobs, cache=cache))


@pytest.fixture(scope="module")
def whole(settled: Path) -> tuple[Result, bytes]:
    """A report, and the file in which all that it took is kept."""
    found = check(settled, cache=settled.with_name("whole"))
    return found, (settled.with_name("whole") / FILE).read_bytes()


# What was changed between two runs


def test_a_changed_file_gets_its_new_result(plans: Path, cache: Path) -> None:
    file = plans / "alike" / "open.dtplan.yaml"
    time.sleep(SETTLED)
    before = check(plans, cache=cache)
    same(before, check(plans, cache=cache))
    about = file.stat()
    old = file.read_text("utf-8")
    # As long as before, and as old: who puts an older file back can do that.
    new = old.replace("giá đất", "giá đốt")
    assert new != old and len(new.encode()) == len(old.encode())
    written(file, new)
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert file.stat().st_mtime_ns == about.st_mtime_ns
    after = check(plans, cache=None)
    assert after.out != before.out
    for jobs in ("1", "2"):
        same(after, check(plans, "--jobs", jobs, cache=cache))
    written(file, old)
    same(before, check(plans, cache=cache))


def test_a_changed_configuration_gets_its_new_results(plans: Path, cache: Path) -> None:
    file = plans / "dtplan.toml"
    seen = [check(plans, "--format=json", cache=cache)]
    usual = file.read_text("utf-8")
    for old, new in (
        ('DT206 = "error"', 'DT206 = "advice"'),
        ("date = 2025-06-30", "date = 2024-06-30"),
        ("as-of = 2025-06-30", "as-of = 2024-11-30"),
        ('"alike/shared-*"', '"alike/*"'),
        ('"DT9"', '"DT605"'),
    ):
        assert old in usual
        written(file, usual.replace(old, new))
        seen.append(check(plans, "--format=json", cache=None))
        same(seen[-1], check(plans, "--format=json", cache=cache))
    assert len({result.out for result in seen}) == len(seen)


def test_changed_rules_of_ones_own_get_their_new_results(plans: Path, cache: Path) -> None:
    file = plans / "own.ruleset.yaml"
    before = check(plans, "--select", "X", cache=cache)
    text = file.read_text("utf-8")
    new = text.replace("severity: warning", "severity: advice", 1)
    assert new != text
    written(file, new)
    after = check(plans, "--select", "X", cache=None)
    assert after.out != before.out
    same(after, check(plans, "--select", "X", cache=cache))


def test_a_plan_that_came_or_went_changes_what_is_said_of_the_others(
    plans: Path, cache: Path
) -> None:
    gone = plans / "alike" / "ministry.dtplan.yaml"
    with_it = check(plans, cache=cache)
    away = gone.rename(plans.with_name("away"))
    without = check(plans, cache=None)
    assert without.out != with_it.out
    same(without, check(plans, cache=cache))
    away.rename(gone)
    same(with_it, check(plans, cache=cache))


@POSIX
@pytest.mark.parametrize("name", ["odd/dangling.dtplan.yaml", "odd/fifo.dtplan.yaml"])
def test_what_could_not_be_read_and_is_gone_moves_no_finding(
    plans: Path, cache: Path, name: str
) -> None:
    # The plans behind it come one place forward, and are what they were.
    (plans / name).rename(plans / "alike" / Path(name).name)
    check(plans, cache=cache)
    (plans / "alike" / Path(name).name).unlink()
    same(check(plans, cache=None), check(plans, cache=cache))


@POSIX
def test_a_link_that_leads_elsewhere_by_now_is_another_folder(plans: Path, cache: Path) -> None:
    file = plans / "own.ruleset.yaml"
    text = file.read_text("utf-8").replace("  X002:\n", '  X002:\n    paths: ["2025"]\n')
    written(file, text)
    (plans / "plain").rename(plans / "2024")
    shutil.copytree(plans / "2024", plans / "2025")
    found = []
    for year in ("2024", "2025", "2024"):
        (plans / "now").unlink(missing_ok=True)
        (plans / "now").symlink_to(year)
        found.append(check(plans, "--select", "X", "now", "alike", cache=cache))
        same(found[-1], check(plans, "--select", "X", "now", "alike", cache=None))
    assert found[0].out != found[1].out


def test_the_order_of_sets_changes_no_byte(settled: Path, cache: Path) -> None:
    first, *others = (
        check(settled, "--format=json", cache=None, environment={"PYTHONHASHSEED": seed})
        for seed in ("0", "1", "2")
    )
    for other in others:
        same(first, other)
    codes = {one["code"] for one in json.loads(first.out)["findings"]}
    assert codes >= {"DT007", "DT605", "DT609"}
