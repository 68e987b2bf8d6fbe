"""Build short headlines for events from the words of their clauses."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from analysis import lexicon
from analysis.events.clauses import REPORTING_VERBS
from analysis.lexicon import word_set
from analysis.models import Entity, Mention
from analysis.timex.event_nouns import is_event_noun
from analysis.tokenizer import Doc, Sentence, Token

Names = Mapping[int, Entity]
"""The entities of resolved mentions, by the index of the mention's first token."""

_USUAL_LENGTH = 100
_LONGEST_HEADLINE = 150  # of one that has no good end within the usual length
_SHORTEST_CUT = 60
_LONGEST_OPENING = 24  # tokens of the phrase before a sentence
_MOST_CLAUSES = 6  # before or after a clause that is no sentence by itself
_JOINING = lexicon.words("subordinators", "headline")
_BEFORE_DATES = word_set("since until before after")
_DANGLING = re.compile(rf"(?:\W+(?:{lexicon.pattern('stop_words', 'dangling')}))+$")
_POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}
_PRONOUNS = frozenset((*_POSSESSIVES, *_POSSESSIVES.values()))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_SPEAKING = lexicon.words("reporting_verb_forms", "speaker")
_WEEKDAYS = lexicon.words("weekdays", "full")
_UNITS = lexicon.words("time_words", "unit") | lexicon.words("time_words", "duration")
_BE = word_set("is are was were be been")
_PLANS = lexicon.words("tense_cues", "plan")
_ONCE = word_set("originally previously initially first earlier once")
_LINKING = word_set("of in for from on with")
_PLANNED = frozenset(word for word in _PLANS if word.endswith("ed")) | {"due", "set", "projected"}
_CLAUSE_OPENERS = lexicon.words("subordinators", "event_clause")
# Words whose phrase cannot be left out: the part before it would mean something else.
_MEANING = lexicon.words("stop_words", "binding")
_LONGEST_SOURCE = 48
_USUAL_WITHOUT_SOURCE = 75
_CHANGES = lexicon.words("event_nouns", "change")
_FULL_FORMS = {"'s": "is", "'re": "are", "'ll": "will", "'ve": "have"}
_OPENING_QUOTES = re.compile(r"`` ?|(?:^|(?<=\s))''(?=\w)")
_PERIOD = re.compile(r"(?<=[a-z]{3})\.$")
_CLOSED = re.compile(r"(?:(?<!\.\w)\.|[\s'\"”])+$")
_FIRST_PERSON = frozenset(("i", "we", "my", "our"))
_UNNAMED = lexicon.words("pronouns", "unnamed")
_INCOMPLETE = lexicon.words("stop_words", "dangling") | _MEANING
_NOUN_PHRASE = word_set("DT JJ NN NNS NNP NNPS PRP$ POS CD VBG $")
_MANY = word_set("number majority lot dozen")
_UNFINISHED = word_set("especially particularly including even only")
_DASHES = word_set("- – — --")
_LONG_DASHES = word_set("- – — -- ―")
_CLOSING_MARKS = frozenset((",", ";", ":", "—", "–", "-", "--", "(", "."))


def index_names(words: Doc, mentions: Sequence[Mention], entities: Sequence[Entity]) -> Names:
    """Return the names of resolved pronouns and nominals by the index of their first token."""
    names = {}
    for mention in mentions:
        if mention.entity is None or mention.entity >= len(entities):
            continue
        tokens = words.token_range(mention.start, mention.end)
        if tokens and (mention.kind != "pronoun" or words.tokens[tokens.start].lower in _PRONOUNS):
            names[tokens.start] = entities[mention.entity]
    return names


@dataclass(frozen=True, slots=True)
class Report:
    """Reported content as it is in a text: its span, its speaker and a cue such as "said".

    `direct` says whether it is in the speaker's own words.
    """

    start: int
    end: int
    speaker: Entity | None
    source: str
    cue: str
    direct: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    """The token spans of a headline in order, and the source that is added to them.

    `speaker` is written before a line in the first person: "Clara Reis: I will resign on Friday".
    `verb` is a verb that is inserted before the last span. `date` are the tokens of the date. It
    is that of the source, not of the spans, if `dated` is false.
    """

    spans: Sequence[range]
    source: str = ""
    speaker: str = ""
    verb: str = ""
    date: range = range(0)
    dated: bool = True


class Headline(NamedTuple):
    """A headline, and whether it is a sentence that contains what the date belongs to."""

    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A finished headline with the spans that it shows.

    `cut` says whether it ends within a phrase, `loses_event` whether the cut part contains the
    verb or the event that the date belongs to.
    """

    text: str
    draft: _Draft
    cut: bool = False
    loses_event: bool = False


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

    Add the subject or noun before the clause if needed. Take more clauses of the sentence, or the
    whole sentence, if the clause is no sentence by itself or loses the words that the date
    belongs to. Reported content ends with its source: "The road will reopen on Friday, the
    ministry said". `report` is the report that contains the clause, if any. `cue` is the verb that
    the date belongs to, which the headline contains if possible.
    """
    best = Headline("", whole=False)
    fewest: int | None = None
    loses_event = False
    for draft in _drafts(words, sentence, span, tokens, starts, names or {}, report):
        resolved = _with_subject(words, sentence, draft.spans[0].start, names or {})
        date = tokens if draft.dated else range(0)
        line = _compose(words, replace(draft, date=date), resolved)
        defects = _count_defects(words, line, resolved, cue)
        if fewest is None or defects < fewest:
            best, fewest = Headline(line.text, whole=not defects), defects
            loses_event = line.loses_event
        if not defects:
            break
    noun = _noun_of_date(words, sentence, tokens) if loses_event else None
    return best if noun is None else noun_headline(words, sentence, noun, names or {})


def clause_headline(
    words: Doc,
    sentence: Sentence,
    span: range,
    tokens: range,
    starts: Sequence[int],
    names: Names | None = None,
    report: Report | None = None,
) -> str:
    """Return the text of the headline of a clause."""
    return dated_headline(words, sentence, span, tokens, starts, names, report).text


def _noun_of_date(words: Doc, sentence: Sentence, tokens: range) -> range | None:
    """Return the event noun before a date, with the date: "its losses in 2008"; None for none."""
    last = tokens.start
    if words.tokens[last - 1].lower in ("in", "on", "of"):
        last -= 1
    if last - 1 <= sentence.first or not is_event_noun(words.tokens[last - 1]):
        return None
    first = _phrase_start(words, last, sentence.first)
    return range(first, tokens.stop) if first < last else None


def _drafts(
    words: Doc,
    sentence: Sentence,
    span: range,
    tokens: range,
    starts: Sequence[int],
    names: Names,
    report: Report | None,
) -> Iterator[_Draft]:
    """Return the possible drafts of a clause, the best first."""
    names = _with_subject(words, sentence, span.start, names)
    said = _said_draft(words, sentence, span, tokens, names)
    if said is not None:
        yield said
    planned = _planned_draft(words, sentence, span, tokens)
    if planned is not None:
        yield planned
    draft = _draft_clause(words, sentence, span, tokens, starts, names, report)
    if draft is not None:
        yield draft
    for wider in _wider_spans(words, sentence, span, tokens, starts):
        names = _with_subject(words, sentence, wider.start, names)
        sources = _find_sources(words, sentence, wider, names, report) or ("", "")
        yield _Draft([wider], *sources)
    whole = trim_clause(words, sentence.first, sentence.last, tokens.start)
    yield from (_Draft(spans) for spans in ([whole], _without_opening_phrase(words, [whole])))
    yield _Draft([span])


