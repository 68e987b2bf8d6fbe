"""Find the quotations of a text, each with its kind, its confidence and its reason."""

from analysis.models import Entity, Mention, Quotation
from analysis.quotations.extractor import find_drafts
from analysis.quotations.pair_scorer import PairScorer
from analysis.quotations.quotation_builder import build_quotation
from analysis.quote_marks import find_quoted_spans
from analysis.syntax.tokens import Doc


def find_quotations(
    words: Doc,
    entities: tuple[Entity, ...],
    mentions: tuple[Mention, ...],
    *,
    thoughts: bool = False,
    scorer: PairScorer | None = None,
) -> tuple[Quotation, ...]:
    """Return the quotations of a text, in text order; with `thoughts`, beliefs and intentions too.

    `words` carry their tags; `mentions` are in text order and resolved as far as possible.
    Every outermost quoted span belongs to a quotation, possibly of the kind `scare`. `scorer`
    chooses the speakers; without it, the one with the shipped weights does.
    """
    quoted_spans = words.once(find_quoted_spans)
    drafts = find_drafts(words, entities, mentions, thoughts=thoughts, scorer=scorer)
    return tuple(build_quotation(words.text, draft, quoted_spans, entities) for draft in drafts)
