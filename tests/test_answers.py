"""Answers as people type them: what is read, what is not and why, and the way back."""

import math
import re
import string
import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan import i18n
from dtplan.answers import Answer, Choice, Column, NotRead, cleaned, read, slug, typed
from dtplan.node import Plain
from dtplan.schema import MAPPING, Field, plan_format
from dtplan.text.reading import read_date
from tests.conftest import TODAY

named = plan_format().named
DAY, AMOUNT, VALUE = named("period.end"), named("budget.total"), named("targets.value")
LEVEL, YEAR, PERCENT = (
    named("systems.safety_level"),
    named("budget.sources.year"),
    named("reviews.tasks.percent"),
)
ONLINE, PILLAR = named("targets.measurement.online"), named("breakthroughs.pillar")
BENEFICIARIES, PARTNERS = named("breakthroughs.impact.beneficiaries"), named("tasks.partners")
AFTER, TITLE, ID = named("tasks.after"), named("title"), named("id")
MILESTONES, BUDGET = named("targets.milestones"), named("tasks.budget")
PARTS = (Column(named("targets.milestones.date")), Column(named("targets.milestones.value")))
SOURCES = (
    Choice("NS1", "NS1, ngân sách địa phương: chi thường xuyên"),
    Choice("NS2", "NS2, chi đầu tư"),
)
MONEY = (Column(named("tasks.budget.source"), SOURCES), Column(named("tasks.budget.amount")))
ONE_SOURCE = (MONEY[0].replaced(choices=SOURCES[:1]), MONEY[1])
LANGUAGES = ("vi", "en")


def is_typable(wanted: Plain, field: Field, **options: object) -> bool:
    """Whether `read` gives a value back for its `typed` text."""
    try:
        return value(typed(wanted, field, **options), field, **options) == wanted  # type: ignore[arg-type]
    except NotRead:
        return False


@pytest.fixture(autouse=True, params=["vi"])
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    before = i18n.active()
    i18n.activate(request.param)
    yield
    i18n.activate(before)


both_languages = pytest.mark.parametrize("language", LANGUAGES, indirect=True)
in_english = pytest.mark.parametrize("language", ["en"], indirect=True)


def value(text: str, field: Field, **options: object) -> Plain:
    return read(text, field, today=TODAY, **options).value  # type: ignore[arg-type]


def refusal(text: str, field: Field, **options: object) -> str:
    with pytest.raises(NotRead) as refused:
        value(text, field, **options)
    return refused.value.message


DATES = {
    "2024-10-15": [
        "15/10/2024", "15-10-2024", "15.10.2024", "15 / 10 / 2024", "2024-10-15", "2024/10/15",
        "15/10/24", "ngày 15 tháng 10 năm 2024", "ngay 15 thang 10 nam 2024", "NGÀY 15/10/2024",
        "15 tháng 10/2024", "đến hết ngày 15/10/2024", "15/10/2024.", " 15/10/2024\n",
        "15 October 2024", "15 oct 2024",
    ],
    "2024-03-05": ["5/3/2024", "05/03/2024", "mùng 5 tháng 3 năm 2024", "2024-3-5"],
    "2025-03-31": [
        "tháng 3/2025", "3/2025", "03/2025", "thang 3 nam 2025", "hết tháng 3/2025", "3-2025",
        "cuối tháng 3 năm 2025", "Quý I/2025", "q1 2025", "March 2025", "end of March 2025",
    ],
    "2024-02-29": ["tháng 2/2024", "2/2024"],
    "2025-06-30": ["quý ii/2025", "quy 2 nam 2025", "6 tháng đầu năm 2025", "trong quý II/2025"],
    "2025-12-31": [
        "31/12/2025", "Quý IV/2025", "QUÝ 4 NĂM 2025", "quy 4/2025", "hết năm 2025", "het nam 2025",
        "năm 2025", "cuối năm 2025", "hết 2025", "het 2025", "end of 2025", "Q4/2025",
        "6 tháng cuối năm 2025", "trong năm 2025",
    ],
    TODAY: ["hôm nay", "Hom Nay", "today"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"), [(text, day) for day, texts in DATES.items() for text in texts]
)
def test_a_date_is_read(text: str, day: str) -> None:
    assert value(text, DAY) == day
    assert value(unicodedata.normalize("NFD", text), DAY) == day
    assert value(text.upper(), DAY) == day


@in_english
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("đầu năm 2025", "which day"),
        ("giữa tháng 3/2025", "which day"),
        ("trước ngày 30/6/2025", "which day"),
        ("khoảng quý II/2025", "which day"),
        ("2025", "end of 2025"),
        ("31/6/2025", "not in the calendar"),
        ("13/2025", "not in the calendar"),
        ("30 feb 2025", "not in the calendar"),
        ("15/10", "15/10/2026"),
        ("quý IV", "quý IV/2026"),
        ("15/10/98", "No date"),
        ("24-10-15", "No date"),
        ("IV/2025", "No date"),
        ("sớm nhất có thể", "which day"),
        ("khi xong", "No date"),
        ("２０２５-０１-０１", "No date"),
    ],
)
def test_what_is_no_date_is_told_why(text: str, reason: str) -> None:
    assert reason in refusal(text, DAY)


