"""Find the source before a colon or dash that opens quoted words: a subject or a bare name."""

from collections.abc import Sequence
from itertools import pairwise

from analysis import lexicon
from analysis.names.titles import role_noun, singular
from analysis.quotations.patterns.complement import Attribution
from analysis.syntax.adverbials import skip_adverbials
from analysis.syntax.clauses import TokenRange, has_finite_verb
from analysis.syntax.cues import verb_cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.noun_phrases import REACH, base_phrase_end, is_noun, phrase_end
from analysis.syntax.quoted_words import has_quote
from analysis.syntax.subjects import find_nearest_subject, find_subject
from analysis.syntax.tag_sets import FINITE_TAGS, RELATIVE_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import DASHES, QUOTE, Token, is_comma
from analysis.syntax.verb_groups import find_verb_group, is_form_of_be

_LONGEST_NAME = 15
_LONGEST_REPORT = 25
_FEWEST_SAID = 3  # tokens of a headline before its colon or dash
# "Ten ways to save", "How to save": titles, and no words of a source
_COUNTED_OR_ASKED = frozenset({"CD", "WRB", "WP", "WDT", "VB"})
_STOPS = frozenset(".!?…:")
_SPEAKING = lexicon.words("person_nouns") | {"government", "police", "poll", "report", "study"}
_VERDICTS = lexicon.words("reporting_nouns", "verdict")
_AUTHORED = lexicon.words("reporting_nouns", "authored")
_AFTER_NAME = frozenset({"(", "of", "from", "in", "on", "at"})


def find_pending_source(tokens: Sequence[Token]) -> tuple[TokenRange, Subject] | None:
    """Return cue and source of a segment that ends with a colon, for the next segment's quote."""
    if not tokens or tokens[-1].lower != ":":
        return None
    for index in range(len(tokens) - 2, max(-1, len(tokens) - 12), -1):
        if tokens[index].tag in VERBAL_TAGS and (cue := verb_cue(tokens[index].lower)):
            group = find_verb_group(tokens, index)
            source = find_subject(tokens, group) or find_nearest_subject(tokens, group.start)
            if source is not None and not cue.is_thought:
                return (group.start, group.end), source
    return match_colon(tokens, len(tokens) - 1)


def match_colon(tokens: Sequence[Token], colon: int) -> tuple[TokenRange, Subject] | None:
    """Return the colon at a token as cue and the subject of the clause before it as source.

    Without a subject, a bare name is the source.
    """
    fallback: Subject | None = None
    for index in range(max(0, colon - REACH), colon):
        if tokens[index].tag in FINITE_TAGS:
            source = find_subject(tokens, find_verb_group(tokens, index))
            if source is None:
                continue
            if source.relative is None and not _is_dependent(tokens, source.start):
                return (colon, colon + 1), source
            fallback = fallback or source
    if fallback is not None:
        return (colon, colon + 1), fallback
    return match_name_before_colon(tokens, colon)


def _is_dependent(tokens: Sequence[Token], start: int) -> bool:
    """Return whether the clause that starts at a token is subordinate: *when* she came, he …."""
    return tokens[start].tag in RELATIVE_TAGS or (
        start > 0 and tokens[start - 1].tag in ("IN", "WRB", *RELATIVE_TAGS)
    )


def match_quote_verdict(tokens: Sequence[Token], quote: int) -> Attribution | None:
    """Attribute quoted words that open a sentence to the words behind: “A mess” *said Lee*.

    The words behind can call them an utterance: “A mess”, *was Lee's verdict*; *was how Lee put
    it*. No comma is needed, because the quoted words are the whole content.
    """
    if quote == 0 and len(tokens) > 2 and tokens[1].lower == ":":
        return _match_headline(tokens)
    first = quote + 1 + (quote + 1 < len(tokens) and is_comma(tokens[quote + 1]))
    if quote or first + 1 >= len(tokens) or tokens[first].tag not in FINITE_TAGS:
        return None
    end = phrase_end(tokens, first + 1)
    piece, verb = (quote, quote + 1), tokens[first]
    cue = verb_cue(verb.lower)
    if cue is not None and cue.is_speech and verb.tag == "VBD" and end is not None:
        head = (base_phrase_end(tokens, first + 1) or end) - 1
        if is_noun(tokens[head]) and not has_finite_verb(tokens[end:]):
            source = Subject(first + 1, end, head)
            return Attribution((piece,), (first, first + 1), source, "quote, verb, source")
    if not is_form_of_be(verb.lower):
        return None
    if tokens[first + 1].lower == "how":
        put = next(
            (at for at in range(first + 2, len(tokens)) if tokens[at].tag in FINITE_TAGS), None
        )
        group = find_verb_group(tokens, put) if put is not None else None
        found = find_subject(tokens, group) if group is not None else None
        if group is None or found is None:
            return None
        return Attribution((piece,), (group.start, group.end), found, "quote, source, verb")
    base = base_phrase_end(tokens, first + 1)
    if base is None or tokens[base - 1].lower not in _VERDICTS:
        return None
    noun = base - 1
    if tokens[first + 1].tag == "PRP$":
        owner = Subject(first + 1, first + 2, first + 1)
    elif noun - 2 > first and tokens[noun - 1].tag == "POS":
        owner = Subject(first + 1, noun - 1, noun - 2)
    else:
        return None
    return Attribution((piece,), (noun, noun + 1), owner, "noun, quote")


