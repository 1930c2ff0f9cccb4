"""`dtplan new` through the front door: files, templates, recorded answers, statuses."""

import json
import os
import re
import sys
from pathlib import Path

import pytest
import yaml

from dtplan import resources
from dtplan.node import Plain
from dtplan.template import SHIPPED
from tests.command import Result, dtplan
from tests.conftest import ROOT
from tests.interviews import drafted, typed

REFERENCE = ROOT / "tests" / "reference.plan.yaml"
PLAN = "a.dtplan.yaml"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
is_root = hasattr(os, "geteuid") and os.geteuid() == 0


def new(*arguments: str | Path, folder: Path, stdin: str = "", language: str = "en") -> Result:
    result = dtplan("new", *arguments, "--lang", language, cwd=folder, stdin=stdin.encode())
    assert result.status in (0, 2), result
    assert "Traceback" not in result.out + result.err
    assert not CONTROL.search(result.out + result.err), "something could drive the terminal"
    return result


def refused(result: Result) -> str:
    """What was said to the reader of a run that could not go on."""
    assert result.status == 2, result
    assert result.err.startswith("dtplan: ")
    return result.err


def answers(folder: Path, content: Plain, name: str = "answers.yaml") -> Path:
    path = folder / name
    text = json.dumps(content) if name.endswith("json") else yaml.safe_dump(content)
    path.write_text(text, encoding="utf-8")
    return path


def plan_in(path: Path) -> dict[str, Plain]:
    value: dict[str, Plain] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return value


# Templates


def test_an_unknown_template_names_the_nearest(tmp_path: Path) -> None:
    said = refused(new(PLAN, "--template", "provinc", "--defaults", folder=tmp_path))
    assert "provinc" in said and "Perhaps province?" in said
    assert os.listdir(tmp_path) == []


def test_a_template_is_for_a_new_file_only(tmp_path: Path) -> None:
    (tmp_path / PLAN).write_text("dtplan: 1\n")
    said = refused(new(PLAN, "--template", "province", "--defaults", folder=tmp_path))
    assert PLAN in said and "leave out --template" in said
    assert (tmp_path / PLAN).read_text() == "dtplan: 1\n"


def test_a_folder_of_templates_goes_before_those_shipped(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "province.dtplan.yaml").write_text("dtplan: 1\ntitle: Mẫu của tỉnh\n", "utf-8")
    new(PLAN, "--template", "province", "--templates", own, "--defaults", folder=tmp_path)
    assert plan_in(tmp_path / PLAN)["title"] == "Mẫu của tỉnh"


