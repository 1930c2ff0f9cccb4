"""The menu of a list: add, change, remove, reorder."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dtplan import edits
from dtplan.interview import Menu, Path, at, moved_path
from dtplan.wizard.choices import place_of
from dtplan.wizard.prompts import ADD, CHANGE, GO_ON, MOVE, REMOVE
from dtplan.wizard.talk import Back, picked

if TYPE_CHECKING:
    from dtplan.wizard.loop import Wizard


def ask_menu(wizard: "Wizard", step: Menu) -> None:
    """Put the menu of a list and do as the planner picks; it is put until they go on."""
    count = _count(wizard, step.path)
    prompt = wizard.words.menu(step, wizard.root)
    if (*step.path, count) in wizard.session.taken_up:
        # An item was begun and left empty: Enter alone must not begin it again and again.
        prompt = prompt.replaced(suggestion=prompt.choices[0].label)
    action = wizard.talk.choose_item(step.path, count) or picked(wizard.talk, prompt)
    if action == ADD:
        wizard.session = wizard.session.taking_up((*step.path, count))
    elif action in (CHANGE, REMOVE, MOVE):
        try:
            _change(wizard, step, str(action))
        except Back:
            return  # to the menu itself
    else:
        assert action in (GO_ON, None)
        wizard.done(step.path)


def _change(wizard: "Wizard", step: Menu, action: str) -> None:
    index = place_of(picked(wizard.talk, wizard.words.which_item(step, wizard.root, action)))
    if index is None:
        return
    if action == CHANGE:
        wizard.session = wizard.session.taking_up((*step.path, index))
    elif action == REMOVE:
        if picked(wizard.talk, wizard.words.surely_remove(step, wizard.root, index)) is True:
            _remove(wizard, step.path, index)
    else:
        place = place_of(picked(wizard.talk, wizard.words.which_place(step, wizard.root)))
        if place is not None:
            _move(wizard, step.path, index, place)


def _remove(wizard: "Wizard", items: Path, index: int) -> None:
    count = _count(wizard, items)
    wizard.save(edits.remove(wizard.now.plan, (*items, index)))
    follow_removal(wizard, items, index, count)


def follow_removal(wizard: "Wizard", items: Path, index: int | str, count: int) -> None:
    """Let what has been asked go with the items after item `index` of what were `count`."""
    assert isinstance(index, int)
    _follow(wizard, items, {old: old - (old > index) for old in range(count)} | {index: None})


def _move(wizard: "Wizard", items: Path, old: int, new: int) -> None:
    order = list(range(_count(wizard, items)))
    order.insert(new, order.pop(old))
    wizard.save(edits.move(wizard.now.plan, items, old, new))
    _follow(wizard, items, {was: place for place, was in enumerate(order)})


def _follow(wizard: "Wizard", items: Path, new_place: Mapping[int, int | None]) -> None:
    """Let what has been asked go with the items it was asked of."""
    wizard.session = wizard.session.moved(items, new_place)
    moved = (moved_path(path, items, new_place) for path in wizard.visited)
    wizard.visited = [path for path in moved if path is not None]


def _count(wizard: "Wizard", items: Path) -> int:
    return len(at(wizard.root, items).items or ())
