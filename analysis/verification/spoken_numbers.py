"""Numbers in words and figures, joined to one word with its value."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from analysis import lexicon
from analysis.verification.word_records import SpokenWord
from analysis.verification.wording_rules import load_rules

_ENDS = "|".join(load_rules().figures["ends"])
_FIGURES = re.compile(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)({_ENDS})?")
_CURRENCIES = {"dollar", "pound", "euro", "yen"}


class _Reading(NamedTuple):
    """A number that begins at a word: its key, and the index after it."""

    key: str
    end: int


@cache
def _values() -> dict[str, int]:
    return dict(lexicon.numbers("numerals", "cardinal"))


@cache
def _magnitudes() -> dict[str, int]:
    return {**lexicon.numbers("numerals", "magnitude"), **load_rules().numbers}


@cache
def _ordinals() -> dict[str, int]:
    listed = lexicon.numbers("numerals", "ordinal")
    scales = {"hundredth": 100, "thousandth": 1000, "millionth": 1_000_000}
    return {word: value for word, value in listed.items() if value > 0} | scales


@cache
def _decades() -> dict[str, int]:
    return {word: 10 * value for word, value in lexicon.numbers("numerals", "decade").items()}


@cache
def _first_words() -> frozenset[str]:
    return frozenset((*_values(), *_ordinals(), *_decades(), *_magnitudes()))


def read_numbers(words: Sequence[SpokenWord]) -> list[SpokenWord]:
    """Join the words of each number to one, whose key has its value: "seven hundred" → `#700`."""
    if not any(word.key[0].isdigit() or word.key in _first_words() for word in words):
        return list(words)
    joined: list[SpokenWord] = []
    at = 0
    while at < len(words):
        reading = _read_number(words, at)
        if reading is None:
            joined.append(words[at])
            at += 1
            continue
        first, last = words[at], words[reading.end - 1]
        form = " ".join(word.form for word in words[at : reading.end])
        number = replace(first, key=reading.key, end=last.end, form=form, how="numerals")
        is_new = bool(joined) and joined[-1].key in _CURRENCIES and joined[-1].end <= first.start
        if is_new and joined[-1].form in "$£€¥" and joined[-1].how != "numerals":
            currency = joined.pop()
            start = currency.start  # both have one span, and the order in which they are spoken
            joined += [
                replace(number, start=start),
                replace(currency, end=last.end, how="numerals"),
            ]
        else:
            joined.append(number)
        at = reading.end
    return joined


def _read_number(words: Sequence[SpokenWord], at: int) -> _Reading | None:
    """Read the longest number that begins at a word."""
    word = words[at]
    if figures := _FIGURES.fullmatch(word.key):
        return _read_figures(words, at, figures)
    if word.key in _decades():
        return _Reading(f"#{_decades()[word.key]}s", at + 1)
    if word.key in ("a", "half") or word.key in _first_words():
        return _read_words(words, at)
    return None


def _read_figures(words: Sequence[SpokenWord], at: int, figures: re.Match[str]) -> _Reading:
    value = float(figures[1].replace(",", "")) if len(figures[1]) < 40 else 0.0
    suffix = figures[2] or ""
    if suffix in ("st", "nd", "rd", "th"):
        return _Reading(f"#{_format(value)}th", at + 1)
    if suffix == "s":
        return _Reading(f"#{_format(value)}s", at + 1)
    if not value:
        return _Reading(f"#{figures[1]}", at + 1)
    value *= _magnitudes().get(suffix, 1)
    end = at + 1
    if end < len(words) and words[end].form in ("half", "½") and words[at].end == words[end].start:
        value, end = value + 0.5, end + 1
    while end < len(words) and words[end].key in _magnitudes() and len(words[end].key) > 2:
        value, end = value * _magnitudes()[words[end].key], end + 1
    return _Reading(f"#{_format(value)}", end)


def _read_words(words: Sequence[SpokenWord], at: int) -> _Reading | None:
    """Read a number in words; "a" and "half" only before a magnitude: "half a million"."""
    keys = [word.key for word in words[at : at + 12]]
    total, group, end = 0.0, 0.0, 0
    seen = False
    last = 0.0  # the value of the word before
    if keys[0] == "half":
        if len(keys) > 2 and keys[1] == "a" and keys[2] in _magnitudes():
            return _Reading(f"#{_format(0.5 * _magnitudes()[keys[2]])}", at + 3)
        return None
    if keys[0] == "a":
        if len(keys) < 2 or keys[1] not in _magnitudes() or len(keys[1]) < 3:
            return None
        group, end, seen, last = 1.0, 1, True, 1.0
    while end < len(keys):
        key = keys[end]
        following = keys[end + 1] if end + 1 < len(keys) else ""
        if key in _values():
            value = _values()[key]
            if seen and last and not _continues(last, value):
                if total or group >= 100 or not (10 <= group < 100 and 10 <= value < 100):
                    break
                group = 100 * group + value  # nineteen ninety
                if following in _values() and _values()[following] < 10 and value >= 20:
                    group, end = group + _values()[following], end + 1
                return _Reading(f"#{_format(group)}", at + end + 1)
            group, seen, last = group + value, True, float(value)
        elif key in _magnitudes() and len(key) > 2:
            scale = _magnitudes()[key]
            if scale == 100 or scale == 12:
                group = (group or 1) * scale
            else:
                total, group = total + (group or 1) * scale, 0.0
            seen, last = True, float(scale)
        elif key == "and" and seen and last >= 100 and following in _values():
            pass
        elif key == "and" and seen and following == "a" and keys[end + 2 : end + 3] == ["half"]:
            factor = _magnitudes().get("".join(keys[end + 3 : end + 4]), 1)
            stop = at + end + (3 if factor == 1 else 4)
            return _Reading(f"#{_format((total + group + 0.5) * factor)}", stop)
        elif key == "point" and seen and following in _values():
            digits = ""
            while end + 1 < len(keys) and _values().get(keys[end + 1], 10) < 10:
                digits, end = digits + str(_values()[keys[end + 1]]), end + 1
            decimal = float(f"{int(total + group)}.{digits}") if digits else total + group
            end += 1
            factor = _magnitudes().get("".join(keys[end : end + 1]), 1)
            return _Reading(f"#{_format(decimal * factor)}", at + end + (factor > 1))
        elif key in _ordinals() and (not seen or last >= 20):
            return _Reading(f"#{_format(total + group + _ordinals()[key])}th", at + end + 1)
        elif key in _decades() and seen and 10 <= group < 100:
            return _Reading(f"#{_format(100 * group + _decades()[key])}s", at + end + 1)
        else:
            break
        end += 1
    if not seen or (keys[0] == "a" and end == 1):
        return None
    return _Reading(f"#{_format(total + group)}", at + end)


def _continues(last: float, value: float) -> bool:
    """Return whether a value can follow another in one number: "twenty one", "hundred five"."""
    return (20 <= last < 100 and last % 10 == 0 and value < 10) or last >= 100


def _format(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
