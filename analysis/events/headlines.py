"""Choose short headlines for events from the words of their clauses."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis import lexicon
from analysis.events.content_drafts import (
    draft_content,
    draft_quotation,
    draft_reported_content,
)
from analysis.events.drafts import Draft, is_sentence
from analysis.events.headline_choice import (
    UNNAMED_SUBJECT,
    LineChoice,
    describe_line,
    lacks_content,
    loses_condition,
    loses_negation,
    rank_lines,
    splits_subject,
    weigh_faults,
)
from analysis.events.headline_lines import Line, compose, format_draft
from analysis.events.headline_names import POSSESSIVES, PRONOUNS, Names, name_for
from analysis.events.headline_omissions import without_opening_phrase
from analysis.events.headline_sources import LONGEST_SOURCE, find_sources
from analysis.events.headline_subjects import with_subject
from analysis.events.headline_text import join_spans
from analysis.events.participle_drafts import (
    draft_aside,
    draft_noun,
    draft_plan,
    draft_reduced_passive,
)
from analysis.events.phrases import (
    CLAUSE_OPENERS,
    CLOSING_MARKS,
    UNITS,
    after_dateline,
    head_of,
    opening_subject,
    relative_sentence,
    subject_of_aside,
    trim_clause,
    without_opening,
)
from analysis.events.reports import Report
from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.syntax.clauses import has_predicate
from analysis.syntax.noun_phrases import phrase_end, phrase_start
from analysis.syntax.tag_sets import (
    ADVERBIAL_TAGS,
    DETERMINER_TAGS,
    FINITE_TAGS,
    FRONTED_TAGS,
    NOUN_TAGS,
    PREPOSITION_TAGS,
    SUBORDINATOR_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence
from analysis.timex.event_nouns import is_event_noun

_PLACING = word_set("at in during from to")  # "won gold at the games yesterday"
_COMPLEMENTS = word_set("of on between against in")  # of an event noun
_CALENDAR = lexicon.words("weekdays", "full") | lexicon.words("months", "full")
_CUT = 3  # defects of a line that ends within a phrase
_NO_SENTENCE = 10  # defects of a line that is no sentence
_UNATTRIBUTED = 4  # defects of a line without the source that an earlier draft has
_INCOMPLETE = 4  # defects of a line that lacks a part of its subject or the content of its verb
_LONGEST_SUBJECT = 12  # tokens
_MOST_CLAUSES = 6  # before or after a clause that is no sentence by itself


class Headline(NamedTuple):
    """A headline, and whether it is a sentence that contains what the date belongs to.

    `fallback` is shown if another event has the text already.
    """

    text: str
    whole: bool
    fallback: str = ""


def dated_headline(
    words: Doc,
    sentence: Sentence,
    span: range,
    tokens: range,
    starts: Sequence[int],
    names: Names | None = None,
    report: Report | None = None,
    cue: str = "",
) -> Headline:
    """Return the headline of a clause: a sentence with a subject and a main verb, if possible.

    Add the subject or noun before the clause if needed. Add further clauses, up to the whole
    sentence, if the clause is no sentence by itself or lacks the words that the date belongs to.
    Reported content ends with its source: "The road will reopen on Friday, the ministry said".
    `report` is the report that contains the clause, if any. `cue` is the verb that the date belongs
    to, which the headline contains if possible.
    """
    best, fewest = rank_lines(
        _list_lines(words, sentence, span, tokens, starts, names or {}, report, cue)
    )
    # The other line can be whole too: then a sentence of the text says that the event will come.
    title = Headline(best.line.text, best.is_whole or fewest.is_whole, fewest.line.text)
    noun = _noun_of_date(words, sentence, tokens) if best.line.loses_event and tokens else None
    placed = noun is not None and words.tokens[noun.start - 1].lower in _PLACING
    if noun is None or (placed and best.defects < _NO_SENTENCE):
        return title
    return noun_headline(words, sentence, noun, names or {})


def _list_lines(
    words: Doc,
    sentence: Sentence,
    span: range,
    tokens: range,
    starts: Sequence[int],
    names: Names,
    report: Report | None,
    cue: str,
) -> Iterator[LineChoice]:
    """Yield the different lines of the drafts of a clause, with the evidence for each."""
    source = ""
    written: set[str] = set()
    read: set[tuple[object, ...]] = set()
    span = _with_list_end(words, sentence, span)
    for draft in _drafts(words, sentence, span, tokens, starts, names, report):
        key = (*draft.spans, draft.source, draft.speaker, draft.verb, draft.dated)
        if key in read:
            continue  # a line is the same for the same draft
        read.add(key)
        resolved = with_subject(words, sentence, draft.spans[0].start, names)
        draft, plain = _add_speaker(words, draft, report, resolved), draft
        date = tokens if draft.dated else range(0)
        line = compose(words, replace(draft, date=date), resolved)
        if "…" in line.text and draft is not plain:
            # ", he said" matters less than an object, any source less than the event
            unattributed = compose(words, replace(plain, date=date), resolved)
            is_own = _is_own(draft, report, resolved)
            if is_own or (line.loses_event and not unattributed.loses_event):
                draft, line = plain, unattributed
        defects = _count_defects(words, line, resolved, cue)
        is_whole = defects <= _CUT * line.cut
        defects += weigh_faults(words, line, resolved, span)
        if source and not draft.speaker and source not in line.text:
            defects += _UNATTRIBUTED
        if lacks_content(words, line) or splits_subject(words, sentence, line):
            defects += _INCOMPLETE
            is_whole = False
        if loses_condition(words, sentence, line):
            defects += _INCOMPLETE
            is_whole = False
        if loses_negation(words, sentence, line):
            defects += _NO_SENTENCE  # the opposite of what the text says
            is_whole = False
        source = source or draft.source.rpartition(" ")[2]
        if line.text not in written and not defects:
            yield LineChoice(line, {}, defects, is_whole)  # the best line, whatever its evidence
        elif line.text not in written:
            evidence = describe_line(words, sentence, span, line, report, len(written))
            evidence |= {"defects": float(min(defects, 20)), "loses event": float(line.loses_event)}
            evidence |= {"cut": float(line.cut)}
            evidence["no sentence"] = float(not is_sentence(words, line.draft, None))
            yield LineChoice(line, evidence, defects, is_whole)
        written.add(line.text)


def _with_list_end(words: Doc, sentence: Sentence, span: range) -> range:
    """Extend a clause that ends within a list: "on Monday, Wednesday | and Friday"."""
    tokens = words.tokens
    first = phrase_start(tokens, span.stop, span.start)
    near = {token.lower for token in tokens[max(span.start, span.stop - 6) : span.stop]}
    following = tokens[min(span.stop, sentence.last - 1)]
    if "between" in near and "and" not in near and following.lower == "and":
        return range(span.start, phrase_end(tokens, span.stop + 1) or span.stop)
    joint = span.stop + (tokens[min(span.stop, sentence.last - 1)].text == ",")
    if not span.start < first < span.stop or joint + 1 >= sentence.last:
        return span
    if tokens[first - 1].text != "," or tokens[joint].lower not in ("and", "or"):
        return span
    stop = phrase_end(tokens, joint + 1) or 0
    is_list = joint + 1 < stop <= sentence.last and tokens[stop].tag not in FINITE_TAGS
    return range(span.start, stop) if is_list else span


def _add_speaker(words: Doc, draft: Draft, report: Report | None, names: Names) -> Draft:
    """Add the source to a draft within a report that has none yet."""
    if report is None or draft.source or draft.speaker:
        return draft
    if not report.direct and draft.verb:
        return draft  # "warned that the sum [is] calculated for May"
    first, last = words.tokens[draft.spans[0].start], words.tokens[draft.spans[-1].stop - 1]
    if first.start < report.start or last.end > report.end:
        return draft
    if not report.direct and _is_own(draft, report, names):
        pronoun = POSSESSIVES.get(first.lower, first.lower)
        return replace(draft, source=f", {pronoun} {report.cue}" if pronoun in PRONOUNS else "")
    source = f", {report.source} {report.cue}"
    return draft if len(source) > LONGEST_SOURCE else replace(draft, source=source)


def _is_own(draft: Draft, report: Report | None, names: Names) -> bool:
    """Return whether a draft begins with the speaker of its report."""
    speaker = report.speaker if report is not None else None
    return speaker is not None and names.get(draft.spans[0].start) == speaker


def _noun_of_date(words: Doc, sentence: Sentence, tokens: range) -> range | None:
    """Return the event noun before a date, with the date: "its losses in 2008"; None for none."""
    last = tokens.start
    if words.tokens[last - 1].lower in ("in", "on", "of"):
        last -= 1
    if last - 1 <= sentence.first or not is_event_noun(words.tokens[last - 1]):
        return None
    first = phrase_start(words.tokens, last, sentence.first)
    return range(first, tokens.stop) if first < last else None


def _drafts(
    words: Doc,
    sentence: Sentence,
    span: range,
    tokens: range,
    starts: Sequence[int],
    names: Names,
    report: Report | None,
) -> Iterator[Draft]:
    """Return the possible drafts of a clause, the best first."""
    names = with_subject(words, sentence, span.start, names)
    content = draft_quotation(words, sentence, tokens, report)
    if content is not None:
        yield content
    content = draft_content(words, sentence, span, tokens, names)
    if content is not None:
        yield content
    aside = draft_aside(words, sentence, span, tokens)
    if aside is not None:
        yield aside
    planned = draft_plan(words, sentence, span, tokens)
    if planned is not None:
        yield planned
    draft = _draft_clause(words, sentence, span, tokens, starts, names, report)
    if draft is not None:
        yield draft
    if words.tokens[span.start].tag in FINITE_TAGS:
        subject = _subject_of_sentence(words, sentence, span.start)
        if subject is not None:
            yield Draft([subject, span])
    for wider in _wider_spans(words, sentence, span, tokens, starts):
        if words.tokens[wider.start].lower == "according":  # the source follows the line
            [wider] = without_opening_phrase(words, [wider])
        names = with_subject(words, sentence, wider.start, names)
        sources = find_sources(words, sentence, wider, names, report) or ("", "")
        yield Draft([wider], *sources)
    whole = trim_clause(words, sentence.first, sentence.last, tokens.start)
    yield Draft([whole])
    [rest] = without_opening_phrase(words, [whole])
    yield Draft([rest], *(find_sources(words, sentence, rest, names, report) or ("", "")))
    yield Draft([span])
    reported = draft_reported_content(words, sentence, tokens, names)
    if reported is not None:
        yield reported


def _subject_of_sentence(words: Doc, sentence: Sentence, before: int) -> range | None:
    """Return the subject that opens a sentence, after a phrase in front of it; None for none."""
    first = after_dateline(words, sentence.first, before)
    if words.tokens[first].tag in FRONTED_TAGS:
        comma = (at for at in range(first, before) if words.tokens[at].text == ",")
        first = next(comma, before - 1) + 1
    stop = next(
        (at for at in range(first, before)
         if words.tokens[at].text in CLOSING_MARKS
         or words.tokens[at].tag in (*FINITE_TAGS, "WDT", "WP", "WRB", "``", "PRP")), before,
    )  # fmt: skip
    if not 0 < stop - first <= _LONGEST_SUBJECT or stop == before:
        return None
    noun = any(words.tokens[at].tag in NOUN_TAGS for at in range(first, stop))
    return range(first, stop) if noun else None


def _count_defects(words: Doc, line: Line, names: Names, cue: str) -> int:
    """Return how far a line is from a good headline, 0 for a good one."""
    defects = _CUT * line.cut + 4 * line.loses_event
    if not is_sentence(words, line.draft, None):
        defects += _NO_SENTENCE
    elif not is_sentence(words, line.draft, names):
        defects += UNNAMED_SUBJECT
    if cue and not contains_word(line.text, cue):
        defects += 5
    return defects


def contains_word(line: str, word: str) -> bool:
    """Return whether a line contains a word as a whole."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.IGNORECASE) is not None


