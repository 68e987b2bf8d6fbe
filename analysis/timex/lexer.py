"""The vocabulary of time expressions, and the lexer that converts a text to a sequence of kinds.

The grammar matches regular expressions over that sequence, in which each lexeme is one character.

Numbers and ordinals in digits or in English words.
"""

import math
import re
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache

from msgspec import Struct

from analysis import lexicon
from analysis.syntax.tokens import Doc, Token
from analysis.timex.holidays import HOLIDAY_FIRST_WORDS, match_holiday

CARDINALS = lexicon.numbers("numerals", "cardinal")
MAGNITUDES = lexicon.numbers("numerals", "magnitude")
ORDINALS = lexicon.numbers("numerals", "ordinal")
DECADE_WORDS = lexicon.numbers("numerals", "decade")


def parse_number(words: str) -> float | None:
    """Parse a number from lower-case words or digits: "two and a half", "1,200".

    Returns None for anything else, and for hundreds of digits, whose `float` would be infinite.
    """
    total = 0.0
    seen = False
    for word in re.split(r"[\s-]+", words.strip()):
        plain = word.replace(",", "")
        if re.fullmatch(r"\d+(\.\d+)?", plain):
            total += float(plain)
        elif word in CARDINALS:
            total += CARDINALS[word]
        elif word in MAGNITUDES:
            total = (total or 1) * MAGNITUDES[word]
        elif word == "half":
            total += 0.5
        elif word == "quarter":
            total += 0.25
        elif word in ("a", "an", "and", "of"):
            continue
        elif word in ("couple", "pair"):
            total += 2
        else:
            return None
        seen = True
    if not math.isfinite(total):
        return None
    return total if seen else (1 if words.strip() in ("a", "an") else None)


def parse_ordinal(words: str) -> int | None:
    """Parse an ordinal: "21st", "twenty-first", -1 for "last"; None for anything else."""
    words = words.strip().lower()
    digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", words)
    if digits:
        return int(digits[1])
    if words in ORDINALS:
        return ORDINALS[words]
    tens, _, unit = words.replace(" ", "-").partition("-")
    if tens in CARDINALS and unit in ORDINALS and 0 < ORDINALS[unit] < 10:
        return CARDINALS[tens] + ORDINALS[unit]
    return None


MONTHS = lexicon.numbers("months")
WEEKDAYS = lexicon.numbers("weekdays")
UNITS = lexicon.values("time_words", "calendar_unit")
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = lexicon.values("time_words", "part_of_day")
FREQUENCIES = lexicon.values("time_words", "frequency")
_OFFSETS = lexicon.values("time_zones")
ZONES = {zone: _OFFSETS.get(zone, "") for zone in lexicon.words("time_zones")}

