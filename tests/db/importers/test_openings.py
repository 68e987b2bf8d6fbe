"""Openings of texts as people paste them: title, byline, site and date of each, with origins."""

import pytest

from db.importers.documents import add_first_lines
from db.importers.plain_text import read_plain
from db.models import Document

BODY = (
    "The pilots of Port Luna left the harbour and would not say when they come back, said the"
    " harbour master, who had waited for them on the pier since the early morning.\n"
    "No one in the town had expected it, and the boats stayed empty until the evening came.\n"
)


def read_opening(text: str) -> Document:
    return add_first_lines(read_plain(text, "pilots.txt"))


OPENINGS = [
    # an address above everything
    ("https://www.coast.example/2022/07/25/pilots-leave-port-luna/\n\n{body}",
     "Pilots leave Port Luna", "", "coast.example", "2022-07-25"),
    ("https://coast.example/2022/07/pilots-leave-port-luna\n\nLUNA, July 24: {body}",
     "Pilots leave Port Luna", "", "coast.example", "2022-07-24"),
    ("https://coast.example/view/300799\n\n{body}", "", "", "coast.example", None),
    ("https://coast.example/news/474913/Pilots-leave-the-harbour\n\nPilots leave the harbour\n\n"
     "LUNA — {body}", "Pilots leave the harbour", "", "coast.example", None),
    ("Pilots leave Luna\nhttps://coast.example/a/20220725/c.html\nBy Ida Quill\n\n{body}",
     "Pilots leave Luna", "Ida Quill", "coast.example", "2022-07-25"),
    # title, byline and date on lines of their own
    ("Pilots leave the boats\nBy Ida Quill\n17 March 2022\n{body}",
     "Pilots leave the boats", "Ida Quill", "", "2022-03-17"),
    ("Pilots leave the boats\n\nIda Quill in Cairo\nMon 25 Jul 2022 14.03 BST\n\n{body}",
     "Pilots leave the boats", "Ida Quill in Cairo", "", "2022-07-25"),
    ("PILOTS LEAVE THE BOATS\nBY IDA QUILL\nJULY 25, 2022\n\n{body}",
     "PILOTS LEAVE THE BOATS", "IDA QUILL", "", "2022-07-25"),
    ("Pilots leave the boats, say they won’t return\nChinwe Okafor\n25/07/2022\n\n{body}",
     "Pilots leave the boats, say they won’t return", "Chinwe Okafor", "", "2022-07-25"),
    ("Pilots Leave the Boats\nNo one knows when they will return\nBy Ida Quill, Staff Writer\n"
     "Published: July 25, 2022 4:15 PM EDT | Updated: July 26, 2022\n\n{body}",
     "Pilots Leave the Boats", "Ida Quill, Staff Writer", "", "2022-07-25"),
    ("July 25, 2022\n\nPilots leave the boats\n\nIda Quill and Bo Lee\n\n{body}",
     "Pilots leave the boats", "Ida Quill and Bo Lee", "", "2022-07-25"),
    ("News > Africa\nPilots leave the boats\nIda Quill | Coastwire • 25 July 2022\n\n{body}",
     "Pilots leave the boats", "Ida Quill", "", "2022-07-25"),
    ("OPINION\nWhy the pilots are right\nBy Ruth Ng’ang’a\n"
     "Updated: 25 July, 2022 08:15 am\n\n{body}",
     "Why the pilots are right", "Ruth Ng’ang’a", "", "2022-07-25"),
    ("Pilots leave the boats\nPosted on Jul 25, 2022 at 09:14 IST\nShare\n{body}",
     "Pilots leave the boats", "", "", "2022-07-25"),
    ("Pilots leave the boats\nby Ana Reis / 25.07.2022\n\n{body}",
     "Pilots leave the boats", "Ana Reis", "", "2022-07-25"),
    ("Title: Pilots leave. Again.\nAuthor: Ida Quill\nOutlet: The Luna Star\n"
     "Date: 25-Jul-22\n\n{body}",
     "Pilots leave. Again.", "Ida Quill", "The Luna Star", "2022-07-25"),
    ("Pilots leave the boats\nSource: The Luna Star\n\n{body}",
     "Pilots leave the boats", "", "The Luna Star", None),
    ("The pilots who will not come back\nto the harbour of Port Luna\n\nBy Ida Quill\n\n{body}",
     "The pilots who will not come back to the harbour of Port Luna", "Ida Quill", "", None),
    ("Pilots leave the boats\nNovember 19, 2019 by Ida Quill, Coastwire\n\n{body}",
     "Pilots leave the boats", "Ida Quill, Coastwire", "", "2019-11-19"),
    ("Share this article\nSearch for pilots continues\nPhoto: Coastwire\n\n{body}",
     "Search for pilots continues", "", "", None),
    ("BREAKING NEWS\nVideo: Pilots leave the boats\n© Coastwire 2022\n\n{body}",
     "Video: Pilots leave the boats", "", "", None),
    ("Pilots leave the boats\nJuly 2022\n\n{body}", "Pilots leave the boats", "", "", "2022-07"),
    # agencies and desks
    ("Pilots leave the boats\nBy Our Correspondent\n\nLUNA, 25 July 2022 — {body}",
     "Pilots leave the boats", "", "", "2022-07-25"),
    ("Pilots leave the boats\nBy Reuters\n\n{body}", "Pilots leave the boats", "", "Reuters", None),
    ("Pilots leave the boats\n\nDhaka, July 25, 2022 (BSS)-{body}",
     "Pilots leave the boats", "", "BSS", "2022-07-25"),
    ("Pilots leave the boats\nANI | Updated: Jul 25, 2022 08:15 IST\n\n"
     "New Delhi [India], July 25 (ANI): {body}", "Pilots leave the boats", "", "ANI", "2022-07-25"),
    ("KUWAIT CITY, July 25: {body}\nThe school year 2021-2022 is over, and the next school year"
     " 2022-2023 is near.\n", "", "", "", "2022-07-25"),
    ("(MENAFN) 25/07\n\n{body}\nIn this 2022, all was different.\n",
     "", "", "MENAFN", "2022-07-25"),
    ("https://coast.example/a/20220725/c.html\n\nLUNA (AP) — {body}",
     "", "", "coast.example", "2022-07-25"),
    ("NAIROBI, Kenya, July 26, 2022/APO Group/ -- {body}", "", "", "APO Group", "2022-07-26"),
    ("CAIRO - 26 July 2022: {body}", "", "", "", "2022-07-26"),
    ("Doha: {body}", "", "", "", None),
    ("BAAR, SWITZERLAND\n\n{body}", "", "", "", None),
    # authors at the end, or alone at the top
    ("Pilots leave the boats\n\n{body}\nIda Quill is a reporter for Coastwire.\n",
     "Pilots leave the boats", "Ida Quill", "", None),
    ("Pilots leave the boats\n\n{body}\n(Reporting by Ida Quill; Editing by Bo Lee)\n",
     "Pilots leave the boats", "Ida Quill", "", None),
    ("IDA QUILL\n\n{body}", "", "IDA QUILL", "", None),
    # the date in digits: the order of another date, the zone, the weekday; else only the year
    ("Pilots leave the boats\n03/04/2022\n\n{body}\nIt was paid on 25/12/2021 in the harbour.\n",
     "Pilots leave the boats", "", "", "2022-04-03"),
    ("Pilots leave the boats\n03/04/2022 4:15 PM EST\n\n{body}",
     "Pilots leave the boats", "", "", "2022-03-04"),
    ("Pilots leave the boats\nSunday 03/04/2022\n\n{body}",
     "Pilots leave the boats", "", "", "2022-04-03"),
    ("Pilots leave the boats\n03/04/2022\n\n{body}", "Pilots leave the boats", "", "", "2022"),
    # what is no title, byline or date
    ("{body}", "", "", "", None),
    ("Pilots leave the boats\nPublished 3 hours ago\n\n{body}",
     "Pilots leave the boats", "", "", None),
    ("Good morning! This is the news of the harbour\n\n{body}", "", "", "", None),
    ("Roses are red\nViolets are blue\nBoats are empty\nSo are you\n", "", "", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("opening", "title", "byline", "site", "published"), OPENINGS)
def test_openings(opening: str, title: str, byline: str, site: str, published: str | None) -> None:
    document = read_opening(opening.replace("{body}", BODY))
    assert document.title == title
    assert document.byline == byline
    assert document.site == site
    assert (document.published and str(document.published)) == published


def test_inferred_fields_are_marked_as_inferred() -> None:
    document = read_opening(f"https://coast.example/2022/07/25/pilots-leave-port-luna/\n\n{BODY}")
    origins = dict(document.origins)
    assert (origins["title"], origins["source"], origins["site"]) == (
        "slug", "first lines", "address",
    )  # fmt: skip
    assert document.published_from == "address"
    assert document.text == BODY


def test_a_date_implied_by_the_text_is_marked() -> None:
    document = read_opening(f"Pilots leave\n\nThe port closed on Wednesday July 20, 2022.\n{BODY}")
    assert (str(document.published), document.published_from) == ("2022-07", "text")


def test_the_printed_date_is_preferred_to_that_of_the_address() -> None:
    document = read_opening(f"https://coast.example/2022/07/26/pilots\n\n25 July 2022\n\n{BODY}")
    assert (str(document.published), document.published_from) == ("2022-07-25", "dateline")
    updated = read_opening(f"https://coast.example/2022/07/26/a\n\nUpdated 28 July 2022\n\n{BODY}")
    assert (str(updated.published), updated.published_from) == ("2022-07-26", "address")


def test_a_file_name_makes_no_title() -> None:
    assert add_first_lines(read_plain(BODY, "pilots-leave-the-harbour.txt")).title == ""


def test_a_dateline_without_any_evidence_of_its_year_is_marked_as_guessed() -> None:
    assert read_opening(f"KUWAIT CITY, July 25: {BODY}").published_from == "guessed"


@pytest.mark.parametrize(
    "unit",
    ["A", "A ", "LUNA, ", "(AP) ", "July 25, ", "25/07/", "By Ida Quill ", "Ida Quill and ", "“",
     ".", "https://a.example/", "2022-", "the 2022 Luna ", "this 2022. ", "-", "/", " | ", "[",
     "’", "a  /  ", "a > "],
)  # fmt: skip
def test_lines_of_100_000_characters_are_read(unit: str) -> None:
    line = (unit * 100_000)[:100_000]
    document = read_opening(f"{line}\n{line}\n\n{line}")
    assert max(map(len, (document.title, document.byline, document.site))) <= 1_000
