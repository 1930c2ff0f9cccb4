"""The only module that knows where the data, schemas, templates and words of the program lie."""

import marshal
import os
import sys
from binascii import crc32
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol

_PACKAGE: Final = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT: Final = os.path.dirname(_PACKAGE)
_DATA: Final = os.path.join(_PACKAGE, "data")
_COMPILED: Final = os.path.join(_DATA, "compiled")
_SCHEMA_ENDING: Final = ".schema.json"
_TEMPLATE_ENDING: Final = ".dtplan.yaml"
# Of marshal; every Python from 3.4 on reads it.
FORMAT: Final = 4
_PIECES: Final = "pieces"
LOCALE: Final = os.path.join(_PACKAGE, "locale")

Read = Callable[[bytes], Any]


class Pieces(Protocol):
    """Pieces of data by name."""

    def __contains__(self, name: str, /) -> bool:
        """Whether there is a piece of this name."""

    def __getitem__(self, name: str, /) -> bytes:
        """The piece of this name."""


ReadApart = Callable[[bytes], tuple[Any, dict[str, bytes]]]


def schema_text(name: str) -> str:
    """The published JSON Schema `name` (plan, ruleset) as it is printed."""
    with open(_path(name + _SCHEMA_ENDING), encoding="utf-8") as file:
        return file.read()


def load_schema(name: str) -> Any:
    """The published JSON Schema `name` as plain values."""
    import json

    return json.loads(schema_text(name))


def template_text(name: str) -> str:
    """The plan template `name` (ministry, province) as it is written, line ends and all."""
    path = os.path.join(_folder("templates"), name + _TEMPLATE_ENDING)
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def repository_text(name: str) -> str:
    """The file `name` of those that a repository of plans is made from."""
    with open(os.path.join(_folder("templates"), "repository", name), encoding="utf-8") as file:
        return file.read()


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


def load(name: str, variant: str = "", read: Read = parse_yaml) -> Any:
    """What `read` makes of the data file `name` ("rulesets/ct34.yaml", "plan.schema.json").

    The build keeps that in the form of Python's own compiled modules, under the name of the
    `variant`: it loads some hundred times faster. It counts only while it was made of the very file
    that lies there, so that an edited file is always what is read.
    """
    source = _source(name)
    copy = _copy(name, variant, source)
    return read(source) if copy is None else copy[0]


def load_apart(name: str, variant: str, read: ReadApart) -> tuple[Any, Pieces]:
    """As `load`, for a file of which a run needs little: `read` makes content and pieces of it."""
    source = _source(name)
    copy = _copy(name, variant, source)
    if copy is None:
        return read(source)
    content, places = copy[0]
    return content, _Apart(_compiled_path(name, variant, _PIECES), places)


class _Apart:
    """Pieces in a file, each read when it is asked for: to read all would take longer."""

    def __init__(self, path: str, places: Mapping[str, tuple[int, int]]) -> None:
        self._path = path
        self._places = places

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> bytes:
        start, length = self._places[name]
        with open(self._path, "rb", buffering=0) as file:
            file.seek(start)
            return file.read(length)


def _source(name: str) -> bytes:
    with open(_path(name), "rb") as file:
        return file.read()


def _copy(name: str, variant: str, source: bytes) -> tuple[Any] | None:
    """The content of a compiled copy; None where there is none, or of another source."""
    try:
        with open(_compiled_path(name, variant), "rb") as file:
            of, content = marshal.loads(file.read())
    except (OSError, EOFError, TypeError, ValueError):
        return None
    return (content,) if of == crc32(source) else None


def compile_copy(name: str, variant: str = "", read: Read = parse_yaml) -> None:
    """Write the copy that `load` looks for."""
    source = _source(name)
    _write(_compiled_path(name, variant), marshal.dumps((crc32(source), read(source)), FORMAT))


def compile_apart(name: str, variant: str, read: ReadApart) -> None:
    """Write the copy that `load_apart` looks for."""
    content, pieces = read(_source(name))
    places: dict[str, tuple[int, int]] = {}
    whole = b""
    for piece, data in pieces.items():
        places[piece] = len(whole), len(data)
        whole += data
    _write(_compiled_path(name, variant, _PIECES), whole)
    compile_copy(name, variant, lambda _: (content, places))


def _write(path: str, data: bytes) -> None:
    os.makedirs(_COMPILED, exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def clear_copies() -> None:
    """Remove all that `compile_copy` wrote."""
    for name in os.listdir(_COMPILED) if os.path.isdir(_COMPILED) else ():
        os.unlink(os.path.join(_COMPILED, name))


def stamp() -> bytes:
    """What tells this program from another of its version: its files with their sizes and times.

    And Python with its YAML library, whose ways it takes on.
    """
    about = [sys.version, _PACKAGE, _seen(_library("yaml"))]
    about += (_seen(path) for _name, path in _content())
    return "\n".join(about).encode("utf-8", "surrogateescape")


def _seen(path: str) -> str:
    try:
        known = os.stat(path)
    except OSError:  # it is being replaced just now
        return path
    return f"{path} {known.st_size} {known.st_mtime_ns}"


def _library(name: str) -> str:
    """The file that a library begins with; "" where it is not installed."""
    from importlib.machinery import PathFinder

    found = PathFinder.find_spec(name)
    return found.origin or "" if found else ""


def digest() -> str:
    """What tells this program from another of its version, wherever both are: its code and data."""
    import hashlib

    whole = hashlib.sha256()
    for name, path in _content():
        with open(path, "rb") as file:
            whole.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return whole.hexdigest()


def _content() -> Iterator[tuple[str, str]]:
    """The names and paths of all that a finding depends on, in their order."""
    kinds = ((_PACKAGE, ".py"), (_DATA, ".yaml"), (_folder("schemas"), _SCHEMA_ENDING))
    for top, ending in kinds:
        for place, folders, files in os.walk(top):
            folders.sort()
            for name in sorted(files):
                if name.endswith(ending):
                    path = os.path.join(place, name)
                    yield os.path.relpath(path, top).replace(os.sep, "/"), path


def data_files() -> Iterator[str]:
    """The names of all YAML data files."""
    for folder, _folders, files in os.walk(_DATA):
        for file in sorted(files):
            if file.endswith(".yaml"):
                yield os.path.relpath(os.path.join(folder, file), _DATA).replace(os.sep, "/")


def _path(name: str) -> str:
    if name.endswith(_SCHEMA_ENDING):
        return os.path.join(_folder("schemas"), name)
    return os.path.join(_DATA, *name.split("/"))


def _folder(name: str) -> str:
    """A published folder: inside the package when installed, else beside it."""
    installed = os.path.join(_PACKAGE, name)
    return installed if os.path.isdir(installed) else os.path.join(_CHECKOUT, name)


def _compiled_path(name: str, variant: str, ending: str = "marshal") -> str:
    parts = [name.replace("/", "."), variant, ending]
    return os.path.join(_COMPILED, ".".join(part for part in parts if part))
