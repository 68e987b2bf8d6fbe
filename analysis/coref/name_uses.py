"""The use of each name in its sentence: the evidence that tells the person from namesakes."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.coref.context import ContextFinder
from analysis.coref.passing_names import PassingKind, find_passing_kind
from analysis.coref.role_phrases import role_noun_at
from analysis.coref.roles import AGE_PATTERN, Role, RoleKind
from analysis.models import Mention
from analysis.names.given_names import GENDERED_PRONOUNS, Gender
from analysis.names.occupations import occupational_fields
from analysis.names.titles import FAMILY_NOUNS, GENERIC_PERSON_NOUNS, RELATION_NOUNS, singular
from analysis.syntax.tag_sets import COMMON_NOUN_TAGS, NOUN_TAGS
from analysis.syntax.tokens import Doc, is_comma

_DEAD = lexicon.words("short_name_words", "dead")
_DEATH_VERBS = lexicon.words("short_name_words", "death_verb")
_DEATH_PASSIVES = lexicon.words("short_name_words", "death_passive")
_DEATH_NOUNS = lexicon.words("short_name_words", "death_noun")
_ROYAL = lexicon.words("short_name_words", "royal")
_FORMER = lexicon.words("short_name_words", "former")
_RANKS = {
    rank: frozenset((field,))
    for field, ranks in (
        ("law", lexicon.words("person_nouns", "law_rank")),
        ("forces", lexicon.words("person_nouns", "forces_rank")),
    )
    for rank in ranks
}
_FAMILIES = lexicon.words("person_nouns", "relatives")
_AUXILIARIES = lexicon.words("auxiliaries", "be")
_AROUND_AGE = frozenset({",,", ",.", "()", ",;"})
_AGE_BEFORE = re.compile(r"(\d{1,2})-year-old")
_AGE_DIGITS = 2
_SENTENCE_ENDS = frozenset(".!?")
_THIRD_PERSONS = frozenset({"his", "her", "its", "their"})
_SPOUSES: dict[str, Gender] = {
    "wife": "man", "widow": "man", "husband": "woman", "widower": "woman"
}  # fmt: skip
_INDEFINITE = frozenset({"a", "an"})
_PRONOUN_REACH = 15  # tokens after a name
_KIN_PHRASE = 2  # tokens: "son of"
_KIN_REACH = 3  # tokens after a possessive
_ASIDE = 12  # tokens between commas
_UNSPECIFIC = GENERIC_PERSON_NOUNS | RELATION_NOUNS
_NO_ROLE_WORDS = lexicon.words("prepositions") | lexicon.words("stop_words")


class NameEvidence(Struct, frozen=True):
    """The use of a name: what its sentence states of the person.

    `nouns` are the nouns of the roles beside the name, `title` the noun before it, `role_words`
    their modifiers in lower case. `is_relative`: introduced as another person's relative ("his
    wife Ann Roe", "the son of Ann Roe"). `has_relative`: the possessor of a relative ("Roe's
    wife"). `is_royal`: after a title that takes the given name ("Prince Hussein").
    `is_introduced`: described as a new person ("Ann Roe, a driver", "Ann Roe, 34").
    `is_bracketed`: the first word in brackets. `sentence` and `quote` are -1 where there is none,
    and so is `age` ("Ann Roe, 34", "34-year-old Ann Roe"). `pronoun` is the gender of a pronoun
    that follows and can refer to the name ("Roe in her office"). `is_family`: the name is that of
    a family ("the Roe family"). `apposed` is the noun of a description before the name ("the
    referee, Roe,"), `described` that of one after it. `fields` are the occupational fields of the
    roles beside the name, none of them that of a `is_former` role. `is_dependent`: introduced by
    the possessive of another ("her lawyer, Ann Roe"). `passing` is the kind of a name that is
    mentioned in passing. `spouse` is the gender of the possessor of a spouse ("Roe's wife": man).
    """

    sentence: int = -1
    quote: int = -1
    gender: Gender | None = None
    title: str = ""
    nouns: frozenset[str] = frozenset()
    role_words: frozenset[str] = frozenset()
    is_relative: bool = False
    has_relative: bool = False
    is_speaker: bool = False
    is_dead: bool = False
    is_headline: bool = False
    is_royal: bool = False
    is_introduced: bool = False
    is_bracketed: bool = False
    age: int = -1
    pronoun: Gender | None = None
    is_family: bool = False
    apposed: str = ""
    described: str = ""
    fields: frozenset[str] = frozenset()
    is_former: bool = False
    is_dependent: bool = False
    passing: PassingKind = ""
    spouse: Gender | None = None


def find_name_uses(
    words: Doc,
    names: Sequence[Mention],
    roles: Sequence[Sequence[Role]],
    genders: Sequence[Gender | None],
    finder: ContextFinder,
) -> list[NameEvidence]:
    """Return the use of each name; `roles` and `genders` have an entry for each name."""
    uses = []
    starts = _find_next_people(words, names)
    for name, own, gender, next_person in zip(names, roles, genders, starts, strict=True):
        span = words.token_range(name.start, name.end)
        if not span or name.label != "PERSON":
            number = words.sentence_of(words.token_at(name.start))
            uses.append(NameEvidence(number, gender=gender))
            continue
        first, last = span[0], span[-1] + 1
        context = finder.find_context(first, last)
        title = next((role for role in own if role.kind == "title"), None)
        beside = words.tokens[title.first : first] if title is not None else ()
        role_words = frozenset(_list_role_words(words, own))
        is_former = not role_words.isdisjoint(_FORMER)
        sentence = words.sentences[context.sentence]
        uses.append(
            NameEvidence(
                context.sentence,
                context.quote,
                gender,
                title.noun if title is not None else "",
                frozenset(role.noun for role in own),
                role_words,
                any(is_relative_role(words, role) for role in own)
                or _is_relation(words, title.first if title is not None else first),
                _has_relative(words, last),
                context.is_speaker,
                _is_dead(words, first, last),
                _is_headline(words, context.sentence),
                any(token.lower in _ROYAL for token in beside),
                _is_introduced(words, last, own),
                first > 0 and words.tokens[first - 1].text == "(",
                _find_age(words, first, last),
                _find_pronoun(words, last, next_person, finder),
                last < len(words.tokens) and words.tokens[last].lower in _FAMILIES,
                _noun_of_kind(own, "before"),
                _noun_of_kind(own, "appositive"),
                frozenset() if is_former else _find_fields(words, own),
                is_former,
                any(_is_of_another(words, role) for role in own),
                find_passing_kind(words, name.start, name.end, sentence),
                _find_spouse(words, last),
            )
        )
    return uses


def _noun_of_kind(roles: Sequence[Role], kind: RoleKind) -> str:
    """Return the noun of the role of a kind, "" for none or for one that many people have."""
    nouns = (role.noun for role in roles if role.kind == kind)
    return next((noun for noun in nouns if noun not in _UNSPECIFIC), "")


def _find_fields(words: Doc, roles: Sequence[Role]) -> frozenset[str]:
    """Return the occupational fields of roles; a rank that is the whole title has one, too."""
    found: frozenset[str] = frozenset()
    for role in roles:
        if role.kind == "clause":
            continue
        text = " ".join(token.lower for token in words.tokens[role.first : role.last])
        fields = occupational_fields(f"{text} {role.noun}")
        if not fields and role.kind == "title" and role.last - role.first == 1:
            fields = _RANKS.get(role.noun, fields)
        found |= fields
    return found


def _is_of_another(words: Doc, role: Role) -> bool:
    """Return whether a role before a name is that of another person's: "her lawyer, Ann Roe"."""
    span = words.tokens[max(role.first - 1, 0) : role.head]
    return role.kind == "before" and any(token.lower in _THIRD_PERSONS for token in span)


def _find_next_people(words: Doc, names: Sequence[Mention]) -> list[int]:
    """Return the first token of the next person's name after each name, else the end."""
    starts = [len(words.tokens)] * len(names)
    for number in range(len(names) - 2, -1, -1):
        following = names[number + 1]
        is_person = following.label == "PERSON"
        starts[number] = words.token_at(following.start) if is_person else starts[number + 1]
    return starts


def _find_pronoun(words: Doc, last: int, stop: int, finder: ContextFinder) -> Gender | None:
    """Return the gender of the first pronoun after a name that can refer to it, else None.

    The pronoun is in the same sentence and quotation. No other person is named or described
    between. An object pronoun refers to another person: "Roe called her".
    """
    tokens = words.tokens
    if last >= len(tokens):
        return None
    sentence = words.sentences[words.sentence_of(last - 1)]
    for index in range(last, min(stop, sentence.last, last + _PRONOUN_REACH)):
        token = tokens[index]
        if finder.quote_of[index] != finder.quote_of[last - 1]:
            return None
        gender = GENDERED_PRONOUNS.get(token.lower)
        if gender is not None:
            is_object = token.lower == "him" or (token.lower == "her" and token.tag == "PRP")
            return None if is_object else gender
        if token.tag in COMMON_NOUN_TAGS and role_noun_at(words, index) is not None:
            return None
    return None


def _find_spouse(words: Doc, last: int) -> Gender | None:
    """Return the gender of the possessor of a spouse: "Roe's wife" → man."""
    tokens = words.tokens
    if last >= len(tokens) or tokens[last].tag != "POS":
        return None
    for token in tokens[last + 1 : last + 1 + _KIN_REACH]:
        if token.lower in _SPOUSES:
            return _SPOUSES[token.lower]
    return None


def is_relative_role(words: Doc, role: Role) -> bool:
    """Return whether a role is that of another person's relative: "his wife", "Roe's son".

    So is a title without a possessor: "with husband Bo Roe".
    """
    if role.noun not in FAMILY_NOUNS:
        return False
    if role.kind == "title" and role.first == role.head:
        return True
    span = words.tokens[max(role.first - 1, 0) : role.head]
    if any(token.tag in ("PRP$", "POS") for token in span):
        return True
    # "Ann Roe, the daughter of Bo Roe"
    after = words.tokens[role.head + 1 : role.head + 1 + _KIN_PHRASE]
    return len(after) == _KIN_PHRASE and after[0].lower == "of" and after[1].tag in NOUN_TAGS


def _is_relation(words: Doc, first: int) -> bool:
    """Return whether a name defines another person as a relative: "the son of Roe"."""
    tokens = words.tokens
    if first < _KIN_PHRASE or tokens[first - 1].lower != "of":
        return False
    return singular(tokens[first - _KIN_PHRASE].lower) in FAMILY_NOUNS


def _is_introduced(words: Doc, last: int, roles: Iterable[Role]) -> bool:
    """Return whether a name has an indefinite appositive or an age: "Roe, a driver", "Roe, 34"."""
    tokens = words.tokens
    after = tokens[last : last + 3]
    if len(after) > 2 and is_comma(after[0]) and AGE_PATTERN.fullmatch(after[1].lower):
        return after[1].text.isdigit() and not after[2].text[0].isalnum()
    return any(
        token.lower in _INDEFINITE
        for role in roles
        if role.kind == "appositive"
        for token in tokens[last : role.first + 1]
    )


def _find_age(words: Doc, first: int, last: int) -> int:
    """Return the age beside a name, or -1: "Roe, 34,", "Roe, aged 34,", "Roe (34)"."""
    tokens = words.tokens
    after = [token.text for token in tokens[last : last + 4]]
    if after[1:2] == ["aged"]:
        del after[1]
    if len(after) > 2 and after[0] + after[2] in _AROUND_AGE and after[1].isdecimal():
        return int(after[1]) if len(after[1]) <= _AGE_DIGITS else -1
    before = _AGE_BEFORE.fullmatch(tokens[first - 1].lower) if first > 0 else None
    return int(before[1]) if before is not None else -1


def _list_role_words(words: Doc, roles: Iterable[Role]) -> Iterable[str]:
    for role in roles:
        for token in words.tokens[role.first : role.last]:
            if token.lower not in _NO_ROLE_WORDS and token.text[0].isalnum():
                yield token.lower


def _has_relative(words: Doc, last: int) -> bool:
    """Return whether a name is the possessor of a relative: "Roe's elder brother"."""
    tokens = words.tokens
    if last >= len(tokens) or tokens[last].tag != "POS":
        return False
    return any(
        singular(token.lower) in FAMILY_NOUNS for token in tokens[last + 1 : last + 1 + _KIN_REACH]
    )


def _is_dead(words: Doc, first: int, last: int) -> bool:
    """Return whether the words beside a name report that the person is dead."""
    tokens = words.tokens
    if any(token.lower in _DEAD for token in tokens[max(first - 2, 0) : first]):
        return True
    if last < len(tokens) and tokens[last].tag == "POS":
        return any(token.lower in _DEATH_NOUNS for token in tokens[last + 1 : last + 3])
    if last < len(tokens) and is_comma(tokens[last]):
        # "Roe, a fisheries official, was shot"
        reach = range(last + 1, min(last + _ASIDE, len(tokens)))
        last = next((index + 1 for index in reach if is_comma(tokens[index])), last)
    after = [token.lower for token in tokens[last : last + 3]]
    if not after or after[0] in _DEATH_VERBS:
        return bool(after)
    return after[0] in _AUXILIARIES and any(word in _DEATH_PASSIVES for word in after[1:3])


def _is_headline(words: Doc, number: int) -> bool:
    """Return whether a sentence is the headline: the first paragraph, without a full stop."""
    sentence = words.sentences[number]
    if sentence.paragraph or number:
        return False
    has_body = words.sentences[-1].paragraph > 0
    return has_body and words.tokens[sentence.last - 1].text[-1] not in _SENTENCE_ENDS
