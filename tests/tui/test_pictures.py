"""The pictures of the docs: what a screen shows is in its picture, in its place."""

from pathlib import Path
from xml.etree import ElementTree

from tests.tui.driving import screen_text, settle
from tests.tui.pictures.drawing import draw
from tui.app import OnRecord


async def test_a_picture_has_every_word_of_the_screen_where_it_stands(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        picture = ElementTree.fromstring(draw(app.screen, "A & <b>"))
        shown = screen_text(app.screen).splitlines()
    assert picture[0].text == "A & <b>"
    for text in picture.iter("{http://www.w3.org/2000/svg}text"):
        row, cell = int(text.attrib["y"]) // 20, int(text.attrib["x"]) // 10
        assert shown[row][cell:].startswith(text.text or "-")
    drawn = {word for text in picture.itertext() for word in text.split()}
    assert {word for line in shown for word in line.split()} <= drawn
