"""Findings that have the words of their spans and the names that they refer to.

They are the records of `analysis` with additional fields, so that no offset has to be looked up.
"""

import datetime
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from analysis import models
from analysis.data_frames import build_frame
from analysis.date_format import format_period
from analysis.partial_dates import Date, to_partial_date
from analysis.reasons import render_reason
from analysis.serialization import findings_as_json, to_json_value
from analysis.speaker_names import name_speaker
from analysis.text import abbreviate, clean

FindingKind = Literal["quotations", "entities", "mentions", "times", "events"]
"""The kinds of findings, as the attributes of an analysis are called."""

F = TypeVar("F", bound=Struct)


class Entity(models.Entity, frozen=True):
    """A person, organization, place or other thing that the text names, or an unnamed source.

    `name` is its fullest name in the text, `aliases` are the others. `role` is its role in the
    text, such as "mayor". `identity` is its id in a library, None for a text outside of one.
    """

    identity: int | None = None

    def __repr__(self) -> str:
        """Return the name and the label."""
        return f"Entity({self.name!r}, {self.label})"


class Mention(models.Mention, frozen=True):
    """A mention of an entity: a name, a description or a pronoun.

    `text` has the words of the mention, and `entity_name` the name of the entity, "" if unknown.
    """

    text: str = ""
    entity_name: str = ""

    def __repr__(self) -> str:
        """Return the words, and the entity that they refer to."""
        return f"Mention({self.text!r}, entity_name={self.entity_name!r})"


class Quotation(models.Quotation, frozen=True):
    """A statement with its speaker.

    `text` has the words of the statement with their quotation marks, an ellipsis between its parts.
    `speaker_name` is the name of the speaker, or the words of the source in the text; "" if they
    are only a pronoun. `cue_text` has the words of the cue, such as "said". `identities` are the
    ids of the speakers in a library.
    """

    text: str = ""
    speaker_name: str = ""
    cue_text: str = ""
    identities: tuple[int, ...] = ()

    @property
    def because(self) -> str:
        """The sentence that explains the finding."""
        return render_reason(self.reason, self.origin)

    def __repr__(self) -> str:
        """Return the beginning of the quotation, and the speaker."""
        return f"Quotation({abbreviate(self.text)!r}, speaker_name={self.speaker_name!r})"


class TimeExpression(models.TimeExpression, frozen=True):
    """A time expression: `text` has its words, and `value` is its ISO value (TIMEX3)."""

    text: str = ""

    def __repr__(self) -> str:
        """Return the words and the value."""
        return f"TimeExpression({self.text!r}, {self.value})"


class Event(models.Event, frozen=True):
    """An event: `headline` summarizes it, and `text` has the words of its clause.

    `names` are the names of the entities in it. `identities` are the ids of these in a library.
    """

    text: str = ""
    names: tuple[str, ...] = ()
    identities: tuple[int, ...] = ()

    @property
    def because(self) -> str:
        """The sentence that explains the date."""
        return render_reason(self.reason, self.origin)

    def __repr__(self) -> str:
        """Return the days and the headline."""
        days = format_period(self.first_day, self.last_day, self.precision, short=True)
        return f"Event({days}, {abbreviate(self.headline)!r})"


