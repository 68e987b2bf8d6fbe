"""The styles of findings: a bit for each kind, combined where findings overlap."""

from collections.abc import Iterable
from typing import Literal

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from analysis import Analysis
from analysis.models import Label, QuotationKind
from db import Note
from db.models import NoteColor, Verdict
from tui.widgets.intervals import ValuedSpan

HEADLINE = 1 << 0
NOTE = 1 << 1
CURSOR = 1 << 2
SCARE = 1 << 3
INDIRECT = 1 << 4
MIXED = 1 << 5
DIRECT = 1 << 6
PERSON = 1 << 7
ORGANIZATION = 1 << 8
GROUP = 1 << 9
PLACE = 1 << 10
OTHER_NAME = 1 << 11
TIME = 1 << 12
EVENT = 1 << 13
DIMMED = 1 << 14
RELATED = 1 << 15
CURRENT_FINDING = 1 << 16
MATCH = 1 << 17
SELECTED = 1 << 18
CURRENT_MATCH = 1 << 19
# Bits of a note, shown only by its sign in the margin
STARRED = 1 << 20
CHECKED = 1 << 21
DISPUTED = 1 << 22
TO_VERIFY = 1 << 23
# Colors of notes
YELLOW = 1 << 24
GREEN = 1 << 25
BLUE = 1 << 26
RED = 1 << 27
SIGN = 1 << 28
"""The blank after the passage of a note with a text, in whose cell a sign is drawn."""

QUOTED = DIRECT | MIXED | INDIRECT | SCARE
COLORS = YELLOW | GREEN | BLUE | RED
_DIM = (
    DIMMED
    | NOTE
    | COLORS
    | SIGN
    | CURSOR
    | RELATED
    | CURRENT_FINDING
    | MATCH
    | SELECTED
    | CURRENT_MATCH
)

# In drawing order: the colors of a later style cover earlier ones, text styles add up.
_CLASSES: dict[int, str] = {
    HEADLINE: "article--headline",
    CURSOR: "article--cursor",
    NOTE: "article--note",
    YELLOW: "article--note-yellow",
    GREEN: "article--note-green",
    BLUE: "article--note-blue",
    RED: "article--note-red",
    SCARE: "article--scare",
    INDIRECT: "article--reported",
    MIXED: "article--mixed",
    DIRECT: "article--spoken",
    PERSON: "article--person",
    ORGANIZATION: "article--organization",
    GROUP: "article--group",
    PLACE: "article--place",
    OTHER_NAME: "article--thing",
    TIME: "article--time",
    EVENT: "article--event",
    DIMMED: "article--dimmed",
    RELATED: "article--related",
    CURRENT_FINDING: "article--chosen",
    MATCH: "article--match",
    SELECTED: "article--selected",
    CURRENT_MATCH: "article--found",
    SIGN: "article--sign",
}
_CHOSEN_NOTES: dict[int, str] = {
    color: _CLASSES[color].replace("note", "chosen") for color in (YELLOW, GREEN, BLUE, RED)
}
Part = Literal["title", "muted", "mark", "label"]
COMPONENTS = frozenset((
    *_CLASSES.values(), *_CHOSEN_NOTES.values(),
    "article--title", "article--muted", "article--mark", "article--label",
))  # fmt: skip

# Persons and organizations have hues that some readers cannot distinguish: persons are bold too.
# With 16 colors or none, lines distinguish the kinds of names: underlined for an organization,
# double underlined for a place, overlined for a group. An event's date is double underlined, a
# plain date underlined. Without colors, reverse video replaces tints.
CSS = """
PageView {
    & > .article--title { text-style: bold; color: $foreground; }
    & > .article--muted { color: $foreground-muted; }
    & > .article--mark { color: $accent; text-style: bold; }
    & > .article--label {
        background: $tint-label; color: $tint-label-words; text-style: bold;
    }
    & > .article--headline { text-style: bold; }
    & > .article--note-yellow { background: $tint-yellow; color: $tint-yellow-words; }
    & > .article--note-green { background: $tint-green; color: $tint-green-words; }
    & > .article--note-blue { background: $tint-blue; color: $tint-blue-words; }
    & > .article--note-red { background: $tint-red; color: $tint-red-words; }
    & > .article--chosen-yellow {
        background: $tint-chosen-yellow; color: $tint-chosen-yellow-words;
    }
    & > .article--chosen-green { background: $tint-chosen-green; color: $tint-chosen-green-words; }
    & > .article--chosen-blue { background: $tint-chosen-blue; color: $tint-chosen-blue-words; }
    & > .article--chosen-red { background: $tint-chosen-red; color: $tint-chosen-red-words; }
    & > .article--cursor { background: $foreground 7%; }
    & > .article--scare { color: $foreground 75%; text-style: italic; }
    & > .article--reported { color: $success; text-style: italic; }
    & > .article--mixed { color: $success; }
    & > .article--spoken { color: $success; }
    & > .article--person { color: $primary; text-style: bold; }
    & > .article--organization { color: $secondary; }
    & > .article--group { text-style: bold; }
    & > .article--place { color: $accent; text-style: bold; }
    & > .article--thing { text-style: bold italic; }
    & > .article--time { text-style: underline; }
    & > .article--event { color: $accent; text-style: underline; }
    & > .article--dimmed { color: $foreground-muted; }
    & > .article--related { background: $tint-related; color: $tint-related-words; }
    & > .article--chosen { background: $tint-chosen; color: $tint-chosen-words; }
    & > .article--match { background: $tint-match; color: $tint-match-words; }
    & > .article--selected { background: $tint-selected; color: $tint-selected-words; }
    & > .article--found {
        background: $tint-found; color: $tint-found-words; text-style: bold;
    }
    & > .article--sign { color: $accent; text-style: bold; }
    &:ansi {
        & > .article--cursor { background: $background; }
        & > .article--chosen-yellow { text-style: bold; }
        & > .article--chosen-green { text-style: bold; }
        & > .article--chosen-blue { text-style: bold; }
        & > .article--chosen-red { text-style: bold; }
        & > .article--organization { text-style: bold underline; }
        & > .article--group { text-style: bold overline; }
        & > .article--place { text-style: bold uu; }
        & > .article--event { text-style: uu; }
        & > .article--dimmed { text-style: dim; }
        & > .article--related { text-style: underline; }
        & > .article--chosen { text-style: reverse; }
        & > .article--match { text-style: reverse underline; }
        & > .article--label { text-style: bold reverse; }
    }
    &:nocolor {
        & > .article--note { text-style: reverse; }
        & > .article--chosen { text-style: reverse bold; }
        & > .article--selected { text-style: reverse italic; }
        & > .article--found { text-style: bold reverse underline; }
    }
}
"""

