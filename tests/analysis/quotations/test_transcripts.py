import pytest

from analysis.tokenizer import tokenize
from analysis.transcripts.turns import find_turns
from tests.support.quotation_text import read


def read_turns(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
    """The labels and pieces of the turns that a text has."""
    found = dict.fromkeys(find_turns(tokenize(text)).values())
    return [
        (
            text[slice(*turn.name)] if turn.name else None,
            tuple(text[start:end] for start, end in turn.spans),
        )
        for turn in found
    ]


def list_turns(text: str) -> list[tuple[str | None, str]]:
    """The speakers of the direct quotations of a text, with the first words of each."""
    return [
        (found.speaker, " ".join(found.pieces[0].split()[:3]))
        for found in read(text)
        if found.kind == "direct"
    ]


def test_turns_follow_one_another() -> None:
    text = "Q: Who pays for the port?\nA: The city does.\nQ: And who owns it?\nA: No one knows."
    assert [name for name, _ in read_turns(text)] == ["Q", "A", "Q", "A"]
    assert read_turns(text)[1][1] == ("The city does.",)


def test_a_turn_may_be_a_word() -> None:
    text = "Q: Will you stay on for another year?\nA: No.\nQ: Never?\nA: Never, I am afraid."
    assert len(read_turns(text)) == 4


def test_a_list_is_no_transcript() -> None:
    assert not read_turns("Lind: 547.\nBerg: 46.\nLind: 12.\nBerg: 3.")
    assert not read_turns("Norden: The port is shut.\nThe mayor left.\nNobody came.")
    assert not read_turns(
        "Place: Lund, at noon.\nDate: May 3.\nPlace: Malmo, at six.\nDate: May 4."
    )


def test_a_turn_has_several_paragraphs_without_stage_directions() -> None:
    text = (
        "LIND: The port is shut. (LAUGHTER) We open it in May.\n\nI promise that.\n\n"
        "(BEGIN VIDEO CLIP)\n\nBERG: In May?\n\nLIND: In May.\n\nEND 2:15 P.M. EDT"
    )
    assert read_turns(text) == [
        ("LIND", ("The port is shut.", "We open it in May.", "I promise that.")),
        ("BERG", ("In May?",)),
        ("LIND", ("In May.",)),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "[00:01:12] Ada Lind:",
        "**Ada Lind:**",
        "**Ada Lind**:",
        "Ada Lind –",
        "Ada Lind —",
        "Ada Lind (00:12):\n",
        "Ada Lind 0:12\n",
        "ADA LIND, MAYOR OF LUND:",
        "REP. ADA LIND (R), OHIO:",
        ">> Ada Lind:",
        "Ms. LIND.",
    ],
)
def test_labels_have_many_forms(label: str) -> None:
    second_label = label.replace("Ada Lind", "Jon Berg").replace("ADA LIND", "JON BERG")
    second_label = second_label.replace("LIND", "BERG").replace("Ada", "Jon")
    turns_text = [
        f"{label} I never saw it.",
        f"{second_label} You did see it.",
        f"{label} I was not there.",
    ]
    found = read_turns("\n\n".join([*turns_text, f"{second_label} Then who was there?"]))
    assert [pieces for _, pieces in found] == [
        ("I never saw it.",),
        ("You did see it.",),
        ("I was not there.",),
        ("Then who was there?",),
    ]


def test_times_and_numbers_of_subtitles_are_no_content() -> None:
    text = (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nADA: The wall broke\n\n"
        "2\n00:02.000 --> 00:03.000\nin the night.\n\n"
        "3\n00:03.000 --> 00:04.000\nJON: Who saw it?\n\n"
        "4\n00:04.000 --> 00:05.000\nADA: Only my dog did."
    )
    assert read_turns(text) == [
        ("ADA", ("The wall broke", "in the night.")),
        ("JON", ("Who saw it?",)),
        ("ADA", ("Only my dog did.",)),
    ]


def test_a_label_has_the_same_person_as_the_full_name() -> None:
    text = (
        "Ada Lind: The port is ours.\n\nJon Berg: I paid for it.\n\n"
        "AL: My father built it.\n\nBerg: With my money."
    )
    speakers = [speaker for speaker, _ in list_turns(text)]
    assert speakers == ["Ada Lind", "Jon Berg", "Ada Lind", "Jon Berg"]


