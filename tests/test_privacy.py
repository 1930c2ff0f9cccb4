"""Personal data and secrets: what is one, what is none, and that the whole is never shown."""

import time
import unicodedata

import pytest

from dtplan.text.privacy import covered, find, mask, secrets

# Put together here, for scanners of a repository look for the whole of it.
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----"
BASE64 = "MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeK"

MASKED = {
    "CCCD 001099000001": "CCCD 001*******01",
    "(001199000001)": "(001*******01)",
    "# CCCD: 001 203 004 567": "# CCCD: 001**********67",
    "căn cước công dân số 001.203.004.567": "căn cước công dân số 001**********67",
    "so_dinh_danh: 001 203 004 567": "so_dinh_danh: 001**********67",
    "CCCD 001 203 004 567, 079.301.000.002": "CCCD 001**********67, 079**********02",
    "CMND 987654321": "CMND 987****21",
    "CMND/CCCD: 987 654 321": "CMND/CCCD: 987******21",
    "chứng minh nhân dân số 012345678": "chứng minh nhân dân số 012****78",
    "0912 345 678": "091*******78",
    "0912.345.678": "091*******78",
    "# (0912) 345 678": "# (091********78",
    "(091) 234.5678": "(091********78",
    "(+84) 912 345 678": "(+84***********78",
    "+84912345678": "+84*******78",
    "0912345678/0987654321": "091*****78/098*****21",
    "nguyenvana@gmail.com": "ng********@gmail.com",
    "a@yahoo.com.vn": "*@yahoo.com.vn",
    "STK 0071001234567 Vietcombank": "STK 007********67 Vietcombank",
    "stk: 1903 5678 9012 34": "stk: 190************34",
    "Vietcombank: 0071001234567": "Vietcombank: 007********67",
    "0071001234567 - Vietcombank": "007********67 - Vietcombank",
    "tài khoản của ông A: 0071001234567": "tài khoản của ông A: 007********67",
    "so_tai_khoan: 0071001234567": "so_tai_khoan: 007********67",
    '"mật khẩu: Abc@12345"': '"mật khẩu: Ab*******"',
    "mat_khau: Abc@12345": "mat_khau: Ab*******",
    "MAT_KHAU=Abc@12345": "MAT_KHAU=Ab*******",
    "MẬT KHẨU: Abc@12345": "MẬT KHẨU: Ab*******",
    'Mật Khẩu: "Abc@12345"': 'Mật Khẩu: "Ab*******"',
    '"password": "hunter2"': '"password": "*******"',
    "{pwd: Abc@12345, x: 1}": "{pwd: Ab*******, x: 1}",
    "tài khoản admin, mật khẩu Abc@12345": "tài khoản admin, mật khẩu Ab*******",
    "mật khẩu wifi (Abc@12345)": "mật khẩu wifi (Ab*******)",
    "mật khẩu của tài khoản admin: Abc@12345": "mật khẩu của tài khoản admin: Ab*******",
    "Password: 123456": "Password: ******",
    "postgres://admin:Abc12345@host": "postgres://admin:Ab******@host",
    "AKIAIOSFODNN7EXAMPLE": "AK******************",
    "ghp_" + "a1B2c3D4e5F6" * 3: "gh" + "*" * 38,
    "api_key: a8f5f167f44f4964e6c998dee827110c": "api_key: a8" + "*" * 30,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln": "ey" + "*" * 51,
    PEM: "--" + "*" * (len(PEM) - 2),
    "Độ mật: TỐI MẬT": "Độ mật: TỐ*****",
    "- MẬT": "- MẬ*",
    "title: Đề án (MẬT)": "title: Đề án (MẬ*)",
    "{title: Đề án (TỐI MẬT), id: A}": "{title: Đề án (TỐ*****), id: A}",
}
NONE = """
mật khẩu phải được thay đổi định kỳ
đổi mật khẩu 90 ngày một lần
Xác thực bằng mật khẩu dùng một lần
mật khẩu:
password: # chưa có
mật khẩu: tối thiểu 12 ký tự
mật khẩu: 12 ký tự
mật khẩu: không
password: required
mật khẩu: ********
password: <điền sau>
mật khẩu: ${MAT_KHAU}
mật khẩu băm SHA-256, AES-256, qua TLS1.2+
mật khẩu theo TCVN11930:2017
mật khẩu gửi về abc1@tinhx.gov.vn
Độ dài mật khẩu: 8-16
nhân khẩu: 1234567
BẢO MẬT, AN TOÀN; bí mật, mật độ, mật khẩu mạnh
AN TOÀN, BẢO MẬT
CƠ YẾU, MẬT MÃ
MẬT ĐỘ
Đề án an toàn (bảo mật)
Đề án an toàn (BẢO MẬT)
Tài liệu (MẬT) không đăng tải
Mã 001 203 004 567
CCCD: 003 203 004 567, 001 903 004 567, 1001 203 004 567
Số định danh điện tử: 125.000.000.000
(024) 3943 1234, (0277) 3851 431, (mã 0912) 345 678
total: 123456789012
mã dự án 202412345678
Mã hồ sơ 0071001234567
Điện thoại 024 3943 1234
vanthu@dongthap.gov.vn
phiên bản 2.0.1.15
850e8400-e29b-41d4-a716-446655440000
Kinh phí 125.000.000.000 đồng
Cấp 5.000 tài khoản tra cứu
Số tài khoản định danh: 250000
tài khoản cho 250000 người dân
Số tài khoản đã kích hoạt: 53412345
deadline: 2025-09-30
risk: state-secrets
""".strip().split("\n")


