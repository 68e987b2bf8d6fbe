from analysis import analyze
from tests.analysis.quotations.test_transcripts import INTERVIEW


def persons(text: str) -> list[tuple[str, str]]:
    """The first and second persons that are resolved in a text, with their entities."""
    analysis = analyze(text)
    return [
        (text[mention.start : mention.end], analysis.entities[mention.entity].name)
        for mention in analysis.mentions
        if mention.entity is not None and mention.reason.id in ("pronoun.own_words", ADDRESSEE)
    ]


ADDRESSEE = "pronoun.addressee"


def test_the_first_person_in_quoted_words_is_the_speaker() -> None:
    text = "“I paid for my seat myself,” said Ada Lind. I did not believe her."
    assert persons(text) == [("I", "Ada Lind"), ("my", "Ada Lind"), ("myself", "Ada Lind")]


def test_a_quotation_in_a_quotation_is_someone_else_s() -> None:
    text = "“I asked him, and he said ‘I am the captain of this ship,’” Ada Lind said."
    assert persons(text) == [("I", "Ada Lind")]


def test_the_first_person_of_an_unnamed_speaker_has_no_entity() -> None:
    assert persons("“I paid for my seat,” a passenger said. Ada Lind was not there.") == []


def test_we_is_an_organization_that_speaks() -> None:
    text = "“We are sorry, and our ships will sail,” Northern Ferries Ltd. said in a statement."
    found = {word for word, name in persons(text) if name == "Northern Ferries Ltd."}
    assert found == {"We", "our"}
    assert persons("“We are sorry, and our ships will sail,” Ada Lind said.") == []


def test_we_at_an_organization_is_the_organization() -> None:
    text = "“We at Northern Ferries Ltd. are sorry, and our ships will sail,” Ada Lind said."
    assert persons(text) == [("We", "Northern Ferries Ltd."), ("our", "Northern Ferries Ltd.")]


def test_you_is_the_interviewee_in_a_statement_before_a_question() -> None:
    text = INTERVIEW + "\n\nQ: You sold the ship. You can see it there. Why?\n\nA: I had to."
    assert persons(text)[6:] == [("You", "Ada Lind"), ("I", "Ada Lind")]


def test_you_in_a_rhetorical_question_has_no_entity() -> None:
    text = INTERVIEW + "\n\nQ: Why?\n\nA: How much could you earn? I had to sell."
    assert [word for word, _ in persons(text)[6:]] == ["I"]


def test_the_interviewee_is_i_in_answers_and_you_in_questions() -> None:
    assert persons(INTERVIEW) == [
        ("you", "Ada Lind"),
        ("I", "Ada Lind"),
        ("My", "Ada Lind"),
        ("you", "Ada Lind"),
        ("I", "Ada Lind"),
        ("my", "Ada Lind"),
    ]
