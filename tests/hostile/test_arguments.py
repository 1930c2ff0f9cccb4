"""Options and rulesets that strangers hand over: refused with 2, told safely."""

from pathlib import Path

import pytest

from . import judging
from .inputs import INPUTS
from .kinds import plan
from .running import Outcome, measured, run

GOOD = plan("title: A")
ESCAPE = "\x1b[2J\n::error::x\u202e"
REFUSED: list[tuple[str | bytes, ...]] = [
    ("--as-of", "2024-02-30"),
    ("--as-of", "\uff12024-01-01"),
    ("--as-of", "2024-01-01\n"),
    ("--as-of", "99999999999-01-01"),
    ("--as-of", ESCAPE),
    ("--as-status", ESCAPE),
    ("--select", ESCAPE),
    ("--select", "DT99999"),
    ("--ignore", b"\xff"),
    ("--fail-on", ESCAPE),
    ("--format", ESCAPE),
    ("--lang", ESCAPE),
    ("--jobs", "0"),
    ("--jobs", "-1"),
    ("--jobs", "x"),
    ("--jobs", "9" * 5000),
    ("--ruleset", "/etc/passwd"),
    ("--ruleset", "/dev/zero"),
    ("--ruleset", "."),
    ("--ruleset", "nothing"),
    ("--ruleset", ESCAPE),
    ("--ruleset", b"\xff"),
    (f"--{ESCAPE}",),
    (b"--\xff",),
    ("--config", "nothing.toml"),
    ("--config", "/dev/zero"),
]
RULESETS = [row for row in INPUTS if row.id[:4] in ("a001", "a004", "a028", "a032", "a034", "a040")]


@pytest.mark.parametrize("arguments", REFUSED, ids=ascii)
def test_an_odd_option_is_refused_safely(
    arguments: tuple[str | bytes, ...], tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_bytes(GOOD)
    outcome = measured("check", *arguments, "x.yaml", folder=tmp_path)
    judging.assert_cheap(outcome)
    _assert_refused(outcome)


@pytest.mark.parametrize("row", RULESETS, ids=lambda row: row.id)
def test_a_hostile_ruleset_is_refused_safely(row: object, tmp_path: Path) -> None:
    chosen = next(known for known in RULESETS if known is row)
    (tmp_path / "x.yaml").write_bytes(GOOD)
    (tmp_path / "rules.yaml").write_bytes(chosen.made())
    outcome = measured("check", "--ruleset", "rules.yaml", "x.yaml", folder=tmp_path)
    judging.assert_cheap(outcome)
    _assert_refused(outcome)


def test_an_odd_command_is_refused_safely(tmp_path: Path) -> None:
    for command in (ESCAPE, b"\xff", "", "-", "--", "check\0"[:-1] + "x"):
        _assert_refused(run(command, folder=tmp_path))


def test_an_odd_rule_is_refused_safely(tmp_path: Path) -> None:
    for rule in (ESCAPE, b"\xff", "", "../ct34", "DT9999999999"):
        _assert_refused(run("explain", rule, folder=tmp_path))


def test_an_odd_language_in_the_environment_changes_no_status(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(GOOD)
    for language in ("", "xx", "../../x", ESCAPE):
        outcome = run("check", "x.yaml", folder=tmp_path, env={"DTPLAN_LANG": language})
        judging.assert_sound(outcome)
        assert outcome.status in (0, 2)


def test_many_jobs_are_not_started(tmp_path: Path) -> None:
    for name in ("x.yaml", "y.yaml"):
        (tmp_path / name).write_bytes(GOOD)
    outcome = measured("check", "--jobs", "1000000", "x.yaml", "y.yaml", folder=tmp_path)
    judging.assert_sound(outcome)
    judging.assert_cheap(outcome)


def test_a_plan_named_many_times_is_one_plan(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(GOOD)
    names = ["x.yaml", "./x.yaml", str(tmp_path / "x.yaml")] * 50
    outcome = run("check", "--format", "json", *names, folder=tmp_path)
    judging.assert_sound(outcome)
    assert judging.report(outcome)["summary"]["plans"] == 1


def _assert_refused(outcome: Outcome) -> None:
    judging.assert_sound(outcome)
    assert outcome.status == 2, outcome
    assert outcome.err
    assert len(outcome.err) < 10_000
