"""Calendar points: the periods and times of day that TIMEX3 values denote."""

from msgspec import Struct

from analysis.timex.calendar import Period, parse_value


class CalendarPoint(Struct, frozen=True):
    """A calendar point: a period, and a time of day in it ("T15:30", "TMO") or "".

    `granularity` is the granularity of the words if it is finer than the known period. "1999. Two
    days later" has the period 1999 and the granularity of a day: 1999-XX-XX.
    """

    period: Period
    clock: str = ""
    granularity: str = ""
    fiscal: bool = False

    def value(self) -> str:
        """Return its ISO-TimeML value."""
        value = ("FY" if self.fiscal else "") + self.period.value()
        if self.granularity == "W":
            return value + "-WXX" if self.period.unit == "Y" else value
        if self.period.unit == "Y" and self.granularity:
            return value + ("-XX-XX" if self.granularity == "D" else "-XX") + self.clock
        if self.period.unit == "M" and self.granularity == "D":
            return value + "-XX" + self.clock
        return value + self.clock


def parse_point(value: str) -> CalendarPoint | None:
    """Parse the calendar point of a TIMEX3 value; None for a value without one."""
    blur = ""
    for ending, unit in (("-XX-XX", "D"), ("-WXX", "W"), ("-XX", "M")):
        head, found, tail = value.partition(ending)
        if found and (not tail or tail.startswith("T")):
            value, blur = head + tail, unit
            break
    parsed = parse_value(value)
    if parsed is None:
        return None
    period, clock = parsed
    if blur == "M" and period.unit == "M":
        blur = "D"
    return CalendarPoint(period, clock, blur, value.startswith("FY"))
