"""Ruleset files of strangers with rules of their own: refused with 2 or judged, safely and fast."""

from pathlib import Path

import pytest

from . import judging
from .kinds import plan
from .running import measured

HEAD = b"id: a\nversion: 1\nextends: ct34\ntitle: {vi: A, en: A}\nrules:\n"
WORDS = (
    "severity: error, rests_on: [own], title: {vi: a, en: a}, why: {vi: a, en: a}, "
    "remedy: {vi: a, en: a}, bad: 'dtplan: 1', good: 'dtplan: 1'"
)
ESCAPE = r"\e[2J\n::error::x\u202e"


def rule(number: int, check: str, message: str = "{item}", more: str = "") -> bytes:
    words = f"message: {{vi: '{message}', en: '{message}'}}, name: own-{number}{more}"
    return f"  X{number:03}: {{{words}, check: {check}, {WORDS}}}\n".encode()


TITLE = "{at: tasks.title, required: true}"
REFUSED = {
    "deep": b"rules: " + b"[" * 5000,
    "deep-mapping": HEAD + b"  X001: " + b"{a: " * 400 + b"1" + b"}" * 400,
    "anchors": b"a: &a [1]\nb: *a\n",
    "many-unknown-keys": HEAD + b"".join(b"  k%d: {}\n" % n for n in range(60_000)),
    "many-rules": HEAD + b"".join(rule(n, TITLE) for n in range(999)),
    "many-clauses": HEAD + b"  {}\nclauses:\n" + b"".join(b"  k%d: 1\n" % n for n in range(60_000)),
    "no-mapping": b"- a\n",
    "a-text": b"rules\n",
    "huge-number": HEAD + rule(1, "{at: tasks.budget.amount, maximum: " + "9" * 4000 + "}"),
    "infinite": HEAD + rule(1, "{at: tasks.budget.amount, maximum: .inf}"),
    "escape-in-a-key": HEAD + f'  "{ESCAPE}": {{}}\n'.encode(),
    "escape-in-a-value": HEAD + f'  X001: {{severity: "{ESCAPE}"}}\n'.encode(),
    "escape-in-a-field": HEAD + rule(1, f'{{at: "{ESCAPE}", required: true}}'),
    "escape-in-a-pattern": HEAD + rule(1, f'{{at: tasks.title, pattern: "({ESCAPE}"}}'),
    "nested-repeats": HEAD + rule(1, "{at: tasks.title, pattern: '((a{99}){99}){99}'}"),
    "back-reference": HEAD + rule(1, r"{at: tasks.title, pattern: '(a*)*\1'}"),
    "path-of-the-machine": HEAD + rule(1, TITLE, more=", paths: [/etc/*]"),
    "path-up": HEAD + rule(1, TITLE, more=", paths: ['../../*']"),
    "one-language": HEAD + b"  X001: {message: {vi: a}}\n",
    "code": HEAD + rule(1, "{at: tasks.title, python: 'import os'}"),
    "tag": HEAD + b"  X001: !!python/object/apply:os.system [id]\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_ruleset_is_refused_safely(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(plan("title: A"))
    (tmp_path / "rules.yaml").write_bytes(REFUSED[name])
    outcome = measured("check", "--ruleset", "rules.yaml", "x.yaml", folder=tmp_path)
    judging.assert_cheap(outcome)
    judging.assert_sound(outcome)
    assert outcome.status == 2, outcome
    assert 0 < len(outcome.err) < 10_000
    assert b"rules.yaml:" in outcome.err


BIG = b"dtplan: 1\ntasks:\n" + b"".join(
    b"  - {id: N%d, title: %s}\n" % (number, b"a" * 900) for number in range(900)
)
JUDGED = {
    "nested-quantifiers": rule(1, "{at: tasks.title, pattern: '^(a+)+$b'}"),
    "many-states": rule(1, "{at: tasks.title, pattern: '[ab]*a[ab]{500}z'}"),
    "many-optionals": rule(1, "{at: tasks.title, pattern: '(a?){700}a{700}z'}"),
    "a-glob-of-stars": rule(1, TITLE, more=", paths: [" + "'" + "*a" * 99 + "b']"),
    "globs-of-folders": rule(
        1, TITLE, more=", paths: [" + ", ".join(f"'{'**/' * 60}{n}'" for n in range(50)) + "]"
    ),
    "placeholders-in-placeholders": rule(1, "{at: id, required: true}", "{item}" * 2000),
    "a-message-that-is-a-command": rule(1, "{at: id, required: true}", "::error::x"),
}


@pytest.mark.parametrize("name", JUDGED)
def test_a_hostile_rule_is_judged_in_time(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(BIG)
    (tmp_path / "rules.yaml").write_bytes(HEAD + JUDGED[name])
    outcome = measured(
        "check", "--ruleset", "rules.yaml", "--select", "X", "x.yaml", folder=tmp_path
    )
    judging.assert_cheap(outcome)
    judging.assert_sound(outcome)
    assert outcome.status in (0, 1), outcome
