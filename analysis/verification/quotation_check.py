"""Compare quotations with originals: find each of them, and report what differs."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from analysis.models import Span
from analysis.verification.originals import Original, OriginalReader
from analysis.verification.passage_index import PassageIndex
from analysis.verification.passage_speakers import is_same_speaker
from analysis.verification.quoted_texts import QuotedWords, read_quoted_words
from analysis.verification.reversing_frames import find_frame
from analysis.verification.spoken_words import find_spoken_words
from analysis.verification.verdicts import (
    Edit,
    Match,
    QuotedText,
    Verdict,
    VerdictKind,
    WordDifference,
)
from analysis.verification.word_alignment import WordAlignment, align_words, weigh_word
from analysis.verification.word_differences import (
    WordBlock,
    WordComparison,
    build_difference,
    compare_aligned,
    find_concern,
    is_filler,
    is_opening,
)
from analysis.verification.word_harmony import harmonize_words
from analysis.verification.word_records import SpokenWord
from analysis.verification.wording_rules import load_rules

_MOST_WINDOWS = 6  # passages that are aligned with a quotation
_LEAST_WEIGHT = 0.5  # of the evidence for the best passage, while that one is a candidate
_LEAST_SHARE = 0.55  # of the words of a quotation, in a passage that can be its original
_LEAST_SCORE = 0.3  # of the score of a verbatim quotation
_LONG_RUN = 9.0  # the weight of consecutive words that can only be a piece of a quotation
_SHORT_RUN = 5.0  # the same if the other words of the quotation are found in other places
_LEAST_PIECES = 0.75  # of the words of a quotation, in all its pieces
_FEW = 3  # words of a quotation that is found only as a whole
_PIECE_WORDS = 3  # of a piece that is looked for in another place
_PIECE_WEIGHT = 4.0
_PIECE_SHARE = 0.75
_PIECE_SCORE = 0.6
_NEAR_PIECE = 3  # words between two pieces that have only changed their order
_OWN_SPEAKER = 1.5  # the score that the speaker's own words may have less
# The end of a sentence, or of the words that an original quotes.
_FINAL = re.compile(
    r"[\"'”’)\]]*\s*(?:[.!?…]|\Z|\n)|\s*[,.!?…]\s*(?:[\"”»]|'')|[—–-]?\""
    r"|\s*[—–-]?[”»]|\s*''|[,.!?…][’'](?!\w)"
)
_BEFORE_SENTENCE = re.compile(r"(?:[.!?…:;][\"'”’)\]]*|\A|\n|[“\"‘(\[—–-])\s*[\"“‘'(\[]*\Z")
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’)\]]*\s|\n")
_DRAFT_END = re.compile(r"[.!?\n”]")
_DRAFT_CONTEXT = 60  # characters before a quotation that may report its negation


class _Candidate(NamedTuple):
    """A passage that may be the original, with its words and their alignment."""

    original: int
    words: Sequence[SpokenWord]
    alignment: WordAlignment
    speaker: str

    @property
    def start(self) -> int:
        return self.words[self.alignment.span[0]].start

    @property
    def end(self) -> int:
        return self.words[self.alignment.span[1] - 1].end


class OriginalIndex:
    """Originals, indexed so that quotations are found in them."""

    def __init__(
        self, originals: Iterable[Original], report: Callable[[int], object] = lambda _: None
    ) -> None:
        """Index the originals; `report` receives the number of those that are indexed."""
        self._index = PassageIndex(originals, report)

    @property
    def originals(self) -> Sequence[Original]:
        """The originals, in the order that `Match.original` counts."""
        return [reader.original for reader in self._index.readers]

    @property
    def words(self) -> int:
        """The number of words of all originals."""
        return self._index.words

    @property
    def passages(self) -> PassageIndex:
        """The index of the passages."""
        return self._index

    def verify(self, text: str, quotation: QuotedText) -> Verdict:
        """Compare a quotation of a text with the originals."""
        return _Check(self._index, text, quotation).run()


def verify_quotation(text: str, quotation: QuotedText, index: OriginalIndex) -> Verdict:
    """Compare a quotation of a text with the originals of an index."""
    return index.verify(text, quotation)


class _Check:
    """The comparison of one quotation."""

    def __init__(self, index: PassageIndex, text: str, quotation: QuotedText) -> None:
        self._index = index
        self._text = text
        self._quotation = quotation
        self._quoted: QuotedWords = read_quoted_words(text, quotation)
        self._edits: set[Edit] = set()
        self._matches: list[Match] = []
        self._differences: list[WordDifference] = []
        self._is_joined = False
        self._covered = 0.0  # the share of the words that are found

    def run(self) -> Verdict:
        words = self._quoted.words
        found = self._find_candidate(words) if words else None
        if found is None:
            return Verdict("not_found", self._quotation)
        reader = self._index.readers[found.original]
        self._add_match(found.original, found.start, found.end)
        self._covered = found.alignment.share
        self._compare(found, reader)
        is_low = found.alignment.share < _LEAST_SHARE
        if is_low and found.alignment.longest < _LONG_RUN and self._covered < _LEAST_PIECES:
            return Verdict("not_found", self._quotation)
        self._check_ends(found, reader)
        is_question = self._is_question(found, reader)
        frame = find_frame(reader, found.start, found.end, self._read_context())
        return Verdict(
            self._decide(frame),
            self._quotation,
            tuple(self._matches),
            tuple(self._differences),
            tuple(sorted(self._edits)),
            frame,
            is_question,
        )

    def _read_context(self) -> list[SpokenWord]:
        """Return the words of the draft before the quotation, in the same sentence."""
        end = self._quotation.spans[0][0]
        start = max(0, end - _DRAFT_CONTEXT)
        for mark in _DRAFT_END.finditer(self._text, start, end):
            start = mark.end()
        return find_spoken_words(self._text, start, end)[-8:]

    def _find_candidate(self, words: Sequence[SpokenWord]) -> _Candidate | None:
        """Return the passage with most of the words, the speaker's own among equal ones."""
        text = " ".join(self._text[slice(*span)] for span in self._quotation.spans)
        marked = frozenset(self._quoted.breaks)
        candidates: list[_Candidate] = []
        windows = self._index.find_windows(text, _MOST_WINDOWS)
        for window in windows:
            if candidates and window.weight < _LEAST_WEIGHT * windows[0].weight:
                break
            candidate = self._align(words, window.original, window.start, window.end, marked)
            if candidate is None:
                continue
            candidates.append(candidate)
            is_own = is_same_speaker(self._quotation.names, candidate.speaker) is not False
            if is_own and candidate.alignment.is_verbatim(len(words)):
                break
        if not candidates:
            return None
        best = max(candidate.alignment.score for candidate in candidates)
        good = [each for each in candidates if each.alignment.score >= best - _OWN_SPEAKER]
        return min(
            good,
            key=lambda each: (
                is_same_speaker(self._quotation.names, each.speaker) is not True,
                -each.alignment.score,
                each.original,
                each.start,
            ),
        )

    def _align(
        self,
        words: Sequence[SpokenWord],
        original: int,
        start: int,
        end: int,
        marked: frozenset[int] = frozenset(),
        least_share: float = _LEAST_SHARE,
    ) -> _Candidate | None:
        """Align words with a part of an original; None if too few of them are in it."""
        reader = self._index.readers[original]
        spoken = harmonize_words(words, reader.find_words(start, end))
        aligned = align_words(words, spoken, marked)
        alignment = _trim_to_sentences(aligned, spoken, reader.original.text)
        if not alignment.pairs:
            return None
        whole = sum(weigh_word(word.key) for word in words if not word.is_inserted) or 1.0
        is_low = alignment.share < least_share or alignment.score < _LEAST_SCORE * whole
        if is_low and (least_share > _LEAST_SHARE or alignment.longest < _SHORT_RUN):
            return None
        own = [word for word in words if not word.is_inserted]
        if len(own) < _FEW and (
            alignment.share < 1 or alignment.span[1] - alignment.span[0] > len(own)
        ):
            return None
        speaker = reader.find_speaker(spoken[alignment.pairs[0][1]].start)
        return _Candidate(original, spoken, alignment, speaker)

    def _add_match(self, original: int, start: int, end: int) -> Match:
        reader = self._index.readers[original]
        match = Match(
            original,
            start,
            end,
            reader.find_line(start),
            reader.find_speaker(start),
            reader.find_time(start),
        )
        self._matches.append(match)
        return match

    def _compare(self, found: _Candidate, reader: OriginalReader) -> None:
        """Collect the differences within the passage."""
        quoted, spoken = self._quoted.words, found.words
        original = reader.original.text
        comparison: WordComparison = compare_aligned(
            quoted, spoken, found.alignment, original, self._text
        )
        self._edits |= comparison.edits
        blocks = _merge_moved(comparison.blocks, quoted, spoken)
        for block, is_moved in blocks:
            if is_moved:
                self._add_difference(block, found, reader, kind="moved")
            elif block.quoted[0] == block.quoted[1] and block.quoted[0] in self._quoted.breaks:
                self._add_gap(block, found, reader)
            elif not self._add_piece(block, found):
                self._add_difference(block, found, reader)
                self._is_joined = self._is_joined or self._joins_sentences(block, spoken, reader)

    def _add_difference(
        self,
        block: WordBlock,
        found: _Candidate,
        reader: OriginalReader,
        *,
        is_marked: bool = False,
        kind: str = "",
    ) -> None:
        difference = build_difference(
            block, self._quoted.words, found.words, self._text, reader.original.text,
            is_marked=is_marked, is_moved=kind == "moved",
        )  # fmt: skip
        self._differences.append(difference)

    def _add_gap(self, block: WordBlock, found: _Candidate, reader: OriginalReader) -> None:
        """Add the words that are left out at an ellipsis, or between parts of a quotation."""
        kind = self._quoted.breaks[block.quoted[0]]
        first, last = block.spoken
        if kind == "paraphrase":
            return
        limits = load_rules().limits
        if kind == "ellipsis":
            self._edits.add("ellipsis")
            far = limits.far if reader.has_sentences(found.start) else limits.caption_far
            speakers = {reader.find_speaker(found.words[at].start) for at in (first - 1, last)}
            self._is_joined = self._is_joined or last - first > far or len(speakers) > 1
        elif self._is_boundary(found.words, first, last, reader.original.text):
            return
        self._add_difference(block, found, reader, is_marked=kind == "ellipsis")

    def _is_boundary(
        self, spoken: Sequence[SpokenWord], first: int, last: int, original: str
    ) -> bool:
        """Return whether words left out are whole sentences."""
        ends = first == 0 or bool(_FINAL.match(original, spoken[first - 1].end))
        return ends and bool(_BEFORE_SENTENCE.search(original[: spoken[last].start][-12:]))

    def _joins_sentences(
        self, block: WordBlock, spoken: Sequence[SpokenWord], reader: OriginalReader
    ) -> bool:
        """Return whether the words left out in a block are the ends of different sentences."""
        first, last = block.spoken
        new = block.quoted[1] - block.quoted[0]
        missing = last - first
        if first == 0 or last >= len(spoken) or missing <= 2 * new + 1:
            return False
        if not reader.has_sentences(spoken[first].start):
            return missing - new > load_rules().limits.caption_far
        end = reader.find_sentence(spoken[first - 1].start)[1]
        return spoken[last].start >= end

    def _add_piece(self, block: WordBlock, found: _Candidate) -> bool:
        """Look for words that the passage does not have in another place; add it as a match."""
        first, last = block.quoted
        words = self._quoted.words[first:last]
        own = [word for word in words if not word.is_inserted]
        if len(own) < _PIECE_WORDS or sum(weigh_word(word.key) for word in own) < _PIECE_WEIGHT:
            return False
        text = self._text[words[0].start : words[-1].end]
        pieces = [
            piece
            for window in self._index.find_windows(text, _MOST_WINDOWS)
            if (
                piece := self._align(
                    words, window.original, window.start, window.end, least_share=_PIECE_SHARE
                )
            )
        ]
        if not pieces:
            return False
        best = max(
            pieces,
            key=lambda piece: (
                piece.alignment.score,
                piece.original == found.original,
                -abs(piece.start - found.start),
            ),
        )
        if best.alignment.score < _PIECE_SCORE * sum(weigh_word(word.key) for word in own):
            return False
        self._add_match(best.original, best.start, best.end)
        whole = sum(weigh_word(word.key) for word in self._quoted.words if not word.is_inserted)
        self._covered += sum(weigh_word(word.key) for word in own) / whole
        reader = self._index.readers[best.original]
        starts_piece = first in self._quoted.breaks or last in self._quoted.breaks
        is_narrated = starts_piece and "ellipsis" not in self._quoted.breaks.values()
        if self._is_beside(best, found):
            self._add_difference(block, found, self._index.readers[found.original], kind="moved")
        elif not (is_narrated and self._is_whole(best, reader)):
            self._is_joined = self._quotation.kind != "mixed" or self._is_joined
        return True

    def _is_whole(self, piece: _Candidate, reader: OriginalReader) -> bool:
        """Return whether a piece is whole sentences of its original."""
        text = reader.original.text
        return bool(
            _FINAL.match(text, piece.end) and _BEFORE_SENTENCE.search(text[: piece.start][-12:])
        )

    def _is_beside(self, piece: _Candidate, found: _Candidate) -> bool:
        """Return whether a piece is directly before or after the passage, or within it."""
        if piece.original != found.original:
            return False
        text = self._index.readers[found.original].original.text
        if piece.start >= found.end:
            between = text[found.end : piece.start]
        elif piece.end <= found.start:
            between = text[piece.end : found.start]
        else:
            return True
        return len(find_spoken_words(between)) <= _NEAR_PIECE

    def _check_ends(self, found: _Candidate, reader: OriginalReader) -> None:
        """Add the rest of a sentence that is quoted as if it were whole."""
        if self._quotation.kind == "mixed" or not reader.has_sentences(found.start):
            return
        text = reader.original.text
        sentence = reader.find_sentence(found.start)
        before = reader.find_words(sentence[0], found.start) if sentence[0] < found.start else []
        starts = not before or bool(_BEFORE_SENTENCE.search(text[: found.start][-12:]))
        only_opens = bool(before) and is_opening(before)
        first = self._text[self._quotation.spans[0][0] :][:1]
        is_capital = first.isupper() and text[found.start].islower()
        words = self._quoted.words
        pairs = found.alignment.pairs
        has_start, has_end = pairs[0][0] == 0, pairs[-1][0] == len(words) - 1
        if is_capital and has_start and not starts and not only_opens:
            span = (before[0].start, before[-1].end)
            self._add_cut(text, span, before, words[0].start)
        elif (starts or only_opens) and has_end and not _FINAL.match(text, found.end):
            end = reader.find_sentence(found.end - 1)[1]
            after = reader.find_words(found.end, end) if found.end < end else []
            if not is_filler(after):
                span = (after[0].start, after[-1].end)
                self._add_cut(text, span, after, words[-1].end, is_marked=self._quoted.is_open)

    def _add_cut(
        self,
        original: str,
        span: Span,
        missing: Sequence[SpokenWord],
        at: int,
        *,
        is_marked: bool = False,
    ) -> None:
        self._differences.append(
            WordDifference(
                "cut",
                find_concern((), missing, "", original),
                " ".join(original[slice(*span)].split()),
                "",
                span,
                (at, at),
                is_marked,
            )
        )

    def _is_question(self, found: _Candidate, reader: OriginalReader) -> bool:
        """Return whether the original asks what the quotation states."""
        text = reader.original.text
        end = self._quotation.spans[-1][1]
        if "?" in self._text[self._quotation.spans[0][0] : end + 1]:
            return False
        last = reader.find_sentence(found.end - 1)[1]
        return text[found.end : last].strip("\"'”’)] \n").endswith("?") and (
            last - found.end < 4 or reader.has_sentences(found.start)
        )

    def _decide(self, frame: str) -> VerdictKind:
        names = self._quotation.names
        if names and any(
            is_same_speaker(names, match.speaker) is False for match in self._matches[:1]
        ):
            return "misattributed"
        if frame:
            return "reversed"
        limits = load_rules().limits
        for difference in self._differences:
            count = len(find_spoken_words(difference.spoken))
            is_short = difference.kind != "cut" or count <= limits.few_negated
            if difference.concern == "negation" and is_short and difference.kind != "moved":
                return "changed"
            if difference.concern == "number" and difference.kind in ("replaced", "added"):
                return "changed"
        if self._is_joined:
            return "joined"
        if any(difference.kind != "cut" for difference in self._differences):
            return "altered"
        return "cut" if self._differences else "verbatim"


