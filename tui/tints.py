"""The tints of each color depth: the backgrounds of notes, of what is selected and of matches.

A tint is a background and the color of the words on it. Transparent words keep their colors.
`tests/tui/test_tints.py` measures how far apart the tints are, and how legible the words.
"""

from typing import Final

from textual.color import Color
from textual.theme import Theme

from tui.color_depth import ColorDepth

Tint = tuple[str, str]
Tints = dict[str, Tint]

_KEPT = "transparent"

# Notes have calm colors. The translucent tint of what is selected mixes with them.
_DARK: Final[Tints] = {
    "yellow": ("#4a3a00", _KEPT),
    "green": ("#0f431d", _KEPT),
    "blue": ("#14337a", _KEPT),
    "red": ("#5c1f16", _KEPT),
    "match": ("#5e1a50", _KEPT),
}
_LIGHT: Final[Tints] = {
    "yellow": ("#f5e07a", _KEPT),
    "green": ("#b4e6b4", _KEPT),
    "blue": ("#b3d0fa", _KEPT),
    "red": ("#ffc2b5", _KEPT),
    "match": ("#e9c2f0", _KEPT),
}
# Of the 240 colors that are the same everywhere: all pairs, and grounds from #000000 to #444444,
# differ by 20 or more (CIEDE2000). The note at the cursor is bright.
_DARK_256: Final[Tints] = {
    "yellow": ("#5f5f00", "#ffffff"),
    "green": ("#008700", "#ffffff"),
    "blue": ("#005faf", "#ffffff"),
    "red": ("#870000", "#ffffff"),
    "chosen-yellow": ("#ffff5f", "#000000"),
    "chosen-green": ("#87d787", "#000000"),
    "chosen-blue": ("#5fafff", "#000000"),
    "chosen-red": ("#ff8787", "#000000"),
    "chosen": ("#00005f", _KEPT),
    "related": ("#005f5f", "#ffffff"),
    "match": ("#875f87", "#ffffff"),
    "selected": ("#8700ff", "#ffffff"),
    "found": ("#ffaf5f", "#000000"),
    "label": ("#ff87d7", "#000000"),
}
# The same on grounds from #d7d7d7 to #ffffff. The note at the cursor is dark.
_LIGHT_256: Final[Tints] = {
    "yellow": ("#ffff00", "#000000"),
    "green": ("#87ff87", "#000000"),
    "blue": ("#00afd7", "#000000"),
    "red": ("#ffafaf", "#000000"),
    "chosen-yellow": ("#875f00", "#ffffff"),
    "chosen-green": ("#005f00", "#ffffff"),
    "chosen-blue": ("#005faf", "#ffffff"),
    "chosen-red": ("#d70000", "#ffffff"),
    "chosen": ("#87ffff", _KEPT),
    "related": ("#afafff", "#000000"),
    "match": ("#ffaf5f", "#000000"),
    "selected": ("#ff87ff", "#000000"),
    "found": ("#262626", "#ffffff"),
    "label": ("#af00af", "#ffffff"),
}
# Text styles, in the style sheets, distinguish what has the colors of the page here.
_OWN: Final[Tint] = ("background", "foreground")
_ANSI: Final[Tints] = {
    "yellow": ("ansi_yellow", "ansi_black"),
    "green": ("ansi_green", "ansi_black"),
    "blue": ("ansi_blue", "ansi_bright_white"),
    "red": ("ansi_red", "ansi_bright_white"),
    "chosen-yellow": ("ansi_bright_yellow", "ansi_black"),
    "chosen-green": ("ansi_bright_green", "ansi_black"),
    "chosen-blue": ("ansi_bright_cyan", "ansi_black"),
    "chosen-red": ("ansi_bright_red", "ansi_black"),
    "chosen": _OWN,
    "related": (_KEPT, _KEPT),
    "match": _OWN,
    "selected": ("ansi_cyan", "ansi_black"),
    "found": ("ansi_magenta", "ansi_bright_white"),
    "label": _OWN,
}


def tint_variables(theme: Theme, depth: ColorDepth) -> dict[str, str]:
    """Return the variables of the tints for style sheets: `tint-red`, and `tint-red-words`.

    `tint-red-letter` is a color for a letter on the tint, also where words keep their colors.
    """
    if theme.ansi:
        own = {"background": theme.background, "foreground": theme.foreground}
        tints = {
            name: (own.get(ground) or ground, own.get(words) or words)
            for name, (ground, words) in _ANSI.items()
        }
    elif depth == "256":
        tints = _DARK_256 if theme.dark else _LIGHT_256
    else:
        tints = _mix_tints(theme)
    grounds = {f"tint-{name}": ground for name, (ground, _) in tints.items()}
    words = {f"tint-{name}-words": words for name, (_, words) in tints.items()}
    letters = {
        f"tint-{name}-letter": theme.foreground or "#e0e0e0" if words == _KEPT else words
        for name, (_, words) in tints.items()
    }
    return grounds | words | letters


def _mix_tints(theme: Theme) -> Tints:
    """Return the tints of a terminal with all colors, some of them in colors of the theme."""
    primary, foreground = theme.primary, theme.foreground or ("#e0e0e0", "#1f1f1f")[not theme.dark]
    page = theme.background or ("#121212", "#efefef")[not theme.dark]
    related, chosen, selected = (
        Color.parse(primary).with_alpha(alpha).hex for alpha in (0.1, 0.2, 0.42)
    )
    return {
        **(_DARK if theme.dark else _LIGHT),
        **{f"chosen-{color}": (chosen, _KEPT) for color in ("yellow", "green", "blue", "red")},
        "chosen": (chosen, _KEPT),
        "related": (related, _KEPT),
        "selected": (selected, foreground),
        "found": (theme.warning or primary, page),
        "label": (theme.accent or primary, page),
    }
