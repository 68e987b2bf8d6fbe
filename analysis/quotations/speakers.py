"""Resolve the source of a quotation, and the speaker of a turn, to the entity that speaks.

Resolve the first person in quoted words to their speaker.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from msgspec import Struct

from analysis import lexicon
from analysis.models import Entity, Mention, Quotation, Reason, Span
from analysis.names.given_names import Gender, gender_of_given_name
from analysis.quote_marks import QuotedSpan, find_quoted_spans
from analysis.syntax.tokens import Doc
from analysis.transcripts import UNNAMED_LABELS, Turn, label_key, label_role

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

FIRST_PERSON = lexicon.words("pronouns", "first_singular")
_FIRST_PLURAL = lexicon.words("pronouns", "first_plural")
_SECOND_PERSON = lexicon.words("pronouns", "second")
_TURN_REASONS = frozenset({"quotation.transcript", "quotation.answer", "quotation.question"})
_VERBATIM_REASONS = _TURN_REASONS | {
    "quotation.signature",
    "quotation.block",
    "quotation.paragraph_after_colon",
}
_TITLES = lexicon.words("titles") | lexicon.words("person_nouns", "office") | {"the"}
_INTERVIEWER_BEFORE = re.compile(
    r"\b(?:interview(?:ed)? by|interviewer|reporter|correspondent|editor|journalist|columnist|"
    r"(?:conducted|asked|edited|text|story) by|\bby|questions from)(?: \w+)?\s+$",
    re.IGNORECASE,
)
_INTERVIEWEE_BEFORE = re.compile(
    r"\b(?:interviewee|interviews?(?: with)?|interviewed|interviewing|"
    r"(?:speaks?|spoke|talks?|talked|sat down|sits down|chats?|chatted|caught up|conversation)"
    r" (?:to|with)|"
    r"(?:asked|asks|questions for|Q ?& ?A with|Q ?& ?A:|meet|meets|met(?: with)?))"
    r"(?: [\w’'-]+){0,6}\s+$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r",? (?:interview(?:s|ed)|asks|asked|met|"
    r"(?:spoke|speaks|talks|talked|sat down|sits down) (?:to|with))\b"
)
_CREDIT_BEFORE = re.compile(
    r"(?:\b(?:image|photo(?:graph)?|picture|credit|courtesy)s?(?: by| of|:)|©)\s*$", re.IGNORECASE
)
_NEAR = 60
_LONGEST_NAME = 5


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
    interviewee: tuple[int, float, Span] | None = None
    _starts: list[int] = field(init=False)
    _genders: dict[int, Gender | None] = field(init=False, default_factory=dict)
    _recent: list[int] = field(init=False, default_factory=list)
    _together: tuple[int, ...] = field(init=False, default=())
    _last_end: int = field(init=False, default=0)
    _names: dict[tuple[str, str], set[int]] = field(init=False, default_factory=dict)

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
        mention = self._mention_at(source, head)
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
            for mention in self._mentions_in((start, end))
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
                for mention in self._mentions_in(part)
                if " " in self.text[mention.start : mention.end]
            )
        )

    def _main_name(self, part: Span) -> Span | None:
        """Return the main name of a part of a source, else the noun phrase that opens it."""
        mentions = [m for m in self._mentions_in(part) if not self._is_possessor(m)]
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
            for mention in self._mentions_in((self._last_end, end))
        )

    # Texts and bodies

    def _explaining_name(self, source: Span, head: Span) -> int | None:
        """Return the person that explains an occupation: a lawyer and adviser, *Tom Reed*.

        The name follows a comma, or another occupation: lobbyist and strategist *Tom Reed*.
        """
        if self.text[slice(*head)].lower() not in _OCCUPATIONS:
            return None
        for mention in self._mentions_in((head[1], source[1])):
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
        for mention in self._mentions_in(source):
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
        for mention in self._mentions_in((source[0], head[0])):
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
                for mention in self._mentions_in((self._last_end, source[0]))
            )
        ):
            reason = Reason.of("quotation.last_body", noun=self.text[head[0] : head[1]].lower())
            return Speaker((last,), 0.7, reason)
        return None

    def _mentions_in(self, span: Span) -> Iterable[Mention]:
        """Yield the mentions that lie in a span, in text order."""
        index = bisect_left(self._starts, span[0])
        while index < len(self.mentions) and self.mentions[index].start < span[1]:
            if self.mentions[index].end <= span[1]:
                yield self.mentions[index]
            index += 1

    def _mention_at(self, source: Span, head: Span) -> Mention | None:
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

    def resolve_turns(self, turns: Mapping[int, Turn]) -> dict[Turn, Speaker]:
        """Return the speakers of turns: one label has one speaker in a text."""
        by_label: defaultdict[str, list[Turn]] = defaultdict(list)
        for turn in dict.fromkeys(turns.values()):
            label = label_key(self.text[slice(*turn.name)]) if turn.name else turn.role
            by_label[label].append(turn)
        if not by_label:
            return {}
        begin = min(turn.spans[0][0] for turn in turns.values())
        # "Q" beside named speakers is the press, not one interviewer.
        asks = any(turn.role in ("question", "answer") for turn in turns.values()) and not any(
            turn.role == "speaker" for turn in turns.values()
        )
        partners = _Introduction(self, begin).find_partners() if asks else {}
        self.interviewee = partners.get("answer")
        found: dict[Turn, Speaker] = {}
        by_layout = all(turn.role in ("question", "answer") for turn in turns.values())
        if (
            by_layout
            and self.interviewee is None
            and turns
            and not any(turn.name for turn in turns.values())
        ):
            return found  # the layout alone is weak evidence
        for label, group in by_label.items():
            role = label_role(label)
            named = self._resolve_label(label, group) if group[0].name else None
            if named is None and (role != "speaker" or group[0].name is None):
                named = partners.get(group[0].role)
            for turn in group:
                entity, sure, source = named or (None, 1.0, None)
                speakers = () if entity is None else (entity,)
                found[turn] = Speaker(speakers, sure, None, turn.name or source)
        return found

    def _resolve_label(
        self, label: str, turns: Sequence[Turn]
    ) -> tuple[int, float, Span | None] | None:
        """Return the entity of a label, found by its own mention, its words or its role."""
        for turn in turns:
            for span in (turn.full_name, turn.name):
                if span is None:
                    continue
                mention = self._mention_at(span, (max(span[0], span[1] - 1), span[1]))
                if mention is None or mention.entity is None or mention.kind != "name":
                    continue
                if self.entities[mention.entity].label == "PERSON":
                    return mention.entity, 1 - (1 - mention.confidence) / 3, None
        parts = [part for part in re.split(r"[\s.]+", label) if part]
        if not parts or label_role(label) != "speaker":
            return None
        words = [part for part in parts if part not in _TITLES]
        if words and not UNNAMED_LABELS.intersection(parts):
            match = self._person_named(words)
            if match is not None:
                return match, 0.95, None
        if not words:
            office = [part for part in parts if part != "the"]
            match = self._person_in_office(office)
            if match is not None:
                return match, 0.9, None
        for turn in turns:
            if turn.name is not None:
                mention = self._mention_at(turn.name, turn.name)
                if mention is not None and mention.entity is not None and mention.kind == "name":
                    return mention.entity, 1 - (1 - mention.confidence) / 3, None
        return None

    def _person_named(self, words: Sequence[str]) -> int | None:
        """Return the only person with a name that ends with, or begins with, or abbreviates it."""
        if not self._names:
            self._index_names()
        for part, key in (
            ("last", " ".join(words)),
            ("first", " ".join(words)),
            ("initials", "".join(words)),
        ):
            found = self._names.get((part, key), set())
            if len(found) == 1:
                return min(found)
        return None

    def _index_names(self) -> None:
        """Index the people by the ends, beginnings and initials of their names."""
        self._names[("", "")] = set()
        for entity in self.entities:
            if entity.label != "PERSON":
                continue
            for name in (entity.name, *entity.aliases):
                parts = name.casefold().replace(".", " ").split()
                for count in range(1, min(len(parts), _LONGEST_NAME) + 1):
                    for part, words in (("last", parts[-count:]), ("first", parts[:count])):
                        self._names.setdefault((part, " ".join(words)), set()).add(entity.id)
                if len(parts) > 1:
                    initials = "".join(part[0] for part in parts)
                    self._names.setdefault(("initials", initials), set()).add(entity.id)

    def _person_in_office(self, office: Sequence[str]) -> int | None:
        """Return the only person whose role contains the words of an office: "prime minister"."""
        wanted = " ".join(office)
        found = {
            entity.id
            for entity in self.entities
            if entity.label == "PERSON" and wanted in (entity.role or "").casefold()
        }
        titled = {
            mention.entity
            for mention in self.mentions
            if mention.kind == "name"
            and mention.entity is not None
            and self.entities[mention.entity].label == "PERSON"
            and self.text[max(0, mention.start - len(wanted) - 1) : mention.start].casefold()
            == f"{wanted} "
        }
        for persons in (found, titled):
            if wanted and len(persons) == 1:
                return persons.pop()
        return None


def is_person(entity: Entity) -> bool:
    """Return True for a person, and for a name of a person with a wrong label.

    A name that is the subject of a verb of speech is more likely a person than its label says.
    """
    parts = entity.name.split()
    likely = len(parts) in (2, 3) and gender_of_given_name(parts[0]) is not None
    return entity.label == "PERSON" or likely


@dataclass(slots=True)
class _Introduction:
    """The headline and introduction of an interview, which name the people that talk."""

    resolver: SpeakerResolver
    begin: int

    def find_partners(self) -> dict[str, tuple[int, float, Span]]:
        """Return the person who answers and the person who asks, as far as they are named."""
        scores: defaultdict[int, float] = defaultdict(float)
        spans: dict[int, Span] = {}
        text = self.resolver.text
        headline = text.find("\n") if "\n" in text else len(text)
        seen: set[int] = set()
        for index, mention in enumerate(self.resolver.mentions):
            if mention.start >= self.begin:
                break
            if mention.kind != "name" or mention.entity is None:
                continue
            if not is_person(self.resolver.entities[mention.entity]):
                continue
            scores[mention.entity] += self._score(index, mention)
            if mention.start < headline and mention.entity not in seen:
                scores[mention.entity] += 3
            seen.add(mention.entity)
            spans[mention.entity] = (mention.start, mention.end)
        partners: dict[str, tuple[int, float, Span]] = {}
        ranked = sorted(scores, key=lambda entity: -scores[entity])
        if ranked and scores[ranked[0]] >= 1:
            second = scores[ranked[1]] if len(ranked) > 1 else 0.0
            if scores[ranked[0]] >= second + 1:
                partners["answer"] = (ranked[0], 0.9, spans[ranked[0]])
        if ranked and scores[ranked[-1]] < 0:
            partners["question"] = (ranked[-1], 0.85, spans[ranked[-1]])
        return partners

    def _score(self, index: int, mention: Mention) -> float:
        """Return the evidence of a mention: positive for the one who answers."""
        text = self.resolver.text
        before = text[max(0, mention.start - _NEAR) : mention.start].rpartition("\n")[2]
        if _CREDIT_BEFORE.search(before):
            return 0
        if _INTERVIEWER_BEFORE.search(before):
            return -4
        after = _ASKS.match(text, mention.end)
        if after is not None:
            following = self.resolver.mentions[index + 1 : index + 5]
            asked = any(
                each.label == "PERSON"
                and each.kind == "name"
                and each.entity != mention.entity
                and each.start - after.end() < _NEAR
                for each in following
            )
            return -4 if asked else 2
        return 3 if _INTERVIEWEE_BEFORE.search(before) else 1


def resolve_first_person(
    words: Doc,
    entities: Sequence[Entity],
    mentions: tuple[Mention, ...],
    quotations: Sequence[Quotation],
) -> tuple[Mention, ...]:
    """Add the first person in quoted words, as mentions of their speaker, to the mentions.

    In the questions of an interview of two people, the second person is the other one. "We" is the
    speaker only if that is an organization, or the organization of "we at Umbra".
    """
    spoken = [quotation for quotation in quotations if _has_own_words(quotation)]
    if not spoken:
        return mentions
    quoted_spans = words.once(find_quoted_spans)
    innermost = _innermost_spans(words, quoted_spans)
    taken = {
        index
        for mention in mentions
        if mention.kind != "nominal"
        for index in words.token_range(mention.start, mention.end)
    }
    partners = _find_partners(words.text, quotations)
    organizations = {
        mention.start: mention.entity
        for mention in mentions
        if mention.kind == "name" and mention.entity is not None and mention.label == "ORG"
    }
    added: dict[int, Mention] = {}
    for quotation in spoken:
        partner = partners.get(quotation.speaker)
        own_body = None
        for index in _own_tokens(words, quotation, quoted_spans, innermost):
            if index in taken or words.tokens[index].tag not in ("PRP", "PRP$"):
                continue
            entity = _referent(words, index, quotation, partner, entities)
            if entity is None and words.tokens[index].lower in _FIRST_PLURAL:
                named = _find_own_body(words, index, organizations)
                own_body = own_body if named is None else named
                entity = own_body
            if entity is not None:
                token = words.tokens[index]
                addressed = token.lower in _SECOND_PERSON
                reason = Reason("pronoun.addressee" if addressed else "pronoun.own_words")
                label = entities[entity].label
                added[index] = Mention(
                    token.start,
                    token.end,
                    label,
                    "pronoun",
                    entity,
                    0.8 if addressed else max(quotation.confidence, 0.5),
                    reason,
                )
    if not added:
        return mentions
    merged = [*mentions, *added.values()]
    return tuple(sorted(merged, key=lambda mention: (mention.start, -mention.end)))


def _has_own_words(quotation: Quotation) -> bool:
    return quotation.kind in ("direct", "mixed")


def _innermost_spans(words: Doc, quoted_spans: Sequence[QuotedSpan]) -> dict[int, int]:
    """Return the innermost quoted span of each token in one."""
    found: dict[int, int] = {}
    for number, span in enumerate(quoted_spans):  # a nested span follows the one around it
        found.update(dict.fromkeys(words.token_range(span.start, span.end), number))
    return found


def _own_tokens(
    words: Doc,
    quotation: Quotation,
    quoted_spans: Sequence[QuotedSpan],
    innermost: Mapping[int, int],
) -> Iterator[int]:
    """Yield the tokens of a quotation outside the quotations within it."""
    is_turn = quotation.reason.id in _VERBATIM_REASONS
    for start, end in quotation.spans:
        for index in words.token_range(start, end):
            number = innermost.get(index)
            if number is None:
                own = is_turn
            else:
                outermost = quoted_spans[number].parent is None
                own = quoted_spans[number].start <= start or (outermost and not is_turn)
            if own:
                yield index


def _referent(
    words: Doc,
    index: int,
    quotation: Quotation,
    partner: int | None,
    entities: Sequence[Entity],
) -> int | None:
    word = words.tokens[index].lower
    speaker = None if quotation.co_speakers else quotation.speaker
    if speaker is not None and is_person(entities[speaker]) and word in FIRST_PERSON:
        return speaker
    if speaker is not None and entities[speaker].label == "ORG" and word in _FIRST_PLURAL:
        return speaker
    if partner is not None and word in _SECOND_PERSON and quotation.reason.id in _TURN_REASONS:
        sentence = words.sentences[words.sentence_of(index)]
        end = quotation.spans[-1][1]
        is_question = "?" in words.text[max(0, end - 3) : end]
        asks = is_question and "?" in words.text[sentence.start : sentence.end]
        # "You mentioned a book": what the other one did, while "you can see" is general
        following = words.tokens[index + 1 : index + 2]
        states = is_question and bool(following) and following[0].tag == "VBD"
        thanks = index > 0 and words.tokens[index - 1].lower in ("thank", "thanks")
        return partner if asks or thanks or states else None
    return None


def _find_own_body(words: Doc, index: int, organizations: Mapping[int, int]) -> int | None:
    """Return the organization that a speaker names as "we": "we at Umbra", "us here at Umbra"."""
    following = words.tokens[index + 1 : index + 5]
    at = next((n for n, token in enumerate(following) if token.lower == "at"), None)
    if at is None or any(token.lower not in ("here", "all") for token in following[:at]):
        return None
    for token in following[at + 1 :]:
        if token.start in organizations:
            return organizations[token.start]
        if token.tag != "DT":
            break
    return None


def _find_partners(text: str, quotations: Sequence[Quotation]) -> dict[int | None, int]:
    """Return the addressee of each of two speakers; empty if more people speak."""
    speakers: dict[str, int | None] = {}
    for quotation in quotations:
        if quotation.reason.id in _TURN_REASONS:
            label = quotation.reason.id
            if label == "quotation.transcript" and quotation.source is not None:
                label = label_key(text[slice(*quotation.source)])
            speakers[label] = quotation.speaker
    persons = set(speakers.values())
    if len(persons) != 2 or (len(speakers) > 2 and None in persons):
        return {}
    first, second = persons
    found: dict[int | None, int] = {}
    if second is not None:
        found[first] = second
    if first is not None:
        found[second] = first
    return found
