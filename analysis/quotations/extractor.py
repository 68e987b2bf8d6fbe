"""Find the contents, cues and sources of a text, segment by segment."""

from dataclasses import dataclass, field

from analysis import lexicon
from analysis.models import Entity, Mention, Span
from analysis.quotations.attribution import find_attributions
from analysis.quotations.content_spans import find_content_spans
from analysis.quotations.continuations import continue_statement
from analysis.quotations.cue_tags import retag_cues
from analysis.quotations.first_person import FIRST_PERSON
from analysis.quotations.pair_scorer import PairScorer, shipped_scorer
from analysis.quotations.patterns.complement import Attribution
from analysis.quotations.patterns.nearby_verbs import attribute_to_verb_before, find_acting_subject
from analysis.quotations.patterns.punctuation import (
    find_pending_source,
    match_colon,
    match_headline_source,
    match_quote_verdict,
    match_report_only,
)
from analysis.quotations.quotation_builder import QuotationBuilder
from analysis.quotations.quotation_sequence import QuotationSequence
from analysis.quotations.segments import Segment, split_segments
from analysis.quotations.speaker_features import Surroundings
from analysis.quotations.speakers import Speaker, SpeakerResolver
from analysis.quotations.topics import has_no_report, is_topic, leave_out_topic
from analysis.quotations.turn_reports import is_spoken_now
from analysis.quotations.turn_speakers import TurnSpeakers
from analysis.quotations.unnamed_sources import hide_descriptions
from analysis.quote_marks import find_quoted_spans
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import verb_cue
from analysis.syntax.full_phrases import TITLING, Subject
from analysis.syntax.noun_phrases import base_phrase_end, base_phrase_start, phrase_end
from analysis.syntax.quoted_words import (
    has_quote,
    is_title,
    last_inner_character,
    starts_with_capital,
)
from analysis.syntax.tokens import DASHES, QUOTE, Doc, Token, is_comma
from analysis.transcripts.lines import is_personal
from analysis.transcripts.turns import Turn, find_turns

_SCARE_WORDS = 4
_LONGEST_SIGNATURE = 40
_FEWEST_REPORTED = 2  # words: not "nobody can tell us why"
_CLOSING = "\"”“'’»"
_STOPS = frozenset(".,!?…;:–—-")


def find_drafts(
    words: Doc,
    entities: tuple[Entity, ...],
    mentions: tuple[Mention, ...],
    *,
    thoughts: bool = False,
    scorer: PairScorer | None = None,
) -> list[QuotationBuilder]:
    """Return the drafts of the quotations of a text, in text order.

    They have neither kind nor confidence yet; `find_quotations` describes the arguments.
    """
    quoted_spans = words.once(find_quoted_spans)
    named = hide_descriptions(entities, mentions)
    speakers = SpeakerResolver(words, entities, named, scorer or shipped_scorer())
    turns = words.once(find_turns)
    labels = TurnSpeakers(speakers)
    turn_speakers = labels.resolve(turns)
    found = QuotationSequence(words.text, quoted_spans)
    extractor = _Extractor(
        words, found, speakers, turns, labels.interviewee, turn_speakers, thoughts
    )
    for number, segment in enumerate(split_segments(words, quoted_spans)):
        extractor.read(number, Segment(tuple(retag_cues(segment.tokens)), segment.paragraph))
    unmerged = (draft for draft in extractor.found.drafts if not draft.is_merged)
    return sorted(unmerged, key=lambda draft: min(draft.spans))


_WRITING = lexicon.words("reporting_verb_forms", "writing")


