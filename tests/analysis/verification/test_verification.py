"""Quotations are compared word by word with their originals."""

import pytest

from analysis.verification import (
    Original,
    OriginalIndex,
    QuotedText,
    Verdict,
    compare_wordings,
    describe_differences,
)

DEBATE = """ANA REIS: [00:00:05] Well, uh, I have always said that the budget of this city is not \
a toy, and that every family in it deserves a fair share of what we collect. We spent \
250 million dollars on roads last year. The schools of this city got the rest of it.

TOM BERG: [00:01:10] I would never say that the mayor is a crook. If the council agrees, we will \
build the new stadium in 2027. Few people know how much it costs. They may come back.

ANA REIS: [00:02:30] Some of us don't believe a word of it. Denmark attacked Norway in April and \
the world watched. The ferry, which nobody uses any more, is closed since the long winter of 1998.

TOM BERG: [00:03:40] We organised the defence of the harbour with forty-two volunteers. It's a \
matter of days, I think. The council has 12 members. I asked for the report, and I got the bill.
"""


@pytest.fixture(scope="module")
def index() -> OriginalIndex:
    return OriginalIndex([Original("debate.txt", "Debate", DEBATE)])


def verify(index: OriginalIndex, words: str, speaker: str = "Ana Reis") -> Verdict:
    names = frozenset({speaker})
    return index.verify(words, QuotedText(((0, len(words)),), "direct", speaker, names))


@pytest.mark.parametrize(
    "words",
    [
        "We spent 250 million dollars on roads last year.",
        "we spent two hundred and fifty million dollars on roads last year",
        "We spent $250m on roads last year.",
        "The schools of [Porto] got the rest of it.",
        "Some of us do not believe a word of it.",
        "Some of us, um, don't believe a word of it.",
        "the bud-\nget of this city is not a toy",
        "Some of us don't bel\u00adieve a word of it.",
        "Some of us don't belіeve a word of it.",  # with a Cyrillic letter
    ],
)
def test_editing_that_changes_no_word_is_verbatim(index: OriginalIndex, words: str) -> None:
    assert verify(index, words).kind == "verbatim"


@pytest.mark.parametrize(
    "words",
    [
        "We organized the defense of the harbor with 42 volunteers.",
        "It is a matter of days, I think.",
        "its a matter of days i think",
    ],
)
def test_spelling_and_contractions_do_not_count(index: OriginalIndex, words: str) -> None:
    assert verify(index, words, "Berg").kind == "verbatim"


@pytest.mark.parametrize(
    ("words", "kind", "concern"),
    [
        ("The budget of this city is a toy", "changed", "negation"),
        ("Some of us believe a word of it.", "changed", "negation"),
        ("We spent 250 billion dollars on roads last year.", "changed", "number"),
        ("We spent 25 million dollars on roads last year.", "changed", "number"),
        ("Denmark attacked Sweden in April and the world watched.", "altered", "name"),
        ("Norway attacked Denmark in April and the world watched.", "altered", "name"),
        ("All of us don't believe a word of it.", "altered", "quantifier"),
        ("The schools of this town got the rest of it.", "altered", "word"),
        ("The schools of this city got the rest.", "cut", "pronoun"),
        ("We spent 250 million dollars last year.", "cut", "word"),
        ("The world watched and Denmark attacked Norway in April.", "altered", "word"),
    ],
)
def test_a_changed_word_is_reported(
    index: OriginalIndex, words: str, kind: str, concern: str
) -> None:
    verdict = verify(index, words)
    assert verdict.kind == kind
    assert concern in {difference.concern for difference in verdict.differences}


@pytest.mark.parametrize(
    ("words", "concern"),
    [
        ("A few people know how much it costs.", "quantifier"),
        ("They will come back.", "modal"),
        ("I got the bill, and I asked for the report.", "order"),
    ],
)
def test_a_change_of_degree_or_order_is_an_alteration(
    index: OriginalIndex, words: str, concern: str
) -> None:
    verdict = verify(index, words, "Tom Berg")
    assert verdict.kind == "altered"
    assert concern in {difference.concern for difference in verdict.differences}


def test_a_cut_names_the_words_that_are_missing(index: OriginalIndex) -> None:
    marked = verify(index, "The ferry … is closed since the long winter of 1998.")
    assert marked.kind == "cut"
    [difference] = marked.differences
    assert (difference.spoken, difference.is_marked) == ("which nobody uses any more", True)
    ended = verify(index, "We spent 250 million dollars on roads.")
    assert [difference.spoken for difference in ended.differences] == ["last year"]


