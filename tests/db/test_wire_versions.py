import datetime
from pathlib import Path

import pytest

from analysis.structs import replace
from db import Store
from db.exporters.registry import render
from db.exporters.selection import Selection
from db.importers import ImportItem, read_all_bytes
from db.importers.onrecord_json import document_from_record
from db.maintenance.recovery import repair
from db.models import Document, IngestResult
from db.serialization import document_record
from db.wire_records import WireRecord, WireStatus
from tests.support.edits import make_edit

UTC = datetime.UTC
ID = "urn:newsml:coastwire.example:ferry"
TEXT = "The ferries of Port Luna stayed in the harbour on Tuesday, said Mara Ortiz."


def item(
    version: str,
    text: str = TEXT,
    status: WireStatus = "usable",
    note: str = "",
    embargo: datetime.datetime | None = None,
    *,
    accept: bool = False,
) -> ImportItem:
    hour = int(version or 0) % 24
    issued = datetime.datetime(2021, 3, 2, hour, tzinfo=UTC)
    wire = WireRecord(ID, version, issued, status, note, embargo)
    document = Document(text, "Ferry strike", source=ID, wire=wire, retrieved_from="/wires/a.xml")
    return ImportItem(document, accept=accept)


def import_items(store: Store, *items: ImportItem) -> list[IngestResult]:
    return [store.imports.add(each, None) for each in items]


def wire_of(store: Store, article: int) -> WireRecord:
    wire = store.articles.get(article).document.wire
    assert wire is not None
    return wire


def test_a_later_version_of_a_file_is_proposed_and_then_a_version_of_the_article(
    store: Store,
) -> None:
    first, second = import_items(store, item("1"), item("2", f"{TEXT} They sail again."))
    assert (second.article, second.known, second.proposals) == (first.article, True, 1)
    assert second.has_proposed_version
    assert store.articles.text(first.article) == TEXT

    [proposal] = store.proposals.list()
    store.proposals.accept(proposal.id)
    assert store.articles.text(first.article).endswith("They sail again.")
    assert len(store.versions.list(first.article)) == 2
    assert wire_of(store, first.article).version == "2"


def test_an_accepted_import_stores_a_correction_at_once(store: Store) -> None:
    corrected = item("2", f"{TEXT} Not Monday.", "corrected", "Corrects the day.", accept=True)
    first, second = import_items(store, item("1"), corrected)
    assert (second.article, second.changed) == (first.article, True)
    row = store.articles.row(first.article)
    assert (row.wire_status, row.wire_note) == ("corrected", "Corrects the day.")


def test_an_earlier_version_changes_nothing_and_is_reported(store: Store) -> None:
    first, second = import_items(store, item("3"), item("2", f"{TEXT} Older.", accept=True))
    assert second == IngestResult(
        first.article, known=True, is_pending=True,
        remark="version 3 of this item is stored already: version 2 changes nothing",
    )  # fmt: skip
    assert store.articles.text(first.article) == TEXT
    assert len(store.versions.list(first.article)) == 1


def test_an_accepted_version_that_is_no_longer_the_last_stays_among_the_earlier_ones(
    store: Store,
) -> None:
    [first, *_] = import_items(
        store, item("1"), item("3", f"{TEXT} Third."), item("2", f"{TEXT} Second.")
    )
    for proposal in store.proposals.list():
        store.proposals.accept(proposal.id)
    assert store.articles.text(first.article).endswith("Third.")
    assert {version.text for version in store.versions.list(first.article)} == {
        TEXT, f"{TEXT} Second.", f"{TEXT} Third."
    }  # fmt: skip
    assert wire_of(store, first.article).version == "3"


@pytest.mark.parametrize("text", ["", TEXT, "Editors, please kill the story about the ferries."])
def test_a_kill_marks_the_article_when_it_is_accepted(store: Store, text: str) -> None:
    first, kill = import_items(store, item("1"), item("2", text, "killed", "Not true."))
    assert (kill.article, kill.proposals) == (first.article, 1)
    assert store.articles.row(first.article).wire_status == "usable"

    [proposal] = store.proposals.list()
    assert proposal.kind == "status"
    make_edit(store, "proposal", lambda: store.proposals.accept(proposal.id))
    row = store.articles.row(first.article)
    assert (row.wire_status, row.wire_note) == ("killed", "Not true.")
    assert store.articles.text(first.article) == TEXT
    assert store.articles.list_ids("is:killed") == [first.article]

    store.edits.undo()
    assert store.proposals.list() == [proposal]
    assert store.articles.list_ids("is:killed") == []


def test_a_kill_without_a_reason_gives_its_words(store: Store) -> None:
    text = "Editors, please kill the story about the ferries."
    [first, _] = import_items(store, item("1"), item("2", text, "killed", accept=True))
    assert store.articles.row(first.article).wire_note == text


def test_a_kill_that_comes_first_stays_when_its_item_arrives(store: Store) -> None:
    kill, late = import_items(store, item("2", "", "killed", "Not true."), item("1"))
    assert kill.is_reference
    assert (late.article, late.known, late.proposals) == (kill.article, False, 0)
    assert store.articles.text(kill.article) == TEXT
    assert store.articles.row(kill.article).wire_status == "killed"


def test_a_kill_with_the_headline_of_another_item_does_not_mark_it(store: Store) -> None:
    same_headline = Document("Another text.", "Ferry strike", source="other.txt")
    first, kill = import_items(
        store, ImportItem(same_headline), item("2", "", "killed", accept=True)
    )
    assert kill.article != first.article
    assert store.articles.row(first.article).wire_status == "usable"


