"""The widgets of the identity screens: lists, and the header above a profile.

Identities as rows of a list, fetched one window at a time.

The lists of an identity's profile: quotations, articles, names and roles.

The header above an identity's profile: role, counts, names and months.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import Struct
from textual.app import RenderResult
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from analysis import render_reason
from analysis.date_format import format_date_range, format_published
from db import QuotationRow, Store
from db.finding_rows import article_of_finding, finding_id, number_of_finding
from db.identities.authority_models import StoredEntry
from db.identities.models import (
    ArticleMention,
    CoMention,
    Identity,
    IdentityRow,
    MergeCandidate,
    NameUse,
)
from db.models import IdentityOrder, IdentityType
from db.repositories.identities import EntityKey
from tui.authority_text import describe_entry
from tui.display_text import format_count
from tui.identity_text import format_counts, format_short_counts, role_or_type, safe_name
from tui.sanitize import safe
from tui.store_query import read_or_default
from tui.strings.people_text import PeopleText
from tui.widgets.article_list import article_row_key
from tui.widgets.charts import month_sparkline
from tui.widgets.panes.row_text import justify, wrap_lines
from tui.widgets.row_source import WINDOW, Heading, ListSource, PagedSource

_MOST_LIST_BARS = 24
_LEAST = 60  # fewest cells of a row for bars


def list_identities(
    store: Store, filter: str, sort: IdentityType, order: IdentityOrder
) -> PagedSource[int, IdentityRow]:
    """Query the store for the identities that a filter selects. Raises StoreError.

    A filter reads the names of all identities once, which gives the ids of its matches.
    """
    people, is_filtered = store.identities, bool(filter.strip())
    return PagedSource(
        partial(people.list_ids, sort=sort, order=order, filter=filter),
        people.load,
        partial(_draw_identity, details=_RowDetails(store)),
        key_of=lambda row: row.id,
        count=None if is_filtered else people.count(sort=sort),
        first=None if is_filtered else people.rows(sort=sort, order=order, limit=WINDOW),
        lines=2,
        is_filtered=True,  # by type, if not by words
    )


class _RowDetails:
    """Months and newest quotations of identities, queried for the rows that are drawn."""

    def __init__(self, store: Store) -> None:
        """Query the store for its months. Raises StoreError."""
        self._people = store.identities
        self._span = store.identities.dated_months()
        self._months: LRUCache[int, dict[str, int]] = LRUCache(500)
        self._quotations: LRUCache[int, str] = LRUCache(500)

    def newest_quotation(self, row: IdentityRow) -> str:
        """Return the newest quotation of an identity on one line; "" without one."""
        if not row.quotations:
            return ""
        words = self._quotations.get(row.id)
        if words is None:
            found = read_or_default(lambda: self._people.newest_quotation(row.id), "")
            self._quotations[row.id] = words = " ".join(found.split())
        return words

    def draw_months(self, identity: int, width: int) -> str:
        """Return bars from the store's first month to its last in a row of `width` cells.

        A narrow row has none.
        """
        if self._span is None or width < _LEAST:
            return ""
        months = self._months.get(identity)
        if months is None:
            loaded = read_or_default(lambda: self._people.months([identity]), None)
            if loaded is None:
                return ""
            months = loaded[identity]
            self._months[identity] = months
        bars = min(_MOST_LIST_BARS, width // 4)
        shown = month_sparkline(months, *self._span, bars)
        return shown or " " * len(month_sparkline({self._span[0]: 0}, *self._span, bars))


def _draw_identity(row: IdentityRow, width: int, *, details: _RowDetails) -> Sequence[Content]:
    """Return two lines: name, role, counts and months; then the newest quotation and the dates."""
    months = details.draw_months(row.id, width)
    name = Content.assemble(
        (safe_name(row), "" if row.shared else ".rows--strong"),
        (f"  {role_or_type(row)}", ".rows--muted"),
    )
    counts = format_counts(row) if width >= _LEAST else format_short_counts(row)
    right = Content.assemble(
        (counts, ".rows--muted"), (f"  {months}" if months else "", ".rows--accent")
    )
    quoted = Content(f"  {safe(details.newest_quotation(row)) or PeopleText.NOT_QUOTED}")
    when = Content.styled(format_date_range(row.first, row.last), ".rows--muted")
    if not row.quotations:
        quoted = quoted.stylize(".rows--muted")
    return justify(name, right, width), justify(quoted, when, width)


def list_companions(companions: Sequence[CoMention]) -> ListSource[CoMention]:
    """List identities that are mentioned in the same articles as another one."""
    return ListSource(companions, _draw_companion, key=lambda companion: companion.row.id)


def _draw_companion(companion: CoMention, width: int) -> Sequence[Content]:
    """Return name and role, and the numbers of articles that mention and quote both."""
    left = Content.assemble(
        (safe_name(companion.row), ".rows--strong"),
        (f"  {role_or_type(companion.row)}", ".rows--muted"),
    )
    articles = format_count(companion.articles, "article")
    if quoted := companion.both_quoted:
        articles = PeopleText.COUNT_BOTH_QUOTED.format(quoted=quoted, articles=articles)
    return [justify(left, Content.styled(articles, ".rows--muted"), width)]


def draw_candidate(pair: MergeCandidate, width: int) -> Sequence[Content]:
    """Return the reason of a merge candidate, the two identities, and a blank line."""
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


def list_identity_quotations(
    store: Store, identity: IdentityRow, *, oldest: bool
) -> PagedSource[int, QuotationRow]:
    """Query the store for the quotations of an identity by publication date."""
    people, id = store.identities, identity.id

    def load(ids: Sequence[int]) -> list[QuotationRow]:
        return people.quotations(id, among=ids, limit=len(ids))

    return PagedSource(
        partial(people.list_quotation_ids, id, oldest=oldest),
        load,
        _draw_quotation,
        key_of=lambda row: finding_id(row.article, row.index),
        to_row_key=lambda key: (article_of_finding(key), "quotation", number_of_finding(key)),
        count=identity.quotations,
        first=people.quotations(id, oldest=oldest, limit=WINDOW),
        lines=3,
        is_filtered=True,  # the profile has other lists, with marks of their own
    )


def _draw_quotation(quotation: QuotationRow, width: int) -> Sequence[Content]:
    """Return its content, cut to two lines, and its date and article below."""
    words = [Content(line) for line in wrap_lines(quotation.content, width, 2)]
    day = format_published(quotation.published, quotation.published_from)
    role = f" · {safe(quotation.role)}" if quotation.role else ""
    denied = f"{PeopleText.DENIED} · " if quotation.negated else ""
    left = Content.styled(f"{denied}{day}{role} · {safe(quotation.title)}", ".rows--muted")
    detail = justify(left, Content.styled(safe(quotation.site), ".rows--muted"), width)
    return [*words, detail]


def list_identity_articles(
    store: Store, identity: IdentityRow, *, oldest: bool
) -> PagedSource[EntityKey, ArticleMention]:
    """Query the store for the articles that mention an identity, by publication date."""
    people, id = store.identities, identity.id

    def load(entities: Sequence[EntityKey]) -> list[ArticleMention]:
        return people.articles(id, among=entities, limit=len(entities))

    return PagedSource(
        partial(people.list_entity_keys, id, oldest=oldest),
        load,
        _draw_mention,
        key_of=lambda row: (row.article, row.entity),
        to_row_key=lambda key: article_row_key(key[0]),
        count=people.count_articles(id),
        first=people.articles(id, oldest=oldest, limit=WINDOW),
        lines=2,
        is_filtered=True,  # as above
    )


def _draw_mention(article: ArticleMention, width: int) -> Sequence[Content]:
    """Return the title; below, the date, the name used there, and the number of quotations."""
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


def list_name_uses(identity: Identity) -> ListSource[NameUse]:
    """List the names, aliases and roles of an identity, each kind under a heading."""
    items: list[NameUse | Heading] = [Heading(PeopleText.NAMES), *identity.names]
    if identity.aliases:
        items += [Heading(PeopleText.ALIASES), *map(_alias_entry, identity.aliases)]
    if identity.roles:
        items += [Heading(PeopleText.ROLES), *identity.roles]
    return ListSource(items, _draw_name_use)


def _draw_name_use(use: NameUse, width: int) -> Sequence[Content]:
    """Return the name or role, why it was merged, its number of articles, and their dates."""
    details = [format_count(use.articles, "article")] if use.articles else []
    details += [when] if (when := format_date_range(use.first, use.last)) else []
    right = Content.styled(" · ".join(details), ".rows--muted")
    left = Content(safe(use.words))
    if use.reason.id:
        reason = PeopleText.MERGED_BECAUSE.format(reason=safe(render_reason(use.reason)))
        left = Content.assemble(left, (f"  {reason}", ".rows--muted"))
    return [justify(left, right, width)]


def _alias_entry(alias: str) -> NameUse:
    return NameUse(alias, 0, None, None)


_MOST_PROFILE_BARS = 96
_LOW = 24  # a screen with fewer lines shows only the first line


class ProfileData(Struct, frozen=True):
    """The data of a profile header: identity, counts by month, and names of merge candidates.

    `authority` are the entries of the authority list.
    """

    identity: Identity
    months: Mapping[str, int]
    merge_candidates: tuple[str, ...] = ()
    authority: tuple[StoredEntry, ...] = ()


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
        for known in self._drawn.authority:
            entry = PeopleText.AUTHORITY.format(entry=safe(describe_entry(known)))
            lines.append(Content.styled(entry, "$foreground-muted"))
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
