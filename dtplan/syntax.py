"""Why a text can't be read, told from the parser's complaint and the line it complains about."""

from dtplan.node import Span
from dtplan.yaml12 import Refused


def explain(refusal: Refused, text: str) -> tuple[str, Span, dict[str, object]]:
    """The case of DT001 a refusal is, where it stands in `text`, and what its message names."""
    lines = text.split("\n")
    line = min(refusal.line, len(lines) - 1)
    column = min(refusal.column, len(lines[line]))
    return refusal.case, Span(line, column, line, column + 1), refusal.params
