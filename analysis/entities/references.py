"""Find pronouns and role nouns and resolve them to the groups of names where evidence is good."""

from collections.abc import Iterator

from analysis.entities.cast import Cast
from analysis.entities.discourse import Referent
from analysis.entities.given_names import GENDERED_PRONOUNS, Gender
from analysis.entities.nominal_meaning import nominal_meaning
from analysis.entities.nominals import Nominal, Sort, find_nominals
from analysis.entities.places import Place
from analysis.entities.role_nouns import gender_of_noun
from analysis.findings import Label, Mention

_LABELS: dict[Sort, Label] = {"person": "PERSON", "organisation": "ORG", "place": "GPE"}
_OPEN = "nobody before it fits well enough"
_SEVERAL = "could mean several people or groups"

_COPULAS_TEXT = "as be became become becomes becoming been being is remained remains was"
_COPULAS = frozenset(_COPULAS_TEXT.split())
# "Praised Roe for his work", but "met Roe in his office".
_OF_BESIDE = frozenset({"about", "for", "of", "on", "over", "with"})

_PRONOUNS: dict[str, Gender | None] = {
    **GENDERED_PRONOUNS,
    "they": None,
    "them": None,
    "their": None,
    "theirs": None,
    "themselves": None,
    "it": None,
    "its": None,
    "who": None,
}


def find_references(cast: Cast) -> list[tuple[Mention, int | None]]:
    """The nominal and pronoun mentions in text order, each with its group of names or None."""
    found: list[tuple[Mention, int | None]] = []
    nominals = find_nominals(cast.words, cast.owners, cast.taken, cast.role_at)
    steps: list[tuple[int, int, int, Nominal | None]] = []
    for n, name in enumerate(cast.names):
        span = cast.words.indexes(name.start, name.end)
        if len(span):
            steps.append((span[0], span[-1] + 1, n, None))
    steps += [(one.head, one.last, -1, one) for one in nominals]
    for index, token in enumerate(cast.words.tokens):
        if token.lower in _PRONOUNS and cast.owners[index] < 0:
            steps.append((index, index + 1, -2, None))
    for first, last, n, nominal in sorted(steps, key=lambda step: step[:3]):
        if nominal is not None:
            found += _nominal(cast, nominal)
        elif n >= 0:
            if not _is_around(cast, n, first):
                cast.discourse.mention(cast.referent_at(n), cast.placer.place(first, last))
        else:
            found += _pronoun(cast, first)
    return found


def _is_around(cast: Cast, name: int, first: int) -> bool:
    """Whether a name is the region or country that the place before it is in: "Lund, Sweden"."""
    if first < 2 or cast.names[name].label != "GPE" or cast.words.tokens[first - 1].text != ",":
        return False
    before = cast.owners[first - 2]
    return before >= 0 and cast.names[before].label in ("GPE", "LOC", "FAC")


def _nominal(cast: Cast, nominal: Nominal) -> Iterator[tuple[Mention, int | None]]:
    place = cast.placer.place(nominal.head, nominal.last)
    first = cast.words.tokens[nominal.first]
    end = cast.words.tokens[nominal.head].end
    referent, confidence, because = nominal_meaning(cast, nominal, place)
    if referent is None:
        if nominal.sort != "person" or _is_predicate(cast, nominal):
            return
        gender = gender_of_noun(nominal.noun)
        pointing = nominal.definite or nominal.possessed
        known = gender is not None
        referent = Referent(None, "person", gender, known, nominal.plural, pointing)
        cast.discourse.call(referent, [nominal.noun])
        words = {*nominal.modifiers, *cast.name_words(nominal)}
        cast.modifiers[id(referent)] = words
    cast.discourse.mention(referent, place)
    if referent.group is None and not place.speaker:
        return
    label = _LABELS.get(nominal.sort, "WORK_OF_ART")
    if referent.group is not None and nominal.sort != "person":
        label = cast.groups[referent.group].label
    yield (
        Mention(first.start, end, label, "nominal", None, confidence, because),
        referent.group,
    )


def _is_predicate(cast: Cast, nominal: Nominal) -> bool:
    """Whether a noun phrase says what somebody is, and names nobody else: "who was a student"."""
    tokens = cast.words.tokens
    if nominal.first < 1 or tokens[nominal.first].lower not in ("a", "an"):
        return False
    return tokens[nominal.first - 1].lower in _COPULAS


def _pronoun(cast: Cast, index: int) -> Iterator[tuple[Mention, int | None]]:
    token = cast.words.tokens[index]
    gender = _PRONOUNS[token.lower]
    place = cast.placer.place(index, index + 1)
    if token.lower == "who":
        yield from _who(cast, index, place)
    elif gender is not None:
        yield from _personal(cast, index, place, gender)
    elif token.lower in ("it", "its"):
        yield from _it(cast, index, place)
    elif place.speaker:
        yield Mention(token.start, token.end, "PERSON", "pronoun", None, 0.5, _SEVERAL), None


