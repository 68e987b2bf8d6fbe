"""Constructions of reports other than "said": passives, nouns, infinitives, clefts, thoughts."""

from typing import cast

import pytest

from analysis import Analysis, analyze, findings_as_json
from tests.support.quotation_text import list_quotations, read


@pytest.mark.parametrize(
    ("text", "pieces", "source"),
    [
        ("The mayor has been accused of hiding the bill.", ("The mayor", "hiding the bill"), None),
        (
            "Lind was criticized by three unions for selling the ferry.",
            ("Lind", "selling the ferry"),
            "three unions",
        ),
        ("The leak was first reported last week by Norden Radio.", ("The leak",), "Norden Radio"),
        ("Her fears were echoed by Tom Berg.", ("Her fears",), "Tom Berg"),
        (
            "As reported by Norden Radio, the ferry has been sold.",
            ("the ferry has been sold",),
            "Norden Radio",
        ),
        (
            "The ferry has been sold, as first reported by Norden Radio.",
            ("The ferry has been sold",),
            "Norden Radio",
        ),
        (
            "Berg was quoted by a local paper as saying that the sea was rising.",
            ("that the sea was rising",),
            "Berg",
        ),
        ("It was not disclosed whether anyone was hurt.", ("whether anyone was hurt",), None),
        ("Berg is alleged to have taken the money.", ("Berg", "to have taken the money"), None),
    ],
)
def test_passives(text: str, pieces: tuple[str, ...], source: str | None) -> None:
    (found,) = read(text)
    assert (found.pieces, found.source) == (pieces, source)


@pytest.mark.parametrize(
    ("text", "content", "source"),
    [
        ("Berg was asked to explain the delay.", "to explain the delay", None),
        ("Berg was pressed on the cost of the bridge.", "the cost of the bridge", None),
        (
            "Berg was asked by a reporter about the cost of the bridge.",
            "the cost of the bridge",
            "a reporter",
        ),
    ],
)
def test_the_subject_of_a_passive_question_is_addressed(
    text: str, content: str, source: str | None
) -> None:
    (found,) = read(text)
    assert (found.pieces, found.source, found.addressee) == ((content,), source, "Berg")


@pytest.mark.parametrize(
    "text",
    [
        "The pier was criticized for years.",
        "It was declared by the king in 1970.",
        "The borders were defended by small states.",
        "What Berg said was true.",
        "The plan that was announced by the bank failed.",
    ],
)
def test_passives_that_report_nothing(text: str) -> None:
    assert list_quotations(text) == []


@pytest.mark.parametrize(
    ("text", "content", "source"),
    [
        (
            "The claim by the mayor that the dam was safe was false.",
            "that the dam was safe",
            "the mayor",
        ),
        (
            "There were fears among voters that the count would stop.",
            "that the count would stop",
            "voters",
        ),
        (
            "He ignored a warning from the engineers that the dam could break.",
            "that the dam could break",
            "the engineers",
        ),
    ],
)
def test_the_source_behind_a_noun(text: str, content: str, source: str) -> None:
    assert ("indirect", (content,), source) in list_quotations(text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("What Berg said was that the harbor was never safe.", ("that the harbor was never safe",)),
        (
            "The bill would end what Berg said was a waste of money.",
            ("what", "was a waste of money"),
        ),
        (
            "The dispute, which Berg says will end in court, has lasted two years.",
            ("which", "will end in court"),
        ),
        (
            "The bridge, which Berg said he had never seen, fell on Monday.",
            ("which", "he had never seen"),
        ),
    ],
)
def test_relative_clauses_and_clefts(text: str, pieces: tuple[str, ...]) -> None:
    assert ("indirect", pieces, "Berg") in list_quotations(text)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Berg denied taking the money.", "taking the money"),
        ("Berg proposed building a new dam.", "building a new dam"),
        ("Berg told the crew to leave the ship.", "the crew to leave the ship"),
        ("Berg refused to sign the contract.", "to sign the contract"),
        ("Berg asked the council about its plans.", "its plans"),
        ("Berg predicted about one-third of the fleet would sink.", None),
        ("Berg said more than four million fish had died.", "more than four million fish had died"),
        ("Berg agreed with Lind that the dam was old.", "that the dam was old"),
        ("Berg has argued for years that the dam is old.", "that the dam is old"),
        ("Berg has in particular noted the age of the dam.", "the age of the dam"),
        ("The dam is old, as Berg has taken to saying.", "The dam is old"),
    ],
)
def test_other_complements(text: str, content: str | None) -> None:
    (found,) = read(text)
    assert found.source == "Berg"
    assert found.pieces == (content or "about one-third of the fleet would sink",)


