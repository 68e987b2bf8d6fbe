"""The grammar of time expressions: rules over the kinds of lexemes, each with what it means.

A rule's pattern names kinds (`time_words`) in capitals; every match is a candidate, and of those
that overlap the leftmost and longest is kept. `time_composition` joins neighbours afterwards.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.findings import TimeType
from analysis.numerals import CARDINALS, DECADE_WORDS, number, ordinal
from analysis.periods import month_length
from analysis.time_words import (
    FREQUENCIES,
    LETTER_OF_KIND,
    MONTHS,
    PARTS,
    PLURAL_UNITS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    ZONES,
    Lexed,
)

Policy = Literal["published", "anchor", "either"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the lexemes `first` to `last` (half-open) mean, before its reference is known.

    Either `value` is set, or the meaning is a relation (`time_relations`): `name` is a name of the
    calendar whose direction is still open ("W5"), `steps` are the steps after it. `policy` tells
    what it counts from: the publication date, the date named before, or whichever fits the text.
    `kind` is what neighbours can do with it.
    """

    first: int
    last: int
    type: TimeType
    kind: str
    value: str = ""
    name: str = ""
    steps: str = ""
    policy: Policy = "published"
    mod: str | None = None


_Builder = Callable[[re.Match[str], Lexed], Reading | None]

# Shorthands within patterns.
_CARDINAL = r"(?:CARD|DNUM|NUM)(?: HYPH? (?:CARD|MAG)| MAG| AND CARD)*"
_SHORTHANDS = {
    "{card}": _CARDINAL,
    "{amount}": (
        rf"(?:(?:A )?(?:FEW|SEVERAL)|(?:A )?COUPLE(?: OF)?|MANY|DOZENS OF|A MAG|HALF (?:A|HYPH)"
        rf"|A HALF HYPH?|{_CARDINAL}(?: AND A HALF| AND HALF)?|ANOTHER|A)"
    ),
    "{unit}": r"(?:UNIT|UNITS|HOUR|HRS|SECOND|QUARTER|QUARTERS)",
    "{ord}": r"(?:(?:CARD HYPH? )?(?:ORD|SECOND)|ORDNUM|LAST)",
    "{adj}": r"(?:WORD|CONSECUTIVE|WHOLE|MORE|LONG)",
    "{monthday}": r"(?:DNUM|ORDNUM|(?:CARD HYPH? )?(?:ORD|SECOND))",
    "{zone}": r"(?:LPAR? (?:ZONE|NAME)(?: MARK DNUM| HYPH DNUM)? RPAR?|LOCAL TIME)",
    "{year}": r"(?:YEAR|SHORTYEAR)",
}


def readings(lexed: Lexed) -> list[Reading]:
    """The expressions of a text that stand on their own, in text order, none overlapping."""
    candidates: list[tuple[int, int, int, Reading]] = []
    for order, (pattern, build) in enumerate(_RULES):
        for match in pattern.finditer(lexed.kinds):
            reading = build(match, lexed)
            if reading is not None:
                candidates.append((reading.first, -reading.last, order, reading))
    kept: list[Reading] = []
    for *_, reading in sorted(candidates, key=lambda candidate: candidate[:3]):
        if not kept or reading.first >= kept[-1].last:
            kept.append(reading)
    return kept


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern over the kinds of lexemes as a regular expression over `Lexed.kinds`."""
    for short, long in _SHORTHANDS.items():
        pattern = pattern.replace(short, long)
    parts = re.split(r"(\(\?P<\w+>)", pattern)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(
            r"[A-Z]+", lambda kind: re.escape(LETTER_OF_KIND[kind.group()]), parts[index]
        ).replace(" ", "")
    return re.compile("".join(parts))


# Dates named in full or in part.


def _iso(match: re.Match[str], lexed: Lexed) -> Reading | None:
    value = lexed.lower(match.start()).upper().replace(" ", "T")
    month, day = int(value[5:7]), int(value[8:10])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    kind = "clock" if "T" in value else "day"
    return Reading(*match.span(), "TIME" if kind == "clock" else "DATE", kind, value)


def _slashed(match: re.Match[str], lexed: Lexed) -> Reading | None:
    text = lexed.lower(match.start())
    numbers = [int(part) for part in re.split(r"\D", text)]
    if numbers[0] > 31:
        year, month, day = numbers
    elif numbers[0] > 12 or "." in text:  # the day first, as the continent writes it
        day, month, year = numbers
    else:
        month, day, year = numbers
    if year < 100:
        year += 2000 if year < 50 else 1900
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        return None
    return Reading(*match.span(), "DATE", "day", f"{year:04d}-{month:02d}-{day:02d}")


def _month_day(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """March 3, 2011; Tuesday, 3rd of March; 3 March."""
    month = _month(match.start("month"), lexed)
    day = _day_number(match, lexed, "day")
    if month is None or day is None or not 1 <= day <= 31:
        return None
    year = _year_in(match, lexed)
    if year is not None:
        if day > month_length(year, month):
            return None
        return Reading(*match.span(), "DATE", "day", f"{year:04d}-{month:02d}-{day:02d}")
    if day > month_length(2000, month):
        return None
    name = f"M{month:02d}-{day:02d}"
    return Reading(*match.span(), "DATE", "monthday", name=name, policy="either")


def _other_day(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The bare number of a pair of days: "5" in "March 3-5", "3" in "the 3rd and 5 March"."""
    found = _day_number(match, lexed, "other")
    month = _month(match.start("month"), lexed)
    if found is None or month is None or found > month_length(2000, month):
        return None
    year = _year_in(match, lexed)
    first, last = match.span("other")
    if lexed.kind(first - 1) == "THE":
        first -= 1
    if year is not None:
        if found > month_length(year, month):
            return None
        return Reading(first, last, "DATE", "day", f"{year:04d}-{month:02d}-{found:02d}")
    name = f"M{month:02d}-{found:02d}"
    return Reading(first, last, "DATE", "monthday", name=name, policy="either")


