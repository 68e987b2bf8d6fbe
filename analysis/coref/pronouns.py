"""Find pronouns and role nouns, and resolve them to groups of names."""

from collections.abc import Iterator

from analysis import lexicon
from analysis.coref.context import MentionContext
from analysis.coref.description_evidence import DescriptionEvidence
from analysis.coref.document import EntityDocument
from analysis.coref.group_pronouns import resolve_group_pronoun
from analysis.coref.nominal_resolution import resolve_nominal
from analysis.coref.nominals import EntityKind, Nominal, find_nominals
from analysis.coref.salience import Referent
from analysis.models import Label, Mention, Reason
from analysis.names.given_names import GENDERED_PRONOUNS, Gender
from analysis.names.titles import gender_of_noun, honorific_length
from analysis.syntax.tag_sets import FRONTED_TAGS

_LABELS: dict[EntityKind, Label] = {"person": "PERSON", "organization": "ORG", "place": "GPE"}
_NO_CANDIDATE = Reason("pronoun.no_candidate")
_SEVERAL_CANDIDATES = Reason("pronoun.several_candidates")

_GROUP_REACH = 2  # sentences
_COPULAS = lexicon.words("auxiliaries", "copula", "be")
# Prepositions after which a possessive refers to the name before: "praised Roe for his work",
# but not "met Roe in his office".
_LINKING_PREPOSITIONS = frozenset({"about", "and", "for", "of", "on", "over", "with"})

_PRONOUNS: dict[str, Gender | None] = {
    word: GENDERED_PRONOUNS.get(word) for word in lexicon.words("pronouns", "reference")
}


def resolve_references(document: EntityDocument) -> list[tuple[Mention, int | None]]:
    """Return the nominal and pronoun mentions in text order, with the group of each or None."""
    found: list[tuple[Mention, int | None]] = []
    nominals = find_nominals(
        document.words,
        document.owners,
        document.title_tokens,
        document.role_at,
        document.own_nouns,
    )
    steps: list[tuple[int, int, int, Nominal | None]] = []
    for n, name in enumerate(document.names):
        span = document.words.token_range(name.start, name.end)
        if len(span):
            steps.append((span[0], span[-1] + 1, n, None))
    steps += [(nominal.head, nominal.last, -1, nominal) for nominal in nominals]
    evidence = DescriptionEvidence(document)
    tokens = document.words.tokens
    for index, token in enumerate(tokens):
        if token.lower in _PRONOUNS and document.owners[index] < 0:
            if honorific_length([token.text for token in tokens[index : index + 3]]):
                continue  # "His Highness"
            steps.append((index, index + 1, -2, None))
    for first, last, n, nominal in sorted(steps, key=lambda step: step[:3]):
        if nominal is not None:
            found += _resolve_nominal(document, evidence, nominal)
        elif n >= 0:
            if not _is_enclosing_place(document, n, first):
                document.discourse.record_mention(
                    document.referent_or_placeholder(n),
                    document.context_finder.find_context(first, last),
                )
        else:
            found += _resolve_pronoun(document, first)
    return found


def _is_enclosing_place(document: EntityDocument, name: int, first: int) -> bool:
    """Return whether a name is the region or country of the place before it: "Lund, Sweden"."""
    if (
        first < 2
        or document.names[name].label != "GPE"
        or document.words.tokens[first - 1].text != ","
    ):
        return False
    before = document.owners[first - 2]
    return before >= 0 and document.names[before].label in ("GPE", "LOC", "FAC")


def _resolve_nominal(
    document: EntityDocument, evidence: DescriptionEvidence, nominal: Nominal
) -> Iterator[tuple[Mention, int | None]]:
    context = document.context_finder.find_context(nominal.head, nominal.last)
    if nominal.noun in document.own_nouns and not context.is_speaker:
        return
    first = document.words.tokens[nominal.first]
    end = document.words.tokens[nominal.head].end
    referent, confidence, reason = resolve_nominal(document, evidence, nominal, context)
    if nominal.kind != "person":
        document.things[nominal.head] = (referent, context)
    if referent is None:
        if nominal.kind != "person" or _is_predicate(document, nominal):
            return
        gender = gender_of_noun(nominal.noun)
        is_anaphoric = nominal.is_definite or nominal.is_possessive
        has_gender = gender is not None
        referent = Referent(None, "person", gender, has_gender, nominal.is_plural, is_anaphoric)
        document.discourse.record_nouns(referent, [nominal.noun])
        words = {*nominal.modifiers, *document.name_words(nominal)}
        document.role_words[id(referent)] = words
    document.discourse.record_mention(referent, context)
    if referent.cluster is None:
        document.unnamed.describe(referent, nominal)
        if not context.is_speaker:
            return
    label = _LABELS.get(nominal.kind, "WORK_OF_ART")
    if referent.cluster is not None and nominal.kind != "person":
        label = document.clusters[referent.cluster].label
    mention = Mention(first.start, end, label, "nominal", None, confidence, reason)
    yield mention, document.unnamed.number_of(referent)


