"""Choose short headlines for events from the words of their clauses."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from analysis import lexicon
from analysis.events.drafts import (
    BE,
    POSSESSIVES,
    PRONOUNS,
    UNNAMED,
    USUAL_LENGTH,
    Draft,
    Line,
    Names,
    compose,
    format_draft,
    is_sentence,
    join_spans,
    name_for,
    with_subject,
    without_opening_phrase,
)
from analysis.events.phrases import (
    CLAUSE_OPENERS,
    CLOSING_MARKS,
    LONGEST_OPENING,
    UNITS,
    head_of,
    noun_phrase_start,
    opening_subject,
    relative_sentence,
    subject_of_aside,
    subject_start,
    trim_clause,
    with_noun,
    without_opening,
)
from analysis.lexicon import word_set
from analysis.models import Entity
from analysis.structs import replace
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.noun_phrases import phrase_end, phrase_start
from analysis.syntax.tag_sets import (
    ADVERBIAL_TAGS,
    DETERMINER_TAGS,
    FINITE_TAGS,
    NAME_OR_PRONOUN_TAGS,
    NARRATIVE_TAGS,
    NOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PLURAL_NOUN_TAGS,
    PREPOSITION_TAGS,
    PROPER_NOUN_TAGS,
    SUBORDINATOR_TAGS,
    TENSED_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence
from analysis.timex.event_nouns import is_event_noun

_MOST_CLAUSES = 6  # before or after a clause that is no sentence by itself
_SPEAKING = lexicon.words("reporting_verb_forms", "speaker")
_PLANS = lexicon.words("tense_cues", "plan")
_ONCE = word_set("originally previously initially first earlier once")
_PLANNED = frozenset(word for word in _PLANS if word.endswith("ed")) | {"due", "set", "projected"}
_LONGEST_SOURCE = 48
_FIRST_PERSON = frozenset(("i", "we", "my", "our"))
_MANY = word_set("number majority lot dozen")


class Report(Struct, frozen=True):
    """Reported content as it is in a text: its span, its speaker and a cue such as "said".

    `direct` says whether it is in the speaker's own words.
    """

    start: int
    end: int
    speaker: Entity | None
    source: str
    cue: str
    direct: bool = False


class Headline(NamedTuple):
    """A headline, and whether it is a sentence that contains what the date belongs to."""

    text: str
    whole: bool


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
    best = Headline("", whole=False)
    fewest: int | None = None
    loses_event = False
    for draft in _drafts(words, sentence, span, tokens, starts, names or {}, report):
        resolved = with_subject(words, sentence, draft.spans[0].start, names or {})
        date = tokens if draft.dated else range(0)
        line = compose(words, replace(draft, date=date), resolved)
        defects = _count_defects(words, line, resolved, cue)
        if fewest is None or defects < fewest:
            best, fewest = Headline(line.text, whole=not defects), defects
            loses_event = line.loses_event
        if not defects:
            break
    noun = _noun_of_date(words, sentence, tokens) if loses_event else None
    return best if noun is None else noun_headline(words, sentence, noun, names or {})


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
    content = _content_draft(words, sentence, span, tokens, names)
    if content is not None:
        yield content
    aside = _aside_draft(words, sentence, span, tokens)
    if aside is not None:
        yield aside
    planned = _planned_draft(words, sentence, span, tokens)
    if planned is not None:
        yield planned
    draft = _draft_clause(words, sentence, span, tokens, starts, names, report)
    if draft is not None:
        yield draft
    for wider in _wider_spans(words, sentence, span, tokens, starts):
        names = with_subject(words, sentence, wider.start, names)
        sources = _find_sources(words, sentence, wider, names, report) or ("", "")
        yield Draft([wider], *sources)
    whole = trim_clause(words, sentence.first, sentence.last, tokens.start)
    yield from (Draft(spans) for spans in ([whole], without_opening_phrase(words, [whole])))
    yield Draft([span])


def _count_defects(words: Doc, line: Line, names: Names, cue: str) -> int:
    """Return how far a line is from a good headline, 0 for a good one."""
    defects = 3 * line.cut + 4 * line.loses_event
    if not is_sentence(words, line.draft, None):
        defects += 10
    elif not is_sentence(words, line.draft, names):
        defects += 2
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
    if tag in ("WDT", "WP", "WP$", "VBN", "VBG") or words.tokens[first].lower == "where":
        return _draft_noun(words, sentence, span)
    if tag in FINITE_TAGS and (aside := subject_of_aside(words, sentence, first)) is not None:
        return Draft([aside, span])
    if tag in FINITE_TAGS:
        earlier = starts[: bisect_left(starts, span.start)]
        subjects = (opening_subject(words, start, span.start) for start in reversed(earlier))
        subject = next((found for found in subjects if found is not None), None)
        if subject is not None:
            return Draft([subject, span])
    line = _without_main_clause(words, without_opening(words, span, tokens), tokens)
    relative = relative_sentence(words, line)
    if relative is not None:
        return Draft(relative)
    if (passive := _reduced_passive(words, sentence, line, tokens)) is not None:
        return passive
    sources = _find_sources(words, sentence, line, names, report)
    return None if sources is None else Draft([line], *sources)


def _content_draft(
    words: Doc, sentence: Sentence, span: range, tokens: range, names: Names
) -> Draft | None:
    """Return the draft of a content before its dated source: "…, Reis told us on Friday".

    None if the date does not belong to a source at the end of a sentence. None for a sentence that
    is short enough to be the headline itself.
    """
    if sentence.end - sentence.start <= USUAL_LENGTH:
        return None
    verb = next(
        (at for at in range(tokens.start - 1, span.start, -1)
         if words.tokens[at].tag in FINITE_TAGS), None,
    )  # fmt: skip
    if verb is None or words.tokens[verb].lower not in REPORTING_VERBS | {"told", "wrote"}:
        return None
    if has_finite_verb(words.tokens[tokens.stop : sentence.last]):
        return None
    first = phrase_start(words.tokens, verb, sentence.first + 1)
    stop = first
    while stop - 1 > sentence.first and not words.tokens[stop - 1].text[0].isalnum():
        stop -= 1
    content = trim_clause(words, sentence.first, stop)
    quoted = words.tokens[first - 1].tag == "''" or words.tokens[first - 1].text == ","
    if first == verb or not quoted or not is_sentence(words, Draft([content]), None):
        return None
    subject = join_spans(words, [range(first, verb)], names)
    if words.tokens[first].tag not in NAME_OR_PRONOUN_TAGS:
        subject = subject[:1].lower() + subject[1:]
    elif subject.lower() in UNNAMED:
        subject = subject.lower()
    cue = "said" if words.tokens[verb].lower == "told" else words.tokens[verb].text
    source = f", {subject} {cue}"
    return Draft([content], source, dated=False) if len(source) <= _LONGEST_SOURCE else None


def _planned_draft(words: Doc, sentence: Sentence, span: range, tokens: range) -> Draft | None:
    """Return the draft of a noun that is planned for a date, without the rest of the sentence.

    "The talks, set to end on Tuesday, cover trade" → "The talks are set to end on Tuesday"; "with
    a vote expected in May" → "A vote is expected in May"; "a list to be issued on Friday" → "A list
    is to be issued on Friday".
    """
    all_tokens = words.tokens
    at = next(
        (at for at in range(tokens.start - 1, span.start, -1)
         if all_tokens[at].lower in _PLANNED or all_tokens[at].tag in FINITE_TAGS), None,
    )  # fmt: skip
    verb = at
    opening = words.tokens[span.start - 1].lower if span.start else ""
    absolute = "with" in (opening, words.tokens[span.start].lower)
    if at is not None and all_tokens[at].tag == "VBD" and absolute and at > span.start:
        pass  # a participle: "with a vote expected next month"
    elif at is None or all_tokens[at].tag in FINITE_TAGS:
        infinitive = next(
            (i for i in range(tokens.start - 1, span.start, -1)
             if all_tokens[i].lower == "to" and all_tokens[i + 1].lower == "be"
             and all_tokens[i + 2].tag == "VBN"), None,
        )  # fmt: skip
        verb = infinitive if infinitive is not None and (at is None or infinitive > at) else None
    if verb is None or tokens.start - verb > LONGEST_OPENING:
        return None
    last = verb
    while last - 1 > sentence.first and all_tokens[last - 1].tag in (",", "RB"):
        last -= 1
    if all_tokens[last - 1].lower == "and":  # "is under construction and expected to open in May"
        main = next((i for i in range(span.start, last) if all_tokens[i].tag in FINITE_TAGS), last)
        comma = next((i for i in range(span.start, main) if all_tokens[i].text == ","), main)
        subject = trim_clause(words, span.start, comma)
        if main == last or all_tokens[main].lower not in BE or not subject:
            return None
        return Draft([subject, range(verb, tokens.stop)], verb=all_tokens[main].lower)
    if all_tokens[last - 1].tag not in NOUN_TAGS:
        return None
    first = subject_start(words, sentence.first, last)
    subject = trim_clause(words, first, last)
    if not subject or all_tokens[subject.start].tag not in PHRASE_TAGS:
        return None
    absolute = all_tokens[subject.start - 1].lower == "with"
    main = has_finite_verb(all_tokens[span.start : subject.start])
    if (main and not absolute) or not _ONCE.isdisjoint(
        token.lower for token in all_tokens[last:verb]
    ):
        return None  # "has a deadline set at June 1", "originally due on June 1"
    stop = tokens.stop
    head = head_of(words, subject)
    if head.lower in ("percent", "%") or head.tag == "CD":
        return None  # "raised its share to 46 percent, expected to rise"
    many = head.tag in PLURAL_NOUN_TAGS
    return Draft([subject, range(verb, stop)], verb="are" if many else "is")


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


def _find_sources(
    words: Doc, sentence: Sentence, line: range, names: Names, report: Report | None
) -> tuple[str, str] | None:
    """Return the source that follows a line and the speaker before it, "" for none.

    None if the line has a source that cannot be written shortly.
    """
    source = _source_of(words, sentence, line, names)
    if source is None:
        return None
    source = source or _according_source(words, sentence, line)
    if not source and report is None:
        source = _trailing_source(words, sentence, line)
    return (source, "") if source else _reported_source(words, line, names, report)


def _trailing_source(words: Doc, sentence: Sentence, line: range) -> str:
    """Return the source at the end of a sentence: ", the mayor said"; "" for none."""
    last = sentence.last - 1
    while last > line.stop and not words.tokens[last].text[0].isalnum():
        last -= 1
    verb = words.tokens[last]
    if last <= line.stop or verb.lower not in REPORTING_VERBS or verb.tag not in NARRATIVE_TAGS:
        return ""
    if not has_finite_verb(words.tokens[line.start : line.stop]):
        return ""
    first = phrase_start(words.tokens, last, line.stop)
    marks = words.tokens[max(first - 1, 0)]
    if first == last or (marks.text != "," and marks.tag != "''"):
        return ""
    subject = join_spans(words, [range(first, last)], {})
    if words.tokens[first].tag not in PROPER_NOUN_TAGS:
        subject = subject[:1].lower() + subject[1:]
    source = f", {subject} {verb.text}"
    return source if len(source) <= _LONGEST_SOURCE else ""


def _according_source(words: Doc, sentence: Sentence, line: range) -> str:
    """Return the source of "According to a legend, …", before or after a line; "" for none."""
    for first in (sentence.first, line.stop, line.stop + 1):
        if first in line or first + 2 >= sentence.last:
            continue
        if words.tokens[first].lower != "according" or words.tokens[first + 1].lower != "to":
            continue
        stop = phrase_end(words.tokens, first + 2) or first
        source = words.text[words.tokens[first].start : words.tokens[stop - 1].end]
        source = f", {source[:1].lower()}{source[1:]}"
        named = first < stop <= sentence.last and len(source) <= _LONGEST_SOURCE
        return " ".join(source.split()) if named else ""
    return ""


def _without_main_clause(words: Doc, line: range, tokens: range) -> range:
    """Cut a line before the main clause: "(as) the vote begins in May, | the polls are close"."""
    before = words.tokens[line.start - 1] if line.start else None
    if before is None or before.tag not in SUBORDINATOR_TAGS or before.lower not in CLAUSE_OPENERS:
        return line
    for at in range(tokens.stop, line.stop):
        clause = Draft([range(line.start, at)])
        if words.tokens[at].text == "," and is_sentence(words, clause, None):
            return clause.spans[0]
    return line


def _after_duration(words: Doc, span: range, tokens: range) -> range | None:
    """Return the clause after a duration: "two days | after the strike began on Monday"."""
    for at in range(span.start + 1, min(span.start + 8, tokens.start)):
        token, before = words.tokens[at], words.tokens[at - 1]
        if token.tag in VERBAL_TAGS:
            return None
        if token.lower in ("after", "before") and before.lower in UNITS:
            clause = range(at + 1, span.stop)
            return clause if is_sentence(words, Draft([clause]), None) else None
    return None


def _reported_source(
    words: Doc, line: range, names: Names, report: Report | None
) -> tuple[str, str]:
    """Return the source after a line of a report and the speaker before one; "" for none."""
    none = "", ""
    if report is None or not has_finite_verb(words.tokens[line.start : line.stop]):
        return none
    if report.speaker is not None and names.get(line.start) == report.speaker:
        return none
    if (
        words.tokens[line.stop - 1].end > report.end
        or words.tokens[line.start].start < report.start
    ):
        return none
    if len(report.source) > _LONGEST_SOURCE:
        return none
    before = words.tokens[line.start - 1] if line.start else None
    clause = before is not None and before.tag in ("IN", "WRB", "WP", "WDT")
    opening = line.start + (words.tokens[line.start].tag == "``")
    if words.tokens[opening].lower in _FIRST_PERSON and not clause:
        return "", report.source
    return f", {report.source} {report.cue}", ""


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


def second_headline(
    words: Doc, span: range, earlier: range, tokens: range, names: Names
) -> str | None:
    """Return the headline of the second date of a clause, without the part of the first date.

    `earlier` and `tokens` are the tokens of the dates: "The ferries sailed in 2011 and returned in
    2013" → "The ferries returned in 2013". None if no "and" joins two whole dates, as in "in May or
    June" and "between 3 and 5 May".
    """
    joint = next(
        (at for at in range(tokens.start - 1, earlier.stop - 1, -1)
         if words.tokens[at].lower == "and"), None,
    )  # fmt: skip
    if joint is None or words.tokens[span.start].tag in FINITE_TAGS:
        return None
    if words.tokens[earlier.start - 1].lower in ("between", "from"):
        return None
    if len(tokens) == 1 and len(words.tokens[tokens.start].text) < 3:
        return None
    resumed = joint + 1
    tag = words.tokens[resumed].tag
    if resumed in tokens or tag in PREPOSITION_TAGS:
        end = earlier.start
        if resumed not in tokens and words.tokens[end - 1].tag in PREPOSITION_TAGS:
            end -= 1
    else:
        verbs = [at for at in range(span.start, earlier.start)
                 if words.tokens[at].tag in VERBAL_TAGS]  # fmt: skip
        finite = FINITE_TAGS if tag in FINITE_TAGS else (tag,)
        same = [at for at in verbs if words.tokens[at].tag in finite]
        if tag in VERBAL_TAGS and same:
            end = same[-1]
        elif has_finite_verb(words.tokens[resumed : span.stop]):
            return format_draft(words, Draft([range(resumed, span.stop)]), names)
        elif tag in PHRASE_TAGS and verbs and _is_plain(words, verbs[-1], earlier.start):
            end = verbs[-1] + 1
            if words.tokens[verbs[-1]].lower in (*BE, "be"):
                return None  # "will be in service by 2011 and all by 2016"
        else:
            return None
    if end <= span.start or resumed >= span.stop:
        return None
    quotes = sum(words.tokens[at].tag in ("``", "''") for at in range(span.start, end))
    if quotes % 2:
        return None
    draft = Draft([range(span.start, end), range(resumed, span.stop)])
    return format_draft(words, draft, names) if is_sentence(words, draft, None) else None


def _is_plain(words: Doc, first: int, last: int) -> bool:
    """Return whether tokens contain no quotation mark, dash or conjunction."""
    return not any(
        token.text in CLOSING_MARKS or token.tag in ("``", "''", "CC", ":", "WDT")
        for token in words.tokens[first:last]
    )


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


def format_headline(words: Doc, span: range, names: Names | None = None) -> str:
    """Return the words of a token span as one line of about ninety characters at most."""
    if words.tokens[span.start].tag in ADVERBIAL_TAGS and len(span) > 2:
        span = span[1:]  # "(about) the 2016 race"
    first = words.tokens[span.start]
    if first.tag == "PRP$" and len(span) > 2 and not name_for(first, span.start, names or {}):
        span = span[1:]  # "(their) autumn meetings"
    return format_draft(words, Draft([span]), names or {})


def _source_of(words: Doc, sentence: Sentence, span: range, names: Names) -> str | None:
    """Return the source of reported content: ", the ministry said"; "" if there is none.

    None if there is one that is too long or has no short form.
    """
    if not has_finite_verb(words.tokens[span.start : span.stop]):
        return ""
    at = span.start - 1
    at -= words.tokens[at].lower == "that"
    verb = at
    reporting = REPORTING_VERBS
    if words.tokens[span.start - 1].lower == "that":
        reporting = REPORTING_VERBS | _SPEAKING  # "predicted that …"
    while verb > max(sentence.first, at - 4) and words.tokens[verb].lower not in reporting:
        if words.tokens[verb].tag[:2] not in ("IN", "NN", "DT", "PR", "JJ"):
            return ""
        verb -= 1
    if verb <= sentence.first or words.tokens[verb].tag not in TENSED_TAGS:
        return ""
    opening = names.get(span.start)
    if words.tokens[verb - 1].tag == "WP" and opening is not None:
        pronoun = words.tokens[span.start].lower
        return f", {POSSESSIVES.get(pronoun, pronoun)} {words.tokens[verb].text}"
    if words.tokens[verb].lower in ("told", "tells", "tell"):
        return None
    first = phrase_start(words.tokens, verb, sentence.first)
    if first == verb or (
        first > sentence.first and words.tokens[first - 1].tag[:2] in ("IN", "CC")
    ):
        return None
    subject = join_spans(words, [range(first, verb)], names)
    if opening is not None and opening == names.get(first):
        subject = words.tokens[span.start].lower
        subject = POSSESSIVES.get(subject, subject)
    if (
        words.tokens[first].tag not in PROPER_NOUN_TAGS
        and words.tokens[first].lower not in PRONOUNS
    ):
        subject = subject[:1].lower() + subject[1:]
    elif subject.lower() in PRONOUNS:
        subject = subject.lower()
    source = f", {subject} {words.tokens[verb].text}"
    return source if len(source) <= _LONGEST_SOURCE else None


def _draft_noun(words: Doc, sentence: Sentence, span: range) -> Draft:
    """Return the draft of a relative clause or participle with its noun.

    A participle becomes a passive: "the pact signed in May" → "The pact was signed in May".
    """
    noun = with_noun(words, sentence, span)
    named = any(words.tokens[at].tag[:2] in ("NN", "CD") for at in range(noun.start, span.start))
    if not named or words.tokens[noun.start - 1].lower in BE:
        return Draft([span])  # "the meeting was the last of many which took place …"
    relative = relative_sentence(words, noun)
    if relative is not None:
        return Draft(relative)
    return _passive(words, noun, span.start) or Draft([noun])


def _reduced_passive(words: Doc, sentence: Sentence, line: range, tokens: range) -> Draft | None:
    """Return the passive of a noun and its participle before a main verb that follows the line."""
    if line.stop != tokens.stop or line.stop >= sentence.last:
        return None
    following = [token.tag for token in words.tokens[line.stop : line.stop + 2]]
    if following[0] not in FINITE_TAGS and (
        following[0] != "RB" or following[-1] not in FINITE_TAGS
    ):
        return None
    verbs = [at for at in line if words.tokens[at].tag in VERBAL_TAGS]
    return _passive(words, line, verbs[0]) if len(verbs) == 1 else None


def _aside_draft(words: Doc, sentence: Sentence, span: range, tokens: range) -> Draft | None:
    """Return the passive of a participle with its date between a subject and its verb.

    "The museum, founded in 1868, will host a fair" → "The museum was founded in 1868".
    """
    if tokens.stop + 1 >= sentence.last or words.tokens[tokens.stop].text != ",":
        return None
    if not has_finite_verb(words.tokens[tokens.stop + 1 : sentence.last]):
        return None
    commas = [at for at in range(span.start + 1, tokens.start) if words.tokens[at].text == ","]
    if not commas or words.tokens[commas[-1] + 1].tag != "VBN":
        return None
    participle = commas[-1] + 1
    if has_finite_verb(words.tokens[participle : tokens.start]):
        return None
    start = noun_phrase_start(words, participle, span.start)
    return _passive(words, range(start, tokens.stop), participle) if start < participle else None


def _passive(words: Doc, noun: range, participle: int) -> Draft | None:
    """Insert "was" or "is" between a noun and its participle; None for other words."""
    tokens = words.tokens
    if tokens[participle].tag not in PAST_TAGS:
        return None
    subject = trim_clause(words, noun.start, participle)
    heads = [at for at in subject if tokens[at].tag in PREPOSITION_TAGS]
    head = tokens[(heads[0] if heads else subject.stop) - 1]
    if head.tag not in NOUN_TAGS:
        return None
    many = head.tag in PLURAL_NOUN_TAGS or head.lower in _MANY
    if tokens[participle].lower in _PLANS:
        return Draft([subject, range(participle, noun.stop)], verb="are" if many else "is")
    return Draft([subject, range(participle, noun.stop)], verb="were" if many else "was")
