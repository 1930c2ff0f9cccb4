"""Rows about personal data and secrets: found where they are, silent where not, never shown whole.

Every number and password here is made up.
"""

from .kinds import DRAFT, odd, plan, title

_ID = "001099012345"
_ID_GROUPS = "001 203 004 567"
_MOBILE = "0912 345 678"
_MOBILE_BRACKETS = "(0912) 345 678"
_PASSWORD = "Abc@12345"
_CLOUD_KEY = "AKIAIOSFODNN7EXAMPLE"
_TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3
_ACCOUNT = "0071001234567"
_MAIL = "nguyenvana@gmail.com"
# Put together here, for scanners of this repository look for the whole of it.
_PEM = (
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeK",
)
_BROKEN_PEM = (
    "    -----BEGIN " + "PRIVATE KEY-----",
    "    MIIEvQIBADANBgkq",
    "  wQNfFmuN4t0gOZ0zGZ3Z5C2vY8pQ",
)

FOUND = (
    odd(
        "a010-id",
        "an id number that looks octal",
        plan("title: 001234567012"),
        "DT010",
        "DT705",
        hidden=["001234567012", "175304202"],
    ),
    odd("a099", "an id number", title(f'"CCCD {_ID}"'), "DT705", hidden=[_ID]),
    odd(
        "a100",
        "a mobile number and a mailbox",
        title(f'"Gọi {_MOBILE}, {_MAIL}"'),
        "DT710",
        status=0,
        hidden=[_MOBILE, _MAIL],
    ),
    odd("a101", "a secrecy mark", title('"Độ mật: TỐI MẬT"'), "DT705"),
    odd("a101-alone", "a mark as a whole text", title("TUYỆT MẬT"), "DT705"),
    odd(
        "a101-nfd",
        "a decomposed mark",
        title('"Đo\u0323\u0302 ma\u0323\u0302t: MA\u0323\u0302T"'),
        "DT705",
        "DT004",
    ),
    odd(
        "a102",
        "a password in Vietnamese",
        title(f'"mật khẩu: {_PASSWORD}"'),
        "DT705",
        hidden=[_PASSWORD],
    ),
    odd(
        "a102-key",
        "a password under its own key",
        plan(f"mật khẩu: {_PASSWORD}"),
        "DT705",
        hidden=[_PASSWORD],
    ),
    odd(
        "a102-ascii",
        "a password in a comment",
        plan(f"# mat_khau: {_PASSWORD}"),
        "DT705",
        hidden=[_PASSWORD],
    ),
    odd("a102-cloud", "a cloud's key", title(f'"{_CLOUD_KEY}"'), "DT705", hidden=[_CLOUD_KEY]),
    odd("a102-token", "a token", plan(f"# {_TOKEN}"), "DT705", hidden=[_TOKEN]),
    odd(
        "a102-english",
        "a password in English",
        title(f'"password: {_PASSWORD}"'),
        "DT705",
        hidden=[_PASSWORD],
    ),
    odd(
        "a102-pem",
        "a private key",
        plan("title: |", *(f"  {line}" for line in _PEM)),
        "DT705",
        hidden=_PEM[1:],
    ),
    odd("e-comment", "an id number in a comment", plan(f"# CCCD {_ID}"), "DT705", hidden=[_ID]),
    odd(
        "e-folded",
        "an id number on a text's second line",
        plan("title: Liên hệ CCCD", f"  {_ID}"),
        "DT705",
        hidden=[_ID],
    ),
    odd(
        "e-groups",
        "an id number in groups of three",
        plan(f"# CCCD: {_ID_GROUPS}"),
        "DT705",
        hidden=[_ID_GROUPS, _ID_GROUPS[1:]],
    ),
    odd(
        "e-groups-dots",
        "an id number in groups with dots",
        title(f'"Căn cước số {_ID_GROUPS.replace(" ", ".")}"'),
        "DT705",
        hidden=[_ID_GROUPS.replace(" ", ".")],
    ),
    odd(
        "e-brackets-mark",
        "a mark in brackets that ends the text",
        title("Đề án (MẬT)"),
        "DT705",
        hidden=["(MẬT)"],
    ),
    odd(
        "e-brackets",
        "a mobile number with brackets",
        plan(f"# {_MOBILE_BRACKETS}"),
        "DT710",
        status=0,
        hidden=[_MOBILE_BRACKETS, _MOBILE_BRACKETS[1:]],
    ),
    odd(
        "e-cmnd",
        "an old id number",
        title('"CMND 987654321"'),
        one_of=("DT705", "DT710"),
        status=(0, 1),
        hidden=["987654321"],
    ),
    odd(
        "e-account",
        "an account",
        title(f'"STK {_ACCOUNT} Vietcombank"'),
        "DT710",
        status=0,
        hidden=[_ACCOUNT],
    ),
    odd(
        "e-plus",
        "a number with a country's code",
        title('"+84 912 345 678"'),
        "DT710",
        status=0,
        hidden=["+84 912 345 678", "912 345 678"],
    ),
    odd(
        "e-dots",
        "a number with dots",
        title("0912.345.678"),
        "DT710",
        status=0,
        hidden=["0912.345.678"],
    ),
    odd(
        "e-plain",
        "a number without anything",
        title('"0912345678"'),
        "DT710",
        status=0,
        hidden=["0912345678"],
    ),
)

