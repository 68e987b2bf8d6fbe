"""Find the noun phrases, the subjects and the ends of a clause, and trim it."""

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.stemmer import stem
from analysis.syntax.clauses import has_finite_verb, has_predicate
from analysis.syntax.noun_phrases import phrase_start
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    FRONTED_TAGS,
    NOUN_OR_PRONOUN_TAGS,
    PHRASE_TAGS,
    PLURAL_NOUN_TAGS,
    PREPOSITION_TAGS,
    PROPER_NOUN_TAGS,
    RELATIVE_TAGS,
    VERB_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, Token, skip_tags_back

LONGEST_OPENING = 24  # tokens of the phrase before a sentence
_JOINING = lexicon.words("subordinators", "headline")
_BEFORE_DATES = word_set("since until before after")
UNITS = lexicon.words("time_words", "unit") | lexicon.words("time_words", "duration")
_OBJECT_VERBS = frozenset(map(stem, lexicon.words("object_verbs")))
_CALENDAR = lexicon.words("weekdays", "full") | lexicon.words("months", "full")
_LINKING = word_set("of in for from on with")
CLAUSE_OPENERS = lexicon.words("subordinators", "event_clause")
# Words whose phrase cannot be left out: the part before it would mean something else.
MEANING = lexicon.words("stop_words", "binding")
_CAUSING = word_set("had has have")
_CHANGES = lexicon.words("event_nouns", "change")
DASHES = word_set("- – — --")
_LONG_DASHES = word_set("- – — -- ―")
CLOSING_MARKS = frozenset((",", ";", ":", "—", "–", "-", "--", "(", "."))


def subject_start(words: Doc, floor: int, last: int) -> int:
    """Return the start of the noun phrase that ends at `last`, with its prepositional phrases.

    It goes back to the beginning of a sentence or of a phrase with "with", but over no verb.
    """
    first = phrase_start(words.tokens, last, floor)
    while first - 1 > floor and words.tokens[first - 1].lower in _LINKING:
        if words.tokens[first - 1].lower == "with" and words.tokens[first - 2].text == ",":
            break
        longer = phrase_start(words.tokens, first - 1, floor)
        if longer == first - 1:
            break
        first = longer
    back = first
    while back > floor and (
        words.tokens[back - 1].tag in (*PHRASE_TAGS, "IN", "CC")
        and words.tokens[back - 1].lower not in ("with", "but")
    ):
        back -= 1
    opens = back == floor or words.tokens[back - 1].lower == "with"
    return back if opens and words.tokens[back].tag in PHRASE_TAGS else first


def head_of(words: Doc, subject: range) -> Token:
    """Return the head noun of a noun phrase: the last word before its first preposition."""
    at = next(
        (at for at in subject if words.tokens[at].tag in ("IN", "TO", ",", "VBG")), subject.stop
    )
    return words.tokens[max(at - 1, subject.start)]


def takes_infinitive_object(verb: Token) -> bool:
    """Return whether the object of a verb does what an infinitive says: "asked Reis to leave"."""
    return stem(verb.lower) in _OBJECT_VERBS


def subject_of_aside(words: Doc, sentence: Sentence, verb: int) -> range | None:
    """Return the name before the aside before a verb: "that Reis, the deputy mayor, | resigned"."""
    tokens = words.tokens
    if verb - 1 <= sentence.first or tokens[verb - 1].text != ",":
        return None
    for at in range(verb - 2, max(sentence.first, verb - LONGEST_OPENING), -1):
        if tokens[at].tag in FINITE_TAGS:
            return None
        if tokens[at].text == ",":
            first = phrase_start(words.tokens, at, sentence.first)
            person = tokens[at + 1].name == "B-PERSON"  # "his aunt, Ana Reis, | resigned"
            named = first < at and (person or tokens[at - 1].tag in PROPER_NOUN_TAGS)
            joint = tokens[first - 1]
            inside = (joint.text == "," and not _is_fronted(words, sentence, first - 1)) or (
                joint.tag == "IN" and joint.lower not in CLAUSE_OPENERS
            )
            described = tokens[at + 1].tag in ("NNP", "DT", "NN", "JJ", "CD", "PRP$", "WP", "VBG")
            return range(first, at) if named and described and not inside else None
    return None


