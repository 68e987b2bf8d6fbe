"""Differences between the words of a quotation and of its original, with what they change."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span
from analysis.verification.spoken_words import find_spoken_words
from analysis.verification.verdicts import (
    DANGEROUS,
    Concern,
    DifferenceKind,
    Edit,
    WordDifference,
)
from analysis.verification.word_alignment import WordAlignment, align_words
from analysis.verification.word_records import SpokenWord
from analysis.verification.wording_rules import load_rules

Words = Sequence[SpokenWord]
_LONGEST_REPEAT = 4  # words that a speaker repeats before going on
_SENTENCE_ENDS = ".!?"
_MARKED = re.compile(r"[.,;:!?%$£€]")
_VAGUE = frozenset(("few", "little", "lot", "number"))
_CLOSING, _OPENING = re.compile("[”\"»]|''"), re.compile('[“"«]|``')
_APOSTROPHES = str.maketrans("’‘", "''")
_SYMBOLS = frozenset("%$£€¥")


class WordBlock(Struct, frozen=True):
    """Consecutive words of both texts that are no pairs: indexes, half-open."""

    quoted: Span
    spoken: Span


class WordComparison(Struct, frozen=True):
    """The blocks of words that differ, and the changes that leave the words as they were said."""

    blocks: tuple[WordBlock, ...]
    edits: frozenset[Edit]


def compare_aligned(
    quoted: Words, spoken: Words, alignment: WordAlignment, original_text: str, quoted_text: str
) -> WordComparison:
    """Return the blocks that differ in an alignment, without the changes that editing may make."""
    edits: set[Edit] = set()
    for number, position in alignment.pairs:
        edits |= _find_edits(quoted[number], spoken[position], quoted_text, original_text)
    blocks: list[WordBlock] = []
    for block in _list_blocks(len(quoted), alignment):
        missing, new = spoken[slice(*block.spoken)], quoted[slice(*block.quoted)]
        tolerated = _tolerated_edit(
            new, missing, spoken[: block.spoken[1]], original_text, quoted_text, spoken
        )
        tolerated = (
            {"numerals"}
            if tolerated is None
            and _lacks_symbols(new, missing, quoted_text, original_text, quoted, spoken)
            else tolerated
        )
        if tolerated is None:
            blocks.append(block)
        else:
            edits |= tolerated
    return WordComparison(tuple(blocks), frozenset(edits))


def _list_blocks(count: int, alignment: WordAlignment) -> list[WordBlock]:
    """Return the words between the pairs, and those of the quotation before and after them."""
    pairs = alignment.pairs
    if not pairs:
        return [WordBlock((0, count), (0, 0))]
    blocks: list[WordBlock] = []
    before = (-1, alignment.span[0] - 1)
    for number, position in (*pairs, (count, alignment.span[1])):
        quoted, spoken = (before[0] + 1, number), (before[1] + 1, position)
        if quoted[0] < quoted[1] or spoken[0] < spoken[1]:
            blocks.append(WordBlock(quoted, spoken))
        before = (number, position)
    return blocks


def _lacks_symbols(
    new: Words, missing: Words, quoted_text: str, original_text: str, quoted: Words, spoken: Words
) -> bool:
    """Return whether a text without any marks, such as captions, lacks only symbols."""
    if any(word.form not in _SYMBOLS for word in (*new, *missing)):
        return False
    if new and missing:
        return False
    words, text = (spoken, original_text) if new else (quoted, quoted_text)
    return not _MARKED.search(text, words[0].start, words[-1].end)


def _find_edits(quoted: SpokenWord, spoken: SpokenWord, text: str, original: str) -> set[Edit]:
    """Return how two equal words differ in their form."""
    if quoted.form != spoken.form:
        return {how for how in (quoted.how, spoken.how) if how}
    written, printed = text[quoted.start : quoted.end], original[spoken.start : spoken.end]
    if written != printed and written.translate(_APOSTROPHES) != printed.translate(_APOSTROPHES):
        return {"case"}
    return set()


def _tolerated_edit(
    new: Words,
    missing: Words,
    before: Words,
    original_text: str,
    quoted_text: str,
    spoken: Words,
) -> set[Edit] | None:
    """Return the changes that explain a block, None if it is a real difference."""
    edits: set[Edit] = set()
    if _is_in_parentheses(new, quoted_text):
        inserted, new = list(new), []
    else:
        inserted = [word for word in new if word.is_inserted]
        new = [word for word in new if not word.is_inserted]
    if len(left := _drop_fillers(new)) < len(new):
        edits.add("fillers")
        new = left
    if len(left := _drop_fillers(missing)) < len(missing):
        edits.add("fillers")
        missing = left
    is_only_cut = missing and not new and not inserted
    if is_only_cut and _is_narration(missing, before, original_text, spoken):
        return edits
    if is_only_cut and (
        _is_repeated(missing, before, spoken) or _are_openers(missing, before, original_text)
    ):
        return edits | {"fillers"}
    if inserted and not new:
        concern = find_concern((), missing) if missing else ""
        reach = load_rules().limits.bracketed
        if len(missing) <= reach and not (concern in ("negation", "number") and missing):
            return edits | {"brackets"}
        if {word.key for word in missing} <= {word.key for word in inserted}:
            return edits | {"brackets"}
        return None
    if not new and not missing:
        return edits
    if new and missing and _letters(new) == _letters(missing):
        return edits | {"hyphens"}
    if _is_contracted(new, missing) or _is_contracted(missing, new):
        return edits | {"contractions"}
    return None


def _is_narration(missing: Words, before: Words, text: str, spoken: Words) -> bool:
    """Return whether words stand between two quoted pieces: “…,” she continued. “…”."""
    following = spoken[len(before) : len(before) + 1]
    first = len(before) - len(missing)
    if not following or not first:
        return False
    return bool(
        _CLOSING.search(text, before[first - 1].end, missing[0].start)
        and _OPENING.search(text, missing[-1].end, following[0].start)
    )


def _is_in_parentheses(words: Words, text: str) -> bool:
    """Return whether words are all the words of a pair of parentheses."""
    if not words:
        return False
    start, end = words[0].start, words[-1].end
    return text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")"


def _is_contracted(full: Words, short: Words) -> bool:
    """Return whether two words in full are one without an apostrophe: "we are", "were"."""
    if len(full) != 2 or len(short) != 1:
        return False
    rules = load_rules()
    phrase = f"{full[0].key} {full[1].key}"
    for contraction, words in rules.equivalents.items():
        if words == phrase and contraction.replace("'", "") == short[0].form:
            return True
    return any(
        full[1].key in (key, *rules.readings.get(key, ()))
        and short[0].form == full[0].key + end.replace("'", "")
        for end, key in rules.contractions.items()
    )


def _letters(words: Words) -> str:
    """Return the letters of words as they are written, joined."""
    joined: list[str] = []
    before = -1
    for word in words:
        if word.start != before:  # a contraction gives several words of one span
            joined.append(word.form)
        before = word.start
    return "".join(filter(str.isalnum, "".join(joined)))


def _drop_fillers(words: Words) -> Words:
    """Return words without hesitations, phrases that gain time, and words that break off."""
    fillers = load_rules().fillers
    phrases = [phrase.split() for phrase in fillers.phrases]
    left: list[SpokenWord] = []
    at = 0
    while at < len(words):
        phrase = next(
            (
                phrase
                for phrase in phrases
                if [word.key for word in words[at : at + len(phrase)]] == phrase
            ),
            None,
        )
        if phrase:
            at += len(phrase)
            continue
        if words[at].key not in fillers.words:
            left.append(words[at])
        at += 1
    return left


def _is_repeated(missing: Words, before: Words, spoken: Words) -> bool:
    """Return whether words are those that a speaker begins again: "your — your carpet"."""
    keys = [word.key for word in missing]
    if all(word.is_fragment for word in missing) and len(missing) <= 2:
        return True
    end = len(before)
    after = [word.key for word in spoken[end : end + len(keys)]]
    start = end - len(missing)
    earlier = [word.key for word in spoken[max(0, start - len(keys)) : start]]
    return len(keys) <= _LONGEST_REPEAT and keys in (after, earlier)


def _are_openers(missing: Words, before: Words, text: str) -> bool:
    """Return whether words only open a sentence, as in "Well, we did"."""
    conditions = load_rules().concerns["condition"]  # "But" within a quotation is no filler
    if not is_opening(missing) or any(word.key in conditions for word in missing):
        return False
    start = missing[0].start
    index = len(before) - len(missing)
    previous = before[index - 1].end if index > 0 else 0
    return any(mark in text[previous:start] for mark in _SENTENCE_ENDS)


def is_filler(words: Words) -> bool:
    """Return whether words only fill a pause."""
    return not _drop_fillers(words)


def is_opening(words: Words) -> bool:
    """Return whether words only open a sentence, or fill a pause."""
    openers = load_rules().fillers.openers
    left = _drop_fillers(words)
    return len(left) <= 2 and all(word.key in openers for word in left)


@cache
def _known_names() -> frozenset[str]:
    return lexicon.words("given_names") | lexicon.words("family_names")


def is_name(word: SpokenWord, text: str) -> bool:
    """Return whether a word is written as a name: with a capital within a sentence."""
    written = text[word.start : word.end]
    if not written[:1].isupper():
        return False
    if len(written) > 1 and written.isupper():
        return True
    before = text[max(0, word.start - 4) : word.start].rstrip()
    starts = not before or before[-1] in ".!?:\"“”‘'—[(" or "\n" in before
    if word.key in lexicon.words("stop_words"):
        return False
    return not starts or word.key in _known_names()


def find_concern(
    new: Words, missing: Words, quoted_text: str = "", original_text: str = ""
) -> Concern:
    """Return the most important thing that changes if words replace others."""
    new_keys, missing_keys = Counter(w.key for w in new), Counter(w.key for w in missing)
    gained = [word for word in new if new_keys[word.key] > missing_keys[word.key]]
    lost = [word for word in missing if missing_keys[word.key] > new_keys[word.key]]
    if not gained and not lost:
        return "order"
    changed = {word.key for word in (*gained, *lost)}
    concerns = load_rules().concerns
    if changed & concerns["negation"] or _are_opposites(gained, lost):
        return "negation"
    if any(key.startswith("#") for key in changed):
        return "number"
    if any(is_name(word, quoted_text) for word in gained) or any(
        is_name(word, original_text) for word in lost
    ):
        return "name"
    if changed <= {"a"} and _VAGUE.intersection(
        _keys_after(gained or lost, quoted_text if gained else original_text)
    ):
        return "quantifier"
    for concern in ("quantifier", "modal", "pronoun", "condition"):
        if changed & concerns[concern]:
            return concern
    return "word"


def _keys_after(words: Sequence[SpokenWord], text: str) -> set[str]:
    """Return the keys of the words that directly follow words."""
    return {
        following[0].key
        for word in words
        if (following := find_spoken_words(text, word.end, word.end + 20))
    }


def _are_opposites(gained: Words, lost: Words) -> bool:
    """Return whether a word of one side is the opposite of one of the other side."""
    rules = load_rules().opposites
    for first in gained:
        for second in lost:
            pair = {first.key, second.key}
            shorter, longer = sorted(pair, key=len) if len(pair) == 2 else (first.key, first.key)
            if any(longer == f"{prefix}{shorter}" for prefix in rules.prefixes if len(shorter) > 2):
                return True
            if any(pair == set(listed) for listed in rules.pairs):
                return True
            for positive, negative in rules.suffixes:
                stem = first.key.removesuffix(positive)
                if stem != first.key and second.key == f"{stem}{negative}":
                    return True
                stem = second.key.removesuffix(positive)
                if stem != second.key and first.key == f"{stem}{negative}":
                    return True
    return False


def build_difference(
    block: WordBlock,
    quoted: Words,
    spoken: Words,
    quoted_text: str,
    original_text: str,
    *,
    is_marked: bool = False,
    is_moved: bool = False,
) -> WordDifference:
    """Describe a block of words that differ, or that have moved to another position."""
    new, missing = quoted[slice(*block.quoted)], spoken[slice(*block.spoken)]
    kind: DifferenceKind = "replaced" if new and missing else "added" if new else "cut"
    if is_moved:
        kind = "moved"
    return WordDifference(
        kind,
        "order" if is_moved else find_concern(new, missing, quoted_text, original_text),
        _written(missing, original_text),
        _written(new, quoted_text),
        _span_of(spoken, block.spoken),
        _span_of(quoted, block.quoted),
        is_marked,
    )


def _written(words: Words, text: str) -> str:
    return " ".join(text[words[0].start : words[-1].end].split()) if words else ""


def _span_of(words: Words, bounds: Span) -> Span:
    first, last = bounds
    if first < last:
        return words[first].start, words[last - 1].end
    at = words[first - 1].end if first else words[0].start if words else 0
    return at, at


def describe_differences(differences: Sequence[WordDifference]) -> tuple[str, ...]:
    """Return the differences that change the meaning, in words: `not`, `12 / 20`."""
    return tuple(
        f"{difference.spoken} / {difference.quoted}"
        if difference.spoken and difference.quoted
        else difference.spoken or difference.quoted
        for difference in differences
        if difference.concern in DANGEROUS
    )


class Wording(Struct, frozen=True):
    """The difference between two wordings: what the second one cut, added or replaced."""

    differences: tuple[WordDifference, ...]
    edits: frozenset[Edit]

    @property
    def has_cut(self) -> bool:
        """True if the second wording lacks words of the first."""
        return any(difference.kind != "added" for difference in self.differences)

    @property
    def has_added(self) -> bool:
        """True if the second wording has words that the first one lacks."""
        return any(difference.kind != "cut" for difference in self.differences)


def compare_wordings(spoken: str, quoted: str) -> Wording:
    """Compare two whole wordings of one statement, word by word."""
    first, second = find_spoken_words(spoken), find_spoken_words(quoted)
    alignment = align_words(second, first)
    whole = WordAlignment(alignment.pairs, (0, len(first)), alignment.score, alignment.share)
    comparison = compare_aligned(second, first, whole, spoken, quoted)
    differences = (
        build_difference(block, second, first, quoted, spoken) for block in comparison.blocks
    )
    return Wording(tuple(differences), comparison.edits)
