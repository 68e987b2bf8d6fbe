"""Measures of quotations: content by shared letters, matched one to one, and the right source."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from analysis.models import Quotation
from analysis.structs import replace
from analysis.syntax.cues import is_noun_cue, lemma, verb_cue
from analysis.syntax.verb_groups import is_form_of_be

Letters = frozenset[int]
CUE_KINDS = (
    "say",
    "tell",
    "according to",
    "other verbs",
    "infinitives",
    "passives",
    "nouns",
    "other cues and none",
    "contents of 1–3 words",
    "no source",
)
_SHORT = 3
TURN_REASONS = frozenset({"quotation.transcript", "quotation.answer", "quotation.question"})
THRESHOLDS = {"exact": 0.9999, "ov80": 0.8, "ov30": 0.3}
BOUNDARIES = ("exact", "too long", "too short", "both", "pieces missing")
# What follows a name: "Lee, the mayor", "Lee (D)", "Lee of Rome".
_AFTER_NAME = re.compile(
    r"\s*(?:,|\(|\bwho\b|\bof\b|\bat\b|\bfor\b|\bin\b|\bfrom\b|\bwith\b|—|--).*", re.DOTALL
)
# PolNeAR calls what stands in '' marks indirect: the same measure with kinds read off the marks.
_BY_MARKS = "direct pieces, '' being marks"
_SINGLE_MARKS = re.compile(r"''|[‘'](?=\w)[^'’]*['’](?!\w)")
_ALL_IN_MARKS = re.compile(r"\W*['‘].*['’]\W*", re.DOTALL)
_POSSESSIVE = re.compile(r"['’]s?$")


class Gold(Struct, frozen=True):
    """An annotated quotation; `left_out` ones are neither looked for nor counted as wrong."""

    spans: tuple[tuple[int, int], ...]
    kind: str
    letters: Letters
    source: str | None
    source_spans: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    pronoun: bool
    left_out: bool
    nested: bool
    cue: str = ""


class Found(Struct, frozen=True):
    """A quotation that was found, with the names of its speakers' entities.

    `persons` are those that are no mere description, such as "the host".
    """

    quotation: Quotation
    letters: Letters
    source: str | None
    names: tuple[str, ...]
    persons: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Right, found and expected ones."""

    right: int = 0
    found: int = 0
    expected: int = 0

    def rates(self) -> tuple[float, float, float]:
        """Precision, recall and F1, each 0 to 1."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.expected if self.expected else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


@dataclass(slots=True)
class Document:
    """Scores of a document: pairs with an overlap of 0.8, missed and wrong quotations."""

    id: str
    text: str
    right: list[tuple[Gold, Found, bool]] = field(default_factory=list)
    missed: list[Gold] = field(default_factory=list)
    wrong: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class QuotationScores:
    """The measures of a corpus."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    recalls: dict[str, Tally] = field(default_factory=dict)
    sources: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[Quotation, bool]] = field(default_factory=list)
    """Each quotation, and whether its content and its speaker or source are right."""
    documents: list[Document] = field(default_factory=list)

    def tally(self, name: str) -> Tally:
        """The tally of a measure, made at its first use."""
        return self.tallies.setdefault(name, Tally())


def letters_of(text: str, spans: Sequence[Sequence[int]]) -> Letters:
    """The offsets of the letters and digits in some spans."""
    return frozenset(
        index
        for start, end in spans
        for index in range(max(start, 0), min(end, len(text)))
        if text[index].isalnum()
    )


def gold_of(text: str, row: dict[str, Any], speech: bool) -> Gold:
    """A line's annotation; topics, optional ones and, with `speech`, thoughts are left out."""
    spans = tuple((start, end) for start, end in row["spans"])
    source_spans = row.get("speaker_spans")
    if source_spans is None and row.get("speaker_start") is not None:
        source_spans = [[row["speaker_start"], row["speaker_end"]]]
    thought = speech and not row.get("speech", True) and row["type"] == "indirect"
    nested = bool(row.get("nested"))
    doubtful = row["type"] == "topic" or bool(row.get("optional"))
    return Gold(
        spans,
        row["type"],
        letters_of(text, spans),
        row["speaker_text"],
        tuple((start, end) for start, end in source_spans or ()),
        tuple(row.get("speaker_names") or ()),
        bool(row.get("speaker_is_pronoun")),
        nested or thought or doubtful,
        nested,
        row.get("cue") or "",
    )


