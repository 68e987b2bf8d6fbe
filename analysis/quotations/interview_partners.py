"""Find the people that talk in an interview: its headline and introduction name them."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from analysis import lexicon
from analysis.models import Mention, Span
from analysis.quotations.speakers import SpeakerResolver, is_person
from analysis.transcripts.turns import Turn

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
_MET_BEFORE = re.compile(
    r"\b(?:spoke|speaks|talked|talks|sat down|sits down|chatted|met) (?:to|with)(?: \w+){0,2}\s+$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r",? (?:interview(?:s|ed)|asks|asked|met|"
    r"(?:spoke|speaks|talks|talked|sat down|sits down) (?:to|with))\b"
)
# "Ana Lee *talks about* storms", "she *tells us*"
_SPEAKS_AFTER = re.compile(
    r",? (?:talks?|talked|speaks|spoke|tells|told us|explains|reflects|looks back|answers|answered|"
    r"discusses|on [a-z]+)\b"
)
# The person asked has no name: "We asked *experts*", "spoke to *the* harbor master"
_ASKED_UNNAMED = re.compile(
    r"\b(?:asked|interviewed|(?:interview|spoke|talked|sat down) (?:to|with)) "
    r"(?!(?:her|him|them)\b)[a-z]"
)
_LEAST_IF_UNNAMED = 3  # the score of a name in the headline, or after "interview with"
_CREDIT_BEFORE = re.compile(
    r"(?:\b(?:image|photo(?:graph)?|picture|credit|courtesy)s?(?: by| of|:)|©)\s*$", re.IGNORECASE
)
_TITLE_BEFORE = re.compile(rf"\b(?:{lexicon.pattern('titles')})\.?\s+$", re.IGNORECASE)
_NEAR = 60
_LONGEST_HEADLINE = 160
# "The engineer Yusuf Demir", "Engineer Yusuf Demir"
_DESCRIBED_BEFORE = re.compile(
    r"\b(?:[A-Z][\w-]+\s|(?:The|An?|Our)\s"
    rf"(?:(?!(?:{lexicon.pattern('function_words', 'inside')})\b)[\w'’-]+,?\s){{1,5}})$"
)
_ADDRESSED_BEFORE = re.compile(
    r"(?:^|[,.?!;–—-]|\b(?:and|well|so|now|okay|thank you|thanks|morning|afternoon|evening))\s*$",
    re.I,
)
_ADDRESSED_AFTER = re.compile(r"\s*[,.?!–—-]")
_ADDRESSED_TITLE = re.compile(
    rf"(?:^|[.?!] |, |\n)(?P<title>{lexicon.pattern('transcript_words', 'addressed')})"
    r"(?=,|[.?!]?$|[.?!] )",
    re.IGNORECASE | re.MULTILINE,
)
_INTRODUCES_SELF = re.compile(
    r"\b(?:my (?:full )?name is|my name[’']s|I[’'‘]?m|I am|this is)\s+$", re.IGNORECASE
)


@dataclass(slots=True)
class Introduction:
    """The headline and introduction of an interview, which name the people that talk."""

    resolver: SpeakerResolver
    begin: int

    def find_partners(self, turns: Mapping[int, Turn]) -> dict[str, tuple[int, float, Span]]:
        """Return the person who answers and the person who asks, if they are named.

        The person who answers is in the headline, is interviewed or addressed, or begins a
        sentence. A person that the turns discuss does not answer.
        """
        scores: defaultdict[int, float] = defaultdict(float)
        spans: dict[int, Span] = {}
        text = self.resolver.text
        headline = text.find("\n") if "\n" in text else len(text)
        if headline > _LONGEST_HEADLINE or text[:headline].rstrip().endswith("."):
            headline = 0  # the text begins with a paragraph
        seen: set[int] = set()
        met: set[int] = set()
        introduced: set[int] = set()
        for index, mention in enumerate(self.resolver.mentions):
            if mention.start >= self.begin:
                break
            if mention.entity is None or not is_person(self.resolver.entities[mention.entity]):
                continue
            score = self._score(index, mention)
            if mention.kind != "name":
                scores[mention.entity] += score if score > 1 else score / 2
                continue
            if max(scores.values(), default=0.0) <= 0 and self._begins_sentence(mention):
                score += 1  # the first person named
            scores[mention.entity] += score
            if _MET_BEFORE.search(text[max(0, mention.start - _NEAR) : mention.start]):
                met.add(mention.entity)
            if mention.start < headline and mention.entity not in seen:
                scores[mention.entity] += 3
                score += 3
            if score > 1 or self._begins_sentence(mention):
                introduced.add(mention.entity)
            seen.add(mention.entity)
            spans[mention.entity] = (mention.start, mention.end)
        partners: dict[str, tuple[int, float, Span]] = {}
        addressed, discussed = _count_names(self.resolver, turns)
        for entity in scores:
            if scores[entity] >= 0:
                scores[entity] = max(0, scores[entity] + 2 * addressed[entity] - discussed[entity])
        ranked = sorted(scores, key=lambda entity: -scores[entity])
        least = _LEAST_IF_UNNAMED if _ASKED_UNNAMED.search(text, 0, self.begin) else 1
        if (
            ranked
            and scores[ranked[0]] >= least
            and (ranked[0] in introduced or addressed[ranked[0]])
        ):
            second = scores[ranked[1]] if len(ranked) > 1 else 0.0
            if scores[ranked[0]] >= second + 1:
                partners["answer"] = (ranked[0], 0.9, spans[ranked[0]])
        if ranked and scores[ranked[-1]] < 0:
            partners["question"] = (ranked[-1], 0.85, spans[ranked[-1]])
        elif "answer" in partners and len(others := met - {partners["answer"][0]}) == 1:
            # "Roe sat down with Ada Lind for an interview": Roe answers
            partners["question"] = (min(others), 0.75, spans[min(others)])
        return partners

    def _begins_sentence(self, mention: Mention) -> bool:
        start = _begin_of_title(self.resolver.text, mention.start)
        before = self.resolver.text[max(0, start - _NEAR) : start].rpartition("\n")[2]
        if described := _DESCRIBED_BEFORE.search(before):
            before = before[: described.start()]
        return before.rstrip(" ")[-1:] in ("", "\n", ".", "!", "?", "”", '"')

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
        if _INTERVIEWEE_BEFORE.search(before):
            return 3
        return 2 if _SPEAKS_AFTER.match(text, mention.end) else 1


def _count_names(
    resolver: SpeakerResolver, turns: Mapping[int, Turn]
) -> tuple[Counter[int], Counter[int]]:
    """Return how often turns address each person by name, and how often they speak of them."""
    addressed: Counter[int] = Counter()
    discussed: Counter[int] = Counter()
    for turn in dict.fromkeys(turns.values()):
        first, last = turn.spans[0][0], turn.spans[-1][1]
        for mention in resolver.mentions_in((first, last)):
            if mention.kind != "name" or mention.entity is None:
                continue
            begin = _begin_of_title(resolver.text, mention.start)
            before = resolver.text[max(first, begin - _NEAR) : begin]
            if _ADDRESSED_BEFORE.search(before) and _ADDRESSED_AFTER.match(
                resolver.text, mention.end
            ):
                addressed[mention.entity] += turn.role == "question"
            elif not _INTRODUCES_SELF.search(before):
                discussed[mention.entity] += 1
    return addressed, discussed


def find_answering(
    resolver: SpeakerResolver, turns: Mapping[int, Turn]
) -> tuple[int, float, Span] | None:
    """Return the person who answers, by the names in the questions and answers themselves.

    Questions address the person by name, and answers give the own name. A person whose name is a
    label asks, and does not answer.
    """
    if not any(turn.role == "answer" for turn in turns.values()):
        return None
    scores: defaultdict[int, float] = defaultdict(float)
    spans: dict[int, Span] = {}
    labels = {turn.name for turn in turns.values() if turn.name is not None}
    labeled = {m.entity for m in resolver.mentions if (m.start, m.end) in labels}
    for turn in dict.fromkeys(turns.values()):
        first, last = turn.spans[0][0], turn.spans[-1][1]
        for mention in resolver.mentions_in((first, last)):
            entity = mention.entity
            if mention.kind != "name" or entity is None or entity in labeled:
                continue
            if not is_person(resolver.entities[entity]):
                continue
            begin = _begin_of_title(resolver.text, mention.start)
            before = resolver.text[max(first, begin - _NEAR) : begin]
            if turn.role == "answer":
                alone = not before and resolver.text[mention.end : last].strip(" .") == ""
                scores[entity] += 2 * (alone or bool(_INTRODUCES_SELF.search(before)))
            elif _ADDRESSED_BEFORE.search(before):
                after = _ADDRESSED_AFTER.match(resolver.text, mention.end)
                scores[entity] += bool(after)
            spans.setdefault(entity, (mention.start, mention.end))
    ranked = sorted(scores, key=lambda entity: -scores[entity])
    if not ranked or scores[ranked[0]] < 1:
        return None
    if len(ranked) > 1 and scores[ranked[0]] < 2 * scores[ranked[1]]:
        return None
    return ranked[0], 0.85, spans[ranked[0]]


def find_addressed_title(text: str, turns: Mapping[int, Turn]) -> Span | None:
    """Return the title by which questions address a person without a name: "Professor, …".

    Several titles can be those of several people.
    """
    found: dict[str, Span] = {}
    for turn in dict.fromkeys(turns.values()):
        if turn.role == "question":
            first, last = turn.spans[0][0], turn.spans[-1][1]
            for match in _ADDRESSED_TITLE.finditer(text[first:last]):
                start, end = match.span("title")
                found.setdefault(match["title"].casefold(), (first + start, first + end))
    return min(found.values()) if len(found) == 1 else None


def _begin_of_title(text: str, start: int) -> int:
    """Return where a name begins, with a title of a word before it: "Mr Lee"."""
    match = _TITLE_BEFORE.search(text, max(0, start - 30), start)
    return match.start() if match else start
