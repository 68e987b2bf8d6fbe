"""Forms of quotations in many kinds of news: courts, sport, live pages, features."""

import pytest

from tests.support.quotation_text import list_quotations, read


@pytest.mark.parametrize(
    ("text", "kind", "pieces", "source"),
    [
        ('His wife, Maud: "We lost it all."', "direct", ['"We lost it all."'], "His wife, Maud"),
        (
            'From Norden Council on Twitter: "Please do not drive through flood water."',
            "direct",
            ['"Please do not drive through flood water."'],
            "Norden Council",
        ),
        ("Met Service: 'Stay away from the coast'", "direct", None, "Met Service"),
        (
            '"Batten down the hatches", as my nan would say.',
            "direct",
            ['"Batten down the hatches"'],
            "my nan",
        ),
        (
            '"Putting up with things," she called it.',
            "direct",
            ['"Putting up with things,"'],
            "she",
        ),
        (
            "As the columnist Ada Stone had written just a few years earlier, “We cannot stay.”",
            "direct",
            ["“We cannot stay.”"],
            "the columnist Ada Stone",
        ),
        (
            'Supporters marching through the streets chanted "What curfew?" and kept going.',
            "direct",
            ['"What curfew?"'],
            "Supporters marching through the streets",
        ),
        (
            "A study documenting iodine levels in Norden schools has revealed many are too low.",
            "indirect",
            ["many are too low"],
            "A study documenting iodine levels in Norden schools",
        ),
        (
            'A report by the Audit Board, published in May, warned that the port was "broke".',
            "mixed",
            ['that the port was "broke"'],
            "A report by the Audit Board",
        ),
        (
            'Berg called the mayor a "nasty man," an "anchor," "unstable" and "sick."',
            "mixed",
            ['the mayor a "nasty man," an "anchor," "unstable" and "sick."'],
            "Berg",
        ),
        (
            "Tom Berg, a doctor, then went on air and began by saying he would “never” sell.",
            "mixed",
            ["he would “never” sell"],
            "Tom Berg, a doctor",
        ),
        (
            "At least six people died when a ferry sank, officials said on Monday.",
            "indirect",
            ["At least six people died when a ferry sank"],
            "officials",
        ),
        (
            "Squid may dream, say researchers who filmed sleeping animals.",
            "indirect",
            ["Squid may dream"],
            "researchers",
        ),
        (
            "What surprised them most, says Tom Berg, was how long it took.",
            "indirect",
            ["What surprised them most", "was how long it took"],
            "Tom Berg",
        ),
        (
            "Whether squid remember remains an open question, the authors write.",
            "indirect",
            ["Whether squid remember remains an open question"],
            "the authors",
        ),
        ('"Or Tuesday," a reporter offered.', "direct", ['"Or Tuesday,"'], "a reporter"),
        (
            "In a letter to families seen by the Herald, the head, Tom Berg, said it was “wrong”.",
            "mixed",
            ["it was “wrong”"],
            "the head, Tom Berg",
        ),
        (
            "A walker who survived for two weeks on berries says he “never doubted” it.",
            "mixed",
            ["he “never doubted” it"],
            "A walker who survived for two weeks on berries",
        ),
        (
            "Clara Voss vented to her husband that it would be “incredibly ugly and hard to win.”",
            "mixed",
            ["that it would be “incredibly ugly and hard to win.”"],
            "Clara Voss",
        ),
        (
            "Berg is telling a crowd in snowy Windham, Kent, that he is “ready.”",
            "mixed",
            ["that he is “ready.”"],
            "Berg",
        ),
        (
            "Firefighters – “true heroes”, in the mayor's words – came at once.",
            "direct",
            ["“true heroes”"],
            "the mayor",
        ),
        (
            "On Friday, Berg told Anna Lind of the Herald, that “you have to look at it.”",
            "mixed",
            ["that “you have to look at it.”"],
            "Berg",
        ),
    ],
)
def test_the_quotation_of_a_pattern(
    text: str, kind: str, pieces: list[str] | None, source: str
) -> None:
    (found,) = list_quotations(text)
    assert found == (kind, tuple(pieces) if pieces else found[1], source)


