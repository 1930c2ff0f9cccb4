"""Rows about size: nesting, many items, long texts, patterns that could explode."""

from collections.abc import Callable

from .kinds import DRAFT, budget, odd, plan, title

_MEGABYTE = 1_000_000


def _nested(opening: str, closing: str, levels: int) -> Callable[[], bytes]:
    return lambda: plan("targets: " + opening * levels + "x" + closing * levels)


def _steps(levels: int) -> bytes:
    lines = "".join(f"{' ' * level}k:\n" for level in range(levels))
    return lines.encode()


def _many(key: str, item: str, count: int) -> Callable[[], bytes]:
    return lambda: plan(f"{key}:", *(f"  - {item.format(n=n)}" for n in range(count)))


NESTING = (
    odd("a039", "1,000 lists", _nested("[", "]", 1000), "DT001"),
    odd("a040", "30,000 lists", _nested("[", "]", 30_000), "DT001"),
    odd("a041", "30,000 mappings", _nested("{a: ", "}", 30_000), "DT001"),
    odd("a042", "100,000 lists in one line", _nested("- ", "", 100_000), "DT001"),
    odd("a042-block", "100,000 lists at the root", lambda: b"- " * 100_000 + b"x\n", "DT001"),
    odd("a043", "100,000 lists never closed", _nested("[", "", 100_000), "DT001"),
    odd("a044", "3,200 lists", _nested("[", "]", 3200), "DT001"),
    odd("b01", "a million lists", lambda: b"[" * _MEGABYTE + b"\n", "DT001"),
    odd("b07", "1,300 mappings in block style", lambda: _steps(1300), "DT001"),
    odd("b38", "400 lists", _nested("[", "]", 400), "DT001"),
    odd("x-64", "60 lists", _nested("[", "]", 60), "DT002"),
    odd("x-question", "50,000 complex keys", lambda: b"? " * 50_000 + b"x\n", "DT001"),
)

MANY = (
    odd("a103", "10,000 items of a wrong shape", _many("tasks", "{n}", 10_000), "DT002"),
    odd("a104", "3,000 risks", _many("risks", "{{title: Rủi ro {n}}}", 3000), status=0),
    odd(
        "a104-tasks",
        "1,000 tasks that lack everything",
        _many("tasks", "{{id: T{n}}}", 1000),
        status=0,
    ),
    odd(
        "a104-alike",
        "1,500 tasks with one title",
        _many("tasks", "{{id: T{n}, title: Số hóa 12 loại hồ sơ đất đai}}", 1500),
        "DT604",
        status=0,
    ),
    odd(
        "a104-same-id",
        "3,000 items with one id",
        _many("tasks", "{{id: T}}", 3000),
        "DT007",
    ),
    odd(
        "a107",
        "30,000 keys",
        lambda: plan(*(f"k{n}: 1" for n in range(30_000))),
        one_of=("DT001", "DT002"),
    ),
    odd(
        "a107-few",
        "10,000 unknown keys",
        lambda: plan(*(f"k{n}: 1" for n in range(10_000))),
        "DT002",
    ),
    odd("b05", "200,000 keys", lambda: plan(*(f"k{n}: 1" for n in range(200_000))), "DT001"),
    odd(
        "x-nodes",
        "300,000 empty lists",
        lambda: plan("targets: [" + "[]," * 300_000 + "]"),
        "DT001",
    ),
    odd("x-references", "10,000 unknown references", lambda: _references(10_000), "DT006"),
    odd("x-after", "3,000 unknown references of tasks", lambda: _after(3000), "DT006"),
    odd(
        "x-measures",
        "3,000 systems and a measure for each",
        lambda: _measures(3000),
        "DT707",
        status=0,
    ),
    odd("x-reviewed", "3,000 tasks and an entry about each", lambda: _reviewed(3000), "DT408"),
    odd("x-circle", "a circle of 2,000 tasks", lambda: _circle(2000), "DT405"),
    odd("x-comments", "90,000 comments", lambda: plan("# x\n" * 90_000), status=0),
    odd(
        "x-suppressions",
        "10,000 suppressions",
        lambda: plan("# dtplan: ignore DT106 -- x\n" * 10_000),
        status=0,
    ),
    odd("x-duplicates", "10,000 times a key", lambda: plan("title: A\n" * 10_000), "DT003"),
    odd(
        "x-lookalikes",
        "10,000 lines with look-alikes",
        lambda: plan("# \u00d0ồng\n" * 10_000),
        status=0,
    ),
)


