"""Resolve the source of a quotation to the entities that speak."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec import Struct

from analysis import lexicon
from analysis.models import Entity, Mention, Reason, Span
from analysis.names.given_names import gender_of_given_name
from analysis.quotations.candidate_index import CandidateIndex
from analysis.quotations.pair_scorer import PairScorer
from analysis.quotations.source_form import SourceForm, read_source_form
from analysis.quotations.speaker_features import (
    NO_SURROUNDINGS,
    PairFeatures,
    SpeechHistory,
    Surroundings,
)
from analysis.quotations.speaker_reasons import explain_choice
from analysis.syntax.tag_sets import PLURAL_NOUN_TAGS
from analysis.syntax.tokens import Doc

_SUBJECTS = frozenset({"he", "she"})
_SPEAKING_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_BODIES = frozenset({"ORG", "GPE"})
_AND = re.compile(r",?\s+(?:and|or|nor|&|as well as)\s+", re.IGNORECASE)
_LISTED = re.compile(r",\s+(?:[A-Z][\w.]*\s+)*")  # before a title: Ms. Berg *, Mr.* Reed and
_RELATIVE = re.compile(r"[,\s](?:who|whom|whose|which|that)\s")
_PREPOSITION_WORDS = lexicon.pattern("prepositions", "quotation")
_PREPOSITION = re.compile(rf"\b(?:{_PREPOSITION_WORDS})\s+(?:the\s+)?$", re.IGNORECASE)
# A noun behind a name that only modifies it.
_IN_COMPOUND = re.compile(rf"\s+(?!(?:and|or|nor|who|{_PREPOSITION_WORDS})\b)[a-z]")
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

    words: Doc
    entities: Sequence[Entity]
    mentions: Sequence[Mention]
    scorer: PairScorer
    text: str = field(init=False)
    index: CandidateIndex = field(init=False)
    history: SpeechHistory = field(init=False, default_factory=SpeechHistory)

    def __post_init__(self) -> None:
        """Index the entities as candidates."""
        self.text = self.words.text
        self.index = CandidateIndex(self.words, self.entities, self.mentions)

    def record_speakers(self, entities: Sequence[int], end: int | None = None) -> None:
        """Record entities as the latest speakers; `end` is the end of the source that names them.

        Entities that speak together are remembered for "they".
        """
        self.history.record(entities, end)

    def resolve(self, source: Span, head: Span, around: Surroundings = NO_SURROUNDINGS) -> Speaker:
        """Resolve a source with the given head noun to its speakers."""
        parts = self._split(source)
        if len(parts) == 1:
            return self._resolve_part(source, head, around)
        found = [self._resolve_coordinated(part, head, around) for part in parts]
        named = [speaker for speaker in found if speaker.entities]
        if not named:
            return Speaker((), min(speaker.confidence for speaker in found))
        entities = dict.fromkeys(entity for speaker in named for entity in speaker.entities)
        if len(entities) > 1 and self._is_given_name(parts[0], next(iter(entities))):
            del entities[next(iter(entities))]  # "David and Jeanne Heidler", not David Eisenhower
        reasons = [speaker.reason for speaker in named if speaker.reason is not None]
        sure = min(speaker.confidence for speaker in named)
        return Speaker(tuple(entities), sure, reasons[0] if reasons else None)

    def resolve_unattributed(self, around: Surroundings) -> Speaker:
        """Resolve quoted words without a source to their most probable speakers."""
        start = around.content[0][0]
        form = SourceForm((start, start), (start, start), "none", around.pattern)
        choice = self.scorer.choose(PairFeatures(self.index, self.history, form, None, around))
        return Speaker(choice.candidate, choice.probability, explain_choice(choice, form, ""))

    def _resolve_part(self, source: Span, head: Span, around: Surroundings) -> Speaker:
        mention = self.mention_at(source, head)
        form = read_source_form(self.words, source, head, mention)
        pairs = PairFeatures(self.index, self.history, form, mention, around)
        choice = self.scorer.choose(pairs)
        if form.noun:
            self.history.described[form.noun] = choice.candidate
        self.history.unnamed = "" if choice.candidate else form.kind
        words = self.text[slice(*(source if form.noun else head))]
        reason = explain_choice(choice, form, words)
        certainty = choice.probability
        if mention is not None and mention.entity in choice.candidate:
            certainty *= 1 - (1 - mention.confidence) / 3
        return Speaker(choice.candidate, certainty, reason)

    # Several speakers

    def _resolve_coordinated(self, part: Span, head: Span, around: Surroundings) -> Speaker:
        """Resolve a part of a source by its head, if that is in the part, else by its main name."""
        if part[0] <= head[0] < part[1]:
            speaker = self._resolve_part(part, head, around)
            if speaker.entities:
                return speaker
        name = self._main_name(part)
        return Speaker((), 1.0) if name is None else self._resolve_part(part, name, around)

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
        if name.label == "ORG" and nearest.end < joint and self._is_plural(nearest.end, joint):
            return True  # "Chilean lawyers and Delta Aid"
        if joint >= 0 and all(_IN_COMPOUND.match(self.text, m.end, joint) for m in before):
            return False  # "Delta Bank adviser and historian Tom Reed"
        if name.label == "PERSON":
            return True
        is_body = before[0].label in _BODIES and name.label in _BODIES
        return is_body and not self._is_possessor(nearest)

    def _is_plural(self, start: int, end: int) -> bool:
        """Return whether the words before a conjunction end with a plural noun."""
        inside = self.words.token_range(start, end)
        return len(inside) > 0 and self.words.tokens[inside[-1]].tag in PLURAL_NOUN_TAGS

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
        names = [
            mention
            for mention in mentions
            if mention.kind == "name" and not _IN_COMPOUND.match(self.text, mention.end, part[1])
        ]
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

    def mentions_in(self, span: Span) -> Iterable[Mention]:
        """Yield the mentions that lie in a span, in text order."""
        return self.index.mentions_in(span)

    def mention_at(self, source: Span, head: Span) -> Mention | None:
        """Return the mention that contains the head, or a person's name that ends the source."""
        found: Mention | None = None
        named: Mention | None = None
        apposition: Mention | None = None
        index = max(0, bisect_left(self.index.starts, source[0]) - 1)
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
                and self.text.startswith(" of ", head[1])
                and mention.start > head[1] + len(" of ")
                and not _IN_COMPOUND.match(self.text, mention.end, source[1])
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
            if apposition is not None and found.label == "ORG":
                return apposition  # "the UN Special Rapporteur on torture, Anna Lind"
            return found
        return named or found or apposition


def is_person(entity: Entity) -> bool:
    """Return True for a person, and for a name of a person with a wrong label.

    A name that is the subject of a verb of speech is more likely a person than its label says.
    """
    parts = entity.name.split()
    likely = len(parts) in (2, 3) and gender_of_given_name(parts[0]) is not None
    return entity.label == "PERSON" or likely
