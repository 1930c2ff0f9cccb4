"""A Python that lacks what Windows lacks gives the same report."""

import sys
from pathlib import Path

import pytest

from . import judging
from .inputs import INPUTS
from .kinds import plan
from .running import run

CHOSEN = ("a005", "a010-id", "a040", "a054", "a061", "a075", "a084", "e-broken")

# The standard library loads first: its own modules may hold on to what is taken away.
WITHOUT = """
import asyncio, concurrent.futures.process, ctypes, importlib.metadata, json, logging, os
import multiprocessing.pool, pathlib, platform, random, shutil, signal, socket, sqlite3
import subprocess, sys, tempfile, threading

GONE = {'fcntl', 'grp', 'posix', 'pty', 'pwd', 'readline', 'resource', 'syslog', 'termios', 'tty'}
NAMES = '''O_ASYNC O_CLOEXEC O_DIRECTORY O_DSYNC O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH
O_SYNC chown chroot ctermid fchdir fchmod fchown fdatasync getegid geteuid getgid getgroups
getloadavg getpgid getpgrp getpriority getsid getuid initgroups killpg lchmod lchown lockf mkfifo
mknod nice openpty pathconf posix_fadvise posix_fallocate posix_spawn pread preadv pwrite pwritev
sched_getaffinity sched_yield sendfile setegid seteuid setgid setpgid setpriority setsid setuid
sync sysconf tcgetpgrp uname wait3 wait4 writev'''.split()
SIGNALS = 'SIGALRM SIGHUP SIGPIPE SIGQUIT SIGUSR1 SIGUSR2 SIGXCPU SIGXFSZ alarm setitimer'.split()


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in GONE:
            raise ModuleNotFoundError(f'No module named {name!r}', name=name)


for name in GONE:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
for module, names in ((os, NAMES), (signal, SIGNALS)):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
os.supports_dir_fd = os.supports_fd = os.supports_follow_symlinks = frozenset()
(entry,) = importlib.metadata.entry_points(group='console_scripts', name='dtplan')
sys.exit(entry.load()())
"""
PYTHON = (sys.executable, "-I", "-c", WITHOUT)


@pytest.mark.parametrize("row", [row for row in INPUTS if row.id in CHOSEN], ids=lambda row: row.id)
def test_a_plan_is_judged_alike_without_posix(row: object, tmp_path: Path) -> None:
    chosen = next(known for known in INPUTS if known is row)
    (tmp_path / "x.yaml").write_bytes(chosen.made())
    _assert_alike(tmp_path, "x.yaml")


def test_a_folder_is_judged_alike_without_posix(tmp_path: Path) -> None:
    (tmp_path / "plans" / "in").mkdir(parents=True)
    (tmp_path / "plans" / "in" / "a.yaml").write_bytes(plan("title: A"))
    (tmp_path / "b.dtplan.yaml").write_bytes(plan("title: yes"))
    (tmp_path / "out.dtplan.yaml").symlink_to("/etc/passwd")
    _assert_alike(tmp_path, ".")


def test_standard_input_is_judged_alike_without_posix(tmp_path: Path) -> None:
    _assert_alike(tmp_path, "-", plan("title: yes"))


def test_other_commands_run_without_posix(tmp_path: Path) -> None:
    for arguments in (("rules",), ("explain", "DT202"), ("schema",), ("--version",)):
        outcome = run(*arguments, folder=tmp_path, program=PYTHON)
        judging.assert_sound(outcome)
        assert outcome.status == 0, (arguments, outcome.err)


def _assert_alike(folder: Path, place: str, stdin: bytes = b"") -> None:
    arguments = ("check", "--format", "json", place)
    usual = run(*arguments, folder=folder, stdin=stdin)
    outcome = run(*arguments, folder=folder, stdin=stdin, program=PYTHON)
    judging.assert_sound(outcome)
    assert outcome.status == usual.status
    assert judging.report(outcome) == judging.report(usual)
