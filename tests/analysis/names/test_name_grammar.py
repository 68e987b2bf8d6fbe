"""Names of people, ships and organizations in running text: one name, one entity, one type."""

import pytest

from analysis.models import Analysis
from analysis.pipeline import run_analysis


def mentioned_names(analysis: Analysis) -> dict[str, set[str]]:
    """The names by which the text mentions each entity, by the entity's name."""
    found: dict[str, set[str]] = {}
    for mention in analysis.mentions:
        if mention.kind == "name" and mention.entity is not None:
            entity = analysis.entities[mention.entity].name
            found.setdefault(entity, set()).add(analysis.text[mention.start : mention.end])
    return found


def labels_of(analysis: Analysis) -> dict[str, str]:
    return {entity.name: entity.label for entity in analysis.entities}


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Sheikha Noura Al Thuwaini opened the school.", "Noura Al Thuwaini", "Sheikha"),
        ("His Highness Sheikh Zayed Al Marri opened the school.", "Zayed Al Marri", "Sheikh"),
        ("Her Excellency Reem Al Hosni thanked the guests.", "Reem Al Hosni", None),
        ("H.E. Saif Al Dhaheri said the talks went well.", "Saif Al Dhaheri", None),
        ("Yesterday Dato' Rahim Yusof signed the deal.", "Rahim Yusof", None),
        ("The deal was signed by Tan Sri Lim Wei Han.", "Lim Wei Han", None),
        ("Datuk Seri Zulkifli Hamid agreed to the deal.", "Zulkifli Hamid", None),
        ("MK Yossi Harel said the bill would pass.", "Yossi Harel", "MK"),
        ("DG Peter Obwe told reporters about the plan.", "Peter Obwe", "DG"),
        ("DPP Noordin Karani said the case would go on.", "Noordin Karani", "DPP"),
        ("Col James Otieno said the road was closed.", "James Otieno", "Col"),
        ("PM Hara Tanabe agreed to the plan.", "Hara Tanabe", "PM"),
        ("CS Fred Otiang agreed to the plan.", "Fred Otiang", "CS"),
        ("Sen. Ruth Lindqvist, D-Mass., said the vote was close.", "Ruth Lindqvist", "Sen."),
        ("His Holiness Pope Ansgar prayed for peace.", "Ansgar", "Pope"),
    ],
)
def test_an_honorific_or_an_office_is_no_part_of_a_name(
    text: str, name: str, role: str | None
) -> None:
    people = [entity for entity in run_analysis(text).entities if entity.label == "PERSON"]
    assert [(person.name, person.role) for person in people] == [(name, role)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Noura Al Thuwaini spoke in Lund. Al Thuwaini said it was late.",
         {"Noura Al Thuwaini", "Al Thuwaini"}),
        ("MK Yossi Harel spoke on Monday. On Tuesday MK Harel left for Lund.",
         {"Yossi Harel", "Harel"}),
        ("Defender Kim Min-seo scored twice. Kim left the pitch late.", {"Kim Min-seo", "Kim"}),
        ("Finance minister Hong Nam-ki spoke. Hong said prices fell.", {"Hong Nam-ki", "Hong"}),
        ("Andrés Moreno Valdés won. Moreno Valdés thanked his wife. Moreno said it was late.",
         {"Andrés Moreno Valdés", "Moreno Valdés", "Moreno"}),
        ("Former president Jorge Estrella, popularly known as Erap, was freed. Erap waved.",
         {"Jorge Estrella", "Erap"}),
        ("President Andrés Mora Orozco, or AMO, as he is known, spoke. AMO said it would rain.",
         {"Andrés Mora Orozco", "AMO"}),
        ("Rapper Marcus Bell, better known as Big Tide, was arrested. Big Tide denied the charge.",
         {"Marcus Bell", "Big Tide"}),
        ('Dwayne "The Rock" Jensen came to Lund. The Rock waved. Jensen smiled.',
         {'Dwayne "The Rock" Jensen', "Rock", "Jensen"}),
        ("Valeska Paris grew up aboard the ship. Paris said she worked for years.",
         {"Valeska Paris", "Paris"}),
        ("Known widely as “Lolo,” Perez ran the party for years.", {"Lolo", "Perez"}),
    ],
)  # fmt: skip
def test_the_names_of_one_person_are_one_entity(text: str, names: set[str]) -> None:
    analysis = run_analysis(text)
    assert names in mentioned_names(analysis).values()
    person = next(e for e in analysis.entities if mentioned_names(analysis)[e.name] == names)
    assert person.label == "PERSON"


