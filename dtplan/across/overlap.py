"""The plans of a run held against each other: shared ids, alike tasks, systems built twice.

Pure, and linear in the number of works: those that speak of the same are brought together first,
and no list of all pairs is ever made.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

from dtplan import agencies, likeness
from dtplan.across.outline import SYSTEM, TASK, Across, Outline, Path, Twin, Work
from dtplan.findings import Place, Related
from dtplan.likeness import Content
from dtplan.text.shown import shown

SHARED_ID: Final = "DT007"
# What is a ministry's too, or stands in two plans of one agency; and what several localities need.
OVERLAPPING: Final = {TASK: "DT605", SYSTEM: "DT607"}
COMMON: Final = "DT609"
MINISTRY: Final = "ministry"
LOCAL: Final = "local"
MOST_TOLD: Final = 10
# Who shares a need is what is to be passed on: all the provinces, and some districts.
MOST_SHARING: Final = 100
# Of more works none is looked for that is there twice.
_LOOKED_AT: Final = 100
_LONGEST: Final = 120

# What a work speaks of, or the id of the registry's system that it builds.
Topic = Content | str
Seen = tuple[int, str, Path, Twin]


class Held(NamedTuple):
    """A work and the number of the plan that holds it."""

    plan: int
    work: Work


class Group:
    """The works on one topic, in the order of their plans: the ministries', and each agency's."""

    __slots__ = ("by_agency", "ministries")

    def __init__(self, works: Iterable[Held], plans: "Plans") -> None:
        self.ministries: list[Held] = []
        self.by_agency: dict[agencies.Words, list[Held]] = {}
        for held in works:
            if plans.outlines[held.plan].level == MINISTRY:
                self.ministries.append(held)
            owner = plans.owners[held.plan]
            if owner:
                self.by_agency.setdefault(owner, []).append(held)


class Plans:
    """The outlines of a run, and by the same numbers the names of their agencies as words."""

    __slots__ = ("_told", "outlines", "owners")

    def __init__(self, outlines: Sequence[Outline]) -> None:
        self.outlines = outlines
        self.owners = [agencies.words(outline.agency) for outline in outlines]
        self._told: dict[tuple[int, Path], Related] = {}

    def related(self, held: Held) -> Related:
        """A work as another plan's finding tells of it: a ministry's may be told of often."""
        plan, work = held
        if (plan, work.path) not in self._told:
            outline = self.outlines[plan]
            whose = shown(outline.agency or outline.id)
            what = ", ".join(filter(None, (shown(work.id), shown(work.text, _LONGEST))))
            pointer = "".join(f"/{step}" for step in work.path)
            self._told[plan, work.path] = Related(
                Place(outline.path, pointer, work.span), f"{whose}: {what}" if whose else what
            )
        return self._told[plan, work.path]


class Near(NamedTuple):
    """Works of which the first `number` are of this likeness to another."""

    likeness: float
    works: Sequence[Held]
    number: int


def compare(outlines: Sequence[Outline]) -> Mapping[int, Across]:
    """What is found for the plans that ask, by their number in the run; else there is nothing.

    The plans stand in the order of their paths: of two that are equally at fault, the later is
    told.
    """
    plans = Plans(outlines)
    asked = frozenset(chain.from_iterable(outline.asking for outline in outlines))
    found: dict[int, dict[tuple[str, Path], Twin]] = {}
    for number, code, path, twin in chain(
        _shared_ids(outlines),
        *(_overlaps(plans, kind) for kind, code in OVERLAPPING.items() if code in asked),
        *(_common_needs(plans, kind) for kind in OVERLAPPING if COMMON in asked),
    ):
        if code in outlines[number].asking:
            found.setdefault(number, {})[code, path] = twin
    return {number: Across(twins) for number, twins in found.items()}


def _shared_ids(outlines: Sequence[Outline]) -> Iterator[Seen]:
    first: dict[str, int] = {}
    for number, outline in enumerate(outlines):
        other = outlines[first.setdefault(outline.id, number)] if outline.id else outline
        if other is not outline:
            whose = shown(other.agency)
            related = (Related(Place(other.path, "/id", other.id_span), whose or shown(other.id)),)
            yield number, SHARED_ID, ("id",), Twin(1.0, shown(other.path), whose, related, 1)


def _overlaps(plans: Plans, kind: str) -> Iterator[Seen]:
    """The works that are a ministry's too, or that stand in two plans of one agency."""
    by_topic: dict[Topic, list[Held]] = {}
    for held in _works(plans, kind):
        for topic in _topics(held.work):
            by_topic.setdefault(topic, []).append(held)
    near = _near(by_topic, plans)
    # Most works are the only ones on their topic, and nothing is near them.
    groups = {
        topic: Group(works, plans)
        for topic, works in by_topic.items()
        if len(works) > 1 or topic in near
    }
    for held in _works(plans, kind):
        around = [
            stretch
            for topic in _topics(held.work)
            if topic in groups
            for share, other in ((1.0, topic), *near.get(topic, ()))
            for stretch in _overlapping(held, groups[other], share, plans)
            if stretch.number
        ]
        if around:
            yield held.plan, OVERLAPPING[kind], held.work.path, _overlap(around, plans)


