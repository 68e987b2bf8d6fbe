"""Measures of texts by layout: turns found with their speaker, and lists taken for speech."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.models import Analysis, Quotation
from benchmarks._quotation_scores import TURN_REASONS, Letters, letters_of
from benchmarks._raw_scores import identifying_words
from benchmarks.corpora import Row

_COVERED = 0.8  # of the letters of a turn
_MARKS = frozenset('"“”«»„')
_WITHOUT_TURNS = frozenset({"list", "narrative", "mixed"})
_MOST_TAKEN = 40  # letters; a text with more is an error to read
_TITLES = frozenset(
    {"the", "a", "mr", "mrs", "ms", "dr", "hon", "sen", "rep", "justice", "chief", "of"}
)


@dataclass(slots=True)
class LayoutCounts:
    """The texts of a layout: their turns, and their letters that are taken for speech.

    A turn is found if quotations cover 80 % of its letters, and right if these have its speaker.
    """

    texts: int = 0
    failed: int = 0
    turns: int = 0
    found: int = 0
    right: int = 0
    letters: int = 0
    taken_for_speech: int = 0

    def add(self, counts: "LayoutCounts") -> None:
        """Add the counts of another layout."""
        self.texts += counts.texts
        self.failed += counts.failed
        self.turns += counts.turns
        self.found += counts.found
        self.right += counts.right
        self.letters += counts.letters
        self.taken_for_speech += counts.taken_for_speech

    def share_right(self) -> float:
        """Return the share of turns with their speaker, 0 to 1."""
        return self.right / max(self.turns, 1)

    def share_taken(self) -> float:
        """Return the share of letters that are taken for speech, 0 to 1."""
        return self.taken_for_speech / max(self.letters, 1)


@dataclass(slots=True)
class LayoutScores:
    """The counts of each layout, and the errors of each text by its id."""

    layouts: dict[str, LayoutCounts] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def total(self) -> LayoutCounts:
        """Return the counts of all layouts together."""
        total = LayoutCounts()
        for counts in self.layouts.values():
            total.add(counts)
        return total

    def add(self, row: Row, analysis: Analysis) -> None:
        """Add the findings of a text.

        A letter and a narrative have no turns; the quotations in them are not annotated.
        """
        counts = self._counts(row)
        found = [quotation for quotation in analysis.quotations if quotation.kind != "scare"]
        if row.get("turns"):
            self._add_turns(counts, row, analysis, found)
        elif row["layout"] in _WITHOUT_TURNS:
            self._add_speech(counts, row, found)

    def add_failure(self, row: Row) -> None:
        """Add a text whose analysis failed."""
        self._counts(row).failed += 1

    def _counts(self, row: Row) -> LayoutCounts:
        counts = self.layouts.setdefault(row["layout"], LayoutCounts())
        counts.texts += 1
        return counts

    def _add_turns(
        self, counts: LayoutCounts, row: Row, analysis: Analysis, found: Sequence[Quotation]
    ) -> None:
        text = row["text"]
        for turn in row["turns"]:
            wanted = letters_of(text, [(turn.get("body_start") or turn["start"], turn["end"])])
            if not wanted:
                continue
            covered: set[int] = set()
            spoken: set[int] = set()
            for quotation in found:
                inside = wanted & _positions(quotation, turn["start"], turn["end"])
                covered |= inside
                if inside and _has_speaker(quotation, analysis, turn):
                    spoken |= inside
            least = _COVERED * len(wanted)
            counts.turns += 1
            counts.found += len(covered) >= least
            counts.right += len(spoken) >= least
            if len(spoken) < least:
                words = text[turn["start"] : turn["end"]][:70]
                share = f"{len(covered) / len(wanted):.0%} is found"
                self.errors.append(
                    (row["id"], f"turn of {turn.get('speaker')}: {words!r}, {share}")
                )

    def _add_speech(self, counts: LayoutCounts, row: Row, found: Iterable[Quotation]) -> None:
        text = row["text"]
        letters = letters_of(text, [(0, len(text))]) - _positions_in_marks(text)
        taken = {
            at
            for quotation in found
            if quotation.kind == "direct"
            for at in letters & _positions(quotation, 0, len(text))
        }
        counts.letters += sum(map(str.isalnum, text))
        counts.taken_for_speech += len(taken)
        if len(taken) > _MOST_TAKEN:
            words = text[min(taken) :][:80]
            self.errors.append((row["id"], f"{len(taken)} letters are no speech: {words!r}"))


def judge_turns(row: Row, analysis: Analysis) -> list[tuple[Quotation, bool]]:
    """Return the quotations that are read as turns, and whether words and speaker are right.

    Those in a text without annotated turns are wrong, unless its turns were not annotated.
    """
    turns: Sequence[Row] = row.get("turns") or ()
    if not turns and row["layout"] not in _WITHOUT_TURNS:
        return []
    judged = []
    for quotation in analysis.quotations:
        if quotation.reason.id not in TURN_REASONS:
            continue
        letters = letters_of(row["text"], quotation.spans)
        right = {
            at
            for turn in turns
            if _has_speaker(quotation, analysis, turn)
            for at in letters & _positions(quotation, turn["start"], turn["end"])
        }
        judged.append((quotation, len(right) >= _COVERED * len(letters)))
    return judged


def _positions(quotation: Quotation, start: int, end: int) -> Letters:
    return frozenset(
        at for first, last in quotation.spans for at in range(max(first, start), min(last, end))
    )


def _positions_in_marks(text: str) -> set[int]:
    """Return the positions within quotation marks, each of which opens or closes."""
    inside, is_open = set(), False
    for at, letter in enumerate(text):
        if letter in _MARKS:
            is_open = not is_open
        elif is_open:
            inside.add(at)
    return inside


def _has_speaker(quotation: Quotation, analysis: Analysis, turn: Row) -> bool:
    """Return True if the speaker or the source has the label or the full name of a turn.

    A turn that is marked as unnamed has none, so that no person may speak it.
    """
    if turn.get("unnamed"):
        return not any(speaker.label == "PERSON" for speaker in analysis.speakers_of(quotation))
    names = [
        name
        for speaker in analysis.speakers_of(quotation)
        for name in (speaker.name, *speaker.aliases)
    ]
    if quotation.source is not None:
        names.append(analysis.text[slice(*quotation.source)])
    shown = [identifying_words(name, _TITLES) for name in names]
    wanted = [identifying_words(turn.get(field), _TITLES) for field in ("speaker", "name")]
    return any(
        ours and theirs and (ours <= theirs or theirs <= ours)
        for theirs in wanted
        for ours in shown
    )
