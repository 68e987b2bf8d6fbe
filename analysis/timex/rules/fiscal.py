"""Grammar rules for quarters, halves and fiscal years, as used in business news."""

import re

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.timex.candidate import TimeCandidate, full_year, matched_year
from analysis.timex.lexer import LexemeSequence, parse_ordinal

# Words beside a bare "Q3" or "the second half" that make it a time.
_BUSINESS = lexicon.words("business_nouns")
_GAME = lexicon.words("game_nouns")
_BEFORE_CODE = word_set("IN FOR OF DURING BY FROM TO SINCE UNTIL EARLY LATE MID AND THIS NEXT LAST")


def quarter(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a quarter: the third quarter of 2020; "third" of "the third and fourth quarters"."""
    ordinals = lexed.text(*match.span("nth")).replace(" - ", "-")
    nth = {"final": 4, "last": 4}.get(ordinals) or parse_ordinal(ordinals)
    if nth is None or not 1 <= nth <= 4:
        return None
    pair = lexed.kind(match.end("nth")) in ("AND", "TO", "OR") or lexed.text(
        match.end("nth"), match.end("nth") + 2
    ).startswith("- and")
    first, last = match.start(), match.end("nth") if pair else match.end()
    year = matched_year(match, lexed)
    if year is not None:
        return TimeCandidate(first, last, "DATE", "quarter", f"{year:04d}-Q{nth}")
    if ordinals == "last":
        return TimeCandidate(first, last, "DATE", "quarter", steps="-1Q")
    return TimeCandidate(first, last, "DATE", "quarter", name=f"Q{nth}", policy="either")


def coded_quarter(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a code: Q3 2020, 1H 2024, FY2025 Q1; a bare Q3 only next to a word of business."""
    at = match.start("code")
    code = "".join(sorted(lexed.lower(at).upper(), reverse=True))
    kind = "quarter" if code[0] == "Q" else "half"
    year = matched_year(match, lexed)
    if year is not None:
        return TimeCandidate(*match.span(), "DATE", kind, f"{year:04d}-{code}")
    fiscal = re.search(r"\d+", lexed.lower(match.start())) if match["fiscal"] else None
    if fiscal is not None:
        return TimeCandidate(*match.span(), "DATE", kind, f"FY{full_year(fiscal.group())}-{code}")
    beside = lexed.lower(match.end()) in _BUSINESS
    if not beside and lexed.kind(at - 1) not in _BEFORE_CODE:
        return None
    return TimeCandidate(*match.span(), "DATE", kind, name=code, policy="either")


def half(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a half-year: the first half of 2020; without a year only in a sentence on business."""
    nth = {"latter": 2}.get(lexed.lower(match.start("nth"))) or parse_ordinal(
        lexed.lower(match.start("nth"))
    )
    if nth not in (1, 2, -1):
        return None
    half = 2 if nth == -1 else nth
    year = matched_year(match, lexed)
    if year is not None:
        return TimeCandidate(*match.span(), "DATE", "half", f"{year:04d}-H{half}")
    of_year = re.match(r"of (?:\w+ ){0,2}year\b", lexed.text(match.end(), match.end() + 4))
    if of_year is None and (lexed.kind(match.end()) == "OF" or not _is_business(match, lexed)):
        return None
    return TimeCandidate(*match.span(), "DATE", "half", name=f"H{half}", policy="either")


def _is_business(match: re.Match[str], lexed: LexemeSequence) -> bool:
    """Return True if the sentence of a match is about business and not about a game."""
    token = lexed.token(match.start())
    if token is None:
        return False
    words = lexed.words
    sentence = words.sentences[words.sentence_of(words.token_at(token.start))]
    vocabulary = {token.lower for token in words.tokens_of(sentence)}
    return not _BUSINESS.isdisjoint(vocabulary) and _GAME.isdisjoint(vocabulary)


def fiscal(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a fiscal year: fiscal 2021, the last financial year."""
    year = matched_year(match, lexed)
    if year is not None:
        return TimeCandidate(*match.span(), "DATE", "fiscal", f"FY{year:04d}")
    shift = {"LAST": "-1Y", "PREV": "-1Y", "NEXT": "+1Y", "COMING": "+1Y"}.get(
        lexed.kind(match.start("which")) if match["which"] else "", "+0Y"
    )
    return TimeCandidate(*match.span(), "DATE", "fiscal", steps=f"{shift} FY")


def coded_fiscal(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a fiscal year's code: FY2025; FY 24-25 has the value of its first year."""
    year = re.findall(r"\d+", lexed.lower(match.start()))[0]
    return TimeCandidate(*match.span(), "DATE", "fiscal", f"FY{full_year(year)}")
