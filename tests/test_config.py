"""Configuration: what a file may say, how what it says wrong is told, and what holds over what."""

import json
import os
import re
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from packaging.specifiers import SpecifierSet

from dtplan import globs, resources
from dtplan.config import content as config
from dtplan.config import shape as config_shape
from dtplan.config import toml_lines, versions
from dtplan.errors import DtplanError
from tests.command import Result, dtplan
from tests.conftest import ROOT

SCHEMA: dict[str, Any] = resources.load_schema("config")
LETTER = re.compile("[à-ỹ]")
# One error (DT202 at 3:5).
WRONG = "dtplan: 1\ntargets:\n  - id: MT1\n"
ONLY = ("--select", "DT202")


def repository(folder: Path, configuration: str, **plans: str) -> Path:
    """A folder that is a repository, with a configuration and plans."""
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "dtplan.toml").write_text(configuration, encoding="utf-8")
    for name, text in plans.items():
        path = folder / f"{name.replace('__', '/')}.dtplan.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def codes(result: Result) -> set[str]:
    return {finding["code"] for finding in json.loads(result.out)["findings"]}


def checked(folder: Path, *arguments: str) -> Result:
    result = dtplan("check", "--format", "json", *arguments, cwd=folder)
    assert result.status != 2, result.err
    return result


def refusal(tmp_path: Path, text: str | bytes) -> tuple[str, str]:
    """How a configuration is refused: message, the file called F, and hint."""
    file = tmp_path / "dtplan.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DtplanError) as raised:
        config.read(str(file), str(tmp_path))
    return raised.value.message.replace(str(file), "F"), raised.value.hint


# The schema