def _personal(
    cast: Cast, index: int, place: Place, gender: Gender
) -> Iterator[tuple[Mention, int | None]]:
    token = cast.words.tokens[index]
    possessive = token.tag == "PRP$" or token.lower == "his"
    object_of = None
    if token.lower in ("him", "her") and not possessive:
        object_of = cast.placer.clause_start(index)
    ahead = _ahead(cast, index, gender) if place.quote < 0 else None
    if ahead is not None:
        referent, confidence, because = ahead, 0.8, "named right after it, as the subject"
    else:
        verdict = cast.discourse.pronoun(
            place,
            gender,
            possessive=possessive,
            object_of=object_of,
            barred=_speaker_near(cast, place) if place.quote >= 0 else None,
            beside=_named_beside(cast, index) if possessive else None,
        )
        if verdict is None:
            yield Mention(token.start, token.end, "PERSON", "pronoun", None, 0.5, _OPEN), None
            return
        referent, confidence, because = verdict.referent, verdict.confidence, verdict.because
    if not referent.sure and (referent.gender is None or confidence >= 0.9):
        referent.gender, referent.sure = gender, confidence >= 0.9
    cast.discourse.mention(referent, place)
    if referent.group is None:
        because += ", who is not named"
    yield (
        Mention(token.start, token.end, "PERSON", "pronoun", None, confidence, because),
        referent.group,
    )


def _named_beside(cast: Cast, index: int) -> Referent | None:
    """The person named before a preposition and a pronoun: "helped Roe with his case"."""
    if index < 2 or cast.words.tokens[index - 1].lower not in _OF_BESIDE:
        return None
    if cast.owners[index - 2] < 0:
        return None
    return cast.referent_of(cast.owners[index - 2])


def _ahead(cast: Cast, index: int, gender: Gender) -> Referent | None:
    """The subject that follows a pronoun in an opening clause: "In his speech, Roe said"."""
    tokens = cast.words.tokens
    sentence = cast.words.sentences[cast.words.sentence_of(index)]
    opener = tokens[sentence.first]
    if opener.tag not in ("IN", "WRB", "VBG", "VBN", "TO") or index - sentence.first > 20:
        return None
    if any(cast.owners[i] >= 0 and _is_person(cast, i) for i in range(sentence.first, index)):
        return None
    limit = min(sentence.last - 1, index + 15)
    comma = next((i for i in range(index, limit) if tokens[i].text == ","), -1)
    if comma < 0:
        return None
    after = comma + 1
    while after < limit and cast.taken[after]:
        after += 1
    if cast.owners[after] < 0 or not _is_person(cast, after):
        return None
    name = cast.owners[after]
    last = cast.words.indexes(cast.names[name].start, cast.names[name].end)[-1] + 1
    referent = cast.referent_of(name)
    if referent is None or cast.placer.place(after, last).subject < 0:
        return None
    return referent if referent.gender == gender else None


def _is_person(cast: Cast, index: int) -> bool:
    return cast.names[cast.owners[index]].label == "PERSON"


def _speaker_near(cast: Cast, place: Place) -> Referent | None:
    """Who seems to speak the words at a place: the sentence's speaker, else the last one."""
    if place.sentence in cast.speakers:
        return cast.speakers[place.sentence]
    for referent in reversed(cast.discourse.recent):
        at = referent.outside
        if at is not None and at.speaker and place.sentence - at.sentence <= 1:
            return referent
    return None


def _who(cast: Cast, index: int, place: Place) -> Iterator[tuple[Mention, int | None]]:
    before = index - 1
    tokens = cast.words.tokens
    if before >= 0 and tokens[before].text == ",":
        before -= 1
    for referent in reversed(cast.discourse.recent[-3:]):
        at = referent.last
        if at is None or referent.sort != "person" or at.sentence != place.sentence:
            continue
        if cast.owners[before] >= 0 and cast.owners[at.token] == cast.owners[before]:
            cast.discourse.mention(referent, place)
            token = tokens[index]
            yield (
                Mention(
                    token.start,
                    token.end,
                    "PERSON",
                    "pronoun",
                    None,
                    0.92,
                    "right after the name",
                ),
                referent.group,
            )
            return


def _it(cast: Cast, index: int, place: Place) -> Iterator[tuple[Mention, int | None]]:
    token = cast.words.tokens[index]
    if place.quote >= 0 or not (place.speaker or token.lower == "its"):
        return
    referent = cast.discourse.subject_before(place, ("organisation", "place", "other"))
    if referent is None or referent.group is None or referent.outside is None:
        return
    if token.lower == "its" and not _is_near(cast, referent.outside.subject, index):
        return
    label = cast.groups[referent.group].label
    cast.discourse.mention(referent, place)
    because = "the subject before it that is no person"
    yield (
        Mention(token.start, token.end, label, "pronoun", None, 0.7, because),
        referent.group,
    )


def _is_near(cast: Cast, subject: int, index: int) -> bool:
    """Whether a subject and a pronoun are in one clause with no other name between them."""
    span = range(subject + 1, index)
    return (
        subject >= 0
        and len(span) < 20
        and not any(
            (cast.owners[i] >= 0 and cast.owners[i] != cast.owners[subject])
            or cast.words.tokens[i].text in (",", ".", ";", ":")
            or cast.words.tokens[i].tag in ("WDT", "WP")
            for i in span
        )
    )
