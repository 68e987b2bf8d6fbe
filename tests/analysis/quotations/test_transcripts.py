from analysis.quotations.transcripts import find_turns
from analysis.tokenizer import tokenise


def test_turns_follow_one_another() -> None:
    text = "Q: Who pays for the port?\nA: The city does.\nQ: And who owns it?\nA: Nobody knows."
    turns = find_turns(tokenise(text))
    assert [text[slice(*turn.name)] for turn in turns.values()] == ["Q", "A", "Q", "A"]
    assert text[slice(*turns[1].content)] == "The city does."


def test_a_turn_may_be_a_word() -> None:
    text = "Q: Will you stay on for another year?\nA: No.\nQ: Never?\nA: Never, I am afraid."
    assert len(find_turns(tokenise(text))) == 4


def test_a_list_is_no_transcript() -> None:
    assert not find_turns(tokenise("Lind: 547.\nBerg: 46.\nLind: 12.\nBerg: 3."))
    assert not find_turns(tokenise("Norden: The port is shut.\nThe mayor left.\nNobody came."))
