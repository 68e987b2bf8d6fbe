"""Find the events of an article that no date of its text dates: they are reported on its day.

They are in the headline and in the first sentences of the body. The news happened on the day of
publication or before it: "FIFA has rejected the appeal".
"""

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from analysis import lexicon
from analysis.corpus.text_reuse import find_content_stems
from analysis.events.drafts import Names, index_names
from analysis.events.event_dates import date_event
from analysis.events.extractor import find_reports
from analysis.events.headlines import dated_headline
from analysis.events.phrases import is_subordinator, trim_clause
from analysis.lexicon import word_set
from analysis.models import Entity, Event, Mention, Quotation, Span, TimeExpression
from analysis.stemmer import stem
from analysis.syntax.clause_starts import find_clause_starts
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import ADVERB_TAGS, FINITE_TAGS, PAST_TAGS, PRESENT_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc, Sentence, Token, skip_tags
from analysis.syntax.verb_groups import find_main_verb
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.filters import HIJRI_ERA

_SENTENCES = 3  # of the body, in which the news is
_LONGEST_TITLE = 32  # tokens
_SHORTEST = 6  # tokens of a sentence of the body
_CONFIDENCE = (0.75, 0.65, 0.6)  # of an event of the first sentence, the second, the third
_TITLE_CONFIDENCE = 0.6
_SAME = 0.6  # share of the content words that two sentences about one event have in common

_SAME_TIME = word_set("after as when")
_DATE_PREPOSITIONS = word_set("at in on")
_YEAR = re.compile(r"\b[12]\d{3}s?\b")
_CLAUSE_OPENERS = lexicon.words("subordinators", "event_clause")
_STATES = lexicon.words("news_verbs", "state")
_BACKGROUND = lexicon.words("news_verbs", "background")
_OUTCOMES = lexicon.words("news_verbs", "outcome")
_STATEMENTS = lexicon.words("news_verbs", "statement")
_NEGATIONS = lexicon.words("tense_cues", "negation")
_BE = lexicon.words("auxiliaries", "be")
_HAVE = word_set("has have had 've ’ve")
_AUTHOR = word_set("i we my our")
_PERSONAL = word_set("i we you me us")
_PLANS = word_set("will would plans plan planned expects intends")
_OCCURRENCES = lexicon.words("news_verbs", "occurrence")
_QUESTIONS = lexicon.words("news_verbs", "question")


class _News(Struct, frozen=True):
    """A main clause that reports news, by its verb; `speech` is the verb that introduces it."""

    sentence: Sentence
    verb: int
    confidence: float
    speech: int | None = None


class _Quoted(Struct, frozen=True):
    """The spans of direct speech, and the tokens that introduce any speech."""

    spans: tuple[Span, ...]
    cues: frozenset[int]

    @classmethod
    def of(cls, words: Doc, quotations: Sequence[Quotation]) -> "_Quoted":
        direct = [quotation for quotation in quotations if quotation.kind in ("direct", "mixed")]
        cues = [words.token_range(*quotation.cue) for quotation in quotations if quotation.cue]
        return cls(
            tuple(span for quotation in direct for span in quotation.spans),
            frozenset(token for cue in cues for token in cue),
        )


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
    names = index_names(words, mentions, entities)
    timed = {at for time in times for at in words.token_range(time.start, time.end)}
    quoted = _Quoted.of(words, quotations)
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
            or _has_hijri_year(words, news.sentence)
            or (news.sentence in body[1:] and _is_past_history(words, news.sentence, times))
            or _is_dated_later(words, news, events)
        ):
            continue
        known.append(stems)
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
    words: Doc,
    news: _News,
    event: Event,
    events: Sequence[Event],
    times: Sequence[TimeExpression],
) -> bool:
    """Return whether an event's date is in the clause or opens its sentence: "On Friday, … spoke".

    In "After the dam broke on Friday, the mayor has resigned", it is that of another event.
    """
    sentence = news.sentence
    line = words.tokens_of(sentence)
    present = words.tokens[news.verb].tag in PRESENT_TAGS
    past = words.tokens[news.verb].tag == "VBD"
    has_clause = line[0].lower in _CLAUSE_OPENERS - _DATE_PREPOSITIONS
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


def _has_hijri_year(words: Doc, sentence: Sentence) -> bool:
    """Return whether a sentence has a year of the Islamic calendar, which is no time expression."""
    return any(
        "CD" in (first.tag, second.tag) and (first.lower in HIJRI_ERA or second.lower in HIJRI_ERA)
        for first, second in pairwise(words.tokens_of(sentence))
    )


def _is_past_history(words: Doc, sentence: Sentence, times: Sequence[TimeExpression]) -> bool:
    """Return whether a year in this sentence or the one before shows that it tells of the past."""
    number = words.sentence_of(sentence.first)
    start = words.sentences[max(number - 1, 0)].start
    return any(
        start <= time.start < sentence.end and _YEAR.search(words.text[time.start : time.end])
        for time in times
    )


