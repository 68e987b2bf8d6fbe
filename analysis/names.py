"""Names of people, organisations, places and other things, from the encoder's name tags."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.findings import Label, Mention
from analysis.name_evidence import acronyms, is_body, told_types
from analysis.name_types import is_common, is_event, is_law, is_people, place_label, thing_label
from analysis.words import Sentence, Token, Words

_ARTICLES = frozenset({"the", "a", "an"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_OPENING = frozenset("\"“‘'«")
# What a name's type is called in a reader's words.
_CALLED = {
    "PERSON": "a person",
    "ORG": "an organisation",
    "LOC": "a place",
    "NORP": "a people or group",
    "MISC": "a thing with a name",
    "EVENT": "an event",
    "PRODUCT": "a product",
}
# The types that are labels as they are; places and things are told apart by their words.
_LABELS: dict[str, Label] = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "NORP": "NORP",
    "EVENT": "EVENT",
    "PRODUCT": "PRODUCT",
}
# The types that the words beside a name tell apart.
_TOLD_OF = frozenset({"PERSON", "ORG", "LOC"})
# How much a full name says about the type of its last word alone.
_SURNAME_VOTE = 1.0
# How much the others of a list say about the type of each of its names.
_LIST_VOTE = 1.0
_LIST_COMMAS = frozenset({",", ";"})
_LIST_ENDS = frozenset({"and", ", and", "or", ", or", "&"})
_SPACED_HYPHENS = re.compile(r"\w - [a-z](?s:.*)\w - [a-z]")
_HYPHEN = re.compile(r"[a-z]-[a-z]")
_PROPER = frozenset({"NNP", "NNPS"})
_NONE = "O"
# How much the words that an acronym is short for say of it.
_ACRONYM_VOTE = 2.5
_STATE_OFFICES = [[office, "of"] for office in ("secretary", "secretaries", "head", "heads")]
_MINISTERS = frozenset({"Minister", "Ministers"})
_REALMS = frozenset({"Republic", "Union", "Federation", "Nation", "Confederation"})
_REALM_OFFICES = frozenset({"president", "presidency", "vice-president", "chancellor"})
_LONGEST_BYLINE = 12
_BYLINE_SCORE = 0.95
_PARTICLES_TEXT = "al bin da de del der di do dos du el la le van von"
_PARTICLES = frozenset(_PARTICLES_TEXT.split())


@dataclass(slots=True)
class _Name:
    """A name: tokens `first` to `last` (half-open), its type and how probable that is."""

    first: int
    last: int
    kind: str
    score: float
    because: str


def find_names(words: Words) -> tuple[Mention, ...]:
    """The names in tagged words, in text order, as mentions without an entity.

    One name has one reading in a document: the one with the highest sum of probabilities (after
    Krishnan and Manning 2006), be it a type or no name at all. Places and other things are told
    apart by the words in them.
    """
    tagged = [*_bylined(words, [name for name in _tagged(words) if not _is_common(words, name)])]
    tagged = [*_with_acronyms(words, tagged)]
    every = sorted([*tagged, *_untagged(words, tagged)], key=lambda name: name.first)
    found = [_mention(words, name) for name in _agree(words, every)]
    return tuple(_uncoupled(words.text, found))


def _tagged(words: Words) -> Iterator[_Name]:
    """The names as the encoder tagged them, without article and possessive.

    Two of one type side by side in a sentence are one name: English sets a mark or word between.
    """
    tokens = words.tokens
    begins = {sentence.first for sentence in words.sentences}
    spaced = _spaces_hyphens(words.text)
    at = 0
    while at < len(tokens):
        if tokens[at].name == "O":
            at += 1
            continue
        first, kind = at, tokens[at].name[2:]
        at += 1
        while at < len(tokens) and tokens[at].name[2:] == kind and at not in begins:
            at += 1
        if spaced and (kind == "PERSON" or tokens[first].text == "-"):
            first, at = _over_hyphens(tokens, first, at)
        begin, end = _trim(tokens, first, at)
        if begin < end and _is_written_as_name(tokens[begin:end]):
            score = sum(token.name_score for token in tokens[begin:end]) / (end - begin)
            yield _Name(begin, end, kind, score, f"the words around it read as {_CALLED[kind]}")


def _spaces_hyphens(text: str) -> bool:
    """Whether a text sets its hyphens apart, as text that was cut into words does: "10 - year"."""
    return bool(_SPACED_HYPHENS.search(text)) and not _HYPHEN.search(text)


def _over_hyphens(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Where a name begins and ends that hyphens set apart go through: "Kang Min - ho"."""
    if tokens[first].text == "-" and first and tokens[first - 1].tag in _PROPER:
        first -= 1
    while last + 1 < len(tokens) and tokens[last].text == "-":
        rest = tokens[last + 1]
        syllable = rest.text.islower() and max(map(len, (tokens[last - 1].text, rest.text))) < 7
        if rest.tag not in _PROPER and not (syllable and last - first > 1):
            break
        last += 2
    return first, last


