"""The commands and their options, through the front door."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from dtplan import __version__, formats, resources
from tests.command import DTPLAN, Result, dtplan
from tests.conftest import ROOT

# One error (DT202 at 3:5), a draft's warning, and nothing, as far as DT202 goes.
WRONG = "dtplan: 1\ntargets:\n  - id: MT1\n"
DRAFT = WRONG + "status: draft\n"
RIGHT = "dtplan: 1\ntargets:\n  - id: MT1\n    value: 5\n"
UNREADABLE = "dtplan: 1\ntargets: [\n"
ONLY = ("--select", "DT202")
LETTER = re.compile("[à-ỹ]")


def written(folder: Path, **plans: str) -> Path:
    for name, text in plans.items():
        (folder / f"{name}.dtplan.yaml").write_text(text, encoding="utf-8")
    return folder


def report(result: Result) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(result.out)
    return value


def codes(result: Result) -> list[str]:
    return [line.split(" ")[1] for line in result.out.splitlines()]


# Statuses


def test_the_program_alone_shows_its_help_and_leaves_with_2() -> None:
    result = dtplan()
    assert (result.status, result.out) == (2, "")
    assert "check" in result.err


@pytest.mark.parametrize("arguments", [(), ("check",), ("rules",), ("explain",), ("schema",)])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_leaves_with_0(arguments: tuple[str, ...], option: str) -> None:
    result = dtplan(*arguments, option)
    assert result.status == 0
    assert LETTER.search(result.out)
    assert not LETTER.search(dtplan(*arguments, option, "--lang", "en").out)


def test_the_version() -> None:
    assert dtplan("--version") == Result(0, f"dtplan {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("--nothing",),
        ("check", "--nothing"),
        ("check", "--select"),
        ("check", "--format", "xml"),
        ("check", "--jobs", "0"),
        ("check", "--jobs", "x"),
        ("check", "--no-cache=1"),
        ("check", "--lang", "fr"),
        ("check", "--fail-on", "all"),
        ("check", "--as-status", "new"),
        ("check", "--select", "DT20,XX1", "."),
        ("check", "--ignore", "DT299", "."),
        ("check", "--ruleset", "nothing", "."),
        ("explain",),
        ("explain", "DT20"),
        ("explain", "DT202", "DT203"),
        ("schema", "nothing"),
        ("completion",),
        ("completion", "tcsh"),
    ],
    ids=" ".join,
)
def test_what_was_not_meant_is_refused_in_both_languages(arguments: tuple[str, ...]) -> None:
    for language in ("vi", "en"):
        result = dtplan(*arguments, environment={"DTPLAN_LANG": language})
        assert (result.status, result.out) == (2, "")
        assert "Traceback" not in result.err and "\\x0a" not in result.err
        assert len(result.err.splitlines()) == 2
        assert bool(LETTER.search(result.err)) == (language == "vi")


def test_the_status_tells_whether_something_falls_short(tmp_path: Path) -> None:
    written(tmp_path, wrong=WRONG, right=RIGHT)
    assert dtplan("check", *ONLY, "right.dtplan.yaml", cwd=tmp_path).status == 0
    assert dtplan("check", *ONLY, "wrong.dtplan.yaml", cwd=tmp_path).status == 1
    assert dtplan("check", *ONLY, cwd=tmp_path).status == 1


@pytest.mark.parametrize(
    ("level", "statuses"),
    [("error", (1, 0)), ("warning", (1, 1)), ("advice", (1, 1)), ("never", (0, 0))],
)
def test_the_level_that_fails_a_run(level: str, statuses: tuple[int, int], tmp_path: Path) -> None:
    for text, status in zip((WRONG, DRAFT), statuses, strict=True):
        result = dtplan("check", *ONLY, "--fail-on", level, "-", stdin=text.encode())
        assert result.status == status
        assert "DT202" in result.out


@pytest.mark.parametrize("form", formats.NAMES)
def test_a_plan_that_cannot_be_read_is_a_finding_whatever_is_selected(form: str) -> None:
    result = dtplan("check", *ONLY, "--format", form, "-", stdin=UNREADABLE.encode())
    assert result.status == 1
    assert "DT001" in result.out
    assert dtplan("check", "--ignore", "DT001", "-", stdin=UNREADABLE.encode()).status == 0


def test_a_missing_path_is_told_and_the_others_are_checked(tmp_path: Path) -> None:
    written(tmp_path, wrong=WRONG)
    for level in ("error", "never"):
        result = dtplan(
            "check", *ONLY, "--format", "short", "--fail-on", level, "no.yaml",
            "wrong.dtplan.yaml", cwd=tmp_path,
        )  # fmt: skip
        assert result.status == 2
        assert codes(result) == ["DT202"]
        assert result.err == "dtplan: không có no.yaml\n"


@pytest.mark.parametrize("form", formats.NAMES)
def test_where_no_path_exists_nothing_is_reported(form: str, tmp_path: Path) -> None:
    result = dtplan("check", "--format", form, "no.yaml", "none.yaml", cwd=tmp_path)
    assert (result.status, result.out) == (2, "")
    assert len(result.err.splitlines()) == 2


def test_a_fault_of_the_programs_own_is_one_line_and_3() -> None:
    program = (
        "import sys, dtplan.engine\n"
        "def examine(*_, **_named):\n    raise ValueError('secret')\n"
        "dtplan.engine.examine = examine\n"
        "from dtplan.cli import main\n"
        f"main(['check', '--fail-on', 'never', {str(ROOT / 'tests/reference.plan.yaml')!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "ValueError" in done.stderr and __version__ in done.stderr
    assert "secret" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl-C is no signal there")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_leaves_quietly_with_130(jobs: str, tmp_path: Path) -> None:
    plan = (ROOT / "examples" / "province.draft.dtplan.yaml").read_bytes()
    arguments = ["check", "--format", "jsonl", "--jobs", jobs]
    for number in range(400):
        (tmp_path / f"{number}.dtplan.yaml").write_bytes(plan)
    process = subprocess.Popen(
        [DTPLAN, *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # the work has begun, and a full pipe holds it up
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    _out, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, b"")
    assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe closes in another way there")
@pytest.mark.parametrize("form", formats.NAMES)
@pytest.mark.parametrize(("text", "status"), [(WRONG, 1), (RIGHT, 0)])
def test_a_reader_that_went_away_changes_no_status(
    form: str, text: str, status: int, tmp_path: Path
) -> None:
    written(tmp_path, **{f"{number}": text for number in range(30)})
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [DTPLAN, "check", *ONLY, "--format", form],
        cwd=tmp_path,
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (status, b"")


# Which rules run


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--select", "DT202"), ["DT202"]),
        (("--select", "dt202, DT203"), ["DT202", "DT203"]),
        (("--select", "DT2", "--ignore", "DT201,DT203,DT204,DT205,DT206,DT21"), ["DT202"]),
        (("--select", "DT202", "--ignore", "DT2"), ["DT202"]),
        (("--select", "DT2", "--ignore", "DT2"), []),
        (("--select", "DT20", "--ignore", "DT,DT203,DT204,DT205,DT206"), ["DT202"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_the_longer_beginning_wins(options: tuple[str, ...], expected: list[str]) -> None:
    result = dtplan("check", "--format", "short", *options, "-", stdin=WRONG.encode())
    assert codes(result) == expected


def test_an_ignored_family_is_silent_and_the_others_are_not() -> None:
    result = dtplan("check", "--format", "short", "--ignore", "DT2", "-", stdin=WRONG.encode())
    assert codes(result)
    assert not any(code.startswith("DT2") for code in codes(result))


def test_a_ruleset_by_its_name_replaces_ct34() -> None:
    result = dtplan(
        "check", "--ruleset", "targets-2024-2025", "--format", "json", "-", stdin=WRONG.encode()
    )
    assert [item["id"] for item in report(result)["rulesets"]] == ["targets-2024-2025"]
    assert "DT202" not in {finding["code"] for finding in report(result)["findings"]}


def ruleset_file(folder: Path, change: Any) -> Path:
    """A ruleset of one rule, taken from the shipped one and changed."""
    content = resources.load("rulesets/ct34.yaml")
    content["id"] = "own"
    content["rules"] = {"DT202": content["rules"]["DT202"]}
    change(content)
    file = folder / "own.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return file


def test_a_ruleset_file_replaces_ct34(tmp_path: Path) -> None:
    file = ruleset_file(
        tmp_path, lambda content: content["rules"]["DT202"].update(severity="advice")
    )
    result = dtplan("check", "--ruleset", file, "--format", "json", "-", stdin=WRONG.encode())
    assert [item["id"] for item in report(result)["rulesets"]] == ["own"]
    found = {
        finding["code"]: finding["severity"]
        for finding in report(result)["findings"]
        if not finding["code"].startswith("DT0")
    }
    assert found == {"DT202": "advice"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda content: content["rules"]["DT202"].update(severity="fatal"), "DT202/severity"),
        (lambda content: content["rules"]["DT202"].update(sevrity="error"), "DT202/sevrity"),
        (lambda content: content["rules"]["DT202"].update(rests_on=["R99"]), "DT202/rests_on"),
        (lambda content: content["rules"]["DT202"].update(rests_on=[]), "DT202/rests_on"),
        (
            lambda content: content["rules"]["DT202"]["message"].update(vi="{=targets.no}"),
            "DT202/message",
        ),
        (lambda content: content["clauses"]["R08"].update(source="none"), "clauses/R08/source"),
        (lambda content: content["parameters"].update(submit_before=5), "submit_before"),
        (lambda content: content.pop("version"), ""),
    ],
)
def test_a_broken_ruleset_file_is_refused_with_its_place(
    change: Any, place: str, tmp_path: Path
) -> None:
    result = dtplan("check", "--ruleset", ruleset_file(tmp_path, change), "-", stdin=b"dtplan: 1")
    assert (result.status, result.out) == (2, "")
    assert re.search(rf"own\.yaml:[0-9]+: \S*{place}", result.err)
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("text", "line"), [("id: a\nrules: [", 2), ("id: a\nid: b\n", 2), ("", 1), ("a: *b\n", 1)]
)
def test_a_ruleset_file_that_is_no_yaml_is_refused_with_its_line(
    text: str, line: int, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(text)
    result = dtplan("check", "--ruleset", "own.yaml", "-", cwd=tmp_path, stdin=b"dtplan: 1")
    assert (result.status, result.out) == (2, "")
    assert f"own.yaml:{line}:" in result.err


# As of which day, as which status


def test_the_day_of_judgement() -> None:
    arguments = ("check", "--format", "json", "-")
    plan = b"dtplan: 1\ndecision: {date: 2024-10-20}\n"
    assert report(dtplan(*arguments, stdin=plan))["plans"][0]["as_of"] == "2024-10-20"
    given = dtplan(*arguments, "--as-of", "2025-02-28", stdin=plan)
    assert report(given)["plans"][0]["as_of"] == "2025-02-28"


@pytest.mark.parametrize(
    ("day", "hint"),
    [
        ("31/12/2025", "2025-12-31"),
        ("2025-02-30", "2024-12-31"),
        ("tomorrow", "2024-12-31"),
        ("", "2024-12-31"),
    ],
)
def test_what_is_no_day_is_refused_with_a_hint(day: str, hint: str) -> None:
    result = dtplan("check", "--as-of", day, "-", stdin=b"dtplan: 1")
    assert (result.status, result.out) == (2, "")
    assert hint in result.err.splitlines()[1]


def test_a_draft_judged_as_submitted() -> None:
    arguments = ("check", *ONLY, "--format", "json", "-")
    found = report(dtplan(*arguments, stdin=DRAFT.encode()))
    assert found["findings"][0]["severity"] == "warning"
    found = report(dtplan(*arguments, "--as-status", "submitted", stdin=DRAFT.encode()))
    assert found["findings"][0]["severity"] == "error"
    assert found["plans"][0]["status"] == "submitted"


# What is written


def test_matrix_and_statistics() -> None:
    arguments = ("check", *ONLY, "--lang", "en", "-")
    plan = b"dtplan: 1\ntargets:\n  - {id: MT1}\n  - {id: MT2, value: 5}\n"
    plain = dtplan(*arguments, stdin=plan).out
    assert "in order on lines 4" not in plain and "Findings by rule" not in plain
    matrix = dtplan(*arguments, "--matrix", stdin=plan).out
    assert "in order on lines 4" in matrix
    assert "cụ thể, tường minh, đo lường được" in matrix
    statistics = dtplan(*arguments, "--statistics", stdin=plan).out
    assert re.search(r"^ +1  DT202  target-without-number  in 1 plan$", statistics, re.MULTILINE)


def test_statistics_count_the_rules_of_a_plans_own_ruleset() -> None:
    rule = next(iter(resources.load("rulesets/targets-2024-2025.yaml")["rules"]))
    plan = b"dtplan: 1\nagency: {level: local}\nrulesets: [targets-2024-2025]\n"
    result = dtplan("check", "--statistics", "-", stdin=plan)
    assert f"[{rule}]" in result.out
    assert f"  {rule}  " in result.out


def test_json_has_the_published_shape(tmp_path: Path) -> None:
    written(tmp_path, a=DRAFT, b=RIGHT)
    result = dtplan("check", "--select", "DT202,DT208", "--format", "json", cwd=tmp_path)
    found = report(result)
    assert list(found) == [
        "version", "tool", "lang", "rulesets", "cross_plan", "summary", "findings", "plans",
    ]  # fmt: skip
    assert found["version"] == 1
    assert found["tool"] == {"name": "dtplan", "version": __version__}
    assert found["lang"] == "vi"
    assert found["rulesets"] == [{"id": "ct34", "version": 1}]
    assert found["cross_plan"] in ("ran", "not-run")
    assert list(found["summary"].items()) == [
        ("plans", 2), ("errors", 0), ("warnings", 1), ("advice", 0), ("fixable", 0),
        ("suppressed", 0), ("baselined", 0),
    ]  # fmt: skip
    (finding,) = found["findings"]
    words = finding.pop("message"), finding.pop("help")
    assert all(words)
    assert list(finding.items()) == [
        ("code", "DT202"), ("name", "target-without-number"), ("severity", "warning"),
        ("principle", "measurable"), ("path", "a.dtplan.yaml"), ("pointer", "/targets/0"),
        ("line", 3), ("column", 5), ("end_line", 3), ("end_column", 12),
        ("fixable", False), ("suppressed", None), ("related", []),
    ]  # fmt: skip
    first, second = found["plans"]
    assert list(second) == ["path", "id", "title", "status", "agency", "as_of", "principles"]
    assert (first["path"], first["status"]) == ("a.dtplan.yaml", "draft")
    measurable = {item["id"]: item for item in second["principles"]}["measurable"]
    assert list(measurable.items()) == [
        ("id", "measurable"), ("verdict", "met"), ("held", 1), ("asked", 1), ("exceptions", 0),
        ("evidence", [{"pointer": "/targets/0/value", "line": 4}]),
    ]  # fmt: skip


def test_json_tells_related_places() -> None:
    plan = b"dtplan: 1\ntasks:\n  - {id: A}\n  - {id: A}\n"
    found = report(dtplan("check", "--select", "DT007", "--format", "json", "-", stdin=plan))
    (related,) = found["findings"][0]["related"]
    assert list(related) == ["path", "pointer", "line", "column", "message"]
    assert (related["path"], related["pointer"], related["line"]) == ("<stdin>", "/tasks/0/id", 3)


def test_json_lines_hold_what_json_holds(tmp_path: Path) -> None:
    written(tmp_path, a=WRONG, b=RIGHT, c=DRAFT)
    whole = report(dtplan("check", "--format", "json", cwd=tmp_path))
    lines = dtplan("check", "--format", "jsonl", cwd=tmp_path).out.splitlines()
    values = [json.loads(line) for line in lines]
    kinds: dict[str, list[dict[str, Any]]] = {"finding": [], "plan": [], "run": []}
    for value in values:
        kinds[value.pop("type")].append(value)
    assert kinds["finding"] == whole["findings"]
    assert kinds["plan"] == whole["plans"]
    del whole["findings"], whole["plans"]
    assert kinds["run"] == [whole]
    assert json.loads(lines[-1])["type"] == "run"


def test_a_short_line_is_place_code_and_message() -> None:
    result = dtplan(
        "check", *ONLY, "--format", "short", "--stdin-filename", "x.yaml", "--lang", "en", "-",
        stdin=WRONG.encode(),
    )  # fmt: skip
    assert re.fullmatch(r'x\.yaml:3:5: DT202 Target "MT1" has no .+\n', result.out)


@pytest.mark.parametrize("name", ["::error::x", "##[error]x", "  ::error::x"])
def test_a_name_is_no_command_to_the_log_of_a_ci(name: str) -> None:
    result = dtplan(
        "check", *ONLY, "--format", "short", "--stdin-filename", name, "-", stdin=WRONG.encode()
    )
    assert result.out.startswith(f"./{name}:3:5: DT202 ")


def test_findings_stand_in_the_order_of_path_line_column_and_code(tmp_path: Path) -> None:
    written(tmp_path, b=WRONG, a=WRONG, c=UNREADABLE)
    (tmp_path / "Z.yaml").write_text(WRONG)
    arguments = ("check", "--format", "json", "c.dtplan.yaml", "Z.yaml", ".", "-")
    result = dtplan(*arguments, "--stdin-filename", "b", cwd=tmp_path, stdin=WRONG.encode())
    found = report(result)
    keys = [
        (item["path"], item["line"], item["column"], item["code"]) for item in found["findings"]
    ]
    assert keys == sorted(keys)
    assert [plan["path"] for plan in found["plans"]] == [
        "Z.yaml", "a.dtplan.yaml", "b", "b.dtplan.yaml", "c.dtplan.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize("form", formats.NAMES)
def test_two_jobs_write_what_one_writes(form: str, tmp_path: Path) -> None:
    text = (ROOT / "examples" / "province.draft.dtplan.yaml").read_text(encoding="utf-8")
    for number in range(60):
        written(tmp_path, **{f"{number}": f"# {number}\n" * (number % 7) + text})
    (tmp_path / "gone.dtplan.yaml").symlink_to("nothing")
    arguments = ("check", "--format", form, "--matrix", "--statistics", "--as-of", "2024-12-31")
    one = dtplan(*arguments, "--jobs", "1", cwd=tmp_path)
    assert dtplan(*arguments, "--jobs", "2", cwd=tmp_path) == one
    assert one.status == 2
    assert "gone.dtplan.yaml" in one.err


def test_a_job_started_afresh_speaks_the_language_of_the_run(tmp_path: Path) -> None:
    written(tmp_path, **{f"{number}": WRONG for number in range(60)})
    (tmp_path / "gone.dtplan.yaml").symlink_to("nothing")
    (tmp_path / "program.py").write_text(
        "import multiprocessing\n"
        "from dtplan.cli import main\n"
        "if __name__ == '__main__':\n"
        "    multiprocessing.set_start_method('spawn')\n"
        "    main(['check', '.', '--jobs', '2', '--format', 'short'])\n"
    )
    done = subprocess.run(
        [sys.executable, "program.py"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert "không đọc được gone.dtplan.yaml" in done.stderr


def test_no_cache_changes_nothing_in_the_report() -> None:
    arguments = ("check", *ONLY, "-")
    usual = dtplan(*arguments, stdin=WRONG.encode())
    assert dtplan(*arguments, "--no-cache", stdin=WRONG.encode()) == usual


# Global options


@pytest.mark.parametrize(
    ("before", "after", "variable", "language"),
    [
        ((), (), "", "vi"),
        ((), (), "en", "en"),
        ((), (), "fr", "vi"),
        (("--lang", "en"), (), "", "en"),
        ((), ("--lang=en",), "", "en"),
        (("--lang", "vi"), (), "en", "vi"),
        (("--lang", "en"), ("--lang", "vi"), "", "vi"),
        (("--lang=vi",), ("--lang", "en"), "", "en"),
    ],
)
def test_the_language(
    before: tuple[str, ...], after: tuple[str, ...], variable: str, language: str
) -> None:
    result = dtplan(
        *before, "check", *ONLY, *after, "-",
        stdin=WRONG.encode(), environment={"DTPLAN_LANG": variable},
    )  # fmt: skip
    is_vietnamese = "Cách sửa" in result.out and "đề án." in result.out
    is_english = "How to mend" in result.out and "1 plan." in result.out
    assert (is_vietnamese, is_english) == (language == "vi", language == "en")


@pytest.mark.parametrize(
    ("options", "environment", "is_colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {}, False),
    ],
)
def test_colour_in_a_file(
    options: tuple[str, ...], environment: dict[str, str], is_colored: bool
) -> None:
    for arguments in ((*options, "check"), ("check", *options)):
        result = dtplan(*arguments, *ONLY, "-", stdin=WRONG.encode(), environment=environment)
        assert ("\x1b[1;31m" in result.out) == is_colored


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    ("options", "environment", "is_colored"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": ""}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {}, False),
    ],
)
def test_colour_on_a_terminal(
    options: tuple[str, ...], environment: dict[str, str], is_colored: bool, tmp_path: Path
) -> None:
    import pty

    written(tmp_path, wrong=WRONG)
    kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    reader, writer = pty.openpty()
    subprocess.run(
        [DTPLAN, "check", "-q", *ONLY, *options],
        cwd=tmp_path,
        stdout=writer,
        env={**kept, "TERM": "xterm", **environment},
    )
    os.close(writer)
    seen = os.read(reader, 10_000)
    os.close(reader)
    assert b"DT202" in seen
    assert (b"\x1b[" in seen) == is_colored


def test_quiet_leaves_the_summary_out() -> None:
    loud = dtplan("check", *ONLY, "-", stdin=WRONG.encode()).out
    for arguments in (("-q", "check"), ("check", "--quiet")):
        result = dtplan(*arguments, *ONLY, "-", stdin=WRONG.encode())
        assert result.status == 1
        assert result.out and loud.startswith(result.out) and len(result.out) < len(loud)
    assert dtplan("check", "-q", *ONLY, "-", stdin=RIGHT.encode()) == Result(0, "", "")


def test_quietly_what_is_asked_for_by_name_is_told_all_the_same() -> None:
    def told(*options: str) -> list[str]:
        return (
            dtplan("check", *ONLY, *options, "-", stdin=WRONG.encode()).out.rstrip().split("\n\n")
        )

    (finding,) = told("-q")
    _finding, totals, statistics, matrix, *_rest = told("--matrix", "--statistics")
    assert told("-q", "--matrix") == [finding, matrix]
    assert told("-q", "--statistics") == [finding, statistics]
    assert told("-q", "--statistics", "--matrix") == [finding, statistics, matrix]
    assert totals not in (statistics, matrix)


def test_verbose_says_what_is_read_and_passed_over(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path / "in", a=RIGHT)
    written(tmp_path, out=RIGHT)
    (tmp_path / "in" / "link.dtplan.yaml").symlink_to("../out.dtplan.yaml")
    quiet = dtplan("check", *ONLY, "in", cwd=tmp_path)
    assert quiet.err == ""
    for arguments in (("-v", "check"), ("check", "--verbose")):
        result = dtplan(*arguments, *ONLY, "in", cwd=tmp_path)
        assert result.out == quiet.out
        passed, read = result.err.splitlines()
        assert "in/link.dtplan.yaml" in passed
        assert read == "dtplan: đã đọc: in/a.dtplan.yaml"


# Rules, explanations, schemas


def test_the_rules_are_listed_for_people_and_programs() -> None:
    table = dtplan("rules").out
    listed = json.loads(dtplan("rules", "--format", "json").out)
    assert listed["version"] == 1
    assert [line[:5] for line in table.splitlines() if line.startswith("DT")] == [
        rule["code"] for rule in listed["rules"]
    ]


def test_a_rule_is_explained_by_its_code_and_by_its_name() -> None:
    explained = dtplan("explain", "DT202")
    assert explained.status == 0
    assert '"Các vấn đề đưa vào đề án phải cụ thể, tường minh, đo lường được"' in explained.out
    assert dtplan("explain", "dt202") == dtplan("explain", "Target-Without-Number") == explained
    assert json.loads(dtplan("explain", "DT202", "--format", "json").out)["code"] == "DT202"


def test_rules_that_guess_say_how_sure_they_are() -> None:
    rules = json.loads(dtplan("rules", "--format", "json").out)["rules"]
    sure = {rule["code"]: rule["confidence"] for rule in rules if rule["confidence"]}
    assert set(sure) == {"DT207", "DT306", "DT604", "DT605", "DT607", "DT609"}
    assert all(set(words) == {"vi", "en"} for words in sure.values())
    assert "\nMức độ chắc chắn: " in dtplan("explain", "DT607").out
    assert "\nHow sure it is: " in dtplan("explain", "DT607", "--lang", "en").out
    assert "How sure" not in dtplan("explain", "DT202", "--lang", "en").out


def test_a_rule_nearly_named_is_proposed() -> None:
    result = dtplan("explain", "target-without-nunber")
    assert result.status == 2
    assert "target-without-number" in result.err


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((), "plan"), (("plan",), "plan"), (("ruleset",), "ruleset"), (("config",), "config")],
)
def test_a_schema_is_printed_as_it_is_published(arguments: tuple[str, ...], name: str) -> None:
    published = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert dtplan("schema", *arguments) == Result(0, published, "")
