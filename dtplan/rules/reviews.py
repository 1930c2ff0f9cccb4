"""Reviews: the monthly meeting that is planned, held, and settles what stands in the way."""

from collections.abc import Iterator
from typing import Final

from dtplan.likeness import alike
from dtplan.node import Node
from dtplan.rules.base import (
    Context,
    Judgement,
    breach,
    least_likeness,
    met,
    missing,
    present,
    rule,
)
from dtplan.text.reading import days_between

_OFTEN: Final = frozenset(("daily", "weekly", "monthly"))


@rule("DT308")
def review_is_monthly(plan: Node, context: Context) -> Iterator[Judgement]:
    """A review takes place every month or more often, and somebody chairs it."""
    review = plan["governance"]["review"]
    frequency, chair = review["frequency"], review["chair"]
    if not review:
        yield present(review, "absent")
    elif frequency.absent and chair.absent:
        yield missing(frequency, "no_frequency_no_chair")
    else:
        if frequency and frequency.text not in _OFTEN:
            yield breach(frequency, "rare", value=frequency)
        else:
            yield present(frequency, "no_frequency")
        yield present(chair, "no_chair")


@rule("DT309")
def blocker_is_settled(plan: Node, context: Context) -> Iterator[Judgement]:
    """A blocker has an owner and a deadline, and is not named again once that has passed."""
    for review in context.reviews:
        for blocker in review["blockers"]:
            owner, deadline = blocker["owner"], blocker["deadline"]
            if owner.absent and deadline.absent:
                yield missing(owner, "no_owner_no_deadline")
                continue
            yield present(owner, "no_owner")
            again = _named_again(blocker, review["date"].text, context)
            if again is None:
                yield present(deadline, "no_deadline")
            else:
                later, other = again
                day = later["date"].text
                yield breach(deadline, "again", related=(other,), day=deadline.text, other=day)


def _named_again(blocker: Node, held: str, context: Context) -> tuple[Node, Node] | None:
    """The newest review, and the blocker in it, that shows an overdue blocker to be open still."""
    deadline = blocker["deadline"].text
    if not deadline or deadline >= context.day or not _is_open(blocker):
        return None
    title, least = blocker["title"].text, least_likeness(context)
    for review in reversed(context.reviews):
        # One that is named before its deadline is still on its way.
        if review["date"].text <= max(held, deadline):
            break
        for other in review["blockers"]:
            if alike(title, other["title"].text, least=least, numbers=False):
                return (review, other) if _is_open(other) else None
    return None


def _is_open(blocker: Node) -> bool:
    return blocker["done"].value is not True and not blocker["done"].broken


@rule("DT314")
def review_is_held(plan: Node, context: Context) -> Iterator[Judgement]:
    """While a plan is running, no review is missed."""
    reviews, decided, start = plan["reviews"], plan["decision"]["date"], plan["period"]["start"]
    if context.status != "running" or decided.broken or start.broken or not reviews.whole("date"):
        return
    last = context.reviews[-1]["date"].text if context.reviews else ""
    since = max(last, decided.text, start.text)
    if not since:
        return
    days, limit = days_between(since, context.day), context.parameters["review_days"]
    if isinstance(limit, int) and days > limit:
        case = "late" if since == last else "" if context.reviews else "never"
        yield breach(reviews, case, days=days, since=since, day=context.day)
    else:
        yield met(reviews)
