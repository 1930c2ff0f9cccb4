"""Changes to the text of a plan that touch nothing but the place that is meant.

A plan is never written back from its values: its comments, its order and its line ends belong to
its author. Every changed text is read again, and given out only if it holds what was to come out.
"""

from collections.abc import Callable
from typing import Final

from dtplan.edits import replacing, splices, writing
from dtplan.edits.layout import Edit as Edit
from dtplan.edits.layout import Layout, Unclear
from dtplan.edits.layout import apply as apply
from dtplan.edits.outcome import Outcome, Path, holds, replaced, without
from dtplan.edits.splices import Known
from dtplan.errors import DtplanError
from dtplan.i18n import gettext as _
from dtplan.node import BROKEN, Node, Plain
from dtplan.parsing.document import Document, load
from dtplan.text.shown import shown

_LONGEST_PLACE: Final = 80


class Unwritable(DtplanError):
    """The place at `path` can't be changed without harm to the rest of the file."""

    def __init__(self, path: Path, message: str, *, hint: str = "") -> None:
        place = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        super().__init__(
            message.format(place=shown(place, _LONGEST_PLACE)),
            hint=hint or _("Change this place in the file itself with a text editor."),
        )
        self.path = path


def put(plan: Document, path: Path, value: Plain, *, commented: bool = False) -> Document:
    """The plan with `value` at `path`: in place of what is there, or added with what is above it.

    A new key stands where the format's order wants it; an index may be that of the next item. An
    absent value (None, a blank text) takes away what is there. `commented` explains each new key
    of a field that the plan does not have yet. Raises Unwritable.
    """
    settled = _settled(path, value)
    if settled is None:
        return remove(plan, path)
    plan = _unexamined(plan)
    known = _known(plan.root) if commented else None
    node, depth = _reached(plan.root, path)
    rest = path[depth:]
    _refuse_astray(node, path, rest)

    def spliced(layout: Layout) -> list[Edit]:
        if rest and node.fields:
            below = _wrapped(rest[1:], settled)
            return splices.adding(layout, node, str(rest[0]), below, known)
        if rest and node.items:
            below = _wrapped(rest[1:], settled)
            return splices.inserting(layout, node, len(node.items), below, known)
        return replacing.replacing(layout, node, _wrapped(rest, settled), known)

    return _made(plan, path, spliced, replaced(plan.root, path, settled))


def insert(
    plan: Document, path: Path, index: int, value: Plain, *, commented: bool = False
) -> Document:
    """The plan with a new item before item `index` of the list at `path`, or at its end.

    The list is made where it is absent. Raises Unwritable.
    """
    settled = _settled((*path, index), value)
    if settled is None:
        return plan
    plan = _unexamined(plan)
    node, depth = _reached(plan.root, path)
    items = node.items if depth == len(path) else None
    if not items or index == len(items):
        return put(plan, (*path, index), settled, commented=commented)
    if not 0 <= index < len(items):
        raise _no_item((*path, index))
    known = _known(plan.root) if commented else None
    outcome = replaced(plan.root, path, [*items[:index], settled, *items[index:]])
    return _made(
        plan,
        path,
        lambda layout: splices.inserting(layout, node, index, settled, known),
        outcome,
    )


def remove(plan: Document, path: Path) -> Document:
    """The plan without the key or item at `path`, and without what would be left empty above it.

    The plan itself where there is nothing at `path`. Raises Unwritable.
    """
    plan = _unexamined(plan)
    node, depth = _reached(plan.root, path)
    if depth < len(path):
        return plan
    while node.parent is not None and len(node.parent.items or node.parent.fields or ()) == 1:
        node = node.parent
    if node.parent is None:
        raise _unsafe(path)
    outcome = without(plan.root, node.path)
    return _made(plan, path, lambda layout: splices.removing(layout, node), outcome)


def move(plan: Document, path: Path, old: int, new: int) -> Document:
    """The plan with item `old` of the list at `path` at place `new`, its own comments with it.

    Raises Unwritable.
    """
    plan = _unexamined(plan)
    node, depth = _reached(plan.root, path)
    items = list(node.items or ()) if depth == len(path) else []
    for index in (old, new):
        if not 0 <= index < len(items):
            raise _no_item((*path, index))
    if old == new:
        return plan
    items.insert(new, items.pop(old))
    outcome = replaced(plan.root, path, items)
    return _made(plan, path, lambda layout: splices.moving(layout, node, old, new), outcome)


def _made(
    plan: Document, path: Path, spliced: Callable[[Layout], list[Edit]], outcome: Outcome
) -> Document:
    """The plan with the edits made, read again and found to be as expected."""
    try:
        text = apply(plan.text, spliced(Layout(plan)))
    except Unclear:
        raise _unsafe(path) from None
    changed = load(plan.path, text.encode())
    if not isinstance(changed, Document) or not holds(changed.root, outcome):
        raise _unsafe(path)
    return changed


def _unsafe(path: Path) -> Unwritable:
    return Unwritable(
        path, _("`{place}` is written in the file in a way that can't be changed safely")
    )


def _no_item(path: Path) -> Unwritable:
    return Unwritable(path, _("the file has no place for an item at `{place}`"))


def _settled(path: Path, value: Plain) -> Plain:
    try:
        settled = writing.settled(value)
        writing.flow(settled, None)
    except ValueError:
        raise Unwritable(
            path,
            _("the value for `{place}` can't be kept in a plan file"),
            hint=_("Enter it again without special characters, a number with up to 18 digits."),
        ) from None
    return settled


def _unexamined(plan: Document) -> Document:
    """The plan as its text has it: a check cuts values out of the tree it was given."""
    if not _is_examined(plan):
        return plan
    again = load(plan.path, plan.text.encode())
    assert isinstance(again, Document)
    return again


def _is_examined(plan: Document) -> bool:
    if plan.root.fields is None:
        return True
    for node in plan.collections:
        for child in node.items or (node.fields or {}).values():
            if child.value is BROKEN:
                return True
    return False


def _reached(root: Node, path: Path) -> tuple[Node, int]:
    """The last node on `path` that is written, and how many steps lead there."""
    node = root
    for depth, step in enumerate(path):
        below = _child(node, step)
        if below is None:
            return node, depth
        node = below
    return node, len(path)


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(step, str):
        return (node.fields or {}).get(step)
    items = node.items or []
    return items[step] if 0 <= step < len(items) else None


def _refuse_astray(node: Node, path: Path, rest: Path) -> None:
    """Refuse a path that goes through a value, or on to an item behind the next one."""
    if not rest:
        return
    step, *deeper = rest
    if (isinstance(step, int) and step != len(node.items or ())) or any(
        isinstance(below, int) and below for below in deeper
    ):
        raise _no_item(path)
    fits = bool(node.fields) if isinstance(step, str) else bool(node.items)
    is_empty = node.absent and not node.fields and not node.items
    if not fits and not is_empty:
        raise Unwritable(
            path, _("another value stands in the file where `{place}` would have to go")
        )


def _wrapped(path: Path, value: Plain) -> Plain:
    """`value` in the mappings and lists that lead to it."""
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _known(root: Node) -> Known:
    return lambda name: _has_key(root, tuple(name.split(".")))


def _has_key(node: Node, steps: tuple[str, ...]) -> bool:
    """Whether the key of a field is written anywhere, by the steps of its dotted name."""
    if node.items is not None:
        return any(_has_key(item, steps) for item in node.items)
    below = (node.fields or {}).get(steps[0])
    return below is not None and (len(steps) == 1 or _has_key(below, steps[1:]))
