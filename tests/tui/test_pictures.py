"""The pictures of the docs: a picture has what its screen shows, and the docs have it."""

import re
from pathlib import Path
from xml.etree import ElementTree

from tests.support.pilot import screen_text, settle
from tests.tui.pictures.gallery import PICTURES
from tests.tui.pictures.svg import draw
from tui.app import OnRecordApp

DOCS = Path(__file__).parents[2] / "docs"


async def test_a_picture_has_every_word_of_the_screen_where_it_stands(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        picture = ElementTree.fromstring(draw(app.screen, "A & <b>"))
        shown = screen_text(app.screen).splitlines()
    assert picture[0].text == "A & <b>"
    for line in picture.iter("{http://www.w3.org/2000/svg}text"):
        row = shown[int(line.attrib["y"]) // 20]
        for words in line:
            assert row[int(words.attrib["x"]) // 10 :].startswith(words.text or "-")
    drawn = {word for text in picture.itertext() for word in text.split()}
    assert {word for line in shown for word in line.split()} <= drawn


def test_the_pictures_of_the_docs_are_there_and_none_is_left_over() -> None:
    drawn = {path.name for path in (DOCS / "pictures").iterdir()}
    assert drawn == {picture.file(*shown) for picture in PICTURES for shown in picture.in_docs}
    assert len({picture.name for picture in PICTURES}) == len(PICTURES)


def test_every_picture_of_the_docs_is_shown_on_a_page() -> None:
    pages = [path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"pictures/([\w-]+\.svg)\)", page)}
    assert shown == {path.name for path in (DOCS / "pictures").iterdir()}
