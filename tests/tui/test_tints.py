"""The tints of each color depth: how far apart they are, and how legible the words on them."""

import datetime
from itertools import combinations

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.app import ComposeResult
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from analysis import Analysis
from db import Note
from db.models import NOTE_COLORS, NoteColor
from tests.support.color_difference import (
    RgbColor,
    color_difference,
    contrast_ratio,
    lab_difference,
)
from tests.support.themed_app import ThemedApp
from tui import theme as themes
from tui.color_depth import ColorDepth
from tui.line_filters import IndexedColorFilter, nearest_indexed_color
from tui.theme import CONTRAST, DAY, NIGHT, THEMES, adapt_theme
from tui.widgets.article_view.view import ArticleView

APART, LEGIBLE = 20.0, 4.5
OWN = (NIGHT, DAY, CONTRAST)
ALL = [*OWN, *(theme for theme in BUILTIN_THEMES.values() if not theme.ansi)]
NOTES = [f"tint-{color}" for color in NOTE_COLORS]


def test_the_difference_of_colors() -> None:
    for first, second, difference in (  # pairs published with the formula
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 3.2592, 0.335), 1.0),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ):
        assert lab_difference(first, second) == pytest.approx(difference, abs=1e-4)
    assert color_difference((0, 0, 0), (255, 255, 255)) == pytest.approx(100, abs=0.01)
    assert contrast_ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_tints_of_256_colors_differ_from_each_other_and_from_the_page(theme: Theme) -> None:
    adapted = adapt_theme(theme, "256")
    shown = {
        name: indexed(value)
        for name, value in adapted.variables.items()
        if name.startswith("tint-") and not name.endswith(("-words", "-letter"))
    }
    assert len(shown) == 14
    assert near(shown) == {}
    generated = adapted.to_color_system().generate()
    grounds = ["background", "surface", "panel"] if theme in OWN else ["background", "surface"]
    for ground in grounds:
        behind = indexed(generated[ground])
        assert {
            name: difference
            for name, color in shown.items()
            if (difference := color_difference(color, behind)) < APART
        } == {}, ground


@pytest.mark.parametrize("depth", ["true", "256"])
@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_words_on_tints_are_legible(theme: Theme, depth: ColorDepth) -> None:
    adapted = adapt_theme(theme, depth)
    page = Color.parse(adapted.background or "")
    colors = {
        name: getattr(adapted, name)
        for name in ("foreground", "primary", "secondary", "accent", "success")
    }
    for name in [*NOTES, *(f"tint-{role}" for role in ("chosen", "related", "match", "selected"))]:
        own = adapted.variables[f"{name}-words"]
        behind = page + Color.parse(adapted.variables[name])
        for word in colors.values() if own == "transparent" else [own]:
            ratio = (
                contrast_ratio(indexed(word), indexed(behind.hex))
                if depth == "256"
                else contrast_ratio(Color.parse(word).rgb, behind.rgb)
            )
            assert ratio >= LEGIBLE, (name, word)


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_highlights_and_matches_differ_in_all_colors(theme: Theme) -> None:
    adapted = adapt_theme(theme, "true")
    names = [*NOTES, "tint-match", "tint-found"]
    shown = {name: Color.parse(adapted.variables[name]).rgb for name in names}
    assert near({**shown, "page": Color.parse(adapted.background or "").rgb}) == {}


class Page(ThemedApp):
    """An article with a highlight of each color, the last of which is at the cursor."""

    WORDS = ("lemon", "leaf", "sea", "rose", "brick")

    def compose(self) -> ComposeResult:
        yield ArticleView(id="article")

    def on_mount(self) -> None:
        text = " and ".join(self.WORDS)
        view = self.query_one(ArticleView)
        view.show(Analysis(text), [])
        spans = [(text.index(word), text.index(word) + len(word)) for word in self.WORDS]
        now = datetime.datetime(2026, 3, 11, tzinfo=datetime.UTC)
        colors: tuple[NoteColor, ...] = ("yellow", "green", "blue", "red", "red")
        view.show_notes(
            [
                Note(id, 1, *span, "", "", "", "", None, (), now, now, color=color)
                for id, (span, color) in enumerate(zip(spans, colors, strict=True))
            ]
        )
        view.highlight([spans[-1]])

    def drawn(self) -> dict[str, Style]:
        """Return the styles of the highlighted words as the terminal gets them."""
        strip = self.query_one(ArticleView).render_line(0)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, Color(0, 0, 0))
        return {part.text: part.style for part in strip if part.text in self.WORDS and part.style}


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
@pytest.mark.parametrize("depth", ["true", "256", "16", "none"])
async def test_highlights_of_an_article_in_each_depth(
    theme: str, depth: ColorDepth, monkeypatch: pytest.MonkeyPatch
) -> None:
    if depth == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(themes, "detect_color_depth", lambda _: depth)
    app = Page()
    app.theme = theme
    async with app.run_test(size=(60, 10)):
        drawn = app.drawn()
    assert set(drawn) == set(Page.WORDS)
    lemon, leaf, sea, rose, brick = (drawn[word] for word in Page.WORDS)
    if depth == "none":
        assert all(style.color == style.bgcolor == RichColor.default() for style in drawn.values())
        assert all(style.reverse for style in drawn.values())
        assert not rose.bold
        assert brick.bold
    else:
        assert len({style.bgcolor for style in drawn.values()}) == len(Page.WORDS)
    if depth == "256" and theme != "onrecord-terminal":
        kinds = {style.bgcolor.type for style in drawn.values() if style.bgcolor}
        assert kinds == {RichColor.from_ansi(200).type}
    if depth == "16":
        named = [str(style.bgcolor and style.bgcolor.number) for style in (lemon, leaf, sea, rose)]
        assert named == ["3", "2", "4", "1"]


def test_colors_become_the_nearest_of_256() -> None:
    slate, cream = RichColor.parse("#2e3440"), RichColor.parse("#faf8f3")
    assert slate.downgrade(ColorSystem.EIGHT_BIT).get_truecolor() == (0, 95, 95)  # teal
    assert nearest_indexed_color(slate).get_truecolor() == (48, 48, 48)
    assert nearest_indexed_color(cream).get_truecolor() == (255, 255, 255)
    for number in range(16, 256):
        exact = RichColor.from_ansi(number).get_truecolor()
        assert nearest_indexed_color(RichColor.from_triplet(exact)).get_truecolor() == exact


def test_a_line_in_indexed_colors_has_the_same_text_and_attributes() -> None:
    slate = Style.parse("bold #d8dee9 on #2e3440")
    plain = Style.parse("red underline")
    line = [Segment("A"), Segment("B", slate), Segment("C", plain)]
    first, second, third = IndexedColorFilter().apply(line, Color(0, 0, 0))
    assert [first, third] == [Segment("A"), Segment("C", plain)]
    assert second.text == "B"
    assert second.style
    assert second.style.bold
    assert second.style.bgcolor
    assert second.style.bgcolor.number == 236


def indexed(color: str) -> RgbColor:
    """Return a color as Rich writes it for a terminal with 256 colors."""
    shown = nearest_indexed_color(Color.parse(color).rich_color).downgrade(ColorSystem.EIGHT_BIT)
    red, green, blue = shown.get_truecolor(DEFAULT_TERMINAL_THEME)
    return red, green, blue


def near(colors: dict[str, RgbColor]) -> dict[tuple[str, str], float]:
    """Return the pairs of colors that are less than `APART`."""
    return {
        (first, second): round(difference, 1)
        for (first, color), (second, compared) in combinations(colors.items(), 2)
        if (difference := color_difference(color, compared)) < APART
    }
