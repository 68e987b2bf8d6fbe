"""Add the surnames that the name tagger missed: "Jobs said", after Steve Jobs; "He Qinghua"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis import lexicon
from analysis.models import Mention, Reason
from analysis.names.given_names import fold_word
from analysis.names.parser import (
    is_family_name_first,
    is_name_with_sheikh,
    parse_person_name,
)
from analysis.names.titles import is_abbreviated_title, is_form_of_address
from analysis.structs import replace
from analysis.syntax.tag_sets import COMMON_NOUN_TAGS, NARRATIVE_TAGS, PROPER_NOUN_TAGS
from analysis.syntax.tokens import Doc, Token

# Given names that are often shortened, and pairs of capitals that are not initials.
_SHORT_GIVEN = frozenset({"Md", "Mohd", "Muh"})
_NO_INITIALS = lexicon.words("abbreviations", "no_initials")
_CONFIDENCE = 0.6
_PLACE_PREPOSITIONS = lexicon.words("prepositions", "place") | {"from", "to", "of"}
_SPEECH_VERBS = lexicon.words("reporting_verb_forms", "speaker")
_SHORTEST = 3


def extend_to_family_name(words: Doc, name: Mention) -> Mention:
    """Return a person's name with the word before it that belongs to it.

    It is a family name He or She ("He Qinghua"), the first word of "Sheikh Hasina", or precedes a
    particle.
    """
    first = words.token_at(name.start)
    if first < 1:
        return name
    before = words.tokens[first - 1]
    is_cut = words.text[name.start].islower() and before.tag == "NNP"  # "Reis [de Lima]"
    is_pair = is_name_with_sheikh([before.text, words.text[name.start : name.end]])
    if not (is_cut or is_pair or before.text in ("He", "She")):
        return name
    is_adjacent = words.text[before.end : name.start] == " "
    return replace(name, start=before.start) if is_adjacent else name


def is_initials(earlier: Token, before: Token, name: Token) -> bool:
    """Return whether the word before a person's name is two initials or a short given name.

    For example "CP Menon" and "Md Alam".
    """
    text = before.text
    if name.text.isupper() or before.tag != "NNP" or before.name != "O":
        return False
    if text in _SHORT_GIVEN:
        return True
    are_two_capitals = len(text) == 2 and text.isalpha() and text.isupper() and earlier.tag != "NNP"
    return are_two_capitals and text not in _NO_INITIALS and not is_abbreviated_title(text)


def add_missed_surnames(words: Doc, names: Sequence[Mention]) -> tuple[Mention, ...]:
    """Add the untagged surnames of people who were named in full before.

    A surname counts if its tag, or its capital in the middle of a sentence, marks it as a proper
    noun. It must have no other proper noun next to it. Mentions are in text order; linear in the
    length of the text.
    """
    full: dict[str, int] = {}
    for name in names:
        if name.label == "PERSON":
            text = words.text[name.start : name.end]
            last = text.rpartition(" ")[2]
            written = parse_person_name(text)
            if len(written.parts) > 1 and len(last) >= _SHORTEST and last[0].isupper():
                full.setdefault(last, name.end)
            if is_family_name_first(written):
                full.setdefault(written.bare_text.split()[0], name.end)
            if written.nickname and written.parts:
                nickname = re.split(r"[^\w.-]+", text[: text.lower().rfind(written.parts[-1])])
                nickname = [w for w in nickname if w and fold_word(w) in written.nickname]
                if nickname and len(nickname[-1]) >= _SHORTEST and nickname[-1][0].isupper():
                    full.setdefault(nickname[-1], name.end)
    titled = _find_titled_pronouns(words)
    if not full and not titled:
        return tuple(names)
    names = [_relabel_surname(words, full, name) for name in names]
    tagged = {index for name in names for index in words.token_range(name.start, name.end)}
    missed = [*_find_missed(words, full, tagged), *titled]
    return tuple(sorted((*names, *missed), key=lambda name: name.start))


def _find_titled_pronouns(words: Doc) -> list[Mention]:
    """Return the family names He and She after a form of address: "Mr He"."""
    return [
        Mention(
            token.start, token.end, "PERSON", "name", None, _CONFIDENCE,
            Reason.of("name.context", type="PERSON"),
        )
        for before, token in pairwise(words.tokens)
        if token.text in ("He", "She") and token.name == "O" and is_form_of_address(before.text)
    ]  # fmt: skip


def _relabel_surname(words: Doc, full: dict[str, int], name: Mention) -> Mention:
    """Return a person for the name of a place that is the surname of a person named before.

    For example "Paris said", after Valeska Paris; but not "in Paris", nor a name before another
    one ("Paris, France").
    """
    text = words.text[name.start : name.end]
    if name.label not in ("GPE", "LOC") or name.start < full.get(text, name.start + 1):
        return name
    first = words.token_at(name.start)
    tokens = words.tokens
    before = tokens[first - 1].lower if first else ""
    after = tokens[first + 1] if first + 1 < len(tokens) else None
    if before in _PLACE_PREPOSITIONS or after is None:
        return name
    is_subject = after.tag in ("VBD", "VBZ", "MD") or before in _SPEECH_VERBS
    if not is_subject:
        return name
    reason = Reason.of("name.surname", name=text)
    return replace(name, label="PERSON", confidence=_CONFIDENCE, reason=reason)


def _is_name_use(words: Doc, index: int) -> bool:
    """Return whether a word tagged as a common noun is a name: "In May Jobs said", "Jobs was"."""
    tokens = words.tokens
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if tokens[index].tag not in COMMON_NOUN_TAGS or after is None or after.text[0].isupper():
        return False
    if index == words.sentences[words.sentence_of(index)].first:
        return after.tag in NARRATIVE_TAGS and after.lower != "were"
    before = tokens[index - 1]
    return before.tag != "DT" and (before.text.islower() or before.text == ",")


def _is_speaker_label(words: Doc, index: int) -> bool:
    """Return whether a word in capitals labels a turn in a transcript: "REIS: We won"."""
    return index + 1 < len(words.tokens) and words.tokens[index + 1].text == ":"


def _find_missed(words: Doc, full: dict[str, int], tagged: set[int]) -> Iterator[Mention]:
    tokens = words.tokens
    capitals = {surname.upper(): surname for surname in full}
    for index, token in enumerate(tokens):
        if index in tagged or (token.text not in full and token.text not in capitals):
            continue
        if token.text.isupper() and _is_speaker_label(words, index):
            surname = capitals.get(token.text, "")
        elif token.text in full and index and tokens[index - 1].text == "The":
            surname = token.text  # "The Rock waved", after a name with that nickname
        elif token.tag in PROPER_NOUN_TAGS or _is_name_use(words, index):
            surname = token.text
        else:
            continue
        if surname not in full or token.start < full[surname]:
            continue
        neighbors = (index - 1, index + 1)
        if any(
            0 <= neighbor < len(tokens)
            and (tokens[neighbor].tag in PROPER_NOUN_TAGS or neighbor in tagged)
            for neighbor in neighbors
        ):
            continue
        reason = Reason.of("name.surname", name=surname)
        yield Mention(token.start, token.end, "PERSON", "name", None, _CONFIDENCE, reason)
