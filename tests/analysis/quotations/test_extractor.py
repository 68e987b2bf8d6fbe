import pytest

from analysis import render_reason
from tests.support.quotation_text import list_quotations, read


@pytest.mark.parametrize(
    ("text", "kind", "pieces", "source"),
    [
        (
            '"The harbour will reopen in spring," Clara Voss said.',
            "direct",
            ['"The harbour will reopen in spring,"'],
            "Clara Voss",
        ),
        (
            "“The harbour,” said Clara Voss, who runs the port, “will reopen in spring.”",
            "direct",
            ["“The harbour,”", "“will reopen in spring.”"],
            "Clara Voss",
        ),
        (
            'Clara Voss, who took over the port in July, said: "The harbour will reopen."',
            "direct",
            ['"The harbour will reopen."'],
            "Clara Voss, who took over the port in July",
        ),
        (
            "Clara Voss said on Monday that the harbour would reopen in spring.",
            "indirect",
            ["that the harbour would reopen in spring"],
            "Clara Voss",
        ),
        (
            "The harbour would reopen in spring, Clara Voss said.",
            "indirect",
            ["The harbour would reopen in spring"],
            "Clara Voss",
        ),
        (
            "The harbour, Clara Voss said, would reopen in spring.",
            "indirect",
            ["The harbour", "would reopen in spring"],
            "Clara Voss",
        ),
        (
            'Clara Voss said the harbour was "in better shape than ever" after the storm.',
            "mixed",
            ['the harbour was "in better shape than ever" after the storm'],
            "Clara Voss",
        ),
        (
            "According to the port authority, the harbour will reopen in spring.",
            "indirect",
            ["the harbour will reopen in spring"],
            "the port authority",
        ),
        (
            "The mayor refused to say who would pay for the harbour.",
            "topic",
            ["to say who would pay for the harbour"],
            "The mayor",
        ),
        (
            "The union accused the mayor of hiding the costs.",
            "indirect",
            ["the mayor of hiding the costs"],
            "The union",
        ),
        (
            "It was reported that the harbour would reopen in spring.",
            "indirect",
            ["that the harbour would reopen in spring"],
            None,
        ),
    ],
)
def test_one_quotation(text: str, kind: str, pieces: list[str], source: str | None) -> None:
    assert (kind, tuple(pieces), source) in list_quotations(text, kind)


def test_an_addressee_is_not_the_source() -> None:
    (found,) = read('"We will not sell," Clara Voss told the Daily Herald on Monday.')
    assert (found.source, found.addressee) == ("Clara Voss", "the Daily Herald")


def test_a_following_quotation_in_the_paragraph_belongs_to_the_same_one() -> None:
    (found,) = read('"We will not sell," Clara Voss said. "The land is ours. We stay."')
    assert found.pieces == ('"We will not sell,"', '"The land is ours. We stay."')


def test_a_quotation_over_paragraphs_is_one() -> None:
    (found,) = read("“The land is ours.\n“It was ours long ago.\n“We stay,” Clara Voss said.")
    assert found.pieces == ("“The land is ours.", "“It was ours long ago.", "“We stay,”")
    assert found.speaker == "Clara Voss"


def test_a_colon_opens_the_next_paragraph() -> None:
    (found,) = read("In a letter to the council, Clara Voss wrote:\n“The land is ours.”")
    assert (found.pieces, found.speaker) == (("“The land is ours.”",), "Clara Voss")


def test_a_quotation_alone_follows_the_speaker_before() -> None:
    first, two = read('"We will not sell," Clara Voss said.\n\n"The land is ours, and we stay."')
    assert (first.speaker, two.speaker) == ("Clara Voss", "Clara Voss")
    assert two.found.confidence <= first.found.confidence


def test_pronouns_and_surnames_find_the_speaker() -> None:
    text = (
        "Clara Voss met reporters on Monday.\n"
        '"We will not sell," she said.\n'
        '"The land is ours," said Voss.'
    )
    assert [quotation.speaker for quotation in read(text)] == ["Clara Voss", "Clara Voss"]


def test_an_unnamed_source_has_no_entity() -> None:
    text = (
        "Clara Voss left without a word.\n"
        '"The port is broke," one senior harbour official told Reuters.'
    )
    (found,) = (quotation for quotation in read(text) if quotation.kind == "direct")
    assert (found.source, found.speaker) == ("one senior harbour official", None)


@pytest.mark.parametrize(
    "text",
    [
        "Clara Voss did not say that the harbour would reopen.",
        "Clara Voss declined to comment on the harbour.",
    ],
)
def test_what_was_not_said_is_marked(text: str) -> None:
    (found,) = read(text)
    assert found.found.negated


def test_words_in_marks_without_a_speaker_are_scare_ones() -> None:
    text = (
        "‘NO MORE SHIPS’\n"
        "The “green” port of Norden opened its gates on Monday.\n"
        'The song "The Long Way Home by the Sea" was played at noon.\n'
    )
    found = read(text)
    assert [quotation.kind for quotation in found] == ["scare", "scare", "scare"]
    assert all(quotation.source is None and quotation.cue is None for quotation in found)


