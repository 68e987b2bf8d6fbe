"""Build short headlines for events from the words of their clauses."""

import re
from bisect import bisect_left

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.tokenizer import Doc, Sentence

_LONGEST_HEADLINE = 90
_JOINING = lexicon.words("subordinators", "headline")
_BEFORE_DATES = word_set("since until before after")
_DANGLING = re.compile(rf"(?:\W+(?:{lexicon.pattern('stop_words', 'dangling')}))+$")
_NOUN_PHRASE = frozenset(("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "POS", "CD", "VBG"))
_CLOSING_MARKS = frozenset((",", ";", ":", "—", "–", "-", "--", "(", "."))


def clause_headline(
    words: Doc, sentence: Sentence, span: range, tokens: range, starts: list[int]
) -> str:
    """Return the headline of a clause; a subject or noun before the clause is added if needed."""
    first = span.start
    while words.tokens[first].tag == "RB" and first + 1 < span.stop:
        first += 1
    tag = words.tokens[first].tag
    if tag == "WDT" and first > sentence.first and words.tokens[first - 1].tag in ("IN", "TO"):
        return format_headline(words, range(first + 1, span.stop))  # "…, in which 200 were hurt"
    if tag in ("WDT", "WP", "WP$", "VBN", "VBG") or words.tokens[first].lower == "where":
        return format_headline(words, _with_noun(words, sentence, span))
    if tag in ("VBD", "VBZ", "VBP", "MD"):
        earlier = starts[: bisect_left(starts, span.start)]
        subjects = (_subject(words, start, span.start) for start in reversed(earlier))
        subject = next((found for found in subjects if found is not None), None)
        if subject is not None:
            line = format_headline(words, span)
            return _shorten(f"{format_headline(words, subject)} {line[:1].lower()}{line[1:]}")
    return format_headline(words, _without_opening(words, span, tokens))


def format_headline(words: Doc, span: range) -> str:
    """Return the words of a token span as one line of about ninety characters at most."""
    start, end = words.tokens[span.start].start, words.tokens[span.stop - 1].end
    line = " ".join(words.text[start : min(end, start + 4 * _LONGEST_HEADLINE)].split())
    line = line.strip(" ,;:–—-")
    for opening, closing in ("“”", '""', "‘’"):
        if opening == closing:
            if line.count(opening) == 1:
                line = line.replace(opening, "")
        elif line.count(opening) > line.count(closing):
            line += closing if len(line) <= _LONGEST_HEADLINE else ""
        elif line.count(closing) > line.count(opening) and closing != "’":
            line = line.replace(closing, "", 1)
    return _shorten(line[:1].upper() + line[1:])


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
        if token.tag in ("VBD", "VBZ", "VBP", "MD"):
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
    if start - 1 > floor and words.tokens[start - 1].lower in ("of", "in", "for", "from", "at"):
        longer = _phrase_start(words, start - 1, floor)
        start = longer if longer < start - 1 else start
    return start


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


def _shorten(line: str) -> str:
    """Cut a line between words if it is too long."""
    if len(line) <= _LONGEST_HEADLINE:
        return line
    line = re.sub(r"\W*\s+\S*$", "", line[:_LONGEST_HEADLINE].rstrip("…"))
    return _DANGLING.sub("", line) + "…"
