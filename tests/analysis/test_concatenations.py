"""No stage of the analysis raises on long texts made of short ones at random.

Each text has a number, which seeds it. The name of a failed test repeats one text:
`pytest "tests/analysis/test_concatenations.py::test_no_stage_raises[137]"`.
"""

import datetime
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest

from analysis import Analysis, analyze, redate
from analysis.coref import find_entities
from analysis.events import find_events
from analysis.ner.recognizer import find_names
from analysis.quotations.finder import find_quotations
from analysis.syntax.tokens import Doc, Sentence, Token
from analysis.tagger import tag
from analysis.timex.extractor import find_times
from analysis.tokenizer import tokenize
from tests.analysis.test_pipeline import assert_consistent
from tests.support.thoroughness import THOROUGH, one_in

SENTENCES = Path(__file__).parent / "concatenation_sentences.txt"
TEXTS = 500
DRAWN, ANALYSED_TEXTS = TEXTS if THOROUGH else 90, 15
PARAGRAPHS = 400
DATES = (None, datetime.date.min, datetime.date.max, datetime.date(2024, 2, 29))


@cache
def paragraphs() -> tuple[str, ...]:
    """Paragraphs of one to four sentences, the same in each run, with each sentence in one."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if line and not line.startswith("# ")]
    random = Random("paragraphs")
    drawn = [random.sample(sentences, random.randint(1, 4)) for _ in range(PARAGRAPHS)]
    return (*sentences, *(" ".join(some) for some in drawn))


@cache
def tag_paragraph(paragraph: str) -> Doc:
    """The tagged words of a paragraph, which takes longer than all later stages."""
    return tag(tokenize(paragraph))


def concatenated(parts: Sequence[Doc], between: str) -> Doc:
    """The words of several texts as those of one text, with a string between them."""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    start = paragraph = 0
    for part in parts:
        first = len(tokens)
        tokens += [
            Token(
                token.start + start,
                token.end + start,
                token.text,
                token.lower,
                token.tag,
                token.name,
                token.name_score,
            )
            for token in part.tokens
        ]
        sentences += [
            Sentence(
                sentence.first + first,
                sentence.last + first,
                sentence.start + start,
                sentence.end + start,
                sentence.paragraph + paragraph,
            )
            for sentence in part.sentences
        ]
        start += len(part.text) + len(between)
        paragraph += 1 + max((sentence.paragraph for sentence in part.sentences), default=-1)
    return Doc(between.join(part.text for part in parts), tuple(tokens), tuple(sentences))


def draw_text(number: int) -> tuple[list[str], str, datetime.date | None, datetime.date | None]:
    """The paragraphs of a text, what parts them, its publication date and another one."""
    random = Random(number)
    parts = random.choices(paragraphs(), k=random.randint(20, 200))
    return parts, random.choice(["\n", "\n\n"]), random.choice(DATES), random.choice(DATES)


@pytest.mark.parametrize("number", one_in(15, range(DRAWN)))
def test_no_stage_raises(number: int) -> None:
    parts, between, published, _ = draw_text(number)
    words = concatenated([tag_paragraph(part) for part in parts], between)
    entities, mentions = find_entities(words, find_names(words))
    quotations = find_quotations(words, entities, mentions)
    times = find_times(words, published)
    events = find_events(words, times, mentions, published, entities, quotations)
    assert_consistent(
        Analysis(words.text, published, entities, mentions, quotations, times, events)
    )


@pytest.mark.parametrize("number", one_in(5, range(TEXTS, TEXTS + ANALYSED_TEXTS)))
def test_no_stage_of_a_whole_analysis_fails(number: int) -> None:
    parts, between, published, later = draw_text(number)
    analysis = analyze(between.join(parts), published)
    assert analysis.failures == ()
    assert_consistent(analysis)
    assert_consistent(redate(analysis, later))


def test_concatenated_words_are_those_of_the_whole_text() -> None:
    parts = [tokenize("Ana Reis left. She was late."), tokenize("(AP)\nLund"), tokenize("No.")]
    assert concatenated(parts, "\n") == tokenize("Ana Reis left. She was late.\n(AP)\nLund\nNo.")
