"""The compositor draws the same as Textual's, of fewer lines."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.segment import Segment
from textual._compositor import Compositor
from textual.strip import Strip

from tests.support.pilot import settle
from tests.support.sample_article import open_reader
from tui.widgets.compositor import LineCompositor

KEYS_OF_SEARCH = ("escape", "/", *"roof")


def cells(line: Mapping[int, Strip | None]) -> list[Segment]:
    """Return the characters of a line with their styles."""
    strips = [strip for strip in line.values() if strip is not None]
    return [
        Segment(letter, segment.style) for segment in Strip.join(strips) for letter in segment.text
    ]


@pytest.mark.parametrize("size", [(60, 20), (200, 50)])
async def test_all_cells_are_those_of_textual(size: tuple[int, int], tmp_path: Path) -> None:
    async with open_reader(tmp_path, size) as (pilot, screen):
        for keys in ((), ("tab",), ("j", "j"), ("escape", *"]qi"), ("escape", "?"), KEYS_OF_SEARCH):
            await pilot.press(*keys)
            await settle(pilot)
            compositor = screen._compositor
            assert isinstance(compositor, LineCompositor)
            region = compositor.size.region
            drawn = compositor._render_chops(region, lambda _: True)
            expected = Compositor._render_chops(compositor, region, lambda _: True)
            for ours, theirs in zip(drawn, expected, strict=True):
                assert cells(ours) == cells(theirs), keys


async def test_only_lines_that_changed_are_rendered(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (_, screen):
        compositor = screen._compositor
        region = compositor.size.region
        lines = compositor._render_chops(region, {3, 7}.__contains__)
        rendered = [y for y, line in enumerate(lines) if any(line.values())]
        assert rendered == [3, 7]
