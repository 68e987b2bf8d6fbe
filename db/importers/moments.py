"""Moments as files state them, in ISO 8601."""

import datetime
import re

_SHORT_ZONE = re.compile(r"(?<=\d[:\d]\d)([+-]\d\d)\Z")


def parse_moment(written: str) -> datetime.datetime | None:
    """Parse `2021-03-05T10:00:00Z`, `20210305T100000+01` or a day; None for anything else.

    A moment without a time zone is in UTC.
    """
    try:
        moment = datetime.datetime.fromisoformat(_SHORT_ZONE.sub(r"\g<1>00", written.strip()))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
