"""What a run does not load: the program starts in little more than click and yaml take."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PLAN = ROOT / "tests" / "reference.plan.yaml"
HEAVY = {
    "asyncio", "concurrent", "dataclasses", "difflib", "email", "importlib.metadata",
    "importlib.resources", "jsonschema", "jsonschema_rs", "logging", "multiprocessing", "pathlib",
    "pydoc", "questionary", "rich", "shutil", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "urllib", "zipfile",
}  # fmt: skip
PROGRAM = """
import sys
before = set(sys.modules)
from dtplan.cli import main
try:
    main(sys.argv[1:])
finally:
    sys.stdout = sys.__stdout__
    print("loaded:", *(set(sys.modules) - before))
"""


def loaded(*arguments: str | Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_the_version_costs_click_alone() -> None:
    modules = loaded("--version")
    assert not modules & (HEAVY | {"yaml", "json", "dtplan.engine", "dtplan.parsing.document"})


def test_a_clean_plan_in_text_needs_neither_json_nor_locales() -> None:
    assert not loaded("check", "--as-of", "2024-12-31", PLAN) & {"json", "locale", "signal", "zlib"}


def test_the_patterns_of_pyyaml_are_compiled_when_they_are_used() -> None:
    program = (
        "import re; compile = re.compile\n"
        "from dtplan.parsing import pyyaml\n"
        "assert re.compile is compile\n"
        "pattern = pyyaml.Reader.NON_PRINTABLE\n"
        "assert type(pattern) is pyyaml.Later\n"
        "assert pattern.search('a') is None and pattern.search('a\\0').start() == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


FORMS = ["text", "short", "json", "jsonl", "junit", "markdown", "html"]


@pytest.mark.parametrize("form", FORMS)
def test_a_clean_plan_loads_nothing_heavy(form: str) -> None:
    modules = loaded("check", "--format", form, "--select", "DT0", PLAN)
    assert "dtplan.engine" in modules
    assert not modules & HEAVY


def test_all_rules_on_a_clean_plan_load_nothing_heavy() -> None:
    modules = loaded("check", "--fail-on", "never", "--as-of", "2024-12-31", PLAN)
    assert not modules & HEAVY