def _match_headline(tokens: Sequence[Token]) -> Attribution | None:
    """Attribute the quoted words of a headline to a person behind a colon: “No”: *Lee* quits."""
    end = base_phrase_end(tokens, 2)
    if end is None or not tokens[end - 1].name.endswith("PERSON"):
        return None
    return Attribution(((0, 1),), (1, 2), Subject(2, end, end - 1), "signed")


def match_headline_source(tokens: Sequence[Token]) -> Attribution | None:
    """Attribute a headline without quoted words to the source behind a colon or a dash.

    Pay must rise: *minister*; We will not yield: *Khan*; Port to close in May: *Lee*; Bridge is
    safe – *engineers*. A name behind a dash is rather that of the outlet or of the writer.
    """
    end = len(tokens)
    mark = next((at for at in range(end - 1, 1, -1) if tokens[at].lower in (":", *DASHES)), 0)
    if mark < _FEWEST_SAID or has_quote(tokens) or tokens[-1].lower[-1:] in _STOPS:
        return None
    if base_phrase_end(tokens, mark + 1) != end or not _is_headline(tokens[:mark]):
        return None
    head = tokens[-1]
    is_named = head.name.endswith(("PERSON", "ORG")) and tokens[mark].lower == ":"
    if not (is_named or _is_speaking(head)) or has_finite_verb(tokens[mark + 1 :]):
        return None
    source = Subject(mark + 1, end, end - 1)
    return Attribution(((0, mark),), (mark, mark + 1), source, "headline")


def _is_speaking(head: Token) -> bool:
    return (
        head.lower in _SPEAKING
        or singular(head.lower) in _SPEAKING
        or (head.name == "O" and role_noun(head.lower) is not None)
    )


def _is_headline(tokens: Sequence[Token]) -> bool:
    """Return whether words are a clause, or say in an infinitive that something will happen."""
    if has_finite_verb(tokens):
        return True
    will = any(first.tag == "TO" and verb.tag == "VB" for first, verb in pairwise(tokens[1:]))
    return will and tokens[0].tag not in _COUNTED_OR_ASKED


def match_report_only(tokens: Sequence[Token]) -> tuple[TokenRange, Subject] | None:
    """Return cue and source of a segment that has nothing else: "said Lee, a banker.".

    The quoted words are in the paragraph before.
    """
    end = len(tokens)
    while end and not any(map(str.isalnum, tokens[end - 1].text)):
        end -= 1
    if not 2 <= end <= _LONGEST_REPORT or has_quote(tokens):
        return None
    verb = next((at for at in range(end) if tokens[at].tag in FINITE_TAGS), 0)
    cue = verb_cue(tokens[verb].lower)
    if cue is None or not cue.is_speech or tokens[verb].tag not in FINITE_TAGS:
        return None
    if verb == 0:
        last = phrase_end(tokens, 1)
        base = base_phrase_end(tokens, 1)
        if last is None or base is None:
            return None
        return (0, 1), Subject(1, end, base - 1)
    group = find_verb_group(tokens, verb)
    source = find_subject(tokens, group)
    ended = skip_adverbials(tokens, group.end) >= end
    if source is None or source.start > 0 or not ended or group.is_negated:
        return None
    return (group.start, group.end), source


def match_name_before_colon(
    tokens: Sequence[Token], colon: int
) -> tuple[TokenRange, Subject] | None:
    """Return the colon at a token as cue and a bare name before it: *Jon Holm, a nurse*: "…"."""
    first = next((at for at, token in enumerate(tokens[:colon]) if token.text[:1].isalnum()), 0)
    first += tokens[first].lower in ("from", "via")
    if first + 1 < colon and tokens[first].lower in _AUTHORED:
        first += 2 * (tokens[first + 1].lower in ("from", "by", "of"))  # "Statement from Lee"
    end = base_phrase_end(tokens, first)
    if end is None or colon > _LONGEST_NAME:
        return None
    if end < colon and not (is_comma(tokens[end]) or tokens[end].lower in _AFTER_NAME):
        return None
    owner = next((position for position in range(first, end) if tokens[position].tag == "POS"), end)
    if first and owner > first:
        end = owner  # "From Lee's letter"
    name = end
    if end < colon and is_comma(tokens[end]) and not _is_named(tokens[end - 1]):
        name = base_phrase_end(tokens, end + 1) or end  # "His wife, Ada"
        end = name
    if not _is_named(tokens[name - 1]):
        return None
    if end < colon and tokens[end].lower == "of":
        whole = phrase_end(tokens, first)
        if whole is not None and tokens[whole - 1].name.endswith("PERSON"):
            end = whole  # "Secretary of the Navy Ada Holm"
    return (colon, colon + 1), Subject(first, end, name - 1)


def _is_named(token: Token) -> bool:
    return is_noun(token) and token.tag != QUOTE and token.text[:1].isupper()
