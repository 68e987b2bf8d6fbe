"""A library: one file with articles, findings and notes, for programs and notebooks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from analysis.partial_dates import Date, to_partial_date
from analysis.text import Day, clean
from db.models import (
    Article,
    ArticleRow,
    Document,
    EventRow,
    IdentityOrder,
    IdentityType,
    Note,
    QuotationRow,
    SearchHit,
)
from db.repositories.records import Records
from db.store import Store, default_path
from onrecord.findings import Analysis, add_words

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from db.exporters import ExportOptions, TableName
    from db.identities.models import IdentityRow
    from db.search.sql import SearchOrder
    from db.tasks import TaskResult
    from onrecord.additions import Source

_ALL_HITS = 1_000_000_000
_MOST_CLOSEST = 1_000


class Library:
    """A library of articles in one file, which the app and the commands open too.

    Every change is on the disk when its call returns. Each method raises `StoreError` if the file
    cannot be read or written, and its subclass `NotFound` for an article that does not exist.
    Methods with a query raise ValueError for an invalid one, with the position of the error.
    """

    def __init__(self, store: Store) -> None:
        """Use an open store; `Library.open` opens one."""
        self.store = store
        """The store, whose repositories have more methods than the library."""

    @classmethod
    def open(cls, path: Path | str | None = None, *, create: bool = True) -> Self:
        """Open the library in a file, by default that of the app; create a new one.

        Without `create`, raises `NoStoreError` if the file does not exist.
        """
        return cls(Store(default_path() if path is None else path, create=create))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the library cannot be used after that."""
        self.store.close()

    def __len__(self) -> int:
        """Return the number of articles."""
        return self.store.articles.count()

    def __bool__(self) -> bool:
        """Return True, also for a library without articles."""
        return True

    def __repr__(self) -> str:
        """Return the path of the file."""
        return f"Library({str(self.store.path)!r})"

    def add(
        self, *sources: "Source", workers: int | None = 1, executor: "Executor | None" = None
    ) -> "list[TaskResult]":
        """Add files, folders, addresses and documents; return a result for each article.

        A string is the name of a file or a folder, a pattern such as `news/*.html`, or an address
        that begins with `http`. `add_text` adds a text. Files that have not changed since they were
        added are skipped.

        An error costs only its own article: `problem` of its result names it. `workers` is the
        number of worker processes, None one per core: worthwhile from 50 files on.

        With an `executor` of `concurrent.futures`, such as a Dask client's, its workers read and
        analyze the files, also on other machines. `workers` is the number that it runs at a time.
        The same call resumes an interrupted one.
        """
        from onrecord.additions import add_sources  # loads the importers

        return add_sources(self.store, sources, workers, executor)

    def add_text(
        self,
        text: str,
        *,
        title: str = "",
        published: Date | None = None,
        byline: str = "",
        site: str = "",
        source: str = "",
    ) -> "TaskResult":
        """Add a text with its metadata, analyze it, and return the result with its article.

        `published` is a day, or a string such as "2026-03-12" or "2026-03"; `source` is an address.
        A text that is stored already is not added again: `known` of the result is True.
        """
        document = Document(
            clean(text), title, byline, site, source, to_partial_date(published),
            "unknown" if published is None else "given",
        )  # fmt: skip
        (result,) = self.add(document)
        return result

    def add_note(
        self,
        article: int,
        words: str | tuple[int, int],
        body: str = "",
        *,
        tags: Sequence[str] = (),
    ) -> Note:
        """Add a note on a passage of an article; without a `body`, highlight the passage.

        `words` are the words of the passage, or its offsets. Raises ValueError for words that the
        article does not have, or has several times. `onrecord undo` takes the note back.
        """
        start, end = self._find_passage(article, words) if isinstance(words, str) else words
        with self.store.edits.record("note", origin="command"):
            return self.store.notes.add(article, start, end, body, tags=tags)

    def _find_passage(self, article: int, words: str) -> tuple[int, int]:
        text = self.store.articles.text(article)
        start = text.find(words) if words else -1
        if start < 0:
            raise ValueError(f"article {article} does not have the words {words[:60]!r}")
        if text.find(words, start + 1) >= 0:
            raise ValueError(
                f"article {article} has the words {words[:60]!r} several times; use more words, or "
                "the offsets of the passage"
            )
        return start, start + len(words)

    def _find_identities(self, row: Note | SearchHit) -> tuple[int, ...]:
        return self.store.identities.list_of_passage(row.article, row.start, row.end)

    def article(self, article: int) -> Article:
        """Return an article with its text, metadata and findings; a notebook displays it."""
        return self.store.articles.get(article)

    def analysis(self, article: int) -> Analysis:
        """Return the findings of an article, with the identities and the reader's corrections."""
        identities = self.store.identities.map_entities(article)
        return add_words(self.store.articles.get(article).analysis, identities)

    def articles(self, query: str = "") -> Records[ArticleRow]:
        """Iterate over the articles that a query selects, or all, the latest first."""
        identities = self.store.identities
        return self.store.articles(query).add_identities(
            lambda row: sorted(set(identities.map_entities(row.id).values()))
        )

    def search(
        self, query: str, *, order: "SearchOrder" = "rank", limit: int | None = None
    ) -> Records[SearchHit]:
        """Iterate over the hits of a query in articles, quotations, events and notes.

        If nothing has all words, the hits have some of them: their `match` is "closest". `limit` is
        the largest number of hits.
        """
        engine = self.store.search
        most = _ALL_HITS if limit is None else limit
        result = engine.execute(query, order, most)
        if result.error is not None:
            raise ValueError(result.error.format_with(query))
        hits: Records[SearchHit]
        if result.hits:
            hits = Records(
                SearchHit,
                range(len(result.hits)),
                lambda batch: filter(
                    None, engine.load_hits(query, order, [result.hits[at] for at in batch])
                ),
            )
        else:
            closest = engine.find_closest(query, order=order, limit=min(most, _MOST_CLOSEST))
            hits = Records(
                SearchHit, range(len(closest)), lambda batch: [closest[at] for at in batch]
            )
        return hits.add_identities(self._find_identities)

    def quotations(self, query: str = "") -> Records[QuotationRow]:
        """Iterate over the quotations that a query selects, or all, the latest article first."""
        return self.store.quotations(query)

    def people(
        self,
        words: str = "",
        *,
        type: IdentityType = "both",
        order: IdentityOrder = "quotations",
    ) -> "Records[IdentityRow]":
        """Iterate over the people and organizations whose names have all words, or over all.

        Their `id` is that in `identities` of other tables.
        """
        return self.store.identities(words, sort=type, order=order)

    def timeline(
        self, query: str = "", *, first: Day | None = None, last: Day | None = None
    ) -> Records[EventRow]:
        """Iterate over the dated events that a query selects, or all, by day.

        With `first` or `last`, only events that may lie between these days.
        """
        return self.store.events(query, first=first, last=last)

    def notes(self, query: str = "") -> Records[Note]:
        """Iterate over the notes that a query selects, or all."""
        return self.store.notes(query).add_identities(self._find_identities)

    def export(
        self,
        format: str,
        target: Path | str,
        query: str | None = None,
        *,
        table: "TableName" = "quotations",
        options: "ExportOptions | None" = None,
        over: bool = False,
    ) -> Path:
        """Write the articles that a query selects, or all, to a file or a folder; return its path.

        `format` is one of `onrecord export`, such as "html", "csv" or "tei". `table` is that of
        CSV. What the format leaves out is reported by a UserWarning. Raises FileExistsError for an
        existing file unless `over` is true, and ValueError for an unknown format.
        """
        from onrecord.exports import write_export  # loads the exporters

        write_export(self.store, format, Path(target), query, table, options, over=over)
        return Path(target)

    def render(
        self,
        format: str,
        query: str | None = None,
        *,
        table: "TableName" = "quotations",
        options: "ExportOptions | None" = None,
    ) -> str:
        """Return an export as one string, for a format that is a single text; see `export`."""
        from onrecord.exports import render_export

        return render_export(self.store, format, query, table, options)
