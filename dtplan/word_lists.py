"""The words by which Vietnamese texts are judged and compared: data/wording.yaml, folded."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dtplan import resources
from dtplan.text.folding import fold


@lru_cache(maxsize=1)
def word_lists() -> Mapping[str, Any]:
    """The groups of words by name, every word folded."""
    groups: Mapping[str, Any] = resources.load("wording.yaml", "folded", folded)
    return groups


def folded(source: bytes) -> Any:
    """The content of a YAML text with every text in it folded, but for the names of the groups."""
    return {name: _folded(group) for name, group in resources.parse_yaml(source).items()}


def _folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {_folded(key): _folded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_folded(inner) for inner in value]
    return fold(str(value))
