"""Rules that a repository describes itself: what they judge, where they stand, what is refused."""

import copy
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from dtplan import engine, examples, patterns, resources, ruleset, ruleset_file
from dtplan.errors import DtplanError
from dtplan.findings import Finding, Severity, Verdict
from dtplan.parsing.document import load
from dtplan.rules.own import is_same
from dtplan.settings import Settings
from tests.command import dtplan
from tests.conftest import ROOT, TODAY

EXAMPLE = ROOT / "examples" / "rules" / "tinh-x.ruleset.yaml"
SCHEMA = resources.load_schema("ruleset")
CONTENT: dict[str, Any] = resources.parse_yaml(EXAMPLE.read_bytes())
RULE = {
    "name": "own",
    "severity": "warning",
    "rests_on": ["practice"],
    "title": {"vi": "Quy tắc", "en": "Rule"},
    "message": {"vi": "{item}, {field}", "en": "{item}, {field}"},
    "why": {"vi": "Vì", "en": "Why"},
    "remedy": {"vi": "Sửa", "en": "Mend"},
    "bad": "dtplan: 1",
    "good": "dtplan: 1",
}


def content(check: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A ruleset of one rule."""
    words = {"vi": "Bộ", "en": "Set"}
    rule = {**RULE, "check": check, **more}
    return {"id": "x", "version": 1, "extends": "ct34", "title": words, "rules": {"X001": rule}}


def found(
    plan: str, check: dict[str, Any], *, path: str = "p.yaml", **more: Any
) -> list[tuple[str, str]]:
    """Where a rule speaks, and what it says."""
    return [
        (f"{one.line}:{one.column}", one.message) for one in findings(plan, check, path, **more)
    ]


def findings(plan: str, check: dict[str, Any], path: str = "p.yaml", **more: Any) -> list[Finding]:
    own = ruleset.read(content(check, **more))
    wanted = Settings((ruleset.shipped("ct34"), own), TODAY, language="en")
    report = engine.check(load(path, plan.encode()), wanted)
    return [finding for finding in report.findings if finding.code == "X001"]


def test_a_rule_of_one_s_own_may_say_how_sure_it_is(tmp_path: Path) -> None:
    sure = {"vi": "Đã thử trên 40 đề án", "en": "Tried on 40 plans"}
    check = {"at": "title", "required": True}
    own = written(
        tmp_path, content(check, bad="dtplan: 1", good="{dtplan: 1, title: A}", confidence=sure)
    )
    explained = dtplan("explain", "X001", "--ruleset", own, "--lang", "en")
    assert "How sure it is: Tried on 40 plans" in explained.out, explained.err


def written(folder: Path, rules: Any) -> str:
    file = folder / "own.yaml"
    text = rules if isinstance(rules, str) else yaml.safe_dump(rules, allow_unicode=True)
    file.write_text(text, encoding="utf-8")
    return str(file)


def refusal(folder: Path, rules: Any) -> DtplanError:
    with pytest.raises(DtplanError) as raised:
        ruleset_file.read(written(folder, rules))
    return raised.value


TASKS = """\
dtplan: 1
tasks:
  - id: NV1
    level: local
    title: Một
    owner: {agency: Sở Y tế}
    outputs: [A, B]
    budget: [{amount: 5, source: NS1}]
    deadline: 2025-01-31
  - id: NV2
    level: ministry
    owner: {agency: Cục A}
    outputs: [abc]
    budget: [{amount: 50}]
    deadline: 2026-06-30
  - id: NV3
    level: {a: b}
    deadline: 31/1/2025
    outputs: 5
budget: {sources: [{id: NS1}]}
"""


@pytest.mark.parametrize(
    ("check", "places"),
    [
        ({"at": "tasks.title", "required": True}, ["10:5", "16:5"]),
        ({"at": "tasks.title", "required": True, "when": {"level": "ministry"}}, ["10:5"]),
        ({"at": "tasks.owner.agency", "required": True}, ["16:5"]),
        ({"at": "tasks.outputs", "required": True}, []),  # broken is not absent
        ({"at": "targets.value", "required": True}, []),
        ({"at": "targets", "required": True}, ["1:1"]),
        ({"at": "security.owner.name", "required": True}, ["1:1"]),
        ({"at": "tasks.level", "allowed": ["local"]}, ["11:12"]),
        ({"at": "tasks.outputs", "allowed": ["A", "abc"]}, ["7:18"]),
        ({"at": "tasks.owner.agency", "pattern": "^Sở "}, ["12:21"]),
        ({"at": "tasks.owner.agency", "pattern": "."}, []),
        ({"at": "tasks.budget.amount", "maximum": 5}, ["14:23"]),
        ({"at": "tasks.budget.amount", "minimum": 6, "maximum": 50}, ["8:23"]),
        ({"at": "tasks.budget.amount", "maximum": 5, "when": {"level": "local"}}, []),
        ({"at": "tasks.budget.amount", "minimum": 6, "when": {"source": "NS1"}}, ["8:23"]),
        ({"at": "tasks.deadline", "maximum": "2025-12-31"}, ["15:15"]),
        ({"at": "tasks.deadline", "minimum": "2025-01-31"}, []),
        ({"at": "tasks.outputs", "count": {"minimum": 2}}, ["13:5"]),
        ({"at": "tasks.outputs", "count": {"maximum": 1}}, ["7:5"]),
        ({"at": "tasks.systems", "count": {"minimum": 1}}, ["3:5", "10:5", "16:5"]),
        ({"at": "tasks", "count": {"maximum": 2}}, ["2:1"]),
        ({"at": "tasks.outputs", "length": {"minimum": 2, "maximum": 3}}, ["7:15", "7:18"]),
        ({"at": "tasks.title", "length": {"maximum": 2}}, ["5:12"]),
        (
            {"at": "tasks.title", "required": True, "when": {"level": ["local", "ministry"]}},
            ["10:5"],
        ),
    ],
    ids=str,
)
def test_a_check_speaks_where_it_should(check: dict[str, Any], places: list[str]) -> None:
    assert [place for place, _message in found(TASKS, check)] == places


def test_every_placeholder_is_filled() -> None:
    words = "{item}|{field}|{value}|{count}|{=tasks.owner.agency}"
    ((_place, text),) = found(
        TASKS,
        {"at": "tasks.title", "length": {"maximum": 2}},
        message={"vi": words, "en": words},
    )
    assert "{" not in text
    item, field, value, count, label = text.split("|")
    assert (item, value, count) == ('Task "NV1"', '"Một"', "3")
    assert "`title`" in field and "`agency`" in label


def test_absence_is_milder_in_a_draft_and_a_wrong_value_is_not() -> None:
    draft = "dtplan: 1\nstatus: draft\ntasks:\n  - {id: NV1, level: local}\n"
    (one,) = findings(draft, {"at": "tasks.title", "required": True}, absence=True)
    assert (one.severity, one.absence) == (Severity.ADVICE, True)
    (one,) = findings(draft, {"at": "tasks.level", "allowed": ["ministry"]}, absence=True)
    assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("pattern", "path", "is_for"),
    [
        ("so-y-te", "plans/so-y-te/a.dtplan.yaml", True),
        ("plans/so-y-te/**", "plans/so-y-te/deep/a.dtplan.yaml", True),
        ("*.x.dtplan.yaml", "plans/a.x.dtplan.yaml", True),
        ("so-y-te", "plans/so-y-te-2/a.dtplan.yaml", False),
        ("plans/*.dtplan.yaml", "plans/so-y-te/a.dtplan.yaml", False),
    ],
)
def test_a_rule_is_for_the_paths_it_names(pattern: str, path: str, is_for: bool) -> None:
    check = {"at": "tasks.title", "required": True}
    assert bool(found(TASKS, check, path=path, paths=[pattern])) == is_for


@pytest.mark.parametrize("isolated", [(), ("--isolated",)])
def test_paths_start_from_the_root_of_the_repository(
    isolated: tuple[str, ...], tmp_path: Path
) -> None:
    root = tmp_path / "so-y-te" / "repository"
    for folder in ("plans/so-y-te", "plans/so-xay-dung", ".git"):
        (root / folder).mkdir(parents=True)
    (root / "dtplan.toml").write_text("rulesets = []\n", encoding="utf-8")
    for path in ("plans/so-y-te/a", "plans/so-xay-dung/b", "../c"):
        (root / f"{path}.dtplan.yaml").write_text(TASKS, encoding="utf-8")
    rules = content({"at": "tasks.title", "required": True}, paths=["so-y-te"])
    asked = ("check", *isolated, "--ruleset", written(tmp_path, rules), "--format", "short")
    for here, plans in ((root, "."), (root / "plans" / "so-y-te", root), (root / "plans", ".")):
        told = dtplan(*asked, "--select", "X001", plans, cwd=here)
        assert told.status == 0, told.err
        assert told.out.count("X001") == 2
        assert all("a.dtplan.yaml" in line for line in told.out.splitlines())
    outside = dtplan(*asked, "--select", "X001", "../c.dtplan.yaml", cwd=root)
    assert (outside.status, outside.out) == (0, "")


def test_a_pattern_with_folders_begins_at_the_root(tmp_path: Path) -> None:
    check = {"at": "tasks.title", "required": True}
    deep = str(tmp_path / "archive" / "plans" / "a.yaml")
    for pattern, is_for in (("plans/*.yaml", False), ("**/plans/*.yaml", True)):
        own = ruleset.read(content(check, paths=[pattern]))
        wanted = Settings((ruleset.shipped("ct34"), own), TODAY, root=str(tmp_path))
        report = engine.check(load(deep, TASKS.encode()), wanted)
        assert any(one.code == "X001" for one in report.findings) == is_for


def test_a_rule_counts_for_its_principle() -> None:
    own = ruleset.read(content({"at": "tasks.title", "required": True}, principle="feasible"))
    both = (ruleset.shipped("ct34"), own)
    wanted = Settings(both, TODAY, codes=frozenset(("X001",)))
    report = engine.check(load("p.yaml", TASKS.encode()), wanted)
    (one,) = [item for item in report.principles if item.asked]
    assert (one.id, one.verdict, one.held, one.asked) == ("feasible", Verdict.PARTLY, 1, 3)
    assert report.rulesets[-2:] == ("ct34", "x")


def test_what_a_ruleset_changes_holds_and_the_rest_is_inherited() -> None:
    own = ruleset.read(
        {**content({"at": "id", "required": True}), "rules": {"DT202": {"severity": "advice"}}}
    )
    rules = ruleset.in_force((ruleset.shipped("ct34"), own)).rules
    before = ruleset.shipped("ct34").rules["DT202"]
    assert rules["DT202"].severity is Severity.ADVICE
    assert (rules["DT202"].message, rules["DT202"].absence) == (before.message, before.absence)
    assert rules["DT202"].clause("en") == before.clause("en") != ""
    assert rules.keys() == ruleset.in_force((ruleset.shipped("ct34"),)).rules.keys()


def test_one_is_not_true() -> None:
    assert is_same(1, 1.0) and is_same(True, True)
    assert not is_same(True, 1) and not is_same(0, False)


# The file


@pytest.mark.parametrize(
    ("check", "place", "hint"),
    [
        ({"at": "tasks.ttle", "required": True}, "check/at", "`tasks.title`"),
        ({"at": "", "required": True}, "check/at", ""),
        ({"at": "tasks.title"}, "check", "required, allowed"),
        ({"at": "tasks.title", "required": True, "pattern": "a"}, "check", "required, allowed"),
        ({"at": "tasks.title", "required": False}, "check/required", ""),
        ({"at": "tasks.level", "allowed": ["lokal"]}, "check/allowed/0", "`local`"),
        ({"at": "tasks.budget.amount", "allowed": ["5"]}, "check/allowed/0", ""),
        ({"at": "tasks.budget.amount", "allowed": [True]}, "check/allowed/0", ""),
        ({"at": "tasks.budget.amount", "pattern": "5"}, "check/pattern", ""),
        ({"at": "tasks.budget", "pattern": "5"}, "check/pattern", ""),
        ({"at": "tasks.title", "minimum": 5}, "check/minimum", ""),
        ({"at": "tasks.deadline", "minimum": 5}, "check/minimum", ""),
        ({"at": "tasks.deadline", "minimum": "2025-02-30"}, "check/minimum", ""),
        ({"at": "tasks.budget.amount", "minimum": 5, "maximum": 4}, "check", "`minimum`"),
        ({"at": "tasks.title", "count": {"minimum": 1}}, "check/count", ""),
        (
            {"at": "tasks.outputs", "count": {"minimum": 3, "maximum": 2}},
            "check/count",
            "`minimum`",
        ),
        ({"at": "tasks.outputs", "count": {}}, "check/count", ""),
        ({"at": "tasks.outputs", "count": {"minimun": 1}}, "check/count/minimun", "`minimum`"),
        ({"at": "tasks.title", "pattern": "(a"}, "check/pattern", "RE2"),
        ({"at": "tasks.title", "pattern": r"(a)\1"}, "check/pattern", "RE2"),
        ({"at": "tasks.title", "pattern": "(?=a)"}, "check/pattern", "RE2"),
        ({"at": "tasks.title", "pattern": "((a{100}){100}){100}"}, "check/pattern", "RE2"),
        ({"at": "tasks.title", "pattern": "(.{1,99}){1,99}"}, "check/pattern", "RE2"),
        ({"at": "tasks.title", "pattern": "a" * 501}, "check/pattern", ""),
        (
            {"at": "tasks.title", "required": True, "when": {"lvel": "local"}},
            "when/lvel",
            "`level`",
        ),
        (
            {"at": "tasks.title", "required": True, "when": {"level": "lokal"}},
            "when/level",
            "`local`",
        ),
        ({"at": "tasks.title", "required": True, "when": {"outputs": "a"}}, "when/outputs", ""),
        ({"at": "tasks.title", "required": True, "when": {}}, "check/when", ""),
        ({"at": "tasks.title", "requierd": True}, "check/requierd", "`required`"),
    ],
    ids=str,
)
def test_a_check_that_cannot_be_meant_is_refused_with_its_line(
    check: dict[str, Any], place: str, hint: str, tmp_path: Path
) -> None:
    told = refusal(tmp_path, content(check))
    assert re.search(rf"own\.yaml:[0-9]+: rules/X001/\S*{place}: ", told.message), told.message
    assert hint in str(told.hint)


@pytest.mark.parametrize(
    ("change", "line", "text"),
    [
        ("  X001: {sevrity: error}", 6, "`sevrity`"),
        ("  X001: {message: {vi: a}}", 6, "`en`"),
        ("  Y001: {}", 6, "`Y001`"),
        ("  X01: {}", 6, "`X01`"),
        ("  DT999: {severity: error}", 6, "`DT999`"),
        ("  DT001: {severity: advice}", 6, "`DT001`"),
        ("  DT202: {message: {vi: a, en: a}}", 6, "`message`"),
        ("  DT202:\n    severity: none", 7, '"none"'),
        ("  DT202: {}", 6, "DT202"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(
    change: str, line: int, text: str, tmp_path: Path
) -> None:
    head = "id: a\nversion: 1\nextends: ct34\ntitle: {vi: A, en: A}\nrules:\n"
    told = refusal(tmp_path, f"{head}{change}\n")
    assert f"own.yaml:{line}: rules/" in told.message
    assert text in told.message


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("id", "ct34", "id: "),
        ("id", "format", "id: "),
        ("extends", "ct35", "extends: "),
        ("rules", [], "rules: "),
        ("parameters", {"max_breakthroughs": 0}, "parameters/max_breakthroughs: "),
        ("clauses", {"K": {"quote": "a", "source": "no"}}, "clauses/K/source: "),
    ],
)
def test_a_head_that_does_not_fit_is_refused(
    key: str, value: object, place: str, tmp_path: Path
) -> None:
    rules = {**content({"at": "id", "required": True}), key: value}
    assert f": {place}" in refusal(tmp_path, rules).message


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"name": "no-value"}, "name"),
        ({"principle": "assignd"}, "principle"),
        ({"rests_on": ["R999"]}, "rests_on/0"),
        ({"message": {"vi": "{valu}", "en": "a"}}, "message/vi"),
        ({"message": {"vi": "a", "en": "{count}"}}, "message/en"),
        ({"message": {"vi": "{=tasks.no}", "en": "a"}}, "message/vi"),
        ({"paths": ["/etc"]}, "paths/0"),
        ({"paths": ["../a"]}, "paths/0"),
        ({"paths": []}, "paths"),
        ({"fixable": True}, "fixable"),
    ],
    ids=str,
)
def test_words_that_name_nothing_are_refused(more: Any, place: str, tmp_path: Path) -> None:
    name = next(iter(ruleset.shipped("ct34").rules.values())).name
    if more.get("name"):
        more = {"name": name}
    told = refusal(tmp_path, content({"at": "id", "required": True}, **more))
    assert f"rules/X001/{place}: " in told.message


def test_without_extends_a_rule_of_dtplan_is_told_whole(tmp_path: Path) -> None:
    rules = {**content({"at": "id", "required": True}), "rules": {"DT202": {"severity": "error"}}}
    ruleset_file.read(written(tmp_path, rules))
    del rules["extends"]
    assert (
        "is missing" in refusal(tmp_path, rules).message
        or "thiếu" in refusal(tmp_path, rules).message
    )


KEYS = some.sampled_from(
    sorted(
        {"x", "", *json.dumps(SCHEMA).replace('"', " ").split()}
        & {
            "x",
            "",
            "id",
            "extends",
            "rules",
            "check",
            "at",
            "when",
            "count",
            "vi",
            "X001",
            "DT409",
            "bad",
        }
    )
)
VALUES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-2, 10**16),
    some.floats(),
    some.text(max_size=3),
    some.sampled_from(["ct34", "error", "2025-01-01", [], {}, ["a"], {"vi": "a", "en": "b"}]),
)


@settings(max_examples=150, deadline=None)
@given(data=some.data())
def test_what_is_taken_fits_the_published_schema(
    data: some.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rules = copy.deepcopy(CONTENT)
    for _again in range(data.draw(some.integers(1, 2))):
        here: Any = rules
        while data.draw(some.integers(0, 4)) and any(
            isinstance(one, dict) for one in here.values()
        ):
            here = data.draw(
                some.sampled_from([one for one in here.values() if isinstance(one, dict)])
            )
        key = data.draw(some.one_of(some.sampled_from(sorted(here)), KEYS)) if here else "x"
        if data.draw(some.booleans()):
            here.pop(key, None)
        else:
            # Copied, since the next change may go into it.
            here[key] = copy.deepcopy(data.draw(VALUES))
    file = tmp_path_factory.mktemp("own") / "own.yaml"
    file.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    try:
        ruleset_file.read(str(file))
    except DtplanError:
        return
    document = load(str(file))
    jsonschema.Draft202012Validator(SCHEMA).validate(document.root.plain())  # type: ignore[union-attr]


# The example, and the commands


def test_the_example_fits_the_schema_and_its_examples_are_true() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(CONTENT)
    both = (ruleset.shipped("ct34"), ruleset_file.read(str(EXAMPLE)))
    assert [words.code for words in examples.own_rules(both)] == ["X001", "X002", "X003"]
    assert list(examples.untrue(both, TODAY)) == []
    text = EXAMPLE.read_text("utf-8")
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_ruleset_that_the_readmes_show_is_right(readme: str, tmp_path: Path) -> None:
    own = ruleset_file.read(written(tmp_path, shown_in(readme)))
    assert list(examples.untrue((ruleset.shipped("ct34"), own), TODAY)) == []
    assert parsed(shown_in(readme)) == parsed(shown_in("README.md"))


def shown_in(readme: str) -> str:
    """The ruleset file that a README shows."""
    text = (ROOT / readme).read_text("utf-8")
    blocks = re.findall(r"^```yml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (shown,) = [block for block in blocks if "extends:" in block]
    return str(shown)


def parsed(text: str) -> Any:
    return resources.parse_yaml(text.encode())


@pytest.mark.parametrize("name", ["change", "own", "check", "value", "limit", "range"])
def test_what_rules_of_ones_own_hold_is_described_in_both_languages(name: str) -> None:
    def described(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield schema
        for inner in (*schema.get("properties", {}).values(), schema.get("items", {})):
            yield from described(inner) if "title" in inner else ()

    for schema in described(SCHEMA["$defs"][name]):
        vietnamese, english = schema["description"].split(" / ")
        assert vietnamese.endswith(".") and english.endswith(".")
        assert re.search("[À-ỹ]", vietnamese) and not re.search("[À-ỹ]", english)
        assert schema["title"] and schema["x-title-en"].isascii()


def test_an_example_that_is_not_true_is_told(tmp_path: Path) -> None:
    assert dtplan("rules", "--ruleset", EXAMPLE, "--try").status == 0
    rules = copy.deepcopy(CONTENT)
    rules["rules"]["X001"]["bad"] = rules["rules"]["X001"]["good"]
    rules["rules"]["X002"]["good"] = "a: ["
    rules["rules"]["X003"]["good"] = "dtplan: 1\ntasks: [{level: none}]"
    told = dtplan("rules", "--ruleset", written(tmp_path, rules), "--try")
    assert told.status == 1
    assert [line[:4] for line in told.out.splitlines()] == ["X001", "X002", "X003"]
    assert dtplan("rules", "--try").status == 2


def test_the_commands_know_the_codes_of_a_ruleset_in_force(tmp_path: Path) -> None:
    (tmp_path / "p.dtplan.yaml").write_text(TASKS, encoding="utf-8")
    here = written(tmp_path, content({"at": "tasks.title", "required": True}))
    with_it = ("--ruleset", here)
    assert dtplan("explain", "X001", *with_it).status == 0
    assert dtplan("explain", "X001").status == 2
    assert "\nX001 " in dtplan("rules", *with_it).out
    short = ("check", "--format", "short", *with_it, "p.dtplan.yaml")
    lines = dtplan(*short, "--select", "X", cwd=tmp_path).out.splitlines()
    assert [line.split(": ")[1][:4] for line in lines if "X001" in line] == ["X001"] * 2
    assert "X001" not in dtplan(*short, "--ignore", "X001", cwd=tmp_path).out
    assert "X001" in dtplan(*short, "--ignore", "DT", cwd=tmp_path).out
    for unknown in ("X002", "XA", "X0011"):
        told = dtplan(*short, "--select", unknown, cwd=tmp_path)
        assert (told.status, told.out) == (2, "")
    assert "--ruleset" in dtplan("check", "--select", "X001", "p.dtplan.yaml", cwd=tmp_path).err


def test_a_configuration_and_comments_speak_of_own_codes(tmp_path: Path) -> None:
    written(tmp_path, content({"at": "tasks.title", "required": True}))
    toml = 'rulesets = ["own.yaml"]\nselect = ["X001"]\n[severity]\nX001 = "error"\n'
    (tmp_path / "dtplan.toml").write_text(toml)
    plan = TASKS.replace("- id: NV2", "- id: NV2 # dtplan: ignore X001 -- có lý do")
    (tmp_path / "p.dtplan.yaml").write_text(plan, encoding="utf-8")
    told = json.loads(dtplan("check", "--format", "json", cwd=tmp_path).out)
    assert [item["id"] for item in told["rulesets"]] == ["ct34", "x"]
    assert {one["code"] for one in told["findings"]} == {"X001"}
    assert {one["severity"] for one in told["findings"]} == {"error"}
    assert len(told["findings"]) == 2 and told["summary"]["errors"] == 1
    # What replaces the rulesets leaves the configuration right.
    assert dtplan("check", "--ruleset", "ct34", "--select", "DT1", cwd=tmp_path).status in (0, 1)
    (tmp_path / "dtplan.toml").write_text('select = ["X001"]\n')
    told_of = dtplan("check", cwd=tmp_path)
    assert told_of.status == 2 and "dtplan.toml:1:" in told_of.err


def test_two_rulesets_may_not_share_a_code_or_an_id(tmp_path: Path) -> None:
    rules = content({"at": "id", "required": True})
    for name, more in (("a", {}), ("b", {"id": "y"}), ("c", {"version": 2})):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump({**rules, **more}))
    for pair in (("a", "b"), ("a", "c")):
        files = [part for name in pair for part in ("--ruleset", f"{name}.yaml")]
        told = dtplan("check", *files, "-", cwd=tmp_path, stdin=b"dtplan: 1")
        assert (told.status, told.out) == (2, "")
    twice = ("--ruleset", "a.yaml", "--ruleset", "./a.yaml")
    assert (
        dtplan("check", *twice, "--fail-on", "never", "-", cwd=tmp_path, stdin=b"dtplan: 1").status
        == 0
    )


@pytest.mark.parametrize(
    "form",
    ["text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html"],
)
def test_every_format_tells_the_findings_of_own_rules(form: str, tmp_path: Path) -> None:
    here = written(tmp_path, content({"at": "tasks.title", "required": True}))
    told = dtplan("check", "--format", form, "--ruleset", here, "-", stdin=TASKS.encode())
    assert told.status in (0, 1), told.err
    assert "X001" in told.out


def test_many_plans_are_shared_among_processes(tmp_path: Path) -> None:
    here = written(tmp_path, content({"at": "tasks.owner.agency", "pattern": "^Sở"}))
    for number in range(4):
        (tmp_path / f"{number}.dtplan.yaml").write_text(TASKS, encoding="utf-8")
    told = [
        dtplan("check", "--format", "short", "--jobs", jobs, "--ruleset", here, ".", cwd=tmp_path)
        for jobs in ("1", "3")
    ]
    assert told[0].out == told[1].out and told[0].out.count("X001") == 4


# Patterns


def test_patterns_know_vietnamese_letters_and_take_time_by_length_alone() -> None:
    assert patterns.matcher("^[A-ZÀ-Ỹ][a-zà-ỹ]+$")("Nguyễn")
    assert patterns.matcher(r"^\p{Lu}\p{Ll}+$")("Đặng")
    assert not patterns.matcher("^(a+)+$")("a" * 100_000 + "b")


def test_what_is_too_much_for_a_pattern_does_not_fit() -> None:
    fits = patterns.matcher("a{1000}")
    assert fits("a" * 1000)
    assert not all(fits("a" * 1000) for _again in range(100))
    assert patterns.matcher("a{1000}")("a" * 1000)  # another plan starts afresh


def test_without_google_re2_patterns_are_refused_and_all_else_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    ruleset_file.read(written(tmp_path, content({"at": "id", "required": True})))
    told = refusal(tmp_path, content({"at": "id", "pattern": "^only-here$"}))
    assert "google-re2" in told.message and "dtplan[patterns]" in str(told.hint)
