"""Resolve the first person in quoted words to their speaker, and the second to the addressee."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from analysis import lexicon
from analysis.coref.authors import find_authors
from analysis.models import Entity, Mention, Quotation, Reason
from analysis.quotations.speakers import is_person
from analysis.quote_marks import QuotedSpan, find_quoted_spans
from analysis.syntax.tokens import Doc
from analysis.transcripts.lines import label_key

FIRST_PERSON = lexicon.words("pronouns", "first_singular")
_FIRST_PLURAL = lexicon.words("pronouns", "first_plural")
_SECOND_PERSON = lexicon.words("pronouns", "second")
_TURN_REASONS = frozenset({"quotation.transcript", "quotation.answer", "quotation.question"})
_VERBATIM_REASONS = _TURN_REASONS | {
    "quotation.signature",
    "quotation.block",
    "quotation.paragraph_after_colon",
}
# Words without a cue: their speaker can be too unsure for what they say of themselves.
_UNSURE_REASONS = frozenset({"quotation.alone", "quotation.no_cue"})
_LEAST_ALONE = 0.55  # the confidence of such words from which they are the speaker's
_AUTHOR_CONFIDENCE = 0.75


def resolve_first_person(
    words: Doc,
    entities: Sequence[Entity],
    mentions: tuple[Mention, ...],
    quotations: Sequence[Quotation],
) -> tuple[Mention, ...]:
    """Add the first person as mentions: of the speaker in quoted words, else of the author.

    In the questions of an interview of two people, the second person is the other one. "We" is the
    speaker only if that is an organization, or the organization of "we at Umbra".
    """
    spoken = [quotation for quotation in quotations if _has_own_words(quotation)]
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
    own = _find_unquoted(words, quotations, {*taken, *added})
    for index, entity in find_authors(words, entities, mentions, own).items():
        token = words.tokens[index]
        added[index] = Mention(
            token.start,
            token.end,
            "PERSON",
            "pronoun",
            entity,
            _AUTHOR_CONFIDENCE,
            Reason("pronoun.author"),
        )
    if not added:
        return mentions
    merged = [*mentions, *added.values()]
    return tuple(sorted(merged, key=lambda mention: (mention.start, -mention.end)))


def _has_own_words(quotation: Quotation) -> bool:
    is_sure = quotation.reason.id not in _UNSURE_REASONS or quotation.confidence >= _LEAST_ALONE
    return quotation.kind in ("direct", "mixed") and is_sure


def _find_unquoted(
    words: Doc, quotations: Sequence[Quotation], known: AbstractSet[int]
) -> list[int]:
    """Return the tokens in the first person that are in no quotation marks and no turn."""
    found = [
        index
        for index, token in enumerate(words.tokens)
        if token.lower in FIRST_PERSON and token.tag in ("PRP", "PRP$") and index not in known
    ]
    if not found:
        return []
    spans = [(span.start, span.end) for span in words.once(find_quoted_spans)]
    for quotation in quotations:
        if quotation.reason.id in _VERBATIM_REASONS:
            spans += quotation.spans
    inside = {index for span in spans for index in words.token_range(*span)}
    return [index for index in found if index not in inside]


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
    words: Doc, index: int, quotation: Quotation, partner: int | None, entities: Sequence[Entity]
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