@pytest.mark.parametrize(
    "text", ["tháng 6/2025", "Quý II/2025", "Q2/2025", "15/10/2024", "hết quý 1/2025"]
)
def test_a_file_and_an_answer_mean_the_same_day(text: str) -> None:
    assert value(text, DAY) == read_date(text)


NUMBERS = {
    6_500_000_000: [
        "6.500.000.000", "6,500,000,000", "6 500 000 000", "6\u00a0500\u00a0000\u00a0000",
        "6500000000", "6,5 tỷ", "6.5 tỷ", "6,5 ty", "6,5TỶ", "6,5 tỉ", "6 tỷ 500 triệu",
        "6.500 triệu",
        "6500 triệu đồng", "6.500.000.000 đồng", "6,5 tỷ VND", "6.500.000.000đ", "6.5 billion",
        "6,500 million",
    ],
    800_000_000: ["800 triệu", "800tr", "800 trđ", "800.000.000", "0,8 tỷ"],
    1_200_000_000_000: ["1.200 tỷ", "1200 tỷ đồng", "1,2 nghìn tỷ", "1,200 billion"],
    1_234_000_000: ["1,234 tỷ", "1.234 billion", "1 tỷ 234 triệu"],
    50_000: ["50 nghìn", "50 ngàn", "50k", "50.000", "50,000", "50 000"],
    1500: ["1.500", "1,500", "1 500", "1500"],
    1500.5: ["1.500,5", "1,500.5", "1500,5"],
    0.125: ["0,125", "0.125"],
    0: ["0", "0 đồng", "-0"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"), [(text, amount) for amount, texts in NUMBERS.items() for text in texts]
)
def test_an_amount_is_read_exactly(text: str, amount: float) -> None:
    assert value(text, AMOUNT) == amount
    assert isinstance(value(text, AMOUNT), type(amount))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,7", 0.7), ("12,5", 12.5), ("12.5", 12.5), ("-3", -3), ("\u22123", -3), ("80%", None),
        ("1 500", 1500), ("12500", 12500), ("1,1250", 1.125), ("1.500.000", 1500000),
    ],
)  # fmt: skip
def test_a_target_is_read(text: str, number: float | None) -> None:
    if number is None:
        refusal(text, VALUE)
    else:
        assert value(text, VALUE) == number


@pytest.mark.parametrize("text", ["80", "80%", "80 %", "80 phần trăm", "80 phan tram", "80,0%"])
def test_a_percentage_is_read(text: str) -> None:
    assert value(text, VALUE, percentage=True) == 80
    assert value(text, PERCENT) == 80


def test_a_number_of_two_readings_is_asked_again_in_both_ways() -> None:
    message = refusal("1.500", VALUE)
    assert "1500" in message
    assert "1,5" in message
    assert "1,1250" in refusal("1.125", VALUE)
    refusal("12.500%", VALUE, percentage=True)
    # Where the range leaves one reading, that is meant.
    assert value("12,500", PERCENT) == 12.5
    assert value("2.025", YEAR) == 2025


