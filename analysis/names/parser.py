"""Parse a name: remove titles, nickname, particles and suffix, and normalize the parts.

The forms in which a text writes its names, each with its label and its mentions.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from analysis import lexicon
from analysis.models import Label, Mention, Reason
from analysis.names.given_names import Gender, fold_word, gender_of_given_name, likely_gender
from analysis.names.titles import (
    ABBREVIATED_TITLES,
    HONORIFICS,
    honorific_length,
    is_abbreviated_title,
    is_title_in_capitals,
    role_noun,
)

_CACHE_SIZE = 20_000  # the same names are parsed many times in a text
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=[sS])['’])$")
_NICKNAME = re.compile(r"\s+[\"“‘'(]+([^\"“”‘’'()]{1,30})[\"”’')]+(?=\s|$)")
_SUFFIX = re.compile(rf",?\s+({lexicon.pattern('name_suffixes')})\.?$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|[A-Z]\.[\w.]*|Jr|Sr|Inc|Corp|Co|Ltd|Bros|St)\.$")
_NOTE = re.compile(r"(?<=\w) ?\([^()]*\)?$")
# "R-Utah": the party and the state of a lawmaker.
_PARTY_AND_STATE = re.compile(r"[DRI]-(?=[A-Z])")
_EDGES = " \t\n\r\"“”‘’'`,;:.()[]–—-…!?*"
_PARTICLES = lexicon.words("name_particles", "surname")
_FUNCTION_WORDS = lexicon.words("name_particles", "lower_case")
_LEGAL_FORMS = lexicon.words("legal_forms")

# "5th" → "fifth"
_ORDINALS = {
    f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }": word
    for word, number in lexicon.numbers("numerals", "ordinal").items()
    if 1 <= number <= 20
}

_CANONICAL = {
    alias: canonical.replace(" ", "")
    for canonical, aliases in lexicon.values("other_names").items()
    for alias in aliases.split()
}
OTHER_NAME_KEYS = frozenset(_CANONICAL)
"""The keys of the other names of states and cities: "burma"."""
STATE_KEYS = frozenset(name.replace(" ", "") for name in lexicon.words("other_names", "place"))
# Short forms of states that are not acronyms: "Va.".
_SHORT_STATES = lexicon.words("abbreviations", "us_state")


class ParsedName(Struct, frozen=True):
    """A parsed name.

    `bare_text` is the name in the letters of the text, without title, possessive and leading
    article. `parts` are its words in plain lower-case letters, without particles ("van der"). `key`
    is equal for names that differ only in case, accents, hyphens and full stops. `has_legal_form`
    is True if the name ended with a legal form ("Inc."), which is not in `parts`.
    """

    bare_text: str
    key: str
    parts: tuple[str, ...]
    suffix: str = ""
    nickname: str = ""
    gender: Gender | None = None
    has_legal_form: bool = False

    @property
    def is_acronym(self) -> bool:
        """Return whether it is written like an acronym: "NATO", "U.N."."""
        letters = self.bare_text.replace(".", "")
        return 2 <= len(letters) <= 8 and letters.isalnum() and sum(map(str.isupper, letters)) >= 2


@lru_cache(maxsize=_CACHE_SIZE)
def parse_person_name(text: str) -> ParsedName:
    """Parse a person's name."""
    words = _strip_edges(text).split()
    cut = count_title_words(words)
    gender = _gender_of_titles(words[:cut])
    words = words[cut:]
    shown = " ".join(words)
    nickname = _NICKNAME.search(shown)
    bare = _NICKNAME.sub("", shown) if nickname else shown
    suffix = _SUFFIX.search(bare)
    if suffix:
        bare = bare[: suffix.start()]
    folded = [(word, _normalize_part(word)) for word in bare.split()]
    full = [part for _, part in folded if part]
    core = [
        part
        for index, (word, part) in enumerate(folded)
        if part and not _is_particle(word, part, first=index == 0)
    ]
    parts = tuple(core or full)
    return ParsedName(
        shown,
        "".join(full),
        parts,
        fold_word(suffix[1]) if suffix else "",
        fold_word(nickname[1]) if nickname else "",
        gender,
    )


def is_family_name_first(name: ParsedName) -> bool:
    """Return whether the family name is written first: "Kim Min-seo", "Hong Nam Joo"."""
    return begins_with_family_name(name.parts)


def begins_with_family_name(parts: Sequence[str]) -> bool:
    """Return whether the first word of a parsed name is the family name."""
    is_listed = len(parts) > 1 and parts[0] in _FIRST_FAMILY_NAMES
    return is_listed and gender_of_given_name(parts[-1]) is None


_FIRST_FAMILY_NAMES = lexicon.words("first_family_names")
_NUMERAL = re.compile("[ivx]+")


