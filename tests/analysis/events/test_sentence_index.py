"""Findings are listed under each sentence that they overlap."""

from analysis.events.sentence_index import index_by_sentence
from analysis.models import Event
from analysis.tokenizer import tokenize


def test_a_finding_is_listed_under_its_sentences_in_the_order_given() -> None:
    words = tokenize("Reis won. The port closed. It rained.")
    first, second, third = words.sentences
    late = Event(third.start, third.end, None, "It rained")
    early = Event(first.start, second.end - 1, None, "Reis won")
    within = Event(second.start + 4, second.end - 1, None, "Port closed")
    found = index_by_sentence(words, [late, early, within])
    assert found == {0: [early], 1: [early, within], 2: [late]}
