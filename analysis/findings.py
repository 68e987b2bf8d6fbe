"""The findings of an analysis: frozen records of character offsets into one text.

Offsets count characters of the analysed text and are half-open, as Python slices are.
Every finding carries a `confidence` between 0 and 1 and a `because`, a reason in a reader's words.
"""

import datetime
from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]

Label = Literal[
    "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART"
]
LABELS: tuple[Label, ...] = (
    "PERSON",
    "ORG",
    "GPE",
    "LOC",
    "FAC",
    "NORP",
    "EVENT",
    "PRODUCT",
    "LAW",
    "WORK_OF_ART",
)
MentionKind = Literal["name", "nominal", "pronoun"]
QuotationKind = Literal["direct", "indirect", "mixed", "scare"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Stage = Literal["tokens", "tags", "names", "entities", "quotations", "times", "events"]
STAGES: tuple[Stage, ...] = (
    "tokens",
    "tags",
    "names",
    "entities",
    "quotations",
    "times",
    "events",
)
Precision = Literal[
    "time", "day", "week", "month", "quarter", "season", "half", "year", "decade", "century"
]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the text names or refers to somebody or something.

    `entity` is the `id` of the entity meant, or None where the evidence is not good enough.
    """

    start: int
    end: int
    label: Label
    kind: MentionKind
    entity: int | None = None
    confidence: float = 1.0
    because: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place or other thing that the article names.

    `id` is its position in `Analysis.entities`; `name` is its fullest name in the text;
    `aliases` are its other names, without `name`; `role` is what the text says it is
    ("White House press secretary"), a second role after a semicolon, or None.
    """

    id: int
    name: str
    label: Label
    aliases: tuple[str, ...] = ()
    role: str | None = None
    confidence: float = 1.0
    because: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """An attribution: a content (one or more pieces), a cue and a source, with the speaker meant.

    `spans` are the content's pieces in text order, quotation marks included where there are any.
    `source` is the stretch that names who spoke, `speaker` the entity it stands for (None for a
    described source: "a U.S. administration official"), `addressee` who was told ("told Reuters").
    A `scare` quotation attributes nothing: words in marks that are a title, a nickname or a
    writer's distance; it has neither cue nor source.
    """

    spans: tuple[Span, ...]
    kind: QuotationKind
    cue: Span | None = None
    source: Span | None = None
    speaker: int | None = None
    addressee: Span | None = None
    negated: bool = False
    confidence: float = 1.0
    because: str = ""

    @property
    def start(self) -> int:
        """Where the first piece begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3 expression (ISO-TimeML).

    `value` is its ISO value, such as 2022-03-18, 2021-11, P4W, PRESENT_REF. An expression that
    depends on another date keeps how it depends in `relative`, so that `analysis.redate` can
    resolve it later without the text; `anchor` is the index in `Analysis.times` of the expression
    that it counts from, None for the publication date. While that date is unknown, `value` is
    an open value (`XXXX-WXX-5`, `XXXX-XX-XX`) and `because` says what is missing.
    """

    start: int
    end: int
    type: TimeType
    value: str
    mod: str | None = None
    relative: str | None = None
    anchor: int | None = None
    confidence: float = 1.0
    because: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What a dated clause reports.

    `start` and `end` bound the clause, `time` is the index of its expression in `Analysis.times`.
    `first_day` and `last_day` bound the days it may have happened on, both inclusive, both None
    while its date is unknown; `upcoming` tells whether it lay ahead when the article was published.
    """

    start: int
    end: int
    time: int
    headline: str
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    precision: Precision | None = None
    upcoming: bool = False
    entities: tuple[int, ...] = ()
    confidence: float = 1.0
    because: str = ""


@dataclass(frozen=True, slots=True)
class StageFailure:
    """A stage of an analysis that failed, so that its findings are missing.

    `reason` is one line in plain words. `traceback` is meant for a log: it does not count when two
    failures are compared, and is not stored.
    """

    stage: Stage
    reason: str
    traceback: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything found in one text. Findings of a kind are in text order.

    `failures` has a record for each stage that failed; the stages after it ran without its result.
    """

    text: str
    published: datetime.date | None = None
    entities: tuple[Entity, ...] = field(default=())
    mentions: tuple[Mention, ...] = field(default=())
    quotations: tuple[Quotation, ...] = field(default=())
    times: tuple[TimeExpression, ...] = field(default=())
    events: tuple[Event, ...] = field(default=())
    failures: tuple[StageFailure, ...] = field(default=())
