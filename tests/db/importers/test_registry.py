import datetime
import os
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import clean
from analysis.partial_dates import PartialDate
from db import Document
from db.importers import ImportingError, ImportProblem, read, read_bytes
from db.importers.detection import FileKind, detect_kind
from db.importers.registry import IMPORTERS, read_detected
from tests.support.thoroughness import count_examples

STORY = (
    "Pilots leave the boats\n\nBy Ida Quill\n\nPORT LUNA, March 3, 2021 (Coastwire) – The pilots "
    "of the harbour will walk out on Friday, their union said, and no one knows for how long.\n"
)


def test_a_plain_text_stays_whole_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(STORY)

    assert read(path) == Document(
        STORY,
        "Pilots leave the boats",
        "Ida Quill",
        "Coastwire",
        "story.txt",
        PartialDate(2021, 3, 3),
        "dateline",
        "en",
        origins=(
            ("byline", "first lines"),
            ("language", "words"),
            ("site", "first lines"),
            ("source", "file name"),
            ("title", "first lines"),
        ),
    )


def test_every_kind_of_file_has_an_importer() -> None:
    assert IMPORTERS.keys() == {*get_args(FileKind)}
    assert all(callable(importer.load_reader()) for importer in IMPORTERS.values())


def test_standard_input_has_no_name() -> None:
    assert read_bytes(STORY.encode()).source == ""


def test_controls_are_taken_out_and_line_ends_made_one_kind() -> None:
    text = read_bytes(b"One\x1b]0;x\x07 two\r\nthree\rfour [sic] [/]").text
    assert text == "One\ufffd]0;x\ufffd two\nthree\nfour [sic] [/]"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_in_other_encodings_is_read(encoding: str) -> None:
    text = "“We’re out,” said the pilots – and the café was full of them that day."
    assert read_bytes(text.encode(encoding)).text == text


def test_a_few_broken_bytes_spoil_nothing_else() -> None:
    text = read_bytes("“Né,” she said; it’s late – and dark.".encode() + b" \xff\xfe end").text
    assert text == "“Né,” she said; it’s late – and dark. \ufffd\ufffd end"


def test_text_in_an_old_encoding_of_another_language_is_read() -> None:
    text = "Сегодня лоцманы порта объявили забастовку, сообщил представитель профсоюза. " * 3
    document = read_bytes(text.encode("cp1251"))
    assert (document.text, document.language) == (text, "ru")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no words"),
        (b" \n\t ... \n", "no words"),
        (b"\x00\x01\x02\x03" * 50, "binary"),
        (bytes(range(1, 32)) * 9, "binary"),
        (b"%PDF-1.7 and so on", "damaged PDF"),
        (b"PK\x03\x04 and so on", "is damaged"),
        (b"\xd0\xcf\x11\xe0 and so on", "old file of Word"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"<html><body><script>go()</script></body></html>", "without text"),
    ],
)
def test_what_is_no_article_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ImportingError, match=message) as error:
        read_bytes(data)
    assert "\n" not in str(error.value)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.importers.registry._LARGEST", 10)
    [problem] = read_detected(b"eleven byte", "a.txt")
    assert isinstance(problem, ImportProblem)
    assert "larger than" in problem.message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none.txt", "no such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "nul\0.txt", "cannot be read"),
    ):
        with pytest.raises(ImportingError, match=message):
            read(path)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<html><p>a", "html"),
        (b" <?xml version='1.0'?> <!DOCTYPE HTML PUBLIC '-//W3C'> <p>a", "html"),
        (b"<!-- saved by a browser --> <!-- twice --><html>", "html"),
        (b"<!-- a --> inside of it, since it ends here --><HTML lang='en'>", "html"),
        (b"<!--" + b" " * 2_000 + b"--><html>", "html"),
        (b"<!--" + b" " * 2_001 + b"--><html>", "text"),
        (b"<!-- a --> outside <html>", "text"),
        (b"<!---->" * 1_000 + b"<html>", "html"),
        (b"<!---->" * 1_000 + b"<p>", "text"),
        (b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>\n<!ENTITY c 'd'>]>\n<rss>", "feed"),
        (b"<?xml version='1.0'?><?style a?><!-- b --><feed xmlns='c'>", "feed"),
        (b"<!>" * 1_000 + b"<rss>", "feed"),
        (b"<!DOCTYPE page SYSTEM 'a'><html><p>", "html"),
        (b"<?xml version='1.0'?><PPSResponse/>", "factiva"),
        (b"{\\rtf1 a}", "rtf"),
        (b"TY  - NEWS\nTI  - a\n", "ris"),
        (b"@article{a, title={b}}", "bibtex"),
        (b"<!>" * 1_000 + b"<p>", "text"),
        (b'{"a": 1}\n \n {"b": 2}', "jsonl"),
        (b'{"a":\n {"b": 2}}', "json"),
        (b'{"}\n' * 1_000, "jsonl"),
        (b'{"a": 1}' + b"\n" * 1_000 + b"x", "json"),
        (b"From: a\nTo: b\n c\nSubject: d\n\ne", "mail"),
    ],
)
def test_the_kind_of_a_file_without_an_ending_is_detected(data: bytes, kind: str) -> None:
    assert detect_kind(data, "file") == kind


def test_a_page_cannot_choose_just_any_codec() -> None:
    page = b"<html><head><meta charset='hex'></head><body><p>It was caf\xe9 time.</p></body></html>"
    assert "café time" in read_bytes(page).text


@settings(max_examples=count_examples(150), deadline=None)
@given(
    st.binary()
    | st.text().map(str.encode)
    | st.text("<>/!-ap &#x1;bdiv\"'=\n").map(lambda text: f"<html>{text}".encode())
    | st.text("#*_[]()`>-|:!\n ab<&1.").map(str.encode),
    st.sampled_from(["", "a.txt", "a.md", "a.html"]),
)
def test_any_bytes_are_a_document_or_an_error(data: bytes, name: str) -> None:
    try:
        document = read_bytes(data, name)
    except ImportingError:
        return
    assert document.text == clean(document.text)
    assert any(map(str.isalnum, document.text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STORY, "en"),
        ("Die Lotsen haben am Freitag die Arbeit niedergelegt, wie der Verband mitteilte.", "de"),
        ("Les pilotes du port ont cessé le travail vendredi, a annoncé leur syndicat.", "fr"),
        ("Los prácticos del puerto dejaron de trabajar el viernes, según su sindicato.", "es"),
        ("港のパイロットは金曜日に仕事をやめました。", "ja"),
        ("引航员周五停止了工作。", "zh"),
        ("Лоцмани порту припинили роботу, повідомила профспілка.", "uk"),
        ("Yes.", "en"),
        ("lorem ipsum dolor amet " * 10, "und"),
    ],
)
def test_the_language_is_detected_by_function_words(text: str, language: str) -> None:
    assert read_bytes(text.encode()).language == language


def test_the_time_of_a_file_gives_the_year_of_a_dateline(tmp_path: Path) -> None:
    path = tmp_path / "pilots.txt"
    path.write_text("PORT LUNA, July 25 (Coastwire) – The pilots left their boats.\n", "utf-8")
    saved = datetime.datetime(2021, 7, 26, 12).timestamp()
    os.utime(path, (saved, saved))
    document = read(path)
    assert (str(document.published), document.published_from) == ("2021-07-25", "dateline")


def test_a_front_matter_date_without_a_year_is_no_publication_date() -> None:
    document = read_bytes(b"---\ndate: 17 March\n---\n\nThe pilots left.\n", "pilots.md")
    assert document.published_from == "unknown"
