"""The only module that knows where the data, schemas, templates and words of the program lie."""

import os
from collections.abc import Callable
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
    with open(_schema_path(name), encoding="utf-8") as file:
        return file.read()


def load_schema(name: str) -> Any:
    """The published JSON Schema `name` as plain values."""
    import json

    return json.loads(schema_text(name))


def load_plan_labels() -> Any:
    """The plan's JSON Schema without what only editors read."""
    return _load(_schema_path("plan"), compiled_path("plan.schema"), _parse_labels)


def load(name: str) -> Any:
    """The content of the data file `name` ("rulesets/ct34.yaml")."""
    return _load(_data_path(name), compiled_path(name), parse_yaml)


def load_facts(name: str) -> Any:
    """The ruleset in the data file `name` without the words of its rules."""
    return _load(_data_path(name), compiled_path(f"{name}.facts"), _parse_facts)


def _load(path: str, compiled: str, parse: Callable[[bytes], Any]) -> Any:
    """What `parse` makes of the file at `path`.

    The build keeps that as JSON, which loads some fifty times faster; it counts only while it was
    made of the very file that lies there, so that an edited file is always what is read.
    """
    import json
    import zlib

    with open(path, "rb") as file:
        source = file.read()
    try:
        with open(compiled, "rb") as file:
            copy = json.loads(file.read())
    except (OSError, ValueError):
        return parse(source)
    return copy["content"] if copy["of"] == zlib.crc32(source) else parse(source)


def compile_all() -> None:
    """Write the JSON copies of all data files; those of files that are gone are removed."""
    os.makedirs(COMPILED, exist_ok=True)
    for stale in os.listdir(COMPILED):
        os.unlink(os.path.join(COMPILED, stale))
    _compile(_schema_path("plan"), compiled_path("plan.schema"), _parse_labels)
    for folder_path, _folders, files in os.walk(DATA):
        for file in files:
            if file.endswith(".yaml"):
                path = os.path.join(folder_path, file)
                name = os.path.relpath(path, DATA).replace(os.sep, "/")
                _compile(path, compiled_path(name), parse_yaml)
                if name.startswith("rulesets/"):
                    _compile(path, compiled_path(f"{name}.facts"), _parse_facts)


def _compile(path: str, compiled: str, parse: Callable[[bytes], Any]) -> None:
    import json
    import zlib

    with open(path, "rb") as file:
        source = file.read()
    copy = {"of": zlib.crc32(source), "content": parse(source)}
    with open(compiled, "w", encoding="utf-8", newline="\n") as file:
        json.dump(copy, file, ensure_ascii=False, separators=(",", ":"))


def compiled_path(name: str) -> str:
    """Where the build keeps the JSON copy of `name`."""
    return os.path.join(COMPILED, name.replace("/", ".") + ".json")


def _data_path(name: str) -> str:
    return os.path.join(DATA, *name.split("/"))


def _schema_path(name: str) -> str:
    return os.path.join(folder("schemas"), f"{name}.schema.json")


def _parse_labels(source: bytes) -> Any:
    import json

    return _without(json.loads(source), _FOR_EDITORS)


def _parse_facts(source: bytes) -> Any:
    content = parse_yaml(source)
    rules = {code: _without(rule, _WORDS) for code, rule in content["rules"].items()}
    return {**content, "rules": rules, "clauses": {}, "sources": {}}


_FOR_EDITORS: Final = frozenset(("description", "patternErrorMessage"))
_WORDS: Final = frozenset(("title", "message", "cases", "why", "remedy", "silent", "bad", "good"))


def _without(value: Any, keys: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _without(inner, keys)
            for key, inner in value.items()
            if key not in keys or (isinstance(inner, dict) and keys is _FOR_EDITORS)
        }
    return [_without(inner, keys) for inner in value] if isinstance(value, list) else value


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
