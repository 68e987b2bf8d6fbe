import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.importers.addresses import (
    find_address,
    make_slug_title,
    match_address_line,
    parse_address_date,
    remove_address_line,
)

TODAY = datetime.date(2026, 11, 29)
BODY = "The pilots of Port Luna met Bishop O’Hara in the U.S. for Luna’s harbour and went home."


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("https://coast.example/pilots", "https://coast.example/pilots"),
        ("  <https://coast.example/pilots>  ", "https://coast.example/pilots"),
        ("URL: http://coast.example/pilots?id=3", "http://coast.example/pilots?id=3"),
        ("Source: www.coast.example/pilots", "https://www.coast.example/pilots"),
        ("Original link: https://coast.example/a", "https://coast.example/a"),
        ("coast.example/2022/07/25/pilots", "https://coast.example/2022/07/25/pilots"),
        ("See https://coast.example/pilots for more", ""),
        ("Source: Coastwire", ""),
        ("and/or", ""),
        ("Coastwire", ""),
    ],
)
def test_a_line_that_is_an_address(line: str, address: str) -> None:
    assert match_address_line(line) == address


def test_the_line_with_the_address_leaves_the_text() -> None:
    address = "https://coast.example/pilots"
    assert remove_address_line(f"{address}\n\n{BODY}\n") == (f"{BODY}\n", address)
    text = f"Pilots leave\nURL: {address}\n\n{BODY}\n"
    assert remove_address_line(text) == (f"Pilots leave\n{BODY}\n", address)


def test_a_list_of_links_and_a_lone_link_stay() -> None:
    links = "https://coast.example/a\nhttps://coast.example/b\n"
    assert remove_address_line(links) == (links, "")
    assert remove_address_line("https://coast.example/a\n") == ("https://coast.example/a\n", "")
    assert find_address([BODY, BODY, BODY, BODY, BODY, BODY, "https://coast.example"]) == (-1, "")


def test_a_home_page_and_the_end_of_a_sentence_are_not_the_address_of_an_article() -> None:
    for line in ("https://coast.example/", "Source: www.coast.example"):
        assert find_address([line, BODY]) == (-1, "")
    sentence = "The pictures of the pilots are from"
    assert find_address([sentence, "https://coast.example/pilots", BODY]) == (-1, "")
    assert find_address(["Retrieved from:", "https://coast.example/pilots", BODY])[0] == 1


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("2022/07/25/pilots", "2022-07-25"),
        ("2022/7/5/pilots", "2022-07-05"),
        ("2022/jul/25/pilots", "2022-07-25"),
        ("news/2022-07-25/pilots/101281360", "2022-07-25"),
        ("2022-07/25/c_13.htm", "2022-07-25"),
        ("a/202207/25/WS62.html", "2022-07-25"),
        ("n3/2022/0725/c90000-10.html", "2022-07-25"),
        ("stories/202207260345.html", "2022-07-26"),
        ("view.php?ud=20220725000640&np=1", "2022-07-25"),
        ("view/LN20220725000100315", "2022-07-25"),
        ("article/27/07/2022/pilots", "2022-07-27"),
        ("s/25-jul-2022/pilots", "2022-07-25"),
        ("tides-for-july-25-2022", "2022-07-25"),
        ("tides/25072022.html", "2022-07-25"),
        ("2022/07/pilots-leave", "2022-07"),
        ("page/202207/1271404.shtml", "2022-07"),
        ("news/2022/pilots-leave", "2022"),
        ("2022/pilots-leave", "2022"),
        # a topic, an identifier, the future, before the web
        ("elections/2022/results", None),
        ("budget-2022-23-of-the-port", None),
        ("article/3186039/pilots", None),
        ("9920220725", None),
        ("2031/01/01/pilots", None),
        ("1789/07/14/bastille", None),
        ("2022/13/45/pilots", "2022"),
        ("2022/25/07/pilots", "2022-07-25"),
        ("news/2022/07/3b1d8e5f", "2022-07"),
        ("news/2022/07/113_333396.html", "2022-07"),
        ("article/2001451234/pilots", None),
        # two readings: only the year is certain
        ("article/05/07/2022/pilots", "2022"),
    ],
)
def test_the_date_in_an_address(path: str, date: str | None) -> None:
    found = parse_address_date(f"https://coast.example/{path}", TODAY)
    assert (found and str(found)) == date


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("pilots-leave-port-luna-1234.html", "Pilots leave Port Luna"),
        ("2022/07/25/pilots-leave-the-harbour/", "Pilots leave the harbour"),
        ("news/pilots_leave_the_harbour.php", "Pilots leave the harbour"),
        ("474913/Pilots-Leave-Port-Luna", "Pilots Leave Port Luna"),
        ("story/pilots-seek-work-in-the-u-s", "Pilots seek work in the U.S."),
        ("story/luna-s-harbour-is-empty", "Luna’s harbour is empty"),
        ("story/bishop-o-hara-went-home", "Bishop o hara went home"),
        ("women039s-harbour-is-empty", "Women's harbour is empty"),
        ("pilots-leave-05fa5be7-dd53-44e8-8a51-bad4e8515c3e", ""),
        ("pilots-leave-harbour-05fa5be7-dd53-44e8-8a51-bad4e8515c3e", "Pilots leave harbour"),
        ("pilots-leave-harbour/news-story/82c30880cb6d6440b68df22d8b33c0a4",
         "Pilots leave harbour"),
        ("pilots-vote-in-2022", "Pilots vote in 2022"),
        ("view/300799", ""),
        ("news.php?id=376734", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_title_that_an_address_makes(path: str, title: str) -> None:
    assert make_slug_title(f"https://coast.example/{path}", BODY) == title


@given(st.text("/-_.:?2019abhtpsw%[]") | st.text())
def test_any_address_is_read(text: str) -> None:
    address = f"https://{text}"
    make_slug_title(address, BODY)
    date = parse_address_date(address, TODAY)
    assert date is None or date.first <= TODAY
    rest, found = remove_address_line(text)
    assert rest in text or found
