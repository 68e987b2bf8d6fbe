"""Find the faults of a headline: what a reader misses in a line that stands alone.

The tokens of a line and those around it show the faults: a verb without its object or complement, a
subject that begins within a list or a name, a reported clause without its verb, a pronoun for
something that the line does not name.
"""

from collections.abc import Sequence

from analysis import lexicon
from analysis.events.headline_names import OBJECTS, TITLES, Names, is_expletive, name_for
from analysis.events.phrases import CLAUSE_OPENERS, DASHES, takes_infinitive_object
from analysis.lexicon import word_set
from analysis.stemmer import stem
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.noun_phrases import phrase_end
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    FINITE_TAGS,
    NOUN_TAGS,
    PHRASE_TAGS,
    PROPER_NOUN_TAGS,
    RELATIVE_TAGS,
    SUBORDINATOR_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import Doc, Token, skip_tags, skip_tags_back

_COMPLEMENTS = {
    stem(verb): frozenset(prepositions.split())
    for verb, prepositions in lexicon.values("complement_verbs").items()
}
_SAYING = lexicon.words("reporting_verb_forms", "saying")
_CONTENT_VERBS = REPORTING_VERBS | lexicon.words("reporting_verb_forms", "content")
_REPORTING_OR_SAYING = REPORTING_VERBS | _SAYING
_SUBORDINATORS = CLAUSE_OPENERS - {"that"}
_ANYONE = word_set("anyone someone everyone anybody")
_PLACE = word_set("in of at on")
_OPEN_TAGS = frozenset(("IN", "TO", "DT", "PRP$", "CC"))
_INDEFINITE = word_set("nothing something anything everything one those what")
_QUOTES = frozenset(("''", "”", '"'))
_BEFORE_SOURCES = _QUOTES | {","}
_NOT_THIRD = lexicon.words("pronouns", "first_singular", "first_plural", "second")
_SUBJECTS = word_set("he she they")
_SENTENCE_ENDS = frozenset((".", "?", "!", ";", ":"))
_IN_OBJECT = (*PHRASE_TAGS, *ADVERB_TAGS, "PRP", "IN", "CC")
_OBJECT_TAGS = frozenset((*NOUN_TAGS, "DT", "PRP", "PRP$", "CD", "JJ", "$"))
_QUANTITIES = lexicon.words("partitive_nouns")

CUT_OBJECT = 4
"""The weight of a verb without its object, or a part of it."""
CUT_COMPLEMENT = 3
"""The weight of an object without its complement: "described the plan"."""
CUT_SUBJECT = 4
"""The weight of a line that begins within a name, a list or a noun phrase."""
CLAIM = 7
"""The weight of what a noun claims, shown as a fact: "rejected the claim that | Reis left"."""
LOST_EVENT = 6
"""The weight of a line about something else in the sentence."""
UNRESOLVED = 3
"""The weight of a pronoun that refers to something outside the line."""


def complements_of(verb: Token) -> frozenset[str]:
    """Return the prepositions of the phrases that complete the object of a verb."""
    return _COMPLEMENTS.get(stem(verb.lower), frozenset())


def weigh_end(words: Doc, spans: Sequence[range], floor: int) -> int:
    """Return the weight of what a line lacks after its last token, 0 for a whole line.

    `floor` is the first token of the sentence.
    """
    return words.recall(_weigh_end, tuple(spans), floor)


