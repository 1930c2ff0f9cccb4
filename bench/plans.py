"""Plans to measure with: some 12 KB each, like the reference plan, one in fifty with a defect."""

import random
import zlib
from pathlib import Path
from typing import Final

REFERENCE: Final = Path(__file__).parent.parent / "tests" / "reference.plan.yaml"
_DEFECTIVE_OF: Final = 50
_FIELDS: Final = (
    "đất đai", "hộ tịch", "y tế", "giáo dục", "xây dựng", "giao thông", "du lịch", "lao động",
    "thuế", "môi trường", "nông nghiệp", "tư pháp",
)  # fmt: skip
_DEFECTS: Final = (
    ("    value: 100\n", ""),
    ("    deadline: 2025-06-30\n", "    deadline: 30/06/2025\n"),
    ("      agency: Sở Tài nguyên và Môi trường\n", "      agency: Các sở, ban, ngành\n"),
    ("  frequency: monthly\n    chair", "  frequency: quarterly\n    chair"),
    ("    breakthrough: DP1\n    kind: use", "    breakthrough: DP7\n    kind: use"),
    ("  total: 9000000000\n", "  total: 9500000000\n"),
    ("    title: Số hóa và làm sạch 254.000 hồ sơ", "    title: Đẩy mạnh số hóa hồ sơ"),
    ("    unit: ngày làm việc\n", "    unti: ngày làm việc\n"),
)


def write_plans(folder: Path, count: int) -> Path:
    """Make `count` plans in `folder`, the same ones each time; two in a hundred have a defect.

    Plans made of another reference plan, or in another way, lie in another folder.
    """
    made_of = zlib.crc32(REFERENCE.read_bytes() + Path(__file__).read_bytes())
    folder = folder.with_name(f"{folder.name}-{made_of:08x}")
    if len(list(folder.glob("*.dtplan.yaml"))) == count:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    reference = REFERENCE.read_text("utf-8")
    for number in range(count):
        plan = reference
        if number % _DEFECTIVE_OF == 0:
            old, new = _DEFECTS[number // _DEFECTIVE_OF % len(_DEFECTS)]
            assert old in plan, f"no longer in the reference plan: {old!r}"
            plan = plan.replace(old, new, 1)
        plan = _varied(plan, number)
        (folder / f"plan-{number:05}.dtplan.yaml").write_text(plan, "utf-8", newline="\n")
    return folder


def _varied(reference: str, number: int) -> str:
    """The reference plan with another id, field, amount and names, so that no two are equal.

    Each has records of its own to digitize, as else many would plan the same work.
    """
    chance = random.Random(number)
    records = (100 + number) * 1000
    field = chance.choice(_FIELDS)
    changes = {
        "id: dat-dai-so-tinh-x": f"id: plan-{number:05}",
        "tỉnh X": f"tỉnh X{number}",
        "254.000": f"{records:,}".replace(",", "."),
        "Dữ liệu đất đai số": f"Dữ liệu {field} số",
        "đăng ký biến động": f"đăng ký biến động {field}",
        "Trần Thị Bình": f"Trần Thị Bình {number}",
        "71.000": f"{chance.randrange(20, 90)}.000",
    }
    for old, new in changes.items():
        reference = reference.replace(old, new)
    return reference
