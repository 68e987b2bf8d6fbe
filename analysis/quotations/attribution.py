"""Find the attributions of a segment: from each cue to its source and its content."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.names.titles import singular
from analysis.quotations.content import addressee_end, addressee_span
from analysis.quotations.content_ends import clause_end
from analysis.quotations.nested_reports import select_outermost
from analysis.quotations.patterns.according_to import match_according_to, match_in_words_of
from analysis.quotations.patterns.complement import Attribution, match_complement
from analysis.quotations.patterns.named_phrases import is_naming_construction, match_as_passive
from analysis.quotations.patterns.nominal import match_issued, match_noun
from analysis.quotations.patterns.participle import match_infinitive, match_participle
from analysis.quotations.patterns.passive import (
    match_asked,
    match_heard,
    match_impersonal,
    match_passive,
)
from analysis.quotations.patterns.relative_clauses import is_relative_object, match_relative_clause
from analysis.quotations.preposed import find_preposed_content
from analysis.structs import replace
from analysis.syntax.adverbials import skip_adverbials
from analysis.syntax.clauses import has_finite_verb, is_clause, opens_clause, strip_punctuation
from analysis.syntax.cues import Cue, is_noun_cue, make_naming_cue, make_quote_cue, verb_cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.inverted_subjects import find_inverted_subject, is_followed_by_source_only
from analysis.syntax.noun_phrases import base_phrase_end, is_noun, phrase_end
from analysis.syntax.quoted_words import has_quote, is_title, last_inner_character
from analysis.syntax.subjects import find_nearest_subject, find_subject
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    ADVERBIAL_TAGS,
    COMMON_NOUN_TAGS,
    FINITE_TAGS,
    PAST_TAGS,
    PLURAL_NOUN_TAGS,
    RELATIVE_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import DASHES, QUOTE, Token, is_comma, skip_tags_back
from analysis.syntax.verb_groups import AUXILIARIES, VerbGroup, find_verb_group, is_form_of_be

_REACH = 15
_CLAIMS = lexicon.words("reporting_nouns", "summary")
_DOCUMENTS = lexicon.words("source_nouns", "document", "outlet", "recording")
_ACCORDING = {"according": "to", "as": "per"}
_NAMED_SO = frozenset({"it", "this", "that", "him", "her", "them"})


def find_attributions(tokens: Sequence[Token], *, thoughts: bool = False) -> list[Attribution]:
    """Return the attributions of a segment, in the order of their cues.

    Beliefs and intentions without words in marks are left out, unless `thoughts` is true.
    """
    found: list[Attribution] = []
    is_quoting = has_quote(tokens)
    inside = 0  # tokens before this belong to the infinitive of a vow or a refusal
    for index, token in enumerate(tokens):
        attribution = None
        if _is_according_to(tokens, index):
            attribution = match_according_to(tokens, index)
        elif token.lower == "in" and index >= inside:
            attribution = match_in_words_of(tokens, index)
        elif token.tag in VERBAL_TAGS and index >= inside:
            cue = verb_cue(token.lower)
            if cue is None and is_quoting and _beside_quote(tokens, index):
                cue = make_quote_cue(token.lower)
            if (
                cue is None
                and is_quoting
                and is_naming_construction(tokens, find_verb_group(tokens, index))
            ):
                cue = make_naming_cue(token.lower)
            elif (
                cue is not None
                and cue.takes_infinitive
                and is_quoting
                and is_naming_construction(tokens, find_verb_group(tokens, index))
            ):
                cue = replace(cue, takes_object=True)
            if cue is not None:
                reported = cue
                if cue.is_intention and thoughts:
                    reported = replace(
                        cue, takes_infinitive=True, takes_object=True, is_thought=False
                    )
                attribution = _match_verb(tokens, index, reported)
                if attribution is not None and _is_thought(tokens, cue, attribution):
                    attribution = replace(attribution, is_thought=True) if thoughts else None
            elif token.lower in ("heard", "hears"):
                attribution = match_heard(tokens, index)
        elif token.tag in COMMON_NOUN_TAGS and is_noun_cue(token.lower):
            attribution = match_noun(tokens, index)
        elif token.lower == "clear" and index >= inside:
            attribution = match_issued(tokens, index)
        if attribution is not None:
            found.append(attribution)
            content = attribution.content_spans[0]
            asked = attribution.pattern == "passive, told" and tokens[content[0]].tag == "TO"
            if asked or attribution.pattern == "to do":
                inside = content[1]
    return select_outermost(tokens, found)


def _is_according_to(tokens: Sequence[Token], index: int) -> bool:
    first = tokens[index].lower
    if first not in _ACCORDING or index + 1 >= len(tokens):
        return False
    return tokens[index + 1].lower == _ACCORDING[first]


def _is_thought(tokens: Sequence[Token], cue: Cue, attribution: Attribution) -> bool:
    """Return whether an attribution reports only a thought, without words in marks.

    "It is believed that …" is hearsay, but "Lee is believed to be ill" a thought.
    """
    spans = attribution.content_spans
    if not cue.is_thought or (attribution.pattern == "passive, that" and len(spans) == 1):
        return False
    return not any(token.tag == QUOTE for start, end in spans for token in tokens[start:end])


def _beside_quote(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a past form can only report the quoted words: "Come!" *exhorted* Lee."""
    if tokens[index].tag not in PAST_TAGS or is_form_of_be(tokens[index].lower) or index == 0:
        return False
    before = tokens[index - 1]
    if tokens[index].tag == "VBN" or before.tag != QUOTE:
        return _ends_report(tokens, index)
    if last_inner_character(before) in (",", "?", "!"):
        return tokens[index].lower not in ("had", "did") and not is_title(before.text)
    return False