def _weigh_end(words: Doc, spans: Sequence[range], floor: int) -> int:
    tokens = words.tokens
    stop = spans[-1].stop
    number = words.sentence_of(max(stop - 1, floor))
    last = words.sentences[number].last
    line = [at for span in spans for at in span]
    verb = next((at for at in reversed(line) if tokens[at].tag in VERBAL_TAGS), None)
    if verb is None:
        return 0
    finite = next((at for at in reversed(line) if tokens[at].tag in FINITE_TAGS), verb)
    if verb == stop - 1 == finite and tokens[verb].lower in _CONTENT_VERBS:
        source = skip_tags_back(tokens, verb, (*PHRASE_TAGS, "PRP"), line[0])
        follows = source > line[0] and tokens[source - 1].text in _BEFORE_SOURCES
        return 0 if follows else CUT_OBJECT  # "fell, the mayor said", but not "The mayor said"
    if _lacks_main_verb(words, line, stop, last):
        return CUT_OBJECT
    if any(tokens[at].text == ";" for at in range(finite, stop)):
        return CUT_OBJECT  # "five died; between the two towns"
    if stop >= last or tokens[stop].text in _SENTENCE_ENDS:
        return 0
    earlier = any(tokens[at].tag in FINITE_TAGS and at < finite for at in line)
    reports = tokens[finite].lower in _REPORTING_OR_SAYING
    if reports and _lacks_content(words, finite, stop, last, has_earlier=earlier):
        return CUT_OBJECT
    following = tokens[stop]
    is_comma = following.text == ","
    if tokens[stop - 1].tag in VERB_TAGS or tokens[stop - 1].tag == "RP":
        if following.tag in _OBJECT_TAGS and tokens[stop - 1].tag != "VBN":
            return CUT_OBJECT
        if is_comma and _has_object_after_aside(words, stop, last):
            return CUT_OBJECT
    if tokens[stop - 1].lower in _INDEFINITE and not is_comma:
        return CUT_OBJECT
    if _splits_phrase(words, stop):
        return CUT_OBJECT
    if following.tag == "POS" or (following.lower == "of" and _needs_of(tokens[stop - 1])):
        return CUT_OBJECT
    if following.lower == "ago":
        return CUT_OBJECT
    following = tokens[stop + 1] if is_comma and stop + 1 < last else following
    if following.tag in FINITE_TAGS:
        ends = (*NOUN_TAGS, "CD") if is_comma else NOUN_TAGS
        is_subject = len(spans) == 1 and tokens[stop - 1].tag in ends
        is_subject = is_subject and following.lower not in REPORTING_VERBS
        if is_comma:  # "after one of the boys, aged 7, | fled", but not "came, | saw and won"
            is_subject = is_subject and _opens_clause_after(words, finite, stop)
        return CUT_OBJECT if is_subject else 0
    if following.tag == "CC":
        return 0
    if (
        following.tag == "TO"
        and following.lower == "to"
        and tokens[stop + is_comma + 1].tag == "VB"
    ):
        return CUT_COMPLEMENT if takes_infinitive_object(tokens[verb]) else 0
    if following.lower in complements_of(tokens[verb]):
        direct = skip_tags(tokens, verb + 1, (*_IN_OBJECT, ","), stop)
        return CUT_COMPLEMENT if direct == stop else 0
    return 0


def _lacks_main_verb(words: Doc, line: Sequence[int], stop: int, last: int) -> bool:
    """Return whether reported content has only verbs of subordinate clauses before the end.

    "The mayor said the bridge, which is old, | will close", "said until it snows | roads close".
    """
    tokens = words.tokens
    report = next((at for at in line if tokens[at].tag in FINITE_TAGS), stop)
    if not any(token.tag in FINITE_TAGS for token in tokens[stop:last]):
        return False
    if tokens[report].lower not in _SAYING or tokens[report - 1].text in _QUOTES:
        return False
    openers = verbs = 0
    for at in range(report + 1, stop):
        subordinate = tokens[at].tag == "IN" and tokens[at].lower in _SUBORDINATORS
        openers += tokens[at].tag in WH_TAGS or subordinate
        verbs += tokens[at].tag in FINITE_TAGS
    return 0 < verbs <= openers


def _opens_clause_after(words: Doc, verb: int, stop: int) -> bool:
    """Return whether a clause without a verb so far begins between a verb and an end."""
    tokens = words.tokens
    return any(
        tokens[at].tag in WH_TAGS or (tokens[at].tag == "IN" and tokens[at].lower in CLAUSE_OPENERS)
        for at in range(verb + 1, stop)
    )


def _splits_phrase(words: Doc, stop: int) -> bool:
    """Return whether a line ends within a noun phrase, or between two objects of a verb.

    "a private | letter", "systemic, willful, | and unlawful use", "declared Reis | the winner".
    """
    tokens = words.tokens
    last, following = tokens[stop - 1], tokens[stop]
    if last.tag in ("JJ", "DT", "PRP$", "POS", "$") and following.tag in NOUN_TAGS:
        return True
    listed = tokens[stop - 2].text == ","
    if (
        last.tag == "JJ"
        and listed
        and [token.lower for token in tokens[stop : stop + 2]] == [",", "and"]
    ):
        return True
    return last.tag in NOUN_TAGS and following.tag in ("DT", "PRP$")


def _needs_of(noun: Token) -> bool:
    """Return whether a noun means little without "of": "a series of", "Mayor of"."""
    return noun.tag in PROPER_NOUN_TAGS or noun.tag == "CD" or noun.lower in _QUANTITIES


def _lacks_content(words: Doc, verb: int, stop: int, last: int, *, has_earlier: bool) -> bool:
    """Return whether the verb of reported content is behind the end of a line."""
    tokens = words.tokens
    content = skip_tags(tokens, verb + 1, ("IN", "RB", "TO"), stop)
    if tokens[verb].lower not in _SAYING and tokens[verb + 1].lower != "that":
        return False  # "announced a plan"
    near = {tokens[at].lower for at in range(verb + 1, min(verb + 6, stop))}
    if "that" in near:
        return True
    trailing = tokens[verb - 1].text in _QUOTES or (has_earlier and tokens[verb - 1].text == ",")
    if trailing or content == stop:
        return False  # ", he said on Friday"
    named = tokens[verb - 1].tag in (*NOUN_TAGS, "PRP", "RB", ",")
    return named and any(token.tag in FINITE_TAGS for token in tokens[stop:last])


