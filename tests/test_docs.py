"""What the READMEs say, done as a reader would do it; and their pictures."""

import importlib
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

import pytest

from tests.command import Result, dtplan
from tests.conftest import ROOT

READMES: Final = {"en": ROOT / "README.md", "vi": ROOT / "README.vi.md"}
PLAN: Final = "dat-lich-kham.dtplan.yaml"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^(?=[#a-z])", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#]+)")
_STATUS = re.compile(r"#.*\b(?:status|mã) (\d+)")


class Block(NamedTuple):
    """A block of code in a README: its language and its text."""

    kind: str
    text: str


def blocks(language: str) -> list[Block]:
    text = READMES[language].read_text("utf-8")
    return [Block(found[1], found[2]) for found in _BLOCK.finditer(text)]


def texts(svg: str) -> list[str]:
    """What is to be read in a picture, whatever version of rich has drawn it."""
    return re.findall(r"<text[^>]*>([^<]*)", svg)


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Gives a module of docs/, which is no package."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module


def kept(picture: str) -> str:
    return (ROOT / "docs" / picture).read_text("utf-8")


def test_the_picture_shows_what_dtplan_says(drawing: Callable[[str], ModuleType]) -> None:
    assert texts(kept("check.svg"))
    drawn = drawing("picture").check()
    assert texts(drawn) == texts(kept("check.svg")), "run `python docs/picture.py`"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_the_picture_of_the_wizard_shows_what_it_asks(
    drawing: Callable[[str], ModuleType],
) -> None:
    assert texts(kept("new.svg"))
    drawn = drawing("interview").new()
    assert texts(drawn) == texts(kept("new.svg")), "run `python docs/interview.py`"


@pytest.mark.parametrize("picture", ["check.svg", "new.svg"])
def test_a_picture_fetches_nothing(picture: str) -> None:
    assert re.findall(r"https?://[^\"]+", kept(picture)) == ["http://www.w3.org/2000/svg"]


@pytest.mark.parametrize("language", READMES)
def test_a_readme_says_what_happens(
    language: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    sections: dict[str, str] = {}
    out = ""
    for block in blocks(language):
        if block.kind == "yaml":
            # A later block adds its keys to the plan, or puts them in place of earlier ones.
            sections |= {text.partition(":")[0]: text for text in _SECTION.split(block.text)}
            (tmp_path / PLAN).write_text("".join(sections.values()), "utf-8")
        elif block.kind == "sh":
            for result in run(block.text, language, tmp_path):
                out = result.out
        elif block.kind == "text":
            if request.config.getoption("--update-golden"):
                show(READMES[language], block.text, out)
            else:
                assert_shown(block.text, out)


def show(readme: Path, before: str, out: str) -> None:
    """Put what was printed in place of what a README shows, as much of it as before."""
    printed = out.rstrip().split("\n")
    if "\n  …" in before:
        printed = [*printed[: before.rstrip().count("\n")], "  …"]
    text = readme.read_text("utf-8")
    readme.write_text(text.replace(before, "\n".join(printed) + "\n"), "utf-8", newline="\n")


def run(commands: str, language: str, folder: Path) -> Iterator[Result]:
    """Run what a block tells to type, `<` and `>` as a shell does."""
    for line in commands.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] != ["dtplan"]:
            continue
        words, target = parted(words, ">")
        words, source = parted(words, "<")
        stdin = (folder / source).read_bytes() if source else b""
        result = dtplan(*words[1:], cwd=folder, stdin=stdin, environment={"DTPLAN_LANG": language})
        stated = _STATUS.search(line)
        expected = {int(stated[1])} if stated else {0, 1}
        assert result.status in expected, f"{line}\n{result.err}"
        if target:
            (folder / Path(target).name).write_text(result.out, "utf-8")
        yield result


def parted(words: list[str], sign: str) -> tuple[list[str], str | None]:
    """The words before a sign of redirection, and the file after it."""
    if sign not in words:
        return words, None
    place = words.index(sign)
    return words[:place], words[place + 1]


def assert_shown(shown: str, out: str) -> None:
    """What a README shows is what was printed, but for what it leaves out with `…`."""
    shown, left_out, _ = shown.rstrip().partition("\n  …")
    printed = out.replace("\r\n", "\n").rstrip()
    assert printed.startswith(shown) if left_out else printed == shown, printed


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=lambda page: page.name)
def test_what_a_page_links_to_exists(page: Path) -> None:
    links = _LINK.findall(page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not missing


def test_both_readmes_have_the_same_parts() -> None:
    def parts(language: str) -> list[str]:
        text = READMES[language].read_text("utf-8")
        return re.findall(r"^(#+ |```\w+|!\[|<!--.*)", text, re.MULTILINE)

    assert parts("vi") == parts("en")


def test_both_readmes_write_the_same_plan() -> None:
    def plan(language: str) -> list[str]:
        text = "".join(block.text for block in blocks(language) if block.kind == "yaml")
        return [line.partition(" #")[0].rstrip() for line in text.splitlines()]

    assert plan("vi") == plan("en")
