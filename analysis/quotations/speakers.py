"""Resolve the source of a quotation to the entities that speak."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from msgspec import Struct

from analysis import lexicon
from analysis.models import Entity, Mention, Reason, Span
from analysis.names.given_names import Gender, gender_of_given_name

_GENDERS = cast("Mapping[str, Gender]", lexicon.values("pronouns", "speaker"))
_SELF = lexicon.words("pronouns", "self")
_MEMORY = 6
_AUTHORED = lexicon.words("reporting_nouns", "authored")
_ORGANIZATION_NOUNS = lexicon.words("organization_nouns", "noun")
_GENERAL_NOUNS = lexicon.words("organization_nouns", "general", "apposed")
_SUBJECTS = frozenset({"he", "she"})
_OWNERS = frozenset({"his", "her", "its"})
_ONE = frozenset({"a", "an", "one", "another", "the"})
_OCCUPATIONS = lexicon.words("person_nouns", "person", "man", "woman")
_SPEAKING_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_BODIES = frozenset({"ORG", "GPE"})
_AND = re.compile(r",?\s+(?:and|or|nor|&|as well as)\s+", re.IGNORECASE)
_LISTED = re.compile(r",\s+(?:[A-Z][\w.]*\s+)*")  # before a title: Ms. Berg *, Mr.* Reed and
_RELATIVE = re.compile(r"[,\s](?:who|whom|whose|which|that)\s")
_PREPOSITION_WORDS = lexicon.pattern("prepositions", "quotation")
_PREPOSITION = re.compile(rf"\b(?:{_PREPOSITION_WORDS})\s+(?:the\s+)?$", re.IGNORECASE)
# A noun behind a name that only modifies it.
_IN_COMPOUND = re.compile(rf"\s+(?!(?:and|or|nor|who|{_PREPOSITION_WORDS})\b)[a-z]")
# "A report released by", "the letter from", "a statement of": between a text and its author.
_AUTHOR = re.compile(r"(?:\s+\w+){0,3}\s+(?:by|from)\s+|\s+of\s+")
# What ends the part of a noun phrase that has its head.
_NO_HEAD = re.compile(rf"[,;(]|\b(?:{_PREPOSITION_WORDS})\s", re.IGNORECASE)


class Speaker(Struct, frozen=True):
    """The entities of a source, the confidence, and the reason if the mention does not give it.

    `source` is where the speaker of a turn is named.
    """

    entities: tuple[int, ...]
    confidence: float
    reason: Reason | None = None
    source: Span | None = None

    @property
    def entity(self) -> int | None:
        """The first entity, None if the source names none."""
        return self.entities[0] if self.entities else None


@dataclass(slots=True)
class SpeakerResolver:
    """Resolver of sources to entities; sources must be resolved in text order."""

    text: str
    entities: Sequence[Entity]
    mentions: Sequence[Mention]
    _starts: list[int] = field(init=False)
    _genders: dict[int, Gender | None] = field(init=False, default_factory=dict)
    _recent: list[int] = field(init=False, default_factory=list)
    _together: tuple[int, ...] = field(init=False, default=())
    _last_end: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Index the mentions, and learn the gender of entities from resolved pronouns."""
        self._starts = [mention.start for mention in self.mentions]
        for mention in self.mentions:
            if mention.kind == "pronoun" and mention.entity is not None:
                word = self.text[mention.start : mention.end].lower()
                if word in _GENDERS:
                    self._genders.setdefault(mention.entity, _GENDERS[word])

    def record_speakers(self, entities: Sequence[int], end: int | None = None) -> None:
        """Record entities as the latest speakers; `end` is the end of the source that names them.

        Entities that speak together are remembered for "they".
        """
        for entity in entities:
            if entity in self._recent:
                self._recent.remove(entity)
            self._recent.append(entity)
            del self._recent[:-_MEMORY]
        if entities:
            self._together = tuple(entities) if len(entities) > 1 else ()
        if entities and end is not None:
            self._last_end = end

    def resolve(self, source: Span, head: Span) -> Speaker:
        """Resolve a source with the given head noun to its speakers."""
        parts = self._split(source)
        if len(parts) == 1:
            return self._resolve_part(source, head)
        found = [self._resolve_coordinated(part, head) for part in parts]
        named = [speaker for speaker in found if speaker.entities]
        if not named:
            return Speaker((), min(speaker.confidence for speaker in found))
        entities = dict.fromkeys(entity for speaker in named for entity in speaker.entities)
        if len(entities) > 1 and self._is_given_name(parts[0], next(iter(entities))):
            del entities[next(iter(entities))]  # "David and Jeanne Heidler", not David Eisenhower
        reasons = [speaker.reason for speaker in named if speaker.reason is not None]
        sure = min(speaker.confidence for speaker in named)
        return Speaker(tuple(entities), sure, reasons[0] if reasons else None)

    def _resolve_part(self, source: Span, head: Span) -> Speaker:
        mention = self.mention_at(source, head)
        if mention is not None and mention.entity is not None:
            return Speaker((mention.entity,), 1 - (1 - mention.confidence) / 3)
        word = self.text[head[0] : head[1]].lower()
        if word in _GENDERS:
            entity = self._last_of(_GENDERS[word])
            if entity is not None and not self._described_since(entity, source[0]):
                reason = Reason.of("quotation.last_speaker", pronoun=word)
                return Speaker((entity,), 0.7, reason)
        if word == "they" and self._together and not self._is_named_since(source[0]):
            reason = Reason.of("quotation.last_speaker", pronoun=word)
            return Speaker(self._together, 0.7, reason)
        named = self._explaining_name(source, head)
        if named is not None:
            return Speaker((named,), 0.9)
        if word in _AUTHORED and (author := self._author_of(source, head)) is not None:
            return Speaker((author,), 0.8, Reason.of("quotation.author", document=word))
        if word in _ORGANIZATION_NOUNS:
            body = self._body_of(source, head)
            if body is not None:
                return body
        return Speaker((), 0.6 if word in _GENDERS or word in _SELF else 1.0)

    # Several speakers

    def _resolve_coordinated(self, part: Span, head: Span) -> Speaker:
        """Resolve a part of a source by its head, if that is in the part, else by its main name."""
        if part[0] <= head[0] < part[1]:
            speaker = self._resolve_part(part, head)
            if speaker.entities:
                return speaker
        name = self._main_name(part)
        return Speaker((), 1.0) if name is None else self._resolve_part(part, name)

    def _split(self, source: Span) -> list[Span]:
        """Return the coordinated parts of a source: *Ana Berg*, *Tom Reed* and *the mayor*.

        "and" splits a source only before the name of another speaker: not in "a friend of Berg and
        Reed", "ministers of France and Germany", or a relative clause.
        """
        start, end = source
        relative = _RELATIVE.search(self.text, start, end)
        if relative is not None:
            end = relative.start()
        names = [
            mention
            for mention in self.mentions_in((start, end))
            if mention.label in _SPEAKING_LABELS
            and (mention.kind == "name" or self._word_of(mention) in _SUBJECTS)
        ]
        cuts: list[Span] = []
        for joint in _AND.finditer(self.text, start, end) if names else ():
            before = [mention for mention in names if mention.end <= joint.start()]
            after = [mention for mention in names if mention.start >= joint.end()]
            if not before:
                continue
            if not after or after[0].label == "NORP":
                # "Ana Berg and her lawyer", but not "a friend of Berg and her lawyer"
                plain = before[-1].end == joint.start() and before[-1].label != "NORP"
                if plain and not self._is_governed(before[-1], start):
                    cuts.append(joint.span())
            elif self._joins(before, self._last_modified(after), joint.end(), source):
                cuts.append(joint.span())
        if not cuts:
            return [source]
        cuts = sorted((*cuts, *self._commas_before(names, cuts[0][0], start)))
        bounds = [start, *(edge for cut in cuts for edge in cut), source[1]]
        return [(bounds[at], bounds[at + 1]) for at in range(0, len(bounds), 2)]

    def _joins(self, before: Sequence[Mention], name: Mention, first: int, source: Span) -> bool:
        """Return whether "and" before a name joins another speaker to those before it.

        `first` is the offset after "and".
        """
        if self._is_possessor(name) or _PREPOSITION.search(self.text, first, name.start):
            return False
        nearest = before[-1]
        listed = nearest
        for earlier in reversed(before[:-1]):  # "voters in Ohio, Iowa and Maine"
            if self.text[earlier.end : listed.start].strip() != ",":
                break
            listed = earlier
        if self._is_governed(listed, source[0]) and nearest.label == name.label:
            return False
        if _IN_COMPOUND.match(self.text, name.end, source[1]):
            return False  # "the Berg and Reed campaigns"
        joint = self.text.rfind(" and ", nearest.end, first)
        if joint >= 0 and all(_IN_COMPOUND.match(self.text, m.end, joint) for m in before):
            return False  # "Delta Bank adviser and historian Tom Reed"
        if name.label == "PERSON":
            return True
        is_body = before[0].label in _BODIES and name.label in _BODIES
        return is_body and not self._is_possessor(nearest)

    def _last_modified(self, names: Sequence[Mention]) -> Mention:
        """Return the name that the names before it modify: Delta Bank chairman *Tom Reed*."""
        last = names[0]
        for name in names[1:]:
            between = self.text[last.end : name.start]
            if between.count(" ") > 4 or _NO_HEAD.search(between) or _AND.search(between):
                break
            last = name
        return last

    def _commas_before(self, names: Sequence[Mention], joint: int, start: int) -> Iterable[Span]:
        """Yield the commas of a list of names before its "and": Berg *,* Reed and Li."""
        for first, second in pairwise(names):
            if second.end > joint:
                break
            comma = (first.end, second.start)
            if (
                _LISTED.fullmatch(self.text, *comma)
                and first.label == second.label
                and first.entity != second.entity
                and not self._is_governed(first, start)
                and not self._is_possessor(second)
            ):
                yield comma

    def _is_given_name(self, part: Span, entity: int) -> bool:
        """Return whether the last word of a part of a source is only a given name of its entity."""
        words = self.text[slice(*part)].split()
        name = self.entities[entity]
        return (
            name.label == "PERSON"
            and name.name.split()[0] == words[-1] != name.name.split()[-1]
            and not any(
                mention.entity == entity
                for mention in self.mentions_in(part)
                if " " in self.text[mention.start : mention.end]
            )
        )

    def _main_name(self, part: Span) -> Span | None:
        """Return the main name of a part of a source, else the noun phrase that opens it."""
        mentions = [m for m in self.mentions_in(part) if not self._is_possessor(m)]
        close = _NO_HEAD.search(self.text, *part)
        names = [mention for mention in mentions if mention.kind == "name"]
        before = [name for name in names if close is None or name.end <= close.start()]
        people = [name for name in names if name.label == "PERSON"]
        first = [mention for mention in mentions if mention.start == part[0]]
        best = before[-1:] or people[:1] or first
        return (best[0].start, best[0].end) if best else None

    def _word_of(self, mention: Mention) -> str:
        return self.text[mention.start : mention.end].lower()

    def _is_possessor(self, mention: Mention) -> bool:
        following = self.text[mention.end : mention.end + 2]
        plural = self.text[mention.end - 1] == "s" and following.strip() in ("'", "’")
        return plural or following.startswith(("'s", "’s"))

    def _is_governed(self, mention: Mention, start: int) -> bool:
        """Return whether a preposition of the source from `start` on governs a name: *of* Berg."""
        first = max(start, mention.start - 12)
        return _PREPOSITION.search(self.text, first, mention.start) is not None

    def _is_named_since(self, end: int) -> bool:
        """Return whether a person or body is named between the last source and an offset."""
        return any(
            mention.label in ("PERSON", "ORG")
            and mention.kind == "name"
            and mention.entity not in self._together
            for mention in self.mentions_in((self._last_end, end))
        )

    # Texts and bodies

    def _explaining_name(self, source: Span, head: Span) -> int | None:
        """Return the person that explains an occupation: a lawyer and adviser, *Tom Reed*.

        The name follows a comma, or another occupation: lobbyist and strategist *Tom Reed*.
        """
        if self.text[slice(*head)].lower() not in _OCCUPATIONS:
            return None
        for mention in self.mentions_in((head[1], source[1])):
            if mention.kind != "name" or mention.label != "PERSON" or mention.entity is None:
                continue
            between = self.text[head[1] : mention.start]
            if self._is_possessor(mention):
                continue
            words = between.split()
            joined = between.startswith((" and ", " & ")) and not _NO_HEAD.search(between)
            if joined and words[-1].lower() in _OCCUPATIONS:
                return mention.entity
            if between.endswith(", ") and self.text[source[0] : head[0]].strip().lower() in _ONE:
                return mention.entity
        return None

    def _author_of(self, source: Span, head: Span) -> int | None:
        """Return the author of a text: *Reed*'s letter, a statement from *Reed*."""
        for mention in self.mentions_in(source):
            if mention.entity is None or mention.label not in _SPEAKING_LABELS:
                continue
            if mention.end <= head[0]:
                owns = self._is_possessor(mention) or self._word_of(mention) in _OWNERS
                between = self.text[mention.end : head[0]]
                if owns and between.count(" ") <= 3 and "," not in between:
                    return mention.entity
            elif mention.start >= head[1] and mention.label in ("PERSON", "ORG"):
                link = _AUTHOR.match(self.text, head[1], mention.start)
                if link is not None and mention.kind != "pronoun":
                    title = self.text[link.end() : mention.start]
                    fits = title.count(" ") <= 4 and not _NO_HEAD.search(title)
                    return mention.entity if fits else None
        return None

    def _body_of(self, source: Span, head: Span) -> Speaker | None:
        """Return the body that a general noun denotes: *the Reuters news agency*, *the company*."""
        opening = self.text[source[0] : head[0]].lower()
        if not opening.startswith("the "):
            return None
        for mention in self.mentions_in((source[0], head[0])):
            between = self.text[mention.end : head[0]]
            if (
                mention.label == "ORG"
                and mention.entity is not None
                and not self._is_possessor(mention)
                and mention.start == source[0] + 4
                and between.strip().count(" ") == 0
            ):
                return Speaker((mention.entity,), 0.9)
        last = self._recent[-1] if self._recent else None
        if (
            opening == "the "
            and self.text[head[0] : head[1]].lower() in _GENERAL_NOUNS
            and last is not None
            and self.entities[last].label == "ORG"
            and not any(
                mention.label == "ORG" and mention.entity not in (last, None)
                for mention in self.mentions_in((self._last_end, source[0]))
            )
        ):
            reason = Reason.of("quotation.last_body", noun=self.text[head[0] : head[1]].lower())
            return Speaker((last,), 0.7, reason)
        return None

    def mentions_in(self, span: Span) -> Iterable[Mention]:
        """Yield the mentions that lie in a span, in text order."""
        index = bisect_left(self._starts, span[0])
        while index < len(self.mentions) and self.mentions[index].start < span[1]:
            if self.mentions[index].end <= span[1]:
                yield self.mentions[index]
            index += 1

    def mention_at(self, source: Span, head: Span) -> Mention | None:
        """Return the mention that contains the head, or a person's name that ends the source."""
        found: Mention | None = None
        named: Mention | None = None
        apposition: Mention | None = None
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
                and _AND.search(self.text, head[1], mention.start) is None
                and not self._is_possessor(mention)
            ):
                named = mention  # "Secretary of State Anna Lind"
            elif (
                mention.kind == "name"
                and mention.entity is not None
                and is_person(self.entities[mention.entity])
                and mention.end == source[1]
                and self.text[mention.start - 2 : mention.start] == ", "
            ):
                apposition = mention  # "the head of the railway, Anna Lind"
        if found is not None and found.kind == "name":
            if named is not None and found.label == "ORG":
                title = self.text[found.end : named.start].strip()
                if title and not _NO_HEAD.search(title + " ") and title.count(" ") <= 3:
                    return named  # "Department of Trade Director Anna Lind"
            return found
        return named or found or apposition

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


def is_person(entity: Entity) -> bool:
    """Return True for a person, and for a name of a person with a wrong label.

    A name that is the subject of a verb of speech is more likely a person than its label says.
    """
    parts = entity.name.split()
    likely = len(parts) in (2, 3) and gender_of_given_name(parts[0]) is not None
    return entity.label == "PERSON" or likely
