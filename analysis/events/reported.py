"""Find the events of an article that no date of its text dates: they are reported on its day.

They are in the headline and in the first sentences of the body. The news happened on the day of
publication or before it: "FIFA has rejected the appeal".
"""

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from analysis import lexicon
from analysis.corpus.text_reuse import find_content_stems
from analysis.events.event_dates import date_event
from analysis.events.headline_names import Names, index_names
from analysis.events.headlines import dated_headline
from analysis.events.news_verbs import (
    EVENT_CLAUSE_OPENERS,
    Quoted,
    find_news_verb,
    find_present_verb,
    find_statement_verb,
    find_title_verb,
)
from analysis.events.phrases import trim_clause
from analysis.events.reports import find_reports
from analysis.events.undated_clauses import is_body_line
from analysis.lexicon import word_set
from analysis.models import Entity, Event, Mention, Quotation, TimeExpression
from analysis.stemmer import stem
from analysis.syntax.clause_starts import find_clause_starts
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import FINITE_TAGS, PRESENT_TAGS
from analysis.syntax.tokens import Doc, Sentence, skip_tags
from analysis.syntax.verb_groups import find_main_verb
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.filters import HIJRI_ERA

_SENTENCES = 3  # of the body, in which the news is
_LONGEST_TITLE = 32  # tokens
_CONFIDENCE = (0.75, 0.65, 0.6)  # of an event of the first sentence, the second, the third
_PRESENT_CONFIDENCE = 0.5  # of the present tense in a lead without another event
_TITLE_CONFIDENCE = 0.6
_SAME = 0.6  # share of the content words that two sentences about one event have in common
_SAME_TIME = word_set("after as when")
_DATE_PREPOSITIONS = word_set("at in on")
_YEAR = re.compile(r"\b[12]\d{3}s?\b")
_AUTHOR = word_set("i we my our")
_OCCURRENCES = lexicon.words("news_verbs", "occurrence")


class _News(Struct, frozen=True):
    """A main clause that reports news, by its verb; `speech` is the verb that introduces it."""

    sentence: Sentence
    verb: int
    confidence: float
    speech: int | None = None


def add_reported_events(
    events: Sequence[Event],
    words: Doc,
    times: Sequence[TimeExpression],
    mentions: Sequence[Mention],
    published: datetime.date | None,
    entities: Sequence[Entity] = (),
    quotations: Sequence[Quotation] = (),
) -> tuple[Event, ...]:
    """Return the dated events with the reported ones, in text order.

    A clause that a date dates is no reported event, nor one that repeats such a clause. Without a
    publication date, reported events are returned without days.
    """
    words = words.with_stops
    names = index_names(words, mentions, entities)
    timed = {at for time in times for at in words.token_range(time.start, time.end)}
    quoted = Quoted.of(words, quotations)
    found: list[Event] = []
    title, body = _title_and_body(words)
    lead_end, body_end = (body[:2][-1].end, body[-1].end) if body else (0, 0)
    known = [_stems(words.text[e.start : e.end]) for e in events if e.start < body_end]
    for news in _find_news(words, title, body, quoted):
        if news.sentence is title and any(event.start < lead_end for event in (*events, *found)):
            continue  # the lead tells the news of the title
        if news.sentence in body[2:] and found:
            continue
        event = _event(words, news, timed, mentions, entities, quotations, names)
        if words.tokens[words.token_at(event.start)].tag in FINITE_TAGS and (
            event.headline.split(" ", 1)[0].lower()
            == words.tokens[words.token_at(event.start)].lower
        ):
            continue  # its subject is not known
        at = words.tokens[news.verb].start
        stems = _stems(words.text[event.start : event.end])
        if any(dated.start <= at < dated.end for dated in events):
            known.append(stems)
            continue
        if (
            any(_are_same(stems, earlier) for earlier in known)
            or _has_date(words, news, event, events, times)
            or has_hijri_year(words, news.sentence)
            or (news.sentence in body[1:] and is_past_history(words, news.sentence, times))
            or is_dated_later(words, news.sentence, news.verb, events)
        ):
            continue
        known.append(stems)
        found.append(date_event(event, words.text, times, published))
    if body and not any(
        event.start < body[0].end and body[0].start < event.end for event in (*events, *found)
    ):
        verb = find_present_verb(words, body[0], quoted)
        if verb is None:
            verb = find_statement_verb(words, body[0], quoted)
        if verb is not None:
            news = _News(body[0], verb, _PRESENT_CONFIDENCE)
            event = _event(words, news, timed, mentions, entities, quotations, names)
            found.append(date_event(event, words.text, times, published))
    starts = [event.start if event.time is None else times[event.time].start for event in events]
    merged = list(events)
    for event in found:
        at = bisect_right(starts, event.start)
        starts.insert(at, event.start)
        merged.insert(at, event)
    return tuple(merged)


