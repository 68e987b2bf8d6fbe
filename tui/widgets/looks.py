"""What each kind of finding looks like: bits that join where findings overlap, and their styles."""

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from analysis import LABELS, Analysis
from tui.widgets.spans import Marked

HEADLINE = 1
NOTED = 2
CURSOR = 4
REPORTED = 8
SPOKEN = 16
PERSON = 32
GROUP = 64
PLACE = 128
THING = 256
TIME = 512
EVENT = 1024
RELATED = 2048
CHOSEN = 4096
MATCH = 8192
SELECTED = 16384
FOUND = 32768
QUOTED = SPOKEN | REPORTED

# In drawing order: a later look's colours cover those of an earlier one, text styles add up.
_CLASSES: dict[int, str] = {
    HEADLINE: "article--headline",
    NOTED: "article--note",
    CURSOR: "article--cursor",
    REPORTED: "article--reported",
    SPOKEN: "article--spoken",
    PERSON: "article--person",
    GROUP: "article--group",
    PLACE: "article--place",
    THING: "article--thing",
    TIME: "article--time",
    EVENT: "article--event",
    RELATED: "article--related",
    CHOSEN: "article--chosen",
    MATCH: "article--match",
    SELECTED: "article--selected",
    FOUND: "article--found",
}
COMPONENTS = {*_CLASSES.values(), "article--mark", "article--muted", "article--title"}

CSS = """
ArticleView {
    & > .article--title { text-style: bold; color: $foreground; }
    & > .article--muted { color: $foreground 60%; }
    & > .article--mark { color: $accent; text-style: bold; }
    & > .article--headline { text-style: bold; }
    & > .article--note { background: $warning 16%; }
    & > .article--cursor { background: $foreground 7%; }
    & > .article--reported { color: $success 88%; }
    & > .article--spoken { color: $success; text-style: italic; }
    & > .article--person { color: $primary; text-style: bold; }
    & > .article--group { text-style: bold; }
    & > .article--place { text-style: bold; }
    & > .article--thing { text-style: bold; }
    & > .article--time { text-style: underline; }
    & > .article--event { color: $accent; text-style: underline; }
    & > .article--related { background: $primary 14%; }
    & > .article--chosen { background: $primary 27%; }
    & > .article--match { background: $warning 30%; }
    & > .article--selected { background: $primary 42%; color: $foreground; }
    & > .article--found { background: $warning; color: $background; text-style: bold; }
    &:ansi, &:nocolor, &.-few-colours {
        & > .article--cursor { background: $background; }
        & > .article--note { background: $background; }
        & > .article--related { background: $background; text-style: underline; }
        & > .article--chosen { text-style: reverse; }
        & > .article--selected { text-style: reverse; }
        & > .article--match { text-style: reverse; }
        & > .article--found { text-style: bold reverse; }
    }
}
"""

_LABEL_LOOKS = dict(
    zip(
        LABELS,
        (PERSON, GROUP, PLACE, PLACE, PLACE, GROUP, THING, THING, THING, THING),
        strict=True,
    )
)


def finding_looks(analysis: Analysis) -> list[Marked]:
    """Every finding that has a look of its own: names, quotations, time expressions."""
    looks = [
        (mention.start, mention.end, _LABEL_LOOKS[mention.label])
        for mention in analysis.mentions
        if mention.kind == "name"
    ]
    for quotation in analysis.quotations:
        if quotation.kind != "scare":
            look = REPORTED if quotation.kind == "indirect" else SPOKEN
            looks += [(start, end, look) for start, end in quotation.spans]
    dated = {event.time for event in analysis.events}
    looks += [
        (time.start, time.end, EVENT if index in dated else TIME)
        for index, time in enumerate(analysis.times)
    ]
    return looks


class Palette:
    """The Rich styles of joined looks, taken from a widget's component classes when first asked."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[int, Style] = {}
        self._named: dict[str, Style] = {}

    def clear(self) -> None:
        """Forget all styles, as after a change of theme."""
        self._styles.clear()
        self._named.clear()

    def style(self, looks: int) -> Style:
        """The style of text with these looks."""
        style = self._styles.get(looks)
        if style is None:
            style = self._styles[looks] = self._join(
                [name for look, name in _CLASSES.items() if looks & look]
            )
        return style

    def named(self, name: str) -> Style:
        """The style of one component class on the widget's background."""
        style = self._named.get(name)
        if style is None:
            style = self._named[name] = self._join([name])
        return style

    def _join(self, names: list[str]) -> Style:
        _, _, background, color = self._widget.colors
        text_style = self._widget.rich_style.without_color
        for name in names:
            styles = self._widget.get_component_styles(name)
            if styles.has_rule("background"):
                background = _over(background, styles.background)
            if styles.has_rule("color") and styles.color.a:  # see-through: the colour below
                color = styles.color
            text_style += styles.text_style
        return text_style + Style.from_color(
            _over(background, color).rich_color, background.rich_color
        )


def _over(below: Color, above: Color) -> Color:
    """A colour laid over another; the terminal's own colours cannot be mixed."""
    if above.ansi is not None:
        return above
    if below.ansi is not None:
        return above if above.a else below
    return below + above