@pytest.mark.parametrize(
    ("text", "content", "listener", "source"),
    [
        ("We were told that the trains ran.", "that the trains ran", "We", None),
        (
            "The court heard that Lind had moved in 2016.",
            "that Lind had moved in 2016",
            "The court",
            None,
        ),
        (
            "The payments were gifts, the inquest heard on Monday.",
            "The payments were gifts",
            "the inquest",
            None,
        ),
        (
            "Staff were told by managers on Friday that the mill would close.",
            "that the mill would close",
            "Staff",
            "managers",
        ),
        ("Berg was asked if he would run again.", "if he would run again", "Berg", None),
    ],
)
def test_the_addressee_of_a_passive(
    text: str, content: str, listener: str, source: str | None
) -> None:
    (found,) = read(text)
    assert (found.pieces, found.addressee, found.source) == ((content,), listener, source)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "It was announced on Monday that the bridge would close.",
            ["that the bridge would close"],
        ),
        ("The bridge will close, it was announced on Monday.", ["The bridge will close"]),
        ("It is understood that talks will resume in May.", ["that talks will resume in May"]),
        ("Shoppers were angry for weeks, it emerged on Sunday.", ["Shoppers were angry for weeks"]),
        ("Lind is said to be looking for a house.", ["Lind", "to be looking for a house"]),
    ],
)
def test_a_passive_without_a_source(text: str, pieces: list[str]) -> None:
    (found,) = read(text)
    assert (found.pieces, found.source, found.speaker) == (tuple(pieces), None, None)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The company did not respond to a request for comment.", "a request for comment"),
        ("Neither Berg nor Lind would say who paid.", "who paid"),
        ("No one said that the port was safe.", "that the port was safe"),
    ],
)
def test_a_statement_of_no_one_is_negated(text: str, content: str) -> None:
    (found,) = read(text)
    assert (found.pieces, found.found.negated) == ((content,), True)


@pytest.mark.parametrize(
    "text",
    [
        "The man declined to be named.",
        'Nicknamed "Big Ed", the crane fell.',
    ],
)
def test_no_quotations(text: str) -> None:
    assert list_quotations(text) == []


def test_quoted_as_saying_is_one_quotation() -> None:
    text = 'Berg quoted the mayor as saying that "all piers are equal".'
    assert list_quotations(text) == [("mixed", ('that "all piers are equal"',), "the mayor")]


def test_a_question_before_its_answer() -> None:
    text = "Asked by a reporter whether he would resign, Berg said he would stay."
    assert list_quotations(text, "topic", "indirect") == [
        ("topic", ("whether he would resign",), "a reporter"),
        ("indirect", ("he would stay",), "Berg"),
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Berg accused the town of waste, a claim that Lind denied.", "the town of waste"),
        ("Berg said prices were falling, however.", "prices were falling"),
        (
            "Berg said the port was safe – but a port source suggested it might close.",
            "the port was safe",
        ),
    ],
)
def test_the_writers_own_words_are_no_part_of_it(text: str, content: str) -> None:
    assert list_quotations(text)[0][1] == (content,)


def test_two_reporters_joined_by_while() -> None:
    text = "Berg hailed it as “a miracle”, while the union leader, Mei Fong, said it was “luck”."
    assert [source for _, _, source in list_quotations(text)] == [
        "Berg",
        "the union leader, Mei Fong",
    ]


def test_two_cues_of_one_content_make_one_quotation() -> None:
    text = 'The fund was gloomy, saying in its latest report that buffers were "thin".'
    (found,) = read(text)
    assert found.cue == "saying"


def test_chants_are_quotations_without_a_speaker() -> None:
    (found,) = read('Chants of "You are leaving in the morning" rang around the ground.')
    assert (found.kind, found.cue, found.source) == ("direct", "Chants of", None)


def test_who_acts_in_the_sentence_before_speaks() -> None:
    text = 'Clara Voss opened the door on Monday. Tom Berg shook his head. "We are not ready."'
    (found,) = read(text)
    assert (found.source, found.speaker) == ("Tom Berg", "Tom Berg")


def test_an_unknown_verb_still_has_a_speaker() -> None:
    text = 'The Harbour Union whipped members against "any and all of the new quay fees" in May.'
    (found,) = read(text)
    assert (found.source, found.cue) == ("The Harbour Union", "whipped")
    assert found.found.reason.id == "quotation.verb_before"
    assert found.found.confidence < 0.6


