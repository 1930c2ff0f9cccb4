"""Finding names by a few letters: accents, order, initials, ranks, and how fast."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan.answers.search import find
from dtplan.text.folding import unaccented

AGENCIES = [
    "Bộ Tài chính",
    "Bộ Thông tin và Truyền thông",
    "Bộ Kế hoạch và Đầu tư",
    "Ủy ban nhân dân tỉnh X",
    "Sở Thông tin và Truyền thông",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở TT&TT tỉnh Y",
    "Công an tỉnh",
    "Trung tâm Bò sữa",
    "Học viện Báo chí/Tuyên truyền",
    "Phòng Hoàn thiện thể chế",
]


def found(query: str) -> list[str]:
    return [AGENCIES[index] for index in find(query, AGENCIES)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("uy ban", "Ủy ban nhân dân tỉnh X"),
        ("Uỷ ban", "Ủy ban nhân dân tỉnh X"),
        ("nhân dân ủy", "Ủy ban nhân dân tỉnh X"),
        ("ub nd", "Ủy ban nhân dân tỉnh X"),
        ("UBND", "Ủy ban nhân dân tỉnh X"),
        ("ubnd tinh x", "Ủy ban nhân dân tỉnh X"),
        ("btc", "Bộ Tài chính"),
        ("BTC", "Bộ Tài chính"),
        ("bkhđt", "Bộ Kế hoạch và Đầu tư"),
        ("bkhvdt", "Bộ Kế hoạch và Đầu tư"),
        ("dau tu", "Bộ Kế hoạch và Đầu tư"),
        ("đầu", "Bộ Kế hoạch và Đầu tư"),
        ("tuyen truyen", "Học viện Báo chí/Tuyên truyền"),
        ("the thao,", "Sở Văn hóa, Thể thao và Du lịch"),
        ("văn hoá", "Sở Văn hóa, Thể thao và Du lịch"),
        ("hoà", "Phòng Hoàn thiện thể chế"),
        ("CONG AN", "Công an tỉnh"),
        (unicodedata.normalize("NFD", "tài chính"), "Bộ Tài chính"),
    ],
)
def test_a_name_is_found(query: str, name: str) -> None:
    assert found(query) == [name]


@pytest.mark.parametrize("query", ["tttt", "tt&tt", "TT&TT", "tt-tt"])
def test_initials_find_all_they_may_stand_for(query: str) -> None:
    assert set(found(query)) == {
        "Bộ Thông tin và Truyền thông",
        "Sở Thông tin và Truyền thông",
        "Sở TT&TT tỉnh Y",
    }


@pytest.mark.parametrize("query", ["sở tttt", "so tt&tt"])
def test_initials_stand_beside_words(query: str) -> None:
    assert set(found(query)) == {"Sở Thông tin và Truyền thông", "Sở TT&TT tỉnh Y"}


@pytest.mark.parametrize(
    "query", ["bọ tai chinh x", "tải chính", "xyz", "&", "chính tài bộ y", "ộ"]
)
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert found(query) == []


def test_accents_that_are_typed_must_match() -> None:
    labels = ["Bò", "Bộ", "Bo"]
    assert set(find("bo", labels)) == {0, 1, 2}
    assert find("bộ", labels) == [1]
    assert find("bò", labels) == [0]


@pytest.mark.parametrize("typed", ["b", "bo", "bô", "bọ", "bộ", "bộ ", "bộ t", "bộ tà", "dầu"])
def test_a_name_half_typed_through_an_input_method_is_found(typed: str) -> None:
    assert {"Bộ Tài chính", "Bộ Kế hoạch và Đầu tư"} & set(found(typed))


def test_the_best_comes_first() -> None:
    labels = ["Cơ sở dữ liệu", "Kho dữ liệu số", "Dữ liệu số", "Dữ liệu"]
    assert find("dữ liệu", labels) == [3, 2, 0, 1]
    assert find("du lieu so", labels) == [2, 1, 0]
    assert find("cs", ["Kho cơ sở", "Cơ sở"]) == [1, 0]


def test_a_blank_query_finds_all() -> None:
    assert find("", AGENCIES) == find("  ", AGENCIES) == list(range(len(AGENCIES)))


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_is_searched(query: str, labels: list[str]) -> None:
    hits = find(query, labels)
    assert sorted(set(hits)) == sorted(hits)
    assert all(0 <= index < len(labels) for index in hits)


@given(st.sampled_from(AGENCIES), st.integers(1, 40))
def test_a_beginning_finds_its_name_with_accents_and_without(name: str, length: int) -> None:
    beginning = name[:length]
    assert name in found(beginning)
    assert name in found(unaccented(beginning).upper())


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Đề án", "De an"),
        ("đường", "duong"),
        (unicodedata.normalize("NFD", "Ủy ban"), "Uy ban"),
        ("1.500 m²", "1.500 m²"),
        ("", ""),
    ],
)
def test_a_text_without_accents(text: str, bare: str) -> None:
    assert unaccented(text) == bare


def test_a_long_row_of_marks_takes_no_time() -> None:
    start = time.process_time()
    assert unaccented("a" + "\u0301\u0323" * 200_000) == "a"
    assert time.process_time() - start < 2


def test_two_hundred_names_are_searched_at_once() -> None:
    labels = [f"{name} số {number}" for number in range(20) for name in AGENCIES[:10]]
    find("khởi động", labels)
    times = []
    for query in ("u", "uy ban nhan", "sở tttt 1", "bkhđt", "không có"):
        start = time.process_time()
        find(query, labels)
        times.append(time.process_time() - start)
    assert min(times) < 0.002
    assert max(times) < 0.02


def test_words_typed_side_by_side_find_those_that_stand_so_first() -> None:
    names = ["Ủy ban nhân dân thành phố Hà Nội", "Ủy ban nhân dân thành phố Đà Nẵng"]
    assert find("uy ban da n", names) == [1, 0]
