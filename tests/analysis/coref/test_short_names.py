"""A short name belongs to one of the people named in full, to none of them, or stays open."""

import pytest

from analysis import Mention, analyze

DEAD_BROTHER = (
    "Lee Dae-jun, a fisheries official, was shot dead by soldiers. His brother, Lee Rae-jin, met "
    "the president on Friday.\n\nLee said the family wanted the truth.\n"
)
TYCOON = (
    "Censors closed the account of Wang Sicong, the only son of property tycoon Wang Jianlin. "
    "Wang has 40 million followers.\n"
)
TWO_YOONS = (
    "President Yoon Suk-yeol met Rep. Yoon Sang-hyun of the ruling party. Yoon Sang-hyun asked for "
    "a review. President Yoon declined. Rep. Yoon said he would ask again.\n"
)
PRINCE = (
    "King Abdullah, accompanied by Crown Prince Hussein, met the delegation in Amman. Hussein "
    "Sheikh, a member of the council, thanked the king. Prince Hussein will travel to Cairo.\n"
)
COUPLE = (
    "Mr Hall was shot on Sunday. His wife, Joan Hall, called the police. Mr Hall died on Monday. "
    "Mrs Hall will speak today.\n"
)
KIMS = "Anna Kim and Peter Kim opened the shop in May. Kim said the rent was too high.\n"


def links(text: str, word: str) -> list[str | None]:
    """The people that the mentions with only this word are linked to, in text order."""
    found = analyze(text)
    return [
        None if mention.entity is None else found.entities[mention.entity].name
        for mention in _short(text, word)
    ]


def _short(text: str, word: str) -> list[Mention]:
    return [
        mention
        for mention in analyze(text).mentions
        if mention.kind == "name" and text[mention.start : mention.end] == word
    ]


@pytest.mark.parametrize(
    ("text", "word", "people"),
    [
        (DEAD_BROTHER, "Lee", ["Lee Rae-jin"]),
        (TWO_YOONS, "Yoon", ["Yoon Suk-yeol", "Yoon Sang-hyun"]),
        (PRINCE, "Hussein", ["Hussein", "Hussein"]),
        (COUPLE, "Hall", ["Hall", "Hall", "Joan Hall"]),
        (TYCOON, "Wang", ["Wang Sicong"]),
    ],
)
def test_the_evidence_decides(text: str, word: str, people: list[str]) -> None:
    assert links(text, word) == people


def test_a_name_of_two_people_stays_open_where_nothing_decides() -> None:
    assert links(KIMS, "Kim") == [None]


def test_an_open_name_states_both_people() -> None:
    (mention,) = _short(KIMS, "Kim")
    assert mention.reason.id == "mention.one_of_two"
    assert {value for _, value in mention.reason.args} == {"Anna Kim", "Peter Kim"}


def test_the_reason_of_a_link_names_the_evidence() -> None:
    for mention in _short(TWO_YOONS, "Yoon"):
        assert [part.id for part in mention.reason.also] == ["mention.title_differs"]
    (brother,) = _short(DEAD_BROTHER, "Lee")
    assert [part.id for part in brother.reason.also] == ["mention.rival_dead"]


def test_the_only_person_of_a_surname_has_it() -> None:
    text = (
        "Olga Brandt, a lawyer, wrote to the mayor. The strike begins on Monday. Brandt agrees.\n"
    )
    assert links(text, "Brandt") == ["Olga Brandt"]


def list_named_people(text: str) -> list[str]:
    """The people of a text who are named, in text order."""
    return [entity.name for entity in analyze(text).entities if entity.label == "PERSON"]


DRIVER = (
    "Two men were charged: Juma Ali, a 34-year-old driver, and Juma Ali Hassan, a trader. Juma Ali "
    "Hassan said he was innocent.\n"
)
SPOKESMAN = (
    "Police spokesman Juma Ali announced the raid. Juma Ali Hassan, a fisherman from Lamu, was "
    "arrested. Ali said the search would go on. Hassan denied the charges.\n"
)


NURSE = "Juma Ali, a nurse, wept. Juma Ali Hassan, the minister of health, denied the report.\n"
FATHER = "Juma Ali was arrested on Monday. His father, Juma Ali Hassan, wept in court.\n"


@pytest.mark.parametrize("text", [DRIVER, SPOKESMAN, NURSE, FATHER])
def test_a_name_that_continues_another_is_a_second_person_if_both_are_introduced(
    text: str,
) -> None:
    assert list_named_people(text) == ["Juma Ali", "Juma Ali Hassan"]


