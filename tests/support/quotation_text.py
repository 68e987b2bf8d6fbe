"""Reads the quotations of a text in its own words, for the tests of quotations."""

from dataclasses import dataclass

from analysis.coref import find_entities
from analysis.models import Quotation
from analysis.ner.recognizer import find_names
from analysis.quotations.finder import find_quotations
from analysis.tagger import tag
from analysis.tokenizer import tokenize


@dataclass(frozen=True)
class Read:
    """A quotation with its offsets turned into words."""

    kind: str
    pieces: tuple[str, ...]
    source: str | None
    speaker: str | None
    speakers: tuple[str, ...]
    cue: str | None
    addressee: str | None
    found: Quotation


def read(text: str) -> list[Read]:
    words = tag(tokenize(text))
    entities, mentions = find_entities(words, find_names(words))
    return [
        Read(
            found.kind,
            tuple(text[start:end] for start, end in found.spans),
            text[slice(*found.source)] if found.source else None,
            entities[found.speaker].name if found.speaker is not None else None,
            tuple(entities[speaker].name for speaker in found.speakers),
            text[slice(*found.cue)] if found.cue else None,
            text[slice(*found.addressee)] if found.addressee else None,
            found,
        )
        for found in find_quotations(words, entities, mentions)
    ]


def list_quotations(text: str, *kinds: str) -> list[tuple[str, tuple[str, ...], str | None]]:
    wanted = kinds or ("direct", "mixed", "indirect")
    return [
        (found.kind, found.pieces, found.source) for found in read(text) if found.kind in wanted
    ]
