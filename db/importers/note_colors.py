"""Colors of notes in imported files, as the nearest color of a note here."""

import colorsys
import re

from db.models import NoteColor

_HUES: dict[NoteColor, int] = {"red": 0, "yellow": 55, "green": 120, "blue": 220}
# Those of the names that programs for reading use, in degrees.
_NAMED_HUES: dict[str, int] = {
    **{str(name): hue for name, hue in _HUES.items()},
    "orange": 35, "cyan": 190, "aqua": 190, "teal": 170, "purple": 265, "violet": 265,
    "magenta": 320, "pink": 345,
}  # fmt: skip
_GRAY = 0.1  # the largest difference between the parts of a gray
_HEX = re.compile("#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)


def read_note_color(words: str) -> NoteColor:
    """Return the nearest color of a note to a name, or to a color such as `#ff6666`.

    Gray, an unknown name and no color are yellow, the usual one.
    """
    name = words.strip().lower()
    hue: float | None = _NAMED_HUES.get(name)
    if found := _HEX.fullmatch(name):
        red, green, blue = (int(part, 16) / 255 for part in found.groups())
        if max(red, green, blue) - min(red, green, blue) > _GRAY:
            hue = colorsys.rgb_to_hsv(red, green, blue)[0] * 360
    if hue is None:
        return "yellow"
    distances = {color: abs(hue - center) for color, center in _HUES.items()}
    return min(_HUES, key=lambda color: min(distances[color], 360 - distances[color]))
