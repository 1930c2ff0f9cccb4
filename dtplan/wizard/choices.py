"""What can be picked at a question: allowed values, items of the plan, entries of the registry."""

from collections.abc import Iterable, Iterator
from typing import Final

from dtplan import resources
from dtplan.answers.reply import Choice
from dtplan.i18n import gettext as _
from dtplan.interview import Path, at, dotted
from dtplan.message import value_text
from dtplan.node import Node, Plain
from dtplan.record import Record
from dtplan.references import KINDS, NATIONAL_TARGETS, SYSTEMS
from dtplan.registry import registry
from dtplan.schema import CHOICE, LIST, SWITCH, plan_format
from dtplan.text.shown import shown

_LONGEST: Final = 60


class Choices(Record):
    """What can be picked; where the list is not `closed`, other texts are answers too."""

    choices: tuple[Choice, ...] = ()
    closed: bool = False
    several: bool = False


def choices_at(root: Node, path: Path, language: str, *, with_agencies: bool = True) -> Choices:
    """What can be picked at `path` of a plan; empty where people write what they like.

    Agencies, whose labels are their values, take long to gather: not where no one is to pick one.
    """
    name = dotted(path)
    field = plan_format().named(name)
    several = field.kind == LIST
    inner = field.item if field.item is not None else field
    if inner.kind == CHOICE:
        return Choices(
            tuple(Choice(value, inner.choice_label(value, language)) for value in inner.choices),
            closed=True,
            several=several,
        )
    if inner.kind == SWITCH:
        return Choices(yes_or_no(), closed=True)
    kind = next((kind for kind in KINDS if name in kind.used_in), None)
    if kind is not None:
        items = at(root, tuple(kind.path.split(".")))
        own = at(root, path[:2]) if path[:1] == (kind.path,) else None
        return Choices(tuple(_items(items, own, language)), closed=True, several=several)
    if name in NATIONAL_TARGETS:
        return Choices(tuple(_national_targets(language)), closed=True)
    if name in SYSTEMS:
        return Choices(tuple(_national_systems()))
    agencies = _agencies(root, name, several) if with_agencies else ()
    return Choices(tuple(agencies), several=several)


def number_text(value: float, language: str) -> str:
    """A number as people write it: with a decimal comma in Vietnamese."""
    return f"{value:g}".replace(".", "," if language == "vi" else ".")


def yes_or_no() -> tuple[Choice, Choice]:
    """The two answers to a plain question."""
    return Choice(True, _("yes")), Choice(False, _("no"))


def place_value(index: int) -> str:
    """The value of a choice that is a place in a list: no number, since numbers count choices."""
    return f"#{index + 1}"


def place_of(value: Plain) -> int | None:
    """The index behind a `place_value`; None for any other value."""
    return int(value[1:]) - 1 if isinstance(value, str) and value.startswith("#") else None


def item_name(item: Node, name: str, language: str) -> str:
    """An item of a list in a menu: its id and the value it is known by."""
    number = item.key + 1 if isinstance(item.key, int) else 1
    parts = [item["id"].text, _text(at(item, tuple(name.split("."))), language)]
    return " ".join(part for part in parts if part) or f"({number})"


def _text(node: Node, language: str) -> str:
    if isinstance(node.value, str):
        field = plan_format().at(node.path)
        text = field.choice_label(node.value, language) if field else node.value
        return shown(registered_name(node) or text, _LONGEST)
    return value_text(node.value, language, quoted=False) if node else ""


def registered_name(node: Node) -> str:
    """The registry's name for the entry whose id a node holds; "" for any other value."""
    name = dotted(node.path)
    if name in NATIONAL_TARGETS and node.text in registry().targets:
        return registry().targets[node.text].title
    if name in SYSTEMS and node.text in registry().systems:
        return registry().systems[node.text].name
    return ""


def _items(items: Node, own: Node | None, language: str) -> Iterator[Choice]:
    for item in items:
        if item["id"] and item is not own:
            name = next((key for key in ("title", "indicator", "name") if item[key]), "source")
            yield Choice(item["id"].text, item_name(item, name, language))


def _national_targets(language: str) -> Iterator[Choice]:
    for target in registry().targets.values():
        unit = target.unit if target.unit == "%" else f" {target.unit}"
        yield Choice(target.id, target.title, number_text(target.value, language) + unit)


def _national_systems() -> Iterator[Choice]:
    for system in registry().systems.values():
        yield Choice(system.id, system.name, _("of Đề án 06") if system.project06 else "")


def _agencies(root: Node, name: str, several: bool) -> Iterator[Choice]:
    """The agencies that the plan already speaks of, then those of the registry."""
    last = name.rpartition(".")[2]
    if last not in ("agency", "partners", "to") and name != "agency.name":
        return
    known: dict[str, None] = {}
    if name != "agency.name":
        known.update(dict.fromkeys(_spoken_of(root)))
    known.update(dict.fromkeys(_registered(root["agency"]["level"].text, name)))
    for agency in known:
        yield Choice(agency, shown(agency, _LONGEST))


def _spoken_of(root: Node) -> Iterable[str]:
    for node in root.walk():
        if node.key == "agency" and node.text:
            yield node.text
    if root["agency"]["name"]:
        yield root["agency"]["name"].text


def _registered(level: str, name: str) -> list[str]:
    agencies = resources.load("registry/agencies.yaml")
    ministries: list[str] = [entry["name"] for entry in agencies["ministries_2025"]]
    provinces = [
        f"Ủy ban nhân dân {entry['name'][:1].lower()}{entry['name'][1:]}"
        for entry in agencies["provinces_34"]
    ]
    if name == "agency.name":
        return {"ministry": ministries, "local": provinces}.get(level, [*ministries, *provinces])
    return [*ministries, *provinces]
