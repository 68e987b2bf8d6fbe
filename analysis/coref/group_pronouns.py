"""Resolve "it", "its", "they" and "their" to named organizations, places and groups.

These pronouns mostly refer to something without a name, and "it" often refers to a clause. So a
pronoun is resolved only to the nearest subject, or to the name directly before "and its". A nearer
common noun that could be meant leaves it open.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis import lexicon
from analysis.coref.context import MentionContext
from analysis.coref.document import EntityDocument
from analysis.coref.role_phrases import role_noun_at
from analysis.coref.salience import Referent, Resolution
from analysis.models import Label, Reason
from analysis.names.titles import organization_noun, singular
from analysis.syntax.noun_phrases import phrase_start
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    COMMON_NOUN_TAGS,
    FRONTED_TAGS,
    NOUN_TAGS,
    PLURAL_NOUN_TAGS,
    PREPOSITION_TAGS,
    RELATIVE_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Sentence, Token, skip_tags

_TIMES = lexicon.words("time_words", "noun_phrase") | lexicon.words("weekdays", "full")
_BE = lexicon.words("auxiliaries", "be")
_IMPERSONAL = lexicon.words("impersonal_words", "verb")
_CLAUSE_PARTICIPLES = lexicon.words("impersonal_words", "participle")
_AGENT_ADJECTIVES = lexicon.words("impersonal_words", "agent")
_COUNTRIES = frozenset({"country", "nation", "state", "republic", "city", "town", "village"})
_SUBJECTS = frozenset({"it", "they"})
_POSSESSIVES = frozenset({"its", "their"})
_REFLEXIVES = frozenset({"itself", "themselves"})
_PLURAL = frozenset({"they", "their", "themselves"})
# What a pronoun in the plural costs in confidence: "Turkey ended their talks" is a country's.
_PLURAL_COSTS: dict[Label, float] = {"NORP": 0.0, "ORG": 0.1, "GPE": 0.2}
# Words between a name and "its" that make the name the owner: "Umbra and its rivals".
_LINKS = frozenset({"and", "with", "for", "over"})
_BREAKS = frozenset({",", ";", ":", "–", "—", "("})
_SENTENCES_BACK = 2
_SAME_CLAUSE = 12  # tokens
_OPENING = 5  # tokens
_REACH = 60  # tokens
_LEAST_CONFIDENCE = 0.4  # of a name


class _Subject(NamedTuple):
    """A possible antecedent that is a subject; `referent` is None if it has no name."""

    token: int
    referent: Referent | None
    is_speaker: bool


def resolve_group_pronoun(
    document: EntityDocument, index: int, context: MentionContext
) -> Resolution | None:
    """Return the organization, place or group of a pronoun, or None if the evidence is weak."""
    word = document.words.tokens[index].lower
    resolution: Resolution | None = None
    if word in _SUBJECTS and (word == "they" or not _is_impersonal(document, index)):
        resolution = _resolve_subject(document, index, context)
    elif word in _POSSESSIVES:
        resolution = _resolve_possessive(document, index, context)
    elif word in _REFLEXIVES:
        resolution = _resolve_in_sentence(document, index, context)
    referent = resolution.referent if resolution is not None else None
    document.things[index] = (referent, context)
    return resolution


def _is_impersonal(document: EntityDocument, index: int) -> bool:
    """Return whether "it" may refer to a clause or an event: "it is clear that", "it took a year".

    Of the predicates with "be", only participles and adjectives of agents are safe: "it was ready".
    """
    tokens = document.words.tokens
    stop = min(document.words.sentences[document.words.sentence_of(index)].last, index + 8)
    at = index + 1
    if at < stop and tokens[at].tag in ("VB", "VBP"):
        return True  # an object: "helped it grow"
    at = skip_tags(tokens, at, ("RB", "MD"), stop)
    if at >= stop or tokens[at].tag not in VERB_TAGS:
        return True
    verb = tokens[at].lower
    if verb in _IMPERSONAL:
        return True
    if verb not in _BE and verb not in ("'s", "’s"):
        return False
    at += 1
    at = skip_tags(tokens, at, ADVERB_TAGS, stop)
    if at < stop and tokens[at].lower in ("been", "being"):
        at += 1
    if at >= stop:
        return True
    following = tokens[at]
    if following.tag == "VBN":
        is_clause = at + 1 < stop and tokens[at + 1].lower == "that"
        return following.lower in _CLAUSE_PARTICIPLES or is_clause
    if following.tag in ("DT", "CD") and _names_kind(tokens[at + 1 : stop]):
        return False  # "it was the first country to join"
    return following.tag != "VBG" and following.lower not in _AGENT_ADJECTIVES


def _names_kind(tokens: Sequence[Token]) -> bool:
    """Return whether a phrase has a noun for organizations or places: "one of the banks"."""
    nouns = (singular(token.lower) for token in tokens if token.tag in COMMON_NOUN_TAGS)
    return any(noun in _COUNTRIES or organization_noun(noun) for noun in nouns)


def _resolve_subject(
    document: EntityDocument, index: int, context: MentionContext
) -> Resolution | None:
    """Resolve "it" to the subject before it in the sentence, else to that of the last sentence."""
    subject = _find_antecedent(document, index, context)
    if subject is not None:
        confidence = 0.85 if subject.is_speaker else 0.65
        return _link(document, index, subject.referent, confidence, "pronoun.thing_same_sentence")
    first = document.words.sentences[context.sentence].first
    quote_of = document.context_finder.quote_of
    before = [at for at in range(first, index) if quote_of[at] == context.quote]
    opening = [document.words.tokens[at] for at in before]
    # "Two years later it joined", "Referring to the vote, it said"
    is_short = (
        len(opening) <= _OPENING
        and not any(token.tag in VERB_TAGS for token in opening)
        and not any(document.owners[at] >= 0 for at in before)
    )
    is_phrase = context.is_speaker and bool(opening) and opening[0].tag in ("VBG", "IN")
    is_phrase = is_phrase and opening[-1].text == ","
    if not (is_short or is_phrase):
        return None
    return _resolve_before_sentence(document, index, context)


def _resolve_possessive(
    document: EntityDocument, index: int, context: MentionContext
) -> Resolution | None:
    """Resolve "its" to the name it is joined to, else to the subject of its clause or sentence."""
    tokens = document.words.tokens
    sentence = document.words.sentences[context.sentence]
    before = index - 1
    if before > sentence.first and tokens[before].lower in _LINKS:
        owner = before - 1 - (tokens[before - 1].text == ",")
        if owner >= sentence.first and document.owners[owner] >= 0:
            referent = document.referent_of(document.owners[owner])
            # "talks with Umbra over its plan": the plan can be that of the other side
            is_owner = tokens[before].lower == "and" or not _follows_preposition(document, owner)
            if referent is not None and referent.kind != "person" and is_owner:
                return _link(document, index, referent, 0.85, "pronoun.thing_adjacent")
        elif tokens[before].lower == "and" and _is_rival(document, owner, index):
            known = document.things.get(owner)
            referent = known[0] if known is not None else None
            return _link(document, index, referent, 0.75, "pronoun.thing_adjacent")
    subject = _find_antecedent(document, index, context)
    if subject is not None:
        if _is_same_clause(document, subject.token, index):
            return _link(document, index, subject.referent, 0.8, "pronoun.thing_same_sentence")
        if _has_name_between(document, subject, index):
            return None
        return _link(document, index, subject.referent, 0.6, "pronoun.thing_same_sentence")
    if index == sentence.first:
        return _resolve_before_sentence(document, index, context)
    return _resolve_following(document, index, sentence.first, sentence.last)


def _resolve_in_sentence(
    document: EntityDocument, index: int, context: MentionContext
) -> Resolution | None:
    subject = _find_antecedent(document, index, context)
    if subject is None:
        return None
    return _link(document, index, subject.referent, 0.8, "pronoun.thing_same_sentence")


def _resolve_before_sentence(
    document: EntityDocument, index: int, context: MentionContext
) -> Resolution | None:
    """Resolve a pronoun that opens a sentence to the only subject of the sentence before it."""
    sentences = document.words.sentences
    passed = 0
    for number in range(context.sentence - 1, max(context.sentence - 8, -1), -1):
        sentence = sentences[number]
        subjects = list(
            _subjects_before(
                document, sentence.last, sentence.first, context.quote, index, with_persons=True
            )
        )
        if context.is_speaker:
            speakers = [subject for subject in subjects if subject.is_speaker]
            subjects = speakers or subjects
        if subjects:
            referents = {id(subject.referent): subject.referent for subject in subjects}
            referent = subjects[-1].referent
            if len(referents) > 1 or referent is None:
                return None
            if _is_plural(document, index) and _has_plural_noun(document, sentence):
                return None
            confidence = (0.75 if context.is_speaker else 0.65) - 0.1 * passed
            return _link(document, index, referent, confidence, "pronoun.last_thing")
        passed += _has_words_outside(document, number, context.quote)
        if passed >= _SENTENCES_BACK or not context.is_speaker:
            return None
    return None


def _is_plural(document: EntityDocument, index: int) -> bool:
    return document.words.tokens[index].lower in _PLURAL


def _has_plural_noun(document: EntityDocument, sentence: Sentence) -> bool:
    return any(
        document.words.tokens[at].tag == "NNS" and document.owners[at] < 0
        for at in range(sentence.first, sentence.last)
    )


def _has_words_outside(document: EntityDocument, number: int, quote: int) -> bool:
    sentence = document.words.sentences[number]
    quote_of = document.context_finder.quote_of
    return any(
        quote_of[at] == quote and document.words.tokens[at].text[0].isalnum()
        for at in range(sentence.first, sentence.last)
    )


def _resolve_following(
    document: EntityDocument, index: int, first: int, last: int
) -> Resolution | None:
    """Resolve a pronoun of an opening phrase to the subject: "In its report, Umbra said"."""
    tokens = document.words.tokens
    if tokens[first].tag not in FRONTED_TAGS or index - first > _SAME_CLAUSE:
        return None
    limit = min(last, index + _SAME_CLAUSE)
    comma = next((at for at in range(index, limit) if tokens[at].text == ","), -1)
    at = comma + 1
    while comma >= 0 and at < limit and (tokens[at].tag == "DT" or document.title_tokens[at]):
        at += 1
    if comma < 0 or at >= limit or document.owners[at] < 0:
        return None
    name = document.names[document.owners[at]]
    end = document.words.token_range(name.start, name.end)[-1] + 1
    if document.context_finder.find_context(at, end).subject < 0:
        return None
    referent = document.referent_of(document.owners[at])
    return _link(document, index, referent, 0.8, "pronoun.thing_following")


def _find_antecedent(
    document: EntityDocument, index: int, context: MentionContext
) -> _Subject | None:
    """Return the nearest subject before a pronoun in its sentence that is no person."""
    first = max(document.words.sentences[context.sentence].first, index - _REACH)
    subject = next(_subjects_before(document, index, first, context.quote, index), None)
    tokens = document.words.tokens
    if subject is None:
        return None
    if any(
        tokens[at].lower == "it" and document.things.get(at, (None,))[0] is None
        for at in range(subject.token + 1, index)
    ):
        # "Umbra will pass it on, so that it": both pronouns are the same thing
        return subject._replace(referent=None)
    if _is_plural(document, index):
        between = tokens[subject.token + 1 : index]
        if any(token.tag in PLURAL_NOUN_TAGS for token in between):
            return subject._replace(referent=None)
    return subject


def _subjects_before(
    document: EntityDocument,
    last: int,
    first: int,
    quote: int,
    pronoun: int,
    *,
    with_persons: bool = False,
) -> Iterator[_Subject]:
    """Yield the subjects between two tokens, the last one first.

    A person who speaks is a subject without referent, as "Roe said it" leaves "it" open; so are
    all people `with_persons`. The subject of an infinitive counts only in the pronoun's sentence.
    """
    tokens, finder = document.words.tokens, document.context_finder
    is_plural = _is_plural(document, pronoun)
    at = last - 1
    while at >= first:
        token = tokens[at]
        if finder.quote_of[at] != quote:
            at -= 1
            continue
        known = document.things.get(at)
        if known is not None:
            referent, context = known
            is_plural_noun = token.lower in _PLURAL
            if context.subject >= 0 and is_plural_noun == is_plural:
                yield _Subject(at, referent, context.is_speaker)
        elif document.owners[at] >= 0:
            name = document.names[document.owners[at]]
            span = document.words.token_range(name.start, name.end)
            context = finder.find_context(span[0], span[-1] + 1)
            named = document.referent_of(document.owners[at])
            is_thing = named is not None and named.kind != "person"
            is_counted = is_thing or context.is_speaker or is_plural or with_persons
            is_subject = context.subject >= 0 and not _is_object_in_relative_clause(
                document, span[0], first
            )
            is_named = is_thing and name.confidence >= _LEAST_CONFIDENCE
            if is_thing and _is_coordinated(document, span[0], span[-1]):
                # "Umbra and Norvik": neither of both
                is_named, is_counted = False, is_plural
            if not is_subject and is_thing and not with_persons:
                is_subject = _governs_verb(tokens, span[0], span[-1])
            if is_counted and is_subject:
                yield _Subject(span[0], named if is_named else None, context.is_speaker)
            at = span[0]
        elif (
            token.tag == "WDT"
            and not with_persons
            and at + 1 < last
            and tokens[at + 1].tag in VERBAL_TAGS
        ):
            owner = at - 1 - (tokens[at - 1].text == ",")
            if owner >= first and _is_possible_owner(document, owner, pronoun):
                yield _Subject(at, _thing_at(document, owner), False)
        elif _is_rival(document, at, pronoun):
            context = finder.find_context(at, at + 1)
            if context.subject >= 0:
                yield _Subject(at, None, context.is_speaker)
        at -= 1


def _is_possible_owner(document: EntityDocument, token: int, pronoun: int) -> bool:
    """Return whether the noun before a relative clause agrees in number with a pronoun."""
    is_plural = document.words.tokens[token].tag in PLURAL_NOUN_TAGS
    if document.owners[token] >= 0:
        is_plural = document.names[document.owners[token]].label == "NORP"
    return is_plural == _is_plural(document, pronoun)


def _governs_verb(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether an object is the subject of a following verb: "urged Umbra to sell"."""
    before = phrase_start(tokens, first + 1) - 1
    governor = tokens[max(before, 0)]
    if before < 0 or (governor.tag not in VERB_TAGS and governor.lower not in ("on", "for")):
        return False
    following = [token.tag for token in tokens[last + 1 : last + 3]]
    return following == ["TO", "VB"] or following == ["IN", "VBG"] or following[:1] == ["VBG"]


