"""Select reports: those inside the content of another one are mostly part of it."""

from collections.abc import Sequence

from analysis.quotations.patterns.complement import Attribution
from analysis.syntax.clauses import has_verb
from analysis.syntax.cues import verb_cue
from analysis.syntax.tag_sets import PRONOUN_TAGS, RELATIVE_TAGS
from analysis.syntax.tokens import QUOTE, Token

# Patterns that are seldom a report within a report.
_AROUND = ("according", "as", "clause")  # patterns whose content may precede the cue
_ALSO_INSIDE = ("participle, that", "participle, quote", "quote", "clause", "according")


def select_outermost(tokens: Sequence[Token], found: list[Attribution]) -> list[Attribution]:
    """Drop duplicates, and reports inside the content of another attribution."""
    outermost: list[Attribution] = []
    for inner in found:
        if any(
            rival.content_spans == inner.content_spans and _is_nearer(rival, inner)
            for rival in found
        ):
            continue
        if any(_opens_content(tokens, rival, inner) for rival in found):
            continue
        if any(_is_quoted_report(tokens, inner, rival) for rival in found):
            continue
        own = _is_own_report(tokens, inner) or _opens_report(tokens, inner, found)
        if not (inner.pattern.startswith(_ALSO_INSIDE) or own) and any(
            start <= inner.cue[0] < end
            and not outer.pattern.startswith(("quote", "passive, told"))
            and not (
                outer.pattern.endswith(("object", "about"))
                and inner.pattern.endswith(("that", "clause"))
            )
            for outer in found
            if outer is not inner
            for start, end in outer.content_spans
        ):
            continue
        outermost.append(inner)
    return outermost


def _is_own_report(tokens: Sequence[Token], inner: Attribution) -> bool:
    """Return whether a report within a report has a cue of speech and a source that is no pronoun.

    According to Lee, *Kim said* the dam held.
    """
    source = inner.source
    if source is None or not inner.pattern.endswith(("that", "clause", "quote")):
        return False
    if tokens[source.head].tag in PRONOUN_TAGS or source.relative is not None:
        return False
    if not any(has_verb(tokens, piece) for piece in inner.content_spans):
        return False
    if any(token.tag == "MD" for token in tokens[slice(*inner.cue)]):
        return False  # "investors may worry that prices fall"
    cues = (verb_cue(token.lower) for token in tokens[slice(*inner.cue)])
    return any(cue is not None and cue.is_speech and not cue.is_document for cue in cues)


def _opens_report(tokens: Sequence[Token], inner: Attribution, found: list[Attribution]) -> bool:
    """Return whether a report opens the content of one whose source follows.

    *He wrote that it fell*, the police said. "What I can tell you is …" is one report.
    """
    source = inner.source
    if source is None or not inner.pattern.endswith(("that", "clause")):
        return False
    cues = (verb_cue(token.lower) for token in tokens[slice(*inner.cue)])
    if not any(cue is not None and cue.is_speech for cue in cues):
        return False
    if not has_verb(tokens, inner.content_spans[0]):
        return False
    return any(
        outer.pattern.startswith("clause, ")
        and outer.source is not None
        and outer.source.start >= outer.content_spans[0][1]
        and tokens[outer.source.head].tag not in PRONOUN_TAGS
        and outer.content_spans[0][0] <= source.start <= outer.content_spans[0][0] + 1
        and tokens[outer.content_spans[0][0]].tag not in RELATIVE_TAGS
        and inner.content_spans[0][1] <= outer.content_spans[0][1]
        for outer in found
    )


def _opens_content(tokens: Sequence[Token], first: Attribution, second: Attribution) -> bool:
    """Return whether the first attribution, with source and cue, opens the second one's content.

    *Lee said the* dam held, he added: the pronoun only repeats the source.
    """
    if second.pattern != "clause, source, verb" or first.source is None or second.source is None:
        return False
    if tokens[second.source.head].tag not in PRONOUN_TAGS:
        return False
    start, end = second.content_spans[0]
    return first is not second and first.source.start == start and first.cue[0] < end


def _is_quoted_report(tokens: Sequence[Token], outer: Attribution, inner: Attribution) -> bool:
    """Return whether a content before its cue is a quotation with a source of its own.

    *“We won,” Lee said*, according to the Herald: the Herald is only where the words stood.
    """
    if outer is inner or not outer.pattern.startswith(_AROUND) or inner.source is None:
        return False
    start, end = outer.content_spans[0]
    quoted = inner.content_spans[0]
    if tokens[quoted[0]].tag != QUOTE or end > outer.cue[0]:
        return False
    opens = inner.pattern.startswith("quote") and quoted[0] == start
    closes = inner.pattern.endswith("quote") and inner.source.start == start
    parts = (quoted[0], inner.source.start, inner.cue[0])
    return (opens or closes) and all(start <= part < end for part in parts)


def _is_nearer(first: Attribution, second: Attribution) -> bool:
    """Return whether the first of two attributions with the same content is the better one.

    A verb is better than a noun; otherwise the later cue is.
    """
    noun = first.pattern.startswith("noun"), second.pattern.startswith("noun")
    return first.cue[0] > second.cue[0] if noun[0] == noun[1] else noun[1]
