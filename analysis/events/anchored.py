"""Date the events of a text that have no date of their own by the dates around them.

Each guess names the expression that it uses. Its confidence follows from the probability of that
choice.
"""

import datetime
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from analysis import lexicon
from analysis.events.anchors import HAVE, ChosenDay, DatedTimes, choose_day, index_times
from analysis.events.dateless_uses import dates_no_event
from analysis.events.event_dates import date_event, find_phrase_of
from analysis.events.extractor import is_dateline
from analysis.events.headline_names import Names, index_names
from analysis.events.headlines import dated_headline
from analysis.events.news_verbs import EVENT_CLAUSE_OPENERS, Quoted
from analysis.events.reported import has_hijri_year, is_dated_later, is_past_history
from analysis.events.reports import Report, find_reports
from analysis.events.sentence_index import index_by_sentence
from analysis.events.undated_clauses import HAD, UndatedClause, find_undated_clauses
from analysis.lexicon import word_set
from analysis.models import PASSAGE, Entity, Event, Mention, Quotation, Reason, TimeExpression
from analysis.structs import replace
from analysis.syntax.clause_starts import find_clause_starts
from analysis.syntax.tag_sets import FINITE_TAGS, PRESENT_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc
from analysis.timex.relations import parse_relation

_LEAST = 0.25  # probability of a day
_PERFECT = HAVE | HAD
# The share of right guesses: a logistic regression on the logit of the probability, by 162 of them
_BASE, _PER_LOGIT, _OF_CONTENT, _OF_LATER_DATE, _OF_FAR_DATE = -0.06, 0.37, -1.24, -1.41, -0.78
_MOST_PROBABLE = 0.97
_FAR, _FAR_AHEAD = 5, 3  # sentences
_LEAST_CONFIDENCE = 0.2  # of a guess; of 15 with less, 2 were right
_SAYING = lexicon.words("reporting_verb_forms", "plain")
_OCCASION = re.compile(r"(?: (?:in|on|at) [^,“:]{1,40})?\W*")
_RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
_SHORTEST = 3  # words of a headline
_VAGUE = word_set("recently lately ago")
_BESIDE = 3  # tokens between a verb and its adverb
_LEAD = 6  # sentences, title and byline included
_LEAST_OF_REPORTED = 0.4  # of a day other than that of the publication, for news of the lead


def add_anchored_events(
    events: Sequence[Event],
    words: Doc,
    times: Sequence[TimeExpression],
    mentions: Sequence[Mention],
    published: datetime.date | None,
    entities: Sequence[Entity] = (),
    quotations: Sequence[Quotation] = (),
) -> tuple[Event, ...]:
    """Return the events with those that only a date around them dates, in text order.

    News of the lead, reported on the day of publication, gets another day if that is more probable.
    """
    words = words.with_stops
    quoted = Quoted.of(words, quotations, ("direct",))
    timed = {at for time in times for at in words.token_range(time.start, time.end)}
    owners = frozenset(event.time for event in events if event.time is not None)
    dated = index_times(words, times, owners, quoted.spans, find_dateless(words, times))
    names = index_names(words, mentions, entities)
    reports_of = index_by_sentence(
        words,
        (report for quotation in quotations for report in find_reports(words, quotation, entities)),
    )
    events_of = index_by_sentence(words, events)
    found = [_move_reported_event(words, event, dated, published) for event in events]
    headlines = {event.headline for event in events}
    contents = sorted(span for quotation in quotations for span in quotation.spans)
    furthest = [0, *accumulate((end for _, end in contents), max)]
    vague = [time for time in times if time.value == "PAST_REF"]
    for clause in find_undated_clauses(words, events, quoted, timed):
        number = words.sentence_of(clause.verb)
        if (
            has_hijri_year(words, clause.sentence)
            or is_dated_later(words, clause.sentence, clause.verb, events_of.get(number + 1, []))
            or _has_vague_time(words, clause, vague)
        ):
            continue
        anchor = choose_day(words, clause, dated)
        if anchor.probability < _LEAST or (
            anchor.time is None and not _is_current(words, clause, anchor, times)
        ):
            continue
        if anchor.time is not None and (
            _is_doubtful(words, clause, dated, anchor.time)
            or _is_ahead(words, clause.verb, times[anchor.time])
        ):
            continue
        verb = words.tokens[clause.verb].start
        # of all contents that begin before the verb, one ends behind it
        is_content = verb < furthest[bisect_left(contents, (verb + 1, 0))]
        confidence = _confidence_of(words, clause.verb, anchor, dated, is_content=is_content)
        if anchor.time is not None and confidence < _LEAST_CONFIDENCE:
            continue
        event = _make_event(
            words,
            clause,
            anchor,
            confidence,
            dated,
            timed,
            mentions,
            names,
            reports_of.get(number, []),
            headlines,
        )
        if _lacks_content(words.tokens[clause.verb].text, event.headline):
            continue
        is_new = event.headline not in headlines or "…" in event.headline
        if is_new and event.headline.count(" ") >= _SHORTEST - 1:
            headlines.add(event.headline)
            found.append(date_event(event, words.text, times, published))
    return tuple(sorted(found, key=lambda event: _position(event, times)))


