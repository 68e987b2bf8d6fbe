"""Grammar rules for calendar dates, complete or partial."""

import math
import re

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import Reason
from analysis.syntax.tag_sets import NOUN_OR_ADJECTIVE_TAGS, VERB_TAGS
from analysis.timex.calendar import day_number, month_length
from analysis.timex.candidate import TimeCandidate, full_year, matched_year
from analysis.timex.filters import (
    is_bare_month,
    is_hijri_year,
    is_in_longer_name,
    is_in_title,
    is_thing_number,
    is_year,
)
from analysis.timex.lexer import (
    CARDINALS,
    DECADE_WORDS,
    MONTHS,
    SEASONS,
    WEEKDAYS,
    LexemeSequence,
    parse_ordinal,
)


def iso(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match an ISO date: 2013-03-20, 2013-03-20T15:30, 2013-03, 2013-W12."""
    value = lexed.lower(match.start()).upper().replace(" ", "T")
    if len(value) == 7:
        return TimeCandidate(*match.span(), "DATE", "month", value)
    if value[5] == "W":
        return (
            TimeCandidate(*match.span(), "DATE", "shift", value)
            if "00" < value[6:] < "54"
            else None
        )
    month, day = int(value[5:7]), int(value[8:10])
    if not 1 <= month <= 12 or not 1 <= day <= month_length(int(value[:4]), month):
        return None
    kind = "clock" if "T" in value else "day"
    return TimeCandidate(*match.span(), "TIME" if kind == "clock" else "DATE", kind, value)


def slashed(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a numeric date: 3/12/2024, 12.03.2024, 2024/3/12.

    The text shows whether the day comes first; if it does not, the reason says so.
    """
    text = lexed.lower(match.start())
    if is_thing_number(match.start(), lexed):
        return None
    numbers = [int(part) for part in re.split(r"\D", text)]
    ambiguous = False
    if numbers[0] > 31:
        year, month, day = numbers
    elif numbers[0] > 12 or "." in text or (numbers[1] <= 12 and lexed.is_day_first):
        day, month, year = numbers
    else:
        month, day, year = numbers
        ambiguous = lexed.is_day_first is None and day <= 12 and day != month
    if year < 100:
        year += 2000 if year < 50 else 1900
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        return None
    value = f"{year:04d}-{month:02d}-{day:02d}"
    if not ambiguous:
        return TimeCandidate(*match.span(), "DATE", "day", value)
    reason = Reason.of("time.day_order", other=f"{year:04d}-{day:02d}-{month:02d}")
    return TimeCandidate(*match.span(), "DATE", "day", value, reason=reason)


def nine_eleven(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    if lexed.lower(match.start()) != "9" or lexed.lower(match.end() - 1) != "11":
        return None
    return TimeCandidate(*match.span(), "DATE", "named", "2001-09-11")


def month_day(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a day and a month: March 3, 2011; Tuesday, 3rd of March; 3 March."""
    month = _month_number(match.start("month"), lexed)
    day = _day_number(match, lexed, "day")
    if month is None or day is None or not 1 <= day <= 31:
        return None
    day_first = match.start("day") < match.start("month")
    if day_first and lexed.kind(match.start("day") - 1) == "MONEY":
        return None  # "It cost $12 December 27"
    year = matched_year(match, lexed)
    if year is not None:
        if day > month_length(year, month):
            return None
        first = match.start()
        weekday = WEEKDAYS.get(lexed.lower(first)) or WEEKDAYS.get(lexed.lower(first + 1))
        if weekday is not None and (day_number(year, month, day) - weekday) % 7:
            # The weekday does not fit the date: it belongs to the line before.
            first = min(match.start("month"), match.start("day"))
        value = f"{year:04d}-{month:02d}-{day:02d}"
        return TimeCandidate(first, match.end(), "DATE", "day", value)
    if day > month_length(2000, month):
        return None
    name = f"M{month:02d}-{day:02d}"
    following = lexed.text(match.end(), match.end() + 2)
    if name == "M09-11" and re.match(r"(?:terror\w* )?(?:attack|hijack)", following):
        return TimeCandidate(*match.span(), "DATE", "named", "2001-09-11")
    return TimeCandidate(*match.span(), "DATE", "monthday", name=name, policy="either")


def paired_day(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the bare number of a pair of days: "5" in "March 3-5", "3" in "the 3rd and 5 March"."""
    found = _day_number(match, lexed, "other")
    month = _month_number(match.start("month"), lexed)
    if found is None or month is None or found > month_length(2000, month):
        return None
    year = matched_year(match, lexed)
    first, last = match.span("other")
    follows = match.start("month") < first
    if follows and lexed.kind(first - 1) == "WORD" and lexed.lower(first - 1) != "through":
        return None
    if follows:  # "March 3-5, 2011": the year follows the second day
        last = match.end()
    if lexed.kind(first - 1) == "THE":
        first -= 1
    if year is not None:
        if found > month_length(year, month):
            return None
        return TimeCandidate(first, last, "DATE", "day", f"{year:04d}-{month:02d}-{found:02d}")
    name = f"M{month:02d}-{found:02d}"
    return TimeCandidate(first, last, "DATE", "monthday", name=name, policy="either")


def month_year(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    month, year = _month_number(match.start("month"), lexed), matched_year(match, lexed)
    if month is None or year is None:
        return None
    return TimeCandidate(*match.span(), "DATE", "month", f"{year:04d}-{month:02d}")


def bare_month(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.start()
    month = _month_number(at, lexed)
    if month is None or not is_bare_month(at, lexed):
        return None
    return TimeCandidate(at, match.end(), "DATE", "month", name=f"M{month:02d}", policy="either")


def weekday(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.start("wday")
    name = lexed.lower(at)
    if len(name) < 6 and not (name not in ("sun", "sat", "wed") and lexed.kind(at + 1) == "DOT"):
        return None
    if is_in_title(at, lexed):
        return None
    name = f"W{WEEKDAYS[name]}"
    if match["week"] and lexed.lower(at + 1) == "week":  # "on Tuesday week": the one after next
        return TimeCandidate(at, at + 2, "DATE", "day", steps=f">{name} +1W@D")
    return TimeCandidate(at, at + 1, "DATE", "weekday", name=name, policy="either")


def bare_year(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a year: 1994, the year 2000; not the "year 2024" of "full-year 2024"."""
    at = match.start("year")
    if is_hijri_year(at, lexed):
        return None
    hyphened = lexed.kind(match.start() - 1) == "HYPH"
    if match["word"] and lexed.lower(at - 1) in ("year", "years") and not hyphened:
        return TimeCandidate(*match.span(), "DATE", "year", lexed.lower(at))
    if lexed.kind(at) == "YEAR" and not is_year(at, lexed):
        return None
    return TimeCandidate(at, match.end(), "DATE", "year", lexed.lower(at))


def short_year(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.start()
    if lexed.kind(at - 1) not in ("SINCE", "IN", "OF", "LATE", "EARLY", "FROM", "TO", "THE"):
        return None
    return TimeCandidate(at, match.end(), "DATE", "year", full_year(lexed.lower(at)[1:]))


def year_pair(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match two consecutive years as one season: 2011-12."""
    first = int(lexed.lower(match.start())[:4])
    return TimeCandidate(*match.span(), "DATE", "years", f"{first}/{first + 1}")


def ancient(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    words = lexed.text(*match.span("era"))
    if words in ("ad", "ce") and not lexed.surface(match.start("era")).isupper():
        return None
    year = _whole_number(match.start("year"), lexed)
    if year is None or not 1 <= year < 10000:
        return None
    value = f"BC{year:04d}" if words in ("bc", "bce") else f"{year:04d}"
    return TimeCandidate(*match.span(), "DATE", "year", value)


def ancient_month(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    month = _month_number(match.start("month"), lexed)
    year = lexed.lower(match.start("year"))
    if month is None or not 1 <= int(year) <= 9999:
        return None
    return TimeCandidate(*match.span(), "DATE", "month", f"BC{int(year):04d}-{month:02d}")


def ancient_day(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a day of an ancient year: 15 March 44 BC, March 15, 44 BC."""
    month, day = _month_number(match.start("month"), lexed), _day_number(match, lexed, "day")
    year = lexed.lower(match.start("year"))
    era = lexed.surface(match.start("era"))
    if month is None or day is None:
        return None
    if not 1 <= int(year) <= 9999 or day > month_length(2000, month):
        return None
    before_christ = "BC" if era in ("BC", "BCE") else ""
    value = f"{before_christ}{int(year):04d}-{month:02d}-{day:02d}"
    return TimeCandidate(*match.span(), "DATE", "day", value)


def weekday_of_month(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a weekday with its day of the month: Monday the 27th."""
    day = _day_number(match, lexed, "day")
    if day is None or lexed.tag(match.end()) in NOUN_OR_ADJECTIVE_TAGS:
        return None
    return TimeCandidate(*match.span(), "DATE", "dayofmonth", name=f"D{day:02d}", policy="either")


def spelled_year(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a year in words: nineteen ninety-six, twenty twelve, nineteen oh five."""
    century = CARDINALS[lexed.lower(match.start("century"))]
    rest = _spelled_rest(match, lexed)
    if (
        match["tens"] is None
        and rest is not None
        and lexed.lower(match.start("century") + 1) != "oh"
    ):
        return None
    if not 12 <= century <= 20 or rest is None:
        return None
    return TimeCandidate(*match.span(), "DATE", "year", f"{int(century) * 100 + rest}")


def spelled_millennium(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a year of this millennium in words: the year two thousand, in two thousand and five."""
    words = (lexed.lower(match.start("two")), lexed.lower(match.start("thousand")))
    placed = match["word"] is not None and lexed.lower(match.start("two") - 1) == "year"
    if words != ("two", "thousand") or lexed.tag(match.end()) in ("NNS", "NN", "CD", "JJ"):
        return None
    if not placed and lexed.kind(match.start() - 1) not in ("IN", "SINCE", "MONTH", "UNTIL"):
        return None
    rest = 0
    if match["tens"]:
        unit = CARDINALS[lexed.lower(match.start("tens"))]
        spelled = unit if unit < 10 and not match["unit"] else _spelled_rest(match, lexed)
        if spelled is None:
            return None
        rest = int(spelled)
    first = match.start() if placed else match.start("two")
    last = match.end() if match["tens"] else match.end("thousand")
    return TimeCandidate(first, last, "DATE", "year", f"{2000 + rest}")


def _spelled_rest(match: re.Match[str], lexed: LexemeSequence) -> int | None:
    """Return the last two digits of a year in words: "ninety-six", "twelve"; None for others."""
    unit = int(CARDINALS[lexed.lower(match.start("unit"))]) if match["unit"] else 0
    if match["tens"] is None:
        return unit if 0 < unit < 10 else None
    tens = int(CARDINALS[lexed.lower(match.start("tens"))])
    if unit and (tens % 10 or tens < 20 or unit > 9):
        return None
    return tens + unit if tens >= 10 else None


def day_of_month(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the day in "on the 14th", of the current month of the text."""
    day = _day_number(match, lexed, "day")
    before, after = lexed.kind(match.start() - 1), lexed.tag(match.end())
    if day is None or before not in ("ON", "BY", "UNTIL", "FROM", "TO", "SINCE", "AND"):
        return None
    if after[:2] in ("NN", "JJ", "CD") or lexed.kind(match.end()) in ("AND", "HYPH"):
        return None
    return TimeCandidate(*match.span(), "DATE", "dayofmonth", name=f"D{day:02d}", policy="either")


def ancient_pair(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the first year of "492-490 BC"."""
    year = _whole_number(match.start("year"), lexed)
    if year is None:
        return None
    return TimeCandidate(*match.span("year"), "DATE", "year", f"BC{year:04d}")


def season(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.start("season")
    season, year = SEASONS[lexed.lower(at)], matched_year(match, lexed)
    if lexed.lower(at) == "fall" and lexed.tag(at) in VERB_TAGS:
        return None  # "Prices will fall in 2023"
    if year is not None:
        return TimeCandidate(*match.span(), "DATE", "season", f"{year:04d}-{season}")
    before, after = lexed.kind(at - 1), lexed.kind(at + 1)
    if lexed.lower(at) == "fall" and not (
        before in ("THE", "IN", "EARLY", "LATE", "MID", "DURING", "HYPH", "UNTIL", "BY", "SINCE")
        and after not in ("OF", "IN", "WORD", "NAME", "FROM", "FEAST", "TO")
        and lexed.tag(at) not in ("VB", "VBP", "MD")
    ):
        return None
    if lexed.surface(at).istitle() and is_in_longer_name(at, lexed):
        return None
    if lexed.lower(at) == "spring" and lexed.tag(at)[:2] not in ("NN", ""):
        return None
    if lexed.lower(at - 1) in ("hot", "prague", "arab", "to"):
        return None
    return TimeCandidate(*match.span(), "DATE", "season", name=season, policy="either")


def decade(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.start("decade")
    digits = re.sub(r"\D", "", lexed.lower(at))
    if len(digits) == 2:
        before = lexed.kind(at - 1)
        if "POSS" in (before, lexed.kind(at - 2)):
            return None  # "in her early 20s" is an age
        if lexed.lower(at)[0] not in "'’‘" and before not in (
            "THE", "EARLY", "LATE", "MID", "HYPH", "AND", "TO"
        ):  # fmt: skip
            return None
        digits = full_year(digits)
    elif match["ce"] is None and digits.endswith("00") and lexed.kind(at - 1) == "POSS":
        return None
    before_christ = match["ce"] is not None
    if len(digits) == 3 and not before_christ:
        return None
    value = digits[:2] if digits.endswith("00") else digits[:-1].zfill(3)
    return TimeCandidate(*match.span(), "DATE", "decade", ("BC" if before_christ else "") + value)


def decade_word(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    word = lexed.lower(match.start("decade"))
    return TimeCandidate(*match.span(), "DATE", "decade", f"19{DECADE_WORDS[word]}")


def century(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    if not lexed.lower(match.start("unit")).startswith("centur"):
        return None
    nth = parse_ordinal(lexed.text(*match.span("nth")).replace(" - ", "-"))
    if nth is None or not 1 <= nth <= 99:
        return None
    value = f"BC{nth - 1:02d}" if match["ce"] else f"{nth - 1:02d}"
    pair = lexed.kind(match.end("nth")) in ("AND", "TO", "OR")
    return TimeCandidate(
        match.start(), match.end("nth") if pair else match.end(), "DATE", "century", value
    )  # fmt: skip


def season_of_years(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a season of two years: the winter of 1813-14."""
    season = SEASONS[lexed.lower(match.start("season"))]
    year = lexed.lower(match.start("years"))[:4]
    return TimeCandidate(*match.span(), "DATE", "season", f"{year}-{season}")


def last_days_of_year(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the last part of a year: the last days of 2019, the final weeks of 2019."""
    year = matched_year(match, lexed)
    if year is None or (match["final"] and lexed.lower(match.start("final")) not in _FINAL):
        return None
    return TimeCandidate(*match.span(), "DATE", "year", f"{year:04d}", mod="END")


def _whole_number(at: int, lexed: LexemeSequence) -> int | None:
    """Return the integer part of a number in digits; None if it has hundreds of digits."""
    found = float(lexed.lower(at).replace(",", ""))
    return int(found) if math.isfinite(found) else None


def _month_number(at: int, lexed: LexemeSequence) -> int | None:
    return MONTHS.get(lexed.lower(at))


def _day_number(match: re.Match[str], lexed: LexemeSequence, group: str) -> int | None:
    text = lexed.text(*match.span(group)).replace(" - ", "-")
    found = int(text) if text.isdigit() else parse_ordinal(text)
    return found if found is not None and 1 <= found <= 31 else None


# Words beside a bare "Q3" or "the second half" that make it a time.
_FINAL = word_set("final closing dying")
_BUSINESS = lexicon.words("business_nouns", "period")
_GAME = lexicon.words("game_nouns")
_BEFORE_CODE = word_set("IN FOR OF DURING BY FROM TO SINCE UNTIL EARLY LATE MID AND THIS NEXT LAST")


def quarter(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a quarter: the third quarter of 2020; "third" of "the third and fourth quarters"."""
    ordinals = lexed.text(*match.span("nth")).replace(" - ", "-")
    nth = {"final": 4, "last": 4}.get(ordinals) or parse_ordinal(ordinals)
    if nth is None or not 1 <= nth <= 4:
        return None
    pair = lexed.kind(match.end("nth")) in ("AND", "TO", "OR")
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
    if lexed.lower(match.end() - 1) != "year":
        return None  # "a bad financial week"
    shift = {"LAST": "-1Y", "PREV": "-1Y", "NEXT": "+1Y", "COMING": "+1Y"}.get(
        lexed.kind(match.start("which")) if match["which"] else "", "+0Y"
    )
    return TimeCandidate(*match.span(), "DATE", "fiscal", steps=f"{shift} FY")


def coded_fiscal(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a fiscal year's code: FY2025; FY 24-25 has the value of its first year."""
    year = re.findall(r"\d+", lexed.lower(match.start()))[0]
    return TimeCandidate(*match.span(), "DATE", "fiscal", f"FY{full_year(year)}")