# Each puts a number where another rule, or the report itself, quotes what it is about.
QUOTED = (
    odd("e-id", "as an item's id", plan("tasks:", f'  - id: "{_ID}"'), "DT705", hidden=[_ID]),
    odd("e-plan-id", "as the plan's id", plan(f'id: "{_ID}"'), "DT705", hidden=[_ID]),
    odd(
        "e-agency", "as the agency", plan(f'agency: {{name: "UBND {_ID}"}}'), "DT705", hidden=[_ID]
    ),
    odd(
        "e-enum",
        "as a status",
        f'dtplan: 1\nstatus: "{_ID}"\n'.encode(),
        "DT705",
        "DT002",
        hidden=[_ID],
    ),
    odd("e-key", "as an unknown key", plan(f'"{_ID}": x'), "DT705", "DT002", hidden=[_ID]),
    odd("e-key-number", "as a key that is a number", plan(f"{_ID}: x"), status=1, hidden=[_ID]),
    odd(
        "e-twice",
        "as a key written twice",
        plan(f'"{_ID}": x', f'"{_ID}": z'),
        "DT003",
        hidden=[_ID],
    ),
    odd(
        "e-broken",
        "in a file that is no YAML",
        plan(f"title: a: CCCD {_ID}"),
        "DT001",
        hidden=[_ID],
    ),
    odd(
        "e-broken-password",
        "a password in such a file",
        plan(f"title: a: mật khẩu: {_PASSWORD}"),
        "DT001",
        hidden=[_PASSWORD],
    ),
    odd(
        "e-broken-pem",
        "a private key in such a file, cut where it can't be read",
        "\n".join(("dtplan: 1", "note: |", *_BROKEN_PEM, "")).encode(),
        "DT001",
        hidden=[line.strip() for line in _BROKEN_PEM[1:]],
    ),
    odd(
        "e-broken-groups",
        "an id number in groups in such a file",
        plan(f"title: a: CCCD {_ID_GROUPS}"),
        "DT001",
        hidden=[_ID_GROUPS],
    ),
    odd("e-broken-alias", "as an alias", plan(f"title: *{_ID}"), "DT001", hidden=[_ID]),
    odd("e-broken-tag", "as a tag", plan(f"title: !{_ID} x"), "DT001", hidden=[_ID]),
    odd(
        "e-number",
        "as an amount",
        plan(f"budget: {{total: {_ID}}}"),
        "DT705",
        hidden=[_ID, "1099012345"],
    ),
    odd(
        "e-reference",
        "as a reference",
        plan("tasks:", f'  - {{id: NV1, targets: ["{_ID}"]}}', "targets: [{id: MT1}]"),
        "DT705",
        "DT006",
        hidden=[_ID],
    ),
    odd(
        "e-document",
        "as a document's number",
        plan(f'legal_basis: [{{number: "{_MOBILE}"}}]'),
        "DT506",
        "DT710",
        status=0,
        hidden=[_MOBILE],
    ),
    odd(
        "e-owner",
        "as an owner",
        plan("tasks:", f'  - {{id: NV1, owner: {{agency: "Các sở {_MOBILE}"}}}}'),
        "DT304",
        hidden=[_MOBILE],
    ),
    odd(
        "e-cut",
        "after a #",
        plan(f"title: Nhiệm vụ #mật khẩu: {_PASSWORD}"),
        "DT705",
        hidden=[_PASSWORD],
    ),
    odd(
        "e-escaped",
        "behind escapes",
        title('"CCCD \\x30\\x30\\u0031099012345"'),
        status=(0, 1),
        hidden=[_ID],
    ),
    odd(
        "e-comma", "cut by a comma", plan(f"agency: {{name: UBND, {_ID}}}"), status=1, hidden=[_ID]
    ),
    odd(
        "e-suppression",
        "in a suppression",
        plan(f"# dtplan: ignore {_ID} -- {_MOBILE}"),
        "DT705",
        hidden=[_ID, _MOBILE],
    ),
    odd("e-date", "as a date", plan(f'period: {{start: "{_ID}"}}'), "DT705", "DT002", hidden=[_ID]),
    odd(
        "e-vague",
        "in a vague title",
        plan("tasks:", f'  - {{id: NV1, title: "Tăng cường {_MAIL}"}}'),
        "DT710",
        status=0,
        hidden=[_MAIL],
    ),
    odd(
        "e-alike",
        "in two tasks alike",
        plan(
            "tasks:",
            *(f'  - {{id: NV{n}, title: "Gọi số {_MOBILE} khi có sự cố"}}' for n in (1, 2)),
        ),
        "DT710",
        status=0,
        hidden=[_MOBILE],
    ),
    odd("e-ruleset", "as a ruleset", plan(f'rulesets: ["{_ID}"]'), "DT705", hidden=[_ID]),
    odd(
        "e-latin",
        "in a file that is not UTF-8",
        (DRAFT + f"title: \xe9 {_ID}\n").encode("latin-1"),
        "DT001",
        hidden=[_ID],
    ),
    odd("e-control", "beside a raw control", plan(f"title: \x1b {_ID}"), "DT001", hidden=[_ID]),
)

