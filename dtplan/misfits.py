"""What to say of a value that does not fit its schema, and a hint."""

from collections.abc import Mapping
from typing import Any

from dtplan.config.shape import Flaw
from dtplan.i18n import active
from dtplan.i18n import gettext as _
from dtplan.text.nearest import nearest
from dtplan.text.shown import shown


def told(flaw: Flaw) -> tuple[str, str]:
    """A message on a flaw and a hint, in the language in force; the hint may be empty."""
    return (_unknown if flaw.word == "additionalProperties" else _unfit)(flaw)


def _unknown(flaw: Flaw) -> tuple[str, str]:
    known = flaw.schema.get("properties", {})
    key = str(flaw.path[-1])
    message = _("there is no key `{key}` here").format(key=shown(key))
    if not known:
        return message, description(flaw.schema)
    near = nearest(key, known)
    if near is not None:
        return message, _("Perhaps `{name}`?").format(name=near)
    return message, _("Known here: {names}.").format(names=", ".join(known))


def _unfit(flaw: Flaw) -> tuple[str, str]:
    if flaw.word == "required":
        message = _("`{key}` is missing here").format(key=flaw.value)
        return message, description(flaw.schema)
    names = [str(step) for step in flaw.path if isinstance(step, str)]
    key = ".".join(names)
    message = _("this value does not fit `{key}`").format(key=shown(key))
    if flaw.word == "enum" and isinstance(flaw.value, str):
        message = _('"{value}" does not fit `{key}`').format(
            value=shown(flaw.value), key=shown(key)
        )
        near = nearest(flaw.value, flaw.schema["enum"])
        if near is not None:
            return message, _("Perhaps `{name}`?").format(name=near)
    return message, description(flaw.schema)


def description(schema: Mapping[str, Any]) -> str:
    """What a schema says of its values, in the language in force; "" where it says nothing."""
    words: str = schema.get("description", "")
    vietnamese, _slash, english = words.partition(" / ")
    return english if active() == "en" else vietnamese
