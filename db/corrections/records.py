"""Corrections and correction rules as stored."""

import datetime
from dataclasses import dataclass

from db.corrections.models import Change, RuleChange


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
