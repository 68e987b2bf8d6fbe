"""Check drafts of headlines, and write them as one line."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.events.phrases import (
    CLAUSE_OPENERS,
    CLOSING_MARKS,
    DASHES,
    LONGEST_OPENING,
    MEANING,
    UNITS,
    head_of,
    opens_subordinate_clause,
    phrase_ends,
    without_aside,
)
from analysis.lexicon import word_set
from analysis.models import Entity, Mention
from analysis.structs import replace
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    NOUN_TAGS,
    PHRASE_TAGS,
    PROPER_NOUN_TAGS,
    SUBORDINATOR_TAGS,
    VERBAL_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence, Token
from analysis.timex.event_nouns import is_event_noun

Names = Mapping[int, Entity]
"""The entities of resolved mentions, by the index of the mention's first token."""

USUAL_LENGTH = 100
_LONGEST_HEADLINE = 150  # of one that has no good end within the usual length
_SHORTEST_CUT = 60
_DANGLING = re.compile(rf"(?:\W+(?:{lexicon.pattern('stop_words', 'dangling')}))+$")
POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}
PRONOUNS = frozenset((*POSSESSIVES, *POSSESSIVES.values()))
_WEEKDAYS = lexicon.words("weekdays", "full")
BE = word_set("is are was were be been")
_USUAL_WITHOUT_SOURCE = 75
_FULL_FORMS = {"'s": "is", "'re": "are", "'ll": "will", "'ve": "have"}
_OPENING_QUOTES = re.compile(r"`` ?|(?:^|(?<=\s))''(?=\w)")
_PERIOD = re.compile(r"(?<=[a-z]{3})\.$")
_CLOSED = re.compile(r"(?:(?<!\.\w)\.|[\s'\"”])+$")
UNNAMED = lexicon.words("pronouns", "unnamed")
_INCOMPLETE = lexicon.words("stop_words", "dangling") | MEANING
_UNFINISHED = word_set("especially particularly including even only")


def index_names(words: Doc, mentions: Sequence[Mention], entities: Sequence[Entity]) -> Names:
    """Return the names of resolved pronouns and nominals by the index of their first token."""
    names = {}
    for mention in mentions:
        if mention.entity is None or mention.entity >= len(entities):
            continue
        tokens = words.token_range(mention.start, mention.end)
        if tokens and (mention.kind != "pronoun" or words.tokens[tokens.start].lower in PRONOUNS):
            names[tokens.start] = entities[mention.entity]
    return names


class Draft(Struct, frozen=True):
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


class Line(Struct, frozen=True):
    """A finished headline with the spans that it shows.

    `cut` says whether it ends within a phrase, `loses_event` whether the cut part contains the
    verb or the event that the date belongs to.
    """

    text: str
    draft: Draft
    cut: bool = False
    loses_event: bool = False


def is_sentence(words: Doc, draft: Draft, names: Names | None) -> bool:
    """Return whether a draft has a subject and a main verb, and does not begin with a pronoun.

    A pronoun is replaced by a name if `names` contains one. It is ignored if `names` is None.
    """
    line = [at for span in draft.spans for at in span]
    tokens = words.tokens
    first, last = tokens[line[0]], tokens[line[-1]]
    unnamed = first.lower in UNNAMED and names is not None and not draft.speaker
    if unnamed and not name_for(first, line[0], names or {}):
        return False
    if last.lower in _UNFINISHED or _opens_with_date(words, line):
        return False
    if last.tag in ("TO", "CC", "MD", "PRP$", "WDT") or last.lower in _INCOMPLETE:
        return False
    if last.tag in PROPER_NOUN_TAGS and _ends_with_listener(words, line):
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
    if first.tag in FINITE_TAGS or first.tag in ("TO", "CC", "POS", "WDT", "WP", ")"):
        return False
    open_clauses, subject, verb, aside = 0, False, bool(draft.verb), False
    main, title = 0, _is_title(words, line[0])  # the number of the main verb
    for number, at in enumerate(line):
        token, before = tokens[at], tokens[line[max(number - 1, 0)]]
        if token.text in DASHES and not verb:
            aside = not aside
        if aside:
            continue  # "The countries – that is, those with the euro – have agreed"
        if number and before.lower in ("until", "since") and token.lower in ("after", "before"):
            continue  # "not until after he leaves"
        if token.tag in WH_TAGS or opens_subordinate_clause(words, at, line[-1] + 1):
            open_clauses += 1
        elif token.tag in FINITE_TAGS and subject:
            if not verb and not open_clauses:
                commas = sum(tokens[mark].text == "," for mark in line[:number])
                # the verb of another subject: "Having won in May, and is", "On Friday, said"
                verb = before.tag != "CC" and (before.text != "," or commas > 1)
                if before.text == "," and commas == 1 and first.tag == "IN":
                    return False
                main = number
            elif verb and before.text == "," and token.tag == "MD":
                between = line[main:number]
                if sum(tokens[mark].text in CLOSING_MARKS for mark in between) == 1:
                    return False  # "(she, who left before) the war led to cuts, will return"
            open_clauses = max(open_clauses - 1, 0)
        elif token.tag == "TO" and title and before.tag in NOUN_TAGS:
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
    return (
        opening[1].lower in UNITS | _WEEKDAYS and verb.tag in FINITE_TAGS and verb.lower not in BE
    )