def find_dateless(words: Doc, times: Sequence[TimeExpression]) -> frozenset[int]:
    """Return the indexes of expressions that date no event: a dateline, an age, a law's year."""
    found = []
    for index, time in enumerate(times):
        tokens = words.token_range(time.start, time.end)
        if not tokens:
            continue
        sentence = words.sentences[words.sentence_of(tokens.start)]
        if is_dateline(words, sentence, tokens) or dates_no_event(
            words, times, index, sentence, tokens
        ):
            found.append(index)
    return frozenset(found)


def _lacks_content(verb: str, headline: str) -> bool:
    """Return whether a headline only reports an act of speech: "The union said in a statement"."""
    after = headline.rpartition(f" {verb}")[2] if verb.lower() in _SAYING else headline
    return _OCCASION.fullmatch(after) is not None


def _is_doubtful(words: Doc, clause: UndatedClause, dated: DatedTimes, time: int) -> bool:
    """Return whether a clause rarely happened on a day named near it.

    It is a relative clause, in a present or, elsewhere than its date, in a perfect tense, or before
    all dates near it and no lead: of 39 guesses of these kinds, 3 were right.
    """
    tokens, first = words.tokens, clause.span.start
    verb = tokens[clause.verb]
    number = words.sentence_of(clause.verb)
    distance = number - dated.sentences[time]
    if verb.lower in _PERFECT:
        if distance:
            return True
    elif verb.tag in PRESENT_TAGS:
        return True
    before, earlier = tokens[max(first - 1, 0)].tag, tokens[max(first - 2, 0)].tag
    is_relative = bool({tokens[first].tag, before} & _RELATIVE_TAGS)
    if is_relative and "IN" not in (before, earlier):  # "the vote in which he won" has that day
        return True
    return distance < -1 and number >= _LEAD


def _has_vague_time(words: Doc, clause: UndatedClause, times: Sequence[TimeExpression]) -> bool:
    """Return whether a clause is of a time that no day names: "recently met", "a few weeks ago".

    `times` are those without a value in the calendar.
    A study that is recent, or "more recently" in a list of reports, says nothing about the day.
    """
    for time in times:
        tokens = words.token_range(time.start, time.end)
        if not tokens or tokens.start not in clause.span:
            continue
        before, last = words.tokens[tokens.start - 1].lower, words.tokens[tokens.stop - 1].lower
        is_modifier = words.text[time.end : time.end + 1] == "-"  # "a recently-announced plan"
        near = abs(clause.verb - tokens.start) <= _BESIDE and not is_modifier
        if last in _VAGUE and before not in ("more", "most") and (near or last == "ago"):
            return True
    return False


def _is_ahead(words: Doc, verb: int, time: TimeExpression) -> bool:
    """Return whether a date is ahead of the publication, but the verb in the past."""
    if words.tokens[verb].tag != "VBD":
        return False
    steps, _, direction, _ = parse_relation(time.relative or "")
    return direction == ">" or steps.startswith((">", "+1", "+2"))


