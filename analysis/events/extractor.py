"""Find the events of a text, one for each time expression that dates something."""

import datetime
import re
from bisect import bisect_left
from collections.abc import Container, Sequence

from analysis import lexicon
from analysis.events.anchors import day_key
from analysis.events.bounds import find_bounds
from analysis.events.dated_spans import DatedSpan, find_dated_span
from analysis.events.dateless_uses import (
    dates_no_event,
    is_until_date,
    is_year_of_date,
    precedes_its_date,
    repeats_date,
    repeats_time_of_day,
)
from analysis.events.event_dates import (
    ANNOUNCING,
    date_event,
    is_moved_date,
    looks_ahead,
    opens_range,
)
from analysis.events.headline_names import index_names
from analysis.events.headlines import format_headline, plain_headline
from analysis.events.phrases import trim_clause
from analysis.events.recurring_days import repeats_on_weekday
from analysis.events.reports import find_reports
from analysis.events.second_dates import act_of_date, second_headline
from analysis.events.sentence_index import index_by_sentence
from analysis.events.states import is_state
from analysis.lexicon import word_set
from analysis.models import STATE, Entity, Event, Mention, Quotation, Reason, TimeExpression
from analysis.syntax.clause_starts import find_clause_starts
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.tag_sets import VERBAL_TAGS
from analysis.syntax.tokens import Doc, Sentence
from analysis.timex.calendar_points import parse_point
from analysis.timex.event_nouns import is_event_noun

_NOTICE = lexicon.words("publication_notices")
_BULLETS = word_set("- • * · –")
_AFTER_DAY = word_set(": , - – — |")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|[ap]\.?m\.?|\d{1,2}[ap]m", re.IGNORECASE)
_LONGEST_ITEM = 24  # tokens of a line
_DASHES = word_set("- – — --")


def find_events(
    words: Doc,
    times: Sequence[TimeExpression],
    mentions: Sequence[Mention],
    published: datetime.date | None,
    entities: Sequence[Entity] = (),
    quotations: Sequence[Quotation] = (),
) -> tuple[Event, ...]:
    """Return the dated events of a text, in the order of their time expressions.

    A time dates its clause, or the event noun that it modifies ("the November summit").
    Durations, repetitions, vague references and an article's own dateline date nothing. An event
    whose date depends on an unknown publication date is returned without days. `entities` name
    the pronouns at the start of headlines, `quotations` the sources of what is quoted.
    """
    words = words.with_stops
    events: list[Event] = []
    mention_starts = [mention.start for mention in mentions]
    starts_of: dict[int, list[int]] = {}
    event_tokens = [
        at
        for at, token in enumerate(words.tokens)
        if token.tag in VERBAL_TAGS or is_event_noun(token)
    ]
    names = index_names(words, mentions, entities)
    reports_of = index_by_sentence(
        words,
        (report for quotation in quotations for report in find_reports(words, quotation, entities)),
    )
    timed = {at for time in times for at in words.token_range(time.start, time.end)}
    ends_range = False
    seen: set[tuple[str, str, int | None]] = set()
    # with the sentence and the clause of each, since an article repeats its news
    headlines: dict[str, tuple[int, int]] = {}
    dated: dict[int, list[range]] = {}  # the tokens of the dates of a clause, by its start
    clock_days = {time.anchor for time in times if time.type == "TIME" and time.anchor is not None}
    for index, time in enumerate(times):
        if ends_range:
            ends_range = False
            continue
        tokens = words.token_range(time.start, time.end)
        repeats = repeats_on_weekday(words.text, time)
        if not tokens or not (repeats or _can_date_event(time)):
            continue
        number = words.sentence_of(tokens.start)
        sentence = words.sentences[number]
        scheduled = _schedule_item(words, sentence, tokens, timed)
        if scheduled is None and is_dateline(words, sentence, tokens):
            continue
        ends_range = opens_range(words.text, times, index)
        if time.type == "DATE" and index in clock_days and _has_clock(times, index, sentence):
            continue  # "on Tuesday … at 18:00": the finer expression dates the event
        if repeats_time_of_day(words.text, times, index) or repeats_date(times, index, sentence):
            continue
        if precedes_its_date(words.text, times, index) or is_moved_date(words.text, time):
            continue
        if is_until_date(words, times, index, sentence) or is_year_of_date(words, times, index):
            continue
        if not repeats and dates_no_event(words, times, index, sentence, tokens):
            continue
        if number not in starts_of:
            starts_of[number] = find_clause_starts(words, sentence, timed)
        reported = reports_of.get(number, [])
        event = scheduled or find_dated_span(
            words, sentence, starts_of[number], event_tokens, time, tokens, names, reported
        )
        if (
            repeats
            and event is not None
            and (event.headline.startswith("[") or _has_day(event, times))
        ):
            continue  # "every Friday from 3 May": a rule of the dated event
        if event is None or (key := (event.key, *day_key(time))) in seen:
            continue
        seen.add(key)
        first, last = event.start, event.end
        headline = event.headline
        earlier = dated.setdefault(first, [])
        if len(earlier) == 1:
            span = words.token_range(first, last)
            report = next(
                (each for each in reported if each.start <= first and last <= each.end), None
            )
            headline = (
                second_headline(words, sentence, span, earlier[0], tokens, names, report)
                or headline
            )
        closing = times[index + ends_range]  # the other end of "on 8 and 9 December"
        earlier.append(range(tokens.start, words.token_range(time.start, closing.end).stop))
        if headline in headlines and event.fallback not in headlines:
            headline = event.fallback or headline
        is_list = _continues_list(words, times, index, tokens)
        if headline in headlines and not is_list and "…" not in headline:
            plain = plain_headline(words, words.token_range(first, last), names)
            if plain is not None and plain not in headlines:
                headline = plain
            elif headlines[headline][0] != number:
                continue
            elif headlines[headline][1] == first:  # else another clause of the same sentence
                start = words.token_range(first, last).start
                own = act_of_date(words, start, earlier[-2], tokens, event_tokens, names)
                if own is None or own in headlines:
                    continue
                headline = own or headline
        headlines[headline] = number, first
        here = slice(bisect_left(mention_starts, first), bisect_left(mention_starts, last))
        named = (mention.entity for mention in mentions[here] if mention.end <= last)
        involved = tuple(dict.fromkeys(entity for entity in named if entity is not None))
        bounds = find_bounds(words, times, index, tokens, first, last)
        span = words.token_range(first, last)
        may_last = event.reason.id not in ANNOUNCING and not looks_ahead(event.reason)
        if may_last and is_state(words, span, tokens, time, bounds):
            bounds = (*bounds, Reason(STATE))
        found = Event(
            first, last, index, headline, entities=involved,
            confidence=round(time.confidence * 0.95, 2), reason=event.reason.extend(*bounds),
        )  # fmt: skip
        events.append(date_event(found, words.text, times, published))
    return tuple(events)


