"""Alterations of sentences, for the measure of verification: dangerous ones and allowed ones."""

# ruff: noqa: ARG001 — all alterations have one signature

import random
import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.sentences import find_related_words

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|can|could|should|must|may|have|has|had|do|does|did)\b"
    r"(?! not|n't)"
)
_NEGATION = re.compile(r"\b(?:not|never)\b ?|n['’]t\b", re.IGNORECASE)
_FIGURES = re.compile(r"\b\d+\b")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}\b")
_CONTENT = re.compile(r"\b[a-z]{5,}\b")
_CONTRACTED = (
    ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"),
    ("cannot", "can't"), ("will not", "won't"), ("I am", "I'm"), ("we are", "we're"),
    ("it is", "it's"), ("I have", "I've"), ("we have", "we've"), ("that is", "that's"),
    ("they are", "they're"), ("you are", "you're"), ("we will", "we'll"), ("I would", "I'd"),
)  # fmt: skip
_SPELLINGS = (
    ("ization ", "isation "), ("izing ", "ising "), ("ized ", "ised "), (" labor ", " labour "),
    ("favor ", "favour "), ("honor ", "honour "), (" center ", " centre "), ("color ", "colour "),
    (" defense ", " defence "), (" program ", " programme "), ("behavior ", "behaviour "),
)  # fmt: skip
_TENS = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty", 6: "sixty", 7: "seventy", 8: "eighty",
         9: "ninety"}  # fmt: skip


class AlterationContext(Struct, frozen=True):
    """The sentences of the same text and of others, and the words that can replace others."""

    sentences: Sequence[str]
    position: int
    foreign: Sequence[str]
    names: Sequence[str]
    words: Sequence[str]


Alteration = Callable[[str, AlterationContext, random.Random], str | None]