def _stems(text: str) -> frozenset[str]:
    return frozenset(find_content_stems(text))


def _are_same(first: frozenset[str], second: frozenset[str]) -> bool:
    """Return whether two clauses share most content words of the shorter one."""
    shorter = min(len(first), len(second))
    shared = len(first & second)
    return shared == shorter or (shared >= 3 and shared >= _SAME * shorter)


def _has_date(
    words: Doc, news: _News, event: Event, events: Sequence[Event], times: Sequence[TimeExpression]
) -> bool:
    """Return whether an event's date is in the clause or opens its sentence: "On Friday, … spoke".

    In "After the dam broke on Friday, the mayor has resigned", it is that of another event.
    """
    sentence = news.sentence
    line = words.tokens_of(sentence)
    present = words.tokens[news.verb].tag in PRESENT_TAGS
    past = words.tokens[news.verb].tag == "VBD"
    has_clause = line[0].lower in EVENT_CLAUSE_OPENERS - _DATE_PREPOSITIONS
    comma = next((token.start for token in line if token.text == ","), sentence.start)
    verb = next((token.start for token in line if token.tag in FINITE_TAGS), sentence.end)
    opening = (
        sentence.start if has_clause and present else comma if has_clause else min(comma, verb)
    )
    for dated in events:
        if dated.time is None:
            continue
        at = times[dated.time].start
        if event.start <= at < event.end or sentence.start <= at < opening:
            return True
        # "Two were hurt after a truck overturned on Friday"
        before = words.tokens[max(words.token_at(dated.start) - 1, 0)].lower
        if past and event.start <= dated.start < sentence.end and before in _SAME_TIME:
            return True
    return False


def has_hijri_year(words: Doc, sentence: Sentence) -> bool:
    """Return whether a sentence has a year of the Islamic calendar, which is no time expression."""
    return any(
        "CD" in (first.tag, second.tag) and (first.lower in HIJRI_ERA or second.lower in HIJRI_ERA)
        for first, second in pairwise(words.tokens_of(sentence))
    )


def is_past_history(words: Doc, sentence: Sentence, times: Sequence[TimeExpression]) -> bool:
    """Return whether a year in this sentence or the one before shows that it tells of the past."""
    number = words.sentence_of(sentence.first)
    start = words.sentences[max(number - 1, 0)].start
    first = bisect_left(times, start, key=lambda time: time.start)
    last = bisect_left(times, sentence.end, key=lambda time: time.start)
    return any(_YEAR.search(words.text[time.start : time.end]) for time in times[first:last])


def is_dated_later(words: Doc, sentence: Sentence, verb: int, events: Sequence[Event]) -> bool:
    """Return whether the next sentence dates the event: "The attack happened on Friday".

    It can repeat its verb: "A trader has been arrested. Moss was arrested on Friday".
    """
    number = words.sentence_of(sentence.first) + 1
    if number >= len(words.sentences):
        return False
    following = words.sentences[number]
    action = _action(words, verb, sentence.last)
    if any(
        following.start <= event.start < following.end
        and action in _stems(words.text[event.start : event.end])
        for event in events
    ):
        return True
    line = words.tokens_of(following)[:8]
    subject = next((at for at, token in enumerate(line) if token.tag in FINITE_TAGS), 0)
    if not subject or line[subject].lower not in _OCCURRENCES:
        return False
    if line[0].lower not in ("the", "this", "it", "that") or subject > 4:
        return False
    about = line[0].lower in ("it", "this", "that") or any(map(is_event_noun, line[:subject]))
    about = about or bool(
        _stems(" ".join(token.text for token in line[:subject]))
        & _stems(words.text[sentence.start : sentence.end])
    )
    return about and any(following.start <= event.start < following.end for event in events)


