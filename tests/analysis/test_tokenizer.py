"""Words, sentences and paragraphs of texts as readers meet them."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tokenize.destructive import NLTKWordTokenizer

from analysis import tokenizer
from analysis.syntax.tokens import Doc
from analysis.tokenizer import find_paragraph_spans, tokenize
from tests.support.thoroughness import count_examples


def sentence_texts(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in tokenize(text).sentences]


def token_texts(text: str) -> list[str]:
    return [token.text for token in tokenize(text).tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She won't go.", ["She", "wo", "n't", "go", "."]),
        ("They’re the mayor’s aides.", ["They", "’re", "the", "mayor", "’s", "aides", "."]),
        ('"No," he said.', ['"', "No", ",", '"', "he", "said", "."]),
        ("“It’s over”—so she said…", ["“", "It", "’s", "over", "”", "—", "so", "she", "said", "…"]),
        ("''Fine'', he wrote.", ["''", "Fine", "''", ",", "he", "wrote", "."]),
        ("It cost $3.5 million.", ["It", "cost", "$", "3.5", "million", "."]),
        ("Troops left the U.S.", ["Troops", "left", "the", "U.S."]),
        ("The workers’ pay", ["The", "workers", "’", "pay"]),
    ],
)
def test_words_are_split_as_the_treebank_does_and_keep_their_own_spelling(
    text: str, expected: list[str]
) -> None:
    assert token_texts(text) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Gen. Ana Ruiz met Lt. Col. Bo Lind on Jan. 5 at 10 a.m. in St. Ives.", "They agreed."],
        ["She flew to the U.S. Tuesday.", "Then she slept."],
        ["He moved to the U.S.", "He never returned."],
        ["The U.S. Secretary of Labor resigned.", "No one knew."],
        ["“We will not sell.”", "The board then rose."],
        ['"Stop!" he said.', '"Why?" she asked.'],
        ["(It rained all day.)", "The match was called off."],
        ["The firm grew.[4]", "It then shrank."],
        ["What?!", "No."],
        ["The No. 2 carrier cut Nos. 4 and 5, as Art. 9 asks.", "It saved fuel."],
        ["Did they pay?", "No.", "12 firms refused."],
        ["She met Lim Dae-jun.", "Lim left.", "It opened on 5 Jun. 2020."],
        ["is the ferry still running?", "i need to go.", "Yahoo! hired her."],
        ["“Is it late? or early?” she asked.", "No one knew."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(expected: list[str]) -> None:
    assert sentence_texts(" ".join(expected)) == expected


def test_headings_bullets_and_line_breaks_end_sentences_and_paragraphs() -> None:
    text = "Harbour reopens\n\nShips came back on Monday\n- the Ada\n- the Bel\nNo one was hurt."
    found = tokenize(text)
    assert sentence_texts(text) == [line for line in text.split("\n") if line]
    assert [sentence.paragraph for sentence in found.sentences] == [0, 1, 2, 3, 4]


def test_a_dateline_stands_apart_from_the_first_sentence() -> None:
    text = "LISBON, March 3 (Newsdesk) — The port is open. Ships may enter."
    assert sentence_texts(text) == [
        "LISBON, March 3 (Newsdesk) —",
        "The port is open.",
        "Ships may enter.",
    ]
    assert {sentence.paragraph for sentence in tokenize(text).sentences} == {0}


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    text = (
        "The council met late on Thursday to weigh a plan that would turn the\n"
        "old harbour into a park. Members of both parties said the costs were\n"
        "far too high, and asked the mayor to come back with another proposal\n"
        "before the summer.\n\n"
        "The mayor did not answer questions from reporters as she left by the\n"
        "side door, but her office later said that the plan would be revised.\n"
    )
    found = tokenize(text)
    assert len(found.sentences) == 3
    assert [sentence.paragraph for sentence in found.sentences] == [0, 0, 1]


def test_initials_with_a_mark_are_one_token() -> None:
    text = "S&P and AT&T rose; Lund&Sons fell."
    tokens = [token.text for token in tokenize(text).tokens]
    assert tokens[:3] == ["S&P", "and", "AT&T"]
    assert tokens[5:8] == ["Lund", "&", "Sons"]


def test_nothing_in_gives_nothing_out() -> None:
    assert tokenize(" \n\t ") == Doc(" \n\t ", (), ())


@given(
    st.text(
        st.one_of(
            st.sampled_from(list("aB .\n\"'“”‘’…—-,;:!?()[]`<>&#$%*\u00a0\u3000")), st.characters()
        ),
        max_size=200,
    )
)
@settings(max_examples=count_examples(300), deadline=None)
def test_every_character_that_is_no_space_is_in_one_token(text: str) -> None:
    found = tokenize(text)
    covered: list[int] = []
    for token in found.tokens:
        assert token.text == text[token.start : token.end]
        covered += range(token.start, token.end)
    assert covered == sorted(set(covered))
    assert all(text[at].isspace() for at in set(range(len(text))) - set(covered))
    assert [sentence.first for sentence in found.sentences[1:]] == [
        sentence.last for sentence in found.sentences[:-1]
    ]
    assert not found.tokens or found.sentences[-1].last == len(found.tokens)


@pytest.mark.parametrize(
    "unit", ["word ", "word", '"', "’", ".", "\n", "A. ", "!", "- ", "(", "no end, ", " "]
)
def test_long_and_odd_texts_are_split_as_short_ones_are(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    found = tokenize(text)
    assert "".join(token.text for token in found.tokens) == "".join(text.split())


_MARKS = [*"aB 1.,:;?!'\"`()[]{}<>-–—*&$%@#«»“”‘’„\t", "n't ", "'ll "]
_CONTRACTIONS = ["cannot", "Gimme", "gonna ", "WANNA ", "lemme", "more'n", " 'tis", "d'ye"]


@given(st.lists(st.sampled_from(_MARKS + _CONTRACTIONS), max_size=30))
@settings(max_examples=count_examples(300), deadline=None)
def test_a_skipped_rule_changes_no_word(parts: list[str]) -> None:
    text = "".join(parts)
    assert tokenizer._WORDS.tokenize(text) == NLTKWordTokenizer().tokenize(text)


@given(st.lists(st.sampled_from([*_MARKS, *_CONTRACTIONS, " ", "U.S.", "ab "]), max_size=30))
@settings(max_examples=count_examples(300), deadline=None)
def test_words_split_chunk_by_chunk_are_those_of_the_whole_sentence(parts: list[str]) -> None:
    sentence = "".join(parts).translate(tokenizer._SUBSTITUTES).replace("''", "``")
    tokenizer._split_end.cache_clear()
    with patch.object(tokenizer, "_join_last_dot", lambda _, pieces: pieces):
        words = [word for _, _, word, _ in tokenizer._split_words(sentence, sentence)]
    tokenizer._split_end.cache_clear()
    assert words == NLTKWordTokenizer().tokenize(sentence)


def test_a_line_that_begins_in_lower_case_continues_a_long_line() -> None:
    text = (
        "Ana Lindh, the mayor, said that the port would\nstay open until the end of the year.\n"
        "Nobody asked.\nkestrel: the first line of a chat is as long as this\nmona: so is mine"
    )
    paragraphs = [text[start:end] for start, end in find_paragraph_spans(text)]
    assert [paragraph.split()[0] for paragraph in paragraphs] == [
        "Ana",
        "Nobody",
        "kestrel:",
        "mona:",
    ]