@dataclass(slots=True)
class _Extractor:
    """Extractor that reads a text segment by segment."""

    words: Doc
    found: QuotationSequence
    speakers: SpeakerResolver
    turns: dict[int, Turn]
    interviewee: tuple[int, float, Span] | None
    turn_speakers: dict[Turn, Speaker]
    thoughts: bool = False
    pending: QuotationBuilder | None = None
    previous: Segment | None = None
    turn: Turn | None = None
    turn_drafts: dict[Turn, QuotationBuilder] = field(default_factory=dict)
    block: QuotationBuilder | None = None

    def read(self, number: int, segment: Segment) -> None:
        """Find the quotations of the next segment."""
        tokens = segment.tokens
        turn = self.turns.get(segment.paragraph)
        if turn is not None and turn in self.turn_speakers:
            self._read_turn(number, segment, turn)
            return
        self.turn = None
        before = len(self.found.drafts)
        if self._add_paragraph_after_colon(number, segment):
            return
        for attribution in find_attributions(tokens, thoughts=self.thoughts):
            self._add_attribution(number, segment, attribution)
        if segment.paragraph == 0 and (headline := match_headline_source(tokens)) is not None:
            self._add_attribution(number, segment, headline)
        open_quotes = [
            (position, token)
            for position, token in enumerate(tokens)
            if token.tag == QUOTE and token.quote not in self.found.draft_of
        ]
        if self._attribute_by_signature(number, segment):
            return
        if self._attribute_by_next_paragraph(number, segment):
            return
        standalone = all(
            token.tag == QUOTE or not any(map(str.isalnum, token.text)) for token in tokens
        )
        for position, token in open_quotes:
            if not (
                self.found.continue_paragraph(token)
                or self._attribute_by_mark(number, segment, position)
            ):
                if standalone:
                    self._add_standalone(number, segment, token)
                else:
                    self._add_embedded(number, segment, position)
        self.found.merge_earlier_paragraphs(tokens)
        if len(self.found.drafts) == before:
            text = self.words.text
            self.found.drafts += continue_statement(self.found.drafts, text, number, segment)
        self.pending = self._find_pending(number, segment)
        self.previous = segment

    def _add_paragraph_after_colon(self, number: int, segment: Segment) -> bool:
        """Add a paragraph without marks that a verb and a colon introduce: "She wrote: ¶ …".

        Only a paragraph in the first person, or after a verb of writing, is taken as a quotation.
        Return whether the segment is part of one.
        """
        draft, tokens = self.block, segment.tokens
        if draft is not None and draft.paragraph == segment.paragraph:
            draft.spans[-1] = (draft.spans[-1][0], tokens[-1].end)
            for token in tokens:
                if token.tag == QUOTE:
                    self.found.draft_of.setdefault(token.quote, draft)
            return True
        self.block, pending = None, self.pending
        if pending is None or pending.cue is None or pending.paragraph == segment.paragraph:
            return False
        cue = self.words.text[slice(*pending.cue)].lower().split()
        if cue == [":"] or has_quote(tokens):
            return False
        paragraph = self._paragraph_text(segment)
        written = any(word in _WRITING for word in cue)
        if not (written or is_personal(paragraph)) or paragraph[-1:] not in _STOPS:
            return False
        pending.spans, pending.is_verbatim = [(tokens[0].start, tokens[-1].end)], True
        pending.segment, pending.paragraph = number, segment.paragraph
        pending.pattern = "paragraph after a colon"
        self.speakers.record_speakers(pending.speakers)
        self.found.add(pending)
        self.block, self.pending = pending, None
        return True

    def _paragraph_text(self, segment: Segment) -> str:
        """Return the text from the start of a segment to the end of its paragraph."""
        start = segment.tokens[0].start
        end = self.words.text.find("\n", start)
        return self.words.text[start : end if end >= 0 else None].rstrip()

    def _read_turn(self, number: int, segment: Segment, turn: Turn) -> None:
        """Add a turn of a transcript ("LEE: …") at its first segment, then what it reports."""
        if turn not in self.turn_drafts:
            self._start_turn(number, segment.paragraph, turn)
        draft, self.turn = self.turn_drafts[turn], turn
        first, end = turn.spans[0][0], turn.spans[-1][1]
        tokens = tuple(token for token in segment.tokens if first <= token.start < end)
        if not tokens:
            return
        inside = Segment(tokens, segment.paragraph)
        for attribution in find_attributions(tokens):
            content = [token for a, b in attribution.content_spans for token in tokens[a:b]]
            length = sum(len(token.text.split()) for token in content)
            if attribution.source is None or length < _FEWEST_REPORTED:
                continue
            if has_quote(content) or not is_spoken_now(tokens, attribution):
                self._add_attribution(number, inside, attribution)
        for position, token in enumerate(tokens):
            is_open = token.tag == QUOTE and token.quote not in self.found.draft_of
            if is_open and not self._attribute_by_mark(number, inside, position):
                self.found.draft_of[token.quote] = draft
        self.found.last, self.found.attributed, self.found.partner, self.pending = (
            draft,
            None,
            None,
            None,
        )

    def _start_turn(self, number: int, paragraph: int, turn: Turn) -> None:
        speaker = self.turn_speakers[turn]
        draft = QuotationBuilder([*turn.spans], set(), number, paragraph, turn.role)
        if turn.role == "block" and turn.name is None and self.pending is not None:
            draft.cue, draft.source = self.pending.cue, self.pending.source
            draft.speakers, draft.certainty = self.pending.speakers, self.pending.certainty
            speaker = Speaker(draft.speakers, draft.certainty, None, draft.source)
            self.turn_speakers[turn] = speaker
        else:
            if turn.name is not None:
                draft.pattern = "signature" if turn.role == "signed" else "transcript"
            draft.cue, draft.source = turn.mark, speaker.source
            draft.speakers, draft.certainty = speaker.entities, speaker.confidence
        draft.is_verbatim = True
        self.speakers.record_speakers(draft.speakers)
        self.found.drafts.append(draft)
        self.turn_drafts[turn] = draft

    def _add_attribution(self, number: int, segment: Segment, attribution: Attribution) -> None:
        tokens = segment.tokens
        if _names_source(tokens, attribution) or has_no_report(tokens, attribution):
            return
        attribution = leave_out_topic(tokens, attribution)
        pieces = attribution.content_spans
        if attribution.pattern.endswith("about"):
            pieces = tuple(self._before_quote(tokens, piece) for piece in pieces)
        spans = [span for piece in pieces for span in find_content_spans(tokens, piece)]
        if not spans:
            return  # "She said: but." reports no words
        inside = (token for a, b in pieces for token in tokens[a:b])
        quoted_spans = {token.quote for token in inside if token.tag == QUOTE}
        draft = QuotationBuilder(
            spans, quoted_spans, number, segment.paragraph, attribution.pattern
        )
        draft.negated = attribution.negated
        draft.is_thought = attribution.is_thought
        draft.is_topic = is_topic(tokens, attribution)
        draft.cue = _span_of(tokens, attribution.cue)
        if attribution.addressee is not None:
            draft.addressee = _span_of(tokens, attribution.addressee)
        if attribution.source is not None:
            self._set_source(draft, tokens, attribution.source)
        elif attribution.pattern == "passive, name" and not _is_described(tokens, attribution):
            return  # "the dish is called “ful”": a name that nobody gave
        self.found.add(draft)

    def _before_quote(self, tokens: tuple[Token, ...], piece: tuple[int, int]) -> tuple[int, int]:
        """Cut quoted words of another cue from a topic: “…,” he said of *the flood*, “…”."""
        start, last = piece[0], piece[1] - 1
        quote = tokens[last]
        if last < start + 2 or quote.tag != QUOTE or quote.quote not in self.found.draft_of:
            return piece
        return (start, last - 1) if is_comma(tokens[last - 1]) else piece

    def _set_source(
        self, draft: QuotationBuilder, tokens: tuple[Token, ...], source: Subject
    ) -> None:
        draft.source = (tokens[source.start].start, tokens[source.end - 1].end)
        head = tokens[source.head]
        if self.turn is not None and head.lower in FIRST_PERSON:
            speaker = self.turn_speakers[self.turn]
        else:
            around = Surroundings(tuple(draft.spans), draft.addressee)
            speaker = self.speakers.resolve(draft.source, (head.start, head.end), around)
        draft.speakers, draft.certainty = speaker.entities, speaker.confidence
        draft.speaker_reason = speaker.reason
        self.speakers.record_speakers(speaker.entities, draft.source[1])

    def _attribute_by_mark(self, number: int, segment: Segment, position: int) -> bool:
        """Attribute quoted words behind a colon or dash to the subject before it."""
        tokens = segment.tokens
        token = tokens[position]
        if position == 0 and self.pending is not None:
            draft = self.pending
            draft.segment, draft.paragraph = number, segment.paragraph
            draft.spans, draft.quoted_spans = [(token.start, token.end)], {token.quote}
            self.speakers.record_speakers(draft.speakers)
            self.found.add(draft)
            return True
        if position == 0 or tokens[position - 1].lower not in (":", *DASHES):
            return False
        found = match_colon(tokens, position - 1)
        if found is None or is_title(token.text):
            return False
        cue, source = found
        if tokens[source.head].lower == "there" and tokens[position - 2].name != "O":
            start = base_phrase_start(tokens, position - 2)  # "a line by Lee: …"
            source = Subject(
                start if start is not None else position - 2, position - 1, position - 2
            )
        draft = QuotationBuilder(
            [(token.start, token.end)], {token.quote}, number, segment.paragraph, "subject, mark"
        )
        draft.cue = _span_of(tokens, cue)
        self._set_source(draft, tokens, source)
        self.found.add(draft)
        return True

    def _attribute_by_signature(self, number: int, segment: Segment) -> bool:
        """Attribute quoted words to the name behind a dash: "…" – Mary Lee, a nurse.

        In a headline, a colon has the same meaning: ‘We won’: Lee.
        """
        tokens = segment.tokens
        while (
            tokens and not any(map(str.isalpha, tokens[0].text)) and tokens[0].lower not in DASHES
        ):
            tokens = tokens[1:]  # the time of an entry in a live blog: "10:20: “…” – Mary Lee"
        if not tokens:
            return False
        quote = tokens[0].tag == QUOTE and tokens[0].quote not in self.found.draft_of
        dash = 1 if quote else 0
        if not dash + 1 < len(tokens) < _LONGEST_SIGNATURE:
            return False
        headline = (
            quote
            and segment.paragraph == 0
            and tokens[dash].lower == ":"
            and tokens[-1].lower[-1:] not in _STOPS
        )
        if not headline and tokens[dash].lower not in DASHES:
            return False
        end = phrase_end(tokens, dash + 1)
        comma = next((n for n in range(dash, len(tokens)) if is_comma(tokens[n])), len(tokens))
        if end is None or has_finite_verb(tokens[:comma]):
            return False
        if quote:
            spans = [(tokens[0].start, tokens[0].end)]
            draft = QuotationBuilder(spans, {tokens[0].quote}, number, segment.paragraph, "signed")
            self.found.add(draft)
        elif (unsigned := self.found.find_unsigned(number)) is not None:
            draft = unsigned
            draft.pattern, draft.is_scare = "signed", False
        else:
            return False
        draft.cue = (tokens[dash].start, tokens[dash].end)
        head = (base_phrase_end(tokens, dash + 1) or end) - 1
        if headline and self.interviewee is not None:
            draft.pattern = "answer"
            speaker, draft.certainty, draft.source = self.interviewee
            draft.speakers = (speaker,)
            return True
        self._set_source(draft, tokens, Subject(dash + 1, end, head))
        return True

    def _attribute_by_next_paragraph(self, number: int, segment: Segment) -> bool:
        """Attribute quoted words to a paragraph that is only cue and source: said Mary Lee."""
        draft = self.found.find_unsigned(number)
        if draft is None:
            return False
        found = match_report_only(segment.tokens) if draft.paragraph < segment.paragraph else None
        if found is None:
            return False
        cue, source = found
        draft.cue, draft.is_scare = _span_of(segment.tokens, cue), False
        draft.pattern = "quote, source, verb" if cue[0] >= source.end else "quote, verb, source"
        self._set_source(draft, segment.tokens, source)
        self.found.attributed, self.found.partner = draft, None
        self.previous = segment
        return True

    def _add_standalone(self, number: int, segment: Segment, token: Token) -> None:
        """Add quoted words without a sentence to the quotation before, or give them its speaker."""
        last = self.found.last
        if last is not None and last.paragraph == segment.paragraph and last.segment >= number - 1:
            last.segment = number
            self.found.extend(last, token)
            return
        draft = QuotationBuilder(
            [(token.start, token.end)], {token.quote}, number, segment.paragraph, "alone"
        )
        if len(segment.tokens) <= 3 and _is_heading(token.text):
            draft.is_scare, draft.pattern = True, "heading"
        elif self.found.extend_attributed(
            number, segment.paragraph, token
        ) or self.found.extend_line(number, token):
            return
        elif self.interviewee is not None:
            draft.pattern = "answer"
            speaker, draft.certainty, draft.source = self.interviewee
            draft.speakers = (speaker,)
        elif not self._attribute_by_action(draft):
            self._attribute_without_source(draft)
        self.found.add(draft)

    def _attribute_without_source(self, draft: QuotationBuilder) -> None:
        """Attribute quoted words without a cue to the most probable speaker, if there is one."""
        continued, pattern = self.found.find_continued(draft)
        around = Surroundings(tuple(draft.spans), pattern=draft.pattern)
        if continued is not None:
            around = Surroundings(
                tuple(draft.spans), None, continued.speakers, continued.source, pattern
            )
        speaker = self.speakers.resolve_unattributed(around)
        draft.speakers, draft.speaker_reason = speaker.entities, speaker.reason
        if speaker.entities:
            draft.certainty = speaker.confidence
        if continued is not None and continued.speakers == speaker.entities:
            draft.source, draft.pattern = continued.source, pattern
            draft.speaker_reason = None

    def _attribute_by_action(self, draft: QuotationBuilder) -> bool:
        """Attribute quoted words to the subject of the sentence before: Lee laughed. "…".

        Both must be in the same paragraph.
        """
        segment, attributed = self.previous, self.found.attributed
        if segment is None or segment.paragraph != draft.paragraph:
            return False
        if attributed is not None and attributed.segment == draft.segment - 1:
            return False
        source = find_acting_subject(segment.tokens)
        if source is None:
            return False
        draft.pattern = "action before"
        self._set_source(draft, segment.tokens, source)
        return True

    def _add_embedded(self, number: int, segment: Segment, position: int) -> None:
        """Add quoted words in a sentence without a cue; short ones and titles are scare quotes."""
        token = segment.tokens[position]
        draft = QuotationBuilder(
            [(token.start, token.end)], {token.quote}, number, segment.paragraph, "no cue"
        )
        sentence = token.is_finite and last_inner_character(token) in (".", "!", "?")
        short = len(token.text.split()) <= _SCARE_WORDS and not sentence
        titled = position > 0 and segment.tokens[position - 1].lower in TITLING
        draft.is_scare = short or titled or is_title(token.text)
        found = match_quote_verdict(segment.tokens, position)
        if found is None and not draft.is_scare:
            found = attribute_to_verb_before(segment.tokens, position)
        if found is not None:
            self._add_attribution(number, segment, found)
            return
        if not draft.is_scare and self.found.extend_attributed(number, segment.paragraph, token):
            return
        before = self.found.attributed
        whole = token.is_finite or starts_with_capital(token)  # else of an unknown source
        is_near = before is not None and (
            before.segment == number or (whole and before.paragraph == segment.paragraph)
        )
        if not draft.is_scare:
            if is_near:
                draft.pattern = "same paragraph"
            self._attribute_without_source(draft)
            if is_near:
                draft.pattern = "same paragraph"
        self.found.add(draft)

    def _find_pending(self, number: int, segment: Segment) -> QuotationBuilder | None:
        found = find_pending_source(segment.tokens)
        if found is None:
            return None
        tokens = segment.tokens
        cue, source = found
        draft = QuotationBuilder([], set(), number, segment.paragraph, "paragraph after a colon")
        draft.cue = _span_of(tokens, cue)
        self._set_source(draft, tokens, source)
        return draft


