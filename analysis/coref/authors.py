"""Find the person whose own words a text is: the author of a column, or the speaker of a speech.

The byline, the headline, a note on the author at the end, or the text itself names that person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from analysis import lexicon
from analysis.models import Entity, Mention, Span
from analysis.quote_marks import find_quoted_spans
from analysis.syntax.tokens import Doc

_BYLINE = re.compile(
    r"(?:by|written by|words by|opinion by|as told to|from|posted by|author:)\s+$", re.I
)
_AFTER_BYLINE = re.compile(r"\s*(?:$|[,|•·/(–—-].{0,60}$|(?:for|in)\s.{0,40}$)")
_HEADLINES, _LAST = 6, 3  # paragraphs
_LONGEST_BYLINE = 90  # characters
_LONGEST_HEADLINE = 160
_SPEECH = lexicon.pattern("channel_words", "own")
_SPEECH_BEFORE = re.compile(
    rf"\b(?:{_SPEECH})(?: made| delivered| given)? (?:by|of|from) .{{0,40}}$", re.I
)
_SPEECH_AFTER = re.compile(
    rf"(?:['’]s?)?(?: [\w-]+){{0,2}} (?:{_SPEECH})\b|\s*[:–—-]\s*.*\b(?:{_SPEECH})\b", re.I
)
_NOTE_BEFORE = re.compile(r"[*_(\[—–\s-]*(?:(?:about )?the (?:author|writer)\b[,:]?\s*)?", re.I)
_NOTE_AFTER = re.compile(r"(?:\s*\([^)]*\))?,?\s+(?:(?:who )?is|an?|the)\s")
_NOTE_NOUNS = re.compile(rf"\b(?:{lexicon.pattern('person_nouns')})\b", re.I)
_SELF_BEFORE = re.compile(r"\b(?:my (?:full )?name is|my name[’']s|I am|I[’']m|I,)\s+$", re.I)
_NEAR = 20  # characters
_FEWEST = 2  # first persons of a text in somebody's own words


def find_authors(
    words: Doc, entities: Sequence[Entity], mentions: Sequence[Mention], own: Sequence[int]
) -> dict[int, int]:
    """Return the person of each token in the first person that is in no one else's words.

    `own` are these tokens. Those of a text with an author are the author's; in other texts,
    "my name is Ann Roe" names the person of its paragraph.
    """
    if len(own) < _FEWEST:
        return {}
    people = [
        mention
        for mention in mentions
        if mention.kind == "name"
        and mention.entity is not None
        and entities[mention.entity].label == "PERSON"
    ]
    paragraphs = _find_paragraphs(words)
    author = _find_author(words.text, people, paragraphs)
    if author is not None:
        return dict.fromkeys(own, author)
    introduced = _find_introduced(words, people)
    return {
        index: introduced[number]
        for index in own
        if (number := words.sentences[words.sentence_of(index)].paragraph) in introduced
    }


def _find_paragraphs(words: Doc) -> list[Span]:
    bounds: dict[int, Span] = {}
    for sentence in words.sentences:
        start, _ = bounds.get(sentence.paragraph, (sentence.start, 0))
        bounds[sentence.paragraph] = (start, sentence.end)
    return list(bounds.values())


def _find_author(text: str, people: Sequence[Mention], paragraphs: Sequence[Span]) -> int | None:
    """Return the person that the byline, the headline or a note at the end names, if only one."""
    for finders in (_find_bylines, _find_speakers, _find_notes):
        found = {mention.entity for mention in finders(text, people, paragraphs)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _find_bylines(
    text: str, people: Sequence[Mention], paragraphs: Sequence[Span]
) -> Iterator[Mention]:
    for start, end in paragraphs[:_HEADLINES]:
        if end - start <= _LONGEST_BYLINE:
            for mention in people:
                if start <= mention.start < mention.end <= end:
                    before, after = text[start : mention.start], text[mention.end : end]
                    if _BYLINE.fullmatch(before) and _AFTER_BYLINE.match(after):
                        yield mention


def _find_speakers(
    text: str, people: Sequence[Mention], paragraphs: Sequence[Span]
) -> Iterator[Mention]:
    for start, end in paragraphs[:1]:
        if end - start <= _LONGEST_HEADLINE and not text[start:end].endswith("."):
            for mention in people:
                if start <= mention.start < mention.end <= end and (
                    _SPEECH_BEFORE.search(text[start : mention.start])
                    or _SPEECH_AFTER.match(text[mention.end : end])
                ):
                    yield mention
                    return


def _find_notes(
    text: str, people: Sequence[Mention], paragraphs: Sequence[Span]
) -> Iterator[Mention]:
    """Yield the people that only a paragraph at the end names, with a description."""
    first: dict[int | None, int] = {}
    for mention in people:
        first.setdefault(mention.entity, mention.start)
    begin = paragraphs[-_LAST][0] if len(paragraphs) > 2 * _LAST else len(text)
    for start, end in paragraphs[-_LAST:]:
        for mention in people:
            if not start <= mention.start < mention.end <= end or mention.start < begin:
                continue
            before, after = text[start : mention.start], text[mention.end : end]
            if (
                first[mention.entity] >= begin
                and _NOTE_BEFORE.fullmatch(before)
                and _NOTE_AFTER.match(after)
                and _NOTE_NOUNS.search(after)
            ):
                yield mention


def _find_introduced(words: Doc, people: Sequence[Mention]) -> Mapping[int, int]:
    """Return the people who state their own names, by the numbers of the paragraphs."""
    found: dict[int, int] = {}
    quoted = words.once(find_quoted_spans)
    for mention in people:
        start = mention.start
        if mention.entity is None or not _SELF_BEFORE.search(
            words.text, max(0, start - _NEAR), start
        ):
            continue
        span = words.token_range(start, mention.end)
        if len(span) and not any(quote.start <= start < quote.end for quote in quoted):
            paragraph = words.sentences[words.sentence_of(span[0])].paragraph
            found.setdefault(paragraph, mention.entity)
    return found