def test_an_office_is_the_person_who_holds_it() -> None:
    text = (
        "Remarks by President Ada Lind in the garden\n\nTHE PRESIDENT: I am glad to be here.\n\n"
        "Q    Will you sign the bill?\n\nTHE PRESIDENT: I will.\n\nQ    When?\n\n"
        "THE PRESIDENT: Soon."
    )
    assert [speaker for speaker, _ in list_turns(text)] == [
        "Ada Lind",
        None,
        "Ada Lind",
        None,
        "Ada Lind",
    ]


INTERVIEW = (
    "Interview with the beekeeper Ada Lind\n\n"
    "Reporter Jon Berg met Ada Lind behind her house in Lund.\n\n"
    "How many hives do you have?\n\n"
    "I have ninety. The winter took six.\n\n"
    "My neighbors did not notice.\n\n"
    "Do you sell the honey?\n\n"
    "I give it to my friends."
)


def test_an_interview_without_labels() -> None:
    assert list_turns(INTERVIEW) == [
        ("Jon Berg", "How many hives"),
        ("Ada Lind", "I have ninety."),
        ("Jon Berg", "Do you sell"),
        ("Ada Lind", "I give it"),
    ]


def test_an_essay_with_questions_is_no_interview() -> None:
    text = (
        "My year by the river\n\nI moved to the river in March, and I was cold.\n\n"
        "So why did I stay?\n\nI stayed for the light. My sister laughed.\n\n"
        "Would anyone else have gone?\n\nI asked my neighbor, and she shook her head."
    )
    assert not read_turns(text)


def test_prose_around_an_excerpt_is_no_turn() -> None:
    text = (
        "The mayor was asked about the bridge on Monday.\n\n"
        "Dahl: When did you read it?\n\nLind: In April.\n\nDahl: After it had closed?\n\n"
        "Lind: Yes.\n\nThe council asked for her resignation. “Go,” said its chair, Ola Rehn."
    )
    assert [pieces for _, pieces in read_turns(text)] == [
        ("When did you read it?",),
        ("In April.",),
        ("After it had closed?",),
        ("Yes.",),
    ]


def test_a_letter_is_its_signer_s() -> None:
    text = (
        "Dear members of the council,\n\nI write to you about the port.\n\n"
        "It is not safe.\n\nSincerely,\nAda Lind\nCaptain"
    )
    assert [(found.kind, found.speaker) for found in read(text)] == [("direct", "Ada Lind")]


def test_a_post_is_its_signer_s() -> None:
    text = (
        "Ada Lind was quick to answer.\n\nThe port stays shut until Monday.\n"
        "— Ada Lind (@adalind) March 3, 2023\n\nThe council met."
    )
    assert list_turns(text) == [("Ada Lind", "The port stays")]


def test_a_post_in_marks_is_no_heading() -> None:
    text = "Storm live\n\n“The port stays shut”\n— Ada Lind (@adalind) March 3, 2023\n\nRain fell."
    assert list_turns(text) == [("Ada Lind", "“The port stays")]


def test_a_block_quotation_is_the_speaker_s_before_it() -> None:
    text = (
        "Ada Lind left on Friday. In a letter she wrote:\n\n"
        "> I am tired.\n> The port is yours.\n\nNobody answered."
    )
    assert [(found.pieces, found.speaker) for found in read(text)] == [
        (("I am tired.", "The port is yours."), "Ada Lind")
    ]


def test_a_paragraph_after_a_verb_of_writing() -> None:
    text = "Port shut\n\nAda Lind, the mayor, tweeted:\n\nThe port stays shut.\n\nShe left."
    assert list_turns(text) == [("Ada Lind", "The port stays")]
    listed = "Port shut\n\nAda Lind, the mayor, said:\n\nThe port stays shut.\n\nShe left."
    assert not list_turns(listed)


def test_a_quotation_and_its_speaker_in_a_headline() -> None:
    text = "‘We will not pay’: Lind\n\nAda Lind, the mayor, closed the port on Friday."
    assert list_turns(text) == [("Ada Lind", "‘We will not")]


def test_a_turn_reports_what_others_said() -> None:
    text = (
        "Ada Lind: The minister said the port was safe.\n\nJon Berg: I think it is.\n\n"
        "Ada Lind: I doubt that.\n\nJon Berg: Then swim."
    )
    reported = [found for found in read(text) if found.kind == "indirect"]
    assert [(found.pieces, found.source) for found in reported] == [
        (("the port was safe",), "The minister")
    ]
