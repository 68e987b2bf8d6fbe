"""Examples of short names with the right person, made by an exchange of surnames.

Few texts name two people of one surname. So one person of a text receives the surname of another,
and the right link of each short name remains known.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from unittest.mock import patch

from msgspec import Struct

from analysis.coref import find_entities, resolver, short_names
from analysis.coref.name_uses import NameEvidence, find_name_uses
from analysis.coref.short_name_evidence import KnownPerson, ShortNameEvidence
from analysis.coref.short_names import ShortNameChoice, choose_person
from analysis.log_linear import Features
from analysis.models import Entity, Mention
from analysis.names.parser import parse_person_name
from analysis.ner.recognizer import find_names
from analysis.tagger import tag
from analysis.text import clean
from analysis.tokenizer import tokenize

_PAIRS = 3  # of people whose surnames are exchanged in one text
_FULL = 2  # parts of a full name
_ONE_CANDIDATE = 2  # choices, with "none"
# Evidence with which the only candidate of a name without annotation is right.
_ASSUMED = frozenset({"named before", "headline, named soon"})

FindRight = Callable[[int, int, Sequence[KnownPerson]], int | None]
"""The right choice for the name at two offsets: 0 for "none", 1 for the first candidate, …."""


class ShortNameDecision(Struct):
    """The evidence for each choice of a short name, "none" first, and the right one if known."""

    start: int
    word: str
    choices: list[Features]
    right: int | None
    chosen: int | None
    probability: float


class ExchangedText(Struct):
    """A text in which a second person has the surname of a first.

    `people` contains the full name of the person of each short name by its first character; None
    for a person whose full name was removed. `is_named`: no full name was removed.
    """

    text: str
    people: dict[int, str | None]
    is_named: bool


def find_short_names(text: str, find_right: FindRight | None = None) -> list[ShortNameDecision]:
    """Return the short names of a text that have candidates, in text order.

    Names whose right person is known are linked to that person, so that later ones depend on no
    error. Without `find_right`, the only candidate is right if the text named that person before,
    or names that person soon after the headline.
    """
    found: list[ShortNameDecision] = []
    spans: list[tuple[int, int]] = []

    def record_names(words: object, names: Sequence[Mention], *rest: object) -> list[NameEvidence]:
        spans[:] = [(name.start, name.end) for name in names]
        return find_name_uses(words, names, *rest)  # type: ignore[arg-type]

    def record_choice(
        evidence: ShortNameEvidence, word: str, member: int, candidates: Sequence[KnownPerson]
    ) -> ShortNameChoice:
        choices = [evidence.describe_absence(word, member, candidates)]
        choices += [
            evidence.describe_candidate(word, member, each, candidates) for each in candidates
        ]
        if find_right is not None:
            right = find_right(*spans[member], candidates)
        else:
            is_right = len(choices) == _ONE_CANDIDATE and not _ASSUMED.isdisjoint(choices[1])
            right = 1 if is_right else None
        made = choose_person(evidence, word, member, candidates)
        numbers = [None, *map(id, candidates)]
        number = numbers.index(id(made.person) if made.person is not None else None)
        chosen = None if made.rivals else number
        start = spans[member][0]
        found.append(ShortNameDecision(start, word, choices, right, chosen, made.probability))
        if right is None:
            return made
        return ShortNameChoice(candidates[right - 1] if right else None, 1.0)

    words = tag(tokenize(clean(text)))
    with (
        patch.object(resolver, "find_name_uses", record_names),
        patch.object(short_names, "choose_person", record_choice),
    ):
        find_entities(words, find_names(words))
    return found


def match_full_name(name: str | None, candidates: Sequence[KnownPerson]) -> int | None:
    """Return the number of the candidate with a full name, 0 for none, None where it is unclear.

    It is unclear if no candidate has the name, and one has a similar name.
    """
    if name is None:
        return 0
    wanted = parse_person_name(name).parts
    is_similar = False
    for number, person in enumerate(candidates, 1):
        for form in person.cluster.forms:
            parts = form.parsed.parts
            if len(parts) > 1 and (set(parts) <= set(wanted) or set(wanted) <= set(parts)):
                return number
            shared = {part[:4] for part in parts} & {part[:4] for part in wanted}
            is_similar = is_similar or len(shared) > 1
    return None if is_similar else 0


def exchange_surnames(text: str) -> Iterator[ExchangedText]:
    """Yield copies of a text in which one person has the surname of another.

    In every second copy, that other person is named by the surname alone.
    """
    text = clean(text)
    words = tag(tokenize(text))
    entities, mentions = find_entities(words, find_names(words))
    people = [
        entity
        for entity in entities
        if entity.label == "PERSON" and len(entity.name.split()) == _FULL
    ]
    short = Counter(
        mention.entity
        for mention in mentions
        if mention.kind == "name" and " " not in text[mention.start : mention.end]
    )
    pairs = [
        (first, second)
        for first, second in permutations(people, 2)
        if short[first.id] + short[second.id] and first.name[-3:] != second.name[-3:]
    ]
    pairs.sort(key=lambda pair: zlib.crc32(f"{pair[0].name} {pair[1].name}".encode()))
    for number, (first, second) in enumerate(pairs[:_PAIRS]):
        yield _exchange(text, mentions, first, second, is_named=number % 2 == 0)


def _exchange(
    text: str, mentions: Sequence[Mention], first: Entity, second: Entity, *, is_named: bool
) -> ExchangedText:
    """Return a text in which the second person has the first one's surname."""
    given, surname = second.name.split()
    shared = first.name.split()[1]
    pieces: list[str] = []
    people: dict[int, str | None] = {}
    end = size = 0
    for mention in mentions:
        if mention.kind != "name" or mention.entity not in (first.id, second.id):
            continue
        if mention.start < end:
            continue
        written = text[mention.start : mention.end]
        is_second = mention.entity == second.id
        changed = written.replace(surname, shared) if is_second else written
        if not is_named and not is_second and written.startswith(first.name):
            changed = written.replace(first.name, shared, 1)
        before = text[end : mention.start]
        pieces += [before, changed]
        size += len(before)
        if changed.split()[0].startswith(shared):
            full = f"{given} {shared}" if is_second else first.name if is_named else None
            people[size] = full
        size += len(changed)
        end = mention.end
    return ExchangedText("".join([*pieces, text[end:]]), people, is_named)