def _is_predicate(document: EntityDocument, nominal: Nominal) -> bool:
    """Return whether a noun phrase is a predicate and no new referent: "who was a student"."""
    tokens = document.words.tokens
    if nominal.first < 1 or tokens[nominal.first].lower not in ("a", "an"):
        return False
    return tokens[nominal.first - 1].lower in _COPULAS


def _resolve_pronoun(document: EntityDocument, index: int) -> Iterator[tuple[Mention, int | None]]:
    token = document.words.tokens[index]
    gender = _PRONOUNS[token.lower]
    context = document.context_finder.find_context(index, index + 1)
    if token.lower == "who":
        yield from _resolve_who(document, index, context)
    elif gender is not None:
        yield from _resolve_personal(document, index, context, gender)
    else:
        yield from _resolve_group(document, index, context)


def _resolve_personal(
    document: EntityDocument, index: int, context: MentionContext, gender: Gender
) -> Iterator[tuple[Mention, int | None]]:
    token = document.words.tokens[index]
    possessive = token.tag == "PRP$" or token.lower == "his"
    object_of = None
    if token.lower in ("him", "her") and not possessive:
        object_of = document.context_finder.find_clause_start(index)
    following_subject = (
        _find_following_subject(document, index, gender) if context.quote < 0 else None
    )
    if following_subject is not None:
        referent, confidence, reason = (following_subject, 0.8, Reason("pronoun.following_subject"))
    else:
        verdict = document.discourse.resolve_pronoun(
            context,
            gender,
            possessive=possessive,
            object_of=object_of,
            excluded=_find_quotation_speaker(document, context) if context.quote >= 0 else None,
            adjacent=_find_preceding_name(document, index) if possessive else None,
        )
        if verdict is None:
            yield (
                Mention(token.start, token.end, "PERSON", "pronoun", None, 0.5, _NO_CANDIDATE),
                None,
            )
            return
        referent, confidence, reason = verdict.referent, verdict.confidence, verdict.reason
    if not referent.gender_certain and (referent.gender is None or confidence >= 0.9):
        referent.gender, referent.gender_certain = gender, confidence >= 0.9
    document.discourse.record_mention(referent, context)
    if referent.cluster is None:
        reason = reason.extend(Reason("pronoun.unnamed"))
    yield (
        Mention(token.start, token.end, "PERSON", "pronoun", None, confidence, reason),
        document.unnamed.number_of(referent),
    )


def _find_preceding_name(document: EntityDocument, index: int) -> Referent | None:
    """Return the person named before a preposition and a pronoun: "helped Roe with his case"."""
    if index < 2 or document.words.tokens[index - 1].lower not in _LINKING_PREPOSITIONS:
        return None
    if document.owners[index - 2] < 0:
        return None
    return document.referent_of(document.owners[index - 2])


def _find_following_subject(
    document: EntityDocument, index: int, gender: Gender
) -> Referent | None:
    """Return the subject after an opening clause with a pronoun: "In his speech, Roe said"."""
    tokens = document.words.tokens
    sentence = document.words.sentences[document.words.sentence_of(index)]
    opener = tokens[sentence.first]
    if opener.tag not in FRONTED_TAGS or index - sentence.first > 20:
        return None
    if any(
        document.owners[i] >= 0 and _is_person(document, i) for i in range(sentence.first, index)
    ):
        return None
    # "After the senator ended his campaign, Roe said": a person without a name is nearer
    if any(
        referent.kind == "person"
        and referent.last_context is not None
        and referent.last_context.token >= sentence.first
        and referent.last_context.subject >= 0
        for referent in document.discourse.recent
    ):
        return None
    limit = min(sentence.last - 1, index + 15)
    comma = next((i for i in range(index, limit) if tokens[i].text == ","), -1)
    if comma < 0:
        return None
    after = comma + 1
    while after < limit and document.title_tokens[after]:
        after += 1
    if document.owners[after] < 0 or not _is_person(document, after):
        return None
    name = document.owners[after]
    last = document.words.token_range(document.names[name].start, document.names[name].end)[-1] + 1
    referent = document.referent_of(name)
    if referent is None or document.context_finder.find_context(after, last).subject < 0:
        return None
    return referent if referent.gender == gender else None


def _is_person(document: EntityDocument, index: int) -> bool:
    return document.names[document.owners[index]].label == "PERSON"