@in_english
@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("12 người", VALUE, "without “người”"),
        ("80%", AMOUNT, "without “%”"),
        ("5 tỷ", LEVEL, "without “tỷ”"),
        ("-1", AMOUNT, "0 or more"),
        ("6", LEVEL, "from 1 to 5"),
        ("1,5", LEVEL, "whole number"),
        ("25", YEAR, "from 2000 to 2100"),
        ("101%", PERCENT, "from 0 to 100"),
        ("1234567890123456789", AMOUNT, "18"),
        ("1 tỷ tỷ", AMOUNT, "without"),
        ("6 tỷ 500", AMOUNT, "No number"),
        ("6 tỷ 1500 triệu", AMOUNT, "No number"),
        ("500 triệu 6 tỷ", AMOUNT, "No number"),
        ("1.2.3", VALUE, "No number"),
        ("1e9", AMOUNT, "No number"),
        ("nhiều", VALUE, "No number"),
        ("trên 80", VALUE, "No number"),
        ("inf", VALUE, "No number"),
        ("\u0661", VALUE, "No number"),
    ],
)
def test_what_is_no_number_is_told_why(text: str, field: Field, reason: str) -> None:
    assert reason in refusal(text, field)


@pytest.mark.parametrize("text", ["có", "Co", "c", "yes", "Y", "đúng", "1", "true", "CÓ."])
def test_yes_is_read(text: str) -> None:
    assert value(text, ONLINE) is True


@pytest.mark.parametrize("text", ["không", "KHONG", "k", "no", "n", "sai", "0"])
def test_no_is_read(text: str) -> None:
    assert value(text, ONLINE) is False


def test_yes_and_no_may_have_labels() -> None:
    choices = (Choice(False, "Chưa sẵn sàng"), Choice(True, "Có thể làm ngay"))
    answers = {"1": False, "2": True, "chua": False, "ngay": True, "y": True, "không": False}
    assert {text: value(text, ONLINE, choices=choices) for text in answers} == answers
    refusal("c", ONLINE, choices=choices)
    refusal("có lẽ", ONLINE)
    assert typed(True, ONLINE, choices=choices) == "Có thể làm ngay"


@pytest.mark.parametrize("text", ["4", "digital-data", "Dữ liệu số", "du lieu", "dữ l", "DLS"])
def test_a_choice_is_named_by_number_value_or_part(text: str) -> None:
    assert value(text, PILLAR) == "digital-data"


@in_english
def test_what_is_no_choice_is_told_the_nearest() -> None:
    assert "4 (digital data)" in refusal("digitol dato", PILLAR)
    assert "from 1 to 7" in refusal("xyz", PILLAR)
    assert "3 (digital governance), 4 (digital data), 5 (digital government)" in refusal(
        "digital", PILLAR
    )
    assert "from 1 to 7" in refusal("8", PILLAR)
    assert "from 1 to 7" in refusal("0", PILLAR)


def test_a_unique_beginning_wins_over_what_is_found_inside() -> None:
    choices = [Choice("a", "Cơ sở dữ liệu"), Choice("b", "Dữ liệu mở")]
    assert value("dữ liệu", TITLE, choices=choices) == "b"


def test_a_number_that_is_a_value_is_that_value() -> None:
    choices = [Choice(level, f"Cấp độ {level}") for level in (3, 4, 5)]
    assert value("3", LEVEL, choices=choices) == 3
    assert value("cap do 4", LEVEL, choices=choices) == 4


def test_suggestions_leave_the_text_as_typed() -> None:
    choices = [Choice("Công an tỉnh", "Công an tỉnh")]
    assert value("cong an", TITLE, choices=choices, closed=False) == "cong an"
    assert value("cong an", TITLE, choices=choices) == "Công an tỉnh"
    # A field of fixed values has no other ones.
    assert value("1", PILLAR, choices=[Choice("other", "Khác")], closed=False) == "other"


def test_names_with_commas_stay_whole_in_a_list() -> None:
    text = "Sở Văn hóa, Thể thao và Du lịch; Công an tỉnh;\n\n Sở  Y tế ;"
    expected: Plain = ["Sở Văn hóa, Thể thao và Du lịch", "Công an tỉnh", "Sở Y tế"]
    assert value(text, PARTNERS) == expected
    assert value("Kho A\\; Kho B; C", PARTNERS) == ["Kho A; Kho B", "C"]


