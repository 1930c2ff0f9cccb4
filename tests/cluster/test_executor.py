"""`dtplan check --executor dask=ADDRESS`, with a real cluster: the same bytes as alone."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext
from functools import cache
from pathlib import Path

import pytest

from dtplan import __version__, cli
from dtplan.cli import executing
from dtplan.errors import DtplanError
from dtplan.runs.workers import Crew
from tests.cluster.running import Part, Running, another_dtplan
from tests.command import Result, dtplan
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signals")
HOOKED = Path(__file__).with_name("hooked.py")
TEXT = ("--matrix", "--statistics")
JSON = ("--format", "json")
LOST = "cụm máy tại {} không còn trả lời; phần còn lại đã được kiểm tra trên máy này"


def check(folder: Path, *arguments: str, lang: str = "vi") -> Result:
    return dtplan("check", "--no-cache", "--lang", lang, *arguments, cwd=folder)


@cache
def alone(folder: Path, *arguments: str, lang: str = "vi") -> Result:
    """What a check on this machine gives, the same every time."""
    return check(folder, "--jobs", "1", *arguments, lang=lang)


def with_cluster(folder: Path, cluster: Running, *arguments: str, lang: str = "vi") -> Result:
    return check(folder, "--executor", f"dask={cluster.address}", *arguments, lang=lang)


def while_it_happens(
    folder: Path, cluster: Running, part: Part | None, *arguments: str, sign: int = signal.SIGKILL
) -> Result:
    """What comes of a check in which `part`, or the command itself, gets a signal in the middle."""
    call = ("check", "--no-cache", f"--executor=dask={cluster.address}", *arguments)
    done = subprocess.run(
        [sys.executable, HOOKED, "20", str(int(sign)), str(part.pid if part else 0), *call],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


# The same bytes


@pytest.mark.parametrize(("lang", "form"), [("vi", TEXT), ("en", JSON)])
def test_a_cluster_gives_the_same_bytes(
    lang: str, form: tuple[str, ...], plans: Path, two_workers: Running
) -> None:
    expected = alone(plans, *form, lang=lang)
    assert expected.status == 1
    assert {"DT609", "X001", "X900", "DT001"} <= set(re.findall(r"DT\d+|X\d+", expected.out))
    assert with_cluster(plans, two_workers, *form, lang=lang) == expected


def test_two_runs_at_once_do_not_mix(plans: Path, two_workers: Running) -> None:
    with ThreadPoolExecutor() as both:
        found = {
            lang: both.submit(with_cluster, plans, two_workers, *JSON, lang=lang)
            for lang in ("vi", "en")
        }
    for lang, result in found.items():
        # A busy machine may be slow to answer; whoever does the work then, it is the same.
        assert result.result()[:2] == alone(plans, *JSON, lang=lang)[:2]


def test_one_plan_and_standard_input(plans: Path, two_workers: Running) -> None:
    paths = (next(plans.rglob("*.dtplan.yaml")).name, "-")
    folder = next(plans.rglob(paths[0])).parent
    assert with_cluster(folder, two_workers, *paths) == alone(folder, *paths)


def test_a_run_of_which_all_is_known_asks_no_cluster(plans: Path) -> None:
    first = dtplan("check", cwd=plans)
    assert dtplan("check", "--executor", f"dask=127.0.0.1:{free_port()}", cwd=plans) == first


# What is lost on the way


def test_a_killed_worker_costs_nothing_but_time(
    many_plans: Path, running: Callable[[], Running]
) -> None:
    cluster = running()
    one, other = cluster.started(), cluster.started()
    cluster.joined(one, other)
    found = while_it_happens(many_plans, cluster, one, *JSON)
    assert one.process.poll() == -signal.SIGKILL
    assert other.process.poll() is None
    assert found == alone(many_plans, *JSON)


def test_what_a_killed_cluster_leaves_is_done_here(
    many_plans: Path, running: Callable[[], Running]
) -> None:
    cluster = running()
    cluster.joined(cluster.started())
    began = time.monotonic()
    found = while_it_happens(many_plans, cluster, cluster.scheduler, *JSON)
    assert time.monotonic() - began < 20
    told = f"dtplan: {LOST.format(cluster.address)}\n"
    assert found == alone(many_plans, *JSON)._replace(err=told)


class Broken(ThreadPoolExecutor):
    """A cluster that says it has left some of the work."""

    trouble = "trouble"

    def __init__(self, address: str, *, has_patterns: bool) -> None:
        super().__init__(1)

    def crew(self) -> AbstractContextManager[Crew]:
        return nullcontext(Crew(self, 1))


@pytest.mark.parametrize(("options", "told"), [((), "dtplan: trouble\n"), (("-q",), "")])
def test_quiet_is_quiet_of_a_cluster_too(
    options: tuple[str, ...],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(executing, "Cluster", Broken)
    monkeypatch.setenv("LANGUAGE", "en")
    examples = str(ROOT / "examples")
    cli.run(["check", "--no-cache", "--executor=dask=a:1", *options, examples])
    assert capsys.readouterr().err == told


def test_ctrl_c_lets_go_of_the_cluster(many_plans: Path, two_workers: Running) -> None:
    began = time.monotonic()
    found = while_it_happens(many_plans, two_workers, None, sign=signal.SIGINT)
    assert (found.status, found.out, found.err) == (130, "", "")
    assert time.monotonic() - began < 10
    two_workers.scheduler.wait_for("Close client connection")


# Clusters that won't do


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def refused(*arguments: str, lang: str, **environment: str) -> str:
    """What is said of a check that can't be done."""
    result = dtplan(
        "check", "examples", "--lang", lang, *arguments, cwd=ROOT, environment=environment
    )
    assert (result.status, result.out) == (2, ""), result
    return result.err


