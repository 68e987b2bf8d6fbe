"""Records of news agencies: the id of an item, its version, its status and its embargo."""

import datetime
import re
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import force_setattr

from analysis.structs import convert_values

WireStatus = Literal["usable", "corrected", "withheld", "killed"]
"""The status that the source of an item gives it. Corrected: the version corrects an earlier one.
Withheld: it must not be published yet. Killed: the source has canceled it."""

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


class WireRecord(Struct, frozen=True):
    """The record of an item by its source, such as a news agency.

    `id` is the same for all versions of an item. `issued` is when the version was made, `embargo`
    when the item may be published, both in UTC. `note` is the source's reason for the status.
    """

    id: str
    version: str = ""
    issued: datetime.datetime | None = None
    status: WireStatus = "usable"
    note: str = ""
    embargo: datetime.datetime | None = None

    def __post_init__(self) -> None:
        """Convert times in other zones to UTC."""
        for name in ("issued", "embargo"):
            moment: datetime.datetime | None = getattr(self, name)
            if moment is not None:
                force_setattr(self, name, to_utc(moment))

    def is_later_than(self, earlier: "WireRecord") -> bool:
        """Return True if this is a later version of an item, by its number, else by its time.

        A version of which neither is known is later. A kill with the number of the version that it
        kills is later too.
        """
        both = (self.version, earlier.version)
        if all(map(_NUMBER.fullmatch, both)):
            number, known = map(int, both)
            if number != known:
                return number > known
        if self.issued is not None and earlier.issued is not None and self.issued != earlier.issued:
            return self.issued > earlier.issued
        is_same = bool(self.version) and self.version == earlier.version
        return not is_same or (self.is_stopped and not earlier.is_stopped)

    @property
    def is_stopped(self) -> bool:
        """True if the source has killed or withheld the item."""
        return self.status in ("killed", "withheld")


STATUS_PHRASES: dict[WireStatus, str] = {
    "usable": "",
    "corrected": "corrected by the source",
    "withheld": "withheld by the source",
    "killed": "killed by the source",
}


def describe_status(status: WireStatus, note: str) -> str:
    """Describe a status with its reason: `killed by the source: not true`; "" for a usable one."""
    phrase = STATUS_PHRASES[status]
    return f"{phrase}: {note}" if phrase and note else phrase


def wire_as_json(wire: WireRecord) -> dict[str, Any]:
    """Return a record as values for JSON."""
    return {
        "id": wire.id,
        "version": wire.version,
        "issued": format_moment(wire.issued),
        "status": wire.status,
        "note": wire.note,
        "embargo": format_moment(wire.embargo),
    }


def wire_from_json(fields: Mapping[str, Any]) -> WireRecord:
    """Read a record from values of JSON; raises ValueError for other values."""
    return convert_values(fields, WireRecord)


def format_moment(moment: datetime.datetime | None) -> str | None:
    """Return a time in UTC as text that sorts as the times do."""
    return None if moment is None else to_utc(moment).isoformat(timespec="seconds")


def parse_utc(written: str | None) -> datetime.datetime | None:
    """Parse a time that `format_moment` wrote; None for a damaged one."""
    try:
        return None if written is None else to_utc(datetime.datetime.fromisoformat(written))
    except (ValueError, TypeError):
        return None


def to_utc(moment: datetime.datetime) -> datetime.datetime:
    """Return a time in UTC; one without a zone is taken for UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=datetime.UTC)
    try:
        return moment.astimezone(datetime.UTC)
    except OverflowError:
        return moment.replace(tzinfo=datetime.UTC)
