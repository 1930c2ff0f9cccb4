"""What --fix does to a text: the fault is mended, all else stays, and twice is as good as once."""

import difflib
import os
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtplan import engine, fixing, ruleset
from dtplan.findings import Finding, PlanReport
from dtplan.fixing.trials import FIXABLE
from dtplan.parsing.document import Document, load
from dtplan.settings import Settings
from dtplan.text.characters import skeleton
from tests.conftest import TODAY
from tests.hostile import mutations
from tests.hostile.inputs import INPUTS
from tests.test_seeds import seeds

EXAMPLES = int(os.environ.get("DTPLAN_EXAMPLES", "60"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
HEAD = "dtplan: 1\n"
TARGET = HEAD + 'targets:\n  - id: MT1\n    unit: "%"\n    '


def given_settings(*, codes: frozenset[str] | None = None) -> Settings:
    return Settings((ruleset.shipped("ct34"),), TODAY, language="en", codes=codes)


def read(text: str | bytes) -> Document:
    plan = load("plan.yaml", text.encode() if isinstance(text, str) else text)
    assert isinstance(plan, Document), plan
    return plan


def mended(text: str, *, unsafe: bool = False, codes: frozenset[str] | None = None) -> str:
    return fixing.mend(read(text), given_settings(codes=codes), unsafe=unsafe).text


def proven(text: str) -> PlanReport:
    plan = read(text)
    return fixing.proven(engine.check(plan, given_settings()), plan, given_settings())


def fixable(text: str) -> list[str]:
    return [finding.code for finding in proven(text).findings if finding.fixable]


SAFE = {
    "a day": ("period: {start: 15/10/2024}\n", "period: {start: 2024-10-15}\n"),
    "a day in words": (
        "period:\n  start: ngày 15 tháng 10 năm 2024  # từ\n",
        "period:\n  start: 2024-10-15  # từ\n",
    ),
    "the quotes of a day": (
        "period:\n  start: '15/10/2024'\n  end: \"1/2/2025\"\n",
        "period:\n  start: '2024-10-15'\n  end: \"2025-02-01\"\n",
    ),
    "an amount": ("budget:\n  total: 6.500.000.000\n", "budget:\n  total: 6500000000\n"),
    "an amount in quotes": ("budget: {'total':'6.500.000'}\n", "budget: {'total':6500000}\n"),
    "quotes before a comment": (
        'budget:\n  total: "6.500.000"# đồng\n',
        "budget:\n  total: 6500000 # đồng\n",
    ),
    "CRLF": ("budget:\r\n  total: 6.500.000\r\n", "budget:\r\n  total: 6500000\r\n"),
    "no final line end": ("budget:\n  total: 6.500.000", "budget:\n  total: 6500000"),
    "NFD": (
        "title: Đe\u0302\u0300 a\u0301n  # ra\u0300\n",
        "title: Đề án  # rà\n",
    ),
    "a key in NFD": ('"te\u0302n": x\n', '"tên": x\n'),
    "Ð at the beginning of words and in capitals": (
        "title: Ðề án ðất đai, QÐ-TTg, LÐTBXH\n",
        "title: Đề án đất đai, QĐ-TTg, LĐTBXH\n",
    ),
    "hidden characters": ("title: Đồng\u200b Tháp\u00ad\n", "title: Đồng Tháp\n"),
    "a hidden character between a letter and its mark": ("title: a\u200b\u0301n\n", "title: án\n"),
    "spaces": ('title: "2\u00a0xã"  # 1\u202fxã\n', 'title: "2 xã"  # 1 xã\n'),
    "full width": ("title: Năm 20\uff125, 1\uff0c5\n", "title: Năm 2025, 1,5\n"),
    "lines of a text": ("title: |\n  a\u00a0b\n  c\n  d\u00a0e\n", "title: |\n  a b\n  c\n  d e\n"),
    "all at once": (
        "title: Ðề\u00a0a\u0301n\nperiod: {start: 15/10/2024, end: 1/2/2025}  # \u200b!\n",
        "title: Đề án\nperiod: {start: 2024-10-15, end: 2025-02-01}  # !\n",
    ),
}
UNSAFE = {
    "a month": ("period: {end: tháng 6/2025}\n", "period: {end: 2025-06-30}\n"),
    "a quarter": ("period: {end: Quý II/2025}\n", "period: {end: 2025-06-30}\n"),
    "a quarter in English": ("period: {end: Q4/2025}\n", "period: {end: 2025-12-31}\n"),
    "a quarter in NFD": ("period: {end: Quy\u0301 II/2025}\n", "period: {end: 2025-06-30}\n"),
    "a Cyrillic letter": ("title: Sở \u0422ài chính\n", "title: Sở Tài chính\n"),
    "a Greek letter": ("title: 1\u039f0 xã\n", "title: 1O0 xã\n"),
    "Ð in a word": ("title: Gu\u00f0mundur\n", "title: Guđmundur\n"),
    "a joiner in another script": ("title: \u0915\u094d\u200d\u0937\n", "title: क्ष\n"),
    "a letter that shows another": ("title: \u041c\u043e\uff41\n", "title: Moa\n"),
}


@pytest.mark.parametrize("name", SAFE)
def test_a_safe_fix(name: str) -> None:
    old, new = SAFE[name]
    assert mended(HEAD + old) == HEAD + new
    assert mended(HEAD + old, unsafe=True) == HEAD + new


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_fix(name: str) -> None:
    old, new = UNSAFE[name]
    assert unicodedata.normalize("NFC", mended(HEAD + old)) == unicodedata.normalize(
        "NFC", HEAD + old
    )
    assert mended(HEAD + old, unsafe=True) == HEAD + new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("80%", "80"),
        ('"80%"', "80"),
        ("12,5 %", "12.5"),
        ("12.5%", "12.5"),
    ],
)
def test_a_percentage(old: str, new: str) -> None:
    assert mended(f"{TARGET}value: {old}\n") == f"{TARGET}value: {new}\n"