def _is_written_as_name(tokens: Sequence[Token]) -> bool:
    """Whether a name has a letter or digit at an end, and a common noun is not all of it."""
    if not any(map(str.isalnum, tokens[0].text + tokens[-1].text)):
        return False
    return any(not token.text.islower() or token.tag in _PROPER for token in tokens)


def _is_common(words: Words, name: _Name) -> bool:
    """Whether one word of a name is none: "the State", a Secretary of State, a Labour Minister."""
    if name.last - name.first > 1 or name.kind not in ("ORG", "LOC"):
        return False
    end = words.tokens[name.first].text
    after = words.tokens[name.last].text if name.last < len(words.tokens) else ""
    if after in _MINISTERS or is_common(end.lower()):
        return True
    before = [token.lower for token in words.tokens[max(name.first - 3, 0) : name.first]]
    if end == "State":
        return before[-2:] in _STATE_OFFICES
    return end in _REALMS and before[1:] == ["of", "the"] and before[0] in _REALM_OFFICES


def _bylined(words: Words, names: Sequence[_Name]) -> Iterator[_Name]:
    """The names, with the people of a byline ("By Ana Reis and Jo Lind") in place of others there.

    A byline has few words to go by: the encoder takes its names for places as often as not.
    """
    people = [name for sentence in words.sentences for name in _byline(words, sentence)]
    taken = {index for name in people for index in range(name.first, name.last)}
    yield from people
    for name in names:
        if taken.isdisjoint(range(name.first, name.last)):
            yield name


def _byline(words: Words, sentence: Sentence) -> Iterator[_Name]:
    """The people of a sentence that is a byline: a line of names after "By" and nothing else."""
    tokens = words.of(sentence)
    if not 2 < len(tokens) <= _LONGEST_BYLINE or tokens[0].text not in ("By", "BY"):
        return
    if words.text[sentence.end : sentence.end + 1] not in ("", "\n"):
        return
    first = sentence.first + 1
    for at in range(first, sentence.last + 1):
        ends = at == sentence.last or words.tokens[at].lower in (",", "and", "&")
        if ends and at - first > 1:
            yield _Name(first, at, "PERSON", _BYLINE_SCORE, "a byline names who wrote the article")
        if ends:
            first = at + 1
        elif not words.tokens[at].text[:1].isupper() and words.tokens[at].lower not in _PARTICLES:
            return


