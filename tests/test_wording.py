"""The judgement of wording against labelled texts, and the folding of texts it rests on."""

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from dtplan.rules.lexicon import Lead
from dtplan.rules.wording import Lexicon, has_count, is_vague
from dtplan.ruleset import shipped
from dtplan.text.folding import content_words, fold
from dtplan.word_lists import word_lists
from tests.labelled import rows

HERE = Path(__file__).parent
WORDS = yaml.safe_load((HERE.parent / "dtplan/data/wording.yaml").read_text("utf-8"))
LEXICON = Lexicon.load(word_lists())


class Labelled(NamedTuple):
    text: str
    kind: str
    label: str
    part: str


def labelled() -> list[Labelled]:
    return [Labelled(*row) for row in rows(HERE / "wording" / "labelled.tsv")]


@pytest.mark.parametrize("part", ["work", "aside"])
def test_the_judgement_agrees_with_the_labels(part: str) -> None:
    texts = [each for each in labelled() if each.part == part]
    found = [each for each in texts if is_vague(each.text, LEXICON)]
    right = sum(each.label == "vague" for each in found)
    vague = sum(each.label == "vague" for each in texts)
    astray = [each.text for each in texts if (each in found) != (each.label == "vague")]
    print(f"{part}: {len(texts)} texts, precision {right}/{len(found)}, recall {right}/{vague}")
    assert right / len(found) >= 0.9, astray
    assert right / vague >= 0.9, astray


@pytest.mark.parametrize("code", ["DT207", "DT306"])
def test_the_rules_say_how_sure_they_are(code: str) -> None:
    texts = [each for each in labelled() if each.part == "aside"]
    found = [each for each in texts if is_vague(each.text, LEXICON)]
    right = sum(each.label == "vague" for each in found)
    vague = sum(each.label == "vague" for each in texts)
    said = shipped("ct34").rules[code].confidence
    assert f"{len(texts)} chỉ số" in said["vi"] and f"{len(texts)} indicators" in said["en"]
    for told in (f"{right} trong {len(found)} ", f"trong {vague} câu chung chung, {right} "):
        assert told in said["vi"]
    for told in (f"{right} of the {len(found)} ", f"of the {vague} that were, it told {right}."):
        assert told in said["en"]


def test_the_labelled_texts_are_many_and_balanced() -> None:
    texts = labelled()
    assert len({(each.text, each.kind) for each in texts}) == len(texts) >= 260
    assert 0.4 < sum(each.label == "vague" for each in texts) / len(texts) < 0.6
    assert {each.kind for each in texts} == {"title", "indicator"}


