"""The baseline: what it sets aside, what it says of its own entries, and what is no baseline."""

import json

import pytest

from dtplan import baseline
from dtplan.baseline import Baseline, Entry
from dtplan.document import load
from dtplan.engine import check
from dtplan.errors import DtplanError
from dtplan.findings import BASELINE, PlanReport, Totals
from dtplan.ruleset import shipped
from dtplan.settings import Settings

TODAY = "2026-11-22"
SETTINGS = Settings(rulesets=(shipped("ct34"),), today=TODAY)
OLD = "dtplan: 1\nid: a\ntargets:\n  - id: MT1\n  - id: MT2\n"
CODES = frozenset(("DT202", "DT008"))


def for_any(_path: str) -> Settings:
    return SETTINGS


def report_on(text: str, path: str = "a.dtplan.yaml") -> PlanReport:
    return check(load(path, text.encode()), SETTINGS.replaced(codes=CODES))


def entries(*reports: PlanReport, reason: str = "có từ trước") -> tuple[Entry, ...]:
    return tuple(baseline.entries_of(reports, (), for_any, reason))


def applied(known: tuple[Entry, ...], *reports: PlanReport, today: str = TODAY) -> list[PlanReport]:
    settings = SETTINGS.replaced(codes=CODES, today=today)
    return list(Baseline(known, lambda _path: settings, "vi").applied(reports))


def test_what_was_there_before_is_marked_and_does_not_count() -> None:
    (after,) = applied(entries(report_on(OLD)), report_on(OLD))
    assert [item.exemption and item.exemption.kind for item in after.findings] == [BASELINE] * 2
    assert Totals().plus(after).baselined == 2
    assert Totals().plus(after).errors == 0
    measurable = next(item for item in after.principles if item.id == "measurable")
    assert measurable.exceptions == 2


def test_a_new_fault_is_open_beside_old_ones() -> None:
    text = OLD.replace("  - id: MT1\n", "  - id: MT9\n  - id: MT1\n")
    (after,) = applied(entries(report_on(OLD)), report_on(text))
    assert [item.anchor for item in after.findings if item.exemption is None] == [
        "targets/MT9/value"
    ]


def test_it_holds_whatever_moves_around_it() -> None:
    known = entries(report_on(OLD))
    moved = OLD.replace("  - id: MT1\n  - id: MT2\n", "  - id: MT2\n    note: mới\n  - id: MT1\n")
    (after,) = applied(known, report_on("# đầu tệp\n" + moved, "khác.dtplan.yaml"))
    assert all(item.exemption for item in after.findings)


def test_an_entry_that_nothing_answers_to_is_told() -> None:
    mended = OLD.replace("  - id: MT1\n", "  - id: MT1\n    value: 3\n")
    (after,) = applied(entries(report_on(OLD)), report_on(mended))
    (told,) = (item for item in after.findings if item.code == "DT008")
    assert "DT202" in told.message
    assert "targets/MT1/value" in told.message


def test_an_entry_of_a_rule_that_did_not_run_is_not_idle() -> None:
    settings = SETTINGS.replaced(codes=frozenset(("DT008",)))
    applied_to = Baseline(entries(report_on(OLD)), lambda _path: settings, "vi").applied
    (after,) = applied_to([report_on("dtplan: 1\nid: a\n")])
    assert not after.findings


def test_an_entry_of_a_plan_that_was_not_checked_is_not_idle() -> None:
    (after,) = applied(entries(report_on(OLD)), report_on("dtplan: 1\nid: b\n", "b.dtplan.yaml"))
    assert not after.findings


@pytest.mark.parametrize(
    ("change", "case"),
    [({"until": "2026-11-21"}, "hết hạn"), ({"reason": " "}, "lý do")],
)
def test_an_entry_past_its_day_or_without_reason_does_not_count(
    change: dict[str, str], case: str
) -> None:
    first, second = entries(report_on(OLD))
    (after,) = applied((first.replaced(**change), second), report_on(OLD))
    assert [item.code for item in after.findings if item.exemption is None] == ["DT008", "DT202"]
    assert case in next(item.message for item in after.findings if item.code == "DT008")


def test_its_last_day_counts() -> None:
    known = tuple(entry.replaced(until=TODAY) for entry in entries(report_on(OLD)))
    (after,) = applied(known, report_on(OLD))
    assert all(item.exemption for item in after.findings)


def test_what_may_not_be_set_aside_is_not() -> None:
    plan = check(load("a", b"dtplan: 1\ntitle: CCCD 001234567890\n"), SETTINGS)
    assert "DT705" not in {entry.code for entry in baseline.entries_of([plan], (), for_any, "x")}


def test_what_was_not_judged_keeps_its_entries() -> None:
    known = entries(report_on(OLD), report_on(OLD.replace("id: a", "id: b"), "b.dtplan.yaml"))
    of_one_plan = set(baseline.entries_of([report_on(OLD)], known, for_any, "x"))
    assert of_one_plan == set(known)
    narrow = SETTINGS.replaced(codes=frozenset(("DT203",)))
    empty = report_on("dtplan: 1\nid: a\n")
    of_other_rules = set(baseline.entries_of([empty], known, lambda _path: narrow, "x"))
    assert of_other_rules == set(known)
    mended = set(baseline.entries_of([empty], known, for_any, "x"))
    assert {entry.plan for entry in mended} == {"b"}


def test_two_plans_of_one_id_have_their_own_entries() -> None:
    known = entries(report_on(OLD), report_on(OLD, "b.dtplan.yaml"))
    assert len({entry.fingerprint for entry in known}) == 4


def test_it_reads_back_what_it_writes_and_keeps_what_people_wrote() -> None:
    known = entries(report_on(OLD))
    approved = (known[0].replaced(approver="Trần Thị Bình", until="2027-06-30"), known[1])
    again = baseline.read(baseline.written(approved).encode(), "b.json")
    assert set(again) == set(approved)
    kept = set(baseline.entries_of([report_on(OLD)], again, for_any, "khác"))
    assert kept == set(approved)


def test_a_change_of_one_entry_is_a_change_of_one_line() -> None:
    text = baseline.written(entries(report_on(OLD)))
    assert len(text.splitlines()) == 2 + 2
    assert json.loads(text)["version"] == 1


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff",
        b"[1",
        b"[" * 100_000,
        b"[]",
        b'{"version": 2, "entries": []}',
        b'{"version": 1}',
        b'{"version": 1, "entries": [3]}',
        b'{"version": 1, "entries": [{}]}',
        b'{"version": 1, "entries": [{"fingerprint": 3}]}',
        b'{"version": 1, "entries": [{"fingerprint": "a", "untill": "2020-01-01"}]}',
        b'{"version": 1, "entries": [{"fingerprint": "a", "until": "30/6/2027"}]}',
    ],
)
def test_what_is_no_baseline_is_refused_with_a_reason(text: bytes) -> None:
    with pytest.raises(DtplanError) as refusal:
        baseline.read(text, "b.json")
    assert "b.json" in refusal.value.message
    assert refusal.value.hint
