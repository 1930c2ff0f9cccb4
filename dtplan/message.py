"""The words of a rule filled in for one place: labels of fields, names of items, safe values."""

import re
from collections.abc import Mapping
from typing import Final

from dtplan.breach import Fields
from dtplan.node import Node
from dtplan.schema import CHOICE, plan_format
from dtplan.text.privacy import mask
from dtplan.text.shown import shown

_PLACEHOLDER = re.compile(r"\{(=?)([A-Za-z_][A-Za-z0-9_.]*)\}")
_LONGEST_VALUE: Final = 80
_ORDINAL: Final = {"vi": "{label} thứ {number}", "en": "{label} no. {number}"}
_PART: Final = {"vi": "{part} của {whole}", "en": "{part} of {whole}"}
_ITEM: Final = {"vi": "mục thứ {number} của `{key}`", "en": "item {number} of `{key}`"}
_AND: Final = {"vi": " và ", "en": " and "}
_WHOLE: Final = {"vi": "Đề án", "en": "The plan"}


def fill(template: str, node: Node, params: Mapping[str, object], language: str) -> str:
    """`template` with its placeholders filled for a place in a plan.

    `{item}` is the item around `node`, `{field}` the label of `node` itself, `{=tasks.owner}` that
    of a named field, any other name a parameter; what comes from the plan is masked and escaped.
    """

    def replace(match: re.Match[str]) -> str:
        name = match[2]
        if match[1]:
            return field_label(name, language)
        if name in params:
            return value_text(params[name], language)
        if name == "item":
            return item_label(node, language)
        return node_label(node, language) if name == "field" else match[0]

    return _PLACEHOLDER.sub(replace, template)


def field_label(dotted: str, language: str) -> str:
    """A field as a message names it: its label, and its key in backquotes."""
    field = plan_format().named(dotted)
    return f"{field.label[language]} (`{field.key}`)"


def node_label(node: Node, language: str) -> str:
    """The field a node is the value of, by label and key; an unknown field by its key alone."""
    path = tuple(step for step in node.path if isinstance(step, str))
    if not path:
        return _WHOLE[language]
    if isinstance(node.key, int):
        return _ITEM[language].format(number=node.key + 1, key=shown(path[-1], _LONGEST_VALUE))
    field = plan_format().at(node.path)
    if field is None:
        return f"`{shown(path[-1], _LONGEST_VALUE)}`"
    return f"{field.label[language]} (`{field.key}`)"


def item_label(node: Node, language: str) -> str:
    """The list item that `node` is or stands in, else the mapping around it, else the plan.

    Begins with a capital letter, as a sentence does.
    """
    item = node.item
    if item is not None:
        field = plan_format().at(item.path)
        label = field.label[language] if field else ""
        name = item["id"].text
        if name:
            return _capital(f'{label} "{value_text(name, language, quoted=False)}"')
        number = item.key + 1 if isinstance(item.key, int) else 1
        text = _ORDINAL[language].format(label=label, number=number)
        around = item.parent.item if item.parent else None
        if around is not None:
            text = _PART[language].format(part=text, whole=_lower(item_label(around, language)))
        return _capital(text)
    path = node.path
    field = plan_format().at(path[:1]) if len(path) > 1 else None
    return _capital(field.label[language]) if field else _WHOLE[language]


def value_text(value: object, language: str, *, quoted: bool = True) -> str:
    """A parameter as a message shows it: a plan's value masked, escaped and in quotes."""
    if isinstance(value, Node):
        return _node_text(value, language)
    if isinstance(value, Fields):
        return _joined([field_label(name, language) for name in value.names], language)
    if isinstance(value, Mapping):
        return str(value[language])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return shown(mask(str(value)), _LONGEST_VALUE if not quoted else 4 * _LONGEST_VALUE)


def _node_text(node: Node, language: str) -> str:
    value = node.value
    field = plan_format().at(node.path)
    if field is not None and field.kind == CHOICE and isinstance(value, str):
        return f"{field.choice_label(value, language)} (`{shown(value, _LONGEST_VALUE)}`)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = shown(mask(written(node)), _LONGEST_VALUE)
    # A number where a text belongs stands in the file without quotes, and that is the point.
    return text if node.broken and _is_plain_number(node) else f'"{text}"'


def _is_plain_number(node: Node) -> bool:
    return not style_of(node) and written(node).lstrip("+-").replace(".", "", 1).isdigit()


def written(node: Node) -> str:
    """What the text says at a scalar, also where it has the wrong shape; "" for a collection."""
    text = getattr(node.event, "value", None)
    return text if isinstance(text, str) else ""


def style_of(node: Node) -> str:
    """How a scalar is quoted in the text; "" for a plain one."""
    return getattr(node.event, "style", None) or ""


def _joined(parts: list[str], language: str) -> str:
    return _AND[language].join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
