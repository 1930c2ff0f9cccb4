"""The only module that knows where the data, schemas, templates and words of the program lie."""

import os
from typing import Any, Final

_PACKAGE: Final = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT: Final = os.path.dirname(_PACKAGE)
DATA: Final = os.path.join(_PACKAGE, "data")
LOCALE: Final = os.path.join(_PACKAGE, "locale")
COMPILED: Final = os.path.join(DATA, "compiled")


def folder(name: str) -> str:
    """The folder of `schemas` or `templates`: inside the package when installed, else beside it."""
    installed = os.path.join(_PACKAGE, name)
    return installed if os.path.isdir(installed) else os.path.join(_CHECKOUT, name)


def schema_text(name: str) -> str:
    """The published JSON Schema `name` (plan, ruleset) as it is printed."""
    with open(os.path.join(folder("schemas"), f"{name}.schema.json"), encoding="utf-8") as file:
        return file.read()


def load_schema(name: str) -> Any:
    """The published JSON Schema `name` as plain values."""
    import json

    return json.loads(schema_text(name))


def load(name: str) -> Any:
    """The content of the data file `name` ("rulesets/ct34.yaml").

    The build keeps a JSON copy of every data file, which loads some fifty times faster; it counts
    only while it is of the YAML that lies there, so that an edited file is always what is read.
    """
    import json
    import zlib

    with open(os.path.join(DATA, *name.split("/")), "rb") as file:
        source = file.read()
    try:
        with open(compiled_path(name), "rb") as file:
            copy = json.loads(file.read())
    except (OSError, ValueError):
        return parse_yaml(source)
    return copy["content"] if copy["of"] == zlib.crc32(source) else parse_yaml(source)


def compiled_path(name: str) -> str:
    """Where the build keeps the JSON copy of the data file `name`."""
    return os.path.join(COMPILED, name.replace("/", ".") + ".json")


def parse_yaml(source: bytes) -> Any:
    """The plain content of a YAML text of the project's own; dates stay texts."""
    import yaml

    class Loader(yaml.SafeLoader):
        """PyYAML's loader without its reading of dates."""

    Loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(source, Loader=Loader)
