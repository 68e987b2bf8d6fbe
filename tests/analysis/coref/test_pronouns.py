"""Resolution of pronouns and role nouns, and cases that stay unresolved."""

import pytest

from analysis.coref import find_entities
from tests.support.hand_tagged import words


def meant(marked: str, word: str, nth: int = -1) -> str | None:
    """Return the name of the entity of the `nth` mention with these words."""
    text, names = words(marked)
    entities, mentions = find_entities(text, names)
    found = [mention for mention in mentions if text.text[mention.start : mention.end] == word]
    assert found, f"no mention of {word!r}"
    entity = found[nth].entity
    return entities[entity].name if entity is not None and entities[entity].is_named else None


@pytest.mark.parametrize(
    ("marked", "word", "name"),
    [
        # the subject before, of the right gender
        ("{PERSON Anna Weiss} met {PERSON Paul Roe} . She left_VBD .", "She", "Anna Weiss"),
        ("{PERSON Anna Weiss} met {PERSON Paul Roe} . He left_VBD .", "He", "Paul Roe"),
        # a reported clause
        ("{PERSON Paul Roe} said he was ill_JJ .", "he", "Paul Roe"),
        # who spoke before a quotation, not whom it names
        (
            "{PERSON Paul Roe} said it was late .\n"
            "“ I saw_VBD {PERSON Karl Doe} in the garden , ” he said .",
            "he",
            "Paul Roe",
        ),
        # a rare given name
        ("{PERSON Kyriakos Roe} was late . He left_VBD .", "He", "Kyriakos Roe"),
        # a person mentioned several sentences ago, where another one is of the other gender
        (
            "{PERSON Anna Weiss} met {PERSON Paul Roe} . "
            + "It was late in the garden . " * 9
            + "He left_VBD .",
            "He",
            "Paul Roe",
        ),
        # however long a quotation is
        (
            "{PERSON Paul Roe} was late .\n"
            "“ " + "It was late in the garden . " * 9 + "It was late , ” he said .",
            "he",
            "Paul Roe",
        ),
        # an object is not its own clause's subject
        ("{PERSON Karl Doe} was late . {PERSON Paul Roe} told him so .", "him", "Karl Doe"),
        # a title and a role noun tell a gender
        ("Mrs. {PERSON Roe} met Mr. {PERSON Doe} . She left_VBD .", "She", "Roe"),
        (
            "Spokeswoman {PERSON Chris Roe} met {PERSON Karl Doe} . She left_VBD .",
            "She",
            "Chris Roe",
        ),
        # an unknown name learns from a pronoun
        ("{PERSON Xu Lin} said she was ill_JJ . She left_VBD .", "She", "Xu Lin"),
        # an opening clause points ahead
        ("In his speech , {PERSON Paul Roe} said so .", "his", "Paul Roe"),
        ("{PERSON Paul Roe} , who was ill_JJ , left_VBD .", "who", "Paul Roe"),
        # a thing that speaks
        ("{ORG Umbra} was late . It said so .", "It", "Umbra"),
        # a possessive belongs to who is named right before it
        ("{PERSON Paul Roe} praised_VBD {PERSON Karl Doe} for his work .", "his", "Karl Doe"),
        # a person of the same sentence before the subject of the last one
        (
            "{PERSON Paul Roe} left_VBD . The dog bit_VBD {PERSON Karl Doe} because he ran_VBD .",
            "he",
            "Karl Doe",
        ),
        # the speaker of a sentence before the subject of what is reported
        ("{PERSON Karl Doe} said {PERSON Paul Roe} knew_VBD he was ill_JJ .", "he", "Karl Doe"),
        # a person before the owner of a thing
        (
            "The dog bit_VBD {PERSON Paul Roe} with {PERSON Karl Doe} 's garden . He ran_VBD .",
            "He",
            "Paul Roe",
        ),
        # the last speaker before the last subject, for a speaker
        (
            "{PERSON Paul Roe} said it was late and {PERSON Karl Doe} left_VBD . He said so .",
            "He",
            "Paul Roe",
        ),
        # a man before a person of unknown gender
        (
            "The dog bit_VBD {PERSON Paul Roe} with {PERSON Xu Lin} . He ran_VBD .",
            "He",
            "Paul Roe",
        ),
        # the person mentioned more often
        (
            "{PERSON Paul Roe} left_VBD .\nThe dog bit_VBD {PERSON Paul Roe} with {PERSON Karl Doe}"
            " . He ran_VBD .",
            "He",
            "Paul Roe",
        ),
        # a subject after an aside between commas or dashes
        (
            "{PERSON Karl Doe} left_VBD . The mayor , {PERSON Paul Roe} , met {PERSON Al Lind} ."
            " He left_VBD .",
            "He",
            "Paul Roe",
        ),
        (
            "{PERSON Karl Doe} left_VBD . {PERSON Paul Roe} – a friend – met {PERSON Al Lind} ."
            " He left_VBD .",
            "He",
            "Paul Roe",
        ),
        (
            "{PERSON Paul Roe} , 34_CD , a friend of {PERSON Karl Doe} , said he was ill_JJ .",
            "he",
            "Paul Roe",
        ),
        # a person described without a second comma
        ("{PERSON Xu Lin} , the president of the club said he was ill_JJ .", "he", "Xu Lin"),
        # the person whose office speaks
        (
            "{PERSON Karl Doe} was late . {PERSON Paul Roe} 's office said he was ill_JJ .",
            "he",
            "Paul Roe",
        ),
        # the first of a pair with a possessive
        ("{PERSON Karl Doe} met {PERSON Paul Roe} and his wife .", "his", "Paul Roe"),
        # of two people who are equally near in meaning, the one named last
        (
            "According to {PERSON Karl Doe} the ship was sold_VBN by {PERSON Paul Roe} after he"
            " left_VBD .",
            "he",
            "Paul Roe",
        ),
        # the only person of many sentences
        (
            "{PERSON Paul Roe} was late .\n" + "The ship was late .\n" * 8 + "He left_VBD .",
            "He",
            "Paul Roe",
        ),
        # a person that a clause describes
        ("{PERSON Paul Roe} , the mayor , who was ill_JJ , left_VBD .", "who", "Paul Roe"),
        # a pronoun before a person described in the same clause does not point ahead
        (
            "{PERSON Karl Doe} , a senator , left_VBD . After the senator ended_VBD his campaign ,"
            " {PERSON Paul Roe} said so .",
            "his",
            "Karl Doe",
        ),
        # a given name can mislead
        ("{PERSON Paula Roe} said he was ill_JJ .", "he", "Paula Roe"),
    ],
)
def test_pronoun(marked: str, word: str, name: str) -> None:
    assert meant(marked, word) == name


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        # either of two subjects
        ("{PERSON Paul Roe} and {PERSON Karl Doe} left_VBD . He was ill_JJ .", "He"),
        # nobody fits
        ("{PERSON Paul Roe} left_VBD . She was ill_JJ .", "She"),
        # somebody who is not named
        ("{PERSON Paul Roe} was late . A spokesman said he was ill_JJ .", "he"),
        # somebody named only inside a quotation
        ("“ We saw_VBD {PERSON Karl Doe} in the garden , ” he said .", "he"),
    ],
)
def test_pronoun_stays_open(marked: str, word: str) -> None:
    assert meant(marked, word) is None


