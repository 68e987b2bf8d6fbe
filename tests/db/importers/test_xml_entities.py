"""XML entities in files that come in: none names a file, and none is written out."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from db.importers import ImportItem, read_all_bytes
from tests.support import import_samples, news_exports

SECRET = "the vault opens at nine"
LAUGH = "harbour"
LAUGHS = "".join(f'<!ENTITY laugh{level} "{f"&laugh{level - 1};" * 10}">' for level in range(1, 10))
PARTS: list[tuple[Callable[[], bytes], str, str]] = [
    # a file, an entry of it, and words of the entry that the entity stands in place of
    (import_samples.epub, "META-INF/container.xml", "OPS/book.opf"),
    (import_samples.epub, "OPS/book.opf", "The Coastwire week"),
    (import_samples.epub, "OPS/one.xhtml", "<title>x"),
    (import_samples.docx, "docProps/core.xml", import_samples.TITLE),
    (import_samples.docx, "word/document.xml", import_samples.FIRST),
]
IDS = [f"{name} of {make.__name__}" for make, name, _ in PARTS]


def with_entities(data: bytes, name: str, words: str, declared: str, entity: str) -> bytes:
    """A ZIP file whose entry `name` declares entities, with one of them in place of `words`."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = {entry: packed.read(entry).decode() for entry in packed.namelist()}
    assert words in entries[name]
    body = entries[name].replace(words, f"{words} &{entity};", 1)
    return import_samples.zipped({**entries, name: f"<!DOCTYPE x [{declared}]>{body}"})


def all_words(data: bytes, name: str) -> str:
    """Everything that reading a file gives, its problems included."""
    words = []
    for item in read_all_bytes(data, name):
        if isinstance(item, ImportItem):
            document = item.document
            words += [document.text, document.title, document.byline, document.site]
        else:
            words.append(item.message)
    assert words
    return "\n".join(words)


@pytest.mark.parametrize(("make", "name", "words"), PARTS, ids=IDS)
def test_an_entity_reads_no_file_of_this_machine(
    make: Callable[[], bytes], name: str, words: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    declared = f'<!ENTITY secret SYSTEM "{secret.as_uri()}">'
    data = with_entities(make(), name, words, declared, "secret")
    assert SECRET not in all_words(data, f"a.{make.__name__}")


@pytest.mark.parametrize(("make", "name", "words"), PARTS, ids=IDS)
def test_entities_of_entities_are_not_written_out(
    make: Callable[[], bytes], name: str, words: str
) -> None:
    declared = f'<!ENTITY laugh0 "{LAUGH} ">{LAUGHS}'
    for level in (3, 9):  # a thousand words, and a thousand million
        data = with_entities(make(), name, words, declared, f"laugh{level}")
        assert all_words(data, f"a.{make.__name__}").count(LAUGH) < 20


ENEX = (
    "<en-export><note><title>Pilots</title><content>The pilots left.</content></note></en-export>"
)
XML_FILES = [
    (news_exports.factiva_xml().decode().partition("?>")[2], "a.xml"),
    (ENEX, "a.enex"),
]


@pytest.mark.parametrize(("body", "name"), XML_FILES)
def test_entities_of_an_xml_export_are_not_written_out(
    body: str, name: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    declared = f'<!ENTITY secret SYSTEM "{secret.as_uri()}"><!ENTITY laugh0 "{LAUGH} ">{LAUGHS}'
    body = body.replace("ilots", "ilots &secret; &laugh9;")
    words = all_words(f"<?xml version='1.0'?><!DOCTYPE x [{declared}]>{body}".encode(), name)
    assert SECRET not in words
    assert words.count(LAUGH) < 20
