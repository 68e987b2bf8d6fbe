"""Names in running text: what they are called, and one type for one name."""

import pytest

from analysis.models import Mention, Reason
from analysis.ner.boundaries import correct_boundaries
from analysis.ner.recognizer import find_names
from analysis.syntax.tokens import Doc, Sentence, Token
from analysis.tagger import tag
from analysis.tokenizer import tokenize


def names_in(text: str) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.label) for name in find_names(tag(tokenize(text)))]


def by_hand(marked: str) -> tuple[Mention, ...]:
    """The names in words written as word/TYPE/score, each tagged word a name's part."""
    return find_names(doc_by_hand(marked))


def doc_by_hand(marked: str) -> Doc:
    tokens: list[Token] = []
    at = 0
    for part in marked.split():
        text, _, rest = part.partition("/")
        kind, _, score = rest.partition("/")
        goes_on = bool(tokens) and kind != "" and tokens[-1].name[2:] == kind
        name = f"{'I' if goes_on else 'B'}-{kind}" if kind else "O"
        penn = "NNP" if text[0].isupper() else "NN"
        tokens.append(
            Token(at, at + len(text), text, text.lower(), penn, name, float(score or 0.9))
        )
        at += len(text) + 1
    text = " ".join(token.text for token in tokens)
    return Doc(text, tuple(tokens), (Sentence(0, len(tokens), 0, len(text), 0),))


def test_people_organizations_and_places_are_named_in_news() -> None:
    text = (
        "Prime Minister Helena Brandt met leaders of the World Health Organization in Geneva "
        "on Tuesday. Brandt later flew to Kenya."
    )
    found = names_in(text)
    assert ("Geneva", "GPE") in found
    assert ("Kenya", "GPE") in found
    assert ("World Health Organization", "ORG") in found
    assert ("Brandt", "PERSON") in found


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("the Gulf/LOC of/LOC Aden/LOC", "LOC"),
        ("the Danube/LOC River/LOC", "LOC"),
        ("Changi/LOC Airport/LOC", "FAC"),
        ("southern Africa/LOC", "LOC"),
        ("South/LOC Africa/LOC", "GPE"),
        ("North/LOC Korea/LOC", "GPE"),
        ("the Clean/MISC Water/MISC Act/MISC", "LAW"),
        ("the Treaty/MISC of/MISC Lisbon/MISC", "LAW"),
        ("the Budget/ORG Responsibility/ORG Act/ORG", "LAW"),
        ("the Water/ORG Protection/ORG Law/ORG", "LAW"),
        ("Norden/ORG Law/ORG", "ORG"),
        ("the Boer/MISC War/MISC", "EVENT"),
        ("the Arctic/ORG Rowing/ORG Championships/ORG", "EVENT"),
        ("the Copa/ORG Norden/ORG", "EVENT"),
        ("Operation/ORG Quiet/ORG River/ORG", "EVENT"),
        ("the Lund/ORG Prize/ORG", "WORK_OF_ART"),
        ("the Pentagon/LOC", "FAC"),
        ("“ Quiet/EVENT Rivers/EVENT ”", "WORK_OF_ART"),
        ("Swedish/MISC officials", "NORP"),
        ("Swedish/ORG/0.5 officials", "NORP"),
        ("the F-35/MISC jet", "PRODUCT"),
        ("“ Quiet/MISC Rivers/MISC ”", "WORK_OF_ART"),
    ],
)
def test_words_of_type_tell_what_a_name_is(marked: str, label: str) -> None:
    assert [name.label for name in by_hand(marked)] == [label]


def test_one_name_has_one_type_in_a_text() -> None:
    found = by_hand("Lindt/ORG/0.9 rose ; Lindt/PERSON/0.5 fell ; Lindt/ORG/0.8 held")
    assert {name.label for name in found} == {"ORG"}


def test_a_full_name_speaks_for_the_surname() -> None:
    found = by_hand("Ada/PERSON/0.99 Paris/PERSON/0.99 spoke ; Paris/LOC/0.45 agreed")
    assert [name.label for name in found] == ["PERSON", "PERSON"]


def test_a_surname_is_a_person_s_unless_a_body_shares_it() -> None:
    uses = " ; Reis/ORG/0.9 slept ; Reis/ORG/0.9 woke"
    found = by_hand("Ana/PERSON/0.99 Reis/PERSON/0.99 spoke" + uses)
    assert {name.label for name in found} == {"PERSON"}
    found = by_hand("Ana/PERSON/0.99 Reis/PERSON/0.99 left Reis/ORG Mills/ORG" + uses)
    assert [name.label for name in found[2:]] == ["ORG", "ORG"]