@pytest.mark.parametrize(
    "text", ["1,2", "1 2", "1; 2", "1\n2", "nguoi dan, doanh nghiệp", "citizens, 2", "1,2,2,1"]
)
def test_a_list_of_choices_is_parted_by_commas_too(text: str) -> None:
    assert value(text, BENEFICIARIES) == ["citizens", "businesses"]


def test_a_label_with_a_comma_is_one() -> None:
    choices = [Choice("MT1", "Sạch, sống"), Choice("MT2", "Đủ")]
    assert value("sach, song; MT2", AFTER, choices=choices) == ["MT1", "MT2"]


def test_ids_are_parted_by_blanks_too() -> None:
    assert value("NV1 NV2,NV3", AFTER) == ["NV1", "NV2", "NV3"]


def test_an_id_that_is_none_is_told_one_that_fits() -> None:
    assert value("dat-dai.2", ID) == "dat-dai.2"
    assert "dat-dai-so-tinh-x" in refusal("Đất đai số tỉnh X", ID)
    assert "NV-1" in refusal("NV 1", ID)
    refusal("???", ID)


@given(st.text())
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    assert slug(text) == "" or value(slug(text), ID) == slug(text)


def test_a_long_slug_ends_with_a_word() -> None:
    assert slug("chuyển đổi " * 20) == "-".join(["chuyen", "doi"] * 5 + ["chuyen"])
    assert slug("ă" * 70) == "a" * 64


def test_milestones_are_read_by_rows() -> None:
    rows: Plain = [{"date": "2025-03-31", "value": 70}, {"date": "2025-06-30", "value": 85.5}]
    for text in ("31/3/2025: 70; Quý II/2025: 85,5", "2025-03-31:70%\nhết tháng 6/2025: 85,5 %"):
        assert value(text, MILESTONES, columns=PARTS, percentage=True) == rows
    for text in ("70", "0", "31/3/2025:", ": 70", "31/3/2025 70", "x: 70"):
        refusal(text, MILESTONES, columns=PARTS)


def test_money_is_read_by_rows() -> None:
    assert value("NS1: 6,5 tỷ; 2: 800 triệu", BUDGET, columns=MONEY) == [
        {"source": "NS1", "amount": 6_500_000_000},
        {"source": "NS2", "amount": 800_000_000},
    ]
    assert value("0", BUDGET, columns=MONEY) == [{"amount": 0}]
    assert value("5 tỷ", BUDGET, columns=ONE_SOURCE) == [{"source": "NS1", "amount": 5 * 10**9}]
    for text in ("5 tỷ", "NS1", "NS3: 5 tỷ", "NS1: nhiều", "NS1: 1 tỷ, NS2: 2 tỷ"):
        refusal(text, BUDGET, columns=MONEY)


@pytest.mark.parametrize("text", ["", " ", "\n\n", ";", "; ;\n", "\u200b", "\ufeff \u00a0"])
@pytest.mark.parametrize("field", [TITLE, DAY, AMOUNT, PARTNERS, MILESTONES, PILLAR])
def test_a_blank_answer_is_none(text: str, field: Field) -> None:
    if ";" in text and field is TITLE:
        return  # a text may be nothing else
    refusal(text, field, columns=PARTS if field is MILESTONES else ())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Đề án\r\n số\t hóa \n", "Đề án số hóa"),
        ("Đề\u00a0án\u2003số\u3000hóa", "Đề án số hóa"),
        ("Đề\u200b án\u00ad\ufeff\u200e\u2060", "Đề án"),
        ("hai\u000bdòng\u2028ba", "hai dòng ba"),
        (unicodedata.normalize("NFD", "Ủy ban nhân dân"), "Ủy ban nhân dân"),
        ("👩\u200d💻 a\u200db", "👩\u200d💻 ab"),
    ],
)
def test_a_text_is_cleaned(text: str, clean: str) -> None:
    assert cleaned(text) == clean
    assert read(text, TITLE, today=TODAY) == Answer(clean, "")


@given(st.text())
def test_cleaning_is_done_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ud800", "\udcff", "\uffff"]
)
def test_control_characters_are_refused(sign: str) -> None:
    for field in (TITLE, DAY, PARTNERS):
        refusal(f"a{sign}b", field)


