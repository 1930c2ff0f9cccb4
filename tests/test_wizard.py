"""The wizard's loop: what a reply does to the plan, to the file, and to what is asked next."""

from pathlib import Path

import pytest

from dtplan import i18n, wizard
from dtplan.draft import Draft, Unsaved
from dtplan.errors import DtplanError
from dtplan.node import Plain
from dtplan.parsing.document import Document
from dtplan.wizard.loop import opened_plan
from dtplan.wizard.prompts import ADD, ASIDE, MOVE, REMOVE, sums
from dtplan.wizard.suggestions import new_id, suggestion
from dtplan.wizard.talk import ANSWERS, BACK, NOTHING, Prompt, Stopped
from tests.conftest import ROOT
from tests.scripted import (
    ENTER,
    STOP,
    Place,
    Scripted,
    by_place,
    in_turn,
    led,
    value_at,
    wizard_over,
)

REFERENCE = (ROOT / "tests" / "reference.plan.yaml").read_text(encoding="utf-8")
LEAD = ("lead", "position")
# A plan of which only the head's position is absent, and one with a deputy there.
UNLED = REFERENCE.replace("  position: Chủ tịch Ủy ban nhân dân tỉnh\n", "", 1)
DEPUTY = REFERENCE.replace("Chủ tịch Ủy ban nhân dân tỉnh\n", "Phó Chủ tịch UBND tỉnh\n", 1)
HEAD = "Chủ tịch Ủy ban nhân dân tỉnh"


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.activate("en")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.dtplan.yaml"


def pick(prompt: Prompt, wanted: Plain) -> str:
    """The number that stands before the choice with a value; a number is counted from 1 itself."""
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        return str(wanted)
    return str([choice.value for choice in prompt.choices].index(wanted) + 1)


def root_of(text: str) -> Document:
    return opened_plan("plan.yaml", text.encode())


# An answer


def test_an_answer_is_in_the_file_before_the_next_question(file: Path) -> None:
    seen: list[object] = []

    def reply(prompt: Prompt) -> str:
        seen.append(value_at(file, *LEAD))
        return HEAD if prompt.path == LEAD else ENTER

    talk = led(file, reply, text=UNLED)
    assert talk.paths == [LEAD, ()]
    assert seen == [None, HEAD]


def test_an_answer_changes_one_line_and_nothing_else(file: Path) -> None:
    led(file, by_place({LEAD: HEAD}), text=UNLED)
    assert file.read_text(encoding="utf-8") == UNLED.replace(
        "  name: Nguyễn Văn An\n", f"  name: Nguyễn Văn An\n  position: {HEAD}  # chức vụ\n", 1
    )


def test_enter_at_every_question_leaves_the_file_byte_for_byte(file: Path) -> None:
    text = DEPUTY.replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    before, stamp = file.read_bytes(), file.stat().st_mtime_ns
    talk = led(file, by_place({}))
    assert LEAD in talk.paths
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, stamp)


def test_a_dash_takes_an_answer_out(file: Path) -> None:
    led(file, by_place({LEAD: NOTHING}), text=DEPUTY)
    assert value_at(file, "lead") == {"name": "Nguyễn Văn An"}


def test_a_dash_takes_out_a_value_of_the_wrong_shape_too(file: Path) -> None:
    text = REFERENCE.replace("online: true", "online: maybe", 1)
    assert text != REFERENCE
    led(file, by_place({("targets", 0, "measurement", "online"): NOTHING}), text=text)
    assert "online" not in str(value_at(file, "targets", 0, "measurement"))


def test_an_objection_is_put_once_and_enter_keeps_the_answer(file: Path) -> None:
    talk = led(file, by_place({LEAD: ["Phó Chủ tịch tỉnh", ENTER]}), text=UNLED)
    assert talk.paths == [LEAD, LEAD, ()]
    assert talk.asked[1].typed == "Phó Chủ tịch tỉnh"
    assert talk.asked[1].may_be_kept and "DT307" in talk.asked[1].problem
    assert value_at(file, *LEAD) == "Phó Chủ tịch tỉnh"