def _month_year(match: re.Match[str], lexed: Lexed) -> Reading | None:
    month, year = _month(match.start("month"), lexed), _year_in(match, lexed)
    if month is None or year is None:
        return None
    return Reading(*match.span(), "DATE", "month", f"{year:04d}-{month:02d}")


def _bare_month(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start()
    month = _month(at, lexed)
    if month is None or not _is_bare_month(at, lexed):
        return None
    return Reading(at, match.end(), "DATE", "month", name=f"M{month:02d}", policy="either")


def _weekday(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start("wday")
    name = lexed.lower(at)
    if len(name) < 6 and not (name not in ("sun", "sat", "wed") and lexed.kind(at + 1) == "DOT"):
        return None
    if _is_part_of_name(at, lexed):
        return None
    return Reading(at, match.end(), "DATE", "weekday", name=f"W{WEEKDAYS[name]}", policy="either")


def _bare_year(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start("year")
    if lexed.kind(at) == "YEAR" and not _is_year(at, lexed):
        return None
    return Reading(*match.span(), "DATE", "year", lexed.lower(at))


def _short_year(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start()
    if lexed.kind(at - 1) not in ("SINCE", "IN", "OF", "LATE", "EARLY", "FROM", "TO", "THE"):
        return None
    return Reading(at, match.end(), "DATE", "year", _two_digits(lexed.lower(at)[1:]))


def _year_pair(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """A span such as 2011-12: two years that follow each other are one season, one value."""
    first, last = lexed.lower(match.start())[:4], lexed.lower(match.start())[-2:]
    return Reading(*match.span(), "DATE", "years", f"{first}/{first[:2]}{last}")


def _ancient(match: re.Match[str], lexed: Lexed) -> Reading | None:
    words = lexed.text(*match.span("era"))
    year = int(float(lexed.lower(match.start("year")).replace(",", "")))
    if not 1 <= year < 10000:
        return None
    value = f"BC{year:04d}" if words in ("bc", "bce") else f"{year:04d}"
    return Reading(*match.span(), "DATE", "year", value)


def _ancient_pair(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The first year of "492-490 BC"."""
    year = int(float(lexed.lower(match.start("year")).replace(",", "")))
    return Reading(*match.span("year"), "DATE", "year", f"BC{year:04d}")


def _season(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start("season")
    season, year = SEASONS[lexed.lower(at)], _year_in(match, lexed)
    if year is not None:
        return Reading(*match.span(), "DATE", "season", f"{year:04d}-{season}")
    before, after = lexed.kind(at - 1), lexed.kind(at + 1)
    if lexed.lower(at) == "fall" and not (
        before in ("THE", "IN", "EARLY", "LATE", "MID", "DURING", "HYPH", "UNTIL", "BY", "SINCE")
        and after not in ("OF", "IN", "WORD", "NAME", "FROM", "FEAST", "TO")
        and lexed.tag(at) not in ("VB", "VBP", "MD")
    ):
        return None
    if lexed.lower(at) == "spring" and not lexed.tag(at).startswith("NN"):
        return None
    if lexed.lower(at - 1) in ("hot", "prague", "arab", "to") or lexed.tag(at - 1) == "TO":
        return None
    return Reading(*match.span(), "DATE", "season", name=season, policy="either")


def _quarter(match: re.Match[str], lexed: Lexed) -> Reading | None:
    ordinals = lexed.text(*match.span("nth")).replace(" - ", "-")
    nth = {"final": 4, "last": 4}.get(ordinals) or ordinal(ordinals)
    if nth is None or not 1 <= nth <= 4:
        return None
    year = _year_in(match, lexed)
    if year is not None:
        return Reading(*match.span(), "DATE", "quarter", f"{year:04d}-Q{nth}")
    if ordinals == "last":
        return Reading(*match.span(), "DATE", "quarter", steps="-1Q")
    return Reading(*match.span(), "DATE", "quarter", name=f"Q{nth}", policy="either")


def _coded_quarter(match: re.Match[str], lexed: Lexed) -> Reading | None:
    code = re.fullmatch(r"([qh])([1-4])", lexed.lower(match.start()))
    year = _year_in(match, lexed)
    if code is None or year is None:
        return None
    kind = "quarter" if code[1] == "q" else "half"
    return Reading(*match.span(), "DATE", kind, f"{year}-{code.group().upper()}")


def _half(match: re.Match[str], lexed: Lexed) -> Reading | None:
    nth = {"latter": 2}.get(lexed.lower(match.start("nth"))) or ordinal(
        lexed.lower(match.start("nth"))
    )
    if nth not in (1, 2, -1):
        return None
    half = 2 if nth == -1 else nth
    year = _year_in(match, lexed)
    if year is not None:
        return Reading(*match.span(), "DATE", "half", f"{year:04d}-H{half}")
    after = lexed.text(match.end(), match.end() + 2)
    if not re.match(r"of (the|this|last|next|fiscal|\d|may|june|july)", after):
        return None
    return Reading(*match.span(), "DATE", "half", name=f"H{half}", policy="either")


def _fiscal(match: re.Match[str], lexed: Lexed) -> Reading | None:
    year = _year_in(match, lexed)
    if year is not None:
        return Reading(*match.span(), "DATE", "fiscal", f"FY{year:04d}")
    shift = {"LAST": "-1Y", "PREV": "-1Y", "NEXT": "+1Y", "COMING": "+1Y"}.get(
        lexed.kind(match.start("which")) if match["which"] else "", "+0Y"
    )
    return Reading(*match.span(), "DATE", "fiscal", steps=f"{shift} FY")


def _decade(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start("decade")
    digits = re.sub(r"\D", "", lexed.lower(at))
    if len(digits) == 2:
        before = lexed.kind(at - 1)
        if lexed.lower(at)[0] not in "'’‘" and before not in (
            "THE", "EARLY", "LATE", "MID", "HYPH", "AND", "TO"
        ):  # fmt: skip
            return None
        digits = _two_digits(digits)
    elif match["ce"] is None and digits.endswith("00") and lexed.kind(at - 1) == "POSS":
        return None
    before_christ = match["ce"] is not None
    if digits.endswith("00"):
        value = digits[:2]
    else:
        value = digits[:-1].zfill(3)
    return Reading(*match.span(), "DATE", "decade", ("BC" if before_christ else "") + value)


def _decade_word(match: re.Match[str], lexed: Lexed) -> Reading | None:
    word = lexed.lower(match.start("decade"))
    if lexed.kind(match.start("decade") - 1) == "POSS":
        return None  # "in his thirties" is an age
    return Reading(*match.span(), "DATE", "decade", f"19{DECADE_WORDS[word]}")


def _century(match: re.Match[str], lexed: Lexed) -> Reading | None:
    if not lexed.lower(match.start("unit")).startswith("centur"):
        return None
    nth = ordinal(lexed.text(*match.span("nth")).replace(" - ", "-"))
    if nth is None or nth < 1:
        return None
    value = f"BC{nth - 1:02d}" if match["ce"] else f"{nth - 1:02d}"
    return Reading(*match.span(), "DATE", "century", value)


def _feast(match: re.Match[str], lexed: Lexed) -> Reading | None:
    key = lexed.lower(match.start("feast"))
    year = _year_in(match, lexed)
    if year is not None:
        first, last = match.span()
        return Reading(first, last, "DATE", "feast", steps=f"=F:{key}", value=f"{year:04d}")
    return Reading(*match.span(), "DATE", "feast", name=f"F:{key}", policy="either")


# Dates that count from another date.

_DEICTIC = {
    "today": "+0D", "yesterday": "-1D", "tomorrow": "+1D", "tonight": "+0D TNI",
    "overnight": "+0D TNI",
}  # fmt: skip


def _zone(words: str) -> str | None:
    """The offset that a zone's words stand for ("est", "( gmt + 8 )"), None if they name none."""
    if words == "local time":
        return ""
    name, sign, hours = (re.findall(r"[a-z]+|[+–-]|\d+", words) + ["", ""])[:3]
    if name not in ZONES:
        return None
    if sign and hours and ZONES[name] == "Z":
        return f"{'+' if sign == '+' else '-'}{int(hours):02d}:00"
    return ZONES[name]


def _deictic(match: re.Match[str], lexed: Lexed) -> Reading | None:
    steps = _DEICTIC[lexed.lower(match.start("day"))]
    if match["beyond"]:
        steps = "-2D" if lexed.kind(match.start("beyond")) == "BEFORE" else "+2D"
    kind = "part" if "T" in steps else "day"
    if kind == "part":
        return Reading(*match.span(), "TIME", kind, steps=steps)
    return Reading(*match.span(), "DATE", kind, steps=steps)


_SHIFT_OF_KIND = {
    "LAST": -1, "PREV": -1, "THIS": 0, "CURRENT": 0, "NEXT": 1, "COMING": 1, "FOLL": 1,
    "THAT": 0, "SAME": 0, "PAST": -1, "LATEST": -1,
}  # fmt: skip


def _near_unit(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Last week, next year, this month; the next day, that year, the same month, the past year."""
    which = lexed.kind(match.start("which"))
    unit_word = lexed.lower(match.start("unit"))
    unit = UNITS.get(unit_word, "")
    definite = match["the"] is not None
    if unit in ("h", "m", "s") or not unit or unit_word in ("season", "semester", "second"):
        return None
    if (which == "PAST" and definite) or (which in ("NEXT", "LAST") and definite and unit == "DE"):
        return Reading(*match.span(), "DURATION", "duration", _length(1, unit))
    if which == "LAST" and lexed.kind(match.end()) == "OF" and lexed.kind(match.end() + 1) in (
        "MONTH", "YEAR", "THE", "THIS", "THAT", "LAST", "SEASON"
    ):  # fmt: skip
        return Reading(*match.span(), "DATE", "nth", steps=f"=-1{unit}", policy="anchor")
    shift = _SHIFT_OF_KIND[which]
    count = re.fullmatch(r"(\d*)(\D+)", unit)
    if count is not None and count[1]:
        shift, unit = shift * int(count[1]), count[2]
    anchored = which in ("PREV", "FOLL", "THAT", "SAME") or (definite and which == "NEXT")
    policy: Policy = "anchor" if anchored else "published"
    return Reading(*match.span(), "DATE", "shift", steps=f"{shift:+d}{unit}", policy=policy)


def _near_name(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Last Friday, next March, this summer, that Christmas."""
    at = match.start("name")
    kind = lexed.kind(at)
    word = lexed.lower(at)
    if kind == "MONTH":
        name, reading_kind = f"M{MONTHS[word]:02d}", "month"
    elif kind == "WDAY":
        if _is_part_of_name(at, lexed):
            return None
        name, reading_kind = f"W{WEEKDAYS[word]}", "weekday"
    elif kind == "SEASON":
        name, reading_kind = SEASONS[word], "season"
    else:
        name, reading_kind = f"F:{word}", "feast"
    which = lexed.kind(match.start("which"))
    direction = {"LAST": "<<", "PREV": "<<", "PAST": "<<", "NEXT": ">>", "FOLL": ">>"}.get(which)
    if direction is None:
        direction = ">" if which == "COMING" or (which, kind) == ("THIS", "WDAY") else "="
    anchored = which in ("PREV", "FOLL", "THAT", "SAME") or match["the"] is not None
    policy: Policy = "anchor" if anchored else "published"
    return Reading(*match.span(), "DATE", reading_kind, steps=direction + name, policy=policy)


def _near_part(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Last night, this morning; the next morning, that afternoon."""
    which = lexed.kind(match.start("which"))
    part = _part(lexed.lower(match.start("part")))
    shift = _SHIFT_OF_KIND.get(which, 0)
    anchored = which not in ("LAST", "THIS") or match["the"] is not None
    policy: Policy = "anchor" if anchored else "published"
    return Reading(*match.span(), "TIME", "part", steps=f"{shift:+d}D T{part}", policy=policy)


def _unit_before(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The day before, the year previous, the following day's mirror images."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    if unit not in ("D", "W", "M", "Y", "DE", "CE"):
        return None
    after = lexed.kind(match.start("way"))
    shift = "+1" if after in ("FOLL", "AFTER", "LATER") else "-1"
    return Reading(*match.span(), "DATE", "shift", steps=f"{shift}{unit}", policy="anchor")


def _year_ago(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The year-ago quarter, the year-earlier period."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    what = lexed.kind(match.start("what")) if match["what"] else ""
    grain = {"QUARTER": "@Q", "PERIOD": "@="}.get(what, "")
    return Reading(*match.span(), "DATE", "shift", steps=f"-1{unit}{grain}", policy="anchor")


def _unit_end(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Year-end, month's end."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    if unit not in ("W", "M", "Y", "DE", "CE"):
        return None
    return Reading(
        *match.span(), "DATE", "the", steps=f"+0{unit}", policy="either", mod="END"
    )  # fmt: skip


def _the_unit(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The day, the entire year: the one that the text is at."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    if unit not in ("D", "W", "M", "Y", "DE", "Q"):
        return None
    if lexed.kind(match.end()) in ("WORD", "NAME") and lexed.together(match.end() - 1):
        return None
    policy: Policy = "either" if unit == "W" else "anchor"
    return Reading(*match.span(), "DATE", "the", steps=f"+0{unit}", policy=policy)


def _weekend(match: re.Match[str], _lexed: Lexed) -> Reading | None:
    return Reading(*match.span(), "DATE", "weekend", name="WE", policy="either")


def _same_period(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """This period, that time, the same time: what the text named last."""
    word = lexed.lower(match.end() - 1)
    if word == "time" and lexed.kind(match.end()) in ("WORD", "NAME", "HYPH", "UNIT"):
        return None
    return Reading(*match.span(), "DATE", "same", steps=".", policy="anchor")


def _the_nth(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Its fourth week, a second consecutive day; "the first week" waits for its "of March"."""
    nth = ordinal(lexed.text(*match.span("nth")).replace(" - ", "-"))
    unit = UNITS.get(lexed.lower(match.start("unit")), "")
    if nth is None or unit not in ("D", "W", "M", "Y", "WE", "DE"):
        return None
    if match["adj"] and lexed.tag(match.start("adj"))[:2] not in ("JJ", "VB"):
        return None
    if match["det"] and lexed.kind(match.start("det")) == "THE":
        return Reading(*match.span(), "DATE", "nth", steps=f"={nth}{unit}", policy="anchor")
    return Reading(*match.span(), "DATE", "running", steps=f"+0{unit}", policy="either")


def _nth_weekday(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The first Monday of a month: a shape of its own that only a month makes a date."""
    nth = ordinal(lexed.text(*match.span("nth")))
    if nth is None or _is_part_of_name(match.start("wday"), lexed):
        return None
    weekday = WEEKDAYS[lexed.lower(match.start("wday"))]
    return Reading(*match.span(), "DATE", "nth-weekday", name=f"{nth}/{weekday}")


# Stretches and repetitions.


def _duration(match: re.Match[str], lexed: Lexed) -> Reading | None:
    unit_at = match.start("unit")
    unit_word = lexed.lower(unit_at)
    words = lexed.text(*match.span("amount")).replace(" - ", "-")
    plural = unit_word in PLURAL_UNITS or unit_word == "hrs"
    unit = "h" if unit_word == "hrs" else UNITS.get(unit_word) or PLURAL_UNITS.get(unit_word, "")
    if not unit or (unit_word == "second" and words in ("a", "an", "another")):
        return None
    if unit_word.startswith("quarter") and match["hyphen"]:
        return None
    if unit_word == "quarter" and (words not in CARDINALS or lexed.kind(unit_at + 1) == "OF"):
        return None
    if match["adj"]:
        tag = lexed.tag(match.start("adj"))
        kind = lexed.kind(match.start("adj"))
        if kind == "WORD" and (tag[:2] not in ("JJ", "VB", "NN") or tag in ("NNS", "VBZ", "VBP")):
            return None
        if words in ("a", "an") and kind == "WORD" and tag != "JJ":
            return None
    if lexed.kind(match.start() - 1) in ("MONEY", "SLASH"):
        return None
    if words in ("a", "an", "another"):
        amount: float | None = 1
    elif re.search(r"few|several|many|dozens|hundreds|thousands|tens|scores", words):
        amount = None
    elif words in ("half a", "half an", "a half", "half -", "half-", "a half -"):
        amount = 0.5
    else:
        amount = number(words)
        if amount is None or (amount > 5000 and plural):
            return None
        if not plural and amount != 1 and not match["hyphen"] and lexed.tag(unit_at) == "NN":
            # "three day rally" is a stretch; "20 day ..." is one as well, "1984 day" is not.
            if amount > 999:
                return None
    if match["half"]:
        amount = (amount or 1) + 0.5
    return Reading(*match.span(), "DURATION", "duration", _length(amount, unit))


def _near_stretch(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The last three years, the next few months, the past decade, the coming years."""
    words = lexed.text(*match.span("amount")).replace(" - ", "-") if match["amount"] else ""
    unit_word = lexed.lower(match.start("unit"))
    unit = PLURAL_UNITS.get(unit_word) or UNITS.get(unit_word) or "h"
    vague = not words or re.search(r"few|several|many|dozens", words)
    amount = None if vague else number(words)
    return Reading(*match.span(), "DURATION", "duration", _length(amount, unit))


def _recent_stretch(match: re.Match[str], _lexed: Lexed) -> Reading | None:
    return Reading(*match.span(), "DATE", "vague", "PAST_REF")


def _bare_stretch(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Years, months, weeks: an unnamed number of them."""
    at = match.start("unit")
    word = lexed.lower(at)
    before = lexed.kind(at - 1)
    if lexed.kind(at) == "HRS":
        if lexed.kind(at + 1) not in ("LATER", "EARLIER", "BEFORE", "AFTER") or word != "hours":
            return None
    if word in ("seconds", "quarters", "seasons", "minutes", "hrs", "weekends", "semesters"):
        if not (word == "minutes" and before in ("IN", "WITHIN", "FOR", "WORD")):
            return None
    if before in ("MONEY", "SLASH", "POSS", "NUM", "CODE"):
        return None
    return Reading(
        *match.span(), "DURATION", "duration", _length(None, PLURAL_UNITS.get(word, "h"))
    )


def _long_unit(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Year-long, decades-long."""
    word = lexed.lower(match.start("unit"))
    amount = 1 if word in UNITS else None
    unit = UNITS.get(word) or PLURAL_UNITS.get(word, "h")
    return Reading(*match.span(), "DURATION", "duration", _length(amount, unit))


def _every(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start("what")
    kind, word = lexed.kind(at), lexed.lower(at)
    words = lexed.text(*match.span("amount")) if match["amount"] else "1"
    amount = 2 if words in ("other", "second") else number(words) or ordinal(words) or 1
    if kind in ("UNIT", "UNITS", "HOUR", "HRS", "QUARTER", "SECOND", "SEASONWORD"):
        unit = UNITS.get(word) or PLURAL_UNITS.get(word, "h")
        value = _length(amount, unit)
    elif kind in ("WDAY", "WDAYS"):
        value = f"XXXX-WXX-{WEEKDAYS[word.removesuffix('s')]}"
    elif kind == "MONTH":
        value = f"XXXX-{MONTHS[word]:02d}"
    elif kind == "SEASON":
        value = f"XXXX-{SEASONS[word]}"
    elif kind == "FEAST":
        return None
    else:
        value = f"XXXX-XX-XXT{_part(word)}"
    return Reading(*match.span(), "SET", "set", value)


def _weekdays(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """Mondays; the mornings."""
    at = match.start("what")
    word = lexed.lower(at).removesuffix("s")
    if lexed.kind(at) == "PARTS":
        return Reading(*match.span(), "SET", "set", f"XXXX-XX-XXT{_part(word)}")
    if lexed.kind(at - 1) in ("MANY", "FEW"):
        return None
    return Reading(*match.span(), "SET", "set", f"XXXX-WXX-{WEEKDAYS[word]}")


def _frequency(match: re.Match[str], lexed: Lexed) -> Reading | None:
    capital = lexed.written(match.start())[0].isupper()
    if lexed.kind(match.start() - 1) == "NAME" or (
        capital and lexed.starts[match.start()] not in lexed.sentence_starts
    ):
        return None  # the Daily Mail, The Weekly Standard
    value = FREQUENCIES[lexed.lower(match.start())]
    return Reading(*match.span(), "SET", "set", value)


def _per(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """15 a year, $5 per month, once a week."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    if lexed.kind(match.start("unit") + 1) in ("AGO", "LATER", "EARLIER", "BEFORE", "AFTER"):
        return None
    return Reading(*match.span("set"), "SET", "set", _length(1, unit))


# Times of day.


def _clock(match: re.Match[str], lexed: Lexed) -> Reading | None:
    at = match.start("hour")
    text = lexed.lower(at)
    half = re.search(r"[ap]\.?\s?m\.?$", text)
    numbers = re.findall(r"\d+", text)
    if lexed.kind(at) == "CARD":
        if text not in CARDINALS or not 1 <= CARDINALS[text] <= 12:
            return None
        numbers = [str(CARDINALS[text])]
    if not numbers:
        return None
    if lexed.kind(at) in ("YEAR", "NUM") and len(numbers[0]) in (3, 4) and len(numbers) == 1:
        numbers = [numbers[0][:-2], numbers[0][-2:]]
    hour, minute = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
    second = f":{numbers[2]}" if len(numbers) > 2 and int(numbers[2]) else ""
    marker = (
        half.group()[0] if half else lexed.lower(match.start("ampm"))[0] if match["ampm"] else ""
    )
    if hour > 24 or minute > 59 or (marker and hour > 12):
        return None
    if marker == "p" and hour < 12:
        hour += 12
    elif marker == "a" and hour == 12:
        hour = 0
    last = match.end()
    zone = ""
    if match["zone"]:
        zone = _zone(lexed.text(*match.span("zone")))
        if zone is None:
            if not marker and not match["hint"]:
                return None
            zone, last = "", match.start("zone")
    elif not (marker or match["hint"]):
        before = lexed.kind(at - 1)
        if lexed.kind(at) != "CLOCK" or before not in (
            "AT", "BY", "AROUND", "ABOUT", "SINCE", "UNTIL", "FROM", "TO", "BEFORE", "AFTER", "HYPH"
        ):  # fmt: skip
            return None
        if lexed.kind(match.end()) in ("MONTH", "PERCENT"):
            return None
    return Reading(
        at, last, "TIME", "clock", steps=f"+0D T{hour:02d}:{minute:02d}{second}{zone}",
        policy="either",
    )  # fmt: skip


def _noon(match: re.Match[str], lexed: Lexed) -> Reading | None:
    word = lexed.lower(match.end() - 1)
    clock = "T24:00" if word == "midnight" else "T12:00"
    return Reading(*match.span(), "TIME", "clock", steps=f"+0D {clock}", policy="either")


def _day_part(match: re.Match[str], lexed: Lexed) -> Reading | None:
    """The morning, in the evening; night raids."""
    at = match.start("part")
    part = _part(lexed.lower(at))
    if lexed.written(at)[0].isupper() and lexed.kind(at - 1) == "NAME":
        return None
    if match["the"] or lexed.kind(at - 1) in ("IN", "THE", "EARLY", "LATE", "BY", "UNTIL"):
        return Reading(*match.span(), "TIME", "part", steps=f"+0D T{part}", policy="either")
    if lexed.lower(at) in ("dawn", "sunrise", "sunset", "dusk", "daybreak", "nightfall"):
        if lexed.kind(at - 1) not in ("AT", "BEFORE", "AFTER", "UNTIL", "BY", "SINCE"):
            return None
        return Reading(*match.span(), "TIME", "part", steps=f"+0D T{part}", policy="either")
    return Reading(*match.span(), "TIME", "anypart", f"XXXX-XX-XXT{part}")


# Vague references.


def _vague(value: str) -> _Builder:
    def build(match: re.Match[str], lexed: Lexed) -> Reading | None:
        first, last = match.span()
        return Reading(first, last, "DATE", "vague", value)

    return build


def _now(match: re.Match[str], lexed: Lexed) -> Reading | None:
    if lexed.kind(match.end()) == "THAT":
        return None  # "now that" is a conjunction
    return Reading(*match.span(), "DATE", "vague", "PRESENT_REF")


def _these_days(match: re.Match[str], lexed: Lexed) -> Reading | None:
    if lexed.lower(match.end() - 1) != "days":
        return None
    return Reading(*match.span(), "DATE", "vague", "PRESENT_REF")


# Helpers.


def _length(amount: float | None, unit: str) -> str:
    """An ISO-TimeML duration: P3D, PT2H, P2.5Y, PXM."""
    count = re.fullmatch(r"(\d*)(\D+)", unit)
    times = int(count[1]) if count is not None and count[1] else 1
    unit = count[2] if count is not None else unit
    number_text = "X" if amount is None else f"{amount * times:g}"
    if unit in ("h", "m", "s"):
        return f"PT{number_text}{unit.upper()}"
    if unit in ("WE", "S"):
        return f"P{number_text}{'WE' if unit == 'WE' else 'SE'}"
    return f"P{number_text}{unit}"


def _part(word: str) -> str:
    return PARTS.get(word.removesuffix("s"), "NI")


def _month(at: int, lexed: Lexed) -> int | None:
    return MONTHS.get(lexed.lower(at))


def _day_number(match: re.Match[str], lexed: Lexed, group: str) -> int | None:
    text = lexed.text(*match.span(group)).replace(" - ", "-")
    found = int(text) if text.isdigit() else ordinal(text)
    return found if found is not None and 1 <= found <= 31 else None


def _year_in(match: re.Match[str], lexed: Lexed) -> int | None:
    if "year" not in match.re.groupindex or match["year"] is None:
        return None
    text = lexed.lower(match.start("year"))
    return int(text) if text.isdigit() else int(_two_digits(text[1:]))


def _two_digits(digits: str) -> str:
    return ("20" if int(digits) < 30 else "19") + digits


_DATE_HINTS = frozenset(
    ["IN", "SINCE", "BY", "UNTIL", "OF", "LAST", "NEXT", "THIS", "THAT", "EARLY", "MID", "LATE", "FROM", "TO", "BETWEEN", "AND", "DURING", "EVERY", "EACH", "HYPH", "BEFORE", "AFTER", "SAME", "PREV", "FOLL", "COMING", "WITHIN", "OR", "THE", "AROUND", "ABOUT", "FOR", "SLASH"]
)


def _is_bare_month(at: int, lexed: Lexed) -> bool:
    """Whether the name of a month is not a modal, a verb, a person or the like."""
    word = lexed.lower(at)
    token = lexed.token(at)
    before = lexed.kind(at - 1)
    if token is not None and token.name.endswith("PERSON"):
        return False
    if word in (
        "may",
        "march",
        "mar",
        "dec",
        "jan",
        "jun",
        "oct",
        "sep",
        "aug",
        "nov",
        "feb",
        "apr",
    ):
        if lexed.tag(at) == "MD":
            return False
        if len(word) == 3 and word != "may" and lexed.kind(at + 1) != "DOT":
            return before in _DATE_HINTS - {"HYPH", "AND"}
        return before in _DATE_HINTS
    if before == "NAME" and word in ("april", "june", "august", "may"):
        return False
    return True


_AFTER_WEEKDAY = frozenset(
    ["times", "telegraph", "mail", "mirror", "post", "express", "herald", "star", "world", "business", "club", "school"]
)


def _is_part_of_name(at: int, lexed: Lexed) -> bool:
    """Whether a weekday belongs to a title: The Sunday Times, Bloody Sunday, Black Friday."""
    if lexed.written(at + 1)[:1].isupper() and lexed.lower(at + 1) in _AFTER_WEEKDAY:
        return True
    return lexed.lower(at - 1) in ("bloody", "black", "cyber", "super", "ruby", "holy", "freaky")


def _is_year(at: int, lexed: Lexed) -> bool:
    """Whether a number of four digits is a year, rather than an amount or a code."""
    before, after = lexed.kind(at - 1), lexed.kind(at + 1)
    year = int(lexed.lower(at))
    if after == "HYPH" and lexed.kind(at + 2) == "ENDYEAR":
        return True
    if after == "HYPH" and lexed.kind(at + 2) == "YEAR":
        return year < int(lexed.lower(at + 2)) and _is_year(at + 2, lexed)
    if before in ("MONEY", "MARK", "SLASH", "COLON") and lexed.together(at - 1):
        return False
    if after in ("PERCENT", "UNITS", "HRS", "MONEY", "MAG") or lexed.lower(at - 1) == "no":
        return False
    if before == "ABOUT" and lexed.tag(at + 1) in ("NNS", "NN"):
        return False
    firm = before in (
        "IN", "SINCE", "UNTIL", "BY", "DURING", "EARLY", "LATE", "MID", "SEASON", "MONTH", "LPAR"
    )  # fmt: skip
    if year > 2100 or year < 1400:
        return firm and lexed.tag(at + 1) != "NNS" and before != "LPAR"
    if lexed.tag(at + 1) == "NNS" and not firm:
        return before in ("THE", "OF", "POSS") and year % 100 != 0
    if before in ("THAN", "OVER", "NEARLY", "AT", "LEAST", "UP"):
        return False
    if year % 100 == 0 and lexed.tag(at + 1) in ("JJ", "NN") and not firm:
        return False
    return firm or before not in ("DOT", "CARD", "NUM", "DNUM") or not lexed.together(at - 1)


_TABLE: list[tuple[str, _Builder]] = [
    (r"ISO", _iso),
    (r"SLASHED", _slashed),
    # March 3, 2011; Tuesday, March 3rd; 3 March 2011; the third of March
    (
        r"(?:WDAY COMMA? (?:THE )?)?(?P<month>MONTH) (?:THE )?(?P<day>DNUM|ORDNUM)"
        r"(?: COMMA? (?P<year>YEAR))?",
        _month_day,
    ),
    (
        r"(?:WDAY COMMA? )?(?:THE )?(?P<day>{monthday})(?: OF)? (?P<month>MONTH)"
        r"(?: (?:COMMA|OF)? (?P<year>YEAR))?",
        _month_day,
    ),
    # the second day of "March 3-5", the first of "3 and 5 March"
    (
        r"(?P<month>MONTH) (?:DNUM|ORDNUM) (?:HYPH|AND|TO|OR) (?P<other>DNUM|ORDNUM)"
        r"(?: COMMA? (?P<year>YEAR))?",
        _other_day,
    ),
    (
        r"(?P<other>DNUM|ORDNUM) (?:HYPH|AND|TO|OR|COMMA)(?: THE)? {monthday}"
        r"(?: OF)? (?P<month>MONTH)(?: (?:COMMA|OF)? (?P<year>YEAR))?",
        _other_day,
    ),
    (r"(?P<month>MONTH) (?:COMMA|OF|IN)? (?P<year>{year})", _month_year),
    (r"MONTH", _bare_month),
    (r"(?P<wday>WDAY)", _weekday),
    (r"(?P<year>YEAR|ENDYEAR)", _bare_year),
    (r"SHORTYEAR", _short_year),
    (r"YEARS", _year_pair),
    (r"(?P<year>NUM|DNUM|YEAR) (?P<era>BC)", _ancient),
    (r"(?P<era>AD) (?P<year>NUM|DNUM|YEAR)", _ancient),
    (r"(?P<year>NUM|DNUM|YEAR) (?:HYPH|TO|AND) (?:NUM|DNUM|YEAR) BC", _ancient_pair),
    (r"(?:THE )?(?P<season>SEASON)(?: (?:OF|COMMA|IN)? (?P<year>{year}))?", _season),
    (r"(?P<year>YEAR) (?P<season>SEASON)", _season),
    (
        r"(?:(?:THE|POSS) )?(?P<nth>{ord}) HYPH? QUARTER(?: (?:OF|IN|COMMA)? (?P<year>{year}))?",
        _quarter,
    ),
    (r"NAME HYPH? (?P<year>{year})", _coded_quarter),
    (r"(?:THE )?(?P<nth>{ord}|LATTER) HYPH? HALF(?: (?:OF|IN)? (?P<year>{year}))?", _half),
    (r"(?:THE )?FISCAL HYPH? (?:UNIT )?(?P<year>YEAR)", _fiscal),
    (r"(?:THE )?(?P<which>LAST|NEXT|THIS|CURRENT|PREV|COMING)? FISCAL UNIT", _fiscal),
    (r"(?:THE )?(?P<decade>DECADE)(?: (?P<ce>BC))?", _decade),
    (r"THE (?P<decade>DECADEWORD)", _decade_word),
    (r"(?:THE )?(?P<nth>{ord}) HYPH? (?P<unit>UNIT|UNITS)(?: (?P<ce>BC))?", _century),
    (r"(?P<feast>FEAST)(?: (?:OF|COMMA|IN)? (?P<year>YEAR))?", _feast),
    (r"(?:(?:THE )?UNIT (?P<beyond>BEFORE|AFTER) )?(?P<day>YESTERDAY|TOMORROW)", _deictic),
    (r"(?P<beyond>(?!))?(?P<day>TODAY|TONIGHT|OVERNIGHT)", _deictic),
    (
        r"(?:(?P<the>THE)|THIS)? (?P<which>LAST|NEXT|THIS|THAT|PREV|FOLL|COMING|PAST|CURRENT|LATEST)"
        r"(?: SAME)? (?P<unit>UNIT|QUARTER)",
        _near_unit,
    ),
    (r"(?P<the>THE|THAT|THIS) (?:WORD )?(?P<which>SAME) (?P<unit>UNIT|QUARTER)", _near_unit),
    (
        r"(?P<the>THE)? (?P<which>LAST|NEXT|THIS|THAT|PREV|FOLL|COMING|PAST|SAME)(?: SAME)? "
        r"(?P<name>MONTH|WDAY|SEASON|FEAST)",
        _near_name,
    ),
    (
        r"(?P<the>THE)? (?P<which>LAST|NEXT|THIS|THAT|PREV|FOLL|SAME)(?: SAME)? (?P<part>PART)",
        _near_part,
    ),
    (r"THE (?:WHOLE )?(?P<unit>UNIT|QUARTER)", _the_unit),
    (r"THE (?P<unit>UNIT) (?P<way>BEFORE|PREV|PREVIOUSLY|EARLIER|FOLL|AFTER|LATER)", _unit_before),
    (r"(?:(?:THE|A) )?(?P<unit>UNIT) HYPH (?:AGO|EARLIER)(?: (?P<what>QUARTER|PERIOD))?", _year_ago),
    (r"(?P<unit>UNIT) (?:HYPH|APOS S) END", _unit_end),
    (r"(?:THE )?UNIT", lambda m, t: _weekend(m, t) if t.lower(m.end() - 1) == "weekend" else None),
    (r"(?:THE )?(?:THIS|THAT|SAME|THE) PERIOD", _same_period),
    (r"(?:THE SAME|THIS|THAT|THAT SAME) (?:TIME|ERA)", _same_period),
    (
        r"(?P<det>THE|POSS|A)? (?P<nth>{ord})(?: (?P<adj>CONSECUTIVE|WORD))? (?P<unit>UNIT)",
        _the_nth,
    ),
    (r"(?:THE )?(?P<nth>{ord}) (?P<wday>WDAY)", _nth_weekday),
    (
        r"(?P<amount>{amount})(?P<hyphen> HYPH)?(?: (?P<adj>{adj}))?(?: HYPH)? (?P<unit>{unit})"
        r"(?P<half> AND A HALF)?(?: HYPH? LONG| HYPH OLD| OLD)?",
        _duration,
    ),
    (
        r"(?:THE|POSS|THESE|THOSE|THIS) (?:LAST|NEXT|PAST|FOLL|PREV|COMING|ORD|ORDNUM) "
        r"(?P<amount>{amount})(?: {adj})? (?P<unit>UNITS|HRS|UNIT)",
        _near_stretch,
    ),
    (r"(?:LAST|NEXT|PAST) (?P<amount>{amount}) (?P<unit>UNITS|HRS)", _near_stretch),
    (
        r"(?:(?:THE|POSS) )?(?:NEXT|LAST|PAST|FOLL|PREV|COMING) (?P<amount>(?!))?(?P<unit>UNITS)",
        _near_stretch,
    ),
    (r"(?:(?:THE|MORE) )?RECENT (?:UNITS|TIMES|PAST)", _recent_stretch),
    (r"(?:THESE|THOSE)? (?P<unit>UNITS|HRS)", _bare_stretch),
    (r"(?P<unit>UNIT|UNITS|HOUR|HRS) HYPH? LONG", _long_unit),
    (
        r"(?:EVERY|EACH)(?: (?P<amount>OTHER|{card}|{ord}))? "
        r"(?P<what>UNIT|UNITS|HOUR|HRS|QUARTER|SEASONWORD|WDAY|MONTH|SEASON|PART)",
        _every,
    ),
    (r"(?:THE )?(?P<what>WDAYS|PARTS)", _weekdays),
    (r"FREQ", _frequency),
    (r"(?P<set>PER (?P<unit>UNIT|HOUR|QUARTER|SECOND))", _per),
    (
        r"(?:DNUM|NUM|CARD|MAG|TIMES|ONCE|TWICE|PERCENT)(?: WORD)? "
        r"(?P<set>A (?P<unit>UNIT|HOUR|QUARTER))",
        _per,
    ),
    (
        r"(?P<hour>CLOCK|COMPACT|DNUM|CARD)(?: (?P<hint>HRS|O APOS CLOCK))?(?: (?P<ampm>AMPM))?"
        r"(?: COMMA? (?P<zone>{zone}))?",
        lambda m, t: (
            _clock(m, t)
            if t.kind(m.start()) in ("CLOCK", "COMPACT")
            or m["ampm"]
            or (m["hint"] and t.lower(m.end("hint") - 1) == "clock")
            else None
        ),
    ),
    (
        r"(?P<hour>YEAR|NUM)(?P<ampm>(?!))?(?: (?P<hint>HRS))?(?: (?P<zone>ZONE))?",
        lambda m, t: _clock(m, t) if len(t.lower(m.start())) == 4 and len(m.group()) > 1 else None,
    ),
    (r"NOON", _noon),
    (r"(?P<the>THE )?(?P<part>PART)(?: HRS)?", _day_part),
    (r"(?:RIGHT )?NOW|NOWADAYS|AT PRESENT|(?:THE )?PRESENT HYPH? UNIT|THE PRESENT", _now),
    (r"THESE UNITS", _these_days),
    (r"TO DATE|THE TIME BEING|CURRENT|THE PRESENT TIME", _vague("PRESENT_REF")),
    (r"(?:MORE )?LATELY|RECENT|THE PAST", _vague("PAST_REF")),
    (
        r"(?:THE )?(?:NEAR |DISTANT )?FUTURE|THE (?:NEAR|LONG) TERM",
        _vague("FUTURE_REF"),
    ),
]  # fmt: skip
_RULES: Iterable[tuple[re.Pattern[str], _Builder]] = [
    (compile_pattern(pattern), build) for pattern, build in _TABLE
]
