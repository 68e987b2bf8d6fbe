"""Split a text into segments: sentences in which each quoted span counts as one token."""

from msgspec import Struct

from analysis.quote_marks import QuotedSpan
from analysis.structs import replace
from analysis.syntax.cues import verb_cue
from analysis.syntax.quoted_words import has_quote, last_inner_character, starts_with_capital
from analysis.syntax.tag_sets import FINITE_TAGS, TENSED_TAGS
from analysis.syntax.tokens import DASHES, QUOTE, Doc, Token

# Longer segments are cut, so that searches stay cheap in a text without full stops.
_LONGEST = 300
_ENDS = frozenset(".!?…")
# Wrong tags of surnames that are also common words: “…,” said *Small*.
_NO_NAMES = frozenset({"JJ", "IN", "RB", "VB", "VBP", "VBD", "VBZ", "MD", "UH", "WRB"})
# Tags behind a cue that has no content on its right: “Who?” Smith asked *as* he rose.
_BEHIND_CUE = frozenset({"IN", "RB", "RP", "WRB", ",", ".", "TO"})


class Segment(Struct, frozen=True):
    """The tokens of a sentence, or of several sentences that one quoted span joins."""

    tokens: tuple[Token, ...]
    paragraph: int


def split_segments(words: Doc, quoted_spans: tuple[QuotedSpan, ...]) -> list[Segment]:
    """Split a text into segments, in text order; a placeholder replaces each quoted span.

    Words inside a quoted span are not part of the sentence around it. A sentence that ends inside
    a quoted span is joined with the next one; a quoted span that ends a sentence ends a segment.
    """
    segments: list[Segment] = []
    current: list[Token] = []
    outer = [pair for pair in enumerate(quoted_spans) if pair[1].parent is None]
    position = paragraph = 0
    for sentence in words.sentences:
        if current and ends_segment(current, sentence.start):
            segments.append(Segment(tuple(current), paragraph))
            current = []
        paragraph = sentence.paragraph
        while position < len(outer) and outer[position][1].end <= sentence.start:
            position += 1
        is_plain = position == len(outer) or outer[position][1].start >= sentence.end
        if is_plain and not current and sentence.last - sentence.first <= _LONGEST:
            current = [_with_name_tag(token) for token in words.tokens_of(sentence)]
            continue
        for index in range(sentence.first, sentence.last):
            token = words.tokens[index]
            while position < len(outer) and outer[position][1].end <= token.start:
                position += 1
            if position < len(outer) and outer[position][1].start < token.end:
                number, quoted_span = outer[position]
                if not current or current[-1].tag != QUOTE or current[-1].quote != number:
                    quote = _placeholder(words, quoted_span, number)
                    if current and _starts_sentence(current[-1], quote):
                        segments.append(Segment(tuple(current), paragraph))
                        current = []
                    current.append(quote)
                continue
            if current and _ends_sentence(current[-1], token.text):
                segments.append(Segment(tuple(current), paragraph))
                current = []
            if len(current) >= _LONGEST:
                segments.append(Segment(tuple(current), paragraph))
                current = []
            current.append(_with_name_tag(token))
    if current:
        segments.append(Segment(tuple(current), paragraph))
    return _join(segments)


def _join(segments: list[Segment]) -> list[Segment]:
    """Join segments that were split behind quoted words: “Who?” Smith asked."""
    joined: list[Segment] = []
    for segment in segments:
        if (
            joined
            and joined[-1].paragraph == segment.paragraph
            and len(joined[-1].tokens) < _LONGEST
            and _continues_segment(joined[-1], segment)
        ):
            joined[-1] = Segment(joined[-1].tokens + segment.tokens, segment.paragraph)
        else:
            joined.append(segment)
    return joined


def _continues_segment(first: Segment, second: Segment) -> bool:
    last = first.tokens[-1]
    if last.tag != QUOTE:
        return False
    end = last_inner_character(last)
    if second.tokens[0].lower in DASHES or (second.tokens[0].text[:1].islower() and end != "."):
        return True
    if end == "." and not second.tokens[0].text[:1].islower():
        return False
    return _has_no_content(second)


def _has_no_content(segment: Segment) -> bool:
    """Return whether a segment opens with a source and a cue without content: "Smith asked."."""
    tokens = segment.tokens[:14]
    verb = next((at for at, token in enumerate(tokens) if token.tag in TENSED_TAGS), None)
    cue = verb_cue(tokens[verb].lower) if verb is not None else None
    if verb is None or cue is None or not (cue.takes_clause or cue.takes_quote):
        return False
    if any(token.lower == "that" for token in tokens):
        return False
    if has_quote(tokens[: verb + 2]):
        return False
    others = any(token.tag in TENSED_TAGS for token in tokens[verb + 1 :])
    quoted = has_quote(tokens)
    after = tokens[verb + 1] if verb + 1 < len(tokens) else None
    return not (others or quoted) or after is None or after.tag in _BEHIND_CUE


def ends_segment(tokens: list[Token], start: int) -> bool:
    """Return whether a sentence that starts at character `start` begins a new segment."""
    return tokens[-1].tag != QUOTE or tokens[-1].end <= start


def _placeholder(words: Doc, quoted_span: QuotedSpan, number: int) -> Token:
    text = words.text[quoted_span.start : quoted_span.end]
    tags = [words.tokens[index].tag for index in words.token_range(*quoted_span.inner)]
    finite = any(tag in FINITE_TAGS for tag in tags)
    opening = tags[0] if tags else ""
    return Token(
        quoted_span.start,
        quoted_span.end,
        text,
        "",
        QUOTE,
        quote=number,
        is_finite=finite,
        first_tag=opening,
    )


def _with_name_tag(token: Token) -> Token:
    """Return a token of a person's name with the tag of a name."""
    is_mistagged = token.name != "O" and token.tag in _NO_NAMES and _is_person(token)
    return replace(token, tag="NNP") if is_mistagged else token


def _is_person(token: Token) -> bool:
    return token.name.endswith("PERSON") and token.text[:1].isupper()


def _starts_sentence(last: Token, quote: Token) -> bool:
    """Return whether quoted words are a sentence of their own: said at 9 p.m. “We won”."""
    whole = quote.is_finite and starts_with_capital(quote) and last_inner_character(quote) in _ENDS
    return whole and last.tag != QUOTE and last.text.endswith(".")


def _ends_sentence(last: Token, following: str) -> bool:
    """Return whether a sentence ends with the quoted span before a token: “We won.” He left."""
    return last.tag == QUOTE and following[:1].isupper() and last_inner_character(last) in _ENDS
