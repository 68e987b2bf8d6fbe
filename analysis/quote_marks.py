"""Pair quotation marks to quoted spans; an unpaired mark affects only its own paragraph."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span
from analysis.syntax.tokens import Doc

_MARKS = re.compile(r"``|''|[\"“”„‟«»'‘’‚‛`‹›]")
_SINGLE = frozenset("'‘’‚‛`‹›")
# Characters that an opening mark may follow, and a closing mark may precede, without a space.
_BEFORE_OPENING = frozenset("([{<—–-/:…\"“„«'‘‹`")
_AFTER_CLOSING = frozenset(")]}>—–-/:;,.!?…\"”»'’›")
# Words shortened by an initial apostrophe ('em, 'til, rock 'n' roll), and decades ('90s).
_ELISION = re.compile(
    rf"(?:\d0s?\b|\d\d\b(?!\d)|(?:{lexicon.pattern('elisions')})\b)", re.IGNORECASE
)
_INCHES = re.compile(r"\d\"(?=[\s,x×-]*[a-z0-9×])")

# An attribution after quoted words without a closing mark: “We won, Anna Lind said.
_SPEAKER = r"(?:he|she|they|(?:[A-Z][\w.'’-]+ ){0,3}[A-Z][\w'’-]+)"
_SAID = f"(?:{lexicon.pattern('reporting_verb_forms', 'after_quote')})"
_ATTRIBUTION = re.compile(rf"(?P<said>[,?!]) (?:{_SPEAKER} {_SAID}|{_SAID} {_SPEAKER})(?=[.,;])")

MarkRole = Literal["opens", "closes", "either", "weakly"]


class QuotedSpan(Struct, frozen=True):
    """A span in quotation marks, from `start` to `end` with its marks, in characters.

    `inner` is the span without its marks. `parent` is the index, in the same tuple, of the span
    around it, None for an outermost one. `closed` is False if it has no closing mark: it then ends
    with its paragraph or sentence. `is_continued` is True if it continues in the next paragraph,
    which usually begins with another opening mark.
    """

    start: int
    end: int
    inner: Span
    parent: int | None = None
    closed: bool = True
    is_continued: bool = False


class _Mark(Struct, frozen=True):
    start: int
    end: int
    way: MarkRole
    single: bool


class _Pair(Struct, frozen=True):
    opening: _Mark
    closing: _Mark | None
    end: int
    carried: bool = False


def find_quoted_spans(words: Doc) -> tuple[QuotedSpan, ...]:
    """Return the quoted spans of a text, in text order.

    Straight, curly, single, nested, low and angular marks are recognized, also mixed. Apostrophes,
    inches, decades and a closing mark without a partner are ignored. A span without a closing mark
    ends with its paragraph or with its sentence. It ends with its paragraph if the next paragraph
    has an opening mark, or if its own mark begins the paragraph or follows a colon. Takes time
    linear in the text's length.
    """
    text = words.text
    paragraphs = _paragraphs(words)
    pairs: list[_Pair] = []
    marks = [_marks(text, start, end) for start, end in paragraphs]
    continues = False
    for index, bounds in enumerate(paragraphs):
        following = marks[index + 1] if index + 1 < len(paragraphs) else []
        start = paragraphs[index + 1][0] if following else 0
        reopens = bool(following) and following[0].start == start and following[0].way != "closes"
        if continues:
            marks[index].insert(0, _Mark(bounds[0], bounds[0], "opens", single=False))
        double = _pair_double(words, marks[index], bounds, reopens, _closes_first(following))
        continues = bool(double) and double[-1].carried and not reopens
        pairs += double
        pairs += _pair_single(marks[index], double)
    return _nest(text, pairs)


def _paragraphs(words: Doc) -> list[Span]:
    bounds: list[Span] = []
    number = -1
    for sentence in words.sentences:
        if sentence.paragraph == number:
            bounds[-1] = (bounds[-1][0], sentence.end)
        else:
            bounds.append((sentence.start, sentence.end))
            number = sentence.paragraph
    return bounds


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    marks: list[_Mark] = []
    for match in _MARKS.finditer(text, start, end):
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        sign = match.group()
        single = sign in _SINGLE
        way = _way_of_single(text, match) if single else _way_of_double(sign, before, after)
        if way and not (sign == '"' and _INCHES.match(text, match.start() - 1, end)):
            marks.append(_Mark(match.start(), match.end(), way, single))
        elif way:
            marks.append(_Mark(match.start(), match.end(), "weakly", single))
    return marks


def _way_of_double(sign: str, before: str, after: str) -> MarkRole | None:
    if sign == "«" and after.isspace():  # surrounded by blanks, as in French
        return "opens"
    if sign == "»" and before.isspace() and (after.isspace() or after in _AFTER_CLOSING):
        return "closes"
    may_open = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
    may_close = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
    if may_open and not may_close:
        return "opens"
    if may_close and not may_open:
        return "closes"
    if sign in ("“", "„", "‟", "``"):
        return "opens" if sign != "“" or may_open or not may_close else "either"
    if sign == "”":
        return "closes"
    return "either"


def _way_of_single(text: str, match: re.Match[str]) -> MarkRole | None:
    """Return the possible role of a single mark; None for an apostrophe."""
    sign = match.group()
    before = text[match.start() - 1 : match.start()] or " "
    after = text[match.end() : match.end() + 1] or " "
    if (before.isspace() or before in _BEFORE_OPENING) and (after.isalnum() or after in '“"[($£€…'):
        elided = sign in "'’" and _ELISION.match(text, match.end())
        if elided or (sign == "’" and not before.isspace()):
            return None
        return "opens"
    if before.isspace() or after.isalnum() or sign in "‘‚‛`‹":
        return None
    plural = before in "sS" or text[match.start() - 2 : match.start()] == "in"
    return "weakly" if plural and after not in ".,;:!?" else "closes"


def _closes_first(marks: list[_Mark]) -> bool:
    """Return True if a paragraph closes a quotation that an earlier one opened."""
    return next((mark.way for mark in marks if not mark.single), None) == "closes"


def _pair_double(
    words: Doc, marks: list[_Mark], bounds: Span, reopens: bool, continued: bool
) -> list[_Pair]:
    """Pair the double marks of one paragraph; the same marks may be nested one level deep."""
    double = [mark for mark in marks if not mark.single]
    pairs: list[_Pair] = []
    opened: list[_Mark] = []
    firm = _firm_after(double)
    for index, mark in enumerate(double):
        if opened and mark.way == "opens" and _nests(words.text, opened[-1], double, index):
            opened.append(mark)
            continue
        ways = [following.way for following in double[index + 1 : index + 3]]
        if mark.way == "weakly":  # inches, unless no other mark can close the open span
            if opened and firm[index] not in ("closes", "either"):
                pairs.append(_Pair(opened.pop(), mark, mark.end))
        elif not opened:
            if mark.way != "closes":
                opened.append(mark)
        elif mark.way == "opens":
            if len(opened) == 1 and ways == ["closes", "closes"]:
                opened.append(mark)
            else:
                pairs += [_unclosed_pair(words, lone, mark.start) for lone in opened[:1]]
                opened = [mark]
        else:
            pairs.append(_Pair(opened.pop(), mark, mark.end))
    for mark in opened[:1]:
        if _ATTRIBUTION.search(words.text, mark.end, bounds[1]):
            pairs.append(_unclosed_pair(words, mark, bounds[1]))
            continue
        head = words.text[bounds[0] : mark.start].rstrip()[-1:]
        if reopens or continued or head in ("", ":"):
            pairs.append(_Pair(mark, None, bounds[1], carried=reopens or continued))
        else:
            pairs.append(_unclosed_pair(words, mark, bounds[1]))
    return pairs


def _firm_after(marks: list[_Mark]) -> list[MarkRole | None]:
    """Return for each mark the role of the next one that is not for inches; None if none is."""
    after: list[MarkRole | None] = []
    way: MarkRole | None = None
    for mark in reversed(marks):
        after.append(way)
        way = way if mark.way == "weakly" else mark.way
    return after[::-1]


def _nests(text: str, opened: _Mark, marks: list[_Mark], index: int) -> bool:
    """Return True if a pair of curly marks at `index` is nested in straight marks."""
    curly = text[marks[index].start] == "“" and text[opened.start] == '"'
    return curly and index + 1 < len(marks) and text[marks[index + 1].start] == "”"


def _unclosed_pair(words: Doc, mark: _Mark, limit: int) -> _Pair:
    attribution = _ATTRIBUTION.search(words.text, mark.end, limit)
    if attribution is not None:
        return _Pair(mark, None, attribution.end("said"))
    sentence = words.sentences[words.sentence_of(words.token_at(mark.end))]
    end = max(min(sentence.end, limit), mark.end)
    return _Pair(mark, None, mark.start + len(words.text[mark.start : end].rstrip()))


def _pair_single(marks: list[_Mark], double: list[_Pair]) -> list[_Pair]:
    """Pair the single marks of one paragraph that are within the same pair of double marks."""
    pairs: list[_Pair] = []
    opened: dict[int, tuple[_Mark, _Mark | None]] = {}
    for mark, holder in _with_holders([mark for mark in marks if mark.single], double):
        if mark.way == "opens":
            pairs += _weakly_closed_pairs(opened.pop(holder, None))
            opened[holder] = (mark, None)
        elif holder in opened:
            opening, weak = opened[holder]
            if mark.way == "closes":
                pairs.append(_Pair(opening, mark, mark.end))
                del opened[holder]
            else:
                opened[holder] = (opening, weak or mark)
    for rest in opened.values():
        pairs += _weakly_closed_pairs(rest)
    return pairs


def _weakly_closed_pairs(rest: tuple[_Mark, _Mark | None] | None) -> list[_Pair]:
    """Return the pair whose closing mark may also be a plural's apostrophe, if any."""
    if rest is None or rest[1] is None:
        return []
    return [_Pair(rest[0], rest[1], rest[1].end)]


