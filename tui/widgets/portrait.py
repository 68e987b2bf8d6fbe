"""The header above an identity's profile: role, counts, names and months."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from db.identities.models import Identity
from tui.people_wording import counts, role_or_sort, seen
from tui.sanitize import safe
from tui.widgets.panes.lines import apart
from tui.widgets.sparks import month_bars

_MOST_BARS = 96
_LOW = 24  # a screen with fewer lines shows only the first line


@dataclass(frozen=True, slots=True)
class Likeness:
    """The data of a profile header: identity, counts by month, and names of merge candidates."""

    identity: Identity
    months: Mapping[str, int]
    may_be: tuple[str, ...] = ()


class Portrait(Widget):
    """A profile header: role and dates, other names, months, and merge candidates."""

    DEFAULT_CSS = """
    Portrait { height: auto; padding: 1 2 0 2; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Likeness | None = None
        self._key = ""

    def show(self, drawn: Likeness, key: str) -> None:
        """Show an identity; `key` is the key that opens the merge candidates."""
        self._drawn, self._key = drawn, key
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines with content."""
        del container
        return len(self._lines(width, viewport.height))

    def render(self) -> RenderResult:
        """Return the lines."""
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
        identity = self._drawn.identity
        also = [name.words for name in identity.names if name.words != row.name]
        if names := ", ".join(map(safe, [*also, *identity.aliases])):
            lines.append(Content.styled(f"also {names}", "$foreground-muted"))
        if row.shared:
            lines.append(Content("Ambiguous name. Press m to merge it into an identity."))
        lines += self._month_lines(width)
        if self._drawn.may_be:
            names = ", ".join(map(safe, self._drawn.may_be))
            lines.append(
                Content.assemble(
                    ("Possible duplicate of ", "$warning"), (names, "bold"), f" ({self._key})"
                )
            )
        return [line.truncate(width, ellipsis=True) for line in lines]

    def _month_lines(self, width: int) -> list[Content]:
        """Return the bars of the months between the labels of the first and last month."""
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
