"""The comparison of two coders: figures for each code, and the passages that they coded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct

from analysis.coded_passages import (
    CodedMark,
    CodedPassage,
    assign_marks,
    join_marks,
    overlap_share,
)
from analysis.coder_agreement import CodeAgreement
from analysis.structs import replace
from analysis.tokenizer import find_paragraph_spans, sentence_spans
from db.models import Note
from db.progress import ReportDone, report_nothing
from db.repositories.codings import (
    DECIDED,
    DISCUSS,
    CodedArticle,
    CodingRepository,
    list_marks,
    original_codes,
)
from db.repositories.tags import tag_key

CodingUnit = Literal["passage", "sentence", "paragraph", "article"]
CODING_UNITS: tuple[CodingUnit, ...] = get_args(CodingUnit)
DecisionState = Literal["", "discuss", "decided"]
LEAST_OVERLAP = 0.5
"""The share of the shorter of two spans that they have to share, to be one passage."""
ALL_CODES = ""
"""The code of the figures that pool all codes."""


class CodedUnit(Struct, frozen=True):
    """A passage of an article that a coder gave a code, with the codes of both coders.

    `article` and `notes` are ids in the first store; `second_notes` are the notes of the second
    coder. Of the unit "article", the codes are tags of the article, and the span is empty.
    """

    article: int
    title: str
    start: int
    end: int
    words: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    notes: tuple[int, ...] = ()
    second_notes: tuple[Note, ...] = ()
    state: DecisionState = ""

    @property
    def differs(self) -> bool:
        """True if one coder gave a code that the other did not."""
        return {*map(tag_key, self.first)} != {*map(tag_key, self.second)}


class CoderComparison(Struct, frozen=True):
    """The agreement of two coders.

    `articles` is the number of compared articles. `only_first` and `only_second` were coded by one
    coder, and not read by the other; `absent` are not in both stores. `unplaced` are marks without
    a passage. `uncoded` is the number of units without a code.
    """

    unit: CodingUnit
    least_overlap: float
    articles: int
    only_first: int
    only_second: int
    absent: int
    unplaced: int
    uncoded: int
    passages: tuple[CodedUnit, ...]
    codes: tuple[CodeAgreement, ...]
    pooled: CodeAgreement
    """The units of all codes together: each unit counts once for each code."""

    @property
    def disagreements(self) -> tuple[CodedUnit, ...]:
        """The passages with different codes, in the order of the articles and of their texts."""
        return tuple(passage for passage in self.passages if passage.differs)


def compare_coders(
    first: CodingRepository,
    second: CodingRepository,
    unit: CodingUnit = "passage",
    least_overlap: float = LEAST_OVERLAP,
    report: ReportDone = report_nothing,
) -> CoderComparison:
    """Compare the codes of two coders, each with a store of the same articles.

    Articles are the same if their texts are. An article counts if both coders gave it a code or
    have read it. An error from `report` cancels. Raises StoreError.
    """
    coded = first.list(), second.list()
    codings = [{each.sha256: each for each in side if _is_coded(each, unit)} for side in coded]
    everything = list(dict.fromkeys(sha256 for side in codings for sha256 in side))
    here, there = first.find_texts(everything), second.find_texts(everything)
    shared = [sha256 for sha256 in everything if sha256 in here and sha256 in there]
    both = [sha256 for sha256 in shared if sha256 in codings[0] and sha256 in codings[1]]
    passages: list[CodedUnit] = []
    uncoded = unplaced = 0
    for number, sha256 in enumerate(both):
        report(number)
        pair = codings[0][sha256], codings[1][sha256]
        if unit == "article":
            found, left_out = [_compare_tags(*pair)], 0
        else:
            found, left_out = _compare_notes(pair, first.load_text, unit, least_overlap)
        unplaced += left_out
        with_codes = [passage for passage in found if passage.first or passage.second]
        uncoded += len(found) - len(with_codes)
        passages += with_codes
    codes = count_codes(passages, uncoded)
    pooled = CodeAgreement(
        ALL_CODES,
        sum(code.both for code in codes),
        sum(code.only_first for code in codes),
        sum(code.only_second for code in codes),
        sum(code.neither for code in codes),
    )
    one_sided = [sha256 for sha256 in shared if sha256 not in both]
    return CoderComparison(
        unit, least_overlap, len(both),
        sum(sha256 in codings[0] for sha256 in one_sided),
        sum(sha256 in codings[1] for sha256 in one_sided),
        len(everything) - len(shared), unplaced, uncoded, tuple(passages), tuple(codes), pooled,
    )  # fmt: skip


def count_codes(passages: Sequence[CodedUnit], uncoded: int) -> list[CodeAgreement]:
    """Count, for each code, the units that both coders, one or neither gave it; by its name."""
    names: dict[str, str] = {}
    pairs = []
    for passage in passages:
        for code in (*passage.first, *passage.second):
            names.setdefault(tag_key(code), code)
        pairs.append(({*map(tag_key, passage.first)}, {*map(tag_key, passage.second)}))
    units = len(passages) + uncoded
    found = []
    for key in sorted(names):
        both = sum(key in before and key in after for before, after in pairs)
        only_first = sum(key in before and key not in after for before, after in pairs)
        only_second = sum(key not in before and key in after for before, after in pairs)
        neither = units - both - only_first - only_second
        found.append(CodeAgreement(names[key], both, only_first, only_second, neither))
    return found


def select_code(found: CoderComparison, code: str) -> CoderComparison | None:
    """Return the comparison for one code alone; None if no coder gave it."""
    key = tag_key(code.strip())
    chosen = tuple(each for each in found.codes if tag_key(each.code) == key)
    if not chosen:
        return None
    passages = tuple(
        replace(
            passage,
            first=tuple(each for each in passage.first if tag_key(each) == key),
            second=tuple(each for each in passage.second if tag_key(each) == key),
        )
        for passage in found.passages
        if key in {*map(tag_key, (*passage.first, *passage.second))}
    )
    uncoded = found.uncoded + len(found.passages) - len(passages)
    return replace(found, passages=passages, codes=chosen, pooled=chosen[0], uncoded=uncoded)


def _is_coded(article: CodedArticle, unit: CodingUnit) -> bool:
    if unit == "article":
        return article.is_read or bool(original_codes(article.tags))
    return article.is_coded


def _compare_tags(first: CodedArticle, second: CodedArticle) -> CodedUnit:
    return CodedUnit(
        first.id, first.title, 0, 0, "", _join_codes([first.tags]), _join_codes([second.tags]),
        state=_decision_state([first.tags]),
    )  # fmt: skip


def _compare_notes(
    pair: tuple[CodedArticle, CodedArticle],
    load_text: Callable[[int], str],
    unit: CodingUnit,
    least_overlap: float,
) -> tuple[list[CodedUnit], int]:
    """Return the units of an article, and the number of marks that are on no passage."""
    first, second = pair
    text = load_text(first.id)
    own, left_out = list_marks(first.notes, 0)
    others, more = list_marks(second.notes, 1)
    marks = own + others
    if unit == "passage":
        units = [each for each in join_marks(marks, least_overlap) if _has_codes(each.marks)]
        spans = [(each.start, each.end) for each in units]
        units += [
            CodedPassage(*span)
            for span in find_paragraph_spans(text)
            if not any(overlap_share(span, marked) > 0 for marked in spans)
        ]
    elif unit == "sentence":
        parts = [(start, end) for _, start, end in sentence_spans(text)]
        units = assign_marks(parts, marks, least_overlap)
    else:
        units = assign_marks(find_paragraph_spans(text), marks, least_overlap)
    own_notes = {note.id: note for note in first.notes}
    other_notes = {note.id: note for note in second.notes}
    compared = [_compare_unit(each, first, text, own_notes, other_notes) for each in units]
    return compared, left_out + more


def _compare_unit(
    passage: CodedPassage,
    article: CodedArticle,
    text: str,
    own_notes: Mapping[int, Note],
    other_notes: Mapping[int, Note],
) -> CodedUnit:
    own = [mark for mark in passage.marks if mark.coder == 0]
    others = [mark for mark in passage.marks if mark.coder == 1]
    return CodedUnit(
        article.id,
        article.title,
        passage.start,
        passage.end,
        text[passage.start : passage.end],
        _join_codes(own_notes[mark.note].tags for mark in own),
        _join_codes(other_notes[mark.note].tags for mark in others),
        tuple(mark.note for mark in own),
        tuple(other_notes[mark.note] for mark in others),
        _decision_state(own_notes[mark.note].tags for mark in own),
    )


def _has_codes(marks: Sequence[CodedMark]) -> bool:
    return any(mark.codes for mark in marks)


def _join_codes(tags: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the original codes of several notes, each once, by their names."""
    codes = {tag_key(code): code for names in tags for code in original_codes(names)}
    return tuple(codes[key] for key in sorted(codes))


def _decision_state(tags: Iterable[Sequence[str]]) -> DecisionState:
    names = {tag_key(tag) for each in tags for tag in each}
    if DECIDED in names:
        return "decided"
    return "discuss" if DISCUSS in names else ""