def _ends_report(tokens: Sequence[Token], index: int) -> bool:
    """Return whether only a subject parts a verb from quoted words: “Come,” Lee *begged*.

    The quoted words must end with a comma.
    """
    source = find_subject(tokens, find_verb_group(tokens, index))
    if source is None or source.end != index or source.start == 0:
        return False
    before = tokens[source.start - 1]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    quoted = before.tag == QUOTE and last_inner_character(before) == ","
    quoted = quoted and (before.is_finite or source.start == 1)
    return quoted and (after is None or after.lower in (".", ",") or after.tag in ADVERBIAL_TAGS)


def _match_verb(tokens: Sequence[Token], main: int, cue: Cue) -> Attribution | None:
    group = find_verb_group(tokens, main)
    object_ = tokens[group.end].lower if group.end < len(tokens) else ""
    if cue.lemma == "put":
        if object_ != "it":
            return None
        group = replace(group, end=group.end + 1)
    elif cue.is_naming and object_ in _NAMED_SO and _follows_quote(tokens, group):
        cue = replace(cue, takes_quote=True)
        group = replace(group, end=group.end + 1)
    follows = tokens[group.end] if group.end < len(tokens) else None
    if (
        cue.takes_quote
        and not cue.takes_clause
        and follows is not None
        and follows.tag in VERBAL_TAGS
    ):
        return None  # "began shouting"
    if cue.lemma in ("emerge", "transpire"):
        subject = find_subject(tokens, group)
        it = subject is not None and tokens[subject.head].lower == "it"
        return match_impersonal(tokens, group, cue, subject) if subject is not None and it else None
    tag = tokens[main].tag
    if cue.lemma == "tell" and tag == "VBG" and object_ == "that":
        return None  # "it is telling that": an adjective
    if tag in PAST_TAGS and (question := match_asked(tokens, main, cue)) is not None:
        return question
    if cue.is_naming and _only_names(tokens, group):
        return None
    if tag == "VBN" and (opening := _find_as(tokens, group.start)) is not None:
        return match_as_passive(tokens, group, cue, opening)
    if group.is_passive:
        return match_passive(tokens, group, cue)
    if tag == "VB" and not group.is_infinitive and not group.is_finite:
        inverted_source = _source_behind_nor(tokens, group)
        if inverted_source is not None:
            found = match_complement(tokens, group, cue, inverted_source, "subject")
            return replace(found, negated=True) if found is not None else None
    if (
        group.is_finite
        or (tag == "VBN" and _looks_finite(tokens, group, cue))
        or (tag == "VB" and cue.is_speech and _is_present(tokens, group, cue))
    ):
        source = _inverted_before_and(tokens, group) or find_subject(tokens, group)
        inverted = find_inverted_subject(tokens, group, cue, source)
        if inverted is not None:
            source = inverted
        return _match_with_source(tokens, group, cue, source, inverted is not None)
    if tag == "VBG":
        return match_participle(tokens, group, cue)
    if tag == "VB" and group.is_infinitive:
        return match_infinitive(tokens, group, cue)
    if tag == "VB" and group.start and tokens[group.start - 1].tag == "CC":
        source = find_nearest_subject(tokens, group.start)
        if source is not None:
            return match_complement(tokens, group, cue, source, "joined")
    return None


