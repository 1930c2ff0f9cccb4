"""The language of what a person reads, and the program's own words in it (gettext).

The program's words are written in English in the code and in Vietnamese in the catalogue; the
words of the rules live beside the rules, in the data, in both languages.
"""

import gettext as catalogues
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from dtplan import resources

LANGUAGES: Final = ("vi", "en")
DEFAULT: Final = "vi"
# The one domain that click's messages are looked up in.
_DOMAIN: Final = "messages"
_FILE: Final = os.path.join("LC_MESSAGES", f"{_DOMAIN}.mo")
_LITTLE_ENDIAN: Final = b"\xde\x12\x04\x95"


def choose(arguments: Sequence[str], environment: Mapping[str, str], configured: str = "") -> str:
    """The language of a run: `--lang`, else DTPLAN_LANG, else the configured one, else Vietnamese.

    The command line is looked at before it is parsed, since its help is in that language too.
    """
    language = environment.get("DTPLAN_LANG", "")
    language = _known(language if language in LANGUAGES else configured)
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
    return _catalogue().get(message, (message,))[0]


def ngettext(one: str, many: str, count: int) -> str:
    """The program's own words for `count` things."""
    # The one form of Vietnamese is for any count.
    return _catalogue().get(one, (one,) if count == 1 else (many,))[0]


@lru_cache(maxsize=1)
def _catalogue() -> Mapping[str, Sequence[str]]:
    """The translations of each message; none in English, which the messages are written in."""
    try:
        with open(os.path.join(resources.LOCALE, active(), _FILE), "rb") as file:
            return _read_catalogue(file.read())
    except OSError:
        return {}


def _read_catalogue(content: bytes) -> Mapping[str, Sequence[str]]:
    """The content of an .mo file.

    The gettext module would take ten times as long: it knows of plural forms and locales.
    """
    order = "<" if content.startswith(_LITTLE_ENDIAN) else ">"
    _magic, _version, count, *tables = struct.unpack_from(f"{order}5I", content)

    def texts(table: int) -> Iterator[str]:
        places = struct.unpack_from(f"{order}{2 * count}I", content, table)
        for length, start in zip(places[::2], places[1::2], strict=True):
            yield content[start : start + length].decode()

    messages, translations = map(texts, tables)
    # Behind the singular, which a message is looked up by, stands its plural.
    return {
        message.partition("\0")[0]: translated.split("\0")
        for message, translated in zip(messages, translations, strict=True)
    }


def active() -> str:
    """The language in force."""
    return _known(os.environ.get("LANGUAGE", ""))


def _known(language: str) -> str:
    return language if language in LANGUAGES else DEFAULT
