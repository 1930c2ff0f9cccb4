"""Build step: data files also as values that load at once, and catalogues as gettext reads them."""

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from dtplan import resources, ruleset, schema, word_lists
from dtplan.likeness import lexicon

# Data that the program asks for in another form only.
_ARRANGED = ("likeness.yaml", "wording.yaml")


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before every build, editable installs too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the derived files into the tree, from where the build takes them."""
        compile_data()
        compile_catalogues()


def compile_data() -> None:
    """Write copies of all data, whole and in the variants that the program asks for."""
    resources.clear_copies()
    for name in resources.data_files():
        if name not in _ARRANGED:
            resources.compile_copy(name)
        if name.startswith("rulesets/"):
            resources.compile_copy(name, "facts", ruleset.facts)
    resources.compile_copy("wording.yaml", "folded", word_lists.folded)
    resources.compile_apart("likeness.yaml", "arranged", lexicon.arranged)
    resources.compile_copy("plan.schema.json", "labels", schema.labels)


def compile_catalogues() -> None:
    """Write messages.mo beside every messages.po."""
    for file in sorted(Path(resources.LOCALE).rglob("*.po")):
        with file.open("rb") as source:
            catalogue = read_po(source)
        with file.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