def _has_object_after_aside(words: Doc, comma: int, last: int) -> bool:
    """Return whether an object follows an aside: "to set aside, once and for all, | a dispute"."""
    tokens = words.tokens
    end = next(
        (at for at in range(comma + 1, min(comma + 8, last)) if tokens[at].text == ","), last
    )
    if end + 1 >= last or any(tokens[at].tag in VERBAL_TAGS for at in range(comma + 1, end)):
        return False
    if tokens[comma + 1].tag not in ("RB", "IN"):
        return False
    return tokens[end + 1].tag in ("DT", "PRP$", "NN", "NNS")


def weigh_start(words: Doc, spans: Sequence[range], floor: int) -> int:
    """Return the weight of what a line lacks before its first token, 0 for a whole line."""
    return words.recall(_weigh_start, tuple(spans), floor)


def _weigh_start(words: Doc, spans: Sequence[range], floor: int) -> int:
    tokens = words.tokens
    first = spans[0].start
    if any(tokens[span.stop - 1].tag in _OPEN_TAGS for span in spans[:-1] if len(span) > 1):
        return CUT_SUBJECT  # "the date on | took place"
    if len(spans) > 1 and _begins_inversion(words, spans[1].start):
        return CUT_SUBJECT
    if len(spans) > 1 and tokens[spans[0].stop].tag in WH_TAGS and _is_no_relative(words, spans):
        return CUT_SUBJECT
    if first <= floor:
        return 0
    opening, before = tokens[first], tokens[first - 1]
    verbs = [at for span in spans for at in span if tokens[at].tag in FINITE_TAGS]
    if (
        "''" in (before.tag, opening.tag)
        and len(verbs) == 1
        and tokens[verbs[0]].lower in _CONTENT_VERBS
    ):
        return LOST_EVENT  # "“Stay at home,” | Reis tweeted on Friday"
    opens_clause = opening.tag in SUBORDINATOR_TAGS and opening.lower in CLAUSE_OPENERS
    if opens_clause and all(tokens[at].text != "," for span in spans for at in span):
        return CUT_SUBJECT  # "until Reis was appointed"
    follows_report = before.tag in VERB_TAGS and before.lower in REPORTING_VERBS
    if opening.tag == "IN" and follows_report and "that" in {tokens[at].lower for at in spans[-1]}:
        return CUT_SUBJECT  # "said | in court that she had left"
    if opening.tag == "RB" and tokens[first + 1].tag == "TO":
        return CUT_SUBJECT  # "soon to be president"
    joined = before.end == opening.start and before.text in DASHES  # "NPR–A, and granted …"
    if opening.tag in FINITE_TAGS or opening.tag in RELATIVE_TAGS or joined:
        return CUT_SUBJECT
    if opening.name.startswith("I-") and not before.name.endswith("PERSON"):
        return CUT_SUBJECT
    if before.tag == "PRP$" or (before.tag == "DT" and opening.tag in NOUN_TAGS):
        return CUT_SUBJECT
    if before.tag in ("CD", "JJ", "POS") and opening.tag in NOUN_TAGS and before.name == "O":
        return CUT_SUBJECT
    if _is_list_item(words, first, floor):
        return CUT_SUBJECT
    if before.tag in WH_TAGS and len(spans) == 1 and _leaves_relative(words, spans[0]):
        return CUT_SUBJECT
    return 0


def _is_no_relative(words: Doc, spans: Sequence[range]) -> bool:
    """Return whether a noun and the words behind its relative pronoun lack a verb or a name.

    The main verb follows, or the noun is indefinite: "a man who left | was ill", "anyone who left".
    """
    tokens = words.tokens
    if len(spans[0]) == 1 and tokens[spans[0].start].lower in _ANYONE:
        return True
    joined = False
    for at in spans[-1][1:]:
        token = tokens[at]
        joined = joined or (
            token.tag in ("CC", ",", "IN", ":", *WH_TAGS) and token.lower not in _PLACE
        )
        if token.tag in FINITE_TAGS and not joined and tokens[at - 1].tag in NOUN_TAGS:
            return True
    return False


def _begins_inversion(words: Doc, at: int) -> bool:
    """Return whether a verb has its subject behind it: "The bomb …, | stated Ana Reis, and"."""
    tokens = words.tokens
    is_report = tokens[at].lower in REPORTING_VERBS and tokens[at - 1].text == ","
    end = phrase_end(tokens, at + 1) if is_report else None
    return end is not None and tokens[at + 1].tag in PROPER_NOUN_TAGS and tokens[end].text == ","


