"""How much CPU an answer takes; bounds are three times what is promised, for busy machines."""

import gc
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.wizard import FIRST_QUESTION, NEXT_QUESTION, between_questions, first_question

_SLACK = 3


@pytest.fixture
def _as_the_program_runs() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_as_the_program_runs")
def test_the_next_question_stands_within_50_ms_of_cpu(tmp_path: Path) -> None:
    assert statistics.median(between_questions(tmp_path)) < NEXT_QUESTION * _SLACK


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_the_first_question_stands_within_600_ms_of_cpu(tmp_path: Path) -> None:
    assert first_question(tmp_path) < FIRST_QUESTION * _SLACK
