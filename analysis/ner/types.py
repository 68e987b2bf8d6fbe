"""Classify a name by its own words: a river, an act, a war, a people.

Evidence for a name's type from its context: "the town of X", "X district", "president of X".
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from analysis.lexicon import is_town, word_set
from analysis.models import Label
from analysis.tokenizer import Doc, Token

# Names of peoples, faiths and parties' followers, in the singular; most are also adjectives.
_PEOPLES = """
afghan african albanian algerian american andorran angolan arab arabian argentine argentinian
armenian asian australian austrian azerbaijani azeri bahraini bangladeshi barbadian basque
belarusian belgian beninese bhutanese bolivian bosnian brazilian british briton bulgarian
burmese burundian cambodian cameroonian canadian catalan chadian chechen chilean chinese
colombian congolese corsican croat croatian cuban cypriot czech dane danish djiboutian dominican
dutch ecuadorian egyptian emirati english eritrean estonian ethiopian european fijian filipino
finn finnish french gabonese gambian georgian german ghanaian greek guatemalan guinean guyanese
haitian han hispanic honduran hungarian icelandic indian indonesian iranian iraqi irish israeli
italian ivorian jamaican japanese jordanian kazakh kenyan korean kosovar kurd kurdish kuwaiti
kyrgyz lao laotian latin latino latvian lebanese liberian libyan lithuanian macedonian malagasy
malawian malay malaysian maldivian malian maltese maori mauritanian mauritian mexican moldovan
mongolian montenegrin moroccan mozambican namibian nepalese nepali nicaraguan nigerian nigerien
norwegian omani ottoman pakistani palestinian panamanian papuan paraguayan persian peruvian pole
polish portuguese punjabi qatari roma romanian russian rwandan salvadoran saudi scandinavian
scot scottish senegalese serb serbian singaporean slav slovak slovakian slovene slovenian somali
soviet spaniard spanish sudanese swazi swede swedish swiss syrian taiwanese tajik tamil
tanzanian tatar thai tibetan togolese tunisian turk turkish turkmen ugandan uighur ukrainian
uruguayan uyghur uzbek venezuelan vietnamese welsh yemeni yoruba yugoslav zambian zimbabwean
alawite anglican baptist buddhist catholic christian copt coptic druze evangelical hindu houthi
islamic islamist jew jewish mormon muslim orthodox protestant shia shi'ite shiite sikh sunni
zionist communist conservative democrat democratic fascist jihadist liberal maoist marxist nazi
republican socialist tory taoist western
"""
DEMONYMS = frozenset(_PEOPLES.split())

_REGIONS_TEXT = """
africa antarctica asia europe oceania eurasia scandinavia americas balkans caribbean caucasus
levant maghreb mesopotamia polynesia sahel sahara himalayas alps andes arctic antarctic atlantic
pacific mediterranean amazon siberia patagonia donbas kurdistan mideast earth mars moon venus
jupiter north south east west mideast sun
"""
_REGIONS = frozenset(_REGIONS_TEXT.split())
_NATURE_TEXT = """
river sea ocean lake gulf bay strait straits channel mountain mountains mount mt mt. peak hills
desert valley peninsula island islands isle isles coast forest rainforest basin cape delta
canyon plateau glacier volcano falls reef ridge plain plains steppe archipelago creek lagoon
fjord continent hemisphere asia africa europe america east crescent horn
"""
_NATURE = frozenset(_NATURE_TEXT.split())
_BUILT_TEXT = """
airport airfield bridge building tower palace prison jail stadium arena hospital station port
harbor harbour square street road avenue boulevard highway motorway route hotel museum cathedral
church mosque temple synagogue basilica castle fort hall centre center plaza mall park plant dam
tunnel terminal barracks base camp cemetery monument memorial library theatre theater gate wall
pier lane crossing zoo garden gardens mansion villa courthouse reactor pipeline railway estadio
estádio stade stadion pentagon kremlin
"""
_BUILT = frozenset(_BUILT_TEXT.split())
_LAW_TEXT = """
act acts charter treaty constitution amendment accord accords agreement convention protocol pact
resolution law code declaration directive ordinance statute bill regulation
"""
_LAW = frozenset(_LAW_TEXT.split())
_EVENT_TEXT = """
war wars olympics games cup championship championships summit conference festival election
elections revolution uprising massacre hurricane typhoon cyclone storm tsunami earthquake crisis
spring marathon tournament prix derby regatta intifada holocaust genocide battle siege ramadan
christmas easter eid hanukkah diwali thanksgiving awards expo biennale fair rally referendum
olympiad primary primaries caucus operation hajj jubilee
"""
_EVENT = frozenset(_EVENT_TEXT.split())
# Head nouns that are rare in names of organisations, by the label they indicate.
_NO_BODIES: dict[Label, frozenset[str]] = {
    "EVENT": word_set(
        """
        championship championships olympics games marathon tournament derby elections election
        summit war prix hurricane typhoon cyclone earthquake olympiad olympiads referendum
        """
    ),
    "WORK_OF_ART": word_set("prize award awards medal index barometer guide handbook"),
    "FAC": word_set("airport airfield bridge stadium highway motorway street road avenue jail"),
    "LOC": word_set("river lake mountain island islands"),
}
# Common nouns that are often capitalised without being a name: "the State".
_COMMON_TEXT = """
agency bank bureau chamber club company council court covid covid-19 dean force government group
kingdom ministry nation office omicron party police province republic state supreme
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_LEADING = word_set("mount mt mt. lake gulf river camp strait isle stade stadion estadio estádio")
_GOVERNMENT_SEATS = frozenset({"pentagon", "kremlin"})
TYPE_WORDS = _REGIONS | _NATURE | _BUILT
_SETTLED = Path(__file__).parents[1] / "lexicon" / "settled_places.txt"
_SERIAL = re.compile(r"(?=.*\d)(?=.*[^\W\d])[\w./-]+$")


