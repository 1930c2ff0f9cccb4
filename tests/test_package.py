"""The package as users get it: what it holds, and that it works away from the checkout."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT

# Made by tools, or by the build itself, which has to make them again.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".cache", ".*_cache", ".hypothesis", "__pycache__", "node_modules", "build",
    "dist", "*.egg-info", "compiled", "*.mo",
)  # fmt: skip
# Of use in the repository alone.
UNPACKAGED = re.compile(r"\.(ci|github|gitlab|gitignore|gitattributes|editorconfig|pre-commit)")


class Built(NamedTuple):
    """The checkout's copy, both files built from it, and the wheel built from the source one."""

    copy: Path
    sdist: Path
    wheel: Path
    unpacked: Path
    rebuilt: Path


def run(*command: str | Path, cwd: Path) -> str:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DTPLAN"))
    }
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, encoding="utf-8", env=kept
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def programs(folder: Path) -> Path:
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def made(folder: Path, *packages: str | Path) -> Path:
    """A new environment with these packages; the folder of its programs."""
    venv.create(folder, with_pip=True)
    pip = (programs(folder) / "python", "-m", "pip", "--disable-pip-version-check", "-q")
    run(*pip, "install", *packages, cwd=folder)
    return programs(folder)


def build(python: Path, source: Path, kind: str) -> Path:
    run(python, "-m", "build", "--no-isolation", f"--{kind}", cwd=source)
    (built,) = (source / "dist").glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("build")
    copy = folder / "checkout"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    python = made(folder / "builder", "build", *settings["build-system"]["requires"]) / "python"
    sdist = build(python, copy, "sdist")
    wheel = build(python, copy, "wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    unpacked = folder / sdist.name.removesuffix(".tar.gz")
    return Built(copy, sdist, wheel, unpacked, build(python, unpacked, "wheel"))


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield made(tmp_path_factory.mktemp("elsewhere") / "venv", built.wheel) / "dtplan"


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_source_package_holds_what_its_own_tests_need(built: Built) -> None:
    needed = {
        name
        for file in built.copy.rglob("*")
        if file.is_file()
        and file.suffix != ".pyc"
        and not UNPACKAGED.match(name := file.relative_to(built.copy).as_posix())
        and not name.startswith(("dist/", "dtplan/data/compiled/"))
    }
    with tarfile.open(built.sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert needed - held == set()
    assert not [name for name in held if name.endswith(".pyc")]
    collected = run(sys.executable, "-m", "pytest", "--collect-only", "-q", cwd=built.unpacked)
    assert "error" not in collected.rpartition("\n\n")[2]


def test_the_wheel_of_the_source_package_is_that_of_the_checkout(built: Built) -> None:
    assert names(built.rebuilt) == names(built.wheel)
    with zipfile.ZipFile(built.rebuilt) as one, zipfile.ZipFile(built.wheel) as other:
        for name in names(built.wheel):
            assert one.read(name) == other.read(name), name


def test_the_wheel_holds_code_data_schemas_and_words_and_no_tests(built: Built) -> None:
    held = names(built.wheel)
    folder = built.copy / "dtplan"
    for file in folder.rglob("*"):
        if file.suffix in (".py", ".yaml", ".po"):
            assert f"dtplan/{file.relative_to(folder).as_posix()}" in held
        if file.suffix == ".yaml":
            dotted = ".".join(file.relative_to(folder / "data").parts)
            copies = f"dtplan/data/compiled/{dotted}."
            assert any(name.startswith(copies) for name in held), copies
    assert "dtplan/data/compiled/likeness.yaml.arranged.pieces" in held
    assert "dtplan/locale/vi/LC_MESSAGES/messages.mo" in held
    assert "dtplan/py.typed" in held
    for schema in ("plan", "ruleset", "config"):
        assert f"dtplan/schemas/{schema}.schema.json" in held
    assert {name.partition("/")[0].partition("-")[0] for name in held} == {"dtplan"}
    assert not [name for name in held if "test" in name]


def test_the_installed_program_works_elsewhere(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "--version", cwd=tmp_path).startswith("dtplan ")
    shutil.copy(ROOT / "examples" / "province.draft.dtplan.yaml", tmp_path)
    found = run(installed, "check", "--fail-on", "never", cwd=tmp_path)
    assert "Cách sửa: " in found
    assert "trong 1 đề án." in found
    published = (ROOT / "schemas" / "plan.schema.json").read_text(encoding="utf-8")
    assert run(installed, "schema", cwd=tmp_path) == published
    explained = run(installed, "explain", "DT202", cwd=tmp_path)
    assert "Chưa đạt:" in explained and "đo lường được" in explained
