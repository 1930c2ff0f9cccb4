"""Reviews: the monthly meeting that is planned, held, and settles what stands in the way."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from dtplan import resources
from dtplan.folding import content_words
from dtplan.node import Node
from dtplan.reading import days_between
from dtplan.rules.base import Context, Verdict, breach, met, missing, present, rule

_OFTEN: Final = frozenset(("daily", "weekly", "monthly"))


@rule("DT308")
def review_is_monthly(plan: Node, context: Context) -> Iterator[Verdict]:
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
def blocker_is_settled(plan: Node, context: Context) -> Iterator[Verdict]:
    """A blocker has an owner and a deadline, and is not named again once that has passed."""
    for place, review in enumerate(context.reviews):
        for blocker in review["blockers"]:
            owner, deadline = blocker["owner"], blocker["deadline"]
            if owner.absent and deadline.absent:
                yield missing(owner, "no_owner_no_deadline")
                continue
            yield present(owner, "no_owner")
            again = _named_again(blocker, context.reviews[place + 1 :], context)
            if again is None:
                yield present(deadline, "no_deadline")
            else:
                review_again = again[0]
                yield breach(
                    deadline,
                    "again",
                    related=(again[1],),
                    day=deadline.text,
                    other=review_again["date"].text,
                )


def _named_again(
    blocker: Node, later: Sequence[Node], context: Context
) -> tuple[Node, Node] | None:
    """The newest review, and the blocker in it, that shows an overdue blocker to be open still."""
    deadline = blocker["deadline"].text
    if not deadline or deadline >= context.day or blocker["done"].value is not False:
        return None
    title = blocker["title"].text
    for review in reversed(later):
        # One that is named before its deadline is still on its way.
        if review["date"].text <= deadline:
            break
        for other in review["blockers"]:
            if _alike(title, other["title"].text, context.parameters["likeness"]):
                return None if other["done"].value is True else (review, other)
    return None


def _alike(one: str, other: str, likeness: object) -> bool:
    """Whether two blockers are the same in words; how many things lack does not tell them apart."""
    assert isinstance(likeness, int | float)
    first, second = _words(one), _words(other)
    if not first or not second or (first - second and second - first):
        return False
    return min(len(first), len(second)) >= likeness * max(len(first), len(second))


@lru_cache(maxsize=1024)
def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in content_words(title, _stop_words()) if not word[0].isdigit())


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset(resources.load("wording.yaml")["stop_words"])


@rule("DT314")
def review_is_held(plan: Node, context: Context) -> Iterator[Verdict]:
    """While a plan is running, no review is missed."""
    reviews, decided, start = plan["reviews"], plan["decision"]["date"], plan["period"]["start"]
    if context.status != "running" or decided.broken or start.broken or not reviews.whole("date"):
        return
    last = context.reviews[-1]["date"].text if context.reviews else ""
    since = max(last, decided.text, start.text)
    if not since:
        return
    days = days_between(since, context.day)
    limit = context.parameters["review_days"]
    assert isinstance(limit, int)
    if days <= limit:
        yield met(reviews)
        return
    case = "late" if since == last else "" if context.reviews else "never"
    yield breach(reviews, case, days=days, since=since, day=context.day)
