"""The program's own words in Vietnamese: complete, in step with the code, in NFC."""

import gettext
import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from dtplan import i18n
from tests.conftest import ROOT

FILE = ROOT / "dtplan" / "locale" / "vi" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"\{\w+(?:![rs])?\}")
# Said by the oldest click that will do, and no longer by the newest.
OLDER = {"No such option: {name}"}
# Where click speaks to a user of dtplan: its errors, its parser and its help.
SPOKEN = {"exceptions.py", "parser.py", "formatting.py"}
# Written by programmers' faults, or by kinds of options that dtplan has not.
UNSPOKEN = re.compile("^Invalid start character")
# In the files that hold much else.
ALSO = {
    "Options",
    "Commands",
    "Show this message and exit.",
    "Show the version and exit.",
    "default: {default}",
    "required",
    "{value!r} is not one of {choices}.",
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
    "Got unexpected extra argument ({args})",
}


def texts(message: Message | tuple[str, ...] | list[str] | str) -> tuple[str, ...]:
    """A message's singular and, where it has one, its plural."""
    value = message.id if isinstance(message, Message) else message
    return (value,) if isinstance(value, str) else tuple(value)


def translations(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


@lru_cache
def extracted(folder: Path) -> dict[str, str]:
    """The messages in the code below a folder, by their singular, with the file they stand in."""
    found = extract_from_dir(folder, method_map=[("**.py", "python")])
    return {texts(message)[0]: name for name, _line, message, _comments, _context in found}


@lru_cache
def catalogue() -> Catalog:
    with FILE.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


def entries() -> dict[str, Message]:
    return {texts(message)[0]: message for message in catalogue() if message.id}


OWN = ROOT / "dtplan"
CLICK = Path(click.__file__).parent


def test_every_message_is_translated_and_none_is_left_over() -> None:
    assert extracted(OWN).keys() <= entries().keys()
    assert entries().keys() <= extracted(OWN).keys() | extracted(CLICK).keys() | OLDER
    assert not [name for name, message in entries().items() if message.fuzzy]
    assert not catalogue().obsolete


def test_what_click_says_to_a_user_is_translated() -> None:
    spoken = {
        text
        for text, file in extracted(CLICK).items()
        if file in SPOKEN and not UNSPOKEN.match(text)
    }
    assert spoken | (ALSO & extracted(CLICK).keys()) <= entries().keys()


@pytest.mark.parametrize("text", sorted(entries()))
def test_a_translation_says_what_the_message_says(text: str) -> None:
    message = entries()[text]
    names = {name for form in texts(message) for name in PLACEHOLDER.findall(form)}
    for translation in translations(message):
        assert translation.strip()
        used = set(PLACEHOLDER.findall(translation))
        # click names the kind of a number, and some other things, in English words.
        assert used == names or (text not in extracted(OWN) and used < names)
        assert translation == unicodedata.normalize("NFC", translation)
        assert translation.endswith("\n") == text.endswith("\n")
        assert translation.endswith(".") == text.endswith(".") or text not in extracted(OWN)


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with FILE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    strings = {texts(message)[0]: translations(message) for message in compiled if message.id}
    assert strings == {text: translations(message) for text, message in entries().items()}


@pytest.fixture
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "vi")
    i18n.activate("vi")
    yield
    monkeypatch.undo()
    i18n.activate(i18n.active())


@pytest.mark.usefixtures("vietnamese")
def test_the_program_reads_its_catalogue_as_gettext_does() -> None:
    with FILE.with_suffix(".mo").open("rb") as file:
        other = gettext.GNUTranslations(file)
    for message in ("not there", *entries()):
        assert i18n.gettext(message) == other.gettext(message)
    for one, many in filter(lambda forms: len(forms) > 1, map(texts, entries().values())):
        for count in (0, 1, 2):
            assert i18n.ngettext(one, many, count) == other.ngettext(one, many, count)


@pytest.mark.parametrize("order", "<>")
def test_a_catalogue_may_be_written_in_either_order_of_bytes(
    order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vietnamese: None
) -> None:
    head = struct.pack(f"{order}7I4I", 0x950412DE, 0, 1, 28, 36, 0, 0, 2, 44, 3, 46)
    file = tmp_path / "vi" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(head + b"no" + "có".encode())
    monkeypatch.setattr("dtplan.resources.LOCALE", str(tmp_path))
    i18n.activate("vi")
    assert i18n.gettext("no") == "có"


def test_the_programs_texts_are_in_nfc() -> None:
    for file in OWN.rglob("*"):
        if file.suffix in (".py", ".po", ".yaml"):
            text = file.read_text(encoding="utf-8")
            assert text == unicodedata.normalize("NFC", text), file
