import pytest

from analysis.pipeline import run_analysis
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
    assert not read_turns("Norden: The port is shut.\nThe mayor left.\nNo one came.")
    assert not read_turns(
        "Place: Lund, at noon.\nDate: May 3.\nPlace: Malmo, at six.\nDate: May 4."
    )


def test_labels_of_one_name_in_a_row_are_no_dialogue() -> None:
    assert read_turns(
        "LIND: The port is shut, I tell you.\nLIND: We had no choice, you see.\n"
        "LIND: I promise you that.\nLind said on Monday that the port would open in May.\n"
        "BERG: Why is it shut?\nLIND: We had no choice.\nBERG: I do not believe you.\n"
        "Berg said he was tired.\nLIND: I will stay.\nLind said no more.\nBERG: Good night."
    ) == [
        ("BERG", ("Why is it shut?",)),
        ("LIND", ("We had no choice.",)),
        ("BERG", ("I do not believe you.",)),
    ]


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


def test_a_post_is_one_line_in_a_text_without_blank_lines() -> None:
    text = (
        "Ada Lind was quick to answer.\nShips waited off the coast.\n"
        "The port stays shut until Monday.\n— Ada Lind (@adalind) March 3, 2023\nThe council met."
    )
    assert list_turns(text) == [("Ada Lind", "The port stays")]


def test_a_post_in_marks_is_no_heading() -> None:
    text = "Storm live\n\n“The port stays shut”\n— Ada Lind (@adalind) March 3, 2023\n\nRain fell."
    assert list_turns(text) == [("Ada Lind", "“The port stays")]