def test_a_text_has_a_length() -> None:
    assert value("a" * 2000, TITLE) == "a" * 2000
    assert "2001" in refusal("a" * 2001, TITLE)
    refusal("a" * 1_000_000, TITLE)
    # A list is as long as its pieces.
    assert len(value("a" * 1000 + ";" + "b" * 2000, PARTNERS)) == 2  # type: ignore[arg-type]
    refusal("a" * 2001, PARTNERS)


@pytest.mark.parametrize(
    "text",
    ["9" * 19_999, "1." * 9_999, "a" * 19_999, "; " * 9_999, "\\" * 19_999, "a\u0301" * 9_999,
     "\u0301\u0323" * 9_999, ("hết " * 400)[:1999], "1 ty " * 390, ", " * 999, ": " * 9_999],
)  # fmt: skip
def test_odd_texts_take_no_time(text: str) -> None:
    for field in (
        TITLE,
        DAY,
        AMOUNT,
        VALUE,
        PILLAR,
        PARTNERS,
        AFTER,
        BENEFICIARIES,
        MILESTONES,
        ID,
    ):
        start = time.process_time()
        try:
            value(text, field, columns=PARTS if field is MILESTONES else ())
        except NotRead as refused:
            assert len(refused.message) < 1000
        assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "field", "meaning"),
    [
        ("6,5 tỷ", AMOUNT, "6.500.000.000"),
        ("6500000000", AMOUNT, "6.500.000.000"),
        ("6.500.000.000", AMOUNT, ""),
        ("hết năm 2025", DAY, "31/12/2025"),
        ("31/12/2025", DAY, ""),
        ("1,2", BENEFICIARIES, "người dân; doanh nghiệp"),
        ("co", ONLINE, "có"),
        ("Đề án", TITLE, ""),
        ("dat", ID, ""),
    ],
)
def test_the_meaning_says_what_was_not_typed(text: str, field: Field, meaning: str) -> None:
    found = read(text, field, today=TODAY).meaning
    # "có" stands in the catalogue.
    assert found == meaning or (field is ONLINE and found in ("yes", "có"))


@in_english
def test_the_meaning_is_in_the_language_of_the_run() -> None:
    assert read("6,5 tỷ", AMOUNT, today=TODAY).meaning == "6,500,000,000"
    assert read("31/12/2025", DAY, today=TODAY).meaning == "2025-12-31"
    assert read("4", PILLAR, today=TODAY).meaning == "digital data"


LEAVES = [
    field
    for _, field in plan_format().walk()
    if field.kind not in (MAPPING, "version") and (field.item or field).kind != MAPPING
]
ANSWERS = st.one_of(
    st.text(),
    st.text(alphabet="0123456789.,;:/-% tỷriệuđồngquýIVhếtăm\\\n", max_size=30),
    st.sampled_from([text for texts in (*DATES.values(), *NUMBERS.values()) for text in texts]),
)
LABELS = st.text(string.digits + "aăâbđ ,;:\\X", min_size=1, max_size=8).map(cleaned).filter(bool)


@st.composite
def choice_lists(draw: st.DrawFn) -> tuple[Choice, ...]:
    # The values of one field are of one kind.
    texts = st.lists(LABELS, min_size=1, unique=True)
    numbers = st.lists(st.integers(-9, 9), min_size=1, unique=True)
    values: list[Plain] = [*draw(st.one_of(texts, numbers))]
    return tuple(Choice(item, draw(LABELS)) for item in values)


@both_languages
@given(ANSWERS, st.sampled_from(LEAVES), st.booleans(), st.booleans())
@settings(max_examples=400)
def test_any_text_is_read_or_refused(
    text: str, field: Field, percentage: bool, closed: bool
) -> None:
    for choices in ((), (Choice("a", "Đề án"), Choice("b", "1"))):
        try:
            found = read(
                text, field, choices=choices, closed=closed, today=TODAY, percentage=percentage
            )
        except NotRead as refused:
            assert refused.message
        else:
            assert found.value is not None
            json_like = found.value if isinstance(found.value, list) else [found.value]
            assert json_like
            assert all(item not in ("", None) for item in json_like)