def _count_defects(words: Doc, line: _Line, names: Names, cue: str) -> int:
    """Return how far a line is from a good headline, 0 for a good one."""
    defects = 3 * line.cut + 4 * line.loses_event
    if not _is_sentence(words, line.draft, None):
        defects += 10
    elif not _is_sentence(words, line.draft, names):
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
) -> _Draft | None:
    """Return the draft of a clause by itself; None if its source would be lost."""
    first = span.start
    while words.tokens[first].tag == "RB" and first + 1 < span.stop:
        first += 1
    if words.tokens[first].tag == "IN" and first + 1 == tokens.start and tokens.stop < span.stop:
        first = tokens.stop if words.tokens[tokens.stop].tag in _FINITE else first
    tag = words.tokens[first].tag
    if tag == "WDT" and first > sentence.first and words.tokens[first - 1].tag in ("IN", "TO"):
        clause = _Draft([range(first + 1, span.stop)])  # "…, in which 200 were hurt"
        return clause if _is_sentence(words, clause, None) else _Draft([span])
    if tag == "WRB" and first + 1 < tokens.start:
        clause = _Draft([range(first + 1, span.stop)])  # "…, when six states will vote in May"
        if words.tokens[first].lower in ("when", "where") and _is_sentence(words, clause, names):
            return clause
    if (after := _after_duration(words, span, tokens)) is not None:
        return _Draft([after])
    if (inner := _inner_clause(words, span, tokens)) is not None:
        return _Draft([inner])
    if tag in ("WDT", "WP", "WP$", "VBN", "VBG") or words.tokens[first].lower == "where":
        return _draft_noun(words, sentence, span)
    if tag in _FINITE and (aside := _subject_of_aside(words, sentence, first)) is not None:
        return _Draft([aside, span])
    if tag in _FINITE:
        earlier = starts[: bisect_left(starts, span.start)]
        subjects = (_subject(words, start, span.start) for start in reversed(earlier))
        subject = next((found for found in subjects if found is not None), None)
        if subject is not None:
            return _Draft([subject, span])
    line = _without_main_clause(words, _without_opening(words, span, tokens), tokens)
    relative = _relative_sentence(words, line)
    if relative is not None:
        return _Draft(relative)
    if (passive := _reduced_passive(words, sentence, line, tokens)) is not None:
        return passive
    sources = _find_sources(words, sentence, line, names, report)
    return None if sources is None else _Draft([line], *sources)


def _said_draft(
    words: Doc, sentence: Sentence, span: range, tokens: range, names: Names
) -> _Draft | None:
    """Return the draft of what was said before a dated source: "…, Reis told us on Friday".

    None if the date is not that of such a source at the end of a sentence, or if the sentence is
    short enough to be the headline itself.
    """
    if sentence.end - sentence.start <= _USUAL_LENGTH:
        return None
    verb = next(
        (at for at in range(tokens.start - 1, span.start, -1)
         if words.tokens[at].tag in _FINITE), None,
    )  # fmt: skip
    if verb is None or words.tokens[verb].lower not in REPORTING_VERBS | {"told", "wrote"}:
        return None
    if any(token.tag in _FINITE for token in words.tokens[tokens.stop : sentence.last]):
        return None
    first = verb
    while first - 1 > sentence.first and words.tokens[first - 1].tag in (*_NOUN_PHRASE, "PRP"):
        first -= 1
    stop = first
    while stop - 1 > sentence.first and not words.tokens[stop - 1].text[0].isalnum():
        stop -= 1
    content = trim_clause(words, sentence.first, stop)
    quoted = words.tokens[first - 1].tag == "''" or words.tokens[first - 1].text == ","
    if first == verb or not quoted or not _is_sentence(words, _Draft([content]), None):
        return None
    subject = _text_of(words, [range(first, verb)], names)
    if words.tokens[first].tag not in ("NNP", "NNPS", "PRP"):
        subject = subject[:1].lower() + subject[1:]
    elif subject.lower() in _UNNAMED:
        subject = subject.lower()
    cue = "said" if words.tokens[verb].lower == "told" else words.tokens[verb].text
    source = f", {subject} {cue}"
    return _Draft([content], source, dated=False) if len(source) <= _LONGEST_SOURCE else None


def _planned_draft(words: Doc, sentence: Sentence, span: range, tokens: range) -> _Draft | None:
    """Return the draft of a noun that is planned for a date, without the rest of the sentence.

    "The talks, set to end on Tuesday, cover trade" → "The talks are set to end on Tuesday"; "with
    a vote expected in May" → "A vote is expected in May"; "a list to be issued on Friday" → "A list
    is to be issued on Friday".
    """
    all_tokens = words.tokens
    at = next(
        (at for at in range(tokens.start - 1, span.start, -1)
         if all_tokens[at].lower in _PLANNED or all_tokens[at].tag in ("MD", *_FINITE)), None,
    )  # fmt: skip
    verb = at
    opening = words.tokens[span.start - 1].lower if span.start else ""
    absolute = "with" in (opening, words.tokens[span.start].lower)
    if at is not None and all_tokens[at].tag == "VBD" and absolute and at > span.start:
        pass  # a participle: "with a vote expected next month"
    elif at is None or all_tokens[at].tag in ("MD", *_FINITE):
        infinitive = next(
            (i for i in range(tokens.start - 1, span.start, -1)
             if all_tokens[i].lower == "to" and all_tokens[i + 1].lower == "be"
             and all_tokens[i + 2].tag == "VBN"), None,
        )  # fmt: skip
        verb = infinitive if infinitive is not None and (at is None or infinitive > at) else None
    if verb is None or tokens.start - verb > _LONGEST_OPENING:
        return None
    last = verb
    while last - 1 > sentence.first and all_tokens[last - 1].tag in (",", "RB"):
        last -= 1
    if all_tokens[last - 1].lower == "and":  # "is under construction and expected to open in May"
        main = next((i for i in range(span.start, last) if all_tokens[i].tag in _FINITE), last)
        comma = next((i for i in range(span.start, main) if all_tokens[i].text == ","), main)
        subject = trim_clause(words, span.start, comma)
        if main == last or all_tokens[main].lower not in _BE or not subject:
            return None
        return _Draft([subject, range(verb, tokens.stop)], verb=all_tokens[main].lower)
    if not all_tokens[last - 1].tag.startswith("NN"):
        return None
    first = _subject_start(words, sentence.first, last)
    subject = trim_clause(words, first, last)
    if not subject or all_tokens[subject.start].tag not in _NOUN_PHRASE:
        return None
    absolute = all_tokens[subject.start - 1].lower == "with"
    main = any(all_tokens[i].tag in _FINITE for i in range(span.start, subject.start))
    if (main and not absolute) or not _ONCE.isdisjoint(
        token.lower for token in all_tokens[last:verb]
    ):
        return None  # "has a deadline set at June 1", "originally due on June 1"
    stop = tokens.stop
    head = _head_of(words, subject)
    if head.lower in ("percent", "%") or head.tag == "CD":
        return None  # "raised its share to 46 percent, expected to rise"
    many = head.tag in ("NNS", "NNPS")
    return _Draft([subject, range(verb, stop)], verb="are" if many else "is")


def _subject_start(words: Doc, floor: int, last: int) -> int:
    """Return the start of the noun phrase that ends at `last`, with its prepositional phrases.

    It goes back to the beginning of a sentence or of a phrase with "with", but over no verb.
    """
    first = _phrase_start(words, last, floor)
    while first - 1 > floor and words.tokens[first - 1].lower in _LINKING:
        if words.tokens[first - 1].lower == "with" and words.tokens[first - 2].text == ",":
            break
        longer = _phrase_start(words, first - 1, floor)
        if longer == first - 1:
            break
        first = longer
    back = first
    while back > floor and (
        words.tokens[back - 1].tag in (*_NOUN_PHRASE, "IN", "CC")
        and words.tokens[back - 1].lower not in ("with", "but")
    ):
        back -= 1
    opens = back == floor or words.tokens[back - 1].lower == "with"
    return back if opens and words.tokens[back].tag in _NOUN_PHRASE else first


