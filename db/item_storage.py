"""Store the items of tasks before their analysis: new articles, versions, references."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from analysis.structs import replace
from db.errors import ImportingError, StoreError, internal_error
from db.importers import ImportItem, ImportProblem
from db.importers.http import FetchOptions, fetch_document, is_address
from db.importers.onrecord_json import disown
from db.models import Document, IngestResult
from db.origins import format_origin
from db.repositories.near_duplicates import is_corrected
from db.store import Store
from db.tasks import (
    FileSlice,
    MetadataOverrides,
    TaskResult,
    WebPage,
)
from db.text import one_line


class ItemStorage:
    """Imported items and their files in a store; errors of an item are returned in its result."""

    def __init__(self, store: Store) -> None:
        """Store items into `store`."""
        self._store = store

    def attempt(
        self, name: str, item: ImportItem | ImportProblem, action: Callable[[], TaskResult]
    ) -> TaskResult:
        """Return the result of adding an item; raise an error that later items would have too."""
        title = item.document.title if isinstance(item, ImportItem) else ""
        try:
            return action()
        except ImportingError as error:
            return TaskResult(title or name, problem=str(error))
        except (StoreError, OSError, MemoryError):
            raise
        except Exception as error:  # a bug must not stop the items after this one
            return TaskResult(title or name, problem=internal_error(f"{name}: {title}", error))

    def store_item(
        self, name: str, item: ImportItem | ImportProblem, source: FileSlice | WebPage | None
    ) -> TaskResult:
        """Store an item before its analysis; the result is pending if an analysis is needed."""
        if isinstance(item, ImportProblem):
            named = isinstance(source, FileSlice) and item.name
            return TaskResult(named or name, problem=item.message)
        fetch = source.fetch if isinstance(source, FileSlice) else None
        item, problem = _with_origin(item, source), ""
        if fetch is not None and not item.document.text:
            known = self._store.imports.find_existing(item)
            if known is not None and self._store.analyses.state(known) == "no text":
                self._store.imports.add(item, None)  # its tags and highlights
                return self.fill(known, fetch)
            if known is None:
                try:
                    item = _fetch_item(item, fetch)
                except ImportingError as error:
                    problem = _NOT_FETCHED.format(error=error)
        if source is not None:
            # the address of a reference is where its text comes from
            has_text = bool(item.document.text)
            given = source.overrides if has_text else replace(source.overrides, source=None)
            item = apply_overrides(item, given)
        if isinstance(source, FileSlice) and not item.document.retrieved_from:
            path = str(source.path.absolute())
            item = replace(item, document=replace(item.document, retrieved_from=path))
        if isinstance(source, FileSlice) and source.version_of is not None:
            present = self._store.articles.text(source.version_of)
            has_address = is_address(item.document.source)
            if not has_address and is_corrected(present, item.document.text):
                item = replace(item, version_of=source.version_of)
        added = self._store.imports.add(item, None)
        if problem:
            name = item.document.title or item.document.source
        return replace(self._result(name, item, added), problem=problem)

    def fill(self, article: int, fetch: FetchOptions) -> TaskResult:
        """Fetch the text of a reference; the result is pending, or has the reason for a failure."""
        row = self._store.articles.row(article)
        name = row.title or row.source
        try:
            if row.analysis_state != "no text":
                return TaskResult(name, article, name, known=True)
            item = _fetch_item(ImportItem(Document("", row.title, source=row.source)), fetch)
            added = self._store.imports.fill(article, item.document)
        except ImportingError as error:
            problem = _NOT_FETCHED.format(error=error)
            return TaskResult(name, article, name, problem=problem, is_reference=True)
        return self._result(name, item, added)

    def _result(self, name: str, item: ImportItem, added: IngestResult) -> TaskResult:
        """Return the result of storing an import item."""
        return TaskResult(
            name, added.article, self.title(added.article), added.known,
            remark=added.remark or item.document.remark, changed=added.changed, alike=added.alike,
            resumed=added.known and added.is_pending, language=item.document.language,
            is_pending=added.is_pending, proposals=added.proposals,
            has_proposed_version=added.has_proposed_version, is_reference=added.is_reference,
            waiting=added.waiting, rejected=added.rejected, recomputed=added.recomputed,
            notes_added=added.notes_added,
        )  # fmt: skip

    def known_articles(self, part: FileSlice, key: "FileKey | None") -> list[TaskResult]:
        """Return the results of a file that is unchanged since it was added; empty for others."""
        if key is None or part.skip:
            return []
        results: list[TaskResult] = []
        waiting = len(self._store.proposals.of_files([key[0]]))
        for article in self._store.imports.articles_of_file(*key):
            state = self._store.analyses.state(article)
            if state == "no text" and part.fetch is not None:
                return []
            is_pending = self._store.analyses.needs_analysis(article)
            title = "" if results else self.title(article)
            results.append(
                TaskResult(
                    part.path.name, article, title, known=True, resumed=is_pending,
                    is_pending=is_pending, is_reference=state == "no text",
                    waiting=0 if results else waiting,
                )
            )  # fmt: skip
        return results

    def record_file(self, key: "FileKey | None", articles: Sequence[int]) -> None:
        """Record that a file was added, so that it is skipped as long as it does not change."""
        if key is not None:
            with suppress(StoreError):  # the articles are stored; the file is only read again
                self._store.imports.record_file(*key, articles)

    def title(self, article: int) -> str:
        """Return the title of an article, or the beginning of its text."""
        row = self._store.articles.row(article)
        return row.title or row.opening or row.source


_NOT_FETCHED = "its text is not here yet: {error}"


def apply_overrides(incoming: ImportItem, overrides: MetadataOverrides) -> ImportItem:
    """Return an import item with the metadata that the user has given."""
    document = incoming.document
    origins = dict(document.origins)
    if overrides.title is not None:
        document, origins["title"] = replace(document, title=one_line(overrides.title)), "given"
    if overrides.published is not None:
        document = replace(document, published=overrides.published, published_from="given")
    if overrides.source is not None:
        document, origins["source"] = replace(document, source=one_line(overrides.source)), "given"
    document = replace(document, origins=tuple(sorted(origins.items())))
    return replace(
        incoming,
        document=document,
        accept=incoming.accept or overrides.accept,
        is_own=overrides.is_own,
        is_wanted=overrides.accept,
    )


def _with_origin(item: ImportItem, source: FileSlice | WebPage | None) -> ImportItem:
    """Return an item with the file that it is from, unless this is an export of the user's own."""
    path, is_own, is_first = item.imported_from, item.is_own, False
    if isinstance(source, FileSlice):
        path, is_own = str(source.path.absolute()), source.overrides.is_own
        is_first = source.is_first
    elif isinstance(source, WebPage):
        path, is_own = source.address, source.overrides.is_own
    item = replace(item, imported_from=path, accept=item.accept or is_first)
    return item if is_own or not path else disown(item, format_origin(path))


FileKey = tuple[str, int, int]


def file_key(part: FileSlice) -> FileKey | None:
    """Return a file's path, size and date; None with overrides, which make it another import."""
    if part.overrides != MetadataOverrides():
        return None
    try:
        status = part.path.stat()
    except (OSError, ValueError):  # reading the file reports the error
        return None
    return str(part.path.absolute()), status.st_size, status.st_mtime_ns


def list_articles_of(results: Iterable[TaskResult]) -> list[int]:
    return [result.article for result in results if result.article is not None]


def _fetch_item(item: ImportItem, fetch: FetchOptions) -> ImportItem:
    """Return an item with the document fetched from its address.

    Its own title takes priority; its other metadata are used where the page has none.
    """
    if not is_address(item.document.source):
        raise ImportingError("it has no web address; add one with `onrecord edit`")
    known, document = item.document, fetch_document(item.document.source, fetch)
    document = replace(
        document,
        title=known.title or document.title,
        byline=document.byline or known.byline,
        site=document.site or known.site,
    )
    if document.published is None:
        document = replace(document, published=known.published, published_from=known.published_from)
    return replace(item, document=document)