def test_a_subject_between_nor_and_its_verb() -> None:
    (found,) = read("The pier was closed. Nor did the owners mention the cracks in it.")
    assert (found.pieces, found.source) == (("the cracks in it",), "the owners")
    assert found.found.negated


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "Berg joked about the rain, declined to name a date, and told the crowd to go.",
            ["Berg", "Berg", "Berg"],
        ),
        ("Berg did not mention what had failed, but said the pier was safe.", ["Berg", "Berg"]),
        ("Berg just this month announced that the pier would close.", ["Berg"]),
        ("Berg sent a series of tweets saying that the pier would close.", ["Berg"]),
        ("The inquiry forced her to admit that the pier was unsafe.", ["her"]),
        (
            "Berg himself, as well as his wife, has maintained that it was safe.",
            ["Berg himself, as well as his wife"],
        ),
        ("(According to the police, no one was hurt.)", ["the police"]),
        ("The bank said according to its figures, prices had fallen.", ["The bank"]),
    ],
)
def test_sources_across_asides_and_lists(text: str, source: list[str]) -> None:
    kinds = ("direct", "mixed", "indirect", "topic")
    assert [found for _, _, found in list_quotations(text, *kinds)] == source


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Anna Lind believes that the harbor is doomed.", "that the harbor is doomed"),
        ("Anna Lind hopes to sell the ferry.", "to sell the ferry"),
        ("Anna Lind wants a new harbor.", "a new harbor"),
        ("Anna Lind plans to leave the council.", "to leave the council"),
    ],
)
def test_beliefs_and_intentions_are_found_on_request_only(text: str, content: str) -> None:
    assert analyze(text).quotations == ()
    analysis = analyze(text, thoughts=True)
    (found,) = analysis.quotations
    assert [text[start:end] for start, end in found.spans] == [content]
    assert found.is_thought
    assert _quotation_keys(analysis) >= {"thought"}


def test_a_thought_in_marks_needs_no_request() -> None:
    (found,) = read("“This harbor is doomed,” Lind thought.")
    assert (found.source, found.found.is_thought) == ("Lind", False)


def test_a_report_is_never_marked_as_a_thought() -> None:
    analysis = analyze("Anna Lind said that the harbor was doomed.", thoughts=True)
    assert "thought" not in _quotation_keys(analysis)


def _quotation_keys(analysis: Analysis) -> set[str]:
    """The keys of the only quotation in the JSON of an analysis."""
    (found,) = cast("list[dict[str, object]]", findings_as_json(analysis)["quotations"])
    return set(found)


@pytest.mark.parametrize(
    "text",
    [
        "Berg made it clear that the harbor would close.",
        "Berg issued a statement that the harbor would close.",
        "Berg ignored the letter and called on the council to close the harbor.",
    ],
)
def test_statements_that_are_made_or_issued(text: str) -> None:
    assert [source for _, _, source in list_quotations(text)] == ["Berg"]


def test_a_statement_not_yet_made_is_negated() -> None:
    (found,) = read("Police have yet to say whether anyone was hurt.")
    assert (found.pieces, found.found.negated) == (("whether anyone was hurt",), True)


def test_a_noun_without_a_source_reports_its_clause() -> None:
    [quotation] = analyze("The claim that the dam was safe for years came from Lind.").quotations
    assert (quotation.source, quotation.speaker) == (None, None)
    assert not analyze("The report that the Herald has seen came from Lind.").quotations


def test_what_was_established_is_reported() -> None:
    [quotation] = analyze("Police have established that the driver was drunk.").quotations
    assert quotation.kind == "indirect"


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("Berg said, the dam would hold until May.", ["the dam would hold until May"]),
        (
            "The union said, though the mill had paid, the money was late.",
            ["though the mill had paid, the money was late"],
        ),
        ("Berg said, adding that it rained.", ["that it rained"]),
        ("That said, we are late this year.", []),
    ],
)
def test_a_comma_may_part_a_clause_from_its_cue(text: str, contents: list[str]) -> None:
    assert [quotation.pieces for quotation in read(text)] == [(content,) for content in contents]