def every(schema: Any, place: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every schema of a value, with what it refers to."""
    schema = config_shape.resolved(schema, SCHEMA["$defs"])
    inner = list(schema.get("properties", {}).items())
    inner += [
        ("[]", schema[word]) for word in ("items", "additionalProperties") if schema.get(word)
    ]
    found = [(place, schema)]
    for name, one in inner:
        found += every(one, f"{place}.{name}")
    return found


@pytest.mark.parametrize(("place", "schema"), every(SCHEMA), ids=lambda part: str(part)[:40])
def test_every_value_is_labelled_and_described_in_both_languages(
    place: str, schema: dict[str, Any]
) -> None:
    vietnamese, english = schema["description"].split(" / ")
    assert LETTER.search(vietnamese) and not LETTER.search(english)
    assert vietnamese.endswith(".") and english.endswith(".")
    assert schema["title"].strip() and schema["x-title-en"].isascii()


def test_the_parameters_are_those_of_rulesets_with_their_limits() -> None:
    of_rulesets = resources.load_schema("ruleset")["properties"]["parameters"]["properties"]
    own = SCHEMA["$defs"]["params"]["properties"]
    assert own.keys() == of_rulesets.keys()
    for name, schema in own.items():
        schema = config_shape.resolved(schema, SCHEMA["$defs"])
        for word in ("minimum", "maximum"):
            assert schema.get(word) == of_rulesets[name].get(word), name


KEYS = some.sampled_from(
    [
        "lang", "as-of", "select", "include", "params", "severity", "overrides", "paths", "DT202",
        "complete_by", "date", "value", "basis", "likeness", "review_days", "required_steps",
        "consult", "required-version", "x", "",
    ]
)  # fmt: skip
LEAVES = some.sampled_from(
    [
        "vi", "error", "DT2", "DT202", "2024-12-31", "2024-02-30", "", "plans/**", "../x", "ct34",
        ">=0.1", "draft", 0, 1, 2.0, 2.5, -1, True, None, "2024-12-31\n", "DT2\n",
    ]
)  # fmt: skip
VALUES = some.recursive(
    LEAVES,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(some.dictionaries(KEYS, VALUES, max_size=5))
def test_a_value_fits_where_another_validator_says_so(value: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.FormatChecker(["date"])
    )
    theirs = validator.is_valid(value)
    assert (not list(config_shape.flaws(value, SCHEMA))) == theirs, value


# Lines


TOML = """\
# a comment with [brackets] and "quotes
lang = "en" # and = another
"quoted key" = 'literal # no comment'
dotted . "in.side" = [
    1, # one
    { deep = [ 2.5, 1979-05-27 07:32:00 ], b.c = 3 }, [], {},
]
text = \"\"\"
[no.table]
key = "no key" \\"\"\"
\"\"\"
literal = '''
x = 1''''
[table]
[table.inner]
day = 2030-12-31
[[list]]
a = 1
[list.below]
b = 2
[[list]]
[[list.items]]
c = "\\u0041\\""
[[list.items]]
c = 1
"""


def paths(value: Any, path: toml_lines.Path = ()) -> set[toml_lines.Path]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    found = {path} - {()}
    for name, inner in parts:
        is_leaf = not isinstance(inner, dict | list)
        found |= {(*path, name)} if is_leaf else paths(inner, (*path, name))
    return found


def test_every_value_of_toml_has_its_line() -> None:
    found = toml_lines.lines(TOML)
    assert found.keys() == paths(tomllib.loads(TOML))
    written = TOML.splitlines()
    assert written[found["dotted", "in.side", 1, "deep", 1]].lstrip().startswith("{ deep")
    assert written[found["literal",]] == "literal = '''"
    assert written[found["list", 1, "items", 1, "c"]] == "c = 1"
    assert written[found["list", 0, "below", "b"]] == "b = 2"
    assert written[found["table", "inner", "day"]].startswith("day")


PIECES = some.sampled_from([line + "\n" for line in TOML.splitlines()])


@settings(max_examples=300, deadline=None)
@given(some.lists(PIECES, max_size=12))
def test_the_lines_are_those_of_any_text_that_tomllib_reads(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert toml_lines.lines(text).keys() >= paths(value)


# Patterns


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        ("plans/**/*.yaml", "plans/a.yaml plans/x/y/a.YAML", "plan/a.yaml plans/a.yml x/plans/a"),
        ("plans/*.yaml", "plans/a.yaml plans/.yaml", "plans/x/a.yaml"),
        ("**/a?.yaml", "ab.yaml x/y/ab.yaml", "a.yaml x/abc.yaml"),
        ("*.draft.dtplan.yaml", "a.draft.dtplan.yaml x/a.draft.dtplan.Yaml", "a.dtplan.yaml"),
        ("./plans/a.yaml", "plans/a.yaml", "x/plans/a.yaml A.yaml"),
        ("Plans/*", "Plans/a", "plans/a"),
        ("a**b", "ab axxb x/ab", "a/b"),
        ("đề án/*", "đề án/a", "de an/a"),
    ],
)  # fmt: skip
def test_a_pattern_is_one_of_a_whole_path(pattern: str, right: str, wrong: str) -> None:
    separator = "|" if "đề" in pattern else None
    for path in right.split(separator):
        assert globs.matches(pattern, path), path
    for path in wrong.split(separator):
        assert not globs.matches(pattern, path), path


@pytest.mark.parametrize(
    "pattern", ["archive", "archive/", "plans/archive", "plans/arch*", "plans/archive/**"]
)
def test_a_pattern_of_a_folder_covers_what_it_holds(pattern: str) -> None:
    assert globs.covers(pattern, "plans/archive/2024/a.yaml")
    assert not globs.covers(pattern, "plans/archived.yaml") or pattern == "plans/arch*"


def test_a_name_is_the_same_however_its_letters_are_put_together() -> None:
    assert globs.matches("\u1ebf*", "e\u0302\u0301.yaml")


def test_no_pattern_takes_long() -> None:
    began = time.perf_counter()
    assert not globs.covers("*a" * 200 + "b", "a" * 250)
    assert not globs.covers("**/a/" * 100 + "b", "a/" * 120 + "c")
    assert time.perf_counter() - began < 2


# Versions


RELEASES = some.lists(some.integers(0, 3), min_size=1, max_size=4).map(
    lambda numbers: ".".join(map(str, numbers))
)
CLAUSES = some.tuples(some.sampled_from(["==", "!=", ">=", "<=", ">", "<"]), RELEASES).map("".join)
COMPATIBLE = RELEASES.filter(lambda text: "." in text).map("~={}".format)


@settings(max_examples=400, deadline=None)
@given(some.lists(CLAUSES | COMPATIBLE, min_size=1, max_size=3).map(", ".join), RELEASES)
def test_versions_are_compared_as_packaging_does(wanted: str, version: str) -> None:
    assert re.search(SCHEMA["properties"]["required-version"]["pattern"], wanted)
    assert versions.is_met(wanted, version) == SpecifierSet(wanted).contains(version)


def test_another_version_is_wanted_before_any_key_is_read(tmp_path: Path) -> None:
    message, hint = refusal(tmp_path, 'a-key-to-come = 1\nrequired-version = ">=99"\n')
    assert message.startswith("F:2: ") and ">=99" in message
    assert hint


# What is refused


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ('\nlangg = "en"', "F:2: ", "`lang`"),
        ('lang = "e"', "F:1: ", "`en`"),
        ("lang = true", "F:1: ", "vi, en"),
        ("[parms]", "F:1: ", "`params`"),
        ("[params]\nlast_day = 3", "F:2: ", "`last_days`"),
        ("[params]\nlast_days = 0", "F:2: ", ""),
        ("[params]\nlast_days = '3'", "F:2: ", ""),
        ("[params]\nlikeness = nan", "F:2: ", ""),
        ("[params]\nlikeness = inf", "F:2: ", ""),
        ("[params]\nreview_days = 0x" + "f" * 1900, "F:2: ", ""),
        ("[params]\ncomplete_by = 2030-12-31T00:00:00", "F:2: ", "2030-12-31"),
        ("[params]\ncomplete_by = '2025-02-30'", "F:2: ", "2030-12-31"),
        ("[params.complete_by]\nbasis = 'x'", "F:1: ", "2030-12-31"),
        ("[severity]\nDT206 = 'off'", "F:2: ", "`ignore`"),
        ("[severity]\nDT2 = 'error'", "F:2: ", "DT206"),
        ("select = []", "F:1: ", "DT2"),
        ("select = 'DT2'", "F:1: ", "DT2"),
        ("select = [\n'DT2',\n'Y2']", "F:3: ", "DT2"),
        ("exclude = ['../a']", "F:1: ", "**"),
        ("exclude = ['a[0]']", "F:1: ", "**"),
        ("[[overrides]]\npaths = ['a']\n[[overrides]]\nignore = []", "F:3: ", ""),
        ("[[overrides]]\npaths = ['a']\nlang = 'en'", "F:3: ", "never-suppress"),
        ("a = [", "F:1: ", "="),
        ("a = 1\na = 2", "F:2: ", ""),
        (b"\n\xff", "F:2: ", "UTF-8"),
        (b"a = 'x'\x00", "F:1: ", ""),
        ("x = " + "[\n" * 30_000, "", ""),
        ("x = " + "9" * 1_990, "F:1: ", ""),
        ("x = " + "9" * 5_000, "", "2000"),
        (".".join("a" * 900) + " = 1", "", ""),
        ("#" * 70_000, "", "65536"),
        ("# \n" * 40_000, "", "65536"),
    ],
    ids=lambda part: repr(part)[:30],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(
    text: str | bytes, place: str, word: str, tmp_path: Path
) -> None:
    began = time.perf_counter()
    message, hint = refusal(tmp_path, text)
    assert message.startswith(place)
    assert word in message + hint and hint
    assert len(message + hint) < 1000
    assert time.perf_counter() - began < 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_a_configuration_is_a_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.toml")
    (tmp_path / "link.toml").symlink_to("link.toml")
    for name in ("fifo.toml", "link.toml", ".", "/dev/zero", "none.toml", ""):
        result = dtplan("check", "-", "--config", name, cwd=tmp_path, stdin=b"dtplan: 1")
        assert (result.status, result.out) == (2, ""), name
        assert len(result.err.splitlines()) == 2 and "Traceback" not in result.err


def test_a_link_out_of_the_repository_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("password_of_all = 1")
    (tmp_path / "in" / ".git").mkdir(parents=True)
    (tmp_path / "in" / "dtplan.toml").symlink_to("../secret.toml")
    result = dtplan("check", "-", cwd=tmp_path / "in", stdin=b"dtplan: 1")
    assert result.status == 2 and "password" not in result.err
    named = dtplan("check", "-", "--config", "dtplan.toml", cwd=tmp_path / "in", stdin=b"dtplan: 1")
    assert named.status == 2 and "password_of_all" in named.err


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "dtplan.toml"
    file.write_bytes(b'\xef\xbb\xbflang = "en"\r\nignore = [\r\n"DT2"]\r\n')
    read = config.read(str(file), str(tmp_path))
    assert (read.lang, read.choices.ignore) == ("en", ("DT2",))
    assert read.place("ignore", 0).endswith(":3")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ignore = [\n  'DT299']", 2),
        ("[[overrides]]\npaths = ['a']\nselect = ['DT299']", 3),
        ("never-suppress = ['DT299']", 1),
        ("[severity]\nDT299 = 'error'", 2),
        ("rulesets = ['ct34',\n 'none.yaml']", 2),
        ("[[overrides]]\npaths = ['a']\nrulesets = ['none.yaml']", 3),
    ],
)
def test_a_name_of_nothing_is_refused_in_both_languages(
    text: str, line: int, tmp_path: Path
) -> None:
    repository(tmp_path, text, a=WRONG)
    for language in ("vi", "en"):
        for command in ("check", "config"):
            result = dtplan(command, "--lang", language, cwd=tmp_path)
            assert (result.status, result.out) == (2, "")
            assert result.err.startswith(f"dtplan: dtplan.toml:{line}: ")
            assert len(result.err.splitlines()) == 2


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_configuration_that_the_readmes_show_is_right(readme: str, tmp_path: Path) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    repository(tmp_path, shown, plans__a=WRONG, plans__archive__b=WRONG)
    assert found_plans(tmp_path) == ["plans/a.dtplan.yaml"]
    other = (ROOT / "README.md").read_text(encoding="utf-8")
    assert tomllib.loads(shown) == tomllib.loads(other.partition("```toml")[2].partition("```")[0])


# Which file


def test_the_nearest_configuration_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "dtplan.toml").write_text("ignore = ['DT203']")
    inner = tmp_path / "in"
    inner.mkdir()
    repository(inner, "")
    (inner / "dtplan.toml").unlink()
    (inner / "deep" / "deeper").mkdir(parents=True)
    (inner / "deep" / "deeper" / "a.dtplan.yaml").write_text(WRONG)
    assert "DT203" in codes(checked(inner / "deep"))
    (inner / "dtplan.toml").write_text("ignore = ['DT204']")
    assert "DT204" not in codes(checked(inner / "deep" / "deeper"))
    (inner / "deep" / "dtplan.toml").write_text("ignore = ['DT205']")
    found = codes(checked(inner / "deep" / "deeper"))
    assert "DT204" in found and "DT205" not in found


def test_outside_of_a_repository_only_the_working_folder_counts(tmp_path: Path) -> None:
    repository(tmp_path, "ignore = ['DT203']", in__a=WRONG, b=WRONG)
    (tmp_path / ".git").rmdir()
    assert "DT203" in codes(checked(tmp_path / "in"))
    assert "DT203" not in codes(checked(tmp_path))


def test_isolated_takes_the_named_file_alone(tmp_path: Path) -> None:
    repository(tmp_path, "broken", a=WRONG)
    (tmp_path / "other.toml").write_text("ignore = ['DT203']")
    assert dtplan("check", cwd=tmp_path).status == 2
    assert "DT203" in codes(checked(tmp_path, "--isolated"))
    for arguments in (("--config", "other.toml"), ("--isolated", "--config=other.toml")):
        assert "DT203" not in codes(checked(tmp_path, *arguments))
        assert dtplan(*arguments, "check", cwd=tmp_path).status == 1


def test_a_broken_configuration_leaves_help_and_rules_alone(tmp_path: Path) -> None:
    repository(tmp_path, "broken = [")
    for arguments in (("--version",), ("check", "--help"), ("rules",), ("schema", "config")):
        assert dtplan(*arguments, cwd=tmp_path).status == 0


# What holds over what


def test_rules_are_chosen_by_the_file_and_the_command_line_wins(tmp_path: Path) -> None:
    repository(tmp_path, "select = ['DT20']\nignore = ['DT202', 'DT204']", a=WRONG)
    found = codes(checked(tmp_path))
    assert {"DT203", "DT205", "DT206"} <= found and not found & {"DT202", "DT204"}
    assert all(code.startswith("DT20") for code in found)
    assert codes(checked(tmp_path, "--select", "DT202")) == {"DT202"}
    without = codes(checked(tmp_path, "--ignore", "DT203"))
    assert "DT205" in without and not without & {"DT202", "DT203", "DT204"}


def test_an_unreadable_plan_is_told_whatever_is_selected(tmp_path: Path) -> None:
    repository(tmp_path, "select = ['DT2']", a="a: [")
    assert codes(checked(tmp_path)) == {"DT001"}


def test_the_level_that_fails(tmp_path: Path) -> None:
    repository(tmp_path, "fail-on = 'never'\nselect = ['DT202']", a=WRONG)
    assert dtplan("check", cwd=tmp_path).status == 0
    assert dtplan("check", "--fail-on", "error", cwd=tmp_path).status == 1


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ((), {}, "en"),
        (("--lang", "vi"), {}, "vi"),
        ((), {"DTPLAN_LANG": "vi"}, "vi"),
        ((), {"DTPLAN_LANG": "fr"}, "en"),
        (("--isolated",), {}, "vi"),
        (("--config", "other.toml"), {}, "vi"),
    ],
)
@pytest.mark.parametrize("written", ["lang = 'en'", '"lang" = "\\u0065n"'])
def test_the_language(
    written: str, arguments: tuple[str, ...], environment: dict[str, str], language: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    repository(tmp_path, written, a=WRONG)
    (tmp_path / "other.toml").write_text("")
    result = dtplan("check", *ONLY, *arguments, cwd=tmp_path, environment=environment)
    assert ("How to mend" in result.out) == (language == "en")
    assert ("Cách sửa" in result.out) == (language == "vi")


def test_the_day_severities_and_parameters(tmp_path: Path) -> None:
    plan = WRONG + "period: {start: 2024-10-15, end: 2026-06-30}\n"
    text = (
        "as-of = 2025-01-31\n"
        "[params]\ncomplete_by = {date = 2026-12-31, basis = '57-NQ/TW'}\n"
        "[severity]\nDT202 = 'advice'\nDT001 = 'warning'\n"
    )
    repository(tmp_path, text, a=plan, b="a: [")
    result = json.loads(checked(tmp_path).out)
    found = {item["code"]: item["severity"] for item in result["findings"]}
    assert (found["DT202"], found["DT001"]) == ("advice", "warning")
    assert "DT403" not in found
    assert "DT403" in codes(checked(tmp_path, "--isolated"))
    assert {item["as_of"] for item in result["plans"]} == {"2025-01-31"}
    given_day = json.loads(checked(tmp_path, "--as-of", "2025-02-28").out)
    assert {item["as_of"] for item in given_day["plans"]} == {"2025-02-28"}
    assert result["config"]["params"] == [
        {"name": "complete_by", "value": "2026-12-31", "basis": "57-NQ/TW", "paths": []}
    ]
    matrix = dtplan("check", "--matrix", cwd=tmp_path).out
    assert "`complete_by`): 2026-12-31" in matrix and "57-NQ/TW" in matrix


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_report_for_people_tells_what_was_switched_off(form: str, tmp_path: Path) -> None:
    text = "ignore = ['DT106']\n[params]\nlikeness = 0.97\n[severity]\nDT206 = 'advice'\n"
    repository(tmp_path, text, a=WRONG)
    told = dtplan("check", "--format", form, "--matrix", "--lang", "en", cwd=tmp_path).out
    for word in ("not judged is DT106", "DT206 = advice", "likeness", "0.97"):
        assert word in told.replace("\\", "")


def test_rulesets_join_and_the_command_line_replaces_them(tmp_path: Path) -> None:
    content = json.loads(json.dumps(resources.load("rulesets/ct34.yaml")))
    content["id"], content["parameters"] = "own", {"max_breakthroughs": 1}
    repository(tmp_path, "rulesets = ['rules/own.yaml', 'targets-2024-2025']", a=WRONG)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "below").mkdir()
    ids = [item["id"] for item in json.loads(checked(tmp_path / "below", "..").out)["rulesets"]]
    assert ids == ["ct34", "own", "targets-2024-2025"]
    only = json.loads(checked(tmp_path, "--ruleset", "ct34").out)
    assert [item["id"] for item in only["rulesets"]] == ["ct34"]


def test_a_ruleset_out_of_the_folder_is_only_for_a_file_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("a: [")
    (tmp_path / "in").mkdir()
    repository(tmp_path / "in", "rulesets = ['../own.yaml']", a=WRONG)
    found = dtplan("check", cwd=tmp_path / "in")
    assert found.status == 2 and found.err.startswith("dtplan: dtplan.toml:1: ")
    named = dtplan("check", "--config", "dtplan.toml", cwd=tmp_path / "in")
    assert named.status == 2 and "own.yaml:" in named.err.splitlines()[0]


def test_no_comment_sets_aside_what_is_never_to_be(tmp_path: Path) -> None:
    plan = "dtplan: 1\ntargets:\n  - id: MT1 # dtplan: ignore DT202 -- later\n"
    repository(tmp_path, "never-suppress = ['DT202']", a=plan)
    assert {"DT202", "DT008"} <= codes(checked(tmp_path, "--select", "DT202,DT008"))
    assert "DT008" not in codes(checked(tmp_path, "--isolated", "--select", "DT202,DT008"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_overrides_are_for_the_plans_under_their_paths(jobs: str, tmp_path: Path) -> None:
    text = (
        "select = ['DT202', 'DT203', 'DT204']\n"
        "[[overrides]]\npaths = ['x', '*.old.dtplan.yaml']\nignore = ['DT202']\n"
        "[[overrides]]\npaths = ['x/y/**']\nselect = ['DT204', 'DT205']\n"
        "severity = {DT205 = 'advice'}\n"
    )
    repository(
        tmp_path, text, a=WRONG, x__b=WRONG, x__y__c=WRONG, **{"z__d.old": WRONG, "xx__e": WRONG}
    )
    result = json.loads(checked(tmp_path, "--jobs", jobs).out)
    found: dict[str, set[str]] = {}
    for item in result["findings"]:
        found.setdefault(item["path"], set()).add(item["code"])
        assert (item["severity"] == "advice") == (item["code"] == "DT205")
    assert found == {
        "a.dtplan.yaml": {"DT202", "DT203", "DT204"},
        "x/b.dtplan.yaml": {"DT203", "DT204"},
        "x/y/c.dtplan.yaml": {"DT204", "DT205"},
        "xx/e.dtplan.yaml": {"DT202", "DT203", "DT204"},
        "z/d.old.dtplan.yaml": {"DT203", "DT204"},
    }
    assert codes(checked(tmp_path, "--ignore", "DT204", "x/y")) == {"DT205"}
    stdin = dtplan(
        "check", "--format", "json", "--stdin-filename", "x/y/s.yaml", "-",
        cwd=tmp_path, stdin=WRONG.encode(),
    )  # fmt: skip
    assert codes(stdin) == {"DT204", "DT205"}


# Which files are plans


def found_plans(folder: Path, *arguments: str) -> list[str]:
    return [plan["path"] for plan in json.loads(checked(folder, *arguments).out)["plans"]]


def test_include_and_exclude(tmp_path: Path) -> None:
    repository(
        tmp_path, "include = ['de-an/*.yaml', '**/special.YML']\nexclude = ['old', '*.draft.*']",
        de_an=WRONG, old__b=WRONG, in__c=WRONG, **{"in__d.draft": WRONG},
    )  # fmt: skip
    for name in ("de-an/e.yaml", "de-an/in/f.yaml", "x/special.yml", "plans/g.yaml", "de-an/h.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(WRONG)
    included = ["de-an/e.yaml", "de_an.dtplan.yaml", "in/c.dtplan.yaml", "x/special.yml"]
    assert found_plans(tmp_path) == included
    assert found_plans(tmp_path / "x") == ["special.yml"]
    assert found_plans(tmp_path, "old/b.dtplan.yaml", "plans/g.yaml") == [
        "old/b.dtplan.yaml",
        "plans/g.yaml",
    ]
    assert dtplan("check", "old", cwd=tmp_path).status == 2
    noted = dtplan("check", "-v", cwd=tmp_path).err
    assert "in/d.draft.dtplan.yaml" in noted and "old" in noted


def test_without_include_the_folder_plans_is_taken_from_below_too(tmp_path: Path) -> None:
    repository(tmp_path, "")
    (tmp_path / "plans" / "x").mkdir(parents=True)
    (tmp_path / "plans" / "x" / "a.yaml").write_text(WRONG)
    assert found_plans(tmp_path / "plans" / "x") == ["a.yaml"]


def test_patterns_of_a_file_from_elsewhere_start_from_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "trusted.toml").write_text("")
    work = tmp_path / "work"
    work.mkdir()
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "own.toml").write_text("exclude = ['old']")
    repository(work, "", old__a=WRONG, b=WRONG)
    assert found_plans(work, "--config", "../trusted/own.toml") == ["b.dtplan.yaml"]
    (work / "in").mkdir()
    (work / "dtplan.toml").write_text("exclude = ['old']")
    assert found_plans(work / "in", "--config", "../dtplan.toml", "..") == ["../b.dtplan.yaml"]


# The command `config`


def told(folder: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    result = dtplan("config", "--format", "json", *arguments, cwd=folder, environment=environment)
    assert result.status == 0, result.err
    value: dict[str, Any] = json.loads(result.out)
    return value


def setting(values: dict[str, Any], key: str) -> list[tuple[Any, str]]:
    return [
        (one["value"], one["place"] or one["origin"])
        for one in values["settings"]
        if one["key"] == key
    ]


def test_every_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    text = (
        "ignore = ['DT106']\nlang = 'en'\n"
        "[params]\ncomplete_by = {date = 2030-12-31, basis = 'X'}\n"
        "[[overrides]]\npaths = ['x']\nselect = ['DT2']\n[overrides.params]\nlast_days = 9\n"
    )
    repository(tmp_path, text, a=WRONG, x__b=WRONG)
    whole = told(tmp_path)
    assert whole["config"] == "dtplan.toml" and "path" not in whole
    assert setting(whole, "ignore") == [(["DT106"], "dtplan.toml:1")]
    assert setting(whole, "lang") == [("en", "dtplan.toml:2")]
    assert setting(told(tmp_path, "--lang", "vi"), "lang") == [("vi", "--lang")]
    assert setting(told(tmp_path, DTPLAN_LANG="vi"), "lang") == [("vi", "DTPLAN_LANG")]
    assert setting(whole, "fail-on") == [("error", "default")]
    assert setting(whole, "params.complete_by") == [
        ({"value": "2030-12-31", "basis": "X"}, "dtplan.toml:4")
    ]
    assert setting(whole, "params.last_days") == [(30, "ct34")]
    assert setting(whole, "overrides") == [(["x"], "dtplan.toml:5")]
    of_plan = told(tmp_path / "x", "b.dtplan.yaml")
    assert setting(of_plan, "params.last_days") == [(9, "../dtplan.toml:9")]
    assert setting(of_plan, "ignore") == []
    assert setting(of_plan, "select") == [(["DT2"], "../dtplan.toml:7")]
    assert of_plan["path"]["overrides"] == [{"paths": ["x"], "place": "../dtplan.toml:5"}]
    none = told(tmp_path, "--isolated")
    assert none["config"] is None and setting(none, "lang") == [("vi", "default")]


@pytest.mark.parametrize("configuration", [None, "exclude = ['old']\ninclude = ['in/**']"])
def test_why_a_file_is_a_plan_or_not(configuration: str | None, tmp_path: Path) -> None:
    for name in (
        "a.dtplan.yaml", "in/b.yaml", "plans/c.yaml", "old/d.dtplan.yaml", "e.txt", "f.yaml",
        ".hidden/g.dtplan.yaml",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(WRONG)
    (tmp_path / "link.dtplan.yaml").symlink_to("../nowhere.dtplan.yaml")
    if configuration is not None:
        repository(tmp_path, configuration)
    cases = {
        name: (path := told(tmp_path, name)["path"])["case"] + "+" * path["is_plan"]
        for name in (
            "a.dtplan.yaml", "in/b.yaml", "plans/c.yaml", "old/d.dtplan.yaml", "e.txt", "f.yaml",
            "none", "in", ".hidden/g.dtplan.yaml", "link.dtplan.yaml",
        )
    }  # fmt: skip
    is_set = configuration is not None
    assert cases == {
        "a.dtplan.yaml": "suffix+",
        "in/b.yaml": "include+" if is_set else "unmatched",
        "plans/c.yaml": "unmatched" if is_set else "folder+",
        "old/d.dtplan.yaml": "exclude" if is_set else "suffix+",
        "e.txt": "ending",
        "f.yaml": "unmatched",
        "none": "missing",
        "in": "directory",
        ".hidden/g.dtplan.yaml": "hidden",
        "link.dtplan.yaml": "link",
    }
    for name in cases:
        for language in ("vi", "en"):
            lines = dtplan("config", name, "--lang", language, cwd=tmp_path).out.splitlines()
            assert name in lines[0] and lines[0].endswith(".")
            assert bool(LETTER.search(lines[0])) == (language == "vi")
    found = found_plans(tmp_path)
    assert found == sorted(name for name, case in cases.items() if case.endswith("+"))


# A report tells what was set otherwise


def test_a_report_says_what_is_off(tmp_path: Path) -> None:
    text = "ignore = ['DT106']\n[severity]\nDT202 = 'advice'\n[[overrides]]\npaths = ['x']\n"
    repository(tmp_path, text, a=WRONG)
    line = dtplan("check", "--lang", "en", cwd=tmp_path).out.splitlines()[-1]
    assert line.startswith("By dtplan.toml: ")
    assert "DT106" in line and "DT202 = advice" in line and line.endswith("plans: 1.")
    chosen = dtplan("check", "--lang", "en", *ONLY, cwd=tmp_path).out.splitlines()[-1]
    assert "DT106" not in chosen
    assert "dtplan.toml" not in dtplan("check", "--isolated", cwd=tmp_path).out
    repository(tmp_path, "")
    assert "dtplan.toml" not in dtplan("check", cwd=tmp_path).out


def test_a_hostile_text_drives_no_terminal(tmp_path: Path) -> None:
    repository(
        tmp_path, "[params]\ncomplete_by = {date = 2030-12-31, basis = '\\u001b[2J'}", a=WRONG
    )
    text = '[params]\ncomplete_by = {date = 2030-12-31, basis = "\\u001b[2J"}\n"\\u001b[2J" = 1'
    for configuration in (text, text.rpartition("\n")[0]):
        repository(tmp_path, configuration)
        for arguments in (("check", "--matrix"), ("config",), ("config", "a.dtplan.yaml")):
            result = dtplan(*arguments, cwd=tmp_path)
            assert "\x1b" not in result.out + result.err


def test_a_run_without_a_configuration_reads_no_code_for_it() -> None:
    from tests.test_imports import loaded

    modules = loaded("check", "--isolated", "--select", "DT0", ROOT / "tests/reference.plan.yaml")
    assert not modules & {
        "tomllib",
        "dtplan.config.content",
        "dtplan.config.per_plan",
        "dtplan.config.shape",
    }
