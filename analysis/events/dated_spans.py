"""Find the clause or the noun that a time expression dates."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.events.announcements import (
    has_plan,
    is_firm,
    is_forecast,
    is_scheduled,
    is_set_past,
    reports_plan,
    was_planned,
)
from analysis.events.dateless_uses import is_comparison_base, is_noun_modifier, is_record_bound
from analysis.events.event_dates import (
    CONDITION,
    FUTURE_CUE,
    FUTURE_VERB,
    PAST_VERB,
    UNANNOUNCED,
    condition_of,
    is_gerund_of_past,
    is_later_without_plan,
)
from analysis.events.headline_names import Names
from analysis.events.headlines import contains_word, dated_headline, noun_headline
from analysis.events.phrases import noun_phrase_start, takes_infinitive_object, trim_clause
from analysis.events.recurring_days import lists_weekdays
from analysis.events.reports import Report
from analysis.events.unannounced import announces_nothing
from analysis.lexicon import word_set
from analysis.models import Reason, TimeExpression
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    NOUN_OR_PRONOUN_TAGS,
    PAST_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, skip_tags_back
from analysis.timex.event_nouns import DatedNoun, find_dated_noun, is_event_noun
from analysis.timex.tense import Tense, tense_at

_PREPOSITIONS = word_set("since until till by after")
_ENDING = word_set("end close finish start begin")
_LASTING = lexicon.words("event_nouns", "lasting")
_DAYS = word_set("today yesterday tomorrow")
_ORDERING = word_set("before until till to toward towards")
_ORDERING_PAIRS = (("ahead", "of"), ("prior", "to"))
_HEDGES = word_set("may might could would should") | lexicon.words("tense_cues", "guess")
_BARE = 4  # words of "the May 3 deadline"
_SUBJECTS = word_set("he she it they")
_TELLING = REPORTING_VERBS | {"told", "wrote"}


class DatedSpan(Struct, frozen=True):
    """The clause or noun that an expression dates; a repeated event has the same `key`.

    `fallback` is shown if another event has the headline already, as a noun without its clause.
    """

    start: int
    end: int
    headline: str
    reason: Reason
    key: str
    fallback: str = ""


def find_dated_span(
    words: Doc,
    sentence: Sentence,
    starts: list[int],
    event_tokens: Sequence[int],
    time: TimeExpression,
    tokens: range,
    names: Names,
    reported: Sequence[Report],
) -> DatedSpan | None:
    """Return the clause or noun that an expression dates, or None.

    `event_tokens` are the indexes of the text's verbs and event nouns, in order.
    """
    phrase = " ".join(words.text[time.start : time.end].split())
    noun = find_dated_noun(words, sentence, tokens)
    if noun is not None and time.type == "TIME" and noun.span.start == tokens.start:
        noun = None  # "rose in morning trading"
    if noun is not None and _is_between_words(words, sentence, noun, tokens):
        noun = None
    if noun is not None:
        first, last = words.tokens[noun.span.start].start, words.tokens[noun.span.stop - 1].end
        head = words.tokens[noun.head].text
        id = "event.noun_before" if noun.head >= tokens.stop else "event.noun_after"
        tense = tense_at(words, tokens.start, tokens.stop)
        reason = Reason.of(id, words=phrase, cue=head)
        period = time.relative is None and time.value.isdecimal()  # "the 2016 nomination"
        period = period or "-Q" in time.value  # "second-quarter earnings"
        headline = noun_headline(words, sentence, noun.span, names)
        lasting = period and head.lower() in _LASTING
        if _follows_past(words, sentence, noun.span):
            reason = reason.extend(Reason(PAST_VERB))
        elif lasting or not headline.whole or _is_bare_deadline(head, headline.text):
            reason = reason.extend(Reason(UNANNOUNCED))
        elif tense.direction == ">" and not period:
            reason = reason.extend(Reason.of(FUTURE_CUE, tense=tense.cue))
        shown = headline.text
        clause = _clause_headline(words, sentence, starts, noun, tokens, names, reported)
        shown = clause or shown
        if (
            clause
            and noun.span.start <= tokens.start
            and (last_verb := _verb_of_subject(words, sentence, starts, noun))
        ):
            last = max(last, last_verb)
        return DatedSpan(first, last, shown, reason, head.lower(), headline.text)
    if is_comparison_base(words, sentence, time, tokens) or is_noun_modifier(
        words, sentence, time, tokens
    ):
        return None
    at = bisect_left(starts, tokens.start + 1) - 1
    first_token = starts[max(at, 0)]
    last_token = starts[at + 1] if at + 1 < len(starts) else sentence.last
    if tokens.start <= first_token + 2 and first_token == sentence.first:
        # "Yesterday, Reis, the deputy mayor, | announced the vote"
        while last_token < sentence.last and words.tokens[last_token].tag in FINITE_TAGS:
            if any(token.tag in VERBAL_TAGS for token in words.tokens[first_token:last_token]):
                break
            at += 1
            last_token = starts[at + 1] if at + 1 < len(starts) else sentence.last
    line = words.tokens[first_token:last_token]
    whole = line[-1].tag == "." and len(line) > 3
    nearest = bisect_left(event_tokens, first_token)
    if not whole and (nearest == len(event_tokens) or event_tokens[nearest] >= last_token):
        return None
    if not any(
        token.tag[:2] in ("VB", "MD", "TO") or is_event_noun(token)
        for token in words.tokens_of(sentence)
    ):
        return None  # the caption of a picture: "Reis (left) in Porto on 3 May 2021."
    relative = _relative_of_subject(words, first_token, last_token)
    if relative is not None and tokens.start > relative:
        first_token = noun_phrase_start(words, relative, first_token)
    elif relative is not None and last_token < sentence.last:
        at += 1
        last_token = starts[at + 1] if at + 1 < len(starts) else sentence.last
    while last_token < sentence.last and (
        _ends_with_cue(words, first_token, last_token, tokens)
        or _ends_before_infinitive(words, first_token, last_token)
    ):
        at += 1
        last_token = starts[at + 1] if at + 1 < len(starts) else sentence.last
    if _is_trailing_attribution(words, first_token, last_token, sentence, tokens):
        first_token = sentence.first
    last_token = _participle_end(words, first_token, last_token, tokens)
    span = trim_clause(words, first_token, last_token, tokens.start)
    if _is_date_alone(words, span, tokens):
        if last_token == sentence.last:
            return None
        last_token = starts[at + 2] if at + 2 < len(starts) else sentence.last
        span = trim_clause(words, first_token, last_token, tokens.start)
        if _is_date_alone(words, span, tokens):
            return None
    if is_record_bound(words, first_token, last_token, tokens):
        return None
    tense = tense_at(words, tokens.start, tokens.stop)
    first, last = words.tokens[span.start].start, words.tokens[span.stop - 1].end
    report = next((found for found in reported if found.start <= first and last <= found.end), None)
    report = report or next(
        (each for each in reported if each.start <= sentence.start + 1 and each.end <= time.start
         and each.end > sentence.start), None,
    )  # fmt: skip
    at_date = next((found for found in reported if found.start <= time.start < found.end), None)
    direct = at_date is not None and at_date.direct
    reason = Reason.of("event.clause", words=phrase)
    ends_period = (
        words.tokens[tokens.start - 1].lower in _ENDING
    )  # "gained 2%, to end the day at 9"
    if ends_period or not _contains_cue(words, span, tense.cue):
        tense = Tense("", "")
    if tense.cue == "until" and _last_finite(words, first_token, tokens) == "VBD":
        reason = reason.extend(Reason(PAST_VERB))
    elif tense.cue in _PREPOSITIONS:
        if tense.direction != ">":
            reason = reason.extend(Reason.of("event.looks_back", tense=tense.cue))
        elif tense.cue != "by" or has_plan(words, span, tokens):
            reason = reason.extend(Reason.of(FUTURE_CUE, tense=tense.cue))
    elif tense.cue:
        reason = Reason.of("event.verb", words=phrase, cue=tense.cue)
        once = was_planned(words, span, tokens) or is_set_past(words, span, tense)
        if (
            tense.direction == ">"
            and not once
            and is_firm(words, sentence, span, time, tokens, tense)
            and not (direct and is_forecast(words, span, tokens, tense))
        ) or (is_scheduled(words, span, time, tokens, tense) and not direct):
            reason = reason.extend(Reason(FUTURE_VERB))
        elif once or (tense.direction == "<" and not reports_plan(words, span, tokens, tense)):
            reason = reason.extend(Reason(PAST_VERB))
    as_of = [token.lower for token in words.tokens[tokens.start - 2 : tokens.start]] == ["as", "of"]
    if (
        as_of
        or is_gerund_of_past(words, first_token, tokens)
        or is_later_without_plan(words, sentence, time)
    ):
        reason = reason.extend(Reason(PAST_VERB))
    elif (cue := condition_of(words, sentence, first_token, tokens)) is not None:
        reason = reason.extend(Reason.of(CONDITION, cue=cue))
    ahead = any(addition.id in (FUTURE_CUE, FUTURE_VERB) for addition in reason.also)
    cue = tense.cue.rpartition(" ")[2] if ahead else ""
    title = dated_headline(words, sentence, span, tokens, starts, names, report, cue)
    if ahead and (
        not title.whole
        or lists_weekdays(words, sentence)
        or announces_nothing(words, sentence, span, time, tokens, tense)
    ):
        reason = reason.extend(Reason(UNANNOUNCED))
    return DatedSpan(first, last, title.text, reason, f"{first} to {last}", title.fallback)


def _is_date_alone(words: Doc, span: range, tokens: range) -> bool:
    """Return whether a clause has only its date: "The following month, | the firm closed"."""
    return all(at in tokens or words.tokens[at].tag in ("IN", "DT", ",") for at in span)


def _clause_headline(
    words: Doc,
    sentence: Sentence,
    starts: list[int],
    noun: DatedNoun,
    tokens: range,
    names: Names,
    reported: Sequence[Report],
) -> str:
    """Return the headline of the clause of a dated noun; "" if it is no whole sentence.

    It contains the noun with its date: "The police prepare for Thursday's elections".
    """
    at = bisect_left(starts, min(noun.span.start, tokens.start) + 1) - 1
    stop = starts[at + 1] if at + 1 < len(starts) else sentence.last
    span = trim_clause(words, starts[max(at, 0)], stop, tokens.start)
    first, last = words.tokens[span.start].start, words.tokens[span.stop - 1].end
    report = next((each for each in reported if each.start <= first and last <= each.end), None)
    head = words.tokens[noun.head].text
    verb = next((at for at in span if words.tokens[at].tag in FINITE_TAGS), span.stop)
    unnamed = any(
        words.tokens[at].lower in _SUBJECTS and at not in names for at in range(span.start, verb)
    )
    start = min(noun.span.start, tokens.start)
    is_subject = start == span.start and words.tokens[start - 1].tag != "IN"
    if unnamed:
        return ""
    if not is_subject and (
        _is_at_another_time(words, start)
        or any(words.tokens[at].lower in _HEDGES for at in range(span.start, start))
    ):
        return ""
    found = dated_headline(words, sentence, span, tokens, starts, names, report, head)
    ends = (words.tokens[tokens.stop - 1].text, head)
    dated = all(contains_word(found.text, word) for word in ends)
    opening = words.text[words.tokens[start].start : words.tokens[noun.head].end]
    stop = max(noun.span.stop, tokens.stop)
    comma = stop < sentence.last and words.tokens[stop].text == ","
    lost = comma and not is_subject and found.text.lower().startswith(opening.lower())
    return found.text if found.whole and dated and not lost else ""


def _is_bare_deadline(head: str, headline: str) -> bool:
    """Return whether the words for a deadline do not say what is due."""
    return head.lower() == "deadline" and len(headline.split()) <= _BARE


def _is_at_another_time(words: Doc, noun: int) -> bool:
    """Return whether a clause is before the event of its noun: "before the vote", "looks to it"."""
    before = words.tokens[noun - 1].lower
    if words.tokens[noun - 2].lower == "according":
        return False
    return before in _ORDERING or (words.tokens[noun - 2].lower, before) in _ORDERING_PAIRS


def _verb_of_subject(
    words: Doc, sentence: Sentence, starts: list[int], noun: DatedNoun
) -> int | None:
    """Return the end of the clause whose subject a dated noun is, if its verb is in the past."""
    at = bisect_left(starts, noun.span.start + 1) - 1
    stop = starts[at + 1] if at + 1 < len(starts) else sentence.last
    span = trim_clause(words, starts[max(at, 0)], stop)
    if noun.span.start != span.start:
        return None
    verb = next(
        (i for i in range(noun.head, span.stop) if words.tokens[i].tag in FINITE_TAGS), None
    )
    if verb is None or words.tokens[verb].tag != "VBD":
        return None
    return words.tokens[span.stop - 1].end


def _is_between_words(words: Doc, sentence: Sentence, noun: DatedNoun, tokens: range) -> bool:
    """Return True if a date and the noun beside it belong to different phrases.

    "The agency said today | conditions were bad", "little discussion of | Tuesday's results".
    """
    following = words.tokens[tokens.stop] if tokens.stop < sentence.last else None
    owner = following is not None and following.tag == "POS"
    if noun.head < tokens.start:
        return owner
    single = len(tokens) == 1 and words.tokens[tokens.start].lower in _DAYS
    return single and not owner


def _last_finite(words: Doc, first: int, tokens: range) -> str:
    """Return the tag of the last finite verb of a clause before its date; "" for none."""
    tags = (words.tokens[at].tag for at in range(tokens.start - 1, first - 1, -1))
    return next((tag for tag in tags if tag in FINITE_TAGS), "")


def _follows_past(words: Doc, sentence: Sentence, noun: range) -> bool:
    """Return whether a noun follows "after" and a verb in the past: "resigned after a meeting"."""
    near = {token.lower for token in words.tokens[max(sentence.first, noun.start - 5) : noun.start]}
    if not near.isdisjoint(("wake", "recently")):
        return True  # "most recently in a Monday interview"
    if noun.start - 2 < sentence.first or words.tokens[noun.start - 1].lower != "after":
        return False
    before = words.tokens[sentence.first : noun.start - 1]
    tags = [token.tag for token in before if token.tag in FINITE_TAGS]
    return before[-1].lower != "until" and tags[-1:] == ["VBD"]


def _contains_cue(words: Doc, span: range, cue: str) -> bool:
    """Return whether a clause contains the cue of a tense."""
    last = cue.rpartition(" ")[2]
    return any(words.tokens[at].text == last or cue == words.tokens[at].lower for at in span)


def _relative_of_subject(words: Doc, first: int, last: int) -> int | None:
    """Return the start of a relative clause before any verb: "On June 9 the governor, who …"."""
    for at in range(first + 1, last):
        tag = words.tokens[at].tag
        if tag in ("WDT", "WP", "WP$"):
            return at if words.tokens[at - 1].lower == "," else None
        if tag in FINITE_TAGS:
            return None
    return None


def _ends_with_cue(words: Doc, first: int, last: int, tokens: range) -> bool:
    """Return whether a clause ends at "said on Friday"; the event includes its content."""
    end = last - 1
    while end > first and (end in tokens or words.tokens[end].tag in ("IN", ",")):
        end -= 1
    end -= _is_addressee(words, end)
    verb = words.tokens[end]
    if words.tokens[last].tag == "CC":
        return False
    return verb.lower in REPORTING_VERBS or (
        verb.tag in VERB_TAGS and words.tokens[last].lower == "that" and last - end < 8
    )


def _ends_before_infinitive(words: Doc, first: int, last: int) -> bool:
    """Return whether a clause ends before its infinitive: "ordered Reis, the mayor, | to leave"."""
    tokens = words.tokens
    if tokens[last].tag != "TO" or tokens[last + 1].tag != "VB" or tokens[last - 1].text != ",":
        return False
    verbs = [at for at in range(first, last) if tokens[at].tag in VERB_TAGS]
    return bool(verbs) and takes_infinitive_object(tokens[verbs[-1]])


def _is_trailing_attribution(
    words: Doc, first: int, last: int, sentence: Sentence, tokens: range
) -> bool:
    """Return whether a clause is the "…, a spokesman said Friday" at the end of a sentence."""
    if last < sentence.last or first == sentence.first or tokens.start <= first:
        return False
    finite = [at for at in range(first, last) if words.tokens[at].tag in FINITE_TAGS]
    if len(finite) == 1 and finite[0] < tokens.start and words.tokens[finite[0]].lower in _TELLING:
        marks = words.tokens[first - 1 : first + 1]
        quoted = any(mark.text == "," or mark.tag == "''" for mark in marks)
        following = words.tokens[finite[0] + 1]
        has_listener = words.tokens[finite[0]].lower == "told"
        has_object = following.tag in ("DT", "NN", "NNS", "PRP$", "JJ") and not has_listener
        if quoted and (finite[0] + 1 in tokens or not has_object):
            return True
    if tokens.stop < last - 2:
        return False
    before = tokens.start - 1
    before = skip_tags_back(words.tokens, before + 1, ("IN", "DT", "JJ", "RB"), first + 1) - 1
    before -= _is_addressee(words, before)
    return words.tokens[before].lower in REPORTING_VERBS


def _is_addressee(words: Doc, at: int) -> bool:
    """Return whether a token is the listener of "told": "told reporters on Friday"."""
    follows_verb = at > 0 and words.tokens[at - 1].lower in ("told", "tells", "tell")
    return follows_verb and words.tokens[at].tag in NOUN_OR_PRONOUN_TAGS


def _participle_end(words: Doc, first: int, last: int, tokens: range) -> int:
    """Cut a clause before the main verb after a participle: "a pact signed in May | led"."""
    before = tokens.start - 1
    before = skip_tags_back(words.tokens, before + 1, ("IN", "DT", "RB", "TO", "JJ"), first + 1) - 1
    if before <= first:
        return last
    verb = words.tokens[before]
    alone = not words.tokens[before - 1].tag.startswith(("VB", "RB", "MD"))
    # Taggers often tag a participle as a past tense: "a pact signed in May led …".
    if verb.tag not in PAST_TAGS or not alone:
        return last
    if verb.lower in REPORTING_VERBS or words.tokens[min(tokens.stop, last - 1)].lower == "that":
        return last
    if has_finite_verb(words.tokens[first:before]):
        return last
    if has_finite_verb(words.tokens[tokens.stop : last]):
        return tokens.stop
    return last
