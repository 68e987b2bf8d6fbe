import datetime

import pytest

from db.importers import ImportItem, read_all_bytes

CLIPPINGS = """\ufeffThe Quay (Quill, Ida; Juan Ortega)
- Your Highlight on page 12 | Location 170-171 | Added on Wednesday, 3 March 2021 10:00:00

No one has answered us.
==========
The Quay (Quill, Ida; Juan Ortega)
- Your Note on page 12 | Location 171 | Added on Wednesday, March 3, 2021 10:01:00 PM

Ask her.
==========
The Quay (Quill, Ida; Juan Ortega)
- Your Bookmark on page 13 | Location 180 | Added on Wednesday, 3 March 2021 10:02:00


==========
Der Kai (Band 2)
- Ihre Markierung auf Seite 7 | Position 90-92 | Hinzugefügt am Mittwoch, 3. März 2021 um 10:00:00

Niemand hat geantwortet.
==========
The Quay (Quill, Ida; Juan Ortega)
- Your Highlight on page 2 | Location 20-21 | Added on Thursday, 4 March 2021 08:00:00

The pilots
==========
The Quay (Quill, Ida; Juan Ortega)
- Your Highlight on page 2 | Location 20-22 | Added on Thursday, 4 March 2021 08:01:00

The pilots walk out.
==========
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_clippings_of_a_book_are_highlights_of_its_reference(newline: str) -> None:
    data = CLIPPINGS.replace("\n", newline).encode()
    first, second = read_all_bytes(data, "My Clippings.txt")
    assert isinstance(first, ImportItem)
    document = first.document
    assert (document.title, document.byline) == ("The Quay", "Ida Quill, Juan Ortega")
    assert (document.text, document.remark) == ("", "1 bookmark without a text left out")
    pilots, answer = first.highlights
    assert (pilots.exact, pilots.body) == ("The pilots walk out.", "location 20–22")
    assert (answer.exact, answer.body) == (
        "No one has answered us.", "Ask her.\nlocation 170–171"
    )  # fmt: skip
    assert (pilots.page, answer.page) == (2, 12)
    assert answer.created == datetime.datetime(2021, 3, 3, 10, tzinfo=datetime.UTC)
    assert isinstance(second, ImportItem)
    assert second.highlights[0].exact == "Niemand hat geantwortet."
    assert second.highlights[0].created == answer.created


@pytest.mark.parametrize(
    ("about", "location"),
    [
        ("- Tu subrayado en la página 12 | Posición 170-71 | Añadido el miércoles, 3 de marzo de"
         " 2021 22:01:00", "location 170–71"),
        ("- Votre surlignement sur la page 12 | emplacement 170-171 | Ajouté le mercredi 3 mars"
         " 2021 22:01:00", "location 170–171"),
        ("- 12ページ|位置No. 170-171のハイライト |作成日: 2021年3月3日水曜日 22:01:00",
         "location 170–171"),
        ("- 您在第 12 页（位置 #170-171）的标注 | 添加于 2021年3月3日星期三 下午10:01:00",
         "location 170–171"),
        ("- Your Highlight at location 170-171 | Added on Wednesday, March 3, 2021 10:01:00 PM",
         "location 170–171"),
    ],
)  # fmt: skip
def test_clippings_are_read_in_several_languages(about: str, location: str) -> None:
    data = f"The Quay (Ida Quill)\n{about}\n\nNo one has answered us.\n==========\n"
    [item] = read_all_bytes(data.encode(), "clippings.txt")
    assert isinstance(item, ImportItem)
    [highlight] = item.highlights
    assert (highlight.exact, highlight.body) == ("No one has answered us.", location)
    assert highlight.page in (12, None)
    assert highlight.created == datetime.datetime(2021, 3, 3, 22, 1, tzinfo=datetime.UTC)


def test_a_note_outside_all_highlights_is_a_note_on_the_book() -> None:
    data = (
        "The Quay\n- La tua nota a pagina 3 | Posizione 30 | Aggiunto in data mercoledì 3 marzo"
        " 2021 10:00:00\n\nChi ha risposto?\n==========\n"
    )
    [item] = read_all_bytes(data.encode(), "a.txt")
    assert isinstance(item, ImportItem)
    assert [(mark.exact, mark.body) for mark in item.highlights] == [
        ("", "Chi ha risposto?\nlocation 30")
    ]


def test_prose_with_a_line_of_signs_is_prose() -> None:
    text = "Pilots leave\n- and no one answers\n\nThey left on Friday.\n"
    [item] = read_all_bytes(text.encode(), "a.txt")
    assert isinstance(item, ImportItem)
    assert item.document.text == text