def _can_date_event(time: TimeExpression) -> bool:
    if time.type not in ("DATE", "TIME"):
        return False
    if time.relative is not None:  # not by its value, which changes with the publication date
        return True
    return parse_point(time.value) is not None or "/" in time.value


def _has_day(event: DatedSpan, times: Sequence[TimeExpression]) -> bool:
    """Return whether a dated expression is in the span of an event."""
    return any(event.start <= time.start < event.end and _can_date_event(time) for time in times)


def is_dateline(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a date only dates the article itself."""
    line = words.tokens_of(sentence)
    if len(line) <= 12 and line[0].lower in _NOTICE:
        return True
    if len(line) <= 12 and line[-1].tag != ".":
        verbs = any(token.tag in ("VBD", "VBZ", "VBP", "MD", "VBN", "VB") for token in line)
        if not verbs:
            # outside the date itself, whose month may be one of the nouns: March
            outside = (
                *line[: tokens.start - sentence.first],
                *line[tokens.stop - sentence.first :],
            )
            return not any(is_event_noun(token) for token in outside)
    # "WASHINGTON, March 17 (Reuters) - …"
    before = words.tokens[sentence.first : tokens.start]
    after = words.tokens[tokens.stop : min(tokens.stop + 8, sentence.last)]
    if len(before) > 8 or not before or not before[0].text.isupper():
        return False
    return any(token.text in _DASHES for token in after)


def _schedule_item(
    words: Doc, sentence: Sentence, tokens: range, timed: Container[int]
) -> DatedSpan | None:
    """Return the item of a schedule that an expression dates: "May 20: Group A, 14:00".

    The line begins with its date and contains no verb. After the date is a colon, or the line
    contains a time of day. A semicolon separates items.
    """
    line = range(sentence.first, sentence.last)
    first = line.start
    while first < line.stop and words.tokens[first].text in _BULLETS:
        first += 1
    opening = first
    while first < line.stop and (first in timed or words.tokens[first].text in _AFTER_DAY):
        first += 1
    if len(line) > _LONGEST_ITEM or opening not in timed or not opening < first < line.stop:
        return None
    if has_finite_verb(words.tokens[line.start : line.stop]):
        return None
    colon = any(words.tokens[at].text == ":" for at in range(opening, first))
    clock = any(_CLOCK.fullmatch(words.tokens[at].text) and at in timed for at in line)
    if not colon and not clock:
        return None
    marks = [at for at in range(first, line.stop) if words.tokens[at].text == ";"]
    starts = [first, *(mark + 1 for mark in marks)]
    number = max(bisect_left(starts, tokens.start + 1) - 1, 0)
    item = trim_clause(words, starts[number], [*marks, line.stop][number])
    if not any(at not in timed and words.tokens[at].text[:1].isalpha() for at in item):
        return None
    start, end = words.tokens[item.start].start, words.tokens[item.stop - 1].end
    date = words.text[words.tokens[tokens.start].start : words.tokens[tokens.stop - 1].end]
    reason = Reason.of("event.schedule", words=" ".join(date.split()))
    return DatedSpan(start, end, format_headline(words, item), reason, f"{start} to {end}")


def _continues_list(words: Doc, times: Sequence[TimeExpression], index: int, tokens: range) -> bool:
    """Return whether a date follows another in a list: "on Monday, Wednesday and | Friday"."""
    if not index:
        return False
    before = words.token_range(times[index - 1].start, times[index - 1].end)
    between = [words.tokens[at].lower for at in range(before.stop, tokens.start)]
    return 0 < len(between) <= 2 and set(between) <= {",", "and"}


def _has_clock(times: Sequence[TimeExpression], index: int, sentence: Sentence) -> bool:
    """Return whether a time of day anchored to an expression is near it in its sentence."""
    return any(
        time.anchor == index and time.type == "TIME"
        for time in times[max(0, index - 3) : index + 4]
        if sentence.start <= time.start < sentence.end
    )
