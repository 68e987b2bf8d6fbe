"""Whom a noun phrase means: "the minister", "the company", "his lawyer"."""

from collections.abc import Sequence

from analysis.entities.cast import Cast
from analysis.entities.discourse import Referent
from analysis.entities.given_names import fold
from analysis.entities.metonyms import countries
from analysis.entities.nominals import Nominal
from analysis.entities.places import Place
from analysis.entities.role_match import stem, wider, words_fit
from analysis.entities.role_nouns import RELATIONS, gender_of_noun

# What news calls somebody by whom it has just named: "the senator", "the former first lady".
_OFFICES_TEXT = """
ayatollah chancellor congressman congresswoman dictator governor king lawmaker leader legislator
mayor minister monarch pontiff pope premier president prince princess queen secretary senator
strongman sultan
"""
_OFFICES = frozenset({*_OFFICES_TEXT.split(), "prime minister", "vice president"})
_EPITHETS_TEXT = """
billionaire businessman businesswoman candidate champion contender democrat front-runner frontrunner
hopeful incumbent industrialist lady liberal libertarian magnate mogul newcomer nominee politician
republican socialist star statesman tycoon veteran
"""
_PROFESSIONS_TEXT = """
actor actress comedian footballer goalkeeper midfielder musician novelist rapper singer striker
winger
"""
_PROFESSIONS = frozenset(_PROFESSIONS_TEXT.split())
_EPITHETS = _OFFICES | _PROFESSIONS | frozenset(_EPITHETS_TEXT.split())
# "The next president", "the first woman": said of nobody yet, or for the first time.
_NEW_TEXT = "another best better first future greatest last next only other second third worst"
_NEW = frozenset(_NEW_TEXT.split())
_NEAR = 2
_LOOSE_TEXT = "agency body charity company group institution organisation organization school"
_LOOSE = frozenset(_LOOSE_TEXT.split())
_RELATIVE_NEAR = 4
_GENERIC = frozenset({"company", "firm", "city", "town", "village", "island"})


def nominal_meaning(
    cast: Cast, nominal: Nominal, place: Place
) -> tuple[Referent | None, float, str]:
    """Whom a noun phrase means, how sure, and why; None for somebody not mentioned before."""
    bound = cast.role_at.get(nominal.head)
    if bound is not None:
        referent = cast.referent_of(bound.name)
        if referent is not None:
            shown = cast.words.text[cast.names[bound.name].start : cast.names[bound.name].end]
            return referent, 0.92, f"what the text calls {' '.join(shown.split())}"
    unnamed = "described, but not named"
    opener = cast.words.tokens[nominal.first].lower
    points = nominal.definite or (nominal.possessed and opener not in ("our", "my", "your"))
    points = points and _NEW.isdisjoint(nominal.modifiers)
    if not points and not _is_bare_title(cast, nominal):
        return None, 0.8, unnamed
    nouns = [nominal.noun, *wider(nominal.noun)]
    fitting = [
        referent
        for referent in cast.discourse.nominal(nominal, place, nouns)
        if _fits(cast, nominal, referent, place) and _is_at_hand(cast, nominal, referent, place)
    ]
    if not fitting:
        single = _single_person(cast, nominal, place) or _single_thing(cast, nominal, place)
        return single or (None, 0.7, unnamed)
    if nominal.sort != "person":
        # "The agency": what calls itself one, before what is only like one.
        fitting.sort(key=lambda one: nominal.noun not in one.nouns)
    alike = _told_alike(cast, nominal, fitting)
    if alike and (nominal.modifiers or nominal.names):
        fitting = alike
    best = fitting[0]
    if best.group is None:
        return best, 0.7, f"the {nominal.noun} mentioned before, not named"
    rivals = [one for one in fitting[1:] if one.group is not None and one.last and best.last]
    close = any(
        one.last is not None and best.last is not None and one.last.sentence == best.last.sentence
        for one in rivals
    )
    if close and len(alike) == 1:
        best, close = alike[0], False
    if close:
        return None, 0.5, f"could be one of several called {nominal.noun}"
    exact = nominal.noun in best.nouns
    confidence = 0.9 - 0.1 * min(len(rivals), 2) - (0 if exact else 0.15)
    name = _group_name(cast, best)
    return best, round(confidence, 2), f"{name} is called {_article(nominal.noun)} in the text"


def _told_alike(cast: Cast, nominal: Nominal, fitting: list[Referent]) -> list[Referent]:
    """Those of whom the text has said what the words around a noun say: "the Chinese president".

    With no such word, those whose office the text gives without a country or firm.
    """
    plain = {nominal.noun, *nominal.noun.split()}
    around = (*nominal.modifiers, *cast.name_words(nominal))
    said = {stem(word) for word in around if word not in plain}
    found = []
    for one in fitting:
        known = {stem(word) for word in cast.modifiers.get(id(one), set()) - plain}
        if said & known or not (said or known):
            found.append(one)
    return found


def _is_bare_title(cast: Cast, nominal: Nominal) -> bool:
    head = cast.words.tokens[nominal.head]
    return nominal.first == nominal.head and head.tag == "NNP" and not nominal.plural


def _group_name(cast: Cast, referent: Referent) -> str:
    return "" if referent.group is None else cast.groups[referent.group].name


