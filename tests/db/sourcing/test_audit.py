"""The audit of an article, the counts of who is quoted, and the rules of a house."""

import datetime
import re
from pathlib import Path

import pytest

from analysis import analyze
from analysis.models import DisclosureKind
from analysis.partial_dates import PartialDate
from db import Document, Store
from db.corrections.models import (
    EntityRef,
    SetBasis,
    SetDisclosure,
    SetLabel,
    SetSourceType,
    SetSpeaker,
)
from db.sourcing.audit import ArticleAudit
from db.sourcing.groups import PROPERTIES, group_statements
from db.sourcing.house_rules import HouseRules, find_shortfalls, parse_house_rules

STORY = """The bridge was closed on Monday.

Two engineers who asked not to be named for fear of reprisals said that the pumps had failed.

“We closed it at once,” said Ana Berg, mayor of Lund. She said that nobody was hurt.

Stonebau built the bridge in 1990. Stonebau sold it later. Stonebau declined to comment. Karl Ek
owned it. Ek left Lund. Ek lives in Oslo.
"""


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> ArticleAudit:
    with Store(tmp_path_factory.mktemp("audit") / "store.sqlite") as store:
        document = Document(
            STORY, title="Bridge", published=PartialDate(2026, 3, 12), site="Herald"
        )
        article = store.articles.add(document, analyze(STORY, datetime.date(2026, 3, 12))).article
        return store.sourcing.audit(article)


def test_statements_are_counted_by_source_with_their_share(audit: ArticleAudit) -> None:
    counted = {each.source: len(each.statements) for each in audit.sources}
    assert counted["Ana Berg"] == 2
    assert sum(each.share for each in audit.sources) == pytest.approx(1)
    assert sum(counted.values()) == len(audit.statements)


def test_the_first_person_with_a_name_has_a_paragraph(audit: ArticleAudit) -> None:
    assert audit.first_named is not None
    assert audit.first_named.source == "Ana Berg"
    assert audit.first_named_paragraph == 3


def test_unnamed_sources_have_their_reason(audit: ArticleAudit) -> None:
    assert [each.anonymity for each in audit.unnamed] == ["for fear of reprisals"]
    assert audit.single == audit.unnamed


def test_a_side_with_a_disclosure_is_not_reported_as_unheard(audit: ArticleAudit) -> None:
    assert "declined to comment" in [each.words for each in audit.disclosures]
    assert [side.name for side in audit.unheard] == ["Karl Ek"]


def test_the_counts_of_each_property_are_those_of_their_lists(audit: ArticleAudit) -> None:
    people = sum(each.type == "person" for each in audit.statements)
    for name in PROPERTIES:
        groups = group_statements(audit.statements, name)
        counted = sum(len(group.statements) for group in groups)
        assert counted in (people, len(audit.statements)), name
        for group in groups:
            assert group.direct <= len(group.statements)
            assert group.words == sum(each.words for each in group.statements)
    assert sum(count for _, count, _ in audit.count_types()) == len(audit.statements)


def test_a_corrected_source_counts_with_its_new_type(tmp_path: Path) -> None:
    text = "A panel said that the pumps had failed. An aide said that no one was hurt."
    with Store(tmp_path / "store.sqlite") as store:
        article = store.articles.add(Document(text, title="Pumps"), analyze(text)).article
        before = store.sourcing.audit(article).statements
        analysis = store.articles.get(article).analysis
        [aide] = [each for each in analysis.mentions if text[each.start : each.end] == "An aide"]
        store.corrections.add(article, aide.start, aide.end, SetLabel("GROUP"))
        after = store.sourcing.audit(article).statements
    assert [each.type for each in before][1] == "unnamed"
    assert [each.type for each in after][1] == "group"
    assert after[1].confidence == 1


def test_gender_is_that_of_the_pronoun_in_the_text(audit: ArticleAudit) -> None:
    [group] = group_statements(audit.statements, "gender")
    assert (group.label, len(group.statements)) == ("she", 2)