_PLURAL = {"century": "centuries", "millennium": "millennia"}
PLURAL_UNITS: dict[str, str] = {_PLURAL.get(name, name + "s"): unit for name, unit in UNITS.items()}
_WORDS_OF_KIND = {
    "UNIT": [name for name in UNITS if name not in ("second", "quarter", "hour", "season")],
    "HOUR": ["hour"],
    "SEASONWORD": ["season"],
    "UNITS": [name for name in PLURAL_UNITS if name != "quarters"],
    "SECOND": ["second"],
    "QUARTER": ["quarter"],
    "SEASON": list(SEASONS),
    "PART": list(PARTS),
    "PARTS": [name + "s" for name in ("morning", "afternoon", "evening", "night")],
    "NOON": ["noon", "midday", "midnight"],
    "CARD": list(CARDINALS),
    "MAG": list(MAGNITUDES),
    "ORD": [name for name in ORDINALS if name not in ("second", "last")],
    "DECADEWORD": list(DECADE_WORDS),
    "FREQ": list(FREQUENCIES),
    "PREV": ["previous", "preceding", "prior"],
    "FOLL": ["following", "subsequent", "ensuing", "succeeding"],
    "COMING": ["coming", "upcoming"],
    "AFTERWARDS": ["afterwards", "afterward", "thereafter", "hence"],
    "PREVIOUSLY": ["previously"],
    "LATEST": ["latest"],
    "COMPARABLE": ["comparable", "corresponding", "equivalent"],
    "QUARTERS": ["quarters"],
    "POSS": list(lexicon.entries("pronouns", "possessive")),
    "START": ["start", "beginning", "outset", "onset", "opening", "turn"],
    "MIDDLE": ["middle", "midst"],
    "END": ["end", "close"],
    "MANY": ["many", "some", "countless"],
    "COUPLE": ["couple", "pair"],
    "DOZENS": ["dozens", "hundreds", "thousands", "tens", "scores"],
    "WHOLE": ["whole", "entire", "full", "single", "mere", "very", "solid"],
    "CONSECUTIVE": ["consecutive", "straight", "successive", "running"],
    "FISCAL": ["fiscal", "financial"],
    "BC": ["bc", "bce"],
    "AD": ["ad", "ce"],
    "AMPM": ["am", "pm"],
    "ZONE": [zone for zone in ZONES if len(zone) > 2],
    "ABOUT": ["about", "around", "approximately", "roughly", "circa"],
    "NEARLY": ["nearly", "almost"],
    "UNTIL": ["until", "till"],
    "HRS": ["hrs", "hr", "hours"],
    "NOWADAYS": ["currently", "nowadays", "presently"],
    "LATELY": ["recently", "lately"],
    "LATTER": ["latter"],
    "SMALL": ["small", "wee"],
    "MOMENT": ["moment"],
    "LITTLE": ["little", "bit", "slightly", "just"],
}
KIND_OF_WORD: dict[str, str] = {
    word: word.upper() for word in sorted(lexicon.words("time_words", "lexeme"))
}
KIND_OF_WORD.update({word: kind for kind, words in _WORDS_OF_KIND.items() for word in words})
KIND_OF_WORD.update({"an": "A", "day": "UNIT", "days": "UNITS", "hours": "HRS"})
_KIND_OF_MARK = {
    ",": "COMMA", ".": "DOT", "-": "HYPH", "–": "HYPH", "—": "HYPH", "'": "APOS", "’": "APOS",
    "‘": "APOS", "(": "LPAR", ")": "RPAR", "$": "MONEY", "£": "MONEY", "€": "MONEY", "¥": "MONEY",
    "%": "PERCENT", "/": "SLASH", "\n": "BREAK", ":": "COLON",
}  # fmt: skip
_KIND_OF_FIGURE = (
    "ISO", "SLASHED", "YEARS", "CLOCK", "FISCALYEAR", "DECADE", "SHORTYEAR", "ORDNUM", "COMPACT",
    "QUARTERCODE", "CODE", "NUMBER",
)  # fmt: skip
_OTHER_KINDS = (
    "MONTH", "WDAY", "WDAYS", "YEAR", "ENDYEAR", "DNUM", "NUM", "FEAST", "WORD", "NAME", "MARK",
)  # fmt: skip
KINDS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (*KIND_OF_WORD.values(), *_KIND_OF_MARK.values(), *_KIND_OF_FIGURE, *_OTHER_KINDS)
    )
)
LETTER_OF_KIND: dict[str, str] = {kind: chr(0x100 + number) for number, kind in enumerate(KINDS)}

# A number with a letter right before it ("A380") or after it ("787-9B") is a code.
_LEXEME = re.compile(
    r"""
    # most words, before the alternatives that begin with digits, "FY", "Q" or "H"
    (?P<PLAIN>(?![FQqH])[^\W\d_](?:(?:\.[^\W\d_])+\.?|[^\W_]*))
    |(?P<ISO>\d{4}-(?:W\d\d
        |\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)(?![\w-]))
    |(?P<SLASHED>\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d\d)(?![\w/.-]{0,20}\d)|\d{4}/\d\d?/\d\d?(?![\w/]))
    |(?P<YEARS>[12]\d{3}\ ?[-–/]\ ?(?:[12]\d{3}|\d\d)(?![\w%]|[-/.,]\d))
    |(?P<COMPACT>(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?[ ]?[AaPp](?:\.[ ]?[Mm]\.|[Mm])(?!\w))
    |(?P<CLOCK>(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d|:\d))
    |(?P<DECADE>(?:(?:1\d|20)\d|['’‘]?[1-9]|[1-9]\d)0['’]?s(?!\w))
    |(?P<SHORTYEAR>(?<![\w])['’‘]\d\d(?![\w%]|[.,]\d))
    |(?P<FISCALYEAR>FY\ ?['’]?(?:\d{4}|\d\d)(?:[-–/]\d\d)?(?![\w%]))
    |(?P<QUARTERCODE>(?:(?<![\w$.-])(?:Q[1-4]|[1-4]Q|H[12]|[12]H)|(?<=\b\d{4}-)[Qq][1-4])(?!\w))
    |(?P<ORDNUM>\d{1,3}(?:st|nd|rd|th)(?!\w))
    |(?P<CODE>\d+(?:\.\d+){2,}|\d[\d.,]{0,20}(?!(?:hrs?|pm|am|bc|BC|AD|PM|AM)\b)[^\W\d_]\w*|\d{5,})
    |(?P<NUMBER>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+)
    |(?P<WORD>[^\W\d_](?:\.[^\W\d_])+\.?|[^\W\d_][^\W_]*)
    |(?P<BREAK>\n[ \t]*\n\s*)
    |(?P<MARK>\S)
    """,
    re.VERBOSE,
)
_WORD_GROUPS = frozenset(("PLAIN", "WORD"))
_ABBREVIATION_STOP = re.compile(r"\.,? ?(?=\d|[A-Z][a-z]{2,8}\.? \d)")
_DAY_MONTH = re.compile(f"{LETTER_OF_KIND['DNUM']}{LETTER_OF_KIND['MONTH']}")
_MONTH_DAY = re.compile(f"{LETTER_OF_KIND['MONTH']}{LETTER_OF_KIND['DNUM']}")
_ZONES_OF_ALL = frozenset(("utc", "gmt", "z"))  # news everywhere gives the time in UTC too
_ZONES_OF_AMERICA = frozenset(
    zone for zone, offset in ZONES.items() if offset[:1] == "-" or not offset
)
_BRITISH = lexicon.words("spelling", "british")
_AMERICAN = lexicon.words("spelling", "american")
_COMPOUND_NAME = re.compile(r"-[a-z]{1,2}-[A-Z]")
_MONTH_FIRST = "United States"
_BOTH_ORDERS = ("Canada", "Philippines", "unknown")


