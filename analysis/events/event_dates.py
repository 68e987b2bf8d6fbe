"""Compute the days of an event from its time expression, and whether it is upcoming.

Recognize dates that date no event: those of a comparison, a record or a thing's name.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import Event, Precision, Reason, TimeExpression
from analysis.timex.calendar import PRECISION_OF_UNIT, parse_point
from analysis.timex.event_nouns import is_event_noun
from analysis.tokenizer import Doc, Sentence

FUTURE_CUE = "event.looks_ahead"
FUTURE_VERB = "event.future_verb"
_FUTURE = (FUTURE_CUE, FUTURE_VERB)
_TENSES = (*_FUTURE, "event.looks_back")
_RANGE = re.compile(r"\s*(?:to|until|till|through|and|[-–—])\s*(?:the )?", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)\s+(?:the )?$", re.IGNORECASE)
_LAST_DAY = datetime.date.max.toordinal()

DatedRange = tuple[datetime.date, datetime.date, Precision]


def date_event(
    event: Event, text: str, times: Sequence[TimeExpression], published: datetime.date | None
) -> Event:
    """Return the event with the days and the reason that follow from a publication date."""
    structure = replace(event.reason, also=tuple(r for r in event.reason.also if r.id in _TENSES))
    days = expression_days(text, times, event.time)
    if days is None:
        open_date = Reason.of("event.open", words=_phrase(text, times[event.time]))
        return replace(
            event, first_day=None, last_day=None, precision=None, upcoming=False,
            reason=structure.extend(open_date),
        )  # fmt: skip
    first, last, precision = days
    upcoming = False
    relation: tuple[Reason, ...] = ()
    if published is not None:
        side_of_today = _phrase(text, times[event.time]).partition(" ")[0].lower()
        if first <= published <= last and side_of_today == "earlier":
            last = published  # "earlier this month"
        elif first <= published <= last and side_of_today == "later":
            first = published
        looks_ahead = any(addition.id in _FUTURE for addition in structure.also)
        upcoming = first > published or (last >= published and looks_ahead)
        id = "event.upcoming" if upcoming else "event.past"
        relation = (Reason.of(id, published=published.isoformat()),)
    days_reason = Reason.of("event.day", first=first.isoformat())
    if first != last:
        days_reason = Reason.of("event.days", first=first.isoformat(), last=last.isoformat())
    return replace(
        event, first_day=first, last_day=last, precision=precision, upcoming=upcoming,
        reason=structure.extend(days_reason, *relation),
    )  # fmt: skip


def expression_days(text: str, times: Sequence[TimeExpression], index: int) -> DatedRange | None:
    """Return first and last day of an expression, or of the range it opens ("3 to 5 March")."""
    days = _days(times[index])
    if days is None or not opens_range(text, times, index):
        return days
    end = _days(times[index + 1])
    if end is None or end[1] < days[0]:
        return days
    return days[0], end[1], days[2]


def opens_range(text: str, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether an expression and the next one are the two ends of a range."""
    if index + 1 >= len(times):
        return False
    time, following = times[index], times[index + 1]
    between = text[time.end : following.start]
    if not between or _RANGE.fullmatch(between) is None or following.type not in ("DATE", "TIME"):
        return False
    if between.strip() in ("-", "–", "—"):
        return True
    return _FROM.search(text[max(0, time.start - 20) : time.start]) is not None


def _days(time: TimeExpression) -> DatedRange | None:
    years = re.fullmatch(r"(\d{4})/(\d{4})", time.value)
    if years is not None and 0 < int(years[1]) <= int(years[2]):
        return datetime.date(int(years[1]), 1, 1), datetime.date(int(years[2]), 12, 31), "year"
    point = parse_point(time.value)
    if point is None or point.period.first < 1 or point.period.last > _LAST_DAY:
        return None
    first, last = point.period.first, point.period.last
    third = (last + 1 - first) // 3
    if time.mod == "START":
        last -= 2 * third
    elif time.mod == "MID":
        first, last = first + third, last - third
    elif time.mod == "END":
        first += 2 * third
    precision = "time" if point.clock else PRECISION_OF_UNIT[point.period.unit]
    return datetime.date.fromordinal(first), datetime.date.fromordinal(last), precision