def _is_fronted(words: Doc, sentence: Sentence, comma: int) -> bool:
    """Return whether a comma ends the phrase that opens a sentence: "In a note on Friday, | …"."""
    opening = words.tokens[sentence.first : comma]
    return (
        bool(opening)
        and opening[0].tag in FRONTED_TAGS
        and not any(token.text == "," or token.tag in FINITE_TAGS for token in opening)
    )


def is_subordinator(token: Token) -> bool:
    """Return whether a token can open a subordinate clause; some open a noun phrase too."""
    return token.tag == "IN" and token.lower in CLAUSE_OPENERS


def opens_subordinate_clause(words: Doc, at: int, stop: int) -> bool:
    """Return whether a token is a subordinator that opens a clause with a verb before `stop`."""
    token = words.tokens[at]
    if not is_subordinator(token):
        return False
    if token.lower == "that":
        return True
    if token.lower == "as" and words.tokens[min(at + 1, stop - 1)].lower == "of":
        return False
    dated = token.lower in _BEFORE_DATES and words.tokens[at + 1].tag in ("NNP", "CD")
    return not dated and has_predicate(words.tokens, at + 1, stop)


def relative_sentence(words: Doc, span: range) -> list[range] | None:
    """Make a sentence of a noun and its relative clause; None for other words.

    "a deal that was signed in May" → "A deal was signed in May".
    """
    tokens = words.tokens
    relative = next(
        (at for at in range(span.start + 1, min(span.start + 12, span.stop))
         if tokens[at].tag in ("WDT", "WP", *FINITE_TAGS)), None,
    )  # fmt: skip
    if relative is None or tokens[relative].tag not in RELATIVE_TAGS:
        return None
    verb = next((at for at in range(relative + 1, span.stop) if tokens[at].tag != "RB"), span.stop)
    if tokens[verb].tag not in FINITE_TAGS:
        return None
    ends = [at for at in range(verb + 1, span.stop) if tokens[at].text == ","]
    if tokens[relative - 1].text != ",":
        ends.insert(0, verb + 1)
    if ends and has_finite_verb(tokens[ends[0] : span.stop]):
        return None  # the main verb may follow
    subject = trim_clause(words, span.start, relative)
    if (
        tokens[subject.start].tag in PREPOSITION_TAGS
    ):  # "In a speech from Portugal – which votes in May –"
        subject = range(phrase_start(words.tokens, subject.stop, subject.start), subject.stop)
        if not subject:
            return None
    comma = next((at for at in subject if tokens[at].text == ","), subject.stop)
    apposed = comma + 1 < subject.stop and tokens[comma + 1].tag in ("DT", "CD", "JJ")
    if apposed and comma > subject.start and tokens[comma - 1].tag in PROPER_NOUN_TAGS:
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
    first = after_dateline(words, first, last)
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
        words.tokens[last - 1].text in CLOSING_MARKS
        or (words.tokens[last - 1].tag == "''" and words.tokens[last - 2].text == ",")
    ):
        last -= 1
    return range(first, last)


