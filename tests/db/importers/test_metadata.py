import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.importers import find_published
from db.importers.metadata import TextMetadata, parse_first_lines

TODAY = datetime.date(2023, 5, 10)  # a Wednesday
BODY = "The pilots of the harbour met for hours and agreed on nothing that anybody could name.\n"


def opening(text: str) -> TextMetadata:
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
    found = opening(line + BODY)
    assert found.agency == agency
    assert found.published == (published and datetime.date.fromisoformat(published))


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
        ("07/08/2017", None),  # July or August?
        ("The fire of July 21, 2017", None),
        ("It rained on July 21, 2017.", None),
        ("Chapter 21", None),
    ],
)
def test_lines_that_say_when(line: str, published: str | None) -> None:
    day = find_published(f"Pilots leave the boats\n\n{line}\n\n{BODY}", TODAY)
    assert day == (published and datetime.date.fromisoformat(published))


def test_a_day_far_down_in_the_text_is_not_the_publication_date() -> None:
    assert find_published((BODY + "\n") * 12 + "July 21, 2017\n", TODAY) is None


def test_a_date_line_with_its_year_is_surer_than_a_dateline_without() -> None:
    text = f"July 21, 2017\n\nPORT LUNA, July 20 (Coastwire) – {BODY}"
    assert find_published(text, TODAY) == datetime.date(2017, 7, 21)


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
    assert opening(text).title == title


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
    assert opening(f"{line}\n\n{BODY}").byline == byline


@given(st.text("AB a,.–(/)3May 20\n") | st.text())
def test_any_opening_is_read(text: str) -> None:
    found = parse_first_lines(text, TODAY)
    assert found.title in text