@pytest.mark.parametrize(
    ("text", "pieces", "source"),
    [
        (
            "According to the Herald under current rules the dam is safe.",
            ("under current rules the dam is safe",),
            "the Herald",
        ),
        (
            "According to members of the Fishers' Union (FU) those rules will change.",
            ("those rules will change",),
            "members of the Fishers' Union (FU)",
        ),
        (
            "Prices rose, which, according to Tom Berg, was a surprise.",
            ("was a surprise",),
            "Tom Berg",
        ),
        ("The dam was, according to Tom Berg, safe.", ("The dam was", "safe"), "Tom Berg"),
    ],
)
def test_the_content_around_according_to(text: str, pieces: tuple[str, ...], source: str) -> None:
    (found,) = read(text)
    assert (found.pieces, found.source) == (pieces, source)


def test_a_report_within_a_report_has_its_own_source() -> None:
    found = read("According to Norden Radio, the ministry denied the leak and said it was a test.")
    assert ("it was a test", "the ministry") in [
        (quotation.pieces[0], quotation.source) for quotation in found
    ]


def test_a_pronoun_within_a_report_only_repeats_its_source() -> None:
    assert len(read("Ada Lind said that the dam was old and that she had said it was safe.")) == 1


def test_a_demand_may_be_in_the_subjunctive() -> None:
    (found,) = read("The court demanded the city close the dam.")
    assert found.pieces == ("the city close the dam",)


def test_an_indirect_sentence_and_the_quoted_one_behind_its_colon_are_pieces() -> None:
    (found,) = read("Berg said the dam was old: “We will close it in May.”")
    assert found.pieces == ("the dam was old", "“We will close it in May.”")


def test_words_in_marks_before_a_colon_stay_in_one_piece_with_the_quoted_sentence() -> None:
    (found,) = read("Berg said the dam was “a ruin”: “We will close it in May.”")
    assert found.pieces == ("the dam was “a ruin”: “We will close it in May.”",)


def test_a_topic_before_a_colon_is_no_part_of_the_quoted_sentence() -> None:
    (found,) = read("Berg spoke about the old dam: “We will close it in May.”")
    assert (found.kind, found.pieces) == ("direct", ("“We will close it in May.”",))


def test_people_behind_a_verb_with_an_object_are_its_source() -> None:
    (found,) = read("Rents rise in every town, claim tenants.")
    assert (found.pieces, found.source) == (("Rents rise in every town",), "tenants")


@pytest.mark.parametrize(
    "text",
    [
        "Sea levels rise, says harbor archaeologist, Dr Tom Berg.",
        "Ferry Watch's director for the north Tom Berg said the dam was old.",
        "The envoy to the coast Tom Berg said that the dam was old.",
    ],
)
def test_a_name_that_closes_its_source_is_the_speaker(text: str) -> None:
    (found,) = read(text)
    assert found.speaker == "Tom Berg"


def test_the_initials_of_an_office_are_its_holder() -> None:
    text = "Deputy President Ada Lind opened the port. The mayor left. The DP said it was late."
    assert read(text)[-1].speaker == "Ada Lind"


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "Rents have risen by 6%, said Anna Lind, head of the union, "
            "and pointed out that wages fell.",
            "Anna Lind, head of the union",
            "that wages fell",
        ),
        ("Rents rose in May, its website showed on Friday.", "its website", "Rents rose in May"),
        ("As per the ministry, rents rose in May.", "the ministry", "rents rose in May"),
        (
            "The survey entitled “Rents and wages in Linden” found that rents rose.",
            "The survey entitled “Rents and wages in Linden”",
            "that rents rose",
        ),
        ("The accused told the court they had paid Lind.", "The accused", "they had paid Lind"),
        (
            "They were found in their flat in March 2020 and the port police said it was late.",
            "the port police",
            "it was late",
        ),
        (
            "Rents will rise, a clerk said, on the condition of anonymity.",
            "a clerk",
            "Rents will rise",
        ),
        (
            "Rents will rise, Tom Berg told the paper, before leaving on a boat.",
            "Tom Berg",
            "Rents will rise",
        ),
    ],
)
def test_a_report_has_the_source_that_its_clause_names(
    text: str, source: str, content: str
) -> None:
    found = [each for each in read(text) if each.kind != "scare"][-1]
    assert (found.source, found.pieces) == (source, (content,))


