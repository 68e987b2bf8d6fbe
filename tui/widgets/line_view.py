"""A scrolled view of lines, whose number changes without a layout of the screen."""

from collections.abc import Iterable
from typing import ClassVar, Self

from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scrollbar import ScrollBar

from tui.widgets.component_styles import ComponentView
from tui.widgets.scroll_bar import LineScrollBar


class LineView(ComponentView):
    """A view of lines that a subclass draws, each by `render_line`."""

    STYLED_BY_FOCUS: ClassVar[tuple[str, ...]] = ()
    """The component classes with rules for the focus; other rules must not depend on it."""

    _is_focus_new = False  # until Textual draws the change

    # a layout follows only if the scrollbar appears, or if the view is as high as its lines
    virtual_size: reactive[Size] = reactive(Size(0, 0))

    def resize_lines(self, size: Size) -> None:
        """Set the size of all lines."""
        if size != self.virtual_size:
            self.virtual_size = size
            self._scroll_update(size)
            if self.styles.is_auto_height:
                self.refresh(layout=True)

    def refresh_view(self, lines: Iterable[int]) -> None:
        """Draw lines of the view again."""
        regions = [Region(0, y, self.size.width, 1) for y in lines]
        if regions:
            self.refresh(*regions)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Apply the rules that depend on the focus; Textual would apply those of all components."""
        for component in self.STYLED_BY_FOCUS:
            self._component_styles.pop(component, None)
        self._visual_style_cache.clear()
        self._rich_style_cache.clear()
        self._is_focus_new = True

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw again; once the focus changed, which Textual follows by this call, few lines."""
        is_focus_new, self._is_focus_new = self._is_focus_new, False
        if is_focus_new and repaint and not (regions or layout or recompose):
            self.draw_focus()
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def draw_focus(self) -> None:
        """Draw the lines that depend on the focus; here, those of the whole view."""
        self.refresh_view(range(self.size.height))

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The vertical scrollbar, created when it is first needed."""
        if self._vertical_scrollbar is None:
            bar = LineScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar = bar
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Set a new scrollbar to the view's present scroll position."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y
