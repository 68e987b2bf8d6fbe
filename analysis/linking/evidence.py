"""Evidence about a person beside the name: gender from pronouns, occupational field from roles."""

from collections.abc import Iterable
from functools import lru_cache

from analysis.coref.given_names import GENDERED_PRONOUNS, Gender
from analysis.coref.role_matching import words_of
from analysis.lexicon import word_set

_LEAST_PRONOUNS = 2  # all of one gender

# Occupational fields, of which a person rarely has two at once. Roles that occur in many fields
# (leader, author, official, director, activist, spokesman) are not listed.
_FIELDS = {
    "politics": word_set("""
        ambassador chancellor congressman congresswoman councillor councilman councilwoman diplomat
        governor lawmaker legislator mayor minister mp parliamentarian politician premier president
        representative senator undersecretary secretary-general
    """),
    "sport": word_set("""
        athlete batsman bowler boxer coach cricketer cyclist defender footballer forward goalie
        goalkeeper golfer gymnast jockey midfielder pitcher quarterback rower runner skater skier
        sprinter striker swimmer wrestler
    """),
    "art": word_set("""
        actor actress artist ballerina cellist choreographer comedian composer conductor dancer
        drummer filmmaker guitarist illustrator musician novelist painter pianist playwright poet
        rapper sculptor singer singer-songwriter songwriter trumpeter violinist
    """),
    "science": word_set("""
        anthropologist archaeologist astronomer biochemist biologist botanist chemist climatologist
        ecologist epidemiologist geneticist geologist historian immunologist linguist mathematician
        meteorologist microbiologist neuroscientist philosopher physicist psychologist
        seismologist sociologist statistician theologian virologist zoologist
    """),
    "medicine": word_set("""
        dentist midwife neurologist nurse oncologist paramedic pediatrician pharmacist physician
        psychiatrist surgeon veterinarian
    """),
    "law": word_set("""
        attorney barrister detective judge lawyer magistrate policeman policewoman prosecutor
        sheriff solicitor
    """),
    "press": word_set("""
        anchor anchorman anchorwoman broadcaster cartoonist columnist commentator correspondent
        journalist photojournalist reporter
    """),
    "faith": word_set("""
        archbishop ayatollah bishop cardinal chaplain imam monk nun pastor priest rabbi reverend
    """),
    "trade": word_set("""
        baker barber bricklayer builder butcher carpenter electrician farmer firefighter fisherman
        gardener hairdresser mechanic miner plumber rancher shopkeeper tailor waiter waitress welder
    """),
    "forces": word_set("""
        admiral brigadier captain colonel commandant corporal lieutenant sergeant soldier
    """),
}  # fmt: skip


def gender_told(pronouns: Iterable[str]) -> Gender | None:
    """Return the gender of a person's pronouns, if there are at least two and all agree."""
    genders = [gender for word in pronouns if (gender := GENDERED_PRONOUNS.get(word.lower()))]
    return genders[0] if len(genders) >= _LEAST_PRONOUNS and len(set(genders)) == 1 else None


@lru_cache(maxsize=20_000)
def fields_of(role: str) -> frozenset[str]:
    """Return the occupational fields of a role, often none: "the former striker" → sport."""
    words = set(words_of(role))
    return frozenset(name for name, nouns in _FIELDS.items() if not words.isdisjoint(nouns))
