"""Completion: the scripts, and what they ask the program."""

import shutil
import subprocess
import sys

import pytest

from dtplan import formats
from dtplan.cli import COMMANDS
from tests.command import DTPLAN, dtplan


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_script_for_every_shell(shell: str) -> None:
    result = dtplan("completion", shell)
    assert (result.status, result.err) == (0, "")
    assert f"{shell}_complete" in result.out
    assert "_DTPLAN_COMPLETE" in result.out


# Fills COMPREPLY as bash does when Tab is pressed after the words given.
PRESS_TAB = """
eval "$(dtplan completion bash)"
COMP_WORDS=(dtplan "$@")
COMP_CWORD=$#
_dtplan_completion dtplan
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(sys.platform == "win32", reason="bash is not at home there")
@pytest.mark.parametrize(
    ("words", "proposals"),
    [
        (["che"], ["check"]),
        (["check", "--form"], ["--format"]),
        (["check", "--format", "js"], ["json", "jsonl"]),
        (["completion", "f"], ["fish"]),
        (["schema", "r"], ["ruleset"]),
    ],
)
def test_bash_completes(words: list[str], proposals: list[str]) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, "--norc", "-c", PRESS_TAB, "bash", *words],
        capture_output=True,
        text=True,
        env={"PATH": f"{DTPLAN.parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    assert (done.stdout.split(), done.stderr) == (proposals, "")


@pytest.mark.parametrize(
    ("words", "typed", "proposals"),
    [
        (["dtplan", "che"], "che", ["check"]),
        (["dtplan"], "", list(COMMANDS)),
        (["dtplan", "check", "--form"], "--form", ["--format"]),
        (["dtplan", "check", "--format", "js"], "js", ["json", "jsonl"]),
        (["dtplan", "check", "--format"], "", list(formats.NAMES)),
    ],
)
def test_powershell_is_answered(words: list[str], typed: str, proposals: list[str]) -> None:
    result = dtplan(
        environment={
            "_DTPLAN_COMPLETE": "powershell_complete",
            "DTPLAN_COMPLETE_ARGS": "\n".join(words),
            "DTPLAN_COMPLETE_WORD": typed,
        }
    )
    assert (result.status, result.err) == (0, "")
    assert [line.split("\t")[0] for line in result.out.splitlines()] == proposals