def _find_quotation_speaker(document: EntityDocument, context: MentionContext) -> Referent | None:
    """Return the probable speaker of a quotation: the sentence's speaker, else the last one."""
    if context.sentence in document.speakers:
        return document.speakers[context.sentence]
    for referent in reversed(document.discourse.recent):
        at = referent.last_unquoted_context
        if at is not None and at.is_speaker and context.sentence - at.sentence <= 1:
            return referent
    return None


def _resolve_who(
    document: EntityDocument, index: int, context: MentionContext
) -> Iterator[tuple[Mention, int | None]]:
    """Resolve "who" to the person named or described directly before it, or to both of a pair."""
    before = index - 1
    token = document.words.tokens[index]
    if before >= 0 and document.words.tokens[before].text == ",":
        before -= 1
    person = next(
        (
            referent
            for referent in reversed(document.discourse.recent[-3:])
            if referent.kind == "person"
            and _ends_at(document, referent, before, context)
            and (referent.cluster is not None or document.owners[before] >= 0)
        ),
        None,
    )
    if person is None:
        return
    pair = _find_first_of_pair(document, index, before)
    reason = Reason("pronoun.relative" if pair is None else "pronoun.relative_pair")
    for referent in (person,) if pair is None else (pair, person):
        document.discourse.record_mention(referent, context)
        yield (
            Mention(
                token.start,
                token.end,
                "PERSON",
                "pronoun",
                None,
                0.92 if pair is None else 0.75,
                reason,
            ),
            document.unnamed.number_of(referent),
        )


def _ends_at(
    document: EntityDocument, referent: Referent, token: int, context: MentionContext
) -> bool:
    """Return whether the last mention of a referent ends at a token of the same sentence."""
    previous = referent.last_context
    if previous is None or previous.sentence != context.sentence or token < 0:
        return False
    if previous.token == token:
        return True
    return document.owners[token] >= 0 and (
        document.owners[previous.token] == document.owners[token]
    )


def _find_first_of_pair(document: EntityDocument, index: int, last: int) -> Referent | None:
    """Return the first of two people before "who", if its verb can be plural: "Roe and Poe, who".

    A verb in the singular refers only to the second.
    """
    tokens, owners = document.words.tokens, document.owners
    verb = index + 1
    if tokens[index - 1].text != "," or verb >= len(tokens) or owners[last] < 0:
        return None
    if tokens[verb].tag not in ("VBP", "VBD") or tokens[verb].lower == "was":
        return None
    name = document.names[owners[last]]
    link = document.words.token_range(name.start, name.end)[0] - 1
    while link > 0 and document.title_tokens[link]:
        link -= 1
    if link < 1 or tokens[link].lower != "and" or owners[link - 1] < 0:
        return None
    referent = document.referent_of(owners[link - 1])
    return referent if referent is not None and referent.kind == "person" else None


def _resolve_group(
    document: EntityDocument, index: int, context: MentionContext
) -> Iterator[tuple[Mention, int | None]]:
    token = document.words.tokens[index]
    resolution = resolve_group_pronoun(document, index, context)
    if resolution is not None and resolution.referent.cluster is not None:
        referent = resolution.referent
        document.discourse.record_mention(referent, context)
        label = document.clusters[resolution.referent.cluster].label
        yield (
            Mention(
                token.start,
                token.end,
                label,
                "pronoun",
                None,
                resolution.confidence,
                resolution.reason,
            ),
            referent.cluster,
        )
    elif token.lower == "they" and (group := _find_group(document, context)) is not None:
        document.discourse.record_mention(group, context)
        reason = Reason("pronoun.group")
        yield (
            Mention(token.start, token.end, "PERSON", "pronoun", None, 0.7, reason),
            document.unnamed.number_of(group),
        )
    elif context.is_speaker and token.lower == "they":
        yield (
            Mention(token.start, token.end, "PERSON", "pronoun", None, 0.5, _SEVERAL_CANDIDATES),
            None,
        )


def _find_group(document: EntityDocument, context: MentionContext) -> Referent | None:
    """Return the only group without a name that was a subject in the sentences just before."""
    groups = [
        referent
        for referent in document.discourse.recent
        if referent.plural
        and referent.cluster is None
        and (at := referent.last_unquoted_context) is not None
        and at.token < context.token
        and at.subject >= 0
        and context.unquoted_sentence - at.unquoted_sentence <= _GROUP_REACH
    ]
    if context.quote >= 0 or not context.is_speaker:
        return None
    speakers = [
        group
        for group in groups
        if group.last_unquoted_context is not None and group.last_unquoted_context.is_speaker
    ]
    found = speakers or groups
    return found[0] if len(found) == 1 else None
