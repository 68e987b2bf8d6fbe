"""The vertical scrollbar of a view of lines, which is drawn again whenever the view scrolls."""

from rich.style import Style as RichStyle
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from tui.widgets.framed_lines import render_framed_lines


class _BarVisual(ScrollBarRender, Visual):
    """The lines of a scrollbar as strips; Textual renders them as text, and splits it again."""

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return a strip for each line; equal lines share one, whose colors are filtered once."""
        del style, options
        colors = self.style
        assert isinstance(colors, RichStyle)
        assert colors.color is not None
        assert colors.bgcolor is not None
        bar = self.render_bar(
            height or 0, self.virtual_size, self.window_size, self.position, width, True,
            colors.bgcolor, colors.color,
        )  # fmt: skip
        strips = {id(segment): Strip([segment], width) for segment in bar.segments}
        return [strips[id(segment)] for segment in bar.segments]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the thickness."""
        del rules, container_width
        return self.thickness

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return the fewest lines."""
        del rules, width
        return 1


class LineScrollBar(ScrollBar):
    """A vertical scrollbar that looks like Textual's."""

    renderer = _BarVisual

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render lines, without Textual's cache if possible."""
        strips = render_framed_lines(self, crop)
        return super().render_lines(crop) if strips is None else strips
