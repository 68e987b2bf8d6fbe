"""Recognize clauses about a day ahead that announce nothing for it.

They are forecasts, canceled plans, habits, and dates that only bound an event.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import TimeExpression
from analysis.syntax.tag_sets import FINITE_TAGS, PAST_TAGS
from analysis.syntax.tokens import Doc, Sentence
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
_WAITING = word_set("wait waits waiting")
_HOLDING = word_set("hold holds")
_OBJECT_REACH = 7  # tokens
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
    return (
        before[-1:] == ["after"]
        or not _PREDICTIONS.isdisjoint(before)
        or _is_probable(before)
        or (before[-1:] in (["until"], ["till"]) and not _WAITING.isdisjoint(before))
        or _is_habitual_hour(time, tense)
        or _holds_no_event(words, span, tokens, tense)
        or _stands_alone(words, span)
        or _is_canceled(words, sentence, span, tokens)
    )


def _is_probable(before: Sequence[str]) -> bool:
    """Return True for "is likely to win on Friday", not for "will likely report"."""
    return any(pair == ("likely", "to") for pair in pairwise(before))


def _is_habitual_hour(time: TimeExpression, tense: Tense) -> bool:
    """Return True for an hour without a day: "begins at 11 pm", "would stay past midnight"."""
    habitual = tense.present or tense.cue.lower().partition(" ")[0] in _HABITUAL
    return habitual and time.anchor is None and _HOUR.match(time.relative or "") is not None


def _holds_no_event(words: Doc, span: range, tokens: range, tense: Tense) -> bool:
    """Return True for "holds an interest in it this summer", not for "holds its vote in May"."""
    if not tense.present or tense.cue.lower() not in _HOLDING:
        return False
    verb = next((at for at in span if words.tokens[at].text == tense.cue), span.stop)
    last = min(verb + _OBJECT_REACH, span.stop)
    return not any(
        is_event_noun(words.tokens[at]) for at in range(verb + 1, last) if at not in tokens
    )


def _stands_alone(words: Doc, span: range) -> bool:
    """Return True for a subject that only the text before explains: "Another is planned"."""
    if len(span) < 2:
        return False
    first, second = words.tokens[span.start], words.tokens[span.start + 1]
    return first.lower in _STANDING_ALONE and second.tag in (*FINITE_TAGS, "MD")


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
