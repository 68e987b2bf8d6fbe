"""The list of people and organizations in the articles, with a filter and a monthly chart.

The list of merge candidates: pairs of identities that may be duplicates.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast, get_args

from textual import on
from textual.app import ComposeResult

from analysis.models import LABEL_NAMES, LABELS, Label
from db.corrections import SetLabel
from db.exporters import ExportQuery
from db.identities.models import IdentityRow, MergeCandidate
from db.models import HitKind, IdentityOrder, IdentityType
from db.search.parser import RowLanguage
from db.search.rows import PEOPLE
from tui.actions import load_bindings
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import format_count
from tui.identity_text import safe_name
from tui.screens import identity_edits
from tui.screens.app_screen import FilteredListScreen, ListScreen
from tui.screens.correction_rules import add_rules
from tui.screens.identity_screen import IdentityScreen, identity_choices
from tui.store_query import QueryRun, attempt
from tui.strings.app_text import AppText
from tui.strings.people_text import PeopleText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.identities import draw_candidate, list_identities
from tui.widgets.place_line import PlaceLine
from tui.widgets.row_source import ListSource, PagedSource
from tui.widgets.virtual_list import VirtualList


class IdentityListing(NamedTuple):
    """The names of a type; `unsure` counts the possible people that are left out."""

    rows: PagedSource[int, IdentityRow]
    type: IdentityType
    order: IdentityOrder
    filter: str
    unsure: int


class PeopleScreen(IdentityScreen, FilteredListScreen[IdentityListing]):
    """The list of people and organizations, or of another type of entity."""

    BINDING_GROUP_TITLE = PeopleText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "list", "identities"})
    FILTERED_BY = PeopleText.FILTER_PLACEHOLDER
    AUTO_FOCUS = LIST = "#people"
    DEFAULT_CSS = """
    PeopleScreen {
        & #people { height: 1fr; }
    }
    """
    BINDINGS = load_bindings("people")

    def __init__(self) -> None:
        super().__init__()
        self._type: IdentityType = "both"
        self._order: IdentityOrder = "quotations"

    def filter_language(self) -> RowLanguage:
        """Return the fields of people."""
        return PEOPLE

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, PeopleText.TITLE)
        yield PlaceLine("app.people")
        yield VirtualList(id="people", empty=PeopleText.NO_NAMES)
        yield Footer()

    @property
    def selected_identity(self) -> IdentityRow | None:
        """The identity under the cursor, or None."""
        identity: IdentityRow | None = self.rows.item
        return identity

    def load_list(self, _: QueryRun) -> IdentityListing:
        """Query the store for the identities that match the filter."""
        type, order, words = self._type, self._order, self.filter_text
        people = list_identities(self.context.store, words, type, order)
        if not self._starts_over:
            people.load_around(*self.row_to_keep)
        unsure = 0
        if type in _WITHOUT_UNSURE:
            unsure = self.context.store.identities.count(sort="unsure", filter=words)
        return IdentityListing(people, type, order, words, unsure)

    def show_list(self, found: IdentityListing) -> None:
        """Show the identities, their number and their order."""
        words, type = found.filter, PeopleText.TYPES[found.type]
        if words:
            self.rows.empty = PeopleText.NO_MATCH.format(query=words)
            if found.unsure:
                names = format_count(found.unsure, "name")
                self.rows.empty = PeopleText.UNSURE_MATCH.format(query=words, names=names)
        elif found.type == "unsure":
            self.rows.empty = PeopleText.NO_UNSURE.format(key=self.key_for_binding("people.unsure"))
        elif found.type == "both":
            self.rows.empty = PeopleText.NO_NAMES
        else:
            key = self.key_for_binding("people.type")
            self.rows.empty = PeopleText.NONE_OF_TYPE.format(type=type, key=key)
        self.show_rows(found.rows)
        header = self.query_one(Header)
        header.title = PeopleText.TITLE_COUNT.format(
            type=f"{type[0].upper()}{type[1:]}", number=found.rows.count()
        )
        detail = PeopleText.SORT_ORDERS[found.order]
        if found.unsure:
            detail = f"{PeopleText.UNSURE_COUNT.format(number=found.unsure)} · {detail}"
        header.detail = detail
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Clear the filter, else close the screen."""
        if self.filter_line:
            self.action_clear()
        else:
            self.context.action_back()

    # The list

    @on(VirtualList.RowSelected, "#people")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if identity := self.selected_identity:
            self.open_person(identity.id)

    def action_order(self) -> None:
        """Switch to the next sort order."""
        orders: tuple[IdentityOrder, ...] = get_args(IdentityOrder)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.restart_list()

    def action_type(self) -> None:
        """Switch to the next type of entity."""
        types: tuple[IdentityType, ...] = get_args(IdentityType)
        following = (types.index(self._type) + 1) % len(types)
        self._type = types[following] if types[following] != "unsure" else types[0]
        self.restart_list()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for a possible person only where there is one."""
        if action == "confirm":
            return self._type == "unsure" and self.selected_identity is not None
        if action == "not_a_person":
            identity = self.selected_identity
            return bool(self.rows.marked) or (identity is not None and identity.label == "PERSON")
        return super().check_action(action, parameters)

    # The marked names

    def _marked_identities(self) -> list[IdentityRow]:
        """Return the marked identities, else the one under the cursor, and end the range."""
        people, keys = self.context.store.identities, cast("list[int]", self.rows.list_targets())
        return attempt(self.context, lambda: [people.get_row(key) for key in keys]) or []

    @property
    def export_choices(self) -> list[tuple[str, ExportQuery]]:
        """The quotations of the marked identities, or the findings of the one at the cursor."""
        identities = self._marked_identities()
        if not self.rows.marked:
            return [
                (PeopleText.EXPORT.format(name=identity.name), ExportQuery(identity=identity.id))
                for identity in identities
            ]
        people = self.context.store.identities
        quoted = [people.quotations(row.id, limit=_MOST_QUOTATIONS) for row in identities]
        rows: list[tuple[int, HitKind, int]] = [
            (row.article, "quotation", row.index) for rows in quoted for row in rows
        ]
        label = PeopleText.EXPORT_MARKED.format(names=format_count(len(identities), "name"))
        return [(label, ExportQuery(only_rows=True, rows=tuple(dict.fromkeys(rows))))]

    def action_merge(self) -> None:
        """Merge the marked identities into one of them; without marks, pick a second one."""
        identities = self._marked_identities()
        if len(identities) < _PAIR:
            super().action_merge()
            return

        def picked(choice: Choice[IdentityRow] | None) -> None:
            if choice is not None:
                merged = [row for row in identities if row.id != choice.value.id]
                if identity_edits.merge_and_report(self.context, merged, choice.value):
                    self.rows.remove_marks()

        identities.sort(key=lambda row: -row.articles)
        question = PeopleText.MERGE_MARKED.format(number=len(identities))
        self.context.push_screen(PickerDialog(question, identity_choices(identities)), picked)

    def action_unsure(self) -> None:
        """Switch between the people and the names that may be people."""
        self._type = "both" if self._type == "unsure" else "unsure"
        self.restart_list()

    def action_confirm(self) -> None:
        """Confirm that the names are a person's, in all articles."""
        self._set_label(self._marked_identities(), "PERSON")

    def action_not_a_person(self) -> None:
        """Pick the type of names that are no person's, for all articles."""
        identities = self._marked_identities()
        if not identities:
            return

        def picked(choice: Choice[Label] | None) -> None:
            if choice is not None:
                self._set_label(identities, choice.value)

        name = safe_name(identities[0])
        if identities[1:]:
            name = format_count(len(identities), "name")
        question = PeopleText.TYPE_QUESTION.format(name=name)
        labels: list[Label] = [label for label in LABELS if label != "PERSON"]
        choices = [Choice(LABEL_NAMES[label], "", label) for label in labels]
        self.context.push_screen(PickerDialog(question, choices), picked)

    def _set_label(self, identities: Sequence[IdentityRow], label: Label) -> None:
        """Add the correction rules that names have a type; later articles follow them too."""
        people = self.context.store.identities
        loaded = attempt(self.context, lambda: [people.get_identity(row.id) for row in identities])
        names = [name for identity in loaded or () for name in identity.names]
        words = list(dict.fromkeys(name.words for name in names))
        if words:
            add_rules(self.context, words, SetLabel(label), everywhere=True)