def _is_dated_later(words: Doc, news: _News, events: Sequence[Event]) -> bool:
    """Return whether the next sentence dates the event: "The attack happened on Friday".

    It can repeat its verb: "A trader has been arrested. Moss was arrested on Friday".
    """
    sentence = news.sentence
    number = words.sentence_of(sentence.first) + 1
    if number >= len(words.sentences):
        return False
    following = words.sentences[number]
    action = _action(words, news.verb, sentence.last)
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


# The sentences of the news


def _find_news(
    words: Doc, title: Sentence | None, body: Sequence[Sentence], quoted: _Quoted
) -> Iterator[_News]:
    """Yield the news of the first sentences of the body, then that of the title.

    A text in the first person is no news: a column, a letter, a diary.
    """
    if any(_is_first_person(words, sentence, quoted) for sentence in body[:_SENTENCES]):
        return
    for number, sentence in enumerate(body[:_SENTENCES]):
        verb, speech = _news_verb(words, sentence, quoted, number)
        if verb is not None:
            yield _News(sentence, verb, _CONFIDENCE[number], speech)
    if title is not None and body:
        verb = _title_verb(words, title)
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
        elif _is_body(line):
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


def _is_body(line: Sequence[Token]) -> bool:
    """Return whether a line is a sentence, not a heading, a date, a byline or a caption."""
    if len(line) < _SHORTEST or not has_finite_verb(line):
        return False
    if line[0].lower in ("by", "image", "photo", "picture") and line[1].text[0] in ":A-Z":
        return False
    return line[-1].text[-1] in ".!?\"”’')…"


def _is_first_person(words: Doc, sentence: Sentence, quoted: _Quoted) -> bool:
    line = words.tokens_of(sentence)
    if any(token.tag in ("``", "''") for token in line):
        return False  # a speaker, whose quotation may continue in the next paragraph
    return any(
        token.lower in _AUTHOR
        and not any(start <= token.start < end for start, end in quoted.spans)
        for token in line
        if token.tag.startswith("PRP")
    )


# The verb of the news


def _news_verb(
    words: Doc, sentence: Sentence, quoted: _Quoted, number: int
) -> tuple[int | None, int | None]:
    """Return the verb that reports an event, and the verb of speech that introduces it, if any."""
    if words.tokens[sentence.last - 1].text == "?":
        return None, None
    verb = _main_verb(words, sentence.first, sentence.last, quoted)
    speech: int | None = None
    statement: int | None = None  # a verb of speech that is news if its content is none
    while verb is not None:
        subject = words.tokens[sentence.first : verb]
        if any(token.lower in _PERSONAL for token in subject[-3:]):
            break
        kind = _kind(words, verb, sentence, quoted.cues, lead=number == 0)
        if kind == "event":
            return verb, speech
        if kind not in ("statement", "announcement"):
            break
        if kind == "announcement":
            statement = verb
        content = _content_start(words, verb, sentence)
        if content is None:
            break
        speech, verb = verb, _main_verb(words, content, sentence.last, quoted)
        if verb is not None and number == 0 and words.tokens[verb].lower in _PLANS:
            statement = speech  # "said it will close two plants"
    return statement, None


def _main_verb(words: Doc, first: int, last: int, quoted: _Quoted) -> int | None:
    """Return the first finite verb that is in no subordinate clause and in no quotation."""
    tokens = words.tokens
    at = _after_opening_clause(tokens, first, last)
    while at < last:
        token = tokens[at]
        if token.text in ("(", "["):
            at = _skip_to(tokens, at, last, (")", "]"))
            continue
        end = next((end for start, end in quoted.spans if start <= token.start < end), None)
        if end is not None:
            at = max(words.token_range(token.start, end).stop, at + 1)
            continue
        if token.tag in WH_TAGS or is_subordinator(token):
            at = _skip_clause(tokens, at, last)
            continue
        if token.tag in FINITE_TAGS and not (
            token.tag == "VBD" and _is_mistagged_participle(tokens, at, last)
        ):
            return at
        at += 1
    return None


def _after_opening_clause(tokens: Sequence[Token], first: int, last: int) -> int:
    """Return the token after an opening subordinate clause: "After the dam broke, | …"."""
    at = first
    while at < last and not tokens[at].text[0].isalnum():
        at += 1
    at = skip_tags(
        tokens, at, ("CD", "DT", "JJ", "NNS", "RB"), min(first + 4, last - 1)
    )  # "two months after the dam broke"
    if at >= last or tokens[at].lower not in _CLAUSE_OPENERS | {"if", "as", "when", "while"}:
        return first
    for comma in range(at, last):
        if tokens[comma].text == "," and has_finite_verb(tokens[at:comma]):
            return comma + 1
    return first


def _skip_clause(tokens: Sequence[Token], at: int, last: int) -> int:
    """Return the token after a subordinate clause that precedes the main verb."""
    aside = tokens[at - 1].text in (",", "–", "—", "--") or (
        at > 1 and tokens[at - 2].text == "," and tokens[at - 1].tag in ("IN", "DT", "NN", "NNS")
    )
    verb = next((i for i in range(at + 1, last) if tokens[i].tag in FINITE_TAGS), None)
    if verb is None:
        return at + 1
    if not aside:
        if any(tokens[i].text == "," for i in range(at, verb)):
            return at + 1  # no clause: "after the storm, officials closed"
        return _after_verb_group(tokens, verb, last)
    mark = next((i for i in range(verb, last) if tokens[i].text in (",", "–", "—", "--")), last)
    return mark + 1


