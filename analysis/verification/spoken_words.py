"""Words of a quotation or of its original, in the form in which they are compared.

Case, accents, marks and spelling do not count, and contractions are written in full. Numbers have
their value: "two hundred and fifty" and "250" are the same word.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from analysis.folded_text import fold_text
from analysis.verification.spoken_numbers import read_numbers
from analysis.verification.word_records import Normalization, SpokenWord
from analysis.verification.wording_rules import load_rules

_L = "[^\\W\\d_](?:[\u00ad\u200b-\u200d\u2060\ufeff]*[^\\W\\d_])*"
_ENDS = "|".join(load_rules().figures["ends"])
_CJK = "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_WORD = re.compile(
    rf"{_CJK}|['’]?\b(?:[^\W\d_]\.){{2,}}|(?<![\w])['’](?:em|cause|til)\b"
    rf"|{_L}(?:['’ʼ‘]{_L})*"
    rf"|\d+(?:,\d{{3}})*(?:\.\d+)?(?:{_ENDS})?(?![^\W\d_])|\d+|[%&$£€¥½¼¾]",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")
_NEGATED = re.compile(r"(.+)n't")
_ENDING = re.compile(r"(.+?)('(?:m|re|ve|ll|s|d))")
_FRACTIONS = {"½": "half", "¼": "quarter", "¾": "three quarters"}
_FRAGMENT = re.compile(r"[-–—]+(?=\s)")


def find_spoken_words(text: str, start: int = 0, end: int | None = None) -> list[SpokenWord]:
    """Return the words between two offsets of a text, in order."""
    words: list[SpokenWord] = []
    stop = len(text) if end is None else end
    for match in _WORD.finditer(text, start, stop):
        first, last = match.span()
        keys, form, how = _normalize(match[0])
        breaks_off = text[last : last + 1] in "-–—" and bool(_FRAGMENT.match(text, last, stop))
        words += [SpokenWord(key, first, last, form, how, False, breaks_off) for key in keys]
    return _join_phrases(read_numbers(words))


def _join_phrases(words: Sequence[SpokenWord]) -> list[SpokenWord]:
    """Replace phrases that are equivalent to one word: "per cent" → "percent"."""
    phrases = _phrases()
    joined: list[SpokenWord] = []
    at = 0
    while at < len(words):
        word = words[at]
        key = phrases.get(word.key, {}).get(words[at + 1].key) if at + 1 < len(words) else None
        if key is None:
            joined.append(word)
            at += 1
            continue
        following = words[at + 1]
        form = f"{word.form} {following.form}"
        joined.append(SpokenWord(key, word.start, following.end, form, "spelling"))
        at += 2
    return joined


@cache
def _phrases() -> dict[str, dict[str, str]]:
    phrases: dict[str, dict[str, str]] = {}
    for phrase, key in load_rules().equivalents.items():
        first, _, second = phrase.partition(" ")
        if second:
            phrases.setdefault(first, {})[second] = key
    return phrases


@lru_cache(maxsize=65_536)
def _normalize(written: str) -> tuple[tuple[str, ...], str, Normalization]:
    """Return the keys of a written word, its form, and the rule that made the keys."""
    rules = load_rules()
    form = _INVISIBLE.sub("", written).translate(_APOSTROPHES)
    how: Normalization = "" if form == written.translate(_APOSTROPHES) else "confusables"
    form = unicodedata.normalize("NFKC", form) if not form.isascii() else form
    form = fold_text(_FRACTIONS.get(written, form)).casefold()
    if not form.isascii():
        latin = _to_latin(form)
        how, form = ("confusables", latin) if latin != form else (how, form)
    if "." in form and not form[0].isdigit():
        return (form.replace(".", "").strip("'"),), form, "abbreviations"
    if form in rules.equivalents:
        full = tuple(rules.equivalents[form].split())
        return full, form, "contractions" if len(full) > 1 else "spelling"
    if "'" in form:
        keys = tuple(
            key for part in _expand(form) for key in rules.equivalents.get(part, part).split()
        )
        return tuple(map(to_american, keys)), form, "contractions" if len(keys) > 1 else how
    for auxiliary in rules.captions["negated"]:
        if form == f"{auxiliary}nt":
            return (auxiliary, "not"), form, "contractions"
    american = to_american(form)
    return (american,), form, how if american == form else "spelling"


def _expand(form: str) -> Iterator[str]:
    """Yield the parts of a contracted word, the ends in full: "isn't" → "is", "not"."""
    contractions = load_rules().contractions
    form = form.strip("'")
    if form in load_rules().readings:
        yield form
    elif negated := _NEGATED.fullmatch(form):
        yield from (negated[1], contractions["n't"])
    elif ending := _ENDING.fullmatch(form):
        yield from _expand(ending[1])
        yield contractions[ending[2]]
    else:
        yield form.replace("'", "")


@lru_cache(maxsize=65_536)
def to_american(form: str) -> str:
    """Return a word in American spelling; a word that is no word of English may change too."""
    words = load_rules().spelling.words
    if form in words:
        return words[form]
    if len(form) > 4 and form.isascii() and form.isalpha():
        for end, american in _compiled_ends():
            if match := end.fullmatch(form):
                return match[1] + match.expand(american)
    return form


@cache
def _compiled_ends() -> tuple[tuple[re.Pattern[str], str], ...]:
    compiled = []
    for end, american, least in load_rules().spelling.ends:
        shifted = re.sub(r"\\(\d)", lambda number: f"\\{int(number[1]) + 1}", american)
        compiled.append((re.compile(rf"([a-z]{{{least},}}?){end}"), shifted))
    return tuple(compiled)


def _to_latin(form: str) -> str:
    """Return a word with the letters of other scripts that look like Latin ones replaced."""
    if not any(map(str.isascii, form)):
        return form
    confusables = load_rules().confusables
    return form.translate(str.maketrans(confusables["letters"], confusables["latin"]))