def _ends_with_listener(words: Doc, line: Sequence[int]) -> bool:
    """Return True if a line ends before a reported content: "The minister told Radio Norte"."""
    at = len(line) - 1
    while at > 0 and words.tokens[line[at]].tag in PHRASE_TAGS:
        at -= 1
    return words.tokens[line[at]].lower in ("told", "tells")


def _is_title(words: Doc, at: int) -> bool:
    """Return whether the sentence of a token is a title: it contains no finite verb."""
    sentence = words.sentences[words.sentence_of(at)]
    return not has_finite_verb(words.tokens_of(sentence))


def _begins_sentence(words: Doc, at: int) -> bool:
    first = words.sentences[words.sentence_of(at)].first
    return all(not token.text[0].isalnum() for token in words.tokens[first:at])


def _is_gerund_sentence(words: Doc, line: Sequence[int]) -> bool:
    """Return True if a line that begins with "-ing" is a sentence.

    Two sentences: "Leaving the union would cost jobs", "Having won in May, she will stay". None:
    "Forcing it to close after the bank left".
    """
    for number, at in enumerate(line[1:], 1):
        token, before = words.tokens[at], words.tokens[line[number - 1]]
        if token.tag in FINITE_TAGS:
            return True
        if before.text == "," and token.tag in (*PHRASE_TAGS, "PRP"):
            return True
        if token.tag in ("CC", "WDT", "WP", "WRB") or (
            token.tag == "IN" and token.lower in CLAUSE_OPENERS
        ):
            return False
    return False


def format_draft(words: Doc, draft: Draft, names: Names) -> str:
    """Return the text of the line of a draft."""
    return compose(words, draft, names).text