def _inverted_before_and(tokens: Sequence[Token], group: VerbGroup) -> Subject | None:
    """Return the source behind the verb before "and": "…," reported *Lee*, and said that …."""
    conjunction = group.start - 1
    if conjunction < 1 or tokens[conjunction].lower != "and":
        return None
    verbs = (
        at
        for at in range(conjunction - 1, max(-1, conjunction - _REACH), -1)
        if tokens[at].tag in FINITE_TAGS or (tokens[at].tag == "VBN" and is_comma(tokens[at - 1]))
    )
    verb = next(verbs, None)
    cue = None if verb is None else verb_cue(tokens[verb].lower)
    if verb is None or cue is None or not cue.is_speech or verb == 0:
        return None
    if not (is_comma(tokens[verb - 1]) or tokens[verb - 1].tag == QUOTE):
        return None
    earlier = find_verb_group(tokens, verb)
    found = find_inverted_subject(tokens, earlier, cue, find_subject(tokens, earlier))
    return found if found is not None and found.end <= conjunction else None


def _find_as(tokens: Sequence[Token], start: int) -> int | None:
    """Return the "as" before a participle and its adverbs: *as* first reported by Lee."""
    index = start - 1
    index = skip_tags_back(tokens, index + 1, ADVERB_TAGS, 1) - 1
    return index if index >= 0 and tokens[index].lower == "as" else None


def _source_behind_nor(tokens: Sequence[Token], group: VerbGroup) -> Subject | None:
    """Return the subject between "nor", its auxiliary and a verb: nor did *Lee* say …."""
    if group.start != group.main or group.start < 3:
        return None
    source = find_subject(tokens, group)
    if source is None or source.start < 2 or tokens[source.start - 1].tag not in FINITE_TAGS:
        return None
    return source if tokens[source.start - 2].lower in ("nor", "neither") else None


def _follows_quote(tokens: Sequence[Token], group: VerbGroup) -> bool:
    """Return whether a subject and its verb follow quoted words: "A farce," Lee *called* it."""
    source = find_subject(tokens, group)
    return source is not None and source.start > 0 and tokens[source.start - 1].tag == QUOTE


def _only_names(tokens: Sequence[Token], group: VerbGroup) -> bool:
    """Return whether a verb only names the noun before it: a group *called* the League."""
    if group.start != group.main or group.start == 0 or group.end >= len(tokens):
        return False
    before, end = tokens[group.start - 1], base_phrase_end(tokens, group.end)
    if end is None and tokens[group.end].tag == QUOTE:
        end = group.end + 1
    if before.tag not in COMMON_NOUN_TAGS or before.name != "O" or end is None:
        return False
    source = find_subject(tokens, group)
    if source is not None and source.start and tokens[source.start - 1].tag in RELATIVE_TAGS:
        return False  # "what critics called a scandal"
    return (
        end >= len(tokens)
        or tokens[end].lower in (",", ".", "and", "(", "that", "which", "who")
        or (tokens[end].tag == "IN" and tokens[end].lower != "as")
        or (tokens[end - 1].tag == "NNP" and tokens[end].tag in FINITE_TAGS)
    )


