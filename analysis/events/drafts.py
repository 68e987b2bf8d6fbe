"""Check drafts of headlines, and write them as one line."""

import re
from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.events.headline_names import Names, name_for
from analysis.events.headline_text import (
    LONGEST_HEADLINE,
    add_ellipsis,
    capitalize,
    join_spans,
    shorten_line,
)
from analysis.events.phrases import (
    CLAUSE_OPENERS,
    CLOSING_MARKS,
    DASHES,
    LONGEST_OPENING,
    MEANING,
    UNITS,
    opens_subordinate_clause,
    phrase_ends,
    without_aside,
)
from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    FRONTED_TAGS,
    NOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PROPER_NOUN_TAGS,
    SUBORDINATOR_TAGS,
    VERBAL_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import Doc
from analysis.timex.event_nouns import is_event_noun

_SHORTEST_CUT = 50
_LONG_SUBJECT = 40  # characters before the main verb, whose modifiers are left out
_MOST_TOKENS = 60  # of a line that may fit
_LEAST_GAIN = 20  # characters
_MODIFIER_TAGS = frozenset(("IN", "WDT", "WP", "VBN", "VBG", ",", "(", "-LRB-", ":", "CC"))
_FINAL_TAGS = frozenset((".", ",", ":", "CC", "''"))
_OMITTED = "…"
_ALONE = word_set("one others both another some many")
_WEEKDAYS = lexicon.words("weekdays", "full")
BE = word_set("is are was were be been")
_PERIOD = re.compile(r"(?<=[a-z]{3})\.$")
_CLOSED = re.compile(r"(?:(?<!\.\w)\.|[\s'\"”])+$")
UNNAMED = lexicon.words("pronouns", "unnamed")
_INCOMPLETE = lexicon.words("stop_words", "dangling") | MEANING
_UNFINISHED = word_set("especially particularly including even only")


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
    alone = first.lower in _ALONE and len(line) > 1 and tokens[line[1]].tag in FINITE_TAGS
    if first.lower == "with" or (alone and names is not None and line[0] > _start(words, line[0])):
        return False
    if unnamed and not name_for(first, line[0], names or {}):
        return False
    if last.lower in _UNFINISHED or _opens_with_date(words, line):
        return False
    if first.lower in ("that", "those") and len(line) > 1 and tokens[line[1]].lower == "of":
        return names is None  # "that of women was higher"
    if last.tag in ("TO", "CC", "MD", "PRP$", "WDT") or last.lower in _INCOMPLETE:
        return False
    following = tokens[min(line[-1] + 1, len(tokens) - 1)]
    if last.tag in PAST_TAGS and last.lower in REPORTING_VERBS and following.tag not in _FINAL_TAGS:
        return False  # "The singer has announced | dates"
    if last.tag in PROPER_NOUN_TAGS and _ends_with_listener(words, line):
        return False
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
            if before.tag == "JJ" and number == 2 and at > line[1] + 1:
                return False  # "A large[, modern hall] is"
            if not verb and not open_clauses:
                commas = sum(tokens[mark].text == "," for mark in line[:number])
                # the verb of another subject: "Having won in May, and is", "On Friday, said"
                verb = before.tag != "CC" and (before.text != "," or commas > 1)
                if before.text == "," and commas == 1 and first.tag == "IN":
                    return False
                main = number
            elif verb and before.tag == "JJ" and token.tag == "VBD":
                return False  # "(the counts on which) she was found guilty told the court"
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


def _start(words: Doc, at: int) -> int:
    """Return the index of the first token of the sentence of a token."""
    return words.sentences[words.sentence_of(at)].first