def test_a_later_version_makes_a_killed_item_usable_again(store: Store) -> None:
    [first, *_] = import_items(
        store,
        item("1"),
        item("2", "", "killed", accept=True),
        item("3", f"{TEXT} Yes.", accept=True),
    )
    assert store.articles.row(first.article).wire_status == "usable"
    assert store.articles.text(first.article).endswith("Yes.")


def test_the_same_version_again_is_a_duplicate(store: Store) -> None:
    first, second = import_items(store, item("1"), item("1"))
    assert (second.article, second.known, second.remark) == (first.article, True, "")
    assert store.proposals.count() == 0


def test_the_same_version_with_another_text_changes_nothing_and_is_reported(store: Store) -> None:
    first, second = import_items(store, item("1"), item("1", f"{TEXT} More."))
    assert (second.article, second.known) == (first.article, True)
    assert second.remark == "version 1 of this item is stored with another text: nothing changed"


def test_articles_under_embargo_are_found_until_it_is_over(store: Store) -> None:
    future = datetime.datetime(2999, 1, 1, 12, tzinfo=UTC)
    [first] = import_items(store, item("1", embargo=future))
    [over] = import_items(
        store,
        ImportItem(
            Document("Free now.", wire=WireRecord("urn:2", embargo=future.replace(year=2001)))
        ),
    )
    assert store.articles.list_ids("is:embargoed") == [first.article]
    assert store.articles.row(first.article).embargo == future
    assert store.articles.count("-is:embargoed") == 1
    assert over.article != first.article


def test_the_record_survives_the_trash_and_a_repair(store: Store, tmp_path: Path) -> None:
    embargo = datetime.datetime(2999, 1, 1, 12, tzinfo=UTC)
    [first] = import_items(store, item("4", status="killed", note="Not true.", embargo=embargo))
    before = wire_of(store, first.article)
    store.trash.move([first.article])
    content = store.trash.load(first.article, 10)
    assert (content.row.wire_status, content.row.embargo) == ("killed", embargo)
    store.trash.restore([first.article])
    assert wire_of(store, first.article) == before

    repair(tmp_path / "store.sqlite", tmp_path / "repaired.sqlite")
    with Store(tmp_path / "repaired.sqlite") as repaired:
        assert wire_of(repaired, first.article) == before


def test_the_record_survives_an_export(store: Store) -> None:
    [first] = import_items(store, item("4", status="withheld", note="Wait."))
    document = store.articles.get(first.article).document
    read = document_from_record(document_record(document), "")
    assert read.wire == document.wire


@pytest.mark.parametrize(
    ("form", "name"), [("jsonl", "e.jsonl"), ("json", "e.json"), ("annotations", "e.jsonld")]
)
def test_an_export_brings_the_record_to_another_store(
    store: Store, tmp_path: Path, form: str, name: str
) -> None:
    embargo = datetime.datetime(2999, 1, 1, 12, tzinfo=UTC)
    [first] = import_items(store, item("4", status="killed", note="Not true.", embargo=embargo))
    [read] = read_all_bytes("".join(render(store, Selection(), form)).encode(), name)
    assert isinstance(read, ImportItem)
    with Store(tmp_path / "other.sqlite") as copied:
        [added] = import_items(copied, read)
        assert wire_of(copied, added.article) == wire_of(store, first.article)


def test_an_export_reports_an_omitted_kill(store: Store) -> None:
    import_items(store, item("4", status="killed", note="Not true."))
    warnings: list[str] = []
    list(render(store, Selection(), "bibtex", warn=warnings.append))
    assert "1 kill, correction or embargo" in warnings[0]


def test_a_version_added_separately_is_no_version_of_the_item(store: Store) -> None:
    [first, _] = import_items(store, item("1"), item("2", f"{TEXT} They sail again."))
    [proposal] = store.proposals.list()
    added = store.proposals.accept_as_article(proposal.id)
    assert added.article is not None
    assert store.articles.get(added.article).document.wire is None
    assert wire_of(store, first.article).version == "1"


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (("2", 1), ("10", 1), True),
        (("10", 1), ("2", 5), False),
        (("", 1), ("", 2), True),
        (("", 2), ("", 1), False),
        (("a", 1), ("b", 2), True),
        (("2", 1), ("2", 1), False),
        (("", 1), ("", 1), True),
    ],
)
def test_versions_are_compared_by_number_and_then_by_time(
    earlier: tuple[str, int], later: tuple[str, int], expected: bool
) -> None:
    left, right = (
        WireRecord(ID, version, datetime.datetime(2021, 3, hour, tzinfo=UTC))
        for version, hour in (earlier, later)
    )
    assert right.is_later_than(left) is expected


def test_a_time_without_a_zone_is_in_utc() -> None:
    wire = WireRecord(ID, embargo=datetime.datetime(2021, 3, 2, 9, 30))
    document = replace(Document("A text."), wire=wire)
    read = document_from_record(document_record(document), "").wire
    assert read is not None
    assert read.embargo == datetime.datetime(2021, 3, 2, 9, 30, tzinfo=UTC)


def test_every_export_names_a_kill_and_an_embargo(store: Store) -> None:
    embargo = datetime.datetime(2999, 1, 1, 12, tzinfo=UTC)
    import_items(store, item("4", status="killed", note="Not true.", embargo=embargo))
    for name in ("html", "markdown", "tei", "conllu", "csl", "jsonl"):
        written = "".join(render(store, Selection(), name))
        assert "killed" in written.lower(), name
        assert "Not true." in written, name
        assert "2999" in written or name == "csl", name
    articles = "".join(render(store, Selection(), "csv", table="articles"))
    assert f"{ID},4,killed,Not true.,2999-01-01T12:00:00+00:00" in articles
