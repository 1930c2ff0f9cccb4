"""Carets stand under what they mean, in the cells of a terminal."""

import unicodedata

import pytest
from rich.cells import cell_len

from dtplan.text.excerpt import MAX_CELLS, cells, excerpt, padded

TITLE = "Chuyển đổi số"
WIDE = "数字化转型"


def underlined(source: str, start: int, end: int) -> tuple[int, int]:
    """The first cell of the carets, and how many they are."""
    shown = excerpt(source, start, end)
    blank = len(shown.carets) - len(shown.carets.lstrip())
    assert shown.carets == " " * blank + "^" * (len(shown.carets) - blank)
    assert "\n" not in shown.line and "\t" not in shown.line
    return blank, len(shown.carets) - blank


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        unicodedata.normalize("NFD", TITLE),
        unicodedata.normalize("NFD", "Thừa Thiên Huế, Ủy ban"),
        WIDE,
        "ＡＢＣ",
        "한국어",
        "😀 vui",
        "° ± “ ” … – ₫",
        "plain",
        "",
    ],
)
def test_a_text_takes_the_cells_a_terminal_gives_it(text: str) -> None:
    assert cells(text) == cell_len(text)
    assert cell_len(padded(text, 30)) == 30


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "before", ["title: ", f"title: {TITLE} ", f"{WIDE}: ", "a: 😀 ", "\t\tx: "]
)
@pytest.mark.parametrize("marked", ["MT1", TITLE, "Ủy", WIDE, "😀"])
def test_carets_stand_under_the_marked_text(form: str, before: str, marked: str) -> None:
    before, marked = (
        unicodedata.normalize("NFD" if form == "NFD" else "NFC", text) for text in (before, marked)
    )
    source = f"{before}{marked} rest"
    place = underlined(source, len(before), len(before) + len(marked))
    assert place == (cell_len(before.replace("\t", " ")), cell_len(marked))
    assert excerpt(source, 0, 1).line == source.replace("\t", " ")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (3, 1), (6, 6), (6, 9), (90, 99)])
def test_a_place_without_a_text_has_one_caret(start: int, end: int) -> None:
    assert underlined("abcdef", start, end) == (min(start, 6), 1)


def test_an_empty_line_has_one_caret() -> None:
    assert underlined("", 0, 0) == underlined("", 5, 9) == (0, 1)


@pytest.mark.parametrize("place", [0, 1, 39, 40, 41, 200, 4000, 4990])
@pytest.mark.parametrize("letter", ["a", "ế", unicodedata.normalize("NFD", "ế")])
def test_a_long_line_is_cut_around_the_place(letter: str, place: int) -> None:
    source = letter * place + "MARK" + letter * (5000 - place)
    start = len(letter) * place
    shown = excerpt(source, start, start + 4)
    first, length = underlined(source, start, start + 4)
    assert length == 4
    assert cell_len(shown.line) <= MAX_CELLS + 2
    assert cell_len(shown.line.partition("MARK")[0]) == first


@pytest.mark.parametrize("character", ["\x1b", "\u202e", "\u200b", "\ufeff", "\x9b", "\u2028"])
def test_what_is_not_printable_is_shown_as_an_escape_and_counted(character: str) -> None:
    source = f"a{character}b: MT1"
    shown = excerpt(source, 5, 8)
    assert character not in shown.line
    assert shown.line.index("MT1") == shown.carets.index("^")
    assert shown.carets.count("^") == 3
