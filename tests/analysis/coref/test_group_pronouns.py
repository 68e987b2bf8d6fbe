"""Pronouns for organizations, places and groups: which name they mean, and when that stays open."""

import pytest

from analysis.coref import find_entities
from tests.support.hand_tagged import words


def resolve(marked: str, word: str, nth: int = -1) -> str | None:
    """Return the name of the entity that a pronoun in a text marked by hand refers to."""
    text, names = words(marked)
    entities, mentions = find_entities(text, names)
    start = [token.start for token in text.tokens if token.text == word][nth]
    at = (start, start + len(word))
    found = [mention.entity for mention in mentions if (mention.start, mention.end) == at]
    entity = entities[found[0]] if found and found[0] is not None else None
    return entity.name if entity is not None and entity.is_named else None


@pytest.mark.parametrize(
    ("marked", "word", "name"),
    [
        # a statement of an organization or a country
        ("{ORG Umbra} said it will_MD sell_VB ships_NNS .", "it", "Umbra"),
        ("{ORG Umbra} said on Tuesday that it was ready_JJ .", "it", "Umbra"),
        ("{ORG Umbra} Tuesday said it will_MD sell_VB ships_NNS .", "it", "Umbra"),
        ("{GPE Norden} says it has_VBZ voted_VBN .", "it", "Norden"),
        (
            "The {ORG Lund Trust} ( {ORG LT} ) said it will_MD sell_VB ships_NNS .",
            "it",
            "Lund Trust",
        ),
        # a clause that explains the main one
        ("{GPE Norden} left_VBD the union because it wanted_VBD peace .", "it", "Norden"),
        ("{GPE Norden} left_VBD , and it was the first country to leave_VB .", "it", "Norden"),
        # a relative clause
        ("He saw_VBD {GPE Norden} , which_WDT has_VBZ closed_VBN its ports_NNS .", "its", "Norden"),
        # the subject of the sentence before
        ("{ORG Umbra} was late . It sold_VBD ships_NNS .", "It", "Umbra"),
        ("{ORG Umbra} was late . Two_CD years_NNS later it sold_VBD ships_NNS .", "it", "Umbra"),
        ("{ORG Umbra} said the report was late . It added that a ship sank_VBD .", "It", "Umbra"),
        ("{ORG Umbra} was late . “ We are_VBP all very sorry_JJ , ” it said .", "it", "Umbra"),
        # the owner of a thing
        ("{GPE Norden} closed_VBD its ports_NNS .", "its", "Norden"),
        ("{GPE Norden} and its neighbors_NNS voted_VBD .", "its", "Norden"),
        ("The mayor praised_VBD {ORG Umbra} for its ships_NNS .", "its", "Umbra"),
        ("In its report , {ORG Umbra} said so .", "its", "Umbra"),
        # a person or body that somebody urges
        ("{GPE Norden} urged_VBD {ORG Umbra} to sell_VB its ships_NNS .", "its", "Umbra"),
        ("{GPE Norden} calls_VBZ itself_PRP a republic .", "itself", "Norden"),
        # the noun phrase for an organization, and a pronoun before
        ("{ORG Umbra} was late . The company said it will_MD pay_VB .", "it", "Umbra"),
        ("{ORG Umbra} was late . It said it will_MD sell_VB ships_NNS .", "it", "Umbra"),
        # groups
        ("The {NORP Norders_NNPS} said they will_MD vote_VB .", "they", "Norders"),
        ("{ORG Umbra} said they will_MD sell_VB the farm .", "they", "Umbra"),
        ("{GPE Norden} ended_VBD their talks_NNS .", "their", "Norden"),
    ],
)
def test_a_name_is_meant(marked: str, word: str, name: str) -> None:
    assert resolve(marked, word) == name


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        # a whole clause, or nothing
        ("{ORG Umbra} said it was clear_JJ that the ship sank_VBD .", "it"),
        ("{ORG Umbra} was late . It took_VBD a year to sell_VB the ship .", "It"),
        ("{ORG Umbra} sold_VBD the ship . It was a surprise .", "It"),
        ("{ORG Umbra} was late . It is believed_VBN that the ship sank_VBD .", "It"),
        # a common noun is nearer
        ("{ORG Umbra} sold_VBD the ship . The ship sank_VBD before it was late .", "it"),
        ("{ORG Umbra} was late . The report said its author left_VBD .", "its"),
        ("{ORG Umbra} bought_VBD the ship and its cargo .", "its"),
        # someone else speaks
        ("{ORG Umbra} was late . {PERSON Paul Roe} said it sold_VBD ships_NNS .", "it"),
        # two countries
        ("{GPE Norden} and {GPE Lund} left_VBD because it wanted_VBD peace .", "it"),
        # a thing of the other side
        ("{GPE Norden} talks_NNS with the {ORG Umbra} over its ships_NNS failed_VBD .", "its"),
        # a place that is no subject
        ("{PERSON Paul Roe} met a friend in {GPE Lund} . It was_VBD sold_VBN .", "It"),
        # an event in a country
        ("He saw_VBD the fall of {GPE Lund} , which_WDT was in its third week .", "its"),
        # an object
        ("{PERSON Paul Roe} wants_VBZ {GPE Norden} to help_VB it grow_VB .", "it"),
        # the object of a relative clause
        ("A firm , which_WDT owns_VBZ the {ORG Umbra} said it will_MD pay_VB .", "it"),
        # people between
        ("{ORG Umbra} told workers_NNS they will_MD vote_VB .", "they"),
        ("{GPE Norden} said they will_MD vote_VB .", "they"),
    ],
)
def test_a_pronoun_stays_open(marked: str, word: str) -> None:
    assert resolve(marked, word) is None


def test_a_pronoun_keeps_the_label_of_its_name() -> None:
    text, names = words("{GPE Norden} said it will_MD vote_VB .")
    _, mentions = find_entities(text, names)
    assert [(mention.kind, mention.label) for mention in mentions] == [
        ("name", "GPE"),
        ("pronoun", "GPE"),
    ]
