"""Findings with the words of their spans, the names that they refer to, and their tables."""

import json
import pickle
import sys

import pytest

from analysis.models import StageFailure
from onrecord.findings import Analysis, Quotation, add_words
from tests.support.findings import analysis


@pytest.fixture(scope="module")
def found() -> Analysis:
    return add_words(analysis(), {0: 7})


def test_a_quotation_has_its_words_and_its_speaker(found: Analysis) -> None:
    spoken = [(quotation.speaker_name, quotation.text) for quotation in found.quotations]
    assert ("Mara Ortiz", "“We have asked for a café … and got a bucket,”") in spoken


def test_findings_have_the_ids_of_identities_in_a_library(found: Analysis) -> None:
    assert found.entities[0].identity == 7
    for quotation in found.quotations:
        assert quotation.identities == ((7,) if 0 in quotation.speakers else ())
    assert all(quotation.identities == () for quotation in add_words(analysis()).quotations)


def test_a_mention_has_its_words_and_the_name_of_its_entity(found: Analysis) -> None:
    for mention in found.mentions:
        assert mention.text == found.text[mention.start : mention.end]
        if mention.entity is not None:
            assert mention.entity_name == found.entities[mention.entity].name


def test_an_event_has_the_words_of_its_clause_and_names(found: Analysis) -> None:
    for event in found.events:
        assert event.text == " ".join(found.text[event.start : event.end].split())
        assert event.names == tuple(found.entities[number].name for number in event.entities)


def test_the_words_of_a_broken_quotation_have_an_ellipsis_and_one_line() -> None:
    text = "“We asked,\nand waited,” said Mara Ortiz, “for a boat.”"
    plain = Analysis(text, quotations=(Quotation(((0, 23), (41, 54)), "direct", source=(29, 39)),))
    (quotation,) = add_words(plain).quotations
    assert quotation.text == "“We asked, and waited,” … “for a boat.”"
    assert quotation.speaker_name == "Mara Ortiz"


def test_an_analysis_as_a_dictionary_is_json_with_words(found: Analysis) -> None:
    values = found.to_dict()
    assert json.loads(json.dumps(values)) == values
    first = found.quotations[0]
    assert values["quotations"][0]["text"] == first.text
    assert values["quotations"][0]["speaker_name"] == first.speaker_name
    assert values["entities"][0]["identity"] == 7


def test_the_short_form_of_findings_shows_their_words(found: Analysis) -> None:
    assert len(repr(found)) < 200
    assert f"quotations={len(found.quotations)}" in repr(found)
    assert all(len(repr(quotation)) < 150 for quotation in found.quotations)
    failed = Analysis("A text.", failures=(StageFailure("tags", "no weights"),))
    assert "failed: no weights" in repr(failed)
    assert failed.error == "no weights"


def test_findings_are_the_same_after_another_process(found: Analysis) -> None:
    assert pickle.loads(pickle.dumps(found)) == found


def test_another_date_of_publication_keeps_words_and_identities(found: Analysis) -> None:
    moved = found.redate("2024-02-01")
    assert moved.published is not None
    assert [event.text for event in moved.events] == [event.text for event in found.events]
    assert moved.entities == found.entities


def test_a_table_of_findings_needs_pandas_and_a_known_kind(
    found: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        found.to_frame()
    with pytest.raises(ValueError, match="choose from: quotations, entities"):
        found.to_frame("verbs")  # type: ignore[arg-type]
