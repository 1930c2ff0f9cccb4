"""How long it takes to find the alike among thousands; bounds are generous, for busy machines."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice, product

import pytest

from dtplan.likeness import alike_contents, content

from .hostile.running import slowness

_SLACK = 3
_SECONDS = 3.0  # promised for 20,000 titles on a quiet machine
_HOSTILE = 15.0
_MEGABYTES = 150

FIELDS = (
    "hộ tịch", "đất đai", "bảo hiểm xã hội", "người có công", "trẻ em", "việc làm", "hợp tác xã",
    "giao thông", "quy hoạch", "nhà ở", "cấp nước", "cây xanh", "y tế cơ sở", "tiêm chủng",
    "học bạ", "văn bằng", "thủy sản", "vùng trồng", "thủy lợi", "khoáng sản", "chất thải",
    "du lịch", "di sản", "thư viện", "truyền thanh", "bưu chính", "công chứng", "thi hành án",
    "thanh tra", "tôn giáo", "thuế", "đấu thầu", "điện lực", "chợ",
)  # fmt: skip
ACTIONS = (
    "Xây dựng cơ sở dữ liệu về {}", "Số hóa hồ sơ {}", "Kết nối dữ liệu {} với Cổng dịch vụ công",
    "Làm sạch dữ liệu {}", "Nâng cấp phần mềm quản lý {}", "Tập huấn nghiệp vụ {} cho công chức",
    "Cung cấp dịch vụ công trực tuyến lĩnh vực {}", "Đánh giá hiệu quả chuyển đổi số {}",
    "Lắp đặt thiết bị giám sát {}", "Công khai dữ liệu mở về {}", "Tuyên truyền chính sách {}",
    "Thu thập số liệu {} qua ứng dụng", "Thuê dịch vụ vận hành hệ thống {}", "Kiểm kê tài sản {}",
)  # fmt: skip
PLACES = (
    "Hà Giang",
    "Cao Bằng",
    "Lào Cai",
    "Sơn La",
    "Bắc Giang",
    "Thanh Hóa",
    "Nghệ An",
    "Gia Lai",
)
ENDS = ("của tỉnh {}", "trên địa bàn tỉnh {}", "tỉnh {} năm 2025", "tại 12 xã của tỉnh {}",
        "giai đoạn 2 tỉnh {}", "tỉnh {} phục vụ người dân")  # fmt: skip


def _usual(count: int) -> list[str]:
    found = list(product(ACTIONS, FIELDS, ENDS, PLACES))
    random.Random(34).shuffle(found)
    return [f"{action.format(field)} {end.format(place)}" for action, field, end, place in found][
        :count
    ]


def _of_few_words(count: int) -> list[str]:
    chance = random.Random(34)
    words = (
        "số", "hóa", "hồ sơ", "đất", "đai", "hộ tịch", "cấp", "xã", "phường", "theo", "kế hoạch",
        "dân", "cư", "y", "tế", "giáo", "dục",
    )  # fmt: skip
    titles = (" ".join(chance.choices(words, k=chance.randint(4, 14))) for _ in iter(int, 1))
    return list(islice(titles, count))


def _seconds(titles: list[str]) -> float:
    began = time.process_time()
    for _pair in alike_contents([content(title) for title in titles]):
        pass
    return time.process_time() - began


@pytest.mark.parametrize(
    ("titles", "promised"), [(_usual, _SECONDS), (_of_few_words, _HOSTILE)], ids=["usual", "few"]
)
def test_20000_titles_are_compared_in_seconds(
    titles: Callable[[int], list[str]], promised: float
) -> None:
    given = titles(20_000)
    assert len(set(given)) > 19_000
    assert _seconds(given) < promised * _SLACK * slowness()


def test_a_title_of_100000_characters_is_compared_at_once() -> None:
    for text in (
        "số hóa " * 15_000,
        "(" * 100_000,
        "1/" * 50_000,
        "tỉnh A " * 15_000,
        "Ầ" * 100_000,
    ):
        assert _seconds([text, "Số hóa hồ sơ"]) < 0.1 * _SLACK * slowness()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak this way")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_20000_titles_take_little_memory() -> None:
    # Not by getrusage, whose peak starts from that of the process that made this one.
    program = (
        "import re; from pathlib import Path;"
        "from tests.test_likeness_speed import _seconds, _usual; _seconds(_usual(20000));"
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    # With the test tools, which take some forty.
    assert int(told) * 1024 < _MEGABYTES * 1_000_000
