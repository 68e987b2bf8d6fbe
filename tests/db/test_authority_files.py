"""Files of the authority list: what is read, what is written, and what is refused with its line."""

import json

import pytest

from db.authority_files import FILE_ENDINGS, AuthorityFileError, read_entries, write_entries
from db.library_records import AuthorityEntry, HeldRole, Identifier

REIS = AuthorityEntry(
    "Ana Reis",
    aliases=("Ana B. Reis", "Nina"),
    roles=(
        HeldRole("President", "Umbria", "2021-01-20", "2025-01"),
        HeldRole("senator", "", "2009", ""),
    ),
    identifiers=(Identifier("viaf", "123"), Identifier("wikidata", "Q42")),
)
BOARD = AuthorityEntry("Harbor Board", "ORG")
TABLE = """name,type,aliases,role,country,from,to,wikidata,identifiers
Ana Reis,,Ana B. Reis; Nina,President,Umbria,2021-01-20,2025-01,https://www.wikidata.org/wiki/Q42,viaf:123

Ana Reis,person,,senator,,2009,,Q42,viaf:123
Harbor Board,organization
"""


def test_rows_of_one_entry_are_joined() -> None:
    assert read_entries(TABLE.encode(), "list.csv") == (REIS, BOARD)
    tabs = TABLE.replace(",", "\t").replace("\n", "\r\n").encode("utf-16")
    assert read_entries(tabs, "list.TSV") == (REIS, BOARD)


@pytest.mark.parametrize("ending", FILE_ENDINGS)
def test_a_written_file_is_read_as_the_same_entries(ending: str) -> None:
    strange = AuthorityEntry('=Ana "Ne", Berg', "GPE", ("Æ\u0301na",), (HeldRole("+1; of two"),))
    entries = (REIS, BOARD, strange)
    written = write_entries(entries, ending)
    assert read_entries(written, f"list{ending}") == entries
    assert b"\n=" not in written  # no program reads the name as a formula


def test_common_names_of_columns_are_understood() -> None:
    table = "Name,Alias,Office,Start,QID\nAna Reis,Nina Reis,President,2021,Q1\n"
    plain = "name,aliases,role,from,wikidata\nAna Reis,Nina Reis,President,2021,Q1\n"
    assert read_entries(table.encode(), "a.csv") == read_entries(plain.encode(), "a.csv")


def test_namesakes_with_two_identifiers_are_two_entries() -> None:
    table = "name,wikidata\nAna Reis,Q1\nAna Reis,Q2\n"
    assert len(read_entries(table.encode(), "list.csv")) == 2


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("list.txt", "name\nAna Reis", "list.txt: the name of the file must end with"),
        ("list.csv", "", "list.csv: the file has no entries"),
        ("list.csv", "name,role\n", "list.csv: the file has no entries"),
        ("list.csv", "name,born\nAna Reis,1960", "line 1: there is no column “born”"),
        ("list.csv", "role\nPresident", "line 1: the column “name” is missing"),
        ("list.csv", "name,name\nA,B", "line 1: two columns have the same name"),
        ("list.csv", "name\n\nAna Reis,Umbria", "line 3: the row has 2 values, but there are 1"),
        ("list.csv", "name,role\nAna Reis,\n ,President", "line 3: the name is empty"),
        ("list.csv", "name\n123", "line 2: the name has no letters"),
        ("list.csv", f"name\n{'A' * 301}", "line 2: “AAAA"),
        ("list.csv", "name,type\nAna Reis,ghost", "line 2: “ghost” is no type"),
        ("list.csv", "name,from\nAna Reis,2020", "line 2: a country or a date needs a role"),
        ("list.csv", "name,role,from\nAna,x,20 May", "line 2: “20 May” is no date"),
        ("list.csv", "name,role,from,to\nAna,x,2022,2021", "line 2: the role ends (2021) before"),
        ("list.csv", "name,wikidata\nAna,Q0", "line 2: “Q0” is no Wikidata identifier"),
        ("list.csv", "name,identifiers\nAna,123", "line 2: “123” is no identifier"),
        ("list.csv", 'name\n"Ana', "line 2: the row is damaged"),
        ("list.csv", "name\nAna\0Reis", "line 2: the line is not text"),
        ("list.json", "{}", "line 1: the file must be an array of objects"),
        ("list.json", '[{"name": "Ana"},\n {"name": 3}]', "line 2: “name” must be a text"),
        ("list.json", '[{"name": "Ana"}\n {"name": "B"}]', "line 2: a comma or ] is missing"),
        ("list.json", '[{"name": "Ana"}\n', "line 2: a comma or ] is missing"),
        ("list.json", '[{"name": "Ana"}]\n]', "line 2: the file goes on after its array"),
        ("list.json", '[\n{"name": "Ana",}]', "line 2: the JSON is damaged"),
        ("list.json", "[" * 20_000, "the JSON is damaged"),
        ("list.json", '[{"name": "Ana", "born": 1}]', "line 1: an entry has no field “born”"),
        ("list.json", '[{"name": "A", "roles": [{"x": 1}]}]', "line 1: a role has no field “x”"),
        ("list.json", '[{"name": "A", "roles": "x"}]', "“roles” must be a list"),
        ("list.json", '[{"name": "A", "aliases": "x"}]', "“aliases” must be a list"),
        ("list.json", '[{"name": "A", "identifiers": []}]', "“identifiers” must be an object"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(
    file: str, content: str, problem: str
) -> None:
    with pytest.raises(AuthorityFileError) as error:
        read_entries(content.encode(), file)
    assert problem in str(error.value)
    assert "nothing was imported" in str(error.value)


def test_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(AuthorityFileError, match="line 2: the file is not encoded in UTF-8"):
        read_entries("name\nJosé".encode("latin-1"), "list.csv")


def test_json_has_the_fields_of_the_reference() -> None:
    (record, _) = json.loads(write_entries((REIS, BOARD), ".json"))
    assert record["identifiers"] == {"viaf": "123", "wikidata": "Q42"}
    assert record["roles"][1] == {"role": "senator", "from": "2009"}