def have_different_numerals(
    first: Sequence[str], suffix: str, second: Sequence[str], other_suffix: str
) -> bool:
    """Return whether two names, as parts and suffix, are of two rulers: "John Paul I", "… II"."""
    numerals = [
        last if _NUMERAL.fullmatch(last := written or parts[-1]) else ""
        for parts, written in ((first, suffix), (second, other_suffix))
        if written or len(parts) > 1
    ]
    return len(numerals) > 1 and all(numerals) and numerals[0] != numerals[1]


@lru_cache(maxsize=_CACHE_SIZE)
def parse_thing_name(text: str) -> ParsedName:
    """Parse the name of an organization, place, group, work or other thing."""
    shown = _strip_edges(_NOTE.sub("", text.rstrip()))
    shown = shown[2:] if _PARTY_AND_STATE.match(shown) else shown
    if shown[:4].lower() == "the " and len(shown) > 4:
        shown = shown[4:]
    if shown[:1].islower() and shown.count(" ") > 1:
        # "federal Securities and Exchange Commission", but "state Supreme Court"
        first, _, rest = shown.partition(" ")
        is_qualifier = first.isalpha() and first.islower() and rest[:1].isupper()
        shown = rest if is_qualifier and (first != "state" or rest[:10] == "Department") else shown
    folded = [_normalize_part(word) for word in shown.replace("-", " ").replace("/", " ").split()]
    folded = _join_state([_ORDINALS.get(word, word) for word in folded if word])
    full = len(folded)
    while len(folded) > 1 and folded[-1] in _LEGAL_FORMS:
        folded.pop()
    key = "".join(folded)
    if len(key) > 3 or shown.isupper() or key == "fed" or key in _SHORT_STATES:
        key = canonical_place(key)
    return ParsedName(shown, key, tuple(folded), has_legal_form=len(folded) < full)


def _join_state(parts: list[str]) -> list[str]:
    """Return the parts with a state at the start joined to one part: "U.N. Security Council"."""
    for count in (1, 2, 3):
        state = canonical_place("".join(parts[:count]))
        if len(parts) > count + (count == 1) and state in STATE_KEYS:
            return [state, *parts[count:]]
    return parts


def canonical_place(key: str) -> str:
    """Return the canonical key of a state or city for any of its names: "burma" → "myanmar"."""
    return _CANONICAL.get(key, key)


def count_title_words(words: Sequence[str]) -> int:
    """Return the number of title words at the start of a person's name.

    "U.S. President Joe Biden" → 2
    """
    if is_name_with_sheikh(words):
        return 0
    for index in range(len(words) - 2, 0, -1):
        if role_noun(words[index]) in _OFFICES and not _SUFFIX.match(f" {words[index + 1]}"):
            return index + 1
    count = 0
    if len(words) > 2 and words[0] in ("Crown", "Grand") and _is_title(words[1]):
        count = 2  # "Grand Ayatollah Ali al-Sistani", "Crown Prince Hussein"
    while len(words) - count > 1:
        length = honorific_length(words[count:-1]) or int(_is_title(words[count]))
        # "MK Stalin" may be initials, "MK Yossi Harel" is a lawmaker.
        are_initials = is_title_in_capitals(words[count]) and len(words) - count < _FULL_TITLED
        if not length or are_initials:
            break
        count += length
    return count


def is_name_with_sheikh(words: Sequence[str]) -> bool:
    """Return whether "Sheikh" is the first part of a woman's name: "Sheikh Hasina".

    As a title it precedes a man's name; a woman's title is Sheikha.
    """
    is_pair = len(words) == _PAIR and words[0] in _SHEIKH
    return is_pair and gender_of_given_name(words[1]) == "woman"


_PAIR = 2
_SHEIKH = frozenset({"Sheikh", "Shaikh", "Sheik"})
_FULL_TITLED = 3  # words of a title and a full name


def _gender_of_titles(words: Sequence[str]) -> Gender | None:
    """Return the gender of the first honorific that implies one: "Her Excellency" → woman."""
    at = 0
    while at < len(words):
        length = honorific_length(words[at:])
        honorific = " ".join(map(_normalize_word, words[at : at + length]))
        if gender := HONORIFICS.get(honorific):
            return gender
        at += max(length, 1)
    return None


def is_office_word(word: str) -> bool:
    """Return whether a word of a name is an office or an article, and so identifies no one."""
    if role_noun(word) in _OFFICES or is_abbreviated_title(word):
        return True
    return _normalize_word(word) in ("the", "prime", "vice", "pope")


