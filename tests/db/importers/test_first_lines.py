import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.partial_dates import PartialDate
from db.importers import find_published
from db.importers.documents import add_first_lines
from db.importers.first_lines import TextMetadata, parse_first_lines
from db.importers.plain_text import read_plain
from db.importers.publication_dates import DateEvidence

TODAY = datetime.date(2023, 5, 10)  # a Wednesday
BODY = "The pilots of the harbour met for hours and agreed on nothing that anybody could name.\n"


def first_lines(text: str) -> TextMetadata:
    return parse_first_lines(text, TODAY)


@pytest.mark.parametrize(
    ("line", "agency", "published"),
    [
        ("WASHINGTON, March 17 (Reuters) – ", "Reuters", "2023-03-17"),
        ("WASHINGTON, Nov 17 (Reuters) -", "Reuters", "2022-11-17"),
        ("ST. JOHN'S, Canada, 17 March 2020 (AFP) — ", "AFP", "2020-03-17"),
        ("KYIV/ODESA, Feb 29 (Reuters) - ", "Reuters", "2020-02-29"),
        ("NEW YORK, Sept. 5, 2019 /Newsline/ -- ", "Newsline", "2019-09-05"),
        ("MOSCOW, May 10. /TASS/. ", "TASS", "2023-05-10"),
        ("Port Luna, May 11 (Coastwire): ", "Coastwire", "2022-05-11"),
        ("Port Luna, Tuesday, May 11, 2021 – ", "", "2021-05-11"),
        ("LONDON (AP) — ", "AP", None),
        ("(CNN) — ", "CNN", None),
        ("(CNN)", "CNN", None),
        ("LISBON, Portugal – ", "", None),
        ("UNESCO members – all of them – said on May 3 (a Wednesday) – ", "", None),
        ("On Monday, May 8 – a holiday – ", "", None),
        ("LUNA, February 31 (Coastwire) – ", "", None),
    ],
)
def test_datelines(line: str, agency: str, published: str | None) -> None:
    found = first_lines(line + BODY)
    assert found.agency == agency
    assert (found.published and str(found.published)) == published


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Friday, July 21, 2017", "2017-07-21"),
        ("21st of July 2017", "2017-07-21"),
        ("2017-07-21T10:15:00+02:00", "2017-07-21"),
        ("21/07/2017", "2017-07-21"),
        ("7/21/2017 3:40 PM", "2017-07-21"),
        ("21.7.2017", "2017-07-21"),
        ("Published 4:15 PM EDT, Fri July 21, 2017", "2017-07-21"),
        ("Updated July 23, 2017 | First published July 21, 2017", "2017-07-21"),
        ("Last updated: 23 July 2017", "2017-07-23"),
        ("Coastwire | Jul 21, 2017 | 5 min read", "2017-07-21"),
        ("By Ida Quill, July 21, 2017", "2017-07-21"),
        ("Friday, July 21", "2017-07-21"),  # 2017 is the last year in which it was a Friday
        ("07/08/2017", "2017"),  # July or August?
        ("The fire of July 21, 2017", None),
        ("It rained on July 21, 2017.", None),
        ("Chapter 21", None),
    ],
)
def test_lines_that_say_when(line: str, published: str | None) -> None:
    day, _ = find_published(f"Pilots leave the boats\n\n{line}\n\n{BODY}", TODAY)
    assert (day and str(day)) == published


def test_a_day_far_down_in_the_text_is_not_the_publication_date() -> None:
    assert find_published((BODY + "\n") * 12 + "July 21, 2017\n", TODAY) == (None, "unknown")


def test_a_date_line_with_its_year_is_surer_than_a_dateline_without() -> None:
    text = f"July 21, 2017\n\nPORT LUNA, July 20 (Coastwire) – {BODY}"
    assert find_published(text, TODAY) == (PartialDate(2017, 7, 21), "dateline")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Pilots leave the boats\n\n{BODY}", "Pilots leave the boats"),
        (f"Pilots leave the boats\n{BODY}", "Pilots leave the boats"),
        (f"\n\n  Will they come back?  \n\n{BODY}", "Will they come back?"),
        (f"July 21, 2017\nPilots leave for the U.S.\n\n{BODY}", "Pilots leave for the U.S."),
        (f"Pilots leave the boats\nBy Bo Lee\n{BODY}", "Pilots leave the boats"),
        (f"They left.\n\n{BODY}", ""),
        (f"{BODY}\n{BODY}", ""),
        ("Roses are red\nViolets are blue\n", ""),
        (f"PORT LUNA (AP) – Pilots go\n{BODY}", ""),
        ("Pilots leave the boats", ""),
        (f"Coastwire\n\nHEADLINE: Pilots leave. Again.\n\n{BODY}", "Pilots leave. Again."),
    ],
)
def test_headlines(text: str, title: str) -> None:
    assert first_lines(text).title == title


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Ida Quill", "Ida Quill"),
        ("BY IDA QUILL AND BO LEE, COASTWIRE", "IDA QUILL AND BO LEE, COASTWIRE"),
        ("By Ida van Quill | May 3, 2023", "Ida van Quill"),
        ("By Ida Quill in Port Luna and Bo Lee", "Ida Quill in Port Luna and Bo Lee"),
        ("BYLINE: Ida Quill, Coastwire", "Ida Quill, Coastwire"),
        ("Author: Ida Quill", "Ida Quill"),
        ("By the end of the day they had gone", ""),
        ("By Friday it was over.", ""),
    ],
)
def test_bylines(line: str, byline: str) -> None:
    assert first_lines(f"{line}\n\n{BODY}").byline == byline


