"""What a hostile input is: its text, and what the program owes the person who fed it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Content = bytes | Callable[[], bytes]

# A draft's gaps are warnings, so whatever makes the status 1 is the row's own matter.
DRAFT = "dtplan: 1\nstatus: draft\n"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input, the exit statuses it may end in and the codes it must and must not bring."""

    id: str
    what: str
    content: Content
    statuses: frozenset[int]
    codes: frozenset[str]
    one_of: frozenset[str]
    never: frozenset[str]
    hidden: tuple[str, ...]

    def made(self) -> bytes:
        """The bytes of the file."""
        return self.content if isinstance(self.content, bytes) else self.content()


def odd(
    id: str,
    what: str,
    content: Content,
    *codes: str,
    status: int | Iterable[int] = 1,
    one_of: Iterable[str] = (),
    never: Iterable[str] = (),
    hidden: Iterable[str] = (),
) -> Hostile:
    """An input that brings all `codes` and one of `one_of`, and never shows what is `hidden`."""
    statuses = frozenset([status]) if isinstance(status, int) else frozenset(status)
    return Hostile(
        id,
        what,
        content,
        statuses,
        frozenset(codes),
        frozenset(one_of),
        frozenset(never),
        tuple(hidden),
    )


def plan(*lines: str) -> bytes:
    """A draft that holds these lines."""
    return (DRAFT + "\n".join(lines) + "\n").encode()


def title(text: str) -> bytes:
    """A draft with this title, written as it is."""
    return plan(f"title: {text}")


def target(*lines: str) -> bytes:
    """A draft with one target that holds these lines."""
    return plan("targets:", "  - id: MT1", *(f"    {line}" for line in lines))


def budget(*lines: str) -> bytes:
    """A draft with a budget that holds these lines."""
    return plan("budget:", *(f"  {line}" for line in lines))


def starts(date: str) -> bytes:
    """A draft whose period starts on what is written."""
    return plan("period:", f"  start: {date}")
