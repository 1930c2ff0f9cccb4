"""The baseline: what it sets aside, what it says of its own entries, and what is no baseline."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan.baseline import Baseline
from dtplan.baseline.file import Entry, Listing, Places, read, written
from dtplan.baseline.writing import entries_of
from dtplan.engine import check
from dtplan.errors import DtplanError
from dtplan.findings import BASELINE, Finding, PlanReport, Severity, Totals
from dtplan.fingerprint import Fingerprints
from dtplan.parsing.document import load
from dtplan.ruleset import Adjustment, shipped
from dtplan.settings import Settings

TODAY = "2026-11-22"
SETTINGS = Settings(rulesets=(shipped("ct34"),), today=TODAY)
OLD = "dtplan: 1\nid: a\ntargets:\n  - id: MT1\n  - id: MT2\n"
MENDED = OLD.replace("  - id: MT1\n", "  - id: MT1\n    value: 3\n")
CODES = frozenset(("DT202", "DT008"))
FILE = "reports/baseline.json"


def for_any(_path: str) -> Settings:
    return SETTINGS


def report_on(text: str, path: str = "a.dtplan.yaml") -> PlanReport:
    return check(load(path, text.encode()), SETTINGS.replaced(codes=CODES))


def entries(*reports: PlanReport, reason: str = "có từ trước") -> tuple[Entry, ...]:
    return tuple(entries_of(reports, (), for_any, reason))


def listing(known: Iterable[Entry]) -> Listing:
    """The entries as they are read from their file."""
    return read(written(known).encode(), FILE)


def run(
    known: Iterable[Entry], *reports: PlanReport, today: str = TODAY, **more: Any
) -> list[PlanReport]:
    """The reports held against a baseline; last what is wrong with that, if anything."""
    settings = SETTINGS.replaced(**{"codes": CODES, "today": today, **more})
    return list(Baseline(listing(known), lambda _path: settings).applied(reports, "vi"))


def applied(known: Iterable[Entry], *reports: PlanReport, today: str = TODAY) -> list[PlanReport]:
    return [report for report in run(known, *reports, today=today) if report.is_plan]


def told(known: Iterable[Entry], *reports: PlanReport, **more: Any) -> list[Finding]:
    """What DT008 says of the entries."""
    return [
        finding
        for report in run(known, *reports, **more)
        if not report.is_plan
        for finding in report.findings
    ]


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
    (one,) = told(entries(report_on(OLD)), report_on(MENDED))
    assert one.code == "DT008"
    assert all(word in one.message for word in ("DT202", "targets/MT1/value", "đề án a,"))


def test_what_is_wrong_with_the_baseline_is_told_apart_from_the_plans() -> None:
    after, own = run(entries(report_on(OLD)), report_on(MENDED))
    assert "DT008" not in {finding.code for finding in after.findings}
    assert (own.path, own.id, own.principles, own.is_plan) == (FILE, "", (), False)
    totals = Totals().plus(after).plus(own)
    assert (totals.plans, totals.warnings, totals.baselined) == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        ({"until": "2026-11-21"}, "until", '"2026-11-21"'),
        ({"reason": ""}, "reason", '""'),
        ({"code": "DT203"}, "fingerprint", None),
    ],
)
def test_a_fault_stands_at_the_value_that_is_to_be_mended(
    change: dict[str, str], key: str, value: str | None
) -> None:
    first, second = entries(report_on(OLD))
    known = (first, second.replaced(**change))
    (one,) = told(known, report_on(OLD))
    lines = written(known).split("\n")
    span = one.place.span
    assert one.place.path == FILE
    assert one.source == lines[span.line]
    assert one.place.pointer == "/entries/1"
    text = one.source[span.column : span.end_column]
    assert text == (value or f'"{second.fingerprint}"')
    assert one.source[: span.column].endswith(f'"{key}": ')


def test_places_are_found_however_the_file_is_written() -> None:
    known = entries(report_on(OLD))
    values = json.loads(written(known))
    values["entries"][1]["until"] = "2020-01-31"
    for text in (
        json.dumps(values),
        json.dumps(values, indent=4, ensure_ascii=True).replace("\n", "\r\n"),
        "\ufeff" + json.dumps(values, indent="\t", ensure_ascii=False),
    ):
        held = Baseline(read(text.encode(), FILE), for_any)
        *_plans, own = held.applied([report_on(OLD)], "en")
        (one,) = own.findings
        span = one.place.span
        assert one.source[span.column : span.end_column] == '"2020-01-31"'
        line = text.removeprefix("\ufeff").split("\n")[span.line]
        assert one.source == line.removesuffix("\r")


def test_a_line_too_long_to_be_shown_has_a_place_all_the_same() -> None:
    first, second = entries(report_on(OLD))
    known = (first, second.replaced(until="2020-01-31", approver="x" * 200_000))
    (one,) = told(known, report_on(OLD))
    assert one.source == ""
    assert one.place.span.line == 2


def test_what_is_personal_is_masked_in_the_line_of_an_entry() -> None:
    known = [
        entry.replaced(until="2020-01-31", approver="CCCD 001234567890")
        for entry in entries(report_on(OLD))
    ]
    assert not any("001234567890" in one.source for one in told(known, report_on(OLD)))


def test_an_entry_of_a_rule_that_did_not_run_is_not_idle() -> None:
    known = entries(report_on(OLD))
    empty = report_on("dtplan: 1\nid: a\n")
    assert told(known, empty)
    assert not told(known, empty, codes=frozenset(("DT008",)))
    of_other_rules = [known[0].replaced(code="DT605"), known[1].replaced(code="X001")]
    assert not told(of_other_rules, empty, codes=None)


def test_an_entry_of_a_rule_on_many_plans_is_idle_only_where_all_were_asked() -> None:
    first, second = entries(report_on(OLD))
    known = (first.replaced(code="DT605"), second.replaced(code="DT007"))
    empty = [report_on("dtplan: 1\nid: a\n")]
    held = Baseline(listing(known), for_any)
    assert len(list(held.applied(empty, "vi"))) == 1
    _plan, own = held.applied(empty, "vi", cross_plan=True)
    assert len(own.findings) == 2
    in_part = Baseline(listing(known), lambda path: for_any(path).replaced(is_part=True))
    assert len(list(in_part.applied(empty, "vi", cross_plan=True))) == 1
    assert set(entries_of(empty, known, for_any, "x")) == set(known)


def test_an_entry_of_a_plan_that_was_not_checked_or_could_not_be_read_is_not_idle() -> None:
    assert not told(entries(report_on(OLD)), report_on("dtplan: 1\nid: b\n", "b.dtplan.yaml"))
    without_id = OLD.replace("id: a\n", "")
    assert not told(entries(report_on(without_id)), report_on("dtplan: [\n"))
    assert told(entries(report_on(without_id)), report_on("dtplan: 1\n"))


def test_an_entry_that_may_be_left_out_because_there_are_too_many_is_not_idle() -> None:
    many = "dtplan: 1\nid: a\ntargets:\n" + "".join(f"  - id: N{n}\n" for n in range(300))
    assert not told(entries(report_on(OLD)), report_on(many))


def test_what_is_left_out_because_there_are_too_many_stays_in_sight() -> None:
    many = "dtplan: 1\nid: a\ntargets:\n" + "".join(f"  - id: N{n}\n" for n in range(300))
    (after,) = applied(entries(report_on(many)), report_on(many))
    (left,) = (finding for finding in after.findings if finding.exemption is None)
    assert "100" in left.message
    assert Totals().plus(after).errors == 101


@pytest.mark.parametrize(
    ("change", "case"),
    [({"until": "2026-11-21"}, "hết hạn"), ({"reason": " "}, "lý do")],
)
def test_an_entry_past_its_day_or_without_reason_does_not_count(
    change: dict[str, str], case: str
) -> None:
    first, second = entries(report_on(OLD))
    known = (first.replaced(**change), second)
    (after,) = applied(known, report_on(OLD))
    assert [item.code for item in after.findings if item.exemption is None] == ["DT202"]
    (one,) = told(known, report_on(OLD))
    assert case in one.message


@pytest.mark.parametrize(
    "change", [{"code": "DT106"}, {"plan": "b"}, {"place": "targets/MT9/value"}, {"code": ""}]
)
def test_an_entry_that_reads_otherwise_than_its_fingerprint_does_not_count(
    change: dict[str, str],
) -> None:
    first, second = entries(report_on(OLD))
    known = (first.replaced(**change), second)
    (after,) = applied(known, report_on(OLD))
    assert [item.exemption is None for item in after.findings] == [True, False]
    (one,) = told(known, report_on(OLD))
    assert "`fingerprint`" in one.message
    rewritten = entries_of([report_on(OLD)], known, for_any, "mới")
    assert [entry.reason for entry in rewritten] == ["mới", "có từ trước"]


def test_no_entry_sets_aside_what_nothing_may() -> None:
    secret = check(load("a", b"dtplan: 1\ntitle: CCCD 001234567890\n"), SETTINGS)
    fingerprints = Fingerprints().of(secret)
    known = [
        Entry(fingerprint, code, "a", finding.anchor, "", "x", "", "")
        for finding, fingerprint in zip(secret.findings, fingerprints, strict=True)
        for code in ("DT106", finding.code)
        if finding.code == "DT705"
    ]
    assert known
    for entry in known:
        after, own = run([entry], secret, codes=None)
        assert not any(item.exemption for item in after.findings if item.code == "DT705")
        assert len(own.findings) == 1


def test_an_entry_that_stands_twice_is_told_once_and_the_first_counts() -> None:
    first, second = entries(report_on(OLD))
    again = first.replaced(until="2020-01-31")
    text = written((first, second)).replace("\n]}", f",\n{line_of(again)}\n]}}")
    held = Baseline(read(text.encode(), FILE), for_any)
    after, own = held.applied([report_on(OLD)], "en")
    assert all(item.exemption for item in after.findings)
    (one,) = own.findings
    assert "twice" in one.message
    assert one.line == 4
    once = tuple(entries_of([report_on(OLD)], (first, second, again), for_any, "x"))
    assert set(once) == {first, second}


def line_of(entry: Entry) -> str:
    return written([entry]).split("\n")[1]


def test_what_is_set_aside_can_not_be_mended() -> None:
    text = "dtplan: 1\nid: a\nperiod: {start: 15/10/2024}\n"
    report = check(load("a", text.encode()), SETTINGS.replaced(codes=frozenset(("DT002",))))
    assert [item.fixable for item in report.findings] == [True]
    after, *_own = run(entries(report), report, codes=None)
    assert [item.fixable for item in after.findings] == [False]


def test_a_configured_severity_holds_for_what_is_wrong_with_the_baseline() -> None:
    adjustment = Adjustment({"DT008": Severity.ERROR}, {})
    (one,) = told(entries(report_on(OLD)), report_on(MENDED), adjustment=adjustment)
    assert one.severity is Severity.ERROR


def test_the_findings_of_a_baseline_have_fingerprints_of_their_own() -> None:
    known = [entry.replaced(until="2020-01-31") for entry in entries(report_on(OLD))]
    fingerprints = Fingerprints()
    found = [one for report in run(known, report_on(OLD)) for one in fingerprints.of(report)]
    assert len(set(found)) == len(found) == 4


def test_its_last_day_counts() -> None:
    known = tuple(entry.replaced(until=TODAY) for entry in entries(report_on(OLD)))
    (after,) = applied(known, report_on(OLD))
    assert all(item.exemption for item in after.findings)


def test_what_may_not_be_set_aside_is_not() -> None:
    plan = check(load("a", b"dtplan: 1\ntitle: CCCD 001234567890\n"), SETTINGS)
    assert "DT705" not in {entry.code for entry in entries_of([plan], (), for_any, "x")}


def test_what_was_not_judged_keeps_its_entries() -> None:
    known = entries(report_on(OLD), report_on(OLD.replace("id: a", "id: b"), "b.dtplan.yaml"))
    of_one_plan = set(entries_of([report_on(OLD)], known, for_any, "x"))
    assert of_one_plan == set(known)
    narrow = SETTINGS.replaced(codes=frozenset(("DT203",)))
    empty = report_on("dtplan: 1\nid: a\n")
    of_other_rules = set(entries_of([empty], known, lambda _path: narrow, "x"))
    assert of_other_rules == set(known)
    mended = set(entries_of([empty], known, for_any, "x"))
    assert {entry.plan for entry in mended} == {"b"}


def test_two_plans_of_one_id_have_their_own_entries() -> None:
    both = report_on(OLD), report_on(OLD, "b.dtplan.yaml")
    known = entries(*both)
    assert len({entry.fingerprint for entry in known}) == 4
    after = run(known, *both)
    assert len(after) == 2
    assert all(item.exemption for report in after for item in report.findings)


def test_one_of_two_plans_of_one_id_takes_the_entries_of_the_first() -> None:
    known = entries(report_on(OLD), report_on(OLD, "b.dtplan.yaml"))
    after, own = run(known, report_on(OLD, "b.dtplan.yaml"))
    assert all(item.exemption for item in after.findings)
    assert len(own.findings) == 2  # those of the plan that is not there


def test_it_reads_back_what_it_writes_and_keeps_what_people_wrote() -> None:
    known = entries(report_on(OLD))
    approved = (known[0].replaced(approver="Trần Thị Bình", until="2027-06-30"), known[1])
    again = listing(approved).entries
    assert set(again) == set(approved)
    kept = set(entries_of([report_on(OLD)], again, for_any, "khác"))
    assert kept == set(approved)


def test_a_change_of_one_entry_is_a_change_of_one_line() -> None:
    text = written(entries(report_on(OLD)))
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
        b'{"version": 1, "entries": [], "entrys": []}',
        b'{"version": 1, "entries": [], "entries": []}',
        b'{"version": 1, "entries": [{"fingerprint": "a", "until": "", "until": ""}]}',
        b'{"x": ' + b"[" * 900 + b"]" * 900 + b', "version": 1, "entries": []}',
        b'{"version": 1, "entries": [3]}',
        b'{"version": 1, "entries": [{}]}',
        b'{"version": 1, "entries": [{"fingerprint": 3}]}',
        b'{"version": 1, "entries": [{"fingerprint": "a", "untill": "2020-01-01"}]}',
        b'{"version": 1, "entries": [{"fingerprint": "a", "until": "30/6/2027"}]}',
    ],
)
def test_what_is_no_baseline_is_refused_with_a_reason(text: bytes) -> None:
    with pytest.raises(DtplanError) as refusal:
        read(text, "b.json")
    assert "b.json" in refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize(
    "entry",
    ["3", "{}", '{"code": "{line}"}', '{"fingerprint": 3}', '{"fingerprint": "a", "{0}": ""}',
     '{"fingerprint": "a", "until": "{day}"}'],
)  # fmt: skip
def test_an_entry_that_is_none_is_told_by_its_line(entry: str) -> None:
    text = written(entries(report_on(OLD))).replace("\n]}", f",\n{entry}\n]}}")
    with pytest.raises(DtplanError, match=r"\b4\b") as refusal:
        read(text.encode(), "b.json")
    for odd in ("{0}", "{day}"):
        assert (odd in entry) == (odd in refusal.value.message)


def test_of_too_many_faults_as_many_are_told_as_of_any_rule() -> None:
    many = [
        Entry(f"{number:032x}", "DT202", "a", f"targets/N{number}/value", "", "x", "", "")
        for number in range(1000)
    ]
    *_plans, own = run(many, report_on(OLD))
    assert len(own.findings) == 200
    assert "800" in own.findings[-1].message
    assert Totals().plus(own).warnings == 1000


TEXTS = st.text(max_size=8) | st.sampled_from(["\n", "\u2028", '"', "\\", "]}", "\ud800", "x" * 99])
ENTRIES = st.lists(
    st.dictionaries(
        st.sampled_from(["code", "plan", "place", "message", "reason", "approver"]), TEXTS
    ).map(lambda more: {**more, "fingerprint": "f" * 32}),
    max_size=4,
)


@given(
    ENTRIES,
    st.sampled_from([None, 0, 1, "\t"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-le"]),
)
def test_every_value_is_found_in_any_file_that_can_be_read(
    values: list[dict[str, str]], indent: int | str | None, ascii_only: bool, encoding: str
) -> None:
    text = json.dumps(
        {"entries": values, "version": 1}, indent=indent, ensure_ascii=ascii_only
    ).replace("\n", "\r\n")
    known = read(text.encode(encoding, "surrogatepass"), FILE)
    lines = text.split("\n")
    places = Places(known)
    for number, entry in enumerate(values):
        for key, value in entry.items():
            span = places.span(number, key)
            assert span.line == span.end_line
            found = lines[span.line][span.column : span.end_column]
            assert json.loads(found) == value
            assert len(places.source(span.line)) == len(lines[span.line].removesuffix("\r"))
        assert places.span(number, "until") == places.span(number, "fingerprint")


@given(st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode()))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DtplanError):
        read(data, FILE)
