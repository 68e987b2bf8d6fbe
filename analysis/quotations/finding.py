"""Find who says what: direct, indirect and mixed quotations, and words in marks that are none."""

from dataclasses import dataclass, field

from analysis.findings import Entity, Mention, Quotation, Span
from analysis.marks import Quoted, quoted
from analysis.quotations.attribution import attributions_in
from analysis.quotations.colons import colon_in, pending_in
from analysis.quotations.drafts import Draft, finished
from analysis.quotations.embedded import acting, verb_before
from analysis.quotations.frames import DASHES, QUOTE, Frame, Item, is_title, last_letter, lay_out
from analysis.quotations.phrases import FINITE, base_end, is_comma, phrase_end
from analysis.quotations.reports import Attribution
from analysis.quotations.retagging import retagged
from analysis.quotations.speakers import Speaker, Speakers
from analysis.quotations.subjects import Subject
from analysis.quotations.turns import Turn, find_turns
from analysis.words import Words

_SCARE_WORDS = 4
_LONGEST_SIGNATURE = 25
_CLOSING = "\"”“'’»"
_STOPS = frozenset(".,!?…;:–—-")


def find_quotations(
    words: Words, entities: tuple[Entity, ...], mentions: tuple[Mention, ...]
) -> tuple[Quotation, ...]:
    """The quotations of a text, in text order.

    `words` carry their tags, `mentions` are in text order and resolved as far as they can be.
    Every outermost stretch in quotation marks is part of a quotation or a `scare` one.
    """
    stretches = quoted(words)
    speakers = Speakers(words.text, entities, mentions)
    reading = _Reading(words, stretches, speakers, find_turns(words))
    for number, frame in enumerate(lay_out(words, stretches)):
        reading.read(number, Frame(tuple(retagged(frame.items)), frame.paragraph))
    kept = (draft for draft in reading.drafts if not draft.merged)
    drafts = sorted(kept, key=lambda draft: min(draft.spans))
    return tuple(finished(words.text, draft, stretches) for draft in drafts)


_REPLIES = frozenset({"replied", "answered", "responded", "retorted", "asked", "countered"})