def _after_verb_group(tokens: Sequence[Token], verb: int, last: int) -> int:
    at = verb + 1
    return skip_tags(tokens, at, ("RB", "MD", "VB", "VBN", "VBG", "VBD", "TO"), last)


def _skip_to(tokens: Sequence[Token], at: int, last: int, ends: tuple[str, ...]) -> int:
    return next((i + 1 for i in range(at, last) if tokens[i].text in ends), at + 1)


def _is_mistagged_participle(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Return whether a participle is tagged as a past tense: "a pact signed in May led …"."""
    if at + 1 >= last or tokens[at + 1].tag not in ("IN", "TO", "RB"):
        return False
    for i in range(at + 1, min(at + 12, last)):
        token = tokens[i]
        if token.tag in FINITE_TAGS:
            return True
        if token.text in (",", ";", ":", "–", "—") or token.tag in ("CC", "WDT", "WP", "WRB", "``"):
            return False
        if token.lower in _CLAUSE_OPENERS or token.lower in ("that", "as"):
            return False
    return False


def _kind(words: Doc, verb: int, sentence: Sentence, cues: Container[int], *, lead: bool) -> str:
    """Return "event", "statement", or "" for a state, a plan, a habit and background."""
    tokens, last = words.tokens, sentence.last
    token = tokens[verb]
    main_verb = find_main_verb(tokens, verb, last)
    main = tokens[main_verb]
    end = skip_tags(tokens, main_verb + 1, ADVERB_TAGS, last)
    group = tokens[verb:end]
    if any(part.lower in _NEGATIONS for part in (tokens[verb - 1], *group)):
        return ""
    is_cue = verb in cues and main.lower not in _STATEMENTS
    if is_cue or (token.lower in REPORTING_VERBS and main is token):
        return "announcement" if token.lower in _STATEMENTS and token.tag == "VBD" else "statement"
    state = main.lower in _STATES or (not lead and main.lower in _BACKGROUND)
    if token.tag == "MD":
        return ""
    if token.lower in _HAVE and main is not token:
        if token.lower in ("had", "'d", "’d") or (main.tag == "VBG" and not lead):
            return ""
        if main.lower in REPORTING_VERBS:
            return "announcement" if main.lower in _STATEMENTS else "statement"
        return "" if state or main.lower in ("been",) else "event"
    if token.lower in _BE:
        if main.tag in PAST_TAGS and main is not token:
            now = token.tag == "VBD" or (lead and any(part.lower == "being" for part in group))
            return "event" if now and not state else ""
        if main.tag == "VBG" and main is not token:
            impersonal = verb == sentence.first + 1 and token.tag == "VBZ"  # "It is raining"
            return "event" if lead and not state and not impersonal else ""
        following = tokens[end].lower if end < last else ""
        return "event" if token.tag == "VBD" and following in _OUTCOMES else ""
    if token.tag == "VBD":
        return "" if state or token.lower in _HAVE else "event"
    return ""


def _content_start(words: Doc, verb: int, sentence: Sentence) -> int | None:
    """Return the first token of the clause that a reporting verb introduces, if any."""
    tokens = words.tokens
    finite = False
    for at in range(verb + 1, sentence.last):
        if tokens[at].tag in FINITE_TAGS:
            finite = True
            break
    if not finite:
        return None
    for at in range(verb + 1, min(verb + 12, sentence.last)):
        if tokens[at].lower == "that" and tokens[at].tag in ("IN", "DT", "WDT"):
            return at + 1
        if tokens[at].text in (",", ";"):
            break
    starts = find_clause_starts(words, sentence)
    number = bisect_right(starts, verb)
    if number < len(starts) and starts[number] - verb < 8:
        return starts[number]
    return None


def _title_verb(words: Doc, title: Sentence) -> int | None:
    """Return the verb of a title: "Court rejects appeal", "Three arrested after fire"."""
    line = words.tokens_of(title)
    if line[-1].text == "?" or line[0].lower in _QUESTIONS or line[0].lower in _PERSONAL:
        return None
    if any(token.text in ("?", ":") or token.lower in _PERSONAL for token in line):
        return None
    start = title.first
    verb = None
    for at in range(start + 1, title.last):
        token = words.tokens[at]
        if token.tag in ("WDT", "WP", "WRB", "``", "MD") or token.lower in _NEGATIONS:
            return None
        if token.tag in ("VBZ", "VBD", "VBP", "VBN"):
            verb = at
            break
        if token.tag in ("VBG", "TO"):
            return None
    if verb is None:
        return None
    main = words.tokens[verb]
    if main.lower in _STATES or main.lower in _BE or main.lower in _HAVE:
        return None
    if main.lower in REPORTING_VERBS and main.lower not in _STATEMENTS:
        return None
    return verb


# The event


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
