"""Days as people and programs write them on the command line."""

import datetime


def parse_day(written: str) -> datetime.date:
    """The day of "2022-03-17" or "2022-03-17T08:30:00"; raises ValueError for anything else."""
    try:
        return datetime.datetime.fromisoformat(written.strip()).date()
    except ValueError:
        raise ValueError(f"{written!r} is not a date: write it as 2022-03-17") from None