@dataclass(slots=True)
class CueTally:
    """Quotations with one kind of cue: `missed` ones share no letter with a found one.

    `wrong` counts found ones that match no annotation at 0.8.
    """

    expected: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0


def tally_by_cue(documents: Sequence[Document]) -> dict[str, CueTally]:
    """Return a tally for each kind of cue, for short contents, and for contents without a source.

    The kind is that of the annotated cue, for wrong ones that of the found cue.
    """
    tallies = {kind: CueTally() for kind in CUE_KINDS}
    for document in documents:
        text = document.text
        for gold, _, _ in document.right:
            for kind in _kinds_of(text, gold.cue, gold.spans, gold.source):
                tallies[kind].expected += 1
                tallies[kind].right += 1
        for gold in document.missed:
            missed = not any(gold.letters & found.letters for found in document.wrong)
            for kind in _kinds_of(text, gold.cue, gold.spans, gold.source):
                tallies[kind].expected += 1
                tallies[kind].missed += missed
        for found in document.wrong:
            quotation = found.quotation
            cue = text[slice(*quotation.cue)] if quotation.cue is not None else ""
            for kind in _kinds_of(text, cue, quotation.spans, found.source):
                tallies[kind].wrong += 1
    return tallies


def _kinds_of(
    text: str, cue: str, spans: Sequence[tuple[int, int]], source: str | None
) -> list[str]:
    kinds = [_cue_kind(cue.lower().split(), text[slice(*spans[0])].lower())]
    if sum(len(text[start:end].split()) for start, end in spans) <= _SHORT:
        kinds.append("contents of 1–3 words")
    if source is None:
        kinds.append("no source")
    return kinds


def _cue_kind(words: Sequence[str], content: str) -> str:
    """Return the kind of a cue, given as lower-case words, with the text of its content."""
    if "according" in words:
        return "according to"
    lemmas = [lemma(word) for word in words]
    form = next((word for word in reversed(words) if verb_cue(word)), "")
    if form.endswith(("ed", "told", "said")) and any(
        is_form_of_be(word) for word in words[: words.index(form)]
    ):
        return "passives"
    if "say" in lemmas:
        return "say"
    if "tell" in lemmas:
        return "tell"
    if form and content.startswith("to "):
        return "infinitives"
    if words and is_noun_cue(words[-1]) and not verb_cue(words[-1]):
        return "nouns"
    return "other verbs" if form else "other cues and none"


def overlap(left: Letters, right: Letters) -> float:
    """The share of letters in common (Jaccard)."""
    both = len(left & right)
    return both / (len(left) + len(right) - both) if both else 0.0


