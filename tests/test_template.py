"""The templates: what is shipped, what an agency has of its own, and a whole plan from each."""

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dtplan import engine, i18n, resources, ruleset, template
from dtplan.errors import DtplanError
from dtplan.findings import Finding, PlanReport, Severity, Verdict
from dtplan.node import Node
from dtplan.parsing.document import Document, load
from dtplan.parsing.plan_file import MAX_BYTES
from dtplan.registry import registry
from dtplan.schema import Field, plan_format
from dtplan.settings import Settings
from tests.conftest import ROOT, TODAY
from tests.interviews import (
    FOLDER,
    Tree,
    answers_file,
    begun,
    drafted,
    leaves,
    read_date,
    read_number,
    typed,
)

NAMES = ["ministry", "province", "national-database", "smart-city", "existing-programme"]
PLAN = "dtplan: 1\nstatus: draft\n"
HEAD = (
    "# Mẫu: Đề án của Sở\n# Template: Plan of a department\n# Dùng khi: cần\n# Use when: wanted\n"
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language = i18n.active()
    i18n.activate("en")
    yield
    i18n.activate(language)


def checked(plan: Tree, *, as_status: str | None = None) -> PlanReport:
    settings = Settings((ruleset.shipped("ct34"),), today=TODAY, as_of=TODAY, as_status=as_status)
    source = json.dumps(plan, ensure_ascii=False, indent=1).encode()
    return engine.check(load("plan.yaml", source), settings)


def lines(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.code} {finding.place.pointer}: {finding.message}" for finding in findings]


def written(folder: Path, name: str, text: str | bytes) -> str:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def document(name: str) -> Document:
    found = load(name, resources.template_text(name).encode())
    assert isinstance(found, Document)
    return found


# ---- The templates shipped


def test_the_shipped_ones_stand_in_their_order_with_words_in_both_languages() -> None:
    found = template.shipped()
    assert [item.name for item in found] == NAMES
    for item in found:
        for words in (item.title, item.use):
            assert set(words) == {"vi", "en"}
            assert all(words.values())
            assert words["vi"] != words["en"]
    assert len({item.title["vi"] for item in found}) == len({item.use["en"] for item in found}) == 5


def test_every_file_is_shipped_byte_for_byte() -> None:
    files = {file.name: file.read_bytes() for file in (ROOT / "templates").glob("*.*")}
    assert files == {f"{item.name}.dtplan.yaml": item.text.encode() for item in template.shipped()}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_begins_with_the_line_for_editors_that_the_readme_tells(name: str) -> None:
    told = re.search("^# yaml-language-server: .*", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert told
    assert resources.template_text(name).split("\n")[0] == told[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_the_shape_of_a_plan(name: str) -> None:
    jsonschema.validate(begun(name), resources.load_schema("plan"))
    assert begun(name)["status"] == "draft"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_template_is_wrong_only_absent(name: str) -> None:
    settings = Settings((ruleset.shipped("ct34"),), today=TODAY)
    found = engine.check(document(name), settings).findings
    assert lines(tuple(finding for finding in found if not finding.absence)) == []
    assert {"DT012", "DT307", "DT410"} <= {finding.code for finding in found}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_holds_what_every_such_plan_needs(name: str) -> None:
    plan: Any = begun(name)
    assert plan["legal_basis"][0]["number"] == "34/CT-TTg"
    assert plan["governance"] == {"review": {"frequency": "monthly"}}
    assert {"749/QĐ-TTg", "06/QĐ-TTg"} <= {item["document"] for item in plan["alignment"]}
    assert registry().systems[plan["project06"]["links"][0]["system"]].project06


@pytest.mark.parametrize("name", NAMES)
def test_a_template_invents_no_person_date_or_figure(name: str) -> None:
    for node in document(name).root.walk():
        path = [step for step in node.path if isinstance(step, str)]
        assert not {"owner", "lead", "chair", "deadline", "baseline", "amount"} & set(path)
        if node.number is not None and path != ["dtplan"]:
            assert node.key == "value"
            assert node.parent
            assert_national(node.parent)


def assert_national(target: Node) -> None:
    known = registry().targets[target["national"].text]
    assert (target["unit"].text, target["value"].number) == (known.unit, known.value)


@pytest.mark.parametrize("name", NAMES)
def test_the_keys_of_a_template_stand_in_the_order_of_the_format(name: str) -> None:
    assert_ordered(document(name).root, plan_format())


def assert_ordered(node: Node, field: Field) -> None:
    for inner in node.items or ():
        assert field.item
        assert_ordered(inner, field.item)
    keys = list(node.fields or ())
    assert keys == [key for key in field.fields if key in keys]
    for key in keys:
        assert_ordered(node[key], field.fields[key])


# ---- Choosing one


def test_a_shipped_one_is_chosen_by_its_name() -> None:
    assert template.chosen("smart-city") == template.shipped()[3]


def test_a_file_is_chosen_by_its_path(tmp_path: Path) -> None:
    path = written(tmp_path, "so-y-te.dtplan.yaml", HEAD + PLAN)
    assert template.chosen(path) == template.Template(
        "so-y-te",
        {"vi": "Đề án của Sở", "en": "Plan of a department"},
        {"vi": "cần", "en": "wanted"},
        HEAD + PLAN,
    )


def test_one_of_the_agency_s_own_is_chosen_by_the_name_of_its_file(tmp_path: Path) -> None:
    written(tmp_path, "So-Y-Te.DTPLAN.YML", HEAD + PLAN)
    assert template.chosen("So-Y-Te", str(tmp_path)).text == HEAD + PLAN


def test_one_of_the_agency_s_own_stands_before_a_shipped_one(tmp_path: Path) -> None:
    written(tmp_path, "province.dtplan.yaml", HEAD + PLAN)
    written(tmp_path, "province.dtplan.yml", "dtplan: 1\n")
    assert template.chosen("province", str(tmp_path)).text == HEAD + PLAN
    assert template.chosen("ministry", str(tmp_path)) == template.shipped()[0]


def test_the_agency_s_others_are_not_read_for_one_that_is_named(tmp_path: Path) -> None:
    written(tmp_path, "a.dtplan.yaml", b"\xff")
    written(tmp_path, "b.dtplan.yaml", PLAN)
    assert template.chosen("b", str(tmp_path)).name == "b"


def test_an_unknown_name_is_told_the_nearest_and_all_others(tmp_path: Path) -> None:
    written(tmp_path, "so-y-te.dtplan.yaml", PLAN)
    with pytest.raises(DtplanError) as caught:
        template.chosen("provinces", str(tmp_path))
    assert caught.value.message == "there is no template provinces"
    assert caught.value.hint == (
        "Perhaps province? Name one of ministry, province, national-database, smart-city, "
        "existing-programme, so-y-te, or a template file."
    )
    with pytest.raises(DtplanError) as caught:
        template.chosen("\x1b[31m#\u202e")
    assert caught.value.message == r"there is no template \x1b[31m#\u202e"
    assert caught.value.hint.startswith("Name one of")


def test_an_empty_name_is_unknown() -> None:
    with pytest.raises(DtplanError, match="there is no template"):
        template.chosen("")


# ---- Files that are no template


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", ":1: The file is empty"),
        (b"dtplan: 1\ntitle: [a\n", ":2: "),
        (b"dtplan: 1\ntitle: \xff\n", ":2: "),
        (b"dtplan: 1\n" + b"# x\n" * (MAX_BYTES // 4), "1 MB"),
        (b"- a\n- b\n", ":1: The file is not made of"),
        (b"services:\n  web: 1\n", "is no plan: the line `dtplan: 1` is missing"),
        (b"dtplan: 1\na: &x 1\nb: *x\n", ":2: "),
        (b"dtplan: 1\ntitle: \x1b[31m\n", ":2: "),
    ],
)
def test_what_can_t_be_read_is_refused_with_its_place(
    source: bytes, said: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "a.dtplan.yaml", source)
    with pytest.raises(DtplanError) as caught:
        template.chosen(path)
    assert caught.value.message.startswith(path)
    assert said in caught.value.message
    assert caught.value.hint[0].isupper() or caught.value.hint[0] == "`"


def test_a_file_that_can_t_be_read_is_told_in_the_language_in_force(tmp_path: Path) -> None:
    path = written(tmp_path, "a.dtplan.yaml", b"")
    i18n.activate("vi")
    with pytest.raises(DtplanError, match="Tệp trống, chưa có nội dung đề án"):
        template.chosen(path)


def test_a_folder_is_no_template(tmp_path: Path) -> None:
    with pytest.raises(DtplanError, match=re.escape(str(tmp_path))):
        template.chosen(str(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFO")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.dtplan.yaml")
    with pytest.raises(DtplanError):
        template.chosen(str(tmp_path / "a.dtplan.yaml"))
    assert template.of_folder(str(tmp_path)) == ()


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.dtplan.yaml").symlink_to("gone")
    with pytest.raises(DtplanError, match="cannot read"):
        template.chosen(str(tmp_path / "a.dtplan.yaml"))


# ---- An agency's own folder


def test_a_folder_gives_its_templates_in_order_and_notes_the_bad_ones(tmp_path: Path) -> None:
    for name in ("b.dtplan.yml", "a.dtplan.yaml"):
        written(tmp_path, name, PLAN)
    for name in (".c.dtplan.yaml", "plan.yaml", "d.txt", "e.dtplan.yaml.bak"):
        written(tmp_path, name, PLAN)
    bad = written(tmp_path, "ab.dtplan.yaml", "a: 1\n")
    (tmp_path / "f.dtplan.yaml").mkdir()
    notes: list[str] = []
    found = template.of_folder(str(tmp_path), notes.append)
    assert [item.name for item in found] == ["a", "b"]
    assert len(notes) == 2
    assert notes[0] == f"passed over: {bad} is no plan: the line `dtplan: 1` is missing"
    assert str(tmp_path / "f.dtplan.yaml") in notes[1]
    assert template.of_folder(str(tmp_path)) == found


def test_a_folder_that_can_t_be_read_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path / "gone", Path(written(tmp_path, "file", b""))):
        with pytest.raises(DtplanError, match=f"cannot read {re.escape(str(folder))}"):
            template.of_folder(str(folder))
        with pytest.raises(DtplanError, match=f"cannot read {re.escape(str(folder))}"):
            template.chosen("ministry", str(folder))


def titles(tmp_path: Path, text: str) -> tuple[str, str, str, str]:
    item = template.chosen(written(tmp_path, "mau-1.dtplan.yaml", text))
    return item.title["vi"], item.title["en"], item.use["vi"], item.use["en"]


def test_a_template_without_comments_is_called_by_its_title_or_its_file(tmp_path: Path) -> None:
    assert titles(tmp_path, "dtplan: 1\ntitle: Đề án A\n") == ("Đề án A", "Đề án A", "", "")
    assert titles(tmp_path, "dtplan: 1\ntitle:\n") == ("mau-1", "mau-1", "", "")


def test_what_is_said_in_one_language_stands_for_both(tmp_path: Path) -> None:
    assert titles(tmp_path, f"# Mẫu: A\n{PLAN}") == ("A", "A", "", "")
    assert titles(tmp_path, f"# Template: A\n# Use when: b\n{PLAN}") == ("A", "A", "b", "b")


def test_labels_are_found_however_they_are_typed(tmp_path: Path) -> None:
    head = unicodedata.normalize("NFD", "#MẪU :  Đề án: A \n\n  ## dùng  khi: b\n#USE WHEN:c\r\n")
    assert titles(tmp_path, head + PLAN) == ("Đề án: A", "Đề án: A", "b", "c")


def test_the_first_of_a_label_counts_and_only_above_the_plan(tmp_path: Path) -> None:
    text = "# Mẫu:\n# Mẫu: A\n# Mẫu: B\ndtplan: 1\n# Dùng khi: c\n"
    assert titles(tmp_path, text) == ("A", "A", "", "")


def test_words_are_safe_to_show(tmp_path: Path) -> None:
    title, _title, use, _use = titles(tmp_path, f"# Mẫu: a\u202eb\n# Dùng khi: {'x' * 999}\n{PLAN}")
    assert title == r"a\u202eb"
    assert len(use) == 200
    assert titles(tmp_path, "dtplan: 1\ntitle: a\u202eb\n")[0] == r"a\u202eb"


def test_a_long_comment_costs_no_time(tmp_path: Path) -> None:
    head = "#" + " " * 400_000 + "\n#" + "#" * 400_000 + "\n"
    assert titles(tmp_path, head + PLAN)[0] == "mau-1"


def test_the_text_stays_as_it_is_but_for_the_mark(tmp_path: Path) -> None:
    path = written(tmp_path, "a.dtplan.yaml", b"\xef\xbb\xbf# M\r\ndtplan: 1\r\n# end")
    assert template.chosen(path).text == "# M\r\ndtplan: 1\r\n# end"


# ---- A whole plan from each template, from recorded answers


def test_every_template_has_its_interview() -> None:
    assert all(answers_file(name).is_file() for name in NAMES)
    assert len(list(FOLDER.iterdir())) + 1 == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_drafted_from_a_template_passes_as_submitted(name: str) -> None:
    report = checked(drafted(name), as_status="submitted")
    assert lines(report.findings) == []
    assert {item.id for item in report.principles if item.verdict is not Verdict.MET} == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_make_the_difference(name: str) -> None:
    found = checked(begun(name), as_status="submitted").findings
    assert sum(finding.severity is Severity.ERROR for finding in found) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_are_what_people_type(name: str) -> None:
    texts = [leaf for leaf in leaves(dict(typed(name))) if isinstance(leaf, str)]
    assert len(texts) == len(leaves(dict(typed(name))))
    assert any(text != unicodedata.normalize("NFC", text) for text in texts)
    assert any(text != text.strip() for text in texts)
    assert any(re.fullmatch(r"\d+/\d+/\d{4}", text) for text in texts)
    assert any(re.search("Quý|hết", text) for text in texts)
    assert any("tỷ" in text for text in texts)
    assert not any(re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_the_plans_are_of_this_day(name: str) -> None:
    plan: Any = drafted(name)
    assert plan["period"]["start"] >= "2026-12-01"
    assert plan["period"]["end"] > "2027"
    assert "57-NQ/TW" in plan["period"]["basis"]
    assert all(step["date"] <= TODAY for step in plan["procedure"])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/12/2026", "2026-12-01"),
        ("hết tháng 2/2028", "2028-02-29"),
        ("Quý I/2028", "2028-03-31"),
        ("Quý IV/2027", "2027-12-31"),
        ("hết năm 2027", "2027-12-31"),
    ],
)
def test_the_interviews_read_dates_as_people_mean_them(text: str, day: str) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6,5 tỷ", 6_500_000_000),
        ("2 tỷ 800 triệu", 2_800_000_000),
        ("9.000.000.000", 9_000_000_000),
        ("3,5%", 3.5),
        ("98 phần trăm", 98),
        ("620 nghìn", 620_000),
        ("0", 0),
    ],
)
def test_the_interviews_read_numbers_as_people_mean_them(text: str, number: float) -> None:
    assert read_number(text) == number