def test_nothing_is_saved_of_an_answer_that_is_objected_to_until_it_is_kept(file: Path) -> None:
    led(file, in_turn("Phó Chủ tịch tỉnh"), text=UNLED)
    assert file.read_text(encoding="utf-8") == UNLED


def test_an_answer_that_mends_the_objection_goes_on(file: Path) -> None:
    talk = led(file, by_place({LEAD: ["Phó Chủ tịch tỉnh", HEAD]}), text=UNLED)
    assert talk.paths == [LEAD, LEAD, ()]
    assert value_at(file, *LEAD) == HEAD


def test_another_answer_is_objected_to_anew(file: Path) -> None:
    replies = ["Phó Chủ tịch tỉnh", "Phó Chủ tịch UBND", ENTER]
    talk = led(file, by_place({LEAD: list(replies)}), text=UNLED)
    assert talk.paths == [LEAD, LEAD, LEAD, ()]
    assert value_at(file, *LEAD) == "Phó Chủ tịch UBND"


def test_an_answer_that_is_not_understood_is_asked_again_and_not_kept(file: Path) -> None:
    text = REFERENCE.replace("start: 2024-10-15", "start: ''", 1)
    start = ("period", "start")
    talk = led(file, by_place({start: ["đầu năm", "30/02/2025", "15/10/2024"]}), text=text)
    assert talk.paths[:3] == [start] * 3
    assert all(prompt.problem and not prompt.may_be_kept for prompt in talk.asked[1:3])
    assert value_at(file, *start) == "2024-10-15"


def test_a_value_that_cannot_be_understood_may_stay_where_it_stands(file: Path) -> None:
    text = REFERENCE.replace("    value: 100\n", "    value: nhiều\n", 1)
    assert text != REFERENCE
    talk = led(file, in_turn(ENTER, ENTER), text=text)
    place = ("targets", 0, "value")
    assert talk.paths == [place, place, ()]
    assert talk.asked[1].may_be_kept
    assert file.read_text(encoding="utf-8") == text


def test_what_was_understood_is_said(file: Path) -> None:
    text = REFERENCE.replace("end: 2025-12-31", "end: ''", 1)
    talk = led(file, by_place({("period", "end"): "Quý IV/2025"}), text=text)
    assert value_at(file, "period", "end") == "2025-12-31"
    assert "Read as 2025-12-31" in talk.words


def test_an_answer_that_stirs_up_an_earlier_one_says_so(file: Path) -> None:
    start, end = ("period", "start"), ("period", "end")
    with wizard_over(file, talk := Scripted(by_place({end: "1/1/2024"})), text=REFERENCE) as course:
        course.session = course.session.passing(start)
        step = course.at(end)
        assert step is not None
        course.put(step)
    assert value_at(file, *end) == "2024-01-01"
    assert "DT" in talk.words or any(prompt.problem for prompt in talk.asked)


# Back


def test_back_leads_to_the_question_before_again_and_again_to_the_first(file: Path) -> None:
    replies = [ENTER] * 6 + [BACK] * 8
    talk = led(file, in_turn(*replies), text="dtplan: 1\n", from_the_start=True)
    asked = talk.paths
    there, back = asked[:6], asked[7:13]
    assert back == there[::-1]
    assert asked[13:] == [there[0]] * 2
    assert talk.words.count("This is the first question.") == 2


def test_after_going_back_all_is_asked_again_in_order(file: Path) -> None:
    replies = ["Đề án", "1", ENTER, BACK, BACK, "2", ENTER, ENTER]
    talk = led(file, in_turn(*replies), text="dtplan: 1\n", from_the_start=True)
    title, level, name, position = ("title",), ("agency", "level"), ("agency", "name"), LEAD
    assert talk.paths == [
        title,
        level,
        name,
        position,
        name,
        level,
        name,
        position,
        *talk.paths[8:],
    ]
    assert value_at(file, "agency", "level") == "local"
    assert talk.asked[4].path == name and talk.asked[5].default