def _begins_sentence(words: Doc, at: int) -> bool:
    first = _start(words, at)
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
    speaker = f"{capitalize(draft.speaker)}: " if draft.speaker else ""
    usual = LONGEST_HEADLINE - len(source)
    first = spans[0].start
    if words.tokens[first].lower == "that" and words.tokens[first].tag == "IN":
        spans = [range(first + 1, spans[0].stop), *spans[1:]]
        spans = [span for span in spans if span] or draft.spans

    def text_of(spans: Sequence[range]) -> str:
        line = join_spans(words, spans, names, draft.verb, described=True)
        if source and not line.count("“"):
            line = _CLOSED.sub("", line).lstrip('"“‘`')
            line = capitalize(line)
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
    for shortened in (_without_adverb, without_aside, _without_opening, _without_any_aside):
        if len(line) <= usual:
            return end(spans, line)
        shorter = shortened(words, spans)
        if not draft.date or any(draft.date.start in span for span in shorter):
            spans = shorter  # an aside with the date is the event itself
            line = text_of(spans)
    if len(line) <= usual:
        return end(spans, line)
    elided = None if draft.verb else _without_modifiers(words, spans)
    elided = elided or (None if draft.verb else _without_content_modifiers(words, spans))
    if elided and (not draft.date or any(draft.date.start in span for span in elided)):
        verb = _OMITTED if len(elided) > 1 else ""
        draft, spans = replace(draft, spans=elided, verb=verb), elided
        line = text_of(spans)
        if len(line) <= usual:
            return end(spans, line)
    last = spans[-1]
    cut_spans = [[*spans[:-1], range(last.start, stop)] for stop in phrase_ends(words, spans)]
    if is_sentence(words, draft, None):
        cut_spans = [
            cut for cut in cut_spans if is_sentence(words, replace(draft, spans=cut), None)
        ]
    if draft.date and draft.date.stop <= last.stop:
        dated = [cut for cut in cut_spans if not _loses_event(words, cut[-1].stop, draft.date)]
        cut_spans = dated or cut_spans
    cuts = ((cut, add_ellipsis(text_of(cut))) for cut in cut_spans)
    whole = next((cut for cut in cuts if len(cut[1]) <= usual), None)
    if whole is not None and len(whole[1]) >= _SHORTEST_CUT:
        return end(*whole)
    for stop in phrase_ends(words, spans, weak=True):
        weak = [*spans[:-1], range(last.start, stop)]
        text = add_ellipsis(text_of(weak))
        if max(usual // 2, len(whole[1]) + 1 if whole else 0) <= len(text) <= usual:
            sentence = is_sentence(words, replace(draft, spans=weak), None)
            return end(weak, text, cut=not sentence or not _can_end_before(words, last.start, stop))
    if whole is None:
        longest = min(last.stop - 1, last.start + _MOST_TOKENS)
        for stop in range(longest, last.start + 1, -1):
            noun = [*spans[:-1], range(last.start, stop)]
            if _ends_phrase(words, stop) and is_sentence(words, replace(draft, spans=noun), None):
                text = add_ellipsis(text_of(noun))
                if len(text) <= usual:
                    return end(noun, text, cut=True)
    if whole is None and (shorter := _without_opening(words, spans)) != spans:
        line = text_of(shorter)
        return end(shorter, shorten_line(line, usual), cut=len(line) > usual)
    return end(*whole) if whole is not None else end(spans, shorten_line(line, usual), cut=True)


def _without_adverb(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out an adverb between commas: "Reis, meanwhile, told …"."""
    line, tokens = spans[-1], words.tokens
    for at in range(line.start + 1, line.stop - 2):
        if tokens[at].tag == "RB" and tokens[at - 1].text == tokens[at + 1].text == ",":
            return [*spans[:-1], range(line.start, at - 1), range(at + 2, line.stop)]
    return spans


def _without_modifiers(words: Doc, spans: Sequence[range]) -> Sequence[range] | None:
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


def _without_content_modifiers(words: Doc, spans: Sequence[range]) -> Sequence[range] | None:
    """Leave out the modifiers of the subject of content: "said that flights to X | will stop"."""
    line = spans[-1]
    that = next((at for at in line if words.tokens[at].lower == "that"), line.start)
    if len(spans) > 1 or words.tokens[that].tag != "IN":
        return None
    shorter = _without_modifiers(words, [range(that + 1, line.stop)])
    if shorter is None or len(shorter) < 2:
        return None
    return [range(line.start, shorter[0].stop), shorter[1]]


def _main_verb(words: Doc, line: range) -> int:
    """Return the index of the first finite verb outside a subordinate clause, else of the end."""
    open_clauses = 0
    for at in line:
        token = words.tokens[at]
        if token.tag in WH_TAGS or opens_subordinate_clause(words, at, line.stop):
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


def _ends_phrase(words: Doc, stop: int) -> bool:
    """Return whether a noun phrase ends before a token."""
    following = words.tokens[stop]
    before = words.tokens[stop - 1]
    if following.tag == "CC":  # "were not credible | and risks could not be known"
        return before.tag in NOUN_TAGS or before.tag in ("JJ", "VBN", "RB")
    inside = following.tag in (*NOUN_TAGS, *FINITE_TAGS, "POS", "CD", "PRP")
    inside = inside or following.lower in ("of", ")")
    return before.tag in NOUN_TAGS and not inside


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


def _without_opening(words: Doc, spans: Sequence[range]) -> Sequence[range]:
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


def _without_any_aside(words: Doc, spans: Sequence[range]) -> Sequence[range]:
    """Leave out all between the commas after a subject and before its verb, even a name."""
    last = spans[-1]
    commas = [at for at in last if words.tokens[at].text == "," and at + 1 < last.stop]
    if words.tokens[last.start].tag in FRONTED_TAGS:
        commas = commas[1:]  # "After the vote, | Reis, the mayor, resigned"
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