def test_a_town_in_its_country_is_no_person_of_that_name() -> None:
    text = "Ada/PERSON/0.99 Paris/PERSON/0.99 spoke ; Ada/PERSON Paris/PERSON flew"
    found = by_hand(text + " ; Paris/PERSON/0.9 lives in Paris/LOC/0.6 , France/LOC")
    assert [name.label for name in found[2:]] == ["PERSON", "GPE", "GPE"]


def test_an_own_possessive_is_part_of_a_company_s_name() -> None:
    marked = "Macy/ORG 's/ORG rose , unlike Lund/ORG 's/ORG shop and Wendy/PERSON 's aunt"
    text = doc_by_hand(marked).text
    assert [text[name.start : name.end] for name in by_hand(marked)] == ["Macy 's", "Lund", "Wendy"]
    assert by_hand("Ana/PERSON Kohl/PERSON cooks ; Kohl/ORG 's/ORG soups")[1].label == "PERSON"


def test_a_name_begins_with_no_link() -> None:
    marked = "friends of/PERSON Reis/PERSON said"
    assert [(name.start, name.end) for name in by_hand(marked)] == [(11, 15)]


def test_a_sure_name_is_found_where_the_encoder_missed_it() -> None:
    found = by_hand("Orlen/ORG/0.9 grew ; Orlen/ORG/0.9 fell ; Orlen slept")
    assert [name.label for name in found] == ["ORG"] * 3
    assert found[2].reason.id == "name.majority"


def test_a_word_is_no_name_where_the_encoder_mostly_saw_none() -> None:
    assert by_hand("Harvest/ORG/0.5 began ; Harvest went on ; Harvest ended") == ()


def test_articles_and_possessives_are_no_part_of_a_name() -> None:
    text = "The/ORG Bundesbank/ORG 's/ORG plan"
    (found,) = by_hand(text)
    assert (found.start, found.end) == (4, 14)
    assert 0 < found.confidence <= 1


def test_two_places_in_one_word_are_two_names_where_the_text_knows_both() -> None:
    marked = "Oslo-Bergen/LOC trains link Oslo/LOC and Bergen/LOC , not Guinea-Bissau/LOC"
    assert [(name.start, name.end) for name in by_hand(marked)] == [
        (0, 4), (5, 11), (24, 28), (33, 39), (46, 59)
    ]  # fmt: skip


def test_parts_of_one_type_side_by_side_are_one_name() -> None:
    text = "Ana Reis Lopes met Bo"
    tokens = tuple(
        Token(at, at + len(word), word, word.lower(), "NNP", name, 0.9)
        for at, word, name in [
            (0, "Ana", "B-PERSON"), (4, "Reis", "B-PERSON"), (9, "Lopes", "I-PERSON"),
            (15, "met", "O"), (19, "Bo", "B-PERSON"),
        ]
    )  # fmt: skip
    found = find_names(Doc(text, tokens, (Sentence(0, 5, 0, len(text), 0),)))
    assert [(name.start, name.end) for name in found] == [(0, 14), (19, 21)]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Ines Duarte", ["Ines Duarte"]),
        ("By Ana Reis, Jo van der Lind and Mei Chen", ["Ana Reis", "Jo van der Lind", "Mei Chen"]),
    ],
)
def test_a_byline_names_people(line: str, people: list[str]) -> None:
    found = names_in(f"Rain stops the ferries\n{line}\nNo one sailed yesterday.")
    assert [name for name in found if name[0] in line] == [(name, "PERSON") for name in people]


def test_a_line_that_only_begins_like_a_byline_is_read_as_any_other() -> None:
    assert ("Friday Ana", "PERSON") not in names_in("By Friday Ana Reis had left\nIt rained.")


def test_no_state_is_meant_by_an_office_of_that_name() -> None:
    found = names_in("Secretary of State Helena Brandt flew to Kenya.")
    assert ("Helena Brandt", "PERSON") in found
    assert "State" not in dict(found)


