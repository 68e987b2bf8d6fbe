"""Parse dates given on the command line."""

import datetime


def parse_day(written: str) -> datetime.date:
    """Parse "2022-03-17" or "2022-03-17T08:30:00" as a day; raises ValueError otherwise."""
    try:
        return datetime.datetime.fromisoformat(written.strip()).date()
    except ValueError:
        raise ValueError(f"{written!r} is not a date: write it as 2022-03-17") from None
