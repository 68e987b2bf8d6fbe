"""The findings of an analysis: frozen records of character offsets into one text.

Offsets count characters of the analyzed text and are half-open, as Python slices are.
Every finding has a `confidence` between 0 and 1, a `reason` and an `origin`: the analysis, a
correction by the user, or a correction rule. `analysis.reasons` renders a reason as a sentence.
"""

import datetime
from collections.abc import Iterable
from typing import Literal, Protocol, get_args

from msgspec import Struct

from analysis.structs import Share, WholeNumber

Span = tuple[WholeNumber, WholeNumber]

NameLabel = Literal[
    "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART"
]  # fmt: skip
SourceLabel = Literal["UNNAMED", "GROUP", "BODY", "DOCUMENT", "OUTLET"]
Label = Literal[NameLabel, SourceLabel]
"""The type of a name, or of a source without a name."""
LABELS: tuple[NameLabel, ...] = get_args(NameLabel)
"""The labels of names."""
SOURCE_LABELS: tuple[SourceLabel, ...] = get_args(SourceLabel)
"""The labels of sources without a name, which belong to one article."""
SourceType = Literal["person", "unnamed", "group", "organization", "document", "outlet"]
Basis = Literal["said to us", "public", "written", "other outlet", "unknown"]
"""How a statement was got: said to the outlet of the article, said in public, in writing, quoted
from another outlet, or unknown."""
DisclosureKind = Literal["no answer", "no comment", "denied interview", "anonymity"]
_SOURCE_TYPES: dict[Label, SourceType] = {
    "PERSON": "person",
    "UNNAMED": "unnamed",
    "GROUP": "group",
    "DOCUMENT": "document",
    "WORK_OF_ART": "document",
    "LAW": "document",
    "OUTLET": "outlet",
}
LABEL_NAMES: dict[Label, str] = {
    "PERSON": "a person",
    "ORG": "an organization",
    "GPE": "a country or city",
    "LOC": "a region, mountain or water",
    "FAC": "a building or site",
    "NORP": "a nation, faith or party",
    "EVENT": "an event",
    "PRODUCT": "a product",
    "LAW": "a law",
    "WORK_OF_ART": "a work",
    "UNNAMED": "a person without a name",
    "GROUP": "a group of people without a name",
    "BODY": "a body without a name",
    "DOCUMENT": "a document",
    "OUTLET": "a newspaper or station without a name",
}
"""A description of each entity label, for messages and reasons."""
LABEL_CLASSES: dict[Label, str] = {
    "PERSON": "person",
    "ORG": "org",
    "NORP": "org",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
"""The CSS class of each entity label in a page; "thing" for the others."""
MentionKind = Literal["name", "nominal", "pronoun"]
QuotationKind = Literal["direct", "indirect", "mixed", "scare", "topic", "continuation"]
STATEMENT_KINDS: frozenset[QuotationKind] = frozenset({"direct", "indirect", "mixed"})
"""The kinds of quotations that are statements; the others are shown and counted on request only."""
WEAK_KINDS: tuple[Literal["topic", "continuation"], ...] = ("topic", "continuation")
"""The kinds of quotations that a search lists only if it asks for them."""
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Stage = Literal["tokens", "tags", "names", "entities", "quotations", "times", "events"]
STAGES: tuple[Stage, ...] = ("tokens", "tags", "names", "entities", "quotations", "times", "events")
FindingOrigin = Literal["machine", "user", "rule"]
Precision = Literal[
    "time",
    "day",
    "week",
    "month",
    "quarter",
    "season",
    "half",
    "year",
    "decade",
    "century",
    "reported",
]
"""The exactness of an event's days; "reported" if they are the day of publication.

A reported event has no date of its own: it happened on that day or before it.
"""


class Reason(Struct, frozen=True, gc=False):
    """The reason of a finding: an id, its arguments by name, and additional reasons.

    `analysis/lexicon/reasons.toml` contains the sentence of each id.
    """

    id: str = ""
    args: tuple[tuple[str, str], ...] = ()
    also: tuple["Reason", ...] = ()

    @classmethod
    def of(cls, id: str, /, **args: str) -> "Reason":
        """Return a reason with these arguments."""
        return cls(id, tuple(args.items()))

    def extend(self, *also: "Reason") -> "Reason":
        """Return the reason with additional ones."""
        return Reason(self.id, self.args, (*self.also, *also))


NO_REASON = Reason()
PASSAGE = "event.passage"
"""The reason of an event that a date elsewhere in the text dates."""
YEAR_GUESSED = "event.year_guessed"
"""An additional reason: the text suggests the year, but does not state it."""
PERIOD_GUESSED = "event.period_guessed"
"""An additional reason: the date follows from the month or the year of publication."""
ORDER_GUESSED = "event.order_guessed"
"""An additional reason: nothing shows if the day or the month comes first, as in 05/08/2021."""
EDITED_TYPE = "edit.source"
"""The reason of a quotation whose source type a reader set, with the argument `type`."""
EDITED_BASIS = "edit.basis"
"""The reason of a quotation whose basis a reader set, with the argument `basis`."""
SOURCE_EDITS = (EDITED_TYPE, EDITED_BASIS)
STATE = "event.state"
"""An additional reason: the clause tells what lasts, not what happened."""
EventKind = Literal["event", "state"]
_GUESSES = (YEAR_GUESSED, PERIOD_GUESSED, ORDER_GUESSED)


def is_guess(reason: Reason) -> bool:
    """Return whether the day of an event is a guess, by its reason."""
    return reason.id == PASSAGE or any(addition.id in _GUESSES for addition in reason.also)


def find_event_kind(reason: Reason) -> EventKind:
    """Return whether an event happened or is a state that lasts, by its reason."""
    return "state" if any(addition.id == STATE for addition in reason.also) else "event"


class Mention(Struct, frozen=True, array_like=True, gc=False):
    """A mention of an entity: a name, a nominal or a pronoun.

    `entity` is the `id` of the entity it refers to, None if the evidence is insufficient.
    """

    start: WholeNumber
    end: WholeNumber
    label: Label
    kind: MentionKind
    entity: WholeNumber | None = None
    confidence: Share = 1.0
    reason: Reason = NO_REASON
    origin: FindingOrigin = "machine"


class Entity(Struct, frozen=True, array_like=True, gc=False):
    """A person, organization, place or other thing that the article names, or an unnamed source.

    `id` is its index in `Analysis.entities`. `name` is its fullest name in the text; `aliases`
    are its other names, without `name`. An unnamed source speaks in the article: its label is one
    of `SOURCE_LABELS`, `name` and `aliases` are its descriptions. `role` is its role in the text
    ("White House press secretary"), with a second one after a semicolon, or None.
    """

    id: WholeNumber
    name: str
    label: Label
    aliases: tuple[str, ...] = ()
    role: str | None = None
    confidence: Share = 1.0
    reason: Reason = NO_REASON
    origin: FindingOrigin = "machine"

    @property
    def is_named(self) -> bool:
        """False for a source that is only described: "an engineering source"."""
        return self.label not in SOURCE_LABELS


class Quotation(Struct, frozen=True, array_like=True, gc=False):
    """An attribution: content spans, a cue and a source, with the speaker's entity.

    `spans` are the content in text order, including quotation marks. `source` is the span of the
    source, and `speaker` is its entity, which has no name for a described source ("a U.S.
    administration official"), or None. `co_speakers` are the entities of a source that names
    several ("Berg and Reed"), without the first. `addressee` is the span of the addressee
    ("told Reuters").
    A thought is a belief or an intention; `analyze` finds it on request only, and no store has it.
    A `scare` quotation is not attributed: a title, a nickname or scare quotes. It has neither cue
    nor source. A `topic` is what a source spoke about, without what it said: criticized *the
    plan*. A `continuation` is a sentence without a cue that goes on with an indirect statement.
    """

    spans: tuple[Span, ...]
    kind: QuotationKind
    cue: Span | None = None
    source: Span | None = None
    speaker: WholeNumber | None = None
    addressee: Span | None = None
    negated: bool = False
    confidence: Share = 1.0
    reason: Reason = NO_REASON
    origin: FindingOrigin = "machine"
    co_speakers: tuple[WholeNumber, ...] = ()
    is_thought: bool = False

    @property
    def is_statement(self) -> bool:
        """True for a quotation that reports what a person said."""
        return self.kind in STATEMENT_KINDS

    @property
    def speakers(self) -> tuple[int, ...]:
        """The entities of all speakers, in text order."""
        return () if self.speaker is None else (self.speaker, *self.co_speakers)

    @property
    def start(self) -> int:
        """The start of the first span."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """The end of the last span."""
        return self.spans[-1][1]


class TimeExpression(Struct, frozen=True, array_like=True, gc=False):
    """A TIMEX3 expression (ISO-TimeML).

    `value` is its ISO value, such as 2022-03-18, 2021-11, P4W, PRESENT_REF. `relative` is the
    relation of a relative expression to its anchor, with which `analysis.redate` resolves it
    later. `anchor` is the index in `Analysis.times` of the expression that it counts from, None
    for the publication date. While that date is unknown, `value` is unresolved (`XXXX-WXX-5`,
    `XXXX-XX-XX`) and `reason` names the missing date.
    """

    start: WholeNumber
    end: WholeNumber
    type: TimeType
    value: str
    mod: str | None = None
    relative: str | None = None
    anchor: WholeNumber | None = None
    confidence: Share = 1.0
    reason: Reason = NO_REASON
    origin: FindingOrigin = "machine"


class Event(Struct, frozen=True, array_like=True, gc=False):
    """An event that a clause reports.

    `start` and `end` are the clause's. `time` is the index of its expression in `Analysis.times`,
    None if the clause has none: the event is then dated by the publication of the article.
    `first_day` and `last_day` are the range of possible days, both inclusive, both None while the
    date is unknown. `upcoming` is True if it was in the future when the article was published, and
    the article announces it.
    """

    start: WholeNumber
    end: WholeNumber
    time: WholeNumber | None
    headline: str
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    precision: Precision | None = None
    upcoming: bool = False
    entities: tuple[WholeNumber, ...] = ()
    confidence: Share = 1.0
    reason: Reason = NO_REASON
    origin: FindingOrigin = "machine"

    @property
    def is_reported(self) -> bool:
        """True if its days are only those of the publication."""
        return self.precision == "reported"

    @property
    def is_guessed(self) -> bool:
        """True if a date elsewhere in the text, or a year that it only suggests, dates it."""
        return is_guess(self.reason)

    @property
    def kind(self) -> EventKind:
        """The kind: "state" for what lasts, as in "has been mayor since 2019"."""
        return find_event_kind(self.reason)


class StageFailure(Struct, frozen=True, eq=False):
    """A stage of an analysis that failed, so that its findings are missing.

    `reason` is one line in plain words. `traceback` is for a log: it is ignored when two failures
    are compared, and is not stored.
    """

    stage: Stage
    reason: str
    traceback: str = ""

    def __eq__(self, value: object) -> bool:
        if not isinstance(value, StageFailure):
            return NotImplemented
        return (self.stage, self.reason) == (value.stage, value.reason)

    def __hash__(self) -> int:
        return hash((self.stage, self.reason))


class Analysis(Struct, frozen=True):
    """All findings of one text; findings of a kind are in text order.

    `failures` has a record for each stage that failed; later stages ran without its result.
    """

    text: str
    published: datetime.date | None = None
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    events: tuple[Event, ...] = ()
    failures: tuple[StageFailure, ...] = ()

    def source_type(self, quotation: Quotation) -> SourceType | None:
        """Return the type of a quotation's source, that of the first speaker.

        None is returned without a speaker, and in an export that leaves out the names.
        """
        if quotation.speaker is None or quotation.speaker >= len(self.entities):
            return None
        return _SOURCE_TYPES.get(self.entities[quotation.speaker].label, "organization")

    @property
    def named_entities(self) -> tuple[Entity, ...]:
        """The entities with a name, without the sources that are only described."""
        return tuple(entity for entity in self.entities if entity.is_named)

    def marked_spans(self) -> list[tuple[Span, str]]:
        """Return the spans that a page highlights, each with its CSS class.

        They are names, statements, and the dates of events.
        """
        spans: list[tuple[Span, str]] = [
            ((mention.start, mention.end), LABEL_CLASSES.get(mention.label, "thing"))
            for mention in self.mentions
            if mention.kind == "name"
        ]
        for quotation in self.quotations:
            if quotation.is_statement:
                spans += [(span, "said") for span in quotation.spans]
        for event in self.events:
            if event.time is not None and event.first_day is not None:
                time = self.times[event.time]
                spans.append(((time.start, time.end), "when"))
        return spans

    def _repr_html_(self) -> str:
        """Return the text with highlighted findings, which a notebook displays."""
        from analysis.markup import mark_text, notebook_view

        return notebook_view(mark_text(self.text, self.marked_spans()))

    def speakers_of(self, quotation: Quotation) -> list[Entity]:
        """Return the entities of all speakers of a quotation, in text order."""
        return [self.entities[speaker] for speaker in quotation.speakers]


class TagWindow(Struct, frozen=True):
    """The tags of consecutive tokens from the index `first` on, packed to be stored.

    `tags` and `names` have a byte for each token: the index of its label in the encoder's lists.
    `scores` has the 32-bit floats of `Token.name_score`, in the machine's byte order.
    """

    first: int
    tags: bytes
    names: bytes
    scores: bytes


class Checkpoint(Protocol):
    """Stores the tags of a long text while they are computed.

    `key` is a hash of the weights and of the tokens: tags with a different key belong to another
    text or encoder.
    """

    def load(self, key: str) -> Iterable[TagWindow]:
        """Return the windows stored under `key`, in text order."""

    def save(self, key: str, window: TagWindow) -> None:
        """Store another window."""
