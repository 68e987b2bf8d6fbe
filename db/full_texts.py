"""The full text of an entry of a feed: that of its page, as a new version of its article."""

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError
from db.importers import ImportItem
from db.importers.feed_download import with_full_text
from db.importers.http import FetchOptions, is_address
from db.ingest import IngestService
from db.source_checks import fetch_options
from db.store import Store
from db.tasks import TaskResult


class FullText(Struct, frozen=True):
    """A task that fetches the page of an article that came from a feed."""

    article: int
    title: str
    fetch: FetchOptions

    @property
    def name(self) -> str:
        """The title of the article."""
        return self.title

    def run(self, store: Store) -> TaskResult:
        """Store the text of the page, unless it has no more text than the feed."""
        present = store.articles.get(self.article).document
        feeds = store.watched_sources.of_article(self.article)
        if any(feed.full_text == "never" for feed in feeds):
            raise ImportingError(
                "is of a feed whose pages are never fetched; F in Watched changes it"
            )
        if not is_address(present.source):
            raise ImportingError("has no address of its own in the feed; there is no more to get")
        options = self.fetch
        for feed in feeds:
            options = fetch_options(feed, options)
        found = with_full_text(ImportItem(replace(present, remark="")), options).document
        if found.text == present.text:
            raise ImportingError(
                found.remark or "has no more text on its page, or only after a login; gx opens it"
            )
        item = ImportItem(found, version_of=self.article, accept=True)
        return IngestService(store).run(replace(item, imported_from=present.source))