_NAMES: dict[Label, int] = {
    "PERSON": PERSON,
    "ORG": ORGANIZATION,
    "NORP": GROUP,
    "GPE": PLACE,
    "LOC": PLACE,
    "FAC": PLACE,
    "EVENT": OTHER_NAME,
    "PRODUCT": OTHER_NAME,
    "LAW": OTHER_NAME,
    "WORK_OF_ART": OTHER_NAME,
}
_VERDICTS: dict[Verdict, int] = {
    "": 0,
    "checked": CHECKED,
    "disputed": DISPUTED,
    "to verify": TO_VERIFY,
}
_COLORS: dict[NoteColor, int] = {"yellow": YELLOW, "green": GREEN, "blue": BLUE, "red": RED}
_QUOTATIONS: dict[QuotationKind, int] = {
    "direct": DIRECT,
    "mixed": MIXED,
    "indirect": INDIRECT,
    "scare": SCARE,
    "topic": 0,
    "continuation": 0,
}


def finding_styles(analysis: Analysis) -> list[ValuedSpan]:
    """Return the spans of names, quotations and time expressions with their style bits."""
    spans = [
        (mention.start, mention.end, _NAMES[mention.label])
        for mention in analysis.mentions
        if mention.kind == "name"
    ]
    spans += [
        (start, end, _QUOTATIONS[quotation.kind])
        for quotation in analysis.quotations
        for start, end in quotation.spans
    ]
    dated = {event.time for event in analysis.events}
    spans += [
        (time.start, time.end, EVENT if index in dated else TIME)
        for index, time in enumerate(analysis.times)
    ]
    return spans


def note_style(note: Note) -> int:
    """Return the style bits of a note; verdict and star are drawn as signs in the margin."""
    starred = STARRED if note.starred else 0
    return NOTE | _COLORS[note.color] | _VERDICTS[note.verdict] | starred


class Palette:
    """The Rich styles of combined style bits, built on demand from a widget's component classes."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[int, Style] = {}
        self._parts: dict[str, Style] = {}

    def clear(self) -> None:
        """Clear the cache, as after a change of theme."""
        self._styles.clear()
        self._parts.clear()

    def style(self, bits: int) -> Style:
        """Return the style of text with these bits; dimmed text shows only the user's marks."""
        style = self._styles.get(bits)
        if style is None:
            shown = bits & _DIM if bits & DIMMED else bits
            names = {bit: name for bit, name in _CLASSES.items() if shown & bit}
            if shown & CURRENT_FINDING and shown & COLORS:
                color = max(bit for bit in _CHOSEN_NOTES if shown & bit)
                names[CURRENT_FINDING] = _CHOSEN_NOTES[color]
            style = self._styles[bits] = self._join(names.values())
        return style

    def part(self, part: Part) -> Style:
        """Return the style of a part outside the text, on the widget's background."""
        style = self._parts.get(part)
        if style is None:
            style = self._parts[part] = self._join([f"article--{part}"])
        return style

    def _join(self, names: Iterable[str]) -> Style:
        _, _, background, color = self._widget.colors
        text_style = self._widget.rich_style.without_color
        has_words = False  # True on a tint with a color for all words on it
        for name in names:
            styles = self._widget.get_component_styles(name)
            is_tint = styles.has_rule("background") and styles.background.a > 0
            if is_tint:
                background = _over(background, styles.background)
            if styles.has_rule("color") and styles.color.a and (is_tint or not has_words):
                color = styles.color  # a transparent one keeps the color below
                has_words = is_tint
            text_style += styles.text_style
        return text_style + Style.from_color(
            _over(background, color).rich_color, background.rich_color
        )


def _over(below: Color, above: Color) -> Color:
    """Blend a color over another; ANSI colors of the terminal cannot be blended."""
    if above.ansi is not None:
        return above
    if below.ansi is not None:
        return above if above.a else below
    return below + above