def _draft_clause(
    words: Doc,
    sentence: Sentence,
    span: range,
    tokens: range,
    starts: Sequence[int],
    names: Names,
    report: Report | None,
) -> Draft | None:
    """Return the draft of a clause by itself; None if its source would be lost."""
    first = span.start
    while words.tokens[first].tag == "RB" and first + 1 < span.stop:
        first += 1
    if words.tokens[first].tag == "IN" and first + 1 == tokens.start and tokens.stop < span.stop:
        first = tokens.stop if words.tokens[tokens.stop].tag in FINITE_TAGS else first
    tag = words.tokens[first].tag
    if tag == "WDT" and first > sentence.first and words.tokens[first - 1].tag in PREPOSITION_TAGS:
        clause = Draft([range(first + 1, span.stop)])  # "…, in which 200 were hurt"
        return clause if is_sentence(words, clause, None) else Draft([span])
    if tag == "WRB" and first + 1 < tokens.start:
        clause = Draft([range(first + 1, span.stop)])  # "…, when six states will vote in May"
        if words.tokens[first].lower in ("when", "where") and is_sentence(words, clause, names):
            return clause
    if (after := _after_duration(words, span, tokens)) is not None:
        return Draft([after])
    if (inner := _inner_clause(words, span, tokens)) is not None:
        return Draft([inner])
    if tag in ("WDT", "WP", "WP$", "VBN", "VBG"):
        return draft_noun(words, sentence, span)
    if tag in FINITE_TAGS and (aside := subject_of_aside(words, sentence, first)) is not None:
        return Draft([aside, span])
    if tag in FINITE_TAGS:
        earlier = starts[: bisect_left(starts, span.start)]
        subjects = (opening_subject(words, start, span.start) for start in reversed(earlier))
        subject = next((found for found in subjects if found is not None), None)
        outer = report.start if report is not None else 0  # "Reis says | his aunt, Ana, is …"
        outer = outer if outer <= words.tokens[span.start].start else 0
        if subject is not None and words.tokens[subject.start].start >= outer:
            return Draft([subject, span])
    line = _without_main_clause(words, without_opening(words, span, tokens), tokens)
    relative = relative_sentence(words, line)
    if relative is not None:
        return Draft(relative)
    if (passive := draft_reduced_passive(words, sentence, line, tokens)) is not None:
        return passive
    sources = find_sources(words, sentence, line, names, report)
    return None if sources is None else Draft([line], *sources)


