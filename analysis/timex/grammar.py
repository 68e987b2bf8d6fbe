"""The grammar of time expressions: patterns over lexeme kinds, each with a builder function.

A pattern names lexeme kinds (`lexer`) in capitals. Every match is a candidate; of overlapping
candidates the leftmost and longest wins. `composition` joins adjacent candidates afterwards.
"""

import re
from collections.abc import Container, Iterable

from analysis.timex.candidate import Builder, TimeCandidate
from analysis.timex.lexer import LETTER_OF_KIND, LexemeSequence
from analysis.timex.rules import clock_times, dates, durations, feasts, relative

# Shorthands within patterns.
_CARDINAL = r"(?:CARD|DNUM|NUM)(?: HYPH? (?:CARD|MAG)| MAG| AND CARD){0,4}"
_ZONE = r"(?:ZONE|NAME)(?: MARK DNUM| HYPH DNUM)?"

_SHORTHANDS = {
    "{card}": _CARDINAL,
    "{amount}": (
        rf"(?:(?:A )?(?:FEW|SEVERAL)|(?:A )?COUPLE(?: OF)?|MANY|DOZENS OF|A MAG|HALF (?:A|HYPH)"
        rf"|A HALF HYPH?|{_CARDINAL} HYPH AND HYPH A HYPH HALF"
        rf"|(?:ANOTHER )?{_CARDINAL}(?: AND A HALF| AND HALF)?|ANOTHER|A)"
    ),
    "{unit}": r"(?:UNIT|UNITS|HOUR|HRS|SECOND|QUARTER|QUARTERS)",
    "{ord}": r"(?:(?:CARD HYPH? )?(?:ORD|SECOND)|ORDNUM|LAST)",
    "{adj}": r"(?:WORD|CONSECUTIVE|WHOLE|MORE|LONG)",
    "{monthday}": r"(?:DNUM|ORDNUM|(?:CARD HYPH? )?(?:ORD|SECOND))",
    "{zone}": rf"(?:{_ZONE}|LPAR {_ZONE} RPAR|LOCAL TIME)",
    "{year}": r"(?:YEAR|SHORTYEAR)",
}


# The rules of dates complete but for the year, as printed above an article.
DAY_RULES = frozenset((dates.iso, dates.slashed, dates.month_day))