@pytest.mark.parametrize(
    "text",
    [
        "It is telling that rents rose.",
        "King Olaf ruled until 1972 when he died.",
        "As per the schedule, it opened in May.",
    ],
)
def test_an_adjective_a_time_or_a_plan_reports_nothing(text: str) -> None:
    assert not read(text)


@pytest.mark.parametrize(
    ("text", "pieces", "source"),
    [
        ("The survey shows it costs too much.", ("it costs too much",), "The survey"),
        ("The court found the closure to be unlawful.", ("the closure to be unlawful",), "court"),
        ("He deemed that the ferry was unsafe.", ("that the ferry was unsafe",), "He"),
        ("The Herald called this the worst flood yet.", ("this the worst flood yet",), "Herald"),
        ("In a post Lind called this a mistake.", ("this a mistake",), "Lind"),
        ("The court ruled on June 11 the dam was unsafe.", ("the dam was unsafe",), "court"),
        (
            "The harbor was closed, Lind said on Monday June 11, 2029.",
            ("The harbor was closed",),
            "Lind",
        ),
        ("Lind's counter-argument was that the dam held.", ("that the dam held",), "Lind"),
        ("Several papers reported the singer to be ill, citing a nurse.", None, "papers"),
        ("Several papers reported the singer to be ill citing a nurse.", None, "papers"),
    ],
)
def test_less_common_complements_are_contents(
    text: str, pieces: tuple[str, ...] | None, source: str
) -> None:
    (found,) = read(text)
    assert found.pieces == (pieces or ("the singer to be ill",))
    assert found.kind == "indirect"
    assert found.source is not None
    assert found.source.endswith(source)


def test_a_vote_to_be_held_is_no_statement_about_the_vote() -> None:
    assert not any(found.kind == "indirect" for found in read("Lind announced a vote to be held."))


def test_a_new_subject_ends_quoted_words_with_a_comma() -> None:
    (found,) = read('Minister Lind said "We could not win," and the city flag is at half-mast.')
    assert (found.kind, found.pieces) == ("direct", ('"We could not win,"',))


def test_a_clause_continues_behind_quoted_words_of_its_first_phrase() -> None:
    (found,) = read('Lind said that with costs becoming "absurd," the city and its port wait.')
    assert found.pieces == ('that with costs becoming "absurd," the city and its port wait',)


def test_the_addressee_of_a_request_is_a_part_of_it() -> None:
    (found,) = read("Police urged people in the valley to stay in and “lock every door”.")
    assert found.pieces == ("people in the valley to stay in and “lock every door”",)


@pytest.mark.parametrize(
    "text",
    [
        "“We have closed the port,” Lind told the guards, according to a statement.",
        "“We have closed the port,” answered Ada Lind, as first reported by the Herald.",
    ],
)
def test_words_with_a_speaker_are_not_those_of_the_paper_that_printed_them(text: str) -> None:
    (found,) = read(text)
    assert (found.kind, found.pieces) == ("direct", ("“We have closed the port,”",))


def test_a_present_behind_a_comma_is_a_cue_of_a_plural_source() -> None:
    (found,) = read("Many rivers are dry due to sand, allege several guards.")
    assert (found.pieces, found.source) == (("Many rivers are dry due to sand",), "several guards")


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("The unions have expressed concern that pay would fall.", "that pay would fall"),
        ("Losses led the shipyard to announce it would close.", "it would close"),
        ("A think tank called Norden Institute said the dam was old.", "the dam was old"),
    ],
)
def test_clauses_behind_feelings_purposes_and_names_are_contents(text: str, piece: str) -> None:
    (found,) = read(text)
    assert (found.kind, found.pieces) == ("indirect", (piece,))


def test_one_of_a_party_is_a_speaker_without_a_name() -> None:
    analysis = analyze("Democrats lost in May. A leading Democrat said the bill was dead.")
    (quotation,) = analysis.quotations
    speaker = analysis.entities[cast(int, quotation.speaker)]
    assert (speaker.name, speaker.label) == ("a leading Democrat", "UNNAMED")