def test_the_surname_is_that_of_the_shorter_name() -> None:
    assert links(SPOKESMAN, "Ali") == ["Juma Ali"]
    assert links(SPOKESMAN, "Hassan") == ["Juma Ali Hassan"]


@pytest.mark.parametrize(
    "text",
    [
        "President Luis Lacalle Pou met the ministers on Monday. Luis Lacalle left.\n",
        "Mayor Luis Lacalle Pou opened the bridge. Luis Lacalle, the mayor, left.\n",
        "Luis Lacalle, a billionaire, left. Luis Lacalle Pou, the tycoon, is a father of five.\n",
        "Luis Lacalle Pou (Luis Lacalle) was elected on Sunday.\n",
        "Luis Lacalle Pou, known as Luis Lacalle, was elected on Sunday.\n",
    ],
)
def test_a_longer_form_of_a_name_is_the_same_person_without_such_evidence(text: str) -> None:
    assert list_named_people(text) == ["Luis Lacalle Pou"]


def test_a_title_and_surname_belong_to_the_full_name_that_follows() -> None:
    text = "Prime Minister Modi arrived in Tokyo on Sunday. Officials greeted him.\n\n"
    assert links(f"{text}Narendra Modi spoke of trade.\n", "Modi") == ["Narendra Modi"]
    wife = f"{text}His wife, Jashoda Modi, stayed at home.\n"
    assert links(wife, "Modi") != ["Jashoda Modi"]


def test_a_name_that_many_bear_stays_open_between_its_bearers() -> None:
    text = "Sajida Begum lost her house. Khaleda Begum, a neighbor, came. Begum said she wept.\n"
    assert links(text, "Begum") == [None]
    assert links(text.replace("Khaleda Begum", "Ana Roe"), "Begum") == ["Sajida Begum"]


def test_a_surname_with_another_age_is_another_person() -> None:
    text = "Joe Roe, 71, lost his boat. Roe, 34, lost a net. Roe, 71, was asleep.\n"
    assert links(text, "Roe") == ["Roe", "Joe Roe"]
    assert links(text.replace("34", "72"), "Roe") == ["Joe Roe", "Joe Roe"]


def test_a_given_name_before_and_shares_the_surname() -> None:
    text = "The judge sentenced Peter and Ana Lind on Friday. Mr Lind wept.\n"
    assert list_named_people(text) == ["Peter Lind", "Ana Lind"]
    assert links(text, "Lind") == ["Peter Lind"]
    (peter,) = _short(text, "Peter")
    assert peter.reason.id == "mention.shared_surname"


@pytest.mark.parametrize(
    "text",
    [
        "Joe Roe and Bo Lind arrived. Roe and Bo Lind left.\n",
        "Peter Roe and Bo Lind arrived. Peter and Bo Lind left.\n",
    ],
)
def test_a_name_that_is_known_otherwise_shares_no_surname(text: str) -> None:
    assert list_named_people(text) == [f"{text.split()[0]} Roe", "Bo Lind"]


def test_a_form_of_address_excludes_a_person_by_the_given_name() -> None:
    text = "Michelle Brandt smiled at the guests. Everybody rose. Mr Brandt came late.\n"
    assert links(text, "Brandt") != ["Michelle Brandt"]


def test_the_name_of_a_family_is_not_that_of_a_member() -> None:
    text = (
        "Jeb Lind runs the mill. George Lind left. Lind is 50. Today the Lind family has sold "
        "the valley.\n"
    )
    assert links(text, "Lind") == ["George Lind", None]


def test_a_given_name_can_be_the_surname_of_the_one_named_last() -> None:
    text = (
        'John Hammond chairs the party. "Time is short," said Tom John, a delegate. John is '
        "running again.\n"
    )
    assert links(text, "John") != ["John Hammond"]


def test_a_religious_title_takes_the_given_name() -> None:
    text = "Imam Hussein is buried there. Saddam Hussein closed it. Imam Hussein died in a war.\n"
    assert links(text, "Hussein") == ["Hussein", "Hussein"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "John Paul I died in 1978. John Paul II followed. John Paul II traveled widely.\n",
            ["John Paul I", "John Paul II"],
        ),
        (
            "Kim Jong-nam died on Monday. Kim Yong-nam met guests. Kim Yong-nam left early.\n",
            ["Kim Jong-nam", "Kim Yong-nam"],
        ),
    ],
)
def test_a_numeral_or_another_first_letter_makes_two_people(text: str, people: list[str]) -> None:
    assert list_named_people(text) == people


