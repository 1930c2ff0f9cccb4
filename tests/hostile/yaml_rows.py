"""Rows about YAML: shape, keys, scalars, tags, aliases, directives, syntax."""

from .kinds import budget, odd, plan, starts, target, title

_BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
)
_CHAIN = "\n".join(["b0: &b0 [x]", *(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]" for n in range(1, 60))])
_MERGES = "\n".join(
    ["m0: &m0 {x: 1}"]
    + [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 9)]
)
_CONFLICT = "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> nhanh"
_OBJECT = "tag:yaml.org,2002:python/object/apply:os.system"

SHAPES = (
    odd("a001", "an empty file", b"", "DT001"),
    odd("a002", "a comment alone", b"# ghi sau\n", "DT001"),
    odd("a002-dashes", "a document without anything", b"---\n", "DT001"),
    odd("a002-null", "a null", b"null\n", "DT001"),
    odd("a002-blank", "blank lines", b"\n\n   \n", "DT001"),
    odd("a003", "a bare text", "Kế hoạch chuyển đổi số\n".encode(), "DT001"),
    odd("a004", "a list", b"- a\n- b\n", "DT001"),
)

KEYS = (
    odd("a005", "a key twice", plan("title: A", "title: B"), "DT003"),
    odd(
        "a005-ambiguous",
        "a key twice, the later value in doubt",
        plan("title: A", "title: yes"),
        "DT003",
    ),
    odd(
        "a005-deep",
        "a key twice in a list's item",
        plan("risks:", "  - title: A", "    title: B"),
        "DT003",
    ),
    odd(
        "a006",
        "a key twice, composed and decomposed",
        plan("ti\u1ebfng: 1", "tie\u0302\u0301ng: 2"),
        "DT003",
        "DT004",
    ),
    odd(
        "a007",
        "keys that YAML 1.1 takes for booleans",
        plan("yes: 1", "on: 2", "True: 3"),
        one_of=("DT001", "DT002", "DT010"),
    ),
    odd("a090", "nulls", plan("title: null", "id: ~", "agency:", "targets: []"), status=0),
    odd("a091", "a null key", plan("null: 2"), "DT001"),
    odd("a091-bare", "an absent key", plan(": 2"), "DT001"),
    odd("a092", "a boolean as a key", plan("true: b"), "DT001"),
    odd("a092-number", "numbers as keys", plan("1: a", '"1": c'), one_of=("DT001", "DT002")),
    odd("a093", "a list as a key", plan("? [a, b]", ": 1"), "DT001"),
    odd("a093-mapping", "a mapping as a key", plan("{a: 1}: 2"), "DT001"),
    odd("a094", "a key of 2,000 characters", plan("k" * 2000 + ": 1"), "DT001"),
)

SCALARS = (
    odd(
        "a008",
        "booleans of YAML 1.1",
        plan("breakthroughs:", "  - feasibility:", "      ready: yes", "      legal_change: NO"),
        "DT010",
    ),
    odd("a009", "sexagesimals", target("value: 12:30", "baseline: 1:30:00"), "DT010"),
    odd("a010", "leading zeros", plan("title: 01234", "id: 01234567"), "DT010"),
    odd("a011", "one group of three after a dot", target("value: 1.500"), "DT010"),
    odd("a011-round", "a hundred or a hundred thousand", target("value: 100.000"), "DT010"),
    odd("a012", "decimal commas", target('value: "0,7"', "baseline: 1.234,5"), "DT002"),
    odd(
        "a013",
        "not finite",
        target("value: .nan", "baseline: .inf", "milestones: [{value: -.inf}]"),
        "DT010",
    ),
    odd("a014", "an exponent beyond floats", budget("total: 1e400"), "DT010"),
    odd(
        "a014-signed",
        "an exponent beyond floats, as both versions read it",
        budget("total: 1.0e+400"),
        one_of=("DT001", "DT002", "DT010"),
    ),
    odd("a015", "5,000 digits", budget("total: " + "9" * 5000), one_of=("DT001", "DT002", "DT010")),
    odd("a016", "5,000 hexadecimal digits", budget("total: 0x" + "F" * 5000), "DT010"),
    odd(
        "a017",
        "600 KB of sexagesimal",
        lambda: budget("total: 1" + ":59" * 200_000),
        one_of=("DT001", "DT002", "DT010"),
    ),
    odd(
        "a018",
        "a sexagesimal beyond floats",
        target("value: 1" + ":59" * 400 + ".5"),
        one_of=("DT002", "DT010"),
    ),
    odd("a018-date", "a time before year 1", starts("0001-01-01T00:00:00+23:59"), "DT002"),
    odd("a019", "30 February", starts("2026-02-30"), "DT002"),
    odd("a020", "month 13", starts("2026-13-01"), "DT002"),
    odd("a021", "hour 25", starts("2024-01-01T25:00:00"), "DT002"),
    odd("a022", "a date", starts("2024-10-15"), status=0, never=("DT002", "DT010")),
    odd(
        "a026",
        "a number without digits",
        budget("total: 0b_", "currency: 0x_"),
        one_of=("DT002", "DT010"),
    ),
    odd("a027", "an equals sign", title("="), status=(0, 1)),
    odd("a106", "a newline at an identifier's end", plan('id: "NV-01\\n"'), "DT002"),
    odd("a070", "a tab for indentation", plan("agency:", "\tname: A"), "DT001"),
    odd("a071", "a tab after the colon", title("\tA"), status=0, never=("DT001",)),
    odd("a095", "a text cut by its #", title("Nhiệm vụ #5"), "DT011", status=0),
    odd("a095-whole", "a text swallowed by its #", title("#11 huyện"), "DT011", status=0),
    odd("a096", "a colon in plain text", title("Nhiệm vụ 1: rà soát"), "DT001"),
    odd("a097", "a quote never closed", title('"Nhiệm vụ'), "DT001"),
    odd("a097-no-newline", "a quote never closed, no newline", title('"x')[:-1], "DT001"),
    odd("a098", "marks of a conflict", plan(_CONFLICT), "DT001"),
    odd("x014", "a comma cuts an agency's name", plan("lead: {name: A, position: B, C}"), "DT014"),
    odd(
        "x014-agency",
        "a comma cuts the name of a known unit",
        plan("agency: {name: Sở Văn hóa, Thể thao và Du lịch}"),
        "DT014",
    ),
    odd("x-unit", "a unit that starts a token", target("unit: %"), "DT001"),
    odd("x-at", "a text that starts with @", title("@ai"), "DT001"),
    odd("x-version", "a format that does not exist", b"dtplan: 99999999999999999999\n", "DT002"),
    odd("x-version-text", "a version that is a list", b"dtplan: [1]\n", "DT002"),
    odd("x-no-version", "no version", b"status: draft\n", "DT002"),
)

TAGS = (
    odd("a023", "a timestamp's tag", title("!!timestamp x"), "DT001"),
    odd("a024", "a boolean's tag", title("!!bool x"), "DT001"),
    odd("a025", "an integer's tag", title("!!int x"), "DT001"),
    odd(
        "a028",
        "a tag that runs a command",
        title('!!python/object/apply:os.system ["touch RAN"]'),
        "DT001",
    ),
    odd("a029", "the same tag in full", title(f'!<{_OBJECT}> ["touch RAN"]'), "DT001"),
    odd("a030", "an unknown tag", title("!kehoach x"), "DT001"),
    odd("a031", "a set", plan("title: !!set {a, b}"), "DT001"),
    odd("a031-bytes", "bytes", title("!!binary aGVsbG8="), "DT001"),
    odd("a031-pairs", "pairs", plan("title: !!pairs [a: 1]"), "DT001"),
    odd("x-tag-plain", "the tag of a text", title('! "x"'), status=(0, 1)),
)

ALIASES = (
    odd("a032", "ten levels of nine aliases", plan(_BOMB), "DT001"),
    odd("a033", "sixty levels of two aliases", plan(_CHAIN), "DT001"),
    odd("a034", "merge keys that multiply", plan(_MERGES), "DT001"),
    odd("a035", "a list that holds itself", plan("targets: &a [*a]"), "DT001"),
    odd("a036", "a mapping that holds itself", plan("agency: &a {name: *a}"), "DT001"),
    odd(
        "a037",
        "a merge key",
        plan("agency: &g {name: A}", "lead:", "  <<: *g", "  name: B"),
        "DT001",
    ),
    odd("a038", "a text between asterisks", title("*quan trọng*"), "DT001"),
    odd("x-anchor", "an anchor nobody uses", title("&neo Đề án"), "DT001"),
    odd("x-merge", "a merge key without an alias", plan("<<: {title: A}"), status=1),
)

DIRECTIVES = (
    odd("a045", "1 MB of tags' prefixes", lambda: b"%TAG !a! tag:x,2000:\n" * 45_000, "DT001"),
    odd("a046", "a version of YAML", b"%YAML 1.2\n---\n" + plan("title: A"), "DT001"),
    odd("a047", "a second document", plan("title: A", "---", "title: B"), "DT001"),
    odd("a047-end", "an end mark and a second document", plan("...", "---", "a: 1"), "DT001"),
    odd("x-start", "one document between marks", b"---\n" + plan("..."), status=0),
    odd(
        "b33", "a reference to a schema elsewhere", plan("$ref: http://127.0.0.1:9/x.json"), "DT002"
    ),
)

ROWS = (*SHAPES, *KEYS, *SCALARS, *TAGS, *ALIASES, *DIRECTIVES)
