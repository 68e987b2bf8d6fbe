"""The app's own themes: night, day, high contrast, and the terminal's own colors.

A terminal with 16 colors shows each theme in those, and one without colors in none.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.filter import NoColor
from textual.theme import Theme

from tui.color_depth import ColorDepth, detect_color_depth
from tui.line_filters import IndexedColorFilter, SafeFilter
from tui.tints import tint_variables

if TYPE_CHECKING:
    from textual.app import App

    from tui.settings import Settings

NIGHT = Theme(
    name="onrecord-night",
    primary="#8fb3d9",
    secondary="#b9a3d6",
    accent="#d9a86c",
    warning="#e0b872",
    error="#e28d85",
    success="#8fbf8a",
    foreground="#d8d6cf",
    background="#16181c",
    surface="#1e2126",
    panel="#272b31",
    variables={
        "teal": "#7fc4bd",
        "border": "#757e88",
        "foreground-muted": "#a3a6aa",
        "border-blurred": "#666e77",
        "input-cursor-background": "#d9a86c",
        "input-cursor-foreground": "#16181c",
        "input-selection-background": "#8fb3d9 35%",
        "scrollbar": "#666e77",
        "scrollbar-hover": "#858f9a",
        "scrollbar-active": "#8fb3d9",
        "scrollbar-background": "#16181c",
        "scrollbar-background-hover": "#16181c",
        "scrollbar-background-active": "#16181c",
    },
)
DAY = Theme(
    name="onrecord-day",
    primary="#28527d",
    secondary="#5d3c82",
    accent="#7a4509",
    warning="#754c00",
    error="#962a23",
    success="#245a2b",
    foreground="#26241f",
    background="#faf8f3",
    surface="#f1eee6",
    panel="#e6e2d7",
    dark=False,
    variables={
        "teal": "#1d5f5b",
        "border": "#7e7869",
        "foreground-muted": "#57544c",
        "border-blurred": "#8a8476",
        "input-cursor-background": "#7a4509",
        "input-cursor-foreground": "#faf8f3",
        "input-selection-background": "#28527d 30%",
        "scrollbar": "#8a8476",
        "scrollbar-hover": "#6e6757",
        "scrollbar-active": "#28527d",
        "scrollbar-background": "#faf8f3",
        "scrollbar-background-hover": "#faf8f3",
        "scrollbar-background-active": "#faf8f3",
    },
)
CONTRAST = Theme(
    name="onrecord-contrast",
    primary="#6cc7ff",
    secondary="#d9b8ff",
    accent="#ffd24a",
    warning="#ffd24a",
    error="#ff8a80",
    success="#a8ffc0",
    foreground="#ffffff",
    background="#000000",
    surface="#0d0d0d",
    panel="#1f1f1f",
    text_alpha=1.0,
    variables={
        "teal": "#8fffe9",
        "border": "#ffffff",
        "border-blurred": "#9a9a9a",
        "foreground-muted": "#d6d6d6",
        "scrollbar": "#9a9a9a",
    },
)
TERMINAL = Theme(
    name="onrecord-terminal",
    ansi=True,
    # The ANSI colors that are readable on dark and on light backgrounds.
    primary="ansi_bright_blue",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    warning="ansi_red",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "teal": "ansi_cyan",
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border": "ansi_default",
        "border-blurred": "ansi_bright_black",
        "foreground-muted": "ansi_default",
        "block-cursor-foreground": "ansi_bright_white",
        "block-cursor-background": "ansi_blue",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": "ansi_bright_white",
        "block-cursor-blurred-background": "ansi_blue",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_bright_white",
        "screen-selection-background": "ansi_blue",
        "screen-selection-foreground": "ansi_bright_white",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_blue",
        "scrollbar-active": "ansi_blue",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)
DEFAULT_TEAL = "#2f8f88"  # of a theme without this color

_INDEXED_NIGHT = replace(NIGHT, background="#121212", surface="#1c1c1c", panel="#262626")
"""The night theme with grounds that differ in a terminal with 256 colors."""


def adapt_theme(theme: Theme, depth: ColorDepth) -> Theme:
    """Return a theme in the colors of a depth, with its tints."""
    if depth == "none":
        theme = replace(TERMINAL, name=theme.name)
    elif depth == "16" and not theme.ansi:
        theme = _to_ansi(theme)
    elif depth == "256" and theme.name == NIGHT.name:
        theme = _INDEXED_NIGHT
    return replace(theme, variables={**theme.variables, **tint_variables(theme, depth)})


def _to_ansi(theme: Theme) -> Theme:
    """Return a dark theme in bright colors on black, a light one in dark colors on white."""
    ground, words = ("ansi_black", "ansi_white") if theme.dark else ("ansi_white", "ansi_black")
    bright = "ansi_bright_" if theme.dark else "ansi_"
    strong = f"{bright}yellow" if theme.dark else "ansi_magenta"
    return replace(
        TERMINAL,
        name=theme.name,
        dark=theme.dark,
        primary=f"{bright}{'cyan' if theme.dark else 'blue'}",
        secondary=f"{bright}magenta" if theme.dark else "ansi_blue",
        accent=strong,
        warning=f"{bright}{'yellow' if theme.dark else 'red'}",
        error=f"{bright}red",
        success=f"{bright}green" if theme.dark else "ansi_green",
        foreground="ansi_bright_white" if theme.name == CONTRAST.name else words,
        background=ground,
        surface=ground,
        panel=ground,
        boost=ground,
        variables={
            **TERMINAL.variables,
            "ansi-background": ground,
            "ansi-foreground": words,
            "border": words,
            "foreground-muted": words,
            "scrollbar-background": ground,
            "scrollbar-background-hover": ground,
            "scrollbar-background-active": ground,
            "input-cursor-background": ground,
            "input-cursor-foreground": words,
        },
    )


THEMES = tuple(adapt_theme(theme, "true") for theme in (NIGHT, DAY, CONTRAST, TERMINAL))


def install_themes(app: "App[Any]", settings: "Settings") -> Theme:
    """Register all themes in the terminal's color depth; apply the saved theme or the usual one.

    The usual theme of a terminal with 16 colors is the terminal's own. Return the theme, whose
    variables the style sheet has before it is parsed: Textual would parse it twice, in 4 ms.
    """
    depth = detect_color_depth(app)
    for theme in (*app.available_themes.values(), *THEMES):
        app.register_theme(adapt_theme(theme, depth))
    usual = TERMINAL.name if depth == "16" else NIGHT.name
    saved = settings.get("theme", usual)
    app.theme = saved if saved in app.available_themes else usual
    if depth == "none":  # Textual would draw in grays, which are colors too
        app._filters[:] = [*app._filters[:1], NoColor()]
    elif depth == "256":
        app._filters.append(IndexedColorFilter())
    app._filters.append(SafeFilter())
    app.stylesheet.set_variables(app.get_css_variables())
    return app.current_theme
