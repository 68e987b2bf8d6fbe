"""The view state of the reader screen, stored for each article."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from tui.widgets.finding_index import GROUPS, Group, Kind, Place


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The state of the reader screen: scroll position, selection, focus, search and filter.

    `above` is the number of lines between the top of the view and the cursor; None for the default
    scroll position. `chosen` is the selected finding: its kind, start and end. `focus` is the
    focused pane, None for the text. `match` is the start of the current match of the search
    `words`. `voice` is the speaker that the quotations are filtered by.
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
        """Return the view as JSON-ready values, without those that equal the default."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(_DEFAULT, name)}


_DEFAULT = ReadingView()


def view_from(stored: Mapping[str, object]) -> ReadingView:
    """Read a stored view; unreadable values, such as another version's, become the default."""
    words, voice = stored.get("words"), stored.get("voice")
    return ReadingView(
        above=_number(stored.get("above")),
        chosen=_chosen(stored.get("chosen")),
        pane=_group(stored.get("pane")) or _DEFAULT.pane,
        focus=_group(stored.get("focus")),
        alone=stored.get("alone") is True,
        words=words if isinstance(words, str) else "",
        match=_number(stored.get("match")),
        voice=voice if isinstance(voice, str) else "",
    )


def chosen_as(finding: Place | None) -> tuple[Kind, int, int] | None:
    """Return a finding's kind and span, since a new analysis can change its index."""
    return (finding.kind, finding.start, finding.end) if finding else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _group(value: object) -> Group | None:
    return next((group for group in GROUPS if group == value), None)


def _chosen(value: object) -> tuple[Kind, int, int] | None:
    match value:
        case [("name" | "quotation" | "event" | "time" | "note") as kind, int(start), int(end)]:
            return kind, start, end
        case _:
            return None
