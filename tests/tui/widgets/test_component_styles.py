"""Components of lists and of the text have the styles that the style sheet gives them."""

from pathlib import Path

import pytest
from rich.segment import Segment
from textual.dom import DOMNode
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from db import Store
from tests.support.findings import TEXT, analysis, document
from tests.support.pilot import settle
from tests.support.sample_article import open_reader
from tui.app import OnRecordApp
from tui.widgets.article_list import ArticleList
from tui.widgets.component_styles import ComponentView
from tui.widgets.framed_lines import render_framed_lines
from tui.widgets.preview import Preview
from tui.widgets.row_source import EmptySource
from tui.widgets.scroll_bar import LineScrollBar


async def test_components_have_the_rules_of_the_style_sheet(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        for keys in ((), ("tab",)):
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


async def test_lines_are_those_that_textual_renders(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        for keys in ((), ("tab",), ("escape", *"]q")):
            await pilot.press(*keys)
            await settle(pilot)
            for view in screen.query(ComponentView):
                crop = view.region.reset_offset
                ours, theirs = view.render_lines(crop), ScrollView.render_lines(view, crop)
                assert [strip.cell_length for strip in ours] == [crop.width] * crop.height
                assert list(map(read_cells, ours)) == list(map(read_cells, theirs)), keys


@pytest.mark.parametrize("size", [(60, 12), (100, 20)])
async def test_preview_and_scrollbar_have_the_lines_of_textual(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        for number in range(30):
            store.articles.add(document(f"{TEXT}{number}"), analysis(f"{TEXT}{number}"))
    app = OnRecordApp(path)
    async with app.run_test(size=size) as pilot:
        for key in ("end", "home", "j"):
            await pilot.press(key)
            await settle(pilot)
            shown = [app.screen.query_one(Preview), app.screen.query_one(ArticleList)]
            for widget in (*shown, shown[1].vertical_scrollbar):
                crop = widget.region.reset_offset
                ours, theirs = widget.render_lines(crop), Widget.render_lines(widget, crop)
                assert [read_cells(line) for line in ours] == [read_cells(line) for line in theirs]
                if crop:
                    assert render_framed_lines(widget, crop) is not None
        rows = app.screen.query_one(ArticleList)
        bar, source = rows.vertical_scrollbar, rows.source
        assert isinstance(bar, LineScrollBar)
        for shows, is_long in ((EmptySource(), False), (source, True), (EmptySource(), False)):
            rows.show(shows)
            await settle(pilot)
            assert (bar in app.screen._compositor.visible_widgets) is is_long


def read_cells(strip: Strip) -> list[Segment]:
    """Return the characters of a line with their styles."""
    return [Segment(letter, segment.style) for segment in strip for letter in segment.text]