def is_demonym(word: str) -> bool:
    """Return True if a word in lower case is a people, a faith, or an adjective of one."""
    return word in DEMONYMS or (word.endswith("s") and word[:-1] in DEMONYMS)


def place_label(words: Sequence[str]) -> tuple[Label, str]:
    """Return the label of a place's name in lower case, and the word that indicates it."""
    if " ".join(words) in _places_with_type_word():
        return "GPE", ""
    heads = [_head_before_of(words), words[-1] if len(words) > 1 else "", words[0]]
    if words[0] not in (_LEADING if len(words) > 1 else _GOVERNMENT_SEATS):
        heads.pop()
    for head in heads:
        if head in _BUILT:
            return "FAC", head
        if head in _NATURE:
            return "LOC", head
    if words[-1] in _REGIONS:
        return "LOC", words[-1]
    return "GPE", ""


@cache
def _places_with_type_word() -> frozenset[str]:
    """Return countries, states and cities whose names contain a type word: Rhode Island."""
    return frozenset(_SETTLED.read_text(encoding="utf-8").splitlines())


def has_type_word(words: Sequence[str]) -> bool:
    """Return True if a place's name in lower case has a type word: river, region, building."""
    return bool(TYPE_WORDS & {words[0], words[-1], _head_before_of(words)})


def other_label(words: Sequence[str], quoted: bool) -> tuple[Label, str]:
    """Return the label of a name of another type, and the word that indicates it.

    Other types are those that are no person, organisation or place.
    """
    if all(map(is_demonym, words)):
        return "NORP", words[0]
    heads = [word for word in (words[-1], _head_before_of(words), words[0]) if word]
    for head in heads[:-1] or heads:
        if head in _LAW:
            return "LAW", head
        if head in _EVENT:
            return "EVENT", head
    if words[0] in _EVENT:
        return "EVENT", words[0]
    if any(map(_SERIAL.match, words)):
        return "PRODUCT", next(word for word in words if _SERIAL.match(word))
    if quoted or len(words) > 1:
        return "WORK_OF_ART", ""
    return "PRODUCT", ""


_OF_BODIES = frozenset({"for", "school", "society", "institute", "foundation"})


def is_law(words: Sequence[str]) -> bool:
    """Return True if the head noun of a name is an act, a treaty or the like."""
    if words[-1] == "law":
        return len(words) > 2 and _OF_BODIES.isdisjoint(words)  # not "Yale Law"
    return len(words) > 1 and (words[-1] in _LAW or _head_before_of(words) in _LAW)


def is_common_noun(word: str) -> bool:
    """Return True if a word alone is no organisation's or place's name: "the Kingdom"."""
    return word in _COMMON


def label_of_head(words: Sequence[str]) -> Label | None:
    """Return the label that a head noun indicates if it is no organisation's: a prize, a bridge."""
    if len(words) < 2:
        return None
    if words[0] in ("copa", "coupe"):
        return "EVENT"
    return next((label for label, heads in _NO_BODIES.items() if words[-1] in heads), None)


def _head_before_of(words: Sequence[str]) -> str:
    """Return the word before "of", "on" or "for", the head noun: the Gulf of Aden."""
    for at in range(1, len(words) - 1):
        if words[at] in ("of", "on", "for"):
            return words[at - 1]
    return ""


# The weight of a context word; the encoder's probability is at most 1 for a mention.
_CONTEXT_WEIGHT = 2.0
_LONG = 4  # words from which a name is more than a place

