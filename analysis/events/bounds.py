"""Find the relation of a date to its event: its begin, its end, a deadline or a repetition."""

import re
from collections.abc import Sequence

from analysis import lexicon
from analysis.event_relations import BEGINS, DEADLINE, ENDS, RECURS
from analysis.events.recurring_days import RULE_DAYS, find_monthly_days
from analysis.lexicon import word_set
from analysis.models import Reason, TimeExpression
from analysis.syntax.tokens import Doc

_BEGIN = word_set("since from starting beginning effective onwards")
_END = word_set("until till through")
_BY = word_set("by before")
_BETWEEN = lexicon.words("function_words", "date_opener")
_REACH = 4  # tokens between a preposition and its date
_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")
_PERIOD = re.compile(r"P(\d+)([DWMY])")
_FREQUENCY = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}


def find_bounds(
    words: Doc, times: Sequence[TimeExpression], index: int, tokens: range, start: int, end: int
) -> tuple[Reason, ...]:
    """Return the reasons that say how a date bounds the event of a clause; none if it is its day.

    `start` and `end` are the bounds of the clause. "Since 2019", "until Friday", "by 2030", "every
    Friday from 3 May".
    """
    reasons = []
    for at in range(tokens.start - 1, max(tokens.start - _REACH, -1), -1):
        lower = words.tokens[at].lower
        if lower in _BETWEEN:
            continue
        id = next(
            (id for id, cues in ((BEGINS, _BEGIN), (ENDS, _END), (DEADLINE, _BY)) if lower in cues),
            None,
        )
        if id is not None and not _follows_noun(words, at, id):
            reasons.append(Reason.of(id, cue=lower))
        break
    for time in times[max(index - 3, 0) : index + 4]:
        rule = (
            find_rule(time.value, words.text[time.start : time.end]) if time.type == "SET" else None
        )
        if rule is not None and start <= time.start < end:
            reasons.append(Reason.of(RECURS, rule=rule))
            break
    return tuple(reasons)


def _follows_noun(words: Doc, at: int, id: str) -> bool:
    """Return True for "a letter from May", whose date is that of the noun."""
    return (
        id == BEGINS
        and words.tokens[at].lower == "from"
        and at > 0
        and words.tokens[at - 1].tag in ("NN", "NNS")
    )


def find_rule(value: str, phrase: str = "") -> str | None:
    """Return the recurrence rule (RFC 5545) of the value of a SET; None for another value.

    XXXX-WXX-5 → FREQ=WEEKLY;BYDAY=FR, P2W → FREQ=WEEKLY;INTERVAL=2. The phrase "every first Friday"
    or "the first Friday of each month" → FREQ=MONTHLY;BYDAY=1FR
    """
    weekday = _WEEKDAY.match(value)
    if (days := find_monthly_days(phrase)) is not None:
        return f"FREQ=MONTHLY;BYDAY={days}"
    if weekday is not None:
        return f"FREQ=WEEKLY;BYDAY={RULE_DAYS[int(weekday[1]) - 1]}"
    period = _PERIOD.fullmatch(value)
    if period is None or int(period[1]) == 0:
        return None
    interval = "" if period[1] == "1" else f";INTERVAL={period[1]}"
    return f"FREQ={_FREQUENCY[period[2]]}{interval}"
