"""Find states among dated clauses: "has been president since 2019", "is home to 300 people"."""

import re
from collections.abc import Sequence

from analysis import lexicon
from analysis.event_relations import BEGINS, DEADLINE, ENDS
from analysis.events.anchors import find_grain
from analysis.lexicon import word_set
from analysis.models import Reason, TimeExpression
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import ADVERB_TAGS, FINITE_TAGS, PAST_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc, skip_tags
from analysis.syntax.verb_groups import find_main_verb
from analysis.timex.event_nouns import is_event_noun

_BE = lexicon.words("auxiliaries", "be")
_HAVE = word_set("has have had 've ’ve")
_LASTING = lexicon.words("news_verbs", "lasting")
_ACTIVITIES = lexicon.words("news_verbs", "activity")
_STATIVE = _BE | _LASTING | _ACTIVITIES
_OUTCOMES = lexicon.words("news_verbs", "outcome")
_OBJECT = 5  # tokens after "had": "had to leave", "had a fire"
_PERIODS = frozenset(("month", "year"))
_DECADE = re.compile(r"\d{2,3}X?")


def is_state(
    words: Doc, span: range, date: range, time: TimeExpression, bounds: Sequence[Reason]
) -> bool:
    """Return whether a clause tells what lasts, not what happened.

    `span` are its tokens and `date` those of its date, `time`. A modal verb announces: "will be
    open on Friday" is an event. So is a past form of "to be" on a day: "was in Porto on Friday".
    """
    verb = _governing_verb(words, span, date)
    if verb is None:
        return False
    tokens = words.tokens
    token, main = tokens[verb], find_main_verb(tokens, verb, span.stop)
    if token.tag == "MD" or _has_event_subject(words, span.start, verb):
        return False
    begins = any(reason.id == BEGINS for reason in bounds)
    is_bound = begins or any(reason.id in (ENDS, DEADLINE) for reason in bounds)
    is_bound = is_bound or _follows_as_of(words, date)
    is_long = find_grain(time.value) in _PERIODS or _DECADE.fullmatch(time.value) is not None
    lower = tokens[main].lower
    perfect = token.lower in _HAVE and main != verb
    if perfect:
        return begins and (lower in _STATIVE or tokens[main].tag == "VBG")
    if lower in REPORTING_VERBS:
        return False
    if token.lower in _BE and main != verb:
        lasts = tokens[main].tag in PAST_TAGS and lower in _LASTING
        return lasts or (is_bound and token.tag != "VBD" and lower in _ACTIVITIES)
    if token.lower in _BE:
        after = skip_tags(tokens, main + 1, ADVERB_TAGS, span.stop)
        if tokens[after - 1].lower == "home":  # "is home to forty painters"
            return True
        predicate = tokens[after] if after < span.stop else None
        if predicate is None or predicate.lower in _OUTCOMES or after in date:
            return False
        if predicate.tag.startswith("VB") or predicate.tag in ("TO", "IN"):
            return is_bound and predicate.tag == "IN"
        return token.tag != "VBD" or is_bound or is_long
    if token.lower in _HAVE:
        following = tokens[main + 1 : min(main + _OBJECT, span.stop)]
        acts = any(token.tag == "TO" or is_event_noun(token) for token in following)
        return not acts and (token.tag != "VBD" or is_bound or is_long)
    if lower in _LASTING:
        return True
    return is_bound and token.tag in ("VBZ", "VBP") and lower in _ACTIVITIES


def _governing_verb(words: Doc, span: range, date: range) -> int | None:
    """Return the last finite verb of a clause before its date, else the first one after it.

    Verbs of relative clauses count only beside the date.
    """
    before = [at for at in span if at < date.start and words.tokens[at].tag in FINITE_TAGS]
    if before:
        return before[-1]
    for at in range(max(date.stop, span.start), span.stop):
        if words.tokens[at].tag in WH_TAGS:
            return None
        if words.tokens[at].tag in FINITE_TAGS:
            return at
    return None


def _follows_as_of(words: Doc, date: range) -> bool:
    """Return whether a date is that of "As of Friday, he was in a coma"."""
    return [token.lower for token in words.tokens[max(date.start - 2, 0) : date.start]] == [
        "as", "of",
    ]  # fmt: skip


def _has_event_subject(words: Doc, first: int, verb: int) -> bool:
    """Return whether the noun before a verb is an event: "the final was a draw"."""
    at = verb - 1
    while at > first and words.tokens[at].tag in ADVERB_TAGS:
        at -= 1
    return at >= first and is_event_noun(words.tokens[at])