def matches(
    gold: Sequence[Letters], found: Sequence[Letters], threshold: float
) -> list[tuple[int, int]]:
    """Pairs of indexes, each used once, the most alike first."""
    ranked = sorted(
        (
            (overlap(gold_quotation, two), left, right)
            for left, gold_quotation in enumerate(gold)
            for right, two in enumerate(found)
        ),
        reverse=True,
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for share, left, right in ranked:
        if share < threshold:
            break
        if left not in used_gold and right not in used_found:
            used_gold.add(left)
            used_found.add(right)
            pairs.append((left, right))
    return pairs


def score(
    scores: QuotationScores,
    document: Document,
    gold: Sequence[Gold],
    found: Sequence[Found],
    *,
    turns: bool = False,
) -> None:
    """Add a document to the scores; turns that match no annotation count only with `turns`.

    The corpora of attributions annotate what is reported in a turn, and not the turn.
    """
    found = [
        quotation
        for quotation in found
        if quotation.letters and quotation.quotation.kind != "scare"
    ]
    if not turns:
        matched = {
            right
            for _, right in matches(
                [expected.letters for expected in gold],
                [quotation.letters for quotation in found],
                0.8,
            )
        }
        found = [
            quotation
            for index, quotation in enumerate(found)
            if index in matched or quotation.quotation.reason.id not in TURN_REASONS
        ]
    gold_letters = [expected.letters for expected in gold]
    found_letters = [quotation.letters for quotation in found]
    for name, threshold in THRESHOLDS.items():
        pairs = matches(gold_letters, found_letters, threshold)
        spared = _spared(gold, found_letters, pairs)
        counted = [(left, right) for left, right in pairs if not gold[left].left_out]
        tally = scores.tally(f"all quotations, {name}")
        tally.right += len(counted)
        tally.found += len(found) - len(spared)
        tally.expected += sum(not expected.left_out for expected in gold)
        if name == "ov80":
            _judge(scores, document, gold, found, counted, spared)
            _judge_each(scores, gold, found, {right: left for left, right in pairs}, spared)
    if turns:
        _score_persons(scores, gold, found)
    _score_pieces(scores, "direct pieces", document.text, gold, found)
    marked = [replace(expected, kind=_kind_by_marks(document.text, expected)) for expected in gold]
    _score_pieces(scores, _BY_MARKS, document.text, marked, found)
    scores.documents.append(document)


def _score_persons(scores: QuotationScores, gold: Sequence[Gold], found: Sequence[Found]) -> None:
    """Count direct quotations with the right person; no person is right for an unnamed one."""
    wanted = [expected for expected in gold if expected.kind == "direct"]
    direct = [quotation for quotation in found if quotation.quotation.kind == "direct"]
    pairs = matches(
        [expected.letters for expected in wanted], [quotation.letters for quotation in direct], 0.8
    )
    tally = scores.tally("turns with the right person")
    tally.found += len(direct)
    tally.expected += len(wanted)
    for left, right in pairs:
        names, persons = wanted[left].names, direct[right].persons
        expected = set().union(*map(_keys, names))
        tally.right += bool(set().union(*map(_keys, persons)) & expected) or (
            not names and not persons
        )


def _spared(
    gold: Sequence[Gold], found: Sequence[Letters], pairs: Sequence[tuple[int, int]]
) -> set[int]:
    """The found ones that are neither right nor wrong, since they match what is left out."""
    spared = {right for left, right in pairs if gold[left].left_out}
    matched = {right for _, right in pairs}
    left_out = [expected.letters for expected in gold if expected.left_out]
    spared |= {
        index
        for index, letters in enumerate(found)
        if index not in matched and any(overlap(ignored, letters) >= 0.3 for ignored in left_out)
    }
    return spared


def _judge(
    scores: QuotationScores,
    document: Document,
    gold: Sequence[Gold],
    found: Sequence[Found],
    counted: Sequence[tuple[int, int]],
    spared: set[int],
) -> None:
    for left, right in counted:
        expected, quotation = gold[left], found[right]
        good = expected.source is not None and same_source(expected, quotation)
        document.right.append((expected, quotation, good))
        if expected.source is not None:
            scores.sources["asked"] += 1
            scores.sources["right"] += good
        if expected.names:
            named = _has_right_speaker(expected, quotation)
            scores.sources["entities"] += 1
            scores.sources["entities right"] += named
            scores.sources["pronouns"] += expected.pronoun
            scores.sources["pronouns right"] += expected.pronoun and named
    got, taken = {left for left, _ in counted}, {right for _, right in counted}
    document.missed = [
        expected
        for index, expected in enumerate(gold)
        if index not in got and not expected.left_out
    ]
    document.wrong = [
        quotation
        for index, quotation in enumerate(found)
        if index not in taken and index not in spared
    ]
    tally = scores.tally("end to end, ov80")
    tally.right += sum(good for _, _, good in document.right)
    tally.found += len(found) - len(spared)
    tally.expected += sum(
        not expected.left_out and expected.source is not None for expected in gold
    )
    for kind in ("direct", "mixed", "indirect"):
        recall = scores.recalls.setdefault(kind, Tally())
        recall.right += sum(expected.kind == kind for expected, _, _ in document.right)
        recall.expected += sum(expected.kind == kind and not expected.left_out for expected in gold)


def _judge_each(
    scores: QuotationScores,
    gold: Sequence[Gold],
    found: Sequence[Found],
    matched: dict[int, int],
    spared: set[int],
) -> None:
    for index, quotation in enumerate(found):
        if index in matched:
            right = _has_right_speaker(gold[matched[index]], quotation)
            scores.judged.append((quotation.quotation, right))
        elif index not in spared:
            scores.judged.append((quotation.quotation, False))


def _has_right_speaker(expected: Gold, found: Found) -> bool:
    """Return True if the speaker is the annotated one, or the source if that has no name."""
    if expected.names:
        keys = set().union(*map(_keys, found.names or (found.source,)))
        return bool(keys & set().union(*map(_keys, expected.names)))
    return expected.source is None or same_source(expected, found)


def band_of(confidence: float, bands: int) -> int:
    """Return the band of a confidence, which is rounded as in the output."""
    return min(int(round(confidence, 2) * bands + 1e-9), bands - 1)


def boundaries(document: Document) -> Counter[str]:
    """Count the contents found at 0.3 or better by the error of their boundaries."""
    missed, wrong = document.missed, document.wrong
    near = matches(
        [gold.letters for gold in missed],
        [found.letters for found in wrong],
        THRESHOLDS["ov30"],
    )
    pairs = [(gold, found) for gold, found, _ in document.right]
    pairs += [(missed[left], wrong[right]) for left, right in near]
    return Counter(_boundary(document.text, gold, found.letters) for gold, found in pairs)


def _boundary(text: str, gold: Gold, found: Letters) -> str:
    if gold.letters == found:
        return "exact"
    if any(letters and not letters & found for letters in _letters_by_piece(text, gold)):
        return "pieces missing"
    if found > gold.letters:
        return "too long"
    return "too short" if found < gold.letters else "both"


def _letters_by_piece(text: str, gold: Gold) -> list[Letters]:
    return [letters_of(text, [span]) for span in gold.spans]


def _kind_by_marks(text: str, gold: Gold) -> str:
    """The kind that an attribution has where '' and single marks count as marks too."""
    pieces = [text[max(0, start - 1) : end + 1] for start, end in gold.spans]
    if gold.kind != "indirect" or not any(map(_SINGLE_MARKS.search, pieces)):
        return gold.kind
    return "direct" if all(map(_ALL_IN_MARKS.fullmatch, pieces)) else "mixed"


def _score_pieces(
    scores: QuotationScores, name: str, text: str, gold: Sequence[Gold], found: Sequence[Found]
) -> None:
    """Each piece of a direct quotation by itself; pieces inside mixed ones are not counted."""
    wanted = [
        (letters_of(text, [span]), expected, position > 0)
        for expected in gold
        if expected.kind == "direct" and not expected.nested
        for position, span in enumerate(expected.spans)
    ]
    mixed = [expected.letters for expected in gold if expected.kind == "mixed"]
    pieces = [
        (letters, quotation)
        for quotation in found
        if quotation.quotation.kind in ("direct", "mixed")
        for span in quotation.quotation.spans
        if (letters := letters_of(text, [span]))
        and not any(len(letters & whole) >= 0.8 * len(letters) for whole in mixed)
    ]
    pairs = matches([piece[0] for piece in wanted], [piece[0] for piece in pieces], 0.8)
    tally = scores.tally(f"{name}, ov80")
    spoken = scores.tally(f"{name}, with source")
    spoken.right += sum(same_source(wanted[left][1], pieces[right][1]) for left, right in pairs)
    tally.right += len(pairs)
    for each in (tally, spoken):
        each.found += len(pieces)
        each.expected += len(wanted)
    for left, right in pairs:
        if wanted[left][2] and name != _BY_MARKS:
            scores.sources["continuations"] += 1
            scores.sources["continuations right"] += same_source(wanted[left][1], pieces[right][1])


def same_source(gold: Gold, found: Found) -> bool:
    """Return True if a found source overlaps the annotated one, or ends with the same word."""
    span = found.quotation.source
    if span is not None and any(
        span[0] < end and start < span[1] for start, end in gold.source_spans
    ):
        return True
    return bool(_keys(gold.source) & _keys(found.source))


def _keys(name: str | None) -> set[str]:
    """The last words of a name, with and without what follows it."""
    found = set()
    for form in (name, _AFTER_NAME.sub("", name, count=1)) if name else ():
        words = [
            _POSSESSIVE.sub("", word).strip(".'’-")
            for word in re.findall(r"[\w'’.-]+", form.lower())
        ]
        if names := [word for word in words if word]:
            found.add(names[-1])
    return found