def after_dateline(words: Doc, first: int, last: int) -> int:
    """Return the token after "PORTO, May 3 (Agency) -" or "3 May 2022:" that opens a clause."""
    for at in range(first + 1, min(first + 10, last - 1)):
        token = words.tokens[at]
        if token.text in _LONG_DASHES:
            dateline = words.tokens[first:at]
            agency = dateline[-1].text == ")" or dateline[0].text.isupper()
            places = [part.name.endswith("LOC") for part in dateline]
            address = all(places) or (places[0] and "," in {part.text for part in dateline})
            return at + 1 if address or (agency and len(dateline[0].text) > 2) else first
        if token.text == ":":
            before = words.tokens[first:at]
            is_place = all(part.name.endswith("LOC") or _is_capitals(part) for part in before)
            return at + 1 if is_place or any(part.tag == "CD" for part in before) else first
        if token.text == ")" and words.tokens[at - 1].text.isupper():
            city = words.tokens[first]  # "PORTO (AGENCY) The mayor"
            if city.text.isupper() and len(city.text) > 2:
                follows = words.tokens[at + 1].text
                return at + 1 if follows[0].isupper() else first
        if token.tag not in ("NNP", "CD", ",", "(", ")", ".", "-LRB-", "-RRB-") and (
            token.text not in "()"
        ):
            return first
    return first


def _is_capitals(token: Token) -> bool:
    return token.text.isupper() and len(token.text) > 3


def _is_strippable(words: Doc, at: int, last: int) -> bool:
    token, following = words.tokens[at], words.tokens[at + 1]
    if following.lower in ("instance", "example") or (
        token.lower in ("instance", "example") and at and words.tokens[at - 1].lower == "for"
    ):
        return True
    if not token.text[0].isalnum():
        return token.text[0] not in "\"“‘'$£€"
    if token.lower in ("before", "after"):
        return token.tag == "IN" and has_predicate(words.tokens, at + 1, last)
    if token.lower == "as" and following.lower == "of":
        return False
    if token.lower == "so" and following.lower == "far":
        return False
    if token.tag == "RB" and following.text == "," and token.lower != "not":
        return True  # "However, the mayor …"
    if token.lower == "as" and not has_predicate(words.tokens, at + 1, last):
        return False  # "as of Friday", "as a result of the sales"
    return token.lower in _JOINING and token.tag not in ("WDT", "DT")


def without_opening(words: Doc, span: range, tokens: range) -> range:
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
    if tokens[split].lower in ("for", "from", "at"):
        return range(split + 1, subject.stop)
    singular = tokens[verb].tag == "VBZ" or tokens[verb].lower == "was"
    plural = tokens[verb].lower in ("have", "are", "were")
    head, last = tokens[split - 1], tokens[subject.stop - 1]
    many = head.tag in PLURAL_NOUN_TAGS or (head.tag == "CD" and head.lower != "one")
    last_is_plural = last.tag in PLURAL_NOUN_TAGS
    if (singular and many and not last_is_plural) or (plural and not many and last_is_plural):
        return range(split + 1, subject.stop)
    nearest = tokens[verb - 1].lower in ("which", "that") and not plural
    comma = tokens[verb - 2].text == ","
    if nearest and ((comma and last.tag == "NNP") or (tokens[verb].tag == "MD" and last_is_plural)):
        return range(split + 1, subject.stop)  # "a win in Texas, which votes on Tuesday"
    return subject


def with_noun(words: Doc, sentence: Sentence, span: range) -> range:
    """Extend a relative clause or participle to the left by the noun that it modifies."""
    if span.start == sentence.first:
        return span
    return range(noun_phrase_start(words, span.start, sentence.first), span.stop)


