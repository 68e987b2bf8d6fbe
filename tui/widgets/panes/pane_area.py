"""The pane area: shows as many panes as fit, and switches between the others."""

from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.message import Message

from analysis import Span
from tui.actions import load_bindings
from tui.strings.pane_text import PaneText
from tui.widgets.finding_index import GROUPS, FindingIndex, FindingRef, Group
from tui.widgets.panes.pane import Pane, PaneTabs
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui.context import AppContext
    from tui.settings import Settings

_TWO_ABREAST = 76  # fewest cells for two panes side by side
_TWO_STACKED = 34  # fewest lines for two panes one above the other
_WIDE = 140  # fewest cells of a terminal for several panes beside the text
_TEXT = 97  # cells of a text of full width: its lines, margins and scrollbar
_LEAST_WIDTH, _LEAST_TEXT = 24, 36  # fewest cells of the panes, and of the text beside them
_LEAST_HEIGHT, _AROUND = 5, 4  # fewest lines of panes below the text; lines around text and panes
_BESIDE, _AROUND_BESIDE = 2, 5  # cells of the border beside the text; lines around the panes there
_STEP_CELLS, _STEP_LINES, _STEP_SHARE = 4, 2, 5


class PaneArea(Container):
    """The Names, Quotes, Timeline and Notes panes, of which one, two or four are visible."""

    BINDING_GROUP_TITLE = PaneText.LAYOUT_KEYS
    BINDINGS = load_bindings("pane_area")

    DEFAULT_CSS = """
    PaneArea {
        layout: vertical;
        border-left: vkey $border-blurred;
        padding: 0 0 0 1;
        & > PaneTabs { margin: 1 0 0 1; }
        & > #pane-grid {
            layout: grid;
            grid-gutter: 0 2;
            height: 1fr;
        }
        &.-whole > PaneTabs { display: none; }
        & Pane > PaneTabs { display: none; }
        &.-several Pane > PaneTabs { display: block; margin: 1 0 0 1; }
        &.-below {
            border-left: none;
            border-top: hkey $border-blurred;
            min-height: 5;
            max-height: 75%;
            & > PaneTabs { margin: 0 0 0 1; }
            & .pane--arrangement.-usual { display: none; }
        }
        &.-zoomed { border: none; max-height: 100%; }
    }
    """

    class FindingShown(Message):
        """The cursor of a pane moved to a finding; `go` is True if the user selected it."""

        def __init__(self, ref: FindingRef, go: bool) -> None:
            super().__init__()
            self.ref = ref
            self.go = go

    class Resized(Message):
        """The panes request another size beside the text, or the whole screen."""

    class AllHidden(Message):
        """The last visible pane was hidden."""

    def __init__(self) -> None:
        super().__init__(id="panes")
        self.current: Group = "quotes"
        self.zoomed = False
        """True if one pane takes the whole screen."""
        self._hidden: set[Group] = set()
        self._titles = PaneTabs()
        self._panes = {group: Pane(group) for group in GROUPS}
        self._findings: FindingIndex | None = None
        self._abreast, self._stacked = 1, 1
        self._below = False
        self._fitted = 0

    def compose(self) -> ComposeResult:
        """Compose the titles of all panes above the visible panes."""
        yield self._titles
        with Container(id="pane-grid"):
            yield from self._panes.values()

    @property
    def _settings(self) -> "Settings":
        return cast("AppContext", self.app).settings

    def on_mount(self) -> None:
        """Show the panes that were visible in the last session."""
        hidden = self._settings.get("panes.hidden", "").split(",")
        self._hidden = {group for group in GROUPS if group in hidden}
        if len(self._hidden) == len(GROUPS):
            self._hidden.clear()
        last = self._settings.get("panes.current", self.current)
        self.current = next((group for group in GROUPS if group == last), self.current)
        self._arrange()

    # Sizes

    def fit(self, width: int, below: bool) -> None:
        """Resize to a part of a screen of `width` cells, beside or below the text."""
        self._below, self._fitted = below, width
        self.set_class(below, "-below")
        if self.zoomed:
            self.styles.width = self.styles.height = "1fr"
        elif below:
            self.styles.width = "1fr"
            self.styles.height = self._settings.get("panes.height", 0) or "45%"
        else:
            self.styles.width = cells = self._within(self._settings.get(self._width_key, 0))
            self.styles.height = "1fr"
            if not self.size:  # as the screen will lay it out, so that the first layout fits
                self._count_places(Size(cells - _BESIDE, self.app.size.height - _AROUND_BESIDE))
        self._arrange()

    def _within(self, cells: int) -> int:
        """Limit a width so that the text fits beside it; 0 cells means the default width."""
        width = self._fitted
        if not cells and width < _WIDE:
            cells = min(max(width * 38 // 100, 34), 50)
        elif not cells:
            cells = min(max(width - _TEXT, 46), 112)
        return min(max(cells, _LEAST_WIDTH), max(width - _LEAST_TEXT, _LEAST_WIDTH))

    @property
    def _width_key(self) -> str:
        """The key of the stored width; wide terminals have a separate one."""
        return "panes.width.wide" if self._fitted >= _WIDE else "panes.width"

    def on_resize(self, event: events.Resize) -> None:
        """Show as many panes as fit."""
        self._count_places(event.size)
        self._arrange()

    def _count_places(self, size: Size) -> None:
        self._abreast = 2 if size.width >= _TWO_ABREAST else 1
        self._stacked = 2 if size.height >= _TWO_STACKED else 1

    @property
    def available(self) -> tuple[Group, ...]:
        """The panes that are not hidden."""
        return tuple(group for group in GROUPS if group not in self._hidden)

    @property
    def visible_panes(self) -> tuple[Group, ...]:
        """The panes that are visible whenever the pane area is shown."""
        size = 1 if self.zoomed else self._abreast * self._stacked
        groups = self.available
        first = groups.index(self.current) // size * size if self.current in groups else 0
        return groups[first : first + size]

    def visible_findings(self) -> list[tuple[Group, int, FindingRef]]:
        """Return the findings in the visible rows, with their panes and rows."""
        panes = [self.pane(group) for group in self.visible_panes] if self.display else []
        return [
            (pane.group, row, ref)
            for pane in panes
            for row in pane.rows.visible_rows
            if (ref := pane.finding_at(row))
        ]

    @property
    def _two_rows(self) -> bool:
        return len(self.visible_panes) > self._abreast

    def _arrange(self) -> None:
        if self.current not in self.available:
            self.current = self.available[0]
        shown = self.visible_panes
        several = len(shown) > 1
        columns = min(self._abreast, len(shown))
        rows = -(-len(shown) // columns)
        grid = self.query_one("#pane-grid")
        grid.styles.grid_size_columns = columns
        grid.styles.grid_size_rows = rows
        share = self._settings.get("panes.share", 50)
        grid.styles.grid_rows = f"{share}fr {100 - share}fr" if rows == 2 else "1fr"
        for group, pane in self._panes.items():
            pane.display = group in shown
            pane.title.shown = (group,) if group == self.current else ()
            alone = several and group == shown[-1] and len(shown) % columns == 1
            pane.styles.column_span = columns if alone else 1
        whole = len(shown) == len(self.available) and several
        self.update_classes({"-several": several, "-whole": whole, "-zoomed": self.zoomed})
        self._titles.groups, self._titles.shown = self.available, shown

    def action_widen(self, by: int) -> None:
        """Make all panes wider or narrower; below the text, taller or lower."""
        if self._below:
            self.action_heighten(by)
        elif not self.zoomed:
            cells = self._within(self._settings.get(self._width_key, 0)) + by * _STEP_CELLS
            self._settings.set(self._width_key, self._within(cells))
            self.post_message(self.Resized())

    def action_heighten(self, by: int) -> None:
        """Make the focused pane taller or lower; below the text, resize all panes."""
        if self._below:
            lines = self._settings.get("panes.height", 0) or self.outer_size.height
            most = (self.screen.size.height - _AROUND) * 3 // 4
            lines = min(lines + by * _STEP_LINES, most)
            self._settings.set("panes.height", max(lines, _LEAST_HEIGHT))
            self.post_message(self.Resized())
        else:
            above = self.visible_panes.index(self.current) < self._abreast
            share = self._settings.get("panes.share", 50) + (by if above else -by) * _STEP_SHARE
            self._settings.set("panes.share", min(max(share, 20), 80))
            self._arrange()

    def action_reset_size(self) -> None:
        """Reset the sizes to their defaults."""
        for key, default in ((self._width_key, 0), ("panes.height", 0), ("panes.share", 50)):
            self._settings.set(key, default)
        self.post_message(self.Resized())

    def action_maximize(self) -> None:
        """Zoom one pane to the whole screen, or restore it beside the text."""
        self.zoomed = not self.zoomed
        self.post_message(self.Resized())

    def unzoom(self) -> bool:
        """Leave the zoomed state; return False if no pane was zoomed."""
        was_zoomed, self.zoomed = self.zoomed, False
        return was_zoomed

    # Hiding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action would change anything now."""
        del parameters
        match action:
            case "heighten":
                return (self._below and not self.zoomed) or self._two_rows
            case "widen" | "reset_size":
                return not self.zoomed
            case "show_all":
                return bool(self._hidden)
        return True

    def _hide(self, hidden: set[Group]) -> None:
        self._hidden = hidden
        self._settings.set("panes.hidden", ",".join(sorted(hidden)))
        self._arrange()
        self.refresh_bindings()

    def action_hide(self) -> None:
        """Hide the current pane; for the last one, hide the whole pane area."""
        if len(self.available) == 1:
            self.post_message(self.AllHidden())
            return
        at, hidden = self.available.index(self.current), self.current
        rest = [group for group in self.available if group != hidden]
        self.current = rest[min(at, len(rest) - 1)]
        self._hide(self._hidden | {hidden})
        self._panes[self.current].rows.focus()

    def action_show_all(self) -> None:
        """Show every pane again."""
        self._hide(set())

    # Content

    def pane(self, group: Group) -> Pane:
        """Return the pane of a group."""
        return self._panes[group]

    def show(self, findings: FindingIndex, groups: tuple[Group, ...] = GROUPS) -> None:
        """Show the findings and notes of an article, or update only some panes."""
        self._findings = findings
        if "notes" in groups:  # a quotation shows the verdict of its note
            groups = tuple(dict.fromkeys((*groups, "quotes")))
        for group in groups:
            self._panes[group].show(findings)
        self._count()

    @on(Pane.ArrangementChanged)
    def _count(self) -> None:
        counts = {group: pane.count for group, pane in self._panes.items()}
        self._titles.counts = counts
        for pane in self._panes.values():
            pane.title.counts = counts

    def follow(self, sentence: Span, chosen: FindingRef | None = None) -> None:
        """Move the cursors of all panes but the focused one to the finding at the sentence.

        In its own pane, the finding `chosen` takes precedence. Otherwise it is the first finding
        that overlaps the sentence, else the first after it; among names, the first person.
        """
        if self._findings is None:
            return
        for group in self.visible_panes:
            pane = self._panes[group]
            pane.set_reading_position(sentence[0])
            if pane.has_focus_within:
                continue
            ref = chosen if chosen and chosen.group == group else None
            if group == "names":
                ref = ref or self._findings.person_from(sentence[0])
            ref = ref or self._findings.first_overlapping(group, *sentence)
            pane.follow(ref or self._findings.first_from(group, sentence[0]))

    def show_pane(self, group: Group, *, focus: bool = True) -> None:
        """Show a pane, and focus it unless `focus` is False."""
        self.current = group
        self._settings.set("panes.current", group)
        if group in self._hidden:
            self._hide(self._hidden - {group})
        self._arrange()
        if focus:
            self._panes[group].rows.focus()

    @on(PaneTabs.PaneClicked)
    def _title_clicked(self, message: PaneTabs.PaneClicked) -> None:
        message.stop()
        self.show_pane(message.group)

    def action_step(self, by: int) -> None:
        """Go to another pane."""
        groups = self.available
        self.show_pane(groups[(groups.index(self.current) + by) % len(groups)])

    def on_descendant_focus(self) -> None:
        """Make the focused pane the current one."""
        for group, pane in self._panes.items():
            if pane.has_focus_within:
                self.current = group
        self._arrange()

    @property
    def listed_findings(self) -> "tuple[Group | None, list[FindingRef]]":
        """The pane with the focus and the findings that it lists; None and none without one."""
        for group in self.visible_panes:
            pane = self.pane(group)
            if pane.has_focus_within and pane.source is not None:
                return group, pane.source.listed_findings
        return None, []

    @property
    def current_finding(self) -> FindingRef | None:
        """The finding under the cursor of the focused pane."""
        panes = (pane for pane in self._panes.values() if pane.rows.has_focus)
        return next((pane.finding for pane in panes), None)

    def _pane_of(self, rows: VirtualList) -> Pane:
        return next(pane for pane in self._panes.values() if pane.rows is rows)

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        ref = self._pane_of(message.rows).finding_at(message.index)
        self.refresh_bindings()
        if ref is not None and message.rows is self.screen.focused:
            self.post_message(self.FindingShown(ref, go=False))

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        ref = self._pane_of(message.rows).finding_at(message.index)
        if ref is not None:
            self.post_message(self.FindingShown(ref, go=True))
