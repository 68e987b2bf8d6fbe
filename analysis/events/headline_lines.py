"""Write drafts of headlines as one line of limited length."""

import re
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from msgspec import Struct

from analysis.events.drafts import Draft, is_sentence
from analysis.events.headline_ends import find_ends
from analysis.events.headline_faults import weigh_end, weigh_start
from analysis.events.headline_names import Names
from analysis.events.headline_omissions import (
    without_adverb,
    without_any_aside,
    without_aside,
    without_content_modifiers,
    without_date,
    without_description,
    without_late_aside,
    without_modifiers,
    without_opening_date,
    without_opening_words,
    without_that,
)
from analysis.events.headline_text import (
    LONGEST_HEADLINE,
    add_ellipsis,
    capitalize,
    join_spans,
    shorten_line,
)
from analysis.structs import replace
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.tag_sets import FINITE_TAGS, FRONTED_TAGS, NOUN_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import Doc
from analysis.timex.event_nouns import is_event_noun

_SHORTEST_CUT = 45
_COST_OF_LETTER = 0.012
_COST_OF_SHORT_LINE = 0.4
_COST_OF_DATE = 0.4
_COST_OF_OMITTED_DATE = 0.05
_COST_OF_GAP = 0.45  # of "[…]" in place of the modifiers of a subject
_MOST_VARIANTS = 24  # of a draft, without some of its details
_MOST_SHORTENED = 60  # characters that names in place of pronouns, or parentheses, take off
_COST_OF_EVENT = 3.0  # of a line without the verb that the date belongs to
_COST_OF_CUT = 1.0  # of an end within a phrase, at least
_MOST_TOKENS = 60  # of a line that may fit
_OMITTED = "…"
_OMISSIONS = {
    without_that: 0.0,
    without_adverb: 0.0,
    without_aside: 0.03,
    without_opening_date: 0.02,
    without_opening_words: 0.02,
    without_any_aside: 0.1,
    without_late_aside: 0.15,
    without_description: 0.1,
}
"""Functions that leave out a detail of a line, with the cost of what it lacks then."""
_PERIOD = re.compile(r"(?<=[a-z]{3})\.$")
_PARENTHESIS = re.compile(r"\s*\(+[^()]*(?:\)+|$)")
_CLOSED = re.compile(r"(?:(?<!\.\w)\.|[\s'\"”])+$")


class Line(Struct, frozen=True):
    """A finished headline with the spans that it shows.

    `cut` says whether it ends within a phrase, `loses_event` whether the cut part contains the
    verb or the event that the date belongs to.
    """

    text: str
    draft: Draft
    cut: bool = False
    loses_event: bool = False


def format_draft(words: Doc, draft: Draft, names: Names) -> str:
    """Return the text of the line of a draft."""
    return compose(words, draft, names).text


def compose(words: Doc, draft: Draft, names: Names) -> Line:
    """Return the spans of a draft as one line, in the order of the spans, and its source.

    A line that is too long loses details and ends before a phrase: of all such lines, that with the
    lowest cost is returned.
    """
    first = draft.spans[0].start
    if words.tokens[first].lower == "that" and words.tokens[first].tag == "IN":
        without_that = (range(first + 1, draft.spans[0].stop), *draft.spans[1:])
        draft = replace(draft, spans=[span for span in without_that if span] or draft.spans)
    last = draft.spans[-1]
    if len(last) > 2 and words.tokens[last.stop - 1].tag == "CC":  # "led it since May | and who"
        draft = replace(draft, spans=[*draft.spans[:-1], range(last.start, last.stop - 1)])
    draft = _without_trailing_piece(words, draft)
    text = _write(words, draft, names)
    usual = LONGEST_HEADLINE - len(draft.source)
    if len(text) <= usual:
        return _end(words, draft, text)
    if not _is_in_parentheses(words, draft):
        draft = replace(draft, brief=True)
        text = _write(words, draft, names) if "(" in text else text
        if len(text) <= usual:
            return _end(words, draft, text)
    is_whole = is_sentence(words, draft, None)
    floor = words.sentences[words.sentence_of(draft.spans[0].start)].first
    shorter = _omit(words, draft)
    lines: list[tuple[float, int, Draft, int, bool, bool]] = []
    for each, cost in shorter:
        cost += weigh_start(words, each.spans, floor)
        if sum(_measure(words, span) for span in each.spans) <= usual + _MOST_SHORTENED:
            lines.append((cost, len(lines), each, each.spans[-1].stop, False, True))
        for further, stop, is_cut in _list_cuts(words, each, usual):
            lines.append((cost + further, len(lines), each, stop, is_cut, False))
    heapify(lines)
    while lines:
        cost, number, each, stop, is_cut, is_weighed = heappop(lines)
        if not is_weighed:  # an end is weighed only if no line without its weight is better
            cost += _weigh_cut(words, each, stop)
            heappush(lines, (cost, number, each, stop, is_cut, True))
            continue
        line = _write_line(words, each, stop, names, is_whole, is_cut)
        if line is not None:
            return line
    phrases = (_cut_phrase(words, each, names) for each, _ in shorter)
    return next(filter(None, phrases), None) or _shorten(words, draft, names)


