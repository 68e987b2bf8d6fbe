"""Names that their written form determines: acts with an amendment, sections, amounts, vehicles."""

import re
from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.models import NO_REASON
from analysis.ner.candidates import SURE_SCORE, TaggedName
from analysis.syntax.tokens import Doc

_AMENDMENT = re.compile(r"\((?:Amendments?|Repeal)\)")
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
_MODEL_WORDS = 3


def read_written_forms(words: Doc, names: Sequence[TaggedName]) -> Iterator[TaggedName]:
    """Yield the names without those that are amounts or sections, and with whole names of acts.

    "Land (Amendment) Act" is one name, "Section 3 of the Land Act" contains one, and "a Toyota
    Hilux" is a product.
    """
    acts = [*_find_amendment_acts(words)]
    taken = {index for act in acts for index in range(act.first, act.last)}
    yield from acts
    for name in names:
        name.first += _count_section_words(words, name)
        if name.first >= name.last or not taken.isdisjoint(range(name.first, name.last)):
            continue
        if len(name) == 1 and _AMOUNT.fullmatch(words.tokens[name.first].text):
            continue
        if name.kind == "ORG" and _is_vehicle(words, name):
            name.kind = "PRODUCT"
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


def _is_vehicle(words: Doc, name: TaggedName) -> bool:
    """Return whether a name is a maker's with a model: "Boeing 737 MAX", "a Toyota Hilux"."""
    tokens = words.tokens[name.first : name.last]
    if not 1 < len(tokens) <= _MODEL_WORDS:
        return False
    maker = tokens[0].lower
    has_number = any(any(map(str.isdigit, token.text)) for token in tokens[1:])
    if has_number and (maker in _AIRCRAFT or maker in _CARS):
        return True
    before = words.tokens[name.first - 1].lower if name.first else ""
    after = words.tokens[name.last].tag if name.last < len(words.tokens) else ""
    return maker in _CARS and before in _SINGLE and not after.startswith("NN")
