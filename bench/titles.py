"""Titles of tasks to compare: `python -m bench.titles 20000` compares so many different ones."""

import random
import sys
from collections.abc import Iterator
from itertools import islice, product

from dtplan import likeness

_ACTIONS = (
    "Số hóa", "Xây dựng", "Kết nối, chia sẻ", "Làm sạch", "Chuẩn hóa", "Nâng cấp", "Vận hành",
    "Công khai", "Tích hợp", "Triển khai", "Đào tạo sử dụng", "Đánh giá",
)  # fmt: skip
_OBJECTS = (
    "hồ sơ", "cơ sở dữ liệu", "hệ thống thông tin", "dịch vụ công trực tuyến", "bản đồ số",
    "sổ đăng ký", "nền tảng quản lý", "ứng dụng di động", "kho dữ liệu dùng chung",
    "phần mềm báo cáo", "camera giám sát", "chữ ký số",
)  # fmt: skip
_FIELDS = (
    "đất đai", "hộ tịch", "y tế", "giáo dục", "xây dựng", "giao thông", "du lịch", "lao động",
    "thuế", "môi trường", "nông nghiệp", "tư pháp", "bảo trợ xã hội", "thủy sản", "lâm nghiệp",
    "thư viện", "di tích", "bảo hiểm y tế", "quy hoạch", "cấp nước", "chiếu sáng", "công chứng",
    "hóa đơn", "việc làm", "người có công", "trẻ em", "hợp tác xã", "khoáng sản", "quan trắc",
)  # fmt: skip
_ENDS = ("", "cấp huyện", "cấp xã", "phục vụ người dân, doanh nghiệp", "giai đoạn 2024-2025")


def titles(count: int) -> list[str]:
    """`count` different titles, the same ones each time."""
    found = list(islice(_all(), count))
    random.Random(34).shuffle(found)
    return found


def _all() -> Iterator[str]:
    number = 0
    while True:
        for parts in product(_ACTIONS, _OBJECTS, _FIELDS, _ENDS):
            amount = f"{number}.000" if number else ""
            yield " ".join(filter(None, (*parts[:1], amount, *parts[1:])))
        number += 1


def main() -> None:
    """Compare as many titles as the command line says."""
    contents = [likeness.content(title) for title in titles(int(sys.argv[1]))]
    print(sum(1 for _pair in likeness.alike_contents(dict.fromkeys(contents))))


if __name__ == "__main__":
    main()
