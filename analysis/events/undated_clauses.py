"""Find the clauses of the body that report an event, although no date is in them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.events.news_verbs import EVENT_CLAUSE_OPENERS, Quoted, classify_verb
from analysis.events.phrases import UNITS, trim_clause
from analysis.events.sentence_index import index_by_sentence
from analysis.lexicon import word_set
from analysis.models import Event
from analysis.syntax.clause_starts import find_clause_starts
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import (
    DETERMINER_TAGS,
    FINITE_TAGS,
    NOUN_OR_ADJECTIVE_TAGS,
    NOUN_OR_PRONOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, Token, skip_tags
from analysis.syntax.verb_groups import find_main_verb
from analysis.timex.event_nouns import is_event_noun

_EVENTIVE = ("event", "announcement")
_OF_NOUNS = ("event.noun_before", "event.noun_after")
_BACKGROUND = word_set("as while")
_CONDITIONS = word_set("if unless whether")
_PERSONAL = word_set("i we you my our your")
HAD = word_set("had 'd ’d")
_LIGHT = lexicon.words("news_verbs", "light")
_OCCASIONS = lexicon.words("event_nouns", "occasion")
_STATEMENTS = lexicon.words("news_verbs", "statement")
_REPORTING_OR_STATING = REPORTING_VERBS | _STATEMENTS
_SAYING = lexicon.words("reporting_verb_forms", "no_event")
_OBJECT_TAGS = DETERMINER_TAGS | NOUN_OR_ADJECTIVE_TAGS
_NEGATIONS = lexicon.words("tense_cues", "negation")
_SHORTEST_SENTENCE, _SHORTEST_CLAUSE = 6, 4  # tokens
_LONG_LINE = 16  # tokens of a paragraph without a full stop
_OBJECT = 6  # tokens after a verb that contain its object


class UndatedClause(Struct, frozen=True):
    """A clause without a date: its sentence, its tokens and the finite verb that reports.

    A phrase without a finite verb can open its sentence: "At the ceremony, she offered a prize".
    """

    sentence: Sentence
    span: range
    verb: int
    has_opening: bool = False

    @property
    def opening(self) -> int:
        """The first token of the clause, or of the phrase that opens its sentence."""
        return self.sentence.first if self.has_opening else self.span.start


def find_undated_clauses(
    words: Doc, events: Sequence[Event], quoted: Quoted, timed: set[int]
) -> Iterator[UndatedClause]:
    """Yield one clause of each part of a sentence that no event covers, in text order.

    A part ends at a clause that an event covers; it contains at most one clause of this kind.
    """
    events_of = index_by_sentence(words, events)
    for number, sentence in enumerate(words.sentences):
        if not is_body_line(words.tokens_of(sentence)):
            continue
        events = events_of.get(number, [])
        starts = find_clause_starts(words, sentence, timed)
        found: UndatedClause | None = None
        for clause_start, last in zip(starts, (*starts[1:], sentence.last), strict=True):
            start = _end_of_event(words, events, clause_start, last)
            if start > clause_start and found is not None:
                yield found
                found = None
            if (
                words.tokens[start if start < last else clause_start].lower in EVENT_CLAUSE_OPENERS
                and found is None
                and _has_reported_event(sentence, events)
            ):
                continue  # "Nine escaped | before the roof fell"
            if start == last or _is_covered(words, events, start, last):
                if found is not None:
                    yield found
                found = None
            elif found is None and _is_background(words, sentence, events, start):
                continue
            elif found is not None:
                span = trim_clause(words, found.span.start, last)
                found = UndatedClause(sentence, span, found.verb, found.has_opening)
            else:
                found = _find_clause(words, sentence, quoted, start, last)
                if found is not None and _has_opening(words, events, found):
                    found = UndatedClause(sentence, found.span, found.verb, has_opening=True)
        if found is not None:
            yield found


def _is_background(words: Doc, sentence: Sentence, events: Sequence[Event], first: int) -> bool:
    """Return whether a clause is only the background of a dated event of its sentence.

    "The mill exploded at six | as many residents slept", "Weeks after the strike ended, | …".
    """
    tokens = words.tokens
    opening = {token.lower for token in tokens[max(first - 1, sentence.first) : first + 1]}
    counted = [token.lower for token in tokens[first : first + 5]]
    after = next((at for at, word in enumerate(counted) if word in ("after", "before")), 0)
    is_counted = after > 0 and counted[after - 1] in UNITS
    dated = [
        event.start
        for event in events
        if event.time is not None and sentence.start <= event.start < sentence.end
    ]
    follows = any(start <= tokens[first].start for start in dated)
    return (bool(dated) and is_counted) or (follows and not opening.isdisjoint(_BACKGROUND))


def _has_opening(words: Doc, events: Sequence[Event], clause: UndatedClause) -> bool:
    """Return whether a phrase without a finite verb and without an event precedes a clause."""
    first, last = clause.sentence.first, clause.span.start
    return (
        first < last
        and words.tokens[first].tag in ("IN", "VBG")
        and not has_finite_verb(words.tokens[first:last])
        and not _is_covered(words, events, first, last)
    )


def is_body_line(line: Sequence[Token]) -> bool:
    """Return whether a line is a sentence, not a heading, a date, a byline or a caption."""
    if len(line) < _SHORTEST_SENTENCE or not has_finite_verb(line):
        return False
    return line[-1].text[-1] in ".!?\"”’')…" or len(line) >= _LONG_LINE


def _has_reported_event(sentence: Sentence, events: Sequence[Event]) -> bool:
    return any(
        event.time is None and sentence.start <= event.start < sentence.end for event in events
    )


def _end_of_event(words: Doc, events: Sequence[Event], first: int, last: int) -> int:
    """Return the token after an event that begins a clause, or the first token of the clause.

    "In May he opened the mill | before he was elected" is one clause by its punctuation.
    """
    start, end = words.tokens[first].start, words.tokens[last - 1].end
    ends = [
        event.end
        for event in events
        if event.start <= start < event.end < end and event.reason.id not in _OF_NOUNS
    ]
    if not ends:
        return first
    at = words.token_at(max(ends))
    return next((i for i in range(at, last) if words.tokens[i].start >= max(ends)), last)


def _is_covered(words: Doc, events: Sequence[Event], first: int, last: int) -> bool:
    """Return whether an event is in a clause; the noun is another one in "denounced the attack"."""
    start, end = words.tokens[first].start, words.tokens[last - 1].end
    inside = [event for event in events if event.start < end and start < event.end]
    if any(event.reason.id not in _OF_NOUNS for event in inside):
        return True
    verb = next((at for at in range(first, last) if words.tokens[at].tag in FINITE_TAGS), first)
    return bool(inside) and words.tokens[verb].lower not in _REPORTING_OR_STATING


def _find_clause(
    words: Doc, sentence: Sentence, quoted: Quoted, first: int, last: int
) -> UndatedClause | None:
    """Return a clause if its first finite verb reports an event in the past; None otherwise."""
    tokens = words.tokens
    if tokens[sentence.last - 1].text == "?":
        return None
    if last - first < _SHORTEST_CLAUSE and not any(
        tokens[at].lower in _SAYING and _has_occasion(words, at, sentence)
        for at in range(first, last)
    ):
        return None
    opening = {token.lower for token in tokens[max(first - 1, sentence.first) : first + 2]}
    if not opening.isdisjoint(_CONDITIONS):
        return None
    if any(token.lower == "whether" for token in tokens[sentence.first : first]):
        return None  # "will find out whether they took suspects, | moved them and held them"
    for verb in range(first, last):
        if tokens[verb].tag not in FINITE_TAGS:
            continue
        at = bisect_left(quoted.spans, (tokens[verb].end, 0)) - 1
        if at >= 0 and quoted.spans[at][0] <= tokens[verb].start < quoted.spans[at][1]:
            return None
        if any(token.lower in _PERSONAL for token in tokens[first:verb]):
            return None
        kind = _classify(words, verb, sentence, quoted)
        if kind in _EVENTIVE:
            return UndatedClause(sentence, trim_clause(words, first, last), verb)
        if kind != "statement":
            return None
    return None


def _has_occasion(words: Doc, verb: int, sentence: Sentence) -> bool:
    """Return whether a statement has an occasion: "said in a speech", "Writing on Facebook, …"."""
    tokens = words.tokens
    opening = tokens[sentence.first]
    if opening.tag in ("IN", "VBG"):
        comma = next((at for at in range(sentence.first, verb) if tokens[at].text == ","), verb)
        if any(tokens[at].lower in _OCCASIONS for at in range(sentence.first, comma)):
            return True
    at = skip_tags(tokens, verb + 1, NOUN_OR_PRONOUN_TAGS, min(verb + 4, sentence.last))
    if at >= sentence.last or tokens[at].tag not in ("IN", "TO") or tokens[at].lower == "that":
        return False
    end = skip_tags(tokens, at + 1, PHRASE_TAGS, sentence.last)
    return any(tokens[i].lower in _OCCASIONS for i in range(at + 1, end))


def _classify(words: Doc, verb: int, sentence: Sentence, quoted: Quoted) -> str:
    """Return the kind of a verb; "had met" and "held a meeting" report events too."""
    token = words.tokens[verb]
    main = find_main_verb(words.tokens, verb, sentence.last)
    group = words.tokens[verb - 1 : main + 1]
    if any(part.lower in _NEGATIONS for part in group):
        return ""
    if token.lower in HAD and main > verb and words.tokens[main].tag in PAST_TAGS:
        return "" if words.tokens[main].lower in ("been", "had") else "event"
    following = words.tokens[main + 1 : min(main + _OBJECT, sentence.last)]
    has_object = bool(following) and following[0].tag in _OBJECT_TAGS
    says = token.lower in _SAYING
    reports = token.lower in REPORTING_VERBS or verb in quoted.cues
    if token.tag == "VBD" and reports and has_object and not says:
        return "event"  # "pleaded guilty", "raised the matter"
    if token.tag == "VBD" and (says or reports) and _has_occasion(words, verb, sentence):
        return "announcement"
    if words.tokens[main].lower in _LIGHT and any(map(is_event_noun, following)):
        return "event" if token.tag in ("VBD", "VBZ", "VBP") else ""
    return classify_verb(words, verb, sentence, quoted.cues, lead=True)