def compose(words: Doc, draft: Draft, names: Names) -> Line:
    """Return the spans of a draft as one line, in the order of the spans, and its source.

    A line that is too long ends at the last phrase that fits.
    """
    source, spans = draft.source, draft.spans
    speaker = f"{draft.speaker}: " if draft.speaker else ""
    usual = max(USUAL_LENGTH - len(source), _USUAL_WITHOUT_SOURCE)
    longest = max(_LONGEST_HEADLINE - len(source) // 2, usual)

    def text_of(spans: Sequence[range]) -> str:
        line = join_spans(words, spans, names, draft.verb)
        if source and not line.count("“"):
            line = _CLOSED.sub("", line).lstrip('"“‘`')
            line = line[:1].upper() + line[1:]
        if speaker:
            line = line.strip("“”\"'")
        if not line.count(". "):
            line = _PERIOD.sub("", line)
        return speaker + line

    def end(spans: Sequence[range], line: str, *, cut: bool = False) -> Line:
        stop = spans[-1].stop
        loses = stop <= draft.date.start and _loses_event(words, stop, draft.date)
        return Line(line + source, replace(draft, spans=spans), cut, loses)

    line = text_of(spans)
    if len(line) > usual:
        shorter = without_aside(words, spans)
        if not draft.date or any(draft.date.start in span for span in shorter):
            spans = shorter  # an aside with the date is the event itself
        line = text_of(spans)
    if len(line) <= usual:
        return end(spans, line)
    if len(line) > longest:
        spans = _without_opening_clause(words, spans, draft.date)
        spans = without_opening_phrase(words, spans)
        line = text_of(spans)
    if len(line) > longest:
        shorter = _without_any_aside(words, spans)
        if not draft.date or any(draft.date.start in span for span in shorter):
            spans = shorter
            line = text_of(spans)
    last = spans[-1]
    cut_spans = [[*spans[:-1], range(last.start, stop)] for stop in phrase_ends(words, spans)]
    if is_sentence(words, draft, None):
        cut_spans = [
            cut for cut in cut_spans if is_sentence(words, replace(draft, spans=cut), None)
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
    for stop in phrase_ends(words, spans, weak=True):
        weak = [*spans[:-1], range(last.start, stop)]
        text = text_of(weak)
        if usual // 2 <= len(text) < longest:
            whole = is_sentence(words, replace(draft, spans=weak), None)
            whole = whole and _can_end_before(words, last.start, stop)
            return end(weak, text if whole else f"{text}…", cut=not whole)
    return end(spans, _shorten(line, usual), cut=True)


def _loses_event(words: Doc, stop: int, date: range) -> bool:
    """Return whether a verb stands between the end of a headline and its date."""
    return any(
        words.tokens[at].tag in VERBAL_TAGS or is_event_noun(words.tokens[at])
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


def without_opening_phrase(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out the phrase before a sentence: "In a statement on Friday, the mayor said …"."""
    line = spans[0]
    opening = words.tokens[line.start : line.start + 2]
    phrase = any(token.tag == "IN" and token.lower not in CLAUSE_OPENERS for token in opening)
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


def _without_opening_clause(words: Doc, spans: Sequence[range], date: range) -> Sequence[range]:
    """Leave out the clause before a main clause: "As polls closed, | the mayor said on Friday"."""
    line = spans[0]
    opener = words.tokens[line.start]
    if len(spans) > 1 or opener.tag not in SUBORDINATOR_TAGS or opener.lower not in CLAUSE_OPENERS:
        return spans
    for at in range(line.start + 2, min(date.start, line.stop)):
        rest = range(at + 1, line.stop)
        clause = Draft([range(line.start + 1, at)])
        if words.tokens[at].text != "," or not rest or not is_sentence(words, clause, None):
            continue
        follows = words.tokens[rest.start].tag in (*PHRASE_TAGS, "PRP")
        if follows and is_sentence(words, Draft([rest]), {}):
            return [rest]
    return spans


def _without_any_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out all between the commas after a subject and before its verb, even a name."""
    last = spans[-1]
    commas = [at for at in last if words.tokens[at].text == "," and at + 1 < last.stop]
    if len(commas) < 2 or has_finite_verb(words.tokens[last.start : commas[0]]):
        return spans
    for end in commas[1:]:
        shorter = [*spans[:-1], range(last.start, commas[0]), range(end + 1, last.stop)]
        opens = words.tokens[end + 1].lower in ("last", "this", "on")
        if (opens or words.tokens[end + 1].tag in (*FINITE_TAGS, "RB")) and is_sentence(
            words, Draft(shorter), None
        ):
            return shorter
    return spans


def join_spans(words: Doc, spans: Sequence[range], names: Names, verb: str = "") -> str:
    """Return the text of token spans, with a name for a pronoun at their start.

    `verb` is inserted before the last span.
    """
    pieces = []
    for number, span in enumerate(spans):
        start, end = words.tokens[span.start].start, words.tokens[span.stop - 1].end
        piece = words.text[start : min(end, start + 4 * _LONGEST_HEADLINE)]
        if number == 0 and (name := name_for(words.tokens[span.start], span.start, names)):
            rest = piece[words.tokens[span.start].end - start :]
            following = words.tokens[min(span.start + 1, span.stop - 1)]
            full = _FULL_FORMS.get(following.lower.replace("’", "'"), "")
            if full and following.tag in FINITE_TAGS:
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


def name_for(token: Token, at: int, names: Names) -> str:
    """Return the name that replaces a pronoun at the start of a headline, "" for none."""
    entity = names.get(at)
    if entity is None or token.lower not in PRONOUNS:
        return ""
    pronoun = POSSESSIVES.get(token.lower, token.lower)
    if pronoun != "they" and (pronoun == "it") == (entity.label == "PERSON"):
        return ""  # the pronoun was resolved to an entity of another kind
    if token.tag != "PRP$":
        return entity.name
    return entity.name + ("’" if entity.name.endswith("s") else "’s")


def with_subject(words: Doc, sentence: Sentence, at: int, names: Names) -> Names:
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
        if (
            words.tokens[first].lower in ("it", "they")
            and words.tokens[first + 1].tag in FINITE_TAGS
        ):
            if first in names:
                return names[first].name
            continue
        last = first
        while last < sentence.last and (
            words.tokens[last].tag in PHRASE_TAGS or words.tokens[last].lower == "of"
        ):
            last += 1
        if not first < last <= first + 9 or last + 1 >= sentence.last:
            return ""
        head = head_of(words, range(first, last))
        company = head.name.endswith("ORG")
        nouns = ("NNS", "NNPS") if plural else ("NN", "NNP")
        verb = words.tokens[last + (words.tokens[last].tag == "RB")]
        fits = head.tag in nouns or (company and not plural)
        if not fits or head.name.endswith("PERSON") or verb.tag not in FINITE_TAGS:
            return ""
        if words.tokens[first].tag == "PRP$" or head.lower in UNITS | _WEEKDAYS:
            return ""
        if words.tokens[first].tag not in ("DT", "NNP", "NNPS") and not plural:
            return ""
        return join_spans(words, [range(first, last)], names)
    return ""


def _shorten(line: str, longest: int) -> str:
    """Cut a line between words if it is too long."""
    if len(line) <= longest:
        return line
    line = re.sub(r"\W*\s+\S*$", "", line[:longest].rstrip("…"))
    return _DANGLING.sub("", line) + "…"