@pytest.mark.parametrize(
    "text",
    [
        "Đẩy mạnh chuyển đổi số",
        "Tăng cường ứng dụng công nghệ thông tin",
        "Nâng cao nhận thức về chuyển đổi số",
        "Từng bước số hóa hồ sơ",
        "Phấn đấu hoàn thành tốt nhiệm vụ",
        "Chú trọng công tác cán bộ",
        "Quan tâm đầu tư hạ tầng",
        "Phát triển chính quyền số",
        "Bảo đảm an toàn thông tin",
        "Triển khai các giải pháp",
        "Tuyên truyền về Đề án 06",
        "Hiệu quả quản lý",
        "Chất lượng phục vụ",
        "Triển khai dịch vụ công trực tuyến",
        "Tiếp tục đẩy mạnh cải cách hành chính",
        "Sở Giáo dục và Đào tạo tăng cường quản lý",
        "2.1 Nâng cao nhận thức",
        "II. Phát triển nhân lực",
        "Phối hợp với công an trong làm sạch dữ liệu hộ tịch",
        "Kiện toàn, nâng cao chất lượng ban chỉ đạo",
        "Liên thông dữ liệu giữa các cấp",
        "Cập nhật, công khai thông tin trên mạng",
        "Đưa du lịch thành ngành mũi nhọn",
        "Thanh toán không dùng tiền mặt được đẩy mạnh.",
    ],
)
def test_a_wish_a_generic_verb_or_a_bare_quality_is_vague(text: str) -> None:
    assert is_vague(text, LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        "Nâng cao tỷ lệ hồ sơ trực tuyến lên 80%",
        "Tăng cường lắp đặt camera tại ba mươi nút giao",
        "Đẩy mạnh số hóa toàn bộ hồ sơ hộ tịch",
        "Bảo đảm giải quyết hồ sơ trong 3 ngày làm việc",
        "Đẩy mạnh chuyển đổi số, hoàn thành trước ngày 15/10/2024",
        "Tập trung hoàn thành trong tháng 7 năm 2024",
        "Nâng hệ thống một cửa lên mức A",
        "Bảo đảm an toàn hệ thống thông tin theo cấp độ 3",
        "Phấn đấu đưa thủ tục đất đai lên toàn trình",
        "Đẩy mạnh cải cách hành chính, ban hành Quy chế một cửa",
        "Triển khai Hệ thống thông tin đất đai tỉnh",
        "Triển khai CSDL hộ tịch điện tử",
        "Đẩy nhanh kết nối CSDL hộ tịch điện tử với CSDL quốc gia về dân cư",
        "Triển khai dịch vụ công trực tuyến đăng ký khai sinh",
        "Phê duyệt Đề án nâng cao nhận thức về chuyển đổi số",
        "Ban hành Kế hoạch đẩy mạnh chuyển đổi số",
        "Tỷ lệ hồ sơ được số hóa",
        "Mức độ hài lòng của người dân",
        "Thời gian trung bình giải quyết hồ sơ",
        "Số lượng dịch vụ công trực tuyến",
        "Nâng cao tỷ lệ hồ sơ nộp trực tuyến",
        "Phối hợp với công an làm sạch dữ liệu hộ tịch",
        "Kiện toàn ban chỉ đạo",
        "Liên thông dữ liệu giữa hai huyện",
        "Cập nhật giá đất vào cơ sở dữ liệu đất đai",
        "Vận hành Trung tâm giám sát, điều hành thông minh (IOC)",
        'Cung cấp dịch vụ "Cấp bản sao trích lục"',
        'Xây dựng ứng dụng di động "Công dân số"',
        "Số doanh nghiệp được quan tâm",
    ],
)
def test_what_can_be_counted_or_checked_is_not_vague(text: str) -> None:
    assert not is_vague(text, LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        "Đẩy mạnh chuyển đổi số năm 2025",
        "Đẩy mạnh chuyển đổi số giai đoạn 2021-2025, định hướng đến năm 2030",
        "Triển khai Quyết định số 749/QĐ-TTg ngày 03/6/2020",
        "Triển khai Đề án 06",
        "Phát triển hạ tầng 5G, công nghiệp 4.0, IPv6",
        "Hưởng ứng Ngày Chuyển đổi số quốc gia 10/10",
        "Công tác 6 tháng đầu năm 2024",
        "Chính quyền địa phương hai cấp",
        "Bảo vệ trẻ em dưới 16 tuổi",
        "Cơ chế một cửa, một số giải pháp",
        'Phong trào "500 ngày đêm chuyển đổi số"',
        "Thành phố Hồ Chí Minh, Quận 1",
        "Hàng trăm hộ dân",
        "Hướng dẫn 45/HD-BTTTT, Hướng dẫn 45 của Bộ, Kết luận 57 Bộ Chính trị",
        "Đề án 1.000.000 ha lúa",
        "Họp trong năm, tháng 7 tổ chức",
    ],
)
def test_years_document_numbers_and_names_are_no_counts(text: str) -> None:
    assert not has_count(text, LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        *("80%", "12 xã", "1,2 triệu trang", "hai hệ thống", "năm xã", "11/11 huyện", "gấp đôi"),
        *("Hướng dẫn 45.000 người dân dùng dịch vụ", "Hướng dẫn hai xã", "Thông báo 500 khách"),
        *("mỗi tháng 2 lớp", "hằng năm một lần", "tổng số 12 xã", "Chuyển đổi số 30 hợp tác xã"),
        *("vùng nuôi 1.500 ha", "đường 12 km"),
        *("trong 24 giờ", "24/7", "100Mbps", "đạt 0,7", "trước ngày 30/6", "trong quý II/2025"),
    ],
)
def test_quantities_shares_durations_and_days_are_counts(text: str) -> None:
    assert has_count(text, LEXICON)


def test_the_tone_mark_and_the_case_make_no_difference() -> None:
    written = "ĐẨY MẠNH ĐIỆN TOÁN ĐÁM MÂY TẠI UỶ BAN NHÂN DÂN TỈNH HOÀ BÌNH"
    assert is_vague(written, LEXICON)
    assert is_vague(written.lower(), LEXICON)


@pytest.mark.parametrize("text", ["", " ", "%", ":", '"', "năm", "a)", "rà soát sở " * 5000])
def test_odd_texts_are_judged_without_harm(text: str) -> None:
    assert isinstance(is_vague(text, LEXICON), bool)
    assert not text.strip(" %") or isinstance(has_count(text, LEXICON), bool)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Hoà Bình", "hòa bình"),
        ("THUÝ KHOẺ", "thúy khỏe"),
        ("Uỷ  ban\n nhân dân", "ủy ban nhân dân"),
        ("quý quả già hoàn toàn khuya", "quý quả già hoàn toàn khuya"),
        ("Chuyển đổi số", "chuyển đổi số"),
        ("Đ Ð", "đ ð"),
    ],
)
def test_two_ways_of_writing_fold_to_one(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


def test_content_words_leave_out_the_stop_words_and_keep_numbers_whole() -> None:
    stop_words = {fold(word) for word in WORDS["stop_words"]}
    assert content_words("Số hóa 1.200 hồ sơ của các huyện theo 34/CT-TTg", stop_words) == (
        *("số", "hóa", "1.200", "hồ", "sơ", "huyện", "34/ct-ttg"),
    )


def test_every_group_of_the_data_holds_texts_once() -> None:
    for name, group in WORDS.items():
        assert all(isinstance(entry, str) for entry in group), name
        assert len({fold(entry) for entry in group}) == len(group), name


def test_an_entry_stands_in_one_leading_group_only() -> None:
    groups = [{fold(entry) for entry in WORDS[lead.value]} for lead in Lead]
    assert len(frozenset().union(*groups)) == sum(len(group) for group in groups)
