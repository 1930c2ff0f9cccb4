"""What to ask next: a pure function of form, plan, findings and session.

The same code serves a new plan, a half-written one and one that somebody else began: whatever the
rules find absent or wrong opens the question that mends it. Only what has been taken up in this
session (a new plan, a new item, an item to be changed) is asked from end to end.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dtplan.findings import Finding
from dtplan.form import EACH, LIST, RISKS, Ask, Form, Group, Risk, Section
from dtplan.node import Node
from dtplan.record import Record

Path = tuple[str | int, ...]
# Where a risk that does not arise is set aside; its step has the risk's name for an index.
RISKS_ASIDE: Final[Path] = ("security", "not_applicable")

Opened = Mapping[Path, tuple[Finding, ...]]


class Question(Record):
    """One value to be asked for; `findings` are what the rules say of it as it stands."""

    section: Section
    group: Group
    ask: Ask
    path: Path
    findings: tuple[Finding, ...] = ()


class Menu(Record):
    """A list that may grow and change; `findings` are what more items would mend."""

    section: Section
    group: Group
    path: Path
    findings: tuple[Finding, ...] = ()


class RiskQuestion(Record):
    """One of the kinds of information to protect; `is_covered` says that the plan speaks of it."""

    section: Section
    group: Group
    risk: Risk
    path: Path
    is_covered: bool
    findings: tuple[Finding, ...] = ()


Step = Question | Menu | RiskQuestion


class Session(Record):
    """What has been taken up and what is done with.

    All at or below a path of `taken_up` is asked once, demanded or not; the steps at the paths in
    `passed` are not put again, whatever the rules say of them.
    """

    taken_up: frozenset[Path] = frozenset()
    passed: frozenset[Path] = frozenset()

    def taking_up(self, path: Path) -> "Session":
        """The session with all at or below `path` to be asked, again if need be."""
        passed = frozenset(step for step in self.passed if step[: len(path)] != path)
        return Session(self.taken_up | {path}, passed)

    def passing(self, path: Path) -> "Session":
        """The session with the step at `path` done."""
        return Session(self.taken_up, self.passed | {path})

    def reopening(self, paths: Iterable[Path]) -> "Session":
        """The session with the steps at `paths` to be put again."""
        return Session(self.taken_up, self.passed - set(paths))

    def has_taken_up(self, path: Path) -> bool:
        """Whether all at `path` is to be asked once."""
        return any(path[:depth] in self.taken_up for depth in range(len(path) + 1))

    def moved(self, items: Path, new_place: Mapping[int, int | None]) -> "Session":
        """The session after items of a list changed places; None stands for a removed one."""
        return Session(
            frozenset(_moved(self.taken_up, items, new_place)),
            frozenset(_moved(self.passed, items, new_place)),
        )


def _moved(
    paths: Iterable[Path], items: Path, new_place: Mapping[int, int | None]
) -> Iterator[Path]:
    for path in paths:
        moved = moved_path(path, items, new_place)
        if moved is not None:
            yield moved


def moved_path(path: Path, items: Path, new_place: Mapping[int, int | None]) -> Path | None:
    """Where `path` leads after items of the list at `items` changed places; None if it is gone."""
    depth = len(items)
    if len(path) <= depth or path[:depth] != items or not isinstance(path[depth], int):
        return path
    place = new_place.get(path[depth], path[depth])  # type: ignore[arg-type]  # seen to be an int
    return None if place is None else (*items, place, *path[depth + 1 :])


def next_step(form: Form, root: Node, findings: Iterable[Finding], session: Session) -> Step | None:
    """The first step that is open, in the order of the form; None when nothing is left to ask."""
    opened = what_opens(form, root, findings)
    every = steps(form, root, opened, session)
    return next((step for step in every if is_open(step, session)), None)


def step_at(
    form: Form, root: Node, findings: Iterable[Finding], session: Session, path: Path
) -> Step | None:
    """The step at `path`, open or not; None where there is none (any more)."""
    opened = what_opens(form, root, findings)
    return next((step for step in steps(form, root, opened, session) if step.path == path), None)


def is_open(step: Step, session: Session) -> bool:
    """Whether a step is to be put in this session."""
    if step.path in session.passed:
        return False
    if step.findings:
        return True
    if isinstance(step, RiskQuestion) and step.is_covered:
        return False
    on_demand = isinstance(step, Question) and step.ask.on_demand
    return not on_demand and session.has_taken_up(step.path)


def steps(form: Form, root: Node, opened: Opened, session: Session) -> Iterator[Step]:
    """All steps a plan has, in the order of the form; an item taken up need not be written yet."""
    for section in form.sections:
        for group in section.groups:
            if group.kind == RISKS:
                yield from _risks(section, group, root, opened)
            elif group.kind in (LIST, EACH):
                yield from _list_steps(section, group, root, opened, session)
            else:
                yield from _questions(section, group, root, opened)


def _list_steps(
    section: Section, group: Group, root: Node, opened: Opened, session: Session
) -> Iterator[Step]:
    items = at(root, group.path)
    if items.broken:  # something else than a list stands there: to be mended by hand
        return
    written = items.items or []
    for item in written:
        if item.fields is not None or item.absent:
            yield from _questions(section, group, item, opened)
    if group.kind == LIST:
        following = Node(items, len(written))
        if following.path in session.taken_up:
            yield from _questions(section, group, following, opened)
        yield Menu(section, group, group.path, opened.get(group.path, ()))


def _risks(section: Section, group: Group, root: Node, opened: Opened) -> Iterator[Step]:
    open_risks = uncovered(root, group)
    for risk in group.risks:
        path = (*group.path, risk.id)
        is_covered = risk.id not in open_risks
        yield RiskQuestion(section, group, risk, path, is_covered, opened.get(path, ()))


def _questions(section: Section, group: Group, around: Node, opened: Opened) -> Iterator[Step]:
    base = around.path
    for ask in group.asks:
        if _applies(ask, around):
            path = (*base, *ask.path)
            yield Question(section, group, ask, path, opened.get(path, ()))


def _applies(ask: Ask, around: Node) -> bool:
    """Whether the values that `ask` depends on are as it wants them."""
    for field, wanted in ask.when.items():
        found = at(around, tuple(field.split(".")))
        if isinstance(wanted, bool):
            holds = bool(found) and found.value is not False
            if holds is not wanted:
                return False
        elif found.value != wanted:
            return False
    return True


def what_opens(form: Form, root: Node, findings: Iterable[Finding]) -> Opened:
    """The findings by the path of the step that mends them; those no step mends stay out."""
    opened: dict[Path, tuple[Finding, ...]] = {}
    for finding in findings:
        for path in mended_at(form, root, finding):
            opened[path] = (*opened.get(path, ()), finding)
    return opened


def mended_at(form: Form, root: Node, finding: Finding) -> list[Path]:
    """The paths of the steps that mend a finding.

    A rule may have a question or list of its own; else it is the question for what the finding is
    about, for the value that this is a part of, or for the absent parts of what is absent.
    """
    about = finding.about
    demanded = form.demanded(finding.code)
    if demanded is not None:
        _section, group, ask = demanded
        item = about[: len(group.path) + 1] if group.path else ()
        return [(*item, *ask.path)] if ask is not None else _of_group(group, root, about)
    opened = form.opened(finding.code)
    if opened is not None:
        return _of_group(opened, root, about)
    return _around(form, root, about) or _below(form, root, about)


def _of_group(group: Group, root: Node, about: Path) -> list[Path]:
    if group.kind != RISKS:
        return [group.path]
    entry = at(root, about).item
    if entry is not None and entry["risk"]:
        return [(*group.path, entry["risk"].text)]
    return [(*group.path, risk) for risk in uncovered(root, group)]


def uncovered(root: Node, group: Group) -> list[str]:
    """The risks of `group` that no measure of the plan protects from and that are not set aside."""
    security = root["security"]
    spoken_of = {
        protected.text for measure in security["measures"] for protected in measure["protects"]
    } | {entry["risk"].text for entry in security["not_applicable"]}
    return [risk.id for risk in group.risks if risk.id not in spoken_of]


def _around(form: Form, root: Node, about: Path) -> list[Path]:
    """The question for what stands at `about`, or for the value that it is a part of."""
    for depth in range(len(about), 0, -1):
        path = about[:depth]
        found = form.places.get(dotted(path))
        if found is None or isinstance(path[-1], int):
            continue
        _section, group, ask = found
        if ask is not None and group.kind != RISKS:
            return [path]
        if depth == len(about) or group.kind == RISKS:
            return _of_group(group, root, about)
    return []


def _below(form: Form, root: Node, about: Path) -> list[Path]:
    """The questions for the absent parts of an absent mapping."""
    if not about or isinstance(about[-1], int):
        return []
    prefix = dotted(about) + "."
    below = [
        (*about, *name.removeprefix(prefix).split("."))
        for name, (_section, group, ask) in form.places.items()
        if ask is not None and name.startswith(prefix) and not group.dotted.startswith(prefix[:-1])
    ]
    return [path for path in below if at(root, path).absent]


def dotted(path: Path) -> str:
    """The name of the field at `path`, without list indexes."""
    return ".".join(step for step in path if isinstance(step, str))


def at(root: Node, path: Path) -> Node:
    """The node at `path`; an absent one where nothing is written there."""
    node = root
    for step in path:
        if isinstance(step, str):
            node = node[step]
        else:
            items = node.items or []
            node = items[step] if step < len(items) else Node(node, step)
    return node
