"""How far a long run is: told on a terminal, and to nobody else."""

import io
import sys

import pytest

from dtplan.cli import progress
from tests.command import dtplan
from tests.conftest import ROOT


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(patience: float, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a run over 400 plans leaves on a terminal."""
    monkeypatch.setattr(progress, "PATIENCE", patience)
    terminal = Terminal()
    bar = progress.Progress(terminal)
    for done in range(1, 401):
        bar(done, 400)
    return terminal.getvalue()


def test_a_long_run_is_told_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    text = told(0, monkeypatch)
    assert "400/400" in text
    assert text.endswith("\n")
    assert text.count("\r") < 250  # however many plans there are


def test_a_short_run_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(60, monkeypatch) == ""


def test_each_part_of_a_run_is_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    terminal = Terminal()
    bar = progress.Progress(terminal)
    for count in (7, 3):
        for done in range(1, count + 1):
            bar(done, count)
    assert "7/7" in terminal.getvalue() and "3/3" in terminal.getvalue()


@pytest.mark.parametrize(
    ("stream", "term", "quiet"),
    [(io.StringIO(), "xterm", False), (Terminal(), "dumb", False), (Terminal(), "xterm", True)],
)
def test_nobody_else_is_told(
    stream: io.StringIO, term: str, quiet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term)
    assert progress.progress(quiet=quiet) is None


def test_a_closed_stream_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert progress.progress(quiet=False) is None


def test_a_pipe_holds_the_report_alone() -> None:
    assert dtplan("check", ROOT / "examples", "--fail-on", "never").err == ""
