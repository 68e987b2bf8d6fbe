"""What a reader can set right, a frozen record for each kind, and how each is written down."""

import dataclasses
import datetime
import json
from dataclasses import dataclass
from typing import Any, Literal

from analysis import Span
from analysis.findings import Label, Precision, QuotationKind
from db.field_types import require_types


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody or something meant, found again by its name, else by a place that means it.

    `at` is one of its mentions where it was picked among an article's entities, None where its
    name was typed. Where no entity is found by either, one with this name and label is made.
    """

    name: str
    label: Label = "PERSON"
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class SpeakerIs:
    """A quotation is said by somebody else; None: by nobody that the text names.

    `called` is how the text calls the speaker, where other texts may mean the same by it.
    """

    who: Who | None
    called: str = ""


@dataclass(frozen=True, slots=True)
class KindIs:
    """A quotation is of another kind."""

    kind: QuotationKind


@dataclass(frozen=True, slots=True)
class BoundsAre:
    """A quotation begins or ends elsewhere; words between its pieces stay outside."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NotAQuotation:
    """What was taken for a quotation is none."""


@dataclass(frozen=True, slots=True)
class IsAQuotation:
    """A stretch is a quotation that was missed."""

    kind: QuotationKind
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class SameAs:
    """The entity of a mention is the same as another one."""

    who: Who


@dataclass(frozen=True, slots=True)
class Means:
    """A mention, or every one of its entity with the same words, means somebody else."""

    who: Who
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class NameIs:
    """The entity of a mention has another name; `label` is its sort, for other texts."""

    name: str
    label: Label = "PERSON"


@dataclass(frozen=True, slots=True)
class LabelIs:
    """The entity of a mention is of another sort."""

    label: Label


@dataclass(frozen=True, slots=True)
class DateIs:
    """An event was on other days, both inclusive, or a time expression means them."""

    of: Literal["event", "time"]
    first_day: datetime.date
    last_day: datetime.date
    precision: Precision = "day"


Change = (
    SpeakerIs
    | KindIs
    | BoundsAre
    | NotAQuotation
    | IsAQuotation
    | SameAs
    | Means
    | NameIs
    | LabelIs
    | DateIs
)
RuleChange = Means | LabelIs | KindIs | NotAQuotation
"""What can hold for words in every article: read them so, or take them for that."""

_KINDS: dict[str, type[Change]] = {
    "speaker": SpeakerIs,
    "kind": KindIs,
    "bounds": BoundsAre,
    "not a quotation": NotAQuotation,
    "quotation": IsAQuotation,
    "same": SameAs,
    "means": Means,
    "name": NameIs,
    "label": LabelIs,
    "date": DateIs,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def kind_of(change: Change) -> str:
    """The word under which a change is stored."""
    return _NAMES[type(change)]


def written(change: Change) -> str:
    """A change as JSON, for a column that people and other programs can read."""
    return json.dumps(
        dataclasses.asdict(change), ensure_ascii=False, default=datetime.date.isoformat
    )


def read(kind: str, value: str) -> Change:
    """The change that was written; raises ValueError for what is none."""
    try:
        fields: dict[str, Any] = json.loads(value)
        if fields.get("who"):
            who = fields["who"]
            at = who["at"]
            fields["who"] = Who(who["name"], who["label"], (at[0], at[1]) if at else None)
        for name in ("first_day", "last_day"):
            if name in fields:
                fields[name] = datetime.date.fromisoformat(fields[name])
        change = _KINDS[kind](**fields)
        require_types(change)
        return change
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError(f"{kind} {value} is no correction") from error