NO_EXECUTORS = (
    "", "dask", "dask=", "=a:1", "ray=a:1", "DASK=a:1", "dask=a", "dask=a:0", "dask=a:65536",
    "dask=a:x", "dask=a:1\n", "dask=a b:1", "dask=b@a:1", "dask=a:1/b", "dask=http://a:1",
    "dask=inproc://1/2/3",
)  # fmt: skip


def test_what_is_no_executor() -> None:
    for text in NO_EXECUTORS:
        with pytest.raises(DtplanError, match="không đúng dạng NAME=ADDRESS"):
            executing.address(text)
    for text in ("a:1", "tcp://10.0.0.5:8786", "tls://[::1]:65535"):
        assert executing.address(f"dask={text}") == text
    assert refused("--diff", "--executor", "ray=a:1", lang="en") == (
        "dtplan: --executor ray=a:1 is no NAME=ADDRESS\n"
        "  Executors are dask; an address is HOST:PORT or tls://HOST:PORT, like "
        "dask=10.0.0.5:8786.\n"
    )


def test_nobody_answers() -> None:
    began = time.monotonic()
    with (
        ThreadPoolExecutor() as together,
        closing(socket.create_server(("127.0.0.1", 0))) as silent,
        closing(socket.create_server(("127.0.0.1", 0))) as other,
    ):
        ports = free_port(), silent.getsockname()[1], other.getsockname()[1]
        addresses = [f"127.0.0.1:{port}" for port in ports]
        found = [
            together.submit(refused, "--executor", f"dask={address}", lang="en")
            for address in addresses
        ]
        with closing(other.accept()[0]) as stranger:
            stranger.sendall(b"SSH-2.0-OpenSSH_9.6\r\n" * 9)
            told = [one.result() for one in found]
    assert time.monotonic() - began < 20
    for address, text in zip(addresses[:2], told[:2], strict=True):
        assert text == (
            f"dtplan: no dask scheduler answers at {address}\n"
            "  Start one there with `dask scheduler`, or name the address that it shows.\n"
        )
    assert re.fullmatch(
        rf"dtplan: the cluster at {addresses[2]} can't be joined: .*\n  It must be .*\n", told[2]
    )


UNLIKE = {
    "version": rf"has dtplan 0\.0\.9 \(\w+\), and this machine {__version__} \(\w+\)",
    "old": rf"has not dtplan {__version__} \(\w+\), as this machine has",
    "none": rf"has not dtplan {__version__} \(\w+\), as this machine has",
}


def test_no_workers_or_others_are_refused(tmp_path: Path, running: Callable[[], Running]) -> None:
    cluster = running()
    assert refused("--executor", f"dask=tcp://{cluster.address}", lang="vi") == (
        f"dtplan: cụm máy tại tcp://{cluster.address} chưa có worker nào\n"
        f"  Thêm worker bằng lệnh `dask worker tcp://{cluster.address}`.\n"
    )
    good = cluster.started()
    others = {
        kind: cluster.started(PYTHONPATH=another_dtplan(tmp_path / kind, kind)) for kind in UNLIKE
    }
    cluster.joined(good, *others.values())
    # The one told is the first by its address.
    addresses = {
        re.findall(r"Start worker at: +(\S+)", part.written)[0]: kind
        for kind, part in others.items()
    }
    for address, kind in sorted(addresses.items()):
        told = refused("--executor", f"dask={cluster.address}", lang="en")
        assert re.fullmatch(
            rf"dtplan: the worker {address} {UNLIKE[kind]}\n  Install the same .*\n", told
        ), told
        others[kind].process.kill()
        cluster.scheduler.wait_for(f"Remove worker .*{address}")
    assert with_cluster(ROOT, cluster, "examples").status == 1


def test_without_the_extra_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError('no such thing')\n")
    told = refused("--executor", "dask=127.0.0.1:1", lang="en", PYTHONPATH=str(tmp_path))
    assert told == (
        "dtplan: a cluster of dask needs the package distributed, which is not installed here\n"
        '  Install it with `pip install "dtplan[dask]"`.\n'
    )