SILENT = (
    odd(
        "e-budget",
        "amounts of 12 digits",
        plan("budget: {total: 123456789012}"),
        status=0,
        never=("DT705", "DT710"),
    ),
    odd(
        "e-bare",
        "digits without a key word",
        title('"Mã hồ sơ 0081001234567"'),
        status=0,
        never=("DT705", "DT710"),
    ),
    odd(
        "e-landline", "a landline", title('"Điện thoại 024 3943 1234"'), status=0, never=("DT710",)
    ),
    odd(
        "e-gov",
        "an agency's mailbox",
        title('"vanthu@dongthap.gov.vn"'),
        status=0,
        never=("DT710",),
    ),
    odd(
        "e-words",
        "words that hold a mark",
        title('"BẢO MẬT, AN TOÀN; bí mật, mật độ, mật khẩu mạnh"'),
        status=0,
        never=("DT705",),
    ),
    odd(
        "e-brackets-words",
        "words in brackets that hold a mark",
        plan("title: An toàn (BẢO MẬT)", "# (bảo mật)"),
        status=0,
        never=("DT705",),
    ),
    odd(
        "e-hash",
        "a hash",
        title('"sha256 ' + "9f86d081884c7d65" * 4 + '"'),
        status=0,
        never=("DT705", "DT710"),
    ),
    odd(
        "e-version", "a version", title('"phiên bản 2.0.1.15"'), status=0, never=("DT705", "DT710")
    ),
)

ROWS = (*FOUND, *QUOTED, *SILENT)
