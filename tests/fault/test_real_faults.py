"""Disks that are really full, folders really read-only, other processes really there."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dtplan import i18n
from dtplan.draft import Busy, opened
from dtplan.draft.lock import Taken, take
from tests.hostile.running import environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and users of POSIX")

NOBODY = 65534
# Root may write everywhere.
AS_NOBODY = f"os.geteuid() == 0 and (os.setgid({NOBODY}), os.setuid({NOBODY}))"
OLD = "title: old\n"
# What the child does before and with the draft stands in its second argument.
CHILD = """
import json, os, resource, sys
# All of it now: another user may have no right to where Python lies.
import pwd, tempfile, dtplan.parsing.document
from dtplan import i18n
from dtplan.draft import *
i18n.activate("en")
i18n.gettext("")
told = {"error": "", "message": "", "hint": "", "rescued": None}
try:
    exec(sys.argv[2])
except (Busy, Changed, NotADraft, Unsaved) as error:
    told |= {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    if isinstance(error, Unsaved):
        told["rescued"] = error.rescue("text: 1\\n")
folder = os.path.dirname(sys.argv[1])
told["names"] = sorted(os.listdir(folder))
try:
    told["content"] = open(sys.argv[1]).read()
except OSError:
    told["content"] = None
print(json.dumps(told))
"""
SAVE_MUCH = """
with opened(sys.argv[1]) as draft:
    draft.save("title: old\\n")
    {before}
    draft.save("title: new\\n" + "# more\\n" * 20_000)
"""


def child(file: Path, steps: str, *, home: Path, within: Sequence[str] = ()) -> Any:
    """What became of `steps` in a process of its own."""
    done = subprocess.run(
        [*within, sys.executable, "-c", CHILD, str(file), steps],
        capture_output=True,
        env=environment(home, {}),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture
def english() -> Iterator[None]:
    language = i18n.active()
    i18n.activate("en")
    yield
    i18n.activate(language)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may go to, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def test_a_limit_on_the_size_of_files_leaves_the_old_text(tmp_path: Path) -> None:
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    file = tmp_path / "plan.dtplan.yaml"
    told = child(file, SAVE_MUCH.format(before=limit), home=tmp_path)
    assert told["error"] == "Unsaved"
    assert "the disk is full" in told["message"]
    assert "free some space" in told["hint"]
    assert told["content"] == OLD
    # The folder of the test is the home folder too.
    assert told["names"] == [file.name, "plan.rescued-1.dtplan.yaml"]
    assert told["rescued"] == str(tmp_path / told["names"][1])


def test_where_nothing_can_be_written_a_rescue_leaves_nothing(tmp_path: Path) -> None:
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (2, 2))"
    told = child(tmp_path / "plan.dtplan.yaml", SAVE_MUCH.format(before=limit), home=tmp_path)
    assert told["rescued"] is None
    assert told["names"] == ["plan.dtplan.yaml"]


def test_a_full_disk_leaves_the_old_text(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    # A mount in a name space of its own ends with the process, however that ends.
    mount = f"mount -t tmpfs -o size=64k none '{disk}'"
    within = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount + ' && exec "$@"', "sh"]
    if not shutil.which("unshare") or subprocess.run([*within, "true"], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    told = child(
        disk / "plan.dtplan.yaml", SAVE_MUCH.format(before=""), home=tmp_path, within=within
    )
    assert told["error"] == "Unsaved"
    assert "the disk is full" in told["message"]
    assert told["content"] == OLD
    assert told["names"] == ["plan.dtplan.yaml"]
    rescued = tmp_path / "plan.rescued-1.dtplan.yaml"
    assert told["rescued"] == str(rescued)
    assert rescued.read_text(encoding="utf-8") == "text: 1\n"


@pytest.mark.parametrize("name", ["plan.dtplan.yaml", "new.dtplan.yaml"])
def test_a_read_only_folder_is_refused_before_any_answer(open_folder: Path, name: str) -> None:
    file = open_folder / "plan.dtplan.yaml"
    file.write_text(OLD, encoding="utf-8")
    file.chmod(0o666)
    open_folder.chmod(0o555)
    told = child(open_folder / name, f"{AS_NOBODY}; opened(sys.argv[1])", home=open_folder)
    assert told["error"] == "NotADraft"
    assert "write-protected" in told["message"]
    assert "a folder of your own" in told["hint"]
    assert told["names"] == ["plan.dtplan.yaml"]


def test_a_folder_that_becomes_read_only_leaves_the_old_text(open_folder: Path) -> None:
    locked = "os.chmod(os.path.dirname(sys.argv[1]), 0o555)"
    steps = f"{AS_NOBODY}\n" + SAVE_MUCH.format(before=locked)
    own = open_folder / "own"
    own.mkdir()
    if os.geteuid() == 0:
        os.chown(own, NOBODY, NOBODY)
    told = child(own / "plan.dtplan.yaml", steps, home=open_folder)
    assert told["error"] == "Unsaved"
    assert "write-protected" in told["message"]
    assert told["content"] == OLD


@pytest.mark.parametrize("mode", [0o444, 0o000], ids=oct)
def test_a_file_without_the_right_to_it_is_refused(open_folder: Path, mode: int) -> None:
    file = open_folder / "plan.dtplan.yaml"
    file.write_text(OLD, encoding="utf-8")
    file.chmod(mode)
    told = child(file, f"{AS_NOBODY}; opened(sys.argv[1])", home=open_folder)
    assert told["error"] == "NotADraft"
    assert "write-protected" in told["message"]
    assert told["names"] == ["plan.dtplan.yaml"]


HOLD = "draft = opened(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that has the draft open."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "plan.dtplan.yaml"), HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(tmp_path, {}),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


@pytest.mark.usefixtures("english")
def test_the_second_of_two_is_told_who_is_the_first(
    holder: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    with pytest.raises(Busy) as raised:
        opened(str(tmp_path / "plan.dtplan.yaml"))
    assert f"process {holder.pid}" in raised.value.message
    assert os.uname().nodename in raised.value.message
    with opened(str(tmp_path / "other.dtplan.yaml")):
        pass


def test_the_lock_of_a_killed_process_is_free(
    holder: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert os.listdir(tmp_path) == [".plan.dtplan.yaml.dtplan-locked"]
    with opened(str(tmp_path / "plan.dtplan.yaml")) as draft:
        draft.save(OLD)
    assert os.listdir(tmp_path) == ["plan.dtplan.yaml"]


COUNT = """
import sys
from dtplan.draft.lock import Taken, take
path, rounds = sys.argv[1], int(sys.argv[2])
while rounds:
    try:
        lock = take(path + ".lock")
    except Taken:
        continue
    with open(path) as file:
        count = int(file.read())
    with open(path, "w") as file:
        file.write(str(count + 1))
    lock.release()
    rounds -= 1
"""


def test_many_processes_never_hold_one_lock_together(tmp_path: Path) -> None:
    file = tmp_path / "count"
    file.write_text("0", encoding="utf-8")
    command = [sys.executable, "-c", COUNT, str(file), "100"]
    processes = [subprocess.Popen(command, env=environment(tmp_path, {})) for _ in range(4)]
    assert [process.wait(timeout=60) for process in processes] == [0] * 4
    assert file.read_text(encoding="utf-8") == "400"
    assert os.listdir(tmp_path) == ["count"]


def test_a_lock_file_of_another_user_does_not_stand_in_the_way(open_folder: Path) -> None:
    file = open_folder / "plan.dtplan.yaml"
    stale = open_folder / ".plan.dtplan.yaml.dtplan-locked"
    stale.write_text("someone\nelsewhere\n1", encoding="utf-8")
    stale.chmod(0o644)
    open_folder.chmod(0o1777)
    steps = f"{AS_NOBODY}\nwith opened(sys.argv[1]) as draft: draft.save('a: 1\\n')"
    told = child(file, steps, home=open_folder)
    assert not told["error"]
    assert told["content"] == "a: 1\n"
    lock = take(str(stale))
    assert lock is not None
    with pytest.raises(Taken):
        take(str(stale))
    lock.release()
