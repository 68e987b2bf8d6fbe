"""The measures of raw articles and of layouts, on findings written here."""

import datetime
import json
import re
from pathlib import Path

import pytest

from analysis.models import Analysis, Entity, Event, Mention, Quotation
from analysis.partial_dates import PartialDate
from benchmarks import __main__ as command
from benchmarks import layouts, raw
from benchmarks._layout_scores import LayoutScores
from benchmarks._raw_scores import RawScores, is_same_person
from benchmarks.corpora import Row
from db.models import Document

_TEXT = (
    "Ana Reis said that the harbor would close. “We have no ships,” she said. “None came.”"
    " Residents complained that the fish was gone."
)
_REIS = Entity(0, "Ana Reis", "PERSON", ("Reis",))
_MOREL = Entity(1, "Jean Morel", "PERSON")


def _span(words: str) -> tuple[int, int]:
    start = _TEXT.index(words)
    return start, start + len(words)


def _row(**fields: object) -> Row:
    return {
        "id": "harbor", "text": _TEXT, "title": None, "published": None, "byline": None,
        "quotes": [], "events": [], "mentions": [], **fields,
    }  # fmt: skip


def _quote(*words: str, speakers: tuple[str, ...] = ("Ana Reis",), optional: bool = False) -> Row:
    spans = [list(_span(part)) for part in words]
    return {"spans": spans, "kind": "direct", "speakers": speakers, "optional": optional}


def _score(row: Row, *quotations: Quotation, **findings: object) -> RawScores:
    scores = RawScores()
    entities = (_REIS, _MOREL)
    analysis = Analysis(row["text"], None, entities, quotations=quotations, **findings)  # type: ignore[arg-type]
    scores.add_analysis(row, analysis)
    return scores


def test_a_statement_is_compared_by_its_sentences_and_without_that() -> None:
    row = _row(
        quotes=[_quote("the harbor would close"), _quote("“We have no ships,”", "“None came.”")]
    )
    counts = _score(
        row,
        Quotation((_span("that the harbor would close"),), "indirect", speaker=0),
        Quotation((_span("“We have no ships,”"),), "direct", speaker=0, confidence=0.9),
        Quotation((_span("“None came.”"),), "direct", speaker=1, confidence=0.3),
    ).statements
    assert (counts.firm, counts.shown, counts.found, counts.right_person) == (3, 3, 3, 2)
    assert [(found.confidence, right) for found, right in counts.judged] == [
        (1.0, True),
        (0.9, True),
        (0.3, False),
    ]
    assert counts.rates(counts.found) == pytest.approx((1.0, 1.0, 1.0))


def test_missed_spurious_and_badly_cut_statements_are_counted_separately() -> None:
    row = _row(quotes=[_quote("the harbor would close"), _quote("“We have no ships,”")])
    scores = _score(
        row,
        Quotation((_span("the harbor"),), "indirect", speaker=0),
        Quotation((_span("the fish was gone"),), "indirect"),
        Quotation((_span("“None came.”"),), "scare"),
    )
    counts = scores.statements
    assert (counts.missed, counts.wrong_extent, counts.spurious) == (1, 1, 1)
    assert [error.partition(":")[0] for _, error in scores.errors] == [
        "missed", "missed", "extent", "spurious",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["“None came.”", "“None came"])
def test_an_optional_statement_is_neither_missed_nor_spurious(words: str) -> None:
    row = _row(quotes=[_quote("“None came.”", optional=True)])
    for quotations in ((), (Quotation((_span(words),), "direct", speaker=1),)):
        counts = _score(row, *quotations).statements
        assert (counts.firm, counts.shown, counts.missed, counts.spurious) == (0, 0, 0, 0)


def test_an_unnamed_speaker_is_right_by_the_words_of_the_source() -> None:
    row = _row(quotes=[_quote("the fish was gone", speakers=("Residents of the harbor",))])
    source = _span("Residents")
    found = Quotation((_span("the fish was gone"),), "indirect", source=source)
    assert _score(row, found).statements.right_person == 1
    named = Quotation((_span("the fish was gone"),), "indirect", source=source, speaker=0)
    assert _score(row, named).statements.right_person == 0


@pytest.mark.parametrize(
    ("found", "annotated", "same"),
    [
        ("Ana Reis", "President Ana Reis", True),
        ("Reis", "Ana Reis", True),
        ("Ana Maria Reis", "Ana Lucia Reis", True),
        ("WHO", "World Health Organization", True),
        ("Zelenskyy", "Volodymyr Zelensky", True),
        ("Ana Reis", "Jean Reis", True),
        ("Ana Reis", "Ana Morel", False),
        ("Reis", "Jean Morel", False),
        ("", "Jean Morel", False),
    ],
)
def test_a_name_identifies_a_person(found: str, annotated: str, same: bool) -> None:
    assert is_same_person([found], [annotated]) is same


def test_metadata_are_right_or_rightly_absent() -> None:
    scores = RawScores()
    row = _row(title="Harbor to close", published="2022-07", byline="Ana Reis")
    right = Document(_TEXT, "HARBOR TO CLOSE", "By Ana Reis")
    scores.add_document(row, right)
    scores.add_document(_row(), Document(_TEXT, published=PartialDate(2022, 7, 18)))
    scores.add_document(_row(), Document(f"https://example.com/harbor\n\n{_TEXT}"))
    scores.add_document(_row(), None)
    counts = scores.metadata
    assert (counts.articles, counts.not_stored, counts.titles_right) == (4, 1, 2)
    assert (counts.dates_annotated, counts.dates_right, counts.dates_wrong) == (1, 1, 1)
    assert (counts.bylines_annotated, counts.bylines_right) == (1, 1)
    assert counts.bylines_rightly_none == 2