def _without_trailing_piece(words: Doc, draft: Draft) -> Draft:
    """Leave out words after a semicolon that are no clause: "five died; around twenty more".

    "And" with an aside behind it is left out too: "left five dead | and, by early reports".
    """
    tokens, last = words.tokens, draft.spans[-1]
    for at in last[2:-2]:
        opens = tokens[at].tag == "CC" and tokens[at + 1].text == ","
        dated = draft.date and draft.date.start in range(at, last.stop)
        if (
            opens
            and not dated
            and not any(tokens[i].tag in VERBAL_TAGS for i in range(at, last.stop))
        ):
            return replace(draft, spans=[*draft.spans[:-1], range(last.start, at)])
    mark = next((at for at in reversed(last) if tokens[at].text == ";"), last.start)
    dated = draft.date and draft.date.start in range(mark, last.stop)
    if mark == last.start or dated or has_finite_verb(tokens[mark : last.stop]):
        return draft
    return replace(draft, spans=[*draft.spans[:-1], range(last.start, mark)])


def _omit(words: Doc, draft: Draft) -> list[tuple[Draft, float]]:
    """Return a draft without some of its details, with the cost of what it lacks."""
    found: dict[tuple[range, ...], tuple[Draft, float]] = {tuple(draft.spans): (draft, 0.0)}
    queue = [draft]
    while queue and len(found) < _MOST_VARIANTS:
        earlier = queue.pop(0)
        cost = found[tuple(earlier.spans)][1]
        variants: list[tuple[Draft, float]] = []
        for omission, weight in _OMISSIONS.items():
            spans = omission(words, earlier.spans)
            is_date = omission is without_opening_date
            if spans is not earlier.spans and (is_date or _keeps_date(spans, earlier)):
                variants.append((replace(earlier, spans=spans), cost + weight))
        spans = without_date(words, earlier.spans, earlier.date)
        if spans is not earlier.spans:
            variants.append((replace(earlier, spans=spans), cost + _COST_OF_OMITTED_DATE))
        opener = earlier.spans[0].start
        participle = words.tokens[opener].tag == "VBG" and words.tokens[opener + 1].tag == "NNS"
        is_fronted = words.tokens[opener].tag in FRONTED_TAGS and not participle
        is_fronted = is_fronted or opener in earlier.date
        for shorten in (without_modifiers, without_content_modifiers):
            elided = None if earlier.verb or is_fronted else shorten(words, earlier.spans)
            if elided and _keeps_date(elided, earlier):
                has_gap = len(elided) > 1
                variant = replace(earlier, spans=elided, verb=_OMITTED if has_gap else "")
                weight = _COST_OF_GAP if has_gap else _OMISSIONS[without_description]
                variants.append((variant, cost + weight))
        for variant, cost_of_variant in variants:
            key = tuple(variant.spans)
            if all(key) and (key not in found or found[key][1] > cost_of_variant):
                if key not in found:
                    queue.append(variant)
                found[key] = variant, cost_of_variant
    return list(found.values())


def _keeps_date(spans: Sequence[range], earlier: Draft) -> bool:
    """Return whether spans contain the date that an earlier draft contains."""
    date = earlier.date
    if not date or all(date.start not in span for span in earlier.spans):
        return True
    return any(date.start in span for span in spans)


def _is_in_parentheses(words: Doc, draft: Draft) -> bool:
    """Return whether a draft begins in parentheses, or has its date in them."""
    first = words.tokens[draft.spans[0].start].start
    text = words.text[first : words.tokens[draft.date.start].start] if draft.date else ""
    return words.text.startswith("(", first) or text.count("(") > text.count(")")


