"""Grammar rules for relative dates and for vague references."""

import re

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.timex.calendar import month_length
from analysis.timex.candidate import Builder, Policy, TimeCandidate, duration_value, part_of_day
from analysis.timex.lexer import MONTHS, SEASONS, UNITS, WEEKDAYS, LexemeSequence, parse_ordinal

_DATES = ("WDAY", "MONTH", "YEAR", "DNUM")
_DEICTIC = {
    "today": "+0D", "yesterday": "-1D", "tomorrow": "+1D", "tonight": "+0D TNI",
    "overnight": "+0D TNI",
}  # fmt: skip


def deictic(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.start("day")
    inside = lexed.starts[at] not in lexed.sentence_starts
    named = "NAME" in (lexed.kind(at - 1), lexed.kind(at + 1)) or lexed.kind(at - 1) == "THE"
    if inside and lexed.surface(at).istitle() and named:
        return None  # USA Today, the Today programme
    beside = [lexed.surface(i) for i in (at - 1, at + 1) if lexed.kind(i) == "NAME"]
    if lexed.surface(at).isupper() and any(map(str.isupper, beside)) and not _is_capital(at, lexed):
        return None  # "TODAY NICARAGUA (Agency) The man was found guilty"
    steps = _DEICTIC[lexed.lower(match.start("day"))]
    if match["beyond"]:
        steps = "-2D" if lexed.kind(match.start("beyond")) == "BEFORE" else "+2D"
    kind = "part" if "T" in steps else "day"
    if kind == "part":
        return TimeCandidate(*match.span(), "TIME", kind, steps=steps)
    return TimeCandidate(*match.span(), "DATE", kind, steps=steps)


def _is_capital(at: int, lexed: LexemeSequence) -> bool:
    """Return whether the sentence of a lexeme is in capitals."""
    words = lexed.words
    token = lexed.token(at)
    if token is None:
        return False
    sentence = words.sentences[words.sentence_of(words.token_at(token.start))]
    return words.text[sentence.start : sentence.end].isupper()


SHIFT_OF_KIND = {
    "LAST": -1, "PREV": -1, "THIS": 0, "CURRENT": 0, "NEXT": 1, "COMING": 1, "FOLL": 1,
    "THAT": 0, "SAME": 0, "PAST": -1, "LATEST": -1,
}  # fmt: skip


def relative_unit(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a relative unit: last week, this month; the next day, the same month, the past year."""
    modifier = lexed.kind(match.start("which"))
    unit_word = lexed.lower(match.start("unit"))
    unit = UNITS.get(unit_word, "")
    definite = match["the"] is not None
    if unit in ("h", "m", "s") or not unit or unit_word in ("season", "semester", "second"):
        return None
    if definite and (modifier == "PAST" or (modifier in ("NEXT", "LAST") and unit == "DE")):
        return TimeCandidate(*match.span(), "DURATION", "duration", duration_value(1, unit))
    if modifier == "LAST" and lexed.kind(match.end()) == "OF" and lexed.kind(match.end() + 1) in (
        "MONTH", "YEAR", "THE", "THIS", "THAT", "LAST", "SEASON"
    ):  # fmt: skip
        return TimeCandidate(*match.span(), "DATE", "nth", steps=f"=-1{unit}", policy="anchor")
    shift = SHIFT_OF_KIND[modifier]
    count = re.fullmatch(r"(\d*)(\D+)", unit)
    if count is not None and count[1]:
        shift, unit = shift * int(count[1]), count[2]
    if modifier == "THIS" and unit == "WE":  # the last weekend or the next one
        return TimeCandidate(*match.span(), "DATE", "weekend", name="WE", steps=".")
    anchored = modifier in ("PREV", "FOLL", "THAT", "SAME") or (definite and modifier == "NEXT")
    policy: Policy = "anchor" if anchored else "published"
    return TimeCandidate(*match.span(), "DATE", "shift", steps=f"{shift:+d}{unit}", policy=policy)


def relative_name(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a relative calendar name: last Friday, next March, this summer, that Christmas."""
    at = match.start("name")
    kind = lexed.kind(at)
    word = lexed.lower(at)
    if kind == "MONTH":
        name, reading_kind = f"M{MONTHS[word]:02d}", "month"
    elif kind == "WDAY":
        if len(word) < 6 and lexed.kind(at + 1) != "DOT":
            return None  # "The Sunday Times"; "that Sun's margins fell"
        name, reading_kind = f"W{WEEKDAYS[word]}", "weekday"
    elif kind == "SEASON":
        name, reading_kind = SEASONS[word], "season"
    else:
        name, reading_kind = f"F:{word}", "feast"
    modifier = lexed.kind(match.start("which"))
    if modifier == "FOLL" and match["the"] is None:
        return None  # "Following Monday's debate, …"
    is_conjunction = lexed.tag(match.start("which")) == "IN"
    if modifier == "THAT" and (is_conjunction or lexed.kind(match.start() - 1) in _DATES):
        return None  # "announced on Tuesday that Sunday's game was off"
    direction = {"LAST": "<<", "PREV": "<<", "PAST": "<<", "NEXT": ">>", "FOLL": ">>"}.get(modifier)
    if direction is None:
        direction = ">" if modifier == "COMING" else "="
    anchored = modifier in ("PREV", "FOLL", "THAT", "SAME") or match["the"] is not None
    policy: Policy = "anchor" if anchored else "published"
    if (modifier, kind) == ("THIS", "WDAY"):  # the last one or the next one
        return TimeCandidate(*match.span(), "DATE", reading_kind, name=name, steps=".")
    if (modifier, kind) == ("NEXT", "WDAY") and not anchored:
        direction = "+1D >>"  # "next Thursday" is never tomorrow
    return TimeCandidate(*match.span(), "DATE", reading_kind, steps=direction + name, policy=policy)


def day_of_named_month(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a day of the current year, the last one or the next one: this July 23rd, last May 8."""
    month, written = MONTHS[lexed.lower(match.start("month"))], lexed.lower(match.start("day"))
    day = int(written) if written.isdigit() else parse_ordinal(written)
    if day is None or not 1 <= day <= month_length(2000, month):
        return None
    direction = {"LAST": "<<", "NEXT": ">>"}.get(lexed.kind(match.start("which")), "=")
    steps = f"{direction}M{month:02d}-{int(day):02d}"
    return TimeCandidate(*match.span(), "DATE", "day", steps=steps)


def before_last(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match "before last": the week before last, the Tuesday before last."""
    at = match.start("what")
    kind, word = lexed.kind(at), lexed.lower(at)
    if kind in ("UNIT", "QUARTER"):
        unit = UNITS[word].lstrip("0123456789")
        count = int(UNITS[word].removesuffix(unit) or 1)  # a fortnight is 2W
        return TimeCandidate(*match.span(), "DATE", "shift", steps=f"-{2 * count}{unit}")
    names = {"MONTH": "M{:02d}", "WDAY": "W{}"}
    number = MONTHS.get(word) or WEEKDAYS.get(word) or 0
    name = names[kind].format(number) if kind in names else SEASONS[word]
    return TimeCandidate(*match.span(), "DATE", "day", steps=f"<<{name} <<{name}")


def relative_part_of_day(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a relative part of the day: last night, this morning; that afternoon."""
    modifier = lexed.kind(match.start("which"))
    if all(lexed.surface(at).istitle() for at in range(match.start("which"), match.end())):
        return None  # CBS This Morning
    part = part_of_day(lexed.lower(match.start("part")))
    shift = SHIFT_OF_KIND.get(modifier, 0)
    anchored = modifier not in ("LAST", "THIS") or match["the"] is not None
    policy: Policy = "anchor" if anchored else "published"
    return TimeCandidate(*match.span(), "TIME", "part", steps=f"{shift:+d}D T{part}", policy=policy)


def unit_before(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a unit before or after the anchor: the day before, the year after."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    if unit not in ("D", "W", "M", "Y", "DE", "CE"):
        return None
    after = lexed.kind(match.start("way"))
    if after in ("BEFORE", "AFTER") and lexed.tag(match.end()) == "VBG":
        return None  # "ended the day after falling sharply"
    shift = "+1" if after in ("FOLL", "AFTER", "LATER") else "-1"
    return TimeCandidate(*match.span(), "DATE", "shift", steps=f"{shift}{unit}", policy="anchor")


def year_ago(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a year-ago period: the year-ago quarter, last year's quarter."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    noun = lexed.kind(match.start("what")) if match["what"] else ""
    grain = {"QUARTER": "@Q", "PERIOD": "@="}.get(noun, "")
    steps = f"-1{unit}{grain}"
    return TimeCandidate(*match.span(), "DATE", "year-ago", steps=steps, policy="anchor")


def period_of_year(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the period of another year that a result is compared with: the 2019 quarter."""
    year = lexed.lower(match.start("year"))
    return TimeCandidate(*match.span(), "DATE", "period-of-year", year)


def reported_period(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the period of a report: the latest quarter, the corresponding period."""
    quarter = lexed.kind(match.end() - 1) == "QUARTER"
    latest = "LATEST" in (lexed.kind(match.start()), lexed.kind(match.start() + 1))
    if not latest:
        return TimeCandidate(*match.span(), "DATE", "same", steps=".", policy="anchor")
    steps = "-1Q" if quarter else "."
    return TimeCandidate(*match.span(), "DATE", "latest", steps=steps)


def unit_end(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the end or middle of a unit: year-end, month's end, mid-year."""
    unit = UNITS[lexed.lower(match.start("unit") if match["unit"] else match.start())]
    if unit not in ("W", "M", "Y", "DE", "CE"):
        return None
    return TimeCandidate(
        *match.span(), "DATE", "the", steps=f"+0{unit}", policy="either",
        mod="MID" if lexed.kind(match.start()) == "MID" else "END",
    )  # fmt: skip


_WINNING = lexicon.words("day_verbs")
# Words before "this time" if it is a point in time and not an occasion ("this time he won").
_AT = word_set("AT BY DURING IN AROUND SINCE FROM UNTIL OF TO ABOUT BEFORE AFTER")


def current_unit(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the current unit of the text: the day, the entire year."""
    unit = UNITS[lexed.lower(match.start("unit"))]
    if unit not in ("D", "W", "M", "Y", "DE", "Q") or lexed.surface(match.start("unit")).istitle():
        return None
    if lexed.kind(match.end()) in ("WORD", "NAME", "HYPH") and lexed.is_adjacent(match.end() - 1):
        return None  # "the decade-old car"
    if unit == "Y" and lexed.kind(match.end()) in ("YEAR", "NUM", "DNUM", "AD"):
        return None  # "the year 122 AD", "the year 1445 of the Islamic calendar"
    if unit == "D" and lexed.lower(match.start() - 1) in _WINNING:
        return None  # "carried the day"
    ends = lexed.lower(match.end())
    if unit == "Y" and (ends in ("ended", "ending") or (ends == "to" and _is_dated(match, lexed))):
        return TimeCandidate(*match.span(), "DURATION", "duration", "P1Y")  # "the year to March"
    policy: Policy = "either" if unit == "W" else "anchor"
    return TimeCandidate(*match.span(), "DATE", "the", steps=f"+0{unit}", policy=policy)


def _is_dated(match: re.Match[str], lexed: LexemeSequence) -> bool:
    """Return True if a date follows "the year to"."""
    at = match.end() + 1
    return lexed.kind(at) in ("MONTH", "DNUM", "ORDNUM", "END", "EARLY", "LATE", "MID")


def weekend(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.end() - 1
    if lexed.lower(at) != "weekend":
        return None
    if lexed.surface(at).istitle() and lexed.surface(at + 1).istitle():
        return None  # a name: Weekend Tours
    return TimeCandidate(*match.span(), "DATE", "weekend", name="WE", policy="either")


def same_period(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a reference to the last date of the text: this period, that time, the same time."""
    word = lexed.lower(match.end() - 1)
    before, after = lexed.kind(match.start() - 1), lexed.kind(match.end())
    placed = before in _AT or lexed.lower(match.start() - 1) == "throughout"
    if word == "time" and (not placed or after in ("WORD", "NAME", "HYPH", "UNIT", "THE", "THAT")):
        return None
    return TimeCandidate(*match.span(), "DATE", "same", steps=".", policy="anchor")


def at_the_time(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match "the time" with no complement: "led the party at the time", not "of the vote"."""
    following = lexed.tag(match.end())
    if following[:2] in ("IN", "DT", "PR", "NN", "WP", "WR", "JJ", "EX", "CD"):
        return None
    return TimeCandidate(*match.span("time"), "DATE", "vague", "PAST_REF")


def ordinal_unit(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match an ordinal and a unit: its fourth week, a second consecutive day.

    "The first week" has no value until `composition` joins it with "of March".
    """
    nth = parse_ordinal(lexed.text(*match.span("nth")).replace(" - ", "-"))
    unit = UNITS.get(lexed.lower(match.start("unit")), "")
    if nth is None or unit not in ("D", "W", "M", "Y", "WE", "DE"):
        return None
    if match["adj"] and lexed.tag(match.start("adj"))[:2] not in ("JJ", "VB"):
        return None
    runs = (
        lexed.kind(match.end()) == "CONSECUTIVE"
        or lexed.text(match.end(), match.end() + 3) == "in a row"
    )
    if match["det"] and lexed.kind(match.start("det")) == "THE" and not runs:
        return TimeCandidate(*match.span(), "DATE", "nth", steps=f"={nth}{unit}", policy="anchor")
    return TimeCandidate(*match.span(), "DATE", "running", steps=f"+0{unit}", policy="either")


def nth_weekday(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match "the first Monday", which is a date only within a month."""
    nth = parse_ordinal(lexed.text(*match.span("nth")))
    if nth is None:
        return None
    weekday = WEEKDAYS[lexed.lower(match.start("wday"))]
    return TimeCandidate(*match.span(), "DATE", "nth-weekday", name=f"{nth}/{weekday}")


def vague_reference(value: str) -> Builder:
    def build(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
        first, last = match.span()
        if lexed.surface(last - 1).istitle() and lexed.starts[first] not in lexed.sentence_starts:
            return None  # a word of a name: Back to the Future
        return TimeCandidate(first, last, "DATE", "vague", value)

    return build


def now(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    if lexed.kind(match.end()) in ("THAT", "HYPH"):
        return None  # "now that" is a conjunction; "the now-closed mine"
    return TimeCandidate(*match.span(), "DATE", "vague", "PRESENT_REF")


def these_days(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a vague period: these days, in those days."""
    if lexed.lower(match.end() - 1) != "days":
        return None
    value = "PAST_REF" if lexed.kind(match.start()) == "THOSE" else "PRESENT_REF"
    return TimeCandidate(*match.span(), "DATE", "vague", value)
