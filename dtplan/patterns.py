"""Patterns that a ruleset file holds texts against: RE2, whose time grows with the text alone.

Python's own engine takes twice as long for every further letter with some patterns, and who writes
a ruleset need not know which. RE2 takes the size of the compiled pattern times the length of the
text at worst, so both are kept small.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _

# Of RE2's instructions, which read bytes: "[0-9]{1,5}/QĐ-UBND" has 19, one \\pL 1,200.
_LARGEST: Final = 3000
# About a second at RE2's worst; a plan of 20 KB needs a hundredth.
_MOST_STEPS: Final = 50_000_000


class Unfit(Exception):
    """What RE2 says of a text that is no pattern of its syntax; "" for one that is too large."""


def matcher(pattern: str) -> Callable[[str], bool]:
    """A function that tells whether `pattern` is found in a text, for the texts of one plan.

    Once it has had more than could be looked at in a second, no further text fits.
    """
    compiled, size = _compiled(pattern)
    left = _MOST_STEPS // size

    def fits(text: str) -> bool:
        nonlocal left
        left -= len(text.encode())
        return left >= 0 and compiled(text)

    return fits


def check(pattern: str) -> None:
    """Raise Unfit for what is no pattern, and DtplanError where RE2 is not installed."""
    _compiled(pattern)


def engine_version() -> str:
    """The version of RE2; "" where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("google-re2")
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[Callable[[str], bool], int]:
    try:
        import re2
    except ImportError:
        raise DtplanError(
            _("the rules of this ruleset hold texts against patterns, which needs google-re2"),
            hint=_('Install it with `pip install "dtplan[patterns]"`.'),
        ) from None
    options = re2.Options()
    options.log_errors = False  # RE2 would write to standard error itself
    options.never_capture = True
    try:
        found = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0]
        raise Unfit(
            reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        ) from None
    if found.programsize > _LARGEST:
        raise Unfit("")
    return lambda text: found.search(text) is not None, max(1, found.programsize)