def _write(words: Doc, draft: Draft, names: Names) -> str:
    """Return the text of the spans of a draft with its speaker, without its source."""
    line = join_spans(words, draft.spans, names, draft.verb, described=True)
    if draft.brief and "(" in line:
        line = _PARENTHESIS.sub("", line)
    if draft.source and not line.count("“"):
        line = capitalize(_CLOSED.sub("", line).lstrip('"“‘`'))
    if draft.speaker:
        line = line.strip("“”\"'")
    if line.endswith(".") and ". " not in line:
        line = _PERIOD.sub("", line)
    return f"{capitalize(draft.speaker)}: {line}" if draft.speaker else line


def _end(words: Doc, draft: Draft, text: str, *, cut: bool = False) -> Line:
    stop = draft.spans[-1].stop
    loses = stop <= draft.date.start and _loses_event(words, stop, draft.date)
    return Line(text + draft.source, draft, cut, loses)


def _list_cuts(words: Doc, draft: Draft, usual: int) -> Iterator[tuple[float, int, bool]]:
    """Yield the cost and the stop of each end of a draft that may fit, and whether it is a cut."""
    tokens, last = words.tokens, draft.spans[-1]
    before = sum(_measure(words, span) + 1 for span in draft.spans[:-1]) + len(draft.verb)
    whole = before + _measure(words, last)
    for end in find_ends(words, draft.spans, draft.date):
        length = before + tokens[end.stop - 1].end - tokens[last.start].start
        if length > usual + _MOST_SHORTENED:
            break
        cost = end.cost + _COST_OF_LETTER * (whole - length)
        cost += _COST_OF_SHORT_LINE * (length < min(_SHORTEST_CUT, usual // 2))
        before_date = last.start <= end.stop <= draft.date.start < last.stop
        cost += _COST_OF_DATE * before_date
        if before_date and _loses_event(words, end.stop, draft.date):
            cost += _COST_OF_EVENT
        yield cost, end.stop, end.cost >= _COST_OF_CUT


def _weigh_cut(words: Doc, draft: Draft, stop: int) -> int:
    """Return the weight of what a draft lacks if it ends before a token."""
    last = draft.spans[-1]
    spans = [*draft.spans[:-1], range(last.start, stop)]
    return weigh_end(words, spans, words.sentences[words.sentence_of(last.start)].first)


def _measure(words: Doc, span: range) -> int:
    return words.tokens[span.stop - 1].end - words.tokens[span.start].start


def _write_line(
    words: Doc, draft: Draft, stop: int, names: Names, is_whole: bool, is_cut: bool
) -> Line | None:
    """Return the line of a draft up to a token; None if it is too long or no sentence."""
    usual, last = LONGEST_HEADLINE - len(draft.source), draft.spans[-1]
    shorter = replace(draft, spans=[*draft.spans[:-1], range(last.start, stop)])
    if is_whole and not is_sentence(words, shorter, None):
        return None
    text = _write(words, shorter, names)
    if stop < last.stop:
        text = add_ellipsis(text)
    if len(text) > usual:
        return None
    return _end(words, shorter, text, cut=is_cut)


def _cut_phrase(words: Doc, draft: Draft, names: Names) -> Line | None:
    """Return the line of a draft up to the last noun phrase that fits; None if none does."""
    usual, last = LONGEST_HEADLINE - len(draft.source), draft.spans[-1]
    longest = min(last.stop - 1, last.start + _MOST_TOKENS)
    for stop in range(longest, last.start + 1, -1):
        if not _ends_phrase(words, stop):
            continue
        noun = replace(draft, spans=[*draft.spans[:-1], range(last.start, stop)])
        if not is_sentence(words, noun, None):
            continue
        text = add_ellipsis(_write(words, noun, names))
        if len(text) <= usual:
            return _end(words, noun, text, cut=True)
    return None


def _shorten(words: Doc, draft: Draft, names: Names) -> Line:
    """Return the line of a draft cut between two words."""
    usual, spans = LONGEST_HEADLINE - len(draft.source), draft.spans
    shorter = replace(draft, spans=without_opening_words(words, spans))
    line = _write(words, shorter, names)
    is_cut = len(line) > usual or shorter.spans == spans
    return _end(words, shorter, shorten_line(line, usual), cut=is_cut)


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
