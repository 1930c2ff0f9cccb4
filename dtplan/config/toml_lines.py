"""On which line of a TOML text each of its values stands, which tomllib does not say."""

import re
import tomllib
from collections.abc import Iterator
from typing import Final

Path = tuple[str | int, ...]

_TOKEN: Final = r"""
    (?P<blank> [ \t\r]+ | \#[^\n]* )
  | (?P<text> \"{3} (?:\\.|[^\\])*? \"{3}(?!\") | '{3} .*? '{3}(?!')
            | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
  | (?P<mark> [\n\[\]{},=.] )
  | (?P<bare> [^\s\[\]{},=."'#]+ )
"""


def lines(source: str) -> dict[Path, int]:
    """The line (from 0) of every key and list item of `source`, a text that tomllib reads."""
    return _Lines(source).found


class _Lines:
    """A walk through the tokens of a valid text; what is not valid is none of its business."""

    def __init__(self, source: str) -> None:
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self.tokens = list(_tokens(source))
        self.at = 0
        table: Path = ()
        while self.token:
            if self.token == "[":
                table = self._header()
            elif self.token == "\n":
                self.at += 1
            else:
                self._pair(table)

    @property
    def token(self) -> str:
        """The token to be read next; "" at the end."""
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    @property
    def line(self) -> int:
        """The line that token is on."""
        return self.tokens[min(self.at, len(self.tokens) - 1)][1]

    def _taken(self, token: str) -> bool:
        """Whether `token` is next; it is passed if so."""
        if self.token != token:
            return False
        self.at += 1
        return True

    def _header(self) -> Path:
        line = self.line
        self.at += 1
        is_item = self._taken("[")
        names = self._key()
        while self.token not in ("\n", ""):
            self.at += 1
        path: Path = ()
        for name in names[:-1]:
            path = self._last((*path, name), line)
        path = (*path, names[-1])
        self.found.setdefault(path, line)
        if not is_item:
            return path
        self.counts[path] = self.counts.get(path, 0) + 1
        return self._last(path, line)

    def _last(self, path: Path, line: int) -> Path:
        """The table that `path` means: of a list of tables the last one so far."""
        self.found.setdefault(path, line)
        if path in self.counts:
            path = (*path, self.counts[path] - 1)
            self.found.setdefault(path, line)
        return path

    def _key(self) -> list[str]:
        names = []
        while True:
            name = self.token
            is_quoted = name[:1] in ("'", '"')
            names.append(next(iter(tomllib.loads(f"{name} = 0"))) if is_quoted else name)
            self.at += 1
            if not self._taken("."):
                return names

    def _pair(self, path: Path) -> None:
        line = self.line
        for name in self._key():
            path = (*path, name)
            self.found.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._taken("["):
            self._items(path)
        elif self._taken("{"):
            while not self._taken("}"):
                if not (self._taken(",") or self._taken("\n")):
                    self._pair(path)
        else:
            # A number with a dot and a day with a time are several tokens.
            while self.token not in ("\n", ",", "]", "}", ""):
                self.at += 1

    def _items(self, path: Path) -> None:
        count = 0
        while not self._taken("]"):
            if self._taken(",") or self._taken("\n"):
                continue
            self.found[(*path, count)] = self.line
            self._value((*path, count))
            count += 1


def _tokens(source: str) -> Iterator[tuple[str, int]]:
    """The tokens with the lines they begin on, without blanks and comments."""
    line = 0
    for match in re.finditer(_TOKEN, source, re.VERBOSE | re.DOTALL):
        if match.lastgroup != "blank":
            yield match[0], line
        line += match[0].count("\n")
