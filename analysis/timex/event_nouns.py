"""Find the event noun that a time expression dates, with its phrase: "the May election".

Nouns that name events: an election, a summit, an invasion.
"""

from functools import lru_cache

from msgspec import Struct

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.syntax.tag_sets import (
    ADJECTIVE_TAGS,
    DETERMINER_TAGS,
    NOUN_OR_PRONOUN_TAGS,
    NOUN_TAGS,
    VERB_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, Token, skip_tags_back

_EVENT_NOUNS = lexicon.words("event_nouns", "event")
# Nouns with the ending of an event noun that name no event.
_THINGS = lexicon.words("event_nouns", "no_event")
_EVENT_SUFFIXES = ("tion", "sion", "ment", "ance", "ence", "ing", "down", "out")


def is_event_noun(token: Token) -> bool:
    """Return whether a token is a noun that names an event, by its ending or a list of nouns."""
    return token.tag in NOUN_TAGS and _names_event(token.lower)


@lru_cache(maxsize=20_000)
def _names_event(noun: str) -> bool:
    """Return whether a noun in lower case names an event."""
    stem = noun.removesuffix("s")
    return (
        stem in _EVENT_NOUNS
        or noun in _EVENT_NOUNS
        or (len(stem) > 6 and stem.endswith(_EVENT_SUFFIXES) and stem not in _THINGS)
    )


_BESIDE_EVENTS = word_set("after before following since until")
_AROUND_EVENTS = lexicon.words("prepositions", "event")

# Words between "since" and an event noun, with a subject and a verb: "since it entered production".
_CLAUSE_TAGS = NOUN_OR_PRONOUN_TAGS | ADJECTIVE_TAGS | VERB_TAGS | {"DT", "POS"}


class DatedNoun(Struct, frozen=True):
    """A noun phrase with its date, as token indexes, and the index of its head, an event noun."""

    span: range
    head: int


def find_dated_noun(words: Doc, sentence: Sentence, tokens: range) -> DatedNoun | None:
    """Return the event noun phrase that a time expression dates, or None if it dates a clause."""
    return _noun_after_date(words, sentence, tokens) or _noun_before_date(words, sentence, tokens)


def _noun_after_date(words: Doc, sentence: Sentence, tokens: range) -> DatedNoun | None:
    """Match an event noun right after an expression: "a November video conference"."""
    at = tokens.stop
    if at < sentence.last and words.tokens[at].lower in ("'s", "’s"):
        at += 1
    end = at
    while end < sentence.last and end - at < 5 and words.tokens[end].tag[:2] in ("NN", "JJ", "VBG"):
        end += 1
    while end > at and words.tokens[end - 1].tag not in NOUN_TAGS:
        end -= 1
    if end == at or not is_event_noun(words.tokens[end - 1]):
        return None
    first = tokens.start
    while first > sentence.first and words.tokens[first - 1].tag in ("JJ", "JJS", "DT", "PRP$"):
        first -= 1
        if words.tokens[first].tag in DETERMINER_TAGS:
            break
    return DatedNoun(range(first, end), end - 1)


def _noun_before_date(words: Doc, sentence: Sentence, tokens: range) -> DatedNoun | None:
    """Match "after a test in January", whose date is not that of the clause."""
    at, around = tokens.start - 2, _AROUND_EVENTS
    if at + 1 > sentence.first and is_event_noun(words.tokens[at + 1]):
        at, around = at + 1, _BESIDE_EVENTS  # "before the caucuses Feb. 1"
    elif at <= sentence.first or words.tokens[at + 1].lower not in ("in", "on", "of"):
        return None
    if not is_event_noun(words.tokens[at]):
        return None
    head = at
    at = skip_tags_back(words.tokens, at, _CLAUSE_TAGS, sentence.first)
    if at == sentence.first or words.tokens[at - 1].lower not in around:
        return None
    return DatedNoun(range(at, tokens.stop), head)