@given(ANSWERS, st.booleans())
def test_any_row_is_read_or_refused(text: str, percentage: bool) -> None:
    for field, columns in ((MILESTONES, PARTS), (BUDGET, MONEY), (BUDGET, ONE_SOURCE)):
        try:
            found = value(text, field, columns=columns, percentage=percentage)
        except NotRead:
            continue
        assert is_typable(found, field, columns=columns, percentage=percentage)


NUMBERS_IN_PLANS = st.one_of(
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.decimals(-1000, 10**6, places=3).map(float),
    st.sampled_from([0.7, 12.5, 1.125, 1500, 1234.125, 999.999, 1e-5, -0.5]),
)


def fits(number: float, field: Field) -> bool:
    return (field.minimum is None or number >= field.minimum) and (
        field.maximum is None or number <= field.maximum
    )


@both_languages
@given(NUMBERS_IN_PLANS, st.booleans())
def test_a_number_is_read_as_it_is_typed(number: float, percentage: bool) -> None:
    assert (
        value(typed(number, VALUE, percentage=percentage), VALUE, percentage=percentage) == number
    )
    for field in (AMOUNT, PERCENT):
        assert is_typable(number, field) == fits(number, field)


@both_languages
@given(st.dates())
def test_a_date_is_read_as_it_is_typed(day: object) -> None:
    assert value(typed(str(day), DAY), DAY) == str(day)


@both_languages
@given(choice_lists(), st.data())
def test_a_choice_is_read_as_it_is_typed(choices: tuple[Choice, ...], data: st.DataObject) -> None:
    some = data.draw(
        st.lists(st.sampled_from(choices), min_size=1, unique_by=lambda c: repr(c.value))
    )
    items = [choice.value for choice in some]
    assert value(typed(items[0], TITLE, choices=choices), TITLE, choices=choices) == items[0]
    assert value(typed(items, AFTER, choices=choices), AFTER, choices=choices) == items


@both_languages
@given(
    st.sampled_from([field for field in LEAVES if field.choices or field.kind == "switch"]),
    st.data(),
)
def test_a_fixed_value_is_read_as_it_is_typed(field: Field, data: st.DataObject) -> None:
    values: list[Plain] = [*field.choices] or [True, False]
    item = data.draw(st.sampled_from(values))
    assert value(typed(item, field), field) == item


@given(st.text().map(cleaned).filter(bool))
def test_a_text_is_read_as_it_is_typed(text: str) -> None:
    assert typed(text, TITLE) == text
    assert is_typable(text, TITLE) == (
        not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\uffff]", text)
    )


@given(st.lists(LABELS, min_size=1))
def test_a_list_of_texts_is_read_as_it_is_typed(texts: list[str]) -> None:
    assert value(typed([*texts], PARTNERS), PARTNERS) == texts


@both_languages
@given(
    st.lists(
        st.fixed_dictionaries({"date": st.dates().map(str), "value": NUMBERS_IN_PLANS}), min_size=1
    ),
    st.booleans(),
)
def test_milestones_are_read_as_they_are_typed(rows: list[Plain], percentage: bool) -> None:
    assert is_typable(rows, MILESTONES, columns=PARTS, percentage=percentage)


@both_languages
@given(
    st.lists(
        st.fixed_dictionaries(
            {"amount": st.integers(0, 10**15), "source": st.sampled_from(["NS1", "NS2"])}
        )
        | st.just({"amount": 0}),
        min_size=1,
    )
)
def test_money_is_read_as_it_is_typed(rows: list[Plain]) -> None:
    assert is_typable(rows, BUDGET, columns=MONEY)


def test_what_a_line_cannot_hold_is_not_typable() -> None:
    row: dict[str, Plain] = {"date": "2025-03-31", "value": 70}
    for extra in ({"note": "x"}, {"value": None}):
        assert not is_typable([{**row, **extra}], MILESTONES, columns=PARTS)
    assert not is_typable([{"amount": 5}], BUDGET, columns=MONEY)
    assert not is_typable(None, TITLE)
    assert not is_typable([], PARTNERS)
    assert not is_typable("hai\ndòng", TITLE)
    assert not is_typable("không có", PILLAR)
    assert not is_typable(math.nan, VALUE)
    assert not is_typable("15/10/2024", DAY)
    assert typed(None, DAY) == ""
