"""The list of people and organizations in the articles, with a filter and a monthly chart.

The list of merge candidates: pairs of identities that may be duplicates.
"""

from collections.abc import Sequence
from typing import cast, get_args

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.worker import get_current_worker

from analysis.models import LABEL_NAMES, LABELS, Label
from db import StoreError
from db.corrections import SetLabel
from db.exporters import ExportQuery
from db.identities.models import IdentityRow, MergeCandidate
from db.models import HitKind, IdentityOrder, IdentityType
from db.search.rows import PEOPLE
from tui.actions import load_bindings
from tui.changes import StoreChange
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import format_count
from tui.identity_text import safe_name
from tui.screens import person
from tui.screens.app_screen import AppScreen, ListScreen
from tui.screens.corrections import add_rules
from tui.screens.person import IdentityScreen, identity_choices
from tui.strings import AppText, PeopleText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.identities import IdentityRows, MergeCandidateRows
from tui.widgets.virtual_list import VirtualList


class PeopleScreen(IdentityScreen, ListScreen):
    """The list of people and organizations, or of another type of entity."""

    BINDING_GROUP_TITLE = PeopleText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "list", "identities"})
    FILTERED_BY = PeopleText.FILTER_PLACEHOLDER
    FILTER_LANGUAGE = PEOPLE
    AUTO_FOCUS = "#people"
    DEFAULT_CSS = """
    PeopleScreen {
        & #people { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS = load_bindings("people")

    class IdentitiesLoaded(Message):
        """The list of identities was loaded from the store."""

        def __init__(
            self,
            people: IdentityRows,
            type: IdentityType,
            order: IdentityOrder,
            current: int | None,
            unsure: int,
        ) -> None:
            """Announce the names of a type; `unsure` counts the possible people left out."""
            super().__init__()
            self.people = people
            self.type = type
            self.order = order
            self.current = current
            self.unsure = unsure

    def __init__(self) -> None:
        super().__init__()
        self._type: IdentityType = "both"
        self._order: IdentityOrder = "quotations"

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, PeopleText.TITLE)
        yield VirtualList(id="people", empty=PeopleText.NO_NAMES)
        yield Footer()

    def on_mount(self) -> None:
        """Load the list, now and whenever the store changes."""
        self.follow_changes()
        self._list()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the list again; the cursor stays on its identity."""
        del change
        self._list(keep_cursor=True)

    @property
    def rows(self) -> VirtualList:
        """The list of people."""
        return self.query_one("#people", VirtualList)

    @property
    def selected_identity(self) -> IdentityRow | None:
        """The identity under the cursor, or None."""
        source = self.rows.source
        return source.at(self.rows.cursor) if isinstance(source, IdentityRows) else None

    def refresh_list(self) -> None:
        """Load the identities with a name that matches the filter."""
        self._list()

    def _list(self, *, keep_cursor: bool = False) -> None:
        identity = self.selected_identity if keep_cursor else None
        self._ask(self.filter_text, self._type, self._order, identity.id if identity else None)

    @work(thread=True, exclusive=True, group="people")
    def _ask(
        self, words: str, type: IdentityType, order: IdentityOrder, current: int | None
    ) -> None:
        worker = get_current_worker()
        if worker.is_cancelled:
            return
        try:
            people = IdentityRows(self.context.store, words, type, order)
            unsure = 0
            if type in _WITHOUT_UNSURE:
                names = self.context.store.identities.count(
                    sort=type, with_unsure=True, filter=words
                )
                unsure = names - people.count()
        except StoreError as error:
            self.app.call_from_thread(self.context.show_message, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(self.IdentitiesLoaded(people, type, order, current, unsure))

    @on(IdentitiesLoaded)
    def _listed(self, message: IdentitiesLoaded) -> None:
        people, words = message.people, message.people.filter
        at = people.index(message.current) if message.current is not None else 0
        type = PeopleText.TYPES[message.type]
        if words:
            self.rows.empty = PeopleText.NO_MATCH.format(query=words)
            if message.unsure:
                names = format_count(message.unsure, "name")
                self.rows.empty = PeopleText.UNSURE_MATCH.format(query=words, names=names)
        elif message.type == "unsure":
            self.rows.empty = PeopleText.NO_UNSURE.format(key=self.key_for_binding("people.unsure"))
        elif message.type == "both":
            self.rows.empty = PeopleText.NO_NAMES
        else:
            key = self.key_for_binding("people.type")
            self.rows.empty = PeopleText.NONE_OF_TYPE.format(type=type, key=key)
        self.rows.show(people, max(self.rows.cursor, 0) if at is None else at)
        header = self.query_one(Header)
        header.title = PeopleText.TITLE_COUNT.format(
            type=f"{type[0].upper()}{type[1:]}", number=people.count()
        )
        detail = PeopleText.SORT_ORDERS[message.order]
        if message.unsure:
            detail = f"{PeopleText.UNSURE_COUNT.format(number=message.unsure)} · {detail}"
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
        self._list()

    def action_type(self) -> None:
        """Switch to the next type of entity."""
        types: tuple[IdentityType, ...] = get_args(IdentityType)
        following = (types.index(self._type) + 1) % len(types)
        self._type = types[following] if types[following] != "unsure" else types[0]
        self._list()

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
        people = self.context.store.identities
        try:
            return [people.get_row(cast("int", key)) for key in self.rows.list_targets()]
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return []

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
                if person.merge_identities(self.context, merged, choice.value):
                    self.rows.remove_marks()

        identities.sort(key=lambda row: -row.articles)
        question = PeopleText.MERGE_MARKED.format(number=len(identities))
        self.context.push_screen(PickerDialog(question, identity_choices(identities)), picked)

    def action_unsure(self) -> None:
        """Switch between the people and the names that may be people."""
        self._type = "both" if self._type == "unsure" else "unsure"
        self._list()

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
        try:
            names = [name for row in identities for name in people.get_identity(row.id).names]
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        words = list(dict.fromkeys(name.words for name in names))
        if words:
            add_rules(self.context, words, SetLabel(label), everywhere=True)


# The types of lists that leave out possible people.
_WITHOUT_UNSURE = ("both", "people")
_MOST = 200  # pairs
_PAIR = 2  # fewest names to merge
_MOST_QUOTATIONS = 1_000_000  # of a name, in an export


class MergeCandidatesScreen(AppScreen):
    """A list of pairs to merge or to keep apart."""

    BINDING_GROUP_TITLE = PeopleText.DUPLICATES
    REFRESHED_BY = frozenset({"text", "findings", "list", "identities"})
    AUTO_FOCUS = "#candidates"
    DEFAULT_CSS = """
    MergeCandidatesScreen { & > #candidates { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS = load_bindings("duplicates")

    class CandidatesLoaded(Message):
        """Merge candidates were loaded; `left` names are still to be compared."""

        def __init__(self, pairs: Sequence[MergeCandidate], left: int) -> None:
            super().__init__()
            self.pairs = pairs
            self.left = left

    def __init__(self, identity: IdentityRow | None = None) -> None:
        """List all pairs, or only those of `identity`."""
        super().__init__()
        self._identity = identity

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, PeopleText.DUPLICATES)
        yield VirtualList(id="candidates", empty=PeopleText.COMPARING)
        yield Footer()

    def on_mount(self) -> None:
        """Load the pairs, now and whenever the store changes."""
        self.follow_changes()
        self._look()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the pairs again."""
        del change
        self._look()

    @property
    def _rows(self) -> VirtualList:
        return self.query_one("#candidates", VirtualList)

    @property
    def pair(self) -> MergeCandidate | None:
        """The pair under the cursor, or None."""
        source, at = self._rows.source, self._rows.cursor
        return source.candidates[at] if isinstance(source, MergeCandidateRows) and at >= 0 else None

    @work(thread=True, exclusive=True, group="candidates")
    def _look(self) -> None:
        """Show the known pairs, then compare new names and show the pairs found so far."""
        worker = get_current_worker()
        people = self.context.store.identities
        identity = self._identity.id if self._identity else None
        try:
            left = people.pending_comparisons()
            while not worker.is_cancelled:
                self.post_message(
                    self.CandidatesLoaded(people.merge_candidates(identity, limit=_MOST), left)
                )
                if not left:
                    return
                left = people.find_merge_candidates(lambda: not worker.is_cancelled)
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.context.show_message, str(error), severity="error")

    @on(CandidatesLoaded)
    def _found(self, message: CandidatesLoaded) -> None:
        source = self._rows.source
        self._rows.empty = PeopleText.COMPARING if message.left else PeopleText.NO_DUPLICATES
        if not (isinstance(source, MergeCandidateRows) and source.candidates == message.pairs):
            at = self._rows.cursor
            if message.left and (pair := self.pair) in message.pairs:
                at = message.pairs.index(pair)  # new pairs may be listed before it
            self._rows.show(MergeCandidateRows(message.pairs), max(at, 0))
        header = self.query_one(Header)
        header.title = self._title(len(message.pairs))
        header.detail = (
            PeopleText.TO_COMPARE.format(names=format_count(message.left, "name"))
            if message.left
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
            person.merge_identities(self.context, [pair.second], pair.first)

    def action_keep_apart(self) -> None:
        """Record that the two are distinct."""
        if pair := self.pair:
            person.mark_distinct(self.context, pair.first, pair.second)

    def action_leave(self) -> None:
        """Close the screen."""
        self.context.action_back()
