"""The interview as data: which questions there are, in which order and in which words."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from dtplan import resources
from dtplan.record import Record
from dtplan.ruleset import Words

SINGLE: Final = "single"
LIST: Final = "list"
EACH: Final = "each"
RISKS: Final = "risks"

_NONE: Final[Mapping[str, Any]] = {}
_OF_A_LIST: Final = (LIST, EACH, RISKS)


class Ask(Record):
    """A question about one field.

    `field` is a dotted name below the item of the group, or below the plan where the group has no
    items. The clause to show is `clause`, else one that `rule` rests on. An ask `on_demand` is put
    only where a rule finds fault at its field, or a finding has one of the codes `opened_by`.
    `when` names other fields, as `field` is named, and what they must hold: true is any value but
    false, false is none or false. `choices` explain values of the field; `columns` are the fields
    of a list's small mappings that are typed in one line.
    """

    field: str
    ask: Words
    example: Words
    hint: Words = _NONE
    rule: str = ""
    clause: str = ""
    on_demand: bool = False
    opened_by: tuple[str, ...] = ()
    when: Mapping[str, str | bool] = _NONE
    choices: Mapping[str, Words] = _NONE
    columns: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The keys of the field, below the item of the group."""
        return tuple(self.field.split("."))


class Risk(Record):
    """A kind of information to protect: `example` is a measure, `aside` says that there is none."""

    id: str
    ask: Words
    hint: Words
    example: Words
    aside: Words


class Group(Record):
    """Questions that belong together, once (`single`) or for each item of the list at `path`.

    A `list` grows in this group: `ask` is put over its menu, `noun` is one item, `name` the field
    that names it there, `prefix` begins the ids of new items ("" where they have none). `each`
    goes through a list that grows elsewhere. `risks` go through the `risks` one by one. A finding
    with one of the codes `opened_by` stands elsewhere and is mended by adding or changing an item.
    """

    section: str
    kind: str
    path: tuple[str, ...]
    asks: tuple[Ask, ...]
    ask: Words = _NONE
    hint: Words = _NONE
    noun: Words = _NONE
    name: str = ""
    prefix: str = ""
    rule: str = ""
    clause: str = ""
    opened_by: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()

    @property
    def dotted(self) -> str:
        """The dotted name of the list; empty for a single group."""
        return ".".join(self.path)

    def absolute(self, ask: Ask) -> str:
        """The dotted name of an ask's field from the root of the plan."""
        return ".".join((*self.path, ask.field))


class Section(Record):
    """A part of the interview, and what it is for."""

    id: str
    title: Words
    intro: Words
    groups: tuple[Group, ...]


# Without an ask it is the list itself that is meant: something must be added to it or changed.
Found = tuple[Section, Group, Ask | None]


class Form(Record):
    """All of the interview.

    `not_asked` says by dotted name why a field, or all below it, is left out, `how_to_type` by the
    kind of a field (and for `columns`) how an answer may be written.
    """

    sections: tuple[Section, ...]
    how_to_type: Mapping[str, Words]
    not_asked: Mapping[str, Words]
    places: Mapping[str, Found]
    openers: Mapping[str, Found]

    def find(self, dotted: str) -> Found | None:
        """Where a field is asked about, by its dotted name from the root; None where nowhere.

        A mapping is found at the first ask below it; what is not asked for itself is found at the
        nearest field or list above it that is.
        """
        found = self.places.get(dotted) or self._below(dotted)
        while found is None and "." in dotted:
            dotted = dotted.rpartition(".")[0]
            found = self.places.get(dotted)
        return found

    def opened(self, code: str) -> Group | None:
        """The group in which to mend findings with `code`, which stand elsewhere."""
        found = self.openers.get(code)
        return found[1] if found and found[2] is None else None

    def list_at(self, path: tuple[str, ...]) -> Group:
        """The group in which the list at `path` grows; KeyError where none does."""
        return self.places[".".join(path)][1]

    def demanded(self, code: str) -> Found | None:
        """The ask that answers findings with `code`, which stand elsewhere."""
        found = self.openers.get(code)
        return found if found and found[2] is not None else None

    def _below(self, dotted: str) -> Found | None:
        prefix = dotted + "."
        return next((at for name, at in self.places.items() if name.startswith(prefix)), None)


@lru_cache(maxsize=1)
def form() -> Form:
    """The interview that comes with the program."""
    data = resources.load("interview.yaml")
    sections = tuple(map(_section, data["sections"]))
    return Form(
        sections,
        data["how_to_type"],
        {field: entry["reason"] for entry in data["not_asked"] for field in entry["fields"]},
        dict(_places(sections)),
        dict(_openers(sections)),
    )


def _section(entry: Mapping[str, Any]) -> Section:
    groups = tuple(_group(entry["id"], inner) for inner in entry["groups"])
    return Section(entry["id"], entry["title"], entry["intro"], groups)


def _group(section: str, entry: Mapping[str, Any]) -> Group:
    content = dict(entry)
    kind = next((kind for kind in _OF_A_LIST if kind in content), SINGLE)
    path = content.pop(kind, "")
    asks = tuple(_ask(ask) for ask in content.pop("asks"))
    content["opened_by"] = tuple(content.get("opened_by", ()))
    content["risks"] = tuple(Risk(**risk) for risk in content.pop("kinds", ()))
    return Group(section, kind, tuple(path.split(".")) if path else (), asks, **content)


def _ask(entry: Mapping[str, Any]) -> Ask:
    content = dict(entry)
    if isinstance(content["example"], str):  # what is typed alike in both languages
        content["example"] = dict.fromkeys(("vi", "en"), content["example"])
    for key in ("opened_by", "columns"):
        content[key] = tuple(content.get(key, ()))
    return Ask(**content)


def _places(sections: tuple[Section, ...]) -> Iterator[tuple[str, Found]]:
    for section in sections:
        for group in section.groups:
            if group.kind in (LIST, RISKS):
                yield group.dotted, (section, group, None)
            for ask in group.asks:
                yield group.absolute(ask), (section, group, ask)


def _openers(sections: tuple[Section, ...]) -> Iterator[tuple[str, Found]]:
    for section in sections:
        for group in section.groups:
            for asking in (None, *group.asks):
                for code in (asking or group).opened_by:
                    yield code, (section, group, asking)
