"""Changes that files propose: nothing takes effect before it is accepted."""

import pytest

from analysis import Analysis
from analysis.structs import replace
from db import Document, NotFound, Store, StoreError
from db.importers import ImportItem
from tests.support.edits import make_edit
from tests.support.findings import TEXT, analysis, document
from tests.support.proposals import ADDRESS, CORRECTION, LATER, RULE


@pytest.fixture
def web_article(store: Store) -> int:
    page = replace(document(), source=ADDRESS, retrieved_from=ADDRESS)
    return store.imports.add(ImportItem(page), analysis()).article


def from_file(
    text: str = LATER,
    source: str = ADDRESS,
    retrieved_from: str = "/downloads/page.html",
    claimed_address: str = "",
) -> ImportItem:
    page = replace(
        document(text),
        source=source,
        retrieved_from=retrieved_from,
        claimed_address=claimed_address,
    )
    return ImportItem(page)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"retrieved_from": "https://mirror.example/pilots"},
        {"source": "https://mirror.example/p", "retrieved_from": "https://mirror.example/p",
         "claimed_address": ADDRESS},
    ],
    ids=["a file", "another host", "a page that claims the address"],
)  # fmt: skip
def test_a_new_text_from_elsewhere_is_only_proposed(
    fields: dict[str, str], store: Store, web_article: int
) -> None:
    added = store.imports.add(from_file(**fields), None)
    assert (added.article, added.known, added.changed) == (web_article, True, False)
    assert (added.proposals, added.has_proposed_version) == (1, True)
    assert store.articles.text(web_article) == TEXT
    [proposal] = store.proposals.list()
    assert (proposal.kind, proposal.article) == ("version", web_article)
    assert store.imports.add(from_file(**fields), None).proposals == 0  # proposed already
    accepted = store.proposals.accept(proposal.id)
    assert (accepted.article, accepted.is_pending) == (web_article, True)
    assert store.articles.text(web_article) == LATER
    assert [version.text for version in store.versions.list(web_article)] == [TEXT, LATER]
    assert store.proposals.count() == 0


def test_a_new_text_from_the_host_of_the_article_is_a_version(
    store: Store, web_article: int
) -> None:
    address = "https://www.coastwire.example/pilots?utm_source=feed"
    added = store.imports.add(from_file(source=ADDRESS, retrieved_from=address), None)
    assert (added.article, added.changed, added.proposals) == (web_article, True, 0)


def test_a_proposed_version_can_become_an_article(store: Store, web_article: int) -> None:
    store.imports.add(from_file(), None)
    [proposal] = store.proposals.list(web_article)
    accepted = store.proposals.accept_as_article(proposal.id)
    assert accepted.article != web_article
    assert accepted.is_pending
    assert store.articles.text(web_article) == TEXT


def test_corrections_and_rules_of_a_file_wait(store: Store, web_article: int) -> None:
    item = ImportItem(document(), corrections=(CORRECTION,), rules=(RULE,))
    added = store.imports.add(item, None)
    assert (added.known, added.proposals) == (True, 2)
    assert store.corrections.list_of_article(web_article) == []
    assert store.corrections.list_rules() == []
    rule, correction = store.proposals.list()
    assert [rule.kind, correction.kind] == ["rule", "correction"]
    store.proposals.accept(rule.id)
    store.proposals.accept(correction.id)
    [added_rule] = store.corrections.list_rules()
    [added_correction] = store.corrections.list_of_article(web_article)
    assert (added_rule.words, added_rule.change) == (RULE.words, RULE.change)
    assert added_correction.change == CORRECTION.change
    assert store.imports.add(item, None).proposals == 0  # the store has both


def test_a_version_is_accepted_with_its_file(store: Store, web_article: int) -> None:
    assert store.imports.add(replace(from_file(), accept=True), None).changed
    assert store.articles.text(web_article) == LATER


@pytest.mark.usefixtures("web_article")
def test_a_rejected_proposal_can_be_restored(store: Store) -> None:
    store.imports.add(ImportItem(document(), rules=(RULE,)), None)
    [proposal] = store.proposals.list()
    make_edit(store, "proposal", lambda: store.proposals.reject(proposal.id))
    assert store.proposals.list() == []
    store.edits.undo()
    assert store.proposals.list() == [proposal]
    with pytest.raises(NotFound):
        store.proposals.accept(proposal.id + 1)


def test_a_correction_follows_its_words_into_a_new_version(store: Store, web_article: int) -> None:
    store.imports.add(ImportItem(document(), corrections=(CORRECTION,)), None)
    store.imports.add(from_file(f"Updated.\n{TEXT}", retrieved_from=ADDRESS), None)
    [proposal] = store.proposals.list()
    store.proposals.accept(proposal.id)
    [accepted] = store.corrections.list_of_article(web_article)
    text = store.articles.text(web_article)
    assert text[accepted.start : accepted.end] == CORRECTION.exact


@pytest.mark.usefixtures("web_article")
def test_a_correction_without_its_words_is_refused(store: Store) -> None:
    gone = replace(CORRECTION, exact="Ferries will stop in the autumn of next year")
    store.imports.add(ImportItem(document(), corrections=(gone,)), None)
    [proposal] = store.proposals.list()
    with pytest.raises(StoreError, match="not in the article"):
        store.proposals.accept(proposal.id)
    assert store.proposals.list() == [proposal]


def test_proposals_go_with_their_article(store: Store, web_article: int) -> None:
    store.imports.add(ImportItem(document(), corrections=(CORRECTION,)), None)
    store.articles.delete(web_article)
    assert store.proposals.count() == 0


def test_passwords_in_addresses_are_not_stored(store: Store) -> None:
    address = "https://ana:secret@coastwire.example/pilots"
    page = Document("The harbour closed.", source=address, retrieved_from=address)
    article = store.articles.add(page, Analysis(page.text)).article
    row = store.articles.row(article)
    assert row.source == row.retrieved_from == "https://coastwire.example/pilots"
