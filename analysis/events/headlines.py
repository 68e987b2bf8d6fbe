"""Build short headlines for events from the words of their clauses."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from analysis import lexicon
from analysis.events.clauses import REPORTING_VERBS
from analysis.lexicon import word_set
from analysis.models import Entity, Mention
from analysis.tokenizer import Doc, Sentence, Token

Names = Mapping[int, Entity]
"""The entities of resolved mentions, by the index of the mention's first token."""

_LONGEST_HEADLINE = 90
_JOINING = lexicon.words("subordinators", "headline")
_BEFORE_DATES = word_set("since until before after")
_DANGLING = re.compile(rf"(?:\W+(?:{lexicon.pattern('stop_words', 'dangling')}))+$")
_POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}
_PRONOUNS = frozenset((*_POSSESSIVES, *_POSSESSIVES.values()))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_UNITS = lexicon.words("time_words", "unit") | lexicon.words("time_words", "duration")
# Words whose phrase cannot be left out: the part before it would mean something else.
_CLAUSE_OPENERS = lexicon.words("subordinators", "event_clause")
_MEANING = lexicon.words("stop_words", "binding")
_LONGEST_SOURCE = 32
_LONGEST_WITHOUT_SOURCE = 75
_NOUN_PHRASE = frozenset(("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "POS", "CD", "VBG"))
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


def clause_headline(
    words: Doc,
    sentence: Sentence,
    span: range,
    tokens: range,
    starts: list[int],
    names: Names | None = None,
    speaker: Entity | None = None,
) -> str:
    """Return the headline of a clause; a subject or noun before the clause is added if needed.

    Reported content ends with its source: "The road will reopen on Friday, the ministry said".
    `speaker` is the speaker of the quotation that contains the clause, if any.
    """
    names = names or {}
    first = span.start
    while words.tokens[first].tag == "RB" and first + 1 < span.stop:
        first += 1
    tag = words.tokens[first].tag
    if tag == "WDT" and first > sentence.first and words.tokens[first - 1].tag in ("IN", "TO"):
        return format_headline(words, range(first + 1, span.stop))  # "…, in which 200 were hurt"
    if tag in ("WDT", "WP", "WP$", "VBN", "VBG") or words.tokens[first].lower == "where":
        return _noun_headline(words, sentence, span)
    if tag in _FINITE:
        earlier = starts[: bisect_left(starts, span.start)]
        subjects = (_subject(words, start, span.start) for start in reversed(earlier))
        subject = next((found for found in subjects if found is not None), None)
        if subject is not None:
            names = _with_subject(words, sentence, subject.start, names)
            return _join(words, [subject, span], names)
    line = _without_opening(words, span, tokens)
    relative = _relative_sentence(words, line)
    if relative is not None:
        return _join(words, relative, names)
    names = _with_subject(words, sentence, line.start, names)
    source = _source_of(words, sentence, span, names)
    reports = any(words.tokens[at].tag in _FINITE for at in line)
    if not source and reports and speaker is not None and names.get(line.start) != speaker:
        source = f", {speaker.name} said" if len(speaker.name) < _LONGEST_SOURCE - 7 else ""
    return _join(words, [line], names, source)


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
            return _join(words, [range(resumed, span.stop)], names)
        elif tag in _NOUN_PHRASE and verbs and _is_plain(words, verbs[-1], earlier.start):
            end = verbs[-1] + 1
        else:
            return None
    if end <= span.start or resumed >= span.stop:
        return None
    return _join(words, [range(span.start, end), range(resumed, span.stop)], names)


def _is_plain(words: Doc, first: int, last: int) -> bool:
    """Return whether tokens contain no quotation mark, dash or conjunction."""
    return not any(
        token.text in _CLOSING_MARKS or token.tag in ("``", "''", "CC", ":", "WDT")
        for token in words.tokens[first:last]
    )


def format_headline(words: Doc, span: range, names: Names | None = None) -> str:
    """Return the words of a token span as one line of about ninety characters at most."""
    return _join(words, [span], names or {})


def _join(words: Doc, spans: Sequence[range], names: Names, source: str = "") -> str:
    """Return some token spans as one line, in the order of the spans, and its source.

    A line that is too long ends at the last phrase that fits.
    """
    longest = max(_LONGEST_HEADLINE - len(source), _LONGEST_WITHOUT_SOURCE)
    line = _text_of(words, spans, names)
    if source and not line.count("“"):
        line = line.rstrip(" .'\"”").lstrip('"“')
        line = line[:1].upper() + line[1:]
    if len(line) > longest:
        spans = _without_aside(words, spans)
        line = _text_of(words, spans, names)
    if len(line) > longest:
        last = spans[-1]
        for stop in _phrase_ends(words, spans):
            shorter = _text_of(words, [*spans[:-1], range(last.start, stop)], names)
            if len(shorter) <= longest:
                return shorter + source
        for stop in _phrase_ends(words, spans, weak=True):
            shorter = _text_of(words, [*spans[:-1], range(last.start, stop)], names)
            if longest // 2 <= len(shorter) < longest:
                return f"{shorter}…{source}"
    return _shorten(line, longest) + source


def _without_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the apposition after a subject: "the Ilse, an old ferry, sank" → "the Ilse sank".

    A relative clause is left out too, but not a name: "the index, the FTSE 100, fell".
    """
    last = spans[-1]
    commas = [at for at in last if words.tokens[at].text == "," and at + 1 < last.stop]
    if not commas or any(
        words.tokens[at].tag[:2] in ("VB", "MD") for at in range(last.start, commas[0])
    ):
        return spans
    first = commas[0] + 1
    noun = first + (words.tokens[first].tag == "DT")
    if words.tokens[noun].tag in ("NNP", "NNPS", "CD", "``"):
        return spans
    for end in commas[1:3]:
        opens = words.tokens[first].tag in ("DT", "WDT", "WP", "PRP$", "JJ", "NN")
        if opens and words.tokens[end + 1].tag in _FINITE and commas[0] - last.start <= 8:
            return [*spans[:-1], range(last.start, commas[0]), range(end + 1, last.stop)]
    return spans


def _text_of(words: Doc, spans: Sequence[range], names: Names) -> str:
    pieces = []
    for number, span in enumerate(spans):
        start, end = words.tokens[span.start].start, words.tokens[span.stop - 1].end
        piece = words.text[start : min(end, start + 4 * _LONGEST_HEADLINE)]
        if number == 0 and (name := _name_for(words.tokens[span.start], span.start, names)):
            piece = name + piece[words.tokens[span.start].end - start :]
        pieces.append(_with_balanced_quotes(" ".join(piece.split()).strip(" ,;:–—-")))
    line = " ".join(pieces)
    return line[:1].upper() + line[1:]


def _with_balanced_quotes(line: str) -> str:
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
    """Resolve "it" to the organization that is the subject of its sentence: "Norvik said it …"."""
    if words.tokens[at].lower not in ("it", "its") or at in names:
        return names
    for before in range(sentence.first, at):
        entity = names.get(before)
        if words.tokens[before].tag[:2] in ("VB", "MD", "WD", "WP", "PR"):
            return names
        if entity is not None and entity.label in ("ORG", "PERSON"):
            return {**names, at: entity} if entity.label == "ORG" else names
    return names


def _source_of(words: Doc, sentence: Sentence, span: range, names: Names) -> str:
    """Return the source of reported content: ", the ministry said"; "" if there is none."""
    if not any(words.tokens[at].tag in _FINITE for at in span):
        return ""
    at = span.start - 1
    at -= words.tokens[at].lower == "that"
    verb = at
    while verb > max(sentence.first, at - 4) and words.tokens[verb].lower not in REPORTING_VERBS:
        if words.tokens[verb].tag[:2] not in ("IN", "NN", "DT", "PR", "JJ"):
            return ""
        verb -= 1
    if verb <= sentence.first or words.tokens[verb].tag not in ("VBD", "VBZ", "VBP"):
        return ""
    if words.tokens[verb].lower in ("told", "tells", "tell"):
        return ""
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
        return ""
    subject = _text_of(words, [range(first, verb)], names)
    opening = names.get(span.start)
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
    return source if len(source) <= _LONGEST_SOURCE else ""


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
        if verb and at > last.start + 2 and begins(words, at, last.stop):
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
    if before.tag[:2] not in ("NN", "CD", "PR", "RB", "VB", "JJ") or before.tag == "PRP$":
        return False
    if token.tag == "IN" and before.lower in _UNITS and words.tokens[at - 2].tag in ("CD", "DT"):
        return False  # "two days after the flood"
    if token.lower in _MEANING or token.lower in REPORTING_VERBS:
        return False
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


def _noun_headline(words: Doc, sentence: Sentence, span: range) -> str:
    """Return the headline of a relative clause or participle with its noun."""
    noun = _with_noun(words, sentence, span)
    spans = _relative_sentence(words, noun) if noun.start < span.start else None
    return _join(words, spans or [noun], {})


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
    comma = next((at for at in subject if tokens[at].text == ","), subject.stop)
    if comma < subject.stop and all(
        tokens[at].tag == "CD" for at in range(comma + 1, subject.stop)
    ):
        subject = range(subject.start, comma)  # "Moss, 51, who has led …"
    return [_agreeing(words, subject, verb), range(relative + 1, span.stop)]


def trim_clause(words: Doc, first: int, last: int, timed: int = -1) -> range:
    """Strip punctuation and conjunctions from both ends of a clause; return its tokens.

    The range is half-open. A word directly before the token `timed`, where the date begins, stays
    ("since February").
    """
    while first < last - 1 and _is_strippable(words, first, last):
        if first + 1 == timed and words.tokens[first].lower in _BEFORE_DATES:
            break
        first += 1
    while last > first + 1 and words.tokens[last - 1].text in _CLOSING_MARKS:
        last -= 1
    return range(first, last)


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
    if any(words.tokens[at].tag not in ("IN", "DT") for at in range(span.start, tokens.start)):
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
    if last - 1 > floor and words.tokens[last - 1].tag in ("RB", "PRP"):
        last -= 1  # "the stream below, which", "the fall itself, which"
    start = _phrase_start(words, last, floor)
    if start == last:
        return first
    is_age = all(words.tokens[at].tag == "CD" for at in range(start, last))
    if is_age and start - 1 > floor and words.tokens[start - 1].text == ",":
        start = _phrase_start(words, start - 1, floor)  # "Moss, 51, who has led …"
    start = _with_first_name(words, start, first, floor)
    if start - 1 > floor and words.tokens[start - 1].lower in ("of", "in", "for", "from", "at"):
        longer = _phrase_start(words, start - 1, floor)
        start = longer if longer < start - 1 else start
    return start


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
