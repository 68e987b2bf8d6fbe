"""Surnames on their own that the name tagger missed: "Jobs said", after Steve Jobs."""

from collections.abc import Iterator, Sequence

from analysis.coref.names import person_name
from analysis.models import Mention
from analysis.words import Words

_CONFIDENCE = 0.6
_SHORTEST = 3
_NOUNS = frozenset({"NNP", "NNPS"})


def with_missed_surnames(words: Words, names: Sequence[Mention]) -> tuple[Mention, ...]:
    """Add the untagged surnames of people who were named in full before.

    A surname counts if its tag, or its capital in the middle of a sentence, marks it as a proper
    noun. It must have no other proper noun next to it. Mentions are in text order; linear in the
    length of the text.
    """
    full: dict[str, int] = {}
    for name in names:
        if name.label == "PERSON":
            last = words.text[name.start : name.end].rpartition(" ")[2]
            written = person_name(words.text[name.start : name.end])
            if len(written.parts) > 1 and len(last) >= _SHORTEST and last[0].isupper():
                full.setdefault(last, name.end)
    if not full:
        return tuple(names)
    tagged = {index for name in names for index in words.indexes(name.start, name.end)}
    missed = _find_missed(words, full, tagged)
    return tuple(sorted((*names, *missed), key=lambda name: name.start))


def _is_name_use(words: Words, index: int) -> bool:
    """Return whether a word tagged as a common noun is a name: "In May Jobs said", "Jobs was"."""
    tokens = words.tokens
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if tokens[index].tag not in ("NN", "NNS") or after is None or after.text[0].isupper():
        return False
    if index == words.sentences[words.sentence_of(index)].first:
        return after.tag in ("VBD", "VBZ") and after.lower != "were"
    before = tokens[index - 1]
    return before.tag != "DT" and (before.text.islower() or before.text == ",")


def _is_speaker_label(words: Words, index: int) -> bool:
    """Return whether a word in capitals labels a turn in a transcript: "REIS: We won"."""
    return index + 1 < len(words.tokens) and words.tokens[index + 1].text == ":"


def _find_missed(words: Words, full: dict[str, int], tagged: set[int]) -> Iterator[Mention]:
    tokens = words.tokens
    capitals = {surname.upper(): surname for surname in full}
    for index, token in enumerate(tokens):
        if index in tagged:
            continue
        if token.text.isupper() and _is_speaker_label(words, index):
            surname = capitals.get(token.text, "")
        elif token.tag in _NOUNS or _is_name_use(words, index):
            surname = token.text
        else:
            continue
        if surname not in full or token.start < full[surname]:
            continue
        neighbours = (index - 1, index + 1)
        if any(
            0 <= neighbour < len(tokens)
            and (tokens[neighbour].tag in _NOUNS or neighbour in tagged)
            for neighbour in neighbours
        ):
            continue
        because = f"the surname {surname}, named in full before"
        yield Mention(token.start, token.end, "PERSON", "name", None, _CONFIDENCE, because)