def _inner_clause(words: Doc, span: range, tokens: range) -> range | None:
    """Return the clause with the date after a comma and a relative word such as "when"."""
    opening = None
    for at in range(tokens.start - 1, span.start, -1):
        token, before = words.tokens[at], words.tokens[at - 1]
        if token.text == ",":
            return None
        if token.lower in ("when", "where") and before.text == ",":
            opening = at + 1
            break
        if token.lower in ("whom", "which") and before.tag == "IN":
            opening = at + 1
            break
    if opening is None or opening >= tokens.start:
        return None
    stop = next((at for at in range(tokens.stop, span.stop) if words.tokens[at].text == ","),
                span.stop)  # fmt: skip
    clause = range(opening, stop)
    return clause if is_sentence(words, Draft([clause]), None) else None


def _without_main_clause(words: Doc, line: range, tokens: range) -> range:
    """Cut a line before the main clause: "(as) the vote begins in May, | the polls are close"."""
    before = words.tokens[line.start - 1] if line.start else None
    if before is None or before.tag not in SUBORDINATOR_TAGS or before.lower not in CLAUSE_OPENERS:
        return line
    first = tokens.stop if tokens else line.start + 2
    for at in range(first, line.stop):
        clause = Draft([range(line.start, at)])
        if words.tokens[at].text == "," and is_sentence(words, clause, None):
            return clause.spans[0] if tokens else range(line.start - 1, line.stop)
    return line


