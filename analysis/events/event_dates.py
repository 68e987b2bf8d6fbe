"""Compute the days of an event from its time expression, and whether it is upcoming.

Recognize dates that date no event: those of a comparison, a record or a thing's name.
"""

import datetime
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import Event, Precision, Reason, TimeExpression
from analysis.structs import replace
from analysis.syntax.tag_sets import (
    COMMON_NOUN_TAGS,
    FINITE_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PRESENT_TAGS,
    PROPER_NOUN_TAGS,
    SUPERLATIVE_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, skip_tags, skip_tags_back
from analysis.timex.calendar import PRECISION_OF_UNIT, Period, parse_point, period_containing
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.lexer import parse_number

FUTURE_CUE = "event.looks_ahead"
FUTURE_VERB = "event.future_verb"
_FUTURE = (FUTURE_CUE, FUTURE_VERB)
PAST_VERB = "event.past_verb"
CONDITION = "event.condition"
UNANNOUNCED = "event.unannounced"
_NOT_AHEAD = (PAST_VERB, CONDITION, UNANNOUNCED)
_TENSES = (*_FUTURE, "event.looks_back", *_NOT_AHEAD)
_ANNOUNCING = ("event.noun_before", "event.noun_after", "event.schedule")
_MOST_YEARS_AHEAD = 150  # a later year counts from a wrong date, or is a number
_RANGE = re.compile(r"\s*(?:to|until|till|through|and|[-–—])\s*(?:the )?", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)\s+(?:the )?$", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b(?:{lexicon.pattern('weekdays', 'full')})s?\b", re.IGNORECASE)
_EVENT_NAMES = word_set("cup games olympics euro expo open")
_MONTHS = lexicon.numbers("months")
_LAST_DAY = datetime.date.max.toordinal()

DatedRange = tuple[datetime.date, datetime.date, Precision]


def date_event(
    event: Event, text: str, times: Sequence[TimeExpression], published: datetime.date | None
) -> Event:
    """Return the event with the days and the reason that follow from a publication date."""
    if event.time is None:
        return _date_reported_event(event, published)
    tenses = dict.fromkeys(reason for reason in event.reason.also if reason.id in _TENSES)
    structure = replace(event.reason, also=tuple(tenses))
    days = expression_days(text, times, event.time)
    if days is None:
        id = "event.before_christ" if times[event.time].value.startswith("BC") else "event.open"
        open_date = Reason.of(id, words=_phrase(text, times[event.time]))
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
        # "a century later, it was lost" counts from a wrong date if that is in the future
        excluded = any(addition.id in _NOT_AHEAD for addition in structure.also)
        excluded = excluded or first.year > published.year + _MOST_YEARS_AHEAD
        announced = looks_ahead or structure.id in _ANNOUNCING
        excluded = excluded or side_of_today == "earlier"
        upcoming = not excluded and (
            (first > published and announced) or (last >= published and looks_ahead)
        )
        later = "event.later" if first > published else "event.past"
        id = "event.upcoming" if upcoming else later
        relation = (Reason.of(id, published=published.isoformat()),)
    days_reason = Reason.of("event.day", first=first.isoformat())
    if first != last:
        days_reason = Reason.of("event.days", first=first.isoformat(), last=last.isoformat())
    return replace(
        event, first_day=first, last_day=last, precision=precision, upcoming=upcoming,
        reason=structure.extend(days_reason, *relation),
    )  # fmt: skip


def _date_reported_event(event: Event, published: datetime.date | None) -> Event:
    """Return an event without a date of its own on the day of publication, if that is known."""
    if published is None:
        reason = Reason("event.reported_open")
        return replace(event, first_day=None, last_day=None, precision=None, reason=reason)
    reason = Reason.of("event.reported", published=published.isoformat())
    return replace(
        event, first_day=published, last_day=published, precision="reported", reason=reason
    )


def expression_days(text: str, times: Sequence[TimeExpression], index: int) -> DatedRange | None:
    """Return first and last day of an expression, or of the range it opens ("3 to 5 March").

    A fiscal year has the days that the text states for it, else those of the calendar year.
    """
    days = _fiscal_days(text, times[index]) or _days(times[index])
    if days is None or not opens_range(text, times, index):
        return _months_of(text, times[index], days) if days is not None else None
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


