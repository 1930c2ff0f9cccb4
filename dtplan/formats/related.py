"""The other places that a finding speaks of, told in words: a few of them where they are many."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from dtplan.findings import Finding, Related
from dtplan.i18n import gettext as _
from dtplan.i18n import ngettext
from dtplan.record import Record
from dtplan.text.shown import escaped

FEW: Final = 3
Place = TypeVar("Place")


class Other(Record):
    """Another place that a finding speaks of: where it is, and what stands there.

    `path` is that of the plan it is in, "" where that is the finding's own.
    """

    path: str
    where: str
    what: str


def few(places: Sequence[Place], most: int = FEW) -> tuple[Sequence[Place], int]:
    """The places to tell, and how many are left out; no place is left out alone."""
    told = places if len(places) <= most + 1 else places[:most]
    return told, len(places) - len(told)


def lines(related: Sequence[Related]) -> Iterator[str]:
    """A line for each of a few places, and one for the number of the others."""
    told, more = few(related)
    yield from map(line, told)
    if more:
        yield more_text(more)


def line(related: Related) -> str:
    """Where another place is, and what stands there."""
    return _("see also {place}: {what}").format(
        place=_where(related), what=escaped(related.message)
    )


def more_text(count: int) -> str:
    """How many places are left out."""
    return ngettext("and {count} more place", "and {count} more places", count).format(count=count)


def message(finding: Finding) -> str:
    """What a finding says, and the places in other plans: for formats that tell no places apart."""
    others = [one for one in finding.related if one.place.path != finding.place.path]
    if not others:
        return finding.message
    told, more = few(others)
    places = [*map(_where, told), *([more_text(more)] if more else [])]
    return "; ".join((finding.message, _("see also {places}").format(places=", ".join(places))))


def other_of(related: Related, path: str) -> Other:
    """A place that a finding in the plan at `path` speaks of, as a sheet tells it."""
    line = _("line {lines}").format(lines=related.place.span.line + 1)
    what = escaped(related.message)
    if related.place.path == path:
        return Other("", line, what)
    return Other(related.place.path, f"{escaped(related.place.path)}, {line}", what)


def see(other: Other, where: str, what: str) -> str:
    """The words about another place, given what a format makes of its two texts."""
    if other.path:  # whose plan it is matters more than its file
        return _("see also {what} ({place})").format(place=where, what=what)
    return _("see also {place}: {what}").format(place=where, what=what)


def _where(related: Related) -> str:
    return f"{escaped(related.place.path)}:{related.place.span.line + 1}"