_PLACE_NOUNS = word_set(
    """
    airport area city county district governorate island municipality neighborhood neighbourhood
    prefecture province region river settlement suburb taluk tehsil town township upazila valley
    village voivodeship ward
    """
)
BODY_NOUNS = word_set(
    """
    agency airline association bank broadcaster carmaker charity club company cooperative firm
    group magazine militia newspaper ngo organisation organization party publisher retailer
    startup start-up supermarket team union university website
    """
)
_HEADS = word_set(
    """
    ceo chair chairman chairperson chairwoman co-founder cofounder coach director editor
    editor-in-chief founder manager owner secretary-general
    """
)
# Heads of a state or of an organisation, but never of a person.
_LEADERS = word_set(
    """
    chief head leader member members president spokesman spokesperson spokeswoman vice-president
    """
)
_PLACE_COMPANIONS = word_set("governor mayor native resident residents outskirts people capital")
# Members and supporters of an organisation, never of a person: "the Umbra striker".
_STAFF = word_set(
    """
    captain ceo chairman chairwoman coach coaches defender founder goalkeeper manager midfielder
    player players shareholders skipper spinner striker subsidiary winger
    """
)
_FAMILIES = word_set("brothers clan dynasty family siblings sisters")
_PERSON_NOUNS = word_set(
    "communities community elders language minority speakers tribe tribes tribesmen villagers"
)
# Words for organisations in other languages.
_FOREIGN_BODIES = word_set(
    """
    asociación associação banco barisan colectivo comité confederación confederação consejo
    conselho dal empresa federación federação frente fundación fundação gesellschaft groupe grupo
    instituto jamaat kongres ministerio ministério morcha movimento movimiento parishad
    partai partei parti partido partisi prakashan samiti sangha sena sindicato société universidad
    universidade université verein
    """
)
_IN = word_set("across around at from in near outside to towards via visit visited visiting")
_PERSONS_PLACE, _PLACED, _LONG_TOWN = 0.5, 1.5, 0.8
_NOUN_TAGS = ("NN", "JJ", "PO", "HY", "CD", "CC", "VBG")
_MARKS = frozenset("\"“”‘’'`(,")


def type_evidence(words: Doc, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the types that the context of a name supports, each with its weight.

    `first` to `last` (half-open) are the name's tokens, `kind` is its type so far. Types are the
    encoder's: LOC, ORG, PERSON.
    """
    tokens = words.tokens
    name = tokens[first:last]
    before, after = _word_before(tokens, first), _word_after(tokens, last)
    if kind == "NORP":
        if len(name) > 1 and is_town(" ".join(token.text for token in name)):
            yield "LOC", _LONG_TOWN
        return
    if after is not None:
        yield from _after_evidence(name, after, kind)
    if before is not None:
        yield from _before_evidence(words, first, last, kind)
    if kind != "ORG" and len(name) > 1 and any(token.lower in _FOREIGN_BODIES for token in name):
        yield "ORG", _CONTEXT_WEIGHT
    if is_town(" ".join(token.text for token in name)):
        if before is not None and before.lower in _IN:
            yield "LOC", _PLACED
        elif kind == "PERSON":
            yield "LOC", _LONG_TOWN if len(name) > 1 else _PERSONS_PLACE


def _after_evidence(name: Sequence[Token], after: Token, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the type that the next word supports: "Umbra striker", "Lind family"."""
    if after.text in _PLACE_NOUNS and not name[-1].text.isupper():
        yield "LOC", _CONTEXT_WEIGHT
    elif after.text in _STAFF and kind == "PERSON":
        yield "ORG", _CONTEXT_WEIGHT
    elif after.text in _FAMILIES and kind == "ORG":
        yield "PERSON", _CONTEXT_WEIGHT
    elif after.text in _PERSON_NOUNS and kind == "PERSON":
        yield "NORP", _CONTEXT_WEIGHT


def _before_evidence(words: Doc, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the type that the previous words support: "the town of Umbra", "the bank Umbra"."""
    tokens = words.tokens
    before, after = _word_before(tokens, first), _word_after(tokens, last)
    if before is None:
        return
    if before.lower == "of" and first > 1:
        noun = tokens[first - 2].lower
        possessive = after is not None and after.tag == "POS"
        if noun in _PLACE_NOUNS | _PLACE_COMPANIONS and last - first < _LONG:
            yield "LOC", _CONTEXT_WEIGHT
        elif (noun in _HEADS or (noun in _LEADERS and kind == "PERSON")) and not possessive:
            yield "ORG", _CONTEXT_WEIGHT
    elif (before.text in BODY_NOUNS and not _is_before_verb(tokens, last)) or (
        kind == "LOC" and before.lower.endswith("-based")
    ):
        yield "ORG", _CONTEXT_WEIGHT
    elif before.lower == "the" and kind == "PERSON" and _is_noun_phrase(tokens[first:last], after):
        yield ("NORP" if after and after.tag == "VBP" else "MISC"), _CONTEXT_WEIGHT


def _is_noun_phrase(name: Sequence[Token], after: Token | None) -> bool:
    """Return True if a word after "the" is a complete noun phrase, which a person's name is not."""
    if len(name) > 1 or name[0].tag == "NNPS":
        return False
    return after is None or not (after.tag.startswith(_NOUN_TAGS) or after.text[0].isupper())


def _word_before(tokens: Sequence[Token], first: int) -> Token | None:
    at = first - 1
    if at > 0 and tokens[at].text in _MARKS - {",", "("}:
        at -= 1
    return tokens[at] if at >= 0 else None


def _word_after(tokens: Sequence[Token], last: int) -> Token | None:
    return tokens[last] if last < len(tokens) else None


def _is_before_verb(tokens: Sequence[Token], last: int) -> bool:
    """Return True if a verb follows: in "the company Reis runs", Reis is a person."""
    return last < len(tokens) and tokens[last].tag[:2] in ("VB", "MD")