def noun_phrase_start(words: Doc, first: int, floor: int) -> int:
    """Return the start of the noun phrase before a relative clause or participle.

    It is never before `floor`. A preposition adds one more noun: "shares in the firm, which …".
    """
    relative = words.tokens[first].tag in RELATIVE_TAGS
    ends = {",", *DASHES} if relative else {","}  # "the campaign – which will end in May"
    last = first - (words.tokens[first - 1].text in ends)
    while last - 1 > floor and words.tokens[last - 1].tag in ("''", ","):
        last -= 1  # "through California,” which votes"
    if words.tokens[last - 1].text == ")":
        marks = (at for at in range(last - 1, floor, -1) if words.tokens[at].text == "(")
        last = next(marks, last)  # "the Vela (a rival of the Orsa), which …"
    if last - 1 > floor and words.tokens[last - 1].tag in ("RB", "PRP"):
        last -= 1  # "the stream below, which", "the fall itself, which"
    start = phrase_start(words.tokens, last, floor)
    while floor < start - 1 and words.tokens[start].lower in _CALENDAR:
        if words.tokens[start - 1].tag != "IN":
            break
        last = start - 1  # "a crisis | since April 2018, which …"
        start = phrase_start(words.tokens, last, floor)
    if words.tokens[start].name.startswith("I-"):  # "a Save | the Children report that"
        while floor < start and words.tokens[start].name.startswith("I-"):
            start -= 1
        start = phrase_start(words.tokens, start + 1, floor)
    if words.tokens[last].tag == "''" and last < first:
        opening = range(last - 1, max(floor, last - 13), -1)
        title = next((at for at in opening if words.tokens[at].tag == "``"), None)
        start = title if title is not None else start  # "her book, ''Me and You,'' which …"
    if start == last:
        return first
    is_age = all(words.tokens[at].tag == "CD" for at in range(start, last))
    if is_age and start - 1 > floor and words.tokens[start - 1].text == ",":
        start = phrase_start(words.tokens, start - 1, floor)  # "Moss, 51, who has led …"
    if words.tokens[start].tag == "VBG" and start + 1 < last:
        start += 1  # "on supporting Reis, who …"
    start = _with_first_name(words, start, first, floor)
    start = _with_listed_names(words, start, floor)
    near = words.tokens[first].tag == "VBN" and words.tokens[first - 1].text == ","
    linking = ("of",) if near else ("of", "in", "for", "from", "at", "on")
    if start - 1 > floor and words.tokens[start - 1].lower in linking:
        longer = phrase_start(words.tokens, start - 1, floor)
        start = longer if longer < start - 1 else start
    return start


def _with_listed_names(words: Doc, start: int, floor: int) -> int:
    """Extend a last name of a list to the noun of the list: "guests from Porto, Faro and Lagos"."""
    tokens = words.tokens
    if start - 1 <= floor or tokens[start - 1].lower != "and" or tokens[start].tag != "NNP":
        return start
    at = start - 1
    while at > floor and (tokens[at].tag in PROPER_NOUN_TAGS or tokens[at].lower in (",", "and")):
        at -= 1
    if tokens[at].lower not in ("from", "in", "of") or at + 2 >= start:
        return start
    noun = phrase_start(words.tokens, at, floor)
    return noun if noun < at and tokens[at - 1].tag == "NNS" else start


def _with_first_name(words: Doc, start: int, relative: int, floor: int) -> int:
    """Extend a name to the left by one joined to it: "Reis and Moura, who met on Monday"."""
    tokens = words.tokens
    verb = tokens[min(relative + 1, len(tokens) - 1)]
    if verb.tag == "VBZ" or verb.lower == "was" or tokens[start].tag not in PROPER_NOUN_TAGS:
        return start
    if start - 2 < floor or tokens[start - 1].lower != "and":
        return start
    longer = phrase_start(words.tokens, start - 1, floor)
    return longer if tokens[start - 2].tag in PROPER_NOUN_TAGS and longer < start - 1 else start


def opening_subject(words: Doc, first: int, stop: int) -> range | None:
    """Return the subject of a clause: its words before the first verb or relative pronoun."""
    for at in range(first, min(first + 9, stop)):
        tag = words.tokens[at].tag
        if tag in VERB_TAGS or tag in ("MD", "WDT", "WP", "WRB"):
            end = skip_tags_back(words.tokens, at, ("RB",), first)  # "the games, | normally held"
            end = end if words.tokens[end - 1].text == "," else at
            subject = trim_clause(words, first, end)
            named = any(words.tokens[i].tag in NOUN_OR_PRONOUN_TAGS for i in subject)
            opener = words.tokens[subject.start]  # "In a note | following the vote"
            phrase = opener.tag in PREPOSITION_TAGS and opener.lower not in CLAUSE_OPENERS
            return subject if named and not phrase else None
    return None
