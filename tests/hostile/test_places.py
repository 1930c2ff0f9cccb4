"""Lines, columns and carets count what a reader sees: characters in JSON, cells in text."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from . import judging
from .kinds import DRAFT
from .running import run

# Each brings DT010 at the word `yes`.
LINES = {
    "ascii": "  - {title: yes}",
    "composed": '  - {note: "tiếng Việt đổi số", title: yes}',
    "decomposed": unicodedata.normalize("NFD", '  - {note: "tiếng Việt đổi số", title: yes}'),
    "beyond-bmp": '  - {note: "\U0001f1fb\U0001f1f3 \U0001f4bb", title: yes}',
    "joined": '  - {note: "\U0001f469\u200d\U0001f4bb", title: yes}',
    "wide": '  - {note: "漢字", title: yes}',
    "tab": '  - {note:\t"x", title: yes}',
    "invisible": '  - {note: "x\u200by\u00ad", title: yes}',
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_columns_are_characters(mark: bytes, ending: str, tmp_path: Path) -> None:
    lines = [*DRAFT.splitlines(), "risks:", *LINES.values()]
    (tmp_path / "x.yaml").write_bytes(mark + "".join(line + ending for line in lines).encode())
    places = [
        (found["line"], found["column"], found["end_line"], found["end_column"])
        for found in _ambiguous(tmp_path)
    ]
    columns = [(number, line.find("yes") + 1) for number, line in enumerate(lines, 1)]
    assert places == [
        (line, column, line, column + len("yes")) for line, column in columns if column
    ]


def test_a_mark_before_the_first_line_moves_nothing(tmp_path: Path) -> None:
    line = "{dtplan: 1, status: draft, title: no}"
    (tmp_path / "x.yaml").write_bytes(b"\xef\xbb\xbf" + line.encode())
    (found,) = _ambiguous(tmp_path)
    assert (found["line"], found["column"]) == (1, line.index("no}") + 1)


@pytest.mark.parametrize(
    "line", [LINES[name] for name in ("ascii", "composed", "decomposed", "wide")]
)
def test_carets_stand_under_the_right_cells(line: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes((DRAFT + "risks:\n" + line + "\n").encode())
    outcome = run("check", "--select", "DT010", "x.yaml", folder=tmp_path)
    lines = judging.text(outcome.out).split("\n")
    at = next(number for number, shown in enumerate(lines) if "^" in shown)
    shown, carets = lines[at - 1], lines[at]
    assert _cells(shown[: shown.index("yes")]) == _cells(carets[: carets.index("^")])
    assert carets.count("^") == len("yes")


def _ambiguous(folder: Path) -> list[dict[str, Any]]:
    outcome = run("check", "--format", "json", "x.yaml", folder=folder)
    return [found for found in judging.report(outcome)["findings"] if found["code"] == "DT010"]


def _cells(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