def test_a_sentence_around_the_words_reverses_them(index: OriginalIndex) -> None:
    verdict = verify(index, "The mayor is a crook.", "Berg")
    assert verdict.kind == "reversed"
    assert verdict.frame == "I would never say that the mayor is a crook"
    draft = 'Berg would never say that "the mayor is a crook".'
    start = draft.index("the mayor")
    reported = QuotedText(((start, len(draft) - 2),), "mixed", "Berg", frozenset({"Berg"}))
    assert index.verify(draft, reported).kind == "verbatim"


def test_pieces_from_places_far_apart_are_joined(index: OriginalIndex) -> None:
    verdict = verify(index, "We spent 250 million dollars on roads in the long winter of 1998.")
    assert verdict.kind == "joined"
    assert len(verdict.matches) == 2


def test_words_of_another_speaker_are_reported_with_their_time(index: OriginalIndex) -> None:
    verdict = verify(index, "The council has 12 members.")
    assert verdict.kind == "misattributed"
    [match] = verdict.matches
    assert (match.speaker, match.time, match.line) == ("TOM BERG", "00:03:40", 7)


@pytest.mark.parametrize(
    "words", ["The orchestra plays in the old town hall tonight.", "purple elephants", "…", "—"]
)
def test_words_that_nobody_said_are_not_found(index: OriginalIndex, words: str) -> None:
    assert verify(index, words) == Verdict(
        "not_found", QuotedText(((0, len(words)),), "direct", "Ana Reis", frozenset({"Ana Reis"}))
    )


def test_captions_are_compared_without_marks_and_with_split_words() -> None:
    captions = "we spent 250 mil lion dollars\non roads last year and dont ask\nme why its so"
    index = OriginalIndex([Original("a.vtt", "", captions)])
    assert verify(index, "We spent $250 million on roads last year.").kind == "verbatim"
    assert verify(index, "Don't ask me why it's so.").kind == "verbatim"
    assert verify(index, "Do ask me why it's so.").kind == "changed"


def test_two_wordings_are_compared_without_an_index() -> None:
    wording = compare_wordings("We do not need 12 new schools.", "We need 20 new schools")
    assert describe_differences(wording.differences) == ("do not", "12 / 20")
    assert not compare_wordings("It's a toy.", "It is a toy").differences


def test_a_negation_of_the_sentence_before_is_not_that_of_the_draft(index: OriginalIndex) -> None:
    draft = "The vote is not over. “The mayor is a crook,” Berg said of the loan."
    start = draft.index("The mayor")
    quotation = QuotedText(((start, start + 21),), "direct", "Tom Berg", frozenset({"Tom Berg"}))
    assert index.verify(draft, quotation).kind == "reversed"


def test_an_article_that_quotes_ends_a_sentence_with_its_mark() -> None:
    index = OriginalIndex(
        [Original("a", "", "“The cranes move again,” said Ana Reis of the port.")]
    )
    assert verify(index, "The cranes move again.").kind == "verbatim"


def test_words_in_parentheses_are_compared_if_the_original_has_them() -> None:
    index = OriginalIndex([Original("a", "", "The loan (all of it) was paid back in May.")])
    assert verify(index, "The loan (some of it) was paid back in May.").kind == "altered"
    index = OriginalIndex([Original("a", "", "The loan was paid back in May.")])
    assert verify(index, "The loan (of the port) was paid back in May.").kind == "verbatim"


def test_the_words_of_the_article_between_quoted_pieces_are_no_cut() -> None:
    text = "“We tried to cross,” she told the court, “but the ice broke.” They said no more."
    index = OriginalIndex([Original("a", "", text)])
    assert verify(index, "We tried to cross, but the ice broke.").kind == "verbatim"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", "TOM BERG: The pier is closed.\n\nTOM BERG: It stays closed until May."),
        ("", "The budget\n\nTom Berg: The pier is closed.\n\nIt stays closed until May."),
        ("Remarks by Tom Berg to the port", "The pier is closed.\n\nIt stays closed until May."),
    ],
)
def test_the_only_speaker_of_a_text_is_that_of_its_label_or_title(title: str, text: str) -> None:
    index = OriginalIndex([Original("a", title, text)])
    assert verify(index, "It stays closed until May.", "Tom Berg").kind == "verbatim"
    assert verify(index, "It stays closed until May.", "Ana Reis").kind == "misattributed"


def test_a_contrast_within_a_quotation_is_no_filler() -> None:
    index = OriginalIndex([Original("a", "", "We won the vote. But we lost the town. So we left.")])
    assert verify(index, "We won the vote. We lost the town.").kind == "cut"
    assert verify(index, "We lost the town. We left.").kind == "verbatim"