def test_a_report_ends_where_the_sentence_goes_back_to_its_speaker() -> None:
    found = list_quotations("Voss said the port was safe, adding that ships would return in May.")
    assert [pieces for _, pieces, _ in found] == [
        ("the port was safe",),
        ("that ships would return in May",),
    ]
    assert {source for _, _, source in found} == {"Voss"}


def test_turns_of_a_transcript() -> None:
    text = (
        "VOSS: Will the harbour reopen in spring?\n"
        "LIND: It will, if the money comes.\n"
        "VOSS: And who pays for all of it?\n"
        "LIND: The city does, as it always did."
    )
    assert [(quotation.source, quotation.kind) for quotation in read(text)] == [
        ("VOSS", "direct"),
        ("LIND", "direct"),
        ("VOSS", "direct"),
        ("LIND", "direct"),
    ]
    assert read(text)[1].pieces == ("It will, if the money comes.",)


def test_a_signed_quotation() -> None:
    (found,) = read("“The sea gives and the sea takes.” – Clara Voss, harbour master")
    assert (found.kind, found.speaker) == ("direct", "Clara Voss")


def test_a_stray_mark_costs_no_other_quotation() -> None:
    text = 'Clara Voss said the "port was full.\nNo one came.\n"We will not sell," said Anna Lind.'
    assert ("direct", ('"We will not sell,"',), "Anna Lind") in list_quotations(text)


def test_reasons_are_a_readers_words() -> None:
    (found,) = read('"We will not sell," Clara Voss said.')
    reason = found.found.reason
    assert render_reason(reason) == "the subject of *said*, right after the quotation"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        '"',
        '" " "',
        "said",
        "said said said:",
        "““““",
        '": "',
        "according to",
        "– ",
        "A:",
    ],
)
def test_odd_input_is_survived(text: str) -> None:
    for found in read(text):
        assert found.pieces


def test_every_stretch_in_marks_gets_a_verdict_once() -> None:
    text = (
        '"One," said Voss. The "two" came. Lind called it "three" and left. "Four?" she asked.\n'
        '"Five.\n"Six," Lind said. He wore a "seven" on his back: "eight."'
    )
    pieces = [piece for quotation in read(text) for piece in quotation.pieces]
    for word in ("One", "two", "three", "Four", "Five", "Six", "seven", "eight"):
        assert sum(word in piece for piece in pieces) == 1, word


@pytest.mark.parametrize(
    ("text", "kind", "pieces", "source"),
    [
        (
            "The ferry board documented that the hull had rusted.",
            "indirect",
            ["that the hull had rusted"],
            "The ferry board",
        ),
        (
            "The crew whispered that the hull had rusted.",
            "indirect",
            ["that the hull had rusted"],
            "The crew",
        ),
        (
            "The captain said that No. 2 Lines would sell three ferries.",
            "indirect",
            ["that No. 2 Lines would sell three ferries"],
            "The captain",
        ),
        ("The harbour is safe, officials say", "indirect", ["The harbour is safe"], "officials"),
        (
            "Old hulls rust from within, a new study finds",
            "indirect",
            ["Old hulls rust from within"],
            "a new study",
        ),
        (
            "The report states that; “the hull was not safe.”",
            "direct",
            ["“the hull was not safe.”"],
            "The report",
        ),
        (
            "No one had warned the crew, current and former officials said.",
            "indirect",
            ["No one had warned the crew"],
            "current and former officials",
        ),
        (
            "The port has room to grow, said Tom Berg, an engineer currently working for the city.",
            "indirect",
            ["The port has room to grow"],
            "Tom Berg",
        ),
        (
            "Close the gate before dusk, they said, and you keep the sheep.",
            "indirect",
            ["Close the gate before dusk", "and you keep the sheep"],
            "they",
        ),
        (
            "According to Voss the cargo was returned by train.",
            "indirect",
            ["the cargo was returned by train"],
            "Voss",
        ),
        (
            "Voss told a hall in Norden that the plan was “folly,” a “risk” and a “waste.”",
            "mixed",
            ["that the plan was “folly,” a “risk” and a “waste.”"],
            "Voss",
        ),
        (
            "Voss said that although the talks were a “first step,” they were “far from done.”",
            "mixed",
            ["that although the talks were a “first step,” they were “far from done.”"],
            "Voss",
        ),
        (
            "Voss called the harbour plan “a farce” in an interview on Monday.",
            "mixed",
            ["the harbour plan “a farce”"],
            "Voss",
        ),
        (
            "The chancellor hailed the accord as a “breakthrough” after the vote.",
            "mixed",
            ["the accord as a “breakthrough”"],
            "The chancellor",
        ),
        (
            "The chancellor sold the accord as a “breakthrough” on Monday.",
            "mixed",
            ["the accord as a “breakthrough”"],
            "The chancellor",
        ),
        (
            "The plan, which Voss described as “a farce,” was dropped.",
            "mixed",
            ["which", "as “a farce,”"],
            "Voss",
        ),
        (
            "The driver was described by the police as “armed and calm.”",
            "mixed",
            ["The driver", "as “armed and calm.”"],
            "the police",
        ),
        (
            "Her promise to stay “neutral” in the talks has cost her votes.",
            "mixed",
            ["to stay “neutral” in the talks"],
            "Her",
        ),
        (
            "Tom Berg, 34, a nurse from Norden: “I was there all night.”",
            "direct",
            ["“I was there all night.”"],
            "Tom Berg",
        ),
    ],
)
def test_long_ways_from_the_cue(text: str, kind: str, pieces: list[str], source: str) -> None:
    assert list_quotations(text) == [(kind, tuple(pieces), source)]