# The types of lists that leave out possible people.
_WITHOUT_UNSURE = ("both", "people")
_MOST = 200  # pairs
_PAIR = 2  # fewest names to merge
_MOST_QUOTATIONS = 1_000_000  # of a name, in an export


class CandidateListing(NamedTuple):
    """Pairs that may be duplicates; `left` names are still to be compared."""

    pairs: Sequence[MergeCandidate]
    left: int


class MergeCandidatesScreen(ListScreen[CandidateListing]):
    """A list of pairs to merge or to keep apart."""

    BINDING_GROUP_TITLE = PeopleText.DUPLICATES
    REFRESHED_BY = frozenset({"text", "findings", "list", "identities"})
    AUTO_FOCUS = LIST = "#candidates"
    DEFAULT_CSS = """
    MergeCandidatesScreen { & > #candidates { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS = load_bindings("duplicates")

    def __init__(self, identity: IdentityRow | None = None) -> None:
        """List all pairs, or only those of `identity`."""
        super().__init__()
        self._identity = identity

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, PeopleText.DUPLICATES)
        yield VirtualList(id="candidates", empty=PeopleText.COMPARING)
        yield Footer()

    @property
    def pair(self) -> MergeCandidate | None:
        """The pair under the cursor, or None."""
        pair: MergeCandidate | None = self.rows.item
        return pair

    def load_list(self, run: QueryRun) -> CandidateListing:
        """Query the store for the known pairs, then compare new names and show each step."""
        people = self.context.store.identities
        identity = self._identity.id if self._identity else None
        left = people.pending_comparisons()
        while True:
            found = CandidateListing(people.merge_candidates(identity, limit=_MOST), left)
            if not left:
                return found
            run.show(self.show_list, found)
            left = people.find_merge_candidates(lambda: not run.is_outdated())
            run.pause(0)

    def show_list(self, found: CandidateListing) -> None:
        """Show the pairs, and the number of names to compare."""
        self.rows.empty = PeopleText.COMPARING if found.left else PeopleText.NO_DUPLICATES
        self.show_rows(
            ListSource(
                found.pairs,
                draw_candidate,
                key=lambda pair: (pair.first.id, pair.second.id),
                lines=4,
            )
        )
        header = self.query_one(Header)
        header.title = self._title(len(found.pairs))
        header.detail = (
            PeopleText.TO_COMPARE.format(names=format_count(found.left, "name"))
            if found.left
            else ""
        )
        self.refresh_bindings()

    def _title(self, number: int) -> str:
        pairs = format_count(number, "pair")
        if self._identity:
            return PeopleText.DUPLICATES_OF.format(name=safe_name(self._identity), pairs=pairs)
        if number == _MOST:
            return PeopleText.DUPLICATES_MANY.format(number=number)
        return PeopleText.DUPLICATES_COUNT.format(pairs=pairs)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for a pair only if there is one."""
        if action in {"merge", "keep_apart", "open_second"}:
            return self.pair is not None
        return super().check_action(action, parameters)

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if pair := self.pair:
            self.open_person(pair.first.id)

    def action_open_second(self) -> None:
        """Open the page of the second identity."""
        if pair := self.pair:
            self.open_person(pair.second.id)

    def action_merge(self) -> None:
        """Merge the second identity into the first."""
        if pair := self.pair:
            identity_edits.merge_and_report(self.context, [pair.second], pair.first)

    def action_keep_apart(self) -> None:
        """Record that the two are distinct."""
        if pair := self.pair:
            identity_edits.mark_as_distinct(self.context, pair.first, pair.second)

    def action_leave(self) -> None:
        """Close the screen."""
        self.context.action_back()