def _looks_finite(tokens: Sequence[Token], group: VerbGroup, cue: Cue) -> bool:
    """Return whether a past participle is a mistagged past tense: Smith *added*: "…"."""
    start = group.start
    start = skip_tags_back(tokens, start, ADVERB_TAGS, 1)
    before = tokens[start - 1] if start else None
    if not (
        before is None or is_noun(before) or before.tag in (QUOTE, "WP", "CC") or is_comma(before)
    ):
        return False
    if group.end >= len(tokens) or (cue.takes_quote and not cue.takes_clause):
        return before is not None
    if before is not None and is_comma(before) and _is_only_main_verb(tokens, group):
        return True
    if before is not None and before.tag == "CC" and _shares_auxiliary(tokens, start - 1):
        return True
    following = tokens[group.end]
    joined = before is not None and before.tag == "CC"
    if joined and following.tag == "TO" and cue.takes_infinitive:
        return True
    if joined and following.lower in cue.prepositions and _follows_past(tokens, start - 1):
        return True
    return following.tag in (QUOTE, "RB", "RP") or following.lower in (":", ",", "that", ".")


def _follows_past(tokens: Sequence[Token], conjunction: int) -> bool:
    """Return whether the last verb before "and" is a simple past: left and *called* for calm."""
    for index in range(conjunction - 1, max(-1, conjunction - _REACH), -1):
        if tokens[index].tag in FINITE_TAGS:
            return tokens[index].tag == "VBD" and tokens[index].lower not in AUXILIARIES
    return False


def _shares_auxiliary(tokens: Sequence[Token], conjunction: int) -> bool:
    """Return whether a perfect continues behind "and": has praised it and *criticized* it."""
    for index in range(conjunction - 1, max(-1, conjunction - _REACH), -1):
        if tokens[index].tag in FINITE_TAGS:
            perfect = tokens[index].lower in ("have", "has", "had")
            between = tokens[index + 1 : conjunction]
            passive = any(is_form_of_be(token.lower) for token in between)
            return perfect and not passive and any(token.tag == "VBN" for token in between)
    return False


def _is_only_main_verb(tokens: Sequence[Token], group: VerbGroup) -> bool:
    """Return whether a sentence that opens with subject and insertion has no other main verb."""
    source = find_subject(tokens, group)
    if source is None or source.start > 0 or has_finite_verb(tokens[group.end :]):
        return False
    return has_finite_verb(tokens[source.start : group.start])


def _is_present(tokens: Sequence[Token], group: VerbGroup, cue: Cue) -> bool:
    """Return whether a base form is a mistagged present tense: people close to Lee *say*."""
    if group.start != group.main or group.start == 0:
        return False
    before = tokens[group.start - 1]
    if is_comma(before) and is_followed_by_source_only(tokens, group, cue):
        return True  # "rents rise, *say* tenants."
    closes = is_comma(before) or before.lower in DASHES  # economists – some here – *warn*
    if not (is_noun(before) or (closes and group.end < len(tokens))):
        return False
    source = find_subject(tokens, group)
    if closes and (source is None or tokens[source.head].tag not in PLURAL_NOUN_TAGS):
        return False
    return source is not None and (
        source.start == 0 or tokens[source.start - 1].tag not in (*VERBAL_TAGS, "TO")
    )


