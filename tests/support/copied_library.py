"""Exports that are read into another store, with the findings that its own analysis would give."""

from analysis.structs import replace
from db import Store
from db.exporters import Selection, render
from db.importers import ImportItem, read_all_bytes

NAMES = {"annotations": "export.jsonld", "json": "export.json", "jsonl": "export.jsonl",
         "html": "export.html"}  # fmt: skip


def list_items(source: Store, form: str, selection: Selection | None = None) -> list[ImportItem]:
    """Read the export of a store."""
    data = "".join(render(source, selection or Selection(), form)).encode()
    items = list(read_all_bytes(data, NAMES.get(form, f"export.{form}")))
    assert all(isinstance(item, ImportItem) for item in items), items
    return [item for item in items if isinstance(item, ImportItem)]


def copy_export(
    source: Store,
    target: Store,
    form: str = "jsonl",
    selection: Selection | None = None,
    *,
    accept: bool = True,
) -> None:
    """Read an export as `add --own` does; without `accept`, its changes are only proposed."""
    for item in list_items(source, form, selection):
        target.imports.add(replace(item, accept=accept, is_wanted=accept), None)
    copy_analyses(source, target)
    if accept:
        accept_everything(target)


def copy_analyses(source: Store, target: Store) -> None:
    """Store the machine's findings of texts that both stores have, as an analysis would."""
    texts = {source.articles.text(article): article for article in source.articles.list_ids()}
    for article in target.articles.list_ids():
        known = texts.get(target.articles.text(article))
        if known is None or source.analyses.state(known) not in ("complete", "failed"):
            continue
        if target.analyses.state(article) == "pending":
            target.analyses.save(article, source.corrections.machine_analysis(known))


def accept_everything(store: Store) -> None:
    """Accept all proposals; none may fail."""
    accepted = store.proposals.accept_all([id for _, id in store.proposals.list_keys()])
    assert accepted.failed == ()