def _head_of(words: Doc, subject: range) -> Token:
    """Return the head noun of a noun phrase: the last word before its first preposition."""
    at = next(
        (at for at in subject if words.tokens[at].tag in ("IN", "TO", ",", "VBG")), subject.stop
    )
    return words.tokens[max(at - 1, subject.start)]


def _subject_of_aside(words: Doc, sentence: Sentence, verb: int) -> range | None:
    """Return the name before the aside before a verb: "that Reis, the deputy mayor, | resigned"."""
    tokens = words.tokens
    if verb - 1 <= sentence.first or tokens[verb - 1].text != ",":
        return None
    for at in range(verb - 2, max(sentence.first, verb - _LONGEST_OPENING), -1):
        if tokens[at].tag in _FINITE:
            return None
        if tokens[at].text == ",":
            first = _phrase_start(words, at, sentence.first)
            named = first < at and tokens[at - 1].tag.startswith("NNP")
            inside = tokens[first - 1].text == "," or tokens[first - 1].tag == "IN"
            described = tokens[at + 1].tag in ("DT", "NN", "JJ", "CD", "PRP$", "WP", "VBG")
            return range(first, at) if named and described and not inside else None
    return None


def _inner_clause(words: Doc, span: range, tokens: range) -> range | None:
    """Return the clause with the date after a comma and "when", "where" or "for whom"."""
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
    return clause if _is_sentence(words, _Draft([clause]), None) else None


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
    if last <= line.stop or verb.lower not in REPORTING_VERBS or verb.tag not in ("VBD", "VBZ"):
        return ""
    if not any(words.tokens[at].tag in _FINITE for at in line):
        return ""
    first = _phrase_start(words, last, line.stop)
    marks = words.tokens[max(first - 1, 0)]
    if first == last or (marks.text != "," and marks.tag != "''"):
        return ""
    subject = _text_of(words, [range(first, last)], {})
    if not words.tokens[first].tag.startswith("NNP"):
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
        stop = first + 2
        while stop < sentence.last and words.tokens[stop].tag in (*_NOUN_PHRASE, "IN"):
            stop += 1
        source = words.text[words.tokens[first].start : words.tokens[stop - 1].end]
        source = f", {source[:1].lower()}{source[1:]}"
        return " ".join(source.split()) if len(source) <= _LONGEST_SOURCE else ""
    return ""


def _without_main_clause(words: Doc, line: range, tokens: range) -> range:
    """Cut a line before the main clause: "(as) the vote begins in May, | the polls are close"."""
    before = words.tokens[line.start - 1] if line.start else None
    if before is None or before.tag not in ("IN", "WRB") or before.lower not in _CLAUSE_OPENERS:
        return line
    for at in range(tokens.stop, line.stop):
        clause = _Draft([range(line.start, at)])
        if words.tokens[at].text == "," and _is_sentence(words, clause, None):
            return clause.spans[0]
    return line


def _after_duration(words: Doc, span: range, tokens: range) -> range | None:
    """Return the clause after a duration: "two days | after the strike began on Monday"."""
    for at in range(span.start + 1, min(span.start + 8, tokens.start)):
        token, before = words.tokens[at], words.tokens[at - 1]
        if token.tag[:2] in ("VB", "MD"):
            return None
        if token.lower in ("after", "before") and before.lower in _UNITS:
            clause = range(at + 1, span.stop)
            return clause if _is_sentence(words, _Draft([clause]), None) else None
    return None


def _reported_source(
    words: Doc, line: range, names: Names, report: Report | None
) -> tuple[str, str]:
    """Return the source after a line of a report and the speaker before one; "" for none."""
    none = "", ""
    if report is None or not any(words.tokens[at].tag in _FINITE for at in line):
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
            yield _without_opening(words, wider, tokens)


def _is_sentence(words: Doc, draft: _Draft, names: Names | None) -> bool:
    """Return whether a draft has a subject and a main verb, and does not begin with a pronoun.

    A pronoun is replaced by a name if `names` contains one. It is ignored if `names` is None.
    """
    line = [at for span in draft.spans for at in span]
    tokens = words.tokens
    first, last = tokens[line[0]], tokens[line[-1]]
    unnamed = first.lower in _UNNAMED and names is not None and not draft.speaker
    if unnamed and not _name_for(first, line[0], names or {}):
        return False
    if last.lower in _UNFINISHED or _opens_with_date(words, line):
        return False
    if last.tag in ("TO", "CC", "MD", "PRP$", "WDT") or last.lower in _INCOMPLETE:
        return False
    if last.tag.startswith("NNP") and _ends_with_listener(words, line):
        return False
    following = tokens[min(line[-1] + 1, len(tokens) - 1)]
    reports = any(tokens[at].lower in REPORTING_VERBS for at in line)
    if following.lower == "that" and (following.tag == "IN" or reports):
        return False
    if first.tag == "VB":
        return _begins_sentence(words, line[0])  # an imperative
    if first.lower in _WEEKDAYS | {"last", "next"} and any(
        tokens[at].tag == "MD" for at in line[1:3]
    ):
        return False  # "(the speech) last Friday would help the party"
    if first.tag == "VBG" and not _is_gerund_sentence(words, line):
        return False
    if first.tag in _FINITE or first.tag in ("TO", "CC", "POS", "WDT", "WP", ")"):
        return False
    open_clauses, subject, verb, aside = 0, False, bool(draft.verb), False
    main, title = 0, _is_title(words, line[0])  # the number of the main verb
    for number, at in enumerate(line):
        token, before = tokens[at], tokens[line[max(number - 1, 0)]]
        if token.text in _DASHES and not verb:
            aside = not aside
        if aside:
            continue  # "The countries – that is, those with the euro – have agreed"
        if number and before.lower in ("until", "since") and token.lower in ("after", "before"):
            continue  # "not until after he leaves"
        if token.tag in ("WDT", "WP", "WP$", "WRB") or _opens_clause(words, at, line[-1] + 1):
            open_clauses += 1
        elif token.tag in _FINITE and subject:
            if not verb and not open_clauses:
                commas = sum(tokens[mark].text == "," for mark in line[:number])
                # the verb of another subject: "Having won in May, and is", "On Friday, said"
                verb = before.tag != "CC" and (before.text != "," or commas > 1)
                if before.text == "," and commas == 1 and first.tag == "IN":
                    return False
                main = number
            elif verb and before.text == "," and token.tag == "MD":
                between = line[main:number]
                if sum(tokens[mark].text in _CLOSING_MARKS for mark in between) == 1:
                    return False  # "(she, who left before) the war led to cuts, will return"
            open_clauses = max(open_clauses - 1, 0)
        elif token.tag == "TO" and title and before.tag.startswith("NN"):
            verb = verb or not open_clauses  # "Ministers to meet on Friday"
        elif token.tag[:2] in ("NN", "PR", "CD", "DT", "EX", "VB", "JJ"):
            subject = True
    if main == len(line) - 1 and last.lower in REPORTING_VERBS:
        return False  # "Bringing the show back years later, he said"
    return verb and not open_clauses


def _opens_with_date(words: Doc, line: Sequence[int]) -> bool:
    """Return whether a line has lost the subject before its date: "last week said he would go"."""
    opening = [words.tokens[at] for at in line[:3]]
    if len(opening) < 3 or opening[0].lower not in ("last", "next", "this"):
        return False
    verb = opening[2]
    return opening[1].lower in _UNITS | _WEEKDAYS and verb.tag in _FINITE and verb.lower not in _BE


def _ends_with_listener(words: Doc, line: Sequence[int]) -> bool:
    """Return whether a line ends before what was said: "The minister told Radio Norte"."""
    at = len(line) - 1
    while at > 0 and words.tokens[line[at]].tag in _NOUN_PHRASE:
        at -= 1
    return words.tokens[line[at]].lower in ("told", "tells")