def _action(words: Doc, verb: int, last: int) -> str:
    """Return the stem of the main verb of a verb group: "has been arrested" → "arrest"."""
    return stem(words.tokens[find_main_verb(words.tokens, verb, last)].lower)


def _find_news(
    words: Doc, title: Sentence | None, body: Sequence[Sentence], quoted: Quoted
) -> Iterator[_News]:
    """Yield the news of the first sentences of the body, then that of the title.

    A text in the first person is no news: a column, a letter, a diary.
    """
    if any(_is_first_person(words, sentence, quoted) for sentence in body[:_SENTENCES]):
        return
    for number, sentence in enumerate(body[:_SENTENCES]):
        verb, speech = find_news_verb(words, sentence, quoted, number)
        if verb is not None:
            yield _News(sentence, verb, _CONFIDENCE[number], speech)
    if title is not None and body:
        verb = find_title_verb(words, title)
        if verb is not None:
            yield _News(title, verb, _TITLE_CONFIDENCE)


def _title_and_body(words: Doc) -> tuple[Sentence | None, list[Sentence]]:
    """Return the title, if the text has one, and the first sentences of the body."""
    title: Sentence | None = None
    body: list[Sentence] = []
    for number, sentence in enumerate(words.sentences[:30]):
        line = words.tokens_of(sentence)
        if number == 0 and _is_title(words, sentence):
            title = sentence
        elif is_body_line(line):
            body.append(sentence)
            if len(body) == _SENTENCES:
                break
    return title, body


def _is_title(words: Doc, sentence: Sentence) -> bool:
    line = words.tokens_of(sentence)
    alone = len(words.sentences) > 1 and words.sentences[1].paragraph != sentence.paragraph
    if not alone or len(line) > _LONGEST_TITLE:
        return False
    if line[-1].text[-1] not in '.”"':
        return True
    content = [token for token in line if token.text[0].isalpha() and len(token.text) > 3]
    return len(content) > 3 and all(token.text[0].isupper() for token in content)


def _is_first_person(words: Doc, sentence: Sentence, quoted: Quoted) -> bool:
    line = words.tokens_of(sentence)
    if any(token.tag in ("``", "''") for token in line):
        return False  # a speaker, whose quotation may continue in the next paragraph
    return any(
        token.lower in _AUTHOR
        and not any(start <= token.start < end for start, end in quoted.spans)
        for token in line
        if token.tag.startswith("PRP")
    )


def _event(
    words: Doc,
    news: _News,
    timed: set[int],
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    quotations: Sequence[Quotation],
    names: Names,
) -> Event:
    """Return the event of a main clause, not yet dated."""
    sentence = news.sentence
    starts = find_clause_starts(words, sentence, timed)
    verb = news.verb
    at = bisect_right(starts, verb) - 1
    if words.tokens[starts[at]].tag in FINITE_TAGS and news.speech is not None:
        verb = news.speech  # its content is split: "said the road, closed since May, was open"
        at = bisect_right(starts, verb) - 1
    first = starts[max(at, 0)]
    last = starts[at + 1] if at + 1 < len(starts) else sentence.last
    opens_content = last < sentence.last and words.tokens[last].lower == "that"
    if opens_content or words.tokens[verb].lower in REPORTING_VERBS:  # with its content
        last = starts[at + 2] if at + 2 < len(starts) else sentence.last
    first = skip_tags(words.tokens, first, ("''", "CC", ",", "."), verb)
    span = trim_clause(words, first, last)
    if words.tokens[span.stop - 1].lower in ("even", "only") and len(span) > 3:
        span = trim_clause(words, span.start, span.stop - 1)
    start, end = words.tokens[span.start].start, words.tokens[span.stop - 1].end
    reports = (
        report
        for quotation in quotations
        for report in find_reports(words, quotation, entities)
        if report.start <= start and end <= report.end
    )
    empty = range(span.stop, span.stop)
    report = next(reports, None)
    headline = dated_headline(words, sentence, span, empty, starts, names, report).text
    involved = dict.fromkeys(
        mention.entity
        for mention in mentions[bisect_left(mentions, start, key=lambda m: m.start) :]
        if mention.start < end and mention.end <= end and mention.entity is not None
    )
    return Event(
        start, end, None, headline, entities=tuple(involved),
        confidence=news.confidence,
    )  # fmt: skip
