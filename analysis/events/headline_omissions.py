"""Leave out parts of a headline that is too long for one line."""

from collections.abc import Sequence
from itertools import pairwise

from analysis import lexicon
from analysis.events.drafts import BE, Draft, is_sentence
from analysis.events.headline_faults import complements_of
from analysis.events.phrases import (
    CLAUSE_OPENERS,
    DASHES,
    LONGEST_OPENING,
    UNITS,
    opens_subordinate_clause,
)
from analysis.lexicon import word_set
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    FRONTED_TAGS,
    NOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PROPER_NOUN_TAGS,
    RELATIVE_TAGS,
    SUBORDINATOR_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import Doc, Token, skip_tags_back

_PLAIN_REPORTS = word_set("said says announced believes believe confirmed warned")
_DESCRIPTION_TAGS = PHRASE_TAGS | {"CC"}
_LONG_SUBJECT = 40  # characters before the main verb, whose modifiers are left out
_WEEKDAYS = lexicon.words("weekdays", "full")
_CALENDAR = _WEEKDAYS | lexicon.words("months", "full")
_DATE_WORDS = (
    _CALENDAR
    | lexicon.words("time_words", "unit")
    | lexicon.words("time_words", "part_of_day")
    | lexicon.words("time_words", "after_say")
    | word_set("the this last next later")
)
_DAY_WORDS = _CALENDAR | lexicon.words("time_words", "unit") | word_set("today yesterday tomorrow")
_PHRASE_OPENERS = CLAUSE_OPENERS - {"as", "after", "before"}
_AFTER_DATE_TAGS = frozenset({"IN", "TO", "DT", "PRP$", "NNP", "VBG", "JJ", "NNS"})
_ASIDE_TAGS = frozenset(("RB", "DT", "JJ", "NN", "WDT", "WP", "VBN", "CD"))
_SHORTEST_ASIDE = 3  # tokens
_LEAST_GAIN = 20  # characters
_LEAST_DESCRIPTION = 6  # characters
_MODIFIER_TAGS = frozenset(("IN", "WDT", "WP", "VBN", "VBG", ",", "(", "-LRB-", ":", "CC"))


