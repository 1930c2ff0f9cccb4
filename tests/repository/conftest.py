"""What the tests of repositories share: the project's wheel, and thirty plans to begin with."""

from pathlib import Path

import pytest

from tests.repository import places


@pytest.fixture(scope="package")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's files."""
    return places.checkout(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="package")
def wheels(checkout: Path) -> Path:
    """The folder of the project's wheel."""
    return places.wheels(checkout)
