"""Words, phrases and names that somebody asks for, and where they stand in a text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.cleaning import clean
from analysis.findings import Span
from analysis.folding import alike, is_symbol

_MOST = 32  # phrases asked for at once
_LONGEST = 40  # words of one
_PART = re.compile(r'"([^"]*)"?(\*)?|((?:[^,;"]|(?<=\d),(?=\d))+)')
_UNFINISHED = re.compile(r"[^\W_]{3}$")  # fewer letters would begin half of all words
_LETTER = r"[^\W_]"
_BETWEEN = r"[\W_]{1,16}"  # what may stand between the words of a phrase
_STEP = 1 << 16  # characters looked at at once
_OVER = 2048  # characters of the next step, so that a phrase across the edge is whole


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that have to stand one after the other; with `prefix` the last may go on."""

    words: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The first places that were asked for, in text order, and how many there are in all."""

    spans: tuple[Span, ...]
    total: int


def parse_phrases(query: str, *, typing: bool = False) -> tuple[Phrase, ...]:
    """The phrases of a query, any of which is looked for; any string is a query.

    A comma or semicolon parts phrases, except within "quotation marks" and numbers; a star at the
    end of a phrase lets its last word go on. While somebody is `typing`, so may the last word of
    all, until a blank follows it.
    """
    query = re.sub("[“”„«»]", '"', clean(query))
    phrases: dict[Phrase, None] = {}
    for quoted, star, plain in _PART.findall(query):
        words = " ".join((quoted or plain).split()[:_LONGEST])
        prefix = bool(star) or words.endswith("*")
        words = words.rstrip("* ")
        if any(letter.isalnum() for letter in words):
            phrases[Phrase(words, prefix)] = None
    if typing and phrases and _UNFINISHED.search(query):
        last = Phrase(phrases.popitem()[0].words, prefix=True)
        phrases[last] = None
    return tuple(phrases)[:_MOST]


def as_query(names: Sequence[str]) -> str:
    """A query that asks for any of these names, as `parse_phrases` reads it."""
    asked = (name.replace('"', " ").strip() for name in names)
    return ", ".join(f'"{name}"' if re.search("[,;]", name) else name for name in asked)


def phrase_pattern(phrases: Sequence[Phrase]) -> re.Pattern[str]:
    """What finds any of the phrases, the longest first, in a text without case and accents."""
    longest = sorted(phrases, key=lambda phrase: -len(phrase.words))
    return re.compile("|".join(map(_phrase_pattern, longest)))


def find(
    text: str,
    phrases: Sequence[Phrase],
    limit: int,
    after: int = 0,
    *,
    given_up: Callable[[], bool] = lambda: False,
) -> Found:
    """The places of the phrases from the offset `after` on, at most `limit`, and their number.

    Case and accents make no difference. Takes time linear in the text's length; once nobody waits
    any more and it is `given_up`, what was found until then is the answer.
    """
    spans: list[Span] = []
    total = 0
    if phrases:
        pattern, done = phrase_pattern(phrases), after
        for begin in range(after - after % _STEP, len(text), _STEP):
            if given_up():
                break
            low = max(0, begin - 1)
            for match in pattern.finditer(alike(text[low : begin + _STEP + _OVER])):
                start, end = match.start() + low, match.end() + low
                if max(begin, done) <= start < begin + _STEP:
                    done = end
                    total += 1
                    if len(spans) < limit:
                        spans.append((start, end))
    return Found(tuple(spans), total)


def _phrase_pattern(phrase: Phrase) -> str:
    parts: list[str] = []
    for word in alike(phrase.words).split():
        if any(is_symbol(letter) for letter in word):
            parts.append(re.escape(word.strip(".,;:!?()[]{}'‘’")))
        else:
            parts += re.findall(f"{_LETTER}+", word)
    before = f"(?<!{_LETTER})" if parts[0][0].isalnum() else ""
    after = f"{_LETTER}*" if phrase.prefix else f"(?!{_LETTER})" if parts[-1][-1].isalnum() else ""
    return before + _BETWEEN.join(parts) + after