HOSTILE = {
    "bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "unfinished": "dtplan: 1\ntasks: [\n",
    "binary": "\x00\x01\x02",
    "no-plan": "hello\n",
    "empty": "",
    "deep": "[" * 5000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_is_refused_by_name_and_passed_over_in_a_menu(
    name: str, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / f"{name}.dtplan.yaml").write_text(HOSTILE[name], "utf-8")
    (own / "good.dtplan.yaml").write_text("dtplan: 1\ntitle: Tốt\n", "utf-8")
    said = refused(new(PLAN, "--template", name, "--templates", own, "--defaults", folder=tmp_path))
    assert len(said) < 2000
    listed = new(PLAN, "--templates", own, "--plain", folder=tmp_path, stdin="Tốt\n")
    assert plan_in(tmp_path / PLAN)["title"] == "Tốt", listed
    assert "passed over" in listed.err


def test_a_folder_of_templates_that_is_not_there(tmp_path: Path) -> None:
    said = refused(
        new(PLAN, "--template", "x", "--templates", "nowhere", "--defaults", folder=tmp_path)
    )
    assert "nowhere" in said


# Recorded answers


@pytest.mark.parametrize("name", SHIPPED)
def test_recorded_answers_make_a_whole_plan(name: str, tmp_path: Path) -> None:
    recorded = answers(tmp_path, typed(name))
    result = new(PLAN, "--template", name, "--answers", recorded, folder=tmp_path, language="vi")
    assert result.status == 0, result
    made = plan_in(tmp_path / PLAN)
    assert json.dumps(made, sort_keys=True, default=str) == json.dumps(
        {**drafted(name), "id": "a", "status": "draft"}, sort_keys=True, default=str
    )
    assert dtplan("check", PLAN, "--as-status", "submitted", cwd=tmp_path).status == 0


def test_answers_in_json_are_read_as_those_in_yaml(tmp_path: Path) -> None:
    recorded = answers(tmp_path, {"id": "x", "title": "Đề án", "period": {"start": "1/12/2026"}})
    as_json = answers(
        tmp_path, {"id": "x", "title": "Đề án", "period": {"start": "1/12/2026"}}, "a.json"
    )
    new("one.dtplan.yaml", "--answers", recorded, folder=tmp_path)
    new("two.dtplan.yaml", "--answers", as_json, folder=tmp_path)
    one, two = plan_in(tmp_path / "one.dtplan.yaml"), plan_in(tmp_path / "two.dtplan.yaml")
    assert str(one["period"]) == str(two["period"]) and "2026" in str(one["period"])
    assert {**one, "id": ""} == {**two, "id": ""}


def test_answers_name_the_file_by_their_id(tmp_path: Path) -> None:
    recorded = answers(tmp_path, {"id": "Đất đai số", "title": "Đề án"})
    new("--answers", recorded, folder=tmp_path)
    assert plan_in(tmp_path / "dat-dai-so.dtplan.yaml")["title"] == "Đề án"


def test_answers_without_an_id_need_a_file(tmp_path: Path) -> None:
    said = refused(new("--answers", answers(tmp_path, {"title": "x"}), folder=tmp_path))
    assert "id" in said and "dtplan new FILE" in said


def test_open_questions_leave_with_2_and_say_how_to_go_on(tmp_path: Path) -> None:
    said = refused(new(PLAN, "--answers", answers(tmp_path, {"title": "x"}), folder=tmp_path))
    assert f"dtplan new {PLAN}" in said
    assert plan_in(tmp_path / PLAN)["title"] == "x"


def test_an_answer_that_is_not_understood_is_named_by_its_place(tmp_path: Path) -> None:
    tasks: Plain = [{"title": "Một"}, {"title": "Hai", "deadline": "đầu năm"}]
    said = refused(new(PLAN, "--answers", answers(tmp_path, {"tasks": tasks}), folder=tmp_path))
    assert "tasks[2].deadline" in said
    assert "Mend it in the file of answers" in said
    kept = plan_in(tmp_path / PLAN)["tasks"]
    assert isinstance(kept, list) and len(kept) == 2  # all before it is saved


def test_answers_once_given_change_nothing_when_given_again(tmp_path: Path) -> None:
    recorded = answers(tmp_path, typed("province"))
    new(PLAN, "--template", "province", "--answers", recorded, folder=tmp_path, language="vi")
    before = (tmp_path / PLAN).read_bytes()
    again = new(PLAN, "--answers", recorded, folder=tmp_path, language="vi")
    assert again.status == 0, again
    assert (tmp_path / PLAN).read_bytes() == before


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in ("empty", "no-plan")])
def test_hostile_answers_are_refused_before_anything_is_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "hostile.yaml").write_text(HOSTILE[name], "utf-8")
    said = refused(new(PLAN, "--answers", "hostile.yaml", folder=tmp_path))
    assert "hostile.yaml" in said and "line" in said
    assert not (tmp_path / PLAN).exists()


def test_answers_that_are_not_there(tmp_path: Path) -> None:
    said = refused(new(PLAN, "--answers", "nowhere.yaml", folder=tmp_path))
    assert "nowhere.yaml" in said
    assert os.listdir(tmp_path) == []


def test_answers_that_are_a_folder(tmp_path: Path) -> None:
    refused(new(PLAN, "--answers", tmp_path, folder=tmp_path))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("items", [[7], [{"mystery": 1}], [["x"]]])
def test_an_item_of_the_answers_that_answers_nothing_is_told(items: Plain, tmp_path: Path) -> None:
    said = refused(new(PLAN, "--answers", answers(tmp_path, {"targets": items}), folder=tmp_path))
    assert "targets[1]" in said


def test_what_the_plan_has_no_place_for_is_left_out(tmp_path: Path) -> None:
    content: Plain = {"title": {"b": 1}, "tasks": 5, "mystery": "x", "budget": "much"}
    new(PLAN, "--answers", answers(tmp_path, content), folder=tmp_path)
    made = plan_in(tmp_path / PLAN)
    assert not [field for field in ("title", "tasks", "mystery", "budget") if field in made]


def test_control_characters_in_answers_are_shown_escaped(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"title": "x\\u001b[2Jy"}')
    said = refused(new(PLAN, "--answers", "a.json", folder=tmp_path))
    assert "title" in said


def test_defaults_alone_take_what_is_suggested(tmp_path: Path) -> None:
    refused(new(PLAN, "--template", "province", "--defaults", folder=tmp_path))
    made = plan_in(tmp_path / PLAN)
    assert made["status"] == "draft" and made["id"] == "a"


def test_answers_go_before_defaults(tmp_path: Path) -> None:
    content: Plain = {"budget": {"currency": "USD"}, "governance": {"review": {"day": "5"}}}
    new(PLAN, "--answers", answers(tmp_path, content), "--defaults", folder=tmp_path)
    made = plan_in(tmp_path / PLAN)
    assert isinstance(made["governance"], dict)
    review = made["governance"]["review"]
    assert isinstance(review, dict) and review["frequency"] == "monthly"