def find_candidates(
    lexed: LexemeSequence, rules: Container[Builder] | None = None
) -> list[TimeCandidate]:
    """Return the candidates of a text in text order, without overlaps.

    `rules` restricts the grammar to the patterns of some builders.
    """
    candidates: list[tuple[int, int, int, TimeCandidate]] = []
    present = set(lexed.kinds)
    for order, (pattern, build, required) in enumerate(_RULES):
        if rules is not None and build not in rules:
            continue
        if any(map(present.isdisjoint, required)):
            continue
        for match in pattern.finditer(lexed.kinds):
            reading = build(match, lexed)
            if reading is not None:
                candidates.append((reading.first, -reading.last, order, reading))
    selected: list[TimeCandidate] = []
    for *_, reading in sorted(candidates, key=lambda candidate: candidate[:3]):
        if not selected or reading.first >= selected[-1].last:
            selected.append(reading)
    return selected


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of lexeme kinds to a regular expression over `LexemeSequence.kinds`."""
    for short, long in _SHORTHANDS.items():
        pattern = pattern.replace(short, long)
    parts = re.split(r"(\(\?P<\w+>)", pattern)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(
            r"[A-Z]+", lambda kind: re.escape(LETTER_OF_KIND[kind.group()]), parts[index]
        ).replace(" ", "")
    return re.compile("".join(parts))


_TABLE: list[tuple[str, Builder]] = [
    (r"ISO", dates.iso),
    (r"SLASHED", dates.slashed),
    # March 3, 2011; Tuesday, March 3rd; this Friday, July 8; 3 March 2011; the third of March
    (
        r"(?:(?:THIS|LAST|NEXT|PAST|COMING)? WDAY COMMA? (?:THE )?)?"
        r"(?P<month>MONTH) (?:THE )?(?P<day>DNUM|ORDNUM)"
        r"(?: COMMA? (?P<year>YEAR))?",
        dates.month_day,
    ),
    (
        r"(?:(?:THIS|LAST|NEXT|PAST|COMING)? WDAY COMMA? )?"
        r"(?:THE )?(?P<day>{monthday})(?: OF)? (?P<month>MONTH)"
        r"(?: (?:COMMA|OF)? (?P<year>YEAR))?",
        dates.month_day,
    ),
    (
        r"(?P<month>MONTH) (?P<day>CARD HYPH? (?:ORD|SECOND))(?: COMMA? (?P<year>YEAR))?",
        dates.month_day,
    ),
    (r"(?P<day>DNUM) (?:HYPH|SLASH) (?P<month>MONTH) (?:HYPH|SLASH) (?P<year>YEAR)",
        dates.month_day),
    (r"(?P<month>MONTH) (?:HYPH|COMMA) (?P<day>DNUM) (?:HYPH|COMMA) (?P<year>YEAR)",
        dates.month_day),
    (
        r"(?P<day>DNUM|ORDNUM)(?: OF)? (?P<month>MONTH) (?P<year>NUM|DNUM|YEAR) (?P<era>BC|AD)",
        dates.ancient_day,
    ),
    (
        r"(?P<month>MONTH) (?P<day>DNUM|ORDNUM) COMMA? (?P<year>NUM|DNUM|YEAR) (?P<era>BC|AD)",
        dates.ancient_day,
    ),
    (r"WDAY COMMA? THE (?P<day>ORDNUM)", dates.weekday_of_month),
    (
        r"(?P<which>THIS|LAST|NEXT) (?P<month>MONTH) (?:THE )?(?P<day>DNUM|ORDNUM)"
        r"(?! COMMA? YEAR)",
        relative.day_of_named_month,
    ),
    (r"DNUM SLASH DNUM", dates.nine_eleven),
    # the second day of "March 3-5", the first of "3 and 5 March"
    (
        r"(?P<month>MONTH) (?:DNUM|ORDNUM) (?:HYPH|AND|TO|OR|UNTIL|WORD) (?P<other>DNUM|ORDNUM)"
        r"(?: COMMA? (?P<year>YEAR))?",
        dates.paired_day,
    ),
    (
        r"(?P<other>DNUM|ORDNUM) (?:HYPH|AND|TO|OR|COMMA)(?: THE)? {monthday}"
        r"(?: OF)? (?P<month>MONTH)(?: (?:COMMA|OF)? (?P<year>YEAR))?",
        dates.paired_day,
    ),
    (r"(?P<month>MONTH) (?:COMMA|OF|IN)? (?P<year>{year})", dates.month_year),
    (r"(?P<month>MONTH) (?P<year>NUM|DNUM) (?P<era>BC)", dates.ancient_month),
    (r"THE (?P<day>ORDNUM)", dates.day_of_month),
    (r"MONTH", dates.bare_month),
    (r"(?P<wday>WDAY)(?P<week> UNIT)?", dates.weekday),
    (r"(?:(?:THE )?(?P<word>UNIT|UNITS) )?(?P<year>YEAR|ENDYEAR)", dates.bare_year),
    (r"(?P<century>CARD) (?P<tens>CARD)(?: HYPH? (?P<unit>CARD))?", dates.spelled_year),
    (r"(?P<century>CARD)(?P<tens>(?!))? WORD (?P<unit>CARD)", dates.spelled_year),
    (
        r"(?:(?:THE )?(?P<word>UNIT) )?(?P<two>CARD) (?P<thousand>MAG)(?: AND)?"
        r"(?: (?P<tens>CARD)(?: HYPH? (?P<unit>CARD))?)?",
        dates.spelled_millennium,
    ),
    (r"SHORTYEAR", dates.short_year),
    (r"YEARS", dates.year_pair),
    (r"(?P<year>NUM|DNUM|YEAR) (?P<era>BC)", dates.ancient),
    (r"(?P<year>NUM|DNUM|YEAR) (?P<era>AD)", dates.ancient),
    (r"(?P<era>AD) (?P<year>NUM|DNUM|YEAR)", dates.ancient),
    (r"(?P<year>NUM|DNUM|YEAR) (?:HYPH|TO|AND) (?:NUM|DNUM|YEAR) BC", dates.ancient_pair),
    (r"(?:THE )?(?P<season>SEASON)(?: (?:OF|COMMA|IN)? (?P<year>{year}))?", dates.season),
    (r"(?P<year>YEAR) (?P<season>SEASON)", dates.season),
    (r"(?:THE )?(?P<season>SEASON) OF (?P<years>YEARS)", dates.season_of_years),
    (
        r"(?:(?:THE|POSS) )?(?:FISCAL HYPH? )?(?P<nth>{ord}) (?:FISCAL )?HYPH? "
        r"(?:QUARTER|QUARTERS)(?: (?:OF|IN|COMMA)? (?P<year>{year}))?",
        dates.quarter,
    ),
    (
        r"(?:THE )?(?P<nth>{ord}) HYPH? (?:AND|TO|OR) {ord} HYPH? (?:QUARTER|QUARTERS)"
        r"(?: (?:OF|IN)? (?P<year>{year}))?",
        dates.quarter,
    ),
    (r"(?:THE )?(?P<year>YEAR) (?P<nth>{ord}) HYPH? QUARTER", dates.quarter),
    (r"(?P<fiscal>FISCALYEAR )?(?P<code>QUARTERCODE)(?: HYPH? (?P<year>{year}))?",
        dates.coded_quarter),
    (r"(?P<fiscal>(?!))?(?P<year>YEAR) HYPH? (?P<code>QUARTERCODE)", dates.coded_quarter),
    (
        r"(?:(?:THE|POSS) )?(?P<nth>{ord}|LATTER) (?:FISCAL )?HYPH? HALF"
        r"(?: (?:OF|IN)? (?P<year>{year}))?",
        dates.half,
    ),
    (r"(?:THE )?FISCAL HYPH? (?:UNIT )?(?P<year>YEAR)", dates.fiscal),
    (r"(?:THE )?(?P<which>LAST|NEXT|THIS|CURRENT|PREV|COMING)? FISCAL UNIT", dates.fiscal),
    (r"FISCALYEAR", dates.coded_fiscal),
    (r"(?:THE )?(?P<decade>DECADE)(?: (?P<ce>BC))?", dates.decade),
    (r"THE (?:WORD )?(?P<decade>DECADEWORD)", dates.decade_word),
    (r"(?:THE )?(?P<nth>{ord}) HYPH? (?P<unit>UNIT|UNITS)(?: (?P<ce>BC))?", dates.century),
    (
        r"(?:THE )?(?P<nth>{ord})(?P<ce>(?!))? (?:AND|TO|OR) (?:EARLY |MID |LATE )?{ord} "
        r"(?P<unit>UNITS)",
        dates.century,
    ),
    (r"(?:THE )?(?:LAST|(?P<final>WORD|ORD)) UNITS OF (?P<year>YEAR)", dates.last_days_of_year),
    (r"(?P<feast>FEAST)(?: (?:OF|COMMA|IN)? (?P<year>YEAR))?", feasts.holiday),
    (r"(?:(?:THE )?UNIT (?P<beyond>BEFORE|AFTER) )?(?P<day>YESTERDAY|TOMORROW)", relative.deictic),
    (r"(?P<beyond>(?!))?(?P<day>TODAY|TONIGHT|OVERNIGHT)", relative.deictic),
    (
        r"(?:(?P<the>THE)|THIS)? "
        r"(?P<which>LAST|NEXT|THIS|THAT|PREV|FOLL|COMING|PAST|CURRENT|LATEST)"
        r"(?: SAME)? (?P<unit>UNIT|QUARTER)",
        relative.relative_unit,
    ),
    (
        r"(?P<the>THE|THAT|THIS) (?:WORD )?(?P<which>SAME) (?P<unit>UNIT|QUARTER)",
        relative.relative_unit,
    ),
    (
        r"(?:(?P<the>THE)|THIS)? "
        r"(?P<which>LAST|NEXT|THIS|THAT|PREV|FOLL|COMING|PAST|SAME)(?: SAME)? "
        r"(?P<name>MONTH|WDAY|SEASON|FEAST)",
        relative.relative_name,
    ),
    (
        r"(?P<the>THE)? (?P<which>LAST|NEXT|THIS|THAT|PREV|FOLL|SAME)(?: SAME)? (?P<part>PART)",
        relative.relative_part_of_day,
    ),
    (r"THE (?P<what>UNIT|QUARTER|WDAY|MONTH|SEASON) BEFORE LAST", relative.before_last),
    (r"THE (?:WHOLE )?(?P<unit>UNIT|QUARTER)", relative.current_unit),
    (
        r"THE (?P<unit>UNIT) (?P<way>BEFORE|PREV|PREVIOUSLY|EARLIER|FOLL|AFTER|LATER)",
        relative.unit_before,
    ),
    (
        r"(?:(?:THE|A) )?(?P<unit>UNIT) HYPH (?:AGO|EARLIER)(?: (?P<what>QUARTER|PERIOD))?",
        relative.year_ago,
    ),
    (r"(?P<last>LAST) (?P<unit>UNIT) APOS S (?P<what>QUARTER|PERIOD)", relative.year_ago),
    (r"(?:THE )?(?P<year>YEAR) (?:QUARTER|PERIOD)", relative.period_of_year),
    (r"(?:THE )?(?:LATEST|COMPARABLE) (?:PERIOD|QUARTER)", relative.reported_period),
    (r"(?P<unit>UNIT) (?:HYPH|APOS S) END|(?<=BY )UNIT END", relative.unit_end),
    (r"MID HYPH? (?P<unit>UNIT)", relative.unit_end),
    (r"(?:THE )?UNIT", relative.weekend),
    (r"(?:THE )?(?:THIS|THAT|SAME|THE) PERIOD", relative.same_period),
    (r"(?:THE SAME|THIS|THAT|THAT SAME) (?:TIME|ERA)", relative.same_period),
    (r"AT (?P<time>THE TIME)", relative.at_the_time),
    (
        r"(?P<det>THE|POSS|A)? (?P<nth>{ord})(?: (?P<adj>CONSECUTIVE|WORD))? (?P<unit>UNIT)",
        relative.ordinal_unit,
    ),
    (r"(?:THE )?(?P<nth>{ord}) (?P<wday>WDAY)", relative.nth_weekday),
    (r"(?P<set>PER (?P<unit>UNIT|HOUR|QUARTER|SECOND))", durations.rate_unit),
    (
        r"(?:DNUM|NUM|YEAR|CARD|MAG|TIMES|ONCE|TWICE|PERCENT|UNITS|HRS)(?: WORD)? "
        r"(?P<set>A (?P<unit>UNIT|HOUR|QUARTER|PART))",
        durations.rate_unit,
    ),
    (
        r"(?P<amount>{amount})(?P<hyphen> HYPH)?(?: (?P<adj>{adj}))?(?: HYPH)? (?P<unit>{unit})"
        r"(?P<half> AND A HALF)?(?: HYPH? LONG| HYPH OLD| OLD)?",
        durations.duration,
    ),
    (
        r"BETWEEN (?P<amount>{card}) (?:AND|TO) {card} (?P<unit>UNITS|HRS)",
        durations.first_of_two,
    ),
    (
        r"(?:THE|POSS|THESE|THOSE|THIS) (?:LAST|NEXT|PAST|FOLL|PREV|COMING|ORD|ORDNUM) "
        r"(?P<amount>{amount})(?: {adj})? (?P<unit>UNITS|HRS|UNIT)",
        durations.relative_duration,
    ),
    (r"(?:LAST|NEXT|PAST) (?P<amount>{amount}) (?P<unit>UNITS|HRS)", durations.relative_duration),
    (
        r"(?:THE|POSS) (?P<amount>{card}) (?:LAST|NEXT|PAST|FOLL|PREV|COMING) (?P<unit>UNITS|HRS)",
        durations.relative_duration,
    ),
    (
        r"(?:(?:THE|POSS) )?(?:NEXT|LAST|PAST|FOLL|PREV|COMING) (?P<amount>(?!))?(?P<unit>UNITS)",
        durations.relative_duration,
    ),
    (r"(?:(?:THE|MORE) )?RECENT (?:UNITS|QUARTERS|TIMES|PAST)", durations.recent_period),
    (r"THESE UNITS|(?<=IN )THOSE UNITS", relative.these_days),
    (r"(?:THESE|THOSE)? (?P<unit>UNITS|HRS)", durations.unspecified_duration),
    (r"(?P<unit>UNIT|UNITS|HOUR|HRS) HYPH? LONG", durations.long_unit),
    (r"WHOLE HYPH (?P<unit>UNIT)", durations.single_unit),
    (
        r"(?:EVERY|EACH)(?: (?P<amount>OTHER|{card}|{ord}))? "
        r"(?P<what>UNIT|UNITS|HOUR|HRS|QUARTER|SEASONWORD|WDAY|MONTH|SEASON|PART)",
        durations.repetition,
    ),
    (
        r"(?:(?P<all>EVERY|EACH) |THE )?{ord}(?: AND {ord})? (?P<day>WDAY|WDAYS) (?:OF|IN) "
        r"(?P<each>EVERY|EACH|THE) (?P<unit>UNIT)",
        durations.weekday_of_months,
    ),
    (r"(?:THE )?(?P<what>WDAYS|PARTS)", durations.weekdays),
    (r"FREQ", durations.frequency),
    (
        r"(?P<hour>CLOCK|COMPACT|DNUM|CARD)(?: (?P<hint>HRS|O APOS CLOCK))?(?: (?P<ampm>AMPM))?"
        r"(?: COMMA? (?P<zone>{zone}))?",
        clock_times.clock,
    ),
    (
        r"(?P<hour>YEAR|NUM)(?: (?P<hint>HRS))?(?: (?P<zone>ZONE))?",
        clock_times.military_clock,
    ),
    (r"AT (?P<hour>NUM) (?:ON|WDAY|LOCAL|ZONE|TODAY|TOMORROW|YESTERDAY)", clock_times.dotted),
    (
        r"(?P<minutes>HALF|A? QUARTER|CARD)(?: UNITS)? (?P<way>PAST|TO) (?P<hour>CARD)"
        r"(?P<hint> O APOS CLOCK)?",
        clock_times.spoken,
    ),
    (r"TONIGHT (?:ABOUT|AT) (?P<hour>DNUM|CARD)", clock_times.tonight),
    (r"NOON(?: (?P<zone>{zone}))?", clock_times.noon),
    (r"(?P<the>THE )?(?P<part>PART)(?: HRS)?", clock_times.day_part),
    (r"(?:THE )?(?:EARLY|SMALL) HRS", clock_times.small_hours),
    (r"(?:RIGHT )?NOW|NOWADAYS|AT PRESENT|(?:THE )?PRESENT HYPH? UNIT|THE PRESENT", relative.now),
    (
        r"TO DATE|THE TIME BEING|(?<=AT )THE MOMENT|CURRENT|THE PRESENT TIME",
        relative.vague_reference("PRESENT_REF"),
    ),
    (
        r"(?:MORE )?LATELY|(?<!MOST)RECENT|THE PAST|LONG AGO|MANY TIME AGO",
        relative.vague_reference("PAST_REF"),
    ),
    (
        r"(?:THE )?(?:NEAR |DISTANT )?FUTURE|THE (?:NEAR|LONG) TERM",
        relative.vague_reference("FUTURE_REF"),
    ),
]  # fmt: skip


_GROUP = re.compile(
    r"\((?P<opening>\?P<\w+>|\?:|\?<?[=!])?(?P<body>[^()]*)\)(?P<times>[?*]|\{0[\d,]*\})?"
)
_MANDATORY = re.compile(r"(?<![A-Z])[A-Z]+(?![A-Z?*]|\{0)|<\d+>")


def _find_required(pattern: str) -> list[frozenset[str]]:
    """Return sets of letters of kinds, of each of which any match of a pattern contains one.

    The sets are not all that there are. A group that may be left out adds none.
    """
    for short, long in _SHORTHANDS.items():
        pattern = pattern.replace(short, long)
    groups: list[frozenset[str]] = []

    def list_sets(part: str) -> list[frozenset[str]]:
        return [
            groups[int(kind[1:-1])] if kind[0] == "<" else frozenset(LETTER_OF_KIND[kind])
            for kind in _MANDATORY.findall(part)
        ]

    def read(part: str) -> list[frozenset[str]]:
        alternatives = [list_sets(alternative) for alternative in part.split("|")]
        if len(alternatives) == 1 or not all(alternatives):
            return alternatives[0] if len(alternatives) == 1 else []
        return [frozenset().union(*(min(sets, key=len) for sets in alternatives))]

    while match := _GROUP.search(pattern):
        found: list[frozenset[str]] = []
        is_around = match["opening"] in ("?=", "?!", "?<=", "?<!")
        if not is_around and match["times"] is None:
            found = read(match["body"])
        marks = "".join(f" <{len(groups) + number}> " for number in range(len(found)))
        groups += found
        pattern = pattern[: match.start()] + (marks or " ") + pattern[match.end() :]
    return read(pattern)


_RULES: Iterable[tuple[re.Pattern[str], Builder, list[frozenset[str]]]] = [
    (compile_pattern(pattern), build, _find_required(pattern)) for pattern, build in _TABLE
]
