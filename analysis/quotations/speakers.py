"""Resolve the source of a quotation to the entity that speaks."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from analysis import lexicon
from analysis.models import Entity, Mention, Reason, Span
from analysis.names.given_names import Gender, gender_of_given_name

_GENDERS = cast("Mapping[str, Gender]", lexicon.values("pronouns", "speaker"))
_SELF = lexicon.words("pronouns", "self")
_MEMORY = 6


@dataclass(frozen=True, slots=True)
class Speaker:
    """The entity of a source, the confidence, and the reason if the mention does not give it."""

    entity: int | None
    confidence: float
    reason: Reason | None = None


@dataclass(slots=True)
class SpeakerResolver:
    """Resolver of sources to entities; sources must be resolved in text order."""

    text: str
    entities: Sequence[Entity]
    mentions: Sequence[Mention]
    _starts: list[int] = field(init=False)
    _genders: dict[int, Gender | None] = field(init=False, default_factory=dict)
    _recent: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Index the mentions, and learn the gender of entities from resolved pronouns."""
        self._starts = [mention.start for mention in self.mentions]
        for mention in self.mentions:
            if mention.kind == "pronoun" and mention.entity is not None:
                word = self.text[mention.start : mention.end].lower()
                if word in _GENDERS:
                    self._genders.setdefault(mention.entity, _GENDERS[word])

    def record_speaker(self, entity: int | None) -> None:
        """Record an entity as the latest speaker."""
        if entity is not None:
            if entity in self._recent:
                self._recent.remove(entity)
            self._recent.append(entity)
            del self._recent[:-_MEMORY]

    def resolve(self, source: Span, head: Span) -> Speaker:
        """Resolve a source with the given head noun to its speaker."""
        mention = self._mention_at(source, head)
        if mention is not None and mention.entity is not None:
            return Speaker(mention.entity, 1 - (1 - mention.confidence) / 3)
        word = self.text[head[0] : head[1]].lower()
        if word in _GENDERS:
            entity = self._last_of(_GENDERS[word])
            if entity is not None and not self._described_since(entity, source[0]):
                reason = Reason.of("quotation.last_speaker", pronoun=word)
                return Speaker(entity, 0.7, reason)
        return Speaker(None, 0.6 if word in _GENDERS or word in _SELF else 1.0)

    def _mention_at(self, source: Span, head: Span) -> Mention | None:
        """Return the mention that contains the head, or a person's name that ends the source."""
        found: Mention | None = None
        named: Mention | None = None
        index = max(0, bisect_left(self._starts, source[0]) - 1)
        while index < len(self.mentions) and self.mentions[index].start < source[1]:
            mention = self.mentions[index]
            index += 1
            if mention.end <= source[0]:
                continue
            if mention.start < head[1] and head[0] < mention.end:
                if found is None or (mention.kind == "name" and mention.end >= head[1]):
                    found = mention
            elif (
                mention.kind == "name"
                and mention.label == "PERSON"
                and " of " in self.text[head[1] : mention.start - 3]
                and "," not in self.text[head[1] : mention.start]
                and not self.text[mention.end : mention.end + 2].startswith(("'s", "’s"))
            ):
                named = mention  # "Secretary of State Anna Lind"
        if found is not None and found.kind == "name":
            return found
        return named or found

    def _last_of(self, gender: Gender) -> int | None:
        for entity in reversed(self._recent):
            if self.entities[entity].label == "PERSON" and self._gender(entity) in (gender, None):
                return entity
        return None

    def _described_since(self, entity: int, end: int) -> bool:
        """Return whether an unnamed person comes between an entity's last mention and `end`."""
        for index in range(bisect_left(self._starts, end) - 1, -1, -1):
            mention = self.mentions[index]
            if mention.entity == entity:
                return False
            if mention.entity is None and mention.label == "PERSON" and mention.kind == "nominal":
                return True
        return False

    def _gender(self, entity: int) -> Gender | None:
        if entity not in self._genders:
            self._genders[entity] = gender_of_given_name(
                self.entities[entity].name.split(" ", 1)[0]
            )
        return self._genders[entity]
