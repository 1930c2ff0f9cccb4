"""A kind of information to protect: by a measure that is there, by a new one, or set aside."""

from typing import TYPE_CHECKING, Final

from dtplan import edits
from dtplan.answers.reply import NotRead, cleaned, refuse_unwritable
from dtplan.interview import Path, RiskQuestion, at
from dtplan.node import Plain
from dtplan.wizard.choices import place_of
from dtplan.wizard.prompts import ADD, ASIDE
from dtplan.wizard.talk import Note, picked
from dtplan.wizard.trial import with_item

if TYPE_CHECKING:
    from dtplan.wizard.loop import Wizard

_MEASURES: Final = ("security", "measures")


def ask_risk(wizard: "Wizard", step: RiskQuestion) -> None:
    """Ask how a risk is answered and write it down; Enter leaves it open."""
    choice = picked(wizard.talk, wizard.words.risk(step, wizard.root))
    if choice == ASIDE:
        _set_aside(wizard, step)
    elif choice == ADD:
        _add_measure(wizard, step.risk.id)
    elif (measure := place_of(choice)) is not None:
        path: Path = (*_MEASURES, measure, "protects")
        written = at(wizard.root, path).plain()
        protects: Plain = [*(written if isinstance(written, list) else ()), step.risk.id]
        wizard.save(edits.put(wizard.now.plan, path, protects, commented=True))
    wizard.done(step.path)


def _add_measure(wizard: "Wizard", risk: str) -> None:
    """Add a measure against `risk`; all else of it is asked next."""
    group = wizard.form.list_at(_MEASURES)
    place = len(at(wizard.root, _MEASURES).items or ())
    wizard.save(with_item(wizard.now.plan, group, {"protects": [risk]}))
    wizard.session = wizard.session.taking_up((*_MEASURES, place))


def _set_aside(wizard: "Wizard", step: RiskQuestion) -> None:
    aside = step.group.path
    written = at(wizard.root, aside).items or []
    known = [item["risk"].text for item in written]
    prompt = wizard.words.reason(step)
    while text := wizard.reply(prompt):
        try:
            refuse_unwritable(text)
            reason = cleaned(text)
            if step.risk.id in known:
                path: Path = (*aside, known.index(step.risk.id), "reason")
                plan = edits.put(wizard.now.plan, path, reason, commented=True)
            else:
                entry: Plain = {"risk": step.risk.id, "reason": reason}
                plan = edits.insert(wizard.now.plan, aside, len(written), entry, commented=True)
        except (NotRead, edits.Unwritable) as error:
            prompt = prompt.replaced(
                notes=(Note("problem", error.message),), typed=text, problem=error.message
            )
            continue
        wizard.save(plan)
        return