def test_a_full_name_is_shown_rather_than_an_alias() -> None:
    text = "Rapper Marcus Bell, better known as Big Tide, left. Big Tide denied it. Big Tide sang."
    assert run_analysis(text).entities[0].name == "Marcus Bell"


def test_a_place_is_no_surname_after_a_preposition() -> None:
    analysis = run_analysis("Valeska Paris flew to Paris on Monday. “It was hot,” Paris said.")
    assert mentioned_names(analysis) == {
        "Valeska Paris": {"Valeska Paris", "Paris"},
        "Paris": {"Paris"},
    }
    assert labels_of(analysis)["Paris"] == "GPE"


@pytest.mark.parametrize("name", ["He Qinghua", "She Wenli"])
def test_a_family_name_that_is_a_pronoun_belongs_to_the_name(name: str) -> None:
    pronoun = name.split()[0]
    analysis = run_analysis(f"{name}, a spokeswoman, said prices would fall. {name} left the room.")
    assert mentioned_names(analysis) == {name: {name}}
    assert not any(
        mention.kind == "pronoun" and mention.end - mention.start == len(pronoun)
        for mention in analysis.mentions
    )


def test_mr_he_is_a_name() -> None:
    analysis = run_analysis("He Qinghua spoke in Lund. Mr He said prices would fall.")
    assert mentioned_names(analysis)["He Qinghua"] == {"He Qinghua", "He"}


@pytest.mark.parametrize(
    "text",
    [
        "The Institute for Space Research (INPE) reported new fires.",
        "The International Federation for Human Rights (FIDH) published the letter.",
    ],
)
def test_an_acronym_in_brackets_is_an_alias_whatever_its_letters(text: str) -> None:
    (organization,) = run_analysis(text).entities
    assert (organization.label, len(organization.aliases)) == ("ORG", 1)


def test_a_country_can_end_the_name_of_an_organization() -> None:
    text = "The German Marshall Fund of the United States published a report."
    assert labels_of(run_analysis(text)) == {"German Marshall Fund of the United States": "ORG"}


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The ship Ever Given blocked the canal. The Ever Given was freed.", "Ever Given",
         "PRODUCT"),
        ("Tropical storm Clara made landfall. Clara weakened on Monday.", "Clara", "EVENT"),
        ("The newspaper Haaretz reported the strike. It was long, Haaretz said.", "Haaretz",
         "ORG"),
        ("The family returned to Machu Picchu on Monday.", "Machu Picchu", "GPE"),
        ("The hotel is near the Hacienda Tres Lomas in Lund.", "Hacienda Tres Lomas", "GPE"),
    ],
)  # fmt: skip
def test_the_context_shows_that_a_name_is_no_person(text: str, name: str, label: str) -> None:
    assert labels_of(run_analysis(text))[name] == label


def test_the_subject_of_a_relative_clause_is_not_the_company() -> None:
    analysis = run_analysis("Ana Reis left. The company Reis runs is bankrupt.")
    assert mentioned_names(analysis) == {"Ana Reis": {"Ana Reis", "Reis"}}


def test_handles_and_hashtags_are_no_people() -> None:
    analysis = run_analysis("Supporters of @anna_reis and #FreeTibor met in Lund on Monday.")
    assert set(labels_of(analysis).values()) == {"GPE"}


CERTAIN = 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Obe Tarkwa, 34, left the hall.",
        "Obe Tarkwa, who left the hall, was late.",
        "Minister Obe Tarkwa left the hall.",
        "“It is late,” said Obe Tarkwa.",
        "Obe Tarkwa was arrested on Monday.",
        "Maria Tarkwa left the hall.",
        "Obe Tarkwa left. He was late. His car was gone.",
    ],
)
def test_evidence_makes_a_person_certain(text: str) -> None:
    (person,) = [entity for entity in run_analysis(text).entities if "Tarkwa" in entity.name]
    assert (person.label, person.confidence >= CERTAIN) == ("PERSON", True)


def test_a_person_without_evidence_is_uncertain() -> None:
    text = "The men were held. Kol Bet arrested two men on Monday."
    (name,) = [entity for entity in run_analysis(text).entities if entity.name == "Kol Bet"]
    assert name.label == "PERSON"
    assert name.confidence < CERTAIN
