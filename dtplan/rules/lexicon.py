"""The lexicon that comes with the program."""

from functools import lru_cache

from dtplan import resources
from dtplan.rules.wording import Lexicon


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words by which wording is judged, read once."""
    return Lexicon.load(resources.load("wording.yaml"))