def test_back_may_be_pressed_as_often_as_anything_was_answered(file: Path) -> None:
    items = "".join(f"  - {{id: NV{number}}}\n" for number in range(60))
    text = f"dtplan: 1\nbreakthroughs: [{{id: DP1}}]\ntargets: [{{id: MT1}}]\ntasks:\n{items}"
    count = 700
    replies = [ENTER] * count + [BACK] * (count + 1)
    talk = led(file, in_turn(*replies), text=text, from_the_start=True)
    assert talk.paths[count + 1 : 2 * count + 1] == talk.paths[:count][::-1]


def test_back_at_the_end_leads_to_the_last_question(file: Path) -> None:
    talk = led(file, in_turn(HEAD, BACK), text=UNLED)
    assert talk.paths == [LEAD, (), LEAD]


def test_back_in_a_menu_leads_to_the_menu(file: Path) -> None:
    menu = ("tasks",)

    def reply(prompt: Prompt) -> str:
        if prompt.path != menu:
            return ENTER
        done = talk.paths.count(menu)
        return pick(prompt, REMOVE) if done == 1 else BACK if done == 2 else STOP

    talk = Scripted(reply)
    with (
        wizard_over(file, talk, text=REFERENCE, from_the_start=True) as course,
        pytest.raises(Stopped),
    ):
        wizard.put_all(course)
    assert talk.paths[-3:] == [menu, menu, menu]
    assert talk.asked[-1].choices == talk.asked[-3].choices
    assert file.read_text(encoding="utf-8") == REFERENCE


# Lists


def picking(menu: Place, *picks: Plain) -> Scripted:
    """Picks from the menu of a list one after another and stops; Enter at all else."""
    left = iter(picks)

    def reply(prompt: Prompt) -> str:
        if prompt.path != menu:
            return ENTER
        value = next(left, None)
        return STOP if value is None else pick(prompt, value)

    return Scripted(reply)


def put_at(file: Path, talk: Scripted, path: Place, text: str) -> None:
    """Put the step at a path of the plan in a text, once."""
    with wizard_over(file, talk, text=text) as course:
        step = course.at(path)
        assert step is not None
        course.put(step)


TASKS = """\
dtplan: 1
tasks:
  - id: NV3   # ba
    title: Ba
  - id: x
    title: Mười
  # năm
  - id: NV5
    title: Năm
"""


def ids(file: Path) -> list[object]:
    tasks = value_at(file, "tasks")
    assert isinstance(tasks, list)
    return [value_at(file, "tasks", place, "id") for place in range(len(tasks))]


def test_an_item_is_removed_only_after_it_is_confirmed(file: Path) -> None:
    put_at(file, picking(("tasks",), REMOVE, 2, False), ("tasks",), TASKS)
    assert file.read_text(encoding="utf-8") == TASKS
    put_at(file, picking(("tasks",), REMOVE, 2, True), ("tasks",), TASKS)
    assert ids(file) == ["NV3", "NV5"]


def test_an_item_is_moved_with_its_comments(file: Path) -> None:
    put_at(file, picking(("tasks",), MOVE, 3, 1), ("tasks",), TASKS)
    assert ids(file) == ["NV5", "NV3", "x"]
    assert "  # năm\n  - id: NV5" in file.read_text(encoding="utf-8")


def test_the_ids_of_new_items_go_on_after_the_highest(file: Path) -> None:
    talk = Scripted(by_place({("tasks", 3, "title"): "Sáu"}))
    with wizard_over(file, talk, text=TASKS) as course:
        course.session = course.session.taking_up(("tasks", 3))
        step = course.at(("tasks", 3, "title"))
        assert step is not None
        course.put(step)
    assert value_at(file, "tasks", 3) == {"id": "NV6", "title": "Sáu"}


