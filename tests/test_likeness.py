"""Likeness of texts: the same work in other words, and what makes it another."""

import pytest

from dtplan.likeness import (
    alike,
    alike_pairs,
    content,
    doubt,
    likeness,
    surely,
    without_place,
)
from dtplan.registry import registry

ALIKE = [
    ("Số hóa sổ lưu tại Ủy ban nhân dân cấp xã", "Số hoá sổ đang lưu tại các UBND cấp xã"),
    ("Làm sạch và số hóa 254.000 hồ sơ", "Số hóa, làm sạch 254000 hồ sơ"),
    ("Kết nối HTTT một cửa, CSDLQG", "Kết nối hệ thống thông tin một cửa, cơ sở dữ liệu quốc gia"),
    ("Tập huấn cho công chức Sở TT&TT", "Tập huấn công chức Sở Thông tin và Truyền thông"),
    ("SỐ HÓA HỒ SƠ", "Số hóa hồ sơ"),
    ("Lập bản đồ tỷ lệ 1/25000", "Lập bản đồ tỷ lệ 1/25.000 của tỉnh"),
]  # fmt: skip
UNLIKE = [
    ("Số hóa 254.000 hồ sơ", "Số hóa 300.000 hồ sơ"),
    ("Kết nối CSDL dân cư", "Kết nối CSDL đất đai"),
    ("Kết nối CSDL dân cư", "Kết nối CSDL dân cư và CSDL đất đai"),
    ("Tích hợp VNeID vào Cổng dịch vụ công", "Tích hợp LGSP vào Cổng dịch vụ công"),
    ("Số hóa hồ sơ", "Số hóa hồ sơ hộ tịch cấp xã"),
    ("Lập bản đồ địa hình tỷ lệ 1/25.000", "Lập bản đồ địa hình tỷ lệ 1/2.000"),
    ("Lắp trạm phát sóng 4G ở khu công nghiệp", "Lắp trạm phát sóng 5G ở khu công nghiệp"),
    ("Cung cấp 28 dịch vụ công", "Cung cấp dịch vụ công"),
    ("Tổng kết việc thực hiện Đề án 06 năm 2025", "Tổng kết việc thực hiện Đề án 06 năm 2026"),
    ("Cấp 12 chứng thư số", "Cấp chứng thư số"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_in_other_words_is_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_another_thing_is_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


def test_numbers_need_not_tell_apart() -> None:
    one, other = "Thiếu thiết bị quét ở 2 huyện", "Thiếu thiết bị quét ở 3 huyện"
    assert likeness(one, other) == 0
    assert likeness(one, other, numbers=False) == 1


def test_the_texts_in_pairs_are_those_that_are_like_an_earlier_one() -> None:
    texts = [text for pair in ALIKE + UNLIKE for text in pair]
    repeated = {
        later
        for later, text in enumerate(texts)
        if any(alike(earlier, text) for earlier in texts[:later])
    }
    pairs = list(alike_pairs(texts))
    assert {later for _, later, _ in pairs} == repeated
    assert all(likeness(texts[one], texts[other]) == found for one, other, found in pairs)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CSDL dân cư tỉnh X", "cơ sở dữ liệu dân cư"),
        ("VNeID của thành phố Hồ Chí Minh", "vneid"),
        ("VNeID Hà Nội", "vneid"),
        ("CSDL dân cư cấp tỉnh", "cơ sở dữ liệu dân cư cấp tỉnh"),
        ("Hà Nội", "hà nội"),
    ],
)
def test_a_place_at_the_end_is_taken_off(name: str, words: str) -> None:
    assert " ".join(without_place(name, registry().provinces)) == words


def test_the_more_titles_the_surer_they_have_to_be() -> None:
    one, other = "Xây dựng cơ sở dữ liệu về giá đất", "Lập CSDL giá đất và bản đồ địa chính số"
    counts = [0, 1, 150, 300, 600, 1200, 1500, 20_000]
    doubts = [doubt(count) for count in counts]
    assert doubts == sorted(doubts)
    assert (doubts[:3], doubts[-2:]) == ([0.0] * 3, [1.0] * 2)
    assert len(set(doubts)) == len(counts) - 3
    least = likeness(one, other)
    assert surely(content(one), content(other), least, 0.0)
    assert not surely(content(one), content(other), least, 0.5)
    assert surely(content(one), content(one), 1.0, 1.0)
