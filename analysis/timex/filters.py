"""Filters that reject false dates: modals, verbs, titles, amounts and codes."""

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.syntax.tag_sets import COMMON_NOUN_TAGS, NOUN_TAGS
from analysis.timex.lexer import LexemeSequence

_DATE_HINTS = word_set(
    """
    IN SINCE BY UNTIL OF LAST NEXT THIS THAT EARLY MID LATE FROM TO BETWEEN AND DURING EVERY
    EACH HYPH BEFORE AFTER SAME PREV FOLL COMING WITHIN OR THE AROUND ABOUT FOR SLASH
    """
)
_FIRM_DATE_HINTS = _DATE_HINTS - {"HYPH", "AND"}
# "Sept" is a month in any place.
_DOUBTFUL_MONTHS = (lexicon.words("months", "short") | {"may", "march"}) - {"sept"}


def is_bare_month(at: int, lexed: LexemeSequence) -> bool:
    """Return True if a month's name is a month here, not a modal, a verb or a person."""
    word = lexed.lower(at)
    token = lexed.token(at)
    before = lexed.kind(at - 1)
    if token is not None and token.name.endswith("PERSON"):
        return False
    if is_in_longer_name(at, lexed):
        return False  # Mar del Plata, March of Dimes
    if lexed.surface(at - 1) in ("Black", "Red", "Bloody"):
        return False  # Black September
    if word in _DOUBTFUL_MONTHS:
        if lexed.tag(at) == "MD":
            return False
        if len(word) == 3 and word != "may" and lexed.kind(at + 1) != "DOT":
            return before in _FIRM_DATE_HINTS
        if word == "march" and before == "THE" and lexed.tag(at + 1) not in NOUN_TAGS:
            return False  # a march, not a month
        return before in _DATE_HINTS
    return before != "NAME" or word not in ("april", "june", "august")


_AFTER_WEEKDAY = lexicon.words("organization_nouns", "after_weekday")


_NAMED = word_set("PERSON ORG FAC GPE LOC WORK_OF_ART PRODUCT LAW")


def is_in_longer_name(at: int, lexed: LexemeSequence) -> bool:
    """Return True if a word is part of a longer name: Tuesday Weld, Spring Street."""
    token = lexed.token(at)
    if token is None or token.name[2:] not in _NAMED:
        return False
    tokens = lexed.words.tokens
    index = lexed.words.token_at(token.start)
    following = tokens[index + 1].name if index + 1 < len(tokens) else "O"
    return token.name.startswith("I-") or following == "I-" + token.name[2:]


def is_in_title(at: int, lexed: LexemeSequence) -> bool:
    """Return True if a weekday is part of a title: The Sunday Times, Black Friday."""
    if is_in_longer_name(at, lexed):
        return True
    if lexed.surface(at + 1)[:1].isupper() and lexed.lower(at + 1) in _AFTER_WEEKDAY:
        return True
    if lexed.surface(at - 2) == "Mail" and lexed.kind(at - 1) == "ON":
        return True
    return lexed.lower(at - 1) in ("bloody", "black", "cyber", "super", "ruby", "holy", "freaky")


# Nouns that a number identifies: "Room 1984".
_NUMBERED = lexicon.words("numbered_nouns")


_MEASURES = lexicon.words("measures")


def is_thing_number(at: int, lexed: LexemeSequence) -> bool:
    """Return True if a number identifies a thing: Version 2.1.2024, Room 1984."""
    return lexed.lower(at - 1) in _NUMBERED


HIJRI_ERA = word_set("ah hijri hijra")
_ISLAMIC = HIJRI_ERA | word_set("islamic muslim")
_HIJRI_MONTHS = lexicon.words("time_words", "hijri_month")


def is_hijri_year(at: int, lexed: LexemeSequence) -> bool:
    """Return True for a year of the Islamic calendar: 1445 AH, 1 Muharram 1445, Hijri year 1445."""
    if lexed.lower(at + 1) in HIJRI_ERA or lexed.lower(at - 1) in HIJRI_ERA:
        return True
    if lexed.lower(at) >= "1600":
        return False
    before = {lexed.lower(at - 1), lexed.lower(at - 2)}
    if not before.isdisjoint(_HIJRI_MONTHS | HIJRI_ERA):
        return True
    after = {lexed.lower(index) for index in range(at + 1, at + 5)}
    return "calendar" in after and not after.isdisjoint(_ISLAMIC)


_EARLY = 1800  # the years before it are rarely named without a preposition


def _counts_things(at: int, lexed: LexemeSequence) -> bool:
    """Return True if a number at `at` - 1 counts the things after it: "1414 alleged killings"."""
    while lexed.tag(at) in ("JJ", "VBN", "VBG"):
        at += 1
    return lexed.tag(at) == "NNS"


def is_year(at: int, lexed: LexemeSequence) -> bool:
    """Return True if a number of four digits is a year, not an amount or a code."""
    if is_hijri_year(at, lexed):
        return False
    while lexed.kind(at + 1) == "HYPH" and lexed.kind(at + 2) == "YEAR":
        # A loop: hundreds of years in a row would exceed the recursion limit.
        if int(lexed.lower(at)) >= int(lexed.lower(at + 2)):
            return False
        at += 2
    before, after = lexed.kind(at - 1), lexed.kind(at + 1)
    year = int(lexed.lower(at))
    if after == "HYPH" and lexed.kind(at + 2) == "ENDYEAR":
        return True
    if before in ("MONEY", "MARK", "SLASH", "COLON") and lexed.is_adjacent(at - 1):
        return False
    if after in ("PERCENT", "UNITS", "HRS", "MONEY", "MAG") or is_thing_number(at, lexed):
        return False
    if before == "ABOUT" and lexed.tag(at + 1) in COMMON_NOUN_TAGS:
        return False
    if before == "HYPH":  # "mid-2022 prices"
        before = lexed.kind(at - 2)
    firm = before in (
        "IN", "SINCE", "UNTIL", "BY", "DURING", "EARLY", "LATE", "MID", "SEASON", "MONTH", "LPAR"
    )  # fmt: skip
    if lexed.lower(at + 1) in _MEASURES or (year % 100 == 0 and lexed.tag(at + 1) == "NNS"):
        return False  # "2024 yen", "in 1500 homes"
    counted = not firm and before not in ("THE", "OF", "POSS")
    if year < _EARLY and counted and _counts_things(at + 1, lexed):
        return False  # "documented 1414 alleged killings"
    if year > 2100 or year < 1400:
        return firm and lexed.tag(at + 1) != "NNS" and before != "LPAR"
    if lexed.tag(at + 1) == "NNS" and not firm:
        return before in ("THE", "OF", "POSS") and year % 100 != 0
    if before in ("THAN", "OVER", "NEARLY", "AT", "LEAST", "UP"):
        return False
    if year % 100 == 0 and lexed.tag(at + 1) in ("JJ", "NN") and not firm:
        return False
    return firm or before not in ("DOT", "CARD", "NUM", "DNUM") or not lexed.is_adjacent(at - 1)
