"""The language of what a person reads, and the program's own words in it (gettext).

The program's words are written in English in the code and in Vietnamese in the catalogue; the
words of the rules live beside the rules, in the data, in both languages.
"""

import gettext as catalogues
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from dtplan import resources

LANGUAGES: Final = ("vi", "en")
DEFAULT: Final = "vi"
# The one domain that click's messages are looked up in.
_DOMAIN: Final = "messages"


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of a run: `--lang`, else DTPLAN_LANG, else Vietnamese.

    The command line is looked at before it is parsed, since its help is in that language too.
    """
    language = _known(environment.get("DTPLAN_LANG", ""))
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        asked = argument.removeprefix("--lang=")
        if argument == "--lang" and position + 1 < len(arguments):
            asked = arguments[position + 1]
        # Where it stands twice, before and after the command, the later one counts.
        if argument.startswith("--lang") and asked in LANGUAGES:
            language = asked
    return language


def activate(language: str) -> None:
    """Make the program, and click's messages too, speak `language` from here on."""
    os.environ["LANGUAGE"] = language
    catalogues.bindtextdomain(_DOMAIN, resources.LOCALE)
    _catalogue.cache_clear()


def gettext(message: str) -> str:
    """The program's own words `message` in the language in force."""
    return _catalogue().gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The program's own words for `count` things."""
    return _catalogue().ngettext(one, many, count)


@lru_cache(maxsize=1)
def _catalogue() -> catalogues.NullTranslations:
    # The functions of the gettext module look for the file again with every message.
    return catalogues.translation(_DOMAIN, resources.LOCALE, languages=[active()], fallback=True)


def active() -> str:
    """The language in force."""
    return _known(os.environ.get("LANGUAGE", ""))


def _known(language: str) -> str:
    return language if language in LANGUAGES else DEFAULT
