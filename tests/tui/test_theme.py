"""Legibility of the themes: contrast of text and borders, and colors for the color-blind.

Contrast ratios are those of WCAG 2.2. Color blindness is simulated by the matrices of Machado,
Oliveira and Fernandes (2009); distances are Euclidean in CIELAB (CIE 1976).
"""

import math
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import Theme

from tui.app import OnRecordApp
from tui.settings import state_folder
from tui.theme import CONTRAST, DAY, NIGHT, THEMES
from tui.widgets.article_view import styles
from tui.widgets.article_view.view import ArticleView

LEGIBLE, VISIBLE, DISTINCT = 4.5, 3.0, 20.0
COLORED = pytest.mark.parametrize("theme", [NIGHT, DAY, CONTRAST], ids=lambda theme: theme.name)
VISIONS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def test_the_measure() -> None:
    black, white = Color.parse("#000000"), Color.parse("#ffffff")
    assert contrast(black, white) == pytest.approx(21)
    assert math.dist(lab(linear(black)), lab(linear(white))) == pytest.approx(100, abs=0.1)
    red, green = Color.parse("#c05000"), Color.parse("#7d7700")
    assert distance(red, green, "deuteranopia") < distance(red, green, "protanopia")


@COLORED
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_words_and_borders_on_each_ground(theme: Theme, ground: str) -> None:
    behind = Color.parse(getattr(theme, ground))
    words = {
        "muted": theme.variables["foreground-muted"],
        **{
            name: getattr(theme, name)
            for name in (
                "foreground",
                "primary",
                "secondary",
                "accent",
                "warning",
                "error",
                "success",
            )
        },
    }
    assert below(LEGIBLE, words, behind) == {}
    if ground == "background":
        lines = {name: theme.variables[name] for name in ("border-blurred", "scrollbar")}
        assert below(VISIBLE, lines, behind) == {}
    assert below(VISIBLE, {"border": theme.variables["border"]}, behind) == {}


class OneView(App[None]):
    """An app of an article view alone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme.name

    def compose(self) -> ComposeResult:
        yield ArticleView()


@COLORED
async def test_words_of_an_article_on_each_tint(theme: Theme) -> None:
    app = OneView(theme)
    async with app.run_test():
        view = app.query_one(ArticleView)
        drawn = {name: view.get_component_styles(name) for name in styles.COMPONENTS}
        page = Color.parse(theme.background)
        tints = {name: page + style.background for name, style in drawn.items()}
        # these replace the color of the words too
        replaced = {"article--selected", "article--found", "article--label"}
        poor = {
            (word, tint): round(ratio, 1)
            for word, style in drawn.items()
            for tint, ground in tints.items()
            if style.has_rule("color")
            and style.color.a
            and (word == tint or not {word, tint} & replaced)
            if (ratio := contrast(ground + style.color, ground)) < LEGIBLE
        }
        assert poor == {}


async def test_the_first_frame_has_the_styles_of_the_saved_theme(library: Path) -> None:
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(f'{{"theme": "{DAY.name}"}}')
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await pilot.pause()
        first = drawn_colors(app)
        app.refresh_css(animate=False)
        await pilot.pause()
        assert (app.theme, drawn_colors(app)) == (DAY.name, first)
        app.theme = NIGHT.name
        await pilot.pause()
        assert app.screen.styles.background == Color.parse(NIGHT.background)


def drawn_colors(app: OnRecordApp) -> list[object]:
    nodes = [app, *app.screen.walk_children(with_self=True)]
    colors = [(str(node), node.styles.background, node.styles.color) for node in nodes]
    lines = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
    return [*colors, *lines]


@COLORED
@pytest.mark.parametrize("vision", VISIONS)
async def test_persons_organizations_and_places_differ(theme: Theme, vision: str) -> None:
    app = OneView(theme)
    async with app.run_test():
        view = app.query_one(ArticleView)
        person, organization, location = (
            view.get_component_styles(f"article--{kind}")
            for kind in ("person", "organization", "place")
        )
        for first, second in ((person, organization), (person, location), (organization, location)):
            far = distance(first.color, second.color, vision) >= DISTINCT
            assert far or first.text_style != second.text_style


def below(least: float, colors: dict[str, str], ground: Color) -> dict[str, float]:
    ratios = {name: contrast(Color.parse(color), ground) for name, color in colors.items()}
    return {name: round(ratio, 2) for name, ratio in ratios.items() if ratio < least}


def contrast(first: Color, second: Color) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    dark, light = sorted(
        sum(weight * part for weight, part in zip(weights, linear(color), strict=True))
        for color in (first, second)
    )
    return (light + 0.05) / (dark + 0.05)


def distance(first: Color, second: Color, vision: str) -> float:
    return math.dist(*(lab(seen(linear(color), vision)) for color in (first, second)))


def seen(parts: tuple[float, ...], vision: str) -> tuple[float, ...]:
    return tuple(
        min(max(sum(a * b for a, b in zip(row, parts, strict=True)), 0.0), 1.0)
        for row in VISIONS[vision]
    )


def linear(color: Color) -> tuple[float, ...]:
    return tuple(
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in (color.r, color.g, color.b))
    )


def lab(parts: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = parts
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
        for part in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