def _match_with_source(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, source: Subject | None, inverted: bool
) -> Attribution | None:
    left = group.start if inverted or source is None else min(source.start, group.start)
    after = group.end
    if inverted and source is not None:
        last = tokens[group.start - 1] if group.start else None
        closes = (
            last is not None and is_comma(last) and is_followed_by_source_only(tokens, group, cue)
        )
        closes = closes and not _resumes_clause(tokens, source.end)
        after = len(tokens) if closes else source.end
    described = source is not None and source.relative is not None  # Lee, who argued with Kim, …
    if cue.is_document and source is not None and _is_document(tokens[source.head]):
        cue = replace(cue, takes_clause=True)  # the survey shows it fell
    clauses = cue.takes_clause
    described = described or (source is not None and _is_denied_claim(tokens, source))
    if (clauses or cue.takes_quote) and left > 0 and source is not None and not described:
        addressed = None
        if cue.takes_addressee and not inverted and after < len(tokens):
            end = addressee_end(tokens, after)
            if end is not None:
                addressed = addressee_span(tokens, after, end)
                after = end
        edge = left - (left > 1 and tokens[left - 1].lower == "as")  # "…," as she puts it
        pieces = find_preposed_content(tokens, edge, after, clauses=clauses)
        if pieces is not None:
            quote = has_quote(tokens[slice(*pieces[0])])
            order = "verb, source" if inverted else "source, verb"
            return Attribution(
                pieces,
                (group.start, group.end),
                source,
                f"{'quote' if quote else 'clause'}, {order}",
                addressed,
                group.is_negated,
            )
        stop = skip_adverbials(tokens, after)
        if _opens_with_as(tokens, left, stop):
            after = stop
            piece = strip_punctuation(tokens, after + 1, clause_end(tokens, after + 1))
            if piece is not None:
                cue_span = (group.start, group.end)
                return Attribution((piece,), cue_span, source, "as, clause", addressed)
    if inverted and source is not None:
        if source.end < len(tokens) and tokens[source.end].tag in RELATIVE_TAGS:
            return None
        return match_complement(tokens, group, cue, source, "inverted", source.end)
    shared = group.start > 0 and tokens[group.start - 1].tag == "CC"
    if (
        source is not None
        and not shared
        and is_relative_object(tokens, source)
        and not _opens_main_clause(tokens, source, group)
    ):
        found = match_relative_clause(tokens, group, cue, source)
        titled = tokens[source.start].tag == "DT" and tokens[source.head].tag == "NNP"
        opens = after + 1 < len(tokens) and tokens[after + 1].tag == QUOTE
        asks = tokens[source.start - 1].lower == "what"  # "what he said about it"
        if found is not None or not (
            titled or asks or (opens and tokens[after].lower in (",", ":"))
        ):
            return found  # not so "spokesman the Rev. Lee said", without a relative clause
    return match_complement(tokens, group, cue, source, "subject")


def _opens_main_clause(tokens: Sequence[Token], source: Subject, group: VerbGroup) -> bool:
    """Return whether a subject follows a phrase that opens its sentence: In a post *she* called ….

    An object follows the verb of a main clause, and no other subject the object.
    """
    if tokens[0].tag != "IN" or phrase_end(tokens, 1) != source.start:
        return False
    if group.end >= len(tokens) or base_phrase_end(tokens, group.end) is None:
        return False
    rest = range(group.end, len(tokens) - 1)
    return not any(is_comma(tokens[at]) and opens_clause(tokens, at + 1) for at in rest)


def _is_denied_claim(tokens: Sequence[Token], source: Subject) -> bool:
    """Return whether a noun for a claim precedes a subject: *a charge Lee* denies."""
    return any(
        tokens[at].lower in _CLAIMS and tokens[at + 1].tag in ("NNP", "NNPS", "PRP", "DT")
        for at in range(source.start, source.head)
    )


def _is_document(token: Token) -> bool:
    """Return whether a noun is a text or a recording: rents rise, *the survey* shows."""
    return token.lower in _DOCUMENTS or singular(token.lower) in _DOCUMENTS


def _resumes_clause(tokens: Sequence[Token], comma: int) -> bool:
    """Return whether the clause around a cue continues: What counts, said Lee, *is* …."""
    return (
        comma + 1 < len(tokens) and is_comma(tokens[comma]) and tokens[comma + 1].tag in FINITE_TAGS
    )


def _opens_with_as(tokens: Sequence[Token], left: int, after: int) -> bool:
    """Return whether a sentence opens with "As Lee told the paper, …"."""
    return (
        0 < left <= 2
        and tokens[left - 1].lower == "as"
        and after + 1 < len(tokens)
        and is_comma(tokens[after])
        and is_clause(tokens, after + 1)
    )