def _with_holders(marks: list[_Mark], double: list[_Pair]) -> Iterator[tuple[_Mark, int]]:
    """Yield each mark with the start of the innermost double pair around it, -1 for none."""
    waiting = sorted(double, key=lambda pair: pair.opening.start)
    around: list[_Pair] = []
    position = 0
    for mark in marks:
        while position < len(waiting) and waiting[position].opening.start < mark.start:
            around = [pair for pair in around if pair.end > waiting[position].opening.start]
            around.append(waiting[position])
            position += 1
        while around and around[-1].end <= mark.start:
            around.pop()
        yield mark, around[-1].opening.start if around else -1


def _nest(text: str, pairs: list[_Pair]) -> tuple[QuotedSpan, ...]:
    found: list[QuotedSpan] = []
    around: list[int] = []
    for pair in sorted(pairs, key=lambda pair: (pair.opening.start, -pair.end)):
        inner = (pair.opening.end, pair.closing.start if pair.closing else pair.end)
        if not any(map(str.isalnum, text[inner[0] : inner[1]])):
            continue
        while around and found[around[-1]].end <= pair.opening.start:
            around.pop()
        parent = around[-1] if around else None
        if parent is not None and found[parent].end < pair.end:
            continue
        around.append(len(found))
        found.append(
            QuotedSpan(
                pair.opening.start,
                pair.end,
                inner,
                parent,
                closed=pair.closing is not None,
                is_continued=pair.carried,
            )
        )
    return tuple(found)