def _is_title(words: Doc, at: int) -> bool:
    """Return whether the sentence of a token is a title: it contains no finite verb."""
    sentence = words.sentences[words.sentence_of(at)]
    return not any(token.tag in _FINITE for token in words.tokens_of(sentence))


def _begins_sentence(words: Doc, at: int) -> bool:
    first = words.sentences[words.sentence_of(at)].first
    return all(not token.text[0].isalnum() for token in words.tokens[first:at])


def _is_gerund_sentence(words: Doc, line: Sequence[int]) -> bool:
    """Return whether a line that begins with "-ing" is a sentence.

    It is "Leaving the union would cost jobs" or "Having won in May, she will stay", but not
    "Forcing it to close after the bank left".
    """
    for number, at in enumerate(line[1:], 1):
        token, before = words.tokens[at], words.tokens[line[number - 1]]
        if token.tag in _FINITE:
            return True
        if before.text == "," and token.tag in (*_NOUN_PHRASE, "PRP"):
            return True
        if token.tag in ("CC", "WDT", "WP", "WRB") or (
            token.tag == "IN" and token.lower in _CLAUSE_OPENERS
        ):
            return False
    return False


def _opens_clause(words: Doc, at: int, stop: int) -> bool:
    token = words.tokens[at]
    if token.tag != "IN" or token.lower not in _CLAUSE_OPENERS:
        return False
    if token.lower == "that":
        return True
    if token.lower == "as" and words.tokens[min(at + 1, stop - 1)].lower == "of":
        return False
    dated = token.lower in _BEFORE_DATES and words.tokens[at + 1].tag in ("NNP", "CD")
    return not dated and _has_verb_before_comma(words, at + 1, stop)


def plain_headline(words: Doc, span: range, names: Names) -> str | None:
    """Return the headline of the words of a clause; None if they are no sentence."""
    draft = _Draft([span])
    line = _join(words, draft, names) if _is_sentence(words, draft, names) else ""
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
    if joint is None or words.tokens[span.start].tag in _FINITE:
        return None
    if words.tokens[earlier.start - 1].lower in ("between", "from"):
        return None
    if len(tokens) == 1 and len(words.tokens[tokens.start].text) < 3:
        return None
    resumed = joint + 1
    tag = words.tokens[resumed].tag
    if resumed in tokens or tag in ("IN", "TO"):
        end = earlier.start
        if resumed not in tokens and words.tokens[end - 1].tag in ("IN", "TO"):
            end -= 1
    else:
        verbs = [at for at in range(span.start, earlier.start)
                 if words.tokens[at].tag[:2] in ("VB", "MD")]  # fmt: skip
        finite = _FINITE if tag in _FINITE else (tag,)
        same = [at for at in verbs if words.tokens[at].tag in finite]
        if tag[:2] in ("VB", "MD") and same:
            end = same[-1]
        elif any(words.tokens[at].tag in _FINITE for at in range(resumed, span.stop)):
            return _join(words, _Draft([range(resumed, span.stop)]), names)
        elif tag in _NOUN_PHRASE and verbs and _is_plain(words, verbs[-1], earlier.start):
            end = verbs[-1] + 1
            if words.tokens[verbs[-1]].lower in (*_BE, "be"):
                return None  # "will be in service by 2011 and all by 2016"
        else:
            return None
    if end <= span.start or resumed >= span.stop:
        return None
    quotes = sum(words.tokens[at].tag in ("``", "''") for at in range(span.start, end))
    if quotes % 2:
        return None
    draft = _Draft([range(span.start, end), range(resumed, span.stop)])
    return _join(words, draft, names) if _is_sentence(words, draft, None) else None


def _is_plain(words: Doc, first: int, last: int) -> bool:
    """Return whether tokens contain no quotation mark, dash or conjunction."""
    return not any(
        token.text in _CLOSING_MARKS or token.tag in ("``", "''", "CC", ":", "WDT")
        for token in words.tokens[first:last]
    )


def noun_headline(words: Doc, sentence: Sentence, span: range, names: Names) -> Headline:
    """Return the headline of a noun with its date: "Iowa's May primary", "The annual meeting".

    It is whole if the noun has a name, a determiner or a date that belongs to it alone.
    """
    first = span.start
    if first - 1 > sentence.first and words.tokens[first - 1].tag == "POS":
        first = _phrase_start(words, first, sentence.first)
    opening = words.tokens[first]
    if opening.tag == "PRP$" and not _name_for(opening, first, names):
        rest = _text_of(words, [range(first + 1, span.stop)], names)
        return Headline(f"The {rest[:1].lower()}{rest[1:]}", whole=True)
    text = format_headline(words, range(first, span.stop), names)
    named = (
        opening.tag in ("DT", "PRP$")
        or any(
            words.tokens[at].tag == "POS" or words.tokens[at].name != "O"
            for at in range(first, span.stop)
        )
        or any(words.tokens[at].tag == "CD" for at in span)
    )
    named = named or (_head_of(words, span).tag == "NNS" and words.tokens[span.start].tag != "NNS")
    verbs = any(words.tokens[at].tag in ("PRP", *_FINITE) for at in span)
    return Headline(text, whole=named and not verbs)


def format_headline(words: Doc, span: range, names: Names | None = None) -> str:
    """Return the words of a token span as one line of about ninety characters at most."""
    if words.tokens[span.start].tag in ("IN", "RB") and len(span) > 2:
        span = span[1:]  # "(about) the 2016 race"
    first = words.tokens[span.start]
    if first.tag == "PRP$" and len(span) > 2 and not _name_for(first, span.start, names or {}):
        span = span[1:]  # "(their) autumn meetings"
    return _join(words, _Draft([span]), names or {})


def _join(words: Doc, draft: _Draft, names: Names) -> str:
    return _compose(words, draft, names).text


