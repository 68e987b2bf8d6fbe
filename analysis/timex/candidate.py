"""A candidate time expression, and the helpers that the grammar rules share."""

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from analysis.models import Reason, TimeType
from analysis.structs import replace
from analysis.timex.lexer import PARTS, LexemeSequence
from analysis.timex.relations import UNRESOLVED_VALUES

Policy = Literal["published", "anchor", "either"]
_STATED = Reason("time.stated")


class TimeCandidate(Struct, frozen=True):
    """A candidate time expression of the lexemes `first` to `last` (half-open), not yet resolved.

    Either `value` is set, with its `reason`, or the value is a relation (`relations`): `name` is
    a calendar name without a direction yet ("W5"), and `steps` are the steps after it. `policy`
    is the anchor: the publication date, the date named before, or either, as fits the text.
    `kind` determines how adjacent candidates combine with it.
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
    reason: Reason = _STATED


Builder = Callable[[re.Match[str], LexemeSequence], TimeCandidate | None]


def unresolved_date(reading: TimeCandidate, unit: str, reason: Reason) -> TimeCandidate:
    """Return a date that the text cannot resolve, with the granularity of a unit: XXXX-XX."""
    value = UNRESOLVED_VALUES.get(unit, "XXXX")
    return replace(reading, kind="vague", value=value, steps="", name="", reason=reason)


def duration_value(amount: float | None, unit: str) -> str:
    """Return an ISO-TimeML duration: P3D, PT2H, P2.5Y, PXM."""
    count = re.fullmatch(r"(\d*)(\D+)", unit)
    times = int(count[1]) if count is not None and count[1] else 1
    unit = count[2] if count is not None else unit
    number_text = "X" if amount is None else f"{amount * times:.10g}"
    if unit in ("h", "m", "s"):
        return f"PT{number_text}{unit.upper()}"
    if unit in ("WE", "S"):
        return f"P{number_text}{'WE' if unit == 'WE' else 'SE'}"
    return f"P{number_text}{unit}"


def part_of_day(word: str) -> str:
    return PARTS.get(word.removesuffix("s"), "NI")


def matched_year(match: re.Match[str], lexed: LexemeSequence) -> int | None:
    if "year" not in match.re.groupindex or match["year"] is None:
        return None
    text = lexed.lower(match.start("year"))
    return int(text) if text.isdigit() else int(full_year(text[1:]))


def full_year(digits: str) -> str:
    """Expand a year of two digits to four: 24 to 2024, 87 to 1987."""
    if len(digits) == 4:
        return digits
    return ("20" if int(digits) < 30 else "19") + digits