def possible_acronyms(text: str) -> set[str]:
    """Return the possible acronyms, in lower case, of a name of several words.

    "Food and Agriculture Organization" → "fao", "faao"; a single word has none.
    """
    words = [part for word in text.split() for part in word.split("-") if part[:1].isalnum()]
    if not 2 <= len(words) <= 12:
        return set()
    big = [word for word in words if word.lower() not in _FUNCTION_WORDS]
    forms = {"".join(word[0] for word in group).lower() for group in (words, big)}
    return {form for form in forms if len(form) > 1}


def _strip_edges(text: str) -> str:
    shown = _POSSESSIVE.sub("", " ".join(text.split()).strip(_EDGES.replace(".", "")))
    return shown if _ABBREVIATED.search(shown) else shown.rstrip(".")


def _normalize_part(word: str) -> str:
    word = fold_word(word.strip(_EDGES))
    if word.startswith(("al-", "el-", "ul-", "as-", "ad-", "an-", "ar-")) and len(word) > 4:
        word = word[3:]
    return "".join(letter for letter in word if letter.isalnum() or letter == "&")


def _is_particle(word: str, part: str, *, first: bool) -> bool:
    # "E." is an initial and "Al" a given name, although "e" and "al" are particles.
    is_given_name = len(part) == 1 or (first and part in ("al", "ben", "bar"))
    return part in _PARTICLES and (word.islower() or not is_given_name)


def _normalize_word(word: str) -> str:
    return word.lower().rstrip(".'’")


def _is_title(word: str) -> bool:
    if _normalize_word(word) in ABBREVIATED_TITLES:
        return is_abbreviated_title(word)
    return word[0].isupper() and role_noun(word) in _TITLES


_OFFICES = lexicon.words("person_nouns", "office")
_TITLES = lexicon.words("person_nouns", "office", "title")


# The most names sharing a word that a new name is compared with; a text with more is a list.
MAX_CANDIDATES = 40
# From this confidence on, a tag other than PERSON outweighs a person with the same surname.
_CONFIDENT_TAG = 0.85


@dataclass(slots=True)
class NameForm:
    """A normalized form of a name, with the indexes of its mentions and its spellings.

    `is_alias` is True for a name that the text introduces as another name: "known as". A form
    `shares_surname` if its mentions are the given name alone: "Ann" in "Ann and Bo Roe".
    """

    parsed: ParsedName
    label: Label
    members: list[int]
    spellings: Counter[str]
    is_alias: bool = False
    shares_surname: bool = False

    @property
    def fullest_spelling(self) -> str:
        """The fullest spelling: not all in capitals, most words, then the most frequent."""
        if len(self.spellings) == 1:
            return next(iter(self.spellings))

        def fullness(spelling: str) -> tuple[bool, bool, int, int]:
            is_canonical = (
                self.label == "GPE" and fold_word(spelling.replace(" ", "")) == self.parsed.key
            )
            is_canonical = is_canonical and 5 * self.spellings[spelling] >= len(self.members)
            return (
                is_canonical,
                not spelling.isupper() or len(spelling) < 5,
                spelling.count(" "),
                self.spellings[spelling],
            )

        return max(self.spellings, key=fullness)


@dataclass(slots=True, eq=False)
class NameCluster:
    """Forms of one name, the fullest first, with the confidence and reason of each mention."""

    forms: list[NameForm]
    reasons: dict[int, tuple[float, Reason]] = field(default_factory=dict)

    @property
    def main_form(self) -> NameForm:
        """The form to which the others were matched."""
        return self.forms[0]


def _complete_pairs(text: str, names: Sequence[Mention], parsed: list[ParsedName]) -> set[int]:
    """Complete given names that share the surname after "and": "Ann and Bo Roe" → "Ann Roe".

    `parsed` has an entry for each name and is changed. Returns the indexes of the completed ones.
    "Roe and Bo Lind" is no such pair, nor is a given name that a full name has with another
    surname.
    """
    completed = set()
    surnames_of: dict[str, set[str]] = defaultdict(set)
    surnames = set()
    for name, person in zip(names, parsed, strict=True):
        if name.label == "PERSON" and len(person.parts) > 1:
            surnames_of[person.parts[0]].add(person.parts[-1])
            surnames.add(person.parts[-1])
    for index, (name, following) in enumerate(pairwise(names)):
        person, fuller = parsed[index], parsed[index + 1]
        if name.label != "PERSON" or following.label != "PERSON":
            continue
        if len(person.parts) != 1 or len(fuller.parts) != _PAIR or person.parts[0] in surnames:
            continue
        if text[name.end : following.start] not in _COORDINATIONS:
            continue
        given, surname = person.parts[0], fuller.parts[1]
        known = surnames_of.get(given, {surname} if likely_gender(given) else set())
        shared = fuller.bare_text.split()[1:]
        if known == {surname} and shared:
            parsed[index] = parse_person_name(" ".join([person.bare_text, *shared]))
            completed.add(index)
    return completed


