"""What the page of somebody lists: what they said, the articles, their names and roles."""

from collections.abc import Sequence, Set

from textual.content import Content

from db import QuotationRow, Store
from db.people.records import Called, Identity, IdentityRow, NamingArticle
from tui.people_wording import seen
from tui.safe import safe
from tui.widgets.panes.lines import apart, lines_of
from tui.widgets.row_source import HeadedRows, RowSource
from tui.widgets.windows import Windows
from tui.wording import counted, short_day

_MARK = "✓ "


class SaidRows(RowSource):
    """Every quotation of somebody by publication day: two lines of it, and where it is from."""

    lines = 3

    def __init__(self, store: Store, who: IdentityRow, *, oldest: bool) -> None:
        """Ask the store for the first window. Raises `StoreError`."""
        self._name = who.name
        self._windows = Windows(
            lambda limit, offset: store.people.quotations(
                who.id, oldest=oldest, limit=limit, offset=offset
            ),
            who.quotations,
        )

    def count(self) -> int:
        """How many there are."""
        return self._windows.count

    def at(self, index: int) -> QuotationRow | None:
        """A quotation, None where it went from the store or the store is held."""
        return self._windows.at(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Its words, cut to two lines; below, its day and its article."""
        said = self.at(index)
        if said is None:
            return [Content("…")]
        words = [Content(line) for line in lines_of(said.content, width, 2)]
        day = short_day(said.published)
        role = f" · {safe(said.role)}" if said.role else ""
        denied = "denied · " if said.negated else ""
        left = Content.styled(f"{denied}{day}{role} · {safe(said.title)}", ".rows--muted")
        detail = apart(left, Content.styled(safe(said.site), ".rows--muted"), width)
        return [*words, detail]


class NamingRows(RowSource):
    """The articles that name somebody by publication day; those marked are to be split off."""

    lines = 2

    def __init__(self, store: Store, who: IdentityRow, marked: Set[int], *, oldest: bool) -> None:
        """Ask the store for the first window; `marked` may change. Raises `StoreError`."""
        self._marked = marked
        self._windows = Windows(
            lambda limit, offset: store.people.articles(
                who.id, oldest=oldest, limit=limit, offset=offset
            ),
            store.people.count_articles(who.id),
        )

    def count(self) -> int:
        """How many there are."""
        return self._windows.count

    def at(self, index: int) -> NamingArticle | None:
        """An article, None where it went from the store or the store is held."""
        return self._windows.at(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Its title; below, its day, what it calls them, and how often it quotes them."""
        naming = self.at(index)
        if naming is None:
            return [Content("…")]
        mark = _MARK if naming.article in self._marked else ""
        title = Content.assemble((mark, ".rows--accent"), (safe(naming.title), ".rows--strong"))
        called = f"{safe(naming.name)}, {safe(naming.role)}" if naming.role else safe(naming.name)
        quoted = f" · {counted(naming.quotations, 'quotation')}" if naming.quotations else ""
        left = Content.styled(f"  {short_day(naming.published):>11}  {called}", ".rows--muted")
        right = Content.styled(f"{safe(naming.site)}{quoted}", ".rows--muted")
        return title.truncate(width, ellipsis=True), apart(left, right, width)


class CalledRows(HeadedRows[Called]):
    """The names and the roles of somebody, each with the articles and the time that it is from."""

    def __init__(self, identity: Identity) -> None:
        """Those of `identity`."""
        entries: list[str | Called] = ["Names", *identity.names]
        if identity.aliases:
            entries += ["Also, within articles", *map(_only_called, identity.aliases)]
        if identity.roles:
            entries += ["Roles, as they were told first", *identity.roles]
        super().__init__(entries)

    def name(self, index: int) -> Called | None:
        """A name that can be split off or called by; None for headings, aliases and roles."""
        entry = self.entries[index] if 0 <= index < len(self.entries) else ""
        return entry if isinstance(entry, Called) and entry.key else None

    def entry_row(self, entry: Called, width: int) -> Content:
        """The words; in how many articles, and from when to when."""
        told = [counted(entry.articles, "article")] if entry.articles else []
        told += [when] if (when := seen(entry.first, entry.last)) else []
        right = Content.styled(" · ".join(told), ".rows--muted")
        return apart(Content(safe(entry.words)), right, width)


def _only_called(alias: str) -> Called:
    return Called(alias, 0, None, None)