def _after_duration(words: Doc, span: range, tokens: range) -> range | None:
    """Return the clause after a duration: "two days | after the strike began on Monday"."""
    for at in range(span.start + 1, min(span.start + 8, tokens.start)):
        token, before = words.tokens[at], words.tokens[at - 1]
        if token.tag in VERBAL_TAGS:
            return None
        if token.lower in ("after", "before") and before.lower in UNITS:
            clause = range(at + 1, span.stop)
            opens = has_predicate(
                words.tokens, at + 1, span.stop
            )  # "shortly before noon, Reis won"
            return clause if opens and is_sentence(words, Draft([clause]), None) else None
    return None


def _wider_spans(
    words: Doc, sentence: Sentence, span: range, tokens: range, starts: Sequence[int]
) -> Iterator[range]:
    """Return spans of whole clauses around a clause, the shorter ones first."""
    before, after = bisect_left(starts, span.start), bisect_left(starts, span.stop)
    earlier = [span.start, *starts[max(before - _MOST_CLAUSES, 0) : before]]
    later = [*starts[after : after + _MOST_CLAUSES], sentence.last]
    for first, last in sorted(
        ((first, last) for first in earlier for last in (span.stop, *later)),
        key=lambda bounds: bounds[1] - bounds[0],
    ):
        wider = trim_clause(words, first, last, tokens.start)
        if wider != span and wider.start <= tokens.start and tokens.stop <= wider.stop:
            yield without_opening(words, wider, tokens)


