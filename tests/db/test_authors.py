"""The names of the readers who wrote, tagged, judged and corrected."""

from pathlib import Path

from analysis.structs import replace
from db import Store
from db.corrections import RenameEntity
from db.corrections.models import SetLabel
from db.maintenance.recovery import repair
from tests.support.copied_library import copy_export
from tests.support.findings import analysis, document, span
from tests.support.shared_work import add_plain


def test_what_readers_do_has_their_names_in_each_copy(store: Store, tmp_path: Path) -> None:
    article = _work_as_two(store)
    expected = _list_authors(store, article)
    assert expected == (
        ("Ana", "Ben", {"place": "Ana", "port": "Ben"}), {"strike": "Ana"}, "Ben", "Ana",
    )  # fmt: skip
    store.trash.move([article])
    store.trash.restore([article])
    assert _list_authors(store, article) == expected
    with Store(tmp_path / "copy.sqlite") as copied:
        copy_export(store, copied)
        assert _list_authors(copied, article) == expected
    store.close()
    repair(tmp_path / "store.sqlite", tmp_path / "repaired.sqlite")
    with Store(tmp_path / "repaired.sqlite") as repaired:
        assert _list_authors(repaired, article) == expected


def test_a_query_finds_the_work_of_a_reader(store: Store) -> None:
    article = _work_as_two(store)
    ferry = add_plain(store, "The ferry stops. It will come back in May.")
    store.set_reader(lambda: "Cleo")
    store.articles.tag([ferry], ["ferries"])
    assert {hit.article for hit in store.search.find("by:ana")} == {article}
    assert {hit.article for hit in store.search.find("by:cleo")} == {ferry}
    assert [hit.kind for hit in store.search.find("by:ben kind:note")] == ["note"]
    assert {hit.article for hit in store.search.find("-by:ana kind:article")} == {ferry}
    assert "Cleo" in str(store.search.complete("by:c", 4))


def test_a_reader_without_a_name_leaves_none(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 7, "where?", tags=["place"], verdict="checked")
    assert (note.author, note.verdict_author, note.tag_authors) == ("", "", {})


def _work_as_two(store: Store) -> int:
    store.set_reader(lambda: "Ana")
    article = store.articles.add(document(), analysis()).article
    note = store.notes.add(article, 0, 7, "where?", tags=["place"], verdict="disputed")
    store.articles.tag([article], ["strike"])
    store.corrections.add_rule("Anders Lind", SetLabel("ORG"))
    store.set_reader(lambda: "Ben")
    store.notes.edit(note.id, verdict="checked")
    store.notes.tag(note.id, ["port"])
    store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara M. Ortiz"))
    store.set_reader(str)
    return article


def _list_authors(store: Store, article: int) -> tuple[object, ...]:
    [note] = store.notes.list(article)
    [correction] = store.corrections.list_of_article(article)
    [rule] = store.corrections.list_rules()
    origins = store.articles.origins(article)
    assert replace(origins, tag_authors={}) == type(origins)()
    named = note.author, note.verdict_author, note.tag_authors
    return named, origins.tag_authors, correction.author, rule.author
