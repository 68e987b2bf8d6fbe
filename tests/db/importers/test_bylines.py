import pytest

from db.importers.bylines import (
    find_author_at_end,
    is_agency,
    is_desk,
    is_person_name,
    parse_bare_names,
    parse_biography,
    parse_byline,
    read_file_author,
)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ida Quill and Bo Lee, Political Editor, Coastwire",
         "Ida Quill and Bo Lee, Political Editor, Coastwire"),
        ("(By Ida Quill)", "Ida Quill"),
        ("Written by Ida Quill", "Ida Quill"),
        ("Posted by Ida Quill on July 3, 2022", "Ida Quill"),
        ("by Ana Reis, Bo Lee", "Ana Reis, Bo Lee"),
        ("Author: ida quill", "ida quill"),
        ("By-line: Chinwe Okafor", "Chinwe Okafor"),
        ("Ida Quill | Coastwire", "Ida Quill"),
        ("— Ida Quill, Reporter", "Ida Quill"),
        ("By Ida Quill @idaquill", "Ida Quill"),
        ("By: Ida Quill - @idaquill", "Ida Quill"),
        ("By political reporter Ida Quill", "Ida Quill"),
        ("Interview by Ida Quill", "Ida Quill"),
        ("Par Claire Moreau", "Claire Moreau"),
        ("Maria Quill, Port Luna | 3 May 2023", "Maria Quill"),
        ("By Ida Quill <ida@coast.example>", "Ida Quill"),
        ("By Ida Quill Updated 3 hours ago", "Ida Quill"),
        ("Reported by Ida Quill; Editing by Bo Lee", "Ida Quill"),
        ("By Xinhua writers Li Wei, Zhang Min", "Li Wei, Zhang Min"),
        ("BY IDA QUILL", "IDA QUILL"),
        ("By Dr. Ama Mensah, Accra", "Dr. Ama Mensah, Accra"),
        ("By Our Staff Reporter in Lahore", ""),
        ("By Special Correspondent, Kochi", ""),
        ("By Web Desk", ""),
        ("By the sea", ""),
        ("By Friday it was over.", ""),
        ("by the end of July", ""),
    ],
)  # fmt: skip
def test_bylines_by_their_form(line: str, names: str) -> None:
    assert parse_byline(line).names == names


@pytest.mark.parametrize(
    "name", ["Reuters", "AFP", "ANI", "AP/AFP", "The Associated Press", "Xinhua"]
)
def test_an_agency_is_no_person(name: str) -> None:
    found = parse_byline(f"By {name}")
    assert (found.names, found.agency) == ("", name)
    assert is_agency(name)
    assert not is_person_name(name)


def test_a_desk_is_no_person_and_a_person_no_desk() -> None:
    assert all(map(is_desk, ("Our Correspondent", "Staff Reporter", "News Desk", "AFP Newsroom")))
    assert not any(map(is_desk, ("Ida Quill", "Port Luna", "")))
    assert not is_agency("Petra")  # also a given name


@pytest.mark.parametrize(
    ("line", "names", "is_known"),
    [
        ("Ida Quill", "Ida Quill", True),
        ("Ida Quill in Cairo", "Ida Quill in Cairo", True),
        ("Ida van Quill and Bo Lee", "Ida van Quill and Bo Lee", True),
        ("Ida Quill, Political Editor", "Ida Quill, Political Editor", True),
        ("IDA QUILL", "IDA QUILL", True),
        ("Chinwe Okafor", "Chinwe Okafor", False),
        ("Ruth Ng’ang’a | Coastwire", "Ruth Ng’ang’a", True),
        ("No one knew why", "", False),
        ("Breaking News", "", False),
        ("Prime Minister", "", False),
        ("Ida", "", False),
        ("Will they come back?", "", False),
    ],
)
def test_names_alone_on_a_line(line: str, names: str, is_known: bool) -> None:
    assert parse_bare_names(line) == (names, is_known)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ida Quill is a reporter for Coastwire. She lives in Port Luna.", "Ida Quill"),
        ("— Ida Quill is our Africa correspondent.", "Ida Quill"),
        ("Ida Quill covers the harbour for Coastwire.", "Ida Quill"),
        ("Ida Quill reported from Port Luna.", "Ida Quill"),
        ("Follow Ida Quill on Twitter @quill.", "Ida Quill"),
        ("Ida Quill is a pilot.", ""),
        ("The man is a reporter for Coastwire.", ""),
    ],
)
def test_biographies(line: str, name: str) -> None:
    assert parse_biography(line) == name


@pytest.mark.parametrize(
    ("last", "names"),
    [
        ("(Reporting by Ida Quill in Port Luna; Editing by Bo Lee)", "Ida Quill in Port Luna"),
        ("Ida Quill teaches law at the University of Port Luna.", "Ida Quill"),
        ("The writer, Ida Quill, is a lawyer in Port Luna.", "Ida Quill"),
        ("Ida Quill is a reporter for Coastwire.", "Ida Quill"),
        ("“Ida Quill is a fool,” he said.", ""),
        ("The pilots went home.", ""),
    ],
)
def test_an_author_at_the_end(last: str, names: str) -> None:
    text = f"The pilots left the harbour.\n\n{last}"
    assert find_author_at_end(text, text.split("\n\n")).names == names


def test_a_person_named_again_in_the_text_is_no_author() -> None:
    lines = ["Ida Quill is a reporter for Coastwire.", *["Ida Quill was arrested."] * 5]
    assert find_author_at_end("\n".join(lines), lines).names == ""


@pytest.mark.parametrize(
    ("author", "byline"),
    [("Ida Quill", "Ida Quill"), ("林美玲", "林美玲"), ("iquill", ""), ("DSI", ""),
     ("Microsoft Office User", ""), ("1671251", ""), ("", "")],
)  # fmt: skip
def test_the_login_of_a_user_is_no_byline(author: str, byline: str) -> None:
    assert read_file_author(author) == byline