@pytest.mark.parametrize(("text", "masked"), MASKED.items())
def test_what_must_not_be_shown_is_masked_at_the_same_length(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert len(masked) == len(text)
    assert mask(masked) == masked


@pytest.mark.parametrize("text", MASKED)
def test_the_decomposed_form_is_masked_as_well(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert len(find(decomposed)) == len(find(text))
    assert len(mask(decomposed)) == len(decomposed)


@pytest.mark.parametrize("text", NONE)
def test_ordinary_words_and_numbers_are_none(text: str) -> None:
    assert find(text) == ()
    assert mask(text) == text


def test_a_hash_is_none() -> None:
    assert find("sha256 " + "9f86d081884c7d65" * 4) == ()


def test_each_line_is_judged_by_itself_and_in_order() -> None:
    text = "a: 0912345678\nb: x\nmật khẩu: Abc@12345 # 001099000001\n"
    assert [text[start:end] for _, start, end in find(text)] == [
        "0912345678",
        "Abc@12345",
        "001099000001",
    ]


def test_the_block_of_a_private_key_is_one_stretch() -> None:
    text = f"note: |\n  {PEM}\n  {BASE64}\n  {BASE64[:40]}\nnext: x\n"
    (stretch,) = find(text)
    assert text[stretch.start : stretch.end].endswith(BASE64[:40])
    assert "MII" not in mask(text)
    assert mask(text).count("\n") == text.count("\n")


def test_known_secrets_are_masked_without_their_key_word() -> None:
    known = secrets(f"mật khẩu: Abc@12345\nid: 001099000001\n{PEM}\n{BASE64}")
    assert mask('value "Abc@12345"', known) == 'value "Ab*******"'
    assert "1099000001" not in mask("read as 1099000001", known)
    assert BASE64 not in mask(BASE64, known)


def test_a_short_secret_is_wholly_covered() -> None:
    assert covered("password", "hunter2") == "*******"
    assert covered("account", "123456") == "******"


@pytest.mark.parametrize(
    "word",
    ["password:", "a", "0", "0912345678 ", "mật khẩu ", "MẬT ", "tài khoản ", "STK ", "CMND ",
     "eyJ", "bank 12 34 ", "012 345 ", "tk số ", PEM + "\n", "mật khẩu: ", "://a:", "MẬT\u0323 ",
     "(0912) ", "CCCD 001 203 ", "(MẬT) "],
)  # fmt: skip
def test_long_lines_of_signs_take_no_time(word: str) -> None:
    text = word * (100_000 // len(word)) + "@gmail.com"
    start = time.perf_counter()
    mask(text)
    assert time.perf_counter() - start < 1.5
