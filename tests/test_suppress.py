"""Comments that set findings aside: what they do to the report, the count and the verdicts.

Which comments count, and what DT008 says of the others, are cases in tests/rules/DT008.yaml.
"""

from hypothesis import given
from hypothesis import strategies as st

from dtplan.document import Document, load
from dtplan.engine import check
from dtplan.findings import COMMENT, PlanReport, Severity, Totals, Verdict
from dtplan.ruleset import shipped
from dtplan.settings import Settings

RULES = (shipped("ct34"),)
VAGUE = """\
dtplan: 1
targets:
  - id: MT1{comment}
    indicator: Tỷ lệ hồ sơ số
"""


def checked(text: str, **settings: object) -> PlanReport:
    wanted = Settings(rulesets=RULES, today="2026-11-22", **settings)  # type: ignore[arg-type]
    return check(load("a.dtplan.yaml", text.encode()), wanted)


def with_comment(comment: str) -> str:
    return VAGUE.format(comment=f"  # dtplan: {comment}")


def exempt(report: PlanReport) -> list[str]:
    return [finding.code for finding in report.findings if finding.exemption is not None]


def test_a_comment_sets_aside_what_stands_on_its_line_and_nothing_else() -> None:
    report = checked(with_comment("ignore DT202 -- chờ số liệu"))
    assert exempt(report) == ["DT202"]
    assert "DT203" in [finding.code for finding in report.findings if finding.exemption is None]


def test_what_is_set_aside_is_told_with_its_reason_and_does_not_count() -> None:
    before, after = checked(VAGUE.format(comment="")), checked(with_comment("ignore DT202 -- chờ"))
    found = next(finding for finding in after.findings if finding.code == "DT202")
    assert found.exemption is not None
    assert (found.exemption.kind, found.exemption.reason) == (COMMENT, "chờ")
    assert Totals().plus(after).suppressed == 1
    assert Totals().plus(after).errors == Totals().plus(before).errors - 1


def test_a_principle_with_an_exception_is_partly_met_at_most() -> None:
    codes = frozenset(("DT202", "DT203"))
    report = checked(with_comment("ignore DT202 DT203 -- chờ"), codes=codes)
    standing = next(item for item in report.principles if item.id == "measurable")
    assert standing.verdict is Verdict.PARTLY
    assert standing.exceptions == 2
    assert standing.held == standing.asked


def test_comments_are_not_read_where_that_is_asked() -> None:
    report = checked(with_comment("ignore DT202 -- chờ"), suppressions=False)
    assert not exempt(report)
    assert "DT008" not in [finding.code for finding in report.findings]


def test_a_code_may_be_kept_from_being_set_aside() -> None:
    report = checked(with_comment("ignore DT202 -- chờ"), never_suppress=frozenset(("DT202",)))
    assert not exempt(report)
    assert "DT008" in [finding.code for finding in report.findings]


def test_a_secret_cannot_be_set_aside() -> None:
    report = checked("dtplan: 1\ntitle: CCCD 001234567890  # dtplan: ignore DT705 -- đã xóa\n")
    assert [finding.code for finding in report.findings if finding.code == "DT705"] == ["DT705"]
    assert not exempt(report)


def test_a_rule_that_says_too_much_is_set_aside_as_a_whole() -> None:
    items = "".join(f"  - id: MT{number}\n" for number in range(300))
    text = f"dtplan: 1\n# dtplan: ignore-file DT202 -- chờ số liệu\ntargets:\n{items}"
    report = checked(text, codes=frozenset(("DT202", "DT008")))
    assert set(exempt(report)) == {"DT202"}
    assert not report.unsaid
    assert Totals().plus(report).errors == 0


def test_a_reason_is_shown_without_what_drives_a_terminal() -> None:
    report = checked(with_comment("ignore DT202 -- chờ\u202e số liệu \u200b của Cục"))
    (found,) = (finding for finding in report.findings if finding.exemption is not None)
    assert found.exemption is not None
    assert found.exemption.reason.isprintable()


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60))
def test_any_comment_is_read_or_told(text: str) -> None:
    plan = load("a.dtplan.yaml", with_comment(text).encode())
    report = checked(with_comment(text))
    if isinstance(plan, Document):
        told = [finding.code for finding in report.findings]
        assert exempt(report) or "DT008" in told
        assert all(finding.severity in Severity for finding in report.findings)