def _trim_to_sentences(
    alignment: WordAlignment, spoken: Sequence[SpokenWord], text: str
) -> WordAlignment:
    """Leave out words at the ends of a passage that are replaced, but of another sentence."""
    if not alignment.pairs:
        return alignment
    (_, first), (_, last) = alignment.pairs[0], alignment.pairs[-1]
    start, end = alignment.span
    if start < first and _SENTENCE_BREAK.search(text, spoken[start].start, spoken[first].start):
        start = first
    if last + 1 < end and _SENTENCE_BREAK.search(text, spoken[last].end, spoken[end - 1].end):
        end = last + 1
    return replace(alignment, span=(start, end))


def _merge_moved(
    blocks: Sequence[WordBlock], quoted: Sequence[SpokenWord], spoken: Sequence[SpokenWord]
) -> list[tuple[WordBlock, bool]]:
    """Join each added block with the block where the same words are left out: they have moved."""
    merged: list[tuple[WordBlock, bool]] = []
    gone: set[int] = set()
    for number, block in enumerate(blocks):
        if number in gone:
            continue
        new = [word.key for word in quoted[slice(*block.quoted)]]
        old = [word.key for word in spoken[slice(*block.spoken)]]
        partner = None
        for later in range(number + 1, len(blocks)):
            candidate = blocks[later]
            if later in gone:
                continue
            later_new = [word.key for word in quoted[slice(*candidate.quoted)]]
            later_old = [word.key for word in spoken[slice(*candidate.spoken)]]
            if (new and not old and new == later_old and not later_new) or (
                old and not new and old == later_new and not later_old
            ):
                partner = later
                break
        if partner is None:
            merged.append((block, False))
            continue
        gone.add(partner)
        candidate = blocks[partner]
        both = (
            WordBlock(block.quoted, candidate.spoken)
            if new
            else WordBlock(candidate.quoted, block.spoken)
        )
        merged.append((both, True))
    return merged
