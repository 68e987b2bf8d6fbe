"""Grammar rules for clock times with their zones, and for parts of the day."""

import re
from bisect import bisect_left

from analysis.lexicon import word_set
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.tag_sets import NOUN_TAGS
from analysis.timex.candidate import TimeCandidate, part_of_day
from analysis.timex.lexer import CARDINALS, LETTER_OF_KIND, ZONES, LexemeSequence, parse_number

# Words before a bare "10:57" that make it a time of day and not a score or a verse.
_BEFORE_CLOCK = word_set("AT BY AROUND ABOUT SINCE UNTIL FROM TO BEFORE AFTER HYPH")

_LONGEST_SCHEDULE = 16  # tokens of a line
_DATED = word_set("WDAY MONTH DNUM ORDNUM YEAR TODAY TOMORROW YESTERDAY")


def clock(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a clock time of 12 or 24 hours: 3:30 p.m. EST, 8 o'clock, 05:30hrs, at 10:57."""
    at = match.start("hour")
    text, kind = lexed.lower(at), lexed.kind(at)
    numbers = re.findall(r"\d+", text) or [str(CARDINALS.get(text, 99))]
    letter = re.search(r"([ap])\.? ?m\.?$", text)
    half = letter[1] if letter else lexed.lower(match.start("ampm"))[0] if match["ampm"] else ""
    o_clock = match["hint"] is not None and lexed.lower(match.end("hint") - 1) == "clock"
    if kind in ("DNUM", "CARD") and not half and not o_clock:
        return None
    hour, minute = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
    if hour * 60 + minute > (12 * 60 + 59 if half else 24 * 60) or minute > 59:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    second = f":{numbers[2]}" if len(numbers) > 2 and int(numbers[2]) else ""
    zone = _zone_offset(lexed.text(*match.span("zone"))) if match["zone"] else None
    is_bare = zone is None and not half and not match["hint"]
    if is_bare and (kind != "CLOCK" or not _is_placed(at, lexed)):
        return None
    last = match.start("zone") if match["zone"] and zone is None else match.end()
    if lexed.kind(last - 1) == "COMMA":
        last -= 1
    step = f"T{hour:02d}:{minute:02d}{second}{zone or ''}"
    if lexed.kind(at - 1) == "A":  # "a 3 a.m. call" has no date
        return TimeCandidate(at, last, "TIME", "anypart", f"XXXX-XX-XX{step}")
    return _clock_candidate(at, last, step)


def _is_placed(at: int, lexed: LexemeSequence) -> bool:
    """Return True if the context of a bare "10:57" is a time of day's: at 10:57, Sunday (15:00)."""
    if lexed.kind(at - 1) == "LPAR":
        return lexed.kind(at + 1) == "RPAR" and lexed.kind(at - 2) in _DATED
    return lexed.kind(at - 1) in _BEFORE_CLOCK or _is_in_schedule(at, lexed)


def _is_in_schedule(at: int, lexed: LexemeSequence) -> bool:
    """Return True for a time in a line of a schedule: "May 20: Group A, 14:00"."""
    if lexed.kind(at - 1) not in ("COMMA", "DNUM", "ORDNUM", "MONTH", "WDAY", "YEAR"):
        return False
    token = lexed.token(at)
    if token is None:
        return False
    words = lexed.words
    sentence = words.sentences[words.sentence_of(words.token_at(token.start))]
    line = words.tokens_of(sentence)
    if len(line) > _LONGEST_SCHEDULE or has_finite_verb(line):
        return False
    first = bisect_left(lexed.starts, sentence.start)
    opening = lexed.kind(first), lexed.kind(first + 1)
    return opening[0] == "WDAY" or set(opening) <= _DATED


def military_clock(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match four digits with a zone or "hours": 0630 GMT."""
    figures = lexed.lower(match.start("hour"))
    if len(figures) != 4 or not figures.isdecimal() or not (match["hint"] or match["zone"]):
        return None  # "7.25 hours" has four characters too
    if int(figures) > 2400 or int(figures[2:]) > 59:
        return None
    zone = _zone_offset(lexed.text(*match.span("zone"))) if match["zone"] else ""
    return _clock_candidate(*match.span(), f"T{figures[:2]}:{figures[2:]}{zone or ''}")


def _clock_candidate(first: int, last: int, step: str) -> TimeCandidate:
    return TimeCandidate(first, last, "TIME", "clock", steps=f"+0D {step}", policy="either")


def dotted(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a clock time with a dot: at 17.30 on Friday."""
    at = match.start("hour")
    figures = re.fullmatch(r"([01]?\d|2[0-3])\.([0-5]\d)", lexed.lower(at))
    if figures is None:
        return None
    return _clock_candidate(at, at + 1, f"T{int(figures[1]):02d}:{figures[2]}")


def spoken(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a clock time in words: half past nine, a quarter to ten, five past eight o'clock."""
    at = match.start() - 1
    if not match["hint"] and lexed.kind(at) not in _BEFORE_CLOCK - {"HYPH", "TO", "FROM"}:
        return None
    if lexed.tag(match.end()) in NOUN_TAGS:
        return None  # "at two to three times the rate"
    words = lexed.text(*match.span("minutes")).removeprefix("a ")
    minutes = {"half": 30, "quarter": 15}.get(words) or parse_number(words)
    hour = parse_number(lexed.lower(match.start("hour")))
    if minutes is None or hour is None or not (0 < minutes < 60 and 1 <= hour <= 12):
        return None
    total = hour * 60 + (minutes if match["way"].strip() == LETTER_OF_KIND["PAST"] else -minutes)
    return _clock_candidate(*match.span(), f"T{int(total) // 60:02d}:{int(total) % 60:02d}")


def tonight(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a bare hour of this evening: tonight around 7, tonight at eight."""
    hour = parse_number(lexed.lower(match.start("hour")))
    if hour is None or not 5 <= hour <= 11:
        return None
    return TimeCandidate(*match.span(), "TIME", "clock", steps=f"+0D T{int(hour) + 12}:00")


def noon(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match noon or midnight, with a zone: noon EST."""
    zone = _zone_offset(lexed.text(*match.span("zone"))) if match["zone"] else None
    last = match.start("zone") if match["zone"] and zone is None else match.end()
    hour = "T24:00" if lexed.lower(match.start()) == "midnight" else "T12:00"
    return _clock_candidate(match.start(), last, f"{hour}{zone or ''}")


def day_part(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a part of the day: the morning, in the evening; night raids."""
    at = match.start("part")
    part = part_of_day(lexed.lower(at))
    if lexed.lower(at - 1) == "good" and lexed.kind(at - 2) not in ("A", "THE"):
        return None  # "Good evening from Havana"
    if lexed.surface(at)[0].isupper() and "NAME" in (lexed.kind(at - 1), lexed.kind(at + 1)):
        return None  # Morning Consult, Saturday Night Live
    if match["the"] and lexed.tag(match.end()) in NOUN_TAGS:  # the night shift
        return TimeCandidate(at, match.end(), "TIME", "anypart", f"XXXX-XX-XXT{part}")
    if match["the"] or lexed.kind(at - 1) in ("IN", "THE", "EARLY", "LATE", "BY", "UNTIL"):
        return TimeCandidate(*match.span(), "TIME", "part", steps=f"+0D T{part}", policy="either")
    if lexed.lower(at) in ("dawn", "sunrise", "sunset", "dusk", "daybreak", "nightfall"):
        if lexed.kind(at - 1) not in ("AT", "BEFORE", "AFTER", "UNTIL", "BY", "SINCE"):
            return None
        return TimeCandidate(*match.span(), "TIME", "part", steps=f"+0D T{part}", policy="either")
    return TimeCandidate(*match.span(), "TIME", "anypart", f"XXXX-XX-XXT{part}")


def small_hours(match: re.Match[str], _lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the early or small hours: the early hours of Sunday."""
    return TimeCandidate(*match.span(), "TIME", "part", steps="+0D TMO", policy="either")


def _zone_offset(words: str) -> str | None:
    """Return the UTC offset of a zone ("est", "( gmt + 8 )"); None if it is unknown."""
    if words == "local time":
        return ""
    # The pattern finds nothing in a word of another script.
    name, sign, hours = [*re.findall(r"[a-z]+|[+–-]|\d+", words), "", "", ""][:3]
    if name not in ZONES:
        return None
    if sign and hours and ZONES[name] == "Z":
        return f"{'+' if sign == '+' else '-'}{int(hours):02d}:00"
    return ZONES[name]
