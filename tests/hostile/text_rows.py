"""Rows about characters: encodings, controls, invisible and look-alike letters, markup."""

from .kinds import DRAFT, odd, plan, target, title

_VIETNAMESE = DRAFT + "title: Kế hoạch chuyển đổi số\n"
_ESC = "\\e"

ENCODINGS = (
    odd("a048", "a byte order mark", b"\xef\xbb\xbf" + plan("title: A"), status=0),
    odd("a049", "two byte order marks", b"\xef\xbb\xbf" * 2 + plan("title: A"), status=(0, 1)),
    odd("a050", "a byte order mark in the middle", plan("\ufefftitle: A"), status=(0, 1)),
    odd("a051", "UTF-16", _VIETNAMESE.encode("utf-16"), "DT001"),
    odd("a051-big", "UTF-16, big-endian", b"\xfe\xff" + _VIETNAMESE.encode("utf-16-be"), "DT001"),
    odd("a051-32", "UTF-32", _VIETNAMESE.encode("utf-32"), "DT001"),
    odd("a052", "NUL bytes", plan("title: A\0B"), "DT001"),
    odd("a052-16", "UTF-16 without a mark", plan("title: A").decode().encode("utf-16-le"), "DT001"),
    odd("a053", "Latin-1", (DRAFT + "title: caf\xe9\n").encode("latin-1"), "DT001"),
    odd("a054", "windows-1258", plan() + b"title: K\xea\xec ho\xe5\xf2ch\n", "DT001"),
    odd("a055", "cut in a character", plan("title: A\u1ec7")[:-2], "DT001"),
    odd("a056", "an overlong slash", plan() + b"title: \xc0\xaf\n", "DT001"),
    odd("a057", "a surrogate in UTF-8", plan() + b"title: \xed\xa0\x80\n", "DT001"),
    odd("x-binary", "random bytes", bytes(range(256)) * 4, "DT001"),
    odd("x-png", "a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "DT001"),
)

CONTROLS = (
    odd("a058", "a lone surrogate's escape", title('"x\\ud800y"'), one_of=("DT001", "DT015")),
    odd("a059", "a raw escape character", title("x\x1b[31my"), "DT001"),
    odd("a059-bell", "a raw bell in a comment", plan("# x\x07y"), "DT001"),
    odd("a060", "an escaped NUL", title('"x\\0y"'), "DT015"),
    odd(
        "a061",
        "escapes that clear a screen",
        title(f'"{_ESC}]0;HACK\\a{_ESC}[2J{_ESC}[31m"'),
        "DT015",
    ),
    odd(
        "a062",
        "a terminal's link with a false text",
        title(f'"{_ESC}]8;;http://evil.example{_ESC}\\\\x"'),
        "DT015",
    ),
    odd("a063", "a clipboard's escape", title(f'"{_ESC}]52;c;cm0gLXJmIC8=\\a"'), "DT015"),
    odd("a064", "bidirectional controls", title("duyệt\u202e tờ trình\u2066 x"), "DT015"),
    odd("a064-escaped", "their escapes", title('"duyệt\\u202E tờ trình\\u2066 x"'), "DT015"),
    odd("a064-comment", "one in a comment", plan("# duyệt\u202e tờ trình"), "DT015"),
    odd("a064-key", "one in a key", plan('"t\\u202Eitle": x'), "DT002"),
    odd("a067", "line ends of YAML alone", plan("title: x\x85id: y\u2028status: z"), "DT001"),
    odd("a067-quoted", "a raw line separator", title('"x\u2028::error::y"'), "DT001"),
    odd(
        "a067-escaped", "an escaped line separator", title('"x\\L::error::y\\N\\P"'), status=(0, 1)
    ),
    odd("a068", "lone carriage returns", plan("title: A\rid: B"), "DT001"),
    odd("a069", "CRLF", plan("title: A").replace(b"\n", b"\r\n"), status=0, never=("DT001",)),
    odd("x-del", "a raw DEL", title("x\x7fy"), "DT001"),
    odd("x-c1", "a raw CSI of C1", title("x\x9b31my"), "DT001"),
    odd("x-key-esc", "an escape in an unknown key", plan('"\\e[2Jx": 1'), "DT002"),
    odd(
        "x-enum-esc", "an escape in a value of a list", plan('agency: {level: "\\e[2Jx"}'), "DT002"
    ),
    odd("x-id-esc", "an escape in an item's id", plan("tasks:", '  - id: "\\e[2J"'), "DT002"),
    odd("x-fffe", "a character that is none", title('"x\\uFFFEy\\uFFFF"'), status=(0, 1)),
)

LETTERS = (
    odd(
        "a065",
        "invisible characters",
        title("Đồng\u200bTháp NV\u200d01 x\u00a0y so\u00adft"),
        "DT005",
        status=0,
    ),
    odd(
        "a066",
        "a no-break space after the colon",
        title("x").replace(b": x", b":\xc2\xa0x"),
        "DT001",
    ),
    odd("a072", "Eth for D with stroke", title("\u00d0ồng Tháp"), "DT005", status=0),
    odd("a073", "African D", title("\u0189ồng Tháp"), "DT005", status=0),
    odd("a074", "Cyrillic letters", title("Sở \u0422ài chính"), "DT005", status=0),
    odd("a074-id", "a Cyrillic letter in an id", plan("id: NV-\u041e1"), one_of=("DT002", "DT005")),
    odd(
        "a075",
        "decomposed text",
        title("Ty\u0309 le\u0323\u0302 ho\u0302\u0300 so\u031b"),
        "DT004",
        status=0,
    ),
    odd("a076", "marks out of order", title("ca\u0301\u0302p"), "DT004", status=0),
    odd(
        "a078",
        "TCVN3",
        title("ChuyÓn ®æi sè tØnh §ång Th¸p giai ®o¹n 2024-2025"),
        "DT009",
        status=0,
    ),
    odd(
        "a079",
        "VNI",
        title("Chuyeån ñoåi soá tænh Ñoàng Thaùp giai ñoaïn 2024-2025"),
        "DT009",
        status=0,
    ),
    odd(
        "a080",
        "UTF-8 read as Latin-1, with C1 controls",
        title("Chuyển đổi số".encode().decode("latin-1")),
        one_of=("DT001", "DT009"),
    ),
    odd(
        "a080-1252",
        "UTF-8 read as windows-1252",
        title('"' + "Chuyển đổi số".encode().decode("cp1252") + '"'),
        "DT009",
        status=0,
    ),
    odd("a081", "full-width digits for a number", target('value: "\uff12\uff10"'), "DT002"),
    odd("a081-mixed", "a full-width digit in a number", title("Năm 20\uff126"), "DT005", status=0),
    odd("a082", "a superscript for a number", target('value: "\u00b2"'), "DT002"),
    odd(
        "a112",
        "emoji",
        title("👩\u200d💻🇻🇳 tiến độ"),
        status=0,
        never=("DT005", "DT015"),
    ),
    odd("x-blank", "letters nobody sees", title('"\u3164\u115f\u2800"'), status=(0, 1)),
    odd("x-zalgo", "a hundred marks on a letter", title("a" + "\u0301" * 100), status=(0, 1)),
    odd("x-hangul", "letters of width two", title('"한글 漢字 tiếng"'), status=0),
)


def _everywhere(text: str) -> bytes:
    """A draft that brings `text` into messages: as an id, a value of a list, a key, a reference."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return plan(
        f"title: {quoted}",
        f"id: {quoted}",
        f"agency: {{name: {quoted}, level: {quoted}}}",
        f"tasks: [{{id: {quoted}, title: {quoted}, targets: [{quoted}]}}]",
        f"risks: [{{title: {quoted}, owner: {{agency: {quoted}}}}}]",
        f"systems: [{{name: {quoted}, national: {quoted}}}]",
        f"legal_basis: [{{number: {quoted}}}]",
        f"{quoted}: {quoted}",
    )


MARKUP = (
    odd("a083", "closing markup", _everywhere("[/] [bold]x[/red] :smile:")),
    odd("a084", "a workflow command", _everywhere("x\n::error file=a.yaml,line=1::gia mao")),
    odd("a084-start", "a text that begins with one", _everywhere("::error::gia mao")),
    odd(
        "a084-block",
        "one in block text",
        plan("title: |", "  x", "  ::error::y", "  ##[error]z"),
        status=0,
    ),
    odd("a084-broken", "one in a file that is no YAML", b"::error::gia mao: x: y\n", "DT001"),
    odd("a084-hash", "the other form", _everywhere("x\n##[error]gia mao")),
    odd("a085", "a script", _everywhere("</script><script>alert(1)</script>")),
    odd("a086", "an end of character data", _everywhere("]]> <a>&amp;")),
    odd("a087", "a formula", _everywhere('=HYPERLINK("http://evil.example","x")')),
    odd("a089", "characters of sheets' names", _everywhere("A/B[C]:*?" + "y" * 100)),
    odd("a110", "a path out of the folder", _everywhere("../../../../etc/passwd")),
    odd(
        "a110-ruleset",
        "a path for a ruleset",
        plan("rulesets: [../../../../etc/passwd]"),
        one_of=("DT002", "DT006"),
    ),
    odd("a111", "a field of Word", _everywhere('{ INCLUDETEXT "http://evil.example/x" }')),
    odd(
        "x-format", "placeholders", _everywhere("{item} {0} {value!r} {=targets.value} %s %(x)s {")
    ),
    odd("x-pointer", "characters of pointers", _everywhere("a/b~c~0~1")),
    odd("x-ansi", "codes of a terminal without ESC", _everywhere("[31m]0;x")),
)

ROWS = (*ENCODINGS, *CONTROLS, *LETTERS, *MARKUP)
