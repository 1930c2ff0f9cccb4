"""Facts that several rules share: national systems and targets, agencies, what has ceased."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from dtplan import resources
from dtplan.record import Record


class System(Record):
    """A national database or platform; `names` are its name and the other ways it is written."""

    id: str
    name: str
    kind: str
    project06: bool
    names: tuple[str, ...]


class NationalTarget(Record):
    """A target the Government set for everybody; `by` is its ISO date or None."""

    id: str
    title: str
    unit: str
    value: float
    by: str | None
    binds: tuple[str, ...]
    requirement: str


class Change(Record):
    """An agency or document that ceased on the ISO date `day`, and what came after it.

    `sure` is false where the day or the succession has not been seen in the law itself.
    """

    was: str
    now: tuple[str, ...]
    day: str
    sure: bool
    names: tuple[str, ...]


class Registry(Record):
    """All of the registry.

    `agencies` are the names of ministries, of both sets; `provinces` those of the 63 provinces by
    their bare name, and their older ones; `province_changes` say which province each became, by
    bare names.
    """

    systems: Mapping[str, System]
    targets: Mapping[str, NationalTarget]
    agencies: tuple[str, ...]
    agency_changes: tuple[Change, ...]
    document_changes: tuple[Change, ...]
    province_changes: tuple[Change, ...]
    provinces: tuple[str, ...]

    # What was made of it is remembered: to look it up, all of it is not to be gone through.
    __eq__ = object.__eq__
    __hash__ = object.__hash__


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The registry that comes with the program."""
    agencies = resources.load("registry/agencies.yaml")
    changes = resources.load("registry/changes.yaml")
    return Registry(
        systems={entry["id"]: _system(entry) for entry in _entries("systems")},
        targets={entry["id"]: _target(entry) for entry in _entries("targets")},
        agencies=tuple(
            entry["name"]
            for key in ("ministries_2024", "ministries_2025")
            for entry in agencies[key]
        ),
        agency_changes=tuple(_change(entry) for entry in changes["agencies"]),
        document_changes=tuple(_change(entry) for entry in changes["documents"]),
        province_changes=tuple(_merged_provinces(agencies)),
        provinces=tuple(
            name.removeprefix("Tỉnh ")
            for entry in agencies["provinces_63"]
            for name in (entry["bare"], *entry.get("names", ()))
        ),
    )


def _entries(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = resources.load(f"registry/{name}.yaml")[name]
    return entries


def _system(entry: Mapping[str, Any]) -> System:
    names = (entry["name"], *entry.get("names", ()))
    return System(
        entry["id"], entry["name"], entry["kind"], entry.get("project06", False), tuple(names)
    )


def _target(entry: Mapping[str, Any]) -> NationalTarget:
    return NationalTarget(
        entry["id"],
        entry["title"],
        entry["unit"],
        entry["value"],
        entry["by"],
        tuple(entry["binds"]),
        entry["requirement"],
    )


def _change(entry: Mapping[str, Any]) -> Change:
    return Change(
        entry["was"],
        tuple(entry["now"]),
        entry["from"],
        entry.get("sure", True),
        (entry["was"], *entry.get("names", ())),
    )


def _merged_provinces(agencies: Mapping[str, Any]) -> Iterator[Change]:
    older = {entry["bare"]: entry.get("names", ()) for entry in agencies["provinces_63"]}
    day = agencies["provinces_34_since"]
    for entry in agencies["provinces_34"]:
        for bare in entry["merged_from"]:
            if bare != entry["bare"]:
                yield Change(bare, (entry["name"],), day, True, (bare, *older.get(bare, ())))
