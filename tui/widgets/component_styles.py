"""Styles of the components of a widget, such as the row of a list at the cursor."""

from collections.abc import Mapping
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.framed_lines import render_framed_lines

_Rules = Mapping[str, Any]


class _RuleCache:
    """The rules of components, for as long as the style sheet has the same rules.

    They depend on the type of the widget and on its focus, and not on what contains it.
    """

    def __init__(self) -> None:
        self._source: object = None
        self._found: dict[object, _Rules] = {}

    def find(self, stylesheet: Stylesheet, key: object, node: DOMNode) -> None:
        """Style the node of a component, which has the rules of all with the same key."""
        if self._source is not stylesheet.rules:
            self._source = stylesheet.rules
            self._found.clear()
        if (rules := self._found.get(key)) is None:
            stylesheet.apply(node)
            self._found[key] = node.styles.base.get_rules()
        else:
            stylesheet.replace_rules(node, rules)  # type: ignore[arg-type]


_caches: WeakKeyDictionary[Stylesheet, _RuleCache] = WeakKeyDictionary()


class ComponentView(ScrollView):
    """A view whose components are styled when they are first drawn.

    Textual styles all `COMPONENT_CLASSES` of a widget whenever it styles the widget. For the
    reader, that were half of 334 applications of the style sheet, for few that are drawn.
    """

    COMPONENTS: ClassVar[frozenset[str]] = frozenset()
    """The component classes; before one, a rule names the type of the view and perhaps `:focus`."""

    def get_component_styles(self, *names: str) -> RenderStyles:
        """Return the styles of components, merged. Raises KeyError for an unknown name."""
        for name in names:
            if name not in self._component_styles and name in self.COMPONENTS:
                node = DOMNode(classes=name)
                node._attach(self)
                stylesheet = self.app.stylesheet
                key = (type(self), name, self.has_focus)
                _caches.setdefault(stylesheet, _RuleCache()).find(stylesheet, key, node)
                self._component_styles[name] = node.styles
        return super().get_component_styles(*names)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render lines, without Textual's cache if possible."""
        strips = render_framed_lines(self, crop)
        return super().render_lines(crop) if strips is None else strips

    def notify_style_update(self) -> None:
        """Style the components again when they are drawn."""
        self._component_styles.clear()
        super().notify_style_update()
