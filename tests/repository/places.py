"""Repositories of thirty plans, and the surroundings that programs find there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.command import dtplan
from tests.conftest import ROOT
from tests.test_package import LEFT_OUT, build

EXAMPLES = ("province", "ministry", "national-database")
COUNT = 30
# Of the surroundings of the tests themselves, and not of a repository's.
_OURS = ("DTPLAN", "GIT_", "GITHUB_", "CI_", "PYTHON", "VIRTUAL_ENV", "PRE_COMMIT")
_PERSON = {"NAME": "Người soạn", "EMAIL": "nguoi-soan@example.invalid"}


def surroundings(folder: Path, wheels: Path, *, first: Path | None = None) -> dict[str, str]:
    """The environment of programs: what they keep goes under `folder`, `first` leads the PATH.

    pip finds packages in `wheels`, too, so that the project can be named as on PyPI.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
    programs = [first] if first else []
    path = os.pathsep.join([*map(str, programs), str(Path(sys.executable).parent)])
    people = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in _PERSON.items()
    }
    return {
        **inherited,
        **people,
        "PATH": os.pathsep.join([path, inherited["PATH"]]),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "PIP_NO_COMPILE": "1",  # what is installed runs a few times
        "PIP_FIND_LINKS": f"{wheels} {os.environ.get('PIP_FIND_LINKS', '')}".strip(),
    }


def run(
    *command: str | Path, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """The command, run to its end; its output is in `stdout`, errors too."""
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )


def checkout(folder: Path) -> Path:
    """A copy of the project's files, without what tools keep there."""
    return Path(shutil.copytree(ROOT, folder / "checkout", ignore=LEFT_OUT))


def wheels(copy: Path) -> Path:
    """A folder with the project's wheel, as an agency hands it out."""
    return build(Path(sys.executable), copy, "wheel").parent


def repository(folder: Path) -> Path:
    """What `dtplan init` lays out, with thirty plans made from the examples."""
    kho = folder / "kho"
    assert dtplan("init", kho).status == 0
    for number in range(COUNT):
        text = (ROOT / f"examples/{EXAMPLES[number % 3]}.dtplan.yaml").read_text(encoding="utf-8")
        text = re.sub("(?m)^id: .*$", f"id: de-an-{number:02}", text)
        (kho / f"plans/de-an-{number:02}.dtplan.yaml").write_text(text, encoding="utf-8")
    return kho


def spoilt(kho: Path, number: int = 7) -> str:
    """Take the value from the first target of a plan: the path of the plan."""
    path = kho / f"plans/de-an-{number:02}.dtplan.yaml"
    text = path.read_text(encoding="utf-8")
    spoilt = re.sub("(?m)^    value: .*\n", "", text, count=1)
    assert spoilt != text
    path.write_text(spoilt, encoding="utf-8")
    return path.relative_to(kho).as_posix()