def test_quietly_only_the_refusal_is_said(tmp_path: Path) -> None:
    recorded = answers(tmp_path, {"title": "x"})
    result = new(PLAN, "--answers", recorded, "-q", folder=tmp_path)
    assert result.status == 2 and result.out == ""


@pytest.mark.parametrize(
    ("language", "word"), [("vi", "Tên đầy đủ của đề án"), ("en", "full title of the plan")]
)
def test_both_languages(language: str, word: str, tmp_path: Path) -> None:
    recorded = answers(tmp_path, {"title": "x"})
    assert word in new(PLAN, "--answers", recorded, folder=tmp_path, language=language).out


# The file


@pytest.mark.parametrize("name", ["no/such/folder/a.dtplan.yaml", ".", "x" * 300 + ".yaml"])
def test_a_file_that_cannot_be_drafted_in(name: str, tmp_path: Path) -> None:
    said = refused(new(name, "--defaults", folder=tmp_path))
    assert len(said) < 1000
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(is_root or sys.platform == "win32", reason="nothing is read-only there")
def test_a_read_only_file(tmp_path: Path) -> None:
    (tmp_path / PLAN).write_text("dtplan: 1\n")
    (tmp_path / PLAN).chmod(0o400)
    refused(new(PLAN, "--defaults", folder=tmp_path))
    assert (tmp_path / PLAN).read_text() == "dtplan: 1\n"


@pytest.mark.parametrize("text", ["dtplan: 1\ntasks: [\n", "\x00", "- a\n", "[" * 5000])
def test_a_file_that_is_no_plan_is_left_as_it_is(text: str, tmp_path: Path) -> None:
    (tmp_path / PLAN).write_text(text)
    said = refused(new(PLAN, "--defaults", folder=tmp_path))
    assert PLAN in said
    assert (tmp_path / PLAN).read_text() == text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_hostile_name_is_shown_escaped(tmp_path: Path) -> None:
    name = "a\x1b[2J\nb.dtplan.yaml"
    result = new(name, "--defaults", folder=tmp_path)
    assert "\\x1b[2J" in result.out + result.err
    assert (tmp_path / name).exists()


def test_the_name_of_the_file_is_the_id_of_a_new_plan(tmp_path: Path) -> None:
    new("Đất Đai.dtplan.yaml", "--defaults", folder=tmp_path)
    assert plan_in(tmp_path / "Đất Đai.dtplan.yaml")["id"] == "dat-dai"


def test_the_schema_is_put_beside_a_new_plan_and_never_over_a_file(tmp_path: Path) -> None:
    new(PLAN, "--defaults", folder=tmp_path)
    schema = tmp_path / "plan.schema.json"
    assert schema.read_text("utf-8") == resources.schema_text("plan")
    schema.write_text("mine")
    new("b.dtplan.yaml", "--defaults", folder=tmp_path)
    assert schema.read_text() == "mine"


def test_no_schema_is_put_beside_a_plan_that_is_there(tmp_path: Path) -> None:
    (tmp_path / PLAN).write_text("dtplan: 1\n")
    new(PLAN, "--defaults", folder=tmp_path)
    assert os.listdir(tmp_path) == [PLAN]


def test_without_a_terminal_it_says_what_to_use(tmp_path: Path) -> None:
    said = refused(new(PLAN, folder=tmp_path))
    assert "--answers" in said and "--plain" in said
    assert os.listdir(tmp_path) == []


def test_answers_from_a_pipe_that_ends_are_kept(tmp_path: Path) -> None:
    result = new(PLAN, "--plain", folder=tmp_path, stdin="1\nĐề án số\n")
    assert result.status == 2
    assert f"dtplan new {PLAN}" in result.err
    assert plan_in(tmp_path / PLAN)["title"] == "Đề án số"


def test_nothing_answered_is_nothing_saved(tmp_path: Path) -> None:
    result = new("--plain", folder=tmp_path)
    assert "nothing was saved" in result.err
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("line", ["\x00", "\x1b[2J", "\udcff", "x" * 30_000, "<", "?", "=", "-"])
def test_any_line_from_a_pipe_is_borne(line: str, tmp_path: Path) -> None:
    typed_lines = f"1\n{line}\n{line}\n{line}\n".encode("utf-8", "surrogateescape")
    result = dtplan("new", PLAN, "--plain", "--lang", "en", cwd=tmp_path, stdin=typed_lines)
    assert result.status == 2
    assert "Traceback" not in result.out + result.err
    assert not CONTROL.search(result.out + result.err)


def test_a_plan_that_is_there_is_asked_only_for_what_is_open(tmp_path: Path) -> None:
    text = REFERENCE.read_text("utf-8").replace("status: running", "status: draft")
    (tmp_path / PLAN).write_text(text, "utf-8")
    result = new(PLAN, "--plain", folder=tmp_path, stdin="\n")
    assert result.status == 0, result
    assert (tmp_path / PLAN).read_text("utf-8") == text
