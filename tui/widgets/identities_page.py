"""The lists of an identity's profile: quotations, articles, names and roles."""

from collections.abc import Sequence, Set

from textual.content import Content

from db import QuotationRow, Store
from db.identities.models import Called, Identity, IdentityRow, NamingArticle
from tui.formatting import counted, short_day
from tui.people_wording import seen
from tui.sanitize import safe
from tui.widgets.panes.lines import apart, lines_of
from tui.widgets.row_source import HeadedRows, RowSource
from tui.widgets.windows import Windows

_MARK = "✓ "


class SaidRows(RowSource):
    """An identity's quotations by publication date: two lines of content, and the article."""

    lines = 3

    def __init__(self, store: Store, identity: IdentityRow, *, oldest: bool) -> None:
        """Query the store for the first window. Raises `StoreError`."""
        self._name = identity.name
        self._windows = Windows(
            lambda limit, offset: store.people.quotations(
                identity.id, oldest=oldest, limit=limit, offset=offset
            ),
            identity.quotations,
        )

    def count(self) -> int:
        """Return the number of quotations."""
        return self._windows.count

    def at(self, index: int) -> QuotationRow | None:
        """Return a quotation; None if it was deleted or the store is locked."""
        return self._windows.at(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return its content, cut to two lines, and its date and article below."""
        quotation = self.at(index)
        if quotation is None:
            return [Content("…")]
        words = [Content(line) for line in lines_of(quotation.content, width, 2)]
        day = short_day(quotation.published)
        role = f" · {safe(quotation.role)}" if quotation.role else ""
        denied = "denied · " if quotation.negated else ""
        left = Content.styled(f"{denied}{day}{role} · {safe(quotation.title)}", ".rows--muted")
        detail = apart(left, Content.styled(safe(quotation.site), ".rows--muted"), width)
        return [*words, detail]


class NamingRows(RowSource):
    """The articles that mention an identity, by publication date; marked ones can be split off."""

    lines = 2

    def __init__(
        self, store: Store, identity: IdentityRow, marked: Set[int], *, oldest: bool
    ) -> None:
        """Query the store for the first window; `marked` may change. Raises `StoreError`."""
        self._marked = marked
        self._windows = Windows(
            lambda limit, offset: store.people.articles(
                identity.id, oldest=oldest, limit=limit, offset=offset
            ),
            store.people.count_articles(identity.id),
        )

    def count(self) -> int:
        """Return the number of articles."""
        return self._windows.count

    def at(self, index: int) -> NamingArticle | None:
        """Return an article; None if it was deleted or the store is locked."""
        return self._windows.at(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the title; below, the date, the name used there, and the number of quotations."""
        article = self.at(index)
        if article is None:
            return [Content("…")]
        mark = _MARK if article.article in self._marked else ""
        title = Content.assemble((mark, ".rows--accent"), (safe(article.title), ".rows--strong"))
        role = f", {safe(article.role)}" if article.role else ""
        quoted = f" · {counted(article.quotations, 'quotation')}" if article.quotations else ""
        name = f"{safe(article.name)}{role}"
        left = Content.styled(f"  {short_day(article.published):>11}  {name}", ".rows--muted")
        right = Content.styled(f"{safe(article.site)}{quoted}", ".rows--muted")
        return title.truncate(width, ellipsis=True), apart(left, right, width)


class CalledRows(HeadedRows[Called]):
    """The names and roles of an identity, each with the number of articles and their dates."""

    def __init__(self, identity: Identity) -> None:
        """List the names, aliases and roles of `identity`."""
        entries: list[str | Called] = ["Names", *identity.names]
        if identity.aliases:
            entries += ["Aliases within articles", *map(_alias_entry, identity.aliases)]
        if identity.roles:
            entries += ["Roles by first mention", *identity.roles]
        super().__init__(entries)

    def name(self, index: int) -> Called | None:
        """Return a name that can be split off or displayed; None for other rows."""
        entry = self.entries[index] if 0 <= index < len(self.entries) else ""
        return entry if isinstance(entry, Called) and entry.key else None

    def entry_row(self, entry: Called, width: int) -> Content:
        """Return the name or role, its number of articles, and their dates."""
        details = [counted(entry.articles, "article")] if entry.articles else []
        details += [when] if (when := seen(entry.first, entry.last)) else []
        right = Content.styled(" · ".join(details), ".rows--muted")
        return apart(Content(safe(entry.words)), right, width)


def _alias_entry(alias: str) -> Called:
    return Called(alias, 0, None, None)
