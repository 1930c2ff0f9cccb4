"""Which configuration file a run has, and what it says of the language, for the cost of a look.

Every command needs that much, and most find no file: what reads one whole is in `config`.
"""

import os
from typing import Final

NAME: Final = "dtplan.toml"
MAX_BYTES: Final = 65_536
_REPOSITORY: Final = ".git"


def find(folder: str) -> str | None:
    """The folder of the configuration for work in `folder`; None where there is none.

    That is `folder` or the nearest one above it, up to the root of the repository. Outside of
    repositories only `folder` itself counts: what lies above may be anybody's.
    """
    return next((place for place in _places(folder) if _is_in(place, NAME)), None)


def repository_root(folder: str) -> str | None:
    """The nearest folder that git keeps, `folder` or above; None where there is none."""
    while not _is_in(folder, _REPOSITORY):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def language_in(path: str) -> str:
    """The language that the file at `path` seems to ask for, "" for none.

    Messages on a file that can't be read want a language too: no more than the line is read.
    """
    import re

    if not os.path.isfile(path):
        return ""
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES)
    except OSError:
        return ""  # who reads it whole will say so
    asked = re.search(rb"""(?m)^[ \t]*lang[ \t]*=[ \t]*["'](\w+)["']""", content)
    return asked[1].decode("ascii", "replace") if asked else ""


def _places(folder: str) -> list[str]:
    root = repository_root(folder)
    places = [folder]
    while root is not None and places[-1] != root:
        places.append(os.path.dirname(places[-1]))
    return places


def _is_in(folder: str, name: str) -> bool:
    return os.path.lexists(os.path.join(folder, name))
