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


def add(store: Store, title: str, content: str, speaker: str) -> int:
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


def find(store: Store, article: int = 1) -> Rewordings:
    group = load_group(store, article)
    return store.quote_groups.find_rewordings(group.id, group.tellings[0].content)


def titles(found: Rewordings) -> list[str]:
    return [proposal.row.title for proposal in found.proposals]


@pytest.fixture
def archive(store: Store) -> Store:
    """A store with a statement of Ana Reis in two articles, and with other quotations."""
    add(store, "First", SICK, "Ana Reis")
    add(store, "Second", SICK, "Ana Reis")
    add(store, "Own", ILL, "Ana Reis")
    add(store, "Denial", HARMLESS, "Ana Reis")
    add(store, "Unnamed", "Hundreds fell ill because of the vaccine", "")
    add(store, "Foreign", "The vaccine has made many people sick", "Tom Reed")
    add(store, "Choir", CHOIR, "Ana Reis")
    return store


def test_quotations_near_in_meaning_are_proposed(archive: Store) -> None:
    found = find(archive)
    assert set(titles(found)) == {"Own", "Denial", "Unnamed"}
    assert found.comparison.is_complete
    assert (found.comparison.compared, found.comparison.near) == (4, 3)


def test_a_proposal_has_the_signs_that_it_differs(archive: Store) -> None:
    differs = {proposal.row.title: proposal.hit.differs for proposal in find(archive).proposals}
    assert differs["Own"] == ()
    assert differs["Denial"] == ("Nobody",)


def test_a_proposal_is_no_member(archive: Store) -> None:
    before = load_group(archive)
    assert find(archive).proposals
    assert load_group(archive) == before
    assert before.articles == 2


def test_a_merge_of_the_reader_makes_a_speaker_the_same(archive: Store) -> None:
    people = {row.name: row.id for row in archive.identities.rows()}
    archive.identities.merge(people["Tom Reed"], people["Ana Reis"])
    assert "Foreign" in titles(find(archive))


def test_any_speaker_may_have_said_what_nobody_named_said(store: Store) -> None:
    add(store, "First", SICK, "")
    add(store, "Second", SICK, "")
    add(store, "Reis", ILL, "Ana Reis")
    add(store, "Reed", HARMLESS, "Tom Reed")
    assert set(titles(find(store))) == {"Reis", "Reed"}


def test_proposals_are_limited_and_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.repositories.quote_groups._MOST_REWORDINGS", 1)
    add(store, "First", SICK, "Ana Reis")
    add(store, "Second", SICK, "Ana Reis")
    add(store, "Own", ILL, "Ana Reis")
    add(store, "Denial", HARMLESS, "Ana Reis")
    found = find(store)
    assert len(found.proposals) == 1
    assert found.comparison.near == 2


def test_a_comparison_can_be_cancelled(archive: Store) -> None:
    group = load_group(archive)
    with pytest.raises(Cancelled):
        archive.quote_groups.find_rewordings(group.id, SICK, lambda: True)
