"""The reader's status bar: the finding at the cursor, its reason, and the reading progress."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from tui.display_text import WORDS_PER_MINUTE
from tui.strings.status_text import StatusText


class StatusBar(Widget):
    """A status bar of one or two lines: finding and reason on the left, progress on the right.

    On one line the reason follows the finding as far as there is room. An activity, such as a
    search, is shown before the progress and replaces it where both do not fit.
    """

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        padding: 0 1;
        background: $surface;
        color: $foreground;
        &.-tall { height: 2; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self, id: str | None = None) -> None:
        """Create an empty status bar."""
        super().__init__(id=id)
        self._shown = (Content(""), Content(""), Content(""), Content(""))

    def show(self, finding: Content, reason: Content, activity: str, progress: str) -> None:
        """Show the finding at the cursor, its reason, an activity and the reading progress."""
        shown = (
            finding,
            reason,
            Content.styled(f"  {activity}" if activity else "", "$accent"),
            Content.styled(f"  {progress}" if progress else "", "$foreground 70%"),
        )
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> RenderResult:
        """Return the lines, each truncated to the width."""
        finding, reason, activity, progress = self._shown
        width, height = self.content_size
        if height == 1 and reason.plain:
            finding = Content.assemble(finding, (" · ", "$foreground 70%"), reason)
        right = Content.assemble(activity, progress)
        if activity.plain and finding.cell_length + right.cell_length > width:
            right = activity
        room = max(width - right.cell_length, 0)
        first = finding.truncate(room, ellipsis=True)
        first = first + Content(" " * (room - first.cell_length)) + right
        if height == 1:
            return first
        return Content("\n").join([first, reason.truncate(width, ellipsis=True)])


def format_reading_progress(progress: float, words: int) -> str:
    """Format the reading progress and the time left.

    `0.45` of 800 words → "45% · 2 min left"; `0.12` of 21,000 words → "12% · 1 h 20 min left".
    """
    minutes = round(words * (1 - progress) / WORDS_PER_MINUTE)
    if progress >= 1:
        rest = StatusText.END
    elif not minutes:
        rest = StatusText.UNDER_A_MINUTE
    elif minutes < 60:
        rest = StatusText.MINUTES_LEFT.format(minutes=minutes)
    else:
        rest = StatusText.HOURS_LEFT.format(hours=f"{minutes // 60:,}", minutes=minutes % 60)
    return StatusText.PROGRESS.format(percent=f"{progress:.0%}", rest=rest)