@cache
def _countries_by_order() -> tuple[frozenset[str], frozenset[str]]:
    """Return words for the country that writes the month first, and for those with the day first.

    They are names, peoples and cities of one word.
    """
    month_first: set[str] = set()
    day_first: set[str] = set()
    for country, listed in lexicon.values("countries").items():
        if country not in _BOTH_ORDERS:
            others = lexicon.values("other_names").get(country.lower(), "").split()
            words = {country.lower(), *others, *listed.replace("/", " ").split()} - {"us"}
            (month_first if country == _MONTH_FIRST else day_first).update(words)
    return frozenset(month_first), frozenset(day_first)


_CAPITAL_ONLY = lexicon.words("months", "ambiguous") | lexicon.words("weekdays", "ambiguous")


class LexemeSequence(Struct, frozen=True, dict=True):
    """A text as lexemes: their start and end offsets, lower-case forms and kinds.

    `kinds[i]` is the letter (`LETTER_OF_KIND`) of the kind of lexeme i.
    """

    words: Doc
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    lowers: tuple[str, ...]
    kinds: str

    def kind(self, index: int) -> str:
        """Return the kind of a lexeme, "" beyond the text."""
        if 0 <= index < len(self.kinds):
            return KINDS[ord(self.kinds[index]) - 0x100]
        return ""

    def lower(self, index: int) -> str:
        """Return a lexeme in lower case, "" beyond the text."""
        return self.lowers[index] if 0 <= index < len(self.lowers) else ""

    def text(self, first: int, last: int) -> str:
        """Join the lexemes `first` to `last` (half-open) in lower case, with single blanks."""
        return " ".join(self.lowers[first:last])

    def surface(self, index: int) -> str:
        """Return a lexeme as it is written, "" beyond the text."""
        if 0 <= index < len(self.starts):
            return self.words.text[self.starts[index] : self.ends[index]]
        return ""

    def token(self, index: int) -> Token | None:
        """Return the token in which a lexeme begins, None beyond the text."""
        if not 0 <= index < len(self.starts) or not self.words.tokens:
            return None
        return self.words.tokens[self.words.token_at(self.starts[index])]

    def tag(self, index: int) -> str:
        """Return the Penn tag of the token in which a lexeme begins, "" beyond the text."""
        token = self.token(index)
        return token.tag if token is not None else ""

    def is_adjacent(self, index: int) -> bool:
        """Return True if the next lexeme follows a lexeme without a space."""
        return index + 1 < len(self.starts) and self.ends[index] == self.starts[index + 1]

    @cached_property
    def is_day_first(self) -> bool | None:
        """True if the text writes the day before the month, None if nothing shows it.

        The signs are, in this order: a date in digits with a number above 12, dates with the
        month in words, British or American spelling, time zones of America or elsewhere,
        places in the United States or in a country that writes the day first.
        """
        slashed = LETTER_OF_KIND["SLASHED"]
        pairs = (
            re.match(r"(\d\d?)\D(\d\d?)\D", lower)
            for lower, kind in zip(self.lowers, self.kinds, strict=True)
            if kind == slashed
        )
        for pair in filter(None, pairs):
            if (int(pair[1]) > 12) != (int(pair[2]) > 12):
                return int(pair[1]) > 12
        balance = len(_DAY_MONTH.findall(self.kinds)) - len(_MONTH_DAY.findall(self.kinds))
        if not balance:
            words = set(self.lowers)
            balance = len(words & _BRITISH) - len(words & _AMERICAN)
        if not balance:
            zones = (
                lower in _ZONES_OF_AMERICA
                for at, lower in enumerate(self.lowers)
                if lower in ZONES and lower not in _ZONES_OF_ALL and self.surface(at).isupper()
            )
            balance = sum(-1 if american else 1 for american in zones)
        if not balance:
            capitalized = {
                lower for at, lower in enumerate(self.lowers) if self.surface(at)[0].isupper()
            }
            month_first, day_first = _countries_by_order()
            american = "U.S" in self.words.text or not month_first.isdisjoint(capitalized)
            balance = (not day_first.isdisjoint(capitalized)) - american
        return balance > 0 if balance else None

    @cached_property
    def sentence_starts(self) -> frozenset[int]:
        """The offsets at which sentences start."""
        return frozenset(sentence.start for sentence in self.words.sentences)


