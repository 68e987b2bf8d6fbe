"""Find the verb of a sentence that reports news: no state, plan, habit or background."""

from bisect import bisect_right
from collections.abc import Container, Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.events.phrases import is_subordinator
from analysis.lexicon import word_set
from analysis.models import Quotation, Span
from analysis.syntax.clause_starts import find_clause_starts
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    FINITE_TAGS,
    NOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PROPER_NOUN_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, Token, skip_tags
from analysis.syntax.verb_groups import find_main_verb

EVENT_CLAUSE_OPENERS = lexicon.words("subordinators", "event_clause")
_CLAUSE_OPENERS = EVENT_CLAUSE_OPENERS | {"if", "as", "when", "while"}
_STATES = lexicon.words("news_verbs", "state")
_BACKGROUND = lexicon.words("news_verbs", "background")
_OUTCOMES = lexicon.words("news_verbs", "outcome")
_STATEMENTS = lexicon.words("news_verbs", "statement")
_FEW_QUOTED = 5  # the letters of a sentence for each one in quotation marks, at least
_LEADS = lexicon.words("news_verbs", "lead")
_FINDINGS = lexicon.words("news_verbs", "finding")
_DOCUMENTS = lexicon.words("documents", "document") | word_set("figures data polls studies")
_SHORTEST_LEAD, _SPEAKER = 8, 16  # tokens
_SAYING = lexicon.words("reporting_verb_forms", "plain")
_SPEECH = _STATEMENTS | _SAYING | _LEADS
_NEGATIONS = lexicon.words("tense_cues", "negation")
_BE = lexicon.words("auxiliaries", "be")
_HAVE = word_set("has have had 've ’ve")
_STATIVE = _STATES | _BE | _HAVE
_PERSONAL = word_set("i we you me us")
_PLANS = word_set("will would plans plan planned expects intends")
_IN_QUOTES = frozenset({"direct", "mixed"})
_QUESTIONS = lexicon.words("news_verbs", "question")


class Quoted(Struct, frozen=True):
    """The spans of direct speech, and the tokens that introduce any speech."""

    spans: tuple[Span, ...]
    cues: frozenset[int]

    @classmethod
    def of(
        cls, words: Doc, quotations: Sequence[Quotation], kinds: Container[str] = _IN_QUOTES
    ) -> "Quoted":
        direct = [quotation for quotation in quotations if quotation.kind in kinds]
        cues = [words.token_range(*quotation.cue) for quotation in quotations if quotation.cue]
        return cls(
            tuple(span for quotation in direct for span in quotation.spans),
            frozenset(token for cue in cues for token in cue),
        )


def find_news_verb(
    words: Doc, sentence: Sentence, quoted: Quoted, number: int
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
        kind = classify_verb(words, verb, sentence, quoted.cues, lead=number == 0)
        if kind == "event":
            return verb, speech
        if kind not in ("statement", "announcement"):
            break
        following = words.tokens[min(verb + 1, sentence.last - 1)]
        if kind == "announcement" or (number == 0 and following.tag == "IN"):
            statement = verb  # "said in a post"
        content = _content_start(words, verb, sentence)
        if content is None:
            break
        speech, verb = verb, _main_verb(words, content, sentence.last, quoted)
        if verb is not None and number == 0 and words.tokens[verb].lower in _PLANS:
            statement = speech  # "said it will close two plants"
    return statement, None


def _main_verb(words: Doc, first: int, last: int, quoted: Quoted) -> int | None:
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
    if at >= last or tokens[at].lower not in _CLAUSE_OPENERS:
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
        if token.lower in EVENT_CLAUSE_OPENERS:
            return False
    return False


def classify_verb(
    words: Doc, verb: int, sentence: Sentence, cues: Container[int], *, lead: bool
) -> str:
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


def find_present_verb(words: Doc, sentence: Sentence, quoted: Quoted) -> int | None:
    """Return a present tense by which a named subject does something to an object.

    "Costa Rica registers a week without storms". It can also be a habit, so that it is news only
    in a lead without another event.
    """
    tokens = words.tokens
    verb = _main_verb(words, sentence.first, sentence.last, quoted)
    if verb is None or tokens[verb].tag != "VBZ" or verb == sentence.first:
        return None
    lower = tokens[verb].lower
    if lower in _STATIVE or lower in REPORTING_VERBS or verb + 1 == sentence.last:
        return None
    following = tokens[verb + 1]
    named = any(token.tag in PROPER_NOUN_TAGS for token in tokens[sentence.first : verb])
    direct = following.text == "," or (following.tag in PHRASE_TAGS and following.tag != "CD")
    return verb if named and direct and tokens[verb - 1].tag in NOUN_TAGS else None


def find_statement_verb(words: Doc, sentence: Sentence, quoted: Quoted) -> int | None:
    """Return the verb of speech of a lead: "The city says fuel was found", "…, the city said".

    None is returned for a belief, a question, a pronoun as the speaker, and for direct speech; a
    few words of a sentence can be in quotation marks.
    """
    tokens = words.tokens
    line = words.tokens_of(sentence)
    if len(line) < _SHORTEST_LEAD or line[-1].text == "?":
        return None
    spans = [
        (max(start, sentence.start), min(end, sentence.end))
        for start, end in quoted.spans
        if start < sentence.end and sentence.start < end
    ]
    if sum(end - start for start, end in spans) > (sentence.end - sentence.start) / _FEW_QUOTED:
        return None
    opening = _main_verb(words, sentence.first, sentence.last, quoted)
    closing = next(
        (
            at
            for at in range(sentence.last - 1, sentence.first, -1)
            if tokens[at].tag in FINITE_TAGS
        ),
        None,
    )
    follows_comma = closing is not None and any(
        token.text == "," for token in tokens[max(closing - _SPEAKER, sentence.first) : closing]
    )
    for verb in (opening, closing if follows_comma else None):
        if verb is None or verb == sentence.first or tokens[verb].tag == "MD":
            continue
        main = tokens[find_main_verb(tokens, verb, sentence.last)]
        passive = tokens[verb].lower in _BE
        subject = tokens[verb - 1]
        negated = any(part.lower in _NEGATIONS for part in tokens[verb - 1 : verb + 3])
        named = subject.tag in NOUN_TAGS or subject.text in (")", ",")
        is_finding = main.lower in _FINDINGS and subject.lower in _DOCUMENTS
        is_speech = is_finding or main.lower in _SPEECH
        if is_speech and named and not passive and not negated:
            return verb
    return None


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


def find_title_verb(words: Doc, title: Sentence) -> int | None:
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
