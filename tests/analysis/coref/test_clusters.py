"""Names that mean the same come together, those that do not stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coref.clusters import cluster_names
from analysis.coref.name_uses import NameEvidence
from analysis.models import Label, Mention
from analysis.names.parser import parse_person_name, parse_thing_name, possible_acronyms


def groups_of(*names: str, label: Label = "PERSON") -> list[set[str]]:
    """The groups that some names in a row make."""
    text = ""
    mentions = []
    for name in names:
        mentions.append(Mention(len(text), len(text) + len(name), label, "name", None, 0.9))
        text += name + ", "
    groups, _ = cluster_names(text, mentions, [NameEvidence()] * len(mentions))
    return [{names[member] for member in group.members} for group in groups]


@pytest.mark.parametrize(
    "names",
    [
        ("Olaf Lindt", "Lindt", "LINDT"),
        ("Xi Jinping", "Xi"),
        ("Joseph R. Miller Jr.", "Joe Miller", "Miller"),
        ('William "Bill" Harper', "Bill Harper"),
        ("José Ferreira", "Jose Ferreira"),
        ("Kim Jong-un", "Kim Jong Un"),
        ("Viktor Orbán", "Orban Viktor"),
        ("Ludwig van der Berg", "van der Berg", "Van der Berg"),
        ("Bashar al-Assad", "Assad", "al Assad", "Al-Assad", "Al Assad"),
        ("Al Gore", "Gore"),
        ("De Moraes", "Moraes"),
        ("Volodymyr Zelenskiy", "Zelensky"),
        ("Gabriela García Muñoz", "García Muñoz", "García"),
        ("President Anna Weiss", "Anna Weiss's", "Weiss’s"),
        ("Muhammad Karim", "Mohamed Karim"),
        ("Yulia Lysenko", "Yuliya Lisenko"),
        ("Anna Weiss", "Anna W."),
        ("Anna Weiss", "Honest Anna"),
        ("Del. Anna Weiss", "Weiss"),
        ("Del Toro", "del Toro"),
    ],
)
def test_one_person(names: tuple[str, ...]) -> None:
    assert groups_of(*names) == [set(names)]


@pytest.mark.parametrize(
    "names",
    [
        ("Hillary Clinton", "Bill Clinton"),
        ("George W. Bush", "George H. W. Bush"),
        ("Martin Roe Jr.", "Martin Roe Sr."),
        ("Martin Roe", "Martin Roe Sr."),
        ("Wei Zhang", "Wei Li"),
        ("Al Gore", "Tipper Gore"),
        ("Anna Braun", "Brown"),
        ("Hassan Karim", "Hussein Karim"),
        ("Anna Lindberg", "Lindbergs"),
        ("Erik Larsen", "Larse"),
        ("Anna James", "James Roe"),
    ],
)
def test_two_people(names: tuple[str, ...]) -> None:
    assert groups_of(*names) == [{name} for name in names]


@pytest.mark.parametrize(
    "names",
    [
        ("Baltic Grain Fund", "BGF"),
        ("Food and Water Organization", "FWO"),
        ("Umbra Inc.", "Umbra"),
        ("Hartmann Voss Group Inc.", "Hartmann"),
        ("the Ministry of Trade of Norway", "Ministry of Trade"),
        ("al-Qaeda", "al Qaeda"),
        ("Constitutional Court of Norway", "Constitutional Court", "Court"),
        ("U.N. Trade Board", "United Nations Trade Board", "Trade Board"),
        ("Department of Trade", "Trade Department", "federal Department of Trade"),
        ("Committee on Foreign Trade", "Foreign Trade Committee"),
        ("House Fisheries and Trade Committee", "Fisheries Committee"),
        ("National Fish Caucus Foundation", "Fish Caucus Foundation"),
        ("Lindt Institute for Trade", "Lindt Institute"),
        ("The Lund Post", "the Post"),
        ("UBC", "UBC News"),
        ("Lund United", "United"),
        ("Anna Lind University of Oslo", "Anna Lind"),
        ("Trade and Fish Department", "Trade and Fish"),
        ("the National Guard", "Guard"),
        ("Umbra Coal", "Umbra"),
    ],
)
def test_one_organization(names: tuple[str, ...]) -> None:
    assert groups_of(*names, label="ORG") == [set(names)]


def test_a_name_that_repeats_an_epithet_is_no_nickname_of_itself() -> None:
    assert groups_of("Young Young", "Ana Reis") == [{"Young Young"}, {"Ana Reis"}]


def test_states_by_any_of_their_names() -> None:
    names = ("U.S.", "the United States", "US", "Britain", "UK")
    assert groups_of(*names, label="GPE") == [
        {"U.S.", "the United States", "US"},
        {"Britain", "UK"},
    ]
    assert groups_of("Virginia", "Va.", "W.Va.", label="GPE") == [{"Virginia", "Va."}, {"W.Va."}]


def test_seas_and_amendments() -> None:
    assert len(groups_of("Baltic Sea", "the Baltic", label="LOC")) == 1
    assert len(groups_of("the Fifth Amendment", "5th Amendment", label="LAW")) == 1
    assert len(groups_of("Washington, D.C.", "Washington", label="GPE")) == 1


def test_a_state_is_shown_by_its_usual_name() -> None:
    text = "Republic of Turkey Turkey"
    names = [Mention(0, 18, "GPE", "name"), Mention(19, 25, "GPE", "name")]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 2)
    assert [group.name for group in groups] == ["Turkey"]


def test_a_research_arm_is_not_its_company() -> None:
    assert len(groups_of("Umbra", "Umbra Research", label="ORG")) == 2


@pytest.mark.parametrize(
    "names",
    [
        ("state Department of Fish", "State Department"),
        ("Senate Trade Committee", "Senate"),
        ("The Lund Post", "The Oslo Post", "the Post"),
        ("Umbra 500", "Umbra"),
        ("Counsel of the Lund Parliament", "Lund Parliament"),
        ("Women in Sports Network", "Sports Network"),
    ],
)
def test_several_organizations(names: tuple[str, ...]) -> None:
    assert len(groups_of(*names, label="ORG")) == len(names)


def test_a_name_that_says_it_is_a_commission_is_no_place() -> None:
    text = "Lund Trade Commission (L.T.C.), L.T.C., L.T.C."
    spans = [(0, 21), (23, 29), (32, 38), (40, 46)]
    names = [Mention(start, end, "GPE", "name") for start, end in spans]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 4)
    assert [(group.label, group.name) for group in groups] == [("ORG", "Lund Trade Commission")]


def test_a_short_name_that_could_be_either_stays_alone() -> None:
    assert len(groups_of("Bank of Norway", "Bank of Malta", "Bank", label="ORG")) == 3


def test_the_people_are_not_the_country() -> None:
    text = "Russia Russians"
    names = [Mention(0, 6, "GPE", "name"), Mention(7, 15, "NORP", "name")]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 2)
    assert [group.name for group in groups] == ["Russia", "Russians"]


def test_one_of_a_people_and_the_people() -> None:
    assert groups_of("Muslim", "Muslims", label="NORP") == [{"Muslim", "Muslims"}]


def test_an_acronym_in_brackets_need_not_match_letter_by_letter() -> None:
    text = "the Federal Security Service (FSB) said the FSB"
    names = [
        Mention(4, 28, "ORG", "name"),
        Mention(30, 33, "ORG", "name"),
        Mention(44, 47, "ORG", "name"),
    ]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 3)
    assert [(group.name, group.aliases) for group in groups] == [
        ("Federal Security Service", ("FSB",))
    ]


@pytest.mark.parametrize(
    ("name", "short", "count"),
    [
        ("Tokyo Electric Power Company", "Tepco", 1),
        ("International Criminal Police Organization", "Interpol", 1),
        ("Lund Harbor Company", "Norvik", 2),
    ],
)
def test_beginnings_of_words_in_brackets_are_a_short_name(
    name: str, short: str, count: int
) -> None:
    text = f"{name} ({short}) lost."
    names = [
        Mention(0, len(name), "ORG", "name", None, 0.9),
        Mention(len(name) + 2, len(name) + 2 + len(short), "ORG", "name", None, 0.9),
    ]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 2)
    assert len(groups) == count


@pytest.mark.parametrize(("ages", "count"), [((34, 52), 2), ((34, 35), 1), ((34, -1), 1)])
def test_people_of_different_ages_are_two(ages: tuple[int, int], count: int) -> None:
    text = "Juma Ali met a friend. Juma Ali Hassan left."
    names = [Mention(0, 8, "PERSON", "name"), Mention(23, 38, "PERSON", "name")]
    groups, _ = cluster_names(text, names, [NameEvidence(n, age=age) for n, age in enumerate(ages)])
    assert len(groups) == count


def test_a_news_agency_in_brackets_is_no_short_name_of_a_city() -> None:
    text = "Addis Ababa (AFP) said"
    names = [Mention(0, 11, "GPE", "name"), Mention(13, 16, "ORG", "name")]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 2)
    assert len(groups) == 2


def test_another_name_that_the_text_gives() -> None:
    text = "Joko Widodo, better known as Jokowi, said Jokowi"
    names = [
        Mention(0, 11, "PERSON", "name"),
        Mention(29, 35, "PERSON", "name"),
        Mention(42, 48, "PERSON", "name"),
    ]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 3)
    assert [(group.name, group.aliases) for group in groups] == [("Joko Widodo", ("Jokowi",))]


def test_initials_in_brackets_are_a_persons_too() -> None:
    text = "Omar bin Salim (OBS) said OBS"
    names = [
        Mention(0, 14, "PERSON", "name"),
        Mention(16, 19, "ORG", "name"),
        Mention(26, 29, "ORG", "name"),
    ]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 3)
    assert [(group.name, group.label, group.members) for group in groups] == [
        ("Omar bin Salim", "PERSON", [0, 1, 2])
    ]


def test_a_surname_belongs_to_the_person_who_is_not_called_a_relative() -> None:
    text = "Al Roe, Mary Roe, Roe"
    names = [
        Mention(0, 6, "PERSON", "name"),
        Mention(8, 16, "PERSON", "name"),
        Mention(18, 21, "PERSON", "name"),
    ]
    groups, unclear = cluster_names(
        text, names, [NameEvidence(), NameEvidence(is_relative=True), NameEvidence()]
    )
    assert [group.members for group in groups] == [[0, 2], [1]]
    assert not unclear


def test_a_title_decides_between_relatives() -> None:
    text = "Hillary Clinton, Bill Clinton, Clinton"
    names = [
        Mention(0, 15, "PERSON", "name"),
        Mention(17, 29, "PERSON", "name"),
        Mention(31, 38, "PERSON", "name"),
    ]
    groups, unclear = cluster_names(
        text, names, [NameEvidence(), NameEvidence(), NameEvidence(gender="woman")]
    )
    assert [group.members for group in groups] == [[0, 2], [1]]
    assert not unclear
    _, unclear = cluster_names(text, names, [NameEvidence()] * 3)
    assert list(unclear) == [2]


def test_a_shared_surname_before_any_full_name() -> None:
    groups = groups_of("Roe", "Roe", "Ann Roe", "Roe", "Bea Roe", "Roe")
    assert groups == [{"Roe", "Ann Roe"}, {"Bea Roe"}]


def test_most_mentions_decide_the_label() -> None:
    text = "Lindt Lindt Lindt"
    names = [
        Mention(0, 5, "PERSON", "name", None, 0.9),
        Mention(6, 11, "ORG", "name", None, 0.5),
        Mention(12, 17, "PERSON", "name", None, 0.8),
    ]
    groups, _ = cluster_names(text, names, [NameEvidence()] * 3)
    assert [(group.label, group.members) for group in groups] == [("PERSON", [0, 1, 2])]


def test_names_are_shown_without_titles_and_possessives() -> None:
    assert parse_person_name("U.S. President Joe Miller's").bare_text == "Joe Miller"
    assert parse_person_name("Martin Luther King Jr.").bare_text == "Martin Luther King Jr."
    assert parse_person_name("Mrs. Weiss").gender == "woman"
    assert parse_thing_name("the Texas Rangers'").bare_text == "Texas Rangers"
    assert possible_acronyms("Food and Water Organization") == {"fwo", "fawo"}


@given(
    st.lists(
        st.tuples(
            st.text("AaBb .-'’\"éJr", min_size=1, max_size=12).filter(str.strip),
            st.sampled_from(["PERSON", "ORG", "GPE", "NORP"]),
        ),
        max_size=12,
    )
)
def test_every_name_is_in_one_group_or_left_open(parts: list[tuple[str, Label]]) -> None:
    text = ""
    names = []
    for part, label in parts:
        names.append(Mention(len(text), len(text) + len(part), label, "name", None, 0.7))
        text += part + " "
    groups, unclear = cluster_names(text, names, [NameEvidence()] * len(names))
    members = sorted([*unclear] + [member for group in groups for member in group.members])
    assert members == list(range(len(names)))