def _compose(words: Doc, draft: _Draft, names: Names) -> _Line:
    """Return the spans of a draft as one line, in the order of the spans, and its source.

    A line that is too long ends at the last phrase that fits.
    """
    source, spans = draft.source, draft.spans
    speaker = f"{draft.speaker}: " if draft.speaker else ""
    usual = max(_USUAL_LENGTH - len(source), _USUAL_WITHOUT_SOURCE)
    longest = max(_LONGEST_HEADLINE - len(source) // 2, usual)

    def text_of(spans: Sequence[range]) -> str:
        line = _text_of(words, spans, names, draft.verb)
        if source and not line.count("“"):
            line = _CLOSED.sub("", line).lstrip('"“‘`')
            line = line[:1].upper() + line[1:]
        if speaker:
            line = line.strip("“”\"'")
        if not line.count(". "):
            line = _PERIOD.sub("", line)
        return speaker + line

    def end(spans: Sequence[range], line: str, *, cut: bool = False) -> _Line:
        stop = spans[-1].stop
        loses = stop <= draft.date.start and _loses_event(words, stop, draft.date)
        return _Line(line + source, replace(draft, spans=spans), cut, loses)

    line = text_of(spans)
    if len(line) > usual:
        shorter = _without_aside(words, spans)
        if not draft.date or any(draft.date.start in span for span in shorter):
            spans = shorter  # an aside with the date is the event itself
        line = text_of(spans)
    if len(line) <= usual:
        return end(spans, line)
    if len(line) > longest:
        spans = _without_opening_clause(words, spans, draft.date)
        spans = _without_opening_phrase(words, spans)
        line = text_of(spans)
    if len(line) > longest:
        shorter = _without_any_aside(words, spans)
        if not draft.date or any(draft.date.start in span for span in shorter):
            spans = shorter
            line = text_of(spans)
    last = spans[-1]
    cut_spans = [[*spans[:-1], range(last.start, stop)] for stop in _phrase_ends(words, spans)]
    if _is_sentence(words, draft, None):
        cut_spans = [
            cut for cut in cut_spans if _is_sentence(words, replace(draft, spans=cut), None)
        ]
    if draft.date and draft.date.stop <= last.stop:
        dated = [cut for cut in cut_spans if not _loses_event(words, cut[-1].stop, draft.date)]
        cut_spans = dated or cut_spans
    cuts = [(cut, text_of(cut)) for cut in cut_spans]
    for cut, text in cuts:
        if _SHORTEST_CUT <= len(text) <= usual:
            return end(cut, text)
    if len(line) <= longest:
        return end(spans, line)
    for cut, text in cuts:
        if len(text) <= longest:
            return end(cut, text)
    for stop in _phrase_ends(words, spans, weak=True):
        weak = [*spans[:-1], range(last.start, stop)]
        text = text_of(weak)
        if usual // 2 <= len(text) < longest:
            whole = _is_sentence(words, replace(draft, spans=weak), None)
            whole = whole and _can_end_before(words, last.start, stop)
            return end(weak, text if whole else f"{text}…", cut=not whole)
    return end(spans, _shorten(line, usual), cut=True)


def _loses_event(words: Doc, stop: int, date: range) -> bool:
    """Return whether a verb stands between the end of a headline and its date."""
    return any(
        words.tokens[at].tag[:2] in ("VB", "MD") or is_event_noun(words.tokens[at])
        for at in range(stop, date.start)
    )


def _can_end_before(words: Doc, first: int, stop: int) -> bool:
    """Return whether the part after a weak end is only a participle or a coordination."""
    token = words.tokens[stop]
    if token.tag == "CC":
        before = {words.tokens[at].lower for at in range(first, stop)}
        joined = words.tokens[stop + 1].tag
        verb = joined[:2] in ("VB", "MD", "IN", "TO")
        return token.lower == "and" and verb and before.isdisjoint(("between", "both"))
    return token.tag in ("VBG", "VBN", "WDT")


def _without_opening_phrase(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the phrase before a sentence: "In a statement on Friday, the mayor said …"."""
    line = spans[0]
    opening = words.tokens[line.start : line.start + 2]
    phrase = any(token.tag == "IN" and token.lower not in _CLAUSE_OPENERS for token in opening)
    if len(spans) > 1 or not phrase:
        return spans
    for at in line[:_LONGEST_OPENING][::-1]:
        follows = at + 1 < line.stop and words.tokens[at + 1].tag in _NOUN_PHRASE
        if words.tokens[at].text == "," and follows:
            rest = range(at + 1, line.stop)
            verbs = (at for at in range(line.start, at) if words.tokens[at].tag in _FINITE)
            if next(verbs, None) is not None or not _is_sentence(words, _Draft([rest]), None):
                continue
            # an earlier comma would be one of a list: "in Lisbon, Porto and Faro, her party won"
            return [rest] if _is_sentence(words, _Draft([rest]), {}) else spans
    return spans


def _without_opening_clause(words: Doc, spans: Sequence[range], date: range) -> Sequence[range]:
    """Leave out the clause before a main clause: "As polls closed, | the mayor said on Friday"."""
    line = spans[0]
    opener = words.tokens[line.start]
    if len(spans) > 1 or opener.tag not in ("IN", "WRB") or opener.lower not in _CLAUSE_OPENERS:
        return spans
    for at in range(line.start + 2, min(date.start, line.stop)):
        rest = range(at + 1, line.stop)
        clause = _Draft([range(line.start + 1, at)])
        if words.tokens[at].text != "," or not rest or not _is_sentence(words, clause, None):
            continue
        follows = words.tokens[rest.start].tag in (*_NOUN_PHRASE, "PRP")
        if follows and _is_sentence(words, _Draft([rest]), {}):
            return [rest]
    return spans


def _without_any_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out all between the commas after a subject and before its verb, even a name."""
    last = spans[-1]
    commas = [at for at in last if words.tokens[at].text == "," and at + 1 < last.stop]
    if len(commas) < 2 or any(
        words.tokens[at].tag in _FINITE for at in range(last.start, commas[0])
    ):
        return spans
    for end in commas[1:]:
        shorter = [*spans[:-1], range(last.start, commas[0]), range(end + 1, last.stop)]
        opens = words.tokens[end + 1].lower in ("last", "this", "on")
        if (opens or words.tokens[end + 1].tag in (*_FINITE, "RB")) and _is_sentence(
            words, _Draft(shorter), None
        ):
            return shorter
    return spans


def _without_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the apposition after a subject: "the Ilse, an old ferry, sank" → "the Ilse sank".

    A relative clause is left out too, but not a name: "the index, the FTSE 100, fell".
    """
    last = spans[-1]
    dashes = [at for at in last if words.tokens[at].text in _DASHES]
    if len(dashes) == 2 and last.start < dashes[0] and dashes[1] + 1 < last.stop:
        return [*spans[:-1], range(last.start, dashes[0]), range(dashes[1] + 1, last.stop)]
    if (main := _verb_after_relative(words, last)) is not None:
        relative, verb = main
        return [*spans[:-1], range(last.start, relative), range(verb, last.stop)]
    commas = [at for at in last if words.tokens[at].text == "," and at + 1 < last.stop]
    participle = next(
        (at for at in last if words.tokens[at].tag[:2] in ("VB", "MD")), last.start
    )  # "the results published in the journal this week, show …"
    after_noun = words.tokens[max(participle - 1, 0)].tag.startswith("NN")
    if words.tokens[participle].tag == "VBN" and after_noun and commas:
        end = next((at for at in commas if at > participle), last.start)
        if end > last.start and words.tokens[end + 1].tag in _FINITE:
            return [*spans[:-1], range(last.start, participle), range(end + 1, last.stop)]
    if not commas or any(
        words.tokens[at].tag[:2] in ("VB", "MD") for at in range(last.start, commas[0])
    ):
        return spans
    first = commas[0] + 1
    noun = first + (words.tokens[first].tag == "DT")
    if words.tokens[noun].tag in ("NNP", "NNPS", "CD", "``"):
        return spans
    for end in commas[1:5] if words.tokens[first].tag in ("WDT", "WP", "WP$") else commas[1:3]:
        opens = words.tokens[first].tag in ("DT", "WDT", "WP", "WP$", "PRP$", "JJ", "NN")
        if opens and words.tokens[end + 1].tag in _FINITE and commas[0] - last.start <= 14:
            return [*spans[:-1], range(last.start, commas[0]), range(end + 1, last.stop)]
    return spans


def _verb_after_relative(words: Doc, span: range) -> tuple[int, int] | None:
    """Return the start of the relative clause of a subject and the main verb after it, or None.

    "A visa program that allows many to stay will expire in May": the tokens "that" and "will".
    """
    tokens = words.tokens
    relative = next(
        (at for at in span if tokens[at].tag in ("WDT", "WP", *_FINITE)), span.start
    )  # fmt: skip
    if tokens[relative].tag not in ("WDT", "WP") or tokens[relative - 1].text == ",":
        return None
    verbs = [at for at in range(relative, span.stop) if tokens[at].tag in _FINITE]
    if len(verbs) < 2 or not tokens[verbs[1] - 1].tag.startswith(("NN", "RB")):
        return None
    between = tokens[verbs[0] : verbs[1]]
    if any(
        token.tag in ("WDT", "WP", "WRB", "CC", ",") or token.lower == "that" for token in between
    ):
        return None
    return relative, verbs[1]


def _text_of(words: Doc, spans: Sequence[range], names: Names, verb: str = "") -> str:
    pieces = []
    for number, span in enumerate(spans):
        start, end = words.tokens[span.start].start, words.tokens[span.stop - 1].end
        piece = words.text[start : min(end, start + 4 * _LONGEST_HEADLINE)]
        if number == 0 and (name := _name_for(words.tokens[span.start], span.start, names)):
            rest = piece[words.tokens[span.start].end - start :]
            following = words.tokens[min(span.start + 1, span.stop - 1)]
            full = _FULL_FORMS.get(following.lower.replace("’", "'"), "")
            if full and following.tag in _FINITE:
                rest = f" {full}{rest[following.end - following.start :]}"  # "He’s" → "Reis is"
            piece = name + rest
        if verb and number == len(spans) - 1:
            pieces.append(verb)
        pieces.append(_with_balanced_quotes(" ".join(piece.split()).strip(" ,;:–—-")))
    line = " ".join(pieces).strip()
    return line[:1].upper() + line[1:]


def _with_balanced_quotes(line: str) -> str:
    line = _OPENING_QUOTES.sub("“", line).replace(" ''", "”").replace("''", "”")
    if line.endswith(")") and line.count(")") > line.count("("):
        line = line[:-1].rstrip(".")
    for opening, closing in ("“”", '""', "‘’"):
        if opening == closing:
            if line.count(opening) == 1:
                line = line.replace(opening, "")
        elif line.count(opening) > line.count(closing):
            line += closing if len(line) <= _LONGEST_HEADLINE else ""
        elif line.count(closing) > line.count(opening) and closing != "’":
            line = line.replace(closing, "", 1)
    return line


def _name_for(token: Token, at: int, names: Names) -> str:
    """Return the name that replaces a pronoun at the start of a headline, "" for none."""
    entity = names.get(at)
    if entity is None or token.lower not in _PRONOUNS:
        return ""
    pronoun = _POSSESSIVES.get(token.lower, token.lower)
    if pronoun != "they" and (pronoun == "it") == (entity.label == "PERSON"):
        return ""  # the pronoun was resolved to an entity of another kind
    if token.tag != "PRP$":
        return entity.name
    return entity.name + ("’" if entity.name.endswith("s") else "’s")


def _with_subject(words: Doc, sentence: Sentence, at: int, names: Names) -> Names:
    """Resolve "it" to the organization that is the subject of its sentence: "Norvik said it …".

    "It" and "they" at the start of a sentence are resolved to the subject of the sentence before.
    """
    pronoun = words.tokens[at].lower
    if pronoun not in ("it", "its", "they", "their") or at in names:
        return names
    opening = [words.tokens[before].tag for before in range(sentence.first, at)]
    if all(tag in ("RB", "CC", ",") for tag in opening):
        number = words.sentence_of(sentence.first)
        plural = pronoun in ("they", "their")
        subject = "" if _is_expletive(words, at) else _earlier_subject(words, number, plural, names)
        return {**names, at: Entity(-1, subject, "ORG")} if subject else names
    if pronoun not in ("it", "its"):
        return names
    for before in range(sentence.first, min(sentence.first + 3, at)):
        entity = names.get(before)
        if words.tokens[before].tag[:2] in ("VB", "MD", "WD", "WP", "PR"):
            return names
        if entity is not None and entity.label in ("ORG", "PERSON"):
            return {**names, at: entity} if entity.label == "ORG" else names
    return names


def _is_expletive(words: Doc, at: int) -> bool:
    """Return whether "it" refers to a clause: "it was clear that", "it took a year to"."""
    following = words.tokens[at + 1 : at + 9]
    return any(token.lower in ("that", "to", "when", "for") for token in following)


def _earlier_subject(words: Doc, number: int, plural: bool, names: Names) -> str:
    """Return the subject of the sentence before a sentence, "" if it is unclear.

    If it is a pronoun too, it is that of the sentence before.
    """
    for earlier in range(number - 1, max(number - 4, -1), -1):
        sentence = words.sentences[earlier]
        if sentence.paragraph < words.sentences[number].paragraph - 1:
            return ""
        first = sentence.first
        while first + 1 < sentence.last and words.tokens[first].tag in ("RB", "CC", ","):
            first += 1
        if words.tokens[first].lower in ("it", "they") and words.tokens[first + 1].tag in _FINITE:
            if first in names:
                return names[first].name
            continue
        last = first
        while last < sentence.last and (
            words.tokens[last].tag in _NOUN_PHRASE or words.tokens[last].lower == "of"
        ):
            last += 1
        if not first < last <= first + 9 or last + 1 >= sentence.last:
            return ""
        head = _head_of(words, range(first, last))
        company = head.name.endswith("ORG")
        nouns = ("NNS", "NNPS") if plural else ("NN", "NNP")
        verb = words.tokens[last + (words.tokens[last].tag == "RB")]
        fits = head.tag in nouns or (company and not plural)
        if not fits or head.name.endswith("PERSON") or verb.tag not in _FINITE:
            return ""
        if words.tokens[first].tag == "PRP$" or head.lower in _UNITS | _WEEKDAYS:
            return ""
        if words.tokens[first].tag not in ("DT", "NNP", "NNPS") and not plural:
            return ""
        return _text_of(words, [range(first, last)], names)
    return ""


def _source_of(words: Doc, sentence: Sentence, span: range, names: Names) -> str | None:
    """Return the source of reported content: ", the ministry said"; "" if there is none.

    None if there is one that is too long or has no short form.
    """
    if not any(words.tokens[at].tag in _FINITE for at in span):
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
    if verb <= sentence.first or words.tokens[verb].tag not in ("VBD", "VBZ", "VBP"):
        return ""
    opening = names.get(span.start)
    if words.tokens[verb - 1].tag == "WP" and opening is not None:
        pronoun = words.tokens[span.start].lower
        return f", {_POSSESSIVES.get(pronoun, pronoun)} {words.tokens[verb].text}"
    if words.tokens[verb].lower in ("told", "tells", "tell"):
        return None
    first = verb
    if words.tokens[verb - 1].tag == "PRP":
        first = verb - 1
    while first == verb or words.tokens[first].tag != "PRP":
        if first == sentence.first or words.tokens[first - 1].tag not in _NOUN_PHRASE:
            break
        first -= 1
    if first == verb or (
        first > sentence.first and words.tokens[first - 1].tag[:2] in ("IN", "CC")
    ):
        return None
    subject = _text_of(words, [range(first, verb)], names)
    if opening is not None and opening == names.get(first):
        subject = words.tokens[span.start].lower
        subject = _POSSESSIVES.get(subject, subject)
    if (
        words.tokens[first].tag not in ("NNP", "NNPS")
        and words.tokens[first].lower not in _PRONOUNS
    ):
        subject = subject[:1].lower() + subject[1:]
    elif subject.lower() in _PRONOUNS:
        subject = subject.lower()
    source = f", {subject} {words.tokens[verb].text}"
    return source if len(source) <= _LONGEST_SOURCE else None


def _splits_absolute(words: Doc, first: int, stop: int, last: int) -> bool:
    """Return whether an end is within ", with shares in the bank falling by half"."""
    at = stop - 1
    while at > first and words.tokens[at].text != ",":
        if words.tokens[at].tag in _FINITE:
            return False
        at -= 1
    if at == first or words.tokens[at + 1].lower != "with":
        return False
    kept = {words.tokens[i].tag for i in range(at + 1, stop)}
    return kept.isdisjoint(("VBG", "VBN")) and any(
        words.tokens[i].tag in ("VBG", "VBN", "VBD", "TO") for i in range(stop, min(stop + 9, last))
    )


def _phrase_ends(words: Doc, spans: Sequence[range], *, weak: bool = False) -> list[int]:
    """Return the token indexes before which a headline can end, the last one first.

    They are after its main verb, where a further phrase or clause begins. Words that change the
    meaning of the part before them ("unless", "than", "of") begin no such phrase. Before a `weak`
    end "…" is needed: an infinitive, a participle or a coordination follows.
    """
    last, ends = spans[-1], []
    begins = _begins_weak_phrase if weak else _begins_phrase
    verb = any(words.tokens[at].tag in _FINITE for span in spans[:-1] for at in span)
    for at in range(last.start, last.stop):
        token = words.tokens[at]
        begins_here = verb and at > last.start + 2 and begins(words, at, last.stop)
        if begins_here and not _splits_absolute(words, last.start, at, last.stop):
            ends.append(at)
        more = any(later.tag in _FINITE for later in words.tokens[at + 1 : last.stop])
        if token.tag in _FINITE:
            verb = token.lower not in REPORTING_VERBS or not more
        elif more and token.tag == "IN" and token.lower in _CLAUSE_OPENERS:
            verb = False
    return ends[::-1]


def _begins_weak_phrase(words: Doc, at: int, stop: int) -> bool:
    tags = ("IN", "TO", "CC", "VBN", "VBG", "WDT", "WP", "WRB", ",", ":")
    nouns = ("NN", "NNS", "NNP", "NNPS", "CD")
    return words.tokens[at].tag in tags and words.tokens[at - 1].tag in nouns and at < stop


def _begins_phrase(words: Doc, at: int, stop: int) -> bool:
    token, before = words.tokens[at], words.tokens[at - 1]
    if before.tag == "CD" and token.lower == "to":
        return False  # "25 | to 30 jobs"
    if before.tag[:2] not in ("NN", "CD", "PR", "RB", "VB", "JJ") or before.tag == "PRP$":
        return False
    if token.tag == "IN" and before.lower in _UNITS and words.tokens[at - 2].tag in ("CD", "DT"):
        return False  # "two days after the flood"
    if token.lower in _MEANING or token.lower in REPORTING_VERBS:
        return False
    if token.lower == "in" and before.lower in _CHANGES:
        return False  # "the rise | in prices"
    following = words.tokens[at + 1] if at + 1 < stop else token
    if token.text in ("—", "–", "--"):
        return True
    if token.text in _CLOSING_MARKS:
        return following.tag in ("VBG", "VBN", "IN") or following.tag.startswith("W")
    if before.tag[:2] in ("VB", "JJ", "RB"):
        return False  # its object or complement: "relied | on the port"
    if token.lower == "from" and following.tag == "VBG":
        return False  # "kept the mayor | from leaving"
    return token.tag in ("IN", "WDT", "WP", "WRB") or (
        token.tag == "TO" and not following.tag.startswith("VB")
    )


def _draft_noun(words: Doc, sentence: Sentence, span: range) -> _Draft:
    """Return the draft of a relative clause or participle with its noun.

    A participle becomes a passive: "the pact signed in May" → "The pact was signed in May".
    """
    noun = _with_noun(words, sentence, span)
    named = any(words.tokens[at].tag[:2] in ("NN", "CD") for at in range(noun.start, span.start))
    if not named or words.tokens[noun.start - 1].lower in _BE:
        return _Draft([span])  # "the meeting was the last of many which took place …"
    relative = _relative_sentence(words, noun)
    if relative is not None:
        return _Draft(relative)
    return _passive(words, noun, span.start) or _Draft([noun])


def _reduced_passive(words: Doc, sentence: Sentence, line: range, tokens: range) -> _Draft | None:
    """Return the passive of a noun and its participle before a main verb that follows the line."""
    if line.stop != tokens.stop or line.stop >= sentence.last:
        return None
    following = [token.tag for token in words.tokens[line.stop : line.stop + 2]]
    if following[0] not in _FINITE and (following[0] != "RB" or following[-1] not in _FINITE):
        return None
    verbs = [at for at in line if words.tokens[at].tag[:2] in ("VB", "MD")]
    return _passive(words, line, verbs[0]) if len(verbs) == 1 else None


def _passive(words: Doc, noun: range, participle: int) -> _Draft | None:
    """Insert "was" or "is" between a noun and its participle; None for other words."""
    tokens = words.tokens
    if tokens[participle].tag not in ("VBN", "VBD"):
        return None
    subject = trim_clause(words, noun.start, participle)
    heads = [at for at in subject if tokens[at].tag in ("IN", "TO")]
    head = tokens[(heads[0] if heads else subject.stop) - 1]
    if not head.tag.startswith("NN"):
        return None
    many = head.tag in ("NNS", "NNPS") or head.lower in _MANY
    if tokens[participle].lower in _PLANS:
        return _Draft([subject, range(participle, noun.stop)], verb="are" if many else "is")
    return _Draft([subject, range(participle, noun.stop)], verb="were" if many else "was")


def _relative_sentence(words: Doc, span: range) -> list[range] | None:
    """Make a sentence of a noun and its relative clause; None for other words.

    "a deal that was signed in May" → "A deal was signed in May".
    """
    tokens = words.tokens
    relative = next(
        (at for at in range(span.start + 1, min(span.start + 12, span.stop))
         if tokens[at].tag in ("WDT", "WP", *_FINITE)), None,
    )  # fmt: skip
    if relative is None or tokens[relative].tag not in ("WDT", "WP"):
        return None
    verb = next((at for at in range(relative + 1, span.stop) if tokens[at].tag != "RB"), span.stop)
    if verb == span.stop or tokens[verb].tag not in _FINITE:
        return None
    ends = [at for at in range(verb + 1, span.stop) if tokens[at].text == ","]
    if tokens[relative - 1].text != ",":
        ends.insert(0, verb + 1)
    if ends and any(tokens[at].tag in _FINITE for at in range(ends[0], span.stop)):
        return None  # the main verb may follow
    subject = trim_clause(words, span.start, relative)
    if tokens[subject.start].tag in (
        "IN",
        "TO",
    ):  # "In a speech from Portugal – which votes in May –"
        subject = range(_phrase_start(words, subject.stop, subject.start), subject.stop)
        if not subject:
            return None
    comma = next((at for at in subject if tokens[at].text == ","), subject.stop)
    apposed = comma + 1 < subject.stop and tokens[comma + 1].tag in ("DT", "CD", "JJ")
    if apposed and comma > subject.start and tokens[comma - 1].tag.startswith("NNP"):
        subject = range(subject.start, comma)  # "Reis and Moura, two of the guests who came"
    elif comma < subject.stop and all(
        tokens[at].tag == "CD" for at in range(comma + 1, subject.stop)
    ):
        subject = range(subject.start, comma)  # "Moss, 51, who has led …"
    return [_agreeing(words, subject, verb), range(relative + 1, span.stop)]


def trim_clause(words: Doc, first: int, last: int, timed: int = -1) -> range:
    """Strip punctuation and conjunctions from both ends of a clause; return its tokens.

    The range is half-open. A word directly before the token `timed`, where the date begins, stays
    ("since February").
    """
    first = _after_dateline(words, first, last)
    while first < last - 1 and _is_strippable(words, first, last):
        if first + 1 == timed and words.tokens[first].lower in _BEFORE_DATES:
            break
        first += 1
    opening, following = words.tokens[first], words.tokens[min(first + 1, last - 1)]
    if opening.tag in ("DT", "PRP") and following.text == "," and first + 2 < last:
        first += 2  # "(to help with) this, the bank will …"
    if words.tokens[last - 1].tag == "IN" and words.tokens[last - 2].text == ",":
        last -= 1  # "on Thursday, at | which time"
    while last > first + 1 and (
        words.tokens[last - 1].text in _CLOSING_MARKS
        or (words.tokens[last - 1].tag == "''" and words.tokens[last - 2].text == ",")
    ):
        last -= 1
    return range(first, last)


def _after_dateline(words: Doc, first: int, last: int) -> int:
    """Return the token after "PORTO, May 3 (Agency) -" at the start of a clause."""
    for at in range(first + 1, min(first + 10, last - 1)):
        token = words.tokens[at]
        if token.text in _LONG_DASHES:
            dateline = words.tokens[first:at]
            agency = dateline[-1].text == ")" or dateline[0].text.isupper()
            return at + 1 if agency and len(dateline[0].text) > 2 else first
        if token.tag not in ("NNP", "CD", ",", "(", ")", ".", "-LRB-", "-RRB-") and (
            token.text not in "()"
        ):
            return first
    return first


def _is_strippable(words: Doc, at: int, last: int) -> bool:
    token, following = words.tokens[at], words.tokens[at + 1]
    if following.lower in ("instance", "example") or (
        token.lower in ("instance", "example") and at and words.tokens[at - 1].lower == "for"
    ):
        return True
    if not token.text[0].isalnum():
        return token.text[0] not in "\"“‘'$£€"
    if token.lower in ("before", "after"):
        return token.tag == "IN" and _has_verb_before_comma(words, at + 1, last)
    if token.lower == "as" and following.lower == "of":
        return False
    if token.lower == "so" and following.lower == "far":
        return False
    if token.tag == "RB" and following.text == "," and token.lower != "not":
        return True  # "However, the mayor …"
    if token.lower == "as" and not _has_verb_before_comma(words, at + 1, last):
        return False  # "as of Friday", "as a result of the sales"
    return token.lower in _JOINING and token.tag not in ("WDT", "DT")


def _has_verb_before_comma(words: Doc, first: int, last: int) -> bool:
    """Return whether "after" opens a clause, not a noun phrase ("After a storm in May, …")."""
    for token in words.tokens[first:last]:
        if token.lower == "," or token.tag == "VBG":
            return False
        if token.tag in _FINITE:
            return True
    return False


def _without_opening(words: Doc, span: range, tokens: range) -> range:
    """Cut an opening date ("On Friday, …") from a clause; the timeline shows the date itself."""
    if tokens.start - span.start > 2 or tokens.stop >= span.stop - 2:
        return span
    if any(
        words.tokens[at].tag not in ("IN", "DT", "RB") for at in range(span.start, tokens.start)
    ):
        return span
    first = tokens.stop
    if words.tokens[first].lower != ",":
        return span
    return range(first + 1, span.stop)


def _agreeing(words: Doc, subject: range, verb: int) -> range:
    """Return the noun of two joined by a preposition that agrees in number with a verb.

    "one of the indexes that have risen" → "the indexes".
    """
    tokens = words.tokens
    split = next((at for at in subject if tokens[at].tag == "IN"), None)
    if split is None or split + 1 >= subject.stop:
        return subject
    if tokens[split].lower in ("for", "from", "at") or tokens[subject.start].tag == "VBG":
        return range(split + 1, subject.stop)
    singular = tokens[verb].tag == "VBZ" or tokens[verb].lower == "was"
    plural = tokens[verb].lower in ("have", "are", "were")
    head, last = tokens[split - 1], tokens[subject.stop - 1]
    many = head.tag in ("NNS", "NNPS") or (head.tag == "CD" and head.lower != "one")
    last_is_plural = last.tag in ("NNS", "NNPS")
    if (singular and many and not last_is_plural) or (plural and not many and last_is_plural):
        return range(split + 1, subject.stop)
    nearest = tokens[verb - 1].lower in ("which", "that") and not plural
    comma = tokens[verb - 2].text == ","
    if nearest and ((comma and last.tag == "NNP") or (tokens[verb].tag == "MD" and last_is_plural)):
        return range(split + 1, subject.stop)  # "a win in Texas, which votes on Tuesday"
    return subject


def _with_noun(words: Doc, sentence: Sentence, span: range) -> range:
    """Extend a relative clause or participle to the left by the noun that it modifies."""
    if span.start == sentence.first:
        return span
    return range(noun_phrase_start(words, span.start, sentence.first), span.stop)


def noun_phrase_start(words: Doc, first: int, floor: int) -> int:
    """Return the start of the noun phrase before a relative clause or participle.

    It is never before `floor`. A preposition adds one more noun: "shares in the firm, which …".
    """
    last = first - (words.tokens[first - 1].lower == ",")
    while last - 1 > floor and words.tokens[last - 1].tag in ("''", ","):
        last -= 1  # "through California,” which votes"
    if words.tokens[last - 1].text == ")":
        marks = (at for at in range(last - 1, floor, -1) if words.tokens[at].text == "(")
        last = next(marks, last)  # "the Vela (a rival of the Orsa), which …"
    if last - 1 > floor and words.tokens[last - 1].tag in ("RB", "PRP"):
        last -= 1  # "the stream below, which", "the fall itself, which"
    start = _phrase_start(words, last, floor)
    if words.tokens[last].tag == "''" and last < first:
        opening = range(last - 1, max(floor, last - 13), -1)
        title = next((at for at in opening if words.tokens[at].tag == "``"), None)
        start = title if title is not None else start  # "her book, ''Me and You,'' which …"
    if start == last:
        return first
    is_age = all(words.tokens[at].tag == "CD" for at in range(start, last))
    if is_age and start - 1 > floor and words.tokens[start - 1].text == ",":
        start = _phrase_start(words, start - 1, floor)  # "Moss, 51, who has led …"
    if words.tokens[start].tag == "VBG" and start + 1 < last:
        start += 1  # "on supporting Reis, who …"
    start = _with_first_name(words, start, first, floor)
    start = _with_listed_names(words, start, floor)
    near = words.tokens[first].tag == "VBN" and words.tokens[first - 1].text == ","
    linking = ("of",) if near else ("of", "in", "for", "from", "at", "on")
    if start - 1 > floor and words.tokens[start - 1].lower in linking:
        longer = _phrase_start(words, start - 1, floor)
        start = longer if longer < start - 1 else start
    return start


def _with_listed_names(words: Doc, start: int, floor: int) -> int:
    """Extend a last name of a list to the noun of the list: "guests from Porto, Faro and Lagos"."""
    tokens = words.tokens
    if start - 1 <= floor or tokens[start - 1].lower != "and" or tokens[start].tag != "NNP":
        return start
    at = start - 1
    while at > floor and (tokens[at].tag.startswith("NNP") or tokens[at].lower in (",", "and")):
        at -= 1
    if tokens[at].lower not in ("from", "in", "of") or at + 2 >= start:
        return start
    noun = _phrase_start(words, at, floor)
    return noun if noun < at and tokens[at - 1].tag == "NNS" else start


def _with_first_name(words: Doc, start: int, relative: int, floor: int) -> int:
    """Extend a name to the left by one joined to it: "Reis and Moura, who met on Monday"."""
    tokens = words.tokens
    verb = tokens[min(relative + 1, len(tokens) - 1)]
    if verb.tag == "VBZ" or verb.lower == "was" or not tokens[start].tag.startswith("NNP"):
        return start
    if start - 2 < floor or tokens[start - 1].lower != "and":
        return start
    longer = _phrase_start(words, start - 1, floor)
    return longer if tokens[start - 2].tag.startswith("NNP") and longer < start - 1 else start


def _phrase_start(words: Doc, last: int, floor: int) -> int:
    first = last
    while first > floor and words.tokens[first - 1].tag in _NOUN_PHRASE:
        first -= 1
        if words.tokens[first].tag in ("DT", "PRP$"):
            break
    return first


def _subject(words: Doc, first: int, stop: int) -> range | None:
    """Return the subject of a clause: its words before the first verb or relative pronoun."""
    for at in range(first, min(first + 9, stop)):
        tag = words.tokens[at].tag
        if tag.startswith("VB") or tag in ("MD", "WDT", "WP", "WRB"):
            subject = trim_clause(words, first, at)
            named = any(words.tokens[i].tag[:2] in ("NN", "PR") for i in subject)
            return subject if named else None
    return None


def _shorten(line: str, longest: int) -> str:
    """Cut a line between words if it is too long."""
    if len(line) <= longest:
        return line
    line = re.sub(r"\W*\s+\S*$", "", line[:longest].rstrip("…"))
    return _DANGLING.sub("", line) + "…"
