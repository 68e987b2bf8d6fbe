"""The compositor of the screens, which renders only the lines that a frame needs."""

from collections.abc import Callable, Mapping, Sequence

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class LineCompositor(Compositor):
    """Renders of each widget the lines that changed and that no widget in front of it covers.

    Textual renders all lines of each widget between the first and the last changed line, and those
    of the containers below, which nobody sees: two thirds of the time of a key that moves a cursor.
    """

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """Return the strips of each line by their first cells, for the lines that are rendered."""
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        lines = [y for y in crop.line_range if is_rendered_line(y)]
        for widget, (region, clip) in self.visible_widgets.items():  # from front to back
            part = region.intersection(clip)
            if not crop.overlaps(part):
                continue
            first, last = part.column_span
            starts = {
                y: at
                for y in lines
                if part.y <= y < part.bottom
                and (at := [cut for cut in cuts[y] if first <= cut <= last])
                and any(chops[y].get(cut, "") is None for cut in at[:-1])
            }
            if not starts:
                continue
            top, bottom = min(starts), max(starts) + 1
            strips = widget.render_lines(
                Region(part.x - region.x, top - region.y, part.width, bottom - top)
            )
            for y, at in starts.items():
                pieces = strips[y - top].divide([cut - part.x for cut in at[1:]])
                line = chops[y]
                for cut, piece in zip(at, pieces, strict=False):
                    if line.get(cut) is None:
                        line[cut] = piece
        return chops  # type: ignore[return-value]  # some widget covers each cell