_COORDINATIONS = frozenset({" and ", " & ", " or "})
_PAIR = 2  # parts of a full name


def find_forms(text: str, names: Sequence[Mention]) -> tuple[list[NameForm], list[NameForm]]:
    """Return the forms of people's names, and the forms of other names.

    Each form has one label: the most frequent label of its mentions.
    """
    spellings = [text[name.start : name.end] for name in names]
    persons_by_spelling = {spelling: parse_person_name(spelling) for spelling in set(spellings)}
    things_by_spelling = {spelling: parse_thing_name(spelling) for spelling in set(spellings)}
    as_person = [persons_by_spelling[spelling] for spelling in spellings]
    as_thing = [things_by_spelling[spelling] for spelling in spellings]
    completed = _complete_pairs(text, names, as_person)
    votes: dict[str, dict[Label, float]] = defaultdict(lambda: defaultdict(float))
    surnames: dict[str, int] = {}
    firsts: dict[str, int] = {}
    for index, (name, person, thing) in enumerate(zip(names, as_person, as_thing, strict=True)):
        votes[thing.key][name.label] += name.confidence
        firsts.setdefault(thing.key, index)
        if name.label == "PERSON" and len(person.parts) > 1:
            surnames.setdefault(person.parts[-1], index)
            if gender_of_given_name(person.parts[0]) is None:
                # "Park Geun-hye": the family name may come first.
                surnames.setdefault(person.parts[0], index)
    persons: dict[str, NameForm] = {}
    things: dict[str, NameForm] = {}
    for index, name in enumerate(names):
        person, thing = as_person[index], as_thing[index]
        label = name.label
        label_votes = votes[thing.key]
        if len(person.parts) == 1 and person.parts[0] in surnames:
            # "Ford" the man and "Ford" the company: a confident tag is not changed, nor is the tag
            # of a name that precedes the man's and is never tagged as a person.
            share = label_votes["PERSON"] / max(sum(label_votes.values()), 1e-9)
            is_likely_person = share > 0.25 or surnames[person.parts[0]] < firsts[thing.key]
            if label != "NORP" and (
                share > 0.5 or (name.confidence < _CONFIDENT_TAG and is_likely_person)
            ):
                label = "PERSON"
        elif len(label_votes) > 1:
            label = max(label_votes, key=lambda candidate: label_votes[candidate])
        if label == "PERSON":
            key = person.key + person.suffix + ("&" if index in completed else "")
            form = _add_mention(persons, key, person, label, index)
            form.shares_surname = index in completed
        else:
            key = thing.key
            if label == "NORP" and len(key) > 4:
                key = key.removesuffix("s")
            _add_mention(things, key, thing, label, index)
    return list(persons.values()), list(things.values())


def _add_mention(
    forms: dict[str, NameForm], key: str, written: ParsedName, label: Label, index: int
) -> NameForm:
    form = forms.get(key)
    if form is None:
        form = forms[key] = NameForm(written, label, [], Counter())
    form.members.append(index)
    form.spellings[written.bare_text] += 1
    return form


def find_bracketed_pairs(text: str, names: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return pairs of a name and a possible short form in brackets after it.

    The name directly before the brackets may be only the end of the long form, as in "Food and
    (Agriculture Organization) (FAO)". The pair then has the name that begins the long form.
    """
    found = []
    for index in range(1, len(names)):
        short = names[index]
        if text[short.end : short.end + 1] != ")" or text[short.start - 1 : short.start] != "(":
            continue
        long = index - 1
        letters = parse_thing_name(text[short.start : short.end]).key
        for earlier in range(max(0, index - 3), index):
            between = text[names[earlier].start : short.start - 1]
            if len(between) < 120 and letters in possible_acronyms(between):
                long = earlier
                break
        if short.start - names[index - 1].end < 6:
            found.append((long, index))
    return found


def gender_of_cluster(
    cluster: NameCluster, genders: Sequence[Gender | None]
) -> tuple[Gender | None, bool]:
    """Return the gender from titles or the given name, and whether it is from titles."""
    title_genders = Counter(genders[member] for member in cluster.reasons if genders[member])
    title_genders.update(form.parsed.gender for form in cluster.forms if form.parsed.gender)
    if title_genders:
        return title_genders.most_common(1)[0][0], True
    for form in cluster.forms:
        parts = form.fullest_spelling.split()
        if len(parts) < 2 or parts[-1].endswith("."):  # "Kern Bros."
            continue
        for part in parts[:-1]:
            gender = likely_gender(part) if len(part.rstrip(".")) > 1 else None
            if gender:
                return gender, False
            if len(part.rstrip(".")) > 1:
                break
    return None, False
