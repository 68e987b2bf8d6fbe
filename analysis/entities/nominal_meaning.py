"""Whom a noun phrase means: "the minister", "the company", "his lawyer"."""

from analysis.entities.cast import Cast
from analysis.entities.discourse import Referent
from analysis.entities.nominals import Nominal
from analysis.entities.places import Place
from analysis.entities.role_match import wider, words_fit
from analysis.entities.role_nouns import gender_of_noun

_OFFICES = frozenset(
    {"president", "minister", "prime minister", "chancellor", "premier", "senator", "governor"}
    | {"mayor", "congressman", "congresswoman", "leader", "lawmaker", "king", "queen", "pope"}
    | {"prince", "princess", "vice president", "billionaire", "businessman", "tycoon", "striker"}
    | {"midfielder", "winger", "goalkeeper", "singer", "actor", "actress", "rapper", "novelist"}
)
# "The next president", "the first woman": said of nobody yet, or for the first time.
_NEW = frozenset({"next", "first", "second", "third", "last", "future", "only", "other", "another"})
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
        if _fits(cast, nominal, referent, place)
    ]
    if not fitting:
        single = _single_person(cast, nominal, place) or _single_thing(cast, nominal, place)
        return single or (None, 0.7, unnamed)
    best = fitting[0]
    if best.group is None:
        return best, 0.7, f"the {nominal.noun} mentioned before, not named"
    rivals = [one for one in fitting[1:] if one.group is not None and one.last and best.last]
    close = any(
        one.last is not None and best.last is not None and one.last.sentence == best.last.sentence
        for one in rivals
    )
    if close:
        return None, 0.5, f"could be one of several called {nominal.noun}"
    exact = nominal.noun in best.nouns
    confidence = 0.9 - 0.1 * min(len(rivals), 2) - (0 if exact else 0.15)
    name = _group_name(cast, best)
    return best, round(confidence, 2), f"{name} is called {_article(nominal.noun)} in the text"


def _is_bare_title(cast: Cast, nominal: Nominal) -> bool:
    head = cast.words.tokens[nominal.head]
    return nominal.first == nominal.head and head.tag == "NNP" and not nominal.plural


def _group_name(cast: Cast, referent: Referent) -> str:
    return "" if referent.group is None else cast.groups[referent.group].name


def _fits(cast: Cast, nominal: Nominal, referent: Referent, place: Place) -> bool:
    gender = gender_of_noun(nominal.noun)
    if gender and referent.sure and referent.gender not in (gender, None):
        return False
    names = cast.name_words(nominal)
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
    if nominal.noun in _OFFICES:
        return _without_office(cast, nominal, place)
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


def _without_office(
    cast: Cast, nominal: Nominal, place: Place
) -> tuple[Referent | None, float, str] | None:
    """Whom "the French president" means: the one person just named whose office is not told."""
    gender = gender_of_noun(nominal.noun)
    near = [
        one
        for one in cast.discourse.recent
        if one.sort == "person"
        and one.group is not None
        and not one.nouns
        and one.outside is not None
        and place.told - one.outside.told <= 1
        and one.gender in (gender or one.gender, None)
    ]
    if len(near) != 1:
        return None
    cast.discourse.call(near[0], [nominal.noun])
    words = {*nominal.modifiers, *cast.name_words(nominal)}
    cast.modifiers.setdefault(id(near[0]), set()).update(words)
    return near[0], 0.6, "the only person named just before whose office is not told"


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