@pytest.mark.parametrize(
    ("present", "new"),
    [
        ([], "NV1"),
        (["NV1", "NV9", "NV10"], "NV11"),
        (["nv7", "NV", "NV2a", "XNV8"], "NV1"),
        (["NV007"], "NV8"),
        (["NV99999999999"], "NV1"),
    ],
)
def test_a_new_id(present: list[str], new: str) -> None:
    text = "dtplan: 1\ntasks: [" + ", ".join(f"{{id: {one}}}" for one in present) + "]\n"
    assert new_id(root_of(text).root, ("tasks",), "NV") == new


def test_items_that_move_take_what_was_asked_of_them_along(file: Path) -> None:
    talk = picking(("tasks",), MOVE, 3, 1)
    with wizard_over(file, talk, text=TASKS) as course:
        course.done(("tasks", 2, "title"))
        course.done(("tasks", 0, "owner", "agency"))
        step = course.at(("tasks",))
        assert step is not None
        course.put(step)
        assert course.visited == [("tasks", 0, "title"), ("tasks", 1, "owner", "agency")]
        assert course.session.passed == set(course.visited)


def test_items_behind_a_removed_one_keep_what_was_asked_of_them(file: Path) -> None:
    talk = picking(("tasks",), REMOVE, 1, True)
    with wizard_over(file, talk, text=TASKS) as course:
        course.done(("tasks", 0, "title"))
        course.done(("tasks", 2, "title"))
        step = course.at(("tasks",))
        assert step is not None
        course.put(step)
        assert course.visited == [("tasks", 1, "title")]


def test_an_item_whose_last_answer_is_cleared_goes_and_those_behind_it_follow(file: Path) -> None:
    text = "dtplan: 1\nalignment:\n  - document: a\n  - document: b\n    section: c\n"
    talk = Scripted(by_place({("alignment", 0, "document"): NOTHING}))
    with wizard_over(file, talk, text=text) as course:
        course.done(("alignment", 1, "section"))
        step = course.at(("alignment", 0, "document"))
        assert step is not None
        course.put(step)
        assert course.visited[0] == ("alignment", 0, "section")
    assert value_at(file, "alignment") == [{"document": "b", "section": "c"}]


def test_enter_does_not_begin_an_item_twice_that_was_left_empty(file: Path) -> None:
    talk = led(file, in_turn(*[ENTER] * 400), text="dtplan: 1\n")
    assert talk.paths[-1] == ()
    assert talk.paths.count(("breakthroughs",)) == 2
    assert value_at(file, "breakthroughs") is None


def test_a_list_typed_in_rows_keeps_what_is_not_typed(file: Path) -> None:
    text = (
        "dtplan: 1\nbudget: {sources: [{id: NS1, amount: 9}, {id: NS2, amount: 9}]}\n"
        "tasks:\n  - id: NV1\n    budget:\n      - {source: NS1, amount: 5, note: đã duyệt}\n"
    )
    place = ("tasks", 0, "budget")
    talk = Scripted(by_place({place: "NS1: 6; NS2: 7"}))
    with wizard_over(file, talk, text=text) as course:
        step = course.at(place)
        assert step is not None
        course.put(step)
    assert value_at(file, *place) == [
        {"source": "NS1", "amount": 6, "note": "đã duyệt"},
        {"source": "NS2", "amount": 7},
    ]


# Where rules lead


def test_an_end_after_the_horizon_asks_for_the_document_that_allows_it(file: Path) -> None:
    text = REFERENCE.replace("end: 2025-12-31", "end: ''", 1)
    basis = ("period", "basis")
    talk = led(file, by_place({("period", "end"): "31/12/2026", basis: "57-NQ/TW"}), text=text)
    assert talk.paths[:2] == [("period", "end"), basis]
    assert not talk.asked[1].may_be_kept
    assert value_at(file, *basis) == "57-NQ/TW"


