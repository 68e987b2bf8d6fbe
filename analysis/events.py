"""Finds what a text dates: for each time expression the clause or the noun that it belongs to."""

import datetime
import re
from bisect import bisect_left
from collections.abc import Sequence

from analysis.clauses import REPORTING, clause_starts
from analysis.event_dates import AHEAD, dated, opens_range
from analysis.event_nouns import is_event_noun
from analysis.findings import Event, Mention, TimeExpression
from analysis.time_direction import tense_at
from analysis.time_places import place_of
from analysis.word_sets import word_set
from analysis.words import Sentence, Words

_LONGEST_HEADLINE = 90
_NOTICE = word_set("published updated posted modified date dated filed")
_JOINING = word_set("and but or so that since when while where as because although though")
_NOUN_PHRASE = frozenset(("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "POS", "CD", "VBG"))
_DANGLING = re.compile(r"(?:\W+(?:and|or|but|of|in|on|at|to|for|with|by|from|the|a|an|as|that))+$")
_DASHES = word_set("- – — --")


def find_events(
    words: Words,
    times: Sequence[TimeExpression],
    mentions: Sequence[Mention],
    published: datetime.date | None,
) -> tuple[Event, ...]:
    """The dated events of a text, in the order of their time expressions.

    A time dates the clause that it stands in, or the event noun that it modifies ("the November
    summit"). Stretches, repetitions, vague references and an article's own dateline date nothing.
    An event whose date hangs on an unknown publication date stays, without days.
    """
    events: list[Event] = []
    mention_starts = [mention.start for mention in mentions]
    starts_of: dict[int, list[int]] = {}
    ends_range = False
    clock_days = {time.anchor for time in times if time.type == "TIME" and time.anchor is not None}
    for index, time in enumerate(times):
        if ends_range:
            ends_range = False
            continue
        tokens = words.indexes(time.start, time.end)
        if not tokens or not _dates_something(time):
            continue
        number = words.sentence_of(tokens.start)
        sentence = words.sentences[number]
        if _is_dateline(words, sentence, tokens):
            continue
        ends_range = opens_range(words.text, times, index)
        if index in clock_days and _same_sentence(words, times, index, sentence):
            continue  # "on Tuesday … at 18:00": the finer one of the two dates the event
        if number not in starts_of:
            starts_of[number] = clause_starts(words, sentence)
        event = _event(words, sentence, starts_of[number], time, tokens)
        if event is not None:
            first, last, headline, because = event
            here = slice(bisect_left(mention_starts, first), bisect_left(mention_starts, last))
            named = (mention.entity for mention in mentions[here] if mention.end <= last)
            entities = tuple(dict.fromkeys(entity for entity in named if entity is not None))
            found = Event(
                first, last, index, headline, entities=entities,
                confidence=round(time.confidence * 0.95, 2), because=because,
            )  # fmt: skip
            events.append(dated(found, words.text, times, published))
    return tuple(events)


def _dates_something(time: TimeExpression) -> bool:
    if time.type not in ("DATE", "TIME"):
        return False
    if time.relative is not None:  # never its value: that changes with the publication date
        return True
    dated = place_of(time.value) is not None or "/" in time.value
    return dated and not time.value.startswith("BC")


def _is_dateline(words: Words, sentence: Sentence, tokens: range) -> bool:
    """Whether a date only says when the article itself was written."""
    line = words.of(sentence)
    verbs = any(token.tag in ("VBD", "VBZ", "VBP", "MD", "VBN", "VB") for token in line)
    if len(line) <= 12 and line[0].lower in _NOTICE:
        return True
    if len(line) <= 12 and not verbs and line[-1].tag != ".":
        return not any(is_event_noun(token) for token in line)
    # "WASHINGTON, March 17 (Reuters) - …"
    before = words.tokens[sentence.first : tokens.start]
    after = words.tokens[tokens.stop : min(tokens.stop + 8, sentence.last)]
    if len(before) > 8 or not before or not before[0].text.isupper():
        return False
    return any(token.text in _DASHES for token in after)


def _same_sentence(
    words: Words, times: Sequence[TimeExpression], index: int, sentence: Sentence
) -> bool:
    return (
        any(
            time.anchor == index and time.type == "TIME" and time.end <= sentence.end
            for time in times[index + 1 : index + 4]
        )
        and words.tokens[sentence.first].start <= times[index].start
    )


def _event(
    words: Words,
    sentence: Sentence,
    starts: list[int],
    time: TimeExpression,
    tokens: range,
) -> tuple[int, int, str, str] | None:
    """Start, end, headline and reason of what an expression dates; None if that is nothing."""
    text = words.text
    phrase = " ".join(text[time.start : time.end].split())
    noun = _modified_noun(words, sentence, tokens)
    if noun is not None:
        first, last = words.tokens[noun.start].start, words.tokens[noun.stop - 1].end
        head = words.tokens[noun.stop - 1].text
        tense = tense_at(words, tokens.start, tokens.stop)
        because = f"“{phrase}” dates the {head} that it stands before"
        if tense.direction == ">":
            because += f", and *{tense.cue}* {AHEAD}"
        return first, last, _headline(words, noun), because
    at = bisect_left(starts, tokens.start + 1) - 1
    first_token = starts[max(at, 0)]
    last_token = starts[at + 1] if at + 1 < len(starts) else sentence.last
    line = words.tokens[first_token:last_token]
    whole = line[-1].tag == "." and len(line) > 3
    if not whole and not any(t.tag.startswith(("VB", "MD")) or is_event_noun(t) for t in line):
        return None
    while at + 2 < len(starts) and _ends_in_saying(words, first_token, last_token, tokens):
        at += 1
        last_token = starts[at + 1]
    if at + 2 == len(starts) and _ends_in_saying(words, first_token, last_token, tokens):
        last_token = sentence.last
    last_token = _without_rest(words, first_token, last_token, tokens)
    span = _trimmed(words, first_token, last_token)
    if all(at in tokens or words.tokens[at].tag in ("IN", "DT", ",") for at in span):
        return None
    tense = tense_at(words, tokens.start, tokens.stop)
    because = f"“{phrase}” dates its clause"
    if tense.cue:
        because = f"“{phrase}” dates *{tense.cue}*"
        if tense.direction == ">":
            because += f", which {AHEAD}"
    first, last = words.tokens[span.start].start, words.tokens[span.stop - 1].end
    return first, last, _headline_of(words, sentence, span, tokens, starts), because


def _ends_in_saying(words: Words, first: int, last: int, tokens: range) -> bool:
    """Whether a clause breaks off after "said on Friday": what was said belongs to the event."""
    end = last - 1
    while end > first and (end in tokens or words.tokens[end].tag in ("IN", ",")):
        end -= 1
    return words.tokens[end].lower in REPORTING


def _modified_noun(words: Words, sentence: Sentence, tokens: range) -> range | None:
    """The noun phrase of an event noun right after an expression: "a November video conference"."""
    at = tokens.stop
    if at < sentence.last and words.tokens[at].lower in ("'s", "’s"):
        at += 1
    end = at
    while end < sentence.last and end - at < 5 and words.tokens[end].tag[:2] in ("NN", "JJ", "VBG"):
        end += 1
    while end > at and not words.tokens[end - 1].tag.startswith("NN"):
        end -= 1
    if end == at or not is_event_noun(words.tokens[end - 1]):
        return None
    first = tokens.start
    while first > sentence.first and words.tokens[first - 1].tag in ("JJ", "JJS", "DT", "PRP$"):
        first -= 1
        if words.tokens[first].tag in ("DT", "PRP$"):
            break
    return range(first, end)


def _without_rest(words: Words, first: int, last: int, tokens: range) -> int:
    """The clause's end, before the main verb after a participle: "a pact signed in May | led"."""
    before = tokens.start - 1
    while before > first and words.tokens[before].tag in ("IN", "DT", "RB", "TO", "JJ"):
        before -= 1
    participle = words.tokens[before].tag == "VBN" and not words.tokens[before - 1].tag.startswith(
        ("VB", "RB", "MD")
    )
    if not participle or before == first:
        return last
    if any(token.tag in ("VBD", "VBZ", "VBP", "MD") for token in words.tokens[first:before]):
        return last
    if any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in words.tokens[tokens.stop : last]):
        return tokens.stop
    return last


def _trimmed(words: Words, first: int, last: int) -> range:
    """A clause without the marks and joining words at its edges."""
    while first < last - 1 and (
        (
            not words.tokens[first].text[0].isalnum()
            and words.tokens[first].text[0] not in "\"“‘'$£€"
        )
        or (words.tokens[first].lower in _JOINING and words.tokens[first].tag != "WDT")
    ):
        first += 1
    while last > first + 1 and words.tokens[last - 1].text in (
        ",",
        ";",
        ":",
        "—",
        "–",
        "-",
        "--",
        "(",
        ".",
    ):
        last -= 1
    return range(first, last)


def _without_opening(words: Words, span: range, tokens: range) -> range:
    """A clause without the date that opens it ("On Friday, …"): the timeline shows the date."""
    if tokens.start - span.start > 2 or tokens.stop >= span.stop - 2:
        return span
    if any(words.tokens[at].tag not in ("IN", "DT") for at in range(span.start, tokens.start)):
        return span
    first = tokens.stop
    if words.tokens[first].lower != ",":
        return span
    return range(first + 1, span.stop)


def _headline_of(
    words: Words, sentence: Sentence, span: range, tokens: range, starts: list[int]
) -> str:
    """The headline of a clause, with the subject or noun that it leaves to the words before it."""
    first = span.start
    while words.tokens[first].tag == "RB" and first + 1 < span.stop:
        first += 1
    tag = words.tokens[first].tag
    if tag in ("WDT", "WP", "WP$", "VBN", "VBG") or words.tokens[first].lower == "where":
        return _headline(words, _with_noun(words, sentence, span))
    if tag in ("VBD", "VBZ", "VBP", "MD"):
        before = starts[bisect_left(starts, span.start) - 1] if starts[0] < span.start else None
        subject = _subject(words, before, span.start) if before is not None else None
        if subject is not None:
            line = _headline(words, span)
            return _shortened(f"{_headline(words, subject)} {line[:1].lower()}{line[1:]}")
    return _headline(words, _without_opening(words, span, tokens))


def _with_noun(words: Words, sentence: Sentence, span: range) -> range:
    """A relative clause or participle with the noun that it tells of."""
    first = span.start - (words.tokens[span.start - 1].lower == ",")
    last = first
    while first > sentence.first and words.tokens[first - 1].tag in _NOUN_PHRASE:
        first -= 1
    return range(first, span.stop) if first < last else span


def _subject(words: Words, first: int, stop: int) -> range | None:
    """The subject of a clause that starts at a token: what stands before its first verb."""
    for at in range(first, min(first + 9, stop)):
        tag = words.tokens[at].tag
        if tag.startswith("VB") or tag == "MD":
            nouns = any(words.tokens[i].tag[:2] in ("NN", "PR") for i in range(first, at))
            return _trimmed(words, first, at) if nouns else None
    return None


def _headline(words: Words, span: range) -> str:
    start, end = words.tokens[span.start].start, words.tokens[span.stop - 1].end
    line = " ".join(words.text[start : min(end, start + 4 * _LONGEST_HEADLINE)].split())
    line = line.strip(" ,;:–—-")
    for opening, closing in ("“”", '""', "‘’"):
        if opening == closing:
            if line.count(opening) == 1:
                line = line.replace(opening, "")
        elif line.count(opening) > line.count(closing):
            line += closing if len(line) <= _LONGEST_HEADLINE else ""
        elif line.count(closing) > line.count(opening) and closing != "’":
            line = line.replace(closing, "", 1)
    return _shortened(line[:1].upper() + line[1:])


def _shortened(line: str) -> str:
    """A line cut between words where it is too long."""
    if len(line) <= _LONGEST_HEADLINE:
        return line
    line = re.sub(r"\W*\s+\S*$", "", line[:_LONGEST_HEADLINE].rstrip("…"))
    return _DANGLING.sub("", line) + "…"