def weigh_claim(words: Doc, first: int, floor: int) -> int:
    """Return the weight of a line that is what a noun claims, 0 for what a verb reports."""
    tokens = words.tokens
    if first - 2 <= floor or tokens[first - 1].lower != "that":
        return 0
    if tokens[first - 2].tag not in ("NN", "NNS"):
        return 0
    verb = next(
        (at for at in range(first - 2, floor - 1, -1) if tokens[at].tag in VERB_TAGS), floor
    )
    return 0 if tokens[verb].lower in _CONTENT_VERBS else CLAIM


def _is_list_item(words: Doc, first: int, floor: int) -> bool:
    """Return whether a line begins with a later item of a list: "Porto, Faro and | Lisbon voted".

    A title before the first name of a line is a part of the item: "Reis and mayor | Moura".
    """
    tokens = words.tokens
    start = first
    while start > floor and tokens[start - 1].tag in PHRASE_TAGS and start > first - 9:
        start -= 1
    if start > floor + 1 and tokens[start - 1].text == ",":
        return _continues_list(words, start, floor)
    if start <= floor + 1 or tokens[start - 1].lower not in ("and", "or", "&"):
        return False
    joint = start - 1
    if start < first and not tokens[joint - 1].name.endswith("PERSON"):
        return False  # "world champion and silver medalist | Rui Moura"
    if tokens[joint - 1].text == ",":
        joint -= 1
        noun = skip_tags_back(tokens, joint, PHRASE_TAGS, floor)
        if noun <= floor or tokens[noun - 1].text != ",":
            return False  # ", and Lisbon voted": a clause of its own
    noun = skip_tags_back(tokens, joint, (*PHRASE_TAGS, "IN"), floor)
    if noun == joint or tokens[joint - 1].tag not in (*NOUN_TAGS, "POS"):
        return False
    verbs = [at for at in range(floor, noun) if tokens[at].tag in FINITE_TAGS]
    return not verbs or noun - 1 in verbs or tokens[noun - 1].text == ","


def _continues_list(words: Doc, first: int, floor: int) -> bool:
    """Return whether a line begins after the first items: "Faro, | Porto and Braga voted"."""
    tokens = words.tokens
    before = tokens[floor : first - 1]
    if before[0].tag not in PHRASE_TAGS or any(
        token.tag not in (*PHRASE_TAGS, "IN", ",") for token in before
    ):
        return False
    end = phrase_end(tokens, first) or first
    items = {tokens[at].lower for at in range(first, end + 2)}
    return before[-1].tag in NOUN_TAGS and not items.isdisjoint(("and", "or"))


def weigh_event(words: Doc, spans: Sequence[range], event: range) -> int:
    """Return the weight of a line without a verb of the clause that reports the event."""
    tokens = words.tokens
    verbs = [
        at for at in event
        if tokens[at].tag in FINITE_TAGS and tokens[at].lower not in _CONTENT_VERBS
    ]  # fmt: skip
    weight = LOST_EVENT if verbs else LOST_EVENT // 2
    verbs = verbs or [at for at in event if tokens[at].tag in ("VBN", "VBG", "VB")]
    lost = verbs and all(at not in span for at in verbs for span in spans)
    return weight if lost else 0


def _leaves_relative(words: Doc, line: range) -> bool:
    """Return whether a line goes on behind a relative clause: "(on which) Reis left, | she won"."""
    tokens = words.tokens
    commas = [at for at in line if tokens[at].text == ","]
    for comma in commas:
        end = phrase_end(tokens, comma + 1)
        if end is not None and end < line.stop and tokens[end].tag in FINITE_TAGS:
            return True
    return False


def weigh_pronouns(words: Doc, spans: Sequence[range], names: Names) -> int:
    """Return the weight of the pronouns that refer to something outside the line.

    An object does not refer to the subject of its own verb: "Police seized it".
    """
    tokens = words.tokens
    nouns = 0  # noun phrases so far
    previous = ""
    for span in spans:
        for at in span:
            token = tokens[at]
            is_pronoun = (
                token.tag in ("PRP", "PRP$")
                and at != spans[0].start
                and token.lower not in _NOT_THIRD
                and not token.lower.endswith(("self", "selves"))
            )
            if is_pronoun and not name_for(token, at, names):
                if token.lower == "it" and is_expletive(words, at):
                    pass
                elif token.tag == "PRP$" or token.lower in _SUBJECTS:
                    if not nouns and tokens[at + 1].lower not in TITLES:
                        return UNRESOLVED
                elif (token.lower in OBJECTS or token.lower == "it") and nouns < 2:
                    return UNRESOLVED
            is_noun = token.tag in NOUN_TAGS or token.tag == "CD"
            if (is_noun or name_for(token, at, names)) and not previous:
                nouns += 1
            previous = token.tag if is_noun else ""
    return 0