@pytest.mark.parametrize(
    ("text", "word", "people"),
    [
        (
            "Police Chief Dana Roe opened the station. Residents came.\n\n"
            "Defense lawyer Roe said his client was innocent. Roe left.\n",
            "Roe",
            ["Roe", "Roe"],
        ),
        ("Goalkeeper Max Orr left. Senator Orr spoke next.\n", "Orr", ["Orr"]),
        ("Coach Peter Roe left. The referee, Roe, stayed.\n", "Roe", ["Roe"]),
        ("Vice President Ada Roe flew to Oslo. President Roe stayed.\n", "Roe", ["Roe"]),
        ("The prize, named after Ruth Adler, is old. Mayor Adler spoke.\n", "Adler", ["Adler"]),
        ("The poet Iris Vance (1811-1870) lived here. Vance said it was so.\n", "Vance", ["Vance"]),
        ("By Eva Holm\n\nLUND - Mayor Holm resigned on Monday.\n", "Holm", ["Holm"]),
        (
            '"My teacher was Anna Reed," said Carl Voss. Constable Reed of the museum nodded.\n',
            "Reed",
            ["Reed"],
        ),
        ("Ellen Ford spoke. Mr Ford, a builder, objected. Ford left.\n", "Ford", ["Ford", "Ford"]),
    ],
)
def test_evidence_against_the_only_bearer_makes_a_person_of_his_own(
    text: str, word: str, people: list[str]
) -> None:
    assert links(text, word) == people


@pytest.mark.parametrize(
    "text",
    [
        "Former judge Iris Holt won. Governor Holt will be sworn in.\n",
        "Congresswoman Iris Holt voted no. Rep. Holt said it was too dear.\n",
        "The trial of Iris Holt began. Ms Holt sat still.\n",
        "Umbrian President Iris Holt met the envoy. He asked General Holt for help.\n",
        "Coach Iris Holt left. Holt, a former striker, won two cups.\n",
        "In 1924 the firm was founded by Iris Holt. Holt sold it in 1930.\n",
        "Photo: Jan Frost\n\nIris Holt won the race on Sunday. Holt said it was cold.\n",
    ],
)
def test_roles_of_one_person_are_no_evidence_against_the_bearer(text: str) -> None:
    assert links(text, "Holt") == ["Iris Holt"]


@pytest.mark.parametrize(
    ("text", "word", "person"),
    [
        ("Paula Di Marco and Luca Marco own it. Di Marco left.\n", "Di Marco", "Paula Di Marco"),
        (
            "Carlos Roe Soto resigned. Roe was tired. His deputy, Ana Soto, came. Soto smiled.\n",
            "Soto",
            "Ana Soto",
        ),
        (
            "Carrie Lam resigned. Her critic Lam Cheuk-ting left. Mrs Lam wept.\n",
            "Lam",
            "Carrie Lam",
        ),
    ],
)
def test_the_part_of_a_name_decides_between_two(text: str, word: str, person: str) -> None:
    assert links(text, word) == [person]


def test_a_relative_whom_the_text_calls_by_the_surname_remains_the_person() -> None:
    text = (
        "Jon Roe was sent to prison. His wife, Ann Roe, spoke. Mrs Roe said it was unfair. "
        "Roe will appeal.\n"
    )
    assert links(text, "Roe") == ["Ann Roe", "Ann Roe"]


def test_the_possessor_of_a_wife_is_the_man_of_two() -> None:
    text = (
        "Elham Roe, the daughter of Peter Roe, spoke on Monday. Roe's wife said her husband had "
        "left.\n"
    )
    assert links(text, "Roe") == ["Peter Roe"]


def test_a_given_name_of_the_other_gender_alone_leaves_a_name_open() -> None:
    text = (
        "Development Minister Hilary Roe spoke on Monday. Mr. Roe, who is visiting Umbria, left.\n"
    )
    assert links(text, "Roe") == [None]


def test_a_list_of_relatives_is_no_role_of_the_name_before_it() -> None:
    text = "President Lech Roe flew home. The crash killed President Roe, his wife and 94 others.\n"
    assert links(text, "Roe") == ["Lech Roe"]


def test_the_surname_is_the_elders_if_the_younger_is_called_by_the_given_name() -> None:
    text = (
        "The great-granddaughter of the leader Nelson Roe was killed. The foundation said "
        "Zenani Roe died on Monday. Zenani had been 13. She is one of nine great-grandchildren of "
        "Mr. Roe.\n"
    )
    assert links(text, "Roe") == ["Nelson Roe"]
