"""Find the people that talk in an interview: its headline and introduction name them."""

import re
from collections import defaultdict
from dataclasses import dataclass

from analysis.models import Mention, Span
from analysis.quotations.speakers import SpeakerResolver, is_person

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


@dataclass(slots=True)
class Introduction:
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