@pytest.mark.parametrize(
    ("value", "published", "found", "right"),
    [
        ("2022-07-18", None, ("2022-07-18", "2022-07-18"), True),
        ("2022-07-18", None, ("2022-07-17", "2022-07-18"), False),
        ("P-1", "2022-07-19", ("2022-07-18", "2022-07-18"), True),
        ("2022-02", None, ("2022-02-05", "2022-02-05"), True),
        ("2022-02", None, ("2022-02-28", "2022-03-01"), False),
        ("2022-07-18/2022-07-20", None, ("2022-07-19", "2022-07-20"), True),
        ("2022", None, (None, None), False),
    ],
)
def test_an_event_is_on_its_day(
    value: str, published: str | None, found: tuple[str | None, str | None], right: bool
) -> None:
    start, end = _span("the harbor would close")
    first, last = (datetime.date.fromisoformat(day) if day else None for day in found)
    event = Event(start, end, None, "", first, last)
    gold = {"span": [start, end], "value": value, "lead": True}
    scores = _score(_row(events=[gold], published=published), events=(event,))
    assert (scores.leads.annotated, scores.leads.present) == (1, 1)
    assert scores.leads.on_their_day == right


@pytest.mark.parametrize("value", ["P-1", "P:Tuesday-", "soon"])
def test_an_event_without_a_gold_day_is_left_out(value: str) -> None:
    gold = {"span": [0, 9], "value": value, "lead": False}
    scores = _score(_row(events=[gold], published="2022-07"))
    assert (scores.events.annotated, scores.undecidable_events) == (0, 1)


def test_a_name_is_linked_right_wrong_or_not_at_all() -> None:
    start, end = _span("she")
    gold = {"span": [start, end], "person": "Ana Reis"}
    outcomes = []
    for entity in (0, 1, None):
        mention = Mention(start, end, "PERSON", "pronoun", entity)
        names = _score(_row(mentions=[gold]), mentions=(mention,)).names
        outcomes.append((names.right, names.wrong, names.open))
    assert outcomes == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


_DEBATE = "REIS: We close the harbor.\nMOREL: You do not.\n"


def _score_debate(*speakers: int) -> LayoutScores:
    answer = _DEBATE.index("MOREL")
    row = {
        "id": "debate", "layout": "turns", "text": _DEBATE,
        "turns": [
            {"start": 0, "end": 26, "body_start": 6, "speaker": "REIS", "name": "Ana Reis"},
            {"start": answer, "end": len(_DEBATE) - 1, "speaker": "MOREL", "name": None},
        ],
    }  # fmt: skip
    spans = ((6, 26), (answer, len(_DEBATE) - 1))
    quotations = tuple(
        Quotation((span,), "direct", speaker=speaker)
        for span, speaker in zip(spans, speakers, strict=False)
    )
    scores = LayoutScores()
    scores.add(row, Analysis(_DEBATE, None, (_REIS, _MOREL), quotations=quotations))
    return scores


def test_a_turn_is_found_and_has_its_speaker() -> None:
    for speakers, found, right in (((0, 1), 2, 2), ((1, 1), 2, 1), ((0,), 1, 1), ((), 0, 0)):
        scores = _score_debate(*speakers)
        counts = scores.total()
        assert (counts.texts, counts.turns) == (1, 2)
        assert (counts.found, counts.right, len(scores.errors)) == (found, right, 2 - right)


def test_a_list_is_no_speech_outside_its_quotation_marks() -> None:
    text = "Crew: nine. Cargo: “fish and salt” from the northern islands, in barrels of oak."
    row = {"id": "list", "layout": "list", "text": text}
    scores = LayoutScores()
    whole = Quotation(((0, len(text)),), "direct")
    scores.add(row, Analysis(text, quotations=(whole,)))
    counts = scores.total()
    assert counts.taken_for_speech == counts.letters - len("fishandsalt")
    assert len(scores.errors) == 1
    scores.add({**row, "layout": "letter"}, Analysis(text, quotations=(whole,)))
    assert scores.total().letters == counts.letters
    scores.add_failure(row)
    assert (scores.total().texts, scores.total().failed) == (3, 1)


@pytest.mark.parametrize("name", ["raw", "layouts"])
def test_the_benchmark_is_skipped_without_the_corpora(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(raw if name == "raw" else layouts, "CORPORA", tmp_path)
    assert command.main([name]) == 0
    assert f"{name}: skipped, since the corpus is not there: " in capsys.readouterr().out


def test_prints_odd_even_and_all_lines_and_the_errors_of_even_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        _row(id="odd", quotes=[_quote("the harbor would close")]),
        _row(id="even", quotes=[_quote("the fish was gone", speakers=("Jean Morel",))]),
        _row(id="third", published="2013-03-20"),
    ]
    (tmp_path / "raw").mkdir()
    path = tmp_path / "raw" / "pages_raw.dev.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    monkeypatch.setattr(raw, "CORPORA", tmp_path)
    assert command.main(["raw", "--errors"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"dates right\W+1\W+1\W+2 │", printed)
    assert re.search(r"^even: person: 'the fish was gone' by \['Jean Morel'\]", printed, re.M)
    assert "third: date" not in printed