def _is_at_hand(cast: Cast, nominal: Nominal, referent: Referent, place: Place) -> bool:
    """Whether a loose word ("the group") can mean an organisation: only the last one named."""
    if nominal.noun not in _LOOSE or nominal.noun in referent.nouns or referent.outside is None:
        return True
    at = referent.outside
    # Everybody named since may have pushed the organisations out of `recent`.
    last = max(
        (
            one.outside.told
            for one in cast.discourse.recent
            if one.sort == "organisation" and one.outside is not None
        ),
        default=None,
    )
    return at.told == last and place.told - at.told <= _NEAR


def _fits(cast: Cast, nominal: Nominal, referent: Referent, place: Place) -> bool:
    gender = gender_of_noun(nominal.noun)
    if gender and referent.sure and referent.gender not in (gender, None):
        return False
    names = cast.name_words(nominal)
    told = place.told if referent.last is None else referent.last.told
    if nominal.noun in RELATIONS and not nominal.names and place.told - told > _RELATIVE_NEAR:
        return False
    if nominal.sort != "person":
        return referent.sort != "person" and not names and not nominal.modifiers
    if referent.sort != "person":
        return False
    nouns = {nominal.noun, *referent.nouns}
    at = referent.outside
    near = at is not None and place.told - at.told <= 1
    known = cast.modifiers.get(id(referent), set())
    if nominal.noun not in referent.nouns and known.isdisjoint(nominal.modifiers):
        # "The majority leader" is no president, though "the leader" may be one.
        near = False
        if nominal.modifiers:
            return False
    return words_fit(nominal.modifiers, names, known, nouns, near=near)


def _single_person(
    cast: Cast, nominal: Nominal, place: Place
) -> tuple[Referent | None, float, str] | None:
    """Whom "the man" means: the one person that the last sentences are about."""
    gender = gender_of_noun(nominal.noun)
    if nominal.plural or not nominal.definite:
        return None
    if nominal.noun in _EPITHETS:
        return _just_named(cast, nominal, place)
    if nominal.noun not in ("man", "woman", "boy", "girl") or nominal.modifiers or nominal.names:
        return None
    near = [
        one
        for one in cast.discourse.recent
        if one.sort == "person"
        and not one.plural
        and one.outside is not None
        and place.sentence - one.outside.sentence <= 3
        and one.gender in (gender, None)
    ]
    if len(near) == 1 and near[0].group is not None and near[0].gender == gender:
        return near[0], 0.6, f"the only {gender} mentioned just before"
    return None


def _just_named(
    cast: Cast, nominal: Nominal, place: Place
) -> tuple[Referent | None, float, str] | None:
    """Whom "the French president" means: the subject just named, or the only person just named."""
    if any(cast.names[name].label in ("ORG", "PERSON") for name in nominal.names):
        return None
    told = [one.outside for one in cast.discourse.recent if one.outside is not None]
    # "Roe says the senator is late": of somebody else
    if not place.speaker and any(at.speaker and at.sentence == place.sentence for at in told):
        return None
    gender = gender_of_noun(nominal.noun)
    near = [
        (one.outside, one)
        for one in cast.discourse.recent
        if one.sort == "person"
        and one.group is not None
        and one.outside is not None
        and place.told - one.outside.told <= _NEAR
        and one.gender in (gender or one.gender, None)
    ]
    referent = _last_subject(nominal, place, near)
    if referent is None and nominal.noun in _OFFICES:
        alone = [one for at, one in near if place.told - at.told < _NEAR and not one.nouns]
        referent = alone[0] if len(alone) == 1 else None
    if referent is None:
        return None
    cast.discourse.call(referent, [nominal.noun])
    words = {*nominal.modifiers, *cast.name_words(nominal)}
    cast.modifiers.setdefault(id(referent), set()).update(words)
    return referent, 0.6, "the person named just before, whose office is not told"


def _last_subject(
    nominal: Nominal, place: Place, near: Sequence[tuple[Place, Referent]]
) -> Referent | None:
    """The one subject of the last sentence that has one, for a noun phrase that is a subject."""
    if place.quote >= 0 or place.subject < 0:
        return None
    subjects = [(at.sentence, one) for at, one in near if at.subject >= 0]
    last = max((sentence for sentence, _ in subjects), default=-1)
    latest = [one for sentence, one in subjects if sentence == last]
    if len(latest) != 1 or (last == place.sentence and not place.speaker):
        return None
    if nominal.noun in _PROFESSIONS and latest[0].nouns:
        return None
    known = latest[0].nouns & _OFFICES
    return None if known and (nominal.noun in _OFFICES or not nominal.modifiers) else latest[0]


def _single_thing(
    cast: Cast, nominal: Nominal, place: Place
) -> tuple[Referent | None, float, str] | None:
    """What "the company" or "the city" means: the only one mentioned in the last sentences."""
    generic = nominal.noun in _GENERIC
    generic = generic and cast.words.tokens[nominal.first].lower == "the"
    if not generic or place.subject < 0 or nominal.modifiers or nominal.names:
        return None
    near = [
        one
        for one in cast.discourse.recent
        if one.sort == nominal.sort
        and one.outside is not None
        and not (nominal.sort == "place" and fold(_group_name(cast, one)) in countries())
        and place.sentence - one.outside.sentence <= 2
        and not (one.nouns and nominal.noun not in one.nouns and nominal.sort != "place")
    ]
    last = max((one.outside.sentence for one in near if one.outside), default=-1)
    near = [one for one in near if one.outside and one.outside.sentence == last]
    if len(near) == 1 and near[0].group is not None:
        return near[0], 0.65, f"the only {nominal.sort} mentioned just before"
    return None


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
