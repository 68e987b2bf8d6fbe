"""The entities of an article and all mentions of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coref import find_entities
from analysis.structs import replace
from tests.support.hand_tagged import words


def test_full_name_surname_and_title_are_one_person() -> None:
    text, names = words(
        "{GPE U.S.} President {PERSON Joe Miller} met {PERSON Xi Jinping} .\n"
        "{PERSON Xi} and {PERSON Miller} left_VBD ."
    )
    entities, mentions = find_entities(text, names)
    assert [(entity.name, entity.aliases, entity.role) for entity in entities] == [
        ("U.S.", (), None),
        ("Joe Miller", ("Miller",), "U.S. President"),
        ("Xi Jinping", ("Xi",), None),
    ]
    assert [mention.entity for mention in mentions] == [0, 1, 2, 2, 1]


def test_a_title_inside_the_tagged_name_is_cut_off() -> None:
    text, names = words("{PERSON President Joe Miller} left_VBD .")
    entities, mentions = find_entities(text, names)
    assert (entities[0].name, entities[0].role) == ("Joe Miller", "President")
    assert text.text[mentions[0].start : mentions[0].end] == "Joe Miller"


def test_a_bare_office_is_no_name() -> None:
    text, names = words(
        "President {PERSON Anna Weiss} was late .\nThe {PERSON President} said so ."
    )
    entities, mentions = find_entities(text, names)
    assert [entity.name for entity in entities] == ["Anna Weiss"]
    assert [(mention.kind, mention.entity) for mention in mentions] == [("name", 0), ("nominal", 0)]


def test_a_nickname_in_marks_belongs_to_the_name() -> None:
    text, names = words("{PERSON William} “ {PERSON Bill} ” {PERSON Harper} left_VBD .")
    entities, _ = find_entities(text, names)
    assert [entity.name for entity in entities] == ["William “Bill” Harper"]


def test_what_follows_a_form_of_address_is_a_person() -> None:
    text, names = words("{PERSON Park Geun-hye} was late .\n{ORG Ms.} {GPE Park} said so .")
    entities, mentions = find_entities(text, names)
    assert [(entity.name, entity.label) for entity in entities] == [("Park Geun-hye", "PERSON")]
    assert [mention.entity for mention in mentions] == [0, 0]


def entity_names(marked: str) -> list[tuple[str, str]]:
    """The name and label of every named entity."""
    entities, _ = find_entities(*words(marked))
    return [(entity.name, entity.label) for entity in entities if entity.is_named]


def test_a_surname_that_the_tags_miss() -> None:
    text, names = words(
        "{PERSON Anna Day} left_VBD . Later_RB Day_NNP said so . Lund_NNP Day_NNP was late ."
    )
    _, mentions = find_entities(text, names)
    shown = [(text.text[mention.start : mention.end], mention.entity) for mention in mentions]
    assert shown == [("Anna Day", 0), ("Day", 0)]


def test_a_wife_does_not_take_the_surname_that_the_text_used_before() -> None:
    assert entity_names("{PERSON Roe} left_VBD with his wife , {PERSON Anna Roe} .") == [
        ("Roe", "PERSON"),
        ("Anna Roe", "PERSON"),
    ]
    assert entity_names("Mr. {PERSON Roe} met {PERSON Mary Roe} .") == [
        ("Roe", "PERSON"),
        ("Mary Roe", "PERSON"),
    ]
    assert entity_names("{PERSON Roe} left_VBD . {PERSON Anna Roe} said so .") == [
        ("Anna Roe", "PERSON")
    ]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        # halves of a name
        ("The {ORG Board} on {ORG Fair Trade} met .", [("Board on Fair Trade", "ORG")]),
        ("The {ORG Lund Center for} the {ORG Arts} met .", [("Lund Center for the Arts", "ORG")]),
        ("{PERSON Al Roe} , {PERSON Jr.} , left_VBD .", [("Al Roe, Jr.", "PERSON")]),
        ("He met {ORG Umbra Oil & Co. Umbra} .", [("Umbra Oil & Co.", "ORG")]),
        ("{PERSON Al O} ' {PERSON Lind} left_VBD .", [("Al O ' Lind", "PERSON")]),
        # all of a name
        ("The father of {PERSON Jorge Luis Roe} left_VBD .", [("Jorge Luis Roe", "PERSON")]),
        ("He met CP {PERSON Menon} .", [("CP Menon", "PERSON")]),
        ("He met CM {PERSON Menon} .", [("Menon", "PERSON")]),
        ("He met Md {PERSON Alam} .", [("Md Alam", "PERSON")]),
        (
            "Governor {PERSON Achieng} ’ {PERSON Omollo} left_VBD .",
            [("Achieng ’ Omollo", "PERSON")],
        ),
        (
            "The {ORG Cabinet of} Prime Minister {PERSON Al Roe} left_VBD .",
            [("Cabinet", "ORG"), ("Al Roe", "PERSON")],
        ),
        ("The {ORG UAE} left_VBD .", [("UAE", "GPE")]),
        # no names
        (
            "Minister of {ORG Health} and {ORG Sport} {PERSON Al Roe} left_VBD .",
            [("Al Roe", "PERSON")],
        ),
        ("The ministry of {ORG Health} left_VBD .", [("Health", "ORG")]),
        ("{PERSON Lt} - {PERSON Gen Al Roe} left_VBD .", [("Al Roe", "PERSON")]),
        ("{ORG Lt.} Gov. {PERSON Al Roe} left_VBD .", [("Al Roe", "PERSON")]),
        # what is no organization
        ("Speaker of the {ORG House Mary Roe} left_VBD .", [("Mary Roe", "PERSON")]),
        (
            "{ORG LUND} , Ohio ( AP ) — {PERSON Al Roe} left_VBD .",
            [("LUND", "GPE"), ("Al Roe", "PERSON")],
        ),
        (
            "{PERSON Al Roe} , {ORG R-Utah} , left_VBD {GPE Utah} .",
            [("Al Roe", "PERSON"), ("Utah", "GPE")],
        ),
        ("{PERSON umbra.com} was late .", [("umbra.com", "ORG")]),
        ("The {ORG City of Lund} met {GPE Lund} .", [("Lund", "GPE")]),
        # a headline that ran on
        (
            "{PERSON Mary Roe Slams Umbra Oil}\n{PERSON Mary Roe} left_VBD {ORG Umbra Oil} .",
            [("Mary Roe", "PERSON"), ("Umbra Oil", "ORG")],
        ),
        (
            "{ORG New Umbra Oil Report}\n{ORG Umbra Oil} left_VBD .",
            [("Umbra Oil", "ORG")],
        ),
        (
            "{ORG New Lund Oil}\n{ORG Umbra Oil} left_VBD .",
            [("New Lund Oil", "ORG"), ("Umbra Oil", "ORG")],
        ),
        (
            "{PERSON Mary Roe Lind}\n{PERSON Mary Roe Lind} left_VBD .",
            [("Mary Roe Lind", "PERSON")],
        ),
    ],
)
def test_edges_of_names(marked: str, names: list[tuple[str, str]]) -> None:
    assert entity_names(marked) == names


@pytest.mark.parametrize(
    ("marked", "meant"),
    [
        ("The {ORG Kremlin} was late .", "the Russian government"),
        ("{GPE Tokyo} said so .", "the government of Japan"),
        ("{GPE Tokyo} was late .", ""),
        ("{PERSON Al Roe} left_VBD {GPE Tokyo} .", ""),
    ],
)
def test_a_metonym_is_proposed_for_a_place(marked: str, meant: str) -> None:
    entities, mentions = find_entities(*words(marked))
    mention = mentions[-1]
    assert entities[-1].name in ("Kremlin", "Tokyo")
    metonyms = [part.args for part in mention.reason.also if part.id == "mention.metonym"]
    assert metonyms == ([(("institution", meant),)] if meant else [])


def test_nothing_in_nothing_out() -> None:
    assert find_entities(*words("")) == ((), ())


@given(
    st.lists(
        st.sampled_from(
            [
                "{PERSON Jo Roe}",
                "{PERSON Roe}",
                "{PERSON President}",
                "{ORG Roe}",
                "{ORG EU}",
                "Minister",
                "minister",
                "the",
                "said",
                "he",
                "her",
                "who",
                "it",
                ",",
                "(",
                ")",
                "“",
                "”",
                ".",
                "of",
                "and",
                "Mr.",
                "in",
                "is",
            ]
        ),
        max_size=30,
    )
)
def test_findings_are_whole_for_any_sentence(pieces: list[str]) -> None:
    text, names = words(" ".join(pieces))
    entities, mentions = find_entities(text, names)
    assert [entity.id for entity in entities] == list(range(len(entities)))
    assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)
    firsts: dict[int, int] = {}
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text.text)
        assert mention.reason.id
        assert 0 <= mention.confidence <= 1
        if mention.entity is not None:
            firsts.setdefault(mention.entity, mention.start)
    named = [entity for entity in firsts if entities[entity].is_named]
    unnamed = [entity for entity in firsts if not entities[entity].is_named]
    assert [*named, *unnamed] == list(range(len(entities)))


def test_two_places_in_one_word_are_both_mentioned() -> None:
    text, names = words(
        "{GPE Tehran} met {GPE Baghdad} .\nThe {GPE Tehran-Baghdad} road_NN was late_JJ ."
    )
    both = names[-1]  # `find_names` makes two names of it, and no token starts in the second one
    first = replace(both, end=both.start + len("Tehran"))
    second = replace(both, start=first.end + 1)
    entities, mentions = find_entities(text, (*names[:-1], first, second))
    assert [(entities[mention.entity or 0].name, mention.start) for mention in mentions] == [
        ("Tehran", names[0].start),
        ("Baghdad", names[1].start),
        ("Tehran", first.start),
        ("Baghdad", second.start),
    ]
