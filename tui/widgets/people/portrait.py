"""The lines above a page of somebody: what they are, what they are called, and when they appear."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from db.people.records import Identity
from tui.people_wording import counts, role_or_sort, seen
from tui.safe import safe
from tui.widgets.panes.lines import apart
from tui.widgets.sparks import month_bars

_MOST_BARS = 96
_LOW = 24  # lines of a screen below which there is room for the first line alone


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a portrait is drawn from: who it is, the months, and who it may be the same as."""

    identity: Identity
    months: Mapping[str, int]
    may_be: tuple[str, ...] = ()


class Portrait(Widget):
    """Role and time; other names; the months; who it may be the same as."""

    DEFAULT_CSS = """
    Portrait { height: auto; padding: 1 2 0 2; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Likeness | None = None
        self._key = ""

    def show(self, drawn: Likeness, key: str) -> None:
        """Draw somebody; `key` shows who it may be the same as."""
        self._drawn, self._key = drawn, key
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there is something to say on."""
        del container
        return len(self._lines(width, viewport.height))

    def render(self) -> RenderResult:
        """The lines."""
        return Content("\n").join(self._lines(self.content_size.width, self.screen.size.height))

    def _lines(self, width: int, height: int) -> list[Content]:
        if self._drawn is None:
            return [Content("")]
        row = self._drawn.identity.row
        first = apart(
            Content.assemble(
                (role_or_sort(row), "bold"), (f" · {counts(row)}", "$foreground-muted")
            ),
            Content.styled(seen(row.first, row.last), "$foreground-muted"),
            width,
        )
        if height < _LOW:
            return [first]
        lines = [first]
        called = self._drawn.identity
        also = [one.words for one in called.names if one.words != row.name]
        if names := ", ".join(map(safe, [*also, *called.aliases])):
            lines.append(Content.styled(f"also {names}", "$foreground-muted"))
        if row.shared:
            lines.append(Content("Several may be called so: m says who is meant."))
        lines += self._month_lines(width)
        if self._drawn.may_be:
            some = ", ".join(map(safe, self._drawn.may_be))
            lines.append(
                Content.assemble(("May be ", "$warning"), (some, "bold"), (f" ({self._key})", ""))
            )
        return [line.truncate(width, ellipsis=True) for line in lines]

    def _month_lines(self, width: int) -> list[Content]:
        """The bars of the months between the first and the last one, which stand at their ends."""
        assert self._drawn is not None
        months = self._drawn.months
        if len(months) < 2:
            return []
        first, last = min(months), max(months)
        room = min(_MOST_BARS, width - len(first) - len(last) - 2)
        spark = month_bars(months, first, last, room)
        return [
            Content.assemble(
                (f"{first} ", "$foreground-muted"), (spark, "$primary"),
                (f" {last}", "$foreground-muted"),
            )
        ]  # fmt: skip