def lex(words: Doc) -> LexemeSequence:
    """Split a text into lexemes; its tokens are used only for their tags."""
    starts: list[int] = []
    ends: list[int] = []
    lowers: list[str] = []
    letters: list[str] = []
    for start, end, lower, kind in _lexemes(words.text):
        starts.append(start)
        ends.append(end)
        lowers.append(lower)
        letters.append(LETTER_OF_KIND[kind])
    return LexemeSequence(words, tuple(starts), tuple(ends), tuple(lowers), "".join(letters))


def _lexemes(text: str) -> Iterator[tuple[int, int, str, str]]:
    position = 0
    while position < len(text):
        for match in _LEXEME.finditer(text, position):
            start, end = match.span()
            position = end
            group = match.lastgroup or "MARK"
            if group in _WORD_GROUPS:
                word = match[0]
                if text.startswith("-", end) and _COMPOUND_NAME.match(text, end):
                    yield start, end, word.lower(), "NAME"  # "Mar-a-Lago" is no month
                    continue
                lower, kind = _read_word(word)
                if lower in HOLIDAY_FIRST_WORDS and word[0].isupper():
                    feast = match_holiday(text, start)
                    if feast is not None:
                        kind, (lower, end) = "FEAST", feast
                elif (
                    kind in ("MONTH", "WDAY")
                    and len(lower) < 5
                    and _ABBREVIATION_STOP.match(text, end)
                    and lower not in ("may", "june", "july")
                ):
                    end += 1
                yield start, end, lower, kind
                if end != position:
                    position = end
                    break  # the next lexeme begins behind the longer one
            elif group == "YEARS":
                yield from _year_lexemes(start, end, match[0].lower())
            else:
                lower, kind = match[0].lower(), group
                if group == "NUMBER":
                    kind = _kind_of_number(lower)
                elif group == "MARK":
                    kind = _KIND_OF_MARK.get(lower, "MARK")
                yield start, end, lower, kind
        else:
            return


@lru_cache(maxsize=50_000)
def _read_word(word: str) -> tuple[str, str]:
    """Return the lower-case letters of a word and its kind.

    A full stop may belong to the word or end a sentence, so that only the letters are compared.
    """
    lower = word.lower().replace(".", "")
    return lower, KIND_OF_WORD.get(lower) or _kind_of_word(word, lower)


def _year_lexemes(start: int, end: int, pair: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield the lexemes of a pair of years: one for a season such as 2011-12, else three."""
    first, last = pair[:4], re.split(r"\D+", pair)[-1]
    if len(last) == 2 and pair[4] != " " and int(last) == (int(first) + 1) % 100:
        yield start, end, pair, "YEARS"
        return
    # "2015-12" is a month: 12 cannot be the last two digits of a later year.
    is_month = len(pair) == len("2015-12") and pair[4] == "-"
    if is_month and 1 <= int(last) <= min(12, int(first[2:])):
        yield start, end, pair, "ISO"
        return
    yield start, start + 4, first, "YEAR"
    yield start + 4, end - len(last), "-", "HYPH"
    if len(last) == 2 and int(last) > int(first[2:]):
        yield end - 2, end, first[:2] + last, "ENDYEAR"
    else:
        yield end - len(last), end, last, _kind_of_number(last)


def _kind_of_word(word: str, lower: str) -> str:
    capital = word[0].isupper()
    if capital and lower in MONTHS:
        return "MONTH"
    if lower in WEEKDAYS and (capital or len(lower) > 5) and not (word.isupper() and len(word) < 5):
        return "WDAY"
    if lower.endswith("s") and lower[:-1] in WEEKDAYS and len(lower) > 6:
        return "WDAYS"
    if lower in MONTHS and len(lower) > 3 and lower not in _CAPITAL_ONLY:
        return "MONTH"
    return "NAME" if capital else "WORD"


def _kind_of_number(number: str) -> str:
    if not number.isdigit():
        return "NUM"
    if len(number) == 4 and 1000 <= int(number) < 2200:
        return "YEAR"
    return "DNUM" if len(number) <= 2 and 1 <= int(number) <= 31 else "NUM"
