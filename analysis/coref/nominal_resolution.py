"""Resolve noun phrases to their referents: "the minister", "the company", "his lawyer"."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.coref.context import MentionContext
from analysis.coref.description_evidence import DescriptionEvidence
from analysis.coref.description_scores import choose_described
from analysis.coref.document import EntityDocument
from analysis.coref.nominals import Nominal
from analysis.coref.role_agreement import country_stem, is_compatible_description, narrower_nouns
from analysis.coref.salience import Referent
from analysis.models import Reason
from analysis.names.given_names import fold_word
from analysis.names.titles import GENERIC_PERSON_NOUNS, RELATION_NOUNS, gender_of_noun

# Epithets of a person who was just named: "the senator", "the former first lady".
_OFFICES = lexicon.words("person_nouns", "epithet_office")
_UNWEIGHED = RELATION_NOUNS | GENERIC_PERSON_NOUNS
_PROFESSIONS = lexicon.words("person_nouns", "epithet_profession")
_EPITHETS = _OFFICES | _PROFESSIONS | lexicon.words("person_nouns", "epithet")
# Epithets that are no occupation, and so seldom repeat one that was named.
_ESTATES = lexicon.words("person_nouns", "estate")
# Modifiers that introduce a new referent: "the next president", "the first woman".
_NEW_REFERENT = lexicon.words("modifiers", "new_referent")
_NEAR = 2
_GENERAL_NOUNS = lexicon.words("organization_nouns", "general")
_RELATIVE_NEAR = 4
_GENERIC = frozenset({"company", "firm", "city", "town", "village", "island"})
_UNSPECIFIC = _GENERAL_NOUNS | _GENERIC


def resolve_nominal(
    document: EntityDocument,
    evidence: DescriptionEvidence,
    nominal: Nominal,
    context: MentionContext,
) -> tuple[Referent | None, float, Reason]:
    """Return the referent of a noun phrase, the confidence and the reason.

    The referent is None if the phrase introduces a new one.
    """
    bound_role = document.role_at.get(nominal.head)
    if bound_role is not None:
        referent = document.referent_of(bound_role.mention)
        if referent is not None:
            name_text = document.words.text[
                document.names[bound_role.mention].start : document.names[bound_role.mention].end
            ]
            return referent, 0.92, Reason.of("nominal.role", name=" ".join(name_text.split()))
    apposed = _find_apposed_person(document, nominal, context)
    if apposed is not None:
        name_text = _group_name(document, apposed)
        return apposed, 0.8, Reason.of("nominal.role", name=name_text)
    unnamed = Reason("nominal.unnamed")
    first_word = document.words.tokens[nominal.first].lower
    is_anaphoric = nominal.is_definite or (
        nominal.is_possessive and first_word not in ("our", "my", "your")
    )
    is_anaphoric = is_anaphoric and _NEW_REFERENT.isdisjoint(nominal.modifiers)
    if not is_anaphoric and not _is_bare_title(document, nominal):
        return _resolve_by_evidence(document, evidence, nominal, context) or (None, 0.8, unnamed)
    nouns = [nominal.noun, *narrower_nouns(nominal.noun)]
    candidates = [
        referent
        for referent in document.discourse.find_nominal_candidates(nominal, context, nouns)
        if _is_compatible(document, nominal, referent, context)
        and _is_recent_enough(document, nominal, referent, context)
    ]
    if not candidates:
        unique = _resolve_generic_person(document, nominal, context) or _resolve_generic_thing(
            document, nominal, context
        )
        return (
            unique
            or _resolve_by_evidence(document, evidence, nominal, context)
            or (None, 0.7, unnamed)
        )
    if nominal.kind != "person":
        # "The agency": prefer referents that the text calls an agency to similar organizations.
        candidates.sort(key=lambda candidate: nominal.noun not in candidate.nouns)
    matching = _match_modifiers(document, nominal, candidates)
    if matching and (nominal.modifiers or nominal.names):
        candidates = matching
    best = candidates[0]
    if best.cluster is None:
        named = _resolve_by_evidence(document, evidence, nominal, context)
        return named or (best, 0.7, Reason.of("nominal.unnamed_before", noun=nominal.noun))
    rivals = [
        rival
        for rival in candidates[1:]
        if rival.cluster is not None and rival.last_context and best.last_context
    ]
    is_ambiguous = any(
        rival.last_context is not None
        and best.last_context is not None
        and rival.last_context.sentence == best.last_context.sentence
        for rival in rivals
    )
    if is_ambiguous and len(matching) == 1:
        best, is_ambiguous = matching[0], False
    if is_ambiguous:
        return None, 0.5, Reason.of("nominal.ambiguous", noun=_with_article(nominal.noun))
    is_exact = nominal.noun in best.nouns
    confidence = 0.9 - 0.1 * min(len(rivals), 2) - (0 if is_exact else 0.15)
    noun = _with_article(nominal.noun)
    reason = Reason.of("nominal.described", name=_group_name(document, best), noun=noun)
    return best, round(confidence, 2), reason


def _resolve_by_evidence(
    document: EntityDocument,
    evidence: DescriptionEvidence,
    nominal: Nominal,
    context: MentionContext,
) -> tuple[Referent | None, float, Reason] | None:
    """Resolve a noun phrase to the named person or body for which the evidence has most weight."""
    if not is_weighed(document, nominal):
        return None
    choice = choose_described(evidence, nominal, context)
    if choice is None:
        return None
    reason = Reason.of(choice.reason, name=_group_name(document, choice.referent))
    return choice.referent, choice.probability, reason


def is_weighed(document: EntityDocument, nominal: Nominal) -> bool:
    """Return whether the evidence is weighed for a noun phrase: for one person or body.

    A relative and "the man" depend on the sentence more than on the article.
    """
    if nominal.is_plural or nominal.kind not in ("person", "organization"):
        return False
    is_general = nominal.noun in _UNWEIGHED
    return not is_general and not _is_restricted(document, nominal)


def _is_restricted(document: EntityDocument, nominal: Nominal) -> bool:
    """Return whether a relative clause identifies a person instead of a name: "a man who"."""
    tokens, after = document.words.tokens, nominal.last
    after += after < len(tokens) and tokens[after].text == ","
    return after < len(tokens) and tokens[after].lower in ("who", "that", "whose", "whom")


def _find_apposed_person(
    document: EntityDocument, nominal: Nominal, context: MentionContext
) -> Referent | None:
    """Return the person named at the start of a sentence before a role without a second comma.

    For example "Ann Roe, the president of Umbra said".
    """
    tokens, name_end = document.words.tokens, nominal.first - 2
    first = document.words.sentences[context.sentence].first
    if nominal.kind != "person" or nominal.is_plural or context.subject < 0 or name_end < first:
        return None
    if tokens[name_end + 1].text != "," or document.owners[name_end] < 0:
        return None
    if any(document.owners[at] != document.owners[first] for at in range(first, name_end + 1)):
        return None
    referent = document.referent_of(document.owners[name_end])
    return referent if referent is not None and referent.kind == "person" else None


def _match_modifiers(
    document: EntityDocument, nominal: Nominal, candidates: list[Referent]
) -> list[Referent]:
    """Return the candidates to which the text has applied the modifiers of a noun phrase.

    For example "the Chinese president". Without modifiers, return the candidates whose role in the
    text has no country or company.
    """
    noun_words = {nominal.noun, *nominal.noun.split()}
    context_words = (*nominal.modifiers, *document.name_words(nominal))
    phrase_stems = {country_stem(word) for word in context_words if word not in noun_words}
    found = []
    for candidate in candidates:
        role_stems = {
            country_stem(word)
            for word in document.role_words.get(id(candidate), set()) - noun_words
        }
        if phrase_stems & role_stems or not (phrase_stems or role_stems):
            found.append(candidate)
    return found


def _is_bare_title(document: EntityDocument, nominal: Nominal) -> bool:
    head = document.words.tokens[nominal.head]
    return nominal.first == nominal.head and head.tag == "NNP" and not nominal.is_plural


def _group_name(document: EntityDocument, referent: Referent) -> str:
    return "" if referent.cluster is None else document.clusters[referent.cluster].name


def _is_recent_enough(
    document: EntityDocument, nominal: Nominal, referent: Referent, context: MentionContext
) -> bool:
    """Return whether an organization is recent enough for a general noun ("the group").

    Only the last organization named is.
    """
    if (
        nominal.noun not in _UNSPECIFIC
        or nominal.noun in referent.nouns
        or referent.last_unquoted_context is None
    ):
        return True
    previous = referent.last_unquoted_context
    # `recent` is limited: people named since may have displaced all organizations.
    last = max(
        (
            thing.last_unquoted_context.unquoted_sentence
            for thing in document.discourse.recent
            if thing.kind == "organization" and thing.last_unquoted_context is not None
        ),
        default=None,
    )
    return (
        previous.unquoted_sentence == last
        and context.unquoted_sentence - previous.unquoted_sentence <= _NEAR
    )


def _is_compatible(
    document: EntityDocument, nominal: Nominal, referent: Referent, context: MentionContext
) -> bool:
    gender = gender_of_noun(nominal.noun)
    if gender and referent.gender_certain and referent.gender not in (gender, None):
        return False
    names = document.name_words(nominal)
    last_sentence = (
        context.unquoted_sentence
        if referent.last_context is None
        else referent.last_context.unquoted_sentence
    )
    if (
        nominal.noun in RELATION_NOUNS
        and not nominal.names
        and context.unquoted_sentence - last_sentence > _RELATIVE_NEAR
    ):
        return False
    if nominal.kind != "person":
        return referent.kind != "person" and not names and not nominal.modifiers
    if referent.kind != "person":
        return False
    nouns = {nominal.noun, *referent.nouns}
    previous = referent.last_unquoted_context
    is_near = previous is not None and context.unquoted_sentence - previous.unquoted_sentence <= 1
    known = document.role_words.get(id(referent), set())
    if nominal.noun not in referent.nouns and known.isdisjoint(nominal.modifiers):
        # "The majority leader" is not a president, though "the leader" can be.
        is_near = False
        if nominal.modifiers:
            return False
    return is_compatible_description(nominal.modifiers, names, known, nouns, near=is_near)


def _resolve_generic_person(
    document: EntityDocument, nominal: Nominal, context: MentionContext
) -> tuple[Referent | None, float, Reason] | None:
    """Resolve "the man" to the only person mentioned in the last sentences."""
    gender = gender_of_noun(nominal.noun)
    if nominal.is_plural or not nominal.is_definite:
        return None
    if nominal.noun in _EPITHETS:
        return _resolve_epithet(document, nominal, context)
    if nominal.noun not in ("man", "woman", "boy", "girl") or nominal.modifiers or nominal.names:
        return None
    near = [
        referent
        for referent in document.discourse.recent
        if referent.kind == "person"
        and not referent.plural
        and referent.last_unquoted_context is not None
        and context.sentence - referent.last_unquoted_context.sentence <= 3
        and referent.gender in (gender, None)
    ]
    if len(near) == 1 and near[0].cluster is not None and near[0].gender == gender:
        return near[0], 0.6, Reason.of("nominal.only_gender", gender=str(gender))
    return None


def _resolve_epithet(
    document: EntityDocument, nominal: Nominal, context: MentionContext
) -> tuple[Referent | None, float, Reason] | None:
    """Resolve an epithet ("the French president") to the last subject or the only recent person."""
    if any(document.names[name].label in ("ORG", "PERSON") for name in nominal.names):
        return None
    contexts = [
        person.last_unquoted_context
        for person in document.discourse.recent
        if person.last_unquoted_context is not None
    ]
    # "Roe says the senator is late": "the senator" is another person
    if not context.is_speaker and any(
        at.is_speaker and at.sentence == context.sentence for at in contexts
    ):
        return None
    gender = gender_of_noun(nominal.noun)
    near = [
        (person.last_unquoted_context, person)
        for person in document.discourse.recent
        if person.kind == "person"
        and person.cluster is not None
        and person.last_unquoted_context is not None
        and context.unquoted_sentence - person.last_unquoted_context.unquoted_sentence <= _NEAR
        and person.gender in (gender or person.gender, None)
    ]
    referent = _last_subject(nominal, context, near)
    if referent is None and nominal.noun in _OFFICES:
        alone = [
            person
            for at, person in near
            if context.unquoted_sentence - at.unquoted_sentence < _NEAR and not person.nouns
        ]
        referent = alone[0] if len(alone) == 1 else None
    if referent is None:
        return None
    document.discourse.record_nouns(referent, [nominal.noun])
    words = {*nominal.modifiers, *document.name_words(nominal)}
    document.role_words.setdefault(id(referent), set()).update(words)
    return referent, 0.6, Reason("nominal.unknown_office")


def _last_subject(
    nominal: Nominal, context: MentionContext, near: Sequence[tuple[MentionContext, Referent]]
) -> Referent | None:
    """Return the only subject of the latest sentence with one, if the noun phrase is a subject."""
    if context.quote >= 0 or context.subject < 0:
        return None
    subjects = [(at.sentence, referent) for at, referent in near if at.subject >= 0]
    last = max((sentence for sentence, _ in subjects), default=-1)
    latest = [referent for sentence, referent in subjects if sentence == last]
    if len(latest) != 1 or (last == context.sentence and not context.is_speaker):
        return None
    if nominal.noun in _PROFESSIONS and latest[0].nouns:
        return None
    if nominal.noun in _ESTATES and latest[0].nouns:
        # "Judge Roe heard Poe. The billionaire left": the person whose role is unknown
        plain = [person for _, person in near if not person.nouns]
        return plain[0] if len(plain) == 1 else None
    known = latest[0].nouns & _OFFICES
    return None if known and (nominal.noun in _OFFICES or not nominal.modifiers) else latest[0]


def _resolve_generic_thing(
    document: EntityDocument, nominal: Nominal, context: MentionContext
) -> tuple[Referent | None, float, Reason] | None:
    """Resolve "the company" or "the city" to the only one mentioned in the last sentences."""
    is_generic = nominal.noun in _GENERIC
    is_generic = is_generic and document.words.tokens[nominal.first].lower == "the"
    if not is_generic or context.subject < 0 or nominal.modifiers or nominal.names:
        return None
    kinds = {nominal.noun, *narrower_nouns(nominal.noun)}
    near = [
        thing
        for thing in document.discourse.recent
        if thing.kind == nominal.kind
        and thing.last_unquoted_context is not None
        and not (
            nominal.kind == "place"
            and fold_word(_group_name(document, thing)) in lexicon.countries()
        )
        and context.sentence - thing.last_unquoted_context.sentence <= 2
        and not (thing.nouns and kinds.isdisjoint(thing.nouns) and nominal.kind != "place")
    ]
    last = max(
        (thing.last_unquoted_context.sentence for thing in near if thing.last_unquoted_context),
        default=-1,
    )
    near = [
        thing
        for thing in near
        if thing.last_unquoted_context and thing.last_unquoted_context.sentence == last
    ]
    if len(near) == 1 and near[0].cluster is not None:
        return near[0], 0.65, Reason.of("nominal.only_kind", kind=nominal.kind)
    return None


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