def _is_coordinated(document: EntityDocument, first: int, last: int) -> bool:
    """Return whether "and" joins a name to another one: "Umbra and Norvik have"."""
    tokens, owners = document.words.tokens, document.owners
    before = first - 1 - (first > 1 and tokens[first - 1].tag == "DT")
    after = last + 2 + (last + 2 < len(tokens) and tokens[last + 2].tag == "DT")
    return (before > 0 and tokens[before].lower == "and" and owners[before - 1] >= 0) or (
        after < len(tokens) and tokens[last + 1].lower == "and" and owners[after] >= 0
    )


def _is_object_in_relative_clause(document: EntityDocument, first: int, start: int) -> bool:
    """Return whether a name before a verb is an object: "Umbra, which owns Norvik, said"."""
    tokens = document.words.tokens
    before = phrase_start(tokens, first + 1, start) - 1
    return tokens[before].tag in VERB_TAGS and any(
        token.tag in RELATIVE_TAGS for token in tokens[max(start, before - 3) : before]
    )


def _thing_at(document: EntityDocument, token: int) -> Referent | None:
    """Return the referent of the noun before a relative clause, None for "the fall of Lund"."""
    if document.owners[token] >= 0:
        name = document.names[document.owners[token]]
        before = document.words.token_range(name.start, name.end)[0] - 1
        if before >= 0 and document.words.tokens[before].lower == "of":
            return None
        referent = document.referent_of(document.owners[token])
        return referent if referent is not None and referent.kind != "person" else None
    known = document.things.get(token)
    return known[0] if known is not None else None


