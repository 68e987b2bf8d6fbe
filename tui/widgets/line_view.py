"""A scrolled view of lines, whose number changes without a layout of the screen."""

from collections.abc import Iterable

from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView


class LineView(ScrollView):
    """A view of lines that a subclass draws, each by `render_line`."""

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

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Set a new scrollbar to the view's present scroll position."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y
