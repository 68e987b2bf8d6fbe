"""The panes beside the text: where they stand, and how the one follows the other."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from db import Store
from tui.screens.moving import MovingScreen
from tui.widgets.article import ArticleView
from tui.widgets.foot import Foot
from tui.widgets.keyline import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.page_view import MEASURE
from tui.widgets.panes.area import Panes
from tui.widgets.places import GROUPS, Group

_NARROW = 90  # cells from which the panes stand beside the text
_TALL = 26  # lines from which the foot may take two


class PanedScreen(MovingScreen):
    """An article beside its panes: moving in one moves the other."""

    BINDING_GROUP_TITLE = "Reader"
    AUTO_FOCUS = "#article"
    DEFAULT_CSS = """
    PanedScreen {
        & > #reading { height: 1fr; layout: horizontal; }
        & > #reading > ArticleView { width: 1fr; height: 1fr; }
        & > #reading.-below { layout: vertical; }
        &.-zoomed > #reading > ArticleView { display: none; }
        &.-alone > Foot, &.-alone > Masthead, &.-alone > KeyLine { display: none; }
        &.-alone.-going-on > Foot { display: block; height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "switch(1)", "Panes", id="reader.tab",
                tooltip="From the text to the panes in sight, and round"),
        Binding("shift+tab", "switch(-1)", "Back", show=False, id="reader.backtab",
                tooltip="The other way round"),
        Binding("p n", "pane('names')", "Names", show=False, key_display="pn",
                id="reader.names", tooltip="Go to the Names pane"),
        Binding("p q", "pane('quotes')", "Quotes", show=False, key_display="pq",
                id="reader.quotes", tooltip="Go to the Quotes pane"),
        Binding("p t", "pane('timeline')", "Timeline", show=False, key_display="pt",
                id="reader.timeline", tooltip="Go to the Timeline pane"),
        Binding("p o", "pane('notes')", "Notes", show=False, key_display="po",
                id="reader.notes", tooltip="Go to the Notes pane"),
        Binding("p p", "toggle_panes", "Show panes", show=False, key_display="pp",
                id="reader.panes", tooltip="Hide the panes, or show them"),
        Binding("f", "focus_text", "Focus", id="reader.focus",
                tooltip="The text alone, or everything again"),
        Binding("less_than_sign", "measure(-4)", "Narrower", show=False, key_display="<",
                id="reader.narrower", tooltip="Shorter lines"),
        Binding("greater_than_sign", "measure(4)", "Wider", show=False, key_display=">",
                id="reader.wider", tooltip="Longer lines"),
        Binding("number_sign", "numbers", "Numbers", show=False, key_display="#",
                id="reader.numbers", tooltip="Number the paragraphs, or not"),
        Binding("M", "legend", "Legend", show=False, id="reader.legend",
                tooltip="What every look and mark of the text means"),
        Binding("escape", "leave", "Leave", show=False, id="reader.leave",
                tooltip="Let go of what is chosen; from a pane to the text; with plain keys back"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int) -> None:
        """The screen of an article that is not loaded yet."""
        super().__init__(store, article)
        self._panes_wanted: bool | None = None  # None: where there is room
        self._focus: Group | None = None  # the pane that has the focus, or had it to the end
        self._left_text = False  # for a pane whose rows move the text

    def compose(self) -> ComposeResult:
        """The text and the panes between the masthead and the keys."""
        yield Masthead("OnRecord")
        with Container(id="reading"):
            yield self.view
            yield self.panes
        yield self.find
        yield Foot(id="foot")
        yield KeyLine()

    def on_mount(self) -> None:
        """Lay the text out as it always was."""
        self.view.set_measure(self.record.memory.get("reader.measure", MEASURE))
        self.view.number(self.record.memory.get("reader.numbers", False))
        self.lay_out()

    # Following: the text moves the panes, the panes move the text

    def follow(self) -> None:
        """Let the panes and the foot follow the cursor and what is chosen."""
        if self.panes.display:
            self.panes.follow(self.view.sentence, self.chosen)
        self.show_foot()

    @on(ArticleView.Clicked)
    def _clicked(self, message: ArticleView.Clicked) -> None:
        place = self.places.under(message.offset) if self.places else None
        if place or self.chosen:
            self.choose(place)
        if place and self.panes.display:
            self.panes.pick(place.group, focus=False)
            self.follow()

    @on(Panes.Shown)
    def _shown_in_pane(self, message: Panes.Shown) -> None:
        if not self._left_text:
            self._left_text = True
            self.trail.leave(self.view.position)
        self.choose(message.place)
        if message.go:
            self._back_to_text()

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        within = (group for group in GROUPS if self.panes.pane(group).has_focus_within)
        self._focus = next(within, None)
        if self.view.has_focus:
            self._left_text = False

    def _back_to_text(self) -> None:
        """Give the text the focus, and in a narrow terminal the panes' room."""
        zoomed = self.panes.unzoom()
        if zoomed or self.query_one("#reading").has_class("-below"):
            self._panes_wanted = None if self._is_narrow else self._panes_wanted
            self.lay_out()
        self.view.focus()

    @on(Panes.Resized)
    def _panes_resized(self) -> None:
        self.lay_out()

    @on(Panes.Emptied)
    def _panes_emptied(self) -> None:
        self.action_toggle_panes()

    # Keys

    def key_escape(self) -> None:
        """Leave the selection to `action_leave`; Textual's own screen would let go of it first."""

    def action_switch(self, by: int) -> None:
        """Move the focus between the text and the panes in sight."""
        if not self.panes.display:
            self.action_pane(self.panes.current)
            return
        stops = [self.view, *(self.panes.pane(group).rows for group in self.panes.in_sight)]
        at = next((i for i, widget in enumerate(stops) if widget.has_focus), 0)
        stops[(at + by) % len(stops)].focus()

    def action_pane(self, group: Group) -> None:
        """Go to a pane, bringing it into sight."""
        self.to_pane(group)
        self.follow()

    def to_pane(self, group: Group) -> None:
        """Bring a pane into sight, and the focus to it."""
        if not self.panes.display:
            self._panes_wanted = True
            self.remove_class("-alone")
            self.lay_out()
        self.panes.pick(group)

    def action_toggle_panes(self) -> None:
        """Hide the panes, or show them."""
        self._panes_wanted = not self.panes.display
        if not self._is_narrow:
            self.record.memory.set("panes.shown", self._panes_wanted)
        self.panes.unzoom()
        self.remove_class("-alone")
        self.lay_out()

    def action_focus_text(self) -> None:
        """Show the text alone, or everything again."""
        self.toggle_class("-alone")
        self.lay_out()

    def action_measure(self, by: int) -> None:
        """Change the length of the lines, by as many steps as the count says."""
        self.view.set_measure(self.view.measure + by * self.count.take())
        self.record.memory.set("reader.measure", self.view.measure)

    def action_numbers(self) -> None:
        """Number the paragraphs, or not."""
        self.view.number(not self.view.numbered)
        self.record.memory.set("reader.numbers", self.view.numbered)

    def action_legend(self) -> None:
        """Show what the looks and marks mean."""
        from tui.screens.legend import LegendScreen  # built when it is first needed

        self.app.push_screen(LegendScreen(self.view.palette))

    def action_leave(self) -> None:
        """Let go, from the nearest to the furthest."""
        if self.view.selected:
            self.clear_selection()
        elif self.panes.unzoom():
            self.lay_out()
        elif not self.view.has_focus:
            self._back_to_text()
        elif self.find.clear():
            pass
        elif self.voice is not None:
            self.hear(None)
        elif self.chosen:
            self.choose(None)
        elif self.has_class("-alone"):
            self.action_focus_text()
        elif self.record.keys.plain:  # in vim, Esc is pressed without a thought
            self.record.action_back()

    # The layout

    def on_resize(self, _: events.Resize) -> None:
        """Put the panes where there is room."""
        self.lay_out()

    @property
    def _is_narrow(self) -> bool:
        return (self.size.width or self.app.size.width) < _NARROW

    def lay_out(self) -> None:
        """Put the panes beside the text, below it, or away."""
        narrow = self._is_narrow
        wanted = self._panes_wanted
        if wanted is None:
            wanted = not narrow and self.record.memory.get("panes.shown", True)
        had_focus = self.panes.has_focus_within
        self.panes.display = wanted and not self.has_class("-alone")
        self.set_class(self.panes.zoomed and self.panes.display, "-zoomed")
        if had_focus and not self.panes.display:
            self.view.focus()
        self.query_one("#reading").set_class(narrow, "-below")
        self.query_one(Foot).set_class((self.size.height or self.app.size.height) >= _TALL, "-tall")
        self.panes.fit(self.size.width or self.app.size.width, narrow)
        if self.panes.display:
            self.follow()
