"""From bytes to nodes: what is refused and where, and that both parsers read the same."""

from pathlib import Path
from typing import Any

import pytest

from dtplan import resources
from dtplan.errors import DtplanError
from dtplan.node import Node, span
from dtplan.parsing.document import Document, Unreadable, load
from dtplan.parsing.plan_file import MAX_BYTES
from dtplan.parsing.yaml12 import MAX_VALUES
from tests.conftest import ROOT

BOM = b"\xef\xbb\xbf"


def refused(source: bytes) -> tuple[str, int, int]:
    """The case of a refusal, and its line and column from 1."""
    plan = load("plan.yaml", source)
    assert isinstance(plan, Unreadable)
    return plan.case, plan.span.line + 1, plan.span.column + 1


def read(source: bytes | str) -> Document:
    plan = load("plan.yaml", source.encode() if isinstance(source, str) else source)
    assert isinstance(plan, Document), plan
    return plan


@pytest.mark.parametrize(
    ("source", "case", "line", "column"),
    [
        ("dtplan: 1\n".encode("utf-16"), "utf16", 1, 1),
        ("dtplan: 1\n".encode("utf-16-le"), "utf16", 1, 2),
        (BOM + b"id: \xff\n", "not_utf8", 1, 5),
        (BOM + b"id: \x00\n", "nul", 1, 5),
        (BOM + b"id: \x1b\n", "control_character", 1, 5),
        ("dtplan: 1\n".encode("utf-16-be"), "utf16", 1, 1),
        ("dtplan: 1\n".encode("utf-32"), "utf16", 1, 1),
        (b"dtplan: 1\ntitle: a\x00b\n", "nul", 2, 9),
        (b"dtplan: 1\ntitle: \xff\n", "not_utf8", 2, 8),
        ("title: Đề \n".encode() + b"id: a\xe9\n", "not_utf8", 2, 6),
        ("title: Đề ".encode() + b"\xe1\xba\n", "not_utf8", 1, 11),
        (b"title: \xed\xa0\x80\n", "not_utf8", 1, 8),
        (b"title: \xc0\xaf\n", "not_utf8", 1, 8),
        (b"dtplan: 1\rtitle: a\n", "lone_cr", 1, 10),
        (b"dtplan: 1\r\ntitle: a\rb\r\n", "lone_cr", 2, 9),
        (b"dtplan: 1\ntitle: a" + BOM + b"\n", "bom_inside", 2, 9),
        (BOM + BOM + b"dtplan: 1\n", "bom_inside", 1, 1),
        ("dtplan: 1\ntitle: đề\u2028án\n".encode(), "line_separator", 2, 10),
        ("dtplan: 1\ntitle: đề\u2029án\n".encode(), "line_separator", 2, 10),
        ("dtplan: 1\ntitle: đề\x85án\n".encode(), "line_separator", 2, 10),
        (b"dtplan: 1\ntitle: \x1b[2J\n", "control_character", 2, 8),
        (b"dtplan: 1\n# \x7f\n", "control_character", 2, 3),
        ("dtplan: 1\ntitle: a\x9bb\n".encode(), "control_character", 2, 9),
        ("dtplan: 1\ntitle: \uffff\n".encode(), "control_character", 2, 8),
        (b"%TAG ! tag:x\n---\ndtplan: 1\n", "directive", 1, 1),
        (b"dtplan: 1\n<<<<<<< HEAD\n", "merge_conflict", 2, 1),
    ],
)
def test_what_no_plan_may_hold_is_refused_at_its_place(
    source: bytes, case: str, line: int, column: int
) -> None:
    assert refused(source) == (case, line, column)


def test_a_text_that_is_too_large_is_refused() -> None:
    assert refused(b"#" * (MAX_BYTES + 1))[0] == "too_large"
    assert read(b"dtplan: 1\n" + b"#" * (MAX_BYTES - 10))


