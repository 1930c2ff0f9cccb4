"""Comments that set findings aside: what they do to the report, the count and the verdicts.

Which comments count, and what DT008 says of the others, are cases in tests/rules/DT008.yaml.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan.engine import check
from dtplan.findings import COMMENT, PlanReport, Severity, Totals, Verdict
from dtplan.parsing.document import Document, load
from dtplan.ruleset import shipped
from dtplan.settings import Settings
from tests.command import dtplan
from tests.conftest import reports_on

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


# Rules on many plans: what they say is told at the plan that a comment stands in.

ALIKE = "dtplan: 1\nid: {id}\nagency: {{name: {agency}, level: {level}}}\n"
TASK = "tasks:\n  - id: NV1\n    title: Xây dựng cơ sở dữ liệu về giá đất"
SYSTEM = "systems:\n  - id: HT1\n    action: build\n    name: Hệ thống cấp giấy phép xây dựng"
BO, BO_2 = "Bộ Tài nguyên và Môi trường", "Bộ Xây dựng"
X, Y = "Ủy ban nhân dân tỉnh X", "Ủy ban nhân dân tỉnh Y"
# By code: the plan that the comment stands in, up to its line; what follows; the one it is like.
PLANS = {
    "DT605": (
        ALIKE.format(id="B", agency=X, level="local") + TASK,
        "\n",
        ALIKE.format(id="A", agency=BO, level="ministry") + TASK,
    ),
    "DT607": (
        ALIKE.format(id="B", agency=X, level="local") + SYSTEM,
        "\n",
        ALIKE.format(id="A", agency=BO, level="ministry") + SYSTEM,
    ),
    "DT609": (
        ALIKE.format(id="B", agency=X, level="local") + TASK,
        "\n",
        ALIKE.format(id="C", agency=Y, level="local") + TASK,
    ),
    "DT007": (
        "dtplan: 1\nid: A",
        f"\nagency: {{name: {X}, level: local}}\n",
        ALIKE.format(id="A", agency=BO_2, level="ministry"),
    ),
}
OTHER = ALIKE.format(id="Z", agency=BO, level="ministry")


def commented(code: str, scope: str) -> str:
    before, after, _other = PLANS[code]
    comment = f"  # dtplan: {scope} {code} -- đã thống nhất"
    return before + comment + after if scope == "ignore" else before + after + comment.lstrip()


def together(code: str, text: str, other: str, folder: Path) -> PlanReport:
    """The report on a plan that is checked with another, in the order that lets it be told."""
    ours = 0 if code == "DT609" else 1
    texts = (text, other) if ours == 0 else (other, text)
    return reports_on(texts, folder, language="vi")[ours]


def idle(report: PlanReport) -> list[str]:
    return [finding.message for finding in report.findings if finding.code == "DT008"]


@pytest.mark.parametrize("scope", ["ignore", "ignore-file"])
@pytest.mark.parametrize("code", PLANS)
def test_a_comment_for_a_rule_on_many_plans_is_not_idle_in_one(code: str, scope: str) -> None:
    assert idle(checked(commented(code, scope))) == []


@pytest.mark.parametrize("scope", ["ignore", "ignore-file"])
@pytest.mark.parametrize("code", PLANS)
def test_such_a_comment_is_idle_among_plans_that_are_not_alike(
    code: str, scope: str, tmp_path: Path
) -> None:
    report = together(code, commented(code, scope), OTHER, tmp_path)
    (message,) = idle(report)
    assert code in message
    assert exempt(report) == []


@pytest.mark.parametrize("code", PLANS)
def test_such_a_comment_is_not_idle_where_files_are_named_and_no_folder(
    code: str, tmp_path: Path
) -> None:
    text = commented(code, "ignore")
    names = ("1.dtplan.yaml", "2.dtplan.yaml")
    for name, content in zip(names, (text, OTHER), strict=True):
        (tmp_path / name).write_text(content, "utf-8")

    def said(*paths: str) -> bool:
        found = dtplan("check", "--format", "short", *paths, cwd=tmp_path).out
        return any("DT008" in line and code in line for line in found.splitlines())

    assert said(".") and said("1.dtplan.yaml", ".")
    assert not said(*names)


@pytest.mark.parametrize("scope", ["ignore", "ignore-file"])
@pytest.mark.parametrize("code", PLANS)
def test_such_a_comment_sets_aside_what_is_alike(code: str, scope: str, tmp_path: Path) -> None:
    before, after, other = PLANS[code]
    bare = together(code, before + after, other, tmp_path)
    assert code in [finding.code for finding in bare.findings]
    report = together(code, commented(code, scope), other, tmp_path)
    assert idle(report) == []
    assert exempt(report) == [code]
    assert Totals().plus(report).suppressed == 1
    exceptions = {item.id: item.exceptions for item in report.principles}
    principle = next(finding.principle for finding in report.findings if finding.code == code)
    assert principle is None or exceptions[principle] == 1
    assert sum(exceptions.values()) == (principle is not None)
    # Both places are told of it all the same.
    (finding,) = [finding for finding in report.findings if finding.code == code]
    assert len(finding.related) == 1