@pytest.mark.parametrize(
    ("marked", "word", "name"),
    [
        (
            "Finance Minister {PERSON Anna Weiss} met {PERSON Paul Roe} .\nThe minister left_VBD .",
            "The minister",
            "Anna Weiss",
        ),
        (
            "{GPE Texas} Sen. {PERSON Paul Roe} was late . The {GPE Texas} senator left_VBD .",
            "The Texas senator",
            "Paul Roe",
        ),
        (
            "{GPE U.S.} President {PERSON Jo Roe} met {NORP Russian} President {PERSON Igor Li} .\n"
            "The {NORP Russian} president left_VBD .",
            "The Russian president",
            "Igor Li",
        ),
        (
            "Prime Minister {PERSON Viktor Kis} of {GPE Hungary} left_VBD . The leader said so .",
            "The leader",
            "Viktor Kis",
        ),
        (
            "The {ORG Ministry of Trade} was late . The ministry said so .",
            "The ministry",
            "Ministry of Trade",
        ),
        (
            "President {PERSON Igor Belo} was late .\n{PERSON Jean Roux} left_VBD .\n"
            "The {NORP French} president said so .",
            "The French president",
            "Jean Roux",
        ),
        (
            "{PERSON Paul Roe} met his deputy , {PERSON Anna Weiss} .\n"
            "{PERSON Roe} 's deputy left_VBD .",
            "Roe's deputy",
            "Anna Weiss",
        ),
        ("{ORG Umbra} was late . The company said so .", "The company", "Umbra"),
        ("An airline , {ORG Umbra} , said so . The company left_VBD .", "The company", "Umbra"),
        ("{ORG Umbra Inc} was late . The firm said so .", "The firm", "Umbra Inc"),
        (
            "{NORP Norden} Finance_NN Minister {PERSON Paul Roe} left_VBD .\n"
            "{GPE Norden} 's finance minister said so .",
            "Norden's finance minister",
            "Paul Roe",
        ),
        (
            "The {WORK_OF_ART Lund Fish Survey} was late . The report said so .",
            "The report",
            "Lund Fish Survey",
        ),
        (
            "{PERSON Al Roe} left_VBD {GPE Lund} , {GPE Ohio} . The city said so .",
            "The city",
            "Lund",
        ),
        (
            "The {ORG Lund Tax Bureau} was late . The agency said so .",
            "The agency",
            "Lund Tax Bureau",
        ),
        # of two presidents
        (
            "President {PERSON Jo Roe} met {NORP Russian} President {PERSON Igor Li} .\n"
            "The president left_VBD .",
            "The president",
            "Jo Roe",
        ),
        (
            "President {PERSON Jo Roe} met {NORP Russian} President {PERSON Igor Li} .\n"
            "The {NORP Russian} president left_VBD .",
            "The Russian president",
            "Igor Li",
        ),
        ("A {GPE Lund} firm , {ORG Umbra} , said so .", "A Lund firm", "Umbra"),
        # both nouns of a role
        (
            "{PERSON Paul Roe} , a lawyer and a former judge , left_VBD .",
            "a former judge",
            "Paul Roe",
        ),
        # what the text has not called the subject before
        (
            "{PERSON Paul Roe} met {PERSON Al Doe} . The {GPE Ohio} senator said so .",
            "The Ohio senator",
            "Paul Roe",
        ),
        # an office that stands beside the name elsewhere in the article
        (
            "{PERSON Ida Norr} , mayor_NN of {GPE Lund} since_IN May , left_VBD .\n"
            "It was late . It was cold_JJ . The mayor said so .",
            "The mayor",
            "Ida Norr",
        ),
        # the holder of an office is named after it
        (
            "The mayor said so .\nMayor {PERSON Ida Norr} left_VBD . {PERSON Norr} was ill_JJ .",
            "The mayor",
            "Ida Norr",
        ),
    ],
)
def test_role_noun(marked: str, word: str, name: str) -> None:
    assert meant(marked, word) == name


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        (
            "Minister {PERSON Anna Weiss} met Minister {PERSON Paul Roe} . The minister said so .",
            "The minister",
        ),
        (
            "Deputy_JJ Minister {PERSON Paul Roe} left_VBD . The finance minister said so .",
            "The finance minister",
        ),
        # a minister of another field
        (
            "{NORP Norden} Finance_NN Minister {PERSON Paul Roe} left_VBD .\n"
            "{GPE Norden} 's trade minister said so .",
            "Norden's trade minister",
        ),
        (
            "{PERSON Paul Roe} left_VBD . One senior {GPE U.S.} defense official said so .",
            "One senior U.S. defense official",
        ),
        ("{PERSON Paul Roe} left_VBD . The president of {ORG Umbra} said so .", "The president"),
    ],
)
def test_role_noun_stays_open(marked: str, word: str) -> None:
    assert meant(marked, word) is None


