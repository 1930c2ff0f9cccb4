"""The name somebody probably meant, whatever the case of its letters."""

from collections.abc import Iterable
from typing import Final

# How alike two names must be for one to be taken for a slip of the other.
LIKENESS: Final = 0.6


def nearest(text: str, names: Iterable[str]) -> str | None:
    """The one of `names` most like `text`, or None where none is like it at all."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in names}
    found = get_close_matches(text.casefold(), list(folded), n=1, cutoff=LIKENESS)
    return folded[found[0]] if found else None
