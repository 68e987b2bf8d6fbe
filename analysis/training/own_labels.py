"""Labels plain news with an encoder's own names, each name read one way in a document."""

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from analysis.encoder import configure, tag
from analysis.name_edges import set_edges
from analysis.names import find_names
from analysis.tokens import tokenise
from analysis.training.data import OWN, UNKNOWN, Sentence
from analysis.words import Words

_LINES_A_DOCUMENT = 20
_KINDS = {
    "PERSON": ("PERSON",),
    "ORG": ("ORG",),
    "GPE": ("LOC",),
    "LOC": ("LOC",),
    "FAC": ("LOC",),
    "NORP": ("NORP",),
}
_OTHER = ("MISC", "EVENT", "PRODUCT")
# Below this probability a word's reading is left open.
_SURE = 0.5


def own_labels(encoder: Path, text: Path, lines: int) -> list[Sentence]:
    """The first lines of a gzipped text, a sentence a line, with names as `encoder` reads them.

    Names have one reading in twenty lines, and people are without their titles, as in an analysis;
    so a second round of training teaches the encoder what rules made of its first.
    """
    configure(threads=1, model=encoder)
    found: list[Sentence] = []
    with gzip.open(text, "rt", encoding="utf-8") as stream:
        for number, document in enumerate(_documents(islice(stream, lines))):
            found += _labelled(tag(tokenise(document)), str(number))
    return found


def _documents(lines: Iterator[str]) -> Iterator[str]:
    while document := "".join(islice(lines, _LINES_A_DOCUMENT)):
        yield document


def _labelled(words: Words, document: str) -> Iterator[Sentence]:
    none = frozenset(["O"])
    labels = [
        none if token.name == "O" and token.name_score >= _SURE else UNKNOWN
        for token in words.tokens
    ]
    for name in set_edges(words, find_names(words)):
        kinds = _KINDS.get(name.label, _OTHER)
        for place, index in enumerate(words.indexes(name.start, name.end)):
            way = "I" if place else "B"
            sure = name.confidence >= _SURE
            labels[index] = frozenset(f"{way}-{kind}" for kind in kinds) if sure else UNKNOWN
    for sentence in words.sentences:
        texts = [token.text for token in words.of(sentence)]
        own = labels[sentence.first : sentence.last]
        yield Sentence(texts, {"names": own}, {"names": OWN}, document)