@pytest.mark.parametrize(("old", "new"), [("12,500%", "12.5"), ("12,125%", "12.1250")])
def test_a_percentage_that_may_be_thousands_is_unsafe(old: str, new: str) -> None:
    assert mended(f"{TARGET}value: {old}\n") == f"{TARGET}value: {old}\n"
    assert mended(f"{TARGET}value: {old}\n", unsafe=True) == f"{TARGET}value: {new}\n"


def test_a_unit_that_is_mended_makes_its_percentage_plain() -> None:
    text = HEAD + 'targets:\n  - unit: "phần\u00a0trăm"\n    value: 80%\n'
    assert mended(text) == HEAD + 'targets:\n  - unit: "phần trăm"\n    value: 80\n'
    assert fixable(text) == ["DT005", "DT002"]


@pytest.mark.parametrize(
    "text",
    [
        "budget:\n  total: 012.345.678\n",  # a code, or twelve million
        "budget:\n  total: -6.500.000\n",  # still wrong
        "budget:\n  total: 9.999.999.999.999.999.999\n",
        "budget:\n  total: |\n    6.500.000\n",
        "budget:\n  sources: [{year: 2.024.000}]\n",
        "period:\n  start: 15/10\n    /2024\n",
        "period:\n  start: cuối năm\n",
        "title: a\u00a0#b\n",  # would cut the text
        "title: a\u00a0# b\n",  # would be a comment
        "x: {a: 202\uff14}\n",  # would be a number that no rule looks at
        "title: a:\u00a0b\n",  # would be a mapping
        "title: 202\uff14\n",  # would be a number
        "title: ye\u200bs\n",  # would be ambiguous
        'title: "\\n\u0301"\n',  # would break the escape
        "x: {a\u200b: 1, a: 2}\n",  # would be one key
        "title: x  # dtplаn: ignore DT012 -- một lý do\n",  # would set a finding aside
        "title: x  #\u00a0dtplan: ignore DT012 -- một lý do\n",
        "title: Ðề án  # dtplan: ignore DT005 -- một lý do\n",
        "# dtplan: ignore-file DT002, DT004, DT005 -- một lý do\ntitle: \u200bÐề a\u0301n\n"
        "period: {start: 15/10/2024}\n",
        "title: S\u00e8 l\u00ad\u00eeng h\u00e5 s\u00ac \u00ae\u00eat xu\u00ca\n",
    ],
)
def test_what_can_not_be_mended_stays_and_is_not_called_fixable(text: str) -> None:
    assert mended(HEAD + text, unsafe=True) == HEAD + text
    assert fixable(HEAD + text) == []


