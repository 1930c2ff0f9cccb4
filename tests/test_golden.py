"""Whole outputs, byte for byte: the examples in every format, and the plan that says nothing."""

from collections.abc import Callable

import pytest

from tests.command import dtplan
from tests.conftest import ROOT

Golden = Callable[[str, str], None]
CLEAN = ("ministry", "province", "national-database")
DRAFTS = tuple(f"{name}.draft" for name in CLEAN)
FORMATS = {
    "text": "txt", "short": "txt", "json": "json", "jsonl": "jsonl",
    "junit": "xml", "markdown": "md", "html": "html", "github": "txt", "gitlab": "json",
}  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_the_complete_examples_have_nothing_to_mend(name: str) -> None:
    result = dtplan("check", f"examples/{name}.dtplan.yaml", "--fail-on", "advice", cwd=ROOT)
    assert result.status == 0, result.out


@pytest.mark.parametrize("name", (*DRAFTS, "notice-2024-07-10"))
def test_the_findings_of_an_example(name: str, golden: Golden) -> None:
    plan = f"examples/{name}.dtplan.yaml"
    result = dtplan("check", plan, "--as-of", "2024-12-31", cwd=ROOT)
    assert result.status == 1
    golden(f"examples/{name}.txt", result.out)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ("vi", "en"))
def test_a_draft_in_every_format(form: str, language: str, golden: Golden) -> None:
    result = dtplan(
        "check", "examples/province.draft.dtplan.yaml", "--format", form, "--lang", language,
        "--matrix", "--statistics", "--as-of", "2024-12-31", cwd=ROOT,
    )  # fmt: skip
    golden(f"{form}/province.draft.{language}.{FORMATS[form]}", result.out)


@pytest.mark.parametrize("language", ("vi", "en"))
def test_a_plan_that_says_nothing(language: str, golden: Golden) -> None:
    result = dtplan(
        "check", "-", "--stdin-filename", "only-version.dtplan.yaml", "--lang", language,
        "--as-of", "2024-12-31", stdin=b"dtplan: 1\n",
    )  # fmt: skip
    assert result.status == 1
    golden(f"text/only-version.{language}.txt", result.out)


@pytest.mark.parametrize("code", ("DT202", "DT605"))
def test_the_explanation_of_a_rule(code: str, golden: Golden) -> None:
    for language in ("vi", "en"):
        golden(f"explain/{code}.{language}.txt", dtplan("explain", code, "--lang", language).out)
