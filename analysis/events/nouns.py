"""Nouns that name events: an election, a summit, an invasion."""

from analysis.lexicon import word_set
from analysis.words import Token

_EVENT_NOUNS = word_set(
    """
    war battle attack raid siege invasion strike summit meeting conference talks call visit
    trip election elections vote referendum debate speech address interview ceremony festival
    match game race tour trial hearing ruling verdict sentence crash accident fire flood
    earthquake quake storm hurricane tsunami crisis coup revolution uprising protest protests
    rally march riot riots massacre bombing shooting killing death murder birth wedding
    funeral launch release sale merger deal treaty accord pact ceasefire truce report
    statement announcement resignation appointment inauguration anniversary deadline olympics
    games cup championship session vote poll offensive campaign operation rescue recall test
    flight landing takeover collapse bailout budget law arrival departure approval withdrawal
    removal renewal proposal appeal rehearsal burial betrayal refusal dismissal fall defeat victory
    surrender
    """
)
# Nouns with the ending of an event noun that name no event.
_THINGS = word_set(
    """
    version mansion nation station organization organisation population location section edition
    building education pension television corporation foundation association generation position
    institution department government apartment document element instrument parliament moment
    finance insurance science audience evidence influence intelligence violence morning evening
    clothing experience distance substance alliance residence conscience
    """
)
_EVENT_SUFFIXES = ("tion", "sion", "ment", "ance", "ence", "ing", "down", "out")


def is_event_noun(token: Token) -> bool:
    """Return whether a token is a noun that names an event, by its ending or a list of nouns."""
    if not token.tag.startswith("NN"):
        return False
    lower = token.lower.removesuffix("s")
    return (
        lower in _EVENT_NOUNS
        or token.lower in _EVENT_NOUNS
        or (len(lower) > 6 and lower.endswith(_EVENT_SUFFIXES) and lower not in _THINGS)
    )