def _phrase(text: str, time: TimeExpression) -> str:
    return " ".join(text[time.start : time.end].split())


_COMPARING = word_set("than compared versus vs against comparison")
_PARTS = lexicon.words("time_words", "part")
_DATING = lexicon.words("prepositions", "dating")
_REACH = 6  # tokens between "compared" and the date, as in "than in the same month of last year"


def is_comparison_base(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a date is only the base of a comparison: "up from 14% a year ago"."""
    between: list[str] = []
    for at in range(tokens.start - 1, max(sentence.first, tokens.start - _REACH) - 1, -1):
        token = words.tokens[at]
        if token.lower in _COMPARING:
            return True
        if token.lower == "from":
            looks_back = (time.relative or "").startswith("-") or (
                words.tokens[tokens.start].lower == "earlier"
            )
            counted = [token.tag for token in words.tokens[max(sentence.first, at - 3) : at]]
            return at > sentence.first and (looks_back or "CD" in [*between, *counted])
        if token.lower in (",", ";") or (token.tag.startswith("VB") and token.tag != "VBG"):
            return False
        between.append(token.tag)
    return False


def is_noun_modifier(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a date modifies a non-event noun: "its May 3 low", "cars of tomorrow"."""
    preposition = words.tokens[tokens.start - 1].lower if tokens.start - 1 > sentence.first else ""
    if preposition == "of" or (preposition == "from" and time.relative is None):
        noun = words.tokens[tokens.start - 2]
        return noun.tag in ("NN", "NNS") and noun.lower not in _PARTS and not is_event_noun(noun)
    if tokens.stop < sentence.last and words.tokens[tokens.stop].tag == "POS":
        # "On Tuesday's show he said …" dates what he said, "he read Friday's tweets" nothing.
        at = tokens.start - 1
        while at >= sentence.first and words.tokens[at].tag in ("DT", "JJ", ","):
            at -= 1
        return at >= sentence.first and words.tokens[at].lower not in _DATING
    before = words.tokens[tokens.start - 1].tag if tokens.start > sentence.first else ""
    after = words.tokens[tokens.stop].tag if tokens.stop < sentence.last else ""
    opens = words.tokens[tokens.start].tag
    inside = before in ("DT", "PRP$", "POS") and opens not in ("DT", "PRP$")
    return inside and after in ("NN", "NNS", "JJ")


def is_record_bound(words: Doc, first: int, last: int, tokens: range) -> bool:
    """Return whether a date only bounds a record: "the worst loss since 1992"."""
    at = tokens.start - 1
    while at > first and words.tokens[at].tag[:2] in ("DT", "NN", "JJ", "PR", "PO"):
        at -= 1
    if at <= first or words.tokens[at].lower != "since":
        return False
    return any(
        token.tag in ("JJS", "RBS") or token.lower in ("first", "last", "not", "n't", "n’t")
        for token in words.tokens[first:last]
    )


def repeats_date(times: Sequence[TimeExpression], index: int, sentence: Sentence) -> bool:
    """Return whether an expression repeats a date of its sentence: "the 91st day of the siege"."""
    time = times[index]
    if time.anchor is None or time.relative not in ("+0D", "."):
        return False
    return time.type == "DATE" and sentence.start <= times[time.anchor].start < sentence.end


def is_until_date(
    words: Doc, times: Sequence[TimeExpression], index: int, sentence: Sentence
) -> bool:
    """Return whether "until" and its date precede the verb's own: "signed until 2027 on Monday"."""
    tokens = words.token_range(times[index].start, times[index].end)
    if times[index].anchor == index + 1:
        return False  # "until 10 a.m. on Friday"
    if index + 1 == len(times) or words.tokens[tokens.start - 1].lower not in ("until", "till"):
        return False
    following = words.token_range(times[index + 1].start, times[index + 1].end)
    between = words.tokens[tokens.stop : following.start]
    inside = following.start < sentence.last and times[index + 1].type in ("DATE", "TIME")
    return inside and not any(token.tag.startswith(("VB", "MD")) for token in between)


def repeats_time_of_day(text: str, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether a time of day only repeats the one before it: "12:30 EST (17:30 UTC)"."""
    if index == 0 or times[index].type != "TIME" or times[index - 1].type != "TIME":
        return False
    return text[times[index - 1].end : times[index].start].strip() in ("(", "/")