def test_a_block_quotation_is_the_speaker_s_before_it() -> None:
    text = (
        "Ada Lind left on Friday. In a letter she wrote:\n\n"
        "> I am tired.\n> The port is yours.\n\nNo one answered."
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


POSTS = {
    "chat": (
        "[10:02] <reed_42> is the lock at Norden open?\n[10:02] <hilde> no\n"
        "[10:03] <reed_42> since when\n[10:04] <hilde> since Monday, i asked them"
    ),
    "messenger": (
        "[12/03/2024, 10:02:11] Reed: I am at the lock\n"
        "[12/03/2024, 10:02:40] Hilde: is it open?\n[12/03/2024, 10:03:02] Reed: no"
    ),
    "thread": (
        "reed_42: Is the lock at Norden open?\nhilde: No, I asked them.\n"
        "lock-fan: My boat waits there.\nreed_42: What do we do now?"
    ),
    "board": (
        "Posted by Reed on 3 March 2024, 10:15\n\nIs the lock at Norden open?\n\n"
        "Posted by Hilde on 3 March 2024, 10:40\n\nNo, I asked them.\n\n"
        "Posted by Reed on 3 March 2024, 11:02\n\nThank you!"
    ),
    "comments": (
        "reed 3 hours ago | parent | next\n\nI think the lock is shut.\n\n"
        "hilde 2 hours ago | parent\n\nWhy would it be?\n\nreed 1 hour ago\n\nI was there."
    ),
    "handles": (
        "Ana Reed (@reed) · Mar 3\n\nI left the lock at noon.\n\n"
        "Hilde Aas (@hilde) · Mar 3\n\nWas it open?\n\nAna Reed (@reed) · Mar 3\n\nNo."
    ),
}


@pytest.mark.parametrize(
    ("layout", "speakers"),
    [
        ("chat", ["reed_42", "hilde", "reed_42", "hilde"]),
        ("messenger", ["Reed", "Hilde", "Reed"]),
        ("thread", ["reed_42", "hilde", "lock-fan", "reed_42"]),
        ("board", ["Reed", "Hilde", "Reed"]),
        ("comments", ["reed", "hilde", "reed"]),
        ("handles", ["Ana Reed", "Hilde Aas", "Ana Reed"]),
    ],
)
def test_posts_are_turns_of_their_writers(layout: str, speakers: list[str]) -> None:
    assert [name for name, _ in read_turns(POSTS[layout])] == speakers


@pytest.mark.parametrize(
    "text",
    [
        "TONIGHT...Clear. Lows near 40.\nTUESDAY...Sunny. Highs near 60.\n\nISLANDS\n"
        "TONIGHT...Clear. Lows near 45.\nTUESDAY...Sunny. Highs near 55.",
        "Norden: The polls open at nine. Bring a passport.\nVisby: The school is closed.\n"
        "Norden: The harbor votes in the hall.\nLund: Results come before midnight.",
        "Norden FC: Without their captain. They won four of five.\nVisby: Two changes are likely."
        "\nNorden FC: Expected to keep the ball.\nVisby: A draw would be enough.",
        "Wheat: up 2.1 percent at 204 euros.\nMaize: down 0.4 percent at 180 euros.\n"
        "Wheat: futures rose to 210 euros.\nMaize: futures fell to 178 euros.",
        "THEFT. A man of 34 was fined.\nASSAULT. A woman denied the attack.\n"
        "THEFT. Two boys were warned.\nSPEEDING. A driver lost his license.",
        "ARIES: You will meet a friend. Do not lend him money.\nTAURUS: Your work is seen.\n"
        "GEMINI: You talk too much. Listen.\nLEO: You are in the middle, as you like it.",
        "Added: A list of stations. You can sort it.\nFixed: The clock was late.\n"
        "Added: A map of the coast.\nFixed: Your settings are stored.",
    ],
    ids=["weather", "places", "teams", "prices", "charges", "horoscope", "changes"],
)
def test_lists_with_sentences_are_no_transcripts(text: str) -> None:
    assert not read_turns(text)


def test_turns_of_a_play_begin_with_a_name_in_capitals() -> None:
    text = (
        "HOLT. I told you that the door was open.\n\nMRS. DAHL [coming in] Was it? I shut it.\n\n"
        "HOLT [rising]. Then who are you waiting for?\n\nMRS. DAHL. My brother."
    )
    assert read_turns(text) == [
        ("HOLT", ("I told you that the door was open.",)),
        ("MRS. DAHL", ("Was it? I shut it.",)),
        ("HOLT", ("Then who are you waiting for?",)),
        ("MRS. DAHL", ("My brother.",)),
    ]


def test_turns_of_a_debate_end_their_labels_with_a_stop_and_a_dash() -> None:
    text = (
        "HON. T. R. VALE.- I thank you, Mr. Speaker. My question is on the mill.\n\n"
        "MR. SPEAKER.- Order!\n\nHON. T. R. VALE.- I ask when our mill opens."
    )
    assert [name for name, _ in read_turns(text)] == [
        "HON. T. R. VALE", "MR. SPEAKER", "HON. T. R. VALE",
    ]  # fmt: skip


def test_a_turn_begins_in_a_wrapped_text_where_its_label_begins_a_line() -> None:
    text = (
        "         MS. VALE:  The lock was shut on Monday, and we say that it\n"
        "was shut by order of the council, which had no power to do so, and\n"
        "that no notice was given to the owners of the boats --\n"
        "         JUSTICE ROTH:  Could the council do it in an emergency, if\n"
        "there had been --\n"
        "         MS. VALE:  -- with respect, there was none, and we say that\n"
        "the order speaks of none either, which my friend does not deny.\n"
        "         JUSTICE ROTH:  I do not see it in the order, that is true, but\n"
        "the harbor master may have had his reasons.\n"
    )
    assert [name for name, _ in read_turns(text)] == [
        "MS. VALE", "JUSTICE ROTH", "MS. VALE", "JUSTICE ROTH",
    ]  # fmt: skip


def test_questions_that_address_a_title_name_the_one_who_answers() -> None:
    text = "Q. Professor, did you write it?\nA. I wrote a part.\nQ. Which part?\nA. The first.\n"
    sources = [quotation.source for quotation in run_analysis(text, None).quotations]
    assert [text[slice(*source)] for source in sources if source] == ["Q", "Professor"] * 2


def test_questions_name_the_witness_who_answers() -> None:
    text = (
        "Hearing on the lock\n\nMS VALE: Please give us your full name.\n\nA: Peter Strand.\n\n"
        "Q: Mr Strand, you ran the lock at Norden?\n\nA: I did, for nine years.\n\n"
        "Q: And who shut it, Mr Strand?\n\nA: I shut it, by order."
    )
    assert [speaker for speaker, _ in list_turns(text)][3::2] == ["Peter Strand", "Peter Strand"]


def test_headings_of_a_match_report_are_no_labels() -> None:
    text = (
        "Pool G – The openers\n\nNorden met Visby in the rain. Visby had the better start, and the "
        "first goal fell late.\n\nThe coach was glad. “I saw a team,” he said.\n\n"
        "Final – The crowd\n\nLund met Ystad before nine thousand people.\n\n"
        "Pool G – The second day\n\nIn the second half, both sides had chances.\n\n"
        "Two players left the field. “We fought,” the captain said."
    )
    assert not read_turns(text)


UNNAMED_MASTER = (
    "Last week the ministry published its plan for the harbor, which Senator Ruth Amadi called a "
    "gift to the north. We asked the harbor master of Norden.\n\n"
    "How many boats come each day?\n\nI count about forty. In the summer we have more.\n\n"
    "What do you think of the plan?\n\nI have read it twice, and I don't see how it can work.\n\n"
    "What would you do?\n\nI would ask the people who sail.\n"
)


def test_answers_are_not_those_of_a_person_whom_the_introduction_mentions() -> None:
    assert "Ruth Amadi" not in [speaker for speaker, _ in list_turns(UNNAMED_MASTER)]


def test_an_explainer_is_no_interview_of_the_politician_in_its_introduction() -> None:
    text = (
        "What you need to know about the tax\n\nPresident Erik Nord signed the law on Monday. "
        "We asked experts what it means.\n\nWho has to pay?\n\nEveryone who owns a boat. We "
        "count nine thousand.\n\nWhen do you have to pay?\n\nIn June. You will get a letter.\n\n"
        "Can you appeal?\n\nYes, but our lawyer says that few will win.\n"
    )
    assert "Erik Nord" not in [speaker for speaker, _ in list_turns(text)]


def test_answers_are_those_of_the_person_whom_the_questions_address() -> None:
    text = (
        "“I count the boats myself”\n\nLast week Senator Ruth Amadi called the plan a gift to the "
        "north. Senator Amadi will visit the harbor in May. Oscar Bell runs the harbor.\n\n"
        "How many boats come each day, Mr. Bell?\n\nI count about forty.\n\n"
        "What do you think of the plan of Senator Amadi?\n\nI have read it twice, and I doubt it."
        "\n\nWhat would you do?\n\nI would ask the people who sail.\n\n"
        "Will you be here next year?\n\nI hope so."
    )
    assert [speaker for speaker, words in list_turns(text) if words.startswith("I ")] == [
        "Oscar Bell"
    ] * 4


def test_an_interview_without_labels_has_statements_between_the_answers() -> None:
    text = (
        "Lena Brandt: 'I never wanted to be the boss'\n\nThe head of the theater leaves in June. "
        "A conversation about money and the mayor, Erik Nord.\n\n"
        "You have run this house for years.\n\nYes, and I only meant to stay for two of them.\n\n"
        "What kept you here?\n\nThe audience. They told me when I was wrong.\n\n"
        "And what comes next?\n\nA garden, I hope. I have never had one.\n"
    )
    assert [speaker for speaker, words in list_turns(text) if not words.startswith("'")] == [
        None, "Lena Brandt", None, "Lena Brandt", None, "Lena Brandt",
    ]  # fmt: skip


def test_the_person_below_the_byline_answers() -> None:
    text = (
        "Ten minutes with the woman who counts bats\n\nBy Peter Holm\n\nRuth Adeyemi runs the "
        "survey of the county. We spoke to her about winters and about Senator Ana Lindh.\n\n"
        "### How do you count them?\n\nYou listen. My machine turns it into a picture.\n\n"
        "### How many are there?\n\nWe have counted nine thousand.\n\n"
        "### What do you do in winter?\n\nI write letters to Ana Lindh.\n"
    )
    assert list_turns(text)[:3] == [
        ("Peter Holm", "How do you"),
        ("Ruth Adeyemi", "You listen. My"),
        ("Peter Holm", "How many are"),
    ]


def test_the_witness_is_the_person_who_answers() -> None:
    text = (
        "DEPOSITION\n\nKAREN OLDE,\nhaving been first duly sworn, testified as follows:\n\n"
        "EXAMINATION BY MR. FENN:\n\nQ. Have you read the memo?\nA. Once, on a Friday.\n"
        "MS. GRANT: Objection.\nTHE WITNESS: Can I have some water?\nQ. Of course.\n"
        "A. Thank you.\n"
    )
    assert [speaker for speaker, _ in list_turns(text)] == [
        "FENN", "KAREN OLDE", "GRANT", "KAREN OLDE", "FENN", "KAREN OLDE",
    ]  # fmt: skip


def test_headings_of_examinations_name_who_asks_and_who_answers() -> None:
    text = (
        "PETER STRAND, called as a witness by the State, having been duly sworn, testified:\n\n"
        "BY MS. KERR:\n\nQ. Where do you live?\nA. On the boat.\n"
        "Q. Were you there on Monday?\nA. I was.\n\n"
        "MARY HOLT, sworn.\n\nBY MR. BELL:\n\nQ. Did you see the boat?\nA. I saw its light.\n"
    )
    assert [speaker for speaker, _ in list_turns(text)] == [
        "KERR", "PETER STRAND", "KERR", "PETER STRAND", "BELL", "MARY HOLT",
    ]  # fmt: skip


def test_label_forms_of_one_person_are_one_person() -> None:
    text = (
        "MR. SMITH: I have a question.\n\nJohn Smith (chair): Then I will answer it.\n\n"
        "MS. KERR: Who are you?\n\nSMITH: I am the chair.\n\nAnna Kerr: Thank you."
    )
    assert [speaker for speaker, _ in list_turns(text)] == [
        "John Smith", "John Smith", "Anna Kerr", "John Smith", "Anna Kerr",
    ]  # fmt: skip


_ADDRESS = (
    "Good evening. I want to say what we know.\n\nThe dam has held, and we are glad.\n\n"
    "I will be back on Friday.\n\nGood night."
)


@pytest.mark.parametrize(
    "announcement",
    [
        "Mayor Ana Reis spoke on Monday. Here is her statement.",
        "The town met on Monday. Below is the full text of the speech by Ana Reis:",
    ],
)
def test_a_text_that_is_announced_in_full_is_its_author_s(announcement: str) -> None:
    (found,) = read(f"{announcement}\n\n{_ADDRESS}")
    assert (found.kind, found.speaker) == ("direct", "Ana Reis")
    assert "\n\n".join(found.pieces) == _ADDRESS


def test_a_report_behind_an_announced_text_is_the_writer_s() -> None:
    text = "Ana Reis spoke. Here is her statement.\n\nThe town voted.\n\nIt rained.\n\nThe end."
    assert read(text) == []
