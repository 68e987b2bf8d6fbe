"""Resolve the labels of turns ("LEE: …") to the entities that speak."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis import lexicon
from analysis.models import Span
from analysis.quotations.interview_partners import (
    Introduction,
    find_addressed_title,
    find_answering,
)
from analysis.quotations.speakers import Speaker, SpeakerResolver
from analysis.transcripts.labels import label_role
from analysis.transcripts.lines import label_key
from analysis.transcripts.turns import UNNAMED_LABELS, Turn

_TITLES = lexicon.words("titles") | lexicon.words("person_nouns", "office") | {"the"}
_LONGEST_NAME = 5


@dataclass(slots=True)
class TurnSpeakers:
    """Resolver of the labels of turns; `interviewee` is the person who answers, if known."""

    resolver: SpeakerResolver
    interviewee: tuple[int, float, Span] | None = None
    _names: dict[tuple[str, str], set[int]] = field(init=False, default_factory=dict)

    def resolve(self, turns: Mapping[int, Turn]) -> dict[Turn, Speaker]:
        """Return the speakers of turns: one label has one speaker in a text."""
        by_label: defaultdict[str, list[Turn]] = defaultdict(list)
        for turn in dict.fromkeys(turns.values()):
            answers = turn.role in ("question", "answer")
            name = (turn.full_name if answers else None) or turn.name
            label = label_key(self.resolver.text[slice(*name)]) if name else turn.role
            by_label[label].append(turn)
        if not by_label:
            return {}
        begin = min(turn.spans[0][0] for turn in turns.values())
        # "Q" beside named speakers is the press, not one interviewer.
        asks = any(turn.role in ("question", "answer") for turn in turns.values()) and not any(
            turn.role == "speaker" for turn in turns.values()
        )
        partners = Introduction(self.resolver, begin).find_partners(turns) if asks else {}
        if "answer" not in partners and (answering := find_answering(self.resolver, turns)):
            partners["answer"] = answering
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
        titled = find_addressed_title(self.resolver.text, turns) if asks else None
        for label, group in by_label.items():
            role = group[0].role
            named = self._resolve_label(label, group) if group[0].name else None
            if named is None and (role != "speaker" or group[0].name is None):
                named = partners.get(group[0].role)
            title = titled if named is None and role == "answer" else None
            for turn in group:
                entity, sure, source = named or (None, 1.0, None)
                speakers = () if entity is None else (entity,)
                found[turn] = Speaker(speakers, sure, None, title or turn.name or source)
        return found

    def _resolve_label(
        self, label: str, turns: Sequence[Turn]
    ) -> tuple[int, float, Span | None] | None:
        """Return the entity of a label, found by its own mention, its words or its role."""
        for turn in turns:
            for span in (turn.full_name, turn.name):
                if span is None:
                    continue
                mention = self.resolver.mention_at(span, (max(span[0], span[1] - 1), span[1]))
                if mention is None or mention.entity is None or mention.kind != "name":
                    continue
                if self.resolver.entities[mention.entity].label == "PERSON":
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
                mention = self.resolver.mention_at(turn.name, turn.name)
                kinds = ("name", "pronoun")  # "Here is *her* statement."
                if mention is not None and mention.entity is not None and mention.kind in kinds:
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
        for entity in self.resolver.entities:
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
            for entity in self.resolver.entities
            if entity.label == "PERSON" and wanted in (entity.role or "").casefold()
        }
        titled = {
            mention.entity
            for mention in self.resolver.mentions
            if mention.kind == "name"
            and mention.entity is not None
            and self.resolver.entities[mention.entity].label == "PERSON"
            and self.resolver.text[
                max(0, mention.start - len(wanted) - 1) : mention.start
            ].casefold()
            == f"{wanted} "
        }
        for persons in (found, titled):
            if wanted and len(persons) == 1:
                return persons.pop()
        return None
