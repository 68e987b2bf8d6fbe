"""Recognize dates that date no event: those of a comparison, a record or the name of a thing."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from analysis import lexicon
from analysis.events.event_dates import LATER, PLANS, WILL, find_phrase_of
from analysis.lexicon import word_set
from analysis.models import TimeExpression
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    COMMON_NOUN_TAGS,
    FINITE_TAGS,
    NOUN_OR_ADJECTIVE_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PRESENT_TAGS,
    PROPER_NOUN_TAGS,
    SUPERLATIVE_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, skip_tags, skip_tags_back
from analysis.timex.event_nouns import is_event_noun

_WEEKDAY = re.compile(rf"\b(?:{lexicon.pattern('weekdays', 'full')})s?\b", re.IGNORECASE)
_EVENT_NAMES = word_set("cup games olympics euro expo open")


_COMPARING = word_set("than compared versus vs comparison")
_PARTS = lexicon.words("time_words", "part")
_DATING = lexicon.words("prepositions", "dating")
_LONG_UNITS = word_set("month quarter half year decade")
_LENGTHS = word_set("days weeks months years hours nights")
_REACH = 6  # tokens between "compared" and the date, as in "than in the same month of last year"


def is_comparison_base(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a date is only the base of a comparison: "up from 14% a year ago"."""
    between: list[str] = []
    for at in range(tokens.start - 1, max(sentence.first, tokens.start - _REACH) - 1, -1):
        token = words.tokens[at]
        if token.lower in _COMPARING or token.lower == "against":
            return token.lower != "against" or _is_base(words, tokens, between)
        if token.lower == "from" and words.tokens[tokens.start - 1].lower == "to":
            return False  # "was moved from 3 May to 20 May"
        if token.lower == "from":
            looks_back = (time.relative or "").startswith("-") or (
                words.tokens[tokens.start].lower == "earlier"
            )
            looks_back = looks_back and _is_base(words, tokens, between)
            counted = [token.tag for token in words.tokens[max(sentence.first, at - 3) : at]]
            if words.tokens[at - 1].lower in _LENGTHS:
                counted = []  # "was closed for three days from Monday"
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
    if not inside or after not in ("NN", "NNS", "JJ"):
        return False
    return not _is_in_document(words, sentence, tokens)


