"""Write drafts of headlines as one line of limited length."""

import re
from collections.abc import Iterator

from msgspec import Struct

from analysis.events.drafts import Draft, is_sentence
from analysis.events.headline_ends import find_ends
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
    without_opening_words,
)
from analysis.events.headline_text import (
    LONGEST_HEADLINE,
    add_ellipsis,
    capitalize,
    join_spans,
    shorten_line,
)
from analysis.structs import replace
from analysis.syntax.tag_sets import FINITE_TAGS, FRONTED_TAGS, NOUN_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import Doc
from analysis.timex.event_nouns import is_event_noun

_SHORTEST_CUT = 45
_COST_OF_LETTER = 0.015
_COST_OF_SHORT_LINE = 0.4
_COST_OF_DATE = 0.4
_COST_OF_EVENT = 3.0  # of a line without the verb that the date belongs to
_COST_OF_CUT = 1.0  # of an end within a phrase, at least
_MOST_TOKENS = 60  # of a line that may fit
_OMITTED = "…"
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

    A line that is too long loses its asides, then the description of its subject or its date, and
    ends at the last phrase that fits.
    """
    first = draft.spans[0].start
    if words.tokens[first].lower == "that" and words.tokens[first].tag == "IN":
        without_that = (range(first + 1, draft.spans[0].stop), *draft.spans[1:])
        draft = replace(draft, spans=[span for span in without_that if span] or draft.spans)
    unshortened = draft.spans
    spans, usual = draft.spans, LONGEST_HEADLINE - len(draft.source)
    text = _write(words, draft, names)
    if len(text) > usual and not _is_in_parentheses(words, draft):
        draft = replace(draft, brief=True)
        text = _write(words, draft, names) if "(" in text else text
    for shortened in (without_adverb, without_aside, without_opening_words, without_any_aside):
        if len(text) <= usual:
            return _end(words, draft, text)
        shorter = shortened(words, spans)
        if shorter is spans:
            continue
        if not draft.date or any(draft.date.start in span for span in shorter):
            spans = shorter  # an aside with the date is the event itself
            draft = replace(draft, spans=spans)
            text = _write(words, draft, names)
    if len(text) <= usual:
        return _end(words, draft, text)
    elided = None if draft.verb else without_modifiers(words, spans)
    elided = elided or (None if draft.verb else without_content_modifiers(words, spans))
    if elided and (not draft.date or any(draft.date.start in span for span in elided)):
        draft = replace(draft, spans=elided, verb=_OMITTED if len(elided) > 1 else "")
        text = _write(words, draft, names)
        if len(text) <= usual:
            return _end(words, draft, text)
    drafts = [draft] if draft.verb else [draft, *_omit_details(words, draft)]
    for shorter_draft in drafts[1:]:
        text = _write(words, shorter_draft, names)
        if len(text) <= usual:
            return _end(words, shorter_draft, text)
    cuts = [cut for each in drafts for cut in _cut(words, each, names)]
    if not cuts and not draft.verb:
        cuts = list(_cut(words, replace(draft, spans=unshortened), names))
    if cuts:
        return min(cuts, key=lambda cut: cut[0])[1]
    opener = unshortened[0].start
    fronted = opener in draft.date or words.tokens[opener].tag in FRONTED_TAGS
    elided = None if draft.verb or fronted else without_modifiers(words, unshortened)
    if elided and (not draft.date or any(draft.date.start in span for span in elided)):
        draft_of_head = replace(draft, spans=elided, verb=_OMITTED)
        text = _write(words, draft_of_head, names)
        if len(text) <= usual:
            return _end(words, draft_of_head, text)
    phrases = filter(None, (_cut_phrase(words, each, names) for each in drafts))
    return next(phrases, None) or _shorten(words, draft, names)


def _omit_details(words: Doc, draft: Draft) -> list[Draft]:
    """Return a draft without its date, a late aside, the description of its subject, or two."""
    dateless = without_date(words, draft.spans, draft.date)
    brief = without_late_aside(words, draft.spans)
    written, shorter = [draft.spans], []
    for spans in (
        dateless,
        brief,
        without_date(words, brief, draft.date),
        *(without_description(words, spans) for spans in (draft.spans, dateless)),
    ):
        if spans not in written:
            written.append(spans)
            shorter.append(replace(draft, spans=spans))
    return shorter


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


def _cut(words: Doc, draft: Draft, names: Names) -> Iterator[tuple[float, Line]]:
    """Yield the lines of a draft that end before a phrase or a clause, with the cost of each."""
    usual, last = LONGEST_HEADLINE - len(draft.source), draft.spans[-1]
    is_whole = is_sentence(words, draft, None)
    for end in find_ends(words, draft.spans, draft.date):
        shorter = replace(draft, spans=[*draft.spans[:-1], range(last.start, end.stop)])
        text = add_ellipsis(_write(words, shorter, names))
        if len(text) > usual or (is_whole and not is_sentence(words, shorter, None)):
            continue
        line = _end(words, shorter, text, cut=end.cost >= _COST_OF_CUT)
        cost = end.cost + _COST_OF_LETTER * (usual - len(text))
        cost += _COST_OF_SHORT_LINE * (len(text) < min(_SHORTEST_CUT, usual // 2))
        cost += _COST_OF_DATE * (last.start <= end.stop <= draft.date.start < last.stop)
        yield cost + _COST_OF_EVENT * line.loses_event, line


def _cut_phrase(words: Doc, draft: Draft, names: Names) -> Line | None:
    """Return the line of a draft up to the last noun phrase that fits; None if none does."""
    usual, last = LONGEST_HEADLINE - len(draft.source), draft.spans[-1]
    longest = min(last.stop - 1, last.start + _MOST_TOKENS)
    for stop in range(longest, last.start + 1, -1):
        if not _ends_phrase(words, stop):
            continue
        noun = replace(draft, spans=[*draft.spans[:-1], range(last.start, stop)])
        text = add_ellipsis(_write(words, noun, names))
        if len(text) <= usual and is_sentence(words, noun, None):
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
