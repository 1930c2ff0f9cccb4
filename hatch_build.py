"""Build step: data files also as JSON, which loads faster, and catalogues as gettext reads them."""

import json
import sys
import zlib
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from dtplan import resources


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before every build, editable installs too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the derived files into the tree, from where the build takes them."""
        compile_data()
        compile_catalogues()


def compile_data() -> None:
    """Write the JSON copy of every data file; copies of files that are gone are removed."""
    folder = Path(resources.COMPILED)
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.json"):
        stale.unlink()
    for file in sorted(Path(resources.DATA).rglob("*.yaml")):
        source = file.read_bytes()
        copy = {"of": zlib.crc32(source), "content": resources.parse_yaml(source)}
        name = file.relative_to(resources.DATA).as_posix()
        text = json.dumps(copy, ensure_ascii=False, separators=(",", ":"))
        Path(resources.compiled_path(name)).write_text(text, encoding="utf-8")


def compile_catalogues() -> None:
    """Write messages.mo beside every messages.po."""
    for file in sorted(Path(resources.LOCALE).rglob("*.po")):
        with file.open("rb") as source:
            catalogue = read_po(source)
        with file.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
