"""What is asked next: an open step for whatever the rules find, in the order of the form."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan import engine, resources
from dtplan.findings import Finding
from dtplan.form import form
from dtplan.interview import (
    Menu,
    Path,
    Question,
    RiskQuestion,
    Session,
    Step,
    at,
    dotted,
    is_open,
    mended_at,
    moved_path,
    next_step,
    step_at,
    steps,
    what_opens,
)
from dtplan.node import Node
from dtplan.parsing.document import Document, load
from dtplan.ruleset import shipped
from dtplan.settings import Settings
from tests.conftest import ROOT, TODAY

FORM = form()
# What the interview can't mend, and why: by rule, the places it stands out of reach.
OUT_OF_REACH = {
    "DT304": ("reviews",),  # reviews are kept while the plan is carried out
    "DT309": ("reviews",),
    "DT314": ("reviews",),
    # In a comment or a key, and in what is no question.
    "DT705": ("", "status", "agency", "rulesets", "alignment.note"),
    "DT710": ("",),
}
FIELDS_OF_OTHERS = {"DT311": "owner.agency"}  # a name is asked for once there is an agency
CLEAN = (
    "tests/reference.plan.yaml",
    "examples/ministry.dtplan.yaml",
    "examples/province.dtplan.yaml",
    "examples/national-database.dtplan.yaml",
)


def judged(
    text: str,
    *,
    today: str = TODAY,
    as_of: str | None = None,
    as_status: str | None = "submitted",
    rulesets: Iterable[str] = ("ct34",),
) -> tuple[Node, tuple[Finding, ...]]:
    """The plan in a text and what the rules say of it."""
    plan = load("plan.yaml", text.encode())
    assert isinstance(plan, Document)
    asked = Settings(
        rulesets=tuple(map(shipped, rulesets)),
        today=today,
        as_of=as_of,
        as_status=as_status,
        language="en",
    )
    return plan.root, engine.check(plan, asked).findings


def put(text: str, session: Session | None = None) -> list[Step]:
    """All steps that are put, one after another, when each is passed without an answer."""
    root, findings = judged(text)
    session = session or Session()
    found: list[Step] = []
    while (step := next_step(FORM, root, findings, session)) is not None:
        found.append(step)
        session = session.passing(step.path)
        assert len(found) < 2000, "it never ends"
    return found


def paths(found: Iterable[Step]) -> list[Path]:
    return [step.path for step in found]


# Every rule has its step


def _breaches() -> list[Any]:
    found = []
    for file in sorted((ROOT / "tests" / "rules").glob("DT[1-9]*.yaml")):
        for case in resources.parse_yaml(file.read_bytes()):
            if case["breaches"] and "plan" in case:  # the wizard knows no other plans
                found.append(pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}"))
    return found


def _is_out_of_reach(code: str, about: Path) -> bool:
    reach = OUT_OF_REACH.get(code, ())
    return dotted(about) in reach or (about[:1] == ("reviews",) and "reviews" in reach)


@pytest.mark.parametrize(("code", "case"), _breaches())
def test_what_a_rule_finds_opens_the_step_that_mends_it(code: str, case: dict[str, Any]) -> None:
    root, findings = judged(
        case["plan"],
        today=case.get("today", TODAY),
        as_of=case.get("as_of"),
        as_status=case.get("status"),
        rulesets=("ct34", "targets-2024-2025") if code == "DT951" else ("ct34",),
    )
    open_steps = {
        step.path
        for step in steps(FORM, root, what_opens(FORM, root, findings), Session())
        if is_open(step, Session())
    }
    found = [finding for finding in findings if finding.code == code]
    assert found
    for finding in found:
        if _is_out_of_reach(code, finding.about):
            assert not mended_at(FORM, root, finding)
            continue
        mending = set(mended_at(FORM, root, finding))
        needed = FIELDS_OF_OTHERS.get(code)
        if needed and not mending & open_steps:
            mending = {(*path[:2], *needed.split(".")) for path in mending}
        assert mending & open_steps, (finding.about, mending)


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_asked_of_a_plan_that_is_in_order(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    root, findings = judged(text, as_of="2024-12-31" if "reference" in name else None)
    assert next_step(FORM, root, findings, Session()) is None


def test_a_rule_with_a_list_of_its_own_opens_that_list() -> None:
    plan = (
        "dtplan: 1\nbreakthroughs:\n  - {id: DP1, title: Đất đai}\n  - {id: DP2, title: Hộ tịch}\n"
        "targets: [{id: MT1, breakthrough: DP1}]\ntasks: [{id: NV1, breakthroughs: [DP1]}]\n"
    )
    root, findings = judged(plan)
    about = {finding.code: finding for finding in findings}
    assert about["DT107"].about[:2] == about["DT108"].about[:2] == ("breakthroughs", 1)
    assert mended_at(FORM, root, about["DT107"]) == [("targets",)]
    assert mended_at(FORM, root, about["DT108"]) == [("tasks",)]


def test_a_late_end_opens_the_document_that_allows_it() -> None:
    text = "dtplan: 1\nperiod: {start: 2026-12-01, end: 2027-12-31}\n"
    root, findings = judged(text)
    step = step_at(FORM, root, findings, Session(), ("period", "basis"))
    assert step is not None and [one.code for one in step.findings] == ["DT403"]
    assert ("period", "basis") in paths(put(text))
    allowed = text.replace("2027-12-31", "2027-12-31, basis: 57-NQ/TW")
    assert ("period", "basis") not in paths(put(allowed))


# What is asked at all


def test_sections_come_in_the_order_of_the_form() -> None:
    order = [section.id for section in FORM.sections]
    asked = [step.section.id for step in put("dtplan: 1\n", Session().taking_up(()))]
    assert list(dict.fromkeys(asked)) == order
    assert asked == sorted(asked, key=order.index)


def test_only_what_a_rule_finds_is_asked_of_a_plan_that_is_there() -> None:
    for step in put("dtplan: 1\ntitle: Đề án\n"):
        assert step.findings
        assert step.path != ("title",)


def test_what_is_taken_up_is_asked_whether_a_rule_demands_it_or_not() -> None:
    asked = put("dtplan: 1\ntasks: [{id: NV1}]\n", Session().taking_up(("tasks", 0)))
    fields = [dotted(path) for path in paths(asked) if path[:2] == ("tasks", 0)]
    assert "tasks.partners" in fields  # no rule asks for partners
    assert "tasks.systems" in fields  # and this is asked in a later section
    assert ("lead", "name") in paths(asked)  # demanded, taken up or not
    assert ("agency", "name") not in paths(asked)


def test_what_is_asked_on_demand_is_not_asked_without() -> None:
    new = paths(put("dtplan: 1\n", Session().taking_up(())))
    assert ("period", "end") in new
    assert ("period", "basis") not in new
    assert ("budget", "report_to_pm") not in new


@pytest.mark.parametrize(
    ("item", "is_asked"),
    [
        ("{id: MT1}", False),
        ("{id: MT1, baseline: 0}", True),  # zero is a figure
        ("{id: MT1, baseline: 5}", True),
    ],
)
def test_a_question_may_hang_on_the_answer_to_another(item: str, is_asked: bool) -> None:
    text = f"dtplan: 1\ntargets: [{item}]\n"
    asked = paths(put(text, Session().taking_up(("targets", 0))))
    assert (("targets", 0, "baseline_date") in asked) is is_asked


@pytest.mark.parametrize(
    ("item", "is_asked"),
    [("{id: NV1}", True), ("{id: NV1, deadline: 2027-01-01}", False), ("{deadline: ''}", True)],
)
def test_a_question_may_hang_on_there_being_no_answer(item: str, is_asked: bool) -> None:
    asked = paths(put(f"dtplan: 1\ntasks: [{item}]\n", Session().taking_up(("tasks", 0))))
    assert (("tasks", 0, "recurring") in asked) is is_asked


def test_a_question_may_hang_on_one_value_of_another() -> None:
    def asks(action: str) -> bool:
        text = f"dtplan: 1\nsystems: [{{id: HT1, name: Kho, action: {action}}}]\n"
        return ("systems", 0, "reason") in paths(put(text))

    assert asks("build")
    assert not asks("reuse")


def test_a_new_item_is_asked_for_before_it_is_written_and_its_list_after_it() -> None:
    text = "dtplan: 1\ntargets: [{id: MT1}]\n"
    session = Session().taking_up(("targets", 1))
    asked = paths(put(text, session))
    first = asked.index(("targets", 1, "national"))
    assert asked[first - 1][:2] == ("targets", 0)
    assert asked.index(("targets", 1, "owner", "agency")) > first
    menus = [step.path for step in put(text, session.taking_up(())) if isinstance(step, Menu)]
    assert ("targets",) in menus
    whole = paths(put(text, session.taking_up(())))
    assert whole.index(("targets",)) > whole.index(("targets", 1, "owner", "agency"))


def test_an_item_that_was_not_taken_up_is_not_made_up() -> None:
    assert ("targets", 1, "national") not in paths(
        put("dtplan: 1\ntargets: [{id: MT1}]\n", Session().taking_up(()))
    )


# What is done with


def test_a_passed_step_is_not_put_again_unless_it_is_reopened() -> None:
    root, findings = judged("dtplan: 1\n")
    session = Session().taking_up(()).passing(("title",))
    first = next_step(FORM, root, findings, session)
    assert first is not None and first.path == ("id",)
    reopened = next_step(FORM, root, findings, session.reopening([("title",)]))
    assert reopened is not None and reopened.path == ("title",)


def test_taking_up_puts_all_below_again() -> None:
    session = Session().passing(("tasks", 0, "title")).passing(("tasks", 1, "title"))
    again = session.taking_up(("tasks", 0))
    assert again.passed == {("tasks", 1, "title")}
    assert again.has_taken_up(("tasks", 0, "owner", "name"))
    assert not again.has_taken_up(("tasks", 1))
    assert not again.has_taken_up(("tasks",))


def test_steps_go_with_their_items() -> None:
    places = [("tasks", index, "title") for index in range(3)]
    session = Session(frozenset({("tasks", 2)}), frozenset([*places, ("tasks",), ("title",)]))
    removed = session.moved(("tasks",), {0: 0, 1: None, 2: 1})
    assert removed.passed == {places[0], places[1], ("tasks",), ("title",)}
    assert removed.taken_up == {("tasks", 1)}
    turned = session.moved(("tasks",), {0: 2, 1: 0, 2: 1})
    assert turned.passed == session.passed
    assert turned.taken_up == {("tasks", 1)}


@given(
    st.permutations(range(4)),
    st.integers(0, 3),
    st.sampled_from([("tasks",), ("security", "measures")]),
)
def test_a_path_goes_where_its_item_goes_and_back(
    order: list[int], index: int, items: tuple[str, ...]
) -> None:
    there = dict(enumerate(order))
    back = {new: old for old, new in there.items()}
    path: Path = (*items, index, "owner", "name")
    moved = moved_path(path, items, there)
    assert moved == (*items, order[index], "owner", "name")
    assert moved_path(moved, items, back) == path
    assert moved_path(items, items, there) == items
    assert moved_path(("agency", "name"), items, there) == ("agency", "name")


# Values of the wrong shape

SHAPES = ("text", "5", "true", "[]", "{}", "[1, x]", "[[1]]", "[{}]", "[null]", "{a: b}", "null")
FIELDS = tuple(dict.fromkeys(name.split(".")[0] for name in FORM.places))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("field", FIELDS)
def test_a_value_of_any_shape_is_asked_about_or_left_alone(field: str, shape: str) -> None:
    text = f"dtplan: 1\n{field}: {shape}\n"
    for session in (Session(), Session().taking_up(())):
        found = paths(put(text, session))
        assert len(set(found)) == len(found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_plan_comes_to_an_end(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(FORM.places)), max_size=6))
    lines = dict.fromkeys(name.split(".")[0] for name in chosen)
    text = "dtplan: 1\n" + "".join(
        f"{name}: {data.draw(st.sampled_from(SHAPES))}\n" for name in lines
    )
    found = paths(put(text, Session().taking_up(())))
    assert len(set(found)) == len(found)


def test_what_is_no_list_is_left_to_be_mended_by_hand() -> None:
    asked = paths(put("dtplan: 1\ntargets: many\n", Session().taking_up(())))
    assert not [path for path in asked if path[0] == "targets"]


def test_an_item_that_is_no_mapping_is_passed_over_and_an_empty_one_asked() -> None:
    asked = paths(put("dtplan: 1\ntasks: [5, null, {id: NV1}]\n", Session().taking_up(())))
    assert {path[1] for path in asked if path[0] == "tasks" and len(path) > 1} == {1, 2}


def test_a_text_where_several_fields_belong_opens_them_one_by_one() -> None:
    root, findings = judged("dtplan: 1\nlead: Nguyễn Văn An\n")
    assert at(root, ("lead",)).broken
    finding = next(one for one in findings if one.about == ("lead",))
    assert mended_at(FORM, root, finding) == []


# The risks


def test_a_risk_is_asked_unless_a_measure_or_a_reason_speaks_of_it() -> None:
    text = (
        "dtplan: 1\nsecurity:\n  measures: [{id: AT1, title: a, protects: [state-secrets]}]\n"
        "  not_applicable: [{risk: personal-data, reason: không có}]\n"
    )
    asked = put(text, Session().taking_up(()))
    risks = [step for step in asked if isinstance(step, RiskQuestion)]
    assert [step.risk.id for step in risks] == ["internal-information"]
    assert not risks[0].is_covered
    every = steps(FORM, judged(text)[0], {}, Session())
    covered = {step.risk.id: step.is_covered for step in every if isinstance(step, RiskQuestion)}
    assert covered == {
        "state-secrets": True,
        "personal-data": True,
        "internal-information": False,
    }


def test_every_path_of_a_step_is_asked_for_by_one_step_only() -> None:
    text = (ROOT / "tests" / "reference.plan.yaml").read_text(encoding="utf-8")
    found = list(steps(FORM, judged(text)[0], {}, Session()))
    assert len({step.path for step in found}) == len(found)
    assert sum(isinstance(step, Question) for step in found) > 100
