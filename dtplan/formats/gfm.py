"""Text as Markdown that says just that text, on GitHub and on GitLab."""

import re
from typing import Final

from dtplan.formats.sheet import pieces

# An empty sign that cuts in two what would call a person, or become a link or a picture: both
# sites look for these in the finished page, where a backslash in the source counts for nothing.
GUARD: Final = "&#8203;"
_SIGNS: Final = re.compile(
    r"""
    (?P<guarded> [@\#!%&~$:^] (?= ["'*+-]? \w | / )     # @name #12 !12 %"name" :smile: https://
               | (?<! [^\W_] ) (?: www | GH ) (?= [.-] ) )
  | (?P<plain> [\\`*_\[\]|\#~{}] )
  | (?P<entity> [<>&] )
  | (?P<dollar> [$] )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A list, the underline of a heading, a command of GitLab: each only where a line begins.
_OPENING: Final = re.compile(r"(?:[-+=/]|[0-9]+[.)])")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def plain(text: str) -> str:
    """`text`, which holds no line break, for any place but the inside of a code span."""
    return _opened(_SIGNS.sub(_escape, text.strip()))


def rich(text: str) -> str:
    """`text` with what stands between backquotes as code; not for the cell of a table."""
    parts = pieces(text.strip())
    return _opened(
        "".join(f"`{part}`" if is_code else _SIGNS.sub(_escape, part) for part, is_code in parts)
    )


def _opened(text: str) -> str:
    match = _OPENING.match(text)
    return f"{text[: match.end() - 1]}\\{text[match.end() - 1 :]}" if match else text


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    if match["guarded"]:
        return (_SIGNS.sub(_escape, sign) if len(sign) == 1 else sign) + GUARD
    if match["dollar"]:
        # Alone in an element it is no mathematics to GitHub, behind a backslash none to GitLab.
        return r"<span>\$</span>"
    return _ENTITIES.get(sign, f"\\{sign}")
