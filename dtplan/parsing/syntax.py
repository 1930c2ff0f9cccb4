"""Why a text can't be read, told from the line that the parser complains about.

PyYAML's two parsers complain in different words and at different places, and both in terms of the
parser; what the writer did is seen in the line itself.
"""

import re
from collections.abc import Callable
from typing import Final

from dtplan.errors import Refused
from dtplan.node import Span
from dtplan.record import Record

_KEY_VALUE = re.compile(r"(?P<indent>\s*(?:- )*)(?P<key>[^\s:#][^:]*):(?P<gap>\s+)(?P<value>\S.*)")
_ITEM = re.compile(r"\s*- +(?P<value>\S.*)")
_QUOTED_THEN_TEXT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*[^\s#,\]}:]""")
_COLON = re.compile(r":(?:\s|\Z)")
_LONGEST_KEY: Final = 1024
_ODD_SPACE = re.compile(":([\u00a0\u2000-\u200a\u202f\u3000])")

Position = tuple[int, int]
Seen = tuple[str, int, dict[str, object]]
Told = tuple[str, Position, dict[str, object]]


def explain(refusal: Refused, text: str) -> tuple[str, Span, dict[str, object]]:
    """The case of DT001 a refusal is, where it stands in `text`, and what its message names."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    line, column = _clamped(refusal.line, refusal.column, lines)
    case, params = refusal.case, refusal.params
    if case == "syntax":
        opened = _clamped(*refusal.start, lines)
        case, (line, column), params = _diagnosed(
            Complaint(lines, (line, column), opened, str(params["problem"]))
        )
    return case, Span(line, column, line, column + 1), params


def _clamped(line: int, column: int, lines: list[str]) -> Position:
    """The position within the text; a parser may complain past its last line."""
    line = min(line, len(lines) - 1)
    while line and not lines[line].strip() and line == len(lines) - 1:
        lines, line = lines[:-1], line - 1
    return line, min(column, len(lines[line]))


class Complaint(Record):
    """What the parser said: where it stopped, where what it was reading began, and its words."""

    lines: list[str]
    at: Position
    start: Position
    problem: str

    @property
    def sign(self) -> str:
        """The character at which the parser stopped."""
        line, column = self.at
        return self.lines[line][column : column + 1]


def _diagnosed(complaint: Complaint) -> Told:
    """The first diagnosis that fits: of the line, of the line above it, of the parser's words."""
    line, _column = complaint.at
    for number in (line, line - 1):
        for look in _LOOKS if number >= 0 else ():
            told = look(complaint.lines[number])
            if told is not None:
                case, column, params = told
                return case, (number, column), params
    for words, judge in _COMPLAINTS:
        if words.search(complaint.problem):
            return judge(complaint)
    return "syntax", complaint.at, {"problem": complaint.problem}


def _tab_indent(line: str) -> Seen | None:
    indent = line[: len(line) - len(line.lstrip())]
    return ("tab_indent", indent.index("\t"), {}) if "\t" in indent else None


def _odd_space(line: str) -> Seen | None:
    found = _ODD_SPACE.search(line)
    if not found:
        return None
    return "nbsp_after_colon", found.start(1), {"codepoint": f"U+{ord(found[1]):04X}"}


def _value(line: str) -> tuple[str, int] | None:
    found = _KEY_VALUE.match(line) or _ITEM.match(line)
    return (found["value"], found.start("value")) if found else None


def _percent(line: str) -> Seen | None:
    value = _value(line)
    return ("percent_value", value[1], {}) if value and value[0].startswith("%") else None


def _reserved(line: str) -> Seen | None:
    value = _value(line)
    if value and value[0][0] in "@`":
        return "reserved_at_or_backtick", value[1], {}
    return None


def _quote_then_text(line: str) -> Seen | None:
    value = _value(line)
    if value and _QUOTED_THEN_TEXT.match(value[0]):
        return "starts_with_quote_then_text", value[1], {}
    return None


def _dash_on_key_line(line: str) -> Seen | None:
    found = _KEY_VALUE.match(line)
    if found and found["value"].startswith("- "):
        return "dash_on_key_line", found.start("value"), {}
    return None


_LOOKS: Final[tuple[Callable[[str], Seen | None], ...]] = (
    _tab_indent,
    _odd_space,
    _percent,
    _reserved,
    _quote_then_text,
    _dash_on_key_line,
)


def _unclosed_quote(complaint: Complaint) -> Told:
    return "unclosed_quote", complaint.start, {"line": complaint.start[0] + 1}


def _bracket(complaint: Complaint) -> Told:
    """Two things side by side in brackets: a comma is missing, or the closing bracket."""
    line, _column = complaint.start
    # Past the end of the text the parser stops at no place of its own.
    is_open = complaint.at[0] > line or complaint.at < complaint.start
    case = "unclosed_bracket" if is_open else "flow_comma"
    return case, complaint.start if is_open else complaint.at, {"line": line + 1}


def _node_content(complaint: Complaint) -> Told:
    if complaint.sign and complaint.sign in "]}":
        return "stray_bracket", complaint.at, {}
    if complaint.start != complaint.at:
        return _bracket(complaint)
    return "syntax", complaint.at, {"problem": complaint.problem}


def _bad_escape(complaint: Complaint) -> Told:
    line, column = complaint.at
    backslash = complaint.lines[line].rfind("\\", 0, column + 1)
    return "bad_escape", (line, max(backslash, 0)), {}


def _colon(complaint: Complaint) -> Told:
    line, column = complaint.at
    if column > _LONGEST_KEY:
        return "key_too_long", (line, 0), {"limit": _LONGEST_KEY}
    value = _value(complaint.lines[line])
    inner = _COLON.search(value[0]) if value else None
    if value and inner:
        return "colon_in_text", (line, value[1] + inner.start()), {}
    return "bad_indent", (line, _indent(complaint.lines[line])), {}


def _missing_colon(complaint: Complaint) -> Told:
    return "missing_colon", complaint.start, {}


def _indicator(complaint: Complaint) -> Told:
    line, column = complaint.at
    before = complaint.lines[line][:column][-1:]
    case = {"&": "anchor", "*": "alias", "!": "tag"}.get(before)
    if case is None:
        return "syntax", complaint.at, {"problem": complaint.problem}
    return case, (line, column - 1), {}


def _block(complaint: Complaint) -> Told:
    line, column = complaint.at
    if column == _indent(complaint.lines[line]):
        return "bad_indent", complaint.at, {}
    return "syntax", complaint.at, {"problem": complaint.problem}


def _after_document(complaint: Complaint) -> Told:
    line, _column = complaint.at
    ended = any(above.startswith("...") for above in complaint.lines[:line])
    return "second_document" if ended else "bad_indent", complaint.at, {}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# The words of both parsers, libyaml's and PyYAML's own.
_COMPLAINTS: Final[tuple[tuple[re.Pattern[str], Callable[[Complaint], Told]], ...]] = (
    (re.compile("unexpected end of stream"), _unclosed_quote),
    (re.compile("expected ',' or"), _bracket),
    (re.compile("node content"), _node_content),
    (re.compile("escape|hexa?decimal"), _bad_escape),
    (re.compile("mapping values are not allowed"), _colon),
    (re.compile("could not find expected ':'"), _missing_colon),
    (re.compile("alphabetic or numeric"), _indicator),
    (re.compile("expected key|block end|'-' indicator"), _block),
    (re.compile("document start"), _after_document),
)