LATER = datetime.date(2026, 11, 26)
LONDON = "LONDON, July 25 (Coastwire) – Pilots left."


@pytest.mark.parametrize(
    ("text", "evidence", "published", "origin"),
    [
        (LONDON, DateEvidence("https://a.example/2022/07/26/pilots"), "2022-07-25", "dateline"),
        (LONDON, DateEvidence("https://a.example/2022/jul/25/pilots"), "2022-07-25", "dateline"),
        (LONDON, DateEvidence("https://a.example/news/2022/07/pilots"), "2022-07-25", "dateline"),
        (LONDON, DateEvidence("pilots-20220725.txt"), "2022-07-25", "dateline"),
        (LONDON, DateEvidence("https://a.example/9920220725"), "2026-07-25", "guessed"),
        # the nearest year, not that of the address
        ("LUNA, Dec 31 (AP) – Snow.", DateEvidence("https://a.example/2023/01/01/snow"),
         "2022-12-31", "dateline"),
        # a date in the text: close, then distant, then only an anniversary
        (f"{LONDON} They had warned on July 20, 2022.", DateEvidence(), "2022-07-25", "dateline"),
        (f"{LONDON} They had warned on May 3, 2022.", DateEvidence(), "2022-07-25", "guessed"),
        ("KYIV, Feb 27 (AP) – It began on Feb. 24, 2022, and in 2023 it went on.", DateEvidence(),
         "2026-02-27", "guessed"),
        # the weekday, which needs a year beside it
        ("KYIV, March 5 (AP) – They left on Tuesday. In 2023 they stayed.", DateEvidence(),
         "2024-03-05", "dateline"),
        ("KYIV, March 5 (AP) – They left on Tuesday.", DateEvidence(), "2024-03-05", "guessed"),
        ("KYIV, March 5 (AP) – They left last Tuesday.", DateEvidence(), "2026-03-05", "guessed"),
        ("KYIV, March 5 (AP) – They will leave on Tuesday.", DateEvidence(),
         "2026-03-05", "guessed"),
        ("KYIV, Sept 26 (AP) – They left on Monday. In 2016 they voted.", DateEvidence(),
         "2016-09-26", "dateline"),
        # the page, then the file: copied today, new with the article, and older
        (LONDON, DateEvidence(updated=datetime.date(2021, 8, 1)), "2021-07-25", "dateline"),
        (LONDON, DateEvidence(saved=LATER), "2026-07-25", "guessed"),
        (LONDON, DateEvidence(saved=datetime.date(2026, 7, 26)), "2026-07-25", "dateline"),
        (LONDON, DateEvidence(saved=datetime.date(2023, 2, 1)), "2022-07-25", "dateline"),
        (LONDON, DateEvidence(saved=datetime.date(1980, 1, 1)), "2026-07-25", "guessed"),
        (LONDON, DateEvidence(), "2026-07-25", "guessed"),
        # a printed year needs no evidence
        ("LONDON, July 25, 2019 (AP) – Rain.", DateEvidence("https://a.example/2022/07/26/rain"),
         "2019-07-25", "dateline"),
    ],
)  # fmt: skip
def test_the_year_of_a_dateline_without_one(
    text: str, evidence: DateEvidence, published: str, origin: str
) -> None:
    found = parse_first_lines(f"{text}\n{BODY}", LATER, evidence)
    assert (str(found.published), found.published_from) == (published, origin)


