"""Components of lists and of the text have the styles that the style sheet gives them."""

from pathlib import Path

import pytest
from textual.dom import DOMNode

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
