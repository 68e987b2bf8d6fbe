"""A clock that jumped: changes in the store that are later than now."""

import datetime

from db.connection import Connection

_TOLERANCE = datetime.timedelta(days=1)  # a day without a time may be that of another time zone
_LATEST = """SELECT max(moment) FROM (
    SELECT max(added) AS moment FROM article
    UNION ALL SELECT max(trashed) FROM trash
    UNION ALL SELECT max(counted) FROM trash
    UNION ALL SELECT created FROM (SELECT created FROM edit ORDER BY id DESC LIMIT 1))"""


def find_later_change(
    connection: Connection, now: datetime.datetime | None = None
) -> datetime.date | None:
    """Return the day of the latest change in a store if it is later than now, else None.

    The clock is wrong now, or it was wrong at that change. Raises StoreError.
    """
    with connection.read_transaction() as sqlite:
        (latest,) = sqlite.execute(_LATEST).fetchone()
    try:
        moment = datetime.datetime.fromisoformat(latest or "")
    except (ValueError, TypeError):  # of an empty store, or written by another program
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    is_later = moment > (now or datetime.datetime.now(datetime.UTC)) + _TOLERANCE
    return moment.date() if is_later else None