def test_she_is_the_person_without_a_name_and_not_the_last_speaker() -> None:
    text = (
        '"We lost it all," said Maud Lind.\n'
        "Rail services are suspended.\n"
        "Roads are closed, too.\n"
        "The prime minister is asked about the flood. She says help is on its way."
    )
    assert read(text)[-1].speaker == "the prime minister"


def test_a_line_in_marks_without_a_stop_is_a_heading() -> None:
    text = 'Berg met the press.\n"It came right through the letterbox"\nHe spoke for an hour.'
    (found,) = read(text)
    assert found.kind == "scare"


def test_labels_of_a_transcript_keep_the_name_in_parentheses() -> None:
    text = (
        "CHAIR (Dame Rosalind Hart): Order. Was the bridge safe?\n"
        "MR VANCE: I was told that it was.\n"
        "CHAIR: By whom?\n"
        "MR VANCE: Engineers.\n"
    )
    found = read(text)
    assert [quotation.source for quotation in found] == ["CHAIR", "MR VANCE", "CHAIR", "MR VANCE"]
    assert found[0].speaker == found[2].speaker == "Rosalind Hart"


def test_initials_stand_for_the_names_of_an_interview() -> None:
    text = (
        "Paul Dent: How does it feel to have won?\n"
        "Mila Aronov: Strange, mostly, if I am honest.\n"
        "PD: Were you nervous?\n"
        "MA: Not at all.\n"
        "PD: What comes next?\n"
        "MA: School.\n"
    )
    assert [quotation.speaker for quotation in read(text)] == ["Paul Dent", "Mila Aronov"] * 3


def test_a_question_put_into_the_answer() -> None:
    text = "Lind, asked whether heads would roll, said only: “We wait.”"
    assert ("direct", ("“We wait.”",), "Lind") in list_quotations(text)


def test_paragraphs_that_reopen_belong_to_the_turn_before_them() -> None:
    text = (
        '"VOSS: Are they equal?\n'
        '"BERG: Well, look.\n'
        '"The truth is that they are not.\n'
        '"VOSS: I see, and thank you.\n'
        '"BERG: Not at all."\n'
    )
    assert [len(quotation.pieces) for quotation in read(text)] == [1, 2, 1, 1]


def test_a_report_that_ends_with_a_bare_did() -> None:
    assert list_quotations("Lee said the firm would win and did") == [
        ("indirect", ("the firm would win and did",), "Lee")
    ]


def test_a_conjunction_alone_is_no_report() -> None:
    assert list_quotations("She said: but.") == []


def test_a_possessive_without_its_noun_is_no_source() -> None:
    assert [quotation.source for quotation in read("In 's view, it is “no”.")] == [None]


@pytest.mark.parametrize(
    ("text", "content", "cue"),
    [
        (
            "Anna Lind winced in the hall and “we will lose all the ships that we have” could be "
            "heard.",
            "“we will lose all the ships that we have”",
            "winced",
        ),
        (
            "Anna Lind vented that the sale “was reckless and no one had asked the town”.",
            "that the sale “was reckless and no one had asked the town”",
            "vented",
        ),
    ],
)
def test_quoted_words_are_attributed_to_the_subject_of_the_verb_before(
    text: str, content: str, cue: str
) -> None:
    [found] = read(text)
    assert (found.pieces, found.source, found.cue) == ((content,), "Anna Lind", cue)


def test_a_document_that_others_saw_speaks_for_itself() -> None:
    for text, speaker in (
        ("A draft report seen by the Herald said the bridge was not safe.", None),
        ("The letter signed by Ana Reis said the bridge was not safe.", "Ana Reis"),
    ):
        (found,) = read(text)
        assert found.speaker == speaker


@pytest.mark.parametrize(
    "text",
    [
        "“The village has lost its bridge and its bread,” expressed the priest.",
        "The priest considered that ‘the village has been forgotten by all of them’.",
    ],
)
def test_a_verb_that_seldom_reports_has_its_source(text: str) -> None:
    (found,) = read(text)
    assert (found.source or "").lower() == "the priest"