_MONTH_NAME = f"(?P<month>{lexicon.pattern('months', 'full')})"
_YEAR_BOUND = re.compile(
    r"\b(?:fiscal|financial) year,? (?:(?:that|which) )?"
    r"(?:(?P<end>ends?|ended|ending|runs? to|closes?|closed|to)|begins?|began|starts?|started"
    r"|runs? from) (?:each |every year )?(?:(?:on|in|at the end of|from) )?(?:the )?"
    rf"(?:\d\d?(?:st|nd|rd|th)?(?: of)? )?{_MONTH_NAME}\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _last_month_of_fiscal_year(text: str) -> int | None:
    """Return the last month of the fiscal year that a text states; None if it states none."""
    bound = _YEAR_BOUND.search(text)
    if bound is None:
        return None
    month = _MONTHS[bound["month"].lower()]
    return month if bound["end"] else (month - 2) % 12 + 1


def _fiscal_days(text: str, time: TimeExpression) -> DatedRange | None:
    """Return the days of a fiscal year or its part, which has the number of the year it ends in.

    The value of "FY2021-22" is the year it begins in.
    """
    point = parse_point(time.value) if time.value.startswith("FY") else None
    last_month = _last_month_of_fiscal_year(text) if point is not None else None
    if point is None or last_month is None or point.period.unit not in ("Y", "Q", "H"):
        return None
    is_pair = re.search(r"\d[-–/]\d", text[time.start : time.end]) is not None
    end = Period("M", (point.period.year + is_pair) * 12 + last_month - 1)
    length = {"Y": 12, "H": 6, "Q": 3}[point.period.unit]
    part = 0 if length == 12 else point.period.count % (12 // length)
    first = end.shift(part * length - 11)
    last = first.shift(length - 1)
    if first.first < 1 or last.last > _LAST_DAY:
        return None
    precision = PRECISION_OF_UNIT[point.period.unit]
    return datetime.date.fromordinal(first.first), datetime.date.fromordinal(last.last), precision


_PART_OF_YEAR = re.compile(
    r"\b(?P<which>first|last|final) (?P<months>[\w-]{1,9}) months of (?:the (?:year )?)?$",
    re.IGNORECASE,
)
_MONTHS_TO_DAY = re.compile(
    r"\b(?:(?P<months>[\w-]{1,9}) months|(?P<period>year|half-year|half|quarter)) "
    r"(?:to|ended|ending|through) (?:on )?(?:the )?$",
    re.IGNORECASE,
)
_LONGEST_PHRASE = 50


def _months_of(text: str, time: TimeExpression, days: DatedRange) -> DatedRange:
    """Return the days of "the last four months of 2021", "the three months to 31 March"."""
    first, last, precision = days
    before = text[max(time.start - _LONGEST_PHRASE, 0) : time.start]
    phrase = (_PART_OF_YEAR if precision == "year" else _MONTHS_TO_DAY).search(before)
    if phrase is None or precision not in ("year", "day", "month"):
        return days
    if phrase["months"] is None:
        count: float | None = {"year": 12, "quarter": 3}.get(phrase["period"].lower(), 6)
    else:
        count = parse_number(phrase["months"].lower())
    if count is None or not 1 < count < (12 if precision == "year" else 25) or count % 1:
        return days
    months = int(count)
    if precision == "year":
        opening = phrase["which"].lower() == "first"
        year = [Period("M", first.year * 12 + month) for month in range(12)]
        part = year[:months] if opening else year[-months:]
    else:
        end = period_containing("M", last.toordinal())
        if last.toordinal() != end.last or end.count < months:
            return days
        part = [end.shift(1 - months), end]
    first = datetime.date.fromordinal(part[0].first)
    return first, datetime.date.fromordinal(part[-1].last), "month"


def _phrase(text: str, time: TimeExpression) -> str:
    return " ".join(text[time.start : time.end].split())


_COMPARING = word_set("than compared versus vs comparison")
_PARTS = lexicon.words("time_words", "part")
_DATING = lexicon.words("prepositions", "dating")
_LONG_UNITS = word_set("month quarter half year decade")
_REACH = 6  # tokens between "compared" and the date, as in "than in the same month of last year"


def is_comparison_base(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a date is only the base of a comparison: "up from 14% a year ago"."""
    between: list[str] = []
    for at in range(tokens.start - 1, max(sentence.first, tokens.start - _REACH) - 1, -1):
        token = words.tokens[at]
        if token.lower in _COMPARING or token.lower == "against":
            return token.lower != "against" or _is_base(words, tokens, between)
        if token.lower == "from":
            looks_back = (time.relative or "").startswith("-") or (
                words.tokens[tokens.start].lower == "earlier"
            )
            looks_back = looks_back and _is_base(words, tokens, between)
            counted = [token.tag for token in words.tokens[max(sentence.first, at - 3) : at]]
            return at > sentence.first and (looks_back or "CD" in [*between, *counted])
        if token.lower in (",", ";") or (token.tag in VERB_TAGS and token.tag != "VBG"):
            return False
        between.append(token.tag)
    return False


def _is_base(words: Doc, tokens: range, between: Sequence[str]) -> bool:
    """Return whether a date is the base of "from" or "against", by the tags between the two.

    That is a number or a longer period ("from a low last year"), but no person or place:
    "launched from Ascona yesterday", "the verdict against Brandt on Tuesday".
    """
    if not between or "CD" in between:
        return True
    if any(tag in PROPER_NOUN_TAGS for tag in between):
        return False
    return not _LONG_UNITS.isdisjoint(words.tokens[at].lower for at in tokens)


def is_noun_modifier(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a date modifies a non-event noun: "its May 3 low", "cars of tomorrow"."""
    preposition = words.tokens[tokens.start - 1].lower if tokens.start - 1 > sentence.first else ""
    if preposition == "of" or (preposition == "from" and time.relative is None):
        noun = words.tokens[tokens.start - 2]
        return noun.tag in COMMON_NOUN_TAGS and noun.lower not in _PARTS and not is_event_noun(noun)
    if tokens.stop < sentence.last and words.tokens[tokens.stop].tag == "POS":
        # "On Tuesday's show he said …" dates what he said, "he read Friday's tweets" nothing.
        at = tokens.start - 1
        while at >= sentence.first and words.tokens[at].tag in ("DT", "JJ", ","):
            at -= 1
        before = words.tokens[at].lower
        owned = words.tokens[tokens.stop + 1] if tokens.stop + 1 < sentence.last else None
        if words.tokens[tokens.start].lower == "today" and owned and owned.tag in PROPER_NOUN_TAGS:
            return True  # "at today's Norvik"
        return at >= sentence.first and (before not in _DATING or before in ("before", "after"))
    before = words.tokens[tokens.start - 1].tag if tokens.start > sentence.first else ""
    after = words.tokens[tokens.stop].tag if tokens.stop < sentence.last else ""
    opens = words.tokens[tokens.start].tag
    bare_year = time.relative is None and time.value.isdecimal()
    bare = bare_year or len(tokens) == 1
    noun_before = ("DT", "PRP$", "POS", "JJ") if bare else ("DT", "PRP$", "POS")
    inside = before in noun_before and opens not in ("DT", "PRP$")
    return inside and after in ("NN", "NNS", "JJ")


def is_record_bound(words: Doc, first: int, last: int, tokens: range) -> bool:
    """Return whether a date only bounds a record: "the worst loss since 1992"."""
    at = skip_tags_back(words.tokens, tokens.start, PHRASE_TAGS, first + 1) - 1
    if at <= first or words.tokens[at].lower != "since":
        return False
    return any(
        token.tag in SUPERLATIVE_TAGS or token.lower in ("first", "last", "not", "n't", "n’t")
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
    return inside and not any(token.tag in VERBAL_TAGS for token in between)


def repeats_time_of_day(text: str, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether a time of day only repeats the one before it: "12:30 EST (17:30 UTC)"."""
    if index == 0 or times[index].type != "TIME" or times[index - 1].type != "TIME":
        return False
    return text[times[index - 1].end : times[index].start].strip() in ("(", "/")


_HABITS = word_set("daily nightly weekly weeknights every each")
_OPENING = word_set("open opens close closes closed")
_OF_HOURS = word_set("opening business visiting office shop closing")
_POLLS = word_set("poll polls voting market markets")
_SEASONS = re.compile(r"[\dX]{4}-(?:SP|SU|FA|WI)")
_LATER = re.compile(
    r"\b(?:days?|weeks?|months?|years?|decades?|century|centuries) (?:later|on|afterwards?)$",
    re.IGNORECASE,
)
_DECADE = re.compile(r"\d{3}")
_SAME_TIME = re.compile(r"(?:at )?(?:the )?same time", re.IGNORECASE)
_BARE_PARTS = frozenset(("the morning", "the afternoon", "the evening"))
_WILL = word_set("will 'll ’ll wo shall")
_PLANS = lexicon.words("tense_cues", "plan")
_APPROACHING = word_set("toward towards into approaching")
_PLURAL_PARTS = word_set("nights mornings afternoons evenings")
_COUNTING = word_set("of than about nearly some over")
_CONDITIONS = word_set("if unless whether whatever")
_GERUND_OPENERS = word_set("after despite since following")
_BARE_YEAR = re.compile(r"[12]\d{3}")
_OLDEST_AGE = 120


def dates_no_event(
    words: Doc, times: Sequence[TimeExpression], index: int, sentence: Sentence, tokens: range
) -> bool:
    """Return whether an expression dates a habit, an age, a state or an idiom, or is no date."""
    return (
        _is_name_number(words, sentence, tokens)
        or _is_habit(words, times, index, sentence)
        or _is_age(words, sentence, tokens)
        or _is_state_later(words, sentence, times[index], tokens)
        or _is_idiom(words, sentence, tokens)
        or _is_count(words, sentence, tokens)
        or _is_byline(words, sentence)
        or _is_decade_of_life(words, sentence, times[index], tokens)
        or _follows_year(words, times[index], tokens)
        or all(words.tokens[at].name.endswith("PERSON") for at in tokens)
    )


def _is_name_number(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a year is the number of a product or a plan: "RTX 2060", "Vision 2030"."""
    if len(tokens) != 1 or tokens.start == sentence.first:
        return False
    before = words.tokens[tokens.start - 1]
    return (
        _BARE_YEAR.fullmatch(words.tokens[tokens.start].text) is not None
        and before.tag in ("NNP", "NNPS", "JJ", "NN")
        and before.text[0].isalpha()
        and (before.tag in PROPER_NOUN_TAGS or before.text[0].isupper())
        and not is_event_noun(before)
        and before.lower not in _EVENT_NAMES
    )


def _is_habit(words: Doc, times: Sequence[TimeExpression], index: int, sentence: Sentence) -> bool:
    """Return whether an expression belongs to opening hours or to a schedule that recurs.

    A day of its own makes an event: "opens on Friday at 10 a.m.". A weekday with the hours of
    opening and closing does not: "is open on Saturday from 10 a.m. to 4 p.m.".
    """
    line = words.tokens_of(sentence)
    tokens = words.token_range(times[index].start, times[index].end)
    first, last = tokens.start, tokens.stop
    ahead = any(token.lower in _WILL or token.lower in _PLANS for token in line)
    past = any(token.tag in PAST_TAGS for token in line)
    if len(tokens) == 1 and _SEASONS.match(times[index].value):
        plural = last < sentence.last and words.tokens[last].tag == "NNS"
        if plural or not (ahead or past):
            return True  # "shifts can run ten hours in summer", "recalled summer visits"
    if last < sentence.last and words.tokens[last].lower in _PLURAL_PARTS:
        return True  # "on Saturday nights"
    phrase = " ".join(words.tokens[at].lower for at in range(first, last))
    if any(token.tag == "MD" or token.tag == "VBD" for token in line):
        return False
    if phrase in _BARE_PARTS and not ahead:
        return True  # "does not drink coffee in the morning"
    inside = [time for time in times if sentence.start <= time.start < sentence.end]
    clocks = sum(time.type == "TIME" for time in inside)
    days = [time for time in inside if time.type == "DATE" and not _SEASONS.match(time.value)]
    for before, token in pairwise(line):
        if token.lower == "hours" and before.lower in _OF_HOURS:
            return True
    if any(token.lower in _HABITS for token in line):
        return times[index].type == "TIME" and not days
    opening = any(
        token.lower in _OPENING and token.tag[:2] in ("VB", "JJ") for token in line
    ) and not any(token.lower in _POLLS for token in line)
    if not opening or not clocks:
        return False
    weekdays = all(_WEEKDAY.search(words.text[time.start : time.end]) for time in days)
    own_days = [time for time in inside if time.type == "TIME" and not _is_clock(words, time)]
    return not own_days and (not days or (weekdays and clocks > 1))


def _is_clock(words: Doc, time: TimeExpression) -> bool:
    return not _WEEKDAY.search(words.text[time.start : time.end])


def _is_age(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a date says when a person has an age: "she turns 40 next year"."""
    at = tokens.start - 1
    if at > sentence.first and words.tokens[at].tag == "IN":
        at -= 1
    if at - 1 <= sentence.first or words.tokens[at].tag != "CD":
        return False
    verb, age = words.tokens[at - 1], words.tokens[at].text
    is_number = age.isdecimal() and 0 < int(age) <= _OLDEST_AGE
    subject = words.tokens[sentence.first : at - 1]
    person = any(token.lower in ("he", "she", "who", "they", "i") for token in subject) or any(
        token.name.endswith("PERSON") for token in subject
    )
    return is_number and person and verb.lower in ("be", "turn", "turns", "is", "reach")


def _is_state_later(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a clause in the present tense states what is so years after an event."""
    if time.anchor is None or not _LATER.search(_phrase(words.text, time)):
        return False
    after = words.tokens[tokens.stop : sentence.last]
    before = words.tokens[sentence.first : tokens.start]
    tags = [token.tag for token in (*after, *reversed(before)) if token.tag in FINITE_TAGS]
    return bool(tags) and tags[0] in PRESENT_TAGS


def _is_idiom(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a phrase is no date: "will not happen overnight", "tomorrow never comes"."""
    lower = words.tokens[tokens.start].lower
    before = words.tokens[tokens.start - 1] if tokens.start > sentence.first else None
    following = words.tokens[min(tokens.stop, sentence.last - 1)].tag
    earlier = [
        token.lower for token in words.tokens[max(sentence.first, tokens.start - 2) : tokens.start]
    ]
    if earlier in (["now", "and"], ["aside", "from"], ["apart", "from"], ["other", "than"]):
        return True  # "between now and November", "aside from Tuesday night"
    if before is not None and before.lower in _APPROACHING:
        return True  # "is marching toward November"
    if before is not None and before.tag == "PRP$" and not following.startswith(("NN", "JJ")):
        return True  # "to cheer up your Monday"
    if lower == "tomorrow" and words.tokens[tokens.start - 1].lower in ("a", "the", "of"):
        return True  # "imagine a tomorrow where …"
    if lower == "this" and words.tokens[tokens.stop - 1].lower == "day":
        return True
    if _SAME_TIME.fullmatch(" ".join(words.tokens[at].lower for at in tokens)):
        return True
    at = min(tokens.stop, sentence.last - 1)
    phrase = " ".join(words.tokens[at].lower for at in tokens)
    if phrase == "the day" and words.tokens[at].lower in ("when", "that"):
        return True
    after = [token.lower for token in words.tokens[tokens.stop : tokens.stop + 3]]
    if after == ["in", "and", "day"]:
        return True  # "day in and day out"
    if len(tokens) != 1:
        return False
    if lower == "overnight":
        return any(
            token.tag == "MD" or token.lower == "going"
            for token in words.tokens[sentence.first : tokens.start]
        )
    at = tokens.stop
    at = skip_tags(words.tokens, at, ("RB",), sentence.last)
    return lower == "tomorrow" and at < sentence.last and words.tokens[at].tag in PRESENT_TAGS


_BYLINE = re.compile(r"[\"”’']{1,2},?\s+by\s+(?:[\w’'.]+\s+){0,3}[A-Z]")


def _is_byline(words: Doc, sentence: Sentence) -> bool:
    """Return whether a line lists an article: '"Bridge to open," by the Herald's Ann Lee'."""
    line = words.text[sentence.start : sentence.end]
    return _BYLINE.search(line) is not None and line.lstrip()[:1] in "\"“'‘`-*"


def _is_count(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a number is no year but a count: "a poll of 2047 registered voters"."""
    if len(tokens) != 1 or _BARE_YEAR.fullmatch(words.tokens[tokens.start].text) is None:
        return False
    if tokens.start == sentence.first or words.tokens[tokens.start - 1].lower not in _COUNTING:
        return False
    at = tokens.stop
    at = skip_tags(words.tokens, at, ("JJ", "VBN", "VBD", "RB", "NN"), sentence.last)
    noun = words.tokens[at] if at < sentence.last else None
    return noun is not None and noun.tag == "NNS" and not is_event_noun(noun)


def _follows_year(words: Doc, time: TimeExpression, tokens: range) -> bool:
    """Return whether a time belongs to a date that was not found: "PostedMay 6, 2016 8:39PM"."""
    before = words.tokens[tokens.start - 1] if tokens.start else None
    return time.type == "TIME" and before is not None and bool(_BARE_YEAR.fullmatch(before.text))


def _is_decade_of_life(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a decade is part of a life: "he reached his mid-20s"."""
    if _DECADE.fullmatch(time.value) is None or tokens.start == sentence.first:
        return False
    return words.tokens[tokens.start - 1].tag == "PRP$"


def is_gerund_of_past(words: Doc, first: int, tokens: range) -> bool:
    """Return whether a date is that of "after winning in March", which is no future event."""
    for at in range(tokens.start - 1, first, -1):
        token = words.tokens[at]
        if token.tag in FINITE_TAGS or token.text in (",", ";"):
            return False
        if token.tag == "VBG" and words.tokens[at - 1].lower in _GERUND_OPENERS:
            return True
        if token.lower in ("after", "following") and at + 2 < tokens.start:
            return not any(
                earlier.tag == "MD" or earlier.lower in _PLANS for earlier in words.tokens[first:at]
            )  # "is nearer to the nomination after three wins on Tuesday"
        if token.tag == "VBG" and words.tokens[at - 1].lower in ("for", "by"):
            verbs = [token.tag for token in words.tokens[first:at] if token.tag in FINITE_TAGS]
            return verbs[-1:] == ["VBD"]  # "was paid for helping it in March"
    return False


def is_later_without_plan(words: Doc, sentence: Sentence, time: TimeExpression) -> bool:
    """Return whether "three years later" is in a sentence without a word for the future."""
    if time.anchor is None or not _LATER.search(_phrase(words.text, time)):
        return False
    line = words.tokens_of(sentence)
    return not any(token.lower in _WILL or token.lower in _PLANS for token in line)


def condition_of(words: Doc, sentence: Sentence, first: int, tokens: range) -> str | None:
    """Return the word that makes a clause a condition or a question; None if there is none.

    The clause begins at the token `first`.
    """
    if any(token.text == "?" for token in words.tokens[sentence.last - 2 : sentence.last]):
        return "?"
    for token in words.tokens[sentence.first : tokens.start]:
        if token.lower in ("if", "unless") and token.tag == "IN":
            return token.lower
    for at in range(tokens.start - 1, max(sentence.first, first - 1) - 1, -1):
        token = words.tokens[at]
        if token.lower in _CONDITIONS and token.tag in ("IN", "WDT", "WP", "CC"):
            return token.lower
        if token.lower == "should" and at + 1 < tokens.start:
            subject = words.tokens[at + 1]
            before = words.tokens[at - 1].tag if at > sentence.first else ","
            if subject.tag in ("NNP", "PRP", "DT") and not before.startswith(("NN", "PR")):
                return token.lower
        if token.text in (";", ",") and at < first:
            break
    return None
