"""What the plan itself, or the registry, lets one guess as an answer: Enter takes it."""

import re
from collections.abc import Callable
from typing import Final

from dtplan.interview import Path, at, dotted
from dtplan.node import Node, Plain
from dtplan.registry import NationalTarget, registry

Suggest = Callable[[Node, Node], Plain]
_MONTHLY: Final = "monthly"
_OWN_BUDGET: Final = {"ministry": "ministry-budget", "local": "local-budget"}
_STEPS: Final = ("consult", "appraise", "submit", "approve")
_DIRECTIVE: Final[dict[str, Plain]] = {
    "number": "34/CT-TTg",
    "date": "2024-09-16",
    "title": "Chỉ thị về việc xây dựng đề án chuyển đổi số của các bộ, ngành, địa phương",
}


def suggestion(root: Node, path: Path) -> Plain:
    """What is likely at `path`; None where nothing is."""
    name = dotted(path)
    around = at(root, _item(path))
    suggest = _TABLE.get(name)
    if suggest is not None:
        return suggest(root, around)
    if name.endswith((".owner.position", ".owner.name")):
        return _same_person(root, around["owner"]["agency"].text, name.rpartition(".")[2])
    return None


def _item(path: Path) -> Path:
    depth = max((at for at, step in enumerate(path, 1) if isinstance(step, int)), default=0)
    return path[:depth]


def brought_along(root: Node, path: Path) -> dict[Path, Plain]:
    """What an answer settles beside itself: a national target has its indicator, unit and value."""
    if dotted(path) != "targets.national":
        return {}
    beside = [(*path[:-1], key) for key in ("indicator", "unit", "value")]
    known = {place: suggestion(root, place) for place in beside if at(root, place).absent}
    return {place: value for place, value in known.items() if value is not None}


def new_id(root: Node, items: Path, prefix: str) -> str:
    """The first id of the form DP1, DP2 ... after all that the list at `items` has."""
    pattern = re.compile(re.escape(prefix) + r"([0-9]{1,9})\Z")
    found = [pattern.match(item["id"].text) for item in at(root, items).items or ()]
    return f"{prefix}{max((int(match[1]) for match in found if match), default=0) + 1}"


def _only(list_name: str, *, several: bool) -> Suggest:
    """The id of the only item of a list, or of the last: what is drafted together goes together."""

    def suggest(root: Node, _around: Node) -> Plain:
        ids = [item["id"].text for item in root[list_name] if item["id"]]
        if not ids:
            return None
        return [ids[-1]] if several else ids[-1]

    return suggest


def _national(field: str) -> Suggest:
    def suggest(_root: Node, around: Node) -> Plain:
        target: NationalTarget | None = registry().targets.get(around["national"].text)
        if target is None:
            return None
        value: Plain = getattr(target, field)
        return value

    return suggest


def _level(root: Node, _around: Node) -> Plain:
    return root["agency"]["level"].text or None


def _head(root: Node, _around: Node) -> Plain:
    return root["lead"]["position"].text or None


def _own_budget(root: Node, _around: Node) -> Plain:
    return _OWN_BUDGET.get(root["agency"]["level"].text)


def _sum_of_sources(root: Node, _around: Node) -> Plain:
    amounts = [source["amount"].number for source in root["budget"]["sources"]]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _next_step(root: Node, _around: Node) -> Plain:
    done = [step["step"].text for step in root["procedure"]]
    return next((step for step in _STEPS if step not in done), None)


def _directive(field: str) -> Suggest:
    def suggest(root: Node, around: Node) -> Plain:
        cited = [entry["number"].text for entry in root["legal_basis"]]
        number = _DIRECTIVE["number"]
        is_first = number not in cited and not around["number"]
        return _DIRECTIVE[field] if is_first or around["number"].text == number else None

    return suggest


def _fixed(value: Plain) -> Suggest:
    return lambda _root, _around: value


def _same_person(root: Node, agency: str, part: str) -> Plain:
    """The position or name that the same agency's owner has elsewhere in the plan."""
    if not agency:
        return None
    for node in root.walk():
        if node.key == "owner" and node["agency"].text == agency and node[part]:
            return node[part].text
    return None


_TABLE: Final[dict[str, Suggest]] = {
    "targets.breakthrough": _only("breakthroughs", several=False),
    "targets.indicator": _national("title"),
    "targets.unit": _national("unit"),
    "targets.value": _national("value"),
    "tasks.level": _level,
    "tasks.breakthroughs": _only("breakthroughs", several=True),
    "tasks.targets": _only("targets", several=True),
    "existing_programmes.breakthrough": _only("breakthroughs", several=False),
    "project06.links.breakthroughs": _only("breakthroughs", several=True),
    "governance.review.frequency": _fixed(_MONTHLY),
    "governance.review.chair": _head,
    "budget.currency": _fixed("VND"),
    "budget.sources.source": _own_budget,
    "budget.total": _sum_of_sources,
    "procedure.step": _next_step,
    "legal_basis.number": _directive("number"),
    "legal_basis.date": _directive("date"),
    "legal_basis.title": _directive("title"),
}