def test_values_are_counted_with_the_mappings_they_stand_in() -> None:
    fields = [f"k{number}: 1\n" for number in range(MAX_VALUES)]
    root = read("".join(fields[:-1])).root
    assert root.fields is not None
    assert 1 + len(root.fields) == MAX_VALUES
    assert refused("".join(fields).encode())[0] == "too_many_values"
    in_a_list = f"a: [{'x,' * (2 * MAX_VALUES)}]\n".encode()
    read_before = 2 * MAX_VALUES - len(("the mapping", "its key", "the list"))
    column = len("a: [") + len("x,") * read_before + 1
    assert refused(in_a_list) == ("too_many_values", 1, column)


def test_a_byte_order_mark_at_the_start_is_no_part_of_the_text() -> None:
    plan = read(BOM + b"dtplan: 1\n")
    assert plan.text == "dtplan: 1\n"
    assert span(plan.root["dtplan"])[:2] == (0, 8)


def test_windows_line_ends_change_no_place() -> None:
    text = "dtplan: 1\ntitle: Đề án\ntargets:\n  - id: MT1\n    note: |\n      a\n      b\n"
    unix, windows = read(text), read(text.replace("\n", "\r\n"))
    assert described(windows.root) == described(unix.root)
    assert windows.lines == unix.lines


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("title: Ủy ban nhân dân tỉnh, ĐỀ ÁN, ước\r\n", True),
        ("title: Ðề án\n", False),
        ("title: a\u200bb\n", False),
        ("title: 数\n", False),
        ("title: a\u0301\n", False),
    ],
)
def test_a_plain_text_is_told_from_one_that_needs_a_look(text: str, is_plain: bool) -> None:
    assert read(text).is_plain == is_plain


@pytest.mark.parametrize("count", [1, 9])
@pytest.mark.parametrize("blank", ["\xa0", "\u2003", "\u3000"])
@pytest.mark.parametrize("quote", ["", "'"])
def test_a_text_of_blanks_is_absent(blank: str, count: int, quote: str) -> None:
    text = f"dtplan: 1\ntitle: {quote}{blank * count}{quote}\n"
    plan = load("a.yaml", text.encode())
    assert isinstance(plan, Document)
    assert plan.root["title"].absent
    assert plan.root["title"].text == ""


def test_what_cannot_be_opened_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(DtplanError):
        load(str(tmp_path / "none.yaml"))
    folder = load(str(tmp_path))
    assert isinstance(folder, Unreadable)
    assert folder.case == "not_regular_file"


def described(node: Node) -> list[tuple[object, ...]]:
    """Everything a rule can see of a tree."""
    return [
        (item.pointer, item.value, type(item.value), span(item), item.event is not None)
        for item in node.walk()
    ]


def sources() -> list[Any]:
    found = [
        pytest.param(plan, id=f"{file.stem}: {case['name']}")
        for file in sorted((ROOT / "tests" / "rules").glob("*.yaml"))
        for case in resources.parse_yaml(file.read_bytes())
        for plan in case.get("plans") or [case["plan"]]
    ]
    files = [ROOT / "tests" / "reference.plan.yaml", *sorted((ROOT / "examples").glob("*.yaml"))]
    return found + [pytest.param(file.read_text("utf-8"), id=file.name) for file in files]


@pytest.mark.parametrize("text", sources())
def test_both_parsers_read_the_same(text: str) -> None:
    fast, pure = load("plan.yaml", text.encode()), load("plan.yaml", text.encode(), pure=True)
    if isinstance(fast, Unreadable) or isinstance(pure, Unreadable):
        assert fast == pure
        return
    assert described(fast.root) == described(pure.root)
    for one, other in ((fast.ambiguous, pure.ambiguous), (fast.collections, pure.collections)):
        assert [node.pointer for node in one] == [node.pointer for node in other]
    assert [(item.first.pointer, span(item.again)) for item in fast.duplicates] == [
        (item.first.pointer, span(item.again)) for item in pure.duplicates
    ]
