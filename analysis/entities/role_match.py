"""Whether a noun phrase can mean somebody, by the roles that the text has given him or her."""

import re
from collections.abc import Collection, Sequence

from analysis.entities.role_nouns import role_noun

# Nouns that news uses for one another, each set from the narrower to the wider word.
_ALIKE = (
    "spokesman|spokesperson",
    "spokeswoman|spokesperson",
    "spokesperson|spokesman|spokeswoman|representative",
    "chairman chairwoman chair chairperson head",
    "chief executive|boss|head|executive|chief",
    "senator|lawmaker|politician|legislator",
    "representative|lawmaker|congressman|congresswoman|politician|legislator",
    "congressman|lawmaker|representative|politician",
    "congresswoman|lawmaker|representative|politician",
    "prime minister|premier|leader|politician",
    "premier|leader|prime minister",
    "president|leader|politician",
    "chancellor|leader|politician",
    "minister|politician|official",
    "lawyer|attorney",
    "attorney|lawyer",
    "policeman|officer|constable",
    "detective|officer|investigator",
    "physician|doctor",
    "surgeon|doctor",
    "king|monarch",
    "queen|monarch",
    "researcher|scientist|author",
    "scientist|researcher|author",
    "professor|researcher|scientist|academic|expert",
    "economist|expert|analyst",
    "analyst|expert",
    "footballer|player|striker|midfielder|defender|goalkeeper",
    "coach|manager|trainer",
    "actor|star",
    "actress|star",
    "singer|star|musician|artist",
    "student|teenager|boy|girl",
    "boy|teenager|youth|youngster|child",
    "girl|teenager|youngster|child",
    "adviser|advisor|aide",
    "activist|campaigner",
    "novelist|writer|author",
    "founder|co-founder|cofounder|creator",
    "nominee candidate contender",
    "report study survey review paper",
    "service|agency",
    "bureau|agency",
    "organization|agency|body|group",
    "organisation|agency|body|group",
    "association|group|body|organisation|organization",
    "foundation|charity|group|organisation|organization",
    "committee|panel",
    "commission|panel|body",
    "council|body",
    "tribunal|court",
    "university|institution|school",
    "college|institution|school",
    "airline|company",
    "carmaker|company",
    "bank|lender|company",
    "newspaper|paper|daily",
    "law act bill legislation",
    "agreement accord deal pact treaty",
    "head leader chief boss director",
)
_WIDER: dict[str, list[str]] = {}
for _line in _ALIKE:
    _first, *_rest = _line.split("|") if "|" in _line else _line.split()
    for _noun in _rest:
        _WIDER.setdefault(_noun, []).append(_first)
        if "|" not in _line:
            _WIDER.setdefault(_first, []).append(_noun)
_RANKS_TEXT = "acting assistant associate deputy ex former late lead new shadow vice"
_RANKS = frozenset(_RANKS_TEXT.split())
_LOWER = frozenset({"deputy", "vice", "shadow", "assistant"})
# Words before a role noun that do not tell one bearer from another.
_PLAIN_TEXT = "acting ex former late longtime new own senior then top current one"
_PLAIN = frozenset(_PLAIN_TEXT.split())


_WORDS = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*\.?")
_FUNCTION = frozenset(
    {"of", "the", "for", "to", "and", "at", "in", "a", "an", "on", "with", "from", "s"}
)
_IRREGULAR = {
    "american": "us",
    "america": "us",
    "u.s": "us",
    "us": "us",
    "united": "us",
    "british": "uk",
    "britain": "uk",
    "english": "engl",
    "england": "engl",
    "french": "fran",
    "dutch": "neth",
    "spanish": "spai",
    "danish": "denm",
    "greek": "gree",
    "welsh": "wale",
    "swiss": "swit",
    "turkish": "turk",
    "irish": "irel",
    "polish": "pola",
    "finnish": "finl",
    "swedish": "swed",
}


def stem(word: str) -> str:
    """Enough of a word to know a country by: "Russian", "Russia's" → "russ"."""
    word = word.lower().strip(".").removesuffix("'s").removesuffix("’s").removesuffix(".")
    return _IRREGULAR.get(word, word[:4])


def wider(noun: str) -> list[str]:
    """The narrower nouns that a text may have used before: "lawmaker" → "senator" and others."""
    return _WIDER.get(noun, [])


def words_of(text: str) -> list[str]:
    """The words of a role or name in lower case, apart from their possessive."""
    return _WORDS.findall(text.lower())


def words_fit(
    modifiers: Collection[str],
    names: Sequence[str],
    known: Collection[str],
    nouns: Collection[str],
    *,
    near: bool,
) -> bool:
    """Whether the words around a role noun can be said of somebody, as far as is known.

    "The French president" fits a president of whom no country is known only where he is `near`.

    `modifiers` and `names` are the noun phrase's other words and the words of names in it; `known`
    are the words of the roles that somebody has in the text, `nouns` the role nouns among them.
    """
    parts = {part for noun in nouns for part in noun.split()}
    said = {word.strip(".") for word in modifiers} - _PLAIN - (parts - _RANKS)
    if said & _RANKS - set(known) or _LOWER.intersection(known) - said - parts:
        return not said and not names
    theirs = {word.strip(".") for word in known if role_noun(word.title()) not in nouns}
    theirs -= _PLAIN | _FUNCTION | parts
    if not theirs:
        return not names or near
    stems = {stem(word) for word in theirs}
    alike = any(stem(name) in stems for name in names)
    if said and not said & theirs and not alike:
        return False
    return not names or alike
