"""The confidence of a quotation, on invented sentences."""

from analysis import analyze


def _confidence(text: str, content: str) -> float:
    analysis = analyze(text)
    [found] = [
        quotation.confidence
        for quotation in analysis.quotations
        if content in text[quotation.start : quotation.end]
    ]
    return found


def test_words_in_marks_with_a_named_speaker_are_most_certain() -> None:
    text = "“The bridge will reopen on Monday,” said Clara Voss, the mayor of Lindau."
    assert _confidence(text, "The bridge") >= 0.8


def test_an_unknown_speaker_lowers_the_confidence() -> None:
    named = _confidence("Clara Voss said the bridge would reopen on Monday.", "would reopen")
    unknown = _confidence("They said the bridge would reopen on Monday.", "would reopen")
    assert named > unknown


def test_words_in_marks_without_a_speaker_are_less_certain() -> None:
    alone = "The square was empty. “No one wants to live in this town any more.” The wind blew."
    named = "“No one wants to live in this town any more,” said Clara Voss, the mayor of Lindau."
    assert _confidence(alone, "No one wants") < _confidence(named, "No one wants") - 0.2


def test_a_scare_quote_has_the_confidence_that_it_is_none() -> None:
    assert _confidence("The “smart” lamp in Lindau broke again.", "smart") >= 0.7
