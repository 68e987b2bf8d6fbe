"""The widgets of the identity screens: lists, and the header above a profile.

Identities as rows of a list, fetched one window at a time.

The lists of an identity's profile: quotations, articles, names and roles.

The header above an identity's profile: role, counts, names and months.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from textual.app import RenderResult
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from db import QuotationRow, Store, StoreError
from db.identities.models import (
    Called,
    Companion,
    Identity,
    IdentityOrder,
    IdentityRow,
    NamingArticle,
    Proposal,
    Sort,
)
from tui.formatting import counted, counts, named, role_or_sort, seen, short_day
from tui.sanitize import safe
from tui.widgets.charts import month_bars
from tui.widgets.panes.pane_source import apart, lines_of
from tui.widgets.virtual_list import HeadedRows, RowSource, Windows

_MOST_LIST_BARS = 24
_LEAST = 60  # fewest cells of a row for bars


class PeopleRows(RowSource):
    """Identities with `words` in a name; two lines for each, with a sparkline of months.

    The bars of all rows cover the same months, from the store's first to its last.
    """

    lines = 2

    def __init__(self, store: Store, words: str, sort: Sort, order: IdentityOrder) -> None:
        """Query the store for the count and the first window. Raises `StoreError`."""
        people = store.people
        self.words = words
        self._people = people
        self._span = people.span()
        self._months: LRUCache[int, dict[str, int]] = LRUCache(500)
        self._windows = Windows(
            lambda limit, offset: people.rows(
                words, sort=sort, order=order, limit=limit, offset=offset
            ),
            people.count(words, sort),
        )

    def count(self) -> int:
        """Return the number of identities."""
        return self._windows.count

    def at(self, index: int) -> IdentityRow | None:
        """Return the identity of a row; None if it was deleted or the store is locked."""
        return self._windows.at(index)

    def index(self, identity: int) -> int | None:
        """Return the row of an identity if it is in a cached window."""
        return next((at for at, row in self._windows.held() if row.id == identity), None)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return two lines: name and months; then role, counts and dates."""
        row = self.at(index)
        if row is None:
            return [Content("…")]
        spark = Content.styled(self._spark(row.id, width), ".rows--accent")
        name = Content.styled(named(row), "" if row.shared else ".rows--strong")
        detail = Content.styled(f"  {role_or_sort(row)} · {counts(row)}", ".rows--muted")
        when = Content.styled(seen(row.first, row.last), ".rows--muted")
        return apart(name, spark, width), apart(detail, when, width)

    def _spark(self, identity: int, width: int) -> str:
        if self._span is None or width < _LEAST:
            return ""
        months = self._months.get(identity)
        if months is None:
            try:
                months = self._people.months([identity])[identity]
            except StoreError:
                return ""
            self._months[identity] = months
        return month_bars(months, *self._span, min(_MOST_LIST_BARS, width // 4))


class CompanionRows(RowSource):
    """Identities mentioned in the same articles as another one, a line for each."""

    def __init__(self, companions: Sequence[Companion]) -> None:
        """Show `companions` in their order."""
        self.companions = companions

    def count(self) -> int:
        """Return the number of identities."""
        return len(self.companions)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return name and role, and the numbers of articles that mention and quote both."""
        companion = self.companions[index]
        left = Content.assemble(
            (named(companion.row), ".rows--strong"),
            (f"  {role_or_sort(companion.row)}", ".rows--muted"),
        )
        both = f"both quoted in {companion.quoted:,} of " if companion.quoted else ""
        right = Content.styled(f"{both}{counted(companion.articles, 'article')}", ".rows--muted")
        return [apart(left, right, width)]


class ProposalRows(RowSource):
    """Merge candidates: the reason, the two identities, and a blank line."""

    lines = 4

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        """Show `proposals` in their order."""
        self.proposals = proposals

    def count(self) -> int:
        """Return the number of pairs."""
        return len(self.proposals)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the reason, and the two identities below it."""
        pair = self.proposals[index]
        sure = "likely" if pair.score >= _LIKELY else "perhaps"
        because = Content.assemble(
            (f"{sure}: ", ".rows--accent"), (safe(pair.because), ".rows--muted")
        )
        return [because, *(_side(row, width) for row in (pair.one, pair.other)), Content("")]


_LIKELY = 80


def _side(row: IdentityRow, width: int) -> Content:
    left = Content.assemble(
        (f"  {named(row)}", ".rows--strong"),
        (f"  {role_or_sort(row)}", ".rows--muted"),
    )
    when = seen(row.first, row.last)
    right = " · ".join(part for part in (counts(row), when if width >= _LEAST else "") if part)
    return apart(left, Content.styled(right, ".rows--muted"), width)


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


_MOST_PROFILE_BARS = 96
_LOW = 24  # a screen with fewer lines shows only the first line


@dataclass(frozen=True, slots=True)
class Likeness:
    """The data of a profile header: identity, counts by month, and names of merge candidates."""

    identity: Identity
    months: Mapping[str, int]
    may_be: tuple[str, ...] = ()


class Portrait(Widget):
    """A profile header: role and dates, other names, months, and merge candidates."""

    DEFAULT_CSS = """
    Portrait { height: auto; padding: 1 2 0 2; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Likeness | None = None
        self._key = ""

    def show(self, drawn: Likeness, key: str) -> None:
        """Show an identity; `key` is the key that opens the merge candidates."""
        self._drawn, self._key = drawn, key
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines with content."""
        del container
        return len(self._lines(width, viewport.height))

    def render(self) -> RenderResult:
        """Return the lines."""
        return Content("\n").join(self._lines(self.content_size.width, self.screen.size.height))

    def _lines(self, width: int, height: int) -> list[Content]:
        if self._drawn is None:
            return [Content("")]
        row = self._drawn.identity.row
        first = apart(
            Content.assemble(
                (role_or_sort(row), "bold"), (f" · {counts(row)}", "$foreground-muted")
            ),
            Content.styled(seen(row.first, row.last), "$foreground-muted"),
            width,
        )
        if height < _LOW:
            return [first]
        lines = [first]
        identity = self._drawn.identity
        also = [name.words for name in identity.names if name.words != row.name]
        if names := ", ".join(map(safe, [*also, *identity.aliases])):
            lines.append(Content.styled(f"also {names}", "$foreground-muted"))
        if row.shared:
            lines.append(Content("Ambiguous name. Press m to merge it into an identity."))
        lines += self._month_lines(width)
        if self._drawn.may_be:
            names = ", ".join(map(safe, self._drawn.may_be))
            lines.append(
                Content.assemble(
                    ("Possible duplicate of ", "$warning"), (names, "bold"), f" ({self._key})"
                )
            )
        return [line.truncate(width, ellipsis=True) for line in lines]

    def _month_lines(self, width: int) -> list[Content]:
        """Return the bars of the months between the labels of the first and last month."""
        assert self._drawn is not None
        months = self._drawn.months
        if len(months) < 2:
            return []
        first, last = min(months), max(months)
        room = min(_MOST_PROFILE_BARS, width - len(first) - len(last) - 2)
        spark = month_bars(months, first, last, room)
        return [
            Content.assemble(
                (f"{first} ", "$foreground-muted"), (spark, "$primary"),
                (f" {last}", "$foreground-muted"),
            )
        ]  # fmt: skip
