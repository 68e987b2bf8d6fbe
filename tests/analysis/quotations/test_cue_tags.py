"""Words that the encoder tagged as nouns or base forms are finite verbs where one is needed."""

import pytest

from analysis.quotations.cue_tags import retag_cues
from analysis.syntax.tokens import Token
from tests.support.quotation_text import list_quotations


def _tokens(text: str) -> list[Token]:
    """The words of "word/TAG word/TAG"."""
    found, start = [], 0
    for word, tag in (part.rsplit("/", 1) for part in text.split()):
        found.append(Token(start, start + len(word), word, word.lower(), tag))
        start += len(word) + 1
    return found


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Local/JJ media/NN report/NN one/CD of/IN them/PRP is/VBZ ill/JJ ./.", "VBP"),
        ("The/DT bank/NN forecast/NN that/IN prices/NNS would/MD fall/VB ./.", "VBP"),
        ("The/DT media/NN report/NN that/WDT Lee/NNP wrote/VBD is/VBZ wrong/JJ ./.", "NN"),
        ("Local/JJ media/NN report/NN which/WDT is/VBZ wrong/JJ ./.", "NN"),
        ("A/DT police/NN report/NN one/CD officer/NN wrote/VBD ./.", "NN"),
        ("Six/CD point/NN five/CD days/NNS passed/VBD ./.", "NN"),
        ("The/DT profit/NN forecast/NN is/VBZ cut/VBN ./.", "NN"),
    ],
)
def test_a_noun_is_a_main_verb_if_the_sentence_has_no_other(text: str, tag: str) -> None:
    cues = [
        token
        for token in retag_cues(_tokens(text))
        if token.lower in ("report", "forecast", "point")
    ]
    assert [token.tag for token in cues] == [tag]


def test_a_statement_is_found_after_such_a_verb() -> None:
    text = "The bank forecast that prices would fall in June."
    assert ("indirect", ("that prices would fall in June",), "The bank") in list_quotations(
        text, "indirect"
    )


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("She/PRP said/VBD if/IN he/PRP and/CC the/DT union/NN come/VB first/RB ,/,", "VBP"),
        ("When/WRB the/DT pilots/NNS come/VB ,/, Lund/NNP helps/VBZ ./.", "VBP"),
        ("If/IN need/NN be/VB to/TO come/VB", "VB"),
        ("If/IN the/DT pilots/NNS do/VBP come/VB", "VB"),
        ("Lund/NNP let/VBD the/DT pilots/NNS come/VB ./.", "VB"),
    ],
)
def test_a_base_form_after_the_subject_of_a_clause_is_finite(text: str, tag: str) -> None:
    assert [token.tag for token in retag_cues(_tokens(text)) if token.lower == "come"] == [tag]
