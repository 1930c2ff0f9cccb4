"""What goes wrong: the one error a user can put right, what is no plan, and the exit statuses."""

from typing import Final

CLEAN: Final = 0
FOUND: Final = 1
REFUSED: Final = 2
FAULT: Final = 3
INTERRUPTED: Final = 130


class DtplanError(Exception):
    """Something the user must put right before dtplan can go on (status 2).

    `message` says what is wrong and where, `hint` what to do about it.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(Exception):
    """The text can't be read as one plan; `case` names why, the position counts from 0."""

    def __init__(
        self,
        case: str,
        line: int = 0,
        column: int = 0,
        params: dict[str, object] | None = None,
        start: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(case)
        self.case = case
        self.line = line
        self.column = column
        self.params = params or {}
        # Where what can't be read began: an opening quote or bracket.
        self.start = start or (line, column)
