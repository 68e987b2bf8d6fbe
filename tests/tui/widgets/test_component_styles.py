"""Components of lists and of the text have the styles that the style sheet gives them."""

from pathlib import Path

import pytest
from rich.segment import Segment
from textual.dom import DOMNode
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tests.support.pilot import settle
from tests.support.sample_article import open_reader
from tui.widgets.component_styles import ComponentView


@pytest.mark.parametrize("keys", [(), ("tab",)])
async def test_components_have_the_rules_of_the_style_sheet(
    keys: tuple[str, ...], tmp_path: Path
) -> None:
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        await pilot.press(*keys)
        await pilot.pause()
        views = screen.query(ComponentView)
        assert len(views) > 1
        for view in views:
            for name in view.COMPONENTS:
                node = DOMNode(classes=name)
                node._attach(view)
                pilot.app.stylesheet.apply(node)
                styled = view.get_component_styles(name)
                assert styled.base.get_rules() == node.styles.base.get_rules(), (view, name)


@pytest.mark.parametrize("keys", [(), ("tab",), ("right_square_bracket", "q")])
async def test_lines_are_those_that_textual_renders(keys: tuple[str, ...], tmp_path: Path) -> None:
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        await pilot.press(*keys)
        await settle(pilot)
        for view in screen.query(ComponentView):
            crop = view.region.reset_offset
            ours, theirs = view.render_lines(crop), ScrollView.render_lines(view, crop)
            assert [strip.cell_length for strip in ours] == [crop.width] * crop.height
            assert [read_cells(strip) for strip in ours] == [read_cells(strip) for strip in theirs]


def read_cells(strip: Strip) -> list[Segment]:
    """Return the characters of a line with their styles."""
    return [Segment(letter, segment.style) for segment in strip for letter in segment.text]
