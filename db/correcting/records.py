"""Corrections and standing rules as the store keeps them."""

import datetime
from dataclasses import dataclass

from db.correcting.changes import Change, RuleChange


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader set right about the finding at `start` to `end`, whose words are `exact`.

    Names are corrected at one of their mentions, events at their clause. The finding is looked for
    each time that the correction is applied, so that it holds for another analysis too.
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
    """What holds for words wherever an article has them.

    `words` are those of a name or a reference (`Means`, `LabelIs`) or the whole content of a
    quotation (`KindIs`, `NotAQuotation`).
    """

    id: int
    words: str
    change: RuleChange
    created: datetime.datetime
