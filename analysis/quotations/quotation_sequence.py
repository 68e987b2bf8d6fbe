"""Continue quotations: give their speaker to the next one, or add pieces to them."""

from dataclasses import dataclass, field

from analysis import lexicon
from analysis.quotations.quotation_builder import QuotationBuilder
from analysis.quote_marks import QuotedSpan
from analysis.syntax.quoted_words import last_inner_character
from analysis.syntax.tokens import QUOTE, Token

_CLAUSES = ("that", "clause", "object")
_REPLIES = lexicon.words("reporting_verb_forms", "reply")


@dataclass(slots=True)
class QuotationSequence:
    """The quotations found so far in a text.

    `draft_of` maps the index of a quoted span to its draft. `last` is the last draft with quoted
    spans, `attributed` the last one with a source, and `partner` the one before it in a dialogue.
    """

    text: str
    quoted_spans: tuple[QuotedSpan, ...]
    drafts: list[QuotationBuilder] = field(default_factory=list)
    draft_of: dict[int, QuotationBuilder] = field(default_factory=dict)
    last: QuotationBuilder | None = None
    attributed: QuotationBuilder | None = None
    partner: QuotationBuilder | None = None

    def add(self, draft: QuotationBuilder) -> None:
        self.drafts.append(draft)
        if draft.source is not None:
            self.partner = self.attributed if self._is_answer(draft) else None
            self.attributed = draft
        for index in draft.quoted_spans:
            self.draft_of.setdefault(index, draft)
        if draft.quoted_spans and not draft.is_scare:
            self.last = draft

    def extend(self, draft: QuotationBuilder, token: Token) -> None:
        draft.spans.append((token.start, token.end))
        draft.quoted_spans.add(token.quote)
        self.draft_of[token.quote] = draft
        self.last = draft

    def _previous_quote(self, token: Token) -> int | None:
        """Return the index of the outermost quoted span before a quoted token, or None."""
        index = token.quote - 1
        while index >= 0 and self.quoted_spans[index].parent is not None:
            index -= 1
        return index if index >= 0 else None

    def continue_paragraph(self, token: Token) -> bool:
        """Add a paragraph that repeats the opening mark to the quotation of the one before."""
        before = self._previous_quote(token)
        if (
            before is None
            or not self.quoted_spans[before].is_continued
            or before not in self.draft_of
        ):
            return False
        self.extend(self.draft_of[before], token)
        return True

    def merge_earlier_paragraphs(self, tokens: tuple[Token, ...]) -> None:
        """Merge the earlier paragraphs of a quotation whose source follows the last one."""
        first = tokens[0]
        if first.tag != QUOTE or first.quote not in self.draft_of:
            return
        before = self._previous_quote(first)
        if before is None or not self.quoted_spans[before].is_continued:
            return
        earlier, later = self.draft_of.get(before), self.draft_of[first.quote]
        if earlier is None or earlier is later or earlier.cue is not None:
            return
        later.spans = earlier.spans + later.spans
        later.quoted_spans |= earlier.quoted_spans
        for index in earlier.quoted_spans:
            self.draft_of[index] = later
        earlier.is_merged = True

    def find_continued(self, draft: QuotationBuilder) -> tuple[QuotationBuilder | None, str]:
        """Return the quotation whose speaker may continue without a cue, and the pattern.

        It is the one just before, or the one before that in a dialogue.
        """
        before = self.attributed
        if before is None or before.paragraph < draft.paragraph - 1:
            return None, draft.pattern
        if self.partner is not None and self._is_dialogue(before):
            return self.partner, "alternating"
        return before, "follow-up"

    def extend_attributed(self, number: int, paragraph: int, token: Token) -> bool:
        """Add quoted words without a cue to the quotation before in the same paragraph."""
        before = self.attributed
        if before is None or before.paragraph != paragraph:
            return False
        if before.segment < number - 1:
            return False
        if not (before.quoted_spans or self._follows(before, token)):
            return False
        before.segment = number
        self.extend(before, token)
        return True

    def _follows(self, draft: QuotationBuilder, token: Token) -> bool:
        """Return whether only a full stop parts quoted words from a clause: She said so. “We …”."""
        if draft.negated:
            return False
        if draft.pattern.startswith("clause"):  # "We lost it, she said. “We …”"
            parts = (*draft.spans, draft.cue or (0, 0), draft.source or (0, 0))
            return self._is_full_stop(max(parts)[1], token.start)
        if not draft.pattern.startswith("subject") or not draft.pattern.endswith(_CLAUSES):
            return False
        return self._is_full_stop(max(draft.spans)[1], token.start)

    def _is_full_stop(self, start: int, end: int) -> bool:
        return not any(map(str.isalnum, self.text[start:end]))

    def extend_line(self, number: int, token: Token) -> bool:
        """Add quoted words on the next line to the quotation before: “…,” Lee said.¶“…”.

        A blank line between them makes another quotation.
        """
        before = self.last
        if before is None or before.source is None or before.segment != number - 1:
            return False
        if last_inner_character(token) == "," or before.pattern == "signed":
            return False  # it has a cue or a signature of its own
        if before.cue is None or (self.partner is not None and self._is_dialogue(before)):
            return False
        if self.text.count("\n", max(before.spans)[1], token.start) != 1:
            return False
        before.segment = number
        self.extend(before, token)
        return True

    def _is_answer(self, draft: QuotationBuilder) -> bool:
        """Return whether a quotation answers another speaker's in the paragraph before."""
        before = self.attributed
        return (
            before is not None
            and before.paragraph == draft.paragraph - 1
            and bool(before.quoted_spans and draft.quoted_spans)
            and (not before.speakers or before.speakers != draft.speakers)
        )

    def _is_dialogue(self, answer: QuotationBuilder) -> bool:
        """Return whether two speakers alternate: after a question, a reply or an alternation."""
        if answer.pattern == "alternating":
            return True
        cue = self.text[slice(*answer.cue)].lower() if answer.cue is not None else ""
        drafts = [draft for draft in (self.partner, answer) if draft is not None]
        asked = any(
            self.text[self.quoted_spans[index].inner[1] - 1] == "?"
            for draft in drafts
            for index in draft.quoted_spans
        )
        return asked or any(word in _REPLIES for word in cue.split())

    def find_unsigned(self, number: int) -> QuotationBuilder | None:
        """Return the quotation without a cue just before a signature, or a heading in marks."""
        last = self.drafts[-1] if self.drafts and self.drafts[-1].is_scare else self.last
        if last is None or last.segment != number - 1 or last.cue or last.is_verbatim:
            return None
        return last if not last.is_scare or last.pattern == "heading" else None