def test_a_late_step_asks_for_its_note(file: Path) -> None:
    text = "dtplan: 1\nprocedure: [{step: submit}]\n"
    date, note = ("procedure", 0, "date"), ("procedure", 0, "note")
    talk = Scripted(by_place({date: "20/12/2024"}))
    with wizard_over(file, talk, text=text) as course:
        before, asked = course.at(note), course.at(date)
        assert before is not None and before.findings == () and asked is not None
        course.put(asked)
        after = course.at(note)
        assert after is not None and [one.code for one in after.findings] == ["DT409"]
    assert talk.paths == [date]  # which itself is not objected to


def test_a_national_target_brings_its_indicator_unit_and_value(file: Path) -> None:
    place = ("targets", 0, "national")
    talk = Scripted(lambda prompt: "1" if prompt.path == place else STOP)
    with wizard_over(file, talk, text="dtplan: 1\n") as course:
        course.session = course.session.taking_up(("targets", 0))
        step = course.at(place)
        assert step is not None
        course.put(step)
    target = value_at(file, "targets", 0)
    assert isinstance(target, dict)
    assert set(target) == {"id", "national", "indicator", "unit", "value"}
    assert target["id"] == "MT1"


def test_a_national_target_overwrites_nothing(file: Path) -> None:
    text = "dtplan: 1\ntargets:\n  - id: MT1\n    indicator: Của tỉnh\n    value: 3\n"
    place = ("targets", 0, "national")
    with wizard_over(file, Scripted(lambda _prompt: "1"), text=text) as course:
        step = course.at(place)
        assert step is not None
        course.put(step)
    assert value_at(file, "targets", 0, "indicator") == "Của tỉnh"
    assert value_at(file, "targets", 0, "value") == 3
    assert value_at(file, "targets", 0, "unit")


# The risks

RISKY = (
    "dtplan: 1\nsecurity:\n  measures:\n    - id: AT1\n      title: Mã hóa\n"
    "      protects: [personal-data]\n"
)
RISK: Place = ("security", "not_applicable", "state-secrets")


def at_risk(file: Path, value: Plain, text: str = RISKY, **replies: str) -> Scripted:
    def reply(prompt: Prompt) -> str:
        return pick(prompt, value) if prompt.path == RISK else replies.get("reason", ENTER)

    talk = Scripted(reply)
    with wizard_over(file, talk, text=text) as course:
        step = course.at(RISK)
        assert step is not None
        course.put(step)
        following = course.next()
        assert following is not None
        talk.begun.append(".".join(map(str, following.path)))
    return talk


def test_a_risk_may_be_answered_by_a_measure_that_is_there(file: Path) -> None:
    at_risk(file, 1)
    assert value_at(file, "security", "measures", 0, "protects") == [
        "personal-data",
        "state-secrets",
    ]


def test_a_risk_may_be_answered_by_a_new_measure_which_is_asked_for_next(file: Path) -> None:
    at_risk(file, ADD)
    assert value_at(file, "security", "measures", 1) == {"id": "AT2", "protects": ["state-secrets"]}
    with wizard_over(file, Scripted(in_turn())) as course:
        assert ("security", "measures", 1, "title") in [
            finding.about for finding in course.findings
        ] or course.at(("security", "measures", 1, "title")) is not None


def test_a_risk_may_be_set_aside_with_a_reason(file: Path) -> None:
    at_risk(file, ASIDE, reason="Đề án không có bí mật nhà nước")
    assert value_at(file, "security", "not_applicable") == [
        {"risk": "state-secrets", "reason": "Đề án không có bí mật nhà nước"}
    ]


def test_a_risk_is_not_set_aside_without_a_reason(file: Path) -> None:
    at_risk(file, ASIDE)
    assert file.read_text(encoding="utf-8") == RISKY