def negate(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Remove a negation, or add one after an auxiliary."""
    if found := _NEGATION.search(sentence):
        return sentence[: found.start()] + sentence[found.end() :]
    found = _AUXILIARY.search(sentence)
    return found and f"{sentence[: found.end()]} not{sentence[found.end() :]}"


def change_number(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Replace a number in figures or in words."""
    if found := _FIGURES.search(sentence):
        number = str(int(found[0]) + chance.choice((1, 2, 7, 10)))
        return sentence[: found.start()] + number + sentence[found.end() :]
    numerals = [word for word in lexicon.entries("numerals", "cardinal") if word != "one"]
    numerals += ["hundred", "thousand", "million", "billion"]
    for word in numerals:
        if found := re.search(rf"\b{word}\b", sentence, re.IGNORECASE):
            replaced = chance.choice([each for each in numerals if each != word])
            return sentence[: found.start()] + replaced + sentence[found.end() :]
    return None


def change_name(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Replace a name by another."""
    found = _NAME.search(sentence)
    names = [name for name in context.names if name not in sentence]
    if found is None or not names:
        return None
    return sentence[: found.start()] + chance.choice(names) + sentence[found.end() :]


def change_word(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Replace a word by any other."""
    found = list(_CONTENT.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    return sentence[: match.start()] + chance.choice(context.words) + sentence[match.end() :]


def use_synonym(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Replace a word by one of similar meaning."""
    for match in _CONTENT.finditer(sentence):
        related = [word for word in find_related_words(match[0]) if word[:4] != match[0][:4]]
        if related:
            return sentence[: match.start()] + related[0] + sentence[match.end() :]
    return None


def cut_inside(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Leave out words inside, without an ellipsis."""
    words = sentence.split()
    if len(words) < 9:
        return None
    start = chance.randrange(2, len(words) - 5)
    return " ".join(words[:start] + words[start + chance.randrange(2, 5) :])


def cut_end(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Leave out the last words."""
    words = sentence.split()
    if len(words) < 8:
        return None
    return " ".join(words[: -chance.randrange(2, 5)]).rstrip(",;:–—- ") + "."


def join_two(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Join the first half of a sentence with the second half of one far from it."""
    far = [
        distant
        for number, distant in enumerate(context.sentences)
        if abs(number - context.position) >= 6 and len(distant.split()) >= 8
    ]
    if not far or len(sentence.split()) < 8:
        return None
    first, second = sentence.split(), chance.choice(far).split()
    return " ".join(first[: len(first) // 2] + second[len(second) // 2 :])


def swap_order(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Swap two clauses at a comma, or the parts around "and", or two words."""
    body, end = sentence.rstrip(".!?"), sentence[len(sentence.rstrip(".!?")) :]
    for mark in (", ", " and ", " to "):
        first, found, second = body.partition(mark)
        if found and len(first.split()) > 2 and len(second.split()) > 2:
            return f"{second}{mark}{first}{end}"
    words = body.split()
    if len(words) < 6 or words[2] == words[3]:
        return None
    return " ".join([*words[:2], words[3], words[2], *words[4:]]) + end


def use_words_of_another(
    sentence: str, context: AlterationContext, chance: random.Random
) -> str | None:
    """Return a sentence of another speaker."""
    return chance.choice(context.foreign) if context.foreign else None


DANGEROUS_ALTERATIONS: dict[str, tuple[Alteration, frozenset[str]]] = {
    "negation": (negate, frozenset({"changed"})),
    "number": (change_number, frozenset({"changed"})),
    "name": (change_name, frozenset({"altered"})),
    "word": (change_word, frozenset({"altered"})),
    "synonym": (use_synonym, frozenset({"altered"})),
    "cut inside": (cut_inside, frozenset({"cut"})),
    "cut at the end": (cut_end, frozenset({"cut"})),
    "two joined": (join_two, frozenset({"joined"})),
    "order": (swap_order, frozenset({"altered"})),
    "another's words": (use_words_of_another, frozenset({"misattributed"})),
}


def drop_marks(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Return the words in lower case without marks."""
    return re.sub(r"[^\w\s'’%$£€-]", "", sentence).lower()


def add_fillers(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Add a hesitation."""
    words = sentence.split()
    at = chance.randrange(1, len(words))
    return " ".join([*words[:at], chance.choice(("uh,", "um,", "er,")), *words[at:]])


def drop_fillers(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Leave out the hesitations."""
    left = re.sub(r",? ?\b(?:uh|um|er)\b,?", "", sentence)
    return left.strip() if left != sentence and len(left.split()) > 2 else None


def contract(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Contract or expand words."""
    for full, short in _CONTRACTED:
        for before, after in ((full, short), (short, full)):
            if re.search(rf"\b{before}\b", sentence):
                return re.sub(rf"\b{before}\b", after, sentence)
    return None


def respell(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Spell a word in British or in American English."""
    for american, british in _SPELLINGS:
        for before, after in ((american, british), (british, american)):
            if before in sentence and not (before == "ise" and "wise" in sentence):
                return sentence.replace(before, after)
    return None


def write_number(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Write a number of two digits in words, or one in words in figures."""
    for match in re.finditer(
        r"(?<![\w.,$-])([2-9])([1-9])(?![\d.,%-]| [a-z]+ (?:million|hundred))", sentence
    ):
        unit = [*lexicon.numbers("numerals", "cardinal")][int(match[2])]
        return (
            sentence[: match.start()] + f"{_TENS[int(match[1])]}-{unit}" + sentence[match.end() :]
        )
    for word, value in lexicon.numbers("numerals", "cardinal").items():
        if value > 1 and re.search(
            rf"\b{word}\b(?![- ](?:hundred|thousand|million|billion|\w+ty))", sentence
        ):
            return re.sub(rf"(?<!-)\b{word}\b(?!-)", str(value), sentence, count=1)
    return None


def insert_brackets(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Replace a pronoun by a name in brackets."""
    found = re.search(r"(?<=\w )(?:it|he|she|they|him|her|them|this|that)\b(?= \w)", sentence)
    if found is None:
        return None
    return sentence[: found.start()] + "[the plan of the city]" + sentence[found.end() :]


def hyphenate(sentence: str, context: AlterationContext, chance: random.Random) -> str | None:
    """Break a long word at the end of a line, and take the hyphens from others."""
    found = re.search(r"\b[a-z]{8,}\b", sentence)
    if found is None:
        return None
    middle = (found.start() + found.end()) // 2
    return f"{sentence[:middle]}-\n{sentence[middle:]}"


ALLOWED_ALTERATIONS: dict[str, Alteration] = {
    "case and marks": drop_marks,
    "a hesitation more": add_fillers,
    "hesitations left out": drop_fillers,
    "contractions": contract,
    "spelling": respell,
    "numbers": write_number,
    "brackets": insert_brackets,
    "broken words": hyphenate,
}


def to_captions(text: str, chance: random.Random) -> str:
    """Return a text as captions: lower case, no marks, short lines, some words split."""
    words = re.sub(r"[^\w\s'’%$£€-]", " ", text).lower().split()
    spoken: list[str] = []
    for number, word in enumerate(words):
        if number % 23 == 22 and len(word) > 6 and word.isalpha():
            spoken += [word[: len(word) // 2], word[len(word) // 2 :]]
        else:
            spoken.append(word.replace("'", "").replace("’", "") if number % 2 else word)
    lines = [" ".join(spoken[at : at + 7]) for at in range(0, len(spoken), 7)]
    return "\n".join(lines)