@pytest.mark.parametrize(
    "marked",
    [
        "the Minister of the State/ORG spoke",
        "the President of the Republic/LOC spoke",
        "the Kingdom/LOC grew",
        "Labour/ORG Minister Ana",
        "the labour/ORG ministry",
        "worth US/LOC $5",
        "the Union/ORG Health/ORG Minister",
        "the Land/ORG Policy Minister",
        "the 92/ORG",
        "the GDP/ORG fell",
        "Outbound/ORG travel grew ; outbound flights fell",
        "the Orsk/ORG/0.25 line",
    ],
)
def test_a_common_noun_names_nothing_by_itself(marked: str) -> None:
    assert by_hand(marked) == ()


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("the village of Orsk/PERSON sleeps", "GPE"),
        ("in Orsk/ORG province", "GPE"),
        ("the founder of Orsk/PERSON left", "ORG"),
        ("the president of Orsk/LOC left", "GPE"),
        ("the newspaper Orsk/PERSON", "ORG"),
        ("the newspaper “ Orsk/PERSON ” says", "ORG"),
        ("the mother of Orsk/PERSON left", "PERSON"),
        ("the Orsk/PERSON striker", "ORG"),
        ("the Toronto-based Orsk/LOC", "ORG"),
        ("the Orsk/ORG family", "PERSON"),
        ("the Orsk/PERSON elders", "NORP"),
        ("a walk in Lubumbashi/PERSON", "GPE"),
        ("the Partido/PERSON Orsk/PERSON", "ORG"),
        ("a talk with Hezbollah/LOC", "ORG"),
        ("Norvatel/LOC Ghana/LOC grew", "ORG"),
        ("Northern/LOC Ghana/LOC grew", "GPE"),
        ("Accra/LOC Ghana/LOC grew", "GPE"),
        ("Republic/LOC of/LOC Ghana/LOC", "GPE"),
        ("General Reis/LOC led the army", "PERSON"),
        ("the General Reis/ORG Bank/ORG closed", "ORG"),
        ("Redwin/LOC , 34 , left", "PERSON"),
        ("Redwin/LOC was a student", "PERSON"),
        ("Redwin/LOC was a member of it", "GPE"),
    ],
)
def test_words_beside_a_name_tell_its_type(marked: str, label: str) -> None:
    assert [name.label for name in by_hand(marked)] == [label]


def test_one_definition_outvotes_many_uses_without_evidence() -> None:
    marked = "the newspaper Norva/PERSON/0.5 grew" + " ; Norva/PERSON/0.5 fell" * 4
    assert {name.label for name in by_hand(marked)} == {"ORG"}
    assert {name.label for name in by_hand(marked.replace("/0.5", ""))} == {"PERSON"}


def test_a_name_in_a_list_is_what_the_others_are() -> None:
    marked = "Ada/PERSON , Mali/LOC/0.5 , Bo/PERSON and Iwo/PERSON met"
    assert {name.label for name in by_hand(marked)} == {"PERSON"}
    assert {name.label for name in by_hand(marked.replace(" and", " ,"))} == {"PERSON", "GPE"}
    paper = "The Orsk/ORG/0.5 , Bo/PERSON and Iwo/PERSON met"
    assert {name.label for name in by_hand(paper)} == {"PERSON", "ORG"}


def test_a_full_name_is_a_body_s_where_its_last_word_alone_is() -> None:
    marked = "Lund/PERSON/0.6 Foxes/PERSON/0.6 won ; a Foxes/PERSON/0.5 striker fell"
    assert {name.label for name in by_hand(marked)} == {"ORG"}
    alone = (
        "Ada/PERSON Lind/PERSON won ; Lind/PERSON rose ; Lind/PERSON slept ; the Lind/PERSON coach"
    )
    assert {name.label for name in by_hand(alone)} == {"PERSON"}


def test_a_people_is_no_person_but_in_a_person_s_name() -> None:
    assert [name.label for name in by_hand("Druze/PERSON leaders met")] == ["NORP"]
    assert [name.label for name in by_hand("First/ORG Nations/ORG met")] == ["NORP"]
    marked = "Ada/PERSON German/PERSON spoke ; German/PERSON left"
    assert {name.label for name in by_hand(marked)} == {"PERSON"}