def _is_rival(document: EntityDocument, index: int, pronoun: int) -> bool:
    """Return whether a common noun can be the antecedent of a pronoun by its number."""
    tokens = document.words.tokens
    token = tokens[index]
    if token.tag not in NOUN_TAGS or token.lower in _TIMES or document.owners[index] >= 0:
        return False
    if index + 1 < len(tokens) and tokens[index + 1].tag in NOUN_TAGS:
        return False
    if _is_plural(document, pronoun):
        return token.tag in PLURAL_NOUN_TAGS
    context = document.context_finder.find_context(index, index + 1)
    is_person = role_noun_at(document.words, index) is not None or token.tag in PLURAL_NOUN_TAGS
    return not is_person or context.is_speaker


def _follows_preposition(document: EntityDocument, token: int) -> bool:
    name = document.names[document.owners[token]]
    first = document.words.token_range(name.start, name.end)[0]
    tokens = document.words.tokens
    before = phrase_start(tokens, first + 1) - 1
    return before >= 0 and tokens[before].tag in PREPOSITION_TAGS


def _has_name_between(document: EntityDocument, subject: _Subject, index: int) -> bool:
    """Return whether another organization or place is named between a subject and a pronoun."""
    for at in range(subject.token + 1, index):
        if document.owners[at] >= 0:
            referent = document.referent_of(document.owners[at])
            label = document.names[document.owners[at]].label
            if referent is not subject.referent and label in ("ORG", "GPE"):
                return True
    return False


def _is_same_clause(document: EntityDocument, first: int, index: int) -> bool:
    return index - first <= _SAME_CLAUSE and all(
        token.text not in _BREAKS and token.tag not in RELATIVE_TAGS
        for token in document.words.tokens[first + 1 : index]
    )


def _link(
    document: EntityDocument, index: int, referent: Referent | None, confidence: float, rule: str
) -> Resolution | None:
    """Return a resolution if the referent is named and agrees in number with the pronoun."""
    if referent is None or referent.cluster is None or referent.kind == "person":
        return None
    label = document.clusters[referent.cluster].label
    if _is_plural(document, index):
        cost = _PLURAL_COSTS.get(label)
        is_possessive = document.words.tokens[index].lower in _POSSESSIVES
        if cost is None or (label == "GPE" and not is_possessive):
            return None
        confidence -= cost
    elif label == "NORP":
        return None
    return Resolution(referent, round(confidence, 2), Reason(rule))
