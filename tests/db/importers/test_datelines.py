import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.importers.datelines import parse_date_line, parse_dateline
from db.printed_dates import PrintedDate

BODY = "The pilots of the harbour met for hours and agreed on nothing."


def format_date(date: PrintedDate | None) -> str:
    return f"{date.year or '?'}-{date.month}-{date.day}" if date else ""


@pytest.mark.parametrize(
    ("dateline", "agency", "date"),
    [
        ("CAIRO - 26 July 2022: ", "", "2022-7-26"),
        ("KUWAIT CITY, July 25: ", "", "?-7-25"),
        ("(MENAFN) 25/07 ", "MENAFN", "?-7-25"),
        ("LAGOS, Nigeria (AP) — ", "AP", ""),
        ("New Delhi [India], July 25 (ANI): ", "ANI", "?-7-25"),
        ("PHNOM PENH, May 27 (Xinhua) -- ", "Xinhua", "?-5-27"),
        ("Ulaanbaatar /MONTSAME/. ", "MONTSAME", ""),
        ("Baghdad / NINA/ ", "NINA", ""),
        ("MOSCOW, March 17. /TASS/. ", "TASS", "?-3-17"),
        ("Dhaka, July 25 (BSS)-", "BSS", "?-7-25"),
        ("Bogotá, July 26 (EFE).- ", "EFE", "?-7-26"),
        ("YEREVAN, JULY 26, ARMENPRESS. ", "ARMENPRESS", "?-7-26"),
        ("Astana. July 26. Kazinform - ", "Kazinform", "?-7-26"),
        ("NAIROBI, Kenya, July 26, 2022/APO Group/ -- ", "APO Group", "2022-7-26"),
        ("SUVA (Coastwire, 26 July 2022) — ", "Coastwire", "2022-7-26"),
        ("Geneva/New York, 26 July 2022 — ", "", "2022-7-26"),
        ("RAMALLAH, Tuesday, July 26, 2022 (WAFA) – ", "WAFA", "2022-7-26"),
        ("APIA, SAMOA – 25 JULY 2022 – ", "", "2022-7-25"),
        ("HÀ NỘI, 26 July — ", "", "?-7-26"),
        ("Addis Ababa July 26/2022 (ENA) ", "ENA", "2022-7-26"),
        ("Accra, July 26, GNA - ", "GNA", "?-7-26"),
        ("Georgetown, DPI, Guyana, (July 26, 2022) ", "", "2022-7-26"),
        ("July 25 (Reuters) - ", "Reuters", "?-7-25"),
        ("26 July 2022: ", "", "2022-7-26"),
        ("Reuters - ", "Reuters", ""),
        ("Harare, Zimbabwe | 25 July 2022 | ", "", "2022-7-25"),
        ("Dateline: LUNA, 03/04/2022 – ", "", "2022-4-3"),
        ("LAGOS, Nigeria, July 25, 2022/ -- ", "", "2022-7-25"),
        ("LUSAKA, 25TH JULY 2022 - ", "", "2022-7-25"),
        ("Monrovia-July 25, 2022: ", "", "2022-7-25"),
        ("Yaoundé, Cameroon; 25 July 2022; ", "", "2022-7-25"),
        ("Paris, France, on July 25, 2022 – ", "", "2022-7-25"),
        ("Kigali, Rwanda, July 25, 2022 … ", "", "2022-7-25"),
        ("(Banjul, July 25, 2022) – ", "", "2022-7-25"),
        ("MULTAN: ", "", ""),
        ("Doha: ", "", ""),
    ],
)
def test_datelines_of_the_world(dateline: str, agency: str, date: str) -> None:
    found = parse_dateline(dateline + BODY)
    assert found is not None
    assert (found.agency, format_date(found.date)) == (agency, date)
    assert (dateline + BODY)[found.end :] == BODY


@pytest.mark.parametrize(
    "line",
    [
        "UNESCO members – all of them – said on May 3 (a Wednesday) – no.",
        "On Monday, May 8 – a holiday – the pilots met.",
        "BREAKING: Pilots leave the boats",
        "The Harbour Authority (PHA) Monday ordered the pilots to come back to the boats.",
        "Harbour war: how it began",
        "Ida Quill: we will not come back",
        "LUNA, February 31 (Coastwire) – The pilots left.",
        "Barcelona, 5-2 winners of the cup, went home.",
        "",
    ],
)
def test_lines_without_a_dateline(line: str) -> None:
    assert parse_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("Mon 25 Jul 2022 14.03 BST", ["2022-7-25"]),
        ("Updated: 25 July, 2022 08:15 am", ["2022-7-25 update"]),
        ("Posted on Jul 25, 2022 at 09:14 IST", ["2022-7-25"]),
        ("Published: 2022-07-26T08:00Z | Updated 27 July 2022", ["2022-7-26", "2022-7-27 update"]),
        ("Ida Quill | Coastwire • 3 May 2022", ["2022-5-3"]),
        ("Ida Quill / Coastwire / 25.07.2022", ["2022-7-25"]),
        ("Date: 25-Jul-22", ["2022-7-25"]),
        ("25 July ’22, 1430 hrs", ["2022-7-25"]),
        ("July 25", ["?-7-25"]),
        ("This story was first published by Coastwire on 3 May 2022.", ["2022-5-3"]),
        ("Published 3 hours ago", []),
        ("Section 5.12", []),
        ("The report published on 3 May 2022 names no one.", []),
        ("A study, released by the ministry of the harbour and of the sea, of 3 May 2022", []),
    ],
)
def test_date_lines(line: str, dates: list[str]) -> None:
    found = parse_date_line(line)
    assert [format_date(day) + " update" * is_update for is_update, day in found] == dates


PIECES = ("LUNA", "Port Luna", ", ", " (", ")", "[", "]", "/", " – ", ": ", "July 25", "2022", ". ",
          "Reuters", "x")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_any_line_is_read(line: str) -> None:
    found = parse_dateline(line)
    assert found is None or 0 < found.end <= len(line)
    parse_date_line(line)


def test_the_heading_of_a_part_in_brackets_is_no_agency() -> None:
    assert parse_dateline("[Verse 1]") is None
    assert parse_dateline("[Ida Quill]") is None
    agency = parse_dateline("[Reuters]")
    assert agency is not None
    assert agency.agency == "Reuters"