def _references(count: int) -> bytes:
    names = ", ".join(f"X{n}" for n in range(count))
    return plan("tasks:", "  - id: NV1", f"    targets: [{names}]", "targets: [{id: MT1}]")


def _after(count: int) -> bytes:
    return plan("tasks:", *(f"  - {{id: T{n}, after: [X{n}]}}" for n in range(count)))


def _measures(count: int) -> bytes:
    system = "  - {{id: S{n}, action: build, data: [personal-data], live: 2025-01-01}}"
    measure = "    - {{id: M{n}, protects: [personal-data], systems: [S{n}], deadline: 2025-02-01}}"
    return plan(
        "systems:",
        *(system.format(n=n) for n in range(count)),
        "security:",
        "  measures:",
        *(measure.format(n=n) for n in range(count)),
    )


def _reviewed(count: int) -> bytes:
    tasks = (f"  - {{id: T{n}, deadline: 2024-12-31}}" for n in range(count))
    entries = (f"      - {{task: T{n}, status: {'done' if n else 'doing'}}}" for n in range(count))
    lines = ("tasks:", *tasks, "reviews:", "  - date: 2025-01-06", "    tasks:", *entries)
    return "\n".join(("dtplan: 1", "status: running", *lines, "")).encode()


def _circle(count: int) -> bytes:
    return plan("tasks:", *(f"  - {{id: T{n}, after: [T{(n + 1) % count}]}}" for n in range(count)))


LONG = (
    odd("a088", "a title of 40,000 characters", lambda: title("x" * 40_000), status=(0, 1)),
    odd(
        "a105",
        "an id that a bad pattern would not survive",
        plan("id: " + "a" * 50_000 + "!"),
        "DT002",
    ),
    odd("a108", "a line of 200 KB", lambda: title("x" * 200_000), status=(0, 1)),
    odd(
        "a108-words", "a line of 200 KB of words", lambda: title("số hóa " * 30_000), status=(0, 1)
    ),
    odd(
        "a109",
        "200,000 blank lines",
        lambda: plan("title: |", "\n" * 200_000 + "  x"),
        status=(0, 1),
    ),
    odd(
        "a109-escaped",
        "90,000 escaped newlines",
        lambda: title('"' + "\\n" * 90_000 + '"'),
        status=(0, 1),
    ),
    odd("b03", "a text of 50 MB", lambda: b"a: " + b"x" * (50 * _MEGABYTE), "DT001"),
    odd("b04", "100,000 tags' prefixes", lambda: b"%TAG !a! tag:x,2000:\n" * 100_000, "DT001"),
    odd(
        "b06",
        "60,000 sexagesimals",
        lambda: budget("total: 1" + ":1" * 60_000),
        one_of=("DT001", "DT002", "DT010"),
    ),
    odd(
        "b37",
        "a wrong value of 90 KB",
        lambda: (DRAFT + f"agency: {{level: {'x' * 90_000}}}\n").encode(),
        status=1,
    ),
    odd("b37-key", "an unknown key of 1,000 letters", plan("k" * 1000 + ": 1"), "DT002"),
    odd(
        "x-digits",
        "900 KB of digits",
        _many("risks", '{{title: "' + "0123456789 " * 8000 + '"}}', 10),
        status=(0, 1),
    ),
    odd(
        "x-id-digits",
        "90 KB of digits of an id number",
        lambda: title('"' + "001099" * 15_000 + '"'),
        status=(0, 1),
    ),
    odd("x-mail", "90 KB before an @", lambda: title('"' + "a." * 45_000 + '@"'), status=(0, 1)),
    odd(
        "x-numbers",
        "90 KB of a document's number",
        lambda: plan(f'legal_basis: [{{number: "{"1/" * 45_000}"}}]'),
        status=(0, 1),
    ),
    odd("x-dashes", "90 KB of dashes", lambda: title('"' + "-" * 90_000 + '"'), status=(0, 1)),
    odd(
        "x-spaces",
        "900 KB of spaces",
        lambda: plan("title: A" + " " * 900_000 + "# x"),
        status=(0, 1),
    ),
    odd(
        "x-marks",
        "a letter with 90,000 marks",
        lambda: title("a" + "\u0301" * 90_000),
        status=(0, 1),
    ),
    odd(
        "x-ordered",
        "90,000 marks out of order",
        lambda: title("a" + "\u0301\u0323" * 45_000),
        status=(0, 1),
    ),
)

ROWS = (*NESTING, *MANY, *LONG)