def _is_current(
    words: Doc, clause: UndatedClause, anchor: ChosenDay, times: Sequence[TimeExpression]
) -> bool:
    """Return whether a clause may be of the day of publication.

    It is no subordinate clause, among no years of the past, and in no past perfect. Far from the
    lead, that day is more probable than the dates near the clause.
    """
    opening, verb = words.tokens[clause.span.start], words.tokens[clause.verb]
    before = words.tokens[max(clause.span.start - 1, clause.sentence.first)]
    if verb.lower in HAD or {opening.tag, before.tag} & WH_TAGS:
        return False
    if {opening.lower, before.lower} & EVENT_CLAUSE_OPENERS:
        return False
    near = words.sentence_of(clause.verb) < _LEAD and verb.lower not in HAVE
    if not near and verb.lower not in HAVE and verb.tag in PRESENT_TAGS:
        return False  # "is also being investigated"
    if not near and (anchor.candidates == 1 or anchor.probability < _LEAST_OF_REPORTED):
        return False
    return not is_past_history(words, clause.sentence, times)


def _position(event: Event, times: Sequence[TimeExpression]) -> int:
    """Return the offset by which events are ordered: that of the date, or of the clause."""
    if event.time is None or event.reason.id == PASSAGE:
        return event.start
    return times[event.time].start


def _move_reported_event(
    words: Doc, event: Event, dated: DatedTimes, published: datetime.date | None
) -> Event:
    """Return news of the lead on the day that a date near it gives, if that is more probable."""
    if event.time is not None:
        return event
    tokens = words.token_range(event.start, event.end)
    verb = next((at for at in tokens if words.tokens[at].tag in FINITE_TAGS), None)
    if verb is None or words.tokens[verb].tag != "VBD" or words.tokens[verb].lower in HAD:
        return event
    sentence = words.sentences[words.sentence_of(verb)]
    clause = UndatedClause(sentence, tokens, verb)
    anchor = choose_day(words, clause, dated)
    if anchor.time is None or anchor.probability < _LEAST_OF_REPORTED:
        return event
    if _is_ahead(words, verb, dated.times[anchor.time]) or _has_vague_time(
        words, clause, dated.times
    ):
        return event
    moved = replace(
        event,
        time=anchor.time,
        reason=_reason_of(words, dated, anchor.time),
        confidence=_confidence_of(words, verb, anchor, dated, is_content=False),
    )
    return date_event(moved, words.text, dated.times, published)


def _reason_of(words: Doc, dated: DatedTimes, time: int) -> Reason:
    return Reason.of(PASSAGE, words=find_phrase_of(words.text, dated.times[time]))


def _confidence_of(
    words: Doc, verb: int, anchor: ChosenDay, dated: DatedTimes, *, is_content: bool
) -> float:
    """Return the share of right guesses with this probability.

    Few are right in statements, by a date after the clause or by one far before it.
    """
    probability = min(anchor.probability, _MOST_PROBABLE)
    logit = _BASE + _PER_LOGIT * math.log(probability / (1 - probability))
    logit += _OF_CONTENT * is_content
    if anchor.time is not None:
        distance = words.sentence_of(verb) - dated.sentences[anchor.time]
        logit += _OF_LATER_DATE * (distance < -_FAR_AHEAD) + _OF_FAR_DATE * (distance > _FAR)
    return round(1 / (1 + math.exp(-logit)), 2)


def _make_event(
    words: Doc,
    clause: UndatedClause,
    anchor: ChosenDay,
    confidence: float,
    dated: DatedTimes,
    timed: set[int],
    mentions: Sequence[Mention],
    names: Names,
    reports: Sequence[Report],
    headlines: set[str],
) -> Event:
    """Return the event of a clause, not yet dated. `headlines` are those of other events."""
    span, sentence = clause.span, clause.sentence
    start, end = words.tokens[clause.opening].start, words.tokens[span.stop - 1].end
    report = next((report for report in reports if report.start <= start < report.end), None)
    starts = find_clause_starts(words, sentence, timed)
    empty = range(span.stop, span.stop)
    title = dated_headline(words, sentence, span, empty, starts, names, report)
    headline = title.fallback if title.text in headlines else title.text
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    involved = dict.fromkeys(
        mention.entity
        for mention in mentions[first : bisect_left(mentions, end, key=lambda m: m.start)]
        if mention.end <= end and mention.entity is not None
    )
    reason = Reason() if anchor.time is None else _reason_of(words, dated, anchor.time)
    return Event(
        start, end, anchor.time, headline, entities=tuple(involved), reason=reason,
        confidence=confidence,
    )  # fmt: skip