def _names_source(tokens: tuple[Token, ...], attribution: Attribution) -> bool:
    """Return whether a participle gives its source a name: the runner, *nicknamed* “Thunder”."""
    verb, source = attribution.cue[0], attribution.source
    if source is None or source.end != verb - 1 or not is_comma(tokens[verb - 1]):
        return False
    cue = verb_cue(tokens[verb].lower)
    names = cue is None or cue.is_naming
    return names and tokens[attribution.content_spans[0][0]].tag == QUOTE


def _is_described(tokens: tuple[Token, ...], attribution: Attribution) -> bool:
    """Return whether quoted words describe rather than name: Lee was called “a hero”."""
    inside = [token for a, b in attribution.content_spans for token in tokens[a:b]]
    return any(
        token.tag == QUOTE
        and token.first_tag == "DT"
        and token.text.strip(_CLOSING + "“‘«").lower().startswith(("a ", "an "))
        for token in inside
    )


def _span_of(tokens: tuple[Token, ...], piece: tuple[int, int]) -> Span:
    return tokens[piece[0]].start, tokens[piece[1] - 1].end


def _is_heading(text: str) -> bool:
    """Return whether a paragraph in marks is a heading: capitals, or few words and no stop."""
    stopped = text.rstrip(_CLOSING)[-1:] in _STOPS
    return text.isupper() or len(text.split()) < (9 if text[:1] in "'‘" else 13 - 13 * stopped)