def _trim(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    while first < last and tokens[first].lower in _ARTICLES | _OPENING:
        first += 1
    while first < last and tokens[last - 1].lower in _POSSESSIVES | {'"', "”", ","}:
        last -= 1
    return first, last


def _key(words: Words, name: _Name) -> tuple[str, ...]:
    return tuple(token.text for token in words.tokens[name.first : name.last])


def _untagged(words: Words, names: Sequence[_Name]) -> Iterator[_Name]:
    """Places where the words of a name stand again and the encoder saw none."""
    taken = {index for name in names for index in range(name.first, name.last)}
    by_first: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for key in {_key(words, name) for name in names}:
        by_first[key[0]].add(key)
    longest_first = {word: sorted(keys, key=len, reverse=True) for word, keys in by_first.items()}
    for at, token in enumerate(words.tokens):
        for key in longest_first.get(token.text, ()):
            place = range(at, at + len(key))
            here = tuple(one.text for one in words.tokens[at : at + len(key)])
            if here == key and taken.isdisjoint(place):
                score = sum(words.tokens[index].name_score for index in place) / len(key)
                yield _Name(at, at + len(key), _NONE, score, "")
                taken.update(place)
                break


def _with_acronyms(words: Words, names: Sequence[_Name]) -> Iterator[_Name]:
    """The names, an acronym in brackets read as the words before it are that it is short for.

    Where those are no name and no body ("memorandum of understanding (MoU)"), it is no name.
    """
    read: dict[int, _Name] = {}
    by_end = {name.last: name for name in names}
    for first, at in acronyms(words):
        whole = by_end.get(at - 1)
        kind = ""
        if whole is not None:
            kind = whole.kind if whole.first <= first + 1 and whole.kind != "PERSON" else ""
        elif is_body(words, first, at - 1):
            kind = "ORG"
        elif words.tokens[at - 2].text.islower():
            kind = _NONE
        if kind:
            because = "its words stand before it in full"
            read[at] = _Name(at, at + 1, kind, _ACRONYM_VOTE, because)
    for name in names:
        inside = [at for at in range(name.first, name.last) if at in read]
        if inside and name.last - name.first > 1:
            for at in inside:
                del read[at]
        elif inside:
            continue
        yield name
    yield from read.values()


def _agree(words: Words, names: Sequence[_Name]) -> Iterator[_Name]:
    """Give every name the reading that it has most often, weighed by probability, in this text."""
    votes: defaultdict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name in names:
        key = _key(words, name)
        votes[key][name.kind] += name.score
        if name.kind == "PERSON" and len(key) > 1:
            votes[key[-1:]]["PERSON"] += _SURNAME_VOTE * name.score
        if name.kind in _TOLD_OF:
            for kind, weight in told_types(words, name.first, name.last, name.kind):
                votes[key][kind] += weight
    for group in _listed(words, names):
        for name in group:
            for other in group:
                if other is not name:
                    share = _LIST_VOTE * other.score / (len(group) - 1)
                    votes[_key(words, name)][other.kind] += share
    for name in names:
        key = _key(words, name)
        readings = votes[key]
        kind = max(readings, key=readings.__getitem__)
        if kind == _NONE:
            continue
        if len(key) == 1 and is_people(key[0].lower()) and kind != "PERSON":
            kind = "NORP"
        if kind != name.kind:
            name.kind = kind
            name.score = readings[kind] / sum(readings.values())
            name.because = f"{_CALLED[kind]} by most of its mentions in this text"
        yield name


def _listed(words: Words, names: Sequence[_Name]) -> Iterator[list[_Name]]:
    """Names that a sentence lists, three or more: "Reis, Lund and Okafor"."""
    group: list[_Name] = []
    joined = False
    for name in names:
        if name.kind not in _TOLD_OF:
            continue
        between = _between(words, group[-1], name) if group else ""
        if between not in _LIST_COMMAS | _LIST_ENDS:
            if joined:
                yield group
            group, joined = [], False
        group.append(name)
        joined = joined or (between in _LIST_ENDS and len(group) > 2)
    if joined:
        yield group


def _between(words: Words, one: _Name, two: _Name) -> str:
    return " ".join(token.lower for token in words.tokens[one.last : two.first])


def _mention(words: Words, name: _Name) -> Mention:
    tokens = words.tokens[name.first : name.last]
    lower = [token.lower for token in tokens]
    before = words.tokens[name.first - 1].text if name.first else ""
    label, telling = _LABELS.get(name.kind, "WORK_OF_ART"), ""
    if name.kind == "LOC":
        label, telling = place_label(lower)
    elif name.kind != "PERSON" and is_law(lower):
        label, telling = "LAW", lower[-1]
    elif name.kind == "ORG" and is_event(lower):
        label, telling = "EVENT", lower[-1]
    elif name.kind == "MISC":
        label, telling = thing_label(lower, before in _OPENING)
    because = f"{name.because}; *{telling}* says of what kind" if telling else name.because
    start, end = tokens[0].start, tokens[-1].end
    return Mention(start, end, label, "name", None, round(min(name.score, 1.0), 3), because)


def _uncoupled(text: str, names: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions, those of two places in one word ("U.S.-China") as two.

    Only where the text names both alone too: Guinea-Bissau stays whole.
    """
    places = [name for name in names if name.label in ("GPE", "LOC")]
    alone = {text[place.start : place.end]: place.label for place in places}
    for name in names:
        first, hyphen, second = text[name.start : name.end].partition("-")
        if hyphen and first in alone and second in alone:
            yield replace(name, end=name.start + len(first), label=alone[first])
            yield replace(name, start=name.end - len(second), label=alone[second])
        else:
            yield name
