"""Recognize clauses about a day ahead that announce nothing for it.

They are forecasts, canceled plans, habits, and dates that only bound an event.
"""

import re

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import TimeExpression
from analysis.syntax.tag_sets import FINITE_TAGS, PAST_TAGS, RELATIVE_TAGS
from analysis.syntax.tokens import Doc, Sentence, skip_tags
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.tense import Tense

_CANCELED = lexicon.words("tense_cues", "cancel")
_CANCELING = word_set("cancellation postponement")
_LEFT_OFF = word_set("called put")  # off
_OFF_REACH = 3  # tokens from "put" to "off"
_NEW_DATE = word_set("to until till for")
_NEW_DATE_REACH = 3  # tokens from a cancellation to the new date
_SUBJECT_REACH = 8  # tokens of the following sentence up to its verb
_PREDICTIONS = lexicon.words("tense_cues", "prediction")
_GUESSING = lexicon.words("tense_cues", "guess")
_GOVERNING = 8  # tokens before a clause that contain the verb that governs it
_POINTING = word_set("this that these those")
_WAITING = word_set("wait waits waiting")
_STANDING_ALONE = lexicon.words("pronouns", "noun_phrase")
_HOUR = re.compile(r"\+0D T\d")
_HABITUAL = word_set("would 'd ’d")


def announces_nothing(
    words: Doc,
    sentence: Sentence,
    span: range,
    time: TimeExpression,
    tokens: range,
    tense: Tense,
) -> bool:
    """Return True if a clause with a date ahead announces nothing for that date.

    "The talks, set for Friday, were canceled", "after 2030", "waits until Friday", "another is
    planned for Friday", "predicted that a third will vote by May".
    """
    before = [words.tokens[at].lower for at in range(span.start, tokens.start)]
    opening = max(sentence.first, span.start - _GOVERNING)
    earlier = [words.tokens[at].lower for at in range(opening, tokens.start)]
    return (
        before[-1:] == ["after"]
        or not _PREDICTIONS.isdisjoint(earlier)
        or any(words.tokens[at].lower in _GUESSING for at in span)
        or (before[-1:] in (["until"], ["till"]) and not _WAITING.isdisjoint(before))
        or _is_habitual_hour(time, tense)
        or _stands_alone(words, span)
        or _is_canceled(words, sentence, span, tokens)
    )


def _is_habitual_hour(time: TimeExpression, tense: Tense) -> bool:
    """Return True for an hour without a day: "begins at 11 pm", "would stay past midnight"."""
    habitual = tense.present or tense.cue.lower().partition(" ")[0] in _HABITUAL
    return habitual and time.anchor is None and _HOUR.match(time.relative or "") is not None


def _stands_alone(words: Doc, span: range) -> bool:
    """Return True for a subject that only the text before explains: "Another is planned"."""
    tokens = words.tokens
    verb = next((at for at in span if tokens[at].tag in (*FINITE_TAGS, "MD")), span.stop)
    if verb in (span.start, span.stop):
        return False
    subject = tokens[verb - 1]
    if subject.lower in _POINTING and subject.tag == "DT":
        return True  # "On Friday, that changes"
    first = tokens[span.start]
    if first.tag in RELATIVE_TAGS or first.tag == "IN":
        return False  # "the fair that opens on Friday"
    counted = skip_tags(tokens, span.start, ("DT", "CD"), verb)
    is_determiner = first.lower in _STANDING_ALONE or first.tag == "CD" or subject.tag == "CD"
    return counted == verb and is_determiner


def _is_canceled(words: Doc, sentence: Sentence, span: range, tokens: range) -> bool:
    """Return True if a sentence or the start of the next one cancels or moves what was planned.

    The day to which it was moved is announced: "was postponed to Friday".
    """
    at = _cancellation(words, sentence.first, sentence.last)
    will = any(words.tokens[at].tag == "MD" for at in range(span.start, tokens.start))
    if at is not None and not will:  # "was to speak … after a postponement, will speak"
        between = words.tokens[at + 1 : tokens.start]
        moved = (
            at < tokens.start
            and len(between) <= _NEW_DATE_REACH
            and any(token.lower in _NEW_DATE for token in between)
        )
        return not moved
    number = words.sentence_of(sentence.first) + 1
    if number == len(words.sentences):
        return False
    following = words.sentences[number]
    subject = words.tokens[following.first].lower
    is_same = subject in ("it", "this", "that") or any(
        is_event_noun(token) for token in words.tokens[following.first : following.first + 3]
    )
    last = min(following.first + _SUBJECT_REACH, following.last)
    return is_same and _cancellation(words, following.first, last) is not None


def _cancellation(words: Doc, first: int, last: int) -> int | None:
    """Return the index of a word that cancels a plan; None if there is none."""
    for at in range(first, last):
        token = words.tokens[at]
        if token.lower in _CANCELING or (token.lower in _CANCELED and token.tag in PAST_TAGS):
            return at
        near = words.tokens[at + 1 : min(at + 1 + _OFF_REACH, last)]
        if token.lower in _LEFT_OFF and any(token.lower == "off" for token in near):
            return at
    return None
