"""The kinds of correction, each a frozen record, and their JSON form.

Corrections and correction rules as stored.
"""

import dataclasses
import datetime
import json
from dataclasses import dataclass
from typing import Any, Literal

from analysis import Span
from analysis.models import Label, Precision, QuotationKind
from db.field_types import require_types


@dataclass(frozen=True, slots=True)
class Who:
    """A reference to an entity, resolved by its name or else by the span of a mention.

    `at` is one of its mentions if the entity was selected from the article's entities. It is None
    if the name was typed. If neither resolves to an entity, one with this name and label is added.
    """

    name: str
    label: Label = "PERSON"
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class SpeakerIs:
    """Set a quotation's speaker; None means that the text does not name the speaker.

    `called` is the text's name for the speaker, if other articles may use the same name for them.
    """

    who: Who | None
    called: str = ""


@dataclass(frozen=True, slots=True)
class KindIs:
    """Set a quotation's kind."""

    kind: QuotationKind


@dataclass(frozen=True, slots=True)
class BoundsAre:
    """Set where a quotation begins and ends; text between its content spans stays excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NotAQuotation:
    """Remove a quotation that was detected by mistake."""


@dataclass(frozen=True, slots=True)
class IsAQuotation:
    """Add a span as a quotation that the machine missed."""

    kind: QuotationKind
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class SameAs:
    """Merge the entity of a mention into another entity."""

    who: Who


@dataclass(frozen=True, slots=True)
class Means:
    """Reassign a mention to another entity.

    `everywhere` includes all mentions of the same entity with the same words.
    """

    who: Who
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class NameIs:
    """Rename the entity of a mention; `label` is its entity label, for use in other articles."""

    name: str
    label: Label = "PERSON"


@dataclass(frozen=True, slots=True)
class LabelIs:
    """Set the label of a mention's entity."""

    label: Label


@dataclass(frozen=True, slots=True)
class DateIs:
    """Set the first and last day, both inclusive, of an event or a time expression."""

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
"""The changes that can apply to the same words in every article."""

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
    """Return the kind under which a change is stored."""
    return _NAMES[type(change)]


def written(change: Change) -> str:
    """Serialize a change as JSON, for a column that people and other programs can read."""
    return json.dumps(
        dataclasses.asdict(change), ensure_ascii=False, default=datetime.date.isoformat
    )


def read(kind: str, value: str) -> Change:
    """Parse a stored change; raises ValueError if it is invalid."""
    try:
        fields: dict[str, Any] = json.loads(value)
        if fields.get("who"):
            entity = fields["who"]
            at = entity["at"]
            fields["who"] = Who(entity["name"], entity["label"], (at[0], at[1]) if at else None)
        for name in ("first_day", "last_day"):
            if name in fields:
                fields[name] = datetime.date.fromisoformat(fields[name])
        change = _KINDS[kind](**fields)
        require_types(change)
        return change
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError(f"{kind} {value} is no correction") from error


@dataclass(frozen=True, slots=True)
class Correction:
    """A reader's correction of the finding at `start` to `end`, whose words are `exact`.

    An entity is corrected at one of its mentions, an event at its clause. The finding is searched
    each time the correction is applied, so the correction survives a new analysis.
    """

    id: int
    article: int
    start: int
    end: int
    exact: str
    change: Change
    created: datetime.datetime


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A change that applies to the same words in every article.

    `words` is a name or a reference (`Means`, `LabelIs`), or the whole content of a quotation
    (`KindIs`, `NotAQuotation`).
    """

    id: int
    words: str
    change: RuleChange
    created: datetime.datetime
