"""Find names of people, organizations, places and other things from the encoder's name tags."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.models import NO_REASON, Label, Mention, Reason
from analysis.ner.acronyms import resolve_acronyms
from analysis.ner.candidates import (
    NO_NAME,
    OPENING_MARKS,
    TaggedName,
    find_tagged_names,
    find_vessels,
)
from analysis.ner.type_evidence import type_evidence
from analysis.ner.types import is_demonym, is_law, label_of_head, other_label, place_label
from analysis.ner.written_forms import read_written_forms
from analysis.structs import replace
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import Doc, Sentence

# The types that are also labels; labels of places and other things depend on their words.
_LABELS: dict[str, Label] = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "NORP": "NORP",
    "EVENT": "EVENT",
    "PRODUCT": "PRODUCT",
}
# The types for which the context of a name is evidence.
_TYPES_WITH_EVIDENCE = frozenset({"PERSON", "ORG", "LOC", "NORP"})
# The weight of a full name's type for its last word alone.
_SURNAME_VOTE = 1.0
# The same if no longer name and no context shows an organization. Several uses of a name tend to
# have the same wrong type, so that their sum is compared with its square root.
_SURE_SURNAME = 2.0
# The weight of a verb of speech after a part of a full name.
_SPEAKER_VOTE = 2.0
# The weight of the other names of a list for the type of each.
_LIST_VOTE = 1.0
# Probability below which an organization's name is dropped: one in four of them is a name.
_LEAST_SURE = 0.3
_LISTED = _TYPES_WITH_EVIDENCE - {"NORP"}
_LIST_COMMAS = frozenset({",", ";"})
_LIST_ENDS = frozenset({"and", ", and", "or", ", or", "&"})
_LIST_JOINTS = _LIST_COMMAS | _LIST_ENDS
_LONGEST_BYLINE = 12
_BYLINE_SCORE = 0.95
_PARTICLES = lexicon.words("name_particles", "byline")
_PLACE_PREPOSITIONS = lexicon.words("prepositions", "place")
_SPEECH_VERBS = lexicon.words("reporting_verb_forms", "speaker")


def find_names(words: Doc) -> tuple[Mention, ...]:
    """Find the names in tagged words, in text order, as mentions without an entity.

    A name has one type in a document: the one with the highest sum of probabilities (after
    Krishnan and Manning 2006). The type may also be "no name". The labels of places and other
    things depend on their words.
    """
    tagged = [*_with_byline_people(words, [*find_tagged_names(words)])]
    tagged += find_vessels(words, tagged)
    tagged = [*read_written_forms(words, tagged)]
    tagged = [*resolve_acronyms(words, tagged)]
    every = sorted([*tagged, *_untagged(words, tagged)], key=lambda name: name.first)
    named = (_mention(words, name) for name in _unify_types(words, every))
    found = [name for name in named if name.label != "ORG" or name.confidence >= _LEAST_SURE]
    return tuple(_split_place_pairs(words.text, found))


def _with_byline_people(words: Doc, names: Sequence[TaggedName]) -> Iterator[TaggedName]:
    """Replace the names in bylines ("By Ana Reis and Jo Lind") by people.

    A byline has little context: the encoder tags half of its names as places.
    """
    people = [name for sentence in words.sentences for name in _byline_people(words, sentence)]
    taken = {index for name in people for index in range(name.first, name.last)}
    yield from people
    for name in names:
        if taken.isdisjoint(range(name.first, name.last)):
            yield name


def _byline_people(words: Doc, sentence: Sentence) -> Iterator[TaggedName]:
    """Yield the people in a byline: a line that consists of "By" and names."""
    tokens = words.tokens_of(sentence)
    if not 2 < len(tokens) <= _LONGEST_BYLINE or tokens[0].text not in ("By", "BY"):
        return
    if words.text[sentence.end : sentence.end + 1] not in ("", "\n"):
        return
    first = sentence.first + 1
    for at in range(first, sentence.last + 1):
        ends = at == sentence.last or words.tokens[at].lower in (",", "and", "&")
        if ends and at - first > 1:
            yield TaggedName(first, at, "PERSON", _BYLINE_SCORE, Reason("name.byline"))
        if ends:
            first = at + 1
        elif not words.tokens[at].text[:1].isupper() and words.tokens[at].lower not in _PARTICLES:
            return


def _key(words: Doc, name: TaggedName) -> tuple[str, ...]:
    return tuple(token.text for token in words.tokens[name.first : name.last])


def _untagged(words: Doc, names: Sequence[TaggedName]) -> Iterator[TaggedName]:
    """Find untagged occurrences of tagged names."""
    taken = {index for name in names for index in range(name.first, name.last)}
    by_first: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for key in {_key(words, name) for name in names}:
        by_first[key[0]].add(key)
    longest_first = {word: sorted(keys, key=len, reverse=True) for word, keys in by_first.items()}
    for at, token in enumerate(words.tokens):
        for key in longest_first.get(token.text, ()):
            span = range(at, at + len(key))
            text = tuple(each.text for each in words.tokens[at : at + len(key)])
            if text == key and taken.isdisjoint(span):
                score = math.fsum(words.tokens[index].name_score for index in span) / len(key)
                yield TaggedName(at, at + len(key), NO_NAME, score, NO_REASON)
                taken.update(span)
                break


def _unify_types(words: Doc, names: Sequence[TaggedName]) -> Iterator[TaggedName]:
    """Set every name's type to the most frequent one in the text, weighted by probability.

    The context of one occurrence counts more for a name that the text has often: it would be
    outvoted by occurrences without evidence.
    """
    votes: defaultdict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    keys = [_key(words, name) for name in names]
    counts = Counter(keys)
    surnames: defaultdict[tuple[str, ...], float] = defaultdict(float)  # how sure they are
    people: set[tuple[str, ...]] = set()  # the words of people's full names, one by one
    bodies: set[tuple[str, ...]] = set()  # the same of organizations
    organizations: set[tuple[str, ...]] = set()  # by their context
    for name, key in zip(names, keys, strict=True):
        votes[key][name.kind] += name.score
        if name.kind == "PERSON" and len(key) > 1:
            votes[key[-1:]]["PERSON"] += _SURNAME_VOTE * name.score
            surnames[key[-1:]] += name.score
            people.update((word,) for word in key)
        elif name.kind == "ORG" and len(key) > 1:
            bodies.update((word,) for word in key)
        if name.kind in _TYPES_WITH_EVIDENCE:
            for kind, weight in type_evidence(words, name.first, name.last, name.kind):
                votes[key][kind] += weight * math.sqrt(math.sqrt(counts[key]))
                if kind == "ORG":
                    organizations.add(key)
    for name, key in zip(names, keys, strict=True):
        if key in people and name.kind in ("LOC", "ORG") and _speaks(words, name):
            votes[key]["PERSON"] += _SPEAKER_VOTE
    for group in _name_lists(words, names):
        for name in group:
            for member in group:
                if member is not name and not (
                    member.kind == "PERSON" and _has_article(words, name)
                ):
                    share = _LIST_VOTE * member.score / (len(group) - 1)
                    votes[_key(words, name)][member.kind] += share
    for name, key in zip(names, keys, strict=True):
        scores = votes[key]
        kind = max(scores, key=scores.__getitem__)
        if kind == "PERSON" and key[-1:] in organizations:
            last = votes[key[-1:]]
            if max(last, key=last.__getitem__) == "ORG":
                kind = "ORG"  # "Lund Pirates", in a text with "the Pirates coach"
        elif (
            kind == "ORG"
            and NO_NAME not in scores
            and key not in bodies
            and key not in organizations
            and _SURE_SURNAME * surnames[key] * math.sqrt(counts[key]) > scores["ORG"]
        ):
            kind = "PERSON"  # "Norvalin's aides", after Alexei Norvalin
        if kind == NO_NAME:
            continue
        if kind == "PERSON" and name.kind == "LOC" and _is_town_in_place(words, name):
            kind = "LOC"  # "in Paris", after a woman named Paris
        is_people = is_demonym(" ".join(key).lower())
        if is_people and (kind != "PERSON" or key not in people):
            kind = "NORP"
        if kind != name.kind:
            name.kind = kind
            name.score = scores[kind] / math.fsum(scores.values())
            name.reason = Reason.of("name.majority", type=kind)
        yield name


def _is_town_in_place(words: Doc, name: TaggedName) -> bool:
    """Return whether a place follows a preposition of place and precedes a larger one."""
    tokens = words.tokens
    before = tokens[name.first - 1].lower if name.first else ""
    after = tokens[name.last : name.last + 2]
    return (
        before in _PLACE_PREPOSITIONS
        and len(after) == 2
        and after[0].text == ","
        and after[1].name == "B-LOC"
    )


def _name_lists(words: Doc, names: Sequence[TaggedName]) -> Iterator[list[TaggedName]]:
    """Yield lists of three or more names: "Reis, Lund and Okafor"."""
    group: list[TaggedName] = []
    joined = False
    for name in names:
        if name.kind not in _LISTED:
            continue
        between = _text_between(words, group[-1], name) if group else ""
        if between not in _LIST_JOINTS:
            if joined:
                yield group
            group, joined = [], False
        group.append(name)
        joined = joined or (between in _LIST_ENDS and len(group) > 2)
    if joined:
        yield group


def _speaks(words: Doc, name: TaggedName) -> bool:
    """Return whether a verb of speech follows a name: "Reis said"."""
    following = words.tokens[name.last : name.last + 1]
    return any(token.lower in _SPEECH_VERBS and token.tag in FINITE_TAGS for token in following)


def _has_article(words: Doc, name: TaggedName) -> bool:
    return name.first > 0 and words.tokens[name.first - 1].lower == "the"


def _text_between(words: Doc, left: TaggedName, right: TaggedName) -> str:
    return " ".join(token.lower for token in words.tokens[left.last : right.first])


def _mention(words: Doc, name: TaggedName) -> Mention:
    tokens = words.tokens[name.first : name.last]
    lower = [token.lower for token in tokens]
    before = words.tokens[name.first - 1].text if name.first else ""
    label, telling = _LABELS.get(name.kind, "WORK_OF_ART"), ""
    if name.kind == "LOC":
        label, telling = place_label(lower)
    elif name.kind != "PERSON" and is_law(lower):
        label, telling = "LAW", lower[-1]
    elif name.kind == "ORG" and (kind := label_of_head(lower)):
        label, telling = kind, lower[-1]
    elif name.kind == "MISC" or (name.kind in ("EVENT", "PRODUCT") and before in OPENING_MARKS):
        label, telling = other_label(lower, before in OPENING_MARKS)
    reason = name.reason
    if telling:
        reason = reason.extend(Reason.of("name.type_word", word=telling))
    start, end = tokens[0].start, tokens[-1].end
    return Mention(start, end, label, "name", None, round(min(name.score, 1.0), 3), reason)


def _split_place_pairs(text: str, names: Sequence[Mention]) -> Iterator[Mention]:
    """Split mentions of two places in one word ("U.S.-China").

    A mention is split only if the text has both names alone too, so that Guinea-Bissau is not. The
    second mention starts inside a token, so that `Doc.token_range` has no token for it.
    """
    places = [name for name in names if name.label in ("GPE", "LOC")]
    alone = {text[name.start : name.end]: name.label for name in places}
    for name in names:
        first, hyphen, second = text[name.start : name.end].partition("-")
        if hyphen and first in alone and second in alone:
            yield replace(name, end=name.start + len(first), label=alone[first])
            yield replace(name, start=name.end - len(second), label=alone[second])
        else:
            yield name