def _is_in_document(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a date is that of a message: "told citizens in its May 3 alert to leave"."""
    if tokens.start - 2 <= sentence.first or words.tokens[tokens.start - 2].lower != "in":
        return False
    last = skip_tags(words.tokens, tokens.stop, NOUN_OR_ADJECTIVE_TAGS, sentence.last)
    return words.tokens[last - 1].lower in _MESSAGES


def is_record_bound(words: Doc, first: int, last: int, tokens: range) -> bool:
    """Return whether a date only bounds a record: "the worst loss since 1992"."""
    at = skip_tags_back(words.tokens, tokens.start, PHRASE_TAGS, first + 1) - 1
    if at <= first or words.tokens[at].lower != "since":
        return False
    return any(
        (token.tag in SUPERLATIVE_TAGS and words.tokens[number - 1].lower != "at")  # "at least"
        or token.lower in ("first", "last", "not", "n't", "n’t")
        for number, token in enumerate(words.tokens[first:last], first)
        if number not in tokens  # "since last month"
    )


def repeats_date(times: Sequence[TimeExpression], index: int, sentence: Sentence) -> bool:
    """Return whether an expression repeats a date of its sentence: "the 91st day of the siege"."""
    time = times[index]
    if time.anchor is None or time.relative not in ("+0D", "."):
        return False
    return time.type == "DATE" and sentence.start <= times[time.anchor].start < sentence.end


def precedes_its_date(text: str, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether a weekday precedes its date in parentheses: "on Wednesday (Feb. 24)"."""
    time = times[index]
    if index + 1 == len(times) or not _WEEKDAY.fullmatch(text[time.start : time.end]):
        return False
    following = times[index + 1]
    return (
        text[time.end : following.start].strip() == "("
        and text[following.end : following.end + 1] == ")"
        and following.type == "DATE"
    )


def is_year_of_date(words: Doc, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether "of the year" precedes its date: "its last meeting of the year in May"."""
    tokens = words.token_range(times[index].start, times[index].end)
    if index + 1 == len(times) or not tokens.start or len(tokens) > 2:
        return False
    following = words.token_range(times[index + 1].start, times[index + 1].end)
    between = words.tokens[tokens.stop : following.start]
    return (
        words.tokens[tokens.start - 1].lower == "of"
        and words.tokens[tokens.stop - 1].lower in ("year", "month", "week")
        and len(between) == 1
        and between[0].lower in ("in", "on")
        and times[index + 1].type in ("DATE", "TIME")
    )


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
_POLLS = word_set("poll polls voting market markets")
_RESULTS_REACH = 4  # tokens between a quarter and a day
_SEASONS = re.compile(r"[\dX]{4}-(?:SP|SU|FA|WI)")
_DECADE = re.compile(r"\d{3}")
_SAME_TIME = re.compile(r"(?:at )?(?:the )?same time", re.IGNORECASE)
_BARE_PARTS = frozenset(("the morning", "the afternoon", "the evening"))
_APPROACHING = word_set("toward towards into approaching")
_PLURAL_PARTS = word_set("nights mornings afternoons evenings")
_COUNTING = word_set("of than about nearly some over")
_BARE_YEAR = re.compile(r"[12]\d{3}")
_OLDEST_AGE = 120
_MESSAGES = lexicon.words("documents", "message")
_WITHIN = word_set("over within during throughout")
_LAWS = word_set("regulation regulations constitution convention")


def dates_no_event(
    words: Doc, times: Sequence[TimeExpression], index: int, sentence: Sentence, tokens: range
) -> bool:
    """Return whether an expression dates a habit, an age, a state or an idiom, or is no date."""
    return (
        _is_name_number(words, sentence, tokens)
        or _is_habit(words, times, index, sentence)
        or _describes_results(words, times, index, tokens)
        or _is_part_of_repetition(words, times, index)
        or _is_age(words, sentence, tokens)
        or _is_state_later(words, sentence, times[index], tokens)
        or _is_idiom(words, sentence, tokens)
        or _is_count(words, sentence, tokens)
        or _is_byline(words, sentence)
        or _is_decade_of_life(words, sentence, times[index], tokens)
        or _follows_year(words, times[index], tokens)
        or _is_length_ahead(words, sentence, tokens)
        or _is_name_of_holiday(words, times[index], tokens)
        or all(words.tokens[at].name.endswith("PERSON") for at in tokens)
    )


def _is_length_ahead(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a period is a length of time: "10,000 are expected over the next year"."""
    if tokens.start == sentence.first or len(tokens) != 3:
        return False
    before = words.tokens[tokens.start - 1].lower
    opening = tuple(words.tokens[at].lower for at in tokens[:2])
    return before in _WITHIN and opening in (("the", "next"), ("the", "coming"))


def _is_name_of_holiday(words: Doc, time: TimeExpression, tokens: range) -> bool:
    """Return whether a named day only describes a thing: "a Christmas film", "a 9/11 widow"."""
    is_named = "F:" in (time.relative or "") or words.text[time.start : time.end] == "9/11"
    if not is_named or words.tokens[tokens.start - 1].lower in ("on", "at"):
        return False
    following = words.tokens[min(tokens.stop, len(words.tokens) - 1)]
    return following.tag in COMMON_NOUN_TAGS and not is_event_noun(following)


def _describes_results(
    words: Doc, times: Sequence[TimeExpression], index: int, tokens: range
) -> bool:
    """Return whether a period describes what a day dates: "third-quarter results on Oct. 10"."""
    if "-Q" not in times[index].value or index + 1 == len(times):
        return False
    following = words.token_range(times[index + 1].start, times[index + 1].end)
    between = words.tokens[tokens.stop : following.start] if following else ()
    nouns = [token.tag in COMMON_NOUN_TAGS for token in between]
    return 0 < len(between) <= _RESULTS_REACH and nouns[0] and between[-1].lower == "on"


def _is_part_of_repetition(words: Doc, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether an expression belongs to "every first Monday | of the month"."""
    before = times[index - 1] if index else times[index]
    gap = words.text[before.end : times[index].start].strip().lower()
    return before.type == "SET" and gap == "of"


def _is_name_number(words: Doc, sentence: Sentence, tokens: range) -> bool:
    """Return whether a year is the number of a product, a plan or a law.

    "RTX 2060", "Vision 2030", "Regulations 1990", "Law No. (10) of 2021"
    """
    if len(tokens) != 1 or tokens.start == sentence.first:
        return False
    if _BARE_YEAR.fullmatch(words.tokens[tokens.start].text) is None:
        return False
    before = words.tokens[tokens.start - 1]
    if before.lower == "of" and tokens.start - sentence.first > 1:
        number = words.tokens[tokens.start - 2]
        return number.tag == "CD" or (
            number.text == ")" and words.tokens[tokens.start - 3].tag == "CD"
        )
    return (
        before.tag in ("NNP", "NNPS", "JJ", "NN")
        and before.text[0].isalpha()
        and (before.tag in PROPER_NOUN_TAGS or before.text[0].isupper())
        and (before.lower in _LAWS or not is_event_noun(before))
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
    ahead = any(token.lower in WILL or token.lower in PLANS for token in line)
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
    begin = bisect_left(times, sentence.start, key=lambda time: time.start)
    inside = times[begin : bisect_left(times, sentence.end, key=lambda time: time.start)]
    clocks = sum(time.type == "TIME" for time in inside)
    days = [time for time in inside if time.type == "DATE" and not _SEASONS.match(time.value)]
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
    if time.anchor is None or not LATER.search(find_phrase_of(words.text, time)):
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
    if phrase == "the day" and after[:2] == ["will", "come"]:
        return True
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
    at = skip_tags(words.tokens, at, ADVERB_TAGS, sentence.last)
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
    if not tokens.start or time.type != "TIME":
        return False
    before = words.tokens[tokens.start - 1]
    if "\n" in words.text[before.end : time.start]:
        return False  # a date above the text: "5 May 2016 / Yesterday evening, …"
    return _BARE_YEAR.fullmatch(before.text) is not None


def _is_decade_of_life(words: Doc, sentence: Sentence, time: TimeExpression, tokens: range) -> bool:
    """Return whether a decade is part of a life: "he reached his mid-20s"."""
    if _DECADE.fullmatch(time.value) is None or tokens.start == sentence.first:
        return False
    return words.tokens[tokens.start - 1].tag == "PRP$"