def plain_headline(words: Doc, span: range, names: Names) -> str | None:
    """Return the headline of the words of a clause; None if they are no sentence."""
    draft = Draft([span])
    line = format_draft(words, draft, names) if is_sentence(words, draft, names) else ""
    return line if line and not line.endswith("…") else None


def noun_headline(words: Doc, sentence: Sentence, span: range, names: Names) -> Headline:
    """Return the headline of a noun with its date: "Iowa's May primary", "The annual meeting".

    It is whole if the noun has a name, a determiner or a date that belongs to it alone.
    """
    first = span.start
    if first - 1 > sentence.first and words.tokens[first - 1].tag == "POS":
        first = phrase_start(words.tokens, first - 1, sentence.first)
    opening = words.tokens[first]
    if opening.tag == "PRP$" and not name_for(opening, first, names):
        rest = join_spans(words, [range(first + 1, span.stop)], names)
        return Headline(f"The {rest[:1].lower()}{rest[1:]}", whole=True)
    text = format_headline(words, range(first, span.stop), names)
    longer = _with_complement(words, sentence, span)
    clause = [words.tokens[at].tag for at in range(longer, min(longer + 2, sentence.last))]
    if clause == ["WDT", "VBD"]:  # "last week's attack that killed ten people"
        last = next((at for at in range(longer, sentence.last)
                     if words.tokens[at].text in CLOSING_MARKS), sentence.last)  # fmt: skip
        related = relative_sentence(words, range(first, last))
        text_of_clause = format_draft(words, Draft(related), names) if related else "…"
        if "…" not in text_of_clause:
            return Headline(text_of_clause, whole=True)
    if longer != span.stop:
        long_text = format_headline(words, range(first, longer), names)
        text = text if "…" in long_text else long_text
    named = (
        opening.tag in DETERMINER_TAGS
        or any(
            words.tokens[at].tag == "POS" or words.tokens[at].name != "O"
            for at in range(first, span.stop)
        )
        or any(words.tokens[at].tag == "CD" for at in span)
    )
    named = named or (head_of(words, span).tag == "NNS" and words.tokens[span.start].tag != "NNS")
    verbs = any(words.tokens[at].tag in ("PRP", *FINITE_TAGS) for at in span)
    return Headline(text, whole=named and not verbs)


def _with_complement(words: Doc, sentence: Sentence, noun: range) -> int:
    """Return the end of a noun with its complements: "the raid | on a bank | in Porto"."""
    stop, tokens = noun.stop, words.tokens
    while stop + 1 < sentence.last and tokens[stop].lower in _COMPLEMENTS:
        end = phrase_end(tokens, stop + 1) or stop
        paired = tokens[stop].lower == "between" and tokens[min(end, stop + 9)].lower == "and"
        end = (phrase_end(tokens, end + 1) or stop) if paired else end
        dated = tokens[stop + 1].lower in _CALENDAR or tokens[stop + 1].tag in ("CD", "VBG")
        is_place = any(tokens[at].name.endswith("LOC") for at in range(stop + 1, end))
        if (
            not stop < end <= sentence.last
            or dated
            or (tokens[stop].lower == "in" and not is_place)
        ):
            break
        stop = end
    return stop


def format_headline(words: Doc, span: range, names: Names | None = None) -> str:
    """Return the words of a token span as one line of 100 characters at most."""
    if words.tokens[span.start].tag in ADVERBIAL_TAGS and len(span) > 2:
        span = span[1:]  # "(about) the 2016 race"
    first = words.tokens[span.start]
    if first.tag == "PRP$" and len(span) > 2 and not name_for(first, span.start, names or {}):
        span = span[1:]  # "(their) autumn meetings"
    return format_draft(words, Draft([span]), names or {})
