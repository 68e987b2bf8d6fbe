"""How a reader left the screen of an article, as the store keeps it until the next time."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from tui.widgets.places import GROUPS, Group, Kind, Place


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The screen of an article: what is in sight, chosen, focused, searched for and heard.

    `above` are the lines between the first in sight and the cursor's, None for wherever is
    comfortable; `chosen` the kind of the place chosen and where it stands; `focus` the pane that
    has the focus, None for the text; `match` where the current match of `words` begins; `voice`
    what the speaker heard alone is called.
    """

    above: int | None = None
    chosen: tuple[Kind, int, int] | None = None
    pane: Group = "quotes"
    focus: Group | None = None
    alone: bool = False
    words: str = ""
    match: int | None = None
    voice: str = ""

    def as_json(self) -> dict[str, object]:
        """The view as JSON can say it, without what is as usual."""
        kept = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in kept.items() if value != getattr(_USUAL, name)}


_USUAL = ReadingView()


def view_from(kept: Mapping[str, object]) -> ReadingView:
    """The view that was kept; what cannot be read, as from another version, is as usual."""
    words, voice = kept.get("words"), kept.get("voice")
    return ReadingView(
        above=_number(kept.get("above")),
        chosen=_chosen(kept.get("chosen")),
        pane=_group(kept.get("pane")) or _USUAL.pane,
        focus=_group(kept.get("focus")),
        alone=kept.get("alone") is True,
        words=words if isinstance(words, str) else "",
        match=_number(kept.get("match")),
        voice=voice if isinstance(voice, str) else "",
    )


def chosen_as(place: Place | None) -> tuple[Kind, int, int] | None:
    """A place as a view keeps it: its index may be another after a new analysis."""
    return (place.kind, place.start, place.end) if place else None


def _number(kept: object) -> int | None:
    return kept if isinstance(kept, int) and kept >= 0 else None


def _group(kept: object) -> Group | None:
    return next((group for group in GROUPS if group == kept), None)


def _chosen(kept: object) -> tuple[Kind, int, int] | None:
    match kept:
        case [("name" | "quotation" | "event" | "time" | "note") as kind, int(start), int(end)]:
            return kind, start, end
        case _:
            return None