def _overlapping(held: Held, group: Group, share: float, plans: Plans) -> Iterator[Near]:
    """The works of a group that are not to stand beside one that is alike to them."""
    mine = group.by_agency.get(plans.owners[held.plan], ())
    earlier = Near(share, mine, _before(mine, held.plan))
    if _is_routine(held.work):
        yield earlier
    elif plans.outlines[held.plan].level == MINISTRY:
        yield Near(share, group.ministries, _before(group.ministries, held.plan))
    else:
        # The ministries' list of tasks goes before, whatever the files are called.
        yield Near(share, group.ministries, len(group.ministries))
        yield earlier


def _before(works: Sequence[Held], plan: int) -> int:
    """How many of `works` are held by the plans before one."""
    return bisect_left(works, plan, key=lambda held: held.plan)


def _overlap(around: Sequence[Near], plans: Plans) -> Twin:
    ordered = sorted(around, key=lambda near: -near.likeness)
    nearest = chain.from_iterable(islice(near.works, near.number) for near in ordered)
    total = sum(near.number for near in ordered)
    if len(around) == 1 or total > _LOOKED_AT:
        return _twin(ordered[0].likeness, list(islice(nearest, MOST_TOLD)), total, plans)
    # A system may be near both for its name and for the national one that it builds.
    others = list(dict.fromkeys(nearest))
    return _twin(ordered[0].likeness, others, len(others), plans)


def _common_needs(plans: Plans, kind: str) -> Iterator[Seen]:
    """What several localities do or build alike, told once, at the first of them."""
    groups: dict[Topic, list[Held]] = {}
    for held in _works(plans, kind):
        if plans.outlines[held.plan].level == LOCAL and not _is_routine(held.work):
            for topic in _topics(held.work):
                # Each locality names its own place, and means the same.
                key = topic if isinstance(topic, str) else likeness.anywhere(topic)
                groups.setdefault(key, []).append(held)
    near = _near(groups, plans)
    told: set[Held] = set()
    for topic, works in groups.items():
        together = [(1.0, held) for held in works]
        for share, other in near.get(topic, ()):
            together += [(share, held) for held in groups[other]]
        left = sorted((pair for pair in together if pair[1] not in told), key=_plan_of)
        # One agency that plans the same twice is another rule's matter.
        by_agency: dict[object, tuple[float, Held]] = {}
        for share, held in left:
            by_agency.setdefault(plans.owners[held.plan] or held.plan, (share, held))
        if len(by_agency) > 1:
            told.update(held for _share, held in left)
            (_share, first), *others = by_agency.values()
            least = min(share for share, _held in by_agency.values())
            sharing = [held for _share, held in others]
            twin = _twin(least, sharing, len(by_agency), plans, most=MOST_SHARING)
            yield first.plan, COMMON, first.work.path, twin


def _plan_of(pair: tuple[float, Held]) -> int:
    return pair[1].plan


def _is_routine(work: Work) -> bool:
    """Whether a work is what each agency does for itself, and so nobody else's."""
    return likeness.is_routine(work.text)


def _works(plans: Plans, kind: str) -> Iterator[Held]:
    for number, outline in enumerate(plans.outlines):
        for work in outline.works:
            if work.kind == kind:
                yield Held(number, work)


def _topics(work: Work) -> tuple[Topic, ...]:
    content = likeness.content(work.text)
    topics: tuple[Topic, ...] = (content,) if content.words else ()
    return (work.national, *topics) if work.national else topics


def _near(topics: Iterable[Topic], plans: Plans) -> Mapping[Topic, list[tuple[float, Topic]]]:
    """The other topics that are alike to each, the nearest first."""
    least = min((outline.least for outline in plans.outlines), default=likeness.DEFAULT)
    near: dict[Topic, list[tuple[float, Topic]]] = {}
    contents = [topic for topic in topics if not isinstance(topic, str)]
    doubt = likeness.doubt(len(contents))
    for one, other, share in likeness.alike_contents(contents, least):
        if doubt and not likeness.surely(one, other, least, doubt):
            continue
        near.setdefault(one, []).append((share, other))
        near.setdefault(other, []).append((share, one))
    for found in near.values():
        found.sort(key=lambda pair: -pair[0])
    return near


def _twin(
    share: float, others: Sequence[Held], count: int, plans: Plans, *, most: int = MOST_TOLD
) -> Twin:
    """What is told of alike works: of the first by name, of some by place, of all by number."""
    first = others[0]
    whose = plans.outlines[first.plan]
    name = shown(first.work.text or first.work.national, _LONGEST)
    agency = shown(whose.agency or whose.path)
    return Twin(share, name, agency, tuple(map(plans.related, others[:most])), count)
