"""Write drafts of headlines as one line of limited length."""

import re
from collections.abc import Sequence

from msgspec import Struct

from analysis.events.drafts import Draft, is_sentence
from analysis.events.headline_names import Names
from analysis.events.headline_omissions import (
    without_adverb,
    without_any_aside,
    without_aside,
    without_content_modifiers,
    without_date,
    without_description,
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
from analysis.events.phrases import phrase_ends
from analysis.structs import replace
from analysis.syntax.tag_sets import FINITE_TAGS, NOUN_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import Doc
from analysis.timex.event_nouns import is_event_noun

_SHORTEST_CUT = 50
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
    shorter_drafts = [] if draft.verb else _omit_details(words, draft)
    for shorter_draft in shorter_drafts:
        text = _write(words, shorter_draft, names)
        if len(text) <= usual:
            return _end(words, shorter_draft, text)
    cuts = [_cut(words, draft, names) or _shorten(words, draft, names)]
    cuts += filter(None, (_cut(words, shorter, names) for shorter in shorter_drafts))
    return max(cuts, key=lambda cut: (not cut.loses_event, not cut.cut, cut.draft.spans[-1].stop))


def _omit_details(words: Doc, draft: Draft) -> list[Draft]:
    """Return a draft without its date, without the description of its subject, without both."""
    dateless = without_date(words, draft.spans, draft.date)
    written, shorter = [draft.spans], []
    for spans in (
        dateless,
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


def _cut(words: Doc, draft: Draft, names: Names) -> Line | None:
    """Return the line of a draft up to the last phrase that fits; None if none does."""
    usual, last = LONGEST_HEADLINE - len(draft.source), draft.spans[-1]

    def end_at(stop: int) -> Draft:
        return replace(draft, spans=[*draft.spans[:-1], range(last.start, stop)])

    ends = [end_at(stop) for stop in phrase_ends(words, draft.spans)]
    whole = _find_whole_end(words, draft, names, ends)
    if whole is not None and len(whole[1]) >= _SHORTEST_CUT:
        return _end(words, *whole)
    for stop in phrase_ends(words, draft.spans, weak=True):
        weak = end_at(stop)
        text = add_ellipsis(_write(words, weak, names))
        if max(usual // 2, len(whole[1]) + 1 if whole else 0) <= len(text) <= usual:
            is_cut = not is_sentence(words, weak, None)
            is_cut = is_cut or not _can_end_before(words, last.start, stop)
            return _end(words, weak, text, cut=is_cut)
    if whole is not None:
        return _end(words, *whole)
    longest = min(last.stop - 1, last.start + _MOST_TOKENS)
    for stop in range(longest, last.start + 1, -1):
        if not _ends_phrase(words, stop):
            continue
        noun = end_at(stop)
        text = add_ellipsis(_write(words, noun, names))
        if len(text) <= usual and is_sentence(words, noun, None):
            return _end(words, noun, text, cut=True)
    return None


def _find_whole_end(
    words: Doc, draft: Draft, names: Names, ends: Sequence[Draft]
) -> tuple[Draft, str] | None:
    """Return the first of the shorter drafts that fits, and its line; None if none does.

    It is a sentence if the draft is one. A draft that loses the event of its date is not returned
    if another one does not lose it.
    """
    usual, is_whole = LONGEST_HEADLINE - len(draft.source), is_sentence(words, draft, None)
    groups = [ends]
    if draft.date and draft.date.stop <= draft.spans[-1].stop:
        dated = [cut for cut in ends if not _loses_event(words, cut.spans[-1].stop, draft.date)]
        groups = [dated, ends]
    for group in groups:
        for cut in group:
            text = add_ellipsis(_write(words, cut, names))
            if len(text) <= usual and (not is_whole or is_sentence(words, cut, None)):
                return cut, text
        if any(not is_whole or is_sentence(words, cut, None) for cut in group):
            break
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


def _can_end_before(words: Doc, first: int, stop: int) -> bool:
    """Return whether the part after a weak end is only a participle or a coordination."""
    token = words.tokens[stop]
    if token.tag == "CC":
        before = {words.tokens[at].lower for at in range(first, stop)}
        joined = words.tokens[stop + 1].tag
        verb = joined[:2] in ("VB", "MD", "IN", "TO")
        return token.lower == "and" and verb and before.isdisjoint(("between", "both"))
    return token.tag in ("VBG", "VBN", "WDT")