@dataclass(slots=True)
class _Reading:
    """The quotations found so far, reading a text from frame to frame."""

    words: Words
    stretches: tuple[Quoted, ...]
    speakers: Speakers
    turns: dict[int, Turn]
    drafts: list[Draft] = field(default_factory=list)
    holders: dict[int, Draft] = field(default_factory=dict)
    last: Draft | None = None
    heard: Draft | None = None
    partner: Draft | None = None
    pending: Draft | None = None
    before: Frame | None = None
    labels: dict[str, Speaker] = field(default_factory=dict)

    def read(self, number: int, frame: Frame) -> None:
        """Find the quotations of the next frame."""
        items = frame.items
        if frame.paragraph in self.turns:
            self._turn(number, frame)
            return
        for one in attributions_in(items):
            self._attributed(number, frame, one)
        open_quotes = [
            (place, item)
            for place, item in enumerate(items)
            if item.tag == QUOTE and item.index not in self.holders
        ]
        if self._signed(number, frame):
            return
        free = all(item.tag == QUOTE or not any(map(str.isalnum, item.text)) for item in items)
        for place, item in open_quotes:
            if not (self._carried(item) or self._introduced(number, frame, place)):
                if free:
                    self._free(number, frame, item)
                else:
                    self._embedded(number, frame, place)
        self._carry_back(items)
        self.pending = self._pending(number, frame)
        self.before = frame

    def _turn(self, number: int, frame: Frame) -> None:
        """A paragraph of a transcript: "LEE: …"."""
        draft = self.last
        if draft is None or draft.rule != "transcript" or draft.paragraph != frame.paragraph:
            draft = self._turn_of(number, frame.paragraph)
        for item in frame.items:
            if item.tag == QUOTE:
                self.holders.setdefault(item.index, draft)

    def _turn_of(self, number: int, paragraph: int) -> Draft:
        turn = self.turns[paragraph]
        draft = Draft([turn.content], set(), number, paragraph, "transcript")
        draft.cue, draft.source, draft.spoken = turn.colon, turn.name, True
        label = self.words.text[slice(*turn.name)]
        named = turn.who or turn.name
        who = self.labels.get(label) or self.speakers.resolve(named, named)
        self.labels[label] = who
        self.labels.setdefault("".join(word[0] for word in label.split()), who)
        draft.speaker, draft.certainty = who.entity, who.confidence
        self.speakers.spoke(who.entity)
        self.drafts.append(draft)
        self.last = draft
        return draft

    def _attributed(self, number: int, frame: Frame, one: Attribution) -> None:
        items = frame.items
        spans = [span for piece in one.pieces for span in _spans_of(items, piece)]
        if not spans:
            return  # "She said: but." reports no words
        held = {item.index for a, b in one.pieces for item in items[a:b] if item.tag == QUOTE}
        draft = Draft(spans, held, number, frame.paragraph, one.rule, negated=one.negated)
        draft.cue = (items[one.cue[0]].start, items[one.cue[1] - 1].end)
        if one.addressee is not None:
            draft.addressee = (items[one.addressee[0]].start, items[one.addressee[1] - 1].end)
        if one.source is not None:
            self._give_source(draft, items, one.source)
        self._add(draft)

    def _give_source(self, draft: Draft, items: tuple[Item, ...], source: Subject) -> None:
        draft.source = (items[source.start].start, items[source.end - 1].end)
        head = items[source.head]
        who = self.speakers.resolve(draft.source, (head.start, head.end))
        draft.speaker, draft.certainty = who.entity, who.confidence
        draft.speaker_because = who.because
        self.speakers.spoke(who.entity)

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)
        if draft.source is not None:
            self.partner = self.heard if self._answers(draft) else None
            self.heard = draft
        for index in draft.stretches:
            self.holders.setdefault(index, draft)
        if draft.stretches and not draft.scare:
            self.last = draft

    def _extend(self, draft: Draft, item: Item) -> None:
        draft.spans.append((item.start, item.end))
        draft.stretches.add(item.index)
        self.holders[item.index] = draft
        self.last = draft

    def _before(self, item: Item) -> int | None:
        """The outermost stretch before a quoted item."""
        index = item.index - 1
        while index >= 0 and self.stretches[index].parent is not None:
            index -= 1
        return index if index >= 0 else None

    def _carried(self, item: Item) -> bool:
        """Add a paragraph that opens anew to the quotation of the paragraph before."""
        before = self._before(item)
        if before is None or not self.stretches[before].carried or before not in self.holders:
            return False
        self._extend(self.holders[before], item)
        return True

    def _carry_back(self, items: tuple[Item, ...]) -> None:
        """Give a speaker named only after the last paragraph to those before."""
        first = items[0]
        if first.tag != QUOTE or first.index not in self.holders:
            return
        before = self._before(first)
        if before is None or not self.stretches[before].carried:
            return
        earlier, later = self.holders.get(before), self.holders[first.index]
        if earlier is None or earlier is later or earlier.cue is not None:
            return
        later.spans = earlier.spans + later.spans
        later.stretches |= earlier.stretches
        for index in earlier.stretches:
            self.holders[index] = later
        earlier.merged = True

    def _introduced(self, number: int, frame: Frame, place: int) -> bool:
        """Give quoted words behind a colon the subject before it."""
        items = frame.items
        item = items[place]
        if place == 0 and self.pending is not None:
            draft = self.pending
            draft.frame, draft.paragraph = number, frame.paragraph
            draft.spans, draft.stretches = [(item.start, item.end)], {item.index}
            self.speakers.spoke(draft.speaker)
            self._add(draft)
            return True
        if place == 0 or items[place - 1].lower not in (":", *DASHES):
            return False
        found = colon_in(items, place - 1)
        if found is None or is_title(item.text):
            return False
        cue, source = found
        draft = Draft(
            [(item.start, item.end)], {item.index}, number, frame.paragraph, "subject, mark"
        )
        draft.cue = (items[cue[0]].start, items[cue[1] - 1].end)
        self._give_source(draft, items, source)
        self._add(draft)
        return True

    def _signed(self, number: int, frame: Frame) -> bool:
        """Give quoted words the name behind a dash: "…" – Mary Lee, a nurse."""
        items = frame.items
        quote = items[0].tag == QUOTE and items[0].index not in self.holders
        dash = 1 if quote else 0
        if not dash + 1 < len(items) < _LONGEST_SIGNATURE or items[dash].lower not in DASHES:
            return False
        end = phrase_end(items, dash + 1)
        if end is None or any(item.tag in FINITE for item in items):
            return False
        if quote:
            spans = [(items[0].start, items[0].end)]
            draft = Draft(spans, {items[0].index}, number, frame.paragraph, "signed")
            self._add(draft)
        elif self.last is not None and self.last.frame == number - 1 and not self.last.cue:
            draft = self.last
            draft.rule = "signed"
        else:
            return False
        draft.cue = (items[dash].start, items[dash].end)
        head = (base_end(items, dash + 1) or end) - 1
        self._give_source(draft, items, Subject(dash + 1, end, head))
        return True

    def _free(self, number: int, frame: Frame, item: Item) -> None:
        """Quoted words that stand alone: they go on with the quotation before, or its speaker."""
        last = self.last
        if last is not None and last.paragraph == frame.paragraph and last.frame >= number - 1:
            last.frame = number
            self._extend(last, item)
            return
        draft = Draft([(item.start, item.end)], {item.index}, number, frame.paragraph, "alone")
        if len(frame.items) <= 3 and _is_heading(item.text):
            draft.scare, draft.rule = True, "heading"
        elif self._continues(number, frame, item):
            return
        elif not self._after_action(draft):
            self._go_on(draft)
        self._add(draft)

    def _after_action(self, draft: Draft) -> bool:
        """Give quoted words who acts in the sentence before, in the same paragraph: Lee laughed."""
        frame, heard = self.before, self.heard
        if frame is None or frame.paragraph != draft.paragraph:
            return False
        if heard is not None and heard.frame == draft.frame - 1:
            return False
        source = acting(frame.items)
        if source is None:
            return False
        draft.rule = "action before"
        self._give_source(draft, frame.items, source)
        return True

    def _go_on(self, draft: Draft) -> None:
        """Give a quotation without a cue the speaker heard just before it."""
        before = self.heard
        if before is None or before.paragraph < draft.paragraph - 1:
            return
        draft.rule = "follow-up"
        if self.partner is not None and self._in_dialogue(before):
            before, draft.rule = self.partner, "alternating"
        draft.source, draft.speaker = before.source, before.speaker
        draft.certainty = before.certainty

    def _continues(self, number: int, frame: Frame, item: Item) -> bool:
        """Add words in marks without a cue to what was quoted before in the same paragraph."""
        before = self.heard
        if before is None or before.paragraph != frame.paragraph or not before.stretches:
            return False
        if before.frame < number - 1:
            return False
        before.frame = number
        self._extend(before, item)
        return True

    def _answers(self, draft: Draft) -> bool:
        """Whether a quotation answers the one of another speaker in the paragraph before."""
        before = self.heard
        return (
            before is not None
            and before.paragraph == draft.paragraph - 1
            and bool(before.stretches and draft.stretches)
            and (before.speaker is None or before.speaker != draft.speaker)
        )

    def _in_dialogue(self, answer: Draft) -> bool:
        """Whether two speakers take turns: one asked or replied, or they alternated before."""
        if answer.rule == "alternating":
            return True
        cue = self.words.text[slice(*answer.cue)].lower() if answer.cue is not None else ""
        both = [one for one in (self.partner, answer) if one is not None]
        asked = any(
            self.words.text[self.stretches[index].inner[1] - 1] == "?"
            for one in both
            for index in one.stretches
        )
        return asked or any(word in _REPLIES for word in cue.split())

    def _embedded(self, number: int, frame: Frame, place: int) -> None:
        """Quoted words in a sentence without a cue: short ones or titles attribute nothing."""
        item = frame.items[place]
        draft = Draft([(item.start, item.end)], {item.index}, number, frame.paragraph, "no cue")
        sentence = item.finite and last_letter(item) in (".", "!", "?")
        short = len(item.text.split()) <= _SCARE_WORDS and not sentence
        draft.scare = short or is_title(item.text)
        found = verb_before(frame.items, place) if not draft.scare else None
        if found is not None:
            self._attributed(number, frame, found)
            return
        if not draft.scare and self._continues(number, frame, item):
            return
        if not draft.scare and self.heard is not None and self.heard.paragraph == frame.paragraph:
            self._go_on(draft)
            draft.rule = "same paragraph"
        self._add(draft)

    def _pending(self, number: int, frame: Frame) -> Draft | None:
        found = pending_in(frame.items)
        if found is None:
            return None
        items = frame.items
        cue, source = found
        draft = Draft([], set(), number, frame.paragraph, "paragraph after a colon")
        draft.cue = (items[cue[0]].start, items[cue[1] - 1].end)
        self._give_source(draft, items, source)
        return draft


def _spans_of(items: tuple[Item, ...], piece: tuple[int, int]) -> list[Span]:
    """The span of a piece, or those of its quoted words where only "and" lies between them.

    Empty for a piece that is nothing but "and" or "but".
    """
    inside = items[slice(*piece)]
    if all(item.tag in (QUOTE, "CC") or is_comma(item) for item in inside):
        return [(item.start, item.end) for item in inside if item.tag == QUOTE]
    return [(inside[0].start, inside[-1].end)]


def _is_heading(text: str) -> bool:
    """Whether a paragraph in marks is a heading: capitals, or a few words without a stop."""
    stopped = text.rstrip(_CLOSING)[-1:] in _STOPS or text[-1:] in _STOPS
    return text.isupper() or len(text.split()) < (9 if text[:1] in "'‘" else 13 - 13 * stopped)