def test_one_fix_that_does_not_hold_leaves_the_others() -> None:
    old = HEAD + "title: Ðề án\nid: x\nlead:\n  name: a\u00a0#b\n  position: b\u00a0c\n# d\u00a0e\n"
    new = HEAD + "title: Đề án\nid: x\nlead:\n  name: a\u00a0#b\n  position: b c\n# d e\n"
    assert mended(old) == new
    assert [finding.line for finding in proven(old).findings if finding.fixable] == [2, 6, 7]


def test_more_places_than_a_rule_tells_are_mended() -> None:
    lines = "".join(f"# {number}\u00a0xã\n" for number in range(450))
    assert mended(HEAD + lines) == HEAD + lines.replace("\u00a0", " ")


def test_only_what_was_asked_for_is_mended() -> None:
    text = HEAD + "title: Ðề a\u0301n\nperiod: {start: 15/10/2024}\n"
    assert mended(text, codes=frozenset(("DT005", "DT001"))) == text.replace("Ð", "Đ")
    assert mended(text, codes=frozenset(("DT012",))) == text


def test_a_finding_that_the_wrong_shape_hid_comes_to_light() -> None:
    text = HEAD + "period: {start: 2025-12-31, end: 15/10/2024}\n"
    assert "DT404" not in [finding.code for finding in proven(text).findings]
    assert "DT404" in [finding.code for finding in proven(mended(text)).findings]


# What makes a good plan one to be mended, and what makes it hard.
FAULTS = [
    *(
        "15/10/2024",
        "'1/2/2025'",
        "tháng 6/2025",
        "Quý II/2025",
        "Q1/2025",
        "6.500.000.000",
        "012.345.678",
    ),
    *("80%", '"12,5 %"', "12,125%", "Ðề án", "a\u00a0b", "a\u00a0#b", "a:\u00a0b", "ye\u200bs"),
    *("\u200b~", "a\u0301", '"\\n\u0301"', "\u0422ài", "\uff12", "\u00a0", "- \u00a0", "QÐ"),
    *("|\n          \u00a0a\n          b", ">-\n          15/10/2024", "[1\u00a0a, {b: \u200bc}]"),
    *("# dtplan: ignore DT005 -- x\u00a0y", "x # dtplаn: ignore-file DT005, DT002 -- x", "\u212a"),
]


@st.composite
def faulty(draw: st.DrawFn) -> str:
    """A good plan with faults that can be mended, in the places of some values."""
    lines = draw(st.sampled_from(mutations.PLANS)).split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        key, colon, rest = lines[at].partition(": ")
        fault = draw(st.sampled_from(FAULTS))
        where = draw(st.sampled_from(["instead", "before", "behind", "inside"]))
        if where == "instead" or not rest:
            rest = fault
        elif where == "inside":
            cut = draw(st.integers(0, len(rest)))
            rest = (
                rest[:cut]
                + draw(st.sampled_from("\u00a0\u200b\u00d0\u0301\u0430\uff0c"))
                + rest[cut:]
            )
        else:
            rest = f"{fault} {rest}" if where == "before" else f"{rest} {fault}"
        lines[at] = f"{key}{colon or ': '}{rest}"
    text = draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    return unicodedata.normalize("NFD", text) if draw(st.integers(0, 9)) == 0 else text


@settings(FUZZ, max_examples=3 * EXAMPLES)
@given(faulty(), st.booleans())
def test_a_faulty_plan_is_mended_and_nothing_else(text: str, unsafe: bool) -> None:
    assert_mended(text, unsafe=unsafe)


@FUZZ
@given(mutations.texts(), st.booleans())
def test_an_odd_plan_is_mended_and_nothing_else(text: str, unsafe: bool) -> None:
    assert_mended(text, unsafe=unsafe)


@pytest.mark.parametrize("seed", seeds("defects.yaml"), ids=lambda seed: seed.name)
def test_a_seed_is_mended_and_nothing_else(seed: Any) -> None:
    assert_mended(seed.plan(), unsafe=True)