def test_one_word_after_the_is_no_person() -> None:
    (found,) = by_hand("they joined the Satya/PERSON")
    assert found.label != "PERSON"
    assert by_hand("the Satya/PERSON years")[0].label == "PERSON"


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("the port inspection team ( PIT ) rose . PIT/PERSON/0.5 fell", ["PIT", "PIT"]),
        ("the port inspection team ( P.I.T. ) rose . P.I.T. fell", ["P.I.T.", "P.I.T."]),
        ("Bureau/ORG of/ORG Dunes/ORG ( BoD ) . The BoD", ["Bureau of Dunes", "BoD", "BoD"]),
        ("a letter of intent ( LoI/ORG ) . The LoI/ORG ends", []),
        ("Alliance of Miners/ORG of/ORG Lund/ORG ( AML )", ["Alliance of Miners of Lund", "AML"]),
        ("a Member of Parliament/ORG ( MP/ORG )", ["Parliament"]),
        ("the Gross/ORG Domestic/ORG Product/ORG ( GDP/ORG ) fell", []),
    ],
)
def test_an_acronym_is_what_it_is_short_for(marked: str, names: list[str]) -> None:
    text = " ".join(part.partition("/")[0] for part in marked.split())
    found = by_hand(marked)
    assert [text[name.start : name.end] for name in found] == names
    assert {name.label for name in found} <= {"ORG"}


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("a 10 - year plan of Kang/PERSON Min/PERSON - ho , a co - pilot", "Kang Min - ho"),
        ("a 10 - year plan of Ana - Bo/PERSON , a co - pilot", "Bo"),
        ("Kang/PERSON Min/PERSON - ho said well-known things", "Kang Min"),
    ],
)
def test_a_name_goes_on_over_hyphens_where_a_text_sets_them_apart(marked: str, name: str) -> None:
    text = " ".join(part.partition("/")[0] for part in marked.split())
    assert [text[found.start : found.end] for found in by_hand(marked)] == [name]


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        ("Umbra Bank, Lund Trade Fund", ["Umbra Bank", "Lund Trade Fund"]),
        ("Umbra Oil & Co. Umbra", ["Umbra Oil & Co.", "Umbra"]),
        ("Umbra Bank, Inc.", ["Umbra Bank, Inc."]),
        ("Ministry of Trade, Land and Water", ["Ministry of Trade, Land and Water"]),
    ],
)
def test_two_organizations_in_one_name_are_split(text: str, organizations: list[str]) -> None:
    name = Mention(0, len(text), "ORG", "name", None, 0.9, Reason("name.context"))
    found = correct_boundaries(tokenize(text), [name])
    assert [text[name.start : name.end] for name in found] == organizations


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("the federal/ORG Harbour/ORG Party/ORG won", "Harbour Party"),
        ("the Movement for Work/ORG won", "Movement for Work"),
        ("the men of Work/ORG won", "Work"),
        ("the Lund/ORG Society/ORG for the Blind/ORG", "Lund Society for the Blind"),
        ("the Lund/ORG Weekly/ORG for the Blind/ORG", "Lund Weekly"),
    ],
)
def test_an_organization_begins_with_its_head_noun(marked: str, name: str) -> None:
    words = doc_by_hand(marked)
    found = correct_boundaries(words, find_names(words))[0]
    assert words.text[found.start : found.end] == name


@pytest.mark.parametrize(
    ("marked", "labels"),
    [
        ("the Union/ORG of/ORG Kenya/ORG met", ["GPE"]),
        ("the Union/ORG of/ORG Kenya/ORG Miners/ORG met", ["ORG"]),
        ("the Commissioner for Land/ORG Affairs/ORG met", []),
        ("the director of Lund/ORG Mills/ORG met", ["ORG"]),
        ("the director of Lund/ORG Technology/ORG met", ["ORG"]),
    ],
)
def test_states_are_places_and_remits_are_no_names(marked: str, labels: list[str]) -> None:
    words = doc_by_hand(marked)
    assert [name.label for name in correct_boundaries(words, find_names(words))] == labels


def bounded_names_in(text: str) -> list[tuple[str, str]]:
    words = tag(tokenize(text))
    names = correct_boundaries(words, find_names(words))
    return [(text[name.start : name.end], name.label) for name in names]


def test_a_name_in_brackets_at_the_end_of_a_dateline_is_an_agency() -> None:
    assert ("NewsDesk", "ORG") in bounded_names_in("PARIS (NewsDesk) - The court ruled on Monday.")
    assert ("Kenya", "GPE") in bounded_names_in("NAKURU (Kenya) - The court ruled on Monday.")
    assert ("Kano", "ORG") not in bounded_names_in("The team (Kano) - who won - left.")
