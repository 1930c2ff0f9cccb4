"""What dtplan takes of PyYAML, imported in a quarter of the time.

The rest goes into compiling the patterns of its Python reader and resolver: for one of them the re
module goes through sixty thousand characters one by one. The C parser needs none of them.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

__all__ = [
    "AliasEvent",
    "DocumentEndEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "MarkedYAMLError",
    "Parser",
    "Reader",
    "ReaderError",
    "ScalarEvent",
    "Scanner",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "yaml",
]


class Later:
    """A pattern that is compiled when something is first asked of it."""

    def __init__(self, *wanted: Any) -> None:
        self._wanted = wanted

    def __getattr__(self, name: str) -> Any:
        return getattr(re.compile(*self._wanted), name)


@contextmanager
def patterns_compiled_later() -> Iterator[None]:
    """Within it, modules that are imported get their patterns as `Later`."""
    at_once = re.compile
    re.compile = Later  # type: ignore[assignment]
    try:
        yield
    finally:
        re.compile = at_once


# Where PyYAML is there already, there is nothing to gain, and other threads may be at work.
with nullcontext() if "yaml" in sys.modules else patterns_compiled_later():
    import yaml
    from yaml import MarkedYAMLError
    from yaml.events import (
        AliasEvent,
        DocumentEndEvent,
        DocumentStartEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
        StreamEndEvent,
    )
    from yaml.parser import Parser
    from yaml.reader import Reader, ReaderError
    from yaml.scanner import Scanner
