"""Money: where it comes from, what it goes to, and whether the figures agree."""

from collections.abc import Iterator, Mapping
from typing import Final

from dtplan.node import Node
from dtplan.rules.base import Context, Judgement, breach, met, present, rule, sure_ids

# Amounts rounded to hundredths may add up to this much more or less, in đồng.
_ROUNDING: Final = 0.05
_OWN_BUDGET: Final = {"ministry": "ministry-budget", "local": "local-budget"}


@rule("DT801")
def plan_has_sources(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan says where its money comes from."""
    yield present(plan["budget"]["sources"])


@rule("DT802")
def sources_add_up(plan: Node, context: Context) -> Iterator[Judgement]:
    """The sources add up to the total."""
    total, sources = plan["budget"]["total"], plan["budget"]["sources"]
    amounts = [source["amount"].number for source in sources]
    known = [amount for amount in amounts if amount is not None]
    if not (total and known) or len(known) < len(amounts) or not sources.whole():
        return
    asked = total.number or 0
    if abs(sum(known) - asked) < _ROUNDING:
        yield met(total)
    # A source that was lowered or taken out is told where tasks draw on it (DT804, DT006).
    elif not _has_lost_source(plan) and not _is_overspent(plan):
        yield breach(total, sum=_money(sum(known)), total=_money(asked))


@rule("DT803")
def task_has_budget(plan: Node, context: Context) -> Iterator[Judgement]:
    """A task says what it costs; 0 says that it needs no money."""
    for task in plan["tasks"]:
        budget = task["budget"]
        amounts = [entry["amount"] for entry in budget]
        stated = [amount for amount in amounts if amount]
        if stated:
            yield met(stated[0])
        elif budget.whole("amount"):
            yield present(amounts[0] if amounts else budget)


@rule("DT804")
def source_is_not_overspent(plan: Node, context: Context) -> Iterator[Judgement]:
    """The tasks that draw on a source do not exceed its amount."""
    for source, entries in _draws(plan):
        amount, spent = source["amount"], _sum(entries)
        if _exceeds(spent, amount):
            tasks = tuple(dict.fromkeys(task for entry in entries if (task := _task_of(entry))))
            held = _money(amount.number or 0)
            yield breach(amount, related=tasks, amount=held, sum=_money(spent))
        else:
            yield met(amount)


@rule("DT805")
def money_is_ones_own(plan: Node, context: Context) -> Iterator[Judgement]:
    """Money beyond the agency's own budget is reported to the Prime Minister."""
    report = plan["budget"]["report_to_pm"]
    if report.broken:
        return
    own = _OWN_BUDGET.get(plan["agency"]["level"].text)
    for source in plan["budget"]["sources"]:
        kind = source["source"]
        is_foreign = bool(own) and kind.text in _OWN_BUDGET.values() and kind.text != own
        if kind.text != "central-support" and not is_foreign:
            if kind.text == own:
                yield met(kind)
        elif report:
            yield met(kind)
        else:
            yield breach(kind, "other_level" if is_foreign else "", source=kind)


@rule("DT806")
def source_has_basis(plan: Node, context: Context) -> Iterator[Judgement]:
    """A source names the decision or estimate it rests on."""
    for source in plan["budget"]["sources"]:
        yield present(source["basis"])


@rule("DT807")
def plan_has_total(plan: Node, context: Context) -> Iterator[Judgement]:
    """A plan says what it costs in all."""
    if not plan["budget"]["sources"].absent:
        yield present(plan["budget"]["total"])


@rule("DT808")
def amounts_and_sources_meet(plan: Node, context: Context) -> Iterator[Judgement]:
    """Each amount names its source, and each source its amount."""
    sources = plan["budget"]["sources"]
    if sources.absent:
        return
    for task in plan["tasks"]:
        for entry in task["budget"]:
            amount = entry["amount"].number
            if not amount:
                continue
            if entry["source"].absent:
                yield breach(entry["source"], amount=_money(amount))
            else:
                yield met(entry["source"])
    for source in sources:
        yield present(source["amount"], "source")


def _draws(plan: Node) -> Iterator[tuple[Node, list[Node]]]:
    """Each source that has an amount, with the entries of tasks that draw on it."""
    entries: dict[str, list[Node]] = {}
    for task in plan["tasks"]:
        for entry in task["budget"]:
            if entry["amount"] and entry["source"]:
                entries.setdefault(entry["source"].text, []).append(entry)
    for name, source in sure_ids(plan["budget"]["sources"]).items():
        if source["amount"] and name in entries:
            yield source, entries[name]


def _sum(entries: list[Node]) -> float:
    return sum(entry["amount"].number or 0 for entry in entries)


def _exceeds(spent: float, amount: Node) -> bool:
    return spent - (amount.number or 0) >= _ROUNDING


def _is_overspent(plan: Node) -> bool:
    return any(_exceeds(_sum(entries), source["amount"]) for source, entries in _draws(plan))


def _has_lost_source(plan: Node) -> bool:
    return any(entry["source"].broken for task in plan["tasks"] for entry in task["budget"])


def _task_of(entry: Node) -> Node | None:
    return entry.parent.parent if entry.parent else None


def _money(amount: float) -> Mapping[str, str]:
    """An amount in groups of three digits, as each language writes them."""
    english = f"{amount:,.2f}".removesuffix(".00")
    return {"vi": english.translate(str.maketrans(",.", ".,")), "en": english}
