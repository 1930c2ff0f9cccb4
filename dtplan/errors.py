"""What goes wrong outside a plan: the one error a user can put right, and the exit statuses."""

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
