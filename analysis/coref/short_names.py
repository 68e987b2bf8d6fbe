"""Link each single-word name to a person named in full, by the weight of the evidence."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import msgspec

from analysis import lexicon
from analysis.coref.name_uses import NameEvidence
from analysis.coref.namesakes import differ_in_age
from analysis.coref.short_name_evidence import (
    KnownPerson,
    ShortNameEvidence,
    make_person,
    name_part,
)
from analysis.log_linear import Features, find_deciding, share_probability, weigh_features
from analysis.models import Reason
from analysis.names.parser import NameCluster, NameForm

_PATH = Path(__file__).parents[1] / "weights" / "short_names.json"
_CLOSE = 0.25  # the share of a third candidate from which a name is open between all
# Names that are no family's, and that many people bear: "Begum", "Devi".
_SHARED_NAMES = lexicon.words("short_name_words", "shared_name")
_LEAST_OF_SHARED = 0.85  # the least probability of a choice among people with such a name
# The reason of a link among several candidates, by the feature that decided.
_REASONS = {
    "title agrees": "mention.title_agrees",
    "role words agree": "mention.title_agrees",
    "title differs": "mention.title_differs",
    "field differs": "mention.title_differs",
    "rank differs": "mention.title_differs",
    "gender agrees": "mention.gender_agrees",
    "pronoun agrees": "mention.gender_agrees",
    "pronoun differs": "mention.gender_agrees",
    "gender differs": "mention.gender_agrees",
    "gender differs, by the given name": "mention.gender_agrees",
    "gender agrees, by the given name": "mention.gender_agrees",
    "dead, speaks": "mention.rival_dead",
    "relative": "mention.rival_relative",
    "relative, named later": "mention.rival_relative",
    "as before": "mention.as_before",
    "latest": "mention.named_last",
    "latest, same sentence": "mention.named_last",
    "share": "mention.named_often",
    "spoke again": "mention.spoke_last",
}


class ShortNameWeights(msgspec.Struct, frozen=True):
    """The fitted weights of the evidence, and the least probability of a choice."""

    least: float
    weights: dict[str, float]


class ShortNameChoice(msgspec.Struct, frozen=True):
    """The person of a short name; None for a person without a full name in the text.

    `rivals` are the likeliest people of a name that remains open; else there are none.
    """

    person: KnownPerson | None
    probability: float
    evidence: str = ""
    rivals: tuple[KnownPerson, ...] = ()


@cache
def load_short_name_weights() -> ShortNameWeights:
    """Return the weights that are shipped."""
    return msgspec.json.decode(_PATH.read_bytes(), type=ShortNameWeights)


def choose_person(
    evidence: ShortNameEvidence, word: str, member: int, candidates: Sequence[KnownPerson]
) -> ShortNameChoice:
    """Return the person of a short name; the candidates and "none" share a probability of 1."""
    model = load_short_name_weights()
    described: list[tuple[KnownPerson | None, Features]] = [
        (None, evidence.describe_absence(word, member, candidates))
    ]
    for person in candidates:
        features = evidence.describe_candidate(word, member, person, candidates)
        described.append((person, features))
    scores = [weigh_features(model.weights, features) for _, features in described]
    shares = share_probability(scores)
    ranked = sorted(range(len(shares)), key=lambda number: -shares[number])
    best, second = ranked[:2]
    probability = round(shares[best], 2)
    is_shared = word in _SHARED_NAMES and len(candidates) > 1
    if shares[best] < (_LEAST_OF_SHARED if is_shared else model.least):
        close = [number for number in ranked if number in (best, second) or shares[number] > _CLOSE]
        rivals = (described[number][0] for number in close)
        return ShortNameChoice(None, probability, "", tuple(p for p in rivals if p is not None))
    deciding = find_deciding(model.weights, described[best][1], described[second][1])
    return ShortNameChoice(described[best][0], probability, deciding)


def link_short_names(
    forms: Sequence[NameForm],
    clusters: Sequence[NameCluster],
    uses: Sequence[NameEvidence],
    find_candidates: Callable[[NameForm], Sequence[NameCluster]],
) -> tuple[list[NameCluster], dict[int, Reason]]:
    """Add the single-word names to the clusters of people named in full.

    `forms` are the single-word names. Returns the clusters of other people, without
    a full name in the text, and the mentions that remain open, with the reason.
    """
    people = {id(cluster): make_person(cluster, uses) for cluster in clusters}
    evidence = ShortNameEvidence(uses)
    found = {id(form): [people[id(c)] for c in find_candidates(form)] for form in forms}
    steps = sorted((member, number) for number, form in enumerate(forms) for member in form.members)
    alone: dict[str, NameCluster] = {}
    linked: dict[tuple[int, int], NameForm] = {}
    unlinked: dict[int, NameForm] = {}
    open_mentions: dict[int, Reason] = {}
    for member, number in steps:
        form = forms[number]
        candidates = [
            person
            for person in found[id(form)]
            if not differ_in_age([member], person.mentions, uses)
        ]
        word = form.parsed.parts[0] if form.parsed.parts else ""
        if not candidates:
            _add_alone(alone, unlinked, number, form, member)
            continue
        choice = choose_person(evidence, word, member, candidates)
        if choice.rivals:
            open_mentions[member] = _explain_rivals(choice.rivals)
            continue
        evidence.record_link(word, member, choice.person)
        if choice.person is None:
            _add_alone(alone, unlinked, number, form, member)
            continue
        cluster = choice.person.cluster
        key = (number, id(cluster))
        if key not in linked:
            linked[key] = NameForm(form.parsed, "PERSON", [], form.spellings.copy())
            cluster.forms.append(linked[key])
        linked[key].members.append(member)
        cluster.reasons[member] = _explain_link(word, choice, len(candidates))
    return list(alone.values()), open_mentions


def _add_alone(
    alone: dict[str, NameCluster],
    unlinked: dict[int, NameForm],
    number: int,
    form: NameForm,
    member: int,
) -> None:
    """Add a mention to the cluster of its word, whose person no text names in full."""
    key = "".join(form.parsed.parts)  # "Moraes" and "De Moraes"
    cluster = alone.setdefault(key, NameCluster([]))
    if number not in unlinked:
        unlinked[number] = NameForm(
            form.parsed, form.label, [], form.spellings.copy(), form.is_alias
        )
        cluster.forms.append(unlinked[number])
    unlinked[number].members.append(member)
    cluster.reasons[member] = (0.8, Reason("mention.single_name"))


_PAIR = 2
_MOST = 0.93  # the confidence of a sure link
_PART_REASONS = {
    "surname": "mention.surname",
    "given name": "mention.given_name",
    "first word": "mention.first_word",
    "nickname": "mention.epithet",
    "name part": "mention.name_part",
    "spelling": "mention.surname_spelling",
}


def _explain_link(word: str, choice: ShortNameChoice, candidates: int) -> tuple[float, Reason]:
    assert choice.person is not None
    cluster = choice.person.cluster
    name = cluster.main_form.fullest_spelling
    reason = Reason.of(_PART_REASONS[name_part(word, cluster)], name=name)
    if candidates > 1:
        deciding = _REASONS.get(choice.evidence, "mention.most_likely")
        reason = reason.extend(Reason(deciding))
    return min(_MOST, choice.probability), reason


def _explain_rivals(rivals: Sequence[KnownPerson]) -> Reason:
    names = [person.cluster.main_form.fullest_spelling for person in rivals]
    if len(names) > _PAIR:
        return Reason("mention.ambiguous")
    if len(names) == _PAIR:
        return Reason.of("mention.one_of_two", name=names[0], rival=names[1])
    return Reason.of("mention.one_or_new", name=names[0])