def without_adverb(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out an adverb between commas: "Reis, meanwhile, told …"."""
    line, tokens = spans[-1], words.tokens
    for at in range(line.start + 1, line.stop - 2):
        if tokens[at].tag == "RB" and tokens[at - 1].text == tokens[at + 1].text == ",":
            return [*spans[:-1], range(line.start, at - 1), range(at + 2, line.stop)]
    return spans


def without_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the apposition after a subject: "the Ilse, an old ferry, sank" → "the Ilse sank".

    A relative clause is left out too, but not a name: "the index, the FTSE 100, fell".
    """
    last = spans[-1]
    dashes = [at for at in last if words.tokens[at].text in DASHES and not _joins_words(words, at)]
    if len(dashes) == 2 and last.start < dashes[0] and dashes[1] + 1 < last.stop:
        return [*spans[:-1], range(last.start, dashes[0]), range(dashes[1] + 1, last.stop)]
    if (main := _verb_after_relative(words, last)) is not None:
        relative, verb = main
        return [*spans[:-1], range(last.start, relative), range(verb, last.stop)]
    commas = [at for at in last if words.tokens[at].text == "," and at + 1 < last.stop]
    participle = next(
        (at for at in last if words.tokens[at].tag in VERBAL_TAGS), last.start
    )  # "the results published in the journal this week, show …"
    opening = skip_tags_back(words.tokens, participle, ("RB", ","), last.start)
    after_noun = opening > last.start and words.tokens[opening - 1].tag in NOUN_TAGS
    if words.tokens[participle].tag == "VBN" and after_noun and commas:
        end = next((at for at in commas if at > participle), last.start)
        if end > last.start and words.tokens[end + 1].tag in FINITE_TAGS:
            return [*spans[:-1], range(last.start, opening), range(end + 1, last.stop)]
    if not commas or any(
        words.tokens[at].tag in VERBAL_TAGS for at in range(last.start, commas[0])
    ):
        return spans
    if _opens_with_phrase(words, last, commas):
        commas = commas[1:]  # "After the vote, | Reis, the mayor, resigned"
        if not commas or has_finite_verb(words.tokens[last.start : commas[0]]):
            return spans
    first = commas[0] + 1
    noun = first + (words.tokens[first].tag == "DT")
    if words.tokens[noun].tag in ("NNP", "NNPS", "CD", "``"):
        return spans
    for end in commas[1:5] if words.tokens[first].tag in ("WDT", "WP", "WP$") else commas[1:3]:
        opens = words.tokens[first].tag in ("DT", "WDT", "WP", "WP$", "PRP$", "JJ", "NN")
        if opens and words.tokens[end + 1].tag in FINITE_TAGS and commas[0] - last.start <= 14:
            return [*spans[:-1], range(last.start, commas[0]), range(end + 1, last.stop)]
    return spans


def _joins_words(words: Doc, at: int) -> bool:
    """Return whether a dash is between two parts of a name: "Porto–Faro"."""
    dash = words.tokens[at]
    return dash.text in ("-", "–") and words.tokens[at - 1].end == dash.start


def _verb_after_relative(words: Doc, span: range) -> tuple[int, int] | None:
    """Return the start of the relative clause of a subject and the main verb after it, or None.

    "A visa program that allows many to stay will expire in May": the tokens "that" and "will".
    """
    tokens = words.tokens
    relative = next(
        (at for at in span if tokens[at].tag in ("WDT", "WP", *FINITE_TAGS)), span.start
    )  # fmt: skip
    if tokens[relative].tag not in RELATIVE_TAGS or tokens[relative - 1].text == ",":
        return None
    verbs = [at for at in range(relative, span.stop) if tokens[at].tag in FINITE_TAGS]
    if len(verbs) < 2 or not tokens[verbs[1] - 1].tag.startswith(("NN", "RB")):
        return None
    between = tokens[verbs[0] : verbs[1]]
    if any(
        token.tag in ("WDT", "WP", "WRB", "CC", ",") or token.lower == "that" for token in between
    ):
        return None
    return relative, verbs[1]


def _opens_with_phrase(words: Doc, line: range, commas: Sequence[int]) -> bool:
    """Return whether a phrase is before the subject: "After the vote, …", "Late yesterday, …"."""
    if words.tokens[line.start].tag in FRONTED_TAGS:
        return True
    opening = words.tokens[line.start : commas[0]] if commas else ()
    return all(token.lower in _DATE_WORDS or token.tag == "CD" for token in opening)


def without_modifiers(words: Doc, spans: Sequence[range]) -> Sequence[range] | None:
    """Leave out the long modifiers of a subject: "Clashes over land in the north | killed ten".

    The last span begins with the main verb, or with the name before it: "the minister of water
    and chairman of the council, | Ana Reis said". None for a short subject.
    """
    line, tokens = spans[-1], words.tokens
    verb = _main_verb(words, line)
    if tokens[verb].tag not in FINITE_TAGS:
        return None
    if len(spans) > 1 or tokens[verb].end - tokens[line.start].start < _LONG_SUBJECT:
        return None
    name = _name_before(words, line.start, verb)
    if name is not None:
        return [range(name, line.stop)]
    commas = any(token.text == "," for token in tokens[line.start : verb])
    closes = tokens[verb - 1].text == "," if commas else tokens[verb - 1].tag != "CC"
    examples = _examples_start(words, line.start, verb)
    if examples is not None:
        return [range(line.start, examples), range(verb, line.stop)]
    if tokens[line.start].tag not in PHRASE_TAGS or not closes:
        return None
    while tokens[verb - 1].tag == "RB" and tokens[verb - 2].tag not in VERBAL_TAGS:
        verb -= 1
    for at in range(line.start + 1, verb):
        tag, following = tokens[at].tag, tokens[at + 1]
        opens = tag in _MODIFIER_TAGS and tokens[at].lower != "of"
        opens = opens or [tokens[at].lower, following.lower] == ["as", "well"]
        if tag == "VBN" and following.tag in NOUN_TAGS:
            opens = False  # "the reduced instruction | set computer"
        if opens and tokens[at - 1].tag in NOUN_TAGS:
            gain = tokens[verb].start - tokens[at].start
            shorter = [range(line.start, at), range(verb, line.stop)]
            return shorter if gain >= _LEAST_GAIN and tag != "CC" else None
    return None


def _examples_start(words: Doc, first: int, verb: int) -> int | None:
    """Return the start of the examples in a subject: "goods, | such as tea and tin, were taxed"."""
    tokens = words.tokens
    for at in range(first + 1, verb - 2):
        openers = tokens[at].lower, tokens[at + 1].lower
        if openers == ("such", "as") or openers[0] == "including":
            start = at - (tokens[at - 1].text == ",")
            return start if start > first and tokens[start - 1].tag in NOUN_TAGS else None
        if tokens[at].tag in WH_TAGS:
            return None
    return None


def without_description(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the description before a name: "the national airline | Norvik has bought …"."""
    line, tokens = spans[0], words.tokens
    verb = _main_verb(words, line)
    start = verb
    while start > line.start and tokens[start - 1].name.endswith(("PERSON", "ORG")):
        start -= 1
        if tokens[start].name.startswith("B"):
            break
    described = tokens[verb].tag in FINITE_TAGS and line.start < start < verb
    if not described or tokens[start - 1].tag not in ("NN", "NNP"):
        return spans
    if tokens[start - 1].tag == "NNP" and not tokens[start].name.endswith("PERSON"):
        return spans
    described_by = tokens[line.start : start]
    if any(token.tag not in _DESCRIPTION_TAGS for token in described_by):
        return spans
    if any(token.name.endswith("PERSON") for token in described_by):
        return spans  # "Ana Reis and Rui Moura"
    gain = tokens[start].start - tokens[line.start].start
    return [range(start, line.stop), *spans[1:]] if gain >= _LEAST_DESCRIPTION else spans


def without_late_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out an aside after the main verb: "sold the mill, an old one, to Norvik".

    It is between two commas or dashes and contains no verb outside a relative clause. The sentence
    goes on after it with a preposition.
    """
    line, tokens = spans[-1], words.tokens
    verb = _main_verb(words, line)
    marks = [at for at in range(verb, line.stop - 2) if tokens[at].text in {",", *DASHES}]
    for first, end in pairwise(marks):
        opener, following = tokens[first + 1], tokens[end + 1]
        is_name = opener.tag in PROPER_NOUN_TAGS
        related = opener.tag in RELATIVE_TAGS
        precedes_object = tokens[first - 1].tag in (*VERB_TAGS, "RP", "RB")
        opens = opener.tag in _ASIDE_TAGS or is_name or (precedes_object and opener.tag == "IN")
        if not opens or end - first < _SHORTEST_ASIDE:
            continue
        if not related and has_finite_verb(tokens[first + 1 : end]):
            continue
        in_subject = following.tag in FINITE_TAGS and tokens[first - 1].tag in NOUN_TAGS
        if in_subject and following.lower not in REPORTING_VERBS:
            return [*spans[:-1], range(line.start, first), range(end + 1, line.stop)]
        if following.tag not in ("IN", "TO"):  # "to set aside, once and for all, | a dispute"
            adverbial = precedes_object and opener.tag in ("RB", "IN")
            if not adverbial or following.tag not in ("DT", "PRP$"):
                continue
        completes = following.lower in complements_of(tokens[verb])
        if not completes and (is_name or following.lower in CLAUSE_OPENERS):
            continue  # a list of names; a clause of its own
        return [*spans[:-1], range(line.start, first), range(end + 1, line.stop)]
    return spans


def without_date(words: Doc, spans: Sequence[range], date: range) -> Sequence[range]:
    """Leave out a date within a line: "said | on Friday | the road …". Timelines show the date."""
    line, tokens = spans[-1], words.tokens
    if not date:
        return spans
    first, stop = date.start, date.stop
    before, opening = tokens[first - 1].lower, tokens[first].lower
    if before == "on" or (before in ("at", "in") and opening not in _WEEKDAYS):
        first -= 1  # but "was sworn in Monday"
    if not line.start < first < stop < line.stop - 1:
        return spans
    head, following = tokens[first - 1], tokens[stop]
    if following.text == "," and head.tag in PAST_TAGS and tokens[stop + 1].tag in ("JJ", "VBN"):
        return [*spans[:-1], range(line.start, first), range(stop + 1, line.stop)]
    if head.tag not in (*NOUN_TAGS, *VERBAL_TAGS) or head.lower in BE:
        return spans
    before_verb = following.tag in FINITE_TAGS and (  # "Reis last week | won"
        tokens[first].tag != "IN" or opening in _WEEKDAYS
    )
    if not before_verb and (following.tag not in _AFTER_DATE_TAGS or following.lower == "of"):
        return spans
    if tokens[first].tag == "IN" and head.tag in VERB_TAGS and following.tag == "CC":
        return spans
    return [*spans[:-1], range(line.start, first), range(stop, line.stop)]


def without_content_modifiers(words: Doc, spans: Sequence[range]) -> Sequence[range] | None:
    """Leave out the modifiers of the subject of content: "said that flights to X | will stop"."""
    line = spans[-1]
    that = next((at for at in line if words.tokens[at].lower == "that"), line.start)
    if len(spans) > 1 or words.tokens[that].tag != "IN":
        return None
    shorter = without_modifiers(words, [range(that + 1, line.stop)])
    if shorter is None or len(shorter) < 2:
        return None
    return [range(line.start, shorter[0].stop), shorter[1]]


def _main_verb(words: Doc, line: range) -> int:
    """Return the index of the first finite verb outside a subordinate clause, else of the end."""
    open_clauses = 0
    for at in line:
        token = words.tokens[at]
        if token.tag in WH_TAGS or (
            token.tag == "IN" and opens_subordinate_clause(words, at, line.stop)
        ):
            open_clauses += 1
        elif token.tag in FINITE_TAGS:
            if not open_clauses and at > line.start:
                return at
            open_clauses = max(open_clauses - 1, 0)
    return line.stop - 1


def _name_before(words: Doc, first: int, verb: int) -> int | None:
    """Return the start of the name before a verb that ends a long list or title; None for none."""
    tokens = words.tokens
    start = verb
    while start > first and tokens[start - 1].name.endswith(("PERSON", "ORG")):
        start -= 1
        if tokens[start].name.startswith("B"):
            break
    if not first < start < verb:
        return None
    before = tokens[start - 1]
    titled = before.tag in PROPER_NOUN_TAGS and tokens[start].name.endswith("PERSON")
    return start if before.text == "," or titled else None


def without_opening_phrase(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the phrase before a sentence: "In a statement on Friday, the mayor said …"."""
    line = spans[0]
    counted = words.tokens[line.start + 1].lower in UNITS  # "Two years after its launch, …"
    opening = words.tokens[line.start : line.start + (3 if counted else 2)]
    phrase = any(token.tag == "IN" and token.lower not in _PHRASE_OPENERS for token in opening)
    if len(spans) > 1 or not phrase:
        return spans
    for at in line[:LONGEST_OPENING][::-1]:
        follows = at + 1 < line.stop and words.tokens[at + 1].tag in PHRASE_TAGS
        if words.tokens[at].text == "," and follows:
            rest = range(at + 1, line.stop)
            verbs = (at for at in range(line.start, at) if words.tokens[at].tag in FINITE_TAGS)
            if next(verbs, None) is not None or not is_sentence(words, Draft([rest]), None):
                continue
            # an earlier comma would be one of a list: "in Lisbon, Porto and Faro, her party won"
            return [rest] if is_sentence(words, Draft([rest]), {}) else spans
    return spans


def without_opening_words(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the clause or the phrase before a main clause."""
    return without_opening_phrase(words, _without_opening_clause(words, spans))


def _without_opening_clause(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the clause before a main clause: "As polls closed, | the mayor said on Friday"."""
    line = spans[0]
    opener = words.tokens[line.start]
    if len(spans) > 1 or opener.tag not in SUBORDINATOR_TAGS or opener.lower not in CLAUSE_OPENERS:
        return spans
    for at in range(line.start + 2, line.stop):
        rest = range(at + 1, line.stop)
        clause = Draft([range(line.start + 1, at)])
        if words.tokens[at].text != "," or not rest or not is_sentence(words, clause, None):
            continue
        follows = words.tokens[rest.start].tag in (*PHRASE_TAGS, "PRP")
        if follows and is_sentence(words, Draft([rest]), {}):
            return [rest]
    return spans


def without_any_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out all between the commas after a subject and before its verb, even a name."""
    last = spans[-1]
    commas = [at for at in last if words.tokens[at].text == "," and at + 1 < last.stop]
    if _opens_with_phrase(words, last, commas):
        before, *commas = commas or [last.start]  # "After the vote, | Reis, the mayor, resigned"
        while commas and words.tokens[before + 1].lower in _CALENDAR:
            before, *commas = commas  # "In Porto, May 3rd, | Reis, the mayor, resigned"
    if len(commas) < 2 or has_finite_verb(words.tokens[last.start : commas[0]]):
        return spans
    opener = words.tokens[commas[0] + 1]
    if opener.lower in ("and", "or") or _is_in_list(words, commas):
        return spans
    for end in commas[1:]:
        shorter = [*spans[:-1], range(last.start, commas[0]), range(end + 1, last.stop)]
        aside = words.tokens[commas[0] + 1 : end]
        if has_finite_verb(aside) and aside[0].tag not in WH_TAGS and not is_insertion(aside):
            continue
        opens = words.tokens[end + 1].lower in ("last", "this", "on")
        if (opens or words.tokens[end + 1].tag in (*FINITE_TAGS, "RB")) and is_sentence(
            words, Draft(shorter), None
        ):
            return shorter
    return spans


def _is_in_list(words: Doc, commas: Sequence[int]) -> bool:
    """Return whether the first comma of a line separates adjectives or items: "his old, tired"."""
    tokens = words.tokens
    before, following = tokens[commas[0] - 1], tokens[commas[0] + 1]
    if before.tag == "JJ":
        return True
    near = [tokens[at].lower for at in range(commas[0] + 1, commas[1] + 2)]
    return before.tag == following.tag and "and" in near


def is_insertion(aside: Sequence[Token]) -> bool:
    """Return whether words between commas are a source: ", the mayor said,", ", said Reis,"."""
    verbs = [token for token in aside if token.tag in FINITE_TAGS]
    ends = {aside[0], aside[-1]}
    return len(verbs) == 1 and verbs[0].lower in REPORTING_VERBS and verbs[0] in ends


def without_that(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out "that" after a verb that reports: "said | the road will reopen"."""
    line, tokens = spans[-1], words.tokens
    for at in range(line.start + 1, line.stop - 2):
        if tokens[at].lower == "that" and tokens[at].tag == "IN":
            if tokens[at - 1].lower in _PLAIN_REPORTS and tokens[at + 1].tag != "IN":
                return [*spans[:-1], range(line.start, at), range(at + 1, line.stop)]
            return spans
    return spans


def without_opening_date(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out a date that opens a line: "This Thursday | the commission met"."""
    line, tokens = spans[0], words.tokens
    at = line.start + (tokens[line.start].tag == "IN")
    first = at
    while at < line.stop and (tokens[at].lower in _DATE_WORDS or tokens[at].tag == "CD"):
        at += 1
    at -= at > first and tokens[at - 1].tag == "DT"  # "on Monday | the mayor"
    at += at < line.stop and tokens[at].text == ","
    dated = any(tokens[i].lower in _DAY_WORDS for i in range(first, at))
    follows = at + 1 < line.stop and tokens[at].tag in (*PHRASE_TAGS, "PRP")
    if not dated or not follows or not is_sentence(words, Draft([range(at, line.stop)]), {}):
        return spans
    return [range(at, line.stop), *spans[1:]]
