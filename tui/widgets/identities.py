"""The widgets of the identity screens: lists, and the header above a profile.

Identities as rows of a list, fetched one window at a time.

The lists of an identity's profile: quotations, articles, names and roles.

The header above an identity's profile: role, counts, names and months.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from textual.app import RenderResult
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from analysis import render_reason
from analysis.date_format import format_date_range, format_published
from db import QuotationRow, Store, StoreError
from db.identities.models import (
    ArticleMention,
    CoMention,
    Identity,
    IdentityRow,
    MergeCandidate,
    NameUse,
)
from db.models import IdentityOrder, IdentityType
from tui.display_text import format_count
from tui.identity_text import format_counts, role_or_type, safe_name
from tui.sanitize import safe
from tui.strings import PeopleText
from tui.widgets.article_list import ArticleRowKey, ArticleSource
from tui.widgets.charts import month_sparkline
from tui.widgets.panes.pane_source import justify, wrap_lines
from tui.widgets.row_source import HeadedRows, RowSource, WindowCache

_MOST_LIST_BARS = 24
_LEAST = 60  # fewest cells of a row for bars


class IdentityRows(RowSource):
    """Identities that a filter selects; two lines for each, with a sparkline of months.

    The bars of all rows cover the same months, from the store's first to its last.
    """

    lines = 2
    is_markable = True
    is_filtered = True  # by type, if not by words

    def __init__(self, store: Store, filter: str, sort: IdentityType, order: IdentityOrder) -> None:
        """Query the store for the count and the first window. Raises `StoreError`."""
        people = store.identities
        self.filter = filter
        self._people = people
        self._span = people.dated_months()
        self._months: LRUCache[int, dict[str, int]] = LRUCache(500)
        self._windows = WindowCache(
            lambda limit, offset: people.rows(
                sort=sort, order=order, limit=limit, offset=offset, filter=filter
            ),
            people.count(sort=sort, filter=filter),
        )

    def count(self) -> int:
        """Return the number of identities."""
        return self._windows.count

    def key(self, index: int) -> int | None:
        """Return the id of an identity."""
        row = self.at(index)
        return row.id if row else None

    def at(self, index: int) -> IdentityRow | None:
        """Return the identity of a row; None if it was deleted or the store is locked."""
        return self._windows.row(index)

    def index(self, identity: int) -> int | None:
        """Return the row of an identity if it is in a cached window."""
        return next((at for at, row in self._windows.cached_rows() if row.id == identity), None)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return two lines: name and months; then role, counts and dates."""
        row = self.at(index)
        if row is None:
            return [Content("…")]
        spark = Content.styled(self._spark(row.id, width), ".rows--accent")
        name = Content.styled(safe_name(row), "" if row.shared else ".rows--strong")
        detail = Content.styled(f"  {role_or_type(row)} · {format_counts(row)}", ".rows--muted")
        when = Content.styled(format_date_range(row.first, row.last), ".rows--muted")
        return justify(name, spark, width), justify(detail, when, width)

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
        return month_sparkline(months, *self._span, min(_MOST_LIST_BARS, width // 4))


class CoMentionRows(RowSource):
    """Identities mentioned in the same articles as another one, a line for each."""

    def __init__(self, companions: Sequence[CoMention]) -> None:
        """Show `companions` in their order."""
        self.co_mentions = companions

    def count(self) -> int:
        """Return the number of identities."""
        return len(self.co_mentions)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return name and role, and the numbers of articles that mention and quote both."""
        companion = self.co_mentions[index]
        left = Content.assemble(
            (safe_name(companion.row), ".rows--strong"),
            (f"  {role_or_type(companion.row)}", ".rows--muted"),
        )
        articles = format_count(companion.articles, "article")
        if quoted := companion.both_quoted:
            articles = PeopleText.COUNT_BOTH_QUOTED.format(quoted=quoted, articles=articles)
        return [justify(left, Content.styled(articles, ".rows--muted"), width)]


class MergeCandidateRows(RowSource):
    """Merge candidates: the reason, the two identities, and a blank line."""

    lines = 4

    def __init__(self, candidates: Sequence[MergeCandidate]) -> None:
        """Show `candidates` in their order."""
        self.candidates = candidates

    def count(self) -> int:
        """Return the number of pairs."""
        return len(self.candidates)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the reason, and the two identities below it."""
        pair = self.candidates[index]
        likelihood = PeopleText.LIKELY if pair.score >= _LIKELY else PeopleText.POSSIBLE
        reason = Content.assemble(
            (likelihood, ".rows--accent"), (safe(render_reason(pair.reason)), ".rows--muted")
        )
        return [reason, *(_side(row, width) for row in (pair.first, pair.second)), Content("")]


_LIKELY = 80


def _side(row: IdentityRow, width: int) -> Content:
    left = Content.assemble(
        (f"  {safe_name(row)}", ".rows--strong"),
        (f"  {role_or_type(row)}", ".rows--muted"),
    )
    when = format_date_range(row.first, row.last)
    right = " · ".join(
        part for part in (format_counts(row), when if width >= _LEAST else "") if part
    )
    return justify(left, Content.styled(right, ".rows--muted"), width)


class QuotationRows(ArticleSource):
    """An identity's quotations by publication date: two lines of content, and the article."""

    lines = 3
    is_filtered = True  # the profile has other lists, with marks of their own

    def __init__(self, store: Store, identity: IdentityRow, *, oldest: bool) -> None:
        """Query the store for the first window. Raises `StoreError`."""
        self._name = identity.name
        self._windows = WindowCache(
            lambda limit, offset: store.identities.quotations(
                identity.id, oldest=oldest, limit=limit, offset=offset
            ),
            identity.quotations,
        )

    def count(self) -> int:
        """Return the number of quotations."""
        return self._windows.count

    def key(self, index: int) -> ArticleRowKey | None:
        """Return the article of a quotation, and its number there."""
        row = self.at(index)
        return (row.article, "quotation", row.index) if row else None

    def at(self, index: int) -> QuotationRow | None:
        """Return a quotation; None if it was deleted or the store is locked."""
        return self._windows.row(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return its content, cut to two lines, and its date and article below."""
        quotation = self.at(index)
        if quotation is None:
            return [Content("…")]
        words = [Content(line) for line in wrap_lines(quotation.content, width, 2)]
        day = format_published(quotation.published, quotation.published_from)
        role = f" · {safe(quotation.role)}" if quotation.role else ""
        denied = f"{PeopleText.DENIED} · " if quotation.negated else ""
        left = Content.styled(f"{denied}{day}{role} · {safe(quotation.title)}", ".rows--muted")
        detail = justify(left, Content.styled(safe(quotation.site), ".rows--muted"), width)
        return [*words, detail]


class ArticleMentionRows(ArticleSource):
    """The articles that mention an identity, by publication date."""

    lines = 2
    is_filtered = True  # the profile has other lists, with marks of their own

    def __init__(self, store: Store, identity: IdentityRow, *, oldest: bool) -> None:
        """Query the store for the first window. Raises `StoreError`."""
        self._windows = WindowCache(
            lambda limit, offset: store.identities.articles(
                identity.id, oldest=oldest, limit=limit, offset=offset
            ),
            store.identities.count_articles(identity.id),
        )

    def count(self) -> int:
        """Return the number of articles."""
        return self._windows.count

    def key(self, index: int) -> ArticleRowKey | None:
        """Return the key of an article."""
        row = self.at(index)
        return (row.article, "article", 0) if row else None

    def at(self, index: int) -> ArticleMention | None:
        """Return an article; None if it was deleted or the store is locked."""
        return self._windows.row(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the title; below, the date, the name used there, and the number of quotations."""
        article = self.at(index)
        if article is None:
            return [Content("…")]
        title = Content.styled(safe(article.title), ".rows--strong")
        role = f", {safe(article.role)}" if article.role else ""
        quoted = f" · {format_count(article.quotations, 'quotation')}" if article.quotations else ""
        name = f"{safe(article.name)}{role}"
        left = Content.styled(
            f"  {format_published(article.published, article.published_from):>11}  {name}",
            ".rows--muted",
        )
        right = Content.styled(f"{safe(article.site)}{quoted}", ".rows--muted")
        return title.truncate(width, ellipsis=True), justify(left, right, width)


class NameUseRows(HeadedRows[NameUse]):
    """The names and roles of an identity, each with the number of articles and their dates."""

    def __init__(self, identity: Identity) -> None:
        """List the names, aliases and roles of `identity`."""
        entries: list[str | NameUse] = [PeopleText.NAMES, *identity.names]
        if identity.aliases:
            entries += [PeopleText.ALIASES, *map(_alias_entry, identity.aliases)]
        if identity.roles:
            entries += [PeopleText.ROLES, *identity.roles]
        super().__init__(entries)

    def name(self, index: int) -> NameUse | None:
        """Return a name that can be split off or displayed; None for other rows."""
        entry = self.entries[index] if 0 <= index < len(self.entries) else ""
        return entry if isinstance(entry, NameUse) and entry.key else None

    def entry_row(self, entry: NameUse, width: int) -> Content:
        """Return the name or role, why it was merged, its number of articles, and their dates."""
        details = [format_count(entry.articles, "article")] if entry.articles else []
        details += [when] if (when := format_date_range(entry.first, entry.last)) else []
        right = Content.styled(" · ".join(details), ".rows--muted")
        left = Content(safe(entry.words))
        if entry.reason.id:
            reason = PeopleText.MERGED_BECAUSE.format(reason=safe(render_reason(entry.reason)))
            left = Content.assemble(left, (f"  {reason}", ".rows--muted"))
        return justify(left, right, width)


def _alias_entry(alias: str) -> NameUse:
    return NameUse(alias, 0, None, None)


_MOST_PROFILE_BARS = 96
_LOW = 24  # a screen with fewer lines shows only the first line


class ProfileData(Struct, frozen=True):
    """The data of a profile header: identity, counts by month, and names of merge candidates."""

    identity: Identity
    months: Mapping[str, int]
    merge_candidates: tuple[str, ...] = ()


class ProfileHeader(Widget):
    """A profile header: role and dates, other names, months, and merge candidates."""

    DEFAULT_CSS = """
    ProfileHeader { height: auto; padding: 1 2 0 2; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._drawn: ProfileData | None = None
        self._key = self._merge_key = ""

    def show(self, drawn: ProfileData, key: str, merge_key: str) -> None:
        """Show an identity; `key` opens the merge candidates, `merge_key` merges it."""
        self._drawn, self._key, self._merge_key = drawn, key, merge_key
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
        first = justify(
            Content.assemble(
                (role_or_type(row), "bold"), (f" · {format_counts(row)}", "$foreground-muted")
            ),
            Content.styled(format_date_range(row.first, row.last), "$foreground-muted"),
            width,
        )
        if height < _LOW:
            return [first]
        lines = [first]
        identity = self._drawn.identity
        also = [name.words for name in identity.names if name.words != row.name]
        if names := ", ".join(map(safe, [*also, *identity.aliases])):
            also_named = PeopleText.ALSO.format(names=names)
            lines.append(Content.styled(also_named, "$foreground-muted"))
        if row.shared:
            lines.append(Content(PeopleText.AMBIGUOUS.format(key=self._merge_key)))
        lines += self._month_lines(width)
        if self._drawn.merge_candidates:
            names = ", ".join(map(safe, self._drawn.merge_candidates))
            lines.append(
                Content.assemble(
                    (PeopleText.DUPLICATE_OF, "$warning"), (names, "bold"), f" ({self._key})"
                )
            )
        return [line.truncate(width, ellipsis=True) for line in lines]

    def _month_lines(self, width: int) -> list[Content]:
        """Return the bars of the months between the labels of the first and last month."""
        assert self._drawn is not None
        months = {month: count for month, count in self._drawn.months.items() if "-" in month}
        if len(months) < 2:
            return []
        first, last = min(months), max(months)
        room = min(_MOST_PROFILE_BARS, width - len(first) - len(last) - 2)
        spark = month_sparkline(months, first, last, room)
        return [
            Content.assemble(
                (f"{first} ", "$foreground-muted"), (spark, "$primary"),
                (f" {last}", "$foreground-muted"),
            )
        ]  # fmt: skip
