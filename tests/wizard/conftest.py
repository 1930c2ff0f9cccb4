"""What the tests of the wizard on terminals share: screens kept as text."""

from collections.abc import Callable, Sequence

import pytest


@pytest.fixture
def golden_screen(golden: Callable[[str, str], None]) -> Callable[[str, Sequence[str]], None]:
    """Compares the rows of a screen with those kept under a name, or keeps them when asked to."""

    def compare(name: str, rows: Sequence[str]) -> None:
        text = "\n".join(rows).rstrip("\n") + "\n"
        golden(f"../wizard/golden/{name}.txt", text)

    return compare
