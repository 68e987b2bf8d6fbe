"""The exported page in a real browser: light, dark, printed, and deaf to what articles say."""

import struct
import subprocess
import zlib
from pathlib import Path

import pypdfium2
import pytest

from db import Store
from db.exporters import Selection, export
from tests.browser import BROWSER
from tests.support.findings import analysis, document, span
from tests.support.hostile_library import add_hostile_article


@pytest.fixture
def exported_page(tmp_path: Path) -> Path:
    with Store(tmp_path / "store.sqlite") as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, *span("“regrettable”"), "A word of theirs.", tags=["port"])
        add_hostile_article(store)
        export(store, Selection(name="Pilots"), "html", tmp_path / "page.html")
    return tmp_path / "page.html"


def browse(page: Path, *options: str) -> str:
    """Return the text that the browser prints when it opens a page."""
    ran = subprocess.run(
        [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900",
         f"--user-data-dir={page.parent / 'profile'}", *options, page.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return ran.stdout


def brightness(picture: Path) -> float:
    """The mean of a PNG's samples, from 0 to 255."""
    data = picture.read_bytes()
    width, _, _, colors = struct.unpack(">IIBB", data[16:26])
    packed, at = b"", 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += length + 12
    step = {2: 3, 6: 4}[colors]
    raw, line = zlib.decompress(packed), 1 + width * step
    before = bytearray(line - 1)
    total = 0
    for start in range(0, len(raw), line):
        kind, row = raw[start], bytearray(raw[start + 1 : start + line])
        for i, value in enumerate(row):
            left = row[i - step] if i >= step else 0
            up, corner = before[i], before[i - step] if i >= step else 0
            near = left + up - corner
            paeth = min(
                (abs(near - neighbor), at, neighbor)
                for at, neighbor in enumerate((left, up, corner))
            )[2]
            row[i] = (value + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        total += sum(row)
        before = row
    return float(total / (len(raw) - len(raw) // line))


def test_nothing_that_an_article_says_runs(exported_page: Path) -> None:
    shown = browse(exported_page, "--dump-dom")
    assert "<title>Pilots</title>" in shown
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown


def test_the_page_is_light_or_dark_as_its_reader_has_it(
    exported_page: Path, tmp_path: Path
) -> None:
    seen = {}
    for name, options in {
        "light": (),
        "dark": ("--blink-settings=preferredColorScheme=0",),
    }.items():
        picture = tmp_path / f"{name}.png"
        browse(exported_page, f"--screenshot={picture}", "--window-size=300,200", *options)
        seen[name] = brightness(picture)
    assert seen["light"] > 180
    assert seen["dark"] < 110


def test_the_page_prints_with_text_notes_and_timeline(exported_page: Path, tmp_path: Path) -> None:
    printed = tmp_path / "page.pdf"
    browse(exported_page, f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    pdf = pypdfium2.PdfDocument(printed)
    text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    for words in ("Harbour pilots strike", "A word of theirs.", "2021-03-05", "Mara Ortiz"):
        assert words in " ".join(text.split())
    assert len(pdf) >= 2