def test_a_reason_that_is_there_is_replaced(file: Path) -> None:
    text = RISKY + "  not_applicable:\n    - {risk: state-secrets, reason: ''}\n"
    at_risk(file, ASIDE, text, reason="Không có")
    assert value_at(file, "security", "not_applicable") == [
        {"risk": "state-secrets", "reason": "Không có"}
    ]


# Sums and suggestions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dtplan: 1\n", "sources 0; tasks 0"),
        (
            "budget: {total: 9500, sources: [{amount: 6500}, {amount: 2000}]}\n"
            "tasks: [{budget: [{amount: 1000}, {amount: 500}]}]\n",
            "total 9.500; sources 8.500; tasks 1.500; not covered yet 1.000",
        ),
        (
            "budget: {sources: [{amount: 1000000}, {amount: nhiều}]}\n"
            "tasks: [{budget: [{amount: 3000000}]}, {budget: none}]\n",
            "sources 1.000.000; tasks 3.000.000; not covered yet 2.000.000",
        ),
        ("budget: {total: 5, sources: [{amount: 6}]}\n", "total 5; sources 6; tasks 0"),
    ],
)
def test_the_sums_are_told_as_they_grow(text: str, said: str) -> None:
    assert sums(root_of(text).root) == said


PLAN = """\
dtplan: 1
agency: {level: ministry}
lead: {position: Bộ trưởng}
breakthroughs: [{id: DP1}, {id: DP2}]
targets: [{id: MT1, national: no-such}]
tasks:
  - {id: NV1, owner: {agency: Cục A, position: Cục trưởng, name: Lê Văn B}}
  - {id: NV2, owner: {agency: Cục A}}
  - {id: NV3, owner: {}}
budget: {sources: [{amount: 5}, {amount: 6}]}
procedure: [{step: consult}, {step: submit}]
legal_basis: [{number: 34/CT-TTg}, {}]
"""


@pytest.mark.parametrize(
    ("path", "suggested"),
    [
        (("targets", 0, "breakthrough"), "DP2"),
        (("tasks", 0, "breakthroughs"), ["DP2"]),
        (("tasks", 0, "targets"), ["MT1"]),
        (("tasks", 0, "level"), "ministry"),
        (("tasks", 1, "owner", "position"), "Cục trưởng"),
        (("tasks", 1, "owner", "name"), "Lê Văn B"),
        (("tasks", 2, "owner", "name"), None),
        (("targets", 0, "indicator"), None),
        (("governance", "review", "frequency"), "monthly"),
        (("governance", "review", "chair"), "Bộ trưởng"),
        (("budget", "currency"), "VND"),
        (("budget", "total"), 11),
        (("budget", "sources", 0, "source"), "ministry-budget"),
        (("procedure", 2, "step"), "appraise"),
        (("legal_basis", 0, "date"), "2024-09-16"),
        (("legal_basis", 1, "number"), None),
        (("title",), None),
        (("no", "such", "field"), None),
    ],
)
def test_what_is_suggested(path: Place, suggested: Plain) -> None:
    assert suggestion(root_of(PLAN).root, path) == suggested


@pytest.mark.parametrize(
    "path", [("budget", "total"), ("tasks", 0, "breakthroughs"), ("tasks", 0, "owner", "name")]
)
def test_nothing_is_suggested_where_nothing_is_known(path: Place) -> None:
    assert suggestion(root_of("dtplan: 1\nbudget: {sources: [{amount: x}]}\n").root, path) is None


# The end


def test_the_end_shows_all_answers_the_principles_and_what_is_open(file: Path) -> None:
    talk = led(file, by_place({}), text=DEPUTY)
    assert "Phó Chủ tịch UBND tỉnh" in talk.words
    assert "Still open (1), by weight:" in talk.words
    kinds = [note.kind for note in talk.told]
    assert kinds.count("title") > 10
    assert kinds.index("problem") > kinds.index("answer")


