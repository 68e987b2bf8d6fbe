"""Quotations of stored articles are compared with the originals that the reader marked."""

import pytest

from analysis import Analysis, Entity, Quotation
from analysis.verification import Passage
from db import Document, Store
from db.original_checks import OriginalComparison
from db.original_marks import OriginalMark
from db.original_sources import load_originals
from tests.support.quote_groups import add_quotations

WORDS = "We will not raise the harbor tax this year, and I ask the council to say the same."
CHANGED = "We will raise the harbor tax this year, and I ask the council to say the same."
SHORT = "We will not raise the harbor tax this year"
FOREIGN = "Forty new houses stand in the western quarter of the town"


def add_original(store: Store, text: str, speaker: str = "", title: str = "Speech") -> int:
    article = store.articles.add(Document(text, title), Analysis(text)).article
    store.originals.mark([article], OriginalMark(speaker))
    return article


@pytest.fixture
def speeches(store: Store) -> Store:
    """A store with a speech, and an article with four quotations."""
    add_original(store, f"Good evening.\n\n{WORDS} The pier is old.\n", "Ida Lund")
    add_quotations(store, 2, WORDS, CHANGED, SHORT, FOREIGN, speaker="Ida Lund")
    return store


def test_the_quotations_of_an_article_have_verdicts_and_passages(speeches: Store) -> None:
    found = OriginalComparison(speeches).check_article(2)
    verdicts = [(each.verdict.kind, each.dangers, each.differs) for each in found.quotations]
    assert verdicts == [
        ("cut", (), False),  # the shorter one of two that begin together
        ("verbatim", (), False),
        ("changed", ("not",), True),
        ("not_found", (), False),
    ]
    assert found.stored == 1
    first, *_, last = found.quotations
    assert first.original is not None
    assert first.passage is not None
    assert first.original.text[slice(*first.passage)] in WORDS
    assert (last.original, last.passage) == (None, None)


def test_an_indirect_quotation_gets_near_statements_on_request(store: Store) -> None:
    add_original(store, f"Good evening.\n\n{WORDS} The pier is old.\n", "Ida Lund")
    text = "Ida Lund said the harbor tax would not be raised this year."
    span = (text.index("the harbor"), len(text) - 1)
    quotation = Quotation((span,), "indirect", speaker=0)
    findings = Analysis(text, None, (Entity(0, "Ida Lund", "PERSON"),), (), (quotation,))
    article = store.articles.add(Document(text, "Tax"), findings).article
    assert OriginalComparison(store).check_article(article).quotations == ()
    [check] = OriginalComparison(store).check_article(article, with_indirect=True).quotations
    assert (check.verdict.kind, check.differs, check.is_missing) == ("near", False, False)
    assert check.original is not None


def test_words_of_another_speaker_are_said_by_somebody_else(speeches: Store) -> None:
    add_quotations(speeches, 3, WORDS, speaker="Tor Vik")
    [check] = OriginalComparison(speeches).check_article(3).quotations
    assert check.verdict.kind == "misattributed"
    assert check.verdict.matches[0].speaker == "Ida Lund"


def test_an_article_is_not_compared_with_itself(store: Store) -> None:
    add_quotations(store, 2, WORDS, speaker="Ida Lund")
    store.originals.mark([1], OriginalMark("Ida Lund"))
    found = OriginalComparison(store).check_article(1)
    assert found.stored == 0
    assert [check.original for check in found.quotations] == [None]


def test_the_occurrences_of_a_repeated_quotation_are_compared(speeches: Store) -> None:
    add_quotations(speeches, 4, CHANGED, speaker="Tor Vik")
    [row] = speeches.quote_groups.list_rows()
    group = speeches.quote_groups.load_group(row.id)
    found = OriginalComparison(speeches).check_group(group)
    kinds = {group.tellings[number].content: check.verdict.kind for number, check in found.items()}
    assert kinds[WORDS] == "verbatim"
    assert {check.dangers for check in found.values()} == {(), ("not",)}


def test_a_trashed_original_is_compared_no_longer(speeches: Store) -> None:
    speeches.trash.move([1])
    found = OriginalComparison(speeches).check_article(2)
    assert {check.verdict.kind for check in found.quotations} == {"not_found"}
    assert found.stored == 0


def test_of_many_originals_those_with_the_words_are_found(store: Store) -> None:
    for number in range(45):
        add_original(store, f"Speech {number} about a sluice in canton {number}. {FOREIGN}.\n")
    add_original(store, f"Good evening. {WORDS}\n", "Ida Lund")
    assert store.originals.find([SHORT]) == [46]
    assert store.originals.find([SHORT], without=[46]) == []
    assert store.originals.find([""]) == []
    add_quotations(store, 2, SHORT)
    assert store.originals.find([SHORT], in_all=True) == [46, 47]


def test_words_that_an_original_quotes_have_their_own_speaker(store: Store) -> None:
    add_quotations(store, 2, WORDS, speaker="Tor Vik")
    store.originals.mark([1], OriginalMark("Ida Lund"))
    [original] = load_originals(store, [1])
    assert original.speaker == "Ida Lund"
    [passage] = original.passages
    assert passage == Passage(passage.start, passage.end, "Tor Vik")
    assert original.text[passage.start : passage.end].strip("“”") == WORDS
