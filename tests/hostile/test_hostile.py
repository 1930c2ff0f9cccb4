"""Every hostile input through the installed program: statuses, codes, limits, clean output."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import html5lib
import pytest
from lxml import etree

from . import judging, secret_rows, size_rows, text_rows, yaml_rows
from .inputs import INPUTS
from .kinds import Hostile
from .running import Outcome, measured, run

NAME = "plan.dtplan.yaml"
BATCH = 100
Checks = dict[tuple[str, str], Future[None]]

SMALL = (*yaml_rows.ROWS, *text_rows.ROWS, *secret_rows.ROWS)
LARGE = (*size_rows.MANY, *size_rows.LONG)
BATCHES = [SMALL[start : start + BATCH] for start in range(0, len(SMALL), BATCH)]
OTHER_FORMATS = [("text", "vi"), ("text", "en"), ("short", "en"), ("jsonl", "vi"), ("json", "en")]
OTHER_FORMATS += [("sarif", "vi"), ("gitlab", "en"), ("junit", "vi"), ("html", "en")]
OTHER_FORMATS += [("markdown", "vi")]


@pytest.fixture(scope="module")
def checks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Checks]:
    """The checks of the chosen rows, run two at a time, each to be asked for its verdict."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield {
            (name, row.id): pool.submit(JUDGES[name], row, tmp_path_factory.mktemp("row"))
            for name, row in _chosen(request.session.items)
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("row", INPUTS, ids=lambda row: row.id)
def test_a_hostile_plan_is_judged_within_limits(row: Hostile, checks: Checks) -> None:
    checks["test_a_hostile_plan_is_judged_within_limits", row.id].result()


@pytest.mark.parametrize("row", LARGE, ids=lambda row: row.id)
def test_a_large_plan_is_shown_within_limits(row: Hostile, checks: Checks) -> None:
    checks["test_a_large_plan_is_shown_within_limits", row.id].result()


def _chosen(items: Sequence[pytest.Item]) -> Iterator[tuple[str, Hostile]]:
    for item in items:
        if isinstance(item, pytest.Function) and item.originalname in JUDGES:
            row = item.callspec.params["row"]
            assert isinstance(row, Hostile)
            yield item.originalname, row


def _judge(row: Hostile, folder: Path) -> None:
    outcome = measured("check", "--format", "json", _written(folder / NAME, row), folder=folder)
    judging.assert_sound(outcome)
    judging.assert_hidden(outcome, row.hidden)
    report = judging.report(outcome)
    found = judging.codes(report)
    assert found >= row.codes, (found, report["findings"][:3])
    assert not row.one_of or found & row.one_of, (found, report["findings"][:3])
    assert not found & row.never, report["findings"]
    assert outcome.status in row.statuses, (outcome.status, found)
    assert found == {"DT001"} or "DT001" not in found
    judging.assert_places(report, row.made())
    judging.assert_cheap(outcome)


def _show(row: Hostile, folder: Path) -> None:
    outcome = measured("check", _written(folder / NAME, row), folder=folder)
    judging.assert_sound(outcome)
    judging.assert_short_lines(outcome)
    assert outcome.status in row.statuses
    judging.assert_cheap(outcome)


JUDGES: dict[str, Callable[[Hostile, Path], None]] = {
    "test_a_hostile_plan_is_judged_within_limits": _judge,
    "test_a_large_plan_is_shown_within_limits": _show,
}


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: f"{batch[0].id}..{batch[-1].id}")
@pytest.mark.parametrize(("format", "lang"), OTHER_FORMATS)
def test_every_format_stays_clean(
    batch: tuple[Hostile, ...], format: str, lang: str, tmp_path: Path
) -> None:
    names = [_written(tmp_path / f"{row.id}.yaml", row) for row in batch]
    outcome = run("check", "--format", format, "--lang", lang, *names, folder=tmp_path)
    judging.assert_sound(outcome)
    judging.assert_hidden(outcome, [secret for row in batch for secret in row.hidden])
    _assert_parses(outcome, format)
    assert outcome.status == 1 or all(0 in row.statuses for row in batch)
    if format in ("text", "short"):
        judging.assert_short_lines(outcome)


def test_no_plan_ran_a_command(tmp_path: Path) -> None:
    for row in yaml_rows.TAGS:
        run("check", _written(tmp_path / NAME, row), folder=tmp_path)
    assert not (tmp_path / "RAN").exists()


def test_a_plan_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    rows = [row for row in yaml_rows.ROWS if row.codes == {"DT001"}]
    for row in rows:
        _written(tmp_path / f"{row.id}.dtplan.yaml", row)
    outcome = run("check", "--format", "json", ".", folder=tmp_path)
    report = judging.report(outcome)
    assert outcome.status == 1
    assert {Path(found["path"]).name for found in report["findings"]} == {
        f"{row.id}.dtplan.yaml" for row in rows
    }


def _written(path: Path, row: Hostile) -> str:
    path.write_bytes(row.made())
    return path.name


def _assert_parses(outcome: Outcome, format: str) -> None:
    if format == "json":
        judging.report(outcome)
    if format == "jsonl":
        for line in judging.text(outcome.out).splitlines():
            judging.strict(line)
    if format in ("sarif", "gitlab"):
        judging.strict(judging.text(outcome.out))
    if format == "junit":
        etree.fromstring(outcome.out)
    if format == "html":
        html5lib.HTMLParser(strict=True).parse(judging.text(outcome.out))