def test_each_of_two_reporters_has_a_quotation_of_their_own() -> None:
    text = (
        "Officials tell the paper every claim will be read, with Voss saying no one will be asked."
    )
    assert list_quotations(text) == [
        ("indirect", ("every claim will be read",), "Officials"),
        ("indirect", ("no one will be asked",), "Voss"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "She left a group within the movement called the Sea League.",
        "The attack was planned by a user labelled “Nobody” on a website.",
    ],
)
def test_what_something_is_called_is_not_said(text: str) -> None:
    assert list_quotations(text) == []


def test_two_speakers_take_turns() -> None:
    text = (
        "Clara Voss and Tom Berg met in Norden on Monday.\n"
        "“You are late,” said Voss.\n"
        "“The train was late,” Berg replied.\n"
        "“You always say that.”\n"
        "“Because it is true.”"
    )
    found = read(text)
    assert [quotation.speaker for quotation in found] == ["Clara Voss", "Tom Berg"] * 2
    assert found[2].found.reason.id == "quotation.alternating"


@pytest.mark.parametrize(
    ("text", "pieces", "source"),
    [
        (
            "“Who can count them?” Voss asks as a man walks in front of her, saying he is late.",
            ["“Who can count them?”"],
            "Voss",
        ),
        (
            "“The port will stay,” an angry Berg retaliated. “It never gives up.”",
            ["“The port will stay,”", "“It never gives up.”"],
            "an angry Berg",
        ),
        (
            "“It is a balanced world,” Tom Berg is quoted as saying. “We do not dial.”",
            ["“It is a balanced world,”", "“We do not dial.”"],
            "Tom Berg",
        ),
        (
            "Voss said in the spring, when the story broke, “I did not send it.”",
            ["“I did not send it.”"],
            "Voss",
        ),
        (
            "A fight broke out, with Tom Berg reportedly yelling: “Get out of here!”",
            ["“Get out of here!”"],
            "Tom Berg",
        ),
        (
            "When asked who was his favourite, Tom Berg demurred: “Whoever is in the room.”",
            ["“Whoever is in the room.”"],
            "Tom Berg",
        ),
        (
            "Voss tweeted, “Proud of our team!” and later deleted the post.",
            ["“Proud of our team!”"],
            "Voss",
        ),
    ],
)
def test_direct_quotations_far_from_their_source(text: str, pieces: list[str], source: str) -> None:
    assert list_quotations(text, "direct") == [("direct", tuple(pieces), source)]


def test_words_in_marks_go_on_in_their_paragraph() -> None:
    text = "“It is new,” Clara Voss said. It is “this loud and rude new kind of trade.”"
    assert list_quotations(text) == [
        ("direct", ("“It is new,”", "“this loud and rude new kind of trade.”"), "Clara Voss")
    ]


def test_a_report_continues_after_a_quotation() -> None:
    text = "Voss tweeted that the plan was “dead” and encouraged voters to “stay home.”"
    assert list_quotations(text) == [
        ("mixed", ("that the plan was “dead”",), "Voss"),
        ("mixed", ("to “stay home.”",), "Voss"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The runner Al Gray, nicknamed “Thunder”, lost the last race.", "“Thunder”"),
        ("The blizzard, dubbed “Icezilla”, closed the port.", "“Icezilla”"),
        ("The dish is called “ful”.", "“ful”"),
        ("Clara Voss's new book, “Cold Water”, says the port will grow.", "“Cold Water”"),
        ("Teachers use the term “flipped class” for this.", "“flipped class”"),
        ("The army ran “exercises” near the border.", "“exercises”"),
    ],
)
def test_a_name_in_marks_is_a_scare_quote(text: str, words: str) -> None:
    assert [found.pieces for found in read(text) if found.kind == "scare"] == [(words,)]


@pytest.mark.parametrize(
    ("text", "pieces", "source"),
    [
        ("“Congratulations” said the king.", ["“Congratulations”"], "the king"),
        ("“I will stay”: Tom Holm answers his critics", ["“I will stay”"], "Tom Holm"),
        ("“A disaster”, was her verdict on the show.", ["“A disaster”"], "her"),
        ("“Absurd”, was how the coach put it.", ["“Absurd”"], "the coach"),
        (
            "“Thank you, Linden,” Clara Voss posted on Facebook after the count.",
            ["“Thank you, Linden,”"],
            "Clara Voss",
        ),
    ],
)
def test_a_few_words_are_a_quotation_of_a_source(text: str, pieces: list[str], source: str) -> None:
    assert list_quotations(text) == [("direct", tuple(pieces), source)]