@pytest.mark.parametrize(
    ("lines", "title", "byline"),
    [
        ("Pilots leave the boats\nBy Ida Quill\n\n", "Pilots leave the boats", "Ida Quill"),
        ("\nPilots leave the boats\n\nIda Quill and Bo Lee\n\n", "Pilots leave the boats",
         "Ida Quill and Bo Lee"),
        ("Pilots leave the boats\n", "Pilots leave the boats", ""),
        ("Pilots leave the boats\nIda van Quill\n", "Pilots leave the boats", "Ida van Quill"),
        ("Pilots leave the boats\nNo one knew why\n", "Pilots leave the boats", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_text_below_its_address(lines: str, title: str, byline: str) -> None:
    address = "https://www.coast.example/2022/07/25/pilots"
    document = add_first_lines(read_plain(f"{address}\n{lines}{BODY}{BODY}", "pilots.txt"))
    assert (document.source, document.site) == (address, "coast.example")
    assert (document.title, document.byline) == (title, byline)
    origins = dict(document.origins)
    assert (origins["source"], origins["site"]) == ("first lines", "address")


def test_a_name_below_the_title_is_a_byline_unless_the_text_is_about_it() -> None:
    assert first_lines(f"Pilots leave the boats\nIda Quill\n\n{BODY}").byline == "Ida Quill"
    text = f"Pilots leave the boats\nIda Quill\n\nIda Quill, 61, was the first to go. {BODY}"
    assert first_lines(text).byline == ""


def test_an_address_within_a_line_is_not_that_of_the_article() -> None:
    assert first_lines(f"See https://coast.example/pilots for more\n\n{BODY}").address == ""


@given(st.text("AB a,.–(/)3May 20\n") | st.text())
def test_any_opening_is_read(text: str) -> None:
    found = parse_first_lines(text, TODAY)
    assert found.title in text


def test_the_dates_of_a_tour_and_of_a_quoted_post_are_not_the_publication() -> None:
    story = (
        "The band of the harbor will play again next year, its singer said.\n\n"
        "The tour begins in the old quarter and ends on the ferry, for all who pay.\n\n"
    )
    days = "".join(f"June {day} – Port Luna, Old Hall\n\n" for day in range(3, 12))
    assert find_published(story + days)[0] is None
    post = "I cannot wait.\n\n— Ida Quill (@idaquill) November 18, 2019\n\n"
    assert find_published(story + post + story)[0] is None


@pytest.mark.parametrize(
    ("sentence", "published"),
    [
        ("The 2022 Luna Harbour Festival will open its gates on the old quay.", "2022"),
        ("The 2022 Luna Coupe will be able to go forty miles on its battery.", "None"),
        ("In preparation of the 2022 Harbour Cup, the team will train on the ferry.", "None"),
    ],
)
def test_the_year_of_an_edition_is_that_of_the_news(sentence: str, published: str) -> None:
    day = datetime.date(2024, 5, 1)
    assert str(find_published(f"{sentence} No one knows more.\n", day)[0]) == published


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("Home / India / States\nThe ferry waits for the pilots\nBy Ida Quill\n",
         "The ferry waits for the pilots"),
        ("The ferry waits for the pilots\nPublished\n3 May 2023\nShare\nBy Ida Quill\n",
         "The ferry waits for the pilots"),
        ("3 May 2023\nUpdated 2 years ago\nThe ferry waits for the pilots\nBy Ida Quill\n",
         "The ferry waits for the pilots"),
        ("We use cookies to make this page better.\nAccept all\nThe ferry waits\nBy Ida Quill\n",
         "The ferry waits"),
        ("FOR IMMEDIATE RELEASE\nContact: Ida Quill\nThe Ferry Waits for Pilots\n",
         "The Ferry Waits for Pilots"),
        ("May 3, 2023, 18:04\nNews ID: 115001\nThe ferry waits for the pilots\n",
         "The ferry waits for the pilots"),
        ("Published: May 3, 2023\nMaria Quill, Staff Reporter\nThe ferry waits for us all\n",
         "The ferry waits for us all"),
        ("The ferry waits for us all\n• Pilots complain\n• Traders leave\n\nMaria Quill\n",
         "The ferry waits for us all"),
        ("5/3/23, 6:04 PM The ferry | Coastwire\n\nThe ferry waits for us all\nBy Ida Quill\n",
         "The ferry waits for us all"),
    ],
)  # fmt: skip
def test_lines_of_the_page_above_a_headline_are_not_the_title(lines: str, title: str) -> None:
    assert first_lines(f"{lines}\n{BODY}\n{BODY}").title == title


def test_the_date_of_a_comment_is_not_that_of_the_article() -> None:
    body = BODY.replace("hours", "hours in the old customs house beside the second lock")
    text = f"The ferry waits\nBy Ida Quill\n\n{body}\n12 Comments\nbo77\nJanuary 4, 2021 3:12 pm\n"
    assert first_lines(text).published is None
