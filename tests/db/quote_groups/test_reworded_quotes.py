"""Quotations that may say a repeated quotation in other words: proposals, never members."""

import datetime

import pytest

from analysis import Analysis, Entity, Quotation
from analysis.partial_dates import to_partial_date
from db import Document, Store
from db.errors import Cancelled
from db.quote_groups.models import QuoteGroup
from db.repositories.quote_groups import Rewordings

SICK = "The vaccine made hundreds of people sick in the northern towns"
ILL = "People became ill after they were vaccinated"
HARMLESS = "Nobody became ill after the vaccinations"
CHOIR = "We will sing in the old hall every Sunday"


def add_statement(store: Store, title: str, content: str, speaker: str) -> int:
    """Add an article with one quotation; an empty `speaker` is none."""
    text = f"{title}. “{content},” it was said."
    start = text.index("“")
    day = datetime.date(2021, 3, 12)
    quotation = Quotation(
        ((start, start + len(content) + 3),), "direct", speaker=0 if speaker else None
    )
    entities = (Entity(0, speaker, "PERSON"),) if speaker else ()
    analysis = Analysis(text, day, entities, (), (quotation,))
    return store.articles.add(
        Document(text, title, published=to_partial_date(day)), analysis
    ).article


def load_group(store: Store, article: int = 1) -> QuoteGroup:
    [group] = store.quote_groups.list_of_article(article)
    return store.quote_groups.load_group(group)


def find_rewordings(store: Store, article: int = 1) -> Rewordings:
    group = load_group(store, article)
    return store.quote_groups.find_rewordings(group.id, group.tellings[0].content)


def proposed_titles(found: Rewordings) -> list[str]:
    return [proposal.row.title for proposal in found.proposals]


@pytest.fixture
def statements(store: Store) -> Store:
    """A store with a statement of Ana Reis in two articles, and with other quotations."""
    add_statement(store, "First", SICK, "Ana Reis")
    add_statement(store, "Second", SICK, "Ana Reis")
    add_statement(store, "Own", ILL, "Ana Reis")
    add_statement(store, "Denial", HARMLESS, "Ana Reis")
    add_statement(store, "Unnamed", "Hundreds fell ill because of the vaccine", "")
    add_statement(store, "Foreign", "The vaccine has made many people sick", "Tom Reed")
    add_statement(store, "Choir", CHOIR, "Ana Reis")
    return store


def test_quotations_near_in_meaning_are_proposed(statements: Store) -> None:
    found = find_rewordings(statements)
    assert set(proposed_titles(found)) == {"Own", "Denial", "Unnamed"}
    assert found.comparison.is_complete
    assert (found.comparison.compared, found.comparison.near) == (4, 3)


def test_a_proposal_has_the_signs_that_it_differs(statements: Store) -> None:
    differs = {
        proposal.row.title: proposal.hit.differs
        for proposal in find_rewordings(statements).proposals
    }
    assert differs["Own"] == ()
    assert differs["Denial"] == ("Nobody",)


def test_a_proposal_is_no_member(statements: Store) -> None:
    before = load_group(statements)
    assert find_rewordings(statements).proposals
    assert load_group(statements) == before
    assert before.articles == 2


def test_a_merge_of_the_reader_makes_a_speaker_the_same(statements: Store) -> None:
    people = {row.name: row.id for row in statements.identities.rows()}
    statements.identities.merge(people["Tom Reed"], people["Ana Reis"])
    assert "Foreign" in proposed_titles(find_rewordings(statements))


def test_a_quotation_without_a_speaker_is_compared_with_any_speaker(store: Store) -> None:
    add_statement(store, "First", SICK, "")
    add_statement(store, "Second", SICK, "")
    add_statement(store, "Reis", ILL, "Ana Reis")
    add_statement(store, "Reed", HARMLESS, "Tom Reed")
    assert set(proposed_titles(find_rewordings(store))) == {"Reis", "Reed"}


def test_proposals_are_limited_and_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.repositories.quote_groups._MOST_REWORDINGS", 1)
    add_statement(store, "First", SICK, "Ana Reis")
    add_statement(store, "Second", SICK, "Ana Reis")
    add_statement(store, "Own", ILL, "Ana Reis")
    add_statement(store, "Denial", HARMLESS, "Ana Reis")
    found = find_rewordings(store)
    assert len(found.proposals) == 1
    assert found.comparison.near == 2


def test_a_comparison_can_be_cancelled(statements: Store) -> None:
    group = load_group(statements)
    with pytest.raises(Cancelled):
        statements.quote_groups.find_rewordings(group.id, SICK, lambda: True)