@pytest.mark.parametrize("row", INPUTS, ids=lambda row: row.id)
def test_a_hostile_input_is_mended_and_nothing_else(row: Any) -> None:
    content = row.made()
    if len(content) < 20_000:  # the time of those is measured by others
        assert_mended(content, unsafe=True)


def assert_mended(text: str | bytes, *, unsafe: bool) -> None:
    source = text.encode(errors="replace") if isinstance(text, str) else text
    plan = load("plan.yaml", source)
    if not isinstance(plan, Document):
        return
    old = plan.text
    before = proven(old)
    result = fixing.mend(read(old), given_settings(), unsafe=unsafe)
    new = result.text
    after = engine.check(read(new), given_settings())
    assert (new != old) == (result.count > 0)
    assert mended(new, unsafe=unsafe) == new
    assert_fixable_is_true(before, after, unsafe=unsafe)
    assert_same_values(read(old).root.plain(), read(new).root.plain(), before)
    assert_no_new_form(before, after)
    assert_other_lines_stay(old, new, before)


def assert_fixable_is_true(before: PlanReport, after: PlanReport, *, unsafe: bool) -> None:
    def place(finding: Finding) -> tuple[object, ...]:
        where = {"DT002": finding.about, "DT005": finding.line}.get(finding.code)
        return finding.code, where

    left = {place(finding) for finding in after.findings}
    for finding in before.findings:
        if finding.code not in FIXABLE or finding.exemption is not None:
            assert not finding.fixable
        elif place(finding) in left:
            assert not finding.fixable or not unsafe, finding
        else:
            assert finding.fixable, finding


def assert_same_values(old: Any, new: Any, before: PlanReport, path: tuple[Any, ...] = ()) -> None:
    if isinstance(old, dict):
        assert isinstance(new, dict)
        assert [skeleton(key) for key in old] == [skeleton(key) for key in new]
        for (key, one), two in zip(old.items(), new.values(), strict=True):
            assert_same_values(one, two, before, (*path, key))
    elif isinstance(old, list):
        assert isinstance(new, list)
        assert len(old) == len(new)
        for index, (one, two) in enumerate(zip(old, new, strict=True)):
            assert_same_values(one, two, before, (*path, index))
    elif any(f.code == "DT002" and f.fixable and f.about == path for f in before.findings):
        assert one_of_its_readings(old, new)
    elif isinstance(old, str):
        assert isinstance(new, str)
        assert skeleton(old) == skeleton(new)
    else:
        assert (type(old), old) == (type(new), new)


def one_of_its_readings(old: str, new: str | float) -> bool:
    """Whether the digits of a day or number are those that stood there."""
    if isinstance(new, str):
        if skeleton(new) == skeleton(old):  # a month stays where only safe fixes are made
            return True
        year, month, _day = new.split("-")
        return year in old and (month.lstrip("0") in old or "q" in skeleton(old).lower())
    digits = "".join(sign for sign in old if sign.isdigit()).strip("0")
    return digits == "".join(sign for sign in f"{new}" if sign.isdigit()).strip("0")


def assert_no_new_form(before: PlanReport, after: PlanReport) -> None:
    def count(report: PlanReport, code: str) -> int:
        return sum(finding.code == code for finding in report.findings)

    for code in {finding.code for finding in after.findings}:
        if code.startswith("DT0") and code != "DT008":
            assert count(after, code) <= count(before, code), code


def assert_other_lines_stay(old: str, new: str, before: PlanReport) -> None:
    olds, news = old.split("\n"), new.split("\n")
    assert len(olds) == len(news)
    told = {finding.line for finding in before.findings if finding.code in FIXABLE}
    for number, (one, two) in enumerate(zip(olds, news, strict=True), 1):
        if one != two:
            is_composed = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", two)
            assert number in told or is_composed or len(before.findings) > 200
        assert one.endswith("\r") == two.endswith("\r")


def test_a_fix_touches_as_little_as_it_can() -> None:
    old = HEAD + "title: Ðề án của tỉnh, ban hành 2\u00a0văn bản\n"
    new = mended(old)
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    assert [old[code[1] : code[2]] for code in codes if code[0] != "equal"] == ["Ð", "\u00a0"]
