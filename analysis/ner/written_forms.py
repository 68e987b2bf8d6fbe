"""Names that their written form determines: acts, sections, amounts, ordinals, vehicles."""

import re
from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.models import NO_REASON
from analysis.ner.candidates import SURE_SCORE, TaggedName
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import Doc

_AMENDMENT = re.compile(r"\((?:Amendments?|Repeal)\)")
_AFTER_SUBJECT = FINITE_TAGS | {"POS"}
_ACTS = frozenset({"Act", "Bill", "Law", "Order", "Regulations"})
_LINKS = frozenset({"of", "and", "for", "the"})
_LONGEST = 8  # words of an act's name before the bracket
# "GHS6.2billion", "R20m"; without a scale only after three letters: "GHS500"
_AMOUNT = re.compile(
    r"(?:[A-Z]{1,3}\$?|[$€£₦₵])\d[\d.,]*(?:[btm]r?illion|thousand|[tbm]n|[mk])"
    r"|(?:[A-Z]{3}|[A-Z]{1,2}\$)\d[\d.,]*",
    re.IGNORECASE,
)
_SECTIONS = frozenset({"Section", "Sections", "Article", "Articles", "Clause", "Paragraph"})
_AIRCRAFT = lexicon.words("vehicle_makers", "aircraft")
_CARS = lexicon.words("vehicle_makers", "car")
_SINGLE = frozenset({"a", "an", "his", "her", "their", "my", "another"})
_COLORS_AND_AGES = ("JJ", "VBN")  # "a white Toyota Hilux", "a used Toyota Hilux"
_MODEL_WORDS = 3  # after the maker
_NO_MODELS = lexicon.words("organization_nouns", "noun", "omissible", "public") | lexicon.words(
    "legal_forms"
)
_NUMBER_SIGNS = frozenset({"No.", "No", "Nos.", "Nos"})


def read_written_forms(words: Doc, names: Sequence[TaggedName]) -> Iterator[TaggedName]:
    """Yield the names without amounts, sections and ordinals, and with whole acts and vehicles.

    "Land (Amendment) Act" is one name, "Section 3 of the Land Act" contains one, "No. 2" is none,
    and "a Toyota Hilux" is a product.
    """
    whole = [*_find_amendment_acts(words), *_find_vehicles(words)]
    taken = {index for name in whole for index in range(name.first, name.last)}
    yield from whole
    for name in names:
        name.first += _count_section_words(words, name)
        if name.first >= name.last or not taken.isdisjoint(range(name.first, name.last)):
            continue
        if len(name) == 1 and _AMOUNT.fullmatch(words.tokens[name.first].text):
            continue
        if not _is_ordinal(words, name):
            yield name


def _find_amendment_acts(words: Doc) -> Iterator[TaggedName]:
    """Yield the names of acts with a bracket: "Land (Amendment) Act"."""
    tokens = words.tokens
    for bracket in _AMENDMENT.finditer(words.text):
        at = words.token_at(bracket.start())
        if not 0 < at < len(tokens) - 3:
            continue
        is_act = (
            tokens[at].text == "(" and tokens[at + 2].text == ")" and tokens[at + 3].text in _ACTS
        )
        first = at
        while first > 0 and at - first < _LONGEST and is_act:
            before = tokens[first - 1]
            if not (before.text[0].isupper() or before.text in _LINKS):
                break
            first -= 1
        while first < at and tokens[first].lower in _LINKS:
            first += 1
        first = max((i + 1 for i in range(first, at) if tokens[i].text == "the"), default=first)
        if is_act and first < at:
            yield TaggedName(first, at + 4, "MISC", SURE_SCORE, NO_REASON)


def _count_section_words(words: Doc, name: TaggedName) -> int:
    """Return the words of a section at the start of a name: "Section 3 of the Land Act" → 4."""
    tokens = words.tokens[name.first : name.last]
    if name.kind == "PERSON" or len(tokens) < 2 or tokens[0].text not in _SECTIONS:
        return 0
    if not tokens[1].text[0].isdigit():
        return 0
    count = 2
    while count < len(tokens) and not tokens[count].text[0].isupper():
        count += 1
    return count


def _is_ordinal(words: Doc, name: TaggedName) -> bool:
    """Return whether a name is a rank: "No. 2" in "the No. 2 carrier", but not "No 10 said"."""
    tokens = words.tokens[name.first : name.last + 1]
    if tokens[0].text not in _NUMBER_SIGNS or len(name) > 2 or len(tokens) < 2:
        return False
    if len(name) == 1:
        return tokens[1].text[0].isdigit()
    is_last = len(tokens) == len(name)
    is_subject = not is_last and tokens[2].tag in _AFTER_SUBJECT
    return tokens[1].text[0].isdigit() and not is_subject


def _find_vehicles(words: Doc) -> Iterator[TaggedName]:
    """Yield the makers' names with a model: "Boeing 737 MAX", "a Toyota Hilux".

    A model has a digit; that of a car can have none after the article of a single thing.
    """
    last = 0
    for first, token in enumerate(words.tokens):
        maker = token.lower
        is_maker = maker in _AIRCRAFT or maker in _CARS
        if first < last or not is_maker or not token.text[0].isupper():
            continue
        last = _find_model_end(words, first)
        model = words.tokens[first + 1 : last]
        if any(any(map(str.isdigit, part.text)) for part in model) or (
            model and maker in _CARS and _is_single(words, first, last)
        ):
            yield TaggedName(first, last, "PRODUCT", SURE_SCORE, NO_REASON)


def _find_model_end(words: Doc, maker: int) -> int:
    """Return the end of the model after a maker: capitalized words, and words with digits."""
    end = words.sentences[words.sentence_of(maker)].last
    at = maker + 1
    while at < min(end, maker + 1 + _MODEL_WORDS):
        token = words.tokens[at]
        is_code = any(map(str.isdigit, token.text)) and token.text[0].isalnum()
        if token.lower in _NO_MODELS or not (token.text[0].isupper() or is_code):
            break
        at += 1
    return at


def _is_single(words: Doc, first: int, last: int) -> bool:
    """Return whether an article of a single thing precedes a vehicle, and no noun follows it."""
    tokens = words.tokens
    before = first - 1
    if before > 0 and tokens[before].tag in _COLORS_AND_AGES and tokens[before].text.islower():
        before -= 1
    after = tokens[last].tag if last < len(tokens) else ""
    return before >= 0 and tokens[before].lower in _SINGLE and not after.startswith("NN")
