"""Match a noun phrase to a person by the roles that the text assigns to that person."""

import re
from collections.abc import Collection, Sequence

from analysis.coref.titles import role_noun

# Synonyms and hypernyms in news. With "|", only the first noun can be replaced by the others;
# without it, each can replace the first and be replaced by it.
_SUBSTITUTES = (
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
_NARROWER: dict[str, list[str]] = {}
for _line in _SUBSTITUTES:
    _first, *_rest = _line.split("|") if "|" in _line else _line.split()
    for _noun in _rest:
        _NARROWER.setdefault(_noun, []).append(_first)
        if "|" not in _line:
            _NARROWER.setdefault(_first, []).append(_noun)
_RANKS_TEXT = "acting assistant associate deputy ex former late lead new shadow vice"
_RANKS = frozenset(_RANKS_TEXT.split())
_SUBORDINATE = frozenset({"deputy", "vice", "shadow", "assistant"})
# Modifiers of a role noun that do not distinguish its holders.
_NON_DISTINCTIVE_TEXT = "acting ex former late longtime new own senior then top current one"
_NON_DISTINCTIVE = frozenset(_NON_DISTINCTIVE_TEXT.split())


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
    """Return a key that a country's names and adjective share: "Russian", "Russia's" → "russ"."""
    word = word.lower().strip(".").removesuffix("'s").removesuffix("’s").removesuffix(".")
    return _IRREGULAR.get(word, word[:4])


def wider(noun: str) -> list[str]:
    """Return the narrower nouns that a noun can refer back to: "lawmaker" → "senator", …."""
    return _NARROWER.get(noun, [])


def words_of(text: str) -> list[str]:
    """Return the words of a role or name in lower case, without possessive endings."""
    return _WORDS.findall(text.lower())


def words_fit(
    modifiers: Collection[str],
    names: Sequence[str],
    known: Collection[str],
    nouns: Collection[str],
    *,
    near: bool,
) -> bool:
    """Return whether the modifiers of a role noun are compatible with a person's roles.

    `modifiers` and `names` are the noun phrase's other words and the words of names in it. `known`
    are the words of the person's roles in the text, `nouns` the role nouns among them. "The French
    president" matches a president without a known country only if the mention is `near`.
    """
    noun_parts = {part for noun in nouns for part in noun.split()}
    described = {word.strip(".") for word in modifiers} - _NON_DISTINCTIVE - (noun_parts - _RANKS)
    if described & _RANKS - set(known) or _SUBORDINATE.intersection(known) - described - noun_parts:
        return not described and not names
    role_words = {word.strip(".") for word in known if role_noun(word.title()) not in nouns}
    role_words -= _NON_DISTINCTIVE | _FUNCTION | noun_parts
    if not role_words:
        return not names or near
    stems = {stem(word) for word in role_words}
    shares_name = any(stem(name) in stems for name in names)
    if described and not described & role_words and not shares_name:
        return False
    return not names or shares_name