class Analysis(models.Analysis, frozen=True):
    """All findings of one text, with their words; findings of a kind are in text order.

    `failures` has a record for each stage that failed; the findings of the others are here.
    """

    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def error(self) -> str:
        """The reasons of the stages that failed, on one line; "" if none did."""
        return "; ".join(dict.fromkeys(failure.reason for failure in self.failures))

    def redate(self, published: Date | None) -> "Analysis":
        """Resolve the dates for another day of publication, or for none."""
        from analysis.pipeline import redate_analysis  # imports NLTK

        ids = {each.id: each.identity for each in self.entities if each.identity is not None}
        return add_words(redate_analysis(self, to_partial_date(published)), ids)

    def to_dict(self) -> dict[str, Any]:
        """Return the text and the findings as values for JSON, with the words of each finding."""
        found = findings_as_json(self)
        for kind, fields in _ADDED_FIELDS.items():
            for finding, values in zip(getattr(self, kind), found[kind], strict=True):
                values.update((name, to_json_value(getattr(finding, name))) for name in fields)
        return {"text": self.text, "published": to_json_value(self.published), **found}

    def to_frame(self, kind: FindingKind = "quotations") -> Any:
        """Return the findings of a kind as a pandas DataFrame, one row each.

        Raises ImportError if pandas is not installed, and ValueError for an unknown kind.
        """
        if kind not in _ADDED_FIELDS:
            kinds = ", ".join(_ADDED_FIELDS)
            raise ValueError(f"there are no findings of the kind {kind!r}; choose from: {kinds}")
        rows = self.to_dict()[kind]
        columns: dict[str, type] = dict.fromkeys(next(iter(rows), {}), object)
        columns |= {name: datetime.date for name in ("from", "to") if name in columns}
        return build_frame(rows, columns)

    def __repr__(self) -> str:
        """Return the beginning of the text, and the number of findings."""
        counts = ", ".join(f"{kind}={len(getattr(self, kind))}" for kind in _SHOWN_KINDS)
        failed = f", failed: {self.error}" if self.failures else ""
        return f"Analysis({abbreviate(self.text)!r}, {counts}{failed})"


_SHOWN_KINDS: tuple[FindingKind, ...] = ("quotations", "entities", "events")
_ADDED_FIELDS: dict[FindingKind, tuple[str, ...]] = {
    "quotations": ("text", "speaker_name", "cue_text", "identities"),
    "entities": ("identity",),
    "mentions": ("text", "entity_name"),
    "times": ("text",),
    "events": ("text", "names", "identities"),
}


def fail_analysis(text: str, reason: str) -> models.Analysis:
    """Return the analysis of a text for which every stage failed."""
    failures = tuple(models.StageFailure(stage, reason) for stage in models.STAGES)
    return models.Analysis(clean(text), failures=failures)


def add_words(analysis: models.Analysis, identities: Mapping[int, int] | None = None) -> Analysis:
    """Return an analysis whose findings have their words, names and identities.

    `identities` has the identity of each entity of a stored article, by its number.
    """
    ids = identities or {}
    text, entities = analysis.text, analysis.entities

    def words(span: models.Span) -> str:
        return " ".join(text[slice(*span)].split())

    def list_identities(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(ids[number] for number in numbers if number in ids)

    return Analysis(
        text=text,
        published=analysis.published,
        entities=tuple(_extend(Entity, entity, identity=ids.get(entity.id)) for entity in entities),
        mentions=tuple(
            _extend(
                Mention,
                mention,
                text=words((mention.start, mention.end)),
                entity_name="" if mention.entity is None else entities[mention.entity].name,
            )
            for mention in analysis.mentions
        ),
        quotations=tuple(
            _extend(
                Quotation,
                quotation,
                text=" … ".join(map(words, quotation.spans)),
                speaker_name=name_speaker(analysis, quotation).name,
                cue_text=words(quotation.cue) if quotation.cue else "",
                identities=list_identities(quotation.speakers),
            )
            for quotation in analysis.quotations
        ),
        times=tuple(
            _extend(TimeExpression, time, text=words((time.start, time.end)))
            for time in analysis.times
        ),
        events=tuple(
            _extend(
                Event,
                event,
                text=words((event.start, event.end)),
                names=tuple(entities[number].name for number in event.entities),
                identities=list_identities(event.entities),
            )
            for event in analysis.events
        ),
        failures=analysis.failures,
    )


def _extend(kind: type[F], finding: Struct, **added: Any) -> F:
    """Return a finding as a record of an extending kind."""
    return kind(**asdict(finding) | added)