def test_the_end_may_lead_to_what_is_open_again(file: Path) -> None:
    talk = led(file, in_turn(ENTER, "2", HEAD, ENTER), text=DEPUTY)
    assert talk.paths == [LEAD, (), LEAD, ()]
    assert "Nothing is left to mend." in talk.words


def test_the_end_may_submit_the_plan(file: Path) -> None:
    text = REFERENCE.replace("status: running", "status: draft   ", 1)
    led(file, in_turn("Submit"), text=text)
    assert value_at(file, "status") == "submitted"
    assert text.replace("status: draft   ", "status: submitted   ") == file.read_text("utf-8")


def test_a_plan_past_its_draft_is_not_submitted_again(file: Path) -> None:
    talk = led(file, in_turn(), text=REFERENCE)
    assert "submit" not in [choice.value for choice in talk.asked[-1].choices]


def test_one_answer_may_be_changed_from_the_table(file: Path) -> None:
    replies = (ANSWERS, "Nguyễn Văn An", "Lê Thị Hoa", HEAD)
    talk = led(file, in_turn(*replies, then=ENTER), text=UNLED)
    assert talk.paths == [LEAD, (), ("lead", "name"), LEAD, ()]
    assert value_at(file, "lead") == {"name": "Lê Thị Hoa", "position": HEAD}


def test_leaving_the_table_changes_nothing(file: Path) -> None:
    talk = led(file, in_turn(ANSWERS, BACK, ANSWERS, NOTHING, ANSWERS, ENTER), text=UNLED)
    assert talk.paths == [LEAD, (), LEAD, (), LEAD, (), LEAD]
    assert file.read_text(encoding="utf-8") == UNLED


# The disk


def test_a_save_that_fails_is_tried_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    save = Draft.save

    def failing(draft: Draft, text: str) -> None:
        calls.append(text)
        if len(calls) < 3:
            raise Unsaved(draft.path, OSError(28, "No space left on device"))
        save(draft, text)

    monkeypatch.setattr(Draft, "save", failing)
    talk = led(file, by_place({LEAD: HEAD}), text=UNLED)
    assert talk.pauses == 2
    assert value_at(file, *LEAD) == HEAD


def test_an_answer_that_cannot_be_saved_is_kept_elsewhere(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(draft: Draft, text: str) -> None:
        raise Unsaved(draft.path, OSError(28, "No space left on device"))

    monkeypatch.setattr(Draft, "save", failing)
    with pytest.raises(DtplanError) as caught:
        led(file, by_place({LEAD: HEAD}), text=UNLED)
    assert file.read_text(encoding="utf-8") == UNLED
    kept = caught.value.hint.partition("dtplan new ")[2]
    assert HEAD in Path(kept).read_text(encoding="utf-8")
    Path(kept).unlink()


def test_letters_that_begin_a_known_agency_are_asked_about(file: Path) -> None:
    owner = ("security", "owner", "agency")
    text = REFERENCE.replace(
        "security:\n  owner:\n    agency: Công an tỉnh\n", "security:\n  owner:\n"
    )
    assert text != REFERENCE
    talk = led(file, by_place({owner: ["cong an", "Công an tỉnh"]}), text=text)
    again = [prompt for prompt in talk.asked if prompt.path == owner][1]
    assert "Công an tỉnh" in again.problem
    assert value_at(file, *owner) == "Công an tỉnh"


def test_enter_leaves_what_is_objected_to_as_it_is_written(file: Path) -> None:
    block = "title: |\n      Đẩy mạnh tuyên truyền\n      về chuyển đổi số\n"
    title = "title: Số hóa và làm sạch 254.000 hồ sơ địa chính còn ở dạng giấy\n"
    text = REFERENCE.replace(title, block).replace("- 254.000 hồ sơ địa chính số", "- hồ sơ số")
    assert block in text
    talk = led(file, by_place({}), text=text)
    assert ("tasks", 0, "title") in talk.paths
    assert file.read_text(encoding="utf-8") == text
