"""Find who says what: direct, indirect and mixed quotations, and words in marks that are neither."""

from dataclasses import dataclass, replace

from analysis.attribution import Attribution, attributions_in
from analysis.findings import Entity, Mention, Quotation, QuotationKind, Span
from analysis.frames import QUOTE, Frame, lay_out
from analysis.marks import Quoted, quoted
from analysis.speakers import Speakers
from analysis.words import Words


@dataclass(slots=True)
class _Last:
    """The last quotation with words in marks: its place in the list and its paragraph."""

    index: int
    paragraph: int


def find_quotations(
    words: Words, entities: tuple[Entity, ...], mentions: tuple[Mention, ...]
) -> tuple[Quotation, ...]:
    """The quotations of a text, in text order.

    `words` carry their tags, `mentions` are in text order and resolved as far as they can be.
    Every outermost stretch in quotation marks is part of a quotation or a `scare` one.
    """
    stretches = quoted(words)
    speakers = Speakers(words.text, entities, mentions)
    found: list[Quotation] = []
    covered: set[int] = set()
    last: _Last | None = None
    for frame in lay_out(words, stretches):
        attributions = attributions_in(frame.items)
        if not attributions and _is_free(frame):
            spans = tuple((item.start, item.end) for item in frame.items if item.tag == QUOTE)
            covered |= {item.index for item in frame.items if item.tag == QUOTE}
            if spans and last is not None and last.paragraph == frame.paragraph:
                found[last.index] = replace(
                    found[last.index], spans=found[last.index].spans + spans
                )
            elif spans:
                before = found[last.index] if last is not None else None
                source, speaker = (before.source, before.speaker) if before else (None, None)
                found.append(Quotation(spans, "direct", None, source, speaker, because="free"))
                last = _Last(len(found) - 1, frame.paragraph)
            continue
        for one in attributions:
            quotation = _quotation(words, frame, one, covered, speakers)
            found.append(quotation)
            if quotation.kind != "indirect":
                last = _Last(len(found) - 1, frame.paragraph)
    found += [
        _uncovered(words, stretch)
        for index, stretch in enumerate(stretches)
        if stretch.parent is None and index not in covered
    ]
    return tuple(sorted(found, key=lambda one: one.start))


def _is_free(frame: Frame) -> bool:
    return all(item.tag == QUOTE or not item.lower.isalnum() for item in frame.items)


def _uncovered(words: Words, stretch: Quoted) -> Quotation:
    short = words.text[slice(*stretch.inner)].count(" ") < 5
    return Quotation(
        ((stretch.start, stretch.end),), "scare" if short else "direct", because="uncovered"
    )


def _quotation(
    words: Words, frame: Frame, one: Attribution, covered: set[int], speakers: Speakers
) -> Quotation:
    items = frame.items
    spans = tuple((items[a].start, items[b - 1].end) for a, b in one.pieces)
    marked = plain = 0
    for a, b in one.pieces:
        for item in items[a:b]:
            letters = sum(map(str.isalnum, item.text))
            if item.tag == QUOTE:
                marked += letters
                covered.add(item.index)
            else:
                plain += letters
    kind: QuotationKind = "indirect" if not marked else "direct" if not plain else "mixed"
    source: Span | None = None
    speaker = None
    confidence = 0.8
    if one.source is not None:
        source = (items[one.source.start].start, items[one.source.end - 1].end)
        head = items[one.source.head]
        who = speakers.resolve(source, (head.start, head.end))
        speaker = who.entity
        confidence *= who.confidence
        speakers.spoke(speaker)
    return Quotation(
        tuple(sorted(spans)),
        kind,
        (items[one.cue[0]].start, items[one.cue[1] - 1].end),
        source,
        speaker,
        (items[one.addressee[0]].start, items[one.addressee[1] - 1].end) if one.addressee else None,
        one.negated,
        round(confidence, 2),
        one.rule,
    )