def test_a_house_rule_reports_where_an_article_falls_short(audit: ArticleAudit) -> None:
    rules = HouseRules(
        unnamed_need_reason=True, sides_must_be_heard=True, first_named_paragraph=2, min_sources=2
    )
    found = list(find_shortfalls(audit, rules))
    assert [each.rule for each in found] == ["sides_must_be_heard", "first_named_paragraph"]
    assert found[0].message == "Karl Ek is named 3 times and not heard"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"rules": {"unnamed_need_reasons": True}}, "did you mean unnamed_need_reason?"),
        ({"rules": {"min_sources": 0}}, "min_sources is a whole number from 1 on"),
        ({"rules": {"unnamed_need_reason": 1}}, "unnamed_need_reason is true or false"),
        ({"rules": {"max_unnamed_share": 20}}, "max_unnamed_share is a share from 0 to 1"),
        ({"rule": {}}, "“rule” is unknown"),
        ({}, "the table [rules] is missing"),
    ],
)
def test_a_wrong_rule_is_named(table: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_house_rules(table)


def test_a_corrected_source_counts_and_is_found_until_it_is_undone(tmp_path: Path) -> None:
    text = "Villagers said that the bridge was shut. Villagers said that it shook. Lund is near."
    with Store(tmp_path / "store.sqlite") as store:
        article = store.articles.add(Document(text, title="Bridge"), analyze(text)).article
        at = store.articles.get(article).analysis.quotations[0]

        def list_types() -> list[str | None]:
            return [each.type for each in store.sourcing.audit(article).statements]

        def count_found(query: str) -> int:
            return len(store.search.execute(query, "date", 9).hits)

        assert list_types() == ["group", "group"]
        assert (count_found("type:group"), count_found("basis:written")) == (2, 0)
        with store.edits.record("correction", origin="app"):
            store.corrections.add(article, at.start, at.end, SetSourceType("organization"))
            store.corrections.add(article, at.start, at.end, SetBasis("written"))
        assert list_types() == ["organization", "organization"]
        found = store.sourcing.audit(article).statements
        assert [each.basis for each in found] == ["written", "unknown"]
        assert (count_found("type:organization"), count_found("basis:written")) == (2, 1)
        store.corrections.reapply_rules(article)
        assert list_types() == ["organization", "organization"]
        store.edits.undo()
        assert list_types() == ["group", "group"]
        assert count_found("type:group") == 2


def test_a_disclosure_is_corrected_added_and_removed(tmp_path: Path) -> None:
    text = "Stonebau declined to comment. Lund kept silent. Berg did not respond to a request."
    with Store(tmp_path / "store.sqlite") as store:
        article = store.articles.add(Document(text, title="Bridge"), analyze(text)).article

        def correct(words: str, kind: DisclosureKind | None) -> None:
            start = text.index(words)
            store.corrections.add(article, start, start + len(words), SetDisclosure(kind))

        correct("declined to comment", None)
        correct("kept silent", "no answer")
        correct("did not respond to a request", "denied interview")
        found = store.sourcing.audit(article).disclosures
        assert [(each.words, each.disclosure.kind, each.disclosure.origin) for each in found] == [
            ("kept silent", "no answer", "user"),
            ("did not respond to a request", "denied interview", "user"),
        ]


def test_a_new_speaker_replaces_the_type_that_was_set_but_not_the_basis(tmp_path: Path) -> None:
    text = "Villagers said that the bridge was shut. Ana Berg came late."
    with Store(tmp_path / "store.sqlite") as store:
        article = store.articles.add(Document(text, title="Bridge"), analyze(text)).article
        at = store.articles.get(article).analysis.quotations[0]
        for change in (
            SetSourceType("outlet"),
            SetBasis("public"),
            SetSpeaker(EntityRef("Ana Berg")),
        ):
            store.corrections.add(article, at.start, at.end, change)
        (found,) = store.sourcing.audit(article).statements
        assert (found.type, found.basis) == ("person", "public")