def test_who_refers_to_both_people_of_a_pair() -> None:
    text, names = words(
        "{PERSON Paul Roe} and {PERSON Karl Doe} , who have_VBP left_VBD , won_VBD ."
    )
    entities, mentions = find_entities(text, names)
    found = [m for m in mentions if text.text[m.start : m.end] == "who" and m.entity is not None]
    assert [entities[m.entity].name for m in found if m.entity is not None] == [
        "Paul Roe",
        "Karl Doe",
    ]
    assert {m.reason.id for m in found} == {"pronoun.relative_pair"}


def test_who_with_a_singular_verb_is_the_second_of_a_pair() -> None:
    text, names = words("{PERSON Paul Roe} and {PERSON Karl Doe} , who was ill_JJ , left_VBD .")
    entities, mentions = find_entities(text, names)
    found = [m.entity for m in mentions if text.text[m.start : m.end] == "who"]
    assert [entities[entity].name for entity in found if entity is not None] == ["Karl Doe"]


def test_the_group_is_the_organization_named_before() -> None:
    start = "{ORG World Water Organisation} sent_VBD {PERSON Ana Reis} "
    assert meant(f"{start} .\nThe group left_VBD .", "The group") == "World Water Organisation"


def test_the_group_is_no_organization_named_before_two_dozen_people() -> None:
    first, last = ("Ana", "Ivan", "Karl", "Nora", "Paul"), ("Kole", "Lars", "Mann", "Nord", "Olin")
    people = " , ".join(
        f"{{PERSON {given_name} {surname}}}" for given_name in first for surname in last
    )
    text, names = words(
        f"{{ORG World Water Organisation}} sent_VBD {people} .\nThe group left_VBD ."
    )
    entities, mentions = find_entities(text, names)
    assert len(entities) == 26
    assert [mention for mention in mentions if mention.kind == "nominal"] == []
